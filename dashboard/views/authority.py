"""Authority: one authority's figures beside its neighbours, its milestones, money, inspection and returns."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads, reads_commentary, reads_returns
from dashboard.answerable import answerable
from dashboard.beside import FIRST
from dashboard.beside_figures import beside_figure
from dashboard.choices import choose_authority, choose_day, choose_quarter
from dashboard.compared import compared, quarters_of
from dashboard.components import show
from dashboard.figure import Figure, show_figure
from dashboard.markup import Markup, columns, joined, link, paragraph
from dashboard.quarter import read_quarter
from dashboard.reads_commentary import Said
from dashboard.scope import readable
from dashboard.views.authority_context import context
from dashboard.views.authority_ended import ended
from dashboard.views.authority_figures import milestone_key, milestones_figure, money_figure
from dashboard.views.authority_forecast import outlook
from dashboard.views.authority_funnel import volume_beside
from dashboard.views.authority_parts import indicator_table, inspection, opening, returns_history, stage_summary
from dashboard.views.authority_passed import passed
from dashboard.views.authority_trend import trend
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority
from schemas.authorities import authority as registered
from schemas.periods import Period


@dataclass(frozen=True)
class Prepared:
    """The page of one authority and quarter for one scope, ready to show."""

    opening: Markup
    top: Markup
    milestones: Figure | None
    money: Figure | None
    neighbours: Figure | None
    foot: Markup


def page(viewer: Viewer) -> None:
    """Show an authority's page, to those who may see that authority; to others what a page that is not there shows."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        place = choose_authority(viewer, settings().day())
        period = choose_quarter(viewer) if place else None
        if place:
            choose_day(viewer, settings().day())
    with top:
        asked = answerable(viewer, place, period, "Authority")
        if isinstance(asked, Markup):
            show(asked)
            return
        place, period = asked
        made = _prepared(
            settings().database_url,
            reads.version(viewer, quarters_of(period)),
            str(period),
            readable(viewer).key,
            place.authority_id,
            reads.accepted(viewer, place.authority_id, str(period)),
            _said(viewer, place, period),
            viewer,
        )
        show(made.opening)
    _body(made, viewer, place, period)


def _said(viewer: Viewer, place: Authority, period: Period) -> tuple[tuple[str, Said], ...]:
    """What was said about the authority's figures of a quarter, by indicator."""
    every = reads_commentary.said(viewer, str(period))
    whose = place.authority_id
    return tuple((id_, one) for (id_, geography, part), one in every.items() if geography == whose and not part)


def _body(made: Prepared, viewer: Viewer, place: Authority, period: Period) -> None:
    if made.top:
        show(made.top)
    trend(viewer, place, settings().day())
    if made.milestones:
        show_figure(made.milestones, milestone_key())
    outlook(viewer, place, period)
    if made.money or made.neighbours:
        left, right = st.columns(2, gap="large")
        with left:
            if made.money:
                show_figure(made.money)
        with right:
            if made.neighbours:
                show_figure(made.neighbours)
                show(_more(place))
    if (published := reads.context(viewer, place.authority_id)).height:
        show(context(published, place.name))
    if moved := passed(viewer, place):
        show(moved)
    sent = returns_history(reads_returns.submission_history(viewer, place.authority_id), viewer)
    volume_beside(viewer, place, period, made.foot, sent)


def _more(place: Authority) -> Markup:
    """Where to compare further."""
    here = f"/compare?code={place.address_code}"
    ways = [link("Compare by other indicators", here), link("Why each neighbour is one", f"{here}#why")]
    ways.append(link("Be told when a figure here crosses a number", f"/alerts?kind=above&place={place.authority_id}"))
    return paragraph(joined(ways, " · "), kind="small")


@st.cache_resource(show_spinner=False, max_entries=256)
def _prepared(
    store: str,
    version: int,
    period: str,
    scope_key: str,
    authority_id: str,
    accepted: tuple[int, ...],
    said: tuple[tuple[str, Said], ...],
    _viewer: Viewer,
) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    place = next((a for a in quarter.authorities if a.authority_id == authority_id), None)
    if place is None:
        return Prepared(ended(registered(authority_id), quarter.period), Markup(""), None, None, None, Markup(""))
    middle = reads.neighbours(_viewer, authority_id, period)
    dates = reads.milestones(_viewer, authority_id, period)
    return Prepared(
        opening(quarter, place, dates),
        columns(indicator_table(quarter, place, middle, dict(said)), stage_summary(quarter, place), kind="wide-narrow"),
        milestones_figure(quarter, place, dates),
        money_figure(quarter, place, reads.contributions(_viewer, authority_id, period)),
        beside_figure(compared(_viewer, place, quarter.period), FIRST),
        inspection(quarter, place),
    )
