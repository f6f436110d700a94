"""Workforce: posts and vacancies by agency, the Act's four and the review's six, secondments, and where the shortfall is."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads
from dashboard.cells import beside_england
from dashboard.choices import choose_day, choose_quarter, find_authority
from dashboard.components import headline, show
from dashboard.figure import Figure, show_figure
from dashboard.marks import mark_key
from dashboard.markup import Markup, joined
from dashboard.openings import opening
from dashboard.quarter import Quarter, read_quarter
from dashboard.scope import readable
from dashboard.sentences_workforce import Workforce
from dashboard.sentences_workforce import workforce as sentence
from dashboard.views.workforce_members import CORE, MINIMUM, members_figure, members_heading
from dashboard.views.workforce_places import authorities_short, changes
from dashboard.views.workforce_posts import regions_figure, shares, vacancy_figure
from dashboard.views.workforce_terms import ending_figure, models_figure, site_figure
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period

OWN = ("ST-02", "ST-03", "ST-04", "ST-06", "ST-07", "ST-08", "CO-01", "CO-02")


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter for one scope, ready to show."""

    opening: Markup
    vacancies: Figure | None
    members: tuple[Figure, ...]
    regions: Figure | None
    terms: tuple[Figure, ...]
    models: Figure | None
    places: Markup
    changes: Markup


def page(viewer: Viewer) -> None:
    """Show the Workforce page."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
        find_authority(viewer, settings().day())
    if period is None:
        with top:
            show(headline("Workforce", "No return has been accepted yet."))
        return
    known = reads.version(viewer, (str(period), str(period.previous)))
    made = _prepared(settings().database_url, known, str(period), readable(viewer).key, viewer)
    with top:
        show(made.opening)
    if made.vacancies:
        show_figure(made.vacancies, mark_key(("disc", "England now"), ("ring", "Last quarter"), ("dot", "A region")))
    if made.members:
        show(members_heading())
        _side_by_side(made.members)
    if made.regions:
        show_figure(made.regions, mark_key(("disc", "The region"), ("ring", "England")))
    _side_by_side(made.terms)
    if made.models:
        show_figure(made.models)
    show(made.places, made.changes)


def _side_by_side(figures: tuple[Figure, ...]) -> None:
    for place, made in zip(st.columns(2, gap="large"), figures, strict=False):
        with place:
            show_figure(made)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    return Prepared(
        opening("Workforce", sentence(_counts(quarter)), quarter),
        vacancy_figure(quarter),
        tuple(made for it in (CORE, MINIMUM) if (made := members_figure(quarter, it))),
        regions_figure(quarter),
        tuple(made for made in (ending_figure(quarter), site_figure(quarter)) if made),
        models_figure(quarter),
        _places(quarter, _viewer),
        changes(quarter),
    )


def _places(quarter: Quarter, viewer: Viewer) -> Markup:
    """Where the shortfall is: to those who read authorities all of them, to an officer only their own."""
    scope = readable(viewer)
    if scope.has_authorities:
        return authorities_short(quarter)
    mine = [place for place in quarter.authorities if place.authority_id in scope.own]
    return joined(beside_england(quarter, place, OWN) for place in mine)


def _counts(quarter: Quarter) -> Workforce:
    vacant, core = quarter.figure("ST-02").value, quarter.figure("ST-03")
    known = shares(quarter)
    emptiest = max(known, key=lambda name: known[name], default="")
    return Workforce(
        vacant,
        emptiest.lower(),
        None if core.numerator is None else round(core.numerator),
        round(core.denominator or 0),
    )
