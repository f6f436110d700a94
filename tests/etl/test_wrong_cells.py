"""Every way that a cell has been known to be wrong: a sentence, the right cell, nothing lost."""

import io
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from etl.parse import read_workbook
from schemas.returns import FUNDING, UNIT
from schemas.vocabulary import Severity, Verdict
from tests.etl.workbooks import (
    as_ods,
    check,
    edited,
    only,
    put,
    spoilt,
    workbook,
)

# The right cell, whatever stands around it


@pytest.mark.parametrize(("rows", "columns"), [(0, 1), (3, 0), (5, 2), (40, 30)])
@pytest.mark.parametrize("to", [lambda content: content, as_ods], ids=["xlsx", "ods"])
def test_blank_leading_rows_and_columns(rows: int, columns: int, to: Callable[[bytes], bytes]) -> None:
    def shifted(book: Workbook) -> None:
        book["Posts"]["E7"] = "2 posts"
        book["Posts"].insert_rows(1, rows) if rows else None
        book["Posts"].insert_cols(1, columns) if columns else None
        for line in range(1, 4):
            for cell in book["Posts"][line + rows]:
                cell.value = None

    found = only(check(to(workbook(spoil=shifted))).issues)
    letter = openpyxl.utils.get_column_letter(5 + columns)
    assert (found.code, found.cell, found.value) == ("S011", f"{letter}{7 + rows}", "2 posts")


def test_blank_rows_in_the_middle() -> None:
    def spaced(book: Workbook) -> None:
        book["Posts"].insert_rows(8, 3)
        book["Posts"]["D12"] = "many"

    checked = check(workbook(spoil=spaced))
    assert only(checked.issues).cell == "D12"
    assert checked.rows["posts"]["row"].to_list() == [5, 6, 7, 11, 12, 13]


def test_every_cell_reference_is_where_openpyxl_finds_it() -> None:
    def holes(book: Workbook) -> None:
        book["Posts"].insert_rows(6, 2)
        book["Posts"].insert_cols(1, 3)
        book["Posts"].insert_cols(6, 1)

    content = workbook(spoil=holes)
    text = read_workbook("x", content, UNIT).sheets["posts"]
    page = openpyxl.load_workbook(io.BytesIO(content))["Posts"]
    for row in text.rows.iter_rows(named=True):
        for column in text.sheet.columns:
            there = page[text.cell(column.name, row["row"])].value
            assert str(row[column.name]).removesuffix(".0") == str(there).removesuffix(".0")


# What is typed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2 posts", "Posts, E7 — you entered “2 posts”. Enter a number of full-time equivalents, for example 2.0."),
        ("£3m", "Posts, E7 — you entered “£3m”. Enter a number of full-time equivalents, for example 2.0."),
        ("50%", "Posts, E7 — you entered “50%”. Enter a number of full-time equivalents, for example 2.0."),
        ("26,0", "Posts, E7 — you entered “26,0”. Enter a number of full-time equivalents, for example 2.0."),
        ("nil", "Posts, E7 — you entered “nil”. Enter a number of full-time equivalents, for example 2.0. Enter 0 if there are none."),
        ("1.2.3", "Posts, E7 — you entered “1.2.3”. Enter a number of full-time equivalents, for example 2.0."),
        ("nan", "Posts, E7 — you entered “nan”. Enter a number of full-time equivalents, for example 2.0."),
        ("inf", "Posts, E7 — you entered “inf”. Enter a number of full-time equivalents, for example 2.0."),
    ],
)  # fmt: skip
def test_text_in_a_number_cell(typed: str, message: str) -> None:
    found = only(spoilt(put("Posts", "E7", typed)))
    assert (found.code, found.cell, found.value, found.message) == ("S011", "E7", typed, message)
    assert (found.key, found.column) == ("U1 · Health", "filled_fte")


def test_grouped_digits_are_read_and_shown() -> None:
    content = workbook(spoil=put("Unit", "P5", "1,200"))
    checked = check(edited(content, put("Unit", "N5", 30)))
    found = only(checked.issues)
    assert (found.code, found.severity, found.cell) == ("S018", Severity.NOTE, "P5")
    assert found.message == "Unit, P5 — you entered “1,200”. It was read as 1200."
    assert checked.rows["unit"]["plan_children_count"].to_list() == [1200]
    assert checked.verdict is Verdict.CLEAN


@pytest.mark.parametrize("typed", ["£128,571", "128,571", " 128571.00 ", "£128571"])
def test_pounds(typed: str) -> None:
    checked = check(workbook(FUNDING, spoil=put("Grants", "B5", typed)), FUNDING)
    assert checked.rows["grants"]["allocated_gbp"][0] == 128571
    assert checked.verdict is Verdict.CLEAN


def test_millions_in_words_are_not_guessed() -> None:
    found = only(spoilt(put("Grants", "B5", "£3m"), FUNDING))
    assert (found.code, found.message) == (
        "S011", "Grants, B5 — you entered “£3m”. Enter whole pounds, for example 120000.",
    )  # fmt: skip


def test_percent_sign_in_a_percentage_column() -> None:
    checked = check(workbook(FUNDING, spoil=put("Contributions", "D5", "20%")), FUNDING)
    found = only(checked.issues)
    assert (found.code, found.cell) == ("S018", "D5")
    assert checked.rows["contributions"]["share_pct"][0] == 20.0


def test_percent_that_excel_stored_as_a_fraction() -> None:
    def formatted(book: Workbook) -> None:
        book["Contributions"]["D5"], book["Contributions"]["D5"].number_format = 0.2, "0%"

    checked = check(workbook(FUNDING, spoil=formatted), FUNDING)
    assert (only(checked.issues).value, checked.rows["contributions"]["share_pct"][0]) == ("20%", 20.0)


def test_not_a_whole_number() -> None:
    found = only(spoilt(put("Unit", "O5", 60.5)))
    assert (found.code, found.cell, found.value) == ("S012", "O5", "60.5")


@pytest.mark.parametrize(
    "typed",
    [datetime(2026, 4, 7), "2026-04-07", "07/04/2026", "7/4/26", "7.4.26", "7 April 2026", "7 Apr 2026", "07-Apr-2026",
     "7th April 2026", "2026-04-07 00:00:00", "07.04.2026", 46119],
)  # fmt: skip
def test_dates_in_many_forms(typed: object) -> None:
    checked = check(workbook(spoil=put("Functions", "D5", typed)))
    assert checked.rows["functions"]["live_on"][0] == date(2026, 4, 7)
    assert {found.code for found in checked.issues} <= {"S018"}
    for found in checked.issues:
        assert found.message.endswith("It was read as 7 April 2026.")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/09/2026", "September has 30 days."),
        ("09/30/2026", "There is no month 30. Enter the day first, then the month."),
        ("29/02/2027", "February 2027 has 28 days."),
        ("soon", "Enter a date, for example 30/09/2026."),
        ("September 2026", "Enter a date, for example 30/09/2026."),
    ],
)
def test_not_a_date(typed: str, why: str) -> None:
    found = only(spoilt(put("Functions", "D5", typed)))
    assert (found.code, found.cell, found.value) == ("S013", "D5", typed)
    assert why in found.message


def test_a_date_that_cannot_be_read_breaks_no_rule() -> None:
    assert only(spoilt(put("Milestones", "D5", "31/09/2026"))).code == "S013"


@pytest.mark.parametrize("typed", [" Police ", "POLICE", "police", "Police\u00a0"])
def test_choices_in_other_case_and_spacing(typed: str) -> None:
    assert spoilt(put("Posts", "B6", typed)) == []


def test_not_one_of_the_choices() -> None:
    found = only(spoilt(put("Posts", "B6", "Polcie")))
    assert (found.code, found.cell, found.value) == ("S014", "B6", "Polcie")
    assert "Did you mean “Police”?" in found.message
    assert "Social work, Police, Health" in found.message


def test_outside_the_bounds() -> None:
    found = only(spoilt(put("Unit", "C5", 7)))
    assert (found.code, found.cell) == ("S015", "C5")
    assert found.message == "Unit, C5 — you entered “7”. Enter a whole number from 0 to 6."
    early = only(spoilt(put("Functions", "D5", "01/01/1999")))
    assert early.message.endswith("Enter a date from 1 January 2018 to 31 December 2040.")


def test_a_date_cell_is_quoted_as_the_officer_sees_it() -> None:
    found = only(spoilt(put("Posts", "E7", datetime(2026, 9, 30))))
    assert (found.code, found.value) == ("S011", "30/09/2026")
    assert "you entered “30/09/2026”." in found.message


def test_an_enormous_number_is_only_out_of_bounds() -> None:
    assert only(spoilt(put("Unit", "O5", "9" * 30))).code == "S015"


def test_too_long() -> None:
    found = only(spoilt(put("Unit", "M5", "long " * 100)))
    assert (found.code, found.cell) == ("S016", "M5")
    assert "400 characters" in found.message


def test_neither_yes_nor_no() -> None:
    found = only(spoilt(put("Posts", "C5", "Maybe")))
    assert (found.code, found.message) == ("S017", "Posts, C5 — you entered “Maybe”. Enter Yes or No.")


@pytest.mark.parametrize("typed", ["yes", "Y", True, "TRUE"])
def test_yes_in_other_words(typed: object) -> None:
    checked = check(workbook(spoil=put("Posts", "C5", typed)))
    assert checked.issues == []
    assert checked.rows["posts"]["is_core_nominated"][0] is True


@pytest.mark.parametrize("typed", [None, "", "  ", "\u00a0"])
def test_blank_but_needed(typed: object) -> None:
    found = only(spoilt(put("Posts", "G7", typed)))
    assert (found.code, found.cell) == ("S010", "G7")
    assert found.message == "Posts, G7 — this is blank. Enter a number of full-time equivalents, for example 2.0."


def test_blank_beats_a_rule_on_the_same_cell() -> None:
    found = only(spoilt(put("Posts", "E7", None)))
    assert (found.code, found.cell) == ("S010", "E7")


def test_one_message_for_a_cell_with_two_errors() -> None:
    issues = spoilt(put("Posts", "E7", 600))
    assert [found.code for found in issues if found.cell == "E7"] == ["S015"]


def test_rounded_half_up() -> None:
    checked = check(workbook(spoil=put("Posts", "H7", "2.005")))
    assert checked.rows["posts"]["experienced_fte"][2] == 2.01
    assert only(checked.issues).message.endswith("It was read as 2.01.")
    noise = check(workbook(spoil=put("Posts", "H7", 0.1 + 0.2)))
    assert (noise.issues, noise.rows["posts"]["experienced_fte"][2]) == ([], 0.3)
