"""The recommendations tracker: what was done is kept apart from what it changed.

Which place an action is for is known from its recommendation.
"""

from datetime import date
from typing import Any

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.recorded import Assurer, Delivery, Impact, OwnerRole, Recommendation, Response
from schemas.sources.records import NationalRow, day, free, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity

_REF: dict[str, Any] = {"max_length": 20, "example": "NR1-04"}
_RECOMMENDATION = "Which recommendation of the review it belongs to."


class ActionRow(NationalRow, table=True):
    """One action on a recommendation."""

    __tablename__ = "record_action"

    action_ref: str = column("Action number", "Its own number in this record.", is_key=True, **_REF)
    recommendation: Recommendation = column(
        "Recommendation", _RECOMMENDATION, choices=Recommendation, example="8. Domestic abuse"
    )
    action: str = free("Action", "What is to be done, in one sentence.", max_length=300)
    owner_role: OwnerRole = column(
        "Owner's role", "The one role that answers for it.", choices=OwnerRole, example="Policy lead"
    )
    owner_body: str = column(
        "Owner's organisation", "The organisation that it belongs to.", max_length=120, example="Home Office"
    )
    response: Response = column(
        "Response", "What was answered to the recommendation.", choices=Response, example="Accepted"
    )
    status: Delivery = column("Delivery", "How far it has come.", choices=Delivery, example="On track")
    baseline_on: date = day("Baseline date", "The day that was first agreed. It never changes.")
    due_on: date = day("Current date", "The day that is agreed now.", example="31/03/2027")
    delivered_on: date | None = day("Delivered", "The day that it was done.", example="01/09/2026")
    evidence_on: date | None = day(
        "Evidence of delivery", "The day that evidence of it was accepted.", example="20/09/2026"
    )
    evidence_ref: str | None = column("Evidence", "Where the evidence is.", max_length=300)
    narrative: str | None = free(
        "Narrative", "What changed, what is next, and what is needed from the Board.", max_length=400
    )


class RebaselineRow(NationalRow, table=True):
    """One change of an action's date."""

    __tablename__ = "record_rebaseline"

    action_ref: str = column("Action number", "The action whose date changed.", is_key=True, **_REF)
    rebaselined_on: date = day("Changed on", "The day that the change was agreed.", is_key=True)
    from_on: date = day("From", "The date before.", example="31/12/2026")
    to_on: date = day("To", "The date after.", example="31/03/2027")
    reason: str = free("Reason", "Why the date had to move.", max_length=300)
    approver_role: OwnerRole = column(
        "Approved by", "The role that agreed to it.", choices=OwnerRole, example="Senior responsible owner"
    )


class ImpactRow(NationalRow, table=True):
    """One piece of evidence of what a recommendation changed for children."""

    __tablename__ = "record_impact"

    recommendation: Recommendation = column(
        "Recommendation", _RECOMMENDATION, choices=Recommendation, is_key=True, example="Bradford 2. Early help"
    )
    evidence_on: date = day("Evidence from", "The day of the evidence.", is_key=True)
    strength: Impact = column("Strength", "What it shows.", choices=Impact, example="Early outcome")
    origin: str = column(
        "Where it comes from", "The report, audit or figure.", max_length=200, example="Multi-agency audit, summer 2026"
    )
    assurer: Assurer | None = column(
        "Looked at by", "Who looked at it from outside.", choices=Assurer, example="Independent scrutineer"
    )
    accepted_on: date | None = day("Accepted", "The day that they accepted it; empty until then.")


_DONE = [str(Delivery.DELIVERED_AWAITING_EVIDENCE), str(Delivery.DELIVERED_EVIDENCED)]
_TODAY, _LAST, _NEXT = date(2026, 11, 22), date(2026, 9, 1), date(2027, 3, 31)

TRACKER = record(
    "tracker",
    "Recommendations tracker",
    "Actions on each recommendation with every change of date, and evidence of impact.",
    (
        Sheet("actions", "Actions", "One row for each action.", ActionRow),
        Sheet("rebaselines", "Changes of date", "One row for each time that an action's date was changed.", RebaselineRow,
              within=("action_ref", "actions"), may_be_empty=True),
        Sheet("impact", "Evidence of impact", "One row for each piece of evidence.", ImpactRow, may_be_empty=True),
    ),
    frequency="Each month",
    lookups=(Lookup("actions", "rebaselines", ("action_ref",), {"logged_count": pl.len(), "logged_on": pl.col("to_on").sort_by("rebaselined_on").last()}),),
    rules=(
        Rule("T001", "actions", "evidence_ref", (pl.col("status") == Delivery.DELIVERED_EVIDENCED) & (pl.col("evidence_ref").is_null() | pl.col("evidence_on").is_null()),
             "It is delivered and evidenced. Enter where the evidence is, and the day that it was accepted.", why="Delivered and proved are two things.",
             failing={"status": "delivered_evidenced", "evidence_ref": None, "evidence_on": None}, passing={"status": "delivered_evidenced", "evidence_ref": "Guide, second edition", "evidence_on": _LAST}),
        Rule("T002", "actions", "due_on", (pl.col("due_on") != pl.col("baseline_on")) & pl.col("logged_on").is_null(),
             "The date has moved from its baseline, and no change is logged. Add a row to Changes of date.", why="A date that moves without a reason is not a plan.",
             failing={"due_on": _NEXT, "baseline_on": _LAST, "logged_on": None}, passing={"due_on": _NEXT, "baseline_on": _LAST, "logged_on": _NEXT}),
        Rule("T003", "actions", "due_on", pl.col("due_on") != pl.col("logged_on"),
             "The last change logged is to {logged_on}. Enter that date, or log the change.", why="Two current dates cannot both hold.",
             failing={"due_on": _NEXT, "logged_on": _LAST}, passing={"due_on": _NEXT, "logged_on": _NEXT}),
        Rule("T004", "actions", "delivered_on", pl.col("status").is_in(_DONE) & pl.col("delivered_on").is_null(),
             "It is delivered. Enter the day.", why="On time or late is told by this day.",
             failing={"status": "delivered_awaiting_evidence", "delivered_on": None}, passing={"status": "delivered_awaiting_evidence", "delivered_on": _LAST}),
        Rule("T005", "actions", "delivered_on", ~pl.col("status").is_in(_DONE) & pl.col("delivered_on").is_not_null(),
             "A day of delivery is given, but its delivery says otherwise. Check both.", why="An action is open or done, not both.",
             failing={"status": "on_track", "delivered_on": _LAST}, passing={"status": "on_track", "delivered_on": None}),
        Rule("T006", "actions", "delivered_on", pl.col("delivered_on") > pl.col("today"), "It is delivered after today. Leave the date empty until it is done.",
             why="A plan is not a delivery.", failing={"delivered_on": _NEXT, "today": _TODAY}, passing={"delivered_on": _LAST, "today": _TODAY}),
        Rule("T007", "actions", "status", (pl.col("status") == Delivery.ON_TRACK) & (pl.col("due_on") < pl.col("today")),
             "Its date has passed, so it is not on track. Correct it, or explain it.", Severity.QUERY, why="What is late should look late.",
             failing={"status": "on_track", "due_on": _LAST, "today": _TODAY}, passing={"status": "on_track", "due_on": _NEXT, "today": _TODAY}),
        Rule("T008", "rebaselines", "to_on", pl.col("to_on") == pl.col("from_on"), "The date did not change. Delete this row.",
             why="Changes of date are counted.", failing={"from_on": _NEXT, "to_on": _NEXT}, passing={"from_on": _LAST, "to_on": _NEXT}),
        Rule("T009", "impact", "assurer", pl.col("accepted_on").is_not_null() & pl.col("assurer").is_null(), "It is accepted. Enter who accepted it.",
             why="Evidence counts only once someone from outside has accepted it.", failing={"accepted_on": _LAST, "assurer": None}, passing={"accepted_on": _LAST, "assurer": "scrutineer"}),
        Rule("T010", "impact", "accepted_on", pl.col("accepted_on") < pl.col("evidence_on"), "It was accepted before the day of the evidence. Check both dates.",
             why="One of the two days must be wrong.", failing={"accepted_on": _LAST, "evidence_on": _NEXT}, passing={"accepted_on": _NEXT, "evidence_on": _LAST}),
    ),
)  # fmt: skip
