"""Leadership and yearly report of each safeguarding partnership."""

from datetime import date

import polars as pl

from schemas.checks import Rule
from schemas.sources.records import WRONG_YEAR, PlaceRow, day, overlap, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity


class PartnershipRow(PlaceRow, table=True):
    """One partnership in one financial year: who leads it, and its report on that year."""

    __tablename__ = "record_partnership"

    financial_year: str = column(
        "Financial year", "The year that the report is on.", is_key=True, max_length=7, example="2025-26"
    )
    has_authority_lead: bool = column(
        "Lead partner, authority", "Whether the authority's lead safeguarding partner is in post.", example="Yes"
    )
    has_icb_lead: bool = column(
        "Lead partner, integrated care board", "Whether the board's lead is in post.", example="Yes"
    )
    has_police_lead: bool = column("Lead partner, police", "Whether the force's lead is in post.", example="Yes")
    delegates_count: int = column("Delegated partners in post", "How many of the three.", low=0, high=3, example="3")
    has_chair: bool = column("Chair", "Whether the partnership has a chair.", example="Yes")
    has_scrutineer: bool = column("Independent scrutineer", "Whether one is in post.", example="Yes")
    report_due_on: date = day("Yearly report due", "The day by which the report on the year is due.")
    report_published_on: date | None = day(
        "Yearly report published", "The day it came out; empty until then.", example="12/09/2026"
    )
    is_impact_evidenced: bool | None = column(
        "Evidences impact", "Whether the report shows what changed for children.", example="Yes"
    )
    web_link: str | None = column("Web link", "Where the report is.", max_length=300)


_TODAY = date(2026, 11, 22)
PARTNERSHIP = record(
    "partnership",
    "Partnership record",
    "Who leads each safeguarding partnership, and its yearly report.",
    (Sheet("partnerships", "Partnerships", "One row for each partnership and financial year; earlier years stay.", PartnershipRow),),
    frequency="Once a year, and when something changes",
    rules=(
        Rule("G001", "partnerships", "financial_year", WRONG_YEAR, "Enter a financial year as its two years, for example 2025-26.",
             why="A report is on a year.", failing={"financial_year": "2025/26"}, passing={"financial_year": "2025-26"}),
        Rule("G002", "partnerships", "is_impact_evidenced", pl.col("is_impact_evidenced").is_not_null() & pl.col("report_published_on").is_null(),
             "Impact is judged, but no report is published. Enter the day it came out, or leave this empty.", why="A report that is not out cannot be judged.",
             failing={"is_impact_evidenced": True, "report_published_on": None}, passing={"is_impact_evidenced": True, "report_published_on": date(2026, 9, 12)}),
        Rule("G003", "partnerships", "report_published_on", pl.col("report_published_on") > pl.col("today"), "It comes out after today. Leave the date empty until it is out.",
             why="A plan to publish is not a report.", failing={"report_published_on": date(2026, 12, 1), "today": _TODAY}, passing={"report_published_on": date(2026, 9, 12), "today": _TODAY}),
        Rule("G004", "partnerships", "is_impact_evidenced", pl.col("report_published_on").is_not_null() & pl.col("is_impact_evidenced").is_null(),
             "The report is out. Enter whether it evidences impact, or explain why that is not known.", Severity.QUERY,
             why="Yearly reports must show what changed, not only what was done.",
             failing={"is_impact_evidenced": None, "report_published_on": date(2026, 9, 12)}, passing={"is_impact_evidenced": False, "report_published_on": date(2026, 9, 12)}),
        overlap("G005", "partnerships", "financial year"),
    ),
)  # fmt: skip
