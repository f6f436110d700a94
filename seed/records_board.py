"""The illustrative implementation plan, and meetings of the two bodies. Owners are roles; nothing here took place."""

from datetime import date

from schemas.bodies import Body, Department
from schemas.recorded import Delivery, OwnerRole, Recommendation
from schemas.sources.meetings import Answer, Arising
from seed.sections import Record

_D, _N, _R, _O = Delivery, Department, Recommendation, OwnerRole
# Number, department, action, recommendation, owner, delivery, baseline, current date, delivered, why it moved.
_ACTIONS: tuple[tuple[str, Department, str, Recommendation | None, OwnerRole, Delivery, date, date, date | None, str | None], ...] = (
    ("DFE-01", _N.DFE, "Publish the second programme guide.", _R.NR1, _O.SENIOR_OWNER, _D.DELIVERED_EVIDENCED, date(2026, 3, 31), date(2026, 3, 31), date(2026, 3, 26), None),
    ("DFE-02", _N.DFE, "Lay regulations on the functions and members of Units.", _R.NR1, _O.POLICY_LEAD, _D.ON_TRACK, date(2027, 12, 31), date(2027, 12, 31), None, None),
    ("DFE-03", _N.DFE, "Support areas that forecast full operation after the national date.", _R.NR1, _O.SENIOR_OWNER, _D.AT_RISK, date(2027, 3, 31), date(2027, 3, 31), None, None),
    ("DFE-04", _N.DFE, "Publish the first full set of figures for the Board.", _R.NR6, _O.SENIOR_OWNER, _D.ON_TRACK, date(2026, 12, 31), date(2026, 12, 31), None, None),
    ("HO-01", _N.HOME_OFFICE, "Agree a standard for police posts in Units.", _R.NR1, _O.POLICY_LEAD, _D.OFF_TRACK, date(2026, 8, 31), date(2026, 11, 6), None, "Forces asked for more time to cost the posts."),
    ("HO-02", _N.HOME_OFFICE, "Fund a domestic abuse specialist for every Unit.", _R.NR8, _O.POLICY_LEAD, _D.ON_TRACK, date(2027, 3, 31), date(2027, 3, 31), None, None),
    ("DHSC-01", _N.DHSC, "Decide how health posts are paid for from April 2027.", _R.NR1, _O.POLICY_LEAD, _D.OFF_TRACK, date(2026, 6, 30), date(2026, 10, 30), None, "Boards that merge could not commit money."),
    ("NHS-01", _N.NHS, "Name a health lead for each Unit.", _R.NR1, _O.SENIOR_OWNER, _D.AT_RISK, date(2026, 12, 31), date(2027, 2, 28), None, "It waits for the funding of health posts."),
    ("NHS-02", _N.NHS, "Widen the trial of the consistent identifier.", _R.NR7, _O.POLICY_LEAD, _D.AT_RISK, date(2026, 9, 30), date(2027, 3, 31), None, "Two suppliers deliver late."),
    ("MHCLG-01", _N.MHCLG, "Set allocations for new authorities from April 2027.", None, _O.POLICY_LEAD, _D.ON_TRACK, date(2026, 12, 18), date(2026, 12, 18), None, None),
    ("MOJ-01", _N.MOJ, "Agree a protocol between Units, prisons and probation.", _R.NR8, _O.POLICY_LEAD, _D.NOT_STARTED, date(2027, 1, 31), date(2027, 1, 31), None, None),
    ("OFSTED-01", _N.OFSTED, "Consult on the renewed inspection framework.", _R.NR4, _O.INSPECTOR, _D.ON_TRACK, date(2026, 12, 31), date(2026, 12, 31), None, None),
    ("PANEL-01", _N.PANEL, "Publish the first quarterly figures on reviews.", _R.NR5, _O.PANEL_CHAIR, _D.DELIVERED_EVIDENCED, date(2026, 7, 31), date(2026, 7, 31), date(2026, 7, 29), None),
)  # fmt: skip
_STEPS = (
    ("DFE-02", "Draft regulations shared", date(2026, 12, 15), date(2027, 1, 20), None),
    ("DFE-02", "Consultation closes", date(2027, 4, 30), date(2027, 4, 30), None),
    ("DFE-03", "Every late area has a plan", date(2026, 10, 31), date(2026, 12, 10), None),
    ("HO-01", "Draft standard shared", date(2026, 6, 30), None, date(2026, 7, 24)),
    ("DHSC-01", "Options costed", date(2026, 4, 30), None, date(2026, 4, 30)),
    ("NHS-01", "Every board asked", date(2026, 9, 30), None, date(2026, 9, 22)),
    ("OFSTED-01", "Consultation opens", date(2026, 10, 15), None, date(2026, 10, 13)),
)  # fmt: skip
_WAITS = (
    ("NHS-01", "DHSC-01", "Who pays for health posts.", date(2026, 9, 30)),
    ("DFE-03", "NHS-01", "A health lead in each late area.", date(2027, 1, 31)),
    ("DFE-03", "HO-01", "A standard for police posts.", date(2026, 12, 31)),
    ("DFE-02", "DFE-01", "What the second guide asks for.", date(2026, 6, 30)),
    ("MOJ-01", "HO-02", "Which Units have a specialist.", date(2027, 4, 30)),
)  # fmt: skip
_MEETINGS = (
    ("CPB-10", Body.BOARD, date(2026, 3, 19), "Position at 31 December."),
    ("MIN-05", Body.MINISTERS, date(2026, 4, 23), "The duty in law."),
    ("CPB-11", Body.BOARD, date(2026, 6, 18), "Position at 31 March."),
    ("CPB-12", Body.BOARD, date(2026, 9, 24), "Position at 30 June."),
    ("MIN-06", Body.MINISTERS, date(2026, 10, 15), "Posts that partners owe."),
    ("CPB-13", Body.BOARD, date(2026, 11, 26), "Position at 30 September."),
)  # fmt: skip
_DECISIONS = (
    ("D-21", "CPB-10", "Posts filled are the test of a Unit, and not plans agreed.", _R.NR1),
    ("D-22", "MIN-05", "Each department names one owner for each action.", _R.NR6),
    ("D-23", "CPB-11", "Evidenced stage is shown beside declared stage.", _R.NR1),
    ("D-24", "CPB-12", "The model for health posts is not given a third date; its owner explains instead.", _R.NR1),
    ("D-25", "MIN-06", "A joint letter goes to boards with no health post filled.", _R.NR1),
)  # fmt: skip
_A = Arising
_ARISING = (
    ("A-31", "CPB-10", "Write to areas with no police post filled.", _O.POLICY_LEAD, "Home Office", date(2026, 5, 15), _A.DONE, date(2026, 5, 8), "All eleven areas answered."),
    ("A-32", "CPB-11", "Report on Units whose declared stage is ahead of the evidence.", _O.SENIOR_OWNER, "Department for Education", date(2026, 9, 10), _A.DONE, date(2026, 9, 10), "It was the second paper of the next meeting."),
    ("A-33", "CPB-11", "Compare the cost of three ways to provide health posts.", _O.POLICY_LEAD, "Department of Health and Social Care", date(2026, 9, 10), _A.OPEN, None, None),
    ("A-34", "CPB-12", "Bring a paper on secondments that end within six months.", _O.SENIOR_OWNER, "Department for Education", date(2026, 11, 20), _A.OPEN, None, None),
    ("A-35", "CPB-12", "Survey parents' experience of conferences.", _O.POLICY_LEAD, "Department for Education", date(2026, 10, 30), _A.DROPPED, date(2026, 10, 15), "Ministers chose to wait for the evaluation."),
    ("A-36", "MIN-06", "Send the joint letter on health posts.", _O.SENIOR_OWNER, "Department of Health and Social Care", date(2026, 12, 4), _A.OPEN, None, None),
)  # fmt: skip
_ANSWERS = (
    ("356", "CPB-12", "No health professional is in post.", "Stockport Council", date(2026, 10, 23), Answer.ACT, date(2026, 10, 20), "A secondment from the health service is agreed and begins in January."),
    ("873", "CPB-12", "Declared stage is ahead of the evidence.", "Cambridgeshire County Council", date(2026, 10, 23), Answer.EXPLAIN, date(2026, 10, 22), "Two agreements are signed, and were not yet scanned when the return was sent."),
    ("420", "CPB-12", "The Unit has fewer posts than the review expects.", "Council of the Isles of Scilly", date(2026, 10, 23), Answer.ACCEPT, date(2026, 10, 19), "Posts are shared with the mainland, which suits so few children."),
    ("856", "CPB-12", "Two priority actions of a joint inspection are open.", "Leicester City Council", date(2026, 10, 23), None, None, None),
    ("371", "CPB-12", "The forecast of full operation is after the national date.", "Doncaster Council", date(2026, 12, 11), None, None, None),
)  # fmt: skip


def plan_rows() -> dict[str, list[Record]]:
    """Actions, milestones and dependencies."""
    names = ("plan_ref", "department", "action", "recommendation", "owner_role", "status", "baseline_on", "due_on", "delivered_on", "reason")  # fmt: skip
    steps = ("plan_ref", "milestone", "baseline_on", "forecast_on", "met_on")
    waits = ("plan_ref", "needs_ref", "needed", "needed_on")
    return {
        "actions": [dict(zip(names, row, strict=True)) for row in _ACTIONS],
        "milestones": [dict(zip(steps, row, strict=True)) for row in _STEPS],
        "dependencies": [dict(zip(waits, row, strict=True)) for row in _WAITS],
    }


def meeting_rows() -> dict[str, list[Record]]:
    """Meetings, decisions, actions arising, and answers to exceptions."""
    arising = ("arising_ref", "meeting_ref", "action", "owner_role", "owner_body", "due_on", "state", "closed_on", "outcome")  # fmt: skip
    answers = ("place", "meeting_ref", "exception", "owner_body", "due_on", "answer", "answered_on", "words")
    return {
        "meetings": [dict(zip(("meeting_ref", "body", "held_on", "subject"), row, strict=True)) for row in _MEETINGS],
        "decisions": [
            dict(zip(("decision_ref", "meeting_ref", "decision", "recommendation"), row, strict=True))
            for row in _DECISIONS
        ],
        "arising": [dict(zip(arising, row, strict=True)) for row in _ARISING],
        "answers": [dict(zip(answers, row, strict=True)) | {"owner_role": _O.DCS} for row in _ANSWERS],
    }
