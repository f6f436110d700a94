"""A record as the file that it is: a section for each sheet, every cell as a person would type it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from schemas.spec import Column, Sheet, Source

Typed = Mapping[str, str]
"""One row as it is typed: column → text."""


def as_typed(value: object, column: Column) -> str:
    """A value as a person would type it into its cell: "30/09/2026", "Yes", "Front door"; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return column.choices(str(value)).label if column.choices is not None else str(value)


def typed_rows(sheet: Sheet, rows: pl.DataFrame) -> dict[int, Typed]:
    """A sheet's stored rows as they are typed, by their number in the file that they came in.

    A row about several authorities is stored for each; it is one row of the file.
    """
    once = rows.unique("row_number", keep="first").sort("row_number")
    return {
        row["row_number"]: {column.name: as_typed(row[column.name], column) for column in sheet.columns}
        for row in once.iter_rows(named=True)
    }


def record_csv(record: Source, rows: Mapping[str, Iterable[Typed]], lead: Sequence[str] = ()) -> bytes:
    """A whole record as one file that the reader takes.

    Args:
        record: its declaration.
        rows: by sheet name; a column that is left out is empty.
        lead: lines to stand above everything.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([line] for line in lead)
    for sheet in record.sheets:
        if len(record.sheets) > 1:
            writer.writerow(["Sheet", sheet.title])
        writer.writerow([column.heading for column in sheet.columns])
        writer.writerows([row.get(column.name, "") for column in sheet.columns] for row in rows[sheet.name])
    return written.getvalue().encode("utf-8-sig")


def first_lines(record: Source, counts: Mapping[str, int]) -> dict[str, int]:
    """The number of the line that each sheet's first row stands in, in a file of so many rows for each sheet."""
    found, line = {}, 1
    for sheet in record.sheets:
        line += 2 if len(record.sheets) > 1 else 1
        found[sheet.name] = line
        line += counts[sheet.name]
    return found
