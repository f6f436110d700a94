"""What passed its date and was not given, as its person may read it: returns, and what is owed to the Board."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl
from sqlmodel import Session

from etl.current import current_editions, form_rows
from etl.owing import owing
from schemas.periods import Period
from schemas.planned import answers_on, arising_on, plan_on
from schemas.returns import RETURNS
from schemas.sources import MEETINGS, PLAN
from schemas.windows import WindowState

_QUARTERS_BACK = 4


@dataclass(frozen=True)
class Late:
    """One thing that is overdue.

    Args:
        key: the same for the same thing and date.
        words: what it is, in a sentence.
        path: where to read it.
    """

    key: str
    words: str
    path: str
    due_on: date


def late_returns(session: Session, authority_id: str, today: date) -> Iterator[Late]:
    """The returns that an authority owes past their due day."""
    newest = Period.latest_ended(today)
    for back in range(_QUARTERS_BACK):
        period = newest.shifted(-back)
        for spec in RETURNS.values():
            for owes in owing(session, spec, period, today):
                is_theirs = authority_id in {member.authority_id for member in owes.members}
                if is_theirs and owes.is_owed and owes.standing.state is WindowState.OVERDUE:
                    due = owes.standing.due_on
                    words = f"{owes.name}: the {spec.title} for {period.label} is overdue."
                    where = f"/returns?return={spec.code}&authority={owes.sender.dfe_code}&quarter={str(period).replace(' ', '+')}"
                    yield Late(f"{spec.code}/{period}/{due}", words, where, due)


def late_to_board(session: Session, today: date, upto: int | None) -> Iterator[Late]:
    """What the plan and the meetings expect and did not get, as known at a computation.

    Args:
        session: a session that may read.
        today: the day.
        upto: the last computation that may be known of; None for the newest.
    """
    found = current_editions(session, upto=upto)
    if (number := found.get(PLAN.code)) is not None:
        rows = plan_on(form_rows(session, PLAN, [number])["actions"], today)
        yield from _each(rows, "plan", "plan_ref", "action", "/programme")
    if (number := found.get(MEETINGS.code)) is not None:
        sheets = form_rows(session, MEETINGS, [number])
        yield from _each(arising_on(sheets["arising"], today), "arising", "arising_ref", "action", "/programme#arising")
        yield from _each(
            answers_on(sheets["answers"], today), "answer", "meeting_ref", "exception", "/programme#answers"
        )


def _each(rows: pl.DataFrame, kind: str, ref: str, what: str, path: str) -> Iterator[Late]:
    for row in rows.filter(pl.col("is_overdue")).iter_rows(named=True):
        about = f"/{row['authority_id']}" if row.get("authority_id") else ""
        # A meeting may ask for two answers about one authority.
        mark = sha256(row[what].encode()).hexdigest()[:8]
        key = f"{kind}/{row[ref]}{about}/{mark}/{row['due_on']}"
        yield Late(key, f"Overdue: {row[what]}", path, row["due_on"])
