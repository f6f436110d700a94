"""The department's steps with one return, and everything that has happened to it, for both sides to see."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard import reads_returns
from dashboard.components import banner, panel, show, table
from dashboard.formats import short_day
from dashboard.markup import Markup, details, heading, html, joined
from dashboard.trail_words import said, who
from dashboard.views.returns_send import declared
from dashboard.views.returns_task import Standing, Task
from etl import authorising
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.issues import LEAST_EXPLANATION
from schemas.reviewing import TO_REVIEW, Declaring, ReturnState

FORM_WIDTH = 760
_DONE = "returns-step-done"


def show_steps(viewer: Viewer, task: Task, stands: Standing) -> None:
    """What the viewer may do, for the department, with the version that waits for it: take, authorise, send back."""
    if done := st.session_state.pop(_DONE, None):
        show(banner("Done", done, "sent"))
    if stands.state not in TO_REVIEW or not viewer.may(Permission.REVIEW_RETURNS):
        return
    sent: dict[str, Any] = stands.submission or {}
    number, version = stands.submission_id or 0, sent.get("version", "")
    show(heading(f"Version {version}: the department's review"))
    with st.container(key="returns-steps", width=FORM_WIDTH):
        if stands.state is not ReturnState.IN_REVIEW:
            _show_take(viewer, number, sent)
        elif viewer.may(Permission.AUTHORISE_RETURN):
            label = "Authorise this return"
            show(declared(Declaring.AUTHORISED, label))
            _step(label, f"authorise-{number}", lambda: _authorise(viewer, number))
        else:
            show(panel("In review", "The department's authoriser authorises it.", kind="outlined"))
        with st.expander("Send it back to the authority"):
            words = f"What has to be put right, in at least {LEAST_EXPLANATION} characters"
            reason = st.text_input(words, max_chars=400, key=f"back-why-{number}")
            _step("Send it back", f"back-{number}", lambda: _send_back(viewer, number, reason))


def _show_take(viewer: Viewer, number: int, sent: dict[str, Any]) -> None:
    label, is_on_behalf = "Take it for review", bool(sent.get("is_on_behalf"))
    if is_on_behalf and sent.get("received_by") == viewer.subject:
        show(panel("Waiting", "You sent it in for the authority, so someone else approves it.", kind="outlined"))
        return
    if is_on_behalf:
        show(declared(Declaring.APPROVED, label))
    _step(label, f"take-{number}", lambda: _take(viewer, number))


def returned(viewer: Viewer, task: Task, stands: Standing) -> Markup:
    """Why the department sent the newest version back; nothing if it did not."""
    if stands.state is not ReturnState.RETURNED or not stands.submission_id:
        return Markup("")
    events = reads_returns.events(viewer, (stands.submission_id,)).filter(pl.col("kind") == "submission.returned")
    why = str(events["detail"][-1]) if events.height else ""
    again = "" if viewer.is_past else " Send a new version."
    return banner("The department sent this return back", f"{why} It does not count.{again}", "problem")


def timeline(viewer: Viewer, task: Task) -> Markup:
    """Everything that happened to this return, with what was declared, newest first; nothing if nothing did."""
    history = reads_returns.submission_history(viewer, task.authority.authority_id)
    mine = history.filter((pl.col("form_code") == task.spec.code) & (pl.col("period") == str(task.period)))
    versions = {row["id"]: row for row in mine.iter_rows(named=True)}
    events = reads_returns.events(viewer, tuple(versions)).sort("number", descending=True)
    if events.is_empty():
        return Markup("")
    declared_by = {
        (row["submission_id"], row["made_by"], row["made_at"]): row["words"]
        for row in reads_returns.declarations(viewer, tuple(versions)).iter_rows(named=True)
    }
    rows = [_event(event, versions[event["submission_id"]], declared_by) for event in events.iter_rows(named=True)]
    many = "1 event" if len(rows) == 1 else f"{len(rows)} events"
    return details(
        f"What has happened to this return ({many})",
        table(("When", "Who", "What", "In their words"), rows, "What has happened, newest first", is_stacked=True),
    )


def _event(event: dict[str, Any], version: dict[str, Any], declared_by: dict[Any, str]) -> tuple[object, ...]:
    told = {**event, "label": "", "computation_id": None}
    told |= {name: version[name] for name in ("form_code", "period", "version")} | {"authority_id": None}
    words = declared_by.get((event["submission_id"], event["actor"], event["at"]), "")
    typed = event["detail"] if event["kind"] in ("submission.returned", "submission.reverted") else ""
    lines = [html("<span>{words}</span>", words=line) for line in (typed, words) if line]
    sentence = said(told)
    return (
        f"{short_day(event['at'].date())}, {event['at']:%H:%M}",
        who(told),
        sentence[:1].upper() + sentence[1:],
        joined(lines, " "),
    )


def _step(label: str, key: str, do: Callable[[], str]) -> None:
    if not st.button(label, type="primary" if not key.startswith("back") else "secondary", key=key):
        return
    try:
        st.session_state[_DONE] = do()
    except NotAllowed as refusal:
        show(banner("Nothing was changed", str(refusal), "problem"))
        return
    st.rerun()


def _take(viewer: Viewer, number: int) -> str:
    authorising.take(viewer, [number], settings().now())
    return "The return is in review."


def _authorise(viewer: Viewer, number: int) -> str:
    authorising.authorise(viewer, [number], settings().now())
    return "The return is authorised: it can be released."


def _send_back(viewer: Viewer, number: int, reason: str) -> str:
    authorising.send_back(viewer, number, reason, settings().now())
    return "The return is sent back. It no longer counts, and the authority is told."
