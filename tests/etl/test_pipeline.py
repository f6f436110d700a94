"""From a file to what the Board sees: the whole path, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from etl import pipeline
from etl.pipeline import Upload
from etl.quarters import recompute
from etl.store import reading
from etl.working import observations
from schemas.access import NOBODY, NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.funding import FUNDING
from schemas.returns.unit import UNIT
from schemas.tables import Event, ObservationRow, SourceFile, Submission
from schemas.vocabulary import SubmissionStatus, Verdict
from seed.generate import uploads

Q1, Q2 = Period.parse("2026-27 Q1"), Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SOLIHULL, BRADFORD = authority("LA334"), authority("LA380")
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
APPROVER = Viewer("approver", "Approver", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))

pytestmark = pytest.mark.usefixtures("store")


def unit_upload(whose=SOLIHULL, period=Q2, **more):
    made = next(iter(uploads(UNIT, period, [whose])))
    return Upload(whose, made.name, made.content, {"*": "Checked with the partnership and correct."}, **more)


def edited(upload, sheet, change):
    """The same workbook with cells changed: change maps (row label, heading) → value."""
    book = openpyxl.load_workbook(BytesIO(upload.content))
    page = book[sheet]
    header = next(row for row in page.iter_rows() if {c.value for c in row} >= {heading for _, heading in change})
    columns = {cell.value: cell.column for cell in header}
    cells = []
    for (label, heading), value in change.items():
        row = next(r for r in page.iter_rows(min_row=header[0].row + 1) if label in {c.value for c in r})
        cell = page.cell(row[0].row, columns[heading], value)
        cells.append(cell.coordinate)
    return replace(upload, content=saved(book)), cells


def shown(indicator, geography, period=Q2, at=None):
    conditions = [
        ObservationRow.indicator_id == indicator,
        ObservationRow.geography == geography,
        ObservationRow.period == str(period),
        ObservationRow.breakdown == "",
    ]
    with reading() as session:
        return observations(session, conditions, at).to_dicts()


def test_a_wrong_workbook_is_told_by_cell_and_changes_nothing_and_a_right_one_changes_what_the_board_sees():
    upload = unit_upload()
    wrong, (cell,) = edited(upload, "Posts", {("Police", "Filled posts"): "2 posts"})

    told = pipeline.submit(ANALYST, UNIT, Q2, wrong, NOW)
    assert told.verdict is Verdict.ERRORS
    assert told.status is SubmissionStatus.DRAFT
    [issue] = [i for i in told.issues if i.cell == cell]
    assert issue.message.startswith(f"Posts, {cell} — you entered “2 posts”.")
    assert shown("UR-01", "LA334") == []
    with reading() as session:
        assert session.get(SourceFile, session.exec(select(Submission)).one().file_sha256).content == wrong.content

    receipt = pipeline.submit(ANALYST, UNIT, Q2, upload, NOW)
    assert (receipt.status, receipt.version) == (SubmissionStatus.SUBMITTED, 2)
    [stage] = shown("UR-01", "LA334")
    assert stage["value"] >= 1
    [england] = shown("UR-02", "E92000001")
    assert (england["returned_count"], england["due_count"]) == (1, 153)


def test_checking_stores_nothing():
    receipt = pipeline.check(ANALYST, UNIT, Q2, unit_upload(), NOW)
    assert receipt.verdict is Verdict.CLEAN
    with reading() as session:
        assert not session.exec(select(Submission)).all()
        assert not session.exec(select(SourceFile)).all()


def test_an_officer_prepares_and_only_the_approver_submits():
    prepared = pipeline.submit(OFFICER, UNIT, Q2, unit_upload(), NOW)
    assert prepared.status is SubmissionStatus.VALIDATED
    assert shown("UR-01", "LA334") == []

    both = Viewer("officer", "Both", frozenset({Role.LA_PREPARER, Role.LA_APPROVER}), frozenset({"LA334"}))
    assert pipeline.submit(both, UNIT, Q2, unit_upload(), NOW).status is SubmissionStatus.VALIDATED
    with pytest.raises(NotAllowed, match="someone else"):
        pipeline.approve(both, prepared.submission_id, NOW)
    with pytest.raises(NotAllowed):
        pipeline.approve(OFFICER, prepared.submission_id, NOW)

    assert pipeline.approve(APPROVER, prepared.submission_id, NOW).status is SubmissionStatus.SUBMITTED
    assert shown("UR-01", "LA334")
    with pytest.raises(NotAllowed, match="no longer waits"):
        pipeline.approve(APPROVER, prepared.submission_id, NOW)


@pytest.mark.parametrize("viewer", [NOBODY, OFFICER, APPROVER])
def test_nobody_acts_for_an_authority_that_is_not_theirs(viewer):
    upload = unit_upload(BRADFORD)
    with pytest.raises(NotAllowed):
        pipeline.check(viewer, UNIT, Q2, upload, NOW)
    with pytest.raises(NotAllowed):
        pipeline.submit(viewer, UNIT, Q2, upload, NOW)
    with pytest.raises(NotAllowed):
        pipeline.template(viewer, UNIT, BRADFORD, Q2)


def test_the_approver_of_one_authority_cannot_submit_anothers_return():
    bradford_officer = Viewer("b", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
    waiting = pipeline.submit(bradford_officer, UNIT, Q2, unit_upload(BRADFORD), NOW)
    with pytest.raises(NotAllowed):
        pipeline.approve(APPROVER, waiting.submission_id, NOW)


def test_an_accepted_return_is_corrected_only_by_an_amendment_and_what_was_shown_can_be_seen_again():
    later = datetime(2026, 11, 23, 9, tzinfo=UTC)
    pipeline.submit(ANALYST, UNIT, Q2, unit_upload(), NOW)
    [before] = shown("ST-01", "LA334")

    changed, _ = edited(unit_upload(), "Posts", {("Police", "Established posts"): 40})
    refused = pipeline.submit(ANALYST, UNIT, Q2, changed, later)
    assert "U002" in {issue.code for issue in refused.issues}

    receipt = pipeline.submit(ANALYST, UNIT, Q2, amended(changed), later)
    assert receipt.status is SubmissionStatus.SUBMITTED

    [after] = shown("ST-01", "LA334")
    assert after["value"] > before["value"]
    assert shown("ST-01", "LA334", at=NOW) == [before]


def test_an_explanation_follows_an_unchanged_finding_to_the_next_version():
    later = datetime(2026, 11, 23, 9, tzinfo=UTC)
    first, _ = edited(unit_upload(), "Agreements", {("Information sharing", "Review date"): datetime(2026, 1, 31)})
    said = "The review meeting is on 12 December with every partner."
    plain = replace(first, explanations={})
    query = next(i for i in pipeline.submit(OFFICER, UNIT, Q2, plain, NOW).issues if i.code == "U031")
    pipeline.submit(OFFICER, UNIT, Q2, replace(first, explanations={query.fingerprint: said}), NOW)

    again = pipeline.check(OFFICER, UNIT, Q2, plain, later)
    assert next(i for i in again.issues if i.code == "U031").explanation == said


def test_everything_done_is_in_the_trail():
    pipeline.submit(OFFICER, UNIT, Q2, unit_upload(), NOW)
    with reading() as session:
        waiting = session.exec(select(Submission)).one()
    pipeline.approve(APPROVER, waiting.id, NOW)
    with reading() as session:
        trail = [(e.actor, e.kind) for e in session.exec(select(Event).where(Event.number > 1).order_by(Event.number))]
    assert trail == [
        ("officer", "submission.validated"),
        ("approver", "submission.submitted"),
        ("approver", "figures.computed"),
    ]


def test_a_template_carries_last_quarters_figures_and_comes_back_clean():
    pipeline.submit(ANALYST, UNIT, Q1, unit_upload(period=Q1), datetime(2026, 8, 1, tzinfo=UTC))
    blank = pipeline.template(OFFICER, UNIT, SOLIHULL, Q2)
    book = openpyxl.load_workbook(BytesIO(blank))
    values = {cell.value for row in book["Posts"].iter_rows() for cell in row}
    assert "Police" in values
    assert any(isinstance(value, float | int) for value in values)
    receipt = pipeline.check(OFFICER, UNIT, Q2, Upload(SOLIHULL, "template.xlsx", blank), NOW)
    assert not [i for i in receipt.issues if i.code.startswith("S")]


def test_one_quarter_of_both_returns_is_one_publication_each():
    for spec in (UNIT, FUNDING):
        sent = [
            Upload(u.authority, u.name, u.content, {"*": "Checked with the partnership and correct."})
            for u in uploads(spec, Q2, [SOLIHULL, BRADFORD])
        ]
        receipts = pipeline.submit_many(ANALYST, spec, Q2, sent, NOW)
        assert {r.status for r in receipts} == {SubmissionStatus.SUBMITTED}
    with reading() as session:
        assert len(session.exec(select(Event).where(Event.kind == "figures.computed")).all()) == 2


@pytest.mark.parametrize("last", RETURNS)
def test_what_one_return_changes_is_all_that_a_whole_computation_would_change(last):
    others = [authority(a) for a in ("LA330", "LA380", "LA301")]
    for code, spec in RETURNS.items():
        places = others if code == last else [*others, SOLIHULL]
        pipeline.submit_many(ANALYST, spec, Q2, list(uploads(spec, Q2, places)), NOW)
    [late] = uploads(RETURNS[last], Q2, [SOLIHULL])
    assert pipeline.submit(ANALYST, RETURNS[last], Q2, late, NOW).status is SubmissionStatus.SUBMITTED

    recompute(ANALYST, [Q2], "Whole", NOW)

    assert shown("ST-01", "E92000001") != []
    with reading() as session:
        releases = [row.computation_id for row in session.exec(select(ObservationRow))]
    assert max(releases) == 5  # the sixth release, the whole computation, found nothing to add


def test_a_figure_that_a_correction_takes_away_is_no_longer_shown_but_was():
    later = datetime(2026, 11, 23, 9, tzinfo=UTC)
    first = pipeline.submit(ANALYST, UNIT, Q2, with_optional_agency(), NOW)
    assert first.status is SubmissionStatus.SUBMITTED, first.issues
    assert breakdowns("ST-01", "LA334") >= {"agency=housing"}

    corrected = amended(unit_upload())
    assert pipeline.submit(ANALYST, UNIT, Q2, corrected, later).status is SubmissionStatus.SUBMITTED
    assert "agency=housing" not in breakdowns("ST-01", "LA334")
    assert "agency=housing" in breakdowns("ST-01", "LA334", at=NOW)


def breakdowns(indicator, geography, at=None):
    conditions = [ObservationRow.indicator_id == indicator, ObservationRow.geography == geography]
    with reading() as session:
        return set(observations(session, conditions, at)["breakdown"])


def with_optional_agency():
    upload = unit_upload()
    book = openpyxl.load_workbook(BytesIO(upload.content))
    posts, models = book["Posts"], book["Models"]
    posts.append(["U1", "Housing", "Yes", 4, 3, 3, 3, 3])
    models.append(["U1", "Housing", "Seconded", 3, 0, 0])
    return replace(upload, content=saved(book))


def amended(upload):
    book = openpyxl.load_workbook(BytesIO(upload.content))
    for row in book["Cover"].iter_rows():
        if row[0].value == "Amendment":
            row[1].value = "Yes"
    return replace(upload, content=saved(book))


def saved(book):
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
