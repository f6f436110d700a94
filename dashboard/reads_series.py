"""What is read over time: an authority's figures of every quarter or year, with those of the places before and after it."""

import polars as pl

from dashboard.reads import observations, periods, version
from dashboard.reads_kept import indicator_figures, measure_figures
from dashboard.scope import readable, seen
from dashboard.versions import known_of, own_of
from etl.settings import settings
from schemas.access import Viewer
from schemas.context import CONTEXT
from schemas.continuity import concerned
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.vocabulary import Disclosure, Level

FIGURES: dict[str, type[pl.DataType]] = {
    "authority_id": pl.String, "period": pl.String, "reference_on": pl.Date, "numerator": pl.Float64,
    "denominator": pl.Float64, "value": pl.Float64, "status": pl.String, "flags": pl.String,
}  # fmt: skip


def quarterly(viewer: Viewer, authority_id: str, indicator_id: str) -> pl.DataFrame:
    """An indicator in every quarter, of an authority and all that are concerned, as far as the viewer may see: FIGURES."""
    ids = _may_be_read(viewer, authority_id)
    if not ids:
        return pl.DataFrame(schema=FIGURES)
    found = [_mine(of_indicator(viewer, period, indicator_id), period, ids) for period in periods(viewer)]
    return pl.concat([pl.DataFrame(schema=FIGURES), *found])


def every_quarterly(viewer: Viewer, authority_id: str) -> pl.DataFrame:
    """The same of every indicator at once: FIGURES, and indicator_id."""
    ids = _may_be_read(viewer, authority_id)
    found = [_mine(observations(viewer, period), period, ids, "indicator_id") for period in periods(viewer) if ids]
    return pl.concat([pl.DataFrame(schema={"indicator_id": pl.String, **FIGURES}), *found])


def yearly(viewer: Viewer, authority_id: str, measure: str) -> pl.DataFrame:
    """A measure of published statistics in every year, of the same authorities: FIGURES."""
    ids = _may_be_read(viewer, authority_id)
    one = next(each for each in CONTEXT if each.code == measure)
    found = measure_figures(settings().database_url, version(viewer), one.code, concerned(authority_id))
    return found.filter(pl.col("authority_id").is_in(ids)).select(pl.col(n).cast(kind) for n, kind in FIGURES.items())


def _may_be_read(viewer: Viewer, authority_id: str) -> list[str]:
    if not viewer.may_read_authority(authority_id):
        return []
    return [each for each in concerned(authority_id) if viewer.may_read_authority(each)]


def of_indicator(viewer: Viewer, period: str, indicator_id: str) -> pl.DataFrame:
    """One indicator's observations in a quarter, as far as the viewer may see them."""
    # What must be hidden is worked out over a whole quarter; where nothing can be, only the indicator is read.
    if INDICATORS[indicator_id].disclosure is not Disclosure.D0:
        return observations(viewer, period).filter(pl.col("indicator_id") == indicator_id)
    store, known, scope = settings().database_url, version(viewer, (period,)), readable(viewer)
    rows = indicator_figures(store, known_of(known), period, indicator_id)
    return rows if scope.is_full else seen(scope, indicator_figures(store, own_of(known), period, indicator_id), rows)


def _mine(rows: pl.DataFrame, period: str, ids: list[str], *further: str) -> pl.DataFrame:
    """The totals of some authorities among the observations of a quarter, in the columns of a series."""
    on = Period.parse(period).reference_date
    is_mine = (pl.col("level") == Level.AUTHORITY) & pl.col("geography").is_in(ids) & (pl.col("breakdown") == "")
    mine = rows.filter(is_mine).with_columns(authority_id="geography", reference_on=pl.lit(on))
    return mine.select(*further, *(pl.col(name).cast(kind) for name, kind in FIGURES.items()))
