"""What each return asks for, and the checks made on it: read from the declarations of the returns."""

import re
from collections.abc import Mapping
from datetime import date

from dashboard.formats import counted, day
from dashboard.markup import Markup, Words, details, fold, html, joined, paragraph
from dashboard.tables import table
from dashboard.views.definitions_looked_up import looked_up
from dashboard.views.returns_words import lowered
from schemas.spec import Column, Kind, Layout, ReturnSpec, Sheet

MOST_CHOICES = 6


def _plain(bound: float | date) -> str:
    return day(bound) if isinstance(bound, date) else f"{bound:,.0f}"


def may_be_entered(column: Column) -> str:
    """What a cell takes, in words: "A number from 0 to 500, in FTE, for example 2.0."."""
    kind = column.kind or Kind.TEXT
    if column.choices is not None:
        return f"One of {counted(len(list(column.choices)), 'word')}."
    words = {Kind.TEXT: f"Words, up to {column.max_length:,} characters"}.get(
        kind, kind.meaning.split(",")[0].rstrip(".")
    )
    if column.low is not None and column.high is not None and kind is not Kind.PERCENT:
        words += f" from {_plain(column.low)} to {_plain(column.high)}"
    if column.unit and kind in (Kind.NUMBER, Kind.INTEGER):
        words += f", in {column.unit}"
    has_example = column.example and kind is not Kind.YES_NO
    return f"{words}, for example {column.example.rstrip('.')}." if has_example else f"{words}."


def _entry(column: Column) -> Words:
    if column.choices is None:
        return may_be_entered(column)
    labels = [choice.label for choice in column.choices]
    if len(labels) <= MOST_CHOICES:
        return f"{', '.join(labels[:-1])} or {labels[-1]}."
    lines = joined(html("<li>{label}</li>", label=label) for label in labels)
    return details(f"One of {len(labels)} words", html("<ul>{lines}</ul>", lines=lines))


def _needed(column: Column) -> str:
    return "Yes" if column.is_required else "No"


def dictionary(spec: ReturnSpec) -> Markup:
    """Every sheet and column of a return."""
    lead = paragraph(
        spec.meaning, f" Due {spec.due_days} days after the quarter ends. ", f"Certified by: {spec.certified_by}."
    )
    return joined([lead, *(_sheet(sheet) for sheet in spec.sheets)])


def _sheet(sheet: Sheet) -> Markup:
    rows = [(column.heading, column.meaning, _entry(column), _needed(column)) for column in sheet.columns]
    layout = "One line for each heading." if sheet.layout is Layout.FORM else "One row for each thing."
    headings = ("Heading", "Meaning", "What may be entered", "Needed")
    shown = table(headings, rows, f"{sheet.title} sheet", is_stacked=True)
    note = f"Sheet with {counted(len(rows), 'heading')}"
    return fold(sheet.title, note, joined([paragraph(sheet.meaning, " ", layout), shown]))


def name_in_words(name: str, sheet: Sheet) -> str:
    """A column that a rule uses, as people know it.

    Raises:
        KeyError: if it is neither on the sheet nor among what rules look up.
    """
    own = {column.name: lowered(column.heading) for column in sheet.columns}
    if name in own:
        return own[name]
    last = name.removeprefix("last_")
    return f"last quarter's {own[last]}" if last in own else looked_up(name)


def in_words(message: str, sheet: Sheet) -> str:
    """A rule's message with the names of its columns in words: "{filled_fte}" → "[filled posts]"."""
    return re.sub(r"\{(\w+)\}", lambda found: f"[{name_in_words(found[1], sheet)}]", message)


def _shown(name: str, value: object, sheet: Sheet) -> str:
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    choices = next((column.choices for column in sheet.columns if column.name == name), None)
    return str(value) if choices is None else choices(str(value)).label


def example(values: Mapping[str, object], sheet: Sheet) -> str:
    """An example's values in words: "filled posts: 3.0; established posts: 2.0"."""
    return "; ".join(f"{name_in_words(name, sheet)}: {_shown(name, value, sheet)}" for name, value in values.items())
