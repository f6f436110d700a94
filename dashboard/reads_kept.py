"""What `dashboard.reads` reads once for each computation and scope, and keeps. Nothing else may call these: no viewer is asked.

A kept frame belongs to a computation, so it is never out of date; the keys are the store, the computation, and the scope.
"""

from datetime import datetime

import polars as pl
import streamlit as st
from sqlalchemy import select
from sqlmodel import col

from dashboard.scope import Scope, seen
from dashboard.versions import at_of, known_of, own_of, own_upto_of, release_of, upto_of, without_own
from etl import released, working
from etl.context import authority_context, measure_series
from etl.current import current_ids, sheet_rows
from etl.provenance import NoSuchFigure, trace
from etl.store import reading
from schemas.authorities import ENGLAND
from schemas.disclosure import published, shown_without
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.provenance import Provenance
from schemas.returns import RETURNS
from schemas.tables import ObservationRow, Submission
from schemas.vocabulary import Disclosure, Level


@st.cache_resource(show_spinner=False, max_entries=24)
def known_figures(store: str, version: int, period: str, at: datetime | None) -> pl.DataFrame:
    """Every figure of a quarter, as known at a computation and an instant."""
    conditions = [col(ObservationRow.period) == period, col(ObservationRow.computation_id) <= upto_of(version)]
    with reading() as session:
        return working.observations(session, conditions, at or at_of(version))


@st.cache_resource(show_spinner=False, max_entries=24)
def published_figures(store: str, version: int, period: str, at: datetime | None) -> pl.DataFrame:
    """What everyone may see of a quarter. Sums over a year are hidden by what those of earlier quarters tell with them."""
    everything = known_figures(store, known_of(version), period, at)
    if number := release_of(version):
        with reading() as session:
            return shown_without(everything, INDICATORS, released.hidden(session, number, period))
    yearly = [indicator.id for indicator in INDICATORS.values() if indicator.is_over_a_year]
    conditions = [col(ObservationRow.period) < period, col(ObservationRow.indicator_id).in_(yearly)]
    with reading() as session:
        earlier = working.observations(
            session, [*conditions, col(ObservationRow.level) == Level.AUTHORITY], at or at_of(version)
        )
    return published(everything, INDICATORS, earlier=earlier)


@st.cache_resource(show_spinner=False, max_entries=8)
def unit_dates(store: str, version: int, period: str) -> pl.DataFrame:
    """Every authority's milestone dates of a quarter, with the reason for slipping."""
    unit = RETURNS["unit"]
    with reading() as session:
        found = current_ids(session, unit.code, Period.parse(period), at_of(version), upto_of(version))
        ids = [number for number in found.values() if version]
        dates, units = sheet_rows(session, unit.sheet("milestones"), ids), sheet_rows(session, unit.sheet("unit"), ids)
    columns = ["authority_id", "milestone", "baseline_on", "forecast_on", "actual_on"]
    reasons = units.group_by("authority_id").agg(pl.col("slippage_reason").first())
    return dates.select(columns).join(reasons, on="authority_id", how="left")


@st.cache_resource(show_spinner=False, max_entries=8)
def grant_rows(store: str, version: int, period: str) -> pl.DataFrame:
    """Every authority's start-up grants in a quarter's funding returns."""
    funding = RETURNS["funding"]
    with reading() as session:
        found = current_ids(session, funding.code, Period.parse(period), at_of(version), upto_of(version))
        rows = sheet_rows(session, funding.sheet("grants"), [number for number in found.values() if version])
    money = ("start_up_gbp", "paid_gbp", "committed_gbp", "spent_ytd_gbp", "profile_ytd_gbp", "forecast_outturn_gbp")
    return rows.select("authority_id", "grant", *money)


@st.cache_resource(show_spinner=False, max_entries=64)
def scoped_figures(
    store: str, version: int, period: str, at: datetime | None, scope_key: str, _scope: Scope
) -> pl.DataFrame:
    """A quarter's figures within a scope."""
    if _scope.is_full:
        return known_figures(store, known_of(version), period, at)
    public = published_figures(store, without_own(version), period, at)
    own = known_figures(store, own_of(version), period, at) if _scope.own else public.clear()
    return seen(_scope, own, public)


@st.cache_resource(show_spinner=False, max_entries=128)
def england_series(
    store: str, version: int, period: str, indicator_ids: tuple[str, ...], at: datetime | None
) -> pl.DataFrame:
    """England's figures for some indicators in a quarter."""
    conditions = [
        col(ObservationRow.period) == period,
        col(ObservationRow.indicator_id).in_(indicator_ids),
        col(ObservationRow.computation_id) <= upto_of(version),
    ]
    with reading() as session:
        found = working.observations(session, conditions, at or at_of(version))
    if all(INDICATORS[id_].disclosure is Disclosure.D0 for id_ in indicator_ids):
        return found.filter(pl.col("geography") == ENGLAND)
    # What must be hidden depends on every indicator and place, so only afterwards are the others left out.
    everything = published_figures(store, without_own(version), period, at)
    return everything.filter(pl.col("indicator_id").is_in(indicator_ids), pl.col("geography") == ENGLAND)


@st.cache_resource(show_spinner=False, max_entries=8)
def is_any_illustrative(store: str, version: int) -> bool:
    """Whether anything accepted was made up."""
    with reading() as session:
        made_up = col(Submission.is_illustrative) & (
            col(Submission.computation_id) <= max(upto_of(version), own_upto_of(version))
        )
        return session.scalars(select(col(Submission.id)).where(made_up).limit(1)).first() is not None


@st.cache_resource(show_spinner=False, max_entries=128)
def traced_figure(
    store: str, version: int, indicator_id: str, geography: str, period: str, breakdown: str
) -> Provenance | None:
    """Everything behind a figure, or None if there is no such figure."""
    with reading() as session:
        try:
            quarter, at = Period.parse(period), at_of(version)
            return trace(session, indicator_id, geography, quarter, breakdown, at, upto_of(version))
        except NoSuchFigure:
            return None


@st.cache_resource(show_spinner=False, max_entries=192)
def context_of(store: str, version: int, authority_id: str) -> pl.DataFrame:
    """What published statistics say of an authority."""
    with reading() as session:
        return authority_context(session, authority_id, at_of(version), upto_of(version))


@st.cache_resource(show_spinner=False, max_entries=256)
def indicator_figures(store: str, version: int, period: str, indicator_id: str) -> pl.DataFrame:
    """Every place's figures of one indicator in a quarter, nothing hidden: only for indicators that hide nothing."""
    conditions = [
        col(ObservationRow.period) == period,
        col(ObservationRow.indicator_id) == indicator_id,
        col(ObservationRow.computation_id) <= upto_of(version),
    ]
    with reading() as session:
        return working.observations(session, conditions, at_of(version))


@st.cache_resource(show_spinner=False, max_entries=128)
def measure_figures(store: str, version: int, code: str, authority_ids: tuple[str, ...]) -> pl.DataFrame:
    """A measure of published statistics in every year, of some authorities."""
    with reading() as session:
        return measure_series(session, code, authority_ids, upto_of(version), at_of(version))


@st.cache_resource(show_spinner=False, max_entries=8)
def known_periods(store: str, version: int) -> list[str]:
    """The quarters that there are figures for at a computation and an instant, in time order."""
    with reading() as session:
        return released.periods(session, upto_of(version), at_of(version))
