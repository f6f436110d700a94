"""Search: authorities, indicators, recommendations, pages and words, however roughly they are spelled."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from dashboard.components import headline, no_access, show
from dashboard.formats import counted, number
from dashboard.looking import chosen
from dashboard.markup import Markup, details, heading, html, joined, link, paragraph
from dashboard.scope import readable
from dashboard.search_box import LONGEST, QUERY, search_box
from dashboard.searching import Entry, Index, found, nearest
from dashboard.views.search_entries import GROUPS, index_for
from etl.settings import settings
from schemas.access import Viewer
from schemas.register_written import number as register_number

PAGE = "Search"
SHOWN = 6
_HINT = "Names, codes and short forms all do: Hull, BCP, 334, s47, ST-02. Spelling need not be right."


def page(viewer: Viewer, mine: Sequence[tuple[str, str]] = ()) -> None:
    """What is found of what the address asks for, in groups.

    Args:
        viewer: who searches; nothing is found that they may not know of.
        mine: the viewer's pages, as (title, address without its slash).
    """
    if not readable(viewer).is_national:
        show(no_access("Your account has no role in this service yet."))
        return
    text = " ".join(st.query_params.get(QUERY, "").split())[:LONGEST]
    chosen(QUERY, text)
    scope = readable(viewer).key
    index = _index(settings().database_url, register_number(), scope, tuple(mine), settings().day(), viewer)
    hits = found(index, text) if text else []
    near = nearest(index, text) if text and not hits else []
    with st.container(key="opening"):
        show(
            headline(PAGE, sentence(text, len(hits), near)),
            search_box(text, is_large=True),
            paragraph(_HINT, kind="note"),
        )
    show(results(hits or near))


@st.cache_resource(show_spinner=False, max_entries=48)
def _index(
    store: str, register: int, scope_key: str, mine: tuple[tuple[str, str], ...], today: date, _viewer: Viewer
) -> Index:
    made = index_for(_viewer, mine, today)
    # What is worked out of it once is worked out now, not at somebody's first search.
    found(made, "warming")
    nearest(made, "warming")
    return made


def sentence(text: str, count: int, near: Sequence[Entry]) -> str:
    """What a search came to."""
    if not text:
        return "Find an authority, an indicator, a recommendation, a page or a word."
    if count:
        return f"{counted(count, 'thing matches', 'things match', at_start=True)} “{text}”."
    if near:
        return f"Nothing is called “{text}”. The nearest is {near[0].title}."
    return f"Nothing is called “{text}”, or anything near it."


def results(hits: Sequence[Entry]) -> Markup:
    """What was found, group by group, the group of the likeliest first."""
    order = list(dict.fromkeys(hit.group for hit in hits))
    first = order[:1]
    groups = [*first, *(group for group in GROUPS if group in order and group not in first)]
    by_group = {
        name: list(some)
        for name, some in groupby(sorted(hits, key=lambda hit: groups.index(hit.group)), lambda hit: hit.group)
    }
    return joined(_group(name, by_group[name]) for name in groups)


def _group(name: str, hits: Sequence[Entry]) -> Markup:
    rest = hits[SHOWN:]
    more = [details(f"Show {number(len(rest))} more {name.lower()}", _list(rest))] if rest else []
    return joined([heading(f"{name} ({number(len(hits))})"), _list(hits[:SHOWN]), *more])


def _list(hits: Sequence[Entry]) -> Markup:
    lines = joined(
        html("<li>{link}{also}<span>{line}</span></li>", link=link(hit.title, hit.href), also=_also(hit), line=hit.line)
        for hit in hits
    )
    return html('<ul class="cpo-found">{lines}</ul>', lines=lines)


def _also(hit: Entry) -> Markup | None:
    if hit.also is None:
        return None
    return joined([" · ", link(hit.also[0], hit.also[1], f": {hit.title}")])
