"""The tracker, the plan and what meetings asked for, as they stand on a day: small cases with their answers."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from schemas.indicators import INDICATORS
from schemas.planned import answers_on, arising_on, plan_on, steps_on, waiting_on
from schemas.questions import QUESTIONS
from schemas.recommendations import RECOMMENDATIONS, is_national
from schemas.recorded import Recommendation
from schemas.sources import MEETINGS, PLAN, TRACKER
from schemas.timeline import EVENTS, Precision
from schemas.tracked import actions_on

DAY = date(2026, 11, 22)
YESTERDAY = DAY - timedelta(1)
ACTION = {
    "action_ref": "NR1-01", "recommendation": "NR1", "response": "accepted", "status": "at_risk", "baseline_on": DAY, "due_on": DAY,
}  # fmt: skip


def frame(record: Any, sheet: str, *rows: dict[str, Any]) -> pl.DataFrame:
    schema = {"row_number": pl.Int64, "authority_id": pl.String, **record.sheet(sheet).stored}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def action(*moves: tuple[date, date, date], on: date = DAY, **more: Any) -> dict[str, Any]:
    """One action on a day, whose date was changed so often: (changed on, from, to)."""
    made = [{"action_ref": "NR1-01", "rebaselined_on": a, "from_on": b, "to_on": c, "reason": "R"} for a, b, c in moves]
    found = actions_on(frame(TRACKER, "actions", ACTION | more), frame(TRACKER, "rebaselines", *made), on)
    return found.row(0, named=True)


def test_an_action_due_today_is_not_overdue_and_one_due_yesterday_is_late_by_a_day():
    assert (action()["is_overdue"], action()["days_late"]) == (False, None)
    late = action(baseline_on=YESTERDAY)
    assert (late["is_overdue"], late["days_late"], late["is_long_overdue"]) == (True, 1, False)
    assert action(baseline_on=DAY - timedelta(91))["is_long_overdue"] is True


def test_a_date_changed_twice_is_the_last_one_agreed_by_the_day():
    moves = (
        (date(2026, 3, 1), date(2026, 3, 31), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 6, 30), date(2026, 9, 30)),
    )
    at = {on: action(*moves, on=on, baseline_on=date(2026, 3, 31)) for on in (date(2026, 2, 1), date(2026, 6, 30), DAY)}
    assert [(row["due_on"], row["moved_count"], row["is_moved_again"]) for row in at.values()] == [
        (date(2026, 3, 31), 0, False), (date(2026, 6, 30), 1, False), (date(2026, 9, 30), 2, True),
    ]  # fmt: skip
    assert [row["days_late"] for row in at.values()] == [None, None, 53]


def test_an_action_done_late_is_not_overdue():
    row = action(baseline_on=YESTERDAY, delivered_on=DAY, status="delivered_awaiting_evidence")
    assert (row["is_open"], row["is_overdue"], row["is_evidenced"]) == (False, False, False)


def test_evidence_counts_from_the_day_that_it_was_accepted():
    done = {"status": "delivered_evidenced", "delivered_on": YESTERDAY, "evidence_on": DAY, "evidence_ref": "Paper"}
    assert action(**done)["is_evidenced"] is True
    assert action(**done, on=YESTERDAY)["is_evidenced"] is False
    assert action(**{**done, "evidence_on": None})["is_evidenced"] is False


@pytest.mark.parametrize("gone", [{"status": "superseded"}, {"response": "superseded"}, {"response": "rejected"}])
def test_what_was_superseded_or_rejected_counts_for_nothing(gone: dict[str, str]):
    row = action(**gone, baseline_on=date(2026, 1, 1))
    assert (row["is_counted"], row["is_open"], row["is_overdue"], row["days_late"]) == (False, False, False, None)


def _plan(**done: date) -> pl.DataFrame:
    rows = [
        {"plan_ref": ref, "department": department, "action": ref, "status": "at_risk", "baseline_on": due, "due_on": due,
         "delivered_on": done.get(ref.replace("-", "_"))}
        for ref, department, due in (("DFE-01", "dfe", date(2027, 3, 31)), ("NHS-01", "nhs", date(2026, 10, 31)))
    ]  # fmt: skip
    return plan_on(frame(PLAN, "actions", *rows), DAY)


def test_a_plan_that_is_late_holds_up_what_waits_for_it():
    """Needed by 1 December; due in October and still open, so expected today at best: in time until then, late after."""
    waits = [
        {"plan_ref": "DFE-01", "needs_ref": "nhs-01", "needed": "Posts.", "needed_on": on}
        for on in (date(2026, 12, 1), date(2026, 11, 20))
    ]
    found = waiting_on(frame(PLAN, "dependencies", *waits), _plan(), DAY)
    assert found.select("needs_department", "expected_on", "is_late", "days_late").rows() == [
        ("nhs", DAY, False, None), ("nhs", DAY, True, 2),
    ]  # fmt: skip
    assert not waiting_on(frame(PLAN, "dependencies", *waits), _plan(NHS_01=DAY), DAY)["is_late"].any()
    assert not waiting_on(frame(PLAN, "dependencies", *waits), _plan(DFE_01=DAY), DAY)["is_late"].any()


def test_a_dependency_on_what_is_not_in_the_plan_is_not_called_late():
    waits = {"plan_ref": "DFE-01", "needs_ref": "MOJ-09", "needed": "Law.", "needed_on": date(2026, 1, 1)}
    row = waiting_on(frame(PLAN, "dependencies", waits), _plan(), DAY).row(0, named=True)
    assert (row["needs_department"], row["is_late"], row["days_late"]) == (None, False, None)


def test_a_step_is_late_against_the_date_first_agreed():
    steps = [{"plan_ref": "DFE-01", "milestone": "Draft", "baseline_on": YESTERDAY, "forecast_on": DAY},
             {"plan_ref": "DFE-01", "milestone": "Asked", "baseline_on": YESTERDAY, "met_on": DAY}]  # fmt: skip
    assert steps_on(frame(PLAN, "milestones", *steps), DAY)["days_late"].to_list() == [1, None]


def test_what_a_meeting_asked_for_is_open_until_it_is_closed():
    rows = [
        {"arising_ref": "A-1", "due_on": YESTERDAY, "state": "open"},
        {"arising_ref": "A-2", "due_on": YESTERDAY, "state": "done", "closed_on": DAY},
        {"arising_ref": "A-3", "due_on": DAY, "state": "open"},
    ]
    found = arising_on(frame(MEETINGS, "arising", *rows), DAY)
    assert found.select("is_open", "is_overdue", "days_late").rows() == [(True, True, 1), (False, False, None), (True, False, None)]  # fmt: skip


def test_an_exception_of_several_authorities_is_answered_once():
    rows = [
        {"row_number": 2, "authority_id": id_, "meeting_ref": "M", "exception": "X", "due_on": YESTERDAY}
        for id_ in ("LA940", "LA941")
    ]
    assert answers_on(frame(MEETINGS, "answers", *rows), DAY).select("is_open", "days_late").rows() == [(True, 1)]


def test_every_recommendation_and_question_is_declared_and_linked_to_indicators_that_exist():
    assert list(RECOMMENDATIONS) == list(Recommendation)
    assert sum(map(is_national, RECOMMENDATIONS)) == 8
    assert len(QUESTIONS) == 8
    ids = [*(i for d in RECOMMENDATIONS.values() for i in d.indicators), *(i for q in QUESTIONS for i in q.indicators)]
    assert set(ids) <= set(INDICATORS)
    assert all(d.indicators or d.also for d in RECOMMENDATIONS.values())
    assert all(q.indicators and q.measured.endswith(".") and q.unknown.endswith(".") for q in QUESTIONS)


def test_the_timeline_is_in_order_and_never_more_exact_than_it_is_known():
    assert [event.on for event in EVENTS] == sorted(event.on for event in EVENTS)
    assert all(len(event.title) <= 40 and event.meaning.endswith(".") for event in EVENTS)
    when = {event.title: event.when for event in EVENTS}
    assert when["The national review"] == "26 May 2022"
    assert when["Working Together 2023"] == "December 2023"
    assert when["Working Together 2026"] == "about 19 March 2026"
    assert {e.when for e in EVENTS if e.precision is Precision.YEAR} == {"2026", "2027"}
