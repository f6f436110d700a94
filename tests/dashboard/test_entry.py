"""A sheet sent again from the Returns page, and a sheet entered on it: the same rules, messages at the fields, one door."""

import csv
import io
import shutil
import sqlite3
from contextlib import closing
from html import unescape

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from dashboard import reads_sheets
from etl import entering, pipeline
from etl.current import current_ids, form_rows
from etl.kept import kept_sheets
from etl.receipts import Upload
from etl.settings import settings
from etl.store import reading
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.tables import SourceFile, Submission
from schemas.vocabulary import SubmissionStatus
from seed import generate
from tests.etl.workbooks import texts

SOLIHULL = authority("LA334")
QUARTER = Period.parse("2026-27 Q2")
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
STRANGER = Viewer("officer-2", "Officer, Bradford", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
APPROVER = Viewer("approver", "Approver, Solihull", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
WHY = "Agreed with the partnership on 4 November."


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the filled store is kept, so that it is filled once."""
    return tmp_path_factory.mktemp("filled") / "filled.db"


@pytest.fixture(name="store")
def filled_store(sqlite_store, kept):
    """A store in which Solihull's Unit return of this quarter and the one before count."""
    if kept.exists():
        shutil.copy(kept, settings().sqlite_path())
        return
    for period in (QUARTER.previous, QUARTER):
        [made] = generate.uploads(UNIT, period, [SOLIHULL])
        whole = Upload(SOLIHULL, made.name, made.content, {"*": WHY}, is_illustrative=True)
        assert pipeline.submit(ANALYST, UNIT, period, whole, settings().now()).status is SubmissionStatus.SUBMITTED
    with closing(sqlite3.connect(settings().sqlite_path())) as connection:
        connection.execute("VACUUM INTO ?", [str(kept)])


def _page(viewer):
    from dashboard.views import returns

    returns.page(viewer)


def opened(viewer=OFFICER, code="unit", **address):
    at = AppTest.from_function(_page, args=(viewer,), default_timeout=60)
    for name, value in {"return": code, "quarter": str(QUARTER), **address}.items():
        at.query_params[name] = value
    return ran(at.run())


def ran(at):
    assert not at.exception, at.exception
    return at


def words(at):
    return unescape(" ".join(part.value for part in at.get("html")))


def box(at, label):
    [found] = [b for b in (*at.text_input, *at.selectbox, *at.text_area) if b.label == label]
    return found


def press(at, label):
    [button] = [button for button in at.button if button.label == label]
    return ran(button.click().run())


def newest():
    with reading() as session:
        found = session.exec(
            select(Submission).where(Submission.form_code == "unit", Submission.period == str(QUARTER)).order_by(col(Submission.version).desc())
        ).first()  # fmt: skip
        return found


def stored(sheet, submission_id=None):
    with reading() as session:
        number = submission_id or current_ids(session, "unit", QUARTER)["LA334"]
        return form_rows(session, UNIT, [number])[sheet]


def section(title):
    """One sheet of the generated return, as a CSV with nothing else in it."""
    [made] = generate.uploads(UNIT, QUARTER, [SOLIHULL])
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Sheet", title])
    writer.writerows(texts(made.content)[title])
    return out.getvalue().encode()


# A file of some sheets.


def test_a_file_of_some_sheets_is_taken_only_when_its_sender_says_so(store):
    at = opened()
    at.file_uploader[0].upload("posts.csv", section("Posts"))
    assert "this sheet is missing" in words(ran(at.run())).lower()

    [radio] = [radio for radio in at.radio if radio.label == "What the file holds"]
    assert radio.options == ["The whole return", "Only some sheets: send these again, keep the rest from version 1"]
    radio.set_value(True)
    said = words(ran(at.run()))
    assert "New: Posts" in said
    assert "Kept from version 1: Cover, Unit, Models, Functions, Milestones and Agreements. The whole" in said
    assert "this sheet is missing" not in said.lower()


def test_the_choice_is_not_there_where_nothing_counts(store):
    assert not [radio for radio in opened(code="funding").radio if radio.label == "What the file holds"]


# A sheet on the screen.


def entry(sheet="posts", **more):
    return opened(by="screen", sheet=sheet, **more)


def test_a_sheet_is_filled_in_with_what_counts_and_a_wrong_cell_is_told_at_its_field(store):
    at = entry()
    police = stored("posts").filter(stored("posts")["agency"] == "police").row(0, named=True)
    assert box(at, "Filled posts: Police").value == f"{police['filled_fte']:g}"
    assert "The figures are those of version 1." in words(at)

    box(at, "Filled posts: Police").set_value("2 posts")
    at = press(at, "Check this sheet")
    said = words(at)
    assert 'id="entry-0-filled-fte"' in said or "entry-" in said
    assert "Police, Filled posts: you entered “2 posts”." in said
    assert "Posts, C" not in said
    assert box(at, "Filled posts: Police").value == "2 posts"
    assert newest().version == 1


def test_a_sheet_that_is_right_becomes_a_version_through_the_same_door(store):
    before = stored("models")
    at = entry("milestones")
    [first] = [b for b in at.text_input if b.label.startswith("Evidence (optional): ")][:1]
    first.set_value("Board minute 99")
    at = press(at, "Check this sheet")
    said = words(at)
    assert "New: Milestones" in said
    assert "It changes 1 figure" in said
    at = _explained(at)
    at = press(at, "Send for approval")
    assert "Sent for approval" in words(at)

    sent = newest()
    assert (sent.version, sent.status) == (2, SubmissionStatus.VALIDATED)
    assert set(stored("milestones", sent.id)["evidence_ref"]) >= {"Board minute 99"}
    assert stored("models", sent.id).drop("submission_id").equals(before.drop("submission_id"))
    with reading() as session:
        file = session.get_one(SourceFile, sent.file_sha256)
        kept = kept_sheets(session, [sent.id])[sent.id]
    assert file.content.decode("utf-8-sig").startswith("Sheet,Milestones\r\n")
    assert set(kept.sheets) == {"cover", "unit", "posts", "models", "functions", "agreements"}
    assert "Version 2. New: Milestones" in words(opened(APPROVER))


def _explained(at):
    for number in range(len(at.text_area)):
        if at.text_area[number].label.startswith("Explanation"):
            at.text_area[number].input(WHY).run()
    return ran(at)


def test_a_rule_between_sheets_is_told_at_the_field_because_of_rows_that_are_kept(store):
    models = stored("models").filter(stored("models")["agency"] == "police")["filled_fte"].sum()
    at = entry()
    for heading in ("Filled posts", "Co-located", "With record access", "Experienced"):
        box(at, f"{heading}: Police").set_value("0.5" if heading == "Filled posts" else "0")
    said = words(press(at, "Check this sheet"))
    assert f"Filled posts differ from the {models:g} filled posts of this agency on the Models sheet." in said


def test_rows_are_added_and_left_out(store):
    count = stored("posts").height
    at = press(entry(), "Add a row")
    new = f"New row {count + 1}"
    values = {"Agency": "Probation", "Unit code": "U1", "Member nominated": "Yes"}
    figures = ("Established posts", "Filled posts", "Co-located", "With record access", "Experienced")
    assert [b.label for b in at.selectbox if b.label.endswith(new)]
    for heading, text in {**values, **dict.fromkeys(figures, "0")}.items():
        box(at, f"{heading}: {new}").set_value(text)
    at = press(at, "Check this sheet")
    made = at.session_state["entry-unit-LA334-2026-27 Q2-posts-0-attempt"]
    lines = made.entered.upload.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 + count + 1
    [out] = [check for check in at.checkbox if check.label == f"Leave this row out: {new}"]
    out.check()
    at = press(at, "Check this sheet")
    made = at.session_state["entry-unit-LA334-2026-27 Q2-posts-0-attempt"]
    assert len(made.entered.upload.content.decode("utf-8-sig").splitlines()) == 2 + count


def test_where_nothing_counts_a_return_is_entered_sheet_by_sheet_in_a_draft(store):
    """The activity return has a cover and one sheet, so one sheet makes it whole; the standards have three."""
    at = entry("scores", code="standards")
    assert "Nothing has been entered yet." in words(at)
    for b in at.selectbox:
        if b.label.startswith(("Score", "Validated by")):
            b.set_value(b.options[1] if b.label.startswith("Score") else "None")
    at = press(at, "Check this sheet")
    assert "Still to enter" in words(at)
    at = press(at, "Save as a draft")
    assert "Draft saved" in words(at)
    at = entry("audits", code="standards")
    assert "Your draft holds: Standards." in words(at)
    with reading() as session:
        drafts = session.exec(select(Submission).where(Submission.form_code == "standards")).all()
        assert [(one.version, one.status) for one in drafts] == [(1, SubmissionStatus.DRAFT)]
        content = session.get_one(SourceFile, drafts[0].file_sha256).content.decode("utf-8-sig")
    assert "Sheet,Cover" in content
    assert "DfE code,334" in content
    again = entry("scores", code="standards")
    assert "The figures are those of your draft, version 1." in words(again)


def test_a_nil_return_is_said_on_the_screen(store):
    at = entry("cover", code="activity")
    [nil] = [b for b in at.selectbox if b.label.startswith("Nil return")]
    nil.set_value("Yes")
    [why] = [b for b in at.text_area if b.label.startswith("Reason for nil return")]
    why.set_value("No child in the area was referred this quarter.")
    at = press(at, "Check this sheet")
    at = press(at, "Send for approval")
    assert "Sent for approval" in words(at)


def test_whoever_comes_second_is_told_and_keeps_what_they_typed(store):
    at = entry("milestones")
    [field] = [b for b in at.text_input if b.label.startswith("Evidence (optional): ")][:1]
    field.set_value("Board minute 99")
    [made] = generate.uploads(UNIT, QUARTER, [SOLIHULL])
    pipeline.submit(OFFICER, UNIT, QUARTER, Upload(SOLIHULL, "late.xlsx", made.content), settings().now())
    at = press(at, "Check this sheet")
    assert "Version 2 was saved meanwhile." in words(at)
    assert box(at, field.label).value == "Board minute 99"
    at = press(at, "Check this sheet")
    assert "Version 2 was saved meanwhile." not in words(at)


@pytest.mark.parametrize("viewer", [APPROVER, STRANGER])
def test_nobody_else_enters_a_sheet(store, viewer):
    at = opened(viewer, by="screen", sheet="posts")
    assert not [button for button in at.button if button.label == "Check this sheet"] or viewer is STRANGER
    assert "Solihull" not in words(at) or viewer is APPROVER
    with pytest.raises(NotAllowed):
        entering.started(viewer, UNIT, SOLIHULL, QUARTER, "posts")
    assert reads_sheets.kept_base(STRANGER, "unit", "LA334", str(QUARTER)) == 0


def test_a_closed_collection_takes_no_sheet(store, monkeypatch):
    monkeypatch.setenv("OVERSIGHT_TODAY", "2027-03-01")
    settings.cache_clear()
    try:
        at = entry()
        assert "Nothing can be sent now" in words(at)
        assert not [button for button in at.button if button.label == "Check this sheet"]
    finally:
        monkeypatch.undo()
        settings.cache_clear()


@pytest.mark.parametrize("code", RETURNS)
def test_every_sheet_of_every_return_has_a_form(store, code):
    for sheet in RETURNS[code].sheets:
        at = entry(sheet.name, code=code)
        labels = [b.label for b in (*at.text_input, *at.selectbox, *at.text_area)]
        headings = [c.heading for c in sheet.columns if not c.is_key]
        if sheet.name == "cover":
            headings = ["Nil return", "Reason for nil return"]
        for heading in headings:
            assert any(label.startswith(heading) for label in labels), (sheet.name, heading)
        assert len(labels) == len(set(labels)), sheet.name
