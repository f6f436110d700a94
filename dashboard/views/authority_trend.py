"""One figure over time on an authority's page, on the map of its day or on today's, with breaks marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import reads, reads_series
from dashboard.charts import Break, Over, over_time
from dashboard.components import flagged, show, symbols_used, table
from dashboard.figure import Figure, figure, show_figure
from dashboard.formats import day, number, percent, short_day
from dashboard.looking import chosen
from dashboard.markup import Markup, download_link, joined, link, paragraph
from dashboard.scope import readable
from dashboard.shown import value_shown
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority
from schemas.context import CONTEXT, ContextMeasure
from schemas.continuity import View, has_views, moves
from schemas.indicators import INDICATORS, Indicator
from schemas.periods import Period
from schemas.place_series import is_added, moved_words, place_series
from schemas.vocabulary import Level

FIRST, FIRST_OF_ENDED, VIEW, TREND = "UR-01", "in_need", "view", "trend"
_WORKED_OUT = {
    View.AS_PUBLISHED: "Each authority's figures as they were published, for as long as it existed. After a change of boundary the "
    "first figure is marked [b]: it cannot be compared with those before.",
    View.TODAY: "Whole authorities that merged are added up, if each has a figure, and marked [e]. An authority that was split ends: "
    "its children are never shared out. Old and new together are one line, the footprint. Where part of an area "
    "moved, there is no line across the change. Rates are worked out from the sums.",
}


@dataclass(frozen=True)
class Choice:
    """What may be shown over time: an indicator by quarter, or a published statistic by year."""

    code: str
    title: str
    of: Indicator | ContextMeasure

    def words(self, value: float) -> str:
        """A value as people read it."""
        if isinstance(self.of, Indicator):
            return value_shown(self.of, value)
        plain = {"%": percent, "children": number}
        if self.of.unit in plain:
            return plain[self.of.unit](value)
        return f"£{number(value)}" if self.of.unit.startswith("£") else number(value, 1)


def choices() -> dict[str, Choice]:
    """Everything that may be chosen, by its code: indicators that authorities have, then published statistics."""
    ids = [i for i in INDICATORS.values() if not i.is_supporting and Level.AUTHORITY in i.levels]
    every = [Choice(i.id, f"{i.id} {i.title}", i) for i in ids if i.numerator is not None or i.published]
    every += [Choice(m.code, f"{m.title}{'' if m.unit in ('%', 'children') else f', {m.unit}'}, by year", m) for m in CONTEXT]  # fmt: skip
    return {choice.code: choice for choice in every}


def trend(viewer: Viewer, place: Authority, today: date) -> None:
    """Show one figure over time, with the choice of figure and, where the area has changed, of the map."""
    known = choices()
    first = FIRST if place.is_in_force(today) else FIRST_OF_ENDED
    with st.container(key="trend-controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        code = _chosen("Over time", TREND, {c: known[c].title for c in known}, first, place)
        view = View.AS_PUBLISHED
        if has_views(place.authority_id, today) and readable(viewer).has_authorities:
            named = {str(each): each.label for each in View}
            view = View(_chosen("Boundaries", VIEW, named, str(View.AS_PUBLISHED), place))
    made = _prepared(
        settings().database_url, reads.version(viewer), readable(viewer).key, place.authority_id, code, str(view), today, viewer
    )  # fmt: skip
    if made is None:
        show(paragraph(f"No figure of {place.name} is known for this. Choose another."))
    else:
        show_figure(made)
    if has_views(place.authority_id, today):
        href = f"/download/authority/{place.address_code}.csv?view={view}"
        show(paragraph(download_link(f"Download every indicator, {view.label.lower()} (CSV)", href), kind="small"))


def _chosen(label: str, name: str, options: dict[str, str], otherwise: str, place: Authority) -> str:
    """A choice that stands in the address under a name; what is not among the options is as if nothing were said."""
    asked = st.query_params.get(name, otherwise)
    asked = asked if asked in options else otherwise
    chosen(name, asked)
    key = f"{name}-{place.authority_id}-{asked}"

    def keep() -> None:
        st.query_params[name] = st.session_state[key]

    codes, at = list(options), list(options).index(asked)
    shown: dict[str, Any] = {"format_func": options.__getitem__, "key": key, "on_change": keep}
    if name == VIEW:
        return str(st.radio(label, codes, at, horizontal=True, **shown))
    return str(st.selectbox(label, codes, at, width=520, **shown))


@st.cache_resource(show_spinner=False, max_entries=256)
def _prepared(
    store: str, version: int, scope_key: str, authority_id: str, code: str, view: str, today: date, _viewer: Viewer
) -> Figure | None:
    choice = choices()[code]
    if isinstance(choice.of, Indicator):
        rows = reads_series.quarterly(_viewer, authority_id, code)
        may_add, factor, dp = is_added(choice.of), choice.of.scale, choice.of.dp
    else:
        rows = reads_series.yearly(_viewer, authority_id, code)
        may_add, factor, dp = rows["numerator"].is_not_null().any(), choice.of.per_children or 1, 1
    found = place_series(rows, authority_id, View(view), is_added=may_add, factor=factor, dp=dp)
    return trend_figure(found, choice, authority_id, View(view), today)


def trend_figure(found: pl.DataFrame, choice: Choice, authority_id: str, view: View, today: date) -> Figure | None:
    """The picture of a series; None if there is not one value in it.

    Args:
        found: as `schemas.place_series.place_series` gives it.
        choice: what it is of.
        authority_id: whose page it is on.
        view: on which map.
        today: the day that decides what has happened.
    """
    valued = found.filter(pl.col("value").is_not_null())
    if valued.is_empty():
        return None
    lines = [
        _line(rows, choice)
        for rows in found.partition_by("line", maintain_order=True)
        if rows["value"].is_not_null().any()
    ]
    breaks = _breaks(authority_id, found)
    is_choice = has_views(authority_id, today)
    named = f"{view.label}. " if is_choice else ""
    happened = moved_words(authority_id, today)
    source = "Published statistics." if isinstance(choice.of, ContextMeasure) else f"{choice.of.source}."
    return figure(
        "over-time",
        _finding(lines, choice),
        f"{named}{_span(found)}{f' {happened}' if happened else ''}",
        over_time(lines, breaks),
        f"Line chart. {'. '.join(_spoken(line) for line in lines)}.{_spoken_breaks(breaks, found)} The same data is in the table below.",
        _table(found, choice),
        found.with_columns(pl.lit(str(view)).alias("view"), pl.lit(choice.code).alias("measure")),
        f"over-time-{authority_id}-{choice.code}-{view}.csv",
        _WORKED_OUT[view],
        joined([source, " ", link("Symbols", "/definitions?part=symbols")]),
        narrow=over_time(lines, breaks, is_narrow=True),
    )  # fmt: skip


def _line(rows: pl.DataFrame, choice: Choice) -> Over:
    points = rows.sort("reference_on").select("reference_on", "value").iter_rows()
    return Over(rows["line"][0], [(on, v, "" if v is None else choice.words(v)) for on, v in points])


def _breaks(authority_id: str, found: pl.DataFrame) -> list[Break]:
    """The days on which the areas of the lines changed, once each."""
    days = {c.changed_on for i in {authority_id, *found["authority_id"].drop_nulls()} for c in moves(i)}
    return [Break(on, f"Boundary change, {short_day(on)}") for on in sorted(days)]


def _finding(lines: Sequence[Over], choice: Choice) -> str:
    first = lines[0]
    known = [(on, words) for on, value, words in first.points if value is not None]
    title = choice.title.removeprefix(f"{choice.code} ").removesuffix(", by year")
    (began, before), (last, now) = known[0], known[-1]
    if began == last:
        return f"{title}, {first.name}: {now} at {day(last)}"
    return f"{title}, {first.name}: {now} at {day(last)}, {before} at {day(began)}"


def _span(found: pl.DataFrame) -> str:
    days: list[date] = found["reference_on"].to_list()
    return f"From {day(min(days))} to {day(max(days))}."


def _spoken(line: Over) -> str:
    return f"{line.name}: {', '.join(f'{words} at {short_day(on)}' for on, value, words in line.points if value is not None)}"  # fmt: skip


def _spoken_breaks(breaks: Sequence[Break], found: pl.DataFrame) -> str:
    days: list[date] = found["reference_on"].to_list()
    inside = [one for one in breaks if days and min(days) <= one.on <= max(days)]
    return "".join(f" {one.label}." for one in inside)


def _table(found: pl.DataFrame, choice: Choice) -> Markup:
    """A row for each date, newest first, a column for each line, and what happened."""
    names = found["line"].unique(maintain_order=True).to_list()
    cells = {(row["reference_on"], row["line"]): row for row in found.iter_rows(named=True)}
    days = sorted({on for on, _ in cells}, reverse=True)
    rows = [
        (
            _period(next(cells[key]["period"] for key in cells if key[0] == on), choice),
            *(_cell(cells.get((on, name)), choice.words) for name in names),
            " ".join(dict.fromkeys(note for name in names if (note := cells.get((on, name), {}).get("note")))),
        )
        for on in days
    ]  # fmt: skip
    heads = ("Period", *names, "Breaks and sums")
    shown = table(heads, rows, "The same figures over time", numeric=range(1, len(names) + 1), is_stacked=True)
    used = {*found["status"].unique(), *(mark for flags in found["flags"].unique() for mark in flags)}
    return joined([shown, symbols_used(used)])


def _period(text: str, choice: Choice) -> str:
    return Period.parse(text).label if isinstance(choice.of, Indicator) else text


def _cell(row: dict[str, Any] | None, words: Callable[[float], str]) -> Markup | str:
    if row is None:
        return ""
    return flagged("" if row["value"] is None else words(row["value"]), row["status"], row["flags"])
