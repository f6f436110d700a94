"""Plan, fact and forecast of rollout at each quarter's end: how many authorities are at a stage on a day."""

from datetime import date

import polars as pl

from schemas.indicators_supporting import (
    FULL_ACTUAL,
    FULL_FORECAST,
    FULL_PLANNED,
    OPERATIONAL_ACTUAL,
    OPERATIONAL_FORECAST,
    OPERATIONAL_PLANNED,
)
from schemas.observations import CENTS
from schemas.periods import Period, periods_between
from schemas.programme import Stage
from schemas.stages import NATIONAL_DATE

QUARTERS_BEFORE = 8
TRAJECTORY = (
    OPERATIONAL_PLANNED, FULL_PLANNED, OPERATIONAL_FORECAST, FULL_FORECAST, OPERATIONAL_ACTUAL, FULL_ACTUAL,
)  # fmt: skip


def quarter_ends(period: Period) -> tuple[date, ...]:
    """Quarter ends from two years before a quarter to the national date, or to the quarter if that is later."""
    last = max(Period.containing(NATIONAL_DATE), period)
    return tuple(quarter.end for quarter in periods_between(period.shifted(-QUARTERS_BEFORE), last))


def trajectory(authorities: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Parts of the six lines by authority: authority_id, indicator_id, breakdown ("on=2026-12-31"), num, den.

    The plan runs over every day, the forecast from the reference date on, the fact is known on the reference date.

    Args:
        authorities: the frame of that name.
        period: the quarter.
    """
    days = quarter_ends(period)
    on = period.reference_date
    ahead = [day for day in days if day >= on]
    stage = pl.col("evidenced_stage")
    lines = [
        *(_at(OPERATIONAL_PLANNED, day, pl.col("operation_baseline_on") <= day) for day in days),
        *(_at(FULL_PLANNED, day, pl.col("full_baseline_on") <= day) for day in days),
        *(_at(OPERATIONAL_FORECAST, day, pl.col("initial_on") <= day) for day in ahead),
        *(_at(FULL_FORECAST, day, pl.col("full_on") <= day) for day in ahead),
        _at(OPERATIONAL_ACTUAL, on, stage >= Stage.OPERATIONAL),
        _at(FULL_ACTUAL, on, stage >= Stage.FULLY_OPERATIONAL),
    ]
    wide = authorities.select("authority_id", *lines)
    long = wide.unpivot(index="authority_id", variable_name="line", value_name="num")
    names = pl.col("line").str.split_exact("|", 1).struct.rename_fields(["indicator_id", "breakdown"])
    return long.with_columns(names.alias("names"), den=pl.lit(CENTS, pl.Int64)).unnest("names").drop("line")


def _at(indicator_id: str, day: date, is_there: pl.Expr) -> pl.Expr:
    return (is_there.fill_null(False).cast(pl.Int64) * CENTS).alias(f"{indicator_id}|on={day.isoformat()}")
