"""One sheet sent again and the rest kept: checked, compared, stored and traced as the whole return that it is."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import polars as pl
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from etl import correcting, pipeline
from etl.cli import app
from etl.current import current_ids, form_rows
from etl.kept import kept_sheets
from etl.provenance import trace
from etl.receipts import Part, Receipt, Upload
from etl.store import reading
from schemas.access import NotAllowed, Role, Viewer
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Submission
from schemas.vocabulary import Severity, SubmissionStatus, Verdict
from tests.etl.workbooks import SOLIHULL, edited, texts, unit_rows, workbook

Q2 = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
APPROVER = Viewer("approver", "Approver", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))
STRANGER = Viewer("officer-2", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
WHY = {"*": "Checked with the partnership and correct."}
REST = frozenset({"cover", "unit", "models", "functions", "milestones", "agreements"})

pytestmark = pytest.mark.usefixtures("store")


def only(*titles: str, **rows: pl.DataFrame) -> bytes:
    """A CSV of some sheets of a Unit return in which nothing is wrong but what is given instead."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for title, lines in texts(workbook(rows={**unit_rows(), **rows})).items():
        if title in titles:
            writer.writerow(["Sheet", title])
            writer.writerows(lines)
    return out.getvalue().encode()


def posts(**changes: float) -> pl.DataFrame:
    """The posts with the police's changed."""
    is_police = pl.col("agency") == "police"
    changed = [pl.when(is_police).then(pl.lit(value)).otherwise(name).alias(name) for name, value in changes.items()]
    return unit_rows()["posts"].with_columns(changed)


def moved_milestones() -> pl.DataFrame:
    """The milestones, with another place where the evidence is kept."""
    return unit_rows()["milestones"].with_columns(evidence_ref=pl.lit("Board minute 14"))


def whole(content: bytes | None = None) -> Upload:
    return Upload(SOLIHULL, "whole.xlsx", workbook() if content is None else content, WHY)


def again(content: bytes, part: Part | None = None, name: str = "posts.csv") -> Upload:
    return Upload(SOLIHULL, name, content, WHY, reason="A police post was missed.", part=part or Part())


def sent(upload: Upload, viewer: Viewer = ANALYST, now: datetime = NOW) -> Receipt:
    return pipeline.submit(viewer, UNIT, Q2, upload, now)


def rows(receipt: Receipt) -> dict[str, pl.DataFrame]:
    with reading() as session:
        return form_rows(session, UNIT, [receipt.submission_id or 0])


def corrected(**changes: float) -> Upload:
    return again(only("Posts", posts=posts(**(changes or {"established_fte": 5.0}))))


def test_a_sheet_sent_again_makes_a_whole_version_that_says_what_it_keeps():
    first, second = sent(whole()), sent(corrected(), now=LATER)

    assert (first.status, second.status, second.version) == (SubmissionStatus.SUBMITTED, SubmissionStatus.SUBMITTED, 2)
    assert second.rows_count == first.rows_count
    before, after = rows(first), rows(second)
    for name in REST - {"cover"}:
        told = ["submission_id"]
        assert before[name].drop(told).equals(after[name].drop(told)), name
    assert after["posts"].filter(pl.col("agency") == "police")["established_fte"].to_list() == [5.0]
    assert after["cover"].select("is_amendment", "amendment_reason").row(0) == (True, "A police post was missed.")
    with reading() as session:
        kept = kept_sheets(session, [first.submission_id or 0, second.submission_id or 0])
        assert current_ids(session, "unit", Q2) == {"LA334": second.submission_id}
    assert list(kept) == [second.submission_id]
    assert kept[second.submission_id or 0].version == 1
    assert kept[second.submission_id or 0].sheets == dict.fromkeys(REST, (first.submission_id, 1))


def test_before_sending_and_after_it_only_what_changed_is_counted():
    sent(whole())
    told = correcting.difference(OFFICER, UNIT, Q2, corrected(), LATER)
    assert told is not None
    assert [(c.sheet, c.heading, c.before, c.after) for c in told.figures] == [("Posts", "Established posts", 4.0, 5.0)]
    done = correcting.made_difference(ANALYST, sent(corrected(), now=LATER).submission_id or 0)
    assert done is not None
    assert done.figures == told.figures


def models(filled_fte: float) -> pl.DataFrame:
    """The models with the police's filled posts changed."""
    changed = pl.when(pl.col("agency") == "police").then(pl.lit(filled_fte)).otherwise("filled_fte")
    return unit_rows()["models"].with_columns(filled_fte=changed)


FEWER = {"filled_fte": 2.0, "colocated_fte": 2.0, "access_fte": 2.0}


def test_a_rule_between_sheets_is_broken_by_rows_that_are_kept():
    """Filled posts on the Posts sheet must be those on Models, which is kept as it was: 3.5."""
    sent(whole())
    receipt = sent(corrected(**FEWER), now=LATER)
    assert receipt.status is SubmissionStatus.DRAFT
    [told] = [one for one in receipt.issues if one.severity is Severity.ERROR]
    assert (told.sheet, told.column, told.key, told.value) == ("Posts", "filled_fte", "U1 · Police", "2")
    assert "differ from the 3.5 filled posts of this agency on the Models sheet" in told.message
    assert "version" not in told.message

    both = only("Posts", "Models", posts=posts(**FEWER), models=models(2.0))
    assert sent(again(both), now=LATER).verdict is Verdict.CLEAN


def test_a_finding_in_a_sheet_that_is_kept_names_the_cell_and_the_version_that_it_stands_in():
    def three_lines_above(book: openpyxl.Workbook) -> None:
        book["Posts"].insert_rows(1, 3)

    sent(whole(edited(workbook(), three_lines_above)))
    found = pipeline.check(OFFICER, UNIT, Q2, again(only("Models", models=models(2.0))), LATER)
    [told] = [one for one in found.issues if one.severity is Severity.ERROR]
    police = unit_rows()["posts"]["agency"].to_list().index("police")
    assert (told.sheet, told.cell) == ("Posts", f"E{5 + 3 + police}")
    assert told.message.endswith(" It stands in version 1, which is kept.")


def test_where_a_figure_comes_from_points_to_the_cell_of_the_earlier_file():
    first, second = sent(whole()), sent(corrected(), now=LATER)
    with reading() as session:
        shas = {n: session.get_one(Submission, n).file_sha256 for n in (first.submission_id, second.submission_id)}
        of_posts = trace(session, "ST-02", "LA334", Q2)
        of_models = trace(session, "ST-06", "LA334", Q2)
    [posts_file] = [f for f in of_posts.files if "Posts" in {cell.sheet for cell in f.cells}]
    assert (posts_file.sha256, posts_file.kept_from_version) == (shas[second.submission_id], None)
    [models_file] = [f for f in of_models.files if "Models" in {cell.sheet for cell in f.cells}]
    assert (models_file.sha256, models_file.kept_from_version) == (shas[first.submission_id], 1)
    assert (models_file.number, models_file.file_name) == (second.number, "whole.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    for cell in models_file.cells:
        assert f"{book['Models'][cell.reference].value:,.10g}" == cell.value


def test_what_a_version_kept_is_kept_on_from_the_file_that_holds_it():
    first, second = sent(whole()), sent(corrected(), now=LATER)
    third = sent(again(only("Milestones", milestones=moved_milestones())), now=LATER + timedelta(hours=1))
    with reading() as session:
        kept = kept_sheets(session, [third.submission_id or 0])[third.submission_id or 0]
    assert kept.version == 2
    assert kept.sheets["posts"] == (second.submission_id, 2)
    assert kept.sheets["models"] == (first.submission_id, 1)
    assert rows(third)["posts"].filter(pl.col("agency") == "police")["established_fte"].to_list() == [5.0]


def test_without_the_choice_a_file_that_lacks_a_sheet_is_refused_as_before():
    sent(whole())
    receipt = sent(replace(corrected(), part=None), now=LATER)
    assert receipt.verdict is Verdict.ERRORS
    assert "S001" in {one.code for one in receipt.issues}
    assert receipt.kept is None


def test_a_sheet_that_looks_renamed_is_not_taken_for_one_that_is_kept():
    def rename(book: openpyxl.Workbook) -> None:
        book["Milestones"].title = "Milestone"

    sent(whole())
    found = pipeline.check(OFFICER, UNIT, Q2, again(edited(workbook(), rename), name="a.xlsx"), LATER)
    assert [one.sheet for one in found.issues if one.code == "S001"] == ["Milestones"]
    assert found.kept is None


def test_only_the_sheets_that_are_named_are_taken_and_one_that_is_not_there_is_missed():
    sent(whole())
    both = only("Posts", "Milestones", posts=posts(established_fte=5.0), milestones=moved_milestones())
    receipt = sent(again(both, Part(sheets=frozenset({"posts"}))), now=LATER)
    assert receipt.verdict is Verdict.CLEAN
    assert [(one.sheet, one.code) for one in receipt.issues if one.code == "S035"] == [("Milestones", "S035")]
    assert set(rows(receipt)["milestones"]["evidence_ref"]) == {"Board minute 12"}

    missed = pipeline.check(OFFICER, UNIT, Q2, again(both, Part(sheets=frozenset({"posts", "models"}))), LATER)
    assert [one.sheet for one in missed.issues if one.code == "S001"] == ["Models"]


def test_there_must_be_something_to_keep():
    nothing = pipeline.check(OFFICER, UNIT, Q2, corrected(), NOW)
    assert (nothing.verdict, nothing.issues[0].code) == (Verdict.UNREADABLE, "R014")

    def nil(book: openpyxl.Workbook) -> None:
        for line in book["Cover"].iter_rows():
            if line[0].value == "Nil return":
                line[1].value = "Yes"
            if line[0].value == "Reason for nil return":
                line[1].value = "No Unit is planned in this area this year."
        for sheet in book.worksheets[2:-1]:
            sheet.delete_rows(5, 400)

    assert sent(whole(edited(workbook(), nil))).verdict is Verdict.CLEAN
    found = pipeline.check(OFFICER, UNIT, Q2, corrected(), LATER)
    assert "nil return" in found.issues[0].message


def test_what_was_sent_back_can_be_completed_from():
    from etl import authorising

    first = sent(whole())
    authorising.send_back(ANALYST, first.submission_id or 0, "The police posts cannot be right.", NOW)
    receipt = sent(corrected(), now=LATER)
    assert receipt.status is SubmissionStatus.SUBMITTED
    assert receipt.kept is not None
    assert receipt.kept.version == 1


def test_of_two_people_who_keep_the_rest_of_one_version_one_wins_and_the_other_is_told():
    sent(whole())
    ones = [
        again(only("Posts", posts=posts(established_fte=5.0)), Part(version=1)),
        again(only("Milestones", milestones=moved_milestones()), Part(version=1)),
    ]

    def go(upload: Upload) -> object:
        try:
            return sent(upload, now=LATER).version
        except NotAllowed as refusal:
            return str(refusal)

    with ThreadPoolExecutor(2) as pool:
        came_to = list(pool.map(go, ones))
    assert 2 in came_to
    [told] = [one for one in came_to if one != 2]
    assert told == (
        "You keep sheets from version 1, and version 2 stands in its place by now. "
        "Look at what it changed, then send your sheets again."
    )


def test_a_version_that_waited_while_another_came_to_count_does_not_undo_it():
    sent(whole(), OFFICER)
    with reading() as session:
        first = session.scalars(select(Submission)).one().id or 0
    pipeline.approve(APPROVER, first, NOW)
    one = sent(corrected(), OFFICER, LATER)
    other = sent(again(only("Milestones", milestones=moved_milestones())), OFFICER, LATER)
    pipeline.approve(APPROVER, one.submission_id or 0, LATER)
    with pytest.raises(NotAllowed, match="from version 1, and version 2 counts by now"):
        pipeline.approve(APPROVER, other.submission_id or 0, LATER)
    with reading() as session:
        assert current_ids(session, "unit", Q2) == {"LA334": one.submission_id}


def test_a_version_that_nobody_knew_of_is_not_overlooked():
    sent(whole())
    sent(corrected(), now=LATER)
    with pytest.raises(NotAllowed, match="Version 2 of this return was saved meanwhile"):
        sent(replace(whole(), since=1), OFFICER, LATER)


def test_putting_back_a_version_that_keeps_sheets_keeps_them_too():
    sent(whole())
    second = sent(corrected(), now=LATER)
    third = sent(again(only("Milestones", milestones=moved_milestones())), now=LATER)
    back = correcting.revert(ANALYST, third.submission_id or 0, "The milestones were those of another quarter.", LATER)
    with reading() as session:
        kept = kept_sheets(session, [second.submission_id or 0, back.submission_id or 0])
        of_models = trace(session, "ST-06", "LA334", Q2)
    assert kept[back.submission_id or 0] == kept[second.submission_id or 0]
    assert {f.kept_from_version for f in of_models.files if f.cells} == {1}
    assert all(cell.reference for f in of_models.files for cell in f.cells)


def test_the_workbook_that_comes_back_holds_the_sheets_that_are_kept_with_their_marks():
    sent(whole())
    upload = again(only("Models", models=models(2.0)))
    found = pipeline.check(OFFICER, UNIT, Q2, upload, LATER)
    content = correcting.marked(OFFICER, UNIT, SOLIHULL, upload.name, upload.content, found.issues, found.kept)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {sheet.title for sheet in UNIT.sheets} <= set(book.sheetnames)
    for one in found.issues:
        if one.cell and one.severity is not Severity.NOTE:
            assert one.message in book[one.sheet][one.cell].comment.text
    assert correcting.marked(STRANGER, UNIT, replace(SOLIHULL, authority_id="LA380"), *(), "p.csv", upload.content, [], found.kept)  # fmt: skip


def test_nobody_keeps_sheets_of_another_authority():
    sent(whole())
    for act in (pipeline.check, pipeline.submit):
        with pytest.raises(NotAllowed):
            act(STRANGER, UNIT, Q2, corrected(), LATER)
    with reading() as session:
        assert len(session.scalars(select(Submission)).all()) == 1


# The command.


def told(*said: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in said])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout or result.stderr


def test_the_command_sends_a_sheet_again_only_when_it_is_told_to(tmp_path):
    sent(whole())
    file = tmp_path / "posts.csv"
    file.write_bytes(only("Posts", "Milestones", posts=posts(established_fte=5.0), milestones=moved_milestones()))
    words = [file, "--return", "unit", "--authority", "334", "--period", str(Q2)]
    explained = ["--explain", f"*={WHY['*']}"]

    code, refused = told("check", *words, *explained, "--json")
    assert (code, "S001" in refused) == (1, True)
    code, wrong = told("check", *words, "--sheet", "Post")
    assert (code, "“Post” is not a sheet" in wrong) == (2, True)

    code, both = told("check", *words, *explained, "--keep-rest", "--json")
    assert (code, set(json.loads(both)["kept"])) == (0, REST - {"milestones"})
    code, one = told("submit", *words, *explained, "--sheet", "Posts", "--json")
    answer = json.loads(one)
    assert (code, answer["version"], answer["kept"]) == (0, 2, dict.fromkeys(sorted(REST), 1))
    code, same = told("difference", *words, "--sheet", "posts")
    assert (code, same.strip()) == (0, "It changes nothing.")
    out = tmp_path / "marked.xlsx"
    assert told("mark", *words, "--keep-rest", "--out", out)[0] == 0
    assert "Models" in openpyxl.load_workbook(out).sheetnames
    assert told("check", tmp_path, *words[1:3], *words[5:], "--keep-rest")[0] == 2
