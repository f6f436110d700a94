"""How each recommendation stands on a day: response, delivery and evidence of impact, kept apart. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from dashboard.board_words import STATES, Row
from dashboard.formats import counted, listed, number
from schemas.recommendations import RECOMMENDATIONS, is_national
from schemas.recorded import Delivery, Impact, Recommendation, Response
from schemas.tracked import CHANGED, actions_on

# Which of several states says how a recommendation is delivered: the first of these that any open action has.
_WORST = (Delivery.OFF_TRACK, Delivery.AT_RISK, Delivery.NOT_STARTED, Delivery.ON_TRACK)
_STRENGTH = {str(member): place for place, member in enumerate(Impact)}
CHOICES: dict[str, str] = {"": "All actions", "overdue": "Overdue", "open": "Open", "moved": "Moved more than once",
                           **{str(state): state.label for state in Delivery}}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """One recommendation on a day.

    Args:
        recommendation: which.
        on: the day.
        actions: its actions, overdue first, then by date; rows of `schemas.tracked.actions_on`.
        impact: its evidence of impact, strongest first.
    """

    recommendation: Recommendation
    on: date
    actions: tuple[Row, ...] = ()
    impact: tuple[Row, ...] = ()

    @cached_property
    def counted(self) -> list[Row]:
        """Actions neither superseded nor rejected."""
        return [row for row in self.actions if row["is_counted"]]

    @property
    def evidenced(self) -> int:
        """How many are done with evidence."""
        return sum(row["is_evidenced"] for row in self.counted)

    @property
    def overdue(self) -> int:
        """How many open ones are past their date."""
        return sum(row["is_overdue"] for row in self.actions)

    @property
    def response(self) -> str:
        """What was answered to the recommendation; where its actions say different things, each of them."""
        given = dict.fromkeys(Response(row["response"]).label for row in self.actions)
        return listed(list(given)) or Response.NO_RESPONSE.label

    @property
    def delivery(self) -> tuple[str, str]:
        """How delivery stands, as a word and the look of its tag: the worst of its open actions."""
        if self.overdue:
            return "Overdue", "bad"
        open_states = {row["status"] for row in self.counted if row["is_open"]}
        worst = next((state for state in _WORST if state in open_states), None)
        if worst is not None:
            return STATES[worst]
        if not self.counted:
            return ("Superseded", "none") if self.actions else ("No action", "none")
        return STATES[Delivery.DELIVERED_EVIDENCED if self.evidenced == len(self.counted) else Delivery.DELIVERED_AWAITING_EVIDENCE]  # fmt: skip

    @property
    def done_words(self) -> str:
        """How many of its actions are done with evidence: "1 of 4 done with evidence"."""
        return f"{self.evidenced} of {len(self.counted)} done with evidence" if self.counted else "No action is agreed"

    @property
    def accepted(self) -> list[Row]:
        """Evidence of impact that someone from outside had accepted by the day, strongest first."""
        return [row for row in self.impact if row["accepted_on"] and row["accepted_on"] <= self.on]

    @property
    def proof(self) -> str:
        """The strongest evidence that was accepted, in a word: "None" until there is any."""
        return Impact(self.accepted[0]["strength"]).label if self.accepted else Impact.NONE.label

    @property
    def is_proved(self) -> bool:
        """Whether accepted evidence shows that something changed for children."""
        return any(row["strength"] in CHANGED for row in self.accepted)


def standings(sheets: Mapping[str, pl.DataFrame], on: date) -> list[Standing]:
    """Every declared recommendation on a day, in the review's order; without a tracker, each with nothing.

    Args:
        sheets: the tracker's rows by sheet: actions, rebaselines, impact; {} if there is none.
        on: the day.
    """
    if not sheets:
        return [Standing(one, on) for one in RECOMMENDATIONS]
    rows = actions_on(sheets["actions"], sheets["rebaselines"], on).to_dicts()
    proof = [row for row in sheets["impact"].to_dicts() if row["evidence_on"] <= on]
    return [
        Standing(
            one,
            on,
            tuple(in_order([row for row in rows if row["recommendation"] == one])),
            tuple(sorted((r for r in proof if r["recommendation"] == one), key=_strongest)),
        )
        for one in RECOMMENDATIONS
    ]


def _strongest(row: Row) -> tuple[bool, int, int]:
    return row["accepted_on"] is None, -_STRENGTH[row["strength"]], -row["evidence_on"].toordinal()


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Actions: overdue first, the longest first; then open ones by date; then those done, by date."""
    return sorted(rows, key=lambda row: (-(row["days_late"] or 0), not row["is_open"], row["due_on"], row["action_ref"]))  # fmt: skip


def chosen(rows: Sequence[Row], choice: str) -> list[Row]:
    """The actions that a choice of `CHOICES` leaves."""
    tests = {"overdue": "is_overdue", "open": "is_open", "moved": "is_moved_again"}
    return [row for row in rows if (row[tests[choice]] if choice in tests else not choice or row["status"] == choice)]


def every_sentence(found: Sequence[Standing]) -> str:
    """The page's finding, over the recommendations that are shown."""
    actions = [row for one in found for row in one.counted]
    if not actions:
        return "No action on a recommendation is recorded yet."
    done, overdue = sum(row["is_evidenced"] for row in actions), sum(one.overdue for one in found)
    proved = sum(one.is_proved for one in found)
    late = f"{number(overdue)} {'is' if overdue == 1 else 'are'} overdue" if overdue else "none is overdue"
    shown = f"{number(proved)} of {counted(len(found), 'recommendation')} {'has' if proved == 1 else 'have'} accepted evidence of change"
    return f"{number(done)} of {counted(len(actions), 'action')} are done with evidence and {late}; {shown}."


def one_sentence(one: Standing) -> str:
    """One recommendation's finding."""
    if not one.counted:
        return "Its actions were superseded." if one.actions else "No action on this recommendation is recorded yet."
    ending = (
        "accepted evidence shows a change for children" if one.is_proved else "no change for children is proved yet"
    )
    return f"{_done(one)}, and {ending}."


def _done(one: Standing) -> str:
    if len(one.counted) == 1:
        state = "done with evidence" if one.evidenced else "overdue" if one.overdue else "not done with evidence yet"
        return f"Its one action is {state}"
    done = number(one.evidenced) if one.evidenced else "None"
    overdue = f", {number(one.overdue)} {'is' if one.overdue == 1 else 'are'} overdue" if one.overdue else ""
    verb = "are" if one.evidenced > 1 else "is"
    return f"{done} of its {number(len(one.counted))} actions {verb} done with evidence{overdue}"


def place_in_list(one: Recommendation) -> str:
    """Which of how many it is: "Recommendation 1 of 8, national"."""
    alike = [other for other in RECOMMENDATIONS if other.authority_id == one.authority_id]
    where = "national" if is_national(one) else one.label.split(" ")[0]
    return f"Recommendation {alike.index(one) + 1} of {len(alike)}, {where}"
