"""What computing needs and what it gives, and the one way that a value is rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from schemas.periods import Period

CENTS = 100  # numerators and denominators are added up as whole hundredths, so that sums are exact

OBSERVATION: dict[str, pl.DataType] = {
    **dict.fromkeys(("indicator_id", "level", "geography", "period", "breakdown"), pl.String()),
    **dict.fromkeys(("numerator", "denominator", "value"), pl.Float64()),
    **dict.fromkeys(("status", "flags", "rag", "rag_reason", "thresholds_version"), pl.String()),
    **dict.fromkeys(("returned_count", "due_count"), pl.Int64()),
    "source": pl.String(),
}

# Amounts since 1 April start again each April: last year's cannot stand in for this year's.
YEAR_TO_DATE = frozenset({"funding.grants"})
# What happens in a quarter is added up over four, so that a year is whole and chance does not look like change.
ROLLING = frozenset({"activity.counts", "standards.audits"})

STANDING = {"form_code": pl.String, "authority_id": pl.String, "period": pl.String, "version": pl.Int64}
ALLOWED = {"form_code": pl.String, "authority_id": pl.String, "due_on": pl.Date}
RECEIVED = {"form_code": pl.String, "authority_id": pl.String, "received_on": pl.Date, "authorised_on": pl.Date}
ALLOCATIONS = {
    "authority_id": pl.String, "grant": pl.String, "purpose": pl.String, "financial_year": pl.String, "amount_gbp": pl.Int64,
}  # fmt: skip
INSPECTIONS = {
    "authority_id": pl.String, "inspected_on": pl.Date, "published_on": pl.Date, "overall": pl.String,
    "help_and_protection": pl.String,
}  # fmt: skip
LAST_MILESTONES = {
    "authority_id": pl.String, "milestone": pl.String, "forecast_on": pl.Date, "actual_on": pl.Date,
}  # fmt: skip
PUBLISHED_FIGURES = {
    "source": pl.String, "level": pl.String, "geography": pl.String, "reference_on": pl.Date, "measure": pl.String,
    "value": pl.Float64, "status": pl.String, "flags": pl.String,
}  # fmt: skip
LAST_STAGES = {"authority_id": pl.String, "last_stage": pl.Int64}


def _empty(schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True)
class Inputs:
    """Everything that the indicators of one quarter are computed from.

    Args:
        period: the quarter.
        today: the day on which it is computed.
        roster: the authorities in force on the reference date: authority_id, region_code, population_0_17.
        rows: the rows that count, as "unit.posts" and so on: those of the quarter, and for an authority without a
            return its last ones, each with authority_id, period (the quarter that it comes from), reference_on (the
            last day of that quarter), is_carried and the sheet's columns.
        standing: where each authority's rows of a form come from: form_code, authority_id, period, version.
        last_milestones: milestones M16 and M17 as in the return for the quarter before.
        last_stages: authority_id, last_stage: the stage evidenced in the quarter before.
        allocations: the grant determination, every year.
        inspections: every graded inspection known, with its publication date.
        received: the days that a return for the quarter that counts first came in and was authorised.
        allowed: due days of authorities' own; none where an authority is asked for nothing.
        due: form code → the day that it is due.
        figures: the published figures that indicators show, of the three years to the quarter's end, in the columns
            PUBLISHED_FIGURES; a joint row has its authorities' ids with "/" between them.
        records: the rows of every sheet of the department's records, as "panel.timeliness" and so on, with
            authority_id, row_number (the same for every authority of a row that is about several) and its columns.
        recorded: the codes of the records that have been loaded.
        year_rows: for the sheets of ROLLING, the rows of the four quarters that end with each authority's latest
            return, in the columns of `rows`; a quarter without a return is not there.
    """

    period: Period
    today: date
    roster: pl.DataFrame
    rows: Mapping[str, pl.DataFrame]
    standing: pl.DataFrame
    last_milestones: pl.DataFrame = field(default_factory=lambda: _empty(LAST_MILESTONES))
    last_stages: pl.DataFrame = field(default_factory=lambda: _empty(LAST_STAGES))
    allocations: pl.DataFrame = field(default_factory=lambda: _empty(ALLOCATIONS))
    inspections: pl.DataFrame = field(default_factory=lambda: _empty(INSPECTIONS))
    received: pl.DataFrame = field(default_factory=lambda: _empty(RECEIVED))
    allowed: pl.DataFrame = field(default_factory=lambda: _empty(ALLOWED))
    due: Mapping[str, date] = field(default_factory=dict)
    year_rows: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    figures: pl.DataFrame = field(default_factory=lambda: _empty(PUBLISHED_FIGURES))
    records: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    """The observations of a quarter that a change can alter.

    Args:
        places: the places whose figures of the indicators `fed` can alter.
        fed: the indicators that what changed feeds.
        everywhere: further indicators, which can alter in every place.
    """

    places: frozenset[str]
    fed: frozenset[str]
    everywhere: frozenset[str]

    def holds(self) -> pl.Expr:
        """Whether a row (indicator_id, geography) is in it."""
        is_fed = pl.col("geography").is_in(self.places) & pl.col("indicator_id").is_in(self.fed)
        return is_fed | pl.col("indicator_id").is_in(self.everywhere)


def cents(quantity: pl.Expr) -> pl.Expr:
    """A quantity of at most two decimals as whole hundredths."""
    return (quantity.cast(pl.Float64) * CENTS).round().cast(pl.Int64)


def whole_units(hundredths: pl.Expr) -> pl.Expr:
    """Whole hundredths as the quantity that they stand for.

    Polars divides a column by a constant by multiplying with its reciprocal, which can miss by the last bit.
    """
    return (hundredths / CENTS).round(2)


def ratio_half_up(numerator: pl.Expr, denominator: pl.Expr, factor: pl.Expr) -> pl.Expr:
    """A ratio of whole numbers times a factor, as a whole number, halves away from zero; null over zero.

    Polars and Python round halves to even; government statistics round them up. Whole numbers make it exact: 12.25 of
    100 is 12.3%, though in floating point it is a little less.
    """
    safe = pl.when(denominator > 0).then(denominator)
    magnitude = (2 * numerator.abs() * factor + safe) // (2 * safe)
    return pl.when(numerator < 0).then(-magnitude).otherwise(magnitude)
