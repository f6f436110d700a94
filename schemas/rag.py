"""What green, amber, red, not rated, not available and stale mean. Computed once, stored with a reason."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import polars as pl

from schemas.indicators_grammar import Indicator, Unit
from schemas.thresholds import THRESHOLDS, Compares, Thresholds, threshold_words, thresholds
from schemas.vocabulary import Better, Level, Rag, ValueStatus

__all__ = ["THRESHOLDS", "Compares", "Thresholds", "rate", "threshold_words", "thresholds"]

NO_COLOUR = (Rag.NOT_RATED, Rag.NOT_AVAILABLE, Rag.STALE)
_KEY = ["indicator_id", "level"]
_SUFFIXES = {
    Unit.PERCENT: "%", Unit.DAYS: " days", Unit.MONTHS: " months", Unit.FTE: " full-time equivalent",
}  # fmt: skip
_RATED = (Rag.GREEN, Rag.AMBER, Rag.RED)
_SHOWS_VALUE = pl.col("status").is_in([str(ValueStatus.OK), str(ValueStatus.LOW)])


def rate(observations: pl.DataFrame, catalogue: Mapping[str, Indicator], on: date) -> pl.DataFrame:
    """Rate observations on the figures as shown, so that a reader can check every rating from the page.

    Args:
        observations: indicator_id, level, breakdown, value, status, denominator; and, null where they do not apply:
            target_value (the plan or profile in the value's unit), outlook_value (the forecast for the national date
            likewise), is_ratable, is_old, note, carried_from (the label of the quarter that a value was carried from),
            period_label.
        catalogue: the indicators, by id.
        on: the day whose thresholds hold.

    Returns:
        The same rows with rag, rag_reason and thresholds_version added.
    """
    rules, ranges, labels = _tables(tuple(catalogue.values()), on)
    rows = observations.join(rules, on=_KEY, how="left", maintain_order="left")
    rows = rows.join(labels, on=["indicator_id", "value"], how="left", maintain_order="left")
    rows = rows.with_columns(gap=_compared("target_value"), short=pl.lit(100.0) - pl.col("outlook_value"))
    rows = rows.with_columns(colour=_colour("gap"), outlook_colour=_colour("short"))
    rows = rows.with_columns(is_capped=_severity("outlook_colour") > _severity("colour"))
    rows = rows.with_columns(rag=_rating())
    rows = rows.join(ranges, left_on=[*_KEY, "rag"], right_on=[*_KEY, "rated"], how="left", maintain_order="left")
    rows = rows.with_columns(rag_reason=_reason(), thresholds_version=_version())
    return rows.select(*observations.columns, "rag", "rag_reason", "thresholds_version")


@lru_cache(maxsize=8)
def _tables(indicators: tuple[Indicator, ...], on: date) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    rules, ranges, labels = [], [], []
    for indicator in indicators:
        found = thresholds(indicator.id, on)
        labels += [(indicator.id, c.value, c.label[0].lower() + c.label[1:]) for c in indicator.categories]
        for level in indicator.levels:
            own = found if found is not None and level in found.levels else None
            rules.append(_rule(indicator, level, own))
            if own is not None:
                ranges += [(indicator.id, str(level), str(r), _sentence(indicator, own, r)) for r in _RATED]
    names = {"indicator_id": pl.String, "level": pl.String}
    return (
        pl.DataFrame(rules, schema={**names, **_RULE}, orient="row"),
        pl.DataFrame(ranges, schema={**names, "rated": pl.String, "template": pl.String}, orient="row"),
        pl.DataFrame(
            labels, schema={"indicator_id": pl.String, "value": pl.Float64, "label": pl.String}, orient="row"
        ).unique(["indicator_id", "value"]),
    )


_RULE = {
    "is_neutral": pl.Boolean, "is_supporting": pl.Boolean, "base": pl.Float64, "green": pl.Float64, "red": pl.Float64,
    "is_lower": pl.Boolean, "compares": pl.String, "blank": pl.String, "version": pl.String, "suffix": pl.String, "factor": pl.Float64,
    "unrated": pl.String, "noted": pl.String,
}  # fmt: skip


def _rule(indicator: Indicator, level: Level, found: Thresholds | None) -> tuple[object, ...]:
    neutral = indicator.better is Better.NEUTRAL
    suffix = _SUFFIXES.get(indicator.unit_at(level), "")
    factor = 10.0**indicator.dp
    shared = (indicator.id, str(level), neutral, indicator.is_supporting, indicator.minimum_base)
    if found is None or neutral:
        return (*shared, None, None, None, None, None, None, suffix, factor, indicator.unrated, indicator.noted)
    lower = found.is_lower_better(indicator.better)
    return (
        *shared, float(found.green), float(found.red), lower, str(found.compares),
        str(found.blank_rating) if found.blank_rating else None, found.version, suffix, factor,
        indicator.unrated, indicator.noted,
    )  # fmt: skip


def _sentence(indicator: Indicator, found: Thresholds, rating: Rag) -> str:
    words = found.range_words(rating, indicator)
    return f"{rating.label} is {words}; {indicator.says}." if indicator.says else f"{rating.label}: {words}."


def _compared(target: str) -> pl.Expr:
    # Both figures have few decimals; their difference is put back on the grid that they are shown on.
    behind = ((pl.col(target) - pl.col("value")) * pl.col("factor")).round() / pl.col("factor")
    overdue = pl.when(pl.col(target) > 0).then(pl.col("red") + 1).otherwise(pl.col("value"))
    return (
        pl.when(pl.col("compares") == Compares.OVERDUE)
        .then(overdue)
        .when(pl.col("compares") == Compares.VALUE)
        .then(pl.col("value"))
        .when(pl.col("compares") == Compares.FROM_PROFILE)
        .then(behind.abs())
        .otherwise(behind)
    )


def _colour(figure: str) -> pl.Expr:
    x, green, red = pl.col(figure), pl.col("green"), pl.col("red")
    is_green = pl.when(pl.col("is_lower")).then(x <= green + 1e-9).otherwise(x >= green)
    is_red = pl.when(pl.col("is_lower")).then(x > red + 1e-9).otherwise(x < red)
    known = x.is_not_null() & green.is_not_null()
    by_range = pl.when(is_green).then(pl.lit("green")).when(is_red).then(pl.lit("red")).otherwise(pl.lit("amber"))
    return pl.when(known).then(by_range)


def _severity(colour: str) -> pl.Expr:
    return pl.col(colour).replace_strict({"green": 0, "amber": 1, "red": 2}, default=None, return_dtype=pl.Int8)


def _cases() -> tuple[tuple[pl.Expr, Rag, pl.Expr], ...]:
    """What stands in the way of a colour, in order: when, the rating instead, and why."""
    note = (
        pl.when(pl.col("note").is_not_null())
        .then(pl.concat_str(pl.lit(" "), "noted", pl.lit(" "), "note", pl.lit(".")))
        .otherwise(pl.lit(""))
    )
    carried = pl.format("No return for {}, so this is the position at {}.", "period_label", "carried_from")
    small = pl.format(
        "Not rated: {} is fewer than the {} that a rating needs.", _number("denominator"), _number("base")
    )
    blank = (
        pl.col("blank").is_not_null()
        & (pl.col("status") == ValueStatus.NOT_AVAILABLE)
        & pl.col("is_returned").fill_null(False)
    )
    no_plan = (pl.col("compares") == Compares.BEHIND_PLAN) & pl.col("target_value").is_null()
    silent = pl.col("green").is_null()
    return (
        (pl.col("status") == ValueStatus.SUPPRESSED, Rag.NOT_RATED, pl.lit("Not rated: suppressed to protect confidentiality.")),
        (pl.col("status") == ValueStatus.UNRELIABLE, Rag.NOT_RATED, pl.lit("Not rated: the figure is of low reliability.")),
        (blank & pl.col("carried_from").is_null(), Rag.RED, pl.lit("Red, because the return gives no date.")),
        (pl.col("status") == ValueStatus.NOT_APPLICABLE, Rag.NOT_AVAILABLE, pl.lit("Not applicable: there is nothing to measure.")),
        (~_SHOWS_VALUE, Rag.NOT_AVAILABLE, pl.lit("Not available: no figure has been given.")),
        (pl.col("carried_from").is_not_null(), Rag.STALE, carried),
        (pl.col("is_supporting"), Rag.NOT_RATED, pl.lit("Not rated: shown beside the indicators.")),
        (pl.col("is_neutral"), Rag.NOT_RATED, pl.concat_str(pl.lit("Not rated: neither a high nor a low value is better."), note)),
        (pl.col("is_count"), Rag.NOT_RATED, pl.lit("Not rated: a count of authorities.")),
        (pl.col("is_old"), Rag.STALE, pl.concat_str(pl.lit("Stale: the evidence is too old to rate."), note)),
        (~pl.col("is_ratable"), Rag.NOT_RATED, pl.col("unrated")),
        (pl.col("denominator") < pl.col("base"), Rag.NOT_RATED, small),
        (silent & (pl.col("level") == Level.AUTHORITY), Rag.NOT_RATED, pl.concat_str(pl.lit("Not rated: no threshold is agreed."), note)),
        (silent, Rag.NOT_RATED, pl.lit("Not rated: no national threshold is agreed.")),
        (no_plan, Rag.RED, pl.lit("Red, because there is no plan to compare with.")),
    )  # fmt: skip


def _rating() -> pl.Expr:
    capped = pl.when(pl.col("is_capped").fill_null(False)).then("outlook_colour").otherwise("colour")
    return pl.coalesce(*(pl.when(when).then(pl.lit(str(rag))) for when, rag, _ in _cases()), capped)


def _number(name: str) -> pl.Expr:
    whole = pl.col(name) == pl.col(name).floor()
    return pl.when(whole).then(pl.col(name).cast(pl.Int64).cast(pl.String)).otherwise(pl.col(name).cast(pl.String))


def _figure(name: str) -> pl.Expr:
    number = pl.when(pl.col("factor") == 1).then(_number(name)).otherwise(pl.col(name).cast(pl.String))
    days = pl.col(name).abs().cast(pl.Int64)
    unit = pl.when(days == 1).then(pl.lit(" day ")).otherwise(pl.lit(" days "))
    side = pl.when(pl.col(name) > 0).then(pl.lit("after")).otherwise(pl.lit("before"))
    dated = pl.when(days == 0).then(pl.lit("on")).otherwise(pl.concat_str(days.cast(pl.String), unit, side))
    return pl.when(pl.col("suffix") == " days").then(dated).otherwise(pl.concat_str(number, "suffix"))


def _reason() -> pl.Expr:
    value, target = pl.coalesce("label", _figure("value")), _figure("target_value").fill_null("")
    text = pl.col("template").str.replace("{value}", value, literal=True).str.replace("{target}", target, literal=True)
    text = text.str.replace("{note}", pl.col("note").fill_null(""), literal=True)
    short = ((pl.col("short") * pl.col("factor")).round() / pl.col("factor")).cast(pl.String)
    words = pl.col("rag").str.to_titlecase()
    capped = pl.format(
        "{}, because the forecast for 31 March 2027 is {}, {} points short of all; {} by plan alone, {} against {} planned.",
        words, _figure("outlook_value"), short, "colour", value, target,
    )  # fmt: skip
    text = pl.when(pl.col("is_capped").fill_null(False)).then(capped).otherwise(text)
    return pl.coalesce(*(pl.when(when).then(why) for when, _, why in _cases()), text).str.slice(0, 300)


def _version() -> pl.Expr:
    return pl.when(pl.col("rag").is_in([str(r) for r in _RATED])).then("version").otherwise(pl.lit("")).fill_null("")
