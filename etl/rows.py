"""One sheet's text → typed rows, and an issue for every cell that is blank, unreadable, out of bounds or too long."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import polars as pl

from etl.cells import TextSheet, as_seen, issue, trimmed, what_to_enter
from etl.convert import Reading, bound_advice, plain, read_cell
from schemas.issues import Issue
from schemas.spec import Column, Kind, Sheet, SheetRow
from schemas.vocabulary import Severity

_LABELS: dict[type[SheetRow], dict[str, dict[str, str]]] = {}
_READINGS: dict[int, tuple[Column, dict[str, Reading]]] = {}
_MOST_READINGS = 4096
MOST_ALIKE = 1000
_LONG = 1000


_OUTSIDE = ">"


class Rank(IntEnum):
    """Which finding is shown where a cell has several: the lowest."""

    SHAPE = 0
    BLANK = 1
    UNREADABLE = 2
    BOUND = 3
    ROW = 4
    RULE = 5
    NOTE = 6


@dataclass(frozen=True)
class Finding:
    """An issue, with what decides its place among others."""

    rank: Rank
    row: int
    issue: Issue


@dataclass
class CheckedSheet:
    """A sheet's typed rows and what was found in them.

    Args:
        text: as it was typed.
        rows: "row", then every declared column with its type; null where blank, unreadable or missing.
        bad: per column, where a value was needed and cannot be used; only columns with any.
        findings: at most a thousand of a kind in a column.
        counts: how many there were of each kind.
    """

    text: TextSheet
    rows: pl.DataFrame
    bad: dict[str, pl.Series] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[tuple[str, str, Severity], int] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        """The declaration."""
        return self.text.sheet

    def typed(self, column: str, index: int) -> str:
        """What was typed in a cell, as the officer sees it."""
        return as_seen(self.text.rows.item(index, column) or "") if column in self.text.letters else ""

    def key(self, index: int) -> str:
        """The row's key in words: "U1 · Police"."""
        labels = labels_of(self.sheet)
        parts = []
        for name in self.sheet.keys:
            value = self.rows.item(index, name)
            in_words = labels.get(name, {}).get(value, str(value))
            parts.append(trimmed(self.typed(name, index)) if value is None else in_words)
        return " · ".join(parts)

    def add(
        self, rank: Rank, code: str, advice: str, column: str, index: int, severity: Severity = Severity.ERROR
    ) -> None:
        """Note something about the cell of a column in the row at an index."""
        if not self._has_room(code, column, severity):
            return
        row = self.rows.item(index, "row")
        found = issue(
            code,
            severity,
            advice,
            title=self.sheet.title,
            cell=self.text.cell(column, row),
            value=self.typed(column, index),
            column=column,
            key=self.key(index),
        )
        self.findings.append(Finding(rank, row, found))

    def add_absent(self, advice: str, column: str, key: str) -> None:
        """Note a row that should be there (S021)."""
        if self._has_room("S021", column, Severity.ERROR):
            found = issue("S021", Severity.ERROR, advice, title=self.sheet.title, column=column, key=key)
            self.findings.append(Finding(Rank.ROW, 0, found))

    def _has_room(self, code: str, column: str, severity: Severity) -> bool:
        # A file of a million wrong cells is told the same thing often enough; the rest are counted.
        count = self.counts.get((code, column, severity), 0) + 1
        self.counts[code, column, severity] = count
        return count <= MOST_ALIKE

    def alike(self) -> Iterator[Finding]:
        """One issue for each kind that was found in more cells than are listed."""
        for (code, column, severity), count in self.counts.items():
            if count > MOST_ALIKE:
                heading = self.sheet.column(column).heading
                advice = (
                    f"{count - MOST_ALIKE:,} more rows have the same problem under “{heading}”. Correct them alike."
                )
                found = issue(code, severity, advice, title=self.sheet.title, column=column, key="more")
                yield Finding(Rank.ROW, 0, found)

    def spoil(self, column: str, indexes: Iterable[int]) -> None:
        """Mark cells as not to be relied on by any rule."""
        marked = set(indexes)
        if not marked:
            return
        was = self.bad.get(column)
        values = [index in marked or (was is not None and was[index]) for index in range(self.rows.height)]
        self.bad[column] = pl.Series(column, values, dtype=pl.Boolean)

    def is_bad(self, columns: Iterable[str]) -> pl.Series | None:
        """Rows in which any of the columns cannot be relied on; None if there is none."""
        marked = [self.bad[name] for name in columns if name in self.bad]
        return None if not marked else pl.DataFrame(marked).select(pl.any_horizontal(pl.all())).to_series()


def labels_of(sheet: Sheet) -> dict[str, dict[str, str]]:
    """Per column of choices: value → label."""
    if sheet.model not in _LABELS:
        _LABELS[sheet.model] = {
            c.name: {str(m): m.label for m in c.choices} for c in sheet.columns if c.choices is not None
        }
    return _LABELS[sheet.model]


def read_rows(text: TextSheet) -> CheckedSheet:
    """Read a sheet's text. Nothing is lost: a cell that cannot be read becomes an issue and a null."""
    shown = _without_unread(text)
    columns = [column for column in text.sheet.columns if column.name in text.letters]
    quick = _read_in_bulk(shown, columns) if shown.height >= _LONG else None
    results = {column.name: _read_column(shown[column.name], column, quick) for column in columns}
    nothing = [None] * shown.height
    values = [
        results[c.name].values if c.name in results else pl.Series(c.name, nothing, dtype=c.dtype)
        for c in text.sheet.columns
    ]
    checked = CheckedSheet(text, pl.DataFrame([shown["row"], *values]))
    if text.unread:
        _spoil_unread(checked)
    for column in columns:
        _note_column(checked, column, results[column.name])
    return checked


@dataclass
class _ReadColumn:
    """A column's values, and the indexes of the rows where something is to be said."""

    values: pl.Series
    blank: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)
    read: dict[int, Reading] = field(default_factory=dict)


def _read_in_bulk(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Whole columns at once: values where the text has its usual form, and under ">" whether they are out of bounds."""
    usual = rows.lazy().select(plain(column).alias(column.name) for column in columns)
    return usual.with_columns(_outside(column).alias(f"{_OUTSIDE}{column.name}") for column in columns).collect()


def _read_column(texts: pl.Series, column: Column, quick: pl.DataFrame | None) -> _ReadColumn:
    """Read a column: what a reading in bulk left over, or all of it.

    Starting a query costs more than reading a few hundred cells one by one, so only long sheets are read in bulk. Each
    different text is read once, and remembered for the next file unless it is free text.
    """
    if quick is None:
        result, left = _ReadColumn(texts), list(range(len(texts)))
    else:
        result = _ReadColumn(quick[column.name], outside=quick[f"{_OUTSIDE}{column.name}"].arg_true().to_list())
        left = result.values.is_null().arg_true().to_list()
    if quick is not None and not left:
        return result
    values: list[Any] = [None] * len(texts) if quick is None else result.values.to_list()
    typed = texts.to_list()
    known = _known_readings(column)
    for index in left:
        text = trimmed(typed[index])
        if not text:
            result.blank.append(index)
            continue
        reading = known.get(text)
        if reading is None:
            reading = read_cell(text, column)
            if len(known) < _MOST_READINGS:
                known[text] = reading
        values[index] = reading.value
        if reading.code:
            result.read[index] = reading
        if reading.value is not None and not _is_inside(reading.value, column):
            result.outside.append(index)
    result.values = pl.Series(column.name, values, dtype=column.dtype)
    return result


def _known_readings(column: Column) -> dict[str, Reading]:
    if column.kind is Kind.TEXT:
        return {}
    readings = _READINGS.setdefault(id(column), (column, {}))[1]
    if len(readings) >= _MOST_READINGS:
        readings.clear()
    return readings


def _note_column(checked: CheckedSheet, column: Column, result: _ReadColumn) -> None:
    """S010 to S018, and S024."""
    name = column.name
    lost = [index for index, reading in result.read.items() if reading.value is None]
    for index, reading in result.read.items():
        rank, severity = (Rank.UNREADABLE, Severity.ERROR) if reading.value is None else (Rank.NOTE, Severity.NOTE)
        checked.add(rank, reading.code, reading.advice, name, index, severity)
    for index in result.outside:
        checked.add(Rank.BOUND, *_too_much(column), name, index)
    covered = checked.bad.get(name)
    blank = [index for index in result.blank if covered is None or not covered[index]] if column.is_required else []
    why = " Without it the row cannot be told from others; if it is not needed, clear the row." if column.is_key else ""
    for index in blank:
        checked.add(Rank.BLANK, "S024" if column.is_key else "S010", what_to_enter(column) + why, name, index)
    checked.spoil(name, [*lost, *result.outside, *blank])


def _too_much(column: Column) -> tuple[str, str]:
    if column.kind is Kind.TEXT:
        return "S016", f"This is too long. Shorten it to {column.max_length} characters or fewer."
    return "S015", bound_advice(column)


def _spoil_unread(checked: CheckedSheet) -> None:
    at = {row: index for index, row in enumerate(checked.rows["row"].to_list())}
    for name, row in checked.text.unread:
        if row in at:
            checked.spoil(name, [at[row]])


def _without_unread(text: TextSheet) -> pl.DataFrame:
    if not text.unread:
        return text.rows
    rows_of: dict[str, list[int]] = {}
    for name, row in text.unread:
        rows_of.setdefault(name, []).append(row)
    blanked = [pl.when(~pl.col("row").is_in(rows)).then(pl.col(name)).alias(name) for name, rows in rows_of.items()]
    return text.rows.with_columns(blanked)


def _outside(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind is Kind.TEXT:
        return value.str.len_chars() > column.max_length
    limits = [value < column.low] if column.low is not None else []
    limits += [value > column.high] if column.high is not None else []
    return pl.any_horizontal(limits) if limits else pl.lit(False)


def _is_inside(value: Any, column: Column) -> bool:  # noqa: ANN401 - a value of any kind
    if isinstance(value, bool) or column.choices is not None:
        return True
    if isinstance(value, str):
        return len(value) <= column.max_length
    return not ((column.low is not None and value < column.low) or (column.high is not None and value > column.high))
