"""Rollout: where each authority stands, declared against evidenced, by region, who slipped, milestones across England."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import counts, reads
from dashboard.choices import choose_day, choose_quarter, find_authority
from dashboard.components import headline, show
from dashboard.figure import Figure, behind, marked_csv, show_figure, show_picture
from dashboard.looking import read_as
from dashboard.markup import Markup, heading, joined, paragraph
from dashboard.offered import offer
from dashboard.openings import opening
from dashboard.quarter import Quarter, read_quarter
from dashboard.reached import reached_figure, reached_key
from dashboard.scope import readable
from dashboard.sentences import rollout as sentence
from dashboard.sentences import slipped
from dashboard.slips import found_slips, slip_figure
from dashboard.stages_map import map_figure, map_key
from dashboard.views.rollout_areas import areas
from dashboard.views.rollout_tables import declared_ahead, every_authority, stage_by_region
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter for one scope, ready to show."""

    opening: Markup
    map: Figure
    beside: Markup
    regions: Markup
    slips: Figure | None
    reached: Figure | None
    all: Markup
    rows: pl.DataFrame


def page(viewer: Viewer) -> None:
    """Show the Rollout page."""
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
        find_authority(viewer, settings().day())
    if period is None:
        with top:
            show(headline("Rollout", "No return has been accepted yet."))
        return
    known = reads.version(viewer, (str(period), str(period.previous)))
    made = _prepared(settings().database_url, known, str(period), readable(viewer).key, viewer)
    with top:
        show(made.opening)
    _show_map(made)
    show(made.regions)
    if made.slips:
        show_figure(made.slips)
    else:
        show(heading(slipped(0)), paragraph("Every forecast received is within 30 days of last quarter's, or earlier."))
    if made.reached:
        show_figure(made.reached, reached_key())
    show(made.all)
    of = read_as()
    name = f"rollout-{str(period).replace(' ', '-')}.csv"
    offer("Download CSV: every authority", lambda: marked_csv(made.rows, of=of), name, "csv-all")


def _show_map(made: Prepared) -> None:
    show(heading(made.map.title, anchor="map", is_pinned=True), paragraph(made.map.subtitle, kind="sub"))
    left, right = st.columns([1.35, 1], gap="large")
    with left:
        show_picture(made.map)
    with right:
        show(made.beside)
    behind(made.map)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    now = reads.milestone_dates(_viewer, period)
    before = reads.milestone_dates(_viewer, str(quarter.period.previous))
    found = found_slips(quarter, now, before)
    counted = counts.rollout_counts(quarter)
    whole, rows = every_authority(quarter, now)
    return Prepared(
        opening("Rollout", sentence(counted, counts.lacked(quarter)), quarter),
        map_figure(quarter),
        _beside(quarter),
        joined([stage_by_region(quarter), areas(quarter)]),
        slip_figure(quarter, found),
        reached_figure(quarter, now, before),
        whole,
        rows,
    )


def _beside(quarter: Quarter) -> Markup:
    return joined([map_key(quarter), declared_ahead(quarter)])
