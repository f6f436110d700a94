"""The parts of the form for a row: one field, what is wrong with it, and what waits for another change."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from dashboard.components import banner, error_summary, panel, show
from dashboard.formats import counted
from dashboard.markup import Markup, html, joined
from dashboard.views.records_fields import Entry, Field
from dashboard.views.records_send import Refusal
from dashboard.views.records_task import Task, begin_anew, held


def ask(field: Field, key: str, before: Mapping[str, str], refusal: Refusal | None) -> str:
    """One field, filled in as the row is, or as it was typed; what is wrong with it stands above."""
    name = field.column.name
    show(field_words(field.heading, field.hint, refusal.told.fields.get(name, "") if refusal else "", anchor(name)))
    return box(field, f"{key}-{name}", before.get(name, ""), field.label)


def box(field: Field, at: str, before: str, label: str, *, is_label_shown: bool = False) -> str:
    """What a field is filled in with.

    Args:
        field: the field.
        at: its key in the session.
        before: what stands in it at first.
        label: its name to whoever hears the page.
        is_label_shown: whether that is its name to whoever sees it too; otherwise words stand above it.
    """
    st.session_state.setdefault(at, before)
    visibility: Literal["visible", "collapsed"] = "visible" if is_label_shown else "collapsed"
    if field.entry is Entry.CHOICE:
        options = dict(field.options)
        if st.session_state[at] not in options:
            options[st.session_state[at]] = st.session_state[at]
        return str(
            st.selectbox(
                label,
                list(options),
                format_func=lambda one: options[one] or "Choose",
                key=at,
                label_visibility=visibility,
            )
        )
    if field.entry is Entry.TEXT:
        return str(st.text_area(label, key=at, height=100, label_visibility=visibility))
    # What is too long is told by the check, in its own words.
    return str(st.text_input(label, key=at, max_chars=2 * field.column.max_length, label_visibility=visibility))


def field_words(heading: str, hint: str, message: str = "", identity: str = "") -> Markup:
    """What stands above a field: its name, what to put in and what is wrong with it. The field's own name says the first
    two to whoever hears the page.
    """
    wrong = (
        html('<span class="cpo-field-error">{message}</span>', message=message[:1].upper() + message[1:])
        if message
        else Markup("")
    )
    return html(
        '<p class="cpo-field" id="{identity}"><strong>{heading}</strong>{hint}{wrong}</p>',
        identity=identity,
        heading=heading,
        hint=hint,
        wrong=wrong,
    )


def anchor(name: str) -> str:
    """The id of the words above a field, for links to it."""
    return f"field-{name.replace('_', '-')}"


def say(task: Task, key: str, refusal: Refusal | None) -> None:
    """Why the row was not stored, with links to the fields; and that it may wait for another."""
    if refusal is None:
        return
    if refusal.sentence:
        lines = joined([html('<p class="cpo-p">{words}</p>', words=words) for words in refusal.lines])
        show(banner("Not stored", joined([refusal.sentence, lines]), "problem"))
    told = refusal.told
    items = [(f"{task.sheet.column(name).heading}: {words}", anchor(name)) for name, words in told.fields.items()]
    items += [(words, "records-form") for words in told.others]
    if items:
        show(error_summary(f"Nothing was stored: {counted(len(items), 'thing')} to put right", items))
    if told.is_held:
        words = (
            "If the row is right and another row must change with it, keep it here and make the other change. "
            "Both are then stored together."
        )
        show(panel("Does another row go with it?", words, kind="outlined"))
        if st.button("Keep this and change another row", key=f"{key}-hold"):
            held(task).append(refusal.change)
            begin_anew(task)
            st.rerun()


def say_held(task: Task) -> None:
    """What waits for another change, with a way to drop it."""
    waiting = held(task)
    if not waiting:
        return
    lines = joined(html("<li>{words}</li>", words=change.words) for change in waiting)
    words = html(
        '<p class="cpo-p">Stored nowhere yet. Your next change is stored with:</p><ul class="cpo-list">{lines}</ul>',
        lines=lines,
    )
    show(panel(f"{counted(len(waiting), 'change', at_start=True)} waiting", words, kind="decisions"))
    if st.button("Drop what waits", key=f"{task.key}-drop"):
        waiting.clear()
        st.rerun()
