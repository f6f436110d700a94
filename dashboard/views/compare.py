"""Compare: an authority beside its neighbours, its region, England, others of one's own choice, and itself a year ago."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import reads
from dashboard.alike import neighbours_table
from dashboard.answerable import answerable
from dashboard.beside import Beside
from dashboard.beside_figures import beside_figure, beside_table, side_by_side
from dashboard.choices import choose_authority, choose_day, choose_quarter
from dashboard.compare_words import sentence
from dashboard.compared import CHOSEN, compared, quarters_of
from dashboard.components import headline, show
from dashboard.figure import Figure, show_figure
from dashboard.markup import Markup, heading, joined, link, paragraph
from dashboard.openings import national_coverage, positioned
from dashboard.reads_compare import alike
from dashboard.scope import readable
from dashboard.slope_figures import slope_figure
from dashboard.spread_figures import spread_figure
from dashboard.views.authority_ended import ended
from dashboard.views.compare_controls import Chosen, choose_beside, choose_one, choose_set
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority, authorities
from schemas.indicators import INDICATORS
from schemas.periods import Period

PAGE = "Compare"
_OWN_ONLY = (
    "Other authorities' figures are not shown to an authority, nor its to them. The middle of neighbours is, where five or "
    "more have a figure."
)


@dataclass(frozen=True)
class Prepared:
    """A comparison by several indicators, ready to show."""

    opening: Markup
    beside: Figure | None
    tables: Markup
    why: Markup


def page(viewer: Viewer) -> None:
    """The page, for whoever may see an authority."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        place = choose_authority(viewer, settings().day())
        period = choose_quarter(viewer) if place else None
        beside = choose_beside(may_others=readable(viewer).has_authorities) if place else ""
        if place:
            choose_day(viewer, settings().day())
    asked = answerable(viewer, place, period, PAGE)
    if not isinstance(asked, Markup) and not asked[0].is_in_force(asked[1].reference_date):
        asked = ended(*asked)
    if isinstance(asked, Markup):
        with top:
            show(asked)
        return
    place, period = asked
    with st.container(key="controls-set"):
        chosen = choose_set(period, place, authorities(period.reference_date), beside)
    _body(viewer, place, period, chosen, top)


def _body(viewer: Viewer, place: Authority, period: Period, chosen: Chosen, top: DeltaGenerator) -> None:
    keys = (settings().database_url, reads.version(viewer, quarters_of(period)), str(period), readable(viewer).key)
    made = _prepared(*keys, place.authority_id, chosen, viewer)
    with top:
        show(made.opening)
    if made.beside:
        show_figure(made.beside)
    show(made.tables)
    with st.container(key="controls-one"):
        one = choose_one(chosen.indicator_ids)
    spread, slope = _closely(*keys, place.authority_id, chosen.beside, chosen.with_ids, one, viewer)
    for figure in (spread, slope):
        if figure:
            show_figure(figure)
    if not slope:
        show(paragraph("No change since a year ago is shown: one of the two figures is missing."))
    show(made.why)


@st.cache_resource(show_spinner=False, max_entries=192)
def _prepared(
    store: str, version: int, period: str, scope_key: str, authority_id: str, chosen: Chosen, _viewer: Viewer
) -> Prepared:
    it, may_others = (
        _compared(_viewer, period, authority_id, chosen.beside, chosen.with_ids),
        readable(_viewer).has_authorities,
    )
    indicators = [INDICATORS[id_] for id_ in chosen.indicator_ids]
    rows = it.rows(chosen.indicator_ids)
    lead = paragraph(
        "In alphabetical order; not a ranking. Each name leads to its page." if may_others else _OWN_ONLY, kind="sub"
    )
    if chosen.beside == CHOSEN and not it.others:
        lead = paragraph("Choose authorities above to see them here.", kind="sub")
    side = [heading("Side by side", anchor="side-by-side", is_pinned=True), lead, side_by_side(it, indicators)]
    found = beside_figure(it, chosen.indicator_ids)
    first = [] if found else [heading("Beside the others"), beside_table(it, rows)]
    return Prepared(
        joined([headline(f"{PAGE}: {it.place.name}", sentence(it, rows)), national_coverage(it.quarter), positioned(it.quarter), _page(it)]),
        found,
        joined([*first, *side]),
        neighbours_table(it.place, alike(_viewer, authority_id, period), may_read_others=may_others),
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=256)
def _closely(
    store: str,
    version: int,
    period: str,
    scope_key: str,
    authority_id: str,
    beside: str,
    with_ids: tuple[str, ...],
    indicator_id: str,
    _viewer: Viewer,
) -> tuple[Figure | None, Figure | None]:
    it = _compared(_viewer, period, authority_id, beside, with_ids)
    return spread_figure(it, INDICATORS[indicator_id]), slope_figure(it, INDICATORS[indicator_id])


def _compared(viewer: Viewer, period: str, authority_id: str, beside: str, with_ids: tuple[str, ...]) -> Beside:
    quarter = Period.parse(period)
    place = next(a for a in authorities(quarter.reference_date) if a.authority_id == authority_id)
    return compared(viewer, place, quarter, beside, with_ids)


def _page(it: Beside) -> Markup:
    href = f"/authority?code={it.place.address_code}"
    return paragraph(link(f"{it.place.name}'s own page", href), kind="note")
