"""Overview: are we on track, what is needed, where not, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import counts, reads, reads_board, reads_commentary
from dashboard.choices import choose_day, choose_quarter, find_authority
from dashboard.components import headline, show, tiles
from dashboard.figure import Figure, show_figure
from dashboard.headlines import headline_tiles
from dashboard.lines import LINES, national_picture
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, columns, heading, joined, paragraph
from dashboard.openings import opening
from dashboard.programmed import Programme
from dashboard.quarter import Key, Quarter, read_quarter
from dashboard.reads_commentary import Said
from dashboard.reads_exceptions import ranked
from dashboard.reads_forecast import ahead
from dashboard.scope import readable
from dashboard.sentences import overview as sentence
from dashboard.views.overview_parts import changed, needed, picked_out, rated
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter for one scope, ready to show."""

    opening: Markup
    needed: Markup
    body: Markup


def page(viewer: Viewer) -> None:
    """Show the Overview."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
        find_authority(viewer, settings().day())
    if period is None:
        with top:
            show(
                headline("Overview", "No return has been accepted yet."), paragraph("Figures appear here when one is.")
            )
        return
    store, scope_key = settings().database_url, readable(viewer).key
    known = reads.version(viewer)  # how long an exception has lasted is told by every quarter
    said = tuple(reads_commentary.said(viewer, str(period)).items())
    met, on = reads_board.board_editions(viewer), day_looked_at(viewer)
    made = _prepared(store, known, str(period), scope_key, said, met, on, viewer)
    picture = _picture(store, known, str(period), scope_key, viewer)
    with top:
        show(made.opening)
    with st.container(key="beside"):
        right, left = st.columns([1, 2.1], gap="large")
    with right:
        show(made.needed)
    with left:
        if picture:
            show_figure(picture)
    show(made.body)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(
    store: str,
    version: int,
    period: str,
    scope_key: str,
    said: tuple[tuple[Key, Said], ...],
    met: tuple[tuple[str, int], ...],
    on: date,
    _viewer: Viewer,
) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    return Prepared(
        opening("Overview", sentence(counts.rollout_counts(quarter)), quarter),
        needed(quarter),
        _body(quarter, _viewer, dict(said), on),
    )


@st.cache_resource(show_spinner=False, max_entries=48)
def _picture(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Figure | None:
    """The one part of the page that every quarter's figures go into."""
    quarter, history = read_quarter(_viewer, Period.parse(period)), reads.series(_viewer, LINES)
    return national_picture(quarter, history, ahead(_viewer, period))


def _body(quarter: Quarter, viewer: Viewer, said: Mapping[Key, Said], on: date) -> Markup:
    nine = headline_tiles(quarter, said)
    parts = [
        heading("Nine headline indicators", anchor="indicators", is_pinned=True),
        paragraph(rated(nine), kind="sub"),
        tiles(nine),
    ]
    if quarter.values("UR-01") and readable(viewer).has_authorities:
        answers = Programme(on, {}, reads_board.meetings(viewer)).answers
        chosen = picked_out(ranked(viewer, str(quarter.period)), answers, quarter.period)
        parts.append(columns(chosen, changed(quarter), kind="wide-narrow"))
    else:
        parts.append(changed(quarter))
    return joined(parts)
