"""Correction in one round: the officer's own workbook marked, what a file would change, and going back a version."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from sqlalchemy import func, select

from etl import correcting, pipeline
from etl.current import current_ids
from etl.marked import AUTHOR
from etl.pipeline import Upload
from etl.store import reading
from etl.working import observations
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.differences import Difference, FigureChange, IndicatorChange
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Event, ObservationRow, Submission
from schemas.vocabulary import Level, Rag, Severity, SubmissionStatus
from seed.generate import uploads
from tests.etl.workbooks import as_csv, as_ods, as_zip

Q2 = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SOLIHULL = authority("LA334")
WHY = "The police post was counted twice."
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
STRANGER = Viewer("officer-2", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))

pytestmark = pytest.mark.usefixtures("store")


def sent() -> Upload:
    made = next(iter(uploads(UNIT, Q2, [SOLIHULL])))
    return Upload(SOLIHULL, made.name, made.content, {"*": "Checked with the partnership and correct."})


def posts(book: Workbook) -> tuple[int, dict[str, int]]:
    """The row of the police on the Posts sheet, and its columns by heading."""
    header = next(row for row in book["Posts"].iter_rows() if "Filled posts" in {c.value for c in row})
    columns = {cell.value: cell.column for cell in header}
    row = next(r for r in book["Posts"].iter_rows(min_row=header[0].row + 1) if "Police" in {c.value for c in r})
    return row[0].row, columns


def changed(upload: Upload, **figures: object) -> Upload:
    """The same workbook with the police's figures changed; an amendment."""
    book = openpyxl.load_workbook(io.BytesIO(upload.content))
    row, columns = posts(book)
    for heading, value in figures.items():
        book["Posts"].cell(row, columns[heading.replace("_", " ")], value)
    label = next(cell for line in book["Cover"].iter_rows() for cell in line if str(cell.value).startswith("Amendment"))
    book["Cover"].cell(label.row, label.column + 1, "Yes")
    made = io.BytesIO()
    book.save(made)
    return replace(upload, content=made.getvalue(), reason=WHY)


def marked(upload: Upload, viewer: Viewer = OFFICER) -> tuple[Workbook, list[object]]:
    issues = pipeline.check(ANALYST, UNIT, Q2, upload, NOW).issues
    content = correcting.marked(viewer, UNIT, SOLIHULL, upload.name, upload.content, issues)
    return openpyxl.load_workbook(io.BytesIO(content)), issues


def colours(sheet: object) -> dict[str, str]:
    return {
        str(place.sqref): rule.dxf.fill.bgColor.rgb[-6:]
        for place in sheet.conditional_formatting  # type: ignore[attr-defined]
        for rule in place.rules
        if rule.formula == ['"oversight"="oversight"']
    }


def test_the_officers_own_workbook_comes_back_with_each_wrong_cell_marked_noted_and_listed():
    book, issues = marked(changed(sent(), Filled_posts="2 posts"))
    wrong = next(issue for issue in issues if issue.severity is Severity.ERROR and issue.sheet == "Posts")

    cell = book["Posts"][wrong.cell]
    assert cell.value == "2 posts"
    assert wrong.message in cell.comment.text
    assert colours(book["Posts"])[wrong.cell] == "FBE3E0"
    assert book.sheetnames[0] == "Issues"
    rows = list(book["Issues"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(issues)
    assert ("Posts", wrong.cell, "Error", wrong.code, "2 posts", wrong.message) in [row[1:7] for row in rows]
    links = [book["Issues"].cell(n, 3).hyperlink for n in range(2, len(rows) + 2)]
    assert f"'Posts'!{wrong.cell}" in {link.location for link in links if link}


def test_a_marked_workbook_can_be_corrected_and_sent_and_its_marks_go():
    book, _ = marked(changed(sent(), Filled_posts="2 posts"))
    row, columns = posts(book)
    right = openpyxl.load_workbook(io.BytesIO(sent().content))["Posts"].cell(row, columns["Filled posts"]).value
    book["Posts"].cell(row, columns["Filled posts"], right)
    made = io.BytesIO()
    book.save(made)
    again = replace(sent(), content=made.getvalue())

    found, issues = marked(again)
    assert not [issue for issue in issues if issue.value == "2 posts" or issue.sheet == "Issues"]
    cell = found["Posts"].cell(row, columns["Filled posts"])
    assert cell.coordinate not in colours(found["Posts"])
    assert cell.comment is None or cell.comment.author != AUTHOR
    assert found.sheetnames.count("Issues") == 1


def test_what_looks_like_a_formula_is_listed_as_text():
    book, _ = marked(changed(sent(), Filled_posts="=HYPERLINK(1)"))
    for row in book["Issues"].iter_rows(min_row=2):
        assert all(cell.data_type != "f" for cell in row)


@pytest.mark.parametrize("written", [as_csv, as_zip, as_ods])
def test_a_file_of_another_kind_comes_back_as_a_workbook_of_the_same_cells(written):
    upload = changed(sent(), Filled_posts="2 posts")
    book, issues = marked(replace(upload, content=written(upload.content), name="return.csv"))
    wrong = next(issue for issue in issues if issue.value == "2 posts")
    assert book[wrong.sheet][wrong.cell].value == "2 posts"
    assert book[wrong.sheet][wrong.cell].comment is not None


def test_nobody_has_another_authoritys_file_marked_and_a_file_too_large_is_told():
    with pytest.raises(NotAllowed):
        correcting.marked(STRANGER, UNIT, SOLIHULL, "a.xlsx", sent().content, [])
    with pytest.raises(Unreadable, match="5 MB"):
        correcting.marked(OFFICER, UNIT, SOLIHULL, "a.xlsx", b"PK" + bytes(6_000_000), [])


def test_before_sending_one_is_told_what_would_change_and_nothing_is_kept():
    assert correcting.difference(OFFICER, UNIT, Q2, sent(), NOW) is None
    pipeline.submit(ANALYST, UNIT, Q2, sent(), NOW)
    before = counts()

    found = correcting.difference(OFFICER, UNIT, Q2, changed(sent(), Established_posts=20), LATER)
    assert found is not None
    assert {(c.sheet, c.heading) for c in found.figures} >= {("Posts", "Established posts")}
    assert all("Police" in change.row for change in found.figures if change.sheet == "Posts")
    assert "ST-02" in {change.indicator_id for change in found.indicators if change.level is Level.AUTHORITY}
    assert found.sentence.startswith(f"It changes {len(found.figures)} figure")
    assert counts() == before


def test_what_was_foretold_is_what_happens_and_is_told_again_afterwards():
    pipeline.submit(ANALYST, UNIT, Q2, sent(), NOW)
    corrected = changed(sent(), Established_posts=20)
    foretold = correcting.difference(ANALYST, UNIT, Q2, corrected, LATER)
    receipt = pipeline.submit(ANALYST, UNIT, Q2, corrected, LATER)
    assert receipt.status is SubmissionStatus.SUBMITTED, receipt.issues
    assert correcting.made_difference(ANALYST, receipt.submission_id or 0) == foretold
    with pytest.raises(NotAllowed):
        correcting.made_difference(STRANGER, receipt.submission_id or 0)


def test_the_version_before_is_put_back_as_a_new_one_with_who_and_why():
    first = pipeline.submit(ANALYST, UNIT, Q2, sent(), NOW)
    second = pipeline.submit(ANALYST, UNIT, Q2, changed(sent(), Established_posts=20), LATER)
    assert second.status is SubmissionStatus.SUBMITTED, second.issues
    was = figures(at=NOW)

    third = correcting.revert(ANALYST, second.submission_id or 0, WHY, LATER + timedelta(hours=1))
    assert (first.version, second.version, third.version) == (1, 2, 3)
    assert figures() == was
    with reading() as session:
        assert current_ids(session, "unit", Q2)["LA334"] == third.submission_id
        event = session.scalars(select(Event).where(Event.kind == "submission.reverted")).one()
    assert (event.actor, event.detail) == ("analyst", f"Version 1 put back: {WHY}")


def test_putting_back_is_refused_in_words():
    first = pipeline.submit(ANALYST, UNIT, Q2, sent(), NOW)
    number = first.submission_id or 0
    for who, reason, words in (
        (STRANGER, WHY, "may not"),
        (OFFICER, WHY, "may not"),
        (ANALYST, "Wrong", "20 characters"),
        (ANALYST, WHY, "No version was accepted before"),
    ):
        with pytest.raises(NotAllowed, match=words):
            correcting.revert(who, number, reason, LATER)
    assert counts()[0] == 1


def counts() -> tuple[int, int]:
    with reading() as session:
        kept = (session.scalar(select(func.count()).select_from(table)) or 0 for table in (Submission, ObservationRow))
        return next(kept), next(kept)


def figures(at: datetime | None = None) -> list[tuple[object, ...]]:
    with reading() as session:
        found = observations(session, [ObservationRow.geography == "LA334", ObservationRow.period == str(Q2)], at)
    shown = found.filter(~found["indicator_id"].str.starts_with("DQ")).sort("indicator_id", "breakdown")
    return shown.select("indicator_id", "breakdown", "value", "rag").rows()


def test_ratings_that_move_are_in_the_sentence():

    figure = FigureChange("Posts", "U1 · Police", "Filled posts", 2.0, 0.0)
    move = IndicatorChange("ST-01", Level.AUTHORITY, "LA334", 80.0, 40.0, Rag.AMBER, Rag.RED)
    assert (
        Difference((figure,), (move,)).sentence == "It changes 1 figure, 1 indicator, and 1 rating: from amber to red."
    )
    assert Difference().sentence == "It changes nothing."
