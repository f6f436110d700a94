"""The reads of the department's records. Each takes the viewer first, and gives nothing of a record that is not theirs."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import col

from dashboard.reads_releases import known_at
from dashboard.until_next import kept_until_next_event
from etl.blank import blank_csv
from etl.current import current_ids, form_rows
from etl.frames import frame
from etl.provenance_files import roles_of
from etl.store import reading
from etl.then import by
from etl.written import Typed, first_lines, record_csv, typed_rows
from schemas.access import Viewer
from schemas.sources import RECORDS
from schemas.spec import Source
from schemas.tables import Submission
from schemas.vocabulary import SubmissionStatus


@dataclass(frozen=True)
class Edition:
    """One edition: its number, when it came, and from whom, as a role."""

    number: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Row:
    """One row of a record.

    Args:
        number: its number in the edition that it came in.
        line: the line that it has in the file that can be downloaded.
        typed: its cells as they would be typed.
        authority_ids: whom it is about.
    """

    number: int
    line: int
    typed: Typed
    authority_ids: tuple[str, ...]


def records(viewer: Viewer) -> dict[str, Source]:
    """The records that the viewer keeps, by code."""
    return {code: record for code, record in RECORDS.items() if viewer.holds(record.kept_with)}


def record_editions(viewer: Viewer, record_code: str) -> pl.DataFrame:
    """The editions of a record, newest first: id, version, received_at, by (a role), rows_count, reason."""
    names = ("id", "version", "received_at", "received_by", "rows_count", "reason")
    query = (
        select(*(getattr(Submission, name) for name in names))
        .where(col(Submission.form_code) == record_code, col(Submission.status) == SubmissionStatus.SUBMITTED)
        .where(*by(known_at(viewer), col(Submission.submitted_at)))
        .order_by(col(Submission.version).desc())
    )
    with reading() as session:
        found = frame(session, query if record_code in records(viewer) else query.where(col(Submission.id) < 0))
        people = roles_of(session, [{"received_by": by, "submitted_by": None} for by in found["received_by"]])
    return found.with_columns(pl.col("received_by").replace(people).alias("by")).drop("received_by")


def record_rows(viewer: Viewer, record_code: str) -> dict[str, list[Row]]:
    """The rows of a record as they stand, by sheet name; nothing of a record that is not the viewer's."""
    record = records(viewer).get(record_code)
    if record is None:
        return {}
    with reading() as session:
        number = current_ids(session, record_code, None, known_at(viewer)).get(None)
        stored = form_rows(session, record, [number] if number is not None else [])
    typed = {sheet.name: typed_rows(sheet, stored[sheet.name]) for sheet in record.sheets}
    lines = first_lines(record, {name: len(rows) for name, rows in typed.items()})
    found = {}
    for name, own in typed.items():
        whose = _whose(stored[name])
        numbered = enumerate(own.items(), lines[name])
        found[name] = [Row(number, line, cells, whose[number]) for line, (number, cells) in numbered]
    return found


@kept_until_next_event
def rows_count(viewer: Viewer, record_code: str) -> int:
    """How many rows a record has as it stands, over its sheets."""
    return sum(len(own) for own in record_rows(viewer, record_code).values())


def record_file(viewer: Viewer, record_code: str) -> bytes:
    """A record as one file; the file to fill in if nothing is recorded yet; nothing if it is not the viewer's, or of the past."""
    record = records(viewer).get(record_code)
    if record is None:
        return b""
    rows = record_rows(viewer, record_code)
    if not any(rows.values()):
        return b"" if viewer.is_past else blank_csv(record)
    return record_csv(record, {name: [row.typed for row in own] for name, own in rows.items()})


@kept_until_next_event
def edition_in_use(viewer: Viewer, record_code: str) -> Edition | None:
    """The edition that counts; None if there is none, or the record is not the viewer's."""
    editions = record_editions(viewer, record_code)
    return Edition(*editions.select("version", "received_at", "by").row(0)) if editions.height else None


def _whose(rows: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for number, authority_id in rows.select("row_number", "authority_id").iter_rows():
        found[number] = (*found.get(number, ()), *([authority_id] if authority_id else []))
    return found
