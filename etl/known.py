"""Which computation last changed what is shown of each quarter. Everything cached is keyed by it.

A new computation often changes one quarter only. Keyed by the newest computation of all, every page would be made anew whenever
history is loaded or an old return is corrected. For `dashboard.reads`, which gives it a session.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import Select, func, select, union
from sqlmodel import Session

from etl.frames import table_of
from schemas.reviewing import ReviewStep
from schemas.tables import Computation, ObservationRow, Submission
from schemas.tables_reviewing import SubmissionReview


@dataclass(frozen=True)
class Known:
    """What is known of the computations so far.

    Args:
        first: the newest computation at the first look; what changed before is not told apart.
        upto: the newest computation looked at.
        quarters: quarters that there are figures for, each with the newest computation that changed it.
    """

    first: int = 0
    upto: int = 0
    quarters: Mapping[str, int] = field(default_factory=dict)

    def newest(self, quarters: Iterable[str] = ()) -> int:
        """The newest computation that changed any of some quarters; by default the newest of all."""
        asked = tuple(quarters)
        return max(self.quarters.get(quarter, self.first) for quarter in asked) if asked else self.upto

    def followed_by(self, upto: int, touched: Iterable[tuple[str, int]]) -> "Known":
        """The same after more computations, of which each touched some quarters: (quarter, computation)."""
        quarters = dict(self.quarters)
        for quarter, computation_id in touched:
            quarters[quarter] = max(computation_id, quarters.get(quarter, 0))
        return Known(self.first, upto, quarters)


@cache
def _newest() -> Select[int]:
    return select(func.max(table_of(Computation).c.id))


def brought_up_to_date(known: Known | None, session: Session) -> Known:
    """What is known of the computations now: one small query, and one more if there are new ones.

    Args:
        known: what was known at the last look, if there was one.
        session: a session that may read.
    """
    newest = session.connection().scalar(_newest()) or 0
    if known is None or newest < known.upto:  # another store has taken its place
        return Known(newest, newest, dict.fromkeys(_quarters(session), newest))
    if newest == known.upto:
        return known
    return known.followed_by(newest, _touched(session, known.upto, newest))


def newest_at(session: Session, at: datetime) -> int:
    """The newest computation that was published by an instant; 0 if there was none."""
    # The table itself, because mapped classes cost more than the query.
    made = table_of(Computation).c
    return session.connection().execute(select(func.max(made.id)).where(made.published_at <= at)).scalar() or 0


def instant_of(session: Session, computation_id: int) -> datetime | None:
    """When a computation was published; None if there is none of that number."""
    found = session.get(Computation, computation_id)
    return None if found is None else found.published_at


def _quarters(session: Session) -> list[str]:
    """The quarters that there are figures for, one step along the index for each."""
    found = [""]
    quarter = table_of(ObservationRow).c.period
    while following := session.scalar(select(func.min(quarter)).where(quarter > found[-1])):
        found.append(following)
    return found[1:]


def _touched(session: Session, after: int, upto: int) -> list[tuple[str, int]]:
    """Which quarters' figures or returns some computations changed: (quarter, computation)."""
    changed = [
        select(rows.c.period, rows.c.computation_id).where(rows.c.computation_id > after, rows.c.computation_id <= upto)
        for rows in (table_of(ObservationRow), table_of(Submission))
    ]
    kept, step = table_of(Submission).c, table_of(SubmissionReview).c
    sent_back = select(kept.period, step.after_computation_id + 1).join(step.id.table, step.submission_id == kept.id)
    sent_back = sent_back.where(
        step.step == ReviewStep.RETURNED, step.after_computation_id >= after, step.after_computation_id < upto
    )
    found = session.execute(union(*changed, sent_back))
    return [(quarter, computation_id) for quarter, computation_id in found if quarter]
