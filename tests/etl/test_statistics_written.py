"""The many ways in which publishers write the same file: each is read, or refused by a sentence."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from etl.validate import Checked
from schemas.issues import Unreadable
from schemas.sources import CIN_B1, CIN_D3, CIN_D5, CSWW, POPULATIONS, RO3
from schemas.vocabulary import Severity, Verdict
from tests.etl.published import Rows, as_csv, as_ods, check, errors, outturn_rows, tidy_rows

CODE, ONS, NAME, COUNT = 7, 8, 9, 11


def population(change: Callable[[Rows], object], encoding: str = "utf-8") -> Checked:
    rows = tidy_rows(POPULATIONS, [2024])
    change(rows)
    return check(POPULATIONS, as_csv(rows, encoding))


def line_of(rows: Rows, code: str) -> list[str]:
    return next(row for row in rows if len(row) > CODE and row[CODE] == code)


def solihull(checked: Checked) -> dict[str, object]:
    figures = checked.rows["figures"].filter(pl.col("geography") == "LA334")
    return figures.row(0, named=True)


def written(text: str) -> tuple[Checked, dict[str, object]]:
    def put(rows: Rows) -> None:
        line_of(rows, "334")[COUNT] = text

    checked = population(put)
    return checked, solihull(checked)


# Numbers, and what stands instead of one


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("49,229", 49_229), ("1,049,229", 1_049_229), ("49 229", 49_229), ("49\u00a0229", 49_229), (" 7 ", 7),
     ("7.5", 7.5), ("£49,229", 49_229), ("12%", 12), ("7.0", 7)],
)  # fmt: skip
def test_a_number_however_it_is_written(text: str, value: float):
    checked, row = written(text)
    assert checked.issues == []
    assert (row["value"], row["status"]) == (value, "ok")


@pytest.mark.parametrize(
    ("text", "status"),
    [("c", "c"), ("C", "c"), ("[c]", "c"), ("*", "c"), ("x", "x"), ("[x]", "x"), (":", "x"), ("..", "x"), ("-", "x"),
     ("[n]", "x"), ("[note 4]", "x"), ("", "x"), ("z", "z"), ("[z]", "z"), (".", "z"), ("[Y]", "z"),
     ("low", "low"), ("~", "low"), ("k", "low"), ("[low]", "low"), ("u", "u"), ("[u]", "u")],
)  # fmt: skip
def test_a_symbol_says_why_there_is_no_number(text: str, status: str):
    checked, row = written(text)
    assert checked.issues == []
    assert (row["value"], row["status"]) == (None, status)


@pytest.mark.parametrize("text", ["seven", "7 or 8", "1,2", "#REF!", "nan", "inf", "7;8", "c7"])
def test_anything_else_is_an_error_at_its_cell(text: str):
    checked, row = written(text)
    (issue,) = checked.issues
    assert (issue.code, issue.cell, issue.value) == ("S011", f"L{row['row']}", text)
    assert f"you entered “{text}”. This is neither a number nor a symbol" in issue.message
    assert checked.verdict is Verdict.ERRORS


@pytest.mark.parametrize(
    ("text", "flag"), [("49,229 [r]", "r"), ("49229[e]", "e"), ("49229 [p]", "p"), ("7 [note 2]", "")]
)
def test_a_mark_beside_a_number_is_kept_beside_it(text: str, flag: str):
    checked, row = written(text)
    assert checked.issues == []
    assert row["flags"] == flag
    assert row["value"] in (49_229, 7)


def test_a_count_is_never_negative_but_net_spending_may_be(tmp_path: Path):
    assert errors(written("-7")[0]) == [("S015", f"L{written('-7')[1]['row']}")]
    rows = outturn_rows(RO3)
    rows[9][6] = "-1.5"
    checked = check(RO3, as_ods(tmp_path / "ro3.ods", {"RO3_LA_Data": rows}), "ro3.ods")
    assert errors(checked) == []
    assert checked.rows["figures"].filter(pl.col("cell") == "G10")["value"].to_list() == [-1_500.0]


# The file around them


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding(encoding: str):
    def accent(rows: Rows) -> None:
        line_of(rows, "334")[NAME] = "Solihull – Metropolitan Borough Council"

    checked = population(accent, encoding)
    assert errors(checked) == []
    assert solihull(checked)["name"] == "Solihull – Metropolitan Borough Council"


def test_words_above_the_headings_move_the_cells_and_nothing_else():
    checked = population(lambda rows: rows.insert(0, ["Mid-year estimates", "", "see notes"]) or rows.insert(1, [""]))
    assert errors(checked) == []
    assert checked.rows["figures"].row(0, named=True)["cell"] == "L4"


@pytest.mark.parametrize(
    "heading", ["population_estimate [note 1]", "population_estimate (2)", "population_estimate¹", "Population estimate2",
                "POPULATION_ESTIMATE ", "Population estimate [note 3] [r]"],
)  # fmt: skip
def test_footnotes_on_a_heading(heading: str):
    def name(rows: Rows) -> None:
        rows[0][COUNT] = heading

    assert errors(population(name)) == []


@pytest.mark.parametrize("name", ["Solihull [note 2]", "Solihull (1)", "Solihull²", "Solihull1", "Solihull MBC"])
def test_footnotes_on_a_name_without_codes(name: str):
    def drop(rows: Rows) -> None:
        line_of(rows, "334")[NAME] = name
        for row in rows:
            del row[CODE : ONS + 1]

    checked = population(drop)
    assert errors(checked) == []
    assert solihull(checked)["name"] == name
    assert checked.rows["figures"].filter(pl.col("level") == "authority")["geography"].n_unique() == 153


def test_headings_over_two_lines_with_merged_cells(tmp_path: Path):
    path = tmp_path / "stacked.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    rows = tidy_rows(CIN_D3, [2024])
    sheet.title = CIN_D3.figures.title[:31]
    sheet.append([*rows[0][:10], "CPP", "", "", ""])
    sheet.append([*([""] * 10), "category", "start", "subsequent", "subsequent_percent"])
    for row in rows[1:]:
        sheet.append([*row[:10], "Plans", *row[10:]])
    sheet.merge_cells("K1:N1")
    for column in range(1, 11):
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    book.save(path)
    checked = check(CIN_D3, path.read_bytes(), "stacked.xlsx")
    assert errors(checked) == []
    assert checked.rows["figures"].filter(pl.col("measure") == "repeat_plans_count")["cell"][0] == "M3"


def test_cells_merged_among_the_figures_are_refused_at_their_cell(tmp_path: Path):
    path = tmp_path / "merged.xlsx"
    book = openpyxl.Workbook()
    book.active.title = POPULATIONS.figures.title[:31]
    for row in tidy_rows(POPULATIONS, [2024]):
        book.active.append(row)
    book.active.merge_cells("L20:L22")
    book.save(path)
    (issue,) = [i for i in check(POPULATIONS, path.read_bytes(), "merged.xlsx").issues if i.severity is Severity.ERROR]
    assert (issue.code, issue.cell) == ("S005", "L20")
    assert "The cells L20:L22 are merged." in issue.message


@pytest.mark.parametrize("is_hidden", [True, False])
def test_a_hidden_sheet_is_read_or_left_and_said_so(tmp_path: Path, is_hidden: bool):
    path = tmp_path / "hidden.xlsx"
    book = openpyxl.Workbook()
    book.active.title = POPULATIONS.figures.title[:31]
    for row in tidy_rows(POPULATIONS, [2024]):
        book.active.append(row)
    other = book.create_sheet("Workings")
    other["A1"] = "check"
    (book.worksheets[0] if is_hidden else other).sheet_state = "hidden"
    book.active = 1 if is_hidden else 0
    book.save(path)
    checked = check(POPULATIONS, path.read_bytes(), "hidden.xlsx")
    assert errors(checked) == []
    (note,) = checked.issues
    assert note.code == "S006"
    assert ("It was read like the others" in note.message) is is_hidden


# Places and periods


@pytest.mark.parametrize(
    ("column", "text", "code", "words"),
    [(CODE, "998", "S041", "Enter the code and the name"), (NAME, "Bradford", "S041", "Solihull (334) by its code"),
     (2, "School", "S014", "National, Regional or Local authority"), (0, "the year", "S013", "Enter a year"),
     (0, "202427", "S013", "two that follow one another")],
)  # fmt: skip
def test_a_row_that_cannot_be_placed_is_an_error_at_its_cell(column: int, text: str, code: str, words: str):
    def spoil(rows: Rows) -> None:
        line = line_of(rows, "334")
        line[column] = text
        if text == "998":
            line[CODE], line[ONS] = "330", "E08000029"

    checked = population(spoil)
    (issue,) = [i for i in checked.issues if i.code != "S020"]
    assert issue.code == code
    assert words in issue.message


def test_a_code_that_no_authority_ever_had_is_an_error_with_the_nearest():
    def spoil(rows: Rows) -> None:
        line_of(rows, "334")[CODE : NAME + 1] = ["", "E08000099", "Solihul"]

    (issue,) = population(spoil).issues
    assert issue.code == "S040"
    assert "“E08000099” is not an authority on 30 June 2024." in issue.message


def test_an_authority_that_had_ended_is_refused_with_its_successors():
    def spoil(rows: Rows) -> None:
        rows.append(["2024", "Reporting year", "Local authority", "E92000001", "England", "E12000002", "North West",
                     "909", "E10000006", "Cumbria", "Children aged 0 to 17 years", "90547"])  # fmt: skip

    (issue,) = population(spoil).issues
    assert issue.code == "S040"
    assert (
        "ended on 31 March 2023 and was replaced by Cumberland (942) and Westmorland and Furness (943)" in issue.message
    )


def test_a_place_twice_in_a_year_is_an_error():
    checked = population(lambda rows: rows.append(list(line_of(rows, "334"))))
    (issue,) = checked.issues
    assert issue.code == "S020"
    assert "is already about this place and period" in issue.message


def test_two_years_that_follow_one_another_are_a_financial_year():
    def rewrite(rows: Rows) -> None:
        for row in rows[1:]:
            row[0] = "202324"

    rows = tidy_rows(CIN_B1, [2024])
    rewrite(rows)
    figures = check(CIN_B1, as_csv(rows)).rows["figures"]
    assert set(figures["period"]) == {"2023-24"}
    assert {str(day) for day in figures["reference_on"]} == {"2024-03-31"}


def test_a_joint_row_stays_one_figure_of_two_authorities():
    rows = [row for row in tidy_rows(CSWW, [2024]) if row[CODE] != "941"]
    line = line_of(rows, "940")
    line[CODE : NAME + 1] = ["940 / 941", "E06000061 / E06000062", "North Northamptonshire / West Northamptonshire"]
    checked = check(CSWW, as_csv(rows))
    assert checked.issues == []
    joint = checked.rows["figures"].filter(pl.col("level") == "joint")
    assert set(joint["geography"]) == {"LA940/LA941"}
    assert joint.height == len(CSWW.figures.measures)


def test_one_statistic_is_not_taken_for_another():
    with pytest.raises(Unreadable, match=r"This is the Child protection plans by length of time \(table d5\), not the"):
        check(CIN_B1, as_csv(tidy_rows(CIN_D5, [2024])))
