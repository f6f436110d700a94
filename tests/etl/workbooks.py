"""Valid returns to spoil one thing at a time, and the same workbook as XLSX, ODS and CSV."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import polars as pl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.workbook import Workbook

from etl.parse import read_workbook
from etl.template import write_workbook
from etl.validate import Checked, Context, validate
from schemas.authorities import authority, register_frame
from schemas.issues import Issue
from schemas.periods import Period
from schemas.practice import PracticeStandard, PracticeTheme
from schemas.programme import REVIEW_MINIMUM, Function, Grant, Milestone, Partner
from schemas.returns import UNIT
from schemas.returns.unit import AGREEMENTS_EXPECTED
from schemas.spec import Form, ReturnSpec

TODAY = date(2026, 11, 22)
PERIOD = Period(2026, 2)
SOLIHULL = authority("LA334")
BRADFORD = authority("LA380")
Spoil = Callable[[Workbook], None]


def unit_rows(units: int = 1) -> dict[str, pl.DataFrame]:
    """A Unit return in which nothing is wrong, for so many Units."""
    codes = [f"U{number + 1}" for number in range(units)]
    posts = [(code, str(agency)) for code in codes for agency in REVIEW_MINIMUM]
    return {
        "unit": pl.DataFrame(
            [
                {
                    "unit_code": code, "unit_name": f"Unit {code}", "declared_stage": 4, "self_confidence": "amber",
                    "covers_home": True, "covers_outside_home": True, "covers_elsewhere": False,
                    "is_baseline_recorded": True, "is_lead_named": True, "is_site_confirmed": True,
                    "stage5_exception": None, "slippage_reason": "none",
                    "narrative": "The police post was filled in September.", "lead_practitioner_fte": 3.0,
                    "open_s47_count": 60, "plan_children_count": 240,
                }
                for code in codes
            ]
        ),
        "posts": pl.DataFrame(
            [
                {
                    "unit_code": code, "agency": agency, "is_core_nominated": True, "established_fte": 4.0,
                    "filled_fte": 3.5, "colocated_fte": 3.0, "access_fte": 2.5, "experienced_fte": 2.0,
                }
                for code, agency in posts
            ]
        ),
        "models": pl.DataFrame(
            [
                {
                    "unit_code": code, "agency": agency, "employment_model": "seconded", "filled_fte": 3.5,
                    "ending_6m_fte": 1.0, "ending_6m_no_successor_fte": 0.5,
                }
                for code, agency in posts
            ]
        ),
        "functions": pl.DataFrame(
            [
                {
                    "unit_code": code, "function": str(function), "status": "live", "live_on": date(2026, 4, 1),
                    "limitation": None,
                }
                for code in codes
                for function in Function
            ]
        ),
        **_authoritys_rows(),
    }  # fmt: skip


def _authoritys_rows() -> dict[str, pl.DataFrame]:
    """The sheets of a Unit return that are the authority's, however many Units it has."""
    return {
        "milestones": pl.DataFrame(
            [
                {
                    "milestone": str(milestone), "baseline_on": date(2027, 1, 31), "forecast_on": None if is_met else date(2027, 1, 31),
                    "actual_on": date(2026, 4, 1) if is_met else None, "evidence_ref": "Board minute 12",
                }
                for milestone in Milestone
                for is_met in [milestone is Milestone.M16]
            ],
            schema_overrides={"actual_on": pl.Date, "forecast_on": pl.Date},
        ),
        "agreements": pl.DataFrame(
            [
                {
                    **keys, "state": "signed", "names_unit": True, "signed_on": date(2026, 6, 30),
                    "review_on": date(2027, 6, 30),
                }
                for keys in AGREEMENTS_EXPECTED
            ]
        ),
    }  # fmt: skip


def funding_rows() -> dict[str, pl.DataFrame]:
    """A Funding return in which nothing is wrong."""
    return {
        "grants": pl.DataFrame(
            [
                {
                    "grant": str(grant), "allocated_gbp": 128571, "start_up_gbp": 120000, "paid_gbp": 120000,
                    "committed_gbp": 100000, "spent_ytd_gbp": 55000, "profile_ytd_gbp": 60000,
                    "forecast_outturn_gbp": 118000, "spent_transformation_gbp": 20000, "spent_family_help_gbp": 15000,
                    "spent_workforce_gbp": 15000, "spent_voice_gbp": 5000, "correction_note": None,
                }
                for grant in Grant
            ]
        ),
        "contributions": pl.DataFrame(
            [
                {"partner": str(partner), "cash_gbp": 15000, "in_kind_gbp": 5000, "share_pct": 100 / len(Partner)}
                for partner in Partner
            ]
        ),
        "costs": pl.DataFrame([{"full_year_cost_gbp": 2000000, "next_year_cost_gbp": 1900000, "is_certified": True}]),
    }  # fmt: skip


def activity_rows() -> dict[str, pl.DataFrame]:
    """An activity return in which nothing is wrong."""
    return {
        "counts": pl.DataFrame(
            [
                {
                    "s47_started_count": 321, "strategy_held_count": 352, "strategy_all_present_count": 318,
                    "icpc_0_10_count": 11, "icpc_11_15_count": 72, "icpc_16_20_count": 9, "icpc_21_plus_count": 12,
                    "icpc_count": 104, "plans_started_count": 86, "repeat_plans_count": 21, "plans_ended_count": 84,
                    "plans_end_count": 272, "open_records_count": 353, "verified_records_count": 331,
                }
            ]
        )
    }  # fmt: skip


def standards_rows() -> dict[str, pl.DataFrame]:
    """A Practice standards return in which nothing is wrong."""
    validated = [("scrutineer", date(2026, 7, 14))] * 4 + [("none", None)] * 6
    return {
        "scores": pl.DataFrame(
            [
                {
                    "standard": str(standard), "score": "2", "not_applicable_reason": None,
                    "evidence_note": "Audit of the last two quarters.", "validated_by": by, "validated_on": on,
                }
                for standard, (by, on) in zip(PracticeStandard, validated, strict=True)
            ],
            schema_overrides={"not_applicable_reason": pl.String},
        ),
        "audits": pl.DataFrame(
            [{"assessed_on": date(2026, 6, 30), "audits_completed_count": 14, "audits_good_count": 9}]
        ),
        "themes": pl.DataFrame(
            [{"theme": str(theme), "theme_audits_count": 7, "theme_good_count": 4} for theme in PracticeTheme]
        ),
    }  # fmt: skip


def rows_of(spec: ReturnSpec) -> dict[str, pl.DataFrame]:
    """The valid rows of a return."""
    made = {"unit": unit_rows, "funding": funding_rows, "activity": activity_rows, "standards": standards_rows}
    return made[spec.code]()


def context(spec: ReturnSpec = UNIT, **more: object) -> Context:
    """Solihull, the current quarter, with a register, nothing accepted before, and the determination that agrees."""
    reference = {
        "register": register_frame(PERIOD.reference_date).select("dfe_code", "ons_code"),
        "collection": pl.DataFrame({"is_accepted": [False]}),
        "allocations": pl.DataFrame({"grant": [str(g) for g in Grant], "amount_gbp": [128571] * len(Grant)}),
    }
    return Context(**{"today": TODAY, "period": PERIOD, "authority": SOLIHULL, "reference": reference, **more})


def workbook(spec: ReturnSpec = UNIT, rows: dict[str, pl.DataFrame] | None = None, spoil: Spoil | None = None) -> bytes:
    """A valid workbook of a return, spoilt by a function of the openpyxl workbook."""
    content = write_workbook(spec, SOLIHULL, PERIOD, rows_of(spec) if rows is None else rows)
    return content if spoil is None else edited(content, spoil)


def edited(content: bytes, spoil: Spoil) -> bytes:
    """A workbook after a change by an officer."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    spoil(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def check(content: bytes, spec: Form = UNIT, name: str = "return.xlsx", **more: object) -> Checked:
    """Read and check a file as Solihull's return for the current quarter."""
    return validate(read_workbook(name, content, spec), spec, context(**more))


def spoilt(spoil: Spoil, spec: ReturnSpec = UNIT, **more: object) -> list[Issue]:
    """What is wrong with a valid workbook after one change."""
    return check(workbook(spec, spoil=spoil), spec, **more).issues


def texts(content: bytes) -> dict[str, list[list[str]]]:
    """Every sheet of an XLSX workbook as an officer would see it: dates as dd/mm/yyyy."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [[_text(value) for value in row] for row in page.iter_rows(values_only=True)] for page in book}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


def as_csv(content: bytes, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The workbook as one CSV in sections."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    for title, lines in texts(content).items():
        writer.writerow(["Sheet", title])
        writer.writerows(lines)
    return out.getvalue().encode(encoding)


def as_zip(content: bytes) -> bytes:
    """The workbook as a ZIP of a CSV for each sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, lines in texts(content).items():
            page = io.StringIO(newline="")
            csv.writer(page).writerows(lines)
            archive.writestr(f"{title}.csv", page.getvalue())
    return out.getvalue()


def as_ods(content: bytes) -> bytes:
    """The workbook as OpenDocument, with real numbers and dates."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    document = OpenDocumentSpreadsheet()
    for page in book:
        table = Table(name=page.title)
        document.spreadsheet.addElement(table)
        for row in page.iter_rows(values_only=True):
            line = TableRow()
            table.addElement(line)
            for value in row:
                line.addElement(_ods_cell(value))
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(value: object) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, datetime):
        cell = TableCell(valuetype="date", datevalue=value.date().isoformat())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=str(value))
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=_text(value)))
    return cell


def only(issues: list[Issue]) -> Issue:
    """The one issue."""
    assert len(issues) == 1, [found.message for found in issues]
    return issues[0]


def put(sheet: str, cell: str, value: object) -> Spoil:
    """Type a value into a cell."""

    def spoil(book: Workbook) -> None:
        book[sheet][cell] = value

    return spoil
