"""Files that cannot be checked at all, or are another return, authority or quarter, or another shape."""

import io
import zipfile

import msoffcrypto.format.ooxml as locked
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from etl.parse import read_workbook
from etl.template import write_workbook
from schemas.issues import Unreadable
from schemas.returns import FUNDING, UNIT
from schemas.vocabulary import Severity
from tests.etl.workbooks import (
    BRADFORD,
    PERIOD,
    SOLIHULL,
    as_csv,
    check,
    edited,
    only,
    put,
    rows_of,
    spoilt,
    unit_rows,
    workbook,
)


def refused(content: bytes, name: str = "return.xlsx", **more: int) -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        read_workbook(name, content, UNIT, **more)
    assert str(refusal.value).endswith(".")
    return refusal.value


# Files that cannot be checked at all


@pytest.mark.parametrize("content", [b"", b"  \r\n\r\n", b"\xef\xbb\xbf"])
def test_empty_file(content: bytes) -> None:
    assert refused(content).code == "R001"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"MZ\x90\0\x03\0\0\0\x04", "not a workbook"),
        (bytes(range(256)) * 20, "not a workbook"),
    ],
)
def test_not_a_workbook(content: bytes, word: str) -> None:
    refusal = refused(content)
    assert refusal.code == "R002"
    assert word in str(refusal)
    assert ".xlsx" in str(refusal)


def test_word_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    assert refused(out.getvalue(), "return.docx").code == "R002"


def test_password_protected() -> None:
    out = io.BytesIO()
    locked.OOXMLFile(io.BytesIO(workbook())).encrypt("open sesame", out)
    refusal = refused(out.getvalue())
    assert refusal.code == "R003"
    assert "password" in str(refusal)


def test_old_xls() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "Workbook".encode("utf-16-le") + b"\0" * 500
    refusal = refused(old, "return.xls")
    assert refusal.code == "R004"
    assert ".xlsx" in str(refusal)


def test_over_the_limit_says_both_sizes() -> None:
    refusal = refused(b"a,b\n" * 6_000_000)
    assert refusal.code == "R005"
    assert "24 MB" in str(refusal)
    assert "20 MB" in str(refusal)


def test_the_limit_is_the_callers() -> None:
    assert refused(workbook(), limit_bytes=1000).code == "R005"


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()).code == "R006"


def test_zip_bomb_of_many_members() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(25):
            archive.writestr(f"{number}.csv", b"0" * 10_000_000)
    assert refused(out.getvalue()).code == "R006"


def test_zip_that_lies_about_its_size() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 1_000_000)
    content = bytearray(out.getvalue())
    for at in (22, content.rindex(b"PK\x01\x02") + 24):
        content[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(content)).code == "R007"


def test_two_far_cells_do_not_fill_the_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Unit code", "x"
    out = io.BytesIO()
    book.save(out)
    refusal = refused(out.getvalue())
    assert refusal.code == "R006"
    assert "17,179,869,184 cells" in str(refusal)


def test_damaged_workbook() -> None:
    whole = workbook()
    assert refused(whole[: len(whole) // 2]).code == "R007"
    torn = bytearray(whole)
    torn[len(whole) // 2 : len(whole) // 2 + 200] = bytes(200)
    assert refused(bytes(torn)).code == "R007"


def test_a_zip_that_only_looks_like_a_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(out.getvalue()).code == "R007"


def test_another_return_is_named() -> None:
    refusal = refused(workbook(FUNDING))
    assert refusal.code == "R008"
    assert str(refusal).startswith("This is the Funding return, not the Unit implementation return.")


def test_another_return_without_its_mark_is_named() -> None:
    refusal = refused(as_csv(edited(workbook(FUNDING), lambda book: book.remove(book["_mark"]))), "return.csv")
    assert "This is the Funding return" in str(refusal)


def test_some_other_workbook() -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    refusal = refused(out.getvalue())
    assert refusal.code == "R008"
    assert "No sheet of the Unit implementation return was found" in str(refusal)


def test_some_other_text() -> None:
    assert refused(b"Dear colleague,\nthe return is attached.\n", "letter.txt").code == "R008"


# The wrong authority, quarter or template


def test_workbook_of_another_authority() -> None:
    content = write_workbook(UNIT, BRADFORD, PERIOD, unit_rows())
    checked = check(content)
    codes = {(found.code, found.cell) for found in checked.issues}
    assert {("S032", "B5"), ("S032", "B6")} <= codes
    assert "sent for Solihull (334)" in checked.issues[0].message
    assert not [found for found in checked.issues if found.cell == ""]


def test_cover_typed_over_but_made_for_another_authority() -> None:
    content = write_workbook(UNIT, BRADFORD, PERIOD, unit_rows())

    def copied(book: Workbook) -> None:
        book["Cover"]["B5"], book["Cover"]["B6"], book["Cover"]["B7"] = "Solihull", "334", "E08000029"

    found = only(check(edited(content, copied)).issues)
    assert (found.code, found.cell) == ("S032", "")
    assert "made for Bradford (380)" in found.message


@pytest.mark.parametrize("name", ["Solihull MBC", "solihull ", "Solihull Metropolitan Borough Council", "334"])
def test_the_authority_by_any_of_its_names(name: str) -> None:
    assert spoilt(put("Cover", "B5", name)) == []


def test_workbook_of_another_quarter() -> None:
    content = write_workbook(UNIT, SOLIHULL, PERIOD.previous, unit_rows())
    found = only(check(content).issues)
    assert (found.code, found.sheet, found.cell, found.value) == ("S033", "Cover", "B8", "2026-27 Q1")
    assert "Enter 2026-27 Q2" in found.message


@pytest.mark.parametrize("text", ["Q2 2026-27", "2026/27 q2", "2026-2027 Q2", " 2026–27  Q2 "])
def test_the_quarter_in_any_spelling(text: str) -> None:
    assert spoilt(put("Cover", "B8", text)) == []


def test_not_a_quarter() -> None:
    found = only(spoilt(put("Cover", "B8", "September")))
    assert (found.code, found.cell) == ("S033", "B8")
    assert "“September”. This is not a quarter. Enter 2026-27 Q2." in found.message


def test_the_cover_names_another_return() -> None:
    found = only(spoilt(put("Cover", "B4", "Funding return")))
    assert (found.code, found.cell) == ("S031", "B4")


def test_an_earlier_template_is_only_noted() -> None:
    found = only(spoilt(put("_mark", "B4", "0123456789ab")))
    assert (found.code, found.severity) == ("S030", Severity.NOTE)


# Sheets and columns


def test_missing_sheet() -> None:
    found = only([i for i in spoilt(lambda book: book.remove(book["Milestones"])) if i.sheet == "Milestones"])
    assert (found.code, found.cell) == ("S001", "")


def test_renamed_sheet_is_named() -> None:
    def renamed(book: Workbook) -> None:
        book["Posts"].title = "Posts by agency"

    found = next(i for i in spoilt(renamed) if i.code == "S001")
    assert "“Posts by agency”" in found.message


def test_a_missing_sheet_raises_no_false_alarm_on_others() -> None:
    issues = spoilt(lambda book: book.remove(book["Models"]))
    assert [found.code for found in issues] == ["S001"]


def test_sheet_titles_in_other_case_and_spacing() -> None:
    def retitled(book: Workbook) -> None:
        book["Posts"].title, book["Unit"].title = " POSTS", "unit  "

    assert spoilt(retitled) == []


def test_renamed_column_is_found_again_by_its_likeness() -> None:
    issues = spoilt(put("Posts", "E4", "Filled post (FTE)"))
    found = only(issues)
    assert (found.code, found.cell, found.value) == ("S002", "E4", "Filled post (FTE)")
    assert "You may have renamed it here: the column “Filled posts” is missing" in found.message


def test_missing_column_is_named_once() -> None:
    def dropped(book: Workbook) -> None:
        book["Posts"].delete_cols(5)

    found = only(spoilt(dropped))
    assert (found.code, found.sheet, found.cell) == ("S002", "Posts", "")
    assert found.message.startswith("Posts — the column “Filled posts” is missing.")


def test_moved_columns_are_read_where_they_stand() -> None:
    def moved(book: Workbook) -> None:
        page = book["Posts"]
        for row in range(4, 11):
            page[f"A{row}"].value, page[f"H{row}"].value = page[f"H{row}"].value, page[f"A{row}"].value
        page["A7"] = "two"

    found = only(spoilt(moved))
    assert (found.code, found.cell, found.column) == ("S011", "A7", "experienced_fte")
    assert found.key == "U1 · Health"


def test_duplicate_column() -> None:
    found = only(spoilt(put("Posts", "I4", "Filled posts")))
    assert (found.code, found.cell) == ("S003", "I4")


def test_unknown_column_is_noted_and_nothing_else() -> None:
    found = only(spoilt(put("Posts", "I4", "Our comments")))
    assert (found.code, found.cell, found.severity) == ("S004", "I4", Severity.NOTE)


@pytest.mark.parametrize("heading", ["FILLED POSTS", " Filled\nposts ", "Filled\u00a0posts:", "Filled  posts*"])
def test_headings_in_other_case_and_spacing(heading: str) -> None:
    assert spoilt(put("Posts", "E4", heading)) == []


def test_smart_quotes_in_a_choice() -> None:
    label = "Parents’ offer live"
    row = next(n for n in range(5, 25) if rows_of(UNIT)["milestones"]["milestone"][n - 5] == "M14")
    assert spoilt(put("Milestones", f"A{row}", label)) == []


def test_no_headings_at_all() -> None:
    def emptied(book: Workbook) -> None:
        book["Functions"].delete_rows(4)

    found = only(spoilt(emptied))
    assert (found.code, found.sheet) == ("S001", "Functions")
    assert "Unit code, Function, Status" in found.message
