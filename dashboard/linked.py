"""Indicators that bear on something else, as a table: each leads to its definition, its figure to where it comes from."""

from collections.abc import Sequence

from dashboard.components import flagged, symbols_used, table, tag
from dashboard.formats import value_words
from dashboard.headlines import address
from dashboard.markup import Markup, Words, details, joined, link
from dashboard.origin import origin_address
from dashboard.quarter import Quarter
from schemas.authorities import ENGLAND
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Aggregation
from schemas.vocabulary import Level, Rag

SHOWN = 8
SPREAD = "Not one figure"
_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN)


def linked(quarter: Quarter, ids: Sequence[str], caption: str, place: str = ENGLAND) -> Markup:
    """Some indicators with the latest value that the viewer may see, for England or one authority.

    Where there are many, those rated worst come first and the rest stand behind a fold.
    """
    shown = sorted(ids, key=lambda id_: _place(quarter, id_, place)) if len(ids) > SHOWN else list(ids)
    headings = ("Indicator", "Authority" if place != ENGLAND else "England", "Rating")
    rows = [(_title(id_), value_of(quarter, id_, place), tag(quarter.figure(id_, place).rag)) for id_ in shown]
    parts = [table(headings, rows[:SHOWN], caption, is_stacked=True)]
    if rows[SHOWN:]:
        more = f"Show {len(rows) - SHOWN} more indicators"
        parts.append(details(more, table(headings, rows[SHOWN:], f"{caption}: the others", is_stacked=True)))
    figures = [quarter.figure(id_, place) for id_ in ids]
    used = {str(one.status) for one in figures} | {mark for one in figures for mark in one.flags}
    return joined([*parts, symbols_used(used)])


def _place(quarter: Quarter, id_: str, place: str) -> int:
    rag = quarter.figure(id_, place).rag
    return _FIRST.index(rag) if rag in _FIRST else len(_FIRST)


def _title(id_: str) -> Markup:
    return link(INDICATORS[id_].title, address(id_))


def value_of(quarter: Quarter, id_: str, place: str = ENGLAND) -> Words:
    """A figure as people read it, leading to where it comes from; its symbol if there is none.

    Authorities' stages and ratings, and shares that always add up to all, have no one figure for England.
    """
    indicator, figure = INDICATORS[id_], quarter.figure(id_, place)
    level = Level.ENGLAND if place == ENGLAND else Level.AUTHORITY
    is_spread = indicator.aggregation is Aggregation.DISTRIBUTION and level is Level.ENGLAND
    is_mix = indicator.breakdown is not None and indicator.breakdown.is_of_whole and figure.value == 100
    if (is_spread and figure.value is None) or is_mix:
        return link(SPREAD, address(id_), f": {indicator.title}")
    if figure.value is None:
        return flagged("", figure.status, figure.flags)
    words = value_words(indicator, figure.value, level)
    shown = link(words, origin_address(id_, place, quarter.period), f": where {indicator.title} comes from")
    return flagged(shown, figure.status, figure.flags)
