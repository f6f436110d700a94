"""A return's declaration → the workbook that an authority fills in: named, coded, with last quarter's figures."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from etl.cells import what_to_enter
from etl.convert import bound_advice
from etl.keys import expected_rows
from schemas.authorities import Authority
from schemas.periods import Period
from schemas.spec import Column, Kind, Layout, ReturnSpec, Sheet

ILLUSTRATIVE = "Illustrative data — not real"
FIRST_UNIT = "U1"
_HEADING_ROW = 3
_FORM_ROW = 3
_SPARE_ROWS = 200
_INK, _BLUE, _PALE, _GREY = "#0b0c0c", "#1d3c6e", "#eef2f8", "#595f64"
_FONT = {"font_name": "Arial", "font_size": 11, "font_color": _INK}
_HOW = (
    "Fill in the white cells. The words above each heading say what it takes; click a cell to see what it means.",
    "Do not rename, move or delete sheets or headings. Rows may be added below the last one.",
    "Enter figures as plain numbers and dates as day/month/year. Enter 0 where there is nothing; leave no figure blank.",
    "Name no child, parent or member of staff anywhere.",
    "The figures already there are last quarter's. Bring each of them up to date.",
)


@dataclass(frozen=True)
class _Look:
    """The formats of one workbook, and where its lists of choices stand."""

    title: Format
    meaning: Format
    hint: Format
    heading: Format
    label: Format
    marking: Format
    cells: Mapping[str, Format]
    lists: Mapping[str, str]

    def cell(self, column: Column) -> Format:
        """How the cells of a column look."""
        return self.cells[_format_name(column)]


def write_workbook(
    spec: ReturnSpec,
    authority: Authority,
    period: Period,
    rows: Mapping[str, pl.DataFrame],
    *,
    is_amendment: bool = False,
    illustrative: bool = False,
) -> bytes:
    """The XLSX to fill in.

    Args:
        spec: the return.
        authority: whose it is; its name and codes are filled in.
        period: for which quarter.
        rows: by sheet name, typed rows to fill in. Rows that the return expects are added with their keys.
        is_amendment: whether a return for the quarter was already accepted.
        illustrative: whether the figures are made up, which is then marked on every sheet.
    """
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "default_format_properties": _FONT})
    book.set_properties({"title": f"{spec.title}, {authority.name}, {period.label}", "comments": ILLUSTRATIVE if illustrative else ""})  # fmt: skip
    book.set_calc_mode("auto")
    notes = book.add_worksheet("Notes")
    sheets = [(sheet, book.add_worksheet(sheet.title)) for sheet in spec.sheets]
    look = _look(book, spec)
    _write_notes(notes, look, spec, authority, period, illustrative)
    codes = _codes(spec, rows)
    for sheet, page in sheets:
        _write_head(page, look, sheet, illustrative)
        filled = rows.get(sheet.name)
        if sheet.layout is Layout.FORM:
            own = _cover(spec, authority, period, is_amendment) if sheet.name == "cover" else _first(filled)
            _write_form(page, look, sheet, own)
        else:
            _write_rows(page, look, sheet, _values(sheet, filled, codes))
    _write_mark(book, {"return": spec.code, "authority": authority.authority_id, "period": str(period), "version": spec.version})  # fmt: skip
    book.close()
    return content.getvalue()


def _look(book: Workbook, spec: ReturnSpec) -> _Look:
    def made(**more: Any) -> Format:  # noqa: ANN401 - properties of a cell's format
        return book.add_format({**_FONT, "valign": "top", **more})

    box = {"border": 1, "border_color": "#b1b4b6"}
    cells = {
        "date": made(**box, num_format="dd/mm/yyyy", align="left"),
        "whole": made(**box, num_format="#,##0"),
        "plain": made(**box),
        "long": made(**box, text_wrap=True),
        **{f"decimals {n}": made(**box, num_format=f"#,##0.{'0' * n}") for n in (1, 2, 3)},
    }
    return _Look(
        title=made(bold=True, font_size=16, font_color=_BLUE),
        meaning=made(font_color=_GREY),
        hint=made(font_color=_GREY, font_size=9, italic=True, text_wrap=True, valign="bottom"),
        heading=made(**box, bold=True, font_color="#ffffff", bg_color=_BLUE, text_wrap=True, valign="vcenter"),
        label=made(**box, bold=True, bg_color=_PALE, text_wrap=True),
        marking=made(bold=True, font_color="#942514"),
        cells=cells,
        lists=_write_lists(book, spec),
    )


def _format_name(column: Column) -> str:
    match column.kind:
        case Kind.DATE:
            return "date"
        case Kind.INTEGER | Kind.MONEY:
            return "whole"
        case Kind.NUMBER | Kind.PERCENT:
            return f"decimals {min(max(column.decimals, 1), 3)}"
        case _:
            return "long" if column.is_free_text else "plain"


def _write_lists(book: Workbook, spec: ReturnSpec) -> dict[str, str]:
    """Put every list of choices on a hidden sheet: a drop-down of its own holds at most 255 characters."""
    page = book.add_worksheet("_lists")
    page.very_hidden()
    choices = {c.choices for sheet in spec.sheets for c in sheet.columns if c.choices is not None}
    areas = {}
    for position, members in enumerate(sorted(choices, key=lambda one: one.__name__)):
        labels = [member.label for member in members]
        page.write_column(0, position, labels)
        letter = chr(65 + position)
        areas[members.__name__] = f"=_lists!${letter}$1:${letter}${len(labels)}"
    return areas


def _write_mark(book: Workbook, mark: Mapping[str, str]) -> None:
    page = book.add_worksheet("_mark")
    for row, (name, value) in enumerate(mark.items()):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    page.very_hidden()


def _write_notes(
    page: Worksheet, look: _Look, spec: ReturnSpec, authority: Authority, period: Period, illustrative: bool
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
    due = f"Send it by {_day(date.fromordinal(period.end.toordinal() + spec.due_days))}. Certified by: {spec.certified_by}."
    for row, (name, text) in enumerate([*lines, ("When", due)], 4):
        page.write_string(row, 0, name, look.label if name else look.meaning)
        page.write_string(row, 1, text, look.cells["long"] if text else look.meaning)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _write_head(page: Worksheet, look: _Look, sheet: Sheet, illustrative: bool) -> None:
    page.set_row(0, 24)
    page.write_string(0, 0, sheet.title, look.title)
    page.write_string(1, 0, f"{sheet.meaning}{f' {ILLUSTRATIVE}.' if illustrative else ''}", look.meaning)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_form(page: Worksheet, look: _Look, sheet: Sheet, values: Mapping[str, Any]) -> None:
    """Labels in column A, values in B, what each means in C."""
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 40)
    page.set_column(2, 2, 90)
    page.freeze_panes(_FORM_ROW, 0)
    for row, column in enumerate(sheet.columns, _FORM_ROW):
        page.write_string(row, 0, column.heading, look.label)
        _write_cell(page, row, 1, column, values.get(column.name), look.cell(column))
        page.write_string(row, 2, column.meaning, look.meaning)
        _validate(page, look, column, (row, 1, row, 1))


def _write_rows(page: Worksheet, look: _Look, sheet: Sheet, values: Sequence[Sequence[Any]]) -> None:
    """Hints in row 3, headings in row 4, then a row for each thing."""
    page.set_row(_HEADING_ROW - 1, 26)
    page.set_row(_HEADING_ROW, 48)
    page.freeze_panes(_HEADING_ROW + 1, len(sheet.keys))
    last = _HEADING_ROW + len(values) + _SPARE_ROWS
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, _width(column))
        page.write_string(_HEADING_ROW - 1, position, _hint(column), look.hint)
        page.write_string(_HEADING_ROW, position, column.heading, look.heading)
        _validate(page, look, column, (_HEADING_ROW + 1, position, last, position))
    formats = [look.cell(column) for column in sheet.columns]
    columns = list(zip(range(len(formats)), sheet.columns, formats, strict=True))
    for row, cells in enumerate(values, _HEADING_ROW + 1):
        for position, column, style in columns:
            _write_cell(page, row, position, column, cells[position], style)


def _width(column: Column) -> int:
    if column.is_free_text:
        return 48
    longest = max((len(m.label) for m in column.choices or ()), default=0)
    return min(max(longest + 4, min(len(column.heading) + 2, 18), 13), 44)


def _hint(column: Column) -> str:
    words = {
        Kind.DATE: "dd/mm/yyyy", Kind.YES_NO: "Yes or No", Kind.CHOICE: "choose from the list",
        Kind.MONEY: "whole pounds", Kind.PERCENT: "0 to 100", Kind.INTEGER: "whole number",
    }  # fmt: skip
    hint = column.unit if column.kind is Kind.NUMBER and column.unit else words.get(column.kind or Kind.TEXT, "text")
    return hint if column.is_required else f"{hint}, may be blank"


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


def _validate(page: Worksheet, look: _Look, column: Column, area: tuple[int, int, int, int]) -> None:
    options = _bounds(look, column)
    options |= {
        "input_title": column.heading[:32],
        "input_message": column.meaning[:255],
        "ignore_blank": True,
    }
    if options["validate"] != "any":
        advice = bound_advice(column) if column.low is not None or column.high is not None else what_to_enter(column)
        options |= {"error_title": column.heading[:32], "error_message": advice[:255]}
    page.data_validation(*area, options)


def _bounds(look: _Look, column: Column) -> dict[str, Any]:
    if column.choices is not None:
        return {"validate": "list", "source": look.lists[column.choices.__name__]}
    if column.kind is Kind.YES_NO:
        return {"validate": "list", "source": ["Yes", "No"]}
    if column.kind is Kind.TEXT:
        if column.max_length > 255:
            return {"validate": "any"}
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    what = {Kind.DATE: "date", Kind.INTEGER: "integer"}.get(column.kind or Kind.TEXT, "decimal")
    if column.low is not None and column.high is not None:
        return {"validate": what, "criteria": "between", "minimum": column.low, "maximum": column.high}
    return {"validate": "any"}


def _cover(spec: ReturnSpec, authority: Authority, period: Period, is_amendment: bool) -> dict[str, Any]:
    return {
        "return_title": spec.title,
        "authority_name": authority.name,
        "dfe_code": authority.dfe_code,
        "ons_code": authority.ons_code,
        "quarter": str(period),
        "is_amendment": is_amendment,
    }


def _first(filled: pl.DataFrame | None) -> dict[str, Any]:
    return {} if filled is None or filled.is_empty() else filled.row(0, named=True)


def _codes(spec: ReturnSpec, rows: Mapping[str, pl.DataFrame]) -> dict[str, list[str]]:
    """Per sheet that others are within, the codes that its rows have; one made-up code if it has no rows."""
    found = {}
    for column, name in {sheet.within for sheet in spec.sheets if sheet.within is not None}:
        filled = rows.get(name)
        has_rows = filled is not None and not filled.is_empty()
        found[name] = filled[column].unique(maintain_order=True).to_list() if has_rows and filled is not None else [FIRST_UNIT]  # fmt: skip
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
