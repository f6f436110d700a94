"""Reading a file as text: where sheets and columns are found, what each format keeps, what a changed layout says."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from etl.cells import letters_of, position_of
from etl.parse import TemplateMark, TextSheet, read_workbook
from schemas.issues import Unreadable
from schemas.returns import FUNDING, RETURNS, UNIT
from schemas.sources import DETERMINATION
from schemas.spec import ReturnSpec
from tests.etl.workbooks import as_csv, as_ods, as_zip, check, workbook

POSTS = "Unit code,Agency,Member nominated,Established posts,Filled posts,Co-located,With record access,Experienced"


def posts(text: str) -> TextSheet:
    return read_workbook("posts.csv", text.encode(), UNIT).sheets["posts"]


@pytest.mark.parametrize("spec", RETURNS.values(), ids=list(RETURNS))
@pytest.mark.parametrize("to", [bytes, as_ods, as_csv, as_zip], ids=["xlsx", "ods", "csv", "zip"])
def test_every_format_gives_the_same_rows(spec: ReturnSpec, to: object) -> None:
    content = workbook(spec)
    expected = check(content, spec)
    again = check(to(content), spec, name="return")
    assert expected.issues == []
    assert again.issues == []
    for name, rows in expected.rows.items():
        assert rows.drop("row").equals(again.rows[name].drop("row")), name


@pytest.mark.parametrize("to", [bytes, as_ods, as_csv, as_zip], ids=["xlsx", "ods", "csv", "zip"])
def test_the_mark_says_what_the_template_was_made_for(to: object) -> None:
    mark = read_workbook("return", to(workbook()), UNIT).mark
    assert mark == TemplateMark("unit", "LA334", "2026-27 Q2", UNIT.version)


def test_a_workbook_of_ones_own_has_no_mark() -> None:
    assert read_workbook("posts.csv", f"{POSTS}\nU1,Police,Yes,2,2,2,2,2".encode(), UNIT).mark is None


def test_text_is_kept_as_it_was_typed() -> None:
    sheet = posts(f'{POSTS}\nU1, Police ,Yes,"1,200",2 posts,007,,1.50')
    assert sheet.rows.row(0) == (2, "U1", " Police ", "Yes", "1,200", "2 posts", "007", "", "1.50")
    assert sheet.cell("filled_fte", 2) == "E2"


def test_headings_are_found_below_other_lines() -> None:
    sheet = posts(
        f"Posts at 30 September\n\nfor Solihull,,\n\n{POSTS}\n\nU1,Police,Yes,2,2,2,2,2\n\n,,\nU1,Health,No,1,1,1,1,1\n"
    )
    assert sheet.rows["row"].to_list() == [7, 10]


def test_a_line_break_inside_a_cell_does_not_shift_the_cells_below() -> None:
    sheet = posts(f'{POSTS}\nU1,"Pol\nice",Yes,2,2,2,2,2\nU1,Health,No,1,1,1,1,1\n')
    assert sheet.rows["row"].to_list() == [2, 3]


def test_a_heading_may_be_an_alias() -> None:
    text = "LA code,Local authority,Grant,Purpose,Financial year,Allocation\n334,Solihull,Pathfinder grant,Start-up,2026-27,5\n"
    rows = read_workbook("grants.csv", text.encode(), DETERMINATION).sheets["allocations"].rows
    assert rows.columns == ["row", "dfe_code", "authority_name", "grant", "purpose", "financial_year", "amount_gbp"]


def test_a_public_file_without_a_heading_that_is_needed() -> None:
    text = "LA code,Local authority,Grant,Purpose,Allocation\n334,Solihull,Pathfinder grant,Start-up,5\n"
    with pytest.raises(Unreadable) as refusal:
        read_workbook("grants.csv", text.encode(), DETERMINATION)
    assert refusal.value.code == "R009"
    assert "“Financial year”" in str(refusal.value)
    assert "Nothing was changed" in str(refusal.value)


def test_a_return_sent_as_a_public_file_is_named() -> None:
    with pytest.raises(Unreadable, match="This is the Funding return, not the Grant determination"):
        read_workbook("grants.xlsx", workbook(FUNDING), DETERMINATION)


def test_dates_come_as_iso_text() -> None:
    rows = read_workbook("x", workbook(), UNIT).sheets["functions"].rows
    assert rows["live_on"][0].startswith("2026-04-01")
    assert date.fromisoformat(rows["live_on"][0][:10]) == date(2026, 4, 1)


def test_form_values_beside_their_labels() -> None:
    cover = read_workbook("x", workbook(), UNIT).sheets["cover"]
    assert (cover.cell("dfe_code", 1), cover.rows["dfe_code"][0]) == ("B6", "334")


def _ods(lines: list[list[TableCell]]) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Posts")
    document.spreadsheet.addElement(table)
    for cells in lines:
        row = TableRow()
        table.addElement(row)
        for cell in cells:
            row.addElement(cell)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _cell(text: str, kind: str = "string", **more: object) -> TableCell:
    cell = TableCell(valuetype=kind, **more)
    cell.addElement(P(text=text))
    return cell


def _ods_posts(established: list[TableCell]) -> bytes:
    row = [_cell("U1"), _cell("Police"), _cell("Yes"), *established]
    blank = [TableCell(numbercolumnsrepeated=3), _cell("not ours")]
    return _ods([blank, [_cell(heading) for heading in POSTS.split(",")], row])


def test_ods_merged_cells() -> None:
    merged = [_cell("2", "float", value="2", numbercolumnsspanned=2, numberrowsspanned=1), CoveredTableCell()]
    found = read_workbook("x.ods", _ods_posts(merged), UNIT).issues
    assert [(i.code, i.cell) for i in found if i.sheet == "Posts"] == [("S005", "D3")]


def test_ods_formula_with_an_error() -> None:
    broken = [_cell("#DIV/0!", "string", formula="of:=1/0", stringvalue=""), _cell("2", "float", value="2")]
    found = read_workbook("x.ods", _ods_posts(broken), UNIT).issues
    assert [(i.code, i.cell, i.value) for i in found if i.sheet == "Posts"] == [("S007", "D3", "#DIV/0!")]


def test_ods_percentage_is_what_the_officer_sees() -> None:
    shown = [_cell("50%", "percentage", value="0.5"), _cell("2", "float", value="2")]
    assert read_workbook("x.ods", _ods_posts(shown), UNIT).sheets["posts"].rows["established_fte"][0] == "50%"


def test_ods_that_repeats_a_cell_for_ever_is_refused() -> None:
    row = TableRow(numberrowsrepeated=1_000_000)
    row.addElement(_cell("x", numbercolumnsrepeated=1000))
    document = OpenDocumentSpreadsheet()
    table = Table(name="Posts")
    document.spreadsheet.addElement(table)
    table.addElement(row)
    out = io.BytesIO()
    document.write(out)
    with pytest.raises(Unreadable) as refusal:
        read_workbook("x.ods", out.getvalue(), UNIT)
    assert refusal.value.code == "R006"


def test_ods_hidden_sheet() -> None:
    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    for title, style in (("Posts", None), ("Working", hidden)):
        table = Table(name=title, stylename=style) if style else Table(name=title)
        document.spreadsheet.addElement(table)
        row = TableRow()
        table.addElement(row)
        for heading in POSTS.split(","):
            row.addElement(_cell(heading))
    out = io.BytesIO()
    document.write(out)
    issues = read_workbook("x.ods", out.getvalue(), UNIT).issues
    assert [(found.code, found.sheet) for found in issues if found.code == "S006"] == [("S006", "Working")]


def test_an_error_value_outside_our_columns_is_no_matter() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Posts")
        page.write_row(0, 0, POSTS.split(","))
        page.write_row(1, 0, ["U1", "Police", "Yes", 2, 2, 2, 2, 2])
        page.write_formula(5, 12, "=1/0", None, "#DIV/0!")
    issues = read_workbook("x.xlsx", out.getvalue(), UNIT).issues
    assert [found for found in issues if found.sheet == "Posts"] == []


def test_other_programs_name_the_parts_of_a_workbook_as_they_like() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Posts & more"
    book.create_sheet("Posts").append(POSTS.split(","))
    book["Posts"].append(["U1", "Police", "Yes", "=1/0", 2, 2, 2, 2])
    out = io.BytesIO()
    book.save(out)
    found = read_workbook("x.xlsx", out.getvalue(), UNIT).issues
    assert [(i.code, i.cell) for i in found if i.sheet == "Posts"] == [("S007", "D2")]


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters(position: int, letters: str) -> None:
    assert letters_of(position) == letters
    assert position_of(letters) == position
