"""Programme: what is overdue, the timeline, the plan by department, meetings, the eight questions, the two bodies."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import reads, reads_board
from dashboard.components import headline, no_access, provenance, show
from dashboard.figure import Figure, show_figure
from dashboard.formats import day
from dashboard.looked_at import day_looked_at
from dashboard.marks import mark_key
from dashboard.markup import Markup, columns, joined
from dashboard.programmed import Programme, sentence
from dashboard.scope import covers, readable
from dashboard.timeline import timeline_figure
from dashboard.views.programme_meetings import answers_part, arising_part, bodies_part, decisions_part, next_part
from dashboard.views.programme_parts import overdue_part, plan_part, questions_part, steps_part, waiting_part
from dashboard.views.recommendations import latest_quarter
from etl.settings import settings
from schemas.access import Viewer

PAGE = "Programme and Board"


@dataclass(frozen=True)
class Prepared:
    """The page of one day for one scope, ready to show."""

    opening: Markup
    timeline: Figure
    body: Markup


def page(viewer: Viewer) -> None:
    """The page, for whoever may read authorities."""
    if not readable(viewer).has_authorities:
        show(no_access(covers(viewer)))
        return
    chosen, editions = settings(), reads_board.board_editions(viewer)
    version, scope_key = reads.version(viewer), readable(viewer).key
    made = _prepared(chosen.database_url, version, editions, day_looked_at(viewer), scope_key, viewer)
    show(made.opening)
    show_figure(made.timeline, mark_key(("disc", "Happened"), ("diamond", "Expected")))
    show(made.body)


@st.cache_resource(show_spinner=False, max_entries=16)
def _prepared(
    store: str,
    version: int,
    editions: tuple[tuple[str, int], ...],
    today: date,
    scope_key: str,
    _viewer: Viewer,
) -> Prepared:
    one = Programme(today, reads_board.plan(_viewer), reads_board.meetings(_viewer))
    about = provenance(f"As at {day(today)}", "Implementation plan; meetings and decisions")
    first = columns(overdue_part(one), next_part(one), kind="wide-narrow")
    parts = [plan_part(one), waiting_part(one), steps_part(one)]
    parts += [answers_part(one), arising_part(one), decisions_part(one)]
    parts += [questions_part(latest_quarter(_viewer)), bodies_part(today)]
    return Prepared(joined([headline(PAGE, sentence(one)), about, first]), timeline_figure(today), joined(parts))
