"""Illustrative data through the same door as anyone's: what the store then holds."""

import pytest
from sqlmodel import col, select

from etl import pipeline
from etl.release import observations
from etl.store import reading
from schemas.access import OPERATOR
from schemas.returns.unit import UNIT
from schemas.sources import DETERMINATION, OFSTED
from schemas.tables import ObservationRow, Submission
from schemas.vocabulary import SubmissionStatus
from seed import loading as seeding
from seed.authority_paths import paths
from seed.generate import returning, uploads
from seed.quarters import LATEST, publication


@pytest.mark.usefixtures("sqlite_store")
def test_the_evidence_supports_the_stage_that_was_meant_for_every_authority():
    receipts = pipeline.submit_many(OPERATOR, UNIT, LATEST, uploads(UNIT, LATEST), publication(LATEST))
    assert {receipt.status for receipt in receipts} == {SubmissionStatus.PUBLISHED}
    asked = [
        ObservationRow.indicator_id == "UR-01",
        ObservationRow.level == "authority",
        ObservationRow.breakdown == "",
    ]
    with reading() as session:
        stages = dict(observations(session, asked).select("geography", "value").iter_rows())
    meant = {a.authority_id: paths()[a.authority_id].evidenced(LATEST) for a in returning(UNIT, LATEST)}
    assert {whose: stages[whose] for whose in meant} == meant


@pytest.mark.usefixtures("sqlite_store")
def test_loading_again_leaves_what_is_there_alone(monkeypatch):
    wanted = {"LA334", "LA380"}

    def few(spec, period):
        return tuple(a for a in returning(spec, period) if a.authority_id in wanted)

    # The files are made in a process of their own, which would make all of them; two are enough here.
    monkeypatch.setattr(seeding, "returning", few)
    monkeypatch.setattr(seeding, "_made", lambda batches: ((b, *seeding.make(b)) for b in batches))
    told = []
    for _ in range(2):
        seeding.load([LATEST], lambda *progress: told.append(progress))
    assert [(done, total) for done, total, _ in told] == [(2, 4), (4, 4)]
    with reading() as session:
        kept = session.exec(select(Submission).order_by(col(Submission.id))).all()
    assert [s.form_code for s in kept] == [DETERMINATION.code, OFSTED.code, "unit", "unit", "funding", "funding"]
    assert all(s.is_illustrative and s.version == 1 for s in kept)


def test_files_can_be_written_to_a_folder_instead(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        seeding, "uploads", lambda spec, period: list(uploads(spec, period, returning(spec, period)[:1]))
    )
    monkeypatch.setattr(seeding, "amendments", lambda *_: [])
    assert seeding.main(["--quarters", "latest", "--out", str(tmp_path)]) == 0
    assert len(list(tmp_path.iterdir())) == 2 + 4
    assert "6 files" in capsys.readouterr().out
