"""Where the columns of a sheet stand in a grid, and the text under them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

import polars as pl

from etl.cells import TextSheet, issue, letters_of, normal, quoted, trimmed
from etl.grids import Grid
from etl.stacked import published_headings
from schemas.figures import FigureSheet
from schemas.issues import Issue
from schemas.spec import Layout, Sheet, SheetRow
from schemas.vocabulary import Severity

_SEARCHED_ROWS = 2000
_LONGEST_ABOVE = 2000


@dataclass(frozen=True, eq=False)
class Place:
    """A sheet's columns found in a grid.

    Args:
        heading_row: index in the grid of the line of headings; for a form, of its first label.
        columns: name → positions in the grid of every heading that fits it, first one first; for a form, lines.
        values_at: for a form, the position of the column of values.
    """

    grid: Grid
    sheet: Sheet
    heading_row: int
    columns: Mapping[str, list[int]]
    values_at: int = -1

    def read(self, is_published: bool) -> tuple[TextSheet, list[Issue]]:
        """The sheet's text, and what is wrong with its shape.

        Args:
            is_published: whether this is a public file, in which other columns are no one's mistake.
        """
        text = _form(self) if self.values_at >= 0 else _rows(self)
        unread, issues = _marked(self, text, is_published)
        return replace(text, unread=frozenset(unread)), [*_headings_wrong(self, is_published), *issues]

    def letter(self, position: int) -> str:
        """The letters of a position in the grid."""
        return letters_of(self.grid.first_column + position)

    def at(self, line: int, position: int) -> str:
        """The reference of a cell of the grid."""
        return f"{self.letter(position)}{self.grid.first_row + line}"


@lru_cache
def _names(model: type[SheetRow], columns: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {normal(heading): name for name, headings in columns for heading in headings}


def names_of(sheet: Sheet) -> dict[str, str]:
    """Every heading that a sheet's columns may stand under, as it is compared → the column's name."""
    return _names(sheet.model, tuple((c.name, c.headings) for c in sheet.columns))


def place_of(grid: Grid, sheet: Sheet) -> Place | None:
    """Where the sheet's columns stand in a grid; None if too few headings are there to say."""
    if sheet.layout is Layout.FORM:
        return _place_of_form(grid, sheet)
    lines = enumerate(
        [(text,) if text else () for text in line] for line in grid.cells.head(_SEARCHED_ROWS).iter_rows()
    )
    best = _best_line(grid, sheet, lines)
    if isinstance(sheet, FigureSheet) and (best is None or len(best.columns) < len(sheet.columns)):
        # A publisher may group headings under others, or hang footnotes on them.
        stacks = [found for depth in (1, 2, 3) if (found := _best_line(grid, sheet, published_headings(grid, depth)))]
        best = max([*([best] if best else ()), *stacks], key=lambda place: len(place.columns), default=None)
    return best


def _best_line(grid: Grid, sheet: Sheet, lines: Iterable[tuple[int, Sequence[Sequence[str]]]]) -> Place | None:
    """The line under which most columns of the sheet stand; each line gives the words to try for each position."""
    names = names_of(sheet)
    best: Place | None = None
    for line, texts in lines:
        found: dict[str, list[int]] = {}
        for position, words in enumerate(texts):
            name = next((names[normal(text)] for text in words if normal(text) in names), None)
            if name:
                found.setdefault(name, []).append(position)
        if len(found) >= _fewest(sheet) and (best is None or len(found) > len(best.columns)):
            best = Place(grid, sheet, line, found)
        if len(found) == len(sheet.columns):
            break
    return best


def _fewest(sheet: Sheet) -> int:
    return max(1, -(-len(sheet.columns) * 3 // 10))


def _place_of_form(grid: Grid, sheet: Sheet) -> Place | None:
    names = names_of(sheet)
    best: Place | None = None
    for position in range(grid.cells.width - 1 or grid.cells.width):
        found: dict[str, list[int]] = {}
        for line, text in enumerate(grid.cells.to_series(position).head(_SEARCHED_ROWS).to_list()):
            if text and (name := names.get(normal(text))):
                found.setdefault(name, []).append(line)
        if len(found) >= _fewest(sheet) and (best is None or len(found) > len(best.columns)):
            best = Place(grid, sheet, min(lines[0] for lines in found.values()), found, position + 1)
    return best


def _rows(place: Place) -> TextSheet:
    grid, first = place.grid, place.heading_row + 1
    names = [column.name for column in place.sheet.columns if column.name in place.columns]
    body = grid.cells.slice(first)
    texts = body.select(pl.nth(place.columns[name][0]).alias(name) for name in names)
    numbers = pl.int_range(grid.first_row + first, grid.first_row + first + body.height, dtype=pl.Int64, eager=True)
    rows = texts.insert_column(0, numbers.alias("row"))
    is_filled = pl.any_horizontal(pl.col(names).str.strip_chars() != "").fill_null(False)
    rows = rows.filter(is_filled)
    above = " ".join(text for line in grid.cells.head(place.heading_row).iter_rows() for text in line if text)
    return TextSheet(
        place.sheet,
        rows,
        {name: place.letter(place.columns[name][0]) for name in names},
        above=above[:_LONGEST_ABOVE],
        is_cut=grid.is_text and rows.height > 0 and None in rows.row(-1),
    )


def _form(place: Place) -> TextSheet:
    grid = place.grid
    names = [column.name for column in place.sheet.columns if column.name in place.columns]
    values = grid.cells.to_series(place.values_at).to_list() if place.values_at < grid.cells.width else []
    texts = {name: values[place.columns[name][0]] if values else None for name in names}
    row = {"row": [grid.first_row + place.heading_row], **{name: [text] for name, text in texts.items()}}
    rows = pl.DataFrame(row, schema={"row": pl.Int64, **dict.fromkeys(names, pl.String)})
    letter = place.letter(place.values_at)
    cells = {name: f"{letter}{grid.first_row + place.columns[name][0]}" for name in names}
    return TextSheet(place.sheet, rows, dict.fromkeys(names, letter), cells)


def _headings_wrong(place: Place, is_published: bool) -> Iterator[Issue]:
    """S002, S003 and S004: columns missing, twice, or unknown."""
    sheet, what = place.sheet, "column" if place.values_at < 0 else "line"
    for name, positions in place.columns.items():
        for again in positions[1:]:
            cell = place.at(*((place.heading_row, again) if place.values_at < 0 else (again, place.values_at - 1)))
            heading = sheet.column(name).heading
            advice = f"This {what} is there twice. Keep the {what} {quoted(heading)} once; the first one was read."
            yield issue("S003", Severity.ERROR, advice, title=sheet.title, cell=cell, value=heading, column=name)
    unknown = _unknown(place)
    missing = [c for c in sheet.columns if c.name not in place.columns and not c.may_be_absent]
    for column in missing:
        renamed = _renamed(column.headings, unknown, len(missing))
        cell, text = unknown.pop(renamed) if renamed else ("", None)
        said = f"he {what} {quoted(column.heading)} is missing. Put its heading back, as in the template."
        advice = f"You may have renamed it here: t{said}" if renamed else f"t{said}"
        severity = Severity.NOTE if is_published else Severity.ERROR
        yield issue("S002", severity, advice, title=sheet.title, cell=cell, value=text, column=column.name)
    if not is_published:
        for cell, text in unknown.values():
            advice = f"This {what} is not part of the return, so it was not read."
            yield issue("S004", Severity.NOTE, advice, title=sheet.title, cell=cell, value=text)


def _unknown(place: Place) -> dict[str, tuple[str, str]]:
    """Headings of the sheet that are not ours, as they are compared → (cell, text)."""
    if place.values_at >= 0:
        lines = {line for lines in place.columns.values() for line in lines}
        labels = place.grid.cells.to_series(place.values_at - 1).to_list()
        last = max(lines)
        return {
            normal(text): (place.at(line, place.values_at - 1), text)
            for line, text in enumerate(labels)
            if text and trimmed(text) and place.heading_row <= line <= last + 1 and line not in lines
        }
    taken = {position for positions in place.columns.values() for position in positions}
    texts = place.grid.cells.row(place.heading_row)
    return {
        normal(text): (place.at(place.heading_row, position), text)
        for position, text in enumerate(texts)
        if text and trimmed(text) and position not in taken
    }


def _renamed(headings: tuple[str, ...], unknown: Mapping[str, object], missing_count: int) -> str | None:
    if missing_count == 1 and len(unknown) == 1:
        return next(iter(unknown))
    close = (get_close_matches(normal(heading), list(unknown), 1, 0.6) for heading in headings)
    return next((match[0] for match in close if match), None)


def _marked(place: Place, text: TextSheet, is_published: bool) -> tuple[set[tuple[str, int]], list[Issue]]:
    """S005 and S007: merged cells, and formulas without a value, among the cells that are read. Publishers merge
    headings, which is no one's mistake.
    """
    first = place.grid.first_row + place.heading_row + is_published
    form_row = text.rows["row"][0] if place.values_at >= 0 else None
    unread: set[tuple[str, int]] = set()
    issues = []
    for top, left, bottom, right in place.grid.markup.merged:
        inside = _inside(place, (max(top, first) if is_published else top, left, bottom, right))
        if len(inside) > 1 or (inside and (top, left) not in inside):
            unread |= {(name, form_row or at[0]) for at, name in inside.items()}
            issues.append(_merged(place, (top, left), f"{letters_of(left)}{top}:{letters_of(right)}{bottom}"))
    for at, error in place.grid.markup.faults.items():
        if name := _inside(place, (*at, *at)).get(at):
            unread.add((name, form_row or at[0]))
            issues.append(_fault(place, at, name, error))
    return unread, issues


def _inside(place: Place, area: tuple[int, int, int, int]) -> dict[tuple[int, int], str]:
    """The cells of an area that are read, or are their headings: (row, column from 0) → name of the column."""
    top, left, bottom, right = area
    grid = place.grid
    if place.values_at >= 0:
        at = grid.first_column + place.values_at
        lines = {grid.first_row + lines[0]: name for name, lines in place.columns.items()}
        columns = [column for column in (at - 1, at) if left <= column <= right]
        return {(row, column): name for row, name in lines.items() if top <= row <= bottom for column in columns}
    first, last = grid.first_row + place.heading_row, grid.first_row + grid.cells.height - 1
    rows = range(max(top, first), min(bottom, last) + 1)
    names = {grid.first_column + positions[0]: name for name, positions in place.columns.items()}
    return {(row, column): name for column, name in names.items() if left <= column <= right for row in rows}


def _value(grid: Grid, at: tuple[int, int]) -> str:
    line, position = at[0] - grid.first_row, at[1] - grid.first_column
    inside = 0 <= line < grid.cells.height and 0 <= position < grid.cells.width
    return (grid.cells.item(line, position) or "") if inside else ""


def _merged(place: Place, at: tuple[int, int], area: str) -> Issue:
    advice = f"The cells {area} are merged. Unmerge them, and enter the value in each of them."
    cell = f"{letters_of(at[1])}{at[0]}"
    return issue("S005", Severity.ERROR, advice, title=place.sheet.title, cell=cell, value=_value(place.grid, at))


def _fault(place: Place, at: tuple[int, int], name: str, error: str) -> Issue:
    cell = f"{letters_of(at[1])}{at[0]}"
    what = "This formula gives an error" if error else "This formula has no saved value"
    advice = f"{what}. Replace it with the figure itself."
    value = error or "a formula"
    return issue("S007", Severity.ERROR, advice, title=place.sheet.title, cell=cell, value=value, column=name)
