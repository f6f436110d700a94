"""What reading a file gives: text that remembers its cell, and the sentences that name a cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from schemas.issues import Issue
from schemas.spec import Column, Kind, Sheet
from schemas.vocabulary import Severity

LONGEST_VALUE = 400
_QUOTED = 80
_LISTED = 700
_DATE_CELL = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ]00:00:00(?:\.0+)?")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
SPACES = "\u00a0\u2007\u202f\u200b\ufeff \t\r\n"
_ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"}
)


@dataclass(frozen=True)
class TemplateMark:
    """What the hidden sheet of one of our templates says it was made for; each is text, "" if absent."""

    form_code: str
    authority_id: str
    period: str
    version: str


@dataclass(frozen=True, eq=False)
class TextSheet:
    """One sheet as it was typed.

    Args:
        sheet: its declaration.
        rows: "row" (Int64, the row in the file, from 1), then a String column for each declared column found.
        letters: the letter that each column found stands under.
        cells: for a form, the cell that holds each column's value.
        unread: (column, row) of cells that an issue of reading already covers: merged, or a formula without a value.
        above: the words above the headings.
        is_cut: whether the last line of a CSV ends before its last column.
    """

    sheet: Sheet
    rows: pl.DataFrame
    letters: Mapping[str, str]
    cells: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[tuple[str, int]] = frozenset()
    above: str = ""
    is_cut: bool = False

    def cell(self, column: str, row: int) -> str:
        """The reference of a cell, for example "D7"; "" if the column is not in the file."""
        if self.cells:
            return self.cells.get(column, "")
        letter = self.letters.get(column)
        return f"{letter}{row}" if letter else ""


@dataclass(frozen=True)
class TextWorkbook:
    """A file as it was typed: the sheets found by name, what is wrong with its shape, and its template's mark."""

    sheets: dict[str, TextSheet]
    issues: tuple[Issue, ...] = ()
    mark: TemplateMark | None = None


def letters_of(position: int) -> str:
    """The letters of a column counted from 0: "A", "Z", "AA"."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def position_of(letters: str) -> int:
    """The position, from 0, of a column's letters."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """Text as it is compared: one case, plain quotes and dashes, single spaces, no colon or star at the end."""
    return _SPACES.sub(" ", text.translate(_ALIKE)).strip(" :*").casefold()


def trimmed(text: str | None) -> str:
    """Text without spaces of any kind around it."""
    return "" if text is None else text.strip(SPACES)


def as_seen(text: str) -> str:
    """Text as the officer sees it: a date cell of a workbook comes as "2026-09-30 00:00:00"."""
    match = _DATE_CELL.fullmatch(text)
    return f"{match[3]}/{match[2]}/{match[1]}" if match else text


def quoted(text: str) -> str:
    """What was typed, between quotation marks and cut to a length that can be read."""
    shown = _SPACES.sub(" ", text).strip()
    return f"“{shown if len(shown) <= _QUOTED else shown[:_QUOTED].rstrip() + '…'}”"


def sentence(title: str, cell: str, value: str | None, advice: str) -> str:
    """The message of an issue: where it is, what was typed ("" is blank, None says nothing of it), what to do."""
    where = ", ".join(part for part in (title, cell) if part)
    said = "" if value is None else f"you entered {quoted(value)}. " if trimmed(value) else "this is blank. "
    return f"{where} — {said}{advice}" if where else f"{said}{advice}"


def issue(
    code: str,
    severity: Severity,
    advice: str,
    *,
    title: str = "",
    cell: str = "",
    value: str | None = None,
    column: str = "",
    key: str = "",
) -> Issue:
    """An issue with its message. Without a cell it is about the sheet; without a title, about the file."""
    message = sentence(title, cell, value, advice)
    return Issue(title, cell, code, severity, (value or "")[:LONGEST_VALUE], message[:1000], column, key[:200])


def listed(words: Iterable[str], last: str = "or") -> str:
    """Words in a row: "A, B or C"; a long row is cut."""
    words = list(words)
    while len(", ".join(words)) > _LISTED:
        words = [*words[:-2], "…"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


_WHAT = {
    Kind.DATE: ("a date", "30/09/2026"),
    Kind.MONEY: ("whole pounds", "120000"),
    Kind.PERCENT: ("a percentage from 0 to 100", "62.5"),
    Kind.INTEGER: ("a whole number", "12"),
    Kind.NUMBER: ("a number", "2.0"),
}
_UNITS = {"FTE": "full-time equivalents"}


def what_to_enter(column: Column) -> str:
    """One sentence: what this column takes, with an example."""
    if column.kind is Kind.CHOICE:
        return f"Enter one of these: {listed(c.label for c in column.choices or ())}."
    if column.kind is Kind.YES_NO:
        return "Enter Yes or No."
    what, example = _WHAT.get(column.kind or Kind.TEXT, (f"the {_lower_first(column.heading)}", ""))
    if column.unit and column.kind in (Kind.NUMBER, Kind.INTEGER):
        what = f"{what} of {_UNITS.get(column.unit, column.unit)}"
    example = column.example or example
    return f"Enter {what}, for example {example}." if example else f"Enter {what}."


def _lower_first(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
