"""The picture and tables of one authority beside others."""

from collections.abc import Sequence

import polars as pl

from dashboard.beside import NEAR_POINTS, Beside, Row, has_wide
from dashboard.charts import Versus
from dashboard.charts import neighbours as neighbours_spec
from dashboard.components import flagged, symbols_used, table
from dashboard.figure import Figure, figure
from dashboard.formats import NOTHING, listed, number, percent
from dashboard.markup import Markup, Words, html, joined, link
from dashboard.origins import origins
from dashboard.quarter import Figure as Observed
from dashboard.quarter import Quarter
from dashboard.sentences import against_neighbours
from dashboard.shown import value_shown
from schemas.authorities import ENGLAND
from schemas.indicators_grammar import Indicator, Unit
from schemas.vocabulary import Level

DASH = html('<abbr title="no comparison exists">{dash}</abbr>', dash=NOTHING)


def beside_figure(it: Beside, ids: Sequence[str], title: str = "") -> Figure | None:
    """Percentages beside the middle of others, as a dumbbell; every indicator in its table. Not a ranking.

    None if there is no percentage that both have.
    """
    rows = it.rows(ids)
    drawn = [(row, made) for row in rows if (made := _versus(row))]
    if not drawn:
        return None
    name, versus = it.place.name, [made for _, made in drawn]
    said = "; ".join(f"{v.name}: {percent(v.own)}, middle of {it.whom} {percent(v.neighbours)}" for v in versus)
    sources = dict.fromkeys(row.indicator.source for row in rows)
    return figure(
        "neighbours",
        title or finding(it, [row for row, _ in drawn]),
        f"{name} (disc) and the middle of {it.whom} (ring). Not a ranking. A difference of {number(NEAR_POINTS)} points or less counts as close.",
        neighbours_spec(versus, name),
        f"Dumbbell chart. {said}. The same data is in the table below.",
        beside_table(it, rows),
        _frame(it, rows),
        f"beside-{it.place.ons_code}-{str(it.quarter.period).replace(' ', '-')}.csv",
        _worked_out(it),
        joined([f"{listed(list(sources))}. ", origins(it.quarter, it.place, [row.indicator.id for row in rows])]),
        narrow=neighbours_spec(versus, name, is_narrow=True),
    )


def finding(it: Beside, rows: Sequence[Row]) -> str:
    """On what the authority is ahead and behind most."""
    ahead, behind = ([_lower(r) for r in sorted(rows, key=_gap) if r.side == which] for which in (1, -1))
    return against_neighbours(it.place.name, ahead, behind, it.whom)


def _gap(row: Row) -> float:
    return -abs((row.own.value or 0) - (row.middle.value if row.middle else 0))


def _lower(row: Row) -> str:
    return row.name[0].lower() + row.name[1:]


def _versus(row: Row) -> Versus | None:
    if row.own.value is None or row.middle is None or row.indicator.unit_at(Level.AUTHORITY) is not Unit.PERCENT:
        return None
    return Versus(row.name, row.indicator.better.label.lower(), row.own.value, row.middle.value)


def _worked_out(it: Beside) -> str:
    middle = f"The middle (median) of the values of {it.whom}"
    if it.whom == "its neighbours":
        middle = "The middle (median) of the published values of its statistical neighbours in the 2025 model, where five or more have one"
    wide = "Region and England are sums over sums, not middles"
    return f"{middle}; how many have one stands beside it. {wide}; a dash where theirs would say something else. A year ago is {it.earlier.period.label}."


def beside_table(it: Beside, rows: Sequence[Row]) -> Markup:
    """Each indicator: now, the middle and of how many, its region, England, and a year ago."""
    cells = [
        (
            row.indicator.title,
            row.indicator.better.label,
            shown(row.indicator, row.own),
            _middle(it, row),
            _wide(row.indicator, row.region),
            _wide(row.indicator, row.england),
            shown(row.indicator, row.before),
        )
        for row in rows
    ]
    heads = ("Measure", "Better", it.place.name, f"Middle of {it.whom}", it.place.region_name, "England", "A year ago")
    used = {str(f.status) for row in rows for f in (row.own, row.before, row.region, row.england) if f}
    flags = {mark for row in rows for f in (row.own, row.before, row.region, row.england) if f for mark in f.flags}
    made = table(heads, cells, f"{it.place.name} beside {it.whom}, its region, England and itself a year ago", numeric=range(2, 7), is_stacked=True)  # fmt: skip
    return joined([made, symbols_used(used | flags)])


def shown(indicator: Indicator, figure: Observed) -> Markup:
    """A figure as people read it, with its symbols; a dash where nothing is known."""
    words: Words = "" if figure.value is None else value_shown(indicator, figure.value)
    return html('<span class="cpo-nowrap">{shown}</span>', shown=flagged(words, figure.status, figure.flags))


def _middle(it: Beside, row: Row) -> Markup:
    if row.middle is None:
        return DASH
    words = value_shown(row.indicator, row.middle.value)
    return html('<span class="cpo-nowrap">{words}</span> <span class="cpo-below">{count} of {all}</span>', words=words, count=row.middle.count, all=it.whose)  # fmt: skip


def _wide(indicator: Indicator, figure: Observed | None) -> Markup:
    return DASH if figure is None else shown(indicator, figure)


def _frame(it: Beside, rows: Sequence[Row]) -> pl.DataFrame:
    def value(figure: Observed | None) -> float | None:
        return None if figure is None else figure.value

    given = [
        (
            row.indicator.id, row.indicator.title, it.place.name, value(row.own), str(row.own.status),
            row.middle.value if row.middle else None, row.middle.count if row.middle else 0,
            value(row.region), value(row.england), value(row.before), has_wide(row.indicator),
        )
        for row in rows
    ]  # fmt: skip
    numbers = dict.fromkeys(("region_value", "england_value", "a_year_ago_value"), pl.Float64)
    types = {
        "indicator_id": pl.String, "indicator": pl.String, "authority": pl.String, "value": pl.Float64, "status": pl.String,
        "middle_value": pl.Float64, "middle_count": pl.Int64, **numbers, "is_wide_comparable": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(given, schema=types, orient="row")


def side_by_side(it: Beside, indicators: list[Indicator]) -> Markup:
    """Authorities in alphabetical order down, indicators across; below them the middle, the region and England."""
    places = sorted((it.place, *it.others), key=lambda a: a.name)

    def cells(quarter: Quarter, geography: str) -> list[Markup]:
        return [shown(i, quarter.figure(i.id, geography)) for i in indicators]

    rows: list[tuple[object, ...]] = [
        (link(a.name, f"/authority?code={a.address_code}"), *cells(it.quarter, a.authority_id)) for a in places
    ]
    middles = [it.middles.get(i.id) for i in indicators]
    found = [DASH if m is None else value_shown(i, m.value) for m, i in zip(middles, indicators, strict=True)]
    rows.append((f"Middle of {it.whom}", *found))
    for name, code in ((it.place.region_name, it.place.region_code), ("England", ENGLAND)):
        rows.append((name, *(shown(i, it.quarter.figure(i.id, code)) if has_wide(i) else DASH for i in indicators)))
    used = {str(it.quarter.figure(i.id, a.authority_id).status) for i in indicators for a in places}
    whose = [*(a.authority_id for a in places), it.place.region_code, ENGLAND]
    flags = {mark for i in indicators for id_ in whose for mark in it.quarter.figure(i.id, id_).flags}
    heads = ("Authority", *(i.title for i in indicators))
    made = table(heads, rows, "Authorities side by side, in alphabetical order", numeric=range(1, len(heads)))
    return joined([made, symbols_used(used | flags)])
