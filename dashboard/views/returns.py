"""Returns: what is due, the state of each, and sending one. For authorities and for the department."""

from datetime import datetime

import streamlit as st

from dashboard.components import headline, no_access, provenance, show, status_tag, table
from dashboard.formats import counted, listed, short_day
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, joined, link
from dashboard.views import (
    returns_asked,
    returns_changes,
    returns_entry,
    returns_roster,
    returns_send,
    returns_steps,
    returns_waiting,
)
from dashboard.views.collections import calendar_link, collections_link
from dashboard.views.returns_task import Standing, Task, chosen, own_authorities, returns_href, standing, window_on
from dashboard.views.returns_words import authority_headline, nil_mark, state, time_left
from dashboard.views.waivers import waivers_link
from schemas.access import Permission, Viewer
from schemas.authorities import Authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.reviewing import TO_SEND, ReturnState
from schemas.vocabulary import SubmissionStatus

PAGE = "Returns"


def page(viewer: Viewer) -> None:
    """The page, for whoever may read returns; nobody else learns what is there."""
    today = day_looked_at(viewer)
    if not viewer.may(Permission.READ_RETURNS):
        show(no_access(covers(viewer)))
        return
    top = st.container()
    try:
        spec, period, place = chosen(viewer, today)
    except LookupError:
        show(no_access(covers(viewer)))
        return
    if place is None:
        returns_roster.show_all(viewer, spec, period, today, top)
    else:
        _authority(viewer, Task(spec, place, period), top)


def covers(viewer: Viewer) -> str:
    """What the viewer's account covers, for whoever asks for more than that."""
    names = [place.name for place in own_authorities(viewer, day_looked_at(viewer))] if viewer.is_tied else []
    return f"Your account covers {listed(names)}." if names else "Your account does not cover it."


def _authority(viewer: Viewer, task: Task, top: st.delta_generator.DeltaGenerator) -> None:
    today = day_looked_at(viewer)
    stands = standing(viewer, task)
    results = st.container()
    if sheet := returns_entry.chosen_sheet(viewer, task):
        found = returns_entry.show_entry(viewer, task, stands, sheet, results)
    else:
        found = returns_send.show_file(viewer, task, stands, results)
    if not found:
        with results:
            returns_send.show_receipt(viewer, task)
            show(
                _states(viewer, task.authority, task.period),
                waivers_link(viewer, task.authority),
                collections_link(viewer, task.spec, task.period),
            )
            returns_asked.show_asked(viewer, task)
            show(returns_steps.returned(viewer, task, stands))
            returns_waiting.show_kept(viewer, task, stands)
            returns_waiting.show_sent(viewer, task, stands)
            returns_changes.show_made(viewer, task, stands)
            returns_steps.show_steps(viewer, task, stands)
            show(returns_steps.timeline(viewer, task))
    with top:
        sentence = found or _landing(viewer, task, stands)
        show(headline(f"{PAGE} · {task.authority.name} · {task.spec.title} · {task.period.label}", sentence))
        window = window_on(viewer, task.spec, task.period, today, task.authority.authority_id)
        show(provenance(window.sentence, _last(stands), calendar_link()))


def _landing(viewer: Viewer, task: Task, stands: Standing) -> str:
    is_theirs = stands.status is SubmissionStatus.VALIDATED and stands.submission is not None
    if is_theirs and viewer.is_tied and viewer.may(Permission.SUBMIT_RETURN, task.authority.authority_id):
        return f"The {task.spec.title} of {task.authority.name} for {task.period.label} waits for you to submit it."
    if count := returns_asked.asked_again(viewer, task).height:
        many = counted(count, "explanation")
        return f"The department asks {task.authority.name} again about {many} in the {task.spec.title}."
    statuses = [standing(viewer, Task(spec, task.authority, task.period)).stands_as for spec in RETURNS.values()]
    return authority_headline(task.authority.name, task.period.label, statuses)


def _last(stands: Standing) -> str:
    if stands.submission is None:
        return "Nothing sent yet"
    newest = stands.submission
    return f"Version {newest['version']}, {stands.state.label.lower()}, {_when(newest)}"


def _when(submission: dict[str, object]) -> str:
    at = submission["submitted_at"] or submission["received_at"]
    return short_day(at.date()) if isinstance(at, datetime) else ""


def _states(viewer: Viewer, place: Authority, period: Period) -> Markup:
    rows = [_state_row(viewer, Task(spec, place, period)) for spec in RETURNS.values()]
    headings = ("Return", "Due", "Time left", "State", "Version", "Last change", "Issues")
    return table(headings, rows, f"Returns of {place.name} for {period.label}", is_stacked=True, is_caption_shown=True)


def _state_row(viewer: Viewer, task: Task) -> tuple[object, ...]:
    today = day_looked_at(viewer)
    window = window_on(viewer, task.spec, task.period, today, task.authority.authority_id)
    due, stands = short_day(window.due_on), standing(viewer, task)
    name = link(task.spec.title, returns_href(task.spec, task.period, task.authority))
    shown = joined([status_tag(*state(stands.stands_as, today > window.due_on)), nil_mark(stands.submission)])
    away = time_left(window) if stands.stands_as in (*TO_SEND, ReturnState.VALIDATED) else ""
    if stands.submission is None:
        return name, due, away, shown, "", "", ""
    newest = stands.submission
    return name, due, away, shown, stands.version_words, _when(newest), issues_in_words(newest)


def issues_in_words(submission: dict[str, object]) -> str:
    """A submission's issues, counted: "3 errors, 2 queries"."""
    errors, queries = int(str(submission["error_count"])), int(str(submission["query_count"]))
    parts = [counted(errors, "error")] * bool(errors) + [counted(queries, "query", "queries")] * bool(queries)
    return ", ".join(parts) or "None"
