"""Nothing to report is a choice that is made and explained; an empty file that does not make it is refused."""

from datetime import UTC, datetime

import polars as pl
import pytest

from etl import pipeline
from etl.pipeline import Upload
from etl.store import reading
from etl.template import write_workbook
from etl.working import observations
from schemas.access import OPERATOR
from schemas.returns import ACTIVITY, RETURNS, STANDARDS
from schemas.spec import ReturnSpec
from schemas.tables import ObservationRow
from schemas.vocabulary import SubmissionStatus, Verdict
from tests.etl.workbooks import PERIOD, SOLIHULL, as_csv, as_ods, check, edited, only, put, rows_of, workbook

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
REASON = "No child in the area was referred this quarter."


def nil(spec: ReturnSpec, reason: str = REASON) -> bytes:
    return write_workbook(spec, SOLIHULL, PERIOD, {}, nil_reason=reason)


@pytest.mark.parametrize("spec", RETURNS.values(), ids=list(RETURNS))
@pytest.mark.parametrize("to", [bytes, as_ods, as_csv], ids=["xlsx", "ods", "csv"])
def test_a_nil_return_with_a_reason_is_accepted(spec: ReturnSpec, to: object) -> None:
    checked = check(to(nil(spec)), spec, name="return")
    assert checked.issues == []
    assert checked.verdict is Verdict.CLEAN
    assert all(rows.is_empty() for name, rows in checked.rows.items() if name not in ("cover", "counts"))


def test_only_activity_is_zero_when_there_is_nothing_to_report() -> None:
    counts = check(nil(ACTIVITY), ACTIVITY).rows["counts"]
    assert set(counts.row(0)) == {0}
    assert check(nil(STANDARDS), STANDARDS).rows["audits"].height == 0


@pytest.mark.parametrize("spec", RETURNS.values(), ids=list(RETURNS))
def test_an_empty_template_is_refused_in_one_sentence_that_tells_of_the_choice(spec: ReturnSpec) -> None:
    found = only(check(write_workbook(spec, SOLIHULL, PERIOD, {}), spec).issues)
    assert (found.code, found.sheet, found.cell) == ("U005", "Cover", "B11")
    assert "If there is nothing to report, enter Yes here and the reason below" in found.message


def test_a_nil_return_needs_a_reason() -> None:
    found = only(check(edited(nil(ACTIVITY), put("Cover", "B12", "None.")), ACTIVITY).issues)
    assert (found.code, found.cell) == ("U003", "B12")


def test_a_nil_return_with_figures_is_refused() -> None:
    def say_nil(book: object) -> None:
        put("Cover", "B11", "Yes")(book)
        put("Cover", "B12", REASON)(book)

    found = only(check(workbook(ACTIVITY, spoil=say_nil), ACTIVITY).issues)
    assert (found.code, found.cell) == ("U004", "B11")


def test_a_nil_return_may_be_a_cover_alone() -> None:
    lines = [
        "Sheet,Cover",
        "Return,Child protection activity return",
        "Authority,Solihull",
        "DfE code,334",
        "ONS code,E08000029",
    ]
    lines += [
        "Quarter,2026-27 Q2",
        "Amendment,No",
        "Reason for amendment,",
        "Nil return,Yes",
        f"Reason for nil return,{REASON}",
    ]
    checked = check("\n".join(lines).encode(), ACTIVITY, name="nil.csv")
    assert checked.issues == []
    assert checked.rows["counts"].height == 1


def test_a_single_figure_makes_a_file_not_empty() -> None:
    issues = check(edited(write_workbook(ACTIVITY, SOLIHULL, PERIOD, {}), put("Activity", "B4", 3)), ACTIVITY).issues
    assert {found.code for found in issues} == {"S010"}


def test_a_cover_of_before_the_choice_is_read() -> None:
    def older(book: object) -> None:
        book["Cover"].delete_rows(11, 2)

    checked = check(workbook(ACTIVITY, spoil=older), ACTIVITY)
    assert checked.issues == []
    assert checked.rows["cover"]["is_nil"].to_list() == [None]


@pytest.mark.usefixtures("store")
def test_a_nil_return_counts_as_returned_with_zeros_for_activity_and_not_applicable_elsewhere() -> None:
    for spec in (ACTIVITY, STANDARDS):
        receipt = pipeline.submit(OPERATOR, spec, PERIOD, Upload(SOLIHULL, "nil.xlsx", nil(spec)), NOW)
        assert receipt.status is SubmissionStatus.SUBMITTED
    asked = [ObservationRow.geography == "LA334", ObservationRow.breakdown == ""]
    with reading() as session:
        shown = {row["indicator_id"]: row for row in observations(session, asked).to_dicts()}
    figures = {
        i: (shown[i]["value"], shown[i]["status"], shown[i]["returned_count"])
        for i in ("CP-01", "CP-03", "CP-04", "PS-01", "PS-03")
    }
    assert figures == {
        "CP-01": (0.0, "ok", 1), "CP-03": (None, "z", 1), "CP-04": (0.0, "ok", 1), "PS-01": (None, "z", 1), "PS-03": (None, "z", 1),
    }  # fmt: skip
    assert shown["DQ-01"]["denominator"] == 4.0


@pytest.mark.usefixtures("store")
def test_activity_and_standards_go_the_whole_way_to_what_the_board_sees() -> None:
    for spec in (ACTIVITY, STANDARDS):
        receipt = pipeline.submit(OPERATOR, spec, PERIOD, Upload(SOLIHULL, "sent.xlsx", workbook(spec)), NOW)
        assert (receipt.verdict, receipt.status) == (Verdict.CLEAN, SubmissionStatus.SUBMITTED)
    asked = [ObservationRow.geography == "LA334", ObservationRow.breakdown == ""]
    with reading() as session:
        shown = {row["indicator_id"]: row for row in observations(session, asked).to_dicts()}
    children = SOLIHULL.population_0_17
    expected = {
        "CP-01": (321.0, children / 4), "CP-02": (104.0, 321.0), "CP-03": (83.0, 104.0), "CP-04": (272.0, float(children)),
        "CP-05": (21.0, 86.0), "FN-02": (318.0, 352.0), "IS-03": (331.0, 353.0), "PS-01": (0.0, 10.0), "PS-02": (4.0, 10.0),
        "PS-03": (9.0, 14.0),
    }  # fmt: skip
    assert {i: (shown[i]["numerator"], shown[i]["denominator"]) for i in expected} == expected
    assert (shown["CP-03"]["value"], shown["CP-03"]["rag"]) == (79.8, "amber")
    assert shown["CP-01"]["rag"] == "not_rated"


@pytest.mark.usefixtures("sqlite_store")
def test_what_is_usual_comes_from_the_returns_that_were_accepted() -> None:
    for back, held in zip(range(5, 0, -1), (350, 352, 348, 351, 349), strict=True):
        rows = rows_of(ACTIVITY)
        rows["counts"] = rows["counts"].with_columns(strategy_held_count=pl.lit(held), plans_ended_count=pl.lit(86))
        quarter = PERIOD.shifted(-back)
        content = write_workbook(ACTIVITY, SOLIHULL, quarter, rows)
        upload = Upload(SOLIHULL, "sent.xlsx", content, {"*": "Checked by the authority and found right."})
        assert pipeline.submit(OPERATOR, ACTIVITY, quarter, upload, NOW).status is SubmissionStatus.SUBMITTED
    rows = rows_of(ACTIVITY)
    rows["counts"] = rows["counts"].with_columns(strategy_held_count=pl.lit(700), plans_ended_count=pl.lit(86))
    told = pipeline.check(
        OPERATOR, ACTIVITY, PERIOD, Upload(SOLIHULL, "x.xlsx", write_workbook(ACTIVITY, SOLIHULL, PERIOD, rows)), NOW
    )
    (found,) = (issue for issue in told.issues if issue.code == "C011")
    assert "usually between 294 and 406" in found.message
