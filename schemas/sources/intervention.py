"""Statutory intervention: which authorities the department has told or directed to improve, since when and until when."""

from datetime import date

import polars as pl

from schemas.checks import Rule
from schemas.recorded import Intervention
from schemas.sources.records import PlaceRow, day, overlap, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity


class InterventionRow(PlaceRow, table=True):
    """One notice, direction or supervision period."""

    __tablename__ = "record_intervention"

    kind: Intervention = column(
        "Kind", "How the department steps in.", choices=Intervention, is_key=True, example="Improvement notice"
    )
    from_on: date = day("From", "The day that it began.", is_key=True)
    to_on: date | None = day("To", "The day that it ended; empty while it is open.")
    web_link: str | None = column("Web link", "Where it is published.", max_length=300)


INTERVENTION = record(
    "intervention",
    "Intervention record",
    "Improvement notices, statutory directions, trusts and supervision periods, open and closed.",
    (Sheet("interventions", "Interventions", "One row for each; those that have ended stay.", InterventionRow),),
    rules=(
        Rule(
            "V001", "interventions", "to_on", pl.col("to_on") < pl.col("from_on"),
            "It ends before it begins. Check both dates.",
            why="An intervention that ends before it begins would never count.",
            failing={"from_on": date(2026, 5, 1), "to_on": date(2026, 4, 1)}, passing={"from_on": date(2026, 5, 1), "to_on": date(2026, 6, 1)},
        ),
        Rule(
            "V002", "interventions", "from_on", pl.col("from_on") > pl.col("today"),
            "It begins after today. Enter it when it has begun.",
            why="A notice that may still be changed would already colour an authority's page.",
            failing={"from_on": date(2026, 12, 1), "today": date(2026, 11, 22)}, passing={"from_on": date(2026, 11, 1), "today": date(2026, 11, 22)},
        ),
        Rule(
            "V003", "interventions", "to_on", pl.col("to_on") > pl.col("today"),
            "It ends after today. Leave the date empty while it is open.",
            why="An end that is still to come is a plan, and plans slip.",
            failing={"to_on": date(2027, 1, 1), "today": date(2026, 11, 22)}, passing={"to_on": date(2026, 11, 1), "today": date(2026, 11, 22)},
        ),
        Rule(
            "V004", "interventions", "from_on", pl.col("to_on").is_null() & (pl.col("from_on") < pl.col("today").dt.offset_by("-8y")),
            "It has been open for more than eight years. Enter the day that it ended, if it has.",
            Severity.QUERY,
            why="An old entry that nobody closed looks like an intervention that goes on.",
            failing={"from_on": date(2015, 1, 1), "to_on": None, "today": date(2026, 11, 22)},
            passing={"from_on": date(2022, 1, 1), "to_on": None, "today": date(2026, 11, 22)},
        ),
        overlap("V005", "interventions", "kind and day"),
    ),
)  # fmt: skip
