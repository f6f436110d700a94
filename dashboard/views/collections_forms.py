"""What an analyst does with a collection: allow an authority more time, end that, alter the dates. Typed, then sent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import streamlit as st

from dashboard.components import banner, show
from dashboard.formats import day, short_day
from dashboard.markup import heading, paragraph
from dashboard.reads_collections import COLLECTION
from etl import collecting
from etl.collecting import Asked, NotPossible
from etl.settings import settings
from schemas.access import NotAllowed, Viewer
from schemas.authorities import authorities, authority
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.windows import SHUT, Allowance, AllowanceKind, Window

FORM_WIDTH = 760
_DONE, _ATTEMPT = "collections-done", "collections-attempt"
_ALLOWED = {
    AllowanceKind.EXTENSION: "Extend",
    AllowanceKind.REOPENING: "Re-open",
    AllowanceKind.WAIVER: "Ask for no return",
}
_WHY = f"Reason, in at least {LEAST_EXPLANATION} characters"


def show_allow(viewer: Viewer, spec: ReturnSpec, period: Period, found: Mapping[str, Window]) -> None:
    """The form for more time (an extension while the window is open, a re-opening after), or to ask for no return."""
    today = settings().day()
    show(heading("Allow an authority more time, or ask it for none"))
    _show_done("allow")
    with st.container(key="collections-allow", width=FORM_WIDTH):
        names = {place.authority_id: place.name for place in authorities(period.reference_date)}
        whose = str(st.selectbox("Authority", list(names), format_func=names.__getitem__, key="allow-authority"))
        standing = found.get(whose, found[COLLECTION]).on(today)
        is_shut = standing.state in SHUT
        more = AllowanceKind.REOPENING if is_shut else AllowanceKind.EXTENSION
        show(paragraph(f"{names[whose]}: {standing.sentence}.", kind="note"))
        kinds = [more, AllowanceKind.WAIVER]
        kind = st.radio("What to allow", kinds, format_func=_ALLOWED.__getitem__, horizontal=True, key="allow-kind")
        what = "Take the return until" if is_shut else "New due day"
        until = short(today)
        if kind is not AllowanceKind.WAIVER:
            until = _typed(f"{what}, for example {short(today + timedelta(days=14))}", "allow-until")
        reason = _typed(_WHY, "allow-reason")
        label = f"{_ALLOWED[kind]} {'of' if kind is AllowanceKind.WAIVER else 'for'} {names[whose]}"

        def send() -> str:
            asked = Asked(spec, period, whose, kind, read_day(until, what), reason)
            number = collecting.allow(viewer, asked, settings().now())
            till = "" if kind is AllowanceKind.WAIVER else f", until {day(asked.until_on)}"
            return f"{kind.label} {number}: {names[whose]}{till}. Its Returns page says so."

        _sent("allow", label, send)


def show_end(viewer: Viewer, held: Sequence[tuple[str, Allowance]]) -> None:
    """The form to end an extension or re-opening, if there is one."""
    if not held:
        return
    show(heading("End what is allowed"))
    _show_done("end")
    with st.container(key="collections-end", width=FORM_WIDTH):
        names = {a.number: f"{a.kind.label} {a.number}: {authority(whose).name}" for whose, a in held}
        number = int(
            st.selectbox("Which", list(names), format_func=names.__getitem__, key="collections-end-which") or 0
        )
        reason = _typed(_WHY, "end-reason")

        def send() -> str:
            collecting.end(viewer, number, reason, settings().now())
            return f"{names[number]}. Ended from today. What was sent meanwhile stays."

        _sent("end", "End it", send)


def show_dates(viewer: Viewer, spec: ReturnSpec, period: Period, dates: Window) -> None:
    """The form to alter when the collection opens, is due and closes."""
    show(heading("Alter the dates"))
    _show_done("dates")
    with st.container(key="collections-dates", width=FORM_WIDTH):
        key = f"{spec.code}-{period}"
        fields = {"Opens": dates.opens_on, "Due": dates.due_on, "Closes (cut-off)": dates.closes_on}
        columns = st.columns(3)
        typed = []
        for column, (label, on) in zip(columns, fields.items(), strict=True):
            with column:
                typed.append(_typed(label, f"dates-{label}-{key}", short(on)))
        reason = _typed(_WHY, f"dates-reason-{key}")

        def send() -> str:
            opens_on, due_on, closes_on = (read_day(text, name) for text, name in zip(typed, fields, strict=True))
            collecting.set_dates(viewer, spec, period, Window(opens_on, due_on, closes_on), reason, settings().now())
            return f"Opens {short_day(opens_on)}, due {short_day(due_on)}, closes {short_day(closes_on)}."

        _sent("dates", "Save the dates", send)


def short(on: date) -> str:
    """A day as it is typed: 31/3/2027."""
    return f"{on.day}/{on.month}/{on.year}"


def read_day(text: str, what: str) -> date:
    """A day as it was typed: 31/3/2027 or 2027-03-31.

    Raises:
        NotPossible: if it is no day; the sentence quotes it and says what to enter.
    """
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise NotPossible(f"{what}: you entered “{text}”. Enter a day such as 31/3/2027.")


def _typed(label: str, name: str, value: str = "") -> str:
    return str(st.text_input(label, value, max_chars=400, key=f"{name}-{st.session_state.get(_ATTEMPT, 0)}"))


def _sent(what: str, label: str, send: Callable[[], str]) -> None:
    """A button that sends what was typed; a refusal is said above it, and a success after the page has run again."""
    refusals = st.container()
    if not st.button(label, key=f"{what}-send"):
        return
    try:
        done = send()
    except (NotAllowed, NotPossible) as refusal:
        with refusals:
            show(banner("Not saved", str(refusal), "problem"))
        return
    st.session_state[_DONE] = (what, done)
    st.session_state[_ATTEMPT] = st.session_state.get(_ATTEMPT, 0) + 1
    st.rerun()


def _show_done(what: str) -> None:
    """What became of what was sent last from this form, said once."""
    if (done := st.session_state.get(_DONE)) and done[0] == what:
        show(banner("Saved", done[1], "sent"))
        del st.session_state[_DONE]
