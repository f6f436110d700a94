"""Every read of the store that a page makes. Each takes the viewer first and starts from `readable(viewer)`.

What a viewer may not read is not in what they get: a page, a tooltip or a file cannot show what was never read.
"""

from datetime import datetime

import polars as pl
import streamlit as st
from sqlalchemy import ColumnElement, Executable, func, select
from sqlmodel import col

from dashboard.scope import Scope, readable
from etl import release
from etl.current import current_ids, form_rows, sheet_rows
from etl.frames import frame
from etl.settings import settings
from etl.store import reading
from schemas.access import Permission, Viewer
from schemas.authorities import ENGLAND, authority
from schemas.disclosure import published
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.programme import Milestone
from schemas.returns import RETURNS
from schemas.tables import Collection, Event, IssueRow, Job, ObservationRow, Release, Submission
from schemas.vocabulary import Level, SubmissionStatus, Theme

LEAST_NEIGHBOURS = 5
_MIDDLE = {"indicator_id": pl.String, "breakdown": pl.String, "median": pl.Float64, "count": pl.UInt32}
_INSPECTION = [i.id for i in INDICATORS.values() if i.theme is Theme.INSPECTION]


def current_release(viewer: Viewer, at: datetime | None = None) -> pl.DataFrame:
    """The latest release, now or at an instant: id, published_at, published_by, reason; one row, or none."""
    known = () if at is None else (col(Release.published_at) <= at,)
    query = select(*_columns(Release, "id", "published_at", "published_by", "reason"))
    query = query.where(*known).order_by(col(Release.published_at).desc(), col(Release.id).desc()).limit(1)
    return _rows(query) if readable(viewer).is_national else pl.DataFrame()


def version(viewer: Viewer, at: datetime | None = None) -> int:
    """The number of the release that is shown, the key of everything cached; 0 if there is none. One cheap query."""
    if not readable(viewer).is_national:
        return 0
    # Asked several times in every run of a page: the table itself, because mapped classes cost more than the query.
    table = Release.__table__  # type: ignore[attr-defined]
    known = () if at is None else (table.c.published_at <= at,)
    with reading() as session:
        return session.connection().execute(select(func.max(table.c.id)).where(*known)).scalar() or 0


def periods(viewer: Viewer) -> list[str]:
    """The quarters that there are figures for, in time order."""
    return _periods(_store(), version(viewer)) if readable(viewer).is_national else []


def observations(viewer: Viewer, period: str, at: datetime | None = None) -> pl.DataFrame:
    """What the viewer may see of a quarter, one row for each indicator, place and breakdown.

    Args:
        period: the quarter, as "2026-27 Q2".
        at: as it was known at this instant; by default now.
    """
    scope = readable(viewer)
    return _scoped(_store(), version(viewer, at), period, at, scope.key, scope)


def series(viewer: Viewer, indicator_ids: tuple[str, ...], at: datetime | None = None) -> pl.DataFrame:
    """England's figures for some indicators, in every quarter."""
    if not readable(viewer).is_national:
        return _nothing()
    return _series(_store(), version(viewer, at), indicator_ids, at)


def neighbours(viewer: Viewer, authority_id: str, period: str, at: datetime | None = None) -> pl.DataFrame:
    """The middle of an authority's statistical neighbours: indicator_id, breakdown, median, count.

    Only the middle leaves this function, and only of five or more published values: no neighbour can be told from it.
    """
    if not viewer.may_read_authority(authority_id):
        return pl.DataFrame(schema=_MIDDLE)
    theirs = _published(_store(), version(viewer, at), period, at).filter(
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
    """Every authority's dates of initial and full operation in a quarter's returns, as far as the viewer may see them.

    Columns: authority_id, milestone, baseline_on, forecast_on, actual_on, slippage_reason.
    """
    scope = readable(viewer)
    found = _dates(_store(), version(viewer), period)
    return found if scope.has_authorities else found.filter(pl.col("authority_id").is_in(list(scope.own)))


def contributions(viewer: Viewer, authority_id: str, period: str) -> pl.DataFrame:
    """What each partner has agreed to pay next year, as last accepted: partner, cash_gbp, in_kind_gbp, period."""
    found = _accepted_rows(viewer, authority_id, "funding", "contributions", period)
    return found.select("partner", "cash_gbp", "in_kind_gbp", "period")


def _accepted_rows(viewer: Viewer, authority_id: str, form_code: str, sheet: str, period: str) -> pl.DataFrame:
    form = RETURNS[form_code]
    query = select(Submission.id).where(  # type: ignore[call-overload]
        Submission.form_code == form_code,
        Submission.authority_id == authority_id,
        Submission.status == SubmissionStatus.PUBLISHED,
        col(Submission.period) <= period,
    )
    newest = query.order_by(col(Submission.period).desc(), col(Submission.version).desc()).limit(1)
    with reading() as session:
        ids = session.scalars(newest).all() if viewer.may_read_authority(authority_id) else []
        return sheet_rows(session, form.sheet(sheet), ids)


def submissions(viewer: Viewer, form_code: str, period: str) -> pl.DataFrame:
    """The newest submission of each authority in one's scope for a return and quarter, with counts of its issues.

    `accepted_version` is the newest version that was accepted, which may be an earlier one; null if none was.
    """
    newest = pl.col("version") == pl.col("version").max().over("authority_id")
    accepted = pl.col("version").filter(pl.col("status") == SubmissionStatus.PUBLISHED).max().over("authority_id")
    found = _submissions(viewer, Submission.form_code == form_code, Submission.period == period)
    return found.with_columns(accepted.alias("accepted_version")).filter(newest)


def submission_history(viewer: Viewer, authority_id: str) -> pl.DataFrame:
    """Every version of every return of an authority in one's scope, newest first."""
    return _submissions(viewer, Submission.authority_id == authority_id).sort("received_at", descending=True)


def submission(viewer: Viewer, submission_id: int) -> pl.DataFrame:
    """One submission in one's scope, or no row."""
    return _submissions(viewer, Submission.id == submission_id)


def submission_issues(viewer: Viewer, submission_id: int) -> pl.DataFrame:
    """What is wrong in a submission in one's scope, in the order of the file."""
    query = select(IssueRow.__table__).where(IssueRow.submission_id == submission_id).order_by(IssueRow.id)  # type: ignore[attr-defined, arg-type]
    found = _rows(query)
    return found if submission(viewer, submission_id).height else found.clear()


def submission_rows(viewer: Viewer, submission_id: int) -> dict[str, pl.DataFrame]:
    """The rows of a submission in one's scope, accepted or not, by sheet name; nothing if it is not in scope."""
    found = submission(viewer, submission_id)
    if found.is_empty():
        return {}
    with reading() as session:
        return form_rows(session, RETURNS[str(found["form_code"][0])], [submission_id])


def collection(viewer: Viewer, form_code: str, period: str) -> pl.DataFrame:
    """The collection of a return for a quarter: opens_on, due_on; one row, or none."""
    query = select(Collection.__table__).where(Collection.form_code == form_code, Collection.period == period)  # type: ignore[attr-defined, arg-type]
    found = _rows(query)
    return found if viewer.may(Permission.READ_RETURNS) else found.clear()


def events(viewer: Viewer, submission_id: int) -> pl.DataFrame:
    """What happened to a submission in one's scope, oldest first."""
    found = _rows(select(Event.__table__).where(Event.submission_id == submission_id).order_by(Event.id))  # type: ignore[attr-defined, arg-type]
    return found if submission(viewer, submission_id).height else found.clear()


def jobs_progress(viewer: Viewer) -> pl.DataFrame:
    """Work that is waiting or running: name, state, done_count, total_count, message."""
    query = select(*_columns(Job, "name", "state", "done_count", "total_count", "message"))
    found = _rows(query.where(col(Job.state).in_(["waiting", "running"])).order_by(col(Job.id)))
    return found if readable(viewer).is_national else found.clear()


def is_illustrative(viewer: Viewer) -> bool:
    """Whether anything that is shown was made up."""
    return readable(viewer).is_national and _is_illustrative(_store(), version(viewer))


def _submissions(viewer: Viewer, *conditions: ColumnElement[bool] | bool) -> pl.DataFrame:
    names = ("id", "form_code", "authority_id", "period", "version", "status", "file_name", "rows_count")
    more = ("received_at", "received_by", "published_at", "published_by", "reason", "is_illustrative", "release_id")
    query = select(*_columns(Submission, *names, *more), *_issue_counts())
    found = _rows(query.where(col(Submission.authority_id).is_not(None), *conditions, _in_scope(viewer)))  # type: ignore[arg-type]
    return found


def _issue_counts() -> list[object]:
    def counted(severity: str) -> object:
        mine = (IssueRow.submission_id == Submission.id) & (IssueRow.severity == severity)
        return select(func.count()).where(mine).scalar_subquery().label(f"{severity}_count")  # type: ignore[arg-type]

    return [counted(severity) for severity in ("error", "query", "note")]


def _in_scope(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.may(Permission.READ_RETURNS):
        return col(Submission.id) < 0
    return col(Submission.authority_id).in_(viewer.authority_ids) if viewer.is_tied else col(Submission.id) > 0


def _columns(table: type, *names: str) -> list[ColumnElement[object]]:
    return [getattr(table, name) for name in names]


def _rows(query: Executable) -> pl.DataFrame:
    with reading() as session:
        return frame(session, query)


def _store() -> str:
    return settings().database_url


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=release.OBSERVATION_TYPES)


@st.cache_resource(show_spinner=False, max_entries=8)
def _periods(store: str, version: int) -> list[str]:
    query = select(ObservationRow.period).where(ObservationRow.level == Level.ENGLAND).distinct()  # type: ignore[call-overload]
    with reading() as session:
        return sorted(session.scalars(query)) if version else []


@st.cache_resource(show_spinner=False, max_entries=24)
def _known(store: str, version: int, period: str, at: datetime | None) -> pl.DataFrame:
    conditions = [ObservationRow.period == period, col(ObservationRow.release_id) <= version]
    with reading() as session:
        return release.observations(session, conditions, at)  # type: ignore[arg-type]


@st.cache_resource(show_spinner=False, max_entries=24)
def _published(store: str, version: int, period: str, at: datetime | None) -> pl.DataFrame:
    return published(_known(store, version, period, at), INDICATORS)


@st.cache_resource(show_spinner=False, max_entries=8)
def _dates(store: str, version: int, period: str) -> pl.DataFrame:
    unit = RETURNS["unit"]
    with reading() as session:
        ids = [n for n in current_ids(session, unit.code, Period.parse(period)).values() if version]
        dates, units = sheet_rows(session, unit.sheet("milestones"), ids), sheet_rows(session, unit.sheet("unit"), ids)
    columns = ["authority_id", "milestone", "baseline_on", "forecast_on", "actual_on"]
    operation = [str(Milestone.M16), str(Milestone.M17)]
    reasons = units.group_by("authority_id").agg(pl.col("slippage_reason").first())
    return (
        dates.filter(pl.col("milestone").is_in(operation)).select(columns).join(reasons, on="authority_id", how="left")
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _scoped(store: str, version: int, period: str, at: datetime | None, scope_key: str, _scope: Scope) -> pl.DataFrame:
    everything = _known(store, version, period, at)
    if _scope.is_full:
        return everything
    is_authority = pl.col("level") == Level.AUTHORITY
    is_own = is_authority & pl.col("geography").is_in(list(_scope.own))
    is_seen = pl.any_horizontal(
        ~is_authority & pl.lit(_scope.is_national),
        is_authority & pl.lit(_scope.is_published),
        is_authority & pl.lit(_scope.is_inspection) & pl.col("indicator_id").is_in(_INSPECTION),
    )
    seen = _published(store, version, period, at).filter(is_seen & ~is_own)
    return pl.concat([seen, everything.filter(is_own)], how="vertical_relaxed")


@st.cache_resource(show_spinner=False, max_entries=64)
def _series(store: str, version: int, indicator_ids: tuple[str, ...], at: datetime | None) -> pl.DataFrame:
    conditions = [
        col(ObservationRow.indicator_id).in_(indicator_ids),
        col(ObservationRow.release_id) <= version,
    ]
    with reading() as session:
        found = release.observations(session, conditions, at)
    # What must be hidden depends on every place of an indicator, so only afterwards are the others left out.
    return published(found, INDICATORS).filter(pl.col("geography") == ENGLAND).sort("period")


@st.cache_resource(show_spinner=False, max_entries=8)
def _is_illustrative(store: str, version: int) -> bool:
    with reading() as session:
        return session.scalars(select(Submission.id).where(Submission.is_illustrative).limit(1)).first() is not None  # type: ignore[call-overload]
