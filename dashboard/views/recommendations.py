"""Recommendations: what was answered, how far delivery has come, and what it changed. Three questions, kept apart."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import reads, reads_board
from dashboard.board_page import BoardPage
from dashboard.components import headline, no_access, provenance, show
from dashboard.components_returns import choose
from dashboard.figure import show_figure
from dashboard.formats import day
from dashboard.looked_at import day_looked_at
from dashboard.markup import download_link, joined, paragraph
from dashboard.quarter import Quarter, read_quarter
from dashboard.recommended import CHOICES, Standing, every_sentence, standings
from dashboard.scope import covers, readable
from dashboard.views.recommendations_one import one_page
from dashboard.views.recommendations_parts import actions_part, changes_of, every_one, indicators_part
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period
from schemas.recommendations import RECOMMENDATIONS, is_national
from schemas.recorded import Recommendation

PAGE = "Recommendations"
KINDS = {"": "All fourteen", "national": "The eight national", "local": "Solihull and Bradford"}
Editions = tuple[tuple[str, int], ...]


def page(viewer: Viewer) -> None:
    """The page, for whoever may read authorities."""
    if not readable(viewer).has_authorities:
        show(no_access(covers(viewer)))
        return
    top = st.container(key="opening")
    with st.container(key="controls-board"):
        left, right = st.columns(2)
        with left:
            kind = choose("Show", {**KINDS, **{str(one): one.label for one in RECOMMENDATIONS}}, "recommendation")
        with right:
            choice = choose("Actions", CHOICES, "actions")
    chosen, editions = settings(), reads_board.board_editions(viewer)
    known, scope_key = reads.version(viewer), readable(viewer).key
    made = _prepared(chosen.database_url, known, editions, day_looked_at(viewer), scope_key, kind, choice, viewer)
    with top:
        show(made.opening)
    if made.first:
        show(made.first)
    if made.picture:
        show_figure(made.picture)
    show(made.body)


@st.cache_resource(show_spinner=False, max_entries=64)
def _prepared(
    store: str,
    version: int,
    editions: Editions,
    today: date,
    scope_key: str,
    kind: str,
    choice: str,
    _viewer: Viewer,
) -> BoardPage:
    tracker, quarter = reads_board.tracker(_viewer), latest_quarter(_viewer)
    found = standings(tracker, today)
    if kind in KINDS:
        return _several(_of_kind(found, kind), choice, tracker, quarter)
    one = next(each for each in found if each.recommendation == Recommendation(kind))
    return one_page(one, choice, tracker, reads_board.meetings(_viewer), quarter, reads.is_illustrative(_viewer))


def latest_quarter(viewer: Viewer) -> Quarter | None:
    """The newest quarter that there are figures for; None before there are any."""
    quarters = reads.periods(viewer)
    return read_quarter(viewer, Period.parse(quarters[-1])) if quarters else None


def _of_kind(found: Sequence[Standing], kind: str) -> list[Standing]:
    return [one for one in found if not kind or is_national(one.recommendation) == (kind == "national")]


def _several(found: Sequence[Standing], choice: str, tracker: reads_board.Sheets, quarter: Quarter | None) -> BoardPage:
    today = found[0].on
    file = download_link("Download CSV", "/download/board/actions.csv", ": every action")
    about = provenance(f"As at {day(today)}", "Recommendations tracker", file)
    missing = "The recommendations tracker has not been loaded. Actions appear here when the department records them."
    parts = [] if tracker else [paragraph(missing)]
    parts += [every_one(found), actions_part(found, choice, changes_of(tracker))]
    parts += [indicators_part(quarter, found, today)] if quarter else []
    return BoardPage(joined([headline(PAGE, every_sentence(found)), about]), joined(parts))
