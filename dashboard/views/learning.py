"""Learning: how soon serious incidents are notified and reviewed, for England alone; never rated by place, never ranked."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads, reads_practice
from dashboard.choices import choose_day, choose_quarter
from dashboard.components import headline, no_access, show
from dashboard.figure import Figure, show_figure
from dashboard.markup import Markup, joined, paragraph
from dashboard.openings import positioned
from dashboard.quarter import read_quarter
from dashboard.scope import covers, readable
from dashboard.trends import trends_of
from dashboard.views.inspection import may_open
from dashboard.views.learning_parts import (
    MEASURES,
    VOLUME,
    known_and_not,
    measures_table,
    notified,
    panel_coverage,
    sentence,
    timeliness_figure,
)
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period

PAGE = "Learning"


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter for one scope, ready to show."""

    opening: Markup
    picture: Figure | None
    body: Markup


def page(viewer: Viewer) -> None:
    """Show the Learning page, to the Board, the department and the inspectorates, who keep the Panel's counts."""
    if not may_open(viewer):
        show(no_access(covers(viewer)))
        return
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
    if period is None:
        with top:
            show(headline(PAGE, "The Panel's counts have not been loaded yet."))
        return
    made = _prepared(settings().database_url, reads.version(viewer), str(period), readable(viewer).key, viewer)
    with top:
        show(made.opening)
    if made.picture:
        show_figure(made.picture)
    else:
        show(paragraph("There is no figure to draw for this quarter."))
    show(made.body)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    rows = reads_practice.recent(_viewer, (*MEASURES, VOLUME), period)
    trends = trends_of(rows, MEASURES)
    return Prepared(
        joined([headline(PAGE, sentence(quarter)), panel_coverage(quarter), positioned(quarter)]),
        timeliness_figure(trends, quarter),
        joined([measures_table(trends, quarter), notified(rows, quarter), known_and_not(trends, quarter)]),
    )
