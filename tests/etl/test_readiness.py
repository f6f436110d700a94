"""When the store is ready to be shown."""

from datetime import UTC, date, datetime

import pytest

from etl.frames import add_rows
from etl.readiness import ENOUGH_AUTHORITIES, readiness
from etl.store import writing
from schemas.returns import RETURNS
from schemas.tables import SourceFile, Submission
from schemas.vocabulary import SubmissionStatus

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def publish(form_code: str, period: str, count: int, status=SubmissionStatus.SUBMITTED, first: int = 0) -> None:
    rows = [
        {
            "form_code": form_code,
            "authority_id": f"LA{number:03}",
            "period": period,
            "version": 1,
            "status": status,
            "file_sha256": "0" * 64,
            "file_name": "return.xlsx",
            "form_version": "1",
            "rows_count": 1,
            "received_at": NOW,
            "received_by": "demo-analyst",
            "submitted_at": NOW if status is SubmissionStatus.SUBMITTED else None,
            "submitted_by": "demo-other" if status is SubmissionStatus.SUBMITTED else None,
            "reason": "",
            "is_illustrative": True,
        }
        for number in range(first, count)
    ]
    with writing() as session:
        if session.get(SourceFile, "0" * 64) is None:
            session.add(SourceFile(sha256="0" * 64, name="return.xlsx", origin="upload", received_at=NOW, content=b"x"))
            session.flush()
        add_rows(session, Submission, rows)


@pytest.mark.usefixtures("store")
def test_an_empty_store_answers_but_is_not_ready():
    found = readiness(TODAY)
    assert found.is_answering
    assert found.is_migrated
    assert not found.is_ready
    assert found.rows["submissions"] == 0


@pytest.mark.usefixtures("store")
def test_it_is_ready_when_every_return_of_the_latest_two_quarters_is_in():
    for form_code in ("activity", "standards"):
        publish(form_code, "2026-27 Q1", ENOUGH_AUTHORITIES)
        publish(form_code, "2026-27 Q2", ENOUGH_AUTHORITIES)
    publish("unit", "2026-27 Q2", ENOUGH_AUTHORITIES)
    publish("funding", "2026-27 Q2", ENOUGH_AUTHORITIES)
    publish("unit", "2026-27 Q1", ENOUGH_AUTHORITIES)
    publish("funding", "2026-27 Q1", ENOUGH_AUTHORITIES - 1)
    assert not readiness(TODAY).is_ready

    publish("funding", "2025-26 Q4", ENOUGH_AUTHORITIES)
    assert not readiness(TODAY).is_ready

    publish("funding", "2026-27 Q1", ENOUGH_AUTHORITIES, first=ENOUGH_AUTHORITIES - 1)
    found = readiness(TODAY)
    assert found.is_ready
    assert found.as_json()["ready"] is True
    assert found.as_json()["periods"]["2026-27 Q1"] == dict.fromkeys(RETURNS, True)
    assert not readiness(date(2027, 2, 1)).is_ready


@pytest.mark.usefixtures("store")
def test_a_draft_does_not_count():
    for period in ("2026-27 Q2", "2026-27 Q1"):
        for form_code in RETURNS:
            publish(form_code, period, ENOUGH_AUTHORITIES, SubmissionStatus.DRAFT)
    assert not readiness(TODAY).is_ready


@pytest.mark.usefixtures("bare_database")
def test_a_store_without_tables_is_said_to_be_so():
    found = readiness(TODAY)
    assert found.is_answering
    assert not found.is_migrated
    assert not found.is_ready
