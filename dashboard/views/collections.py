"""Collections: when a return is taken, who is allowed more time, who would be reminded, and what was sent. For DfE analysts."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import reads_collections
from dashboard.components import headline, no_access, provenance, show, table
from dashboard.components_returns import choose
from dashboard.formats import counted, day, short_day
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, download_link, link, paragraph
from dashboard.scope import covers
from dashboard.views import collections_forms as forms
from dashboard.views import collections_reminders as reminders
from dashboard.views.returns_task import QUARTERS, returns_href
from dashboard.views.returns_words import lowered
from schemas.access import Permission, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.windows import Allowance, AllowanceKind, Window, WindowState

PAGE = "Collections"
AHEAD = 2


def page(viewer: Viewer) -> None:
    """The page, for whoever may manage collections."""
    if not viewer.holds(Permission.MANAGE_COLLECTIONS):
        show(no_access(covers(viewer)))
        return
    today = day_looked_at(viewer)
    top = st.container()
    spec, period = _chosen(Period.latest_ended(today))
    found = reads_collections.windows(viewer, spec.code, str(period))
    dates = found[reads_collections.COLLECTION]
    with top:
        owed = reads_collections.roster(viewer, spec.code, str(period), today)
        show(headline(f"{PAGE} · {spec.title} · {period.label}", sentence(spec, period, dates, owed, today)))
        show(provenance(dates.on(today).sentence, link("Back to returns", returns_href(spec, period)), calendar_link()))
    show(_allowed(found, today))
    if viewer.is_past:
        reminders.show_outbox(viewer)
        return
    reminders.show_due(viewer)
    reminders.show_outbox(viewer)
    forms.show_allow(viewer, spec, period, found)
    forms.show_end(viewer, _held(found))
    forms.show_dates(viewer, spec, period, dates)


def sentence(spec: ReturnSpec, period: Period, dates: Window, owed: pl.DataFrame, today: date) -> str:
    """Who still owes the return, or that it has not opened: the page's answer."""
    if dates.on(today).state is WindowState.NOT_OPEN:
        return f"The {lowered(spec.title)} for {period.label} opens on {day(dates.opens_on)}."
    count = owed["is_owed"].sum()
    verb = "owes" if count == 1 else "owe"
    return f"{count or 'None'} of {owed.height} authorities still {verb} the {lowered(spec.title)} for {period.label}."


def _chosen(newest: Period) -> tuple[ReturnSpec, Period]:
    quarters = {str(p): p.label for p in (newest.shifted(step) for step in range(AHEAD, -QUARTERS, -1))}
    st.session_state.setdefault("choose-quarter", str(newest))
    with st.container(key="controls-collections"):
        left, right = st.columns(2)
        with left:
            code = choose("Return", {spec.code: spec.title for spec in RETURNS.values()}, "return")
        with right:
            quarter = choose("Quarter", quarters, "quarter")
    return RETURNS[code], Period.parse(quarter)


def _held(found: dict[str, Window]) -> list[tuple[str, Allowance]]:
    """What is allowed and not ended, with whose it is, newest first."""
    held = [(whose, allowance) for whose, window in found.items() for allowance in window.allowances]
    return sorted(((w, a) for w, a in held if a.ended_on is None), key=lambda one: -one[1].number)


def _allowed(found: dict[str, Window], today: date) -> Markup:
    every = [(whose, allowance) for whose, window in found.items() for allowance in window.allowances]
    if not every:
        return paragraph("No authority is allowed more time or asked for none.", kind="note")
    rows = [_row(whose, a, a.holds_on(today)) for whose, a in sorted(every, key=lambda one: -one[1].number)]
    headings = ("Authority", "What", "Until", "Reason", "State")
    caption = f"{counted(len(rows), 'extension or re-opening', 'extensions and re-openings')}"
    return table(headings, rows, caption, is_stacked=True, is_caption_shown=True)


def _row(whose: str, allowance: Allowance, is_held: bool) -> tuple[object, ...]:
    ended = f"Ended {short_day(allowance.ended_on)}" if allowance.ended_on else "Expired"
    is_waived = allowance.kind is AllowanceKind.WAIVER
    until = "" if is_waived else short_day(allowance.due_on or allowance.expires_on)
    what = f"{allowance.kind.label} {allowance.number}"
    return authority(whose).name, what, until, allowance.reason, "In force" if is_held else ended


def calendar_link() -> Markup:
    """The way to the dates of the viewer's returns as a calendar file."""
    return download_link("Calendar file", "/download/calendar.ics", "of the dates of returns")


def collections_link(viewer: Viewer, spec: ReturnSpec, period: Period) -> Markup:
    """The way to this page from Returns, for who may manage collections."""
    if not viewer.holds(Permission.MANAGE_COLLECTIONS):
        return Markup("")
    href = f"/collections?return={spec.code}&quarter={str(period).replace(' ', '+')}"
    return paragraph(link("Dates, extensions and reminders", href), kind="note")
