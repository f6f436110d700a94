"""Meeting mode: the agenda in large type, one item at a time; decisions and actions recorded against the view."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard import reads, reads_board
from dashboard.board_words import Row
from dashboard.choices import choose_quarter
from dashboard.components import headline, no_access, show
from dashboard.formats import day
from dashboard.looked_at import day_looked_at
from dashboard.looking import chosen
from dashboard.markup import Markup, joined, link, paragraph
from dashboard.openings import positioned
from dashboard.programmed import Programme
from dashboard.quarter import read_quarter
from dashboard.reads_exceptions import ranked
from dashboard.scope import covers, readable
from dashboard.views.meeting_parts import STEPS, agenda, step, turns
from dashboard.views.meeting_record import record_form
from etl.settings import settings
from schemas.access import Permission, Viewer
from schemas.bodies import Body
from schemas.periods import Period

PAGE = "Meeting"


@dataclass(frozen=True)
class Prepared:
    """One item of the agenda for one scope, ready to show."""

    opening: Markup
    body: Markup


def page(viewer: Viewer) -> None:
    """Show an item of a meeting's agenda, for whoever may read authorities."""
    if not readable(viewer).has_authorities:
        show(no_access(covers(viewer)))
        return
    on, editions = day_looked_at(viewer), reads_board.board_editions(viewer)
    meeting = _meeting(Programme(on, {}, reads_board.meetings(viewer)), st.query_params.get("meeting", ""))
    with st.container(key="meeting"):
        top = st.container(key="opening")
        if meeting is None:
            with top:
                show(headline(PAGE, "No meeting is in the record."), paragraph(link("Programme", "/programme")))
            return
        asked = st.query_params.get("step", "")
        code = asked if asked in STEPS else next(iter(STEPS))
        chosen("meeting", meeting["meeting_ref"])
        chosen("step", code)
        period = choose_quarter(viewer)
        if period is None:
            with top:
                show(headline(PAGE, "No return has been accepted yet."))
            return
        ref, store, known = meeting["meeting_ref"], settings().database_url, reads.version(viewer)
        made = _prepared(store, known, str(period), readable(viewer).key, code, ref, editions, on, viewer)
        with top:
            show(agenda(ref, period.label, code), made.opening)
        show(made.body, turns(ref, period.label, code))
        if viewer.may(Permission.KEEP_RECORDS):
            record_form(viewer, ref, STEPS[code])


def _meeting(one: Programme, asked: str) -> Row | None:
    """The meeting that the address names; else the next; else the last that was held."""
    found = next((row for row in one.meetings if row["meeting_ref"] == asked), None)
    return found or one.next_meeting or next(iter(one.meetings), None)


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(
    store: str,
    version: int,
    period: str,
    scope_key: str,
    code: str,
    meeting_ref: str,
    editions: tuple[tuple[str, int], ...],
    on: date,
    _viewer: Viewer,
) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    one = Programme(on, reads_board.plan(_viewer), reads_board.meetings(_viewer))
    meeting = next(row for row in one.meetings if row["meeting_ref"] == meeting_ref)
    made = step(code, quarter, ranked(_viewer, period), one, meeting_ref)
    title = f"{Body(meeting['body']).label}, {day(meeting['held_on'])}. {STEPS[code]}"
    return Prepared(joined([headline(title, made.sentence), positioned(quarter)]), made.body)
