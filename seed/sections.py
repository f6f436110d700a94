"""The department's records as CSV files: a section for each sheet, as they are typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.written import as_typed, record_csv
from schemas.spec import Source

MARK = "Illustrative data — not real. Nothing here is about a real authority."
Record = Mapping[str, Any]


def as_csv(source: Source, rows: Mapping[str, Sequence[Record]]) -> bytes:
    """A whole record as one file.

    Args:
        source: its declaration.
        rows: by sheet name, each row as column → value; what is left out is empty.
    """
    typed = {
        sheet.name: [{c.name: as_typed(row.get(c.name), c) for c in sheet.columns} for row in rows[sheet.name]]
        for sheet in source.sheets
    }
    return record_csv(source, typed, [MARK])
