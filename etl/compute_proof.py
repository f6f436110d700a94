"""Every total proves itself: the authorities' own figures, carried ones among them, add up to it, or nothing is shown."""

from functools import cache

import polars as pl

from schemas.indicators import INDICATORS, Aggregation
from schemas.vocabulary import Level

_KEY = ["indicator_id", "breakdown", "geography"]


class TotalsDisagree(RuntimeError):
    """A total is not what its parts come to. The message names the first such figure and both numbers."""


def prove(rows: pl.DataFrame, members: pl.DataFrame, once: pl.DataFrame | None = None) -> None:
    """Check every sum against its parts.

    Args:
        rows: observations being made, with num and den in hundredths, of authorities and of the places they make up.
        members: authority_id, level, geography: each authority once for every place that it is part of.
        once: the parts (authority_id, indicator_id, breakdown, num, den) of indicators with rows about several
            authorities, or about England alone, each row counted once.

    Raises:
        TotalsDisagree: if a numerator or a denominator differs from the sum over the authorities.
    """
    added = rows.filter(pl.col("indicator_id").is_in(_added()))
    parts = added.filter(pl.col("level") == Level.AUTHORITY).select(
        "indicator_id", "breakdown", "num", "den", authority_id="geography"
    )
    if once is not None:
        parts = parts.filter(~pl.col("indicator_id").is_in(once["indicator_id"].unique().to_list()))
        parts = pl.concat([parts, once.select(parts.columns)])
    sums = parts.join(members, on="authority_id").group_by(_KEY).agg(
        pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(f"{name}_of_parts")
        for name in ("num", "den")
    )  # fmt: skip
    totals = added.filter(pl.col("level") != Level.AUTHORITY, ~pl.col("is_count"))
    both = totals.join(sums, on=_KEY, how="left")
    differs = [pl.col(name).fill_null(0) != pl.col(f"{name}_of_parts").fill_null(0) for name in ("num", "den")]
    wrong = both.filter(pl.any_horizontal(differs))
    if wrong.height:
        first = wrong.row(0, named=True)
        raise TotalsDisagree(
            f"{first['indicator_id']} {first['breakdown']} of {first['geography']}: {first['num']} over {first['den']} "
            f"is shown, and its parts come to {first['num_of_parts']} over {first['den_of_parts']} (hundredths)."
        )


@cache
def _added() -> list[str]:
    return [
        i.id
        for i in INDICATORS.values()
        if i.aggregation in (Aggregation.RATIO, Aggregation.SUM) and Level.AUTHORITY in i.levels
    ]
