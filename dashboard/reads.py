"""Every read of the store that a page makes. Each takes the viewer first and starts from `readable(viewer)`.

What a viewer may not read is not in what they get: a page, a tooltip or a file cannot show what was never read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, SQLModel, col

from dashboard.origin import as_seen
from dashboard.reads_kept import (
    context_of,
    england_series,
    grant_rows,
    is_any_illustrative,
    known_periods,
    published_figures,
    scoped_figures,
    traced_figure,
    unit_dates,
)
from dashboard.reads_releases import read_from
from dashboard.scope import readable
from dashboard.versions import at_of, known_of, own_of, own_upto_of, packed, upto_of
from etl import registered, working
from etl.current import counting, sheet_rows
from etl.frames import frame, table_of
from etl.known import Known, brought_up_to_date, newest_at
from etl.settings import settings
from etl.store import reading
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.provenance import Provenance
from schemas.returns import RETURNS
from schemas.tables import Job, Submission
from schemas.vocabulary import Level

LEAST_NEIGHBOURS = 5
_MIDDLE = {"indicator_id": pl.String, "breakdown": pl.String, "median": pl.Float64, "count": pl.UInt32}


def version(viewer: Viewer, quarters: tuple[str, ...] = (), at: datetime | None = None) -> int:
    """What is read, as one number (`dashboard.versions`): the key of everything kept; 0 if there is nothing.

    Args:
        viewer: who asks.
        quarters: what is read, for example ("2026-27 Q2",); by default anything.
        at: as it was known at this instant; by default now.
    """
    if not readable(viewer).is_national:
        return 0
    then, frozen = at or viewer.at, read_from(viewer, at)
    newest = _known_now().newest(quarters) if then is None else _known_at(then)
    own = newest if viewer.upto is None else min(newest, viewer.upto)
    if frozen is None:
        return packed(0, own, own, viewer.at)
    if viewer.release is not None and viewer.upto is None:
        own = min(newest, frozen[1])
    return packed(frozen[0], min(newest, frozen[1]), own if readable(viewer).own else 0, viewer.at)


def periods(viewer: Viewer) -> list[str]:
    """The quarters that there are figures for, in time order."""
    if not readable(viewer).is_national:
        return []
    if read_from(viewer) is None and viewer.at is None and viewer.upto is None:
        return sorted(_known_now().quarters)
    return known_periods(_store(), known_of(version(viewer)))


def observations(viewer: Viewer, period: str, at: datetime | None = None) -> pl.DataFrame:
    """What the viewer may see of a quarter, one row for each indicator, place and breakdown.

    Args:
        period: the quarter, as "2026-27 Q2".
        at: as it was known at this instant; by default now.
    """
    scope = readable(viewer)
    return scoped_figures(_store(), version(viewer, (period,), at), period, at, scope.key, scope)


def series(viewer: Viewer, indicator_ids: tuple[str, ...], at: datetime | None = None) -> pl.DataFrame:
    """England's figures for some indicators, in every quarter."""
    found = [
        england_series(_store(), version(viewer, (period,), at), period, indicator_ids, at)
        for period in periods(viewer)
    ]
    return pl.concat(found) if found else pl.DataFrame(schema=working.OBSERVATION_TYPES)


def origin(viewer: Viewer, indicator_id: str, geography: str, period: str, breakdown: str = "") -> Provenance | None:
    """Where a figure comes from, as far as the viewer may see it; None if they may not see the figure.

    Args:
        geography: an authority_id, or the code of a region, force area, group or England.
        period: the quarter, as "2026-27 Q2".
        breakdown: the part that is meant; by default the total.
    """
    of_indicator = observations(viewer, period).filter(pl.col("indicator_id") == indicator_id)
    mine = of_indicator.filter(pl.col("geography") == geography, pl.col("breakdown") == breakdown)
    known = version(viewer, (period,))
    if geography in readable(viewer).own:
        known = own_of(known)
    found = traced_figure(_store(), known, indicator_id, geography, period, breakdown) if mine.height else None
    if found is None:
        return None
    authorities = of_indicator.filter(pl.col("level") == Level.AUTHORITY)
    # A count of authorities by their own value is no part of theirs: each has only its total.
    parts = authorities.filter(pl.col("breakdown") == breakdown)
    parts = parts if parts.height else authorities.filter(pl.col("breakdown") == "")
    members = {row["geography"]: row for row in parts.iter_rows(named=True)}
    return as_seen(found, readable(viewer), mine.row(0, named=True), members)


def context(viewer: Viewer, authority_id: str) -> pl.DataFrame:
    """What published statistics say of an authority that the viewer may read, in the columns of `etl.context.COLUMNS`."""
    found = context_of(_store(), version(viewer), authority_id)
    return found if viewer.may_read_authority(authority_id) else found.clear()


def neighbours(viewer: Viewer, authority_id: str, period: str, at: datetime | None = None) -> pl.DataFrame:
    """The middle of an authority's statistical neighbours: indicator_id, breakdown, median, count.

    Only the middle leaves this function, and only of five or more published values: no neighbour can be told from it.
    """
    if not viewer.may_read_authority(authority_id):
        return pl.DataFrame(schema=_MIDDLE)
    theirs = published_figures(_store(), version(viewer, (period,), at), period, at).filter(
        (pl.col("level") == Level.AUTHORITY) & pl.col("geography").is_in(list(authority(authority_id).neighbours))
    )
    found = theirs.filter(pl.col("value").is_not_null()).group_by("indicator_id", "breakdown")
    return found.agg(pl.col("value").median().alias("median"), pl.len().alias("count")).filter(
        pl.col("count") >= LEAST_NEIGHBOURS
    )


def milestones(viewer: Viewer, authority_id: str, period: str) -> pl.DataFrame:
    """An authority's twenty milestones as last accepted: milestone, baseline_on, forecast_on, actual_on, period."""
    found = _accepted_rows(viewer, authority_id, "unit", "milestones", period)
    return found.select("milestone", "baseline_on", "forecast_on", "actual_on", "period")


def milestone_dates(viewer: Viewer, period: str) -> pl.DataFrame:
    """Every authority's dates of its milestones in a quarter's returns, as far as the viewer may see them.

    Columns: authority_id, milestone, baseline_on, forecast_on, actual_on, slippage_reason.
    """
    return _of_returns(unit_dates, viewer, period)


def grants(viewer: Viewer, period: str) -> pl.DataFrame:
    """Every authority's start-up grants in a quarter's returns, as far as the viewer may see them.

    Columns: authority_id, grant, start_up_gbp, paid_gbp, committed_gbp, spent_ytd_gbp, profile_ytd_gbp, forecast_outturn_gbp.
    """
    return _of_returns(grant_rows, viewer, period)


def _of_returns(read: Callable[[str, int, str], pl.DataFrame], viewer: Viewer, period: str) -> pl.DataFrame:
    """Rows of a quarter's returns that hold nothing about people: every authority's, or one's own alone."""
    scope, known = readable(viewer), version(viewer, (period,))
    if scope.has_authorities:
        return read(_store(), known_of(known), period)
    return read(_store(), own_of(known), period).filter(pl.col("authority_id").is_in(list(scope.own)))


def contributions(viewer: Viewer, authority_id: str, period: str) -> pl.DataFrame:
    """What each partner has agreed to pay next year, as last accepted: partner, cash_gbp, in_kind_gbp, period."""
    found = _accepted_rows(viewer, authority_id, "funding", "contributions", period)
    return found.select("partner", "cash_gbp", "in_kind_gbp", "period")


def accepted(viewer: Viewer, authority_id: str, period: str) -> tuple[int, ...]:
    """The submissions that `milestones` and `contributions` read: part of the key of what is made from them."""
    if not viewer.may_read_authority(authority_id):
        return ()
    with reading() as session:
        known = _bounds(viewer, authority_id)
        return tuple(id_ for code in RETURNS for id_ in _accepted_ids(session, authority_id, code, period, *known))


def _accepted_rows(viewer: Viewer, authority_id: str, form_code: str, sheet: str, period: str) -> pl.DataFrame:
    is_theirs = viewer.may_read_authority(authority_id)
    with reading() as session:
        known = _bounds(viewer, authority_id)
        ids = _accepted_ids(session, authority_id, form_code, period, *known) if is_theirs else []
        return sheet_rows(session, RETURNS[form_code].sheet(sheet), ids)


def _bounds(viewer: Viewer, authority_id: str) -> tuple[int, datetime | None]:
    """The last computation, and the instant, that the viewer reads of an authority: its own people read the newest."""
    known = version(viewer)
    return own_upto_of(known) if authority_id in readable(viewer).own else upto_of(known), at_of(known)


def _accepted_ids(
    session: Session, authority_id: str, form_code: str, period: str, upto: int, at: datetime | None
) -> list[int]:
    """The newest accepted submission of a return up to a quarter, as known at a computation and an instant; none if there is none."""
    kept = table_of(Submission).c
    query = select(kept.id).where(
        kept.form_code == form_code,
        kept.authority_id == authority_id,
        kept.period <= period,
        *counting(at, upto),
    )
    return list(session.scalars(query.order_by(kept.period.desc(), kept.version.desc()).limit(1)))


def jobs_progress(viewer: Viewer) -> pl.DataFrame:
    """Work that is waiting or running: name, state, done_count, total_count, message."""
    query = select(*_columns(Job, "name", "state", "done_count", "total_count", "message"))
    found = _rows(query.where(col(Job.state).in_(["waiting", "running"])).order_by(col(Job.id)))
    scope = readable(viewer)
    # What the department is loading is not shown yet; that the examples are not complete is.
    theirs = found if scope.is_full else found.filter(pl.col("name") == "illustrative_history")
    return theirs if scope.is_national else found.clear()


def is_illustrative(viewer: Viewer) -> bool:
    """Whether anything that is shown was made up."""
    return readable(viewer).is_national and is_any_illustrative(_store(), version(viewer))


def _columns(table: type[SQLModel], *names: str) -> list[ColumnElement[object]]:
    return [getattr(table, name) for name in names]


def _rows(query: Select[Any]) -> pl.DataFrame:
    with reading() as session:
        return frame(session, query)


def _store() -> str:
    return settings().database_url


_LOOKED_AT: dict[str, Known] = {}


def _known_at(at: datetime) -> int:
    with reading() as session:
        return newest_at(session, at)


def _known_now() -> Known:
    with reading() as session:
        registered.bring_up_to_date(session)
        _LOOKED_AT[_store()] = known = brought_up_to_date(_LOOKED_AT.get(_store()), session)
    return known
