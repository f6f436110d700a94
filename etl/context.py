"""What published statistics say about an authority: context beside its returns, never rated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import current_ids
from etl.frames import frame
from schemas.authorities import ENGLAND, authority
from schemas.context import CONTEXT, ContextMeasure
from schemas.figures import Figure
from schemas.sources import POPULATIONS, STATISTICS
from schemas.tables import SourceFile, Submission

_FIGURES = {
    "source": pl.String, "level": pl.String, "geography": pl.String, "name": pl.String, "period": pl.String,
    "reference_on": pl.Date, "measure": pl.String, "value": pl.Float64, "status": pl.String, "cell": pl.String,
}  # fmt: skip
COLUMNS: dict[str, type[pl.DataType]] = {
    "code": pl.String, "title": pl.String, "unit": pl.String, "period": pl.String, "reference_on": pl.Date,
    "value": pl.Float64, "status": pl.String, "shared_with": pl.String,
    "region": pl.String, "region_value": pl.Float64, "region_status": pl.String,
    "england_value": pl.Float64, "england_status": pl.String,
    "source": pl.String, "publisher": pl.String, "licence": pl.String, "file_sha256": pl.String, "cell": pl.String,
}  # fmt: skip
_POPULATION = (POPULATIONS.code, "population_0_17_count")
_Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class _Edition:
    form_code: str
    sha256: str
    licence: str


def authority_context(
    session: Session, authority_id: str, at: datetime | None = None, upto: int | None = None
) -> pl.DataFrame:
    """Every context measure of an authority, its region and England, for every period published.

    Args:
        session: a session that may read.
        authority_id: whose page it is.
        at: as known at an instant; by default now.
        upto: as known at a computation; by default the newest.

    Returns:
        One row for each measure and period, in the order of `schemas.context.CONTEXT`, oldest first, with `COLUMNS`:
        a value is null where its status is not "ok"; `shared_with` names the other authorities of a joint row;
        `cell` is the authority's cell in the file whose hash is `file_sha256`.
    """
    editions = _editions(session, at, upto)
    figures = _figures(session, editions, authority_id)
    known = {(row["source"], row["measure"], row["place"], row["period"]): row for row in figures.iter_rows(named=True)}
    periods: dict[tuple[str, str], list[str]] = {}
    for source, measure, _, period in known:
        periods.setdefault((source, measure), []).append(period)
    by_code = {edition.form_code: edition for edition in editions.values()}
    rows = [
        _row(one, period, known, by_code[one.source], authority_id)
        for one in CONTEXT
        for period in sorted(set(periods.get((one.source, one.measure), ())))
        if _own(one, period, known) is not None
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _editions(session: Session, at: datetime | None, upto: int | None) -> dict[int, _Edition]:
    ids = [number for code in STATISTICS for number in current_ids(session, code, None, at, upto).values()]
    query = (
        select(Submission.id, Submission.form_code, SourceFile.sha256, SourceFile.licence)  # type: ignore[call-overload]
        .join(SourceFile, SourceFile.sha256 == Submission.file_sha256)
        .where(col(Submission.id).in_(ids))
    )
    return {row[0]: _Edition(*row[1:]) for row in session.execute(query)}


def _figures(session: Session, editions: Mapping[int, _Edition], authority_id: str) -> pl.DataFrame:
    """The figures of an authority, alone or in a joint row, of its region and of England, with "place" saying which."""
    region = authority(authority_id).region_code
    query = (
        select(
            Submission.form_code, Figure.level, Figure.geography, Figure.name, Figure.period,  # type: ignore[call-overload]
            Figure.reference_on, Figure.measure, Figure.value, Figure.status, Figure.cell,
        )
        .join(Submission, Submission.id == Figure.submission_id)
        .where(col(Figure.submission_id).in_(list(editions)))
        .where(col(Figure.measure).in_({_POPULATION[1], *(one.measure for one in CONTEXT)}))
        .where(col(Figure.geography).in_([authority_id, region, ENGLAND]) | (col(Figure.level) == "joint"))
    )  # fmt: skip
    places = {authority_id: "own", region: "region", ENGLAND: "england"}
    is_member = pl.col("geography").str.split("/").list.contains(authority_id)
    found = frame(session, query, _FIGURES)
    place = pl.col("geography").replace_strict(places, default=None, return_dtype=pl.String)
    return found.with_columns(place=place.fill_null(pl.when(is_member).then(pl.lit("own")))).drop_nulls("place")


def _own(one: ContextMeasure, period: str, known: Mapping[_Key, dict[str, object]]) -> dict[str, object] | None:
    return known.get((one.source, one.measure, "own", period))


def _row(
    one: ContextMeasure,
    period: str,
    known: Mapping[_Key, dict[str, object]],
    edition: _Edition,
    authority_id: str,
) -> dict[str, object]:
    own = _own(one, period, known) or {}
    values = {place: _value(one, period, place, known) for place in ("own", "region", "england")}
    members = [a for a in str(own["geography"]).split("/") if a != authority_id]
    statistic = STATISTICS[one.source]
    return {
        "code": one.code, "title": one.title, "unit": one.unit,
        "period": period, "reference_on": own["reference_on"],
        "value": values["own"][0], "status": values["own"][1],
        "shared_with": ", ".join(authority(member).name for member in members),
        "region": authority(authority_id).region_name,
        "region_value": values["region"][0], "region_status": values["region"][1],
        "england_value": values["england"][0], "england_status": values["england"][1],
        "source": statistic.title, "publisher": statistic.publisher, "licence": edition.licence,
        "file_sha256": edition.sha256, "cell": own["cell"],
    }  # fmt: skip


def _value(
    one: ContextMeasure, period: str, place: str, known: Mapping[_Key, dict[str, object]]
) -> tuple[float | None, str]:
    """A place's value and status; for a rate, of its children at the middle of the year before the period's end."""
    found = known.get((one.source, one.measure, place, period))
    if found is None:
        return None, "x"
    value = found["value"]
    if not one.per_children or not isinstance(value, float):
        return (value if isinstance(value, float) else None), str(found["status"])
    children = known.get((*_POPULATION, place, str(int(str(found["reference_on"])[:4]) - 1)), {}).get("value")
    if not isinstance(children, float) or children <= 0:
        return None, "x"
    return value / children * one.per_children, "ok"


def measure_series(
    session: Session, code: str, authority_ids: Sequence[str], upto: int | None = None, at: datetime | None = None
) -> pl.DataFrame:
    """One context measure of some authorities in every year: what a series across boundary changes is drawn from.

    Args:
        session: a session that may read.
        code: the measure's code.
        authority_ids: the authorities.
        upto: as known at a computation; by default the newest.
        at: as known at an instant; by default now.

    Returns:
        authority_id, period, reference_on, numerator, denominator, value, status, flags. For a rate, the denominator is
        the children at the middle of the year before; a percentage has neither, so nothing can be added up from it.
        Joint rows are not among them, because they are never shared out.
    """
    one = next(measure for measure in CONTEXT if measure.code == code)
    figures, population = (
        _measured(session, *which, authority_ids, upto, at) for which in ((one.source, one.measure), _POPULATION)
    )
    children = population.select("geography", children="value", year=pl.col("reference_on").dt.year() + 1)
    rows = figures.with_columns(year=pl.col("reference_on").dt.year()).join(
        children, on=["geography", "year"], how="left", maintain_order="left"
    )
    is_rate, is_count = one.per_children > 0, one.unit != "%" and one.code != "caseload"
    rate = pl.when(pl.col("children") > 0).then(pl.col("value") / pl.col("children") * one.per_children)
    value = rate if is_rate else pl.col("value")
    is_missing = value.is_null() & (pl.col("status") == "ok")
    return rows.select(
        "period", "reference_on", authority_id="geography",
        numerator=pl.col("value") if is_count else pl.lit(None, pl.Float64),
        denominator=pl.col("children") if is_rate else pl.lit(None, pl.Float64),
        value=value, status=pl.when(is_missing).then(pl.lit("x")).otherwise("status"), flags=pl.lit(""),
    ).sort("authority_id", "reference_on")  # fmt: skip


def _measured(
    session: Session, source: str, measure: str, authority_ids: Sequence[str], upto: int | None, at: datetime | None
) -> pl.DataFrame:
    ids = list(current_ids(session, source, None, at, upto).values())
    query = (
        select(Figure.geography, Figure.period, Figure.reference_on, Figure.value, Figure.status)  # type: ignore[call-overload]
        .where(col(Figure.submission_id).in_(ids), col(Figure.measure) == measure)
        .where(col(Figure.geography).in_(authority_ids))
    )
    return frame(
        session, query, {name: _FIGURES[name] for name in ("geography", "period", "reference_on", "value", "status")}
    )
