"""The forecast as a viewer may see it: England's for whoever reads England, authorities' for whoever reads those.

It is made from what returns state, so it is bound as they are: by the release, by the instant, and by whose they are.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

import polars as pl
import streamlit as st
from sqlalchemy import select

from dashboard.reads import version
from dashboard.reads_releases import read_from
from dashboard.scope import Scope, readable
from dashboard.versions import at_of, known_of, own_of, own_upto_of, upto_of
from etl import released
from etl.current import current_ids
from etl.frames import frame, table_of
from etl.settings import settings
from etl.store import reading
from schemas.access import Viewer
from schemas.forecasting import ALIKE, Forecast
from schemas.forecasting_score import Score, judged
from schemas.periods import Period
from schemas.programme import Milestone
from schemas.returns import RETURNS
from schemas.stages import NATIONAL_DATE

__all__ = ["Ahead", "ahead"]

Ahead = tuple[Forecast | None, Score | None]
_STATED = ("authority_id", "period", "milestone", "baseline_on", "forecast_on", "actual_on")


def ahead(viewer: Viewer, period: str) -> Mapping[Milestone, Ahead]:
    """The forecasts of initial and of full operation made at the end of a quarter, with how past ones did.

    Of authorities, it holds only those that the viewer may read; nothing at all for whoever may not read England. A
    forecast is None while there is too little history.
    """
    scope = readable(viewer)
    if not scope.is_national or read_from(viewer) == (0, 0):
        return {}
    known = version(viewer)
    everyone = _judged(settings().database_url, known_of(known), period)
    if scope.has_authorities:
        return everyone
    own = everyone
    if scope.own and own_upto_of(known) not in (0, upto_of(known)):
        own = _judged_own(settings().database_url, known, period, tuple(sorted(scope.own)))
    return {each: (_bound(everyone[each][0], own[each][0], scope), everyone[each][1]) for each in everyone}


def _bound(public: Forecast | None, own: Forecast | None, scope: Scope) -> Forecast | None:
    """England's forecast as published, with the outlooks of one's own alone."""
    mine = [each for each in (own.outlooks if own else ()) if each.authority_id in scope.own]
    return replace(public, outlooks=tuple(mine)) if public else None


@st.cache_resource(show_spinner=False, max_entries=12)
def _judged(store: str, known: int, period: str) -> Mapping[Milestone, Ahead]:
    """For everyone: no viewer is asked."""
    return _of_each(_known_then(store, known, period), period)


@st.cache_resource(show_spinner=False, max_entries=32)
def _judged_own(store: str, known: int, period: str, own: tuple[str, ...]) -> Mapping[Milestone, Ahead]:
    """The same, where one's own newest returns take the place of those published. Only for one's own outlooks."""
    is_own = pl.col("authority_id").is_in(list(own))
    public, newest = _known_then(store, known_of(known), period), _known_then(store, own_of(known), period)
    here = Period.parse(period).reference_date
    mine = newest[here].filter(is_own)
    return _of_each({**public, here: pl.concat([public[here].filter(~is_own), mine])}, period)


def _of_each(known: Mapping[date, pl.DataFrame], period: str) -> Mapping[Milestone, Ahead]:
    here = Period.parse(period).reference_date
    return {each: judged(known, each, here, max(NATIONAL_DATE, Period.parse(period).next.end)) for each in ALIKE}


@st.cache_resource(show_spinner=False, max_entries=12)
def _known_then(store: str, known: int, period: str) -> Mapping[date, pl.DataFrame]:
    """What returns stated up to a quarter, as known now; and for each quarter before it, as known when it was the newest."""
    upto, at = upto_of(known), at_of(known)
    with reading() as session:
        quarters = [each for each in released.periods(session, upto, at) if each <= period]
        quarters = quarters if period in quarters else [*quarters, period]
        counted = {}
        for made in quarters:
            then = at if made == period else _when_newest(Period.parse(made), at)
            of = [current_ids(session, "unit", Period.parse(each), then, upto) for each in quarters if each <= made]
            counted[Period.parse(made).reference_date] = [number for found in of for number in found.values()]
        sheet = table_of(RETURNS["unit"].sheet("milestones").model)
        every = {number for numbers in counted.values() for number in numbers}
        wanted = select(sheet.c.submission_id, *(sheet.c[name] for name in _STATED)).where(
            sheet.c.submission_id.in_(every), sheet.c.milestone.in_([str(each) for each in ALIKE])
        )
        rows = frame(session, wanted, _SCHEMA)
    ends = {each: Period.parse(each).reference_date for each in quarters}
    dated = rows.with_columns(position=pl.col("period").replace_strict(ends, return_dtype=pl.Date))
    return {on: dated.filter(pl.col("submission_id").is_in(numbers)) for on, numbers in counted.items()}


_SCHEMA: dict[str, type[pl.DataType]] = {
    "submission_id": pl.Int64, "authority_id": pl.String, "period": pl.String, "milestone": pl.String,
    "baseline_on": pl.Date, "forecast_on": pl.Date, "actual_on": pl.Date,
}  # fmt: skip


def _when_newest(made: Period, at: datetime | None) -> datetime:
    """The last moment at which a quarter's returns were the newest: the end of the quarter after it."""
    then = datetime.combine(made.next.end, time.max, UTC)
    return then if at is None else min(then, at)
