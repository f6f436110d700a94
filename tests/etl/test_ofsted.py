"""Ofsted's real file through the door that every file takes, and what happens when its layout changes."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from etl.parse import read_workbook
from etl.validate import Checked, Context, validate
from schemas.authorities import authorities, authority, resolver
from schemas.issues import Unreadable
from schemas.sources import OFSTED
from schemas.vocabulary import Severity, Verdict

TODAY = date(2026, 11, 22)
NAME = "LA_Inspection_Outcomes_as_at_31_March_2025.ods"
LATEST, VISITS, HISTORY = "Inspections_as_at_31_March", "In-year_inspections", "ILACS_inspection_history"
PROTECTION = "The experiences and progress of children who need help and protection"

Lines = list[list[str | None]]
Book = dict[str, Lines]


def check(content: bytes, name: str = NAME) -> Checked:
    context = Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))
    return validate(read_workbook(name, content, OFSTED), OFSTED, context)


@pytest.fixture(scope="module")
def content(shared: Path) -> bytes:
    return (shared / "data" / "public" / NAME).read_bytes()


@pytest.fixture(scope="module")
def checked(content: bytes) -> Checked:
    return check(content)


@pytest.fixture(scope="module")
def book(content: bytes) -> Book:
    """The three tables of the real file as lines of text; line 2 of each is its headings."""
    reader = fastexcel.read_excel(content)
    sheets = {
        title: reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string").to_polars()
        for title in (LATEST, VISITS, HISTORY)
    }
    return {title: [list(row) for row in sheet.rows()] for title, sheet in sheets.items()}


@pytest.fixture
def rewritten(book: Book, tmp_path: Path) -> Callable[[Callable[[Book], object]], bytes]:
    """Write a changed copy of the real file's tables, and give its bytes."""

    def write(change: Callable[[Book], object]) -> bytes:
        copy = {title: [list(line) for line in lines] for title, lines in book.items()}
        change(copy)
        document = OpenDocumentSpreadsheet()
        for title, lines in copy.items():
            table = Table(name=title)
            for line in lines:
                table.addElement(_row(line))
            document.spreadsheet.addElement(table)
        path = tmp_path / "changed.ods"
        document.save(str(path))
        return path.read_bytes()

    return write


def _row(line: list[str | None]) -> TableRow:
    row = TableRow()
    for text in line:
        cell = TableCell()
        if text is not None and text.endswith("T00:00:00"):
            cell = TableCell(valuetype="date", datevalue=text[:10])
        elif text is not None:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
        row.addElement(cell)
    return row


def headings(lines: Lines) -> list[str | None]:
    return lines[2]


def grades(checked: Checked, sheet: str, column: str) -> dict[str | None, int]:
    return dict(Counter(checked.rows[sheet][column].to_list()))


def errors(checked: Checked) -> list[str]:
    return [issue.message for issue in checked.issues if issue.severity is Severity.ERROR]


# The file as published


def test_the_real_file_has_nothing_to_correct(checked: Checked):
    assert errors(checked) == []
    assert checked.verdict is Verdict.CLEAN


def test_every_row_of_the_three_tables_is_read(checked: Checked):
    assert {name: rows.height for name, rows in checked.rows.items()} == {"latest": 153, "visits": 112, "history": 271}


def test_each_authority_of_today_has_one_latest_inspection(checked: Checked):
    ids = checked.rows["latest"]["authority_id"].to_list()
    assert sorted(ids) == sorted(a.authority_id for a in authorities(TODAY))


def test_help_and_protection_at_31_march_2025(checked: Checked):
    assert grades(checked, "latest", "help_and_protection") == {
        "outstanding": 22, "good": 71, "requires_improvement": 45, "inadequate": 15
    }  # fmt: skip


def test_the_other_grades_at_31_march_2025(checked: Checked):
    assert grades(checked, "latest", "overall") == {
        "outstanding": 36, "good": 67, "requires_improvement": 31, "inadequate": 19
    }  # fmt: skip
    assert grades(checked, "latest", "care_leavers") == {
        "outstanding": 27, "good": 43, "requires_improvement": 26, "inadequate": 7, None: 50
    }  # fmt: skip


def test_three_inspections_are_of_authorities_that_have_ended(checked: Checked):
    ended = checked.rows["history"].filter(pl.col("status") == "No longer exists")
    assert {authority(i).name for i in ended["authority_id"]} == {"Bournemouth", "Cumbria", "Northamptonshire"}
    assert ended.height == 3
    assert grades(checked, "history", "status") == {"Current": 268, "No longer exists": 3}


def test_a_successor_does_not_inherit_a_judgement(checked: Checked):
    history = checked.rows["history"]
    cumberland = history.filter(pl.col("authority_id") == "LA942")
    assert all(day >= date(2023, 4, 1) for day in cumberland["inspected_on"])


def test_old_codes_of_the_same_place_are_that_place(checked: Checked):
    rows = checked.rows["latest"].filter(pl.col("authority_code").is_in(["E08000016", "E08000019"]))
    assert sorted(rows["authority_id"]) == ["LA370", "LA373"]


def test_one_row_is_kept_whole(checked: Checked):
    row = checked.rows["latest"].row(by_predicate=pl.col("authority_id") == "LA301", named=True)
    assert row | {
        "row": 4, "authority_code": "E09000002", "authority_name": "Barking and Dagenham", "ofsted_region": "London",
        "inspected_on": date(2023, 7, 10), "published_on": date(2023, 9, 4), "overall": "requires_improvement",
        "leaders": "requires_improvement", "help_and_protection": "requires_improvement",
        "children_in_care": "requires_improvement", "care_leavers": "good",
    } == row  # fmt: skip
    assert row["web_link"]


def test_visits_keep_their_type_and_theme(checked: Checked):
    visits = checked.rows["visits"]
    assert grades(checked, "visits", "visit_type") == {
        "ILACS Focused Visit": 36, "ILACS Short Inspection": 30, "LA Monitoring visit": 24,
        "ILACS Standard Inspection": 22,
    }  # fmt: skip
    ungraded = visits.filter(pl.col("help_and_protection").is_null())
    assert ungraded.height == 60
    assert ungraded["visit_theme"].null_count() == 0
    assert visits["visit_theme"].n_unique() == 7


@pytest.mark.parametrize("sheet", ["latest", "visits", "history"])
def test_every_report_came_out_after_its_inspection_began(checked: Checked, sheet: str):
    rows = checked.rows[sheet]
    assert rows.schema["inspected_on"] == rows.schema["published_on"] == pl.Date
    assert (rows["published_on"] > rows["inspected_on"]).all()


def test_a_cell_is_found_again_in_the_file(content: bytes):
    latest = read_workbook(NAME, content, OFSTED).sheets["latest"]
    assert latest.cell("help_and_protection", 4) == "I4"
    assert latest.rows["row"].to_list() == list(range(4, 157))


# The file changed


def test_a_copy_written_again_is_the_same(checked: Checked, rewritten):
    again = check(rewritten(lambda book: None))
    for name, rows in checked.rows.items():
        # The copy has a link's words and not its address.
        assert again.rows[name].drop("web_link").equals(rows.drop("web_link")), name


def test_headings_are_found_wherever_they_stand(checked: Checked, rewritten):
    def move(book: Book) -> None:
        book[LATEST] = [[None, *reversed(line)] for line in book[LATEST]]
        book[LATEST][2:2] = [[None], ["A note of two lines that was not there last year"], [None]]
        book[VISITS] = [[*line[3:], *line[:3]] for line in book[VISITS]]
        book[HISTORY] = book[HISTORY][2:]

    moved = check(rewritten(move))
    assert errors(moved) == []
    for name, rows in checked.rows.items():
        same = rows.drop("row", "web_link")
        assert moved.rows[name].select(same.columns).equals(same), name


@pytest.mark.parametrize("title", ["Inspections_as_at_31_March_2026", "Inspections as at 30 September", LATEST.upper()])
def test_the_sheet_may_be_named_for_another_day(title: str, rewritten):
    again = check(rewritten(lambda book: book.update({title: book.pop(LATEST)})))
    assert again.rows["latest"].height == 153


def test_headings_that_ofsted_has_worded_otherwise_are_known(rewritten):
    def rename(book: Book) -> None:
        line = headings(book[LATEST])
        line[line.index("Local authority area code")] = "LA code"
        line[line.index("Inspection date")] = "inspection  start date "
        line[line.index(PROTECTION)] = PROTECTION.removeprefix("The ").capitalize()

    again = check(rewritten(rename))
    assert errors(again) == []
    assert grades(again, "latest", "help_and_protection")["good"] == 71


def test_the_overall_grade_may_be_missing_as_a_column(rewritten):
    def drop(book: Book) -> None:
        for title, lines in book.items():
            at = headings(lines).index("Overall effectiveness")
            book[title] = [[*line[:at], *line[at + 1 :]] for line in lines]

    again = check(rewritten(drop))
    assert errors(again) == []
    assert grades(again, "latest", "overall") == {None: 153}
    assert grades(again, "latest", "help_and_protection")["outstanding"] == 22


def test_the_overall_grade_may_be_missing_as_a_value(rewritten):
    def blank(book: Book) -> None:
        at = headings(book[LATEST]).index("Overall effectiveness")
        for line in book[LATEST][3:10]:
            line[at] = None

    again = check(rewritten(blank))
    assert errors(again) == []
    assert grades(again, "latest", "overall")[None] == 7


def test_without_the_help_and_protection_heading_the_file_is_refused(rewritten):
    def spoil(book: Book) -> None:
        line = headings(book[LATEST])
        line[line.index(PROTECTION)] = "Judgement three"

    with pytest.raises(Unreadable) as refused:
        check(rewritten(spoil))
    assert PROTECTION in str(refused.value)
    assert "Inspections as at 31 March" in str(refused.value)


def test_without_a_sheet_the_file_is_refused(rewritten):
    with pytest.raises(Unreadable, match="ILACS inspection history"):
        check(rewritten(lambda book: book.pop(HISTORY)))


def test_another_source_is_not_taken_for_this_one():
    text = (
        "DfE code,Authority,Grant,Purpose,Financial year,Amount\n334,Solihull,Transformation grant,Start-up,2026-27,1\n"
    )
    with pytest.raises(Unreadable, match=r"Grant determination"):
        check(text.encode(), "determination.csv")


def test_a_grade_that_is_not_one_is_an_error_at_its_cell(rewritten):
    def misspell(book: Book) -> None:
        book[LATEST][4][headings(book[LATEST]).index(PROTECTION)] = "Godo"

    again = check(rewritten(misspell))
    (issue,) = (i for i in again.issues if i.severity is Severity.ERROR)
    assert (issue.cell, issue.value) == ("I5", "Godo")
    assert "Did you mean “Good”?" in issue.message


def test_a_code_that_is_not_known_falls_back_on_the_name(rewritten):
    def mistype(book: Book) -> None:
        book[LATEST][3][1] = "E99999999"

    again = check(rewritten(mistype))
    assert errors(again) == []
    assert again.rows["latest"]["authority_id"][0] == "LA301"


def test_a_row_about_no_known_authority_is_an_error_that_quotes_it(rewritten):
    def mistype(book: Book) -> None:
        book[HISTORY][3][1:3] = ["E0900000X", "Barking & Dagenhamm"]

    (message,) = errors(check(rewritten(mistype)))
    assert "B4" in message
    assert "E0900000X" in message


def test_a_link_is_read_as_its_address(checked: Checked):
    for rows in checked.rows.values():
        assert rows["web_link"].drop_nulls().str.starts_with("https://reports.ofsted.gov.uk/").all()
