"""The implementation plan: what each department does, its milestones, and what it waits for from others."""

from datetime import date

import polars as pl

from schemas.bodies import Department
from schemas.checks import Lookup, Rule
from schemas.recorded import Delivery, OwnerRole, Recommendation
from schemas.sources.records import NationalRow, day, free, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity


class PlannedActionRow(NationalRow, table=True):
    """One action of one department."""

    __tablename__ = "record_plan_action"

    plan_ref: str = column(
        "Plan number", "The action's own number in the plan.", is_key=True, max_length=20, example="DFE-01"
    )
    department: Department = column(
        "Department", "The one that answers for it.", choices=Department, example="Department for Education"
    )
    action: str = free("Action", "What is to be done, in one sentence.", max_length=300, example="Publish the guide.")
    recommendation: Recommendation | None = column(
        "Recommendation",
        "The recommendation that it serves, if one.",
        choices=Recommendation,
        example="8. Domestic abuse",
    )
    owner_role: OwnerRole = column(
        "Owner's role", "The one role that answers for it.", choices=OwnerRole, example="Policy lead"
    )
    status: Delivery = column("Delivery", "How far it has come.", choices=Delivery, example="On track")
    baseline_on: date = day("Baseline date", "The day that was first agreed. It never changes.", example="31/03/2027")
    due_on: date = day("Current date", "The day that is agreed now.", example="31/03/2027")
    delivered_on: date | None = day("Delivered", "The day that it was done; empty until then.", example="")
    reason: str | None = free("Why it moved", "Why the date is no longer the baseline.", max_length=300)


class PlannedMilestoneRow(NationalRow, table=True):
    """One step of an action."""

    __tablename__ = "record_plan_milestone"

    plan_ref: str = column(
        "Plan number", "The action that it is a step of.", is_key=True, max_length=20, example="DFE-01"
    )
    milestone: str = column(
        "Milestone", "The step, in a few words.", is_key=True, max_length=120, example="Draft agreed"
    )
    baseline_on: date = day("Baseline date", "The day that was first agreed.", example="30/11/2026")
    forecast_on: date | None = day("Forecast", "The day that is expected now; empty once met.", example="15/12/2026")
    met_on: date | None = day("Met", "The day that it was met; empty until then.", example="")


class DependencyRow(NationalRow, table=True):
    """One action that waits for another."""

    __tablename__ = "record_plan_dependency"

    plan_ref: str = column("Plan number", "The action that waits.", is_key=True, max_length=20, example="DFE-01")
    needs_ref: str = column(
        "Needs", "The number of the action that it waits for.", is_key=True, max_length=20, example="NHS-01"
    )
    needed: str = free(
        "What is needed", "What it waits for, in one sentence.", max_length=300, example="A model for health posts."
    )
    needed_on: date = day("Needed by", "The day after which it would be late itself.", example="31/01/2027")


_TODAY, _LAST, _NEXT = date(2026, 11, 22), date(2026, 9, 1), date(2027, 3, 31)
_DONE = [str(Delivery.DELIVERED_AWAITING_EVIDENCE), str(Delivery.DELIVERED_EVIDENCED)]

PLAN = record(
    "plan",
    "Implementation plan",
    "What each department does, its milestones, and what it waits for from others.",
    (
        Sheet("actions", "Actions", "One row for each action of a department.", PlannedActionRow),
        Sheet("milestones", "Milestones", "One row for each step of an action.", PlannedMilestoneRow, within=("plan_ref", "actions"), may_be_empty=True),
        Sheet("dependencies", "Dependencies", "One row for each action that waits for another.", DependencyRow, within=("plan_ref", "actions"), may_be_empty=True),
    ),
    frequency="Each month",
    feeds_indicators=False,
    lookups=(Lookup("dependencies", "actions", (), {"plan_refs": pl.col("plan_ref").str.to_uppercase().str.join("|")}),),
    rules=(
        Rule("L001", "actions", "reason", (pl.col("due_on") != pl.col("baseline_on")) & pl.col("reason").is_null(),
             "The date has moved from its baseline. Enter why.", why="A date that moves without a reason is not a plan.",
             failing={"due_on": _NEXT, "baseline_on": _LAST, "reason": None}, passing={"due_on": _NEXT, "baseline_on": _LAST, "reason": "Parliament's timetable."}),
        Rule("L002", "actions", "delivered_on", pl.col("status").is_in(_DONE) != pl.col("delivered_on").is_not_null(),
             "Its delivery and its day of delivery do not agree. Enter the day if it is done; leave it empty if it is not.", why="An action is open or done, not both.",
             failing={"status": "on_track", "delivered_on": _LAST}, passing={"status": "on_track", "delivered_on": None}),
        Rule("L003", "actions", "delivered_on", pl.col("delivered_on") > pl.col("today"), "It is delivered after today. Leave the date empty until it is done.",
             why="A plan is not a delivery.", failing={"delivered_on": _NEXT, "today": _TODAY}, passing={"delivered_on": _LAST, "today": _TODAY}),
        Rule("L004", "actions", "status", (pl.col("status") == Delivery.ON_TRACK) & (pl.col("due_on") < pl.col("today")),
             "Its date has passed, so it is not on track. Correct it, or explain it.", Severity.QUERY, why="What is late should look late.",
             failing={"status": "on_track", "due_on": _LAST, "today": _TODAY}, passing={"status": "on_track", "due_on": _NEXT, "today": _TODAY}),
        Rule("L005", "milestones", "met_on", pl.col("met_on") > pl.col("today"), "It is met after today. Leave the date empty until it is.",
             why="A plan is not a delivery.", failing={"met_on": _NEXT, "today": _TODAY}, passing={"met_on": _LAST, "today": _TODAY}),
        Rule("L006", "milestones", "forecast_on", pl.col("met_on").is_null() & pl.col("forecast_on").is_null(),
             "It is not met. Enter the day that is expected now.", why="A step without a date cannot be late.",
             failing={"met_on": None, "forecast_on": None}, passing={"met_on": None, "forecast_on": _NEXT}),
        Rule("L007", "dependencies", "needs_ref", pl.col("needs_ref").str.to_uppercase() == pl.col("plan_ref").str.to_uppercase(),
             "An action cannot wait for itself. Enter the number of another.", why="It would never begin.",
             failing={"needs_ref": "DFE-01", "plan_ref": "DFE-01"}, passing={"needs_ref": "NHS-01", "plan_ref": "DFE-01"}),
        Rule("L008", "dependencies", "needs_ref",
             ~("|" + pl.col("plan_refs") + "|").str.contains("|" + pl.col("needs_ref").str.to_uppercase() + "|", literal=True),
             "You entered {needs_ref}, which is not in the plan. Enter the number of an action that is.", why="Nobody can answer for an action that is not in the plan.",
             failing={"plan_refs": "DFE-01|NHS-01", "needs_ref": "NHS-1"}, passing={"plan_refs": "DFE-01|NHS-01", "needs_ref": "NHS-01"}),
    ),
)  # fmt: skip
