"""Early help and domestic abuse services: what is commissioned, published and reviewed in each area."""

from datetime import date

import polars as pl

from schemas.checks import Rule
from schemas.sources.records import PlaceRow, day, overlap, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity


class ProvisionRow(PlaceRow, table=True):
    """What one area offers families, as at one day."""

    __tablename__ = "record_provision"

    as_at_on: date = day("As at", "The day that this describes.", is_key=True)
    is_help_before: bool = column(
        "Early help before assessment", "Whether early help is offered before an assessment.", example="Yes"
    )
    is_help_during: bool = column("Early help during assessment", "Whether it is offered during one.", example="Yes")
    is_help_after: bool = column("Early help after assessment", "Whether it is offered after one.", example="No")
    help_published_on: date | None = day(
        "Early help offer published", "The day the offer was last published.", example="01/05/2026"
    )
    help_reviewed_on: date | None = day("Early help reviewed", "The day it was last reviewed.", example="01/02/2026")
    is_abuse_commissioned: bool = column(
        "Domestic abuse services commissioned",
        "Whether services for victims and children are commissioned.",
        example="Yes",
    )
    directory_published_on: date | None = day(
        "Directory published", "The day the directory of local services was last published.", example="01/05/2026"
    )
    abuse_reviewed_on: date | None = day(
        "Domestic abuse services reviewed", "The day they were last reviewed.", example="01/02/2026"
    )
    has_abuse_specialist: bool = column(
        "Specialist linked to the Unit", "Whether a domestic abuse specialist is linked to the Unit.", example="Yes"
    )
    trained_pct: float | None = column(
        "Practitioners trained",
        "Practitioners trained to respond to domestic abuse.",
        unit="%",
        low=0,
        high=100,
        example="72.5",
    )
    has_prison_protocol: bool = column(
        "Protocol with prisons and probation", "Whether one is in place for children of prisoners.", example="No"
    )


_TODAY = date(2026, 11, 22)
PROVISION = record(
    "provision",
    "Early help and domestic abuse provision",
    "What is commissioned, published and reviewed in each area.",
    (Sheet("provision", "Provision", "One row for each authority or partnership and day that is described; earlier ones stay.", ProvisionRow),),
    frequency="Each quarter",
    rules=(
        Rule("E001", "provision", "as_at_on", pl.col("as_at_on") > pl.col("today"), "The day is after today. Enter the day that this describes.",
             why="It would count before it is true.", failing={"as_at_on": date(2026, 12, 1), "today": _TODAY}, passing={"as_at_on": date(2026, 9, 30), "today": _TODAY}),
        Rule("E002", "provision", "help_published_on", pl.col("help_published_on").is_not_null() & ~pl.any_horizontal("is_help_before", "is_help_during", "is_help_after"),
             "An offer is published, but no early help is offered at any point. Check both.", why="One of the two must be wrong.",
             failing={"help_published_on": date(2026, 5, 1), "is_help_before": False, "is_help_during": False, "is_help_after": False},
             passing={"help_published_on": date(2026, 5, 1), "is_help_before": True, "is_help_during": False, "is_help_after": False}),
        Rule("E003", "provision", "directory_published_on", pl.col("directory_published_on").is_not_null() & ~pl.col("is_abuse_commissioned"),
             "A directory is published, but no services are commissioned. Correct it, or explain it.", Severity.QUERY,
             why="A directory of nothing helps nobody.", failing={"directory_published_on": date(2026, 5, 1), "is_abuse_commissioned": False},
             passing={"directory_published_on": date(2026, 5, 1), "is_abuse_commissioned": True}),
        Rule("E004", "provision", "abuse_reviewed_on", pl.col("is_abuse_commissioned") & (pl.col("abuse_reviewed_on") < pl.col("as_at_on").dt.offset_by("-3y")),
             "The services were last reviewed more than three years before. Enter the latest review, or explain it.", Severity.QUERY,
             why="The review asked for services that are reviewed, not only for services.",
             failing={"is_abuse_commissioned": True, "abuse_reviewed_on": date(2022, 1, 1), "as_at_on": date(2026, 9, 30)},
             passing={"is_abuse_commissioned": True, "abuse_reviewed_on": date(2025, 1, 1), "as_at_on": date(2026, 9, 30)}),
        overlap("E005", "provision", "day"),
    ),
)  # fmt: skip
