"""The place where what was computed becomes what is shown. Nothing that was shown is ever changed."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session, col

from etl.current import counting
from etl.frames import add_frame, frame
from schemas.observations import Scope
from schemas.periods import Period
from schemas.tables import Computation, ObservationRow, Submission
from schemas.vocabulary import Rag, ValueStatus

WITHDRAWN = "withdrawn"
KEY = ["indicator_id", "level", "geography", "period", "breakdown"]
CONTENT = [
    "numerator", "denominator", "value", "status", "flags", "rag", "rag_reason",
    "thresholds_version", "returned_count", "due_count", "source",
]  # fmt: skip


def begin(session: Session, by: str, reason: str, now: datetime) -> Computation:
    """A new computation: the number under which what follows is known.

    Args:
        session: an open transaction.
        by: subject of the person.
        reason: why, in a few words.
        now: the instant of publication.
    """
    made = Computation(published_at=now, published_by=by, reason=reason[:400])
    session.add(made)
    session.flush()
    return made


def credit(session: Session, computation: Computation, submission_ids: Sequence[int | None]) -> None:
    """Note on some submissions the computation that they caused."""
    caused = col(Submission.id).in_(submission_ids)
    session.execute(update(Submission).where(caused).values(computation_id=computation.id))


def differing(session: Session, computed: pl.DataFrame, scope: Scope | None = None) -> pl.DataFrame:
    """The computed observations that differ from what is shown now, and those shown that are no longer computed.

    Args:
        session: a session that may read.
        computed: one row for each indicator, place, quarter and breakdown; columns KEY and CONTENT.
        scope: the observations that were computed; what is shown of others is left as it is.
    """
    periods = computed["period"].unique().to_list()
    shown = observations(session, [_of(periods, scope)])
    wanted = pl.concat([computed.select(KEY + CONTENT), _withdrawn(shown, computed)], how="vertical_relaxed")
    return wanted.join(shown.select(KEY + CONTENT), on=KEY + CONTENT, how="anti", nulls_equal=True)


def publish(session: Session, computation: Computation, computed: pl.DataFrame, scope: Scope | None = None) -> None:
    """Keep computed observations: those that differ from what is shown now.

    Args:
        session: the computation's transaction.
        computation: what they are shown under.
        computed: one row for each indicator, place, quarter and breakdown; columns KEY and CONTENT.
        scope: the observations that were computed; what is shown of others is left as it is.
    """
    show(session, computation, differing(session, computed, scope))


def show(session: Session, computation: Computation, changed: pl.DataFrame) -> None:
    """Keep observations that differ from what is shown.

    Each is known from the computation's instant; if a quarter already has later knowledge (history loaded afterwards), from
    that later instant.

    Args:
        session: the computation's transaction.
        computation: what they are shown under.
        changed: what `differing` gives.
    """
    instants = _instants(session, changed["period"].unique().to_list())
    added = changed.join(instants, on="period", how="left").select(
        pl.lit(computation.id).alias("computation_id"),
        *KEY,
        *CONTENT,
        pl.max_horizontal(pl.col("known_at"), pl.lit(computation.published_at)).alias("as_of"),
    )
    add_frame(session, ObservationRow, added)


def _of(periods: Sequence[str], scope: Scope | None) -> ColumnElement[bool]:
    """Whether a stored observation is of some quarters and, if one is given, in a scope."""
    in_periods = col(ObservationRow.period).in_(periods)
    if scope is None:
        return in_periods
    # The quarters are named in each half, so that the store can find each by an index.
    of_indicators = col(ObservationRow.indicator_id).in_
    is_fed = and_(in_periods, col(ObservationRow.geography).in_(scope.places), of_indicators(scope.fed))
    return or_(is_fed, and_(in_periods, of_indicators(scope.everywhere)))


def _instants(session: Session, periods: Sequence[str]) -> pl.DataFrame:
    """The latest instant from which anything about each quarter is known: period, known_at."""
    query = (
        select(ObservationRow.period, func.max(ObservationRow.as_of))  # type: ignore[call-overload]
        .where(col(ObservationRow.period).in_(periods))
        .group_by(ObservationRow.period)
    )
    return frame(session, query, {"period": pl.String(), "known_at": OBSERVATION_TYPES["as_of"]})


def _withdrawn(shown: pl.DataFrame, computed: pl.DataFrame) -> pl.DataFrame:
    """A row that says so for each figure that is shown but that the returns no longer give."""
    gone = shown.join(computed, on=KEY, how="anti").select(KEY + CONTENT)
    return gone.with_columns(
        *(pl.lit(None, gone.schema[name]).alias(name) for name in ("numerator", "denominator", "value")),
        pl.lit(str(ValueStatus.NOT_AVAILABLE)).alias("status"),
        pl.lit(str(Rag.NOT_AVAILABLE)).alias("rag"),
        pl.lit("The returns no longer give this figure.").alias("rag_reason"),
        pl.lit("").alias("flags"),
        pl.lit(WITHDRAWN).alias("source"),
    )


def latest(rows: pl.DataFrame) -> pl.DataFrame:
    """For each indicator, place, quarter and breakdown, the row known last."""
    return rows.sort("as_of", "computation_id").unique(KEY, keep="last", maintain_order=True)


def observations(
    session: Session, conditions: Sequence[ColumnElement[bool]] = (), at: datetime | None = None
) -> pl.DataFrame:
    """What is shown now, or was shown at an instant: one row for each indicator, place, quarter and breakdown.

    Args:
        session: a session that may read.
        conditions: conditions on ObservationRow's columns.
        at: the instant; by default now.
    """
    # Said so that SQLite takes no index for it: it would read a whole quarter by instant to find one indicator.
    known = () if at is None else ((col(ObservationRow.as_of) > at).is_(False),)
    columns = [getattr(ObservationRow, name) for name in OBSERVATION_TYPES]
    found = latest(frame(session, select(*columns).where(*conditions, *known), OBSERVATION_TYPES))
    return found.filter(pl.col("source") != WITHDRAWN)


def is_shown(session: Session, period: Period) -> bool:
    """Whether anything about a quarter has ever been shown."""
    query = select(ObservationRow.id).where(ObservationRow.period == str(period)).limit(1)  # type: ignore[call-overload]
    return session.scalar(query) is not None


def known_at(session: Session, period: Period, now: datetime, upto: int | None = None) -> datetime:
    """The instant of the latest knowledge about a quarter: now, or later if it was published with a later clock.

    Args:
        session: a session that may read.
        period: the quarter.
        now: the instant.
        upto: the last computation that is known of; by default the newest.
    """
    shown, sent = ([] if upto is None else [col(rows.computation_id) <= upto] for rows in (ObservationRow, Submission))
    newest = (
        session.scalar(select(func.max(ObservationRow.as_of)).where(col(ObservationRow.period) == str(period), *shown)),
        session.scalar(select(func.max(Submission.submitted_at)).where(col(Submission.period) == str(period), *sent)),
    )
    return max([now, *(instant for instant in newest if instant is not None)])


def periods_with_submissions(session: Session, form_codes: Sequence[str]) -> list[str]:
    """Quarters for which at least one return counts, in time order."""
    query = select(Submission.period).where(  # type: ignore[call-overload]
        col(Submission.form_code).in_(form_codes), *counting()
    )
    return sorted(session.scalars(query.distinct()))


OBSERVATION_TYPES: dict[str, pl.DataType] = {
    **dict.fromkeys(KEY, pl.String()),
    **dict.fromkeys(("numerator", "denominator", "value"), pl.Float64()),
    **dict.fromkeys(("status", "flags", "rag", "rag_reason", "thresholds_version"), pl.String()),
    **dict.fromkeys(("returned_count", "due_count"), pl.Int64()),
    "source": pl.String(),
    "as_of": pl.Datetime("us", "UTC"),
    "computation_id": pl.Int64(),
}
