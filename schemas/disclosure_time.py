"""What successive sums over four quarters give away of a single quarter, and which of them must therefore be hidden.

The sum to June less the sum to March is one new quarter less one old one. Where the old quarter is known (the first
quarter of all, or a year of noughts) the new one is told. With s for the running total, a year's sum is a difference of
two s, a quarter is never below nothing, and so the most and least that any quarter can be are shortest paths.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas.disclosure_figures import MOST_SMALL_CHILDREN
from schemas.indicators_grammar import Counted, Indicator
from schemas.periods import Period, periods_between
from schemas.vocabulary import Level, ValueStatus

QUARTERS = 4
ROLES = ("numerator", "denominator", "rest")
_SHOWN = [str(ValueStatus.OK), str(ValueStatus.LOW), str(ValueStatus.NOT_APPLICABLE)]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def tells_a_quarter(rows: pl.DataFrame, period: Period, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """Which sums of a quarter would tell a count from 1 to 5 of a single one: indicator_id, geography, role.

    Args:
        rows: observations of this quarter and of all before it: indicator_id, level, geography, period, breakdown,
            numerator, denominator, status, flags.
        period: the quarter.
        catalogue: the indicators, by id.
    """
    series = _series(rows, catalogue)
    quarters = (
        [str(one) for one in periods_between(Period.parse(str(series["period"].min())), period)]
        if series.height
        else []
    )
    if not quarters:
        return series.select("indicator_id", "geography", "role")
    wide = series.pivot("period", index=["indicator_id", "geography", "role"], values="size")
    absent = [pl.lit(None, pl.Float64).alias(name) for name in quarters if name not in wide.columns]
    wide = wide.with_columns(*absent)
    told = _told(wide.select(quarters).fill_null(float("nan")).to_numpy())
    return wide.select("indicator_id", "geography", "role").filter(pl.Series(told))


def _series(rows: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """Each authority's own sums of children over a year: indicator_id, geography, role, period, size."""
    yearly = [i for i in catalogue.values() if i.is_over_a_year]
    counted = {
        (i.id, role): kind is Counted.CHILDREN and (role != "rest" or i.is_part)
        for i in yearly
        for role, kind in zip(ROLES, (i.counts, i.counts_denominator, i.counts_denominator), strict=True)
    }
    own = rows.filter(
        pl.col("indicator_id").is_in([i.id for i in yearly]),
        pl.col("level") == Level.AUTHORITY,
        pl.col("breakdown") == "",
        pl.col("status").is_in(_SHOWN),
        ~pl.col("flags").str.contains("e", literal=True),
    )
    long = own.with_columns(rest=pl.col("denominator") - pl.col("numerator")).unpivot(
        ROLES, index=["indicator_id", "geography", "period"], variable_name="role", value_name="size"
    )
    wanted = pl.DataFrame(
        [key for key, is_counted in counted.items() if is_counted], ["indicator_id", "role"], orient="row"
    )
    return long.join(wanted, on=["indicator_id", "role"], how="semi").drop_nulls("size").sort("period")


def _told(sums: Numbers) -> Flags:
    """For each series of sums (nan where there was no return), whether the last one tells a quarter from 1 to 5.

    Each sum before it counts as shown, unless it is small or told one itself.
    """
    count, length = sums.shape
    most = np.full((count, length + 1, length + 1), np.inf)  # most[:, i, j]: the most that s[j] - s[i] can be
    most[:, range(length + 1), range(length + 1)] = 0
    told: Flags = np.zeros(count, dtype=np.bool_)
    for quarter in range(1, length + 1):
        size, start = sums[:, quarter - 1], max(quarter - QUARTERS, 0)
        is_absent = np.isnan(size)
        _add(most, quarter, quarter - 1, np.zeros(count))
        _add(most, quarter - 1, quarter, np.where(is_absent, 0.0, np.inf))
        is_small = (size >= 1) & (size <= MOST_SMALL_CHILDREN)
        known = np.where(is_absent | is_small, np.inf, size)
        tried = most.copy()
        _add(tried, start, quarter, known)
        _add(tried, quarter, start, np.where(np.isinf(known), 0.0, -known))
        told = np.any(_single(tried) & ~_single(most), axis=1)
        most = np.where(told[:, None, None], most, tried)
    return told


def _add(most: Numbers, first: int, second: int, weight: Numbers) -> None:
    """Note that s[second] - s[first] is at most a weight, and all that follows from it."""
    through = most[:, :, first, None] + weight[:, None, None] + most[:, second, None, :]
    np.minimum(most, through, out=most)


def _single(most: Numbers) -> Flags:
    """For each quarter, whether it can be only one number, from 1 to 5."""
    quarters = range(most.shape[1] - 1)
    high = np.stack([most[:, quarter, quarter + 1] for quarter in quarters], axis=1)
    low = np.stack([-most[:, quarter + 1, quarter] for quarter in quarters], axis=1)
    single: Flags = (high == low) & (low >= 1) & (low <= MOST_SMALL_CHILDREN)
    return single
