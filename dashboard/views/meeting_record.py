"""What a meeting decides or asks for, recorded with the view that is before it, among the Board's own records."""

from collections.abc import Mapping
from datetime import date, datetime

import streamlit as st

from dashboard import reads_records
from dashboard.components import banner, show
from dashboard.components_returns import choose
from dashboard.looking import pinned
from dashboard.markup import heading, paragraph
from etl.amending import Edit, amend
from etl.settings import settings
from schemas.access import NotAllowed, Viewer
from schemas.issues import Unreadable
from schemas.recorded import OwnerRole
from schemas.sources.meetings import MEETINGS, Arising
from schemas.vocabulary import Verdict

_SAID, _TRIES = "meeting-said", "meeting-tries"
_KINDS = {"decision": "A decision", "action": "An action"}


def record_form(viewer: Viewer, meeting_ref: str, item: str) -> None:
    """The short form: a decision, or an action with its one owner and date.

    Args:
        meeting_ref: the meeting that decides or asks.
        item: the item of the agenda that is before it, for the words of the edition.
    """
    show(heading("Record", anchor="record"))
    if said := st.session_state.pop(_SAID, None):
        show(banner(*said))
    with st.container(key="record-kind"):
        kind = choose("What was agreed", _KINDS, "record")
    tries = st.session_state.setdefault(_TRIES, 0)
    with st.form(f"meeting-{kind}-{tries}", border=False):
        typed = _decision(tries) if kind == "decision" else _action(tries, settings().day())
        show(paragraph("The view that is shown now is kept with it. Name no person.", kind="small"))
        is_asked = st.form_submit_button("Record it", type="primary")
    if is_asked:
        _recorded(viewer, kind, {**typed, "meeting_ref": meeting_ref, "view": pinned("content")}, item, settings().now())  # fmt: skip


def _decision(tries: int) -> dict[str, str]:
    words = st.text_input("Decision, in one sentence", key=f"meeting-decision-{tries}", max_chars=300)
    return {"decision": words, "recommendation": ""}


def _action(tries: int, today: date) -> dict[str, str]:
    words = st.text_input("Action, in one sentence", key=f"meeting-action-{tries}", max_chars=300)
    role = st.selectbox("Owner’s role", list(OwnerRole), format_func=lambda one: one.label, key=f"meeting-role-{tries}")
    body = st.text_input("Owner’s organisation", key=f"meeting-body-{tries}", max_chars=120)
    due = st.date_input("Due", None, min_value=today, format="DD/MM/YYYY", key=f"meeting-due-{tries}")
    due_on = f"{due:%d/%m/%Y}" if due else ""
    return {
        "action": words, "owner_role": role.label if role else "", "owner_body": body, "due_on": due_on, "state": Arising.OPEN.label,
        "closed_on": "", "outcome": "",
    }  # fmt: skip


def _recorded(viewer: Viewer, kind: str, typed: Mapping[str, str], item: str, now: datetime) -> None:
    sheet, ref, start = ("decisions", "decision_ref", "D") if kind == "decision" else ("arising", "arising_ref", "A")
    number = next_ref([row.typed[ref] for row in reads_records.record_rows(viewer, MEETINGS.code)[sheet]], start)
    edition = reads_records.edition_in_use(viewer, MEETINGS.code)
    reason = f"{_KINDS[kind]} of meeting {typed['meeting_ref']}, recorded at “{item}”"
    edit = Edit(sheet, None, {**typed, ref: number})
    try:
        found = amend(viewer, MEETINGS, [edit], reason, edition.number if edition else 0, now)
    except (NotAllowed, Unreadable) as refused:
        st.session_state[_SAID] = ("Nothing was recorded", str(refused), "problem")
        st.rerun()
    if found.receipt.verdict is Verdict.ERRORS:
        wrong = " ".join(issue.message for issue in found.receipt.issues)
        st.session_state[_SAID] = ("Nothing was recorded", wrong, "problem")
    else:
        st.session_state[_SAID] = (f"Recorded as {number}", "It is in the Board's record, with this view.", "sent")
        st.session_state[_TRIES] += 1
    st.rerun()


def next_ref(known: list[str], start: str) -> str:
    """The number after the highest of those that begin so: ["D-9", "D-31"] → "D-32"."""
    numbers = [int(end) for one in known if (end := one.removeprefix(f"{start}-")).isdecimal()]
    return f"{start}-{max(numbers, default=0) + 1}"
