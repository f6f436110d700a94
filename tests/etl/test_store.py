"""What the database itself holds to, whichever it is: all or nothing, no dangling row, no rewriting."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import Session

from etl import frames
from etl import store as sql
from etl.lineage import FORMS
from schemas.tables import Computation, Event, IssueRow, ObservationRow, SourceFile, Submission

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FILE = {"sha256": "a" * 64, "name": "return.xlsx", "origin": "upload", "received_at": NOW, "content": b"bytes"}
COMPUTATION = {"published_at": NOW, "published_by": "demo-authoriser", "reason": "A return was accepted."}
EVENT = {
    "number": 2, "at": NOW, "actor": "demo-officer", "kind": "submitted", "detail": "Version 1.",
    "previous_sha256": "0" * 64, "sha256": "1" * 64,
}  # fmt: skip
SUBMISSION = {
    "form_code": "unit", "authority_id": "LA334", "period": "2026-27 Q2", "version": 1, "status": "submitted",
    "file_sha256": FILE["sha256"], "file_name": "return.xlsx", "form_version": "0" * 12, "received_at": NOW,
    "received_by": "demo-officer", "submitted_at": NOW, "submitted_by": "demo-approver", "rows_count": 0, "reason": "", "is_illustrative": True,
}  # fmt: skip
OBSERVATION = {
    "computation_id": 1, "indicator_id": "RO-01", "level": "authority", "geography": "LA334", "period": "2026-27 Q2",
    "breakdown": "", "value": 4.0, "status": "ok", "rag": "green", "source": "Unit return", "as_of": NOW,
}  # fmt: skip
# Events of a store's own: that it was migrated.
MADE = 1
APPEND_ONLY = {SourceFile: FILE, Computation: COMPUTATION, Event: EVENT, ObservationRow: OBSERVATION}


def _add(table: type, row: dict[str, Any]) -> None:
    with sql.writing() as session:
        session.execute(insert(table), [row])


def _count(table: type) -> int:
    with sql.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def one_of_each(store: str) -> str:
    """A store with one row in every table that is only ever added to."""
    for table, row in APPEND_ONLY.items():
        _add(table, row)
    return store


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.__tablename__)
def test_rows_that_are_a_record_cannot_be_changed(one_of_each: str, table: type) -> None:
    column = next(c for c in table.__table__.columns if not c.primary_key)
    with pytest.raises(DBAPIError, match="added, never changed"), sql.writing() as session:
        session.execute(update(table).values({column.name: column}))


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.__tablename__)
def test_rows_that_are_a_record_cannot_be_removed(one_of_each: str, table: type) -> None:
    with pytest.raises(DBAPIError, match="added, never changed"), sql.writing() as session:
        session.execute(delete(table))
    assert _count(table) == 1 + (MADE if table is Event else 0)


@pytest.mark.parametrize(
    ("column", "word"), [("level", "county"), ("status", "fine"), ("rag", "purple")], ids=["level", "status", "rag"]
)
def test_a_word_that_is_not_in_the_list_is_refused(one_of_each: str, column: str, word: str) -> None:
    with pytest.raises(IntegrityError):
        _add(ObservationRow, OBSERVATION | {"period": "2026-27 Q1", column: word})


def test_a_submission_must_have_its_file(store: str) -> None:
    with pytest.raises(IntegrityError):
        _add(Submission, SUBMISSION)


def test_a_version_is_given_once(store: str) -> None:
    _add(SourceFile, FILE)
    _add(Submission, SUBMISSION)
    with pytest.raises(IntegrityError):
        _add(Submission, SUBMISSION)


def test_an_observation_that_is_ok_has_a_value(one_of_each: str) -> None:
    with pytest.raises(IntegrityError):
        _add(ObservationRow, OBSERVATION | {"period": "2026-27 Q1", "value": None})


def _add_then_fail(session: Session) -> None:
    session.execute(insert(Event), [EVENT])
    raise RuntimeError("The process stops here.")


def test_a_transaction_that_fails_leaves_nothing(store: str) -> None:
    with pytest.raises(RuntimeError), sql.writing() as session:
        _add_then_fail(session)
    assert _count(Event) == MADE


def test_an_instant_comes_back_as_it_was_with_its_zone(store: str) -> None:
    _add(Event, EVENT)
    with sql.reading() as session:
        assert session.scalar(select(Event.at).where(Event.number == EVENT["number"])) == NOW


def test_an_instant_without_a_zone_is_refused(store: str) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        _add(Event, EVENT | {"at": NOW.replace(tzinfo=None)})


def test_a_frame_comes_back_as_it_went_in(store: str) -> None:
    words = ["plain", "", "a, comma", 'a "quote"', "two\nlines", "“smart”", "NULL", None]
    said = EVENT | {"number": range(2, 2 + len(words)), "roles": "", "authority_id": words, "detail": ""}
    events = pl.DataFrame(said)
    with sql.writing() as session:
        frames.add_frame(session, Event, events)
    with sql.reading() as session:
        kept = select(Event.authority_id, Event.at).where(Event.number > MADE).order_by(Event.number)
        assert [tuple(row) for row in session.execute(kept)] == [(word, NOW) for word in words]


def test_a_frame_with_no_rows_adds_nothing(store: str) -> None:
    with sql.writing() as session:
        frames.add_frame(session, Event, pl.DataFrame(schema=["at", "actor"]))
    assert _count(Event) == MADE


def test_a_reader_does_not_wait_for_a_writer(store: str) -> None:
    with sql.writing() as writer:
        writer.execute(insert(Event), [EVENT])
        assert _count(Event) == MADE
    assert _count(Event) == MADE + 1


def test_what_was_sent_in_stays_as_it_is(store: str) -> None:
    _add(SourceFile, FILE)
    _add(Submission, SUBMISSION)
    _add(IssueRow, {"submission_id": 1, "sheet": "", "cell": "", "code": "U001", "severity": "note", "value": "", "message": "", "fingerprint": ""})  # fmt: skip
    for change in (
        {"file_name": "other.xlsx"},
        {"status": "draft"},
        {"received_by": "someone"},
        {"reason": "Another."},
    ):
        with pytest.raises(DBAPIError, match="stays as it is"), sql.writing() as session:
            session.execute(update(Submission).values(change))
    with pytest.raises(DBAPIError, match="stays as it is"), sql.writing() as session:
        session.execute(delete(Submission))
    for statement in (update(IssueRow).values(message="Another."), delete(IssueRow)):
        with pytest.raises(DBAPIError, match="added, never changed"), sql.writing() as session:
            session.execute(statement)
    assert (_count(Submission), _count(IssueRow)) == (1, 1)


def test_the_rows_of_every_sheet_are_held(store: str) -> None:
    """A form that is added later must be in the list of the migration that refuses changes."""
    with sql.reading() as session:
        is_sqlite = session.connection().dialect.name == "sqlite"
        query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'" if is_sqlite else "SELECT event_object_table FROM information_schema.triggers"  # fmt: skip
        held = {row[0] for row in session.execute(text(query))}
    sheets = {sheet.model.__tablename__ for form in FORMS.values() for sheet in form.sheets}
    assert sheets <= held
