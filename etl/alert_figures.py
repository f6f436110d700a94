"""Whether a figure crossed a number, as its person may read it: never from a release before its moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session, col

from etl import released, working
from etl.visible import Shown, last_approved, visible
from schemas.access import Permission, Viewer
from schemas.disclosure import shown_without
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.tables import ObservationRow
from schemas.tables_alerts import Alert, AlertKind
from schemas.vocabulary import Disclosure


@dataclass(frozen=True)
class Known:
    """A figure as a person may read it in a quarter, and since when."""

    period: Period
    value: float
    since: datetime


def crossed(session: Session, viewer: Viewer, alert: Alert, now: datetime) -> Known | None:
    """The newest figure, if it crossed the alert's number since the quarter before and after the alert was set."""
    known = figures(session, viewer, alert.indicator_id, alert.geography, now)
    if len(known) < 2 or known[-1].since <= alert.set_at or alert.threshold is None:
        return None
    before, newest = known[-2:]
    is_next = before.period == newest.period.previous
    is_beyond = [one.value > alert.threshold if alert.kind is AlertKind.ABOVE else one.value < alert.threshold for one in (before, newest)]  # fmt: skip
    return newest if is_next and is_beyond == [False, True] else None


def figures(session: Session, viewer: Viewer, indicator_id: str, geography: str, now: datetime) -> list[Known]:
    """An indicator's total at a place in every quarter that has a value, in time order, as the viewer may read it."""
    mine = _of(indicator_id, geography)
    is_own = viewer.may(Permission.READ_OWN) and geography in viewer.authority_ids
    if is_own or viewer.may(Permission.READ_UNSUPPRESSED):
        return _known(working.observations(session, mine))
    if last_approved(session) is None:
        # What must be hidden where nothing is released is worked out for a page, not for a message.
        is_open = INDICATORS[indicator_id].disclosure is Disclosure.D0
        return _known(working.observations(session, mine)) if is_open else []
    shown = newest_release(session, viewer, now)
    return _known(_as_released(session, shown, mine), shown.visible_from) if shown else []


def newest_release(session: Session, viewer: Viewer, now: datetime) -> Shown | None:
    """The newest release that everyone may read: early access opens no message."""
    return next((one for one in visible(session, viewer, now) if not one.is_early), None)


def _of(indicator_id: str, geography: str) -> list[Any]:
    row = ObservationRow
    return [col(row.indicator_id) == indicator_id, col(row.geography) == geography, col(row.breakdown) == ""]


def _as_released(session: Session, shown: Shown, mine: list[Any]) -> pl.DataFrame:
    rows = working.observations(session, [*mine, col(ObservationRow.computation_id) <= shown.computation_id])
    periods = rows["period"].unique().to_list()
    hidden = [released.hidden(session, shown.id, period) for period in periods]
    return shown_without(rows, INDICATORS, pl.concat(hidden)) if hidden else rows


def _known(rows: pl.DataFrame, since: datetime | None = None) -> list[Known]:
    kept = rows.filter(pl.col("value").is_not_null()).sort("period")
    return [Known(Period.parse(r["period"]), r["value"], since or r["as_of"]) for r in kept.iter_rows(named=True)]
