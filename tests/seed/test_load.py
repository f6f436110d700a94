"""Illustrative data through the same door as anyone's: what the store then holds."""

import subprocess
import sys

import pytest
from sqlmodel import col, select

from etl import pipeline
from etl.store import reading
from etl.working import observations
from schemas.access import OPERATOR
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.sources import DETERMINATION, OFSTED, RECORDS
from schemas.tables import ObservationRow, Submission
from schemas.vocabulary import SubmissionStatus
from seed import loading as seeding
from seed.authority_paths import paths
from seed.generate import returning, uploads
from seed.public_files import public_files
from seed.quarters import LATEST, publication


@pytest.mark.slow
@pytest.mark.usefixtures("sqlite_store")
def test_the_evidence_supports_the_stage_that_was_meant_for_every_authority():
    receipts = pipeline.submit_many(OPERATOR, UNIT, LATEST, uploads(UNIT, LATEST), publication(LATEST))
    assert {receipt.status for receipt in receipts} == {SubmissionStatus.SUBMITTED}
    asked = [
        ObservationRow.indicator_id == "UR-01",
        ObservationRow.level == "authority",
        ObservationRow.breakdown == "",
    ]
    with reading() as session:
        stages = dict(observations(session, asked).select("geography", "value").iter_rows())
    meant = {a.authority_id: paths()[a.authority_id].evidenced(LATEST) for a in returning(UNIT, LATEST)}
    assert {whose: stages[whose] for whose in meant} == meant


TWO = {"LA334", "LA380"}  # Solihull and Bradford


@pytest.mark.usefixtures("sqlite_store")
def test_loading_again_leaves_what_is_there_alone(monkeypatch):
    # The files are made in a process of their own, which takes seconds to start.
    monkeypatch.setattr(seeding, "_made", lambda batches: ((b, *seeding.make(b)) for b in batches))
    told = []
    for _ in range(2):
        seeding.load([LATEST], lambda *progress: told.append(progress), TWO)
    everything = 2 * len(RETURNS)
    whole = [(done, total) for done, total, words in told if not words.endswith("checked")]
    assert whole == [*((n, everything) for n in range(2, everything + 1, 2)), (everything, everything)]
    with reading() as session:
        kept = session.exec(select(Submission).order_by(col(Submission.id))).all()
    returns = [code for code in RETURNS for _ in TWO]
    files = [source.code for source, *_ in public_files()]
    assert set(files) >= {DETERMINATION.code, OFSTED.code, *RECORDS}
    assert [s.form_code for s in kept] == [*files, *returns]
    assert all(s.is_illustrative and s.version == 1 for s in kept)


@pytest.mark.slow
def test_it_is_a_command(sqlite_store):
    arguments = ["--quarters", "latest", "--authority", "E08000029"]
    ran = subprocess.run([sys.executable, "-m", "seed", *arguments], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    everything = 2 * len(RETURNS)
    assert f"{everything} of {everything}" in ran.stdout
    with reading() as session:
        kept = session.exec(select(Submission).where(col(Submission.authority_id).is_not(None))).all()
    assert {s.authority_id for s in kept} == {"LA334"}
    assert len(kept) == everything
    assert {s.status for s in kept} == {SubmissionStatus.SUBMITTED}


@pytest.mark.usefixtures("sqlite_store")
def test_an_authority_that_is_not_one_is_asked_for_again(capsys):
    with pytest.raises(SystemExit):
        seeding.main(["--authority", "Solihul"])
    assert "“Solihul” is not an authority on 30 September 2026. Did you mean Solihull" in capsys.readouterr().err


def test_files_can_be_written_to_a_folder_instead(tmp_path, capsys):
    assert seeding.main(["--quarters", "latest", "--authority", "Solihull", "--out", str(tmp_path)]) == 0
    made = len(list(public_files())) + 2 * len(RETURNS)
    assert len(list(tmp_path.iterdir())) == made
    assert f"{made} files" in capsys.readouterr().out
