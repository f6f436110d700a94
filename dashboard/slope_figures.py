"""One indicator since a year ago: an authority, the middle of others, its region and England."""

import polars as pl

from dashboard.beside import Beside, has_wide
from dashboard.charts import Sloped, slope
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import change, counted
from dashboard.markup import Markup
from dashboard.shown import value_shown, without_unit
from dashboard.spread_figures import better_words, left_out
from schemas.authorities import ENGLAND
from schemas.indicators_grammar import Indicator, Unit
from schemas.vocabulary import Level

_CHANGE_UNITS = {Unit.PERCENT: "points", Unit.DAYS: "days", Unit.MONTHS: "months"}


def slope_figure(it: Beside, indicator: Indicator) -> Figure | None:
    """The authority, the middle, region and England a year ago and now; the others as thin lines. None without both."""
    own = _sloped(it, indicator, it.place.name, it.place.authority_id, "own")
    if own is None:
        return None
    wide = [(it.place.region_name, it.place.region_code), ("England", ENGLAND)] if has_wide(indicator) else []
    lines = [own, _middle_sloped(it, indicator), *(_sloped(it, indicator, name, code, "wide") for name, code in wide)]
    lines += [_sloped(it, indicator, one.name, one.authority_id, "other") for one in it.others]
    drawn = [line for line in lines if line]
    thin = sum(line.kind == "other" for line in drawn)
    then, now = it.earlier.period.label, it.quarter.period.label
    others = f" Thin lines are {counted(thin, 'of', 'of')} {it.whom}." if thin else ""
    return figure(
        "since-a-year-ago",
        slope_finding(it, indicator, own),
        f"From {then} to {now}. {better_words(indicator)}{others}",
        slope(drawn, then, now),
        f"Slope chart. {' '.join(f'{line.name}: {line.before_words}, then {line.now_words}.' for line in drawn if line.kind != 'other')} The same data is in the table below.",
        _slopes_table(it, indicator, drawn),
        pl.DataFrame([(indicator.id, x.name, x.before, x.now) for x in drawn], schema=_SLOPES, orient="row"),
        f"since-a-year-ago-{indicator.id}-{str(it.quarter.period).replace(' ', '-')}.csv",
        "The same quarter a year before, as it is known in what you are looking at. Whoever has no figure in either quarter has no line.",
        f"{indicator.source}, {then} and {now}.",
        narrow=slope(drawn, then, now, is_narrow=True),
    )  # fmt: skip


_SLOPES = {"indicator_id": pl.String, "name": pl.String, "a_year_ago_value": pl.Float64, "value": pl.Float64}


def slope_finding(it: Beside, indicator: Indicator, own: Sloped) -> str:
    """What became of the authority's figure in a year."""
    if own.before_words == own.now_words:
        return f"{indicator.title}: {it.place.name} is where it was a year ago, at {own.now_words}"
    return f"{indicator.title}: {it.place.name} went from {without_unit(own.before_words)} to {own.now_words} in a year, {_change(indicator, own)}"


def _change(indicator: Indicator, line: Sloped) -> str:
    unit = _CHANGE_UNITS.get(indicator.unit_at(Level.AUTHORITY), "")
    return change(line.now, line.before, indicator.better, places=indicator.dp, unit=unit)


def _sloped(it: Beside, indicator: Indicator, name: str, place: str, kind: str) -> Sloped | None:
    now, before = it.quarter.figure(indicator.id, place), it.earlier.figure(indicator.id, place)
    if now.value is None or before.value is None or left_out(indicator, now) or left_out(indicator, before):
        return None
    words = value_shown(indicator, before.value), value_shown(indicator, now.value)
    return Sloped(name, before.value, now.value, *words, kind)


def _middle_sloped(it: Beside, indicator: Indicator) -> Sloped | None:
    now, before = it.middles.get(indicator.id), it.middles_before.get(indicator.id)
    if now is None or before is None:
        return None
    words = value_shown(indicator, before.value), value_shown(indicator, now.value)
    return Sloped(f"Middle of {it.whom}", before.value, now.value, *words, "middle")


def _slopes_table(it: Beside, indicator: Indicator, lines: list[Sloped]) -> Markup:
    places = sorted((x for x in lines if x.kind in ("own", "other")), key=lambda x: x.name)
    rows = [
        (x.name, x.before_words, x.now_words, _change(indicator, x))
        for x in (*places, *(x for x in lines if x.kind in ("middle", "wide")))
    ]
    heads = ("Authority", it.earlier.period.label, it.quarter.period.label, "Change")
    return table(heads, rows, f"{indicator.title}, a year ago and now", numeric=[1, 2], is_stacked=True)
