"""How the programme stands on a day: what is overdue or late, from the plan, meetings and answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from dashboard.board_words import Row, are
from schemas.authorities import authority
from schemas.bodies import Body, Department
from schemas.planned import answers_on, arising_on, plan_on, steps_on, waiting_on
from schemas.recorded import OwnerRole

Sheets = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Overdue:
    """One thing that someone owes: what, who answers for it, when it was due, how late it is, and where it stands."""

    what: str
    who: str
    body: str
    due_on: date
    days_late: int
    source: str


@dataclass(frozen=True)
class Programme:
    """The plan and the meetings on a day; rows are empty where there is no record.

    Args:
        on: the day.
        plan: the plan's sheets.
        met: the meetings' sheets.
    """

    on: date
    plan: Sheets
    met: Sheets

    @cached_property
    def actions(self) -> Sequence[Row]:
        """The plan's actions: by department in the declared order, overdue first in each."""
        if not self.plan:
            return []
        order = {str(department): place for place, department in enumerate(Department)}
        rows = plan_on(self.plan["actions"], self.on).to_dicts()
        return sorted(rows, key=lambda r: (order[r["department"]], -(r["days_late"] or 0), not r["is_open"], r["due_on"]))  # fmt: skip

    @cached_property
    def steps(self) -> Sequence[Row]:
        """The plan's milestones by date."""
        return steps_on(self.plan["milestones"], self.on).sort("baseline_on").to_dicts() if self.plan else []

    @cached_property
    def waiting(self) -> Sequence[Row]:
        """The plan's dependencies, late ones first, the longest first."""
        if not self.plan:
            return []
        rows = waiting_on(self.plan["dependencies"], plan_on(self.plan["actions"], self.on), self.on)
        return sorted(rows.to_dicts(), key=lambda r: (-(r["days_late"] or 0), r["needed_on"], r["plan_ref"]))

    @cached_property
    def meetings(self) -> Sequence[Row]:
        """Meetings of both bodies, newest first."""
        return self.met["meetings"].sort("held_on", descending=True).to_dicts() if self.met else []

    @cached_property
    def decisions(self) -> Sequence[Row]:
        """Decisions with body and held_on of their meeting, newest first."""
        return self._with_meeting(self.met["decisions"]) if self.met else []

    @cached_property
    def arising(self) -> Sequence[Row]:
        """Actions that meetings asked for: overdue first, then open, then closed."""
        return _by_lateness(self._with_meeting(arising_on(self.met["arising"], self.on))) if self.met else []

    @cached_property
    def answers(self) -> Sequence[Row]:
        """Exceptions that must be answered for: those overdue first, then those waiting, then those answered."""
        return _by_lateness(self._with_meeting(answers_on(self.met["answers"], self.on))) if self.met else []

    def _with_meeting(self, rows: pl.DataFrame) -> Sequence[Row]:
        about = self.met["meetings"].select("meeting_ref", "body", "held_on")
        found = rows.join(about, on="meeting_ref", how="left", maintain_order="left")
        return found.sort("held_on", descending=True, maintain_order=True).to_dicts()

    @property
    def next_meeting(self) -> Row | None:
        """The next meeting of either body, today's included; None if none is planned."""
        return next((row for row in reversed(self.meetings) if row["held_on"] >= self.on), None)

    @cached_property
    def overdue(self) -> list[Overdue]:
        """Everything that someone owes and has not given, the longest overdue first."""
        owed = [
            *(_owed(r, r["action"], Department(r["department"]).label, "Plan") for r in self.actions if r["is_overdue"]),
            *(_owed(r, r["action"], r["owner_body"], _asked(r)) for r in self.arising if r["is_overdue"]),
            *(_owed(r, _exception(r), r["owner_body"], f"{_asked(r)}, answer") for r in self.answers if r["is_overdue"]),
        ]  # fmt: skip
        return sorted(owed, key=lambda one: (-one.days_late, one.what))


def _by_lateness(rows: Sequence[Row]) -> Sequence[Row]:
    return sorted(rows, key=lambda row: (-(row["days_late"] or 0), not row["is_open"], row["due_on"]))


def _owed(row: Row, what: str, body: str, source: str) -> Overdue:
    return Overdue(what, OwnerRole(row["owner_role"]).label, body, row["due_on"], row["days_late"], source)


def _asked(row: Row) -> str:
    return f"{Body(row['body']).label}, {row['held_on'].day} {row['held_on']:%b %Y}"


def _exception(row: Row) -> str:
    return f"{authority(row['authority_id']).name}: {row['exception'][0].lower()}{row['exception'][1:]}"


def sentence(one: Programme) -> str:
    """The page's finding."""
    if not one.actions and not one.meetings:
        return "No plan and no meeting has been recorded yet."
    late = sum(row["is_overdue"] for row in one.actions)
    held = sum(bool(row["is_late"]) for row in one.waiting)
    asked = sum(row["is_overdue"] for row in (*one.arising, *one.answers))
    plan = are(late, "planned action", rest="overdue") if late else "No planned action is overdue"
    waits = f", and {are(held, 'dependency', 'dependencies', rest='late')}" if held else ""
    owed = (
        are(asked, "thing", rest="owed to meetings past the date")
        if asked
        else "nothing that a meeting asked for is overdue"
    )
    return f"{plan}{waits}; {owed}."
