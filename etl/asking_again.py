"""Telling an authority, through the outbox, that the department asks again about explanations or sent a return back."""

from datetime import datetime

from sqlmodel import Session

from etl.reminders import people
from etl.settings import settings
from etl.windows import opened
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Submission
from schemas.tables_collections import ASKED_AGAIN, SENT_BACK, Message, MessageState


def write(session: Session, sent: Submission, count: int, now: datetime) -> int:
    """Tell everyone who prepares or approves the authority's returns that explanations were returned. Gives how many.

    Args:
        session: an open transaction.
        sent: the return that counts.
        count: how many of its explanations were returned.
        now: the instant.
    """
    what = "an explanation" if count == 1 else f"{count} explanations"
    first = f"The department asks again about {what} in"
    then = "The figures count as they are. Read what it says beside each query, and explain again or send a corrected return"
    return _tell(session, sent, (ASKED_AGAIN, "The department asks again"), (first, then), now)


def sent_back(session: Session, sent: Submission, reason: str, now: datetime) -> int:
    """Tell the same people that the department sent a return back, and why. Gives how many."""
    first, then = (
        "The department has sent back",
        f"It no longer counts. What has to be put right: {reason} Send a new version",
    )
    return _tell(session, sent, (SENT_BACK, "The department has sent it back"), (first, then), now)


def _tell(session: Session, sent: Submission, kind: tuple[str, str], words: tuple[str, str], now: datetime) -> int:
    spec, period, whose = RETURNS[sent.form_code], Period.parse(sent.period or ""), authority(sent.authority_id or "")
    told = people(session).get(whose.authority_id, [])
    where = f"return={spec.code}&authority={whose.dfe_code}&quarter={str(period).replace(' ', '+')}"
    body = "\n\n".join(
        [
            f"{words[0]} the {spec.title} of {whose.name} for {period.label}.",
            f"{words[1]}: {settings().base_url}/returns?{where}",
            f"You get this because you prepare or approve returns of {whose.name}.",
        ]
    )
    start = "Illustrative: " if settings().is_demonstration else ""
    for person, _ in told:
        session.add(
            Message(
                written_once=f"{kind[0]}/{sent.id}/{person.id}/{now:%Y%m%d%H%M%S%f}",
                kind=kind[0],
                person_id=person.id or 0,
                authority_id=whose.authority_id,
                collection_id=opened(session, spec, period).id or 0,
                stage=kind[0],
                subject=f"{start}{whose.name}: {spec.title}, {period.label}. {kind[1]}"[:200],
                body=body,
                created_at=now,
                state=MessageState.WAITING,
                try_at=now,
            )
        )
    return len(told)
