"""The form that adds, changes or strikes one row. What was typed stays until it is stored; nothing is half stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from dashboard import reads_records
from dashboard.components import show, summary_list
from dashboard.markup import paragraph
from dashboard.reads_records import Row
from dashboard.views.records_ask import ask, field_words, say, say_held
from dashboard.views.records_fields import fields, places
from dashboard.views.records_rows import show_row
from dashboard.views.records_send import Attempt, refusal_of, send
from dashboard.views.records_task import Act, Change, Started, Task
from dashboard.views.records_words import identity, named, what_changed
from etl.settings import settings
from schemas.access import Viewer

_BUTTONS = {Act.ADD: "Add this row", Act.CHANGE: "Save this row", Act.STRIKE: "Strike this row"}
_DONE = {Act.ADD: "Added", Act.CHANGE: "Changed", Act.STRIKE: "Struck"}


@dataclass(frozen=True)
class _Desk:
    """Everything that the form is drawn from."""

    task: Task
    rows: Mapping[str, list[Row]]
    named: Mapping[str, str]
    now: datetime

    @property
    def own(self) -> dict[str, Row]:
        """The sheet's rows by what tells them apart."""
        return {identity(self.task.sheet, row.typed): row for row in self.rows[self.task.sheet.name]}


def show_form(viewer: Viewer, task: Task, now: datetime) -> None:
    """The form for one row, with what is wrong with it above; rows to change and strike are picked from a list."""
    rows = reads_records.record_rows(viewer, task.record.code)
    desk = _Desk(task, rows, places(settings().day()), now)
    say_held(task)
    picked = "" if task.act is Act.ADD else _picked(desk)
    if picked is None:
        return
    key = f"{task.key}-{picked}"
    started = _started(viewer, desk, key, picked)
    refusal = refusal_of(key)
    say(task, key, refusal)
    with st.container(key="records-form"), st.form(key, border=False):
        typed = _typed(desk, key, started)
        reason = _reason(key) if task.act is Act.STRIKE else ""
        is_asked = st.form_submit_button(_BUTTONS[task.act], type="primary")
    if is_asked:
        change = Change(task.sheet.name, picked, typed, _words(desk, picked, started, typed, reason))
        send(viewer, Attempt(task, key, change, started, desk.named, reason), desk.rows, now)


def _started(viewer: Viewer, desk: _Desk, key: str, picked: str) -> Started:
    """What the person started from: the record as it stood when the form was first drawn."""
    kept, first = f"{key}-started", desk.task.sheet.columns[0].name
    if not {f"{key}-{first}", f"{key}-reason"} & st.session_state.keys():  # drawn anew: nothing is typed yet
        st.session_state.pop(f"{key}-refusal", None)
        row, edition = desk.own.get(picked), reads_records.edition_in_use(viewer, desk.task.record.code)
        st.session_state[kept] = Started(edition.number if edition else 0, row.typed if row else {})
    for name, text in st.session_state.pop(f"{key}-taken", {}).items():
        st.session_state[f"{key}-{name}"] = text
    found: Started = st.session_state[kept]
    return found


def _picked(desk: _Desk) -> str | None:
    """The row to change or strike; one that was struck meanwhile stays, so that what was typed is not lost."""
    key = f"{desk.task.key}-picked"
    options = list(desk.own)[::-1]
    chosen = st.session_state.get(key)
    if chosen is not None and chosen not in options:
        options.insert(0, chosen)
    if not options:
        show(paragraph("There are no rows yet. Add one, or send a whole file."))
        return None
    label = f"Row of {desk.task.sheet.title}"
    found: str | None = st.selectbox(
        label, options, None, format_func=lambda one: named(one, desk.named), key=key, placeholder="Type to find a row"
    )
    if found is None:
        show(paragraph(f"Choose the row to {desk.task.act}. Type part of an authority's name to find it.", kind="note"))
    return found


def _typed(desk: _Desk, key: str, started: Started) -> dict[str, str] | None:
    """What stands in the fields; None where the row is to be struck."""
    task = desk.task
    if task.act is Act.STRIKE:
        show(summary_list(show_row(task.sheet, started.before, desk.named)))
        return None
    parents: list[str] = []
    if task.sheet.within is not None:
        column, parent = task.sheet.within
        parents = list(dict.fromkeys(row.typed[column] for row in desk.rows[parent]))
    refusal = refusal_of(key)
    return {
        field.column.name: ask(field, key, started.before, refusal)
        for field in fields(task.record, task.sheet, parents, settings().day())
    }


def _reason(key: str) -> str:
    heading, hint = "Reason", "Why the row is struck, in a sentence. Name no person."
    show(field_words(heading, hint))
    label = f"{heading}. {hint}"
    return st.text_input(label, max_chars=300, key=f"{key}-reason", label_visibility="collapsed").strip()


def _words(desk: _Desk, picked: str, started: Started, typed: Mapping[str, str] | None, reason: str) -> str:
    """What the edition will be said to change."""
    task = desk.task
    row = named(picked or identity(task.sheet, typed or {}), desk.named)
    more = {Act.CHANGE: what_changed(task.sheet, started.before, typed or {}), Act.STRIKE: reason}.get(task.act, "")
    return f"{_DONE[task.act]} in {task.sheet.title}: {row}" + (f" ({more})" if more else "")
