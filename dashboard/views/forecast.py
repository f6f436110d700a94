"""Forecast: when England is likely to be operational, how that is worked out, how well it has done, and what drives it."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads
from dashboard.choices import choose_day, choose_quarter
from dashboard.components import headline as opening_line
from dashboard.components import show
from dashboard.components_returns import choose
from dashboard.figure import Figure, show_figure
from dashboard.forecast_figures import range_key, score_figure
from dashboard.forecast_parts import drivers, groups, method
from dashboard.forecast_words import TOO_LITTLE, done, headline
from dashboard.lines import LINES, national_picture, shown_counts
from dashboard.markup import Markup, heading, joined, paragraph
from dashboard.openings import national_coverage, positioned
from dashboard.quarter import read_quarter
from dashboard.reads_forecast import ahead
from dashboard.scope import readable
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period
from schemas.programme import Milestone

NAME = "Forecast"
_MILESTONES = {"full": Milestone.M17, "initial": Milestone.M16}


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter and milestone for one scope, ready to show."""

    opening: Markup
    picture: Figure | None
    score: Figure | None
    score_words: str
    body: Markup


def page(viewer: Viewer) -> None:
    """Show the forecast."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        asked = choose("Forecast of", {code: each.label for code, each in _MILESTONES.items()}, "milestone")
        choose_day(viewer, settings().day())
    with top:
        if period is None:
            show(opening_line(NAME, "No return has been accepted yet."))
            return
        made = _prepared(
            settings().database_url, reads.version(viewer), str(period), readable(viewer).key, asked, viewer
        )
        show(made.opening)
    if made.picture:
        show_figure(made.picture)
    if made.score:
        show_figure(made.score, range_key("Everyone’s own dates", "What happened"))
    else:
        show(heading("How well past forecasts did"), paragraph(made.score_words))
    show(made.body)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(store: str, version: int, period: str, scope_key: str, asked: str, _viewer: Viewer) -> Prepared:
    quarter, found = read_quarter(_viewer, Period.parse(period)), ahead(_viewer, period)
    milestone = _MILESTONES[asked]
    made, score = found.get(milestone, (None, None))
    picture = national_picture(quarter, reads.series(_viewer, LINES), found)
    sentence = headline(milestone, made, shown_counts(quarter, milestone, made) if made else ())
    parts = [method(made)]
    if made and readable(_viewer).has_authorities:
        parts = [groups(quarter, made), drivers(quarter, made, reads.milestone_dates(_viewer, period)), *parts]
    return Prepared(
        joined([opening_line(NAME, sentence), national_coverage(quarter), positioned(quarter)]),
        picture,
        score_figure(score, milestone, made.total, quarter.period) if score and made else None,
        TOO_LITTLE if made is None else done(score),
        joined(parts),
    )
