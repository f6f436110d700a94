"""Many returns at once: each placed, taken once, and reported the same whether it was checked or sent."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import col
from typer.testing import CliRunner

from etl import bulk, jobs
from etl.bulk_report import Outcome, outcomes_of, report
from etl.cli import app
from etl.placing import Handed, opened, place
from etl.store import reading, writing
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Submission
from schemas.tables_batches import BatchFile, BatchState
from seed.generate import uploads
from tests.etl.workbooks import as_csv, edited, put

Q2 = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PLACES = [authority(a) for a in ("LA334", "LA380", "LA330")]
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
LIMIT = 20_000_000

pytestmark = pytest.mark.usefixtures("store")


def quiet(done: int, total: int, words: str) -> None:
    del done, total, words


def returns() -> list[Handed]:
    return [Handed(f"file {n}.xlsx", u.content) for n, u in enumerate(uploads(UNIT, Q2, PLACES))]


def mixed() -> list[Handed]:
    """A right return, a wrong one, one that nobody can place, two of the same authority, and no workbook at all."""
    first, second, third = returns()
    wrong = Handed("second.xlsx", edited(second.content, put("Unit", "B4", "not a code of a Unit, and far too long")))
    again = Handed("again.xlsx", third.content)
    return [
        first,
        wrong,
        third,
        again,
        Handed("notes.xlsx", b"PK nothing"),
        Handed("301 broken.xlsx", b"PK none"),
    ]


def sent() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Submission)) or 0


def test_whose_each_file_is_comes_from_its_mark_its_cover_or_its_name() -> None:
    first, second, third = returns()
    without_mark = Handed("a.csv", as_csv(second.content))
    found = place([first, without_mark, third], UNIT, Q2, LIMIT)
    assert [one.authority.authority_id if one.authority else None for one in found] == ["LA334", "LA380", "LA330"]


def test_what_cannot_be_placed_says_why_and_what_to_do() -> None:
    words = {one.handed.name: one.reason for one in place(mixed(), UNIT, Q2, LIMIT) if one.authority is None}
    assert set(words) == {"file 2.xlsx", "again.xlsx", "notes.xlsx"}
    assert words["again.xlsx"] == "2 of these files are of Birmingham. Choose the right one and send it by itself."


def test_a_zip_of_workbooks_is_opened_and_one_of_csvs_is_one_return() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in returns():
            archive.writestr(f"returns/{file.name}", file.content)
        archive.writestr("__MACOSX/._x.xlsx", b"")
    assert [file.name for file in opened([Handed("all.zip", packed.getvalue())], LIMIT)] == [f.name for f in returns()]
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"{number}.xlsx", bytes(20_000_000))
    with pytest.raises(Unreadable, match="in parts"):
        list(opened([Handed("huge.zip", huge.getvalue())], LIMIT))


def test_a_check_stores_nothing_and_reports_byte_for_byte_what_sending_reports() -> None:
    checked = bulk.check_many(ANALYST, UNIT, Q2, mixed(), NOW)
    assert sent() == 0
    number = bulk.hand_in(ANALYST, UNIT, Q2, mixed(), NOW)
    bulk.take_in(quiet, number)
    with reading() as session:
        taken = outcomes_of(session, number)
    assert report(taken) == report(checked)
    assert [one.verdict for one in taken][:2] == ["clean", "errors"]


def test_what_was_handed_in_is_taken_once_however_often_the_work_is_begun() -> None:
    number = bulk.hand_in(ANALYST, UNIT, Q2, returns(), NOW)

    class Killed(Exception):
        pass

    def dies(done: int, total: int, words: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        bulk.take_in(dies, number)
    assert sent() == 0
    bulk.take_in(quiet, number)
    assert sent() == 3
    _forget(number)  # as if the worker had been killed after the returns were kept and before that was noted
    bulk.take_in(quiet, number)
    assert sent() == 3
    with reading() as session:
        assert [one.verdict for one in outcomes_of(session, number)] == ["clean"] * 3


def _forget(number: int) -> None:

    with writing() as session:
        every = update(BatchFile).where(col(BatchFile.batch_id) == number)
        session.execute(every.values(state=BatchState.WAITING, submission_id=None))


def test_a_worker_takes_what_was_handed_in() -> None:
    bulk.hand_in(ANALYST, UNIT, Q2, returns(), NOW)
    assert jobs.run_one()
    assert sent() == 3


def test_files_are_kept_with_the_job_that_takes_them_or_not_at_all() -> None:
    with writing() as session:
        session.execute(text("ALTER TABLE job RENAME TO away"))
    with pytest.raises(DatabaseError):
        bulk.hand_in(ANALYST, UNIT, Q2, returns(), NOW)
    with reading() as session:
        assert session.scalars(select(BatchFile)).all() == []


def test_nobody_hands_in_another_authoritys_return() -> None:
    with pytest.raises(NotAllowed):
        bulk.hand_in(OFFICER, UNIT, Q2, returns(), NOW)
    assert sent() == 0


def test_the_command_takes_a_folder_and_a_watched_folder_is_cleared(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for file in returns():
        (tmp_path / file.name).write_bytes(file.content)
    (tmp_path / "readme.txt").write_text("nothing")
    (tmp_path / "odd.xlsx").write_bytes(b"PK nothing")
    asked = ["--return", "unit", "--period", "2026-27 Q2"]
    told = CliRunner().invoke(app, ["check", str(tmp_path), *asked])
    assert told.exit_code == 1
    assert "4 files: 3 " in told.output
    assert sent() == 0
    watched = CliRunner().invoke(app, ["watch", str(tmp_path), *asked, "--once"])
    assert watched.exit_code == 0, watched.output
    assert sorted(path.name for path in (tmp_path / "taken").iterdir()) == [file.name for file in returns()]
    assert {path.name for path in (tmp_path / "not-taken").iterdir()} == {"odd.xlsx", "odd.xlsx.report.csv"}
    assert sent() == 3


def test_a_file_name_never_runs_as_a_formula() -> None:
    assert b"\r\n'=cmd.xlsx," in report([Outcome("=cmd.xlsx", "", "not_placed", reason="Send it by itself.")])
