"""Several people sending at the same moment, on both databases: nobody is left out, and nobody is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlmodel import select

from etl import pipeline
from etl.store import publishing, reading
from etl.working import observations
from schemas.access import OPERATOR
from schemas.authorities import Authority, authorities, authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Collection, ObservationRow, Submission
from schemas.vocabulary import SubmissionStatus
from seed.generate import uploads

Q2 = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("store")


def sent_together(places: list[Authority]) -> list[pipeline.Receipt]:
    ready = [next(iter(uploads(UNIT, Q2, [place]))) for place in places]
    start = Barrier(len(ready))

    def send(upload: pipeline.Upload) -> pipeline.Receipt:
        start.wait()
        return pipeline.submit(OPERATOR, UNIT, Q2, upload, NOW)

    with ThreadPoolExecutor(len(ready)) as pool:
        return list(pool.map(send, ready))


def test_returns_of_different_authorities_are_all_in_englands_figure():
    receipts = sent_together(list(authorities(Q2.reference_date)[:4]))
    assert {receipt.status for receipt in receipts} == {SubmissionStatus.SUBMITTED}
    with reading() as session:
        wanted = [ObservationRow.indicator_id == "UR-02", ObservationRow.level == "england"]
        assert {row["returned_count"] for row in observations(session, wanted).to_dicts()} == {4}
        assert len(session.exec(select(Collection)).all()) == 1
        assert all(row.computation_id for row in session.exec(select(Submission)))


def test_of_two_returns_of_one_authority_the_second_is_told_that_one_was_accepted():
    receipts = sent_together([authority("LA334"), authority("LA334")])
    assert sorted(receipt.version for receipt in receipts) == [1, 2]
    first, second = sorted(receipts, key=lambda receipt: receipt.version)
    assert first.status is SubmissionStatus.SUBMITTED
    assert second.status is SubmissionStatus.DRAFT
    assert [issue.code for issue in second.issues if issue.severity == "error"] == ["U002"]


def test_a_reader_does_not_wait_for_a_load():
    with publishing() as session:
        session.add(
            Collection(
                form_code="unit",
                period=str(Q2),
                opens_on=NOW.date(),
                due_on=NOW.date(),
                closes_on=NOW.date(),
                template_version="1",
            )
        )
        session.flush()
        with reading() as other:
            assert other.exec(select(Collection)).all() == []
