"""Rows as a CSV file that every spreadsheet opens rightly, and in which no cell runs as a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe, a number stays."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    if isinstance(value, int):
        return str(value)
    text = value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV that every spreadsheet opens with the right letters: UTF-8 with its mark, lines ending in CRLF."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
