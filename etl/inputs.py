"""What computing needs, read from the store: the rows that count for a quarter, as known at an instant."""

from collections.abc import Mapping, Set
from datetime import date, datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from etl import registered
from etl.children import roster
from etl.current import counting, current_editions, sheet_rows
from etl.frames import frame, table_of
from etl.inputs_records import published_figures, recorded_rows
from etl.owing import joint_units
from etl.windows import windows
from schemas.observations import (
    ALLOCATIONS,
    ALLOWED,
    INSPECTIONS,
    RECEIVED,
    ROLLING,
    STANDING,
    YEAR_TO_DATE,
    Inputs,
)
from schemas.passing import with_grants_passed
from schemas.periods import Period
from schemas.programme import Milestone
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.reviewing import ReviewStep
from schemas.sources import DETERMINATION, OFSTED
from schemas.spec import Sheet
from schemas.tables import Collection, ObservationRow, Submission
from schemas.tables_reviewing import SubmissionReview
from schemas.vocabulary import Level
from schemas.windows import WindowState

QUARTERS_A_YEAR = 4
_SHEETS = {
    f"{code}.{sheet.name}": sheet for code, spec in RETURNS.items() for sheet in spec.sheets if sheet.name != "cover"
}
_INSPECTION = [name for name in INSPECTIONS if name != "authority_id"]


def read_inputs(
    session: Session, period: Period, now: datetime, sheets: Set[str] | None = None, upto: int | None = None
) -> Inputs:
    """Read what the indicators of a quarter are computed from.

    Args:
        session: a session that may read.
        period: the quarter.
        now: the instant; submissions published after it do not count.
        sheets: the sheets of returns and records that are needed, as "unit.posts"; by default all. The others are empty.
        upto: the last computation whose submissions count; by default the newest.
    """
    submissions = _submissions(session, period, now, upto)
    effective = submissions.sort("period", "version").unique(["form_code", "authority_id"], keep="last")
    last = submissions.filter(pl.col("period") == str(period.previous), pl.col("form_code") == UNIT.code)
    last = last.sort("version").unique("authority_id", keep="last")
    rows = {
        name: _rows(session, name, sheet, effective if _is_needed(name, sheets) else effective.clear(), period)
        for name, sheet in _SHEETS.items()
    }
    received = submissions.filter(pl.col("period") == str(period)).group_by("form_code", "authority_id").agg(
        received_on=pl.col("received_at").min().dt.date(), authorised_on=pl.col("authorised_at").min().dt.date()
    )  # fmt: skip
    editions = current_editions(session, now, upto)
    records, recorded = recorded_rows(session, editions, sheets)
    return Inputs(
        period=period,
        today=now.date(),
        roster=roster(session, period.reference_date, editions),
        rows=rows,
        standing=effective.select(*STANDING),
        last_milestones=_last_milestones(session, last),
        last_stages=last_stages(session, period.previous, now, upto),
        allocations=_allocations(session, editions, period.reference_date),
        inspections=_inspections(session, editions),
        received=received.select(pl.col(name).cast(kind) for name, kind in RECEIVED.items()),
        due=_due(session, period),
        allowed=_allowed(session, period, now.date()),
        year_rows=_year_rows(session, submissions, effective, period, {n for n in ROLLING if _is_needed(n, sheets)}),
        figures=published_figures(session, period.reference_date, editions),
        records=records,
        recorded=recorded,
    )


def _is_needed(name: str, sheets: Set[str] | None) -> bool:
    return sheets is None or name in sheets


def _submissions(session: Session, period: Period, now: datetime, upto: int | None) -> pl.DataFrame:
    """Accepted submissions of every return for this quarter and those before it."""
    names = ("id", "form_code", "authority_id", "period", "version", "received_at")
    step = table_of(SubmissionReview).c
    authorised_at = select(step.at).where(
        step.submission_id == col(Submission.id), step.step == ReviewStep.AUTHORISED, step.at <= now
    )
    query = select(*(getattr(Submission, name) for name in names), authorised_at.scalar_subquery()).where(
        col(Submission.form_code).in_(list(RETURNS)), col(Submission.period) <= str(period), *counting(now, upto)
    )
    instant = pl.Datetime("us", "UTC")
    schema = {"id": pl.Int64, **STANDING, "received_at": instant, "authorised_at": instant}
    return frame(session, query, schema)


def _rows(session: Session, name: str, sheet: Sheet, effective: pl.DataFrame, period: Period) -> pl.DataFrame:
    form_code = name.partition(".")[0]
    wanted = effective.filter(pl.col("form_code") == form_code)
    if name in YEAR_TO_DATE:
        wanted = wanted.filter(pl.col("period").str.starts_with(period.financial_year))
    found = sheet_rows(session, sheet, wanted["id"].to_list())
    ends = {text: Period.parse(text).reference_date for text in wanted["period"].unique()}
    return found.with_columns(
        reference_on=pl.col("period").replace_strict(ends, default=None, return_dtype=pl.Date),
        is_carried=pl.col("period") != str(period),
    )


def _year_rows(
    session: Session, submissions: pl.DataFrame, effective: pl.DataFrame, period: Period, names: Set[str]
) -> dict[str, pl.DataFrame]:
    """The rows of the four quarters that end with each authority's latest return."""
    if not names:
        return {}
    places = {text: (p := Period.parse(text)).year * 4 + p.quarter for text in submissions["period"].unique()}
    number = pl.col("period").replace_strict(places, default=None, return_dtype=pl.Int64)
    keys = ["form_code", "authority_id"]
    newest = submissions.sort("version").unique([*keys, "period"], keep="last").with_columns(number=number)
    newest = newest.join(effective.select(*keys, latest=number), on=keys)
    wanted = newest.filter(pl.col("latest") - pl.col("number") < QUARTERS_A_YEAR)
    return {name: _rows(session, name, _SHEETS[name], wanted, period) for name in names}


def _last_milestones(session: Session, last: pl.DataFrame) -> pl.DataFrame:
    sheet = UNIT.sheet("milestones")
    table = table_of(sheet.model)
    names = ("authority_id", "milestone", "forecast_on", "actual_on")
    query = select(*(table.c[name] for name in names)).where(
        table.c.submission_id.in_(last["id"].to_list()), table.c.milestone.in_([Milestone.M16, Milestone.M17])
    )
    schema = {"authority_id": pl.String, "milestone": pl.String, "forecast_on": pl.Date, "actual_on": pl.Date}
    return frame(session, query, schema)


def last_stages(session: Session, previous: Period, now: datetime, upto: int | None = None) -> pl.DataFrame:
    """The stages evidenced in the quarter before, from returns made for it."""
    known = [] if upto is None else [col(ObservationRow.computation_id) <= upto]
    query = (
        select(ObservationRow.geography, ObservationRow.value)  # type: ignore[call-overload]
        .where(ObservationRow.indicator_id == "UR-01", ObservationRow.level == Level.AUTHORITY)
        .where(ObservationRow.period == str(previous), ObservationRow.breakdown == "", ObservationRow.flags == "")
        .where(col(ObservationRow.as_of) <= now, col(ObservationRow.value).is_not(None), *known)
        .order_by(ObservationRow.as_of, ObservationRow.id)
    )
    found = frame(session, query, {"authority_id": pl.String, "last_stage": pl.Float64})
    return found.unique("authority_id", keep="last", maintain_order=True).with_columns(
        pl.col("last_stage").cast(pl.Int64)
    )


def _allocations(session: Session, editions: Mapping[str, int], on: date) -> pl.DataFrame:
    """What the determination gives, to those that hold it on a day: what passed is with those that took it."""
    ids = [editions[code] for code in (DETERMINATION.code,) if code in editions]
    rows = sheet_rows(session, DETERMINATION.sheets[0], ids).select(*ALLOCATIONS)
    return with_grants_passed(rows, registered.passed(session, on))


def _inspections(session: Session, editions: Mapping[str, int]) -> pl.DataFrame:
    """Graded inspections, from every sheet of the current file that has any."""
    ids = [editions[code] for code in (OFSTED.code,) if code in editions]
    found = [sheet_rows(session, sheet, ids).select("authority_id", *_INSPECTION) for sheet in OFSTED.sheets]
    graded = pl.col("help_and_protection").is_not_null() | pl.col("overall").is_not_null()
    return pl.concat(found).filter(graded).cast(INSPECTIONS).unique()  # type: ignore[arg-type]


def _allowed(session: Session, period: Period, today: date) -> pl.DataFrame:
    """The authorities whose due day is another than the collection's; none where nothing is asked of them themselves."""
    rows: list[tuple[str, str, date | None]] = []
    for code, spec in RETURNS.items():
        for whose, window in windows(session, spec, period).items():
            standing = window.on(today)
            rows.append((code, whose, None if standing.state is WindowState.WAIVED else standing.due_on))
        rows += [
            (code, other, None) for members in joint_units(session, spec, period).values() for other in members[1:]
        ]
    found = pl.DataFrame(rows, schema=ALLOWED, orient="row")
    return found.sort("due_on", nulls_last=True).unique(["form_code", "authority_id"], keep="last")


def _due(session: Session, period: Period) -> dict[str, date]:
    query = select(Collection.form_code, Collection.due_on).where(Collection.period == str(period))  # type: ignore[call-overload]
    opened = {row[0]: row[1] for row in session.execute(query)}
    days = {code: date.fromordinal(period.end.toordinal() + spec.due_days) for code, spec in RETURNS.items()}
    return {**days, **{code: day for code, day in opened.items() if code in days}}
