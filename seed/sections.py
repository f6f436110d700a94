"""The department's records as CSV files: a section for each sheet, as they are typed."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from schemas.spec import Column, Source

MARK = "Illustrative data — not real. Nothing here is about a real authority."
Record = Mapping[str, Any]


def as_csv(source: Source, rows: Mapping[str, Sequence[Record]]) -> bytes:
    """A whole record as one file.

    Args:
        source: its declaration.
        rows: by sheet name, each row as column → value; what is left out is empty.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([MARK])
    for sheet in source.sheets:
        if len(source.sheets) > 1:
            writer.writerow(["Sheet", sheet.title])
        writer.writerow([column.heading for column in sheet.columns])
        writer.writerows([_shown(row.get(column.name), column) for column in sheet.columns] for row in rows[sheet.name])
    return written.getvalue().encode()


def _shown(value: Any, column: Column) -> str:  # noqa: ANN401 - any cell value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return column.choices(value).label if column.choices is not None else str(value)
