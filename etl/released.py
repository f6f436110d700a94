"""What a release shows: every figure as known at its last computation, less what it hides. A foundation for reading."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from etl.frames import frame, table_of
from etl.working import observations
from schemas.disclosure import KEY, shown_without
from schemas.indicators import INDICATORS
from schemas.tables import ObservationRow
from schemas.tables_releases import ReleaseHidden
from schemas.vocabulary import ValueStatus

_FIGURE = ["value", "rag"]
CHANGED = [*KEY, "value_before", "value", "rag_before", "rag", "kind"]
RESTATED, ARRIVED, GONE, RERATED = "restated", "arrived", "gone", "rated otherwise"
_SHOWN = [str(ValueStatus.OK), str(ValueStatus.LOW)]


def known(session: Session, computation_id: int, period: str) -> pl.DataFrame:
    """Every figure of a quarter as known at a computation, nothing hidden."""
    conditions = [col(ObservationRow.period) == period, col(ObservationRow.computation_id) <= computation_id]
    return observations(session, conditions)


def hidden(session: Session, release_id: int, period: str) -> pl.DataFrame:
    """What a release hides of a quarter: KEY."""
    kept = table_of(ReleaseHidden).c
    query = select(*(kept[name] for name in KEY)).where(kept.release_id == release_id, kept.period == period)
    return frame(session, query, dict.fromkeys(KEY, pl.String()))


def shown(session: Session, release_id: int, computation_id: int, period: str) -> pl.DataFrame:
    """A quarter as a release shows it to everyone."""
    return shown_without(known(session, computation_id, period), INDICATORS, hidden(session, release_id, period))


def periods(session: Session, computation_id: int, at: datetime | None = None) -> list[str]:
    """The quarters that there are figures for at a computation, and by an instant if one is given, in time order."""
    query = select(ObservationRow.period).where(col(ObservationRow.computation_id) <= computation_id).distinct()  # type: ignore[call-overload]
    return sorted(session.scalars(query if at is None else query.where(col(ObservationRow.as_of) <= at)))


def changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What differs between two sets of figures: CHANGED, a row for each figure.

    A figure that is hidden in either is never here, so the difference of two releases tells nothing that neither shows.

    Args:
        before: observations as shown.
        after: observations as shown later.
    """
    was, now = (rows.select(*KEY, *_FIGURE, is_shown=pl.col("status").is_in(_SHOWN)) for rows in (before, after))
    both = was.join(now, on=KEY, how="full", coalesce=True, suffix="_after")
    had, has = pl.col("is_shown").fill_null(False), pl.col("is_shown_after").fill_null(False)
    kind = (
        pl.when(~had & has)
        .then(pl.lit(ARRIVED))
        .when(had & ~has)
        .then(pl.lit(GONE))
        .when(had & has & pl.col("value").ne_missing(pl.col("value_after")))
        .then(pl.lit(RESTATED))
        .when(had & has & (pl.col("rag") != pl.col("rag_after")))
        .then(pl.lit(RERATED))
    )
    found = both.with_columns(kind=kind).filter(pl.col("kind").is_not_null())
    renamed = found.rename({"value": "value_before", "rag": "rag_before", "value_after": "value", "rag_after": "rag"})
    return renamed.select(CHANGED).sort(KEY)


def all_changes(session: Session, before: tuple[int, int], after: tuple[int, int]) -> pl.DataFrame:
    """What differs between two releases in every quarter: CHANGED.

    Args:
        session: a session that may read.
        before: the earlier release's number and its last computation.
        after: the later one's.
    """
    found = [
        changes(shown(session, *before, period), shown(session, *after, period))
        for period in periods(session, after[1])
        if _has_moved(session, period, before[1], after[1])
    ]
    return pl.concat(found) if found else changes(*(_none(session),) * 2)


def _none(session: Session) -> pl.DataFrame:
    return observations(session, [col(ObservationRow.id) < 0])


def _has_moved(session: Session, period: str, after: int, upto: int) -> bool:
    query = select(ObservationRow.id).where(  # type: ignore[call-overload]
        col(ObservationRow.period) == period,
        col(ObservationRow.computation_id) > after,
        col(ObservationRow.computation_id) <= upto,
    )
    return session.scalar(query.limit(1)) is not None


def moved(session: Session, after: int, upto: int) -> Sequence[str]:
    """The quarters that some computations changed."""
    return [period for period in periods(session, upto) if _has_moved(session, period, after, upto)]
