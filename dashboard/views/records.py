"""Records: what the department notes down as it comes. Each may be read, added to, changed, or replaced by a whole file."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import reads_records
from dashboard.components import banner, headline, no_access, provenance, show, table
from dashboard.components_returns import choose
from dashboard.formats import counted, day, number, short_day
from dashboard.markup import Markup, download_link, link, paragraph
from dashboard.reads_records import Edition
from dashboard.scope import covers
from dashboard.views import records_file, records_form, records_rows
from dashboard.views.records_task import ACTS, PAST, Act, Task, sent
from etl.settings import settings
from schemas.access import Viewer
from schemas.spec import Source

PAGE = "Records"


def page(viewer: Viewer) -> None:
    """The page, for those who keep a record; nobody else learns what is there."""
    mine = reads_records.records(viewer)
    asked = st.query_params.get("record", "")
    if not mine or (asked and asked not in mine):
        show(no_access(covers(viewer)))
        return
    top = st.container()
    with st.container(key="controls-records"):
        columns = st.columns(3)
        with columns[0]:
            code = choose("Record", {"": "All records", **{c: r.title for c, r in mine.items()}}, "record")
        if code:
            task = _task(viewer, mine[code], columns)
    if not code:
        _every(viewer, mine, top)
        return
    _one(viewer, task, top)


def _task(viewer: Viewer, record: Source, columns: Sequence[st.delta_generator.DeltaGenerator]) -> Task:
    sheets = {sheet.name: sheet.title for sheet in record.sheets}
    name = record.sheets[0].name
    with columns[1]:
        acts = {str(act): words for act, words in ACTS.items() if act in PAST or not viewer.is_past}
        act = Act(choose("What to do", acts, "do"))
    if len(sheets) > 1 and act in (Act.SEE, Act.ADD, Act.CHANGE, Act.STRIKE):
        with columns[2]:
            name = choose("Sheet", sheets, "sheet")
    return Task(record, record.sheet(name), act)


def _every(viewer: Viewer, mine: Mapping[str, Source], top: st.delta_generator.DeltaGenerator) -> None:
    rows = [_record_row(viewer, record) for record in mine.values()]
    headings = ("Record", "What it is", "Rows", "Last edition", "Download")
    show(table(headings, rows, "Records", numeric=(2,), is_stacked=True))
    with top:
        show(headline(PAGE, f"{counted(len(mine), 'record')} to keep up to date, as things come in."))


def _record_row(viewer: Viewer, record: Source) -> tuple[object, ...]:
    edition, count = reads_records.edition_in_use(viewer, record.code), reads_records.rows_count(viewer, record.code)
    name = link(record.title, f"/records?record={record.code}")
    file = file_link(record, "CSV") if edition or not viewer.is_past else ""
    return name, record.meaning, number(count), _in_words(edition) or "None yet", file


def _in_words(edition: Edition | None) -> str:
    return f"Edition {edition.number}, {short_day(edition.at.date())}, {edition.by}" if edition else ""


def file_link(record: Source, words: str) -> Markup:
    """A link to the record as one file."""
    return download_link(words, f"/download/record/{record.code}.csv", f": {record.title}")


def _one(viewer: Viewer, task: Task, top: st.delta_generator.DeltaGenerator) -> None:
    record, said = task.record, st.container()
    if (receipt := sent(task)) and not viewer.is_past:
        with said:
            show(banner(*receipt, "sent"))
    if task.act is Act.FILE:
        records_file.show_file(viewer, task)
    elif task.act is Act.EDITIONS:
        records_rows.show_editions(viewer, task)
    elif task.act is Act.SEE:
        records_rows.show_rows(viewer, task)
    else:
        records_form.show_form(viewer, task, settings().now())
    edition, count = reads_records.edition_in_use(viewer, record.code), reads_records.rows_count(viewer, record.code)
    with top:
        sentence = f"{counted(count, 'row')}, last changed on {day(edition.at.date())}." if edition else "No row yet."
        show(headline(f"{PAGE} · {record.title}", sentence))
        show(paragraph(record.meaning))
        words = "Download the rows" if edition else "" if viewer.is_past else "Download the file to fill in"
        download = file_link(record, words) if words else ""
        show(provenance(_in_words(edition), f"Kept up to date: {record.frequency.lower()}", download))
