"""A record or a return as a file: a section for each sheet, every cell as a person would type it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from schemas.spec import Column, Form, Layout, Sheet

Typed = Mapping[str, str]
"""One row as it is typed: column → text."""


def as_typed(value: object, column: Column) -> str:
    """A value as a person would type it into its cell: "30/09/2026", "Yes", "Front door", "2"; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
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


def record_csv(form: Form, rows: Mapping[str, Iterable[Typed]], lead: Sequence[str] = ()) -> bytes:
    """A record, or some sheets of a return, as one file that the reader takes.

    Args:
        form: its declaration.
        rows: by sheet name, of the sheets that the file holds; a column that is left out is empty.
        lead: lines to stand above everything.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([line] for line in lead)
    for sheet in form.sheets:
        if sheet.name not in rows:
            continue
        if len(form.sheets) > 1:
            writer.writerow(["Sheet", sheet.title])
        if sheet.layout is Layout.FORM:
            one = next(iter(rows[sheet.name]), {})
            writer.writerows([column.heading, one.get(column.name, "")] for column in sheet.columns)
            continue
        writer.writerow([column.heading for column in sheet.columns])
        writer.writerows([row.get(column.name, "") for column in sheet.columns] for row in rows[sheet.name])
    return written.getvalue().encode("utf-8-sig")


def first_lines(form: Form, counts: Mapping[str, int]) -> dict[str, int]:
    """The number of the line that each sheet's first row stands in, in a file of so many rows for each of some sheets."""
    found, line = {}, 1
    for sheet in form.sheets:
        if sheet.name not in counts:
            continue
        is_form = sheet.layout is Layout.FORM
        line += (len(form.sheets) > 1) + (not is_form)
        found[sheet.name] = line
        line += len(sheet.columns) if is_form else counts[sheet.name]
    return found
