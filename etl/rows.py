"""One sheet's text → typed rows, and an issue for every cell that is blank, unreadable, out of bounds or too long."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import polars as pl

from etl.cells import TextSheet, as_seen, issue, listed, trimmed, what_to_enter
from etl.columns import ReadColumn, read_column, read_in_bulk
from etl.convert import bound_advice
from schemas.issues import Issue
from schemas.spec import Column, Kind, Sheet, SheetRow
from schemas.vocabulary import Severity

_LABELS: dict[type[SheetRow], dict[str, dict[str, str]]] = {}
MOST_ALIKE = 1000
_LONG = 1000
_MOST_SPANS = 40


Alike = tuple[str, str, Severity]


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
        unlisted: the rows, in the file, of those past the thousand.
    """

    text: TextSheet
    rows: pl.DataFrame
    bad: dict[str, pl.Series] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[Alike, int] = field(default_factory=dict)
    unlisted: dict[Alike, list[int]] = field(default_factory=dict)

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
        self.add_all(rank, code, lambda _: advice, column, [index], severity)

    def add_all(
        self,
        rank: Rank,
        code: str,
        advice: Callable[[int], str],
        column: str,
        indexes: Sequence[int],
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note the same about several rows: at most a thousand are listed with their advice, the rest by their rows."""
        kind, numbers = (code, column, severity), self.rows["row"]
        listed = indexes[: self._room(kind, len(indexes))]
        for index in listed:
            row = numbers[index]
            found = issue(
                code,
                severity,
                advice(index),
                title=self.sheet.title,
                cell=self.text.cell(column, row),
                value=self.typed(column, index),
                column=column,
                key=self.key(index),
            )
            self.findings.append(Finding(rank, row, found))
        if rest := indexes[len(listed) :]:
            self.unlisted.setdefault(kind, []).extend(numbers[index] for index in rest)

    def add_absent(self, advice: str, column: str, key: str) -> None:
        """Note a row that should be there (S021)."""
        if self._room(("S021", column, Severity.ERROR), 1):
            found = issue("S021", Severity.ERROR, advice, title=self.sheet.title, column=column, key=key)
            self.findings.append(Finding(Rank.ROW, 0, found))

    def _room(self, kind: Alike, count: int) -> int:
        """How many of some more findings of a kind are listed; a file of a million wrong cells is told the same thing
        often enough.
        """
        before = self.counts.get(kind, 0)
        self.counts[kind] = before + count
        return min(count, max(0, MOST_ALIKE - before))

    def alike(self) -> Iterator[Finding]:
        """One issue for each kind that was found in more cells than are listed, with their rows."""
        for (code, column, severity), count in self.counts.items():
            if count > MOST_ALIKE:
                heading = self.sheet.column(column).heading
                rest = count - MOST_ALIKE
                more = "1 more row has" if rest == 1 else f"{rest:,} more rows have"
                where = _rows_in_words(self.unlisted.get((code, column, severity), ()))
                advice = f"{more} the same problem under “{heading}”{where}. Correct them alike."
                found = issue(code, severity, advice, title=self.sheet.title, column=column, key="more")
                yield Finding(Rank.ROW, 0, found)

    def spoil(self, column: str, indexes: Iterable[int]) -> None:
        """Mark cells as not to be relied on by any rule."""
        marked = set(indexes)
        if not marked:
            return
        was = self.bad.get(column)
        none = pl.repeat(False, self.rows.height, dtype=pl.Boolean, eager=True).alias(column)
        self.bad[column] = (was if was is not None else none).clone().scatter(sorted(marked), True)

    def is_bad(self, columns: Iterable[str]) -> pl.Series | None:
        """Rows in which any of the columns cannot be relied on; None if there is none."""
        marked = [self.bad[name] for name in columns if name in self.bad]
        return None if not marked else pl.DataFrame(marked).select(pl.any_horizontal(pl.all())).to_series()


def _rows_in_words(rows: Iterable[int]) -> str:
    """Where they are, for the end of a sentence: ": rows 1,002 to 1,501 and 1,600"; many are cut short."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    said = [f"{first:,}" if first == last else f"{first:,} to {last:,}" for first, last in spans[:_MOST_SPANS]]
    if len(spans) > _MOST_SPANS:
        said.append(f"so on to {spans[-1][1]:,}")
    what = "row" if spans and len(spans) == 1 and spans[0][0] == spans[0][1] else "rows"
    return f": {what} {listed(said, 'and')}" if said else ""


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
    quick = read_in_bulk(shown, columns) if shown.height >= _LONG else None
    results = {column.name: read_column(shown[column.name], column, quick) for column in columns}
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


def _note_column(checked: CheckedSheet, column: Column, result: ReadColumn) -> None:
    """S010 to S018, and S024."""
    name = column.name
    alike: dict[tuple[Rank, str, Severity], list[int]] = {}
    for index, reading in result.read.items():
        rank, severity = (Rank.UNREADABLE, Severity.ERROR) if reading.value is None else (Rank.NOTE, Severity.NOTE)
        alike.setdefault((rank, reading.code, severity), []).append(index)
    for (rank, code, severity), indexes in alike.items():
        checked.add_all(rank, code, lambda index: result.read[index].advice, name, indexes, severity)
    code, advice = _too_much(column)
    checked.add_all(Rank.BOUND, code, lambda _: advice, name, result.outside)
    covered = checked.bad.get(name)
    blank = [index for index in result.blank if covered is None or not covered[index]] if column.is_required else []
    why = " Without it the row cannot be told from others; if it is not needed, clear the row." if column.is_key else ""
    enter = what_to_enter(column) + why
    checked.add_all(Rank.BLANK, "S024" if column.is_key else "S010", lambda _: enter, name, blank)
    lost = [index for index, reading in result.read.items() if reading.value is None]
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
