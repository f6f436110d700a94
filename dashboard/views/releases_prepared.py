"""For the department: preparing a release, approving one that someone else prepared, and early access."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import reads_releases
from dashboard.components import banner, panel, show, status_tag, table
from dashboard.formats import day, moment
from dashboard.markup import Markup, details, heading, joined, paragraph
from etl import deciding, releasing
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision, ReleaseStep

_ENGLAND = ZoneInfo("Europe/London")
_DONE = "release-done"
Prepared = tuple[Release, tuple[ReleaseDecision, ...], tuple[EarlyAccess, ...]]


def show_done() -> None:
    """What was just done, once."""
    if words := st.session_state.pop(_DONE, ""):
        show(banner("Done", words, "sent"))


def show_prepared(viewer: Viewer) -> None:
    """What waits for a decision, what is scheduled, and the form for the next release."""
    if not viewer.holds(Permission.PREPARE_RELEASE, Permission.APPROVE_RELEASE):
        return
    now = reads_releases.known_at(viewer) or settings().now()
    every = reads_releases.prepared(viewer)
    waiting = [one for one in every if not one[1]]
    scheduled = [one for one in every if _is_scheduled(one[1], now)]
    if waiting:
        show(heading("Waiting for a second person"))
        for release, _, _ in waiting:
            _waiting(viewer, release)
    if scheduled:
        show(heading("Approved, not shown yet"))
        for one in scheduled:
            _scheduled(viewer, one, now)
    if viewer.may(Permission.PREPARE_RELEASE) and not waiting:
        _prepare(viewer)
    if settled := [one for one in every if one not in waiting and one not in scheduled]:
        show(details("Everything that was prepared", _history(settled)))


def _is_scheduled(decisions: tuple[ReleaseDecision, ...], now: datetime) -> bool:
    steps = {one.step: one for one in decisions}
    approved = steps.get(ReleaseStep.APPROVED)
    is_later = approved is not None and approved.visible_from is not None and approved.visible_from > now
    return is_later and ReleaseStep.CANCELLED not in steps


def _prepare(viewer: Viewer) -> None:
    show(heading("Prepare a release"))
    show(paragraph("Every figure is frozen as it stands. Someone else then approves it and says when it is shown."))
    with st.form("release-prepare"):
        title = st.text_input("Title", placeholder="Position at 30 September 2026", max_chars=120)
        reason = st.text_area("What it brings; if figures that were shown differ, why", max_chars=400)
        if st.form_submit_button("Check and prepare", type="primary"):
            with st.spinner("Checking. This can take half a minute."):
                _do(
                    lambda: releasing.prepare(viewer, title, reason, settings().now()),
                    "It is prepared, and waits for a second person.",
                )


def _waiting(viewer: Viewer, release: Release) -> None:
    number = release.id or 0
    show(
        panel(f"{release.title} (release {number}, data version {release.data_version})", release.reason or "", level=3)
    )
    show(checklist_table(release))
    if not viewer.may(Permission.APPROVE_RELEASE):
        show(paragraph("A DfE authoriser decides.", kind="note"))
        return
    if release.prepared_by == viewer.subject:
        show(paragraph("You prepared it, so someone else must approve it.", kind="note"))
        return
    _early(viewer, release, ())
    with st.form(f"release-decide-{number}"):
        is_later = st.checkbox("Show it later, not at once")
        today = settings().day()
        on = st.date_input("Day", value=today + timedelta(days=1), min_value=today, format="DD/MM/YYYY")
        hour = st.time_input("Time in England", value=time(9, 30))
        reason = st.text_input("If you send it back: why", max_chars=400)
        agrees, returns = st.form_submit_button("Approve", type="primary"), st.form_submit_button("Send back")
    if agrees:
        start = _instant(on, hour) if is_later else None
        _do(
            lambda: deciding.approve(viewer, number, start, settings().now()),
            "It is approved. "
            + ("It is shown from the time that you chose." if is_later else "The Board sees it now."),
        )
    if returns:
        _do(lambda: deciding.send_back(viewer, number, reason, settings().now()), "It is sent back.")


def _instant(on: date, hour: time) -> datetime:
    return datetime.combine(on, hour, _ENGLAND)


def checklist_table(release: Release) -> Markup:
    """What was checked when a release was prepared."""
    rows = [
        (
            check["name"],
            status_tag("Passed", "good") if check["is_passed"] else status_tag("Look at this", "warn"),
            check["words"],
        )
        for check in json.loads(release.checklist)
    ]
    return table(("Check", "Result", "What was found"), rows, "Checklist", is_stacked=True, is_caption_shown=True)


def _scheduled(viewer: Viewer, one: Prepared, now: datetime) -> None:
    release, decisions, early = one
    approved = next(d for d in decisions if d.step is ReleaseStep.APPROVED)
    number = release.id or 0
    show(
        panel(
            f"{release.title} (release {number})", f"It is shown from {moment(approved.visible_from or now)}.", level=3
        )
    )
    if not viewer.may(Permission.APPROVE_RELEASE):
        return
    _early(viewer, release, early)
    with st.expander("Call it off"):
        reason = st.text_input("Why", max_chars=400, key=f"release-off-why-{number}")
        if st.button("Call it off", key=f"release-off-{number}"):
            _do(lambda: deciding.call_off(viewer, number, reason, settings().now()), "It is called off.")


def _early(viewer: Viewer, release: Release, early: tuple[EarlyAccess, ...]) -> None:
    now, number = settings().now(), release.id or 0
    held = [one for one in early if one.until > now and one.ended_at is None]
    if held:
        rows = [(one.subject, one.purpose, moment(one.until)) for one in held]
        show(
            table(("Person", "Purpose", "Until"), rows, "Who may read it early", is_stacked=True, is_caption_shown=True)
        )
    for one in held:
        if st.button(f"End early access of {one.subject}", key=f"early-end-{one.id}"):
            access = one.id or 0
            _do(lambda access=access: deciding.end_early_access(viewer, access, settings().now()), "It has ended.")
    with st.expander("Give early access"), st.form(f"early-{number}"):
        subject = st.text_input("Subject of the person's account", max_chars=120)
        purpose = st.text_input("Purpose", max_chars=400)
        until = st.date_input("Until the end of", value=settings().day() + timedelta(days=1), format="DD/MM/YYYY")
        if st.form_submit_button("Give early access"):
            end = datetime.combine(until, time(23, 59, 59), _ENGLAND)
            give = deciding.give_early_access
            _do(lambda: give(viewer, number, subject.strip(), purpose, end, settings().now()), "Early access is given.")


def _history(every: list[Prepared]) -> Markup:
    rows = [
        (f"{release.id}", release.title, day(release.prepared_at.date()), joined([_said(d) for d in decisions], "; "))
        for release, decisions, _ in every
    ]
    return table(("Number", "Release", "Prepared on", "Decided"), rows, "Everything that was prepared", is_stacked=True)


def _said(decision: ReleaseDecision) -> str:
    words = f"{decision.step.label} on {day(decision.decided_at.date())}"
    return f"{words}: {decision.reason}" if decision.reason else words


def _do(step: Callable[[], object], words: str) -> None:
    """Do it and show the page anew, or say why not."""
    try:
        step()
    except (NotAllowed, releasing.NotReady) as refusal:
        show(banner("Not done", str(refusal), "problem"))
        return
    st.session_state[_DONE] = words
    st.rerun()
