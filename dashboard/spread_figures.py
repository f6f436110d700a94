"""One indicator of every authority that may be read: how they spread, the reader's own and those compared with marked."""

from collections import Counter
from statistics import quantiles

import polars as pl

from dashboard.beside import Beside, has_wide
from dashboard.beside_figures import shown
from dashboard.charts import Mark, Placed, round_ticks, spread
from dashboard.components import symbols_used, table
from dashboard.figure import Figure, figure
from dashboard.formats import listed, number
from dashboard.markup import Markup, joined, link
from dashboard.quarter import Figure as Observed
from dashboard.shown import value_shown, without_unit
from schemas.authorities import ENGLAND, Authority
from schemas.indicators_grammar import Indicator, Unit
from schemas.vocabulary import Better, Level, ValueStatus

SMALL = "under the smallest base"
_WHY_NOT = {
    ValueStatus.SUPPRESSED: "suppressed", ValueStatus.NOT_APPLICABLE: "without cases", ValueStatus.UNRELIABLE: "of low reliability",
}  # fmt: skip
LEAST = 5


def left_out(indicator: Indicator, figure: Observed) -> str:
    """Why an authority has no point in a picture of how values spread; "" if it has one."""
    if figure.value is None or figure.status is ValueStatus.UNRELIABLE:
        return _WHY_NOT.get(figure.status, "without a figure")
    base = indicator.minimum_base
    return SMALL if base and figure.denominator is not None and figure.denominator < base else ""


def spread_figure(it: Beside, indicator: Indicator) -> Figure | None:
    """Every authority that may be read at its value, those compared with marked, England's line. Not a ranking.

    None where fewer than five may be read.
    """
    every = {a: it.quarter.figure(indicator.id, a.authority_id) for a in it.quarter.authorities}
    why = {a: left_out(indicator, f) for a, f in every.items()}
    points = [_point(it, a, f, indicator) for a, f in every.items() if not why[a]]
    if len(points) < LEAST:
        return None
    marks = (_england(it, indicator), _middle(it, indicator))
    ticks = [(at, tick_words(indicator, at)) for at in _ticks([p.value for p in points], indicator)]
    missing = Counter(words for words in why.values() if words)
    out = (
        f" Left out: {listed([f'{number(count)} {words}' for words, count in sorted(missing.items())])}."
        if missing
        else ""
    )
    title = spread_finding(it, indicator, [p.value for p in points])
    return figure(
        "spread",
        title,
        f"Each point is one of {len(points)} authorities; rings are {it.whom}. {better_words(indicator)}{out}",
        spread(points, ticks, *marks),
        f"Strip plot of {len(points)} authorities. {title}. {_spoken(marks)}{out} The same data is in the table below.",
        _every(it, indicator, every, why),
        _every_frame(it, indicator, every, why),
        f"spread-{indicator.id}-{str(it.quarter.period).replace(' ', '-')}.csv",
        "Points of about the same value stand over one another; only left and right means anything. Values hidden to protect "
        "confidentiality, and shares of fewer cases than the smallest base, are left out.",
        f"{indicator.source}, {it.quarter.period.label}.",
        narrow=spread(points, ticks[:: 2 if len(ticks) > 4 else 1], *marks, is_narrow=True),
    )  # fmt: skip


def spread_finding(it: Beside, indicator: Indicator, values: list[float]) -> str:
    """Where the middle half of all authorities lies, and whether the authority is in it."""
    low, _, high = quantiles(values, n=4, method="inclusive")
    own = it.quarter.figure(indicator.id, it.place.authority_id)
    ends = (value_shown(indicator, low), value_shown(indicator, high))
    half = f"half of {len(values)} authorities lie between {without_unit(ends[0])} and {ends[1]}"
    if ends[0] == ends[1]:
        half = f"at least half of {len(values)} authorities are at {ends[0]}"
    if own.value is None or left_out(indicator, own):
        return f"{indicator.title}: {half}"
    where = "among them" if low <= own.value <= high else "below them" if own.value < low else "above them"
    return (
        f"{indicator.title}: {half}; {it.place.name} is {where}, at {without_unit(value_shown(indicator, own.value))}"
    )


def better_words(indicator: Indicator) -> str:
    """Which way is better, as a sentence."""
    if indicator.better is Better.NEUTRAL:
        return "Neither high nor low is better."
    return f"{indicator.better.label}."


def tick_words(indicator: Indicator, at: float) -> str:
    """A round value beside an axis, as short as can be."""
    unit = indicator.unit_at(Level.AUTHORITY)
    if indicator.id == "UR-06" or unit in (Unit.CATEGORY, Unit.GBP):
        return value_shown(indicator, at)
    before, after = ("£" if unit is Unit.GBP_PER_CHILD else ""), ("%" if unit is Unit.PERCENT else "")
    return f"{before}{at:,g}{after}"


def _ticks(values: list[float], indicator: Indicator) -> list[float]:
    if indicator.unit_at(Level.AUTHORITY) is Unit.CATEGORY:
        return [float(at) for at in range(int(min(values)), int(max(values)) + 1)]
    return round_ticks(min(values), max(values))


def _point(it: Beside, one: Authority, figure: Observed, indicator: Indicator) -> Placed:
    kind = "own" if one == it.place else "near" if one.authority_id in it.other_ids else "other"
    value = figure.value or 0.0
    return Placed(one.name, value, value_shown(indicator, value), kind)


def _england(it: Beside, indicator: Indicator) -> Mark | None:
    value = it.quarter.figure(indicator.id, ENGLAND).value if has_wide(indicator) else None
    return None if value is None else Mark("England", value, value_shown(indicator, value))


def _middle(it: Beside, indicator: Indicator) -> Mark | None:
    found = it.middles.get(indicator.id)
    return None if found is None else Mark(f"Middle of {it.whom}", found.value, value_shown(indicator, found.value))


def _spoken(marks: tuple[Mark | None, ...]) -> str:
    return " ".join(f"{mark.name}: {mark.words}." for mark in marks if mark)


def _compared(it: Beside, one: Authority) -> str:
    return "Itself" if one == it.place else "Yes" if one.authority_id in it.other_ids else ""


def _every(it: Beside, indicator: Indicator, every: dict[Authority, Observed], why: dict[Authority, str]) -> Markup:
    rows = [
        (link(a.name, f"/authority?code={a.address_code}"), shown(indicator, f), _compared(it, a), why[a].capitalize())
        for a, f in every.items()
    ]
    heads = ("Authority", indicator.title, f"One of {it.whom}", "Left out of the picture")
    made = table(heads, rows, f"{indicator.title}, every authority in alphabetical order", numeric=[1], is_stacked=True)
    used = {str(f.status) for f in every.values()} | {mark for f in every.values() for mark in f.flags}
    return joined([made, symbols_used(used)])


def _every_frame(
    it: Beside, indicator: Indicator, every: dict[Authority, Observed], why: dict[Authority, str]
) -> pl.DataFrame:
    rows = [
        (indicator.id, indicator.title, a.name, a.ons_code, f.value, str(f.status), f.flags, _compared(it, a), why[a])
        for a, f in every.items()
    ]
    names = ("indicator_id", "indicator", "authority", "ons_code", "value", "status", "flags", "compared", "left_out")
    types = {name: pl.Float64 if name == "value" else pl.String for name in names}
    return pl.DataFrame(rows, schema=types, orient="row")
