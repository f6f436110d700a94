"""Practice: rated measures first as trends with limits; then, after a rule, neutral volumes as funnels."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads, reads_practice
from dashboard.choices import choose_day, choose_quarter
from dashboard.components import headline, no_access, show
from dashboard.components_returns import choose
from dashboard.figure import Figure, show_figure
from dashboard.funnel_figures import funnel_figure
from dashboard.funnels import VOLUMES, Volume, outside_words, volume
from dashboard.markup import Markup, paragraph
from dashboard.openings import opening
from dashboard.quarter import read_quarter
from dashboard.scope import covers, readable
from dashboard.trends import trends_of
from dashboard.views.practice_parts import (
    MEASURES,
    rated_table,
    regions_figure,
    sentence,
    trends_figure,
    volumes_lead,
    volumes_table,
)
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import authorities
from schemas.periods import Period

NOBODY_NAMED = "No one"


@dataclass(frozen=True)
class Prepared:
    """The first part of the page of one quarter for one scope, ready to show."""

    opening: Markup
    trends: Figure
    rated: Markup


def page(viewer: Viewer) -> None:
    """Show the Practice page, to those who may read authorities."""
    if not readable(viewer).has_authorities:
        show(no_access(covers(viewer)))
        return
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
    if period is None:
        with top:
            show(headline("Practice", "No return has been accepted yet."))
        return
    asked = (settings().database_url, reads.version(viewer), str(period), readable(viewer).key)
    made = _prepared(*asked, viewer)
    with top:
        show(made.opening)
    show_figure(made.trends)
    show(made.rated)
    with st.container(key="controls-region"):
        left, _ = st.columns(2)
        with left:
            measure = choose("Measure by region", MEASURES, "measure")
    if regional := _regional(*asked, measure, viewer):
        show_figure(regional)
    _volumes(viewer, period, asked)


def _volumes(viewer: Viewer, period: Period, asked: tuple[str, int, str, str]) -> None:
    show(volumes_lead())
    names = {"": NOBODY_NAMED} | {a.ons_code: a.name for a in authorities(period.reference_date)}
    with st.container(key="controls-volume", horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = choose("Volume", VOLUMES, "volume")
        named = choose("Name an authority", names, "name")
    found = _found(*asked, viewer)
    drawn = _funnel(*asked, chosen, named, viewer)
    if drawn is None:
        show(paragraph("There are too few figures for limits. A funnel needs ten authorities."))
    else:
        made, words = drawn
        show_figure(made, paragraph(words))
    show(volumes_table(found))


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    trends = trends_of(reads_practice.recent(_viewer, tuple(MEASURES), period), MEASURES)
    first = opening("Practice", sentence(trends, quarter), quarter)
    return Prepared(first, trends_figure(trends, quarter), rated_table(trends, quarter))


@st.cache_resource(show_spinner=False, max_entries=96)
def _regional(store: str, version: int, period: str, scope_key: str, measure: str, _viewer: Viewer) -> Figure | None:
    rows = reads_practice.recent(_viewer, (measure,), period)
    return regions_figure(rows, measure, read_quarter(_viewer, Period.parse(period)))


@st.cache_resource(show_spinner=False, max_entries=48)
def _found(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> tuple[Volume, ...]:
    quarter = read_quarter(_viewer, Period.parse(period))
    made = (volume(quarter, id_, reads_practice.funnel_limits(_viewer, id_, period)) for id_ in VOLUMES)
    return tuple(one for one in made if one is not None)


@st.cache_resource(show_spinner=False, max_entries=192)
def _funnel(
    store: str, version: int, period: str, scope_key: str, volume_id: str, named: str, _viewer: Viewer
) -> tuple[Figure, str] | None:
    found = _found(store, version, period, scope_key, _viewer)
    it = next((one for one in found if one.indicator.id == volume_id), None)
    if it is None:
        return None
    own = next((one for one in it.places if one.place.ons_code == named), None) if named else None
    return funnel_figure(it, own, is_every=True), outside_words(it)
