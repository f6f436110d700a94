"""The file to fill in for one of the department's records: a section for each sheet, with its headings."""

import csv
import io

from schemas.spec import Source


def blank_csv(record: Source) -> bytes:
    """A CSV file with the headings of every sheet and an example beneath each, to be typed over."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for sheet in record.sheets:
        if len(record.sheets) > 1:
            writer.writerow(["Sheet", sheet.title])
        writer.writerow([column.heading for column in sheet.columns])
        writer.writerow([column.example for column in sheet.columns])
    return written.getvalue().encode("utf-8-sig")
