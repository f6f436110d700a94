"""An officer's own workbook with what is wrong marked in it: coloured cells, a note on each, and a list at the front."""

import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from etl.containers import Container, container_of
from etl.grids import Grid
from schemas.issues import Issue
from schemas.vocabulary import Severity

ISSUES_SHEET = "Issues"
AUTHOR = "Oversight checks"
MOST_NOTES = 2_000
_WIDTHS = {
    "No.": 6,
    "Sheet": 22,
    "Cell": 8,
    "Kind": 9,
    "Rule": 8,
    "You entered": 30,
    "What to do": 80,
    "Explanation": 50,
}
# A condition that is always true and that nobody else would write: our own marks are found again by it.
_ALWAYS = '"oversight"="oversight"'
_COLOURS = {
    Severity.ERROR: ("FBE3E0", "B3261E"),
    Severity.QUERY: ("FFF3D6", "8A5A00"),
    Severity.NOTE: ("E6EEF8", "12436D"),
}


def marked_workbook(
    content: bytes,
    placed: Mapping[str, Grid],
    others: Iterable[Grid],
    issues: Sequence[Issue],
    kept: Mapping[str, Grid] = {},
) -> bytes:
    """The workbook that was sent, marked. Marks of an earlier check go; values and formulas stay as they are.

    A CSV or an OpenDocument file comes back as an Excel workbook of the same cells.

    Args:
        content: the file, one that could be read.
        placed: the sheets of the return that were found in it, by the title that issues give them.
        others: its other sheets.
        issues: what was found, in the order to list it.
        kept: sheets of the return that stand in an earlier version's file, likewise; they are added.
    """
    if container_of(content) is Container.XLSX:
        book = load_workbook(io.BytesIO(content))
        sheets = {title: book[grid.title] for title, grid in placed.items() if grid.title in book.sheetnames}
    else:
        book = Workbook()
        book.remove(book.worksheets[0])
        sheets = {title: _written(book, title, grid) for title, grid in placed.items()}
        for grid in others:
            _written(book, grid.title or "Other", grid)
    sheets |= {title: _written(book, title, grid) for title, grid in kept.items()}
    for sheet in book.worksheets:
        _unmark(sheet)
    if ISSUES_SHEET in book.sheetnames:
        book.remove(book[ISSUES_SHEET])
    _mark(sheets, issues)
    _list(book, sheets, issues)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _written(book: Workbook, title: str, grid: Grid) -> Worksheet:
    """A sheet with a grid's cells where they stand in the file, as text."""
    sheet: Worksheet = book.create_sheet(title[:31])
    for down, row in enumerate(grid.cells.iter_rows(), grid.first_row):
        for across, text in enumerate(row, grid.first_column + 1):
            if text not in (None, ""):
                _put(sheet, down, across, text)
    return sheet


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Text in a cell, as text: what begins with "=" is never a formula of ours."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - sheets made here have no merged cells
    cell.value = text
    cell.data_type = "s"
    return cell


def _unmark(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
    kept = ConditionalFormattingList()
    for place in sheet.conditional_formatting:
        for rule in place.rules:
            if rule.formula != [_ALWAYS]:
                kept.add(str(place.sqref), rule)
    sheet.conditional_formatting = kept


def _mark(sheets: Mapping[str, Worksheet], issues: Iterable[Issue]) -> None:
    at: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        if issue.cell and issue.sheet in sheets:
            at.setdefault((issue.sheet, issue.cell), []).append(issue)
    for number, ((title, reference), found) in enumerate(at.items()):
        sheet = sheets[title]
        worst = min((issue.severity for issue in found), key=list(_COLOURS).index)
        sheet.conditional_formatting.add(reference, _colour(worst))
        if number < MOST_NOTES:
            _note(sheet, reference, found)


def _colour(severity: Severity) -> FormulaRule:
    fill, line = _COLOURS[severity]
    edge = Side(style="thin", color=line)
    shade = PatternFill(bgColor=fill, fill_type="solid")
    return FormulaRule([_ALWAYS], fill=shade, border=Border(edge, edge, edge, edge), stopIfTrue=True)


def _note(sheet: Worksheet, reference: str, found: Iterable[Issue]) -> None:
    cell = sheet[reference]
    if isinstance(cell, MergedCell):
        whole = next(area for area in sheet.merged_cells.ranges if reference in area)
        cell = sheet.cell(whole.min_row, whole.min_col)
    words = "\n\n".join(f"{issue.severity.label} {issue.code}: {issue.message}" for issue in found)
    if cell.comment is not None:
        words = f"{cell.comment.text}\n\n{words}"
    cell.comment = Comment(words, AUTHOR, height=160, width=360)


def _list(book: Workbook, sheets: Mapping[str, Worksheet], issues: Iterable[Issue]) -> None:
    """A first sheet that lists every issue, each linked to its cell."""
    listed = book.create_sheet(ISSUES_SHEET, 0)
    listed.append(list(_WIDTHS))
    for number, issue in enumerate(issues, 1):
        words = (
            "",
            issue.sheet,
            issue.cell,
            issue.severity.label,
            issue.code,
            issue.value,
            issue.message,
            issue.explanation,
        )
        listed.cell(number + 1, 1, number)
        for column, text in enumerate(words[1:], 2):
            if text:
                _put(listed, number + 1, column, str(text)).alignment = Alignment(wrap_text=True, vertical="top")
        if issue.cell and issue.sheet in sheets:
            place = listed.cell(number + 1, 3)
            place.hyperlink = Hyperlink(place.coordinate, location=f"'{sheets[issue.sheet].title}'!{issue.cell}")
            place.font = Font(color="12436D", underline="single")
    for column, (heading, width) in enumerate(_WIDTHS.items(), 1):
        listed.cell(1, column, heading).font = Font(bold=True)
        listed.column_dimensions[get_column_letter(column)].width = width
    listed.freeze_panes = "A2"
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == ISSUES_SHEET
    book.active = 0
