"""What must hold before figures are released, each with what was found."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import polars as pl
from sqlalchemy import func, select
from sqlmodel import Session, col

from etl.current import current_ids
from etl.explaining import asked
from etl.frames import table_of
from schemas.authorities import authorities
from schemas.explaining import ReviewState
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.reviewing import ReviewStep
from schemas.tables import Submission
from schemas.tables_reviewing import SubmissionReview
from schemas.vocabulary import Rag, SubmissionStatus

ENOUGH = 0.95


@dataclass(frozen=True)
class Check:
    """One line of the checklist.

    Args:
        name: what was checked.
        is_passed: whether it holds.
        is_blocking: whether a release may not be prepared without it.
        words: what was found.
    """

    name: str
    is_passed: bool
    is_blocking: bool
    words: str


def as_rows(checks: Iterable[Check]) -> list[dict[str, object]]:
    """The checks as JSON values."""
    return [asdict(check) for check in checks]


def coverage(session: Session, period: Period) -> Check:
    """How many authorities' returns of a quarter are in."""
    due = len(authorities(period.reference_date))
    counts = {spec.title: len(current_ids(session, code, period)) for code, spec in RETURNS.items()}
    words = "; ".join(f"{title}: {count} of {due}" for title, count in counts.items())
    is_enough = all(count >= ENOUGH * due for count in counts.values())
    return Check("Returns of the latest quarter", is_enough, False, f"{period.label}: {words}.")


def waiting(session: Session, period: Period) -> Check:
    """Returns that passed every check and wait for somebody."""
    query = select(func.count()).where(
        col(Submission.period) == str(period), col(Submission.status) == SubmissionStatus.VALIDATED
    )
    count = session.scalar(query) or 0
    words = f"{count} of {period.label} passed every check and wait for an approver." if count else "None waits."
    return Check("Returns that wait", count == 0, False, words)


def authorised(session: Session, submission_ids: Iterable[int]) -> Check:
    """Returns that count and that nobody has authorised."""
    ids, step = set(submission_ids), table_of(SubmissionReview).c
    agreed = set(session.scalars(select(step.submission_id).where(step.step == ReviewStep.AUTHORISED)))
    count = len(ids - agreed)
    verb = "1 return counts and is" if count == 1 else f"{count:,} returns count and are"
    words = f"{verb} not authorised. Authorise or send back each on the Review page."
    return Check(
        "Authorised returns", count == 0, True, words if count else f"All {len(ids):,} returns are authorised."
    )


def queries(session: Session, periods: Iterable[Period]) -> Check:
    """Queries of the returns that count without an explanation, or with one that the department sent back."""
    states = [one.state for period in periods for spec in RETURNS.values() for one in asked(session, spec, period)]
    none, again = states.count(ReviewState.UNEXPLAINED), states.count(ReviewState.RETURNED)
    parts = [f"{none} {'query has' if none == 1 else 'queries have'} no explanation."] * bool(none)
    parts += [f"The department asks again about {again} {'query' if again == 1 else 'queries'}."] * bool(again)
    is_passed = not none and not again
    every = f"Every one of {len(states):,} queries is explained, and the department asks about none again."
    return Check("Open queries", is_passed, True, every if is_passed else " ".join(parts))


def stale(figures: pl.DataFrame) -> Check:
    """Figures whose source is too old to rate."""
    old = figures.filter(pl.col("rag") == Rag.STALE)
    names = sorted(old["indicator_id"].unique())
    words = (
        f"{old.height} figures are too old to rate: {', '.join(names)}." if names else "No figure is too old to rate."
    )
    return Check("Age of sources", not names, False, words)


def totals(wrong: str) -> Check:
    """Whether every total is what its parts come to, and what is kept is what the returns give now."""
    words = wrong or "Every total is the sum of its parts, and what is kept is what the returns give."
    return Check("Totals and parts", not wrong, True, words)


def disclosure(told_count: int, hidden_count: int) -> Check:
    """Whether a small figure can be worked out from what would be shown."""
    if told_count:
        return Check("Confidentiality", False, True, f"{told_count} small figures could be worked out.")
    words = (
        f"{hidden_count:,} figures are hidden. No small one can be worked out from the rest, or from earlier releases."
    )
    return Check("Confidentiality", True, True, words)


def restatements(count: int, reason: str) -> Check:
    """Whether figures that were shown before and differ now have a reason."""
    if not count:
        return Check("Restated figures", True, True, "No figure that was shown before differs.")
    is_given = len(reason.strip()) >= LEAST_EXPLANATION
    words = f"{count:,} figures that were shown before differ. {'The reason says why.' if is_given else 'Say why.'}"
    return Check("Restated figures", is_given, True, words)
