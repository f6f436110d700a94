"""Rates for children aged 0 to 17: which indicators they are, and what is said where the children are not known."""

from functools import cache

import polars as pl

from schemas.authorities import authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator
from schemas.vocabulary import Level

CHILDREN = frozenset({"population_0_17", "child_years"})
"""The columns of frames that count them."""
MOST_NAMED = 4


def children_column(indicator: Indicator) -> str:
    """The column that counts the children an indicator is over; "" if it is over something else."""
    names = [] if indicator.denominator is None else indicator.denominator.meta.root_names()
    return next((name for name in names if name in CHILDREN), "")


@cache
def over_children() -> frozenset[str]:
    """The indicators that are over children aged 0 to 17."""
    return frozenset(i.id for i in INDICATORS.values() if children_column(i))


def said(rated: pl.DataFrame, known: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The observations, with whose children are not known said in the reason of each figure that leaves them out.

    Args:
        rated: observations with their reasons.
        known: the roster.
        members: each authority once for every place that it is part of: authority_id, level, geography.
    """
    missing = known.filter(pl.col("population_0_17").is_null()).select("authority_id")
    if missing.is_empty():
        return rated
    own = missing.select("authority_id", geography="authority_id", level=pl.lit(str(Level.AUTHORITY)))
    every = pl.concat([own, members.join(missing, on="authority_id").select(own.columns)])
    totals = members.group_by("geography").len("all_count")
    words = [
        (geography, _words([authority(i).name for i in sorted(ids)], totals, geography))
        for geography, ids in every.group_by("geography").agg("authority_id").iter_rows()
    ]
    told = pl.DataFrame(words, schema={"geography": pl.String, "left_out": pl.String}, orient="row")
    is_over = pl.col("indicator_id").is_in(list(over_children())) & (pl.col("breakdown") == "")
    rows = rated.join(told, on="geography", how="left", maintain_order="left")
    reason = pl.when(is_over & pl.col("left_out").is_not_null()).then(
        pl.concat_str(pl.col("rag_reason").fill_null(""), "left_out", separator=" ").str.strip_chars()
    )
    return rows.with_columns(rag_reason=reason.otherwise("rag_reason")).drop("left_out")


def _words(names: list[str], totals: pl.DataFrame, geography: str) -> str:
    named = names[:MOST_NAMED] + ([f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else [])
    whose = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    every = dict(totals.iter_rows()).get(geography)
    if every is None:
        return "The number of children there is not known yet."
    return f"Over {every - len(names)} of {every} authorities: the number of children in {whose} is not known yet."
