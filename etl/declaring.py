"""What people declare by what they do with a return: kept in the words of the day, with who said them. A foundation."""

from datetime import datetime

from sqlmodel import Session

from etl.settings import day_of
from schemas.reviewing import Declaring, declaration
from schemas.tables_reviewing import DeclarationMade


def declare(session: Session, submission_id: int | None, step: Declaring, by: str, now: datetime) -> None:
    """Keep that somebody declared the text of a step about a version of a return.

    Args:
        session: an open transaction.
        submission_id: the version.
        step: what they did.
        by: subject of the person.
        now: the instant.
    """
    said = declaration(step, day_of(now))
    session.add(
        DeclarationMade(
            submission_id=submission_id or 0, step=step, version=said.version, words=said.words, made_by=by, made_at=now
        )
    )
