"""Alerts: what a person asked to be told of by mail, a form to ask for more, and a button to end each."""

from contextlib import suppress
from datetime import datetime
from math import isfinite

import streamlit as st

from dashboard import reads_alerts
from dashboard.components import banner, headline, no_access, show
from dashboard.components_returns import choose
from dashboard.formats import counted
from dashboard.markup import heading, paragraph
from dashboard.scope import covers, readable
from etl.alerting import Asked, NotPossible, end_alert, set_alert
from etl.settings import settings
from schemas.access import NotAllowed, Viewer
from schemas.tables_alerts import CROSSINGS, AlertKind

PAGE = "Alerts"
_SAID = "alerts-said"


def page(viewer: Viewer) -> None:
    """Show one's own alerts, and the form for another."""
    if not readable(viewer).is_national:
        show(no_access(covers(viewer)))
        return
    mine = reads_alerts.own_alerts(viewer)
    with st.container(key="opening"):
        show(
            headline(PAGE, sentence(len(mine))),
            paragraph(
                "A mail is sent once for each thing that happens, within the hour, with a link and no figures. "
                "It tells nothing that you may not read, and nothing of a release before its moment.",
                kind="note",
            ),
        )
    if said := st.session_state.pop(_SAID, None):
        show(banner(*said))
    if viewer.is_past:
        show(paragraph("You look at the past, where nothing can be changed. Go back to the newest to set an alert."))
        return
    _form(viewer)
    _list(viewer, mine)


def sentence(count: int) -> str:
    """The page's finding."""
    return f"You have {counted(count, 'alert')}." if count else "You have no alerts. Set one below."


def _form(viewer: Viewer) -> None:
    show(heading("Set an alert"))
    kind = AlertKind(choose("Tell me when", reads_alerts.kinds(viewer), "kind"))
    with st.form("alert", border=False):
        asked = _asked(viewer, kind)
        is_asked = st.form_submit_button("Set this alert", type="primary")
    if is_asked:
        _done(viewer, asked, settings().now())


def _asked(viewer: Viewer, kind: AlertKind) -> Asked:
    if kind is AlertKind.OVERDUE:
        return Asked(kind, geography=_pick("Whose", reads_alerts.owed_places(viewer), "place"))
    if kind not in CROSSINGS:
        return Asked(kind)
    indicator_id = _pick("Indicator", reads_alerts.indicators(viewer), "indicator")
    place = _pick("Place", reads_alerts.places(viewer), "place")
    number = st.text_input("Number, in the indicator’s own unit", key="alert-number", max_chars=20)
    return Asked(kind, indicator_id, place, parsed(number))


def parsed(text: str) -> float | None:
    """A number as people type it: "20", "1,290", "20%" or "£1,000"; None if it is none."""
    with suppress(ValueError):
        number = float(text.replace(",", "").strip().removeprefix("£").removesuffix("%"))
        return number if isfinite(number) else None
    return None


def _pick(label: str, options: dict[str, str], name: str) -> str:
    """A choice that begins at what the address names."""
    asked = st.query_params.get(name, "")
    at = list(options).index(asked) if asked in options else 0
    return str(st.selectbox(label, list(options), at, format_func=options.__getitem__, key=f"alert-{name}-{asked}"))


def _done(viewer: Viewer, asked: Asked, now: datetime) -> None:
    try:
        set_alert(viewer, asked, now)
        st.session_state[_SAID] = ("Alert set", "It begins now.", "sent")
    except (NotAllowed, NotPossible) as refused:
        st.session_state[_SAID] = ("Nothing was set", str(refused), "problem")
    st.rerun()


def _list(viewer: Viewer, mine: list[reads_alerts.Own]) -> None:
    if not mine:
        return
    show(heading("Your alerts"))
    for one in mine:
        with st.container(key=f"alert-{one.number}", horizontal=True, vertical_alignment="center"):
            show(paragraph(f"{one.number}. {one.words}"))
            if st.button(f"End alert {one.number}", key=f"end-alert-{one.number}"):
                _ended(viewer, one)


def _ended(viewer: Viewer, one: reads_alerts.Own) -> None:
    try:
        end_alert(viewer, one.number, settings().now())
        st.session_state[_SAID] = ("Alert ended", f"You are no longer told: {one.words}.", "sent")
    except NotAllowed as refused:
        st.session_state[_SAID] = ("Nothing was ended", str(refused), "problem")
    st.rerun()
