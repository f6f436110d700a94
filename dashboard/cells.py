"""Cells of tables of England and its regions: a figure as people read it, with its symbols, leading to where it comes from."""

from collections.abc import Callable, Sequence

from dashboard.components import flagged, symbols_used, table
from dashboard.formats import change, number
from dashboard.headlines import address
from dashboard.linked import value_of
from dashboard.markup import Markup, Words, heading, html, joined, link, paragraph
from dashboard.origin import origin_address
from dashboard.quarter import Figure, Quarter
from schemas.authorities import ENGLAND, Authority, regions
from schemas.indicators import INDICATORS
from schemas.vocabulary import Better, ValueStatus

SYMBOLS = ("c", "x", "z", "u", "low", "e")
_DASH = html('<abbr title="no comparison exists">—</abbr>')


def places() -> list[tuple[str, str]]:
    """The regions and then England, as (code, name)."""
    return [*regions().items(), (ENGLAND, "England")]


def cell(
    quarter: Quarter, indicator_id: str, place: str, words: Callable[[Figure], str], breakdown: str = ""
) -> Markup:
    """A figure of a place that leads to where it comes from; its symbol where there is no value.

    Args:
        words: the figure as people read it; called only where there is a value.
    """
    one = quarter.figure(indicator_id, place, breakdown)
    shown = flagged("" if one.value is None else words(one), one.status, one.flags)
    if one.due is None:
        return shown
    title = f"{INDICATORS[indicator_id].title}: where this comes from"
    return link(shown, origin_address(indicator_id, place, quarter.period, breakdown), title)


def plain(one: Figure, words: Callable[[float], str]) -> str:
    """A figure as text for a picture: its value in words and the mark of what is estimated, or its symbol."""
    if one.value is None:
        return f"[{one.status}]"
    return f"{words(one.value)}{' [e]' if one.is_estimated else ''}"


def symbols(quarter: Quarter, keys: Sequence[tuple[str, str, str]]) -> Markup:
    """The words of the symbols that some figures have; keys are (indicator, place, breakdown)."""
    figures = [quarter.figure(*key) for key in keys]
    used = {str(one.status) for one in figures if one.status is not ValueStatus.OK}
    return symbols_used({*used, *(mark for one in figures for mark in one.flags)})


Moved = tuple[str, str, str, Callable[[Figure], float | None], int, str]


def moved(quarter: Quarter, given: Sequence[Moved], caption: str) -> Markup:
    """What some of England's figures were last quarter, are now, and how that differs in words.

    Args:
        given: for each its name, indicator, breakdown, what of the figure is meant, decimals, and the unit as "%", "£m" or "".
        caption: what the table is.
    """
    rows = [_moved(quarter, *one) for one in given]
    return table(("Measure", "Last quarter", "Now", "Change"), rows, caption, numeric=[1, 2], is_stacked=True)


def _moved(
    quarter: Quarter,
    name: str,
    id_: str,
    breakdown: str,
    part: Callable[[Figure], float | None],
    places_: int,
    unit: str,
) -> tuple[Words, ...]:
    was, now = quarter.figure_before(id_, ENGLAND, breakdown), quarter.figure(id_, ENGLAND, breakdown)
    before, after = part(was), part(now)
    words: Words = _DASH
    if before is not None and after is not None:
        words = _changed(after, before, INDICATORS[id_].better, places_, unit)
    shown = cell(quarter, id_, ENGLAND, lambda one: _worded(part(one), places_, unit), breakdown)
    earlier = _DASH if before is None else flagged(_worded(before, places_, unit), was.status, was.flags)
    return (link(name, address(id_)), earlier, shown, words)


def _changed(after: float, before: float, better: Better, places_: int, unit: str) -> str:
    if unit != "£m":
        return change(after, before, better, places=places_, unit="points" if unit == "%" else "")
    # That money was paid or spent since April says nothing good or bad by itself: only shares are judged.
    way, *size = change(after, before, Better.NEUTRAL, places=places_).split()
    return f"{way} £{size[0]}m" if way in ("up", "down") else "no change"


def _worded(value: float | None, places_: int, unit: str) -> str:
    if value is None:
        return ""
    return f"£{number(value, places_)}m" if unit == "£m" else f"{number(value, places_)}{unit}"


def beside_england(quarter: Quarter, place: Authority, ids: Sequence[str]) -> Markup:
    """One's own authority beside England, for a reader who sees no other."""
    keys = [(id_, where, "") for id_ in ids for where in (place.authority_id, ENGLAND)]
    rows = [
        (
            link(INDICATORS[id_].title, address(id_)),
            value_of(quarter, id_, place.authority_id),
            value_of(quarter, id_),
        )
        for id_ in ids
    ]
    return joined(
        [
            heading(f"{place.name} beside England", anchor="own", is_pinned=True),
            table(("Indicator", place.name, "England"), rows, f"{place.name} beside England", is_stacked=True),
            symbols(quarter, keys),
            paragraph(link(f"See everything about {place.name}", f"/authority?code={place.address_code}")),
        ]
    )
