"""Inspection: latest judgements with their age, the share good or better, visits, priority actions, intervention."""

from dataclasses import dataclass

import streamlit as st

from dashboard import reads, reads_inspection, reads_practice
from dashboard.choices import choose_day, choose_quarter, find_authority
from dashboard.components import headline, no_access, show
from dashboard.figure import Figure, show_figure
from dashboard.markup import Markup, joined
from dashboard.openings import positioned
from dashboard.quarter import read_quarter
from dashboard.scope import covers, readable
from dashboard.views.inspection_parts import (
    ages_figure,
    every_judgement,
    judged,
    judged_coverage,
    region_table,
    sentence,
    share_figure,
)
from dashboard.views.inspection_records import actions, interventions, joint, visits
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period

PAGE = "Inspection"


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter for one scope, ready to show."""

    opening: Markup
    ages: Figure | None
    every: Markup
    share: Figure | None
    body: Markup


def may_open(viewer: Viewer) -> bool:
    """Whether the page is there for someone: for whoever may read every authority's inspection figures."""
    scope = readable(viewer)
    return scope.has_authorities or scope.is_inspection


def page(viewer: Viewer) -> None:
    """Show the Inspection page."""
    if not may_open(viewer):
        show(no_access(covers(viewer)))
        return
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        choose_day(viewer, settings().day())
        find_authority(viewer, settings().day())
    if period is None:
        with top:
            show(headline(PAGE, "No judgement has been loaded yet."))
        return
    made = _prepared(
        settings().database_url, reads.version(viewer), str(period), readable(viewer).key,
        reads_inspection.inspection_editions(viewer), viewer,
    )  # fmt: skip
    with top:
        show(made.opening)
    if made.ages:
        show_figure(made.ages)
        show(made.every)
    if made.share:
        show_figure(made.share)
    show(made.body)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(
    store: str, version: int, period: str, scope_key: str, editions: tuple[tuple[str, int], ...], _viewer: Viewer
) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    found, on = judged(quarter), quarter.period.reference_date
    sheets = reads_inspection.inspection_rows(_viewer, on)
    parts = [part(sheets, on, _viewer) for part in (actions, interventions, joint, visits)]
    return Prepared(
        joined([headline(PAGE, sentence(found)), judged_coverage(found), positioned(quarter)]),
        ages_figure(found, quarter),
        every_judgement(found, _viewer),
        share_figure(reads_practice.recent(_viewer, ("IN-03",), period), quarter),
        joined([region_table(quarter), *parts]),
    )
