"""Merged cells, formulas, hidden sheets, rows twice or missing, free text about people, and CSV in every form."""

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook

from schemas.returns import UNIT
from schemas.vocabulary import Severity
from tests.etl.workbooks import (
    as_csv,
    check,
    only,
    put,
    spoilt,
    workbook,
)

# Merged cells, formulas, hidden sheets


def test_merged_cells() -> None:
    found = only(spoilt(lambda book: book["Posts"].merge_cells("A5:A10")))
    assert (found.code, found.cell, found.value) == ("S005", "A5", "U1")
    assert "A5:A10 are merged. Unmerge them" in found.message


def test_merged_title_above_the_headings_is_no_matter() -> None:
    assert spoilt(lambda book: book["Posts"].merge_cells("A1:F1")) == []


def test_formulas_give_their_saved_values() -> None:
    content = _with_formula("=1+1", 2)
    checked = check(content)
    assert checked.issues == []
    assert checked.rows["posts"]["experienced_fte"][2] == 2.0


@pytest.mark.parametrize(
    ("saved", "value", "says"),
    [
        ("#DIV/0!", "#DIV/0!", "This formula gives an error. Replace it with the figure itself."),
        ("#REF!", "#REF!", "This formula gives an error."),
        (None, "a formula", "This formula has no saved value."),
    ],
)
def test_formulas_without_a_value(saved: str | None, value: str, says: str) -> None:
    content = workbook(spoil=put("Posts", "H7", "=1/0")) if saved is None else _with_formula("=1/0", saved)
    found = only(check(content).issues)
    assert (found.code, found.cell, found.value) == ("S007", "H7", value)
    assert says in found.message


def _with_formula(formula: str, saved: object) -> bytes:
    """A valid workbook whose cell Posts H7 is a formula with a saved value, which openpyxl cannot write."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as copy:
        for page in book:
            new = copy.add_worksheet(page.title)
            day = copy.add_format({"num_format": "dd/mm/yyyy"})
            for cell in (cell for row in page.iter_rows() for cell in row if cell.value is not None):
                at = (cell.row - 1, cell.column - 1)
                if (page.title, cell.coordinate) == ("Posts", "H7"):
                    new.write_formula(*at, formula, None, saved)
                elif isinstance(cell.value, datetime):
                    new.write_datetime(*at, cell.value, day)
                else:
                    new.write(*at, cell.value)
    return out.getvalue()


def test_hidden_sheets() -> None:
    def hidden(book: Workbook) -> None:
        book["Posts"].sheet_state = "hidden"
        book.create_sheet("Working").sheet_state = "hidden"
        book["Working"]["A1"] = "a list of names"

    issues = spoilt(hidden)
    assert {(found.code, found.sheet, found.severity) for found in issues} == {
        ("S006", "Posts", Severity.NOTE),
        ("S006", "Working", Severity.NOTE),
    }


# Rows


def test_the_same_row_twice() -> None:
    def repeated(book: Workbook) -> None:
        for cell in list(book["Posts"][6]):
            book["Posts"].cell(11, cell.column, cell.value)

    found = only([i for i in spoilt(repeated) if i.code != "U011"])
    assert (found.code, found.cell, found.key) == ("S020", "B11", "U1 · Police")
    assert "Row 6 is already the row for U1 · Police" in found.message


def test_a_row_that_is_expected_is_missing() -> None:
    issues = spoilt(lambda book: book["Functions"].delete_rows(6))
    found = only(issues)
    assert (found.code, found.sheet, found.cell) == ("S021", "Functions", "")
    assert "“U1 · Section 47 enquiries” is missing" in found.message


def test_an_unreadable_key_is_not_also_a_missing_row() -> None:
    assert [found.code for found in spoilt(put("Functions", "B6", "Sction 47 enq"))] == ["S014"]


def test_a_unit_that_is_not_on_the_unit_sheet() -> None:
    found = only([i for i in spoilt(put("Models", "A6", "U2")) if i.sheet == "Models"])
    assert (found.code, found.cell, found.value) == ("S022", "A6", "U2")
    assert "Enter one that is: U1." in found.message


def test_unit_codes_that_differ_only_in_case_are_one() -> None:
    checked = check(workbook(spoil=put("Models", "A6", "u1 ")))
    assert checked.issues == []
    assert set(checked.rows["models"]["unit_code"]) == {"U1"}


def test_a_row_without_its_key() -> None:
    found = only([i for i in spoilt(put("Posts", "B8", None)) if i.sheet == "Posts"])
    assert (found.code, found.cell) == ("S024", "B8")


# People


@pytest.mark.parametrize(
    "text",
    [
        "Plan for J.S. 12/03/2014 was late.",
        "JS (12.3.14) moved schools.",
        "Child's DOB is known.",
        "Jane Example, 12/03/2014, is on a plan.",
        "NHS 943 476 5919 was shared.",
        "born on 3 May",
    ],
)
def test_free_text_that_may_name_a_child(text: str) -> None:
    found = only(spoilt(put("Unit", "M5", text)))
    assert (found.code, found.cell, found.severity) == ("S050", "M5", Severity.QUERY)


@pytest.mark.parametrize(
    "text",
    [
        "The ICB 30/09/2026 meeting agreed 3 posts.",
        "Agreed at the Programme Board 12/10/2026.",
        "Call 0121 704 1000 about the £1200000 bid.",
        "12/03/2026 to 30/09/2026: recruitment.",
    ],
)
def test_free_text_about_the_work(text: str) -> None:
    assert spoilt(put("Unit", "M5", text)) == []


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_usual_form(encoding: str, delimiter: str) -> None:
    content = as_csv(workbook(spoil=put("Unit", "M5", "“Café” – £12")), delimiter, encoding)
    checked = check(content, name="return.csv")
    assert [found.code for found in checked.issues] == []
    assert checked.rows["unit"]["narrative"].to_list() == ["“Café” – £12"]


def test_csv_cells_are_named_by_the_line_of_the_file() -> None:
    content = as_csv(workbook(spoil=put("Posts", "E7", "2 posts")))
    lines = content.decode("utf-8-sig").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "2 posts" in text)
    found = only(check(content, name="return.csv").issues)
    assert (found.code, found.cell) == ("S011", f"E{line}")


def test_csv_of_one_sheet_is_recognised_and_the_others_are_missed() -> None:
    sheet = as_csv(workbook()).decode("utf-8-sig").split("Sheet,Posts\r\n")[1].split("Sheet,Models")[0]
    checked = check(sheet.encode(), name="posts.csv")
    assert checked.rows["posts"].height == 6
    assert {found.code for found in checked.issues} == {"S001"}
    assert {found.sheet for found in checked.issues} == {s.title for s in UNIT.sheets} - {"Posts"}


def test_nothing_is_lost() -> None:
    def spoil(book: Workbook) -> None:
        book["Posts"]["E7"], book["Unit"]["C5"], book["Agreements"]["E5"] = "2 posts", "four", "31/09/2026"

    checked = check(workbook(spoil=spoil))
    assert [(found.sheet, found.cell, found.value) for found in checked.issues] == [
        ("Unit", "C5", "four"),
        ("Posts", "E7", "2 posts"),
        ("Agreements", "E5", "31/09/2026"),
    ]
    assert {name: rows.height for name, rows in checked.rows.items()} == {
        "cover": 1, "unit": 1, "posts": 6, "models": 6, "functions": 9, "milestones": 20, "agreements": 8,
    }  # fmt: skip


def test_a_bare_check_without_a_store() -> None:
    checked = check(workbook(), reference={}, last={}, authority=None)
    assert checked.issues == []


def test_a_row_that_a_closed_sheet_does_not_have() -> None:
    functions = replace(UNIT.sheet("functions"), expected={"function": ("F1", "F2")})
    form = replace(UNIT, sheets=tuple(functions if s.name == "functions" else s for s in UNIT.sheets))
    issues = [found for found in check(workbook(), form).issues if found.code == "S023"]
    assert [found.cell for found in issues] == [f"B{row}" for row in range(7, 14)]
    assert "Its rows are: Strategy discussions or Section 47 enquiries." in issues[0].message
