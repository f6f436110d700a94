"""Small files in the shape of the published ones, about every authority there was."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from etl.parse import read_workbook
from etl.validate import Checked, Context, validate
from schemas.authorities import Authority, authorities, regions
from schemas.figures import Statistic
from schemas.spec import Source
from schemas.vocabulary import Severity

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REAL = {
    "populations": "ons_mid-year_population_estimates_2012_to_2024.csv",
    "cin_b1": "b1_children_in_need_2013_to_2025.csv",
    "cin_c1": "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
    "cin_c3": "c3_factors_identified_at_end_of_assessment_2018_to_2025.csv",
    "cin_d3": "d3_cpps_subsequent_plan_2013_to_2025.csv",
    "cin_d5": "d5_cpps_at31march_by_duration_2013_to_2025.csv",
    "csww": "csww_indicators_2017_to_2025.csv",
    "ro3": "RO3_LA_Data_2024-25_data_by_LA.ods",
}
LONDON = {"E13000001": "Inner London", "E13000002": "Outer London"}
Rows = list[list[str]]
Text = Callable[[str, int, str], str]
"""What stands in a cell: of a place (its DfE or region code), a year and a measure."""


def real(shared: Path, code: str) -> bytes:
    return (shared / "data" / "public" / REAL[code]).read_bytes()


def check(source: Source, content: bytes, name: str = "published.csv") -> Checked:
    return validate(read_workbook(name, content, source), source, Context(TODAY, None, None))


def errors(checked: Checked) -> list[tuple[str, str]]:
    return [(issue.code, issue.cell) for issue in checked.issues if issue.severity is Severity.ERROR]


def seven(place: str, year: int, measure: str) -> str:
    return "7"


def tidy_rows(statistic: Statistic, years: Sequence[int], text: Text = seven) -> Rows:
    """The lines of a file in the department's layout: headings, then for each year England, regions, authorities."""
    figures = statistic.figures
    names = [m.name for m in figures.measures]
    first = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
             "region_name", "old_la_code", "new_la_code", "la_name", *figures.only]  # fmt: skip
    rows = [[*first, *(m.heading for m in figures.measures)]]
    same = list(figures.only.values())
    for year in years:
        start = [str(year), "Reporting year"]

        def line(place: str, level: str, *cells: str, start: list[str] = start, year: int = year) -> list[str]:
            whole = [*start, level, "E92000001", "England", *cells, *same]
            return [*whole, *(text(place, year, name) for name in names)]

        rows.append(line("England", "National", "", "", "", "", ""))
        rows += [line(code, "Regional", code, name, "", "", "") for code, name in {**regions(), **LONDON}.items()]
        on = date(year, *figures.reference)
        rows += [line(a.dfe_code, "Local authority", *_whose(a)) for a in authorities(on)]
    return rows


def _whose(a: Authority) -> Iterable[str]:
    parts = {name: code for code, name in LONDON.items()}
    region = (parts[a.london_subregion], a.london_subregion) if a.london_subregion else (a.region_code, a.region_name)
    return (*region, a.dfe_code, a.ons_code, a.name)


def as_csv(rows: Rows, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(encoding)


def outturn_rows(statistic: Statistic) -> Rows:
    """The lines of an outturn file: notes, headings on line 7, other bodies, England, headings again, classes, a key."""
    headings = ["E-code", "ONS Code", "Local authority", "Notes", "Class", "Certification",
                *(m.heading for m in statistic.figures.measures)]  # fmt: skip
    count = len(statistic.figures.measures)
    notes = [["Worksheet 2: Revenue Outturn (RO) 2024-25"], ["Data are reported in £ thousand."], *([["A note."]] * 4)]
    others = [
        ["E3831", "E07000223", "Adur", "", "SD", "Y"],
        ["E7042", "E23000005", "Greater Manchester Police", "", "O", "Y"],
    ]
    own = [["E0000", a.ons_code, a.name, "", "UA", "Y"] for a in authorities(date(2025, 3, 31))]
    england, classes = (
        [["Eng", "E92000001", "ENGLAND", "", "Eng", "[Y]"]],
        [["[Y]", "E06", "Unitary Authorities", "", "UA", "54"]],
    )
    body = [[*row, *(["12.5"] * count)] for row in (*others, *own, *england)]
    totals = [[*row, *(["99"] * count)] for row in classes]
    return [*notes, headings, *body, headings, *totals, [*([""] * 6), *([f"RO3-{n}" for n in range(count)])]]


def as_ods(path: Path, sheets: dict[str, Rows]) -> bytes:
    document = OpenDocumentSpreadsheet()
    for title, rows in sheets.items():
        table = Table(name=title)
        for line in rows:
            row = TableRow()
            for text in line:
                cell = TableCell(valuetype="string") if text else TableCell()
                if text:
                    cell.addElement(P(text=text))
                row.addElement(cell)
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path.read_bytes()
