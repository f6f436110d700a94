"""A return's declaration → the workbook that an authority fills in: named, coded, with last quarter's figures."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import polars as pl
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from etl.cover import cover_values
from etl.keys import expected_rows
from etl.look import FONT, Look, guide, hint_of, look_of, width_of
from schemas.authorities import Authority
from schemas.periods import Period
from schemas.spec import Column, Kind, Layout, ReturnSpec, Sheet

ILLUSTRATIVE = "Illustrative data — not real"
FIRST_UNIT = "U1"
_HEADING_ROW = 3
_FORM_ROW = 3
_SPARE_ROWS = 200
_HOW = (
    "Fill in the white cells. The words above each heading say what it takes; click a cell to see what it means.",
    "Do not rename, move or delete sheets or headings. Rows may be added below the last one.",
    "Enter figures as plain numbers and dates as day/month/year. Enter 0 where there is nothing; leave no figure blank.",
    "Name no child, parent or member of staff anywhere.",
    "The figures already there are last quarter's. Bring each of them up to date.",
)


def write_workbook(
    spec: ReturnSpec,
    authority: Authority,
    period: Period,
    rows: Mapping[str, pl.DataFrame],
    *,
    is_amendment: bool = False,
    illustrative: bool = False,
    nil_reason: str = "",
) -> bytes:
    """The XLSX to fill in.

    Args:
        spec: the return.
        authority: whose it is; its name and codes are filled in.
        period: for which quarter.
        rows: by sheet name, typed rows to fill in. Rows that the return expects are added with their keys.
        is_amendment: whether a return for the quarter was already accepted.
        illustrative: whether the figures are made up, which is then marked on every sheet.
        nil_reason: why there is nothing to report, if it is a nil return.
    """
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "default_format_properties": FONT})
    marking = ILLUSTRATIVE if illustrative else ""
    book.set_properties(
        {
            "title": f"{spec.title}, {authority.name}, {period.label}",
            "comments": marking,
            "created": datetime.combine(period.end, time.min),
        }
    )
    book.set_calc_mode("auto")
    notes = book.add_worksheet("Notes")
    sheets = [(sheet, book.add_worksheet(sheet.title)) for sheet in spec.sheets]
    look = look_of(book, spec)
    _write_notes(notes, look, spec, authority, period, illustrative)
    codes = _codes(spec, rows)
    for sheet, page in sheets:
        _write_head(page, look, sheet, illustrative)
        filled = rows.get(sheet.name)
        if sheet.layout is Layout.FORM:
            own = (
                cover_values(spec, authority, period, is_amendment, nil_reason)
                if sheet.name == "cover"
                else _first(filled)
            )
            _write_form(page, look, sheet, own)
        else:
            _write_rows(page, look, sheet, _values(sheet, filled, codes))
    whose = {"authority": authority.authority_id, "period": str(period)}
    _write_mark(book, {"return": spec.code, **whose, "version": spec.version})
    book.close()
    return content.getvalue()


def _write_mark(book: Workbook, mark: Mapping[str, str]) -> None:
    page = book.add_worksheet("_mark")
    for row, (name, value) in enumerate(mark.items()):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    page.very_hidden()


def _write_notes(
    page: Worksheet, look: Look, spec: ReturnSpec, authority: Authority, period: Period, illustrative: bool
) -> None:
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 110)
    page.hide_gridlines(2)
    page.write_string(0, 0, spec.title, look.title)
    page.write_string(1, 0, f"{authority.label}, {period.label}, as at {_day(period.reference_date)}", look.meaning)
    if illustrative:
        page.write_string(2, 0, ILLUSTRATIVE, look.marking)
    lines = [("How to fill it in", ""), *(("", line) for line in _HOW), ("Sheets", "")]
    lines += [(sheet.title, sheet.meaning) for sheet in spec.sheets]
    due_on = date.fromordinal(period.end.toordinal() + spec.due_days)
    lines += [("When", f"Send it by {_day(due_on)}. Certified by: {spec.certified_by}.")]
    for row, (name, text) in enumerate(lines, 4):
        page.write_string(row, 0, name, look.label if name else look.meaning)
        page.write_string(row, 1, text, look.cells["long"] if text else look.meaning)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _write_head(page: Worksheet, look: Look, sheet: Sheet, illustrative: bool) -> None:
    page.set_row(0, 24)
    page.write_string(0, 0, sheet.title, look.title)
    page.write_string(1, 0, f"{sheet.meaning}{f' {ILLUSTRATIVE}.' if illustrative else ''}", look.meaning)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_form(page: Worksheet, look: Look, sheet: Sheet, values: Mapping[str, Any]) -> None:
    """Labels in column A, values in B, what each means in C."""
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 40)
    page.set_column(2, 2, 90)
    page.freeze_panes(_FORM_ROW, 0)
    for row, column in enumerate(sheet.columns, _FORM_ROW):
        page.write_string(row, 0, column.heading, look.label)
        _write_cell(page, row, 1, column, values.get(column.name), look.cell(column))
        page.write_string(row, 2, column.meaning, look.meaning)
        guide(page, look, column, (row, 1, row, 1))


def _write_rows(page: Worksheet, look: Look, sheet: Sheet, values: Sequence[Sequence[Any]]) -> None:
    """Hints in row 3, headings in row 4, then a row for each thing."""
    page.set_row(_HEADING_ROW - 1, 26)
    page.set_row(_HEADING_ROW, 48)
    page.freeze_panes(_HEADING_ROW + 1, len(sheet.keys))
    last = _HEADING_ROW + len(values) + _SPARE_ROWS
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, width_of(column))
        page.write_string(_HEADING_ROW - 1, position, hint_of(column), look.hint)
        page.write_string(_HEADING_ROW, position, column.heading, look.heading)
        guide(page, look, column, (_HEADING_ROW + 1, position, last, position))
    formats = [look.cell(column) for column in sheet.columns]
    columns = list(zip(range(len(formats)), sheet.columns, formats, strict=True))
    for row, cells in enumerate(values, _HEADING_ROW + 1):
        for position, column, style in columns:
            _write_cell(page, row, position, column, cells[position], style)


def _write_cell(page: Worksheet, row: int, position: int, column: Column, value: Any, style: Format) -> None:  # noqa: ANN401
    if value is None:
        page.write_blank(row, position, None, style)
    elif column.kind is Kind.CHOICE and column.choices is not None:
        page.write_string(row, position, column.choices(value).label, style)
    elif column.kind is Kind.YES_NO:
        page.write_string(row, position, "Yes" if value else "No", style)
    elif column.kind is Kind.DATE:
        page.write_datetime(row, position, value, style)
    elif isinstance(value, str):
        page.write_string(row, position, value, style)
    else:
        page.write_number(row, position, value, style)


def _first(filled: pl.DataFrame | None) -> dict[str, Any]:
    return {} if filled is None or filled.is_empty() else filled.row(0, named=True)


def _codes(spec: ReturnSpec, rows: Mapping[str, pl.DataFrame]) -> dict[str, list[str]]:
    """Per sheet that others are within, the codes that its rows have; one made-up code if it has no rows."""
    found = {}
    for column, name in {sheet.within for sheet in spec.sheets if sheet.within is not None}:
        filled = rows.get(name)
        codes = [] if filled is None else filled[column].unique(maintain_order=True).to_list()
        found[name] = codes or [FIRST_UNIT]
    return found


def _values(sheet: Sheet, filled: pl.DataFrame | None, codes: Mapping[str, list[str]]) -> list[tuple[Any, ...]]:
    """The rows to write: those given, then those expected that are not among them."""
    names = [column.name for column in sheet.columns]
    rows = [] if filled is None else list(_complete(filled, names).iter_rows())
    return rows + [tuple(keys.get(name) for name in names) for keys in _absent(sheet, names, rows, codes)]


def _complete(filled: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    missing = [pl.lit(None).alias(name) for name in names if name not in filled.columns]
    return filled.with_columns(missing).select(names)


def _absent(
    sheet: Sheet, names: Sequence[str], rows: Sequence[tuple[Any, ...]], codes: Mapping[str, list[str]]
) -> Iterator[dict[str, str]]:
    if not sheet.expected:
        if not rows and sheet.name in codes:
            yield from ({sheet.keys[0]: code} for code in codes[sheet.name])
        return
    wanted = expected_rows(sheet, codes[sheet.within[1]] if sheet.within else [])
    at = [names.index(name) for name in wanted[0]]
    there = {tuple(row[position] for position in at) for row in rows}
    yield from (keys for keys in wanted if tuple(keys[names[position]] for position in at) not in there)
