"""What would be usual for a figure, by statistics that one odd value cannot move: the ends of a range, for lookups.

The middle is a median and the width comes from the median distance to it (MAD). 1.4826 makes a MAD comparable with a
standard deviation; three of those leave out about one value in 400 when all is well.
"""

from collections.abc import Mapping

import polars as pl

MAD_TO_SD = 1.4826
WIDTHS = 3
LEAST_QUARTERS, LEAST_AUTHORITIES = 4, 30
LEAST_COUNT = 5  # A count may always differ by so much.


def usual_count(name: str, column: str, *, is_once_begun: bool = False) -> Mapping[str, pl.Expr]:
    """`{name}_low_count` and `{name}_high_count`: an authority's usual quarter, from at least four of its own.

    Small counts vary by chance alone, so the range is never narrower than chance would make it.

    Args:
        name: the beginning of the two names.
        column: the count.
        is_once_begun: whether quarters with none are left out, because the work had not begun.
    """
    count = pl.col(column).cast(pl.Float64)
    count = pl.when(count > 0).then(count) if is_once_begun else count
    middle, spread = _middle_and_spread(count)
    width = pl.max_horizontal(WIDTHS * spread, WIDTHS * middle.sqrt(), pl.lit(float(LEAST_COUNT)))
    return _between(name, "count", middle - width, middle + width, count.count() >= LEAST_QUARTERS, places=0)


def usual_share(
    name: str,
    part: pl.Expr,
    whole: pl.Expr,
    least_whole: int,
    *,
    least: int = LEAST_AUTHORITIES,
    least_width: float = 5.0,
) -> Mapping[str, pl.Expr]:
    """`{name}_low_pct` and `{name}_high_pct`: the usual share.

    Args:
        name: the beginning of the two names.
        part: the numerator.
        whole: the denominator.
        least_whole: rows with a smaller denominator say too little, and are left out.
        least: how many rows there must be.
        least_width: points by which a share may always differ from the middle.
    """
    share = pl.when(whole >= least_whole).then(part / whole * 100)
    middle, spread = _middle_and_spread(share)
    width = pl.max_horizontal(WIDTHS * spread, pl.lit(least_width))
    return _between(
        name, "pct", middle - width, (middle + width).clip(upper_bound=100.0), share.count() >= least, places=1
    )


def usual_to_date(name: str, column: str, log_change: float) -> Mapping[str, pl.Expr]:
    """`{name}_from_count` and `{name}_to_count`: between these the count since 1 April is near that of last year.

    Where a quarter of either year is missing, the quarter before stands in. A change of up to 20 is never unusual.
    """
    count = pl.col(column).cast(pl.Float64)
    quarter = pl.col("quarter_number").first()
    is_complete = (pl.col("is_last_year_to_date").sum() == quarter) & (pl.col("is_this_year").sum() == quarter - 1)
    before = pl.when(is_complete).then(count.filter(pl.col("is_last_year_to_date")).sum()).otherwise(
        count.filter(pl.col("quarters_ago") == 1).first()
    )  # fmt: skip
    gone = pl.when(is_complete).then(count.filter(pl.col("is_this_year")).sum()).otherwise(0.0)
    return _range_of_change(name, before, gone, log_change)


def usual_position(name: str, column: str, log_change: float) -> Mapping[str, pl.Expr]:
    """The same for a number at the quarter's end: beside that of a year before, or else of the quarter before."""
    count = pl.col(column).cast(pl.Float64)
    a_year_ago = count.filter(pl.col("quarters_ago") == 4).first()
    before = pl.coalesce(a_year_ago, count.filter(pl.col("quarters_ago") == 1).first())
    return _range_of_change(name, before, pl.lit(0.0), log_change)


MOST_CHANGE = 20


def _range_of_change(name: str, before: pl.Expr, gone: pl.Expr, log_change: float) -> Mapping[str, pl.Expr]:
    factor = pl.lit(log_change).exp()
    low = pl.min_horizontal(before / factor, before - MOST_CHANGE) - gone
    high = pl.max_horizontal(before * factor, before + MOST_CHANGE) - gone
    return {
        f"{name}_from_count": low.clip(lower_bound=0.0).ceil().cast(pl.Int64),
        f"{name}_to_count": high.clip(lower_bound=0.0).floor().cast(pl.Int64),
    }


def _middle_and_spread(value: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    middle = value.median()
    return middle, (value - middle).abs().median() * MAD_TO_SD


def _between(
    name: str, unit: str, low: pl.Expr, high: pl.Expr, is_known: pl.Expr, places: int
) -> Mapping[str, pl.Expr]:
    kind = pl.Int64 if places == 0 else pl.Float64
    return {
        f"{name}_low_{unit}": pl.when(is_known).then(low.clip(lower_bound=0.0).round(places)).cast(kind),
        f"{name}_high_{unit}": pl.when(is_known).then(high.round(places)).cast(kind),
    }
