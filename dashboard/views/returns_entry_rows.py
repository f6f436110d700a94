"""The fields of a sheet that is entered on the screen, row by row, in one form: nothing is read until it is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.components import show, summary_list
from dashboard.markup import Markup, details, heading, html
from dashboard.views.records_ask import box, field_words
from dashboard.views.records_fields import Field
from dashboard.views.returns_typed import At, Sheeted, is_wide, numbered
from etl.written import Typed

_ACROSS = 4
_ROOMY = 2


@dataclass(frozen=True)
class Asked:
    """What stood in the fields when the check was asked for.

    Args:
        rows: those that go into the file.
        numbers: the form's row behind each.
    """

    rows: list[Typed]
    numbers: tuple[int, ...]


def anchor_of(number: int, column: str) -> str:
    """The id of the words above a field, for links to it."""
    return f"entry-{number}-{column.replace('_', '-')}"


def ask_rows(sheeted: Sheeted, key: str, wrong: Mapping[At, str]) -> Asked | None:
    """Every row with its fields; what was typed, once the check is asked for."""
    starts: list[Typed] = st.session_state.setdefault(f"{key}-rows", list(sheeted.started.rows))
    is_roomy = len(starts) <= _ROOMY
    if not is_roomy:
        show(_hints(sheeted.all_fields))
    with st.container(key="returns-entry"), st.form(key, border=False):
        rows, removed = [], []
        for number, start in enumerate(starts):
            typed, is_removed = _row(sheeted, key, number, start, wrong, is_roomy=is_roomy)
            rows.append(typed)
            removed.append(is_removed)
        with st.container(key="entry-buttons", horizontal=True):
            is_asked = st.form_submit_button("Check this sheet", type="primary")
            is_more = sheeted.may_grow and st.form_submit_button("Add a row")
    if is_more:
        starts.append({})
        st.rerun()
    if not is_asked:
        return None
    numbers = numbered(rows, removed)
    return Asked([rows[number] for number in numbers], tuple(numbers))


def _hints(found: Sequence[Field]) -> Markup:
    return details("What each field takes", summary_list([(field.heading, field.hint) for field in found]))


def _row(
    sheeted: Sheeted, key: str, number: int, start: Typed, wrong: Mapping[At, str], *, is_roomy: bool
) -> tuple[Typed, bool]:
    name = sheeted.name_of(number, start)
    if name:
        show(heading(name, 3))
    found = sheeted.fields_of(number)
    typed = dict(start)
    if is_roomy:
        for field in found:
            typed[field.column.name] = _roomy(field, key, number, start, wrong, name)
    else:
        narrow, wide = [f for f in found if not is_wide(f)], [f for f in found if is_wide(f)]
        across = -(-len(narrow) // max(1, -(-len(narrow) // _ACROSS)))  # six fields stand in two threes
        for at in range(0, len(narrow), across or 1):
            for place, field in zip(st.columns(across), narrow[at : at + across], strict=False):
                with place:
                    typed[field.column.name] = _tight(field, key, number, start, wrong, name)
        for field in wide:
            typed[field.column.name] = _tight(field, key, number, start, wrong, name)
    is_given = number < len(sheeted.started.expected) and sheeted.started.expected[number]
    is_removed = (
        sheeted.may_grow and not is_given and st.checkbox(f"Leave this row out: {name}", key=f"{key}-{number}-out")
    )
    return typed, bool(is_removed)


def _roomy(field: Field, key: str, number: int, start: Typed, wrong: Mapping[At, str], name: str) -> str:
    """A field with its hint above it, as on the Records page."""
    column = field.column.name
    show(field_words(field.heading, field.hint, wrong.get((number, column), ""), anchor_of(number, column)))
    label = f"{field.label} {name}".strip()
    return box(field, f"{key}-{number}-{column}", start.get(column, ""), label)


def _tight(field: Field, key: str, number: int, start: Typed, wrong: Mapping[At, str], name: str) -> str:
    """A field under its own label, which names the row."""
    column = field.column.name
    if message := wrong.get((number, column)):
        words = message[:1].upper() + message[1:]
        show(html('<p class="cpo-field-error" id="{at}">{words}</p>', at=anchor_of(number, column), words=words))
    label = f"{field.heading}: {name}"
    return box(field, f"{key}-{number}-{column}", start.get(column, ""), label, is_label_shown=True)
