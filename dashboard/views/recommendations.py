"""Recommendations: what was answered, how far delivery has come, and what it changed. Three questions, kept apart."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard import reads, reads_board
from dashboard.components import headline, no_access, provenance, show
from dashboard.components_returns import choose
from dashboard.formats import day
from dashboard.markup import Markup, download_link, joined, paragraph
from dashboard.quarter import Quarter, read_quarter
from dashboard.recommended import CHOICES, Standing, every_sentence, standings
from dashboard.scope import covers, readable
from dashboard.views.recommendations_one import one_page
from dashboard.views.recommendations_parts import actions_part, changes_of, every_one, indicators_part
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period
from schemas.recommendations import RECOMMENDATIONS, is_national
from schemas.recorded import Recommendation

PAGE = "Recommendations"
KINDS = {"": "All fourteen", "national": "The eight national", "local": "Solihull and Bradford"}


def page(viewer: Viewer) -> None:
    """The page, for whoever may read authorities."""
    if not readable(viewer).has_authorities:
        show(no_access(covers(viewer)))
        return
    top = st.container(key="opening")
    with st.container(key="controls-board"):
        left, right = st.columns(2)
        with left:
            kind = choose("Show", {**KINDS, **{str(one): one.label for one in RECOMMENDATIONS}}, "recommendation")
        with right:
            choice = choose("Actions", CHOICES, "actions")
    today = settings().day()
    tracker = reads_board.tracker(viewer)
    found = standings(tracker, today)
    quarter = latest_quarter(viewer)
    if kind in KINDS:
        _several(_of_kind(found, kind), choice, tracker, quarter, top)
    else:
        one = next(each for each in found if each.recommendation == Recommendation(kind))
        one_page(viewer, one, choice, quarter, top)


def latest_quarter(viewer: Viewer) -> Quarter | None:
    """The newest quarter that there are figures for; None before there are any."""
    quarters = reads.periods(viewer)
    return read_quarter(viewer, Period.parse(quarters[-1])) if quarters else None


def _of_kind(found: Sequence[Standing], kind: str) -> list[Standing]:
    return [one for one in found if not kind or is_national(one.recommendation) == (kind == "national")]


def _several(
    found: Sequence[Standing],
    choice: str,
    tracker: reads_board.Sheets,
    quarter: Quarter | None,
    top: st.delta_generator.DeltaGenerator,
) -> None:
    today = found[0].on
    with top:
        show(headline(PAGE, every_sentence(found)), position(today))
    if not any(one.actions for one in found):
        show(nothing_yet())
    show(every_one(found), actions_part(found, choice, changes_of(tracker)))
    if quarter:
        show(indicators_part(quarter, found, today))


def position(today: date) -> Markup:
    """The day that the page is as at, and its file."""
    return provenance(f"As at {day(today)}", "Recommendations tracker", download_link("Download CSV", "/download/board/actions.csv", ": every action"))  # fmt: skip


def nothing_yet() -> Markup:
    """What stands in place of actions before there is a tracker."""
    return joined([paragraph("The recommendations tracker has not been loaded. Actions appear here when the department records them.")])  # fmt: skip
