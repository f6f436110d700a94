"""The file to fill in for one of the department's records: a section for each sheet, with its headings."""

from etl.written import record_csv
from schemas.spec import Source


def blank_csv(record: Source) -> bytes:
    """A CSV file with the headings of every sheet and an example beneath each, to be typed over."""
    return record_csv(record, {s.name: [{c.name: c.example for c in s.columns}] for s in record.sheets})
