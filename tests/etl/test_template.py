"""The workbook that an authority fills in: what is filled in for it, what guides it, and that it comes back clean."""

import io
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from etl.parse import read_workbook
from etl.template import ILLUSTRATIVE, write_workbook
from schemas.authorities import authority
from schemas.programme import Agency, Function, Milestone
from schemas.returns import FUNDING, RETURNS, UNIT
from schemas.spec import Layout, ReturnSpec
from tests.etl.workbooks import PERIOD, SOLIHULL, check, rows_of, unit_rows


def opened(spec: ReturnSpec = UNIT, rows: dict[str, pl.DataFrame] | None = None, **more: bool) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_workbook(spec, SOLIHULL, PERIOD, rows or {}, **more)))


def column(page: Worksheet, letter: str, first: int = 5) -> list[object]:
    return [cell.value for cell in page[letter][first - 1 :] if cell.value is not None]


@pytest.mark.parametrize("spec", RETURNS.values(), ids=list(RETURNS))
def test_a_filled_template_comes_back_clean_and_unchanged(spec: ReturnSpec) -> None:
    rows = rows_of(spec)
    checked = check(write_workbook(spec, SOLIHULL, PERIOD, rows), spec)
    assert checked.issues == []
    for name, frame in rows.items():
        given = frame.with_columns(pl.col(pl.Float64).round(1)) if name == "contributions" else frame
        assert checked.rows[name].select(frame.columns).rows() == given.rows()


def test_sheets_in_order() -> None:
    book = opened()
    shown = [page.title for page in book if page.sheet_state == "visible"]
    assert shown == ["Notes", "Cover", "Unit", "Posts", "Models", "Functions", "Milestones", "Agreements"]
    assert {page.title for page in book if page.sheet_state == "veryHidden"} == {"_mark", "_lists"}


def test_the_cover_is_filled_in() -> None:
    page = opened(is_amendment=True)["Cover"]
    said = dict(page.iter_rows(min_row=4, max_col=2, values_only=True))
    assert said == {
        "Return": "Unit implementation return", "Authority": "Solihull", "DfE code": "334", "ONS code": "E08000029",
        "Quarter": "2026-27 Q2", "Amendment": "Yes", "Reason for amendment": None, "Nil return": "No", "Reason for nil return": None,
    }  # fmt: skip


@pytest.mark.parametrize("spec", RETURNS.values(), ids=list(RETURNS))
def test_every_heading_and_meaning_stands_in_the_workbook(spec: ReturnSpec) -> None:
    book = opened(spec)
    for sheet in spec.sheets:
        page = book[sheet.title]
        headings = [c.value for c in (page["A"][3:] if sheet.layout is Layout.FORM else page[4])]
        assert headings == [c.heading for c in sheet.columns]
        guides = {v.prompt for v in page.data_validations.dataValidation}
        assert guides == {c.meaning[:255] for c in sheet.columns}
        assert page["A2"].value == sheet.meaning


def test_expected_rows_stand_ready_for_the_first_unit() -> None:
    book = opened()
    assert column(book["Unit"], "A") == ["U1"]
    assert column(book["Posts"], "B")[:2] == ["Social work", "Police"]
    assert column(book["Posts"], "A") == ["U1"] * 6
    assert column(book["Functions"], "B") == [function.label for function in Function]
    assert column(book["Milestones"], "A") == [milestone.label for milestone in Milestone]
    assert column(book["Models"], "A") == []


def test_expected_rows_are_added_to_last_quarters() -> None:
    posts = unit_rows(2)["posts"].filter(pl.col("agency") != Agency.POLICE)
    book = opened(rows={"unit": unit_rows(2)["unit"], "posts": posts})
    pairs = list(zip(column(book["Posts"], "A"), column(book["Posts"], "B"), strict=True))
    assert len(pairs) == len(set(pairs)) == 12
    assert pairs[-2:] == [("U1", "Police"), ("U2", "Police")]
    assert len(column(book["Functions"], "B")) == 18


def test_cells_hold_words_numbers_and_real_dates() -> None:
    page = opened(rows=unit_rows())["Functions"]
    assert page["C5"].value == "Live"
    assert page["D5"].value == datetime(2026, 4, 1)
    assert page["D5"].number_format == "dd/mm/yyyy"
    posts = opened(rows=unit_rows())["Posts"]
    assert (posts["C5"].value, posts["D5"].value) == ("Yes", 4)


def test_rows_with_the_stores_own_columns_may_be_given() -> None:
    posts = unit_rows()["posts"].with_columns(submission_id=pl.lit(7), authority_id=pl.lit("LA334"), row_number=5)
    page = opened(rows={"posts": posts})["Posts"]
    assert page.max_column == 8


def test_drop_downs_and_bounds() -> None:
    page = opened()["Posts"]
    rules = {str(v.sqref).split(":")[0]: v for v in page.data_validations.dataValidation}
    assert rules["B5"].type == "list"
    assert rules["B5"].formula1.startswith("_lists!$")
    assert rules["C5"].formula1 == '"Yes,No"'
    assert (rules["D5"].type, rules["D5"].formula1, rules["D5"].formula2) == ("decimal", "0", "500")
    assert rules["D5"].error == "Enter a number from 0 to 500."
    days = {str(v.sqref).split(":")[0]: v for v in opened()["Functions"].data_validations.dataValidation}
    assert days["D5"].error == "Enter a date from 1 January 2018 to 31 December 2040."


def test_headings_stay_in_sight() -> None:
    assert opened()["Posts"].freeze_panes == "C5"


@pytest.mark.parametrize("illustrative", [True, False])
def test_illustrative_workbooks_say_so_on_every_sheet(illustrative: bool) -> None:
    book = opened(FUNDING, illustrative=illustrative)
    for page in book:
        if page.sheet_state == "visible":
            said = any(ILLUSTRATIVE in str(value) for row in page.iter_rows(values_only=True) for value in row)
            assert said is illustrative


def test_an_authority_that_has_a_new_code_is_given_the_code_of_the_day() -> None:
    barnsley = authority("LA370", date(2026, 9, 30))
    content = write_workbook(UNIT, barnsley, PERIOD, {})
    cover = read_workbook("x", content, UNIT).sheets["cover"].rows
    assert cover["ons_code"][0] == barnsley.ons_code
