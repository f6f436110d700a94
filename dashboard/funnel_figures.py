"""The funnel of a neutral volume with everything round it: picture, words, table, file."""

from functools import partial

import polars as pl

from dashboard.charts import Limits, Point
from dashboard.charts import funnel as funnel_spec
from dashboard.components import flagged, symbols_used, table
from dashboard.figure import Figure, figure
from dashboard.formats import day, number, value_words
from dashboard.funnels import COUNTS, Placed, Volume, base_name, left_out_words, outside_words, title, why_out
from dashboard.markup import Markup, joined, link, paragraph
from dashboard.quarter import Figure as Observed
from schemas.indicators_grammar import Unit
from schemas.limits import INNER, OUTER, Where, least_base


def funnel_figure(it: Volume, own: Placed | None, *, is_every: bool, level: int = 2, key: str = "funnel") -> Figure:
    """The funnel with everything round it.

    Args:
        it: the volume.
        own: the authority that is named.
        is_every: whether the viewer sees every authority.
        level: of the heading.
        key: a name of its own on the page.
    """
    points = [_point(one, one is own) for one in it.drawn]
    limits = _limits(it)
    base = base_name(it.indicator)
    measured = "per 10,000 children" if it.indicator.unit is Unit.PER_10K else f"as a share of {base.lower()}"
    at = "as last published" if it.indicator.published else f"at {day(it.quarter.period.reference_date)}"
    span = "over four quarters" if it.indicator.is_over_a_year else at
    grey = (
        "Grey points are other authorities, hollow if carried forward [e]."
        if is_every
        else "Only your authority and England are shown."
    )
    return figure(
        key,
        title(it, own),
        f"{COUNTS[it.indicator.id]} {measured}, {span}. Neutral: neither high nor low is better. {grey}",
        funnel_spec(points, limits, base),
        _alt(it, own, is_every),
        _table(it, own, is_every),
        _frame(it),
        f"funnel-{it.indicator.id}-{str(it.quarter.period).replace(' ', '-')}.csv",
        _worked_out(it),
        joined([it.indicator.source, ". ", left_out_words(it) if is_every else "", " ", link("Symbols", "/definitions?part=symbols")]),
        narrow=funnel_spec(points, limits, base, is_narrow=True),
        level=level,
    )  # fmt: skip


def _point(one: Placed, is_named: bool) -> Point:
    base, value = one.figure.denominator or 0.0, one.figure.value or 0.0
    words = f"{one.place.name} {number(value, 1)}{'%' if '%' in one.words else ''}" if is_named else ""
    return Point(base, value, one.figure.is_estimated, one.place.name if is_named else "", words)


def _limits(it: Volume) -> Limits:
    inner, outer = (partial(it.funnel.limits, inside=inside) for inside in (INNER, OUTER))
    value = it.england.value or 0.0
    is_share = it.indicator.unit is Unit.PERCENT
    words = f"{number(value, 1)}{'%' if is_share else ''}"
    return Limits(inner, outer, value, words, least_base(it.indicator), 100.0 if it.funnel.is_share else None)


def _alt(it: Volume, own: Placed | None, is_every: bool) -> str:
    england = f"England {value_words(it.indicator, it.england.value or 0.0)}"
    named = f" {own.place.name} {own.words}, {_against(own)}." if own is not None and own.where is not None else ""
    rest = f" {outside_words(it)}" if is_every else ""
    return f"Funnel plot.{named} {england}.{rest} The same data is in the table below."


def _against(one: Placed) -> str:
    if one.where is None:
        return f"left out, {why_out(one)}"
    if one.where is not Where.WITHIN:
        return f"{one.where} the 99.8% limits"
    return "between the two limits" if one.is_unusual else "within the limits"


def _table(it: Volume, own: Placed | None, is_every: bool) -> Markup:
    shown = it.places if is_every else [one for one in it.places if one is own]
    rows = [(one.place.name, *_cells(one.figure, one.words, it), _against(one)) for one in shown]
    england = value_words(it.indicator, it.england.value or 0.0)
    rows = [*rows, ("England", *_cells(it.england, england, it), "")]
    heads = ("Authority", base_name(it.indicator), COUNTS[it.indicator.id], "Value", "Against the limits")
    made = table(
        heads,
        rows,
        f"{it.indicator.title}, {it.quarter.period.label}, by name",
        numeric=[1, 2, 3],
        is_stacked=not is_every,
        last_is_total=True,
    )
    limits = [] if is_every or own is None or own.where is None else [paragraph(_own_limits(it, own))]
    used = {mark for one in (*(each.figure for each in shown), it.england) for mark in (str(one.status), *one.flags)}
    return joined([*limits, made, symbols_used(used)])


def _own_limits(it: Volume, own: Placed) -> str:
    base = own.figure.denominator or 1.0
    inner, outer = (it.funnel.limits(base, inside) for inside in (INNER, OUTER))
    inside, outside = (f"{number(low, 1)} to {number(high, 1)}" for low, high in (inner, outer))
    return f"At its size 95% of authorities would lie from {inside}, and 99.8% from {outside}."


def _cells(seen: Observed, words: str, it: Volume) -> tuple[object, ...]:
    base, count = ("" if one is None else number(one) for one in (seen.denominator, seen.numerator))
    short = words.removesuffix(" per 10,000")
    return base, count, flagged(short, seen.status, seen.flags)


def _frame(it: Volume) -> pl.DataFrame:
    rows = [
        (
            one.place.name, one.place.ons_code, one.figure.denominator, one.figure.numerator, one.figure.value, str(one.figure.status), one.figure.flags,
            *(it.funnel.limits(one.figure.denominator, OUTER) if one.where is not None and one.figure.denominator else (None, None)), _against(one),
        )
        for one in it.places
    ]  # fmt: skip
    schema = {
        "authority": pl.String, "ons_code": pl.String, "base": pl.Float64, "count": pl.Float64, "value": pl.Float64, "status": pl.String,
        "flags": pl.String, "low_limit_998": pl.Float64, "high_limit_998": pl.Float64, "against_limits": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _worked_out(it: Volume) -> str:
    kind = "binomial" if it.funnel.is_share else "Poisson"
    widened = (
        f"They are widened for what sets authorities apart beyond chance, estimated from {it.funnel.places} authorities "
        "with the outermost tenth on each side drawn in (Spiegelhalter, 2005; additive)."
        if it.funnel.is_widened
        else "Chance alone explains the spread, so they are not widened."
    )
    fewer = (
        " An authority with fewer than four quarters' returns stands with that part of its children."
        if it.indicator.is_over_a_year and it.indicator.unit is Unit.PER_10K
        else ""
    )
    return (
        f"If an authority were like England, chance would put it inside the dashed limits 95 times in 100 and inside the "
        f"dotted ones 998 times in 1,000: {kind} limits, exact for its size. {widened} England's figure is the centre.{fewer}"
    )
