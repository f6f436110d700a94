"""What authorities' figures come to in the places that they are part of: sums, medians, shares, counts; never averages.

`members` everywhere has each authority once for every place: authority_id, level, geography.
"""

from functools import cache

import polars as pl

from schemas.authorities import ENGLAND
from schemas.indicators import INDICATORS, Aggregation, Indicator
from schemas.observations import CENTS, cents, whole_units
from schemas.vocabulary import Level


def with_england(members: pl.DataFrame) -> pl.DataFrame:
    """The members with England as a member of itself, for what is England's own and no authority's."""
    own = pl.DataFrame({"authority_id": [ENGLAND], "level": [str(Level.ENGLAND)], "geography": [ENGLAND]})
    return pl.concat([members.select("authority_id", "level", "geography"), own])


_ADDED = (Aggregation.RATIO, Aggregation.SUM, Aggregation.SHARE)


def _placed(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Each authority's row once for every place that it is part of, with level and geography."""
    return rows.join(members, on="authority_id", how="inner")


_PLACE = ["level", "geography"]
_KEY = ["indicator_id", *_PLACE, "breakdown"]


@cache
def _chosen(aggregations: tuple[Aggregation, ...]) -> list[str]:
    return [i.id for i in INDICATORS.values() if i.aggregation in aggregations]


def sums(parts: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Sums of numerators and denominators; for a share, counts of the authorities that meet its test."""
    added = parts.filter(pl.col("indicator_id").is_in(_chosen(_ADDED)))
    meets = pl.lit(None, pl.Boolean)
    for indicator in INDICATORS.values():
        if indicator.aggregation is Aggregation.SHARE:
            meets = pl.when(pl.col("indicator_id") == indicator.id).then(_test(indicator)).otherwise(meets)
    is_share = pl.col("indicator_id").is_in(_chosen((Aggregation.SHARE,)))
    in_scope = pl.col("den") > 0
    added = added.with_columns(
        numerator=whole_units(pl.col("num")), denominator=whole_units(pl.col("den"))
    ).with_columns(
        num=pl.when(is_share).then((meets & in_scope).cast(pl.Int64) * CENTS).otherwise("num"),
        den=pl.when(is_share).then(in_scope.cast(pl.Int64) * CENTS).otherwise("den"),
    )
    held = ["num", "den", "target", "outlook"]
    totals = (
        _placed(added, members)
        .group_by(_KEY)
        .agg(*(pl.when(pl.col(n).is_not_null().any()).then(pl.col(n).sum()).alias(n) for n in held))
    )
    return totals.with_columns(is_count=pl.lit(False))


def _test(indicator: Indicator) -> pl.Expr:
    """A share's test of an authority: its own `numerator` and `denominator`, or all of them met."""
    return pl.col("num") == pl.col("den") if indicator.share_when is None else indicator.share_when


def medians(items: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The median of all single values together, over how many there are."""
    found = _placed(items, members).group_by(["indicator_id", *_PLACE]).agg(
        num=cents(pl.col("item").median()), den=pl.len().cast(pl.Int64) * CENTS
    )  # fmt: skip
    return found.with_columns(breakdown=pl.lit(""), is_count=pl.lit(False))


def largest(parts: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The largest of the authorities' values."""
    rows = parts.filter(pl.col("indicator_id").is_in(_chosen((Aggregation.LARGEST,))))
    found = _placed(rows, members).group_by(_KEY).agg(pl.col("num").max())
    return found.with_columns(is_count=pl.lit(False))


def distributions(parts: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """How many authorities have each value, over how many have one; a row for every value, with 0 where none has it."""
    listed = [i for i in INDICATORS.values() if i.distribution]
    categories = pl.DataFrame(
        [(i.id, f"{i.distribution}={c.code}", round(c.value * CENTS)) for i in listed for c in i.categories],
        schema={"indicator_id": pl.String, "breakdown": pl.String, "category": pl.Int64},
        orient="row",
    )
    held = parts.filter(pl.col("indicator_id").is_in([i.id for i in listed]), pl.col("breakdown") == "")
    held = _placed(
        held.filter(pl.col("num").is_not_null()).select("authority_id", "indicator_id", category="num"), members
    )
    key = ["indicator_id", *_PLACE]
    sizes = held.group_by(key).agg(den=pl.len().cast(pl.Int64) * CENTS)
    counts = held.group_by([*key, "category"]).agg(num=pl.len().cast(pl.Int64) * CENTS)
    every = sizes.join(categories, on="indicator_id")
    every = every.join(counts, on=[*key, "category"], how="left").with_columns(pl.col("num").fill_null(0))
    return every.drop("category").with_columns(is_count=pl.lit(True))


def further_counts(parts: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Counts of authorities whose value passes a test, for example those after the national date."""
    with_value = parts.filter(pl.col("breakdown") == "", pl.col("num").is_not_null())
    every = [
        with_value.filter(pl.col("indicator_id") == indicator.id)
        .with_columns(item=whole_units(pl.col("num")))
        .with_columns(num=test.cast(pl.Int64) * CENTS, breakdown=pl.lit(breakdown), den=pl.lit(CENTS, pl.Int64))
        for indicator in INDICATORS.values()
        for breakdown, test in indicator.counted.items()
    ]
    found = _placed(pl.concat(every), members).group_by(_KEY).agg(pl.col("num", "den").sum())
    return found.with_columns(is_count=pl.lit(True))
