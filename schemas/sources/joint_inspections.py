"""Joint targeted area inspections: their priority actions, and the statements of action that answer them."""

from datetime import date

import polars as pl

from schemas.access import Permission
from schemas.checks import Lookup, Rule
from schemas.recorded import JointInspection, RaisedBy
from schemas.sources.records import PlaceRow, day, free, overlap, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity

_REF = "The inspection's own number in this record, for example JTAI-2026-04."


class JointInspectionRow(PlaceRow, table=True):
    """One inspection of one area. It has no grade."""

    __tablename__ = "record_joint_inspection"

    inspection_ref: str = column("Inspection number", _REF, is_key=True, max_length=20, example="JTAI-2026-04")
    kind: JointInspection = column("Kind", "Front door or thematic.", choices=JointInspection, example="Front door")
    theme: str | None = column(
        "Theme", "What a thematic inspection looked at.", max_length=120, example="Serious youth violence"
    )
    inspectorates: str = column(
        "Inspectorates",
        "Who took part, as they did for this inspection.",
        max_length=120,
        example="Ofsted, CQC, HMICFRS",
    )
    started_on: date = day("Started", "The first day of fieldwork.")
    ended_on: date = day("Ended", "The last day of fieldwork.")
    published_on: date | None = day("Letter published", "The day the letter came out; empty until then.")
    improvement_areas_count: int = column(
        "Areas for improvement", "How many the letter names.", low=0, high=50, example="4"
    )
    statement_due_on: date | None = day("Statement of action due", "The day by which the partners must answer.")
    statement_received_on: date | None = day("Statement received", "The day that it came.")
    statement_accepted_on: date | None = day("Statement accepted", "The day that the inspectorates accepted it.")
    statement_closed_on: date | None = day("Statement closed", "The day that every part of it was done.")
    web_link: str | None = column("Web link", "Where the letter is published.", max_length=300)


class PriorityActionRow(PlaceRow, table=True):
    """One area for priority action."""

    __tablename__ = "record_priority_action"

    inspection_ref: str = column("Inspection number", _REF, is_key=True, max_length=20, example="JTAI-2026-04")
    action_number: int = column("Action", "Its number in the letter.", is_key=True, low=1, high=50, example="1")
    raised_by: RaisedBy = column(
        "Raised by", "Which kind of inspection it comes from.", choices=RaisedBy, example="Joint inspection"
    )
    action: str = free("What must be done", "The action in one sentence.", max_length=400)
    raised_on: date = day("Raised", "The day that the letter or report came out.")
    due_on: date = day("Due", "The day by which it must be done.")
    closed_on: date | None = day("Closed", "The day that it was signed off; empty while it is open.")


_TODAY = date(2026, 11, 22)

JTAI = record(
    "jtai",
    "Joint inspection record",
    "Joint targeted area inspections, their priority actions and the statements of action; also those of single inspections.",
    (
        Sheet("inspections", "Inspections", "One row for each inspection.", JointInspectionRow),
        Sheet("actions", "Priority actions", "One row for each action; those closed stay.", PriorityActionRow, may_be_empty=True),
    ),
    lookups=(Lookup("inspections", "actions", ("inspection_ref",), {"listed_actions": pl.len()}),),
    kept_with=Permission.KEEP_INSPECTIONS,
    rules=(
        Rule(
            "J001", "inspections", "ended_on", pl.col("ended_on") < pl.col("started_on"),
            "Fieldwork ends before it starts. Check both dates.", why="Its age is counted from these days.",
            failing={"started_on": date(2026, 5, 8), "ended_on": date(2026, 5, 4)}, passing={"started_on": date(2026, 5, 4), "ended_on": date(2026, 5, 8)},
        ),
        Rule(
            "J002", "inspections", "published_on", pl.col("published_on") < pl.col("ended_on"),
            "The letter came out before fieldwork ended. Check both dates.", why="A finding counts from the day of its letter.",
            failing={"ended_on": date(2026, 5, 8), "published_on": date(2026, 5, 6)}, passing={"ended_on": date(2026, 5, 8), "published_on": date(2026, 6, 19)},
        ),
        Rule(
            "J003", "inspections", "theme", (pl.col("kind") == JointInspection.THEMATIC) & pl.col("theme").is_null(),
            "Enter what the inspection looked at.", why="Thematic inspections are read by their theme.",
            failing={"kind": "thematic", "theme": None}, passing={"kind": "thematic", "theme": "Serious youth violence"},
        ),
        Rule(
            "J004", "inspections", "statement_due_on", (pl.col("listed_actions") > 0) & pl.col("statement_due_on").is_null(),
            "{listed_actions} priority actions are listed, so a statement of action is owed. Enter the day that it is due.",
            why="Without a due day a late statement cannot be seen.",
            failing={"listed_actions": 2, "statement_due_on": None}, passing={"listed_actions": 2, "statement_due_on": date(2026, 9, 25)},
        ),
        Rule(
            "J005", "inspections", "statement_accepted_on", pl.col("statement_accepted_on").is_not_null() & pl.col("statement_received_on").is_null(),
            "It was accepted, but no day is given on which it came. Enter it.", why="A statement cannot be accepted before it comes.",
            failing={"statement_accepted_on": date(2026, 9, 1), "statement_received_on": None},
            passing={"statement_accepted_on": date(2026, 9, 1), "statement_received_on": date(2026, 8, 20)},
        ),
        Rule(
            "J006", "actions", "closed_on", pl.col("closed_on") > pl.col("today"),
            "It is closed after today. Leave the date empty while it is open.", why="An action that is still open would show as done.",
            failing={"closed_on": date(2026, 12, 1), "today": _TODAY}, passing={"closed_on": date(2026, 11, 1), "today": _TODAY},
        ),
        Rule(
            "J007", "actions", "due_on", pl.col("due_on") < pl.col("raised_on"),
            "It is due before it was raised. Check both dates.", why="It would be overdue from its first day.",
            failing={"raised_on": date(2026, 6, 19), "due_on": date(2026, 6, 1)}, passing={"raised_on": date(2026, 6, 19), "due_on": date(2026, 12, 18)},
        ),
        Rule(
            "J008", "actions", "due_on", pl.col("closed_on").is_null() & (pl.col("due_on") < pl.col("today").dt.offset_by("-1y")),
            "It has been overdue for more than a year. Enter the day that it was closed, if it was.", Severity.QUERY,
            why="What is long overdue is often closed and not recorded.",
            failing={"closed_on": None, "due_on": date(2025, 1, 1), "today": _TODAY}, passing={"closed_on": None, "due_on": date(2026, 9, 1), "today": _TODAY},
        ),
        overlap("J009", "inspections", "inspection"),
        overlap("J010", "actions", "inspection and action"),
    ),
)  # fmt: skip
