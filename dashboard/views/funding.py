"""Funding: start-up money from allocation to forecast, what is secured for next year, and figures that do not agree."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads
from dashboard.cells import beside_england
from dashboard.choices import choose_day, choose_quarter, find_authority
from dashboard.components import headline, show
from dashboard.figure import Figure, show_figure
from dashboard.markup import Markup, joined
from dashboard.openings import opening
from dashboard.quarter import Quarter, read_quarter
from dashboard.scope import readable
from dashboard.sentences_funding import funding as sentence
from dashboard.views.funding_against import against, changes
from dashboard.views.funding_flow import by_region, flow_figure, money
from dashboard.views.funding_next import cover_figure, next_year_figure, partners_figure, year_after
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period

OWN = ("FU-01", "FU-02", "FU-03", "FU-04", "FU-05", "FU-06")


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter for one scope, ready to show."""

    opening: Markup
    flow: Figure | None
    regions: Markup
    next_year: tuple[Figure, ...]
    cover: Figure | None
    foot: Markup


def page(viewer: Viewer) -> None:
    """Show the Funding page."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
        find_authority(viewer, settings().day())
    if period is None:
        with top:
            show(headline("Funding", "No return has been accepted yet."))
        return
    known = reads.version(viewer, (str(period), str(period.previous)))
    made = _prepared(settings().database_url, known, str(period), readable(viewer).key, viewer)
    with top:
        show(made.opening)
    if made.flow:
        show_figure(made.flow)
    show(made.regions)
    for place, figure in zip(st.columns(2, gap="large"), made.next_year, strict=False):
        with place:
            show_figure(figure)
    if made.cover:
        show_figure(made.cover)
    show(made.foot)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    return Prepared(
        opening("Funding", sentence(money(quarter), year_after(quarter)), quarter, "FU-06"),
        flow_figure(quarter),
        by_region(quarter),
        tuple(made for made in (next_year_figure(quarter), partners_figure(quarter)) if made),
        cover_figure(quarter),
        joined([_places(quarter, _viewer), changes(quarter)]),
    )


def _places(quarter: Quarter, viewer: Viewer) -> Markup:
    """Contradictions: to those who read authorities of all of them, to an officer of their own beside England."""
    scope, period = readable(viewer), str(quarter.period)
    grants, dates = reads.grants(viewer, period), reads.milestone_dates(viewer, period)
    if scope.has_authorities:
        return against(quarter, grants, dates, is_every=True)
    mine = [place for place in quarter.authorities if place.authority_id in scope.own]
    found = against(quarter, grants, dates, is_every=False) if mine else Markup("")
    return joined([*(beside_england(quarter, place, OWN) for place in mine), found])
