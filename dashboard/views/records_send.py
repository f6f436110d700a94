"""Send the form's row in with the record's other rows, and keep what is said of it beside what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from dashboard import reads_records
from dashboard.reads_records import Row
from dashboard.views.records_task import Change, Started, Task, forget_sent, held, keep_sent
from dashboard.views.records_words import Told, identity, since_then, told
from etl.amending import Edit, amend
from schemas.access import NotAllowed, Viewer
from schemas.issues import Unreadable
from schemas.vocabulary import Verdict

_SHOWN = "It counts from now on."
OVERTAKEN = "R013"
LEAST_REASON = 10


@dataclass(frozen=True)
class Attempt:
    """A row that someone sends.

    Args:
        task: what they do.
        key: the form's key.
        change: the row.
        started: what they started from.
        named: whom a row may be about, in words.
        reason: why it is struck, if it is.
    """

    task: Task
    key: str
    change: Change
    started: Started
    named: Mapping[str, str]
    reason: str


@dataclass(frozen=True)
class Refusal:
    """Why a row was not stored.

    Args:
        change: the row.
        told: what is wrong, by field.
        sentence: why the whole was refused, if it was not for a field.
        lines: more on that.
    """

    change: Change
    told: Told = field(default_factory=lambda: Told({}))
    sentence: str = ""
    lines: tuple[str, ...] = ()


def refusal_of(key: str) -> Refusal | None:
    """What is said of the form's last try."""
    found: Refusal | None = st.session_state.get(f"{key}-refusal")
    return found


def send(viewer: Viewer, attempt: Attempt, rows: Mapping[str, list[Row]], now: datetime) -> None:
    """Store the row, with those that wait for it, or keep the reasons why not; then draw the page again."""
    forget_sent(attempt.task)
    refusal = _missing_reason(attempt) or _tried(viewer, attempt, rows, now)
    if refusal is not None:
        st.session_state[f"{attempt.key}-refusal"] = refusal
    st.rerun()


def _missing_reason(attempt: Attempt) -> Refusal | None:
    if attempt.change.typed is not None or len(attempt.reason) >= LEAST_REASON:
        return None
    words = "Reason: say in a sentence why the row is struck, in at least 10 characters."
    return Refusal(attempt.change, Told({}, (words,)))


def _tried(viewer: Viewer, attempt: Attempt, rows: Mapping[str, list[Row]], now: datetime) -> Refusal | None:
    task = attempt.task
    changes = [*(c for c in held(task) if (c.sheet, c.row) != (attempt.change.sheet, attempt.change.row) or not c.row)]
    changes.append(attempt.change)
    reason = "; ".join(change.words for change in changes)
    try:
        edits = [_edit(task, change, rows) for change in changes]
        found = amend(viewer, task.record, edits, reason, attempt.started.edition, now)
    except NotAllowed as refused:
        return Refusal(attempt.change, sentence=str(refused))
    except Unreadable as refused:
        return _refused(viewer, attempt, refused)
    issues = found.receipt.issues
    came_to = told(task.record, task.sheet, issues, found.places[-1], attempt.named)
    if found.receipt.verdict is Verdict.ERRORS:
        return Refusal(attempt.change, came_to)
    if found.receipt.version is None:
        return Refusal(attempt.change, sentence="Nothing differs from the rows as they stand, so nothing was stored.")
    asked = f" To look at: {' '.join(came_to.asked)}" if came_to.asked else ""
    keep_sent(task, f"Stored as edition {found.receipt.version}", f"{reason}. {_SHOWN}{asked}")
    return None


def _edit(task: Task, change: Change, rows: Mapping[str, list[Row]]) -> Edit:
    """The change with its row's number as the rows stand; a row that is gone is added again."""
    sheet = task.record.sheet(change.sheet)
    numbers = {identity(sheet, row.typed): row.number for row in rows[change.sheet]}
    return Edit(change.sheet, numbers.get(change.row) if change.row else None, change.typed)


def _refused(viewer: Viewer, attempt: Attempt, refused: Unreadable) -> Refusal:
    """What is said where the whole edition was refused. Where someone was quicker, the form goes on from their edition."""
    if refused.code != OVERTAKEN:
        return Refusal(attempt.change, sentence=str(refused))
    task, change = attempt.task, attempt.change
    rows = reads_records.record_rows(viewer, task.record.code)[change.sheet]
    now = next((row.typed for row in rows if identity(task.sheet, row.typed) == change.row), None)
    edition = reads_records.edition_in_use(viewer, task.record.code)
    lines: tuple[str, ...] = ()
    if change.row:
        found = since_then(task.sheet, attempt.started.before, now, change.typed or attempt.started.before)
        lines = found.lines
        # Put into the fields when the form is drawn again: a field that is drawn can no longer be set.
        st.session_state[f"{attempt.key}-taken"] = found.taken
    st.session_state[f"{attempt.key}-started"] = Started(
        edition.number if edition else 0, now or attempt.started.before
    )
    who = (f"It came from: {edition.by}.",) if edition else ()
    return Refusal(change, sentence=str(refused), lines=(*who, *lines))
