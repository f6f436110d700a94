"""The rows of a record as they stand, as a table that can be searched; and its editions."""

from collections.abc import Mapping

import streamlit as st

from dashboard import reads_records
from dashboard.components import show, table
from dashboard.formats import counted, number, short_day
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, html, paragraph
from dashboard.reads_records import Row
from dashboard.views.records_fields import places
from dashboard.views.records_task import Task
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.spec import Kind, Sheet

MOST_ROWS, MOST_EDITIONS = 100, 50
_SHORT = 12
_NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.PERCENT)


def show_rows(viewer: Viewer, task: Task) -> None:
    """The rows of one sheet, the last first, narrowed by words; a hundred stand on the page, the file has them all."""
    rows = reads_records.record_rows(viewer, task.record.code)[task.sheet.name][::-1]
    if not rows:
        show(paragraph("There are no rows yet." + ("" if viewer.is_past else " Add one, or send a whole file.")))
        return
    wanted = st.text_input(
        "Find rows", key=f"find-{task.key}", max_chars=60, placeholder="An authority, a quarter or a word", width=420
    )
    named = places(day_looked_at(viewer))
    found = [row for row in rows if _holds(row, wanted.casefold().split(), named)]
    if not found:
        show(paragraph(f"No row holds “{wanted}”. Try an authority, a quarter or one word."))
        return
    show(_table(task, found[:MOST_ROWS], _caption(task, len(found), len(rows)), named))
    if len(found) > MOST_ROWS:
        show(paragraph("To see others, find them by a word, or download the rows.", kind="note"))


def _caption(task: Task, found: int, total: int) -> str:
    title = task.sheet.title
    if found > MOST_ROWS:
        return f"{title}: the last {MOST_ROWS} of {counted(found, 'row')}"
    return f"{title}: {counted(found, 'row')}" + (f" of {number(total)}" if found < total else "")


def _holds(row: Row, wanted: list[str], named: Mapping[str, str]) -> bool:
    if not wanted:
        return True
    texts = [named.get(text, text) for text in row.typed.values()] + [authority(a).name for a in row.authority_ids]
    said = " ".join([*texts, *row.typed.values()]).casefold()
    return all(word in said for word in wanted)


def _table(task: Task, rows: list[Row], caption: str, named: Mapping[str, str]) -> Markup:
    columns = task.sheet.columns
    numeric = [at for at, column in enumerate(columns, 1) if column.kind in _NUMBERS]
    first, *rest = columns
    headings = [first.heading, "Row", *(column.heading for column in rest)]
    cells = [
        [named.get(row.typed[first.name], row.typed[first.name]).partition(": ")[0], row.line]
        + [_cell(row.typed[column.name]) for column in rest]
        for row in rows
    ]
    return table(headings, cells, caption, numeric=[1, *(at for at in numeric if at > 1)], is_caption_shown=True)


def _cell(text: str) -> Markup | str:
    return html('<span class="cpo-nowrap">{text}</span>', text=text) if 0 < len(text) <= _SHORT else text


def show_row(sheet: Sheet, typed: Mapping[str, str], named: Mapping[str, str]) -> list[tuple[str, str]]:
    """One row as terms and values."""
    shown = ((column.heading, named.get(typed[column.name], typed[column.name])) for column in sheet.columns)
    return [(heading, text or "blank") for heading, text in shown]


def show_editions(viewer: Viewer, task: Task) -> None:
    """Every edition, newest first: when it came, from whom as a role, and what it changed."""
    editions = reads_records.record_editions(viewer, task.record.code)
    if editions.is_empty():
        show(paragraph("There is no edition yet."))
        return
    cells = [
        (f"Edition {row['version']}", f"{short_day(row['received_at'].date())}, {row['received_at'].astimezone():%H:%M}",
         row["by"], row["reason"] or "A whole file")
        for row in editions.head(MOST_EDITIONS).iter_rows(named=True)
    ]  # fmt: skip
    headings = ("Edition", "Came", "From", "What changed")
    caption = f"Editions of the {task.record.title}, newest first"
    show(table(headings, cells, caption, is_stacked=True, is_caption_shown=True))
