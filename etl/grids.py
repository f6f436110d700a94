"""A file's sheets as grids of text, every cell where it stands: nothing skipped, nothing guessed."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import PurePosixPath

import fastexcel
import polars as pl

from etl.cells import normal
from etl.containers import LIMIT_BYTES, Container, container_of, damaged, too_spread
from etl.markup import MOST_CELLS, Markup, ods_markup, xlsx_markup
from schemas.issues import Unreadable

_DELIMITERS = ",;\t|"
_LOOKED_AT = 200
_BLOCK = 10_000


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet of a file.

    Args:
        title: its name in the file; "" for a CSV that does not say.
        cells: String columns, from the first that holds anything.
        first_row: the number, from 1, of the first line of `cells` in the file.
        first_column: the position, from 0, of the first column of `cells`.
        is_hidden: whether the sheet is hidden in the workbook.
        markup: merges, formulas without a value, percentages.
        is_text: whether it is a CSV, in which a cell that is null was not written at all.
    """

    title: str
    cells: pl.DataFrame
    first_row: int = 1
    first_column: int = 0
    is_hidden: bool = False
    markup: Markup = field(default_factory=Markup)
    is_text: bool = False


def grids_of(name: str, content: bytes, words: frozenset[str], limit_bytes: int = LIMIT_BYTES) -> tuple[Grid, ...]:
    """The sheets of a workbook, a CSV, or a ZIP of CSVs.

    Args:
        name: the file's name.
        content: its bytes.
        words: headings and titles, as `normal` gives them, by which a CSV's delimiter is recognised.
        limit_bytes: the largest file that is read.

    Raises:
        Unreadable: R001 to R007.
    """
    match container_of(content, limit_bytes):
        case Container.XLSX:
            return _workbook(content, xlsx_markup(content))
        case Container.ODS:
            return _workbook(content, ods_markup(content))
        case Container.ZIP:
            return tuple(_zipped(content, words))
        case _:
            return tuple(_sections(_lines(content, words), ""))


def _workbook(content: bytes, markups: dict[str, Markup]) -> tuple[Grid, ...]:
    try:
        reader = fastexcel.read_excel(content)
        return tuple(_sheet(reader, title, markups.get(title, Markup())) for title in reader.sheet_names)
    except BaseException as failure:
        # The reader is written in Rust; when it meets the unforeseen its PanicException is not even an Exception.
        if isinstance(failure, fastexcel.FastExcelError) or type(failure).__name__ == "PanicException":
            raise damaged() from failure
        raise


def _sheet(reader: fastexcel.ExcelReader, title: str, markup: Markup) -> Grid:
    sheet = reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
    if sheet.width == 0:
        return Grid(title, pl.DataFrame(), is_hidden=sheet.visible != "visible", markup=markup)
    # The reader keeps blank rows when told to skip none, but always starts at the first column with anything in it.
    first_column = sheet.available_columns()[0].absolute_index
    cells = _with_shown(sheet.to_polars(), markup, first_column)
    return Grid(title, cells, 1, first_column, sheet.visible != "visible", markup)


def _with_shown(cells: pl.DataFrame, markup: Markup, first_column: int) -> pl.DataFrame:
    changed: dict[int, dict[int, str]] = {}
    for (row, column), text in markup.shown.items():
        if row <= cells.height and 0 <= column - first_column < cells.width:
            changed.setdefault(column - first_column, {})[row - 1] = text
    for position, texts in changed.items():
        values = cells.to_series(position).to_list()
        for index, text in texts.items():
            values[index] = text
        cells = cells.replace_column(position, pl.Series(cells.columns[position], values, dtype=pl.String))
    return cells


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(content: bytes, words: frozenset[str]) -> Iterator[list[str]]:
    """Every line of a CSV as its cells; a line break inside quotation marks does not start a new one."""
    text = _decoded(content)
    start = text[:200_000]
    scores = {mark: _recognised(list(islice(_read(start, mark), _LOOKED_AT)), words) for mark in _DELIMITERS}
    return _read(text, max(scores, key=lambda mark: scores[mark]))


def _read(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as failure:
        raise Unreadable(
            "R002",
            "This is not a CSV that can be read: one of its cells never ends. Save it again as CSV, and send that.",
        ) from failure


def _recognised(lines: Sequence[Sequence[str]], words: frozenset[str]) -> tuple[int, int]:
    known = sum(normal(cell) in words for line in lines for cell in line)
    return known, max((len(line) for line in lines), default=0)


def _sections(lines: Iterable[list[str]], title: str) -> Iterator[Grid]:
    """One grid for each section: a line "Sheet", title starts one. What stands before the first is not read then."""
    found, is_section = _Section(title, 1), False
    for number, line in enumerate(lines, 1):
        if not _is_start(line):
            found.add(line)
            continue
        if is_section:
            yield found.grid()
        found, is_section = _Section(line[1], number + 1), True
    yield found.grid()


def _is_start(line: Sequence[str]) -> bool:
    # The second look is dear, and a long file has many lines.
    return len(line) > 1 and "sheet" in line[0].casefold() and normal(line[0]) == "sheet" and bool(line[1])


@dataclass
class _Section:
    """Lines of a CSV on their way into a grid, a block at a time: a list for each line of a long file would fill the
    memory.
    """

    title: str
    first_row: int
    waiting: list[list[str]] = field(default_factory=list)
    blocks: list[pl.DataFrame] = field(default_factory=list)

    def add(self, line: list[str]) -> None:
        """Take the next line."""
        self.waiting.append(line)
        if len(self.waiting) == _BLOCK:
            self._pack()

    def grid(self) -> Grid:
        """All that was taken."""
        self._pack()
        return Grid(self.title, pl.concat(self.blocks, how="diagonal", rechunk=True), self.first_row, is_text=True)

    def _pack(self) -> None:
        spread = sum(block.height * block.width for block in self.blocks)
        spread += len(self.waiting) * max((len(line) for line in self.waiting), default=0)
        if spread > MOST_CELLS:
            raise too_spread(f"The file spreads over more than {MOST_CELLS:,} cells")
        # A block of blank lines has no cell, and still as many rows.
        columns = list(zip_longest(*self.waiting, fillvalue=None)) or [(None,) * len(self.waiting)]
        self.blocks.append(pl.DataFrame([pl.Series(str(i), texts, pl.String) for i, texts in enumerate(columns)]))
        self.waiting = []


def _zipped(content: bytes, words: frozenset[str]) -> Iterator[Grid]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            path = PurePosixPath(member)
            if (
                path.suffix.lower() in (".csv", ".tsv")
                and not path.name.startswith(".")
                and path.parts[0] != "__MACOSX"
            ):
                yield from _sections(_lines(archive.read(member), words), path.stem)
