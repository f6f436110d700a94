"""The illustrative tracker: what is being done on each recommendation. Owners are roles; no date or status is real."""

from datetime import date
from itertools import pairwise

from schemas.recorded import Assurer, Delivery, Impact, OwnerRole, Recommendation, Response
from seed.sections import Record

_D, _R, _O = Delivery, Recommendation, OwnerRole
_DFE, _HO, _NHS = "Department for Education", "Home Office", "NHS England"
_SOL, _BRA = "Solihull Safeguarding Children Partnership", "Bradford safeguarding partners"
# Recommendation, action, owner, organisation, delivery, baseline, current date, delivered, evidence accepted.
_ACTIONS: tuple[tuple[Recommendation, str, OwnerRole, str, Delivery, date, date, date | None, date | None], ...] = (
    (_R.NR1, "Publish the second programme guide.", _O.SENIOR_OWNER, _DFE, _D.DELIVERED_EVIDENCED, date(2026, 3, 31), date(2026, 3, 31), date(2026, 3, 26), date(2026, 4, 20)),
    (_R.NR1, "Bring every area to initial operation.", _O.SENIOR_OWNER, _DFE, _D.AT_RISK, date(2027, 3, 31), date(2027, 3, 31), None, None),
    (_R.NR1, "Agree a model for posts that the health service pays for.", _O.POLICY_LEAD, _NHS, _D.OFF_TRACK, date(2026, 3, 31), date(2026, 7, 31), None, None),
    (_R.NR1, "Lay regulations on functions and members.", _O.POLICY_LEAD, _DFE, _D.ON_TRACK, date(2027, 12, 31), date(2027, 12, 31), None, None),
    (_R.NR2, "Publish the practice standards.", _O.POLICY_LEAD, _DFE, _D.DELIVERED_EVIDENCED, date(2023, 12, 31), date(2023, 12, 31), date(2023, 12, 15), date(2024, 2, 1)),
    (_R.NR2, "Complete the first self-assessment in every partnership.", _O.SENIOR_OWNER, _DFE, _D.ON_TRACK, date(2026, 12, 31), date(2026, 12, 31), None, None),
    (_R.NR2, "Train validators from outside each partnership.", _O.POLICY_LEAD, _DFE, _D.DELIVERED_AWAITING_EVIDENCE, date(2026, 6, 30), date(2026, 6, 30), date(2026, 7, 20), None),
    (_R.NR3, "Set out the roles of lead and delegated partners.", _O.POLICY_LEAD, _DFE, _D.DELIVERED_EVIDENCED, date(2023, 12, 31), date(2023, 12, 31), date(2023, 12, 15), date(2024, 3, 1)),
    (_R.NR3, "Give education its part in every partnership.", _O.POLICY_LEAD, _DFE, _D.ON_TRACK, date(2027, 3, 31), date(2027, 3, 31), None, None),
    (_R.NR3, "Agree how partners share the cost.", _O.SENIOR_OWNER, _HO, _D.AT_RISK, date(2026, 6, 30), date(2027, 3, 31), None, None),
    (_R.NR4, "Restart joint inspection.", _O.INSPECTOR, "Ofsted", _D.DELIVERED_EVIDENCED, date(2022, 4, 1), date(2022, 4, 1), date(2022, 4, 1), date(2022, 9, 1)),
    (_R.NR4, "Consult on the renewed framework.", _O.INSPECTOR, "Ofsted", _D.ON_TRACK, date(2026, 12, 31), date(2026, 12, 31), None, None),
    (_R.NR5, "Answer the consultation on the new authority.", _O.POLICY_LEAD, _DFE, _D.OFF_TRACK, date(2026, 6, 30), date(2026, 8, 31), None, None),
    (_R.NR5, "Publish timeliness of rapid reviews each quarter.", _O.PANEL_CHAIR, "Child Safeguarding Practice Review Panel", _D.ON_TRACK, date(2027, 3, 31), date(2027, 3, 31), None, None),
    (_R.NR6, "Give the Board its first full set of figures.", _O.SENIOR_OWNER, _DFE, _D.ON_TRACK, date(2026, 12, 31), date(2026, 12, 31), None, None),
    (_R.NR6, "Name one owner in each department.", _O.SENIOR_OWNER, _DFE, _D.DELIVERED_EVIDENCED, date(2025, 3, 31), date(2025, 3, 31), date(2025, 3, 14), date(2025, 5, 1)),
    (_R.NR7, "Publish the data strategy.", _O.POLICY_LEAD, _DFE, _D.DELIVERED_EVIDENCED, date(2023, 12, 31), date(2023, 12, 31), date(2023, 12, 14), date(2024, 1, 15)),
    (_R.NR7, "Try the consistent identifier in ten areas.", _O.POLICY_LEAD, _DFE, _D.AT_RISK, date(2026, 9, 30), date(2027, 3, 31), None, None),
    (_R.NR8, "Strengthen guidance on coercive control.", _O.POLICY_LEAD, _HO, _D.DELIVERED_EVIDENCED, date(2026, 3, 31), date(2026, 3, 31), date(2026, 3, 19), date(2026, 5, 6)),
    (_R.NR8, "Link a domestic abuse specialist to every Unit.", _O.POLICY_LEAD, _HO, _D.ON_TRACK, date(2027, 3, 31), date(2027, 3, 31), None, None),
    (_R.LR_SOL_1, "Audit assessments for what the wider family said.", _O.DCS, _SOL, _D.DELIVERED_EVIDENCED, date(2025, 12, 31), date(2025, 12, 31), date(2025, 12, 1), date(2026, 1, 20)),
    (_R.LR_SOL_2, "Review the front door for the whole family.", _O.DELEGATED_PARTNER, _SOL, _D.DELIVERED_EVIDENCED, date(2025, 6, 30), date(2025, 6, 30), date(2025, 6, 10), date(2025, 9, 1)),
    (_R.LR_SOL_3, "Agree a protocol with prisons and probation.", _O.LEAD_PARTNER, _SOL, _D.OFF_TRACK, date(2026, 3, 31), date(2026, 9, 15), None, None),
    (_R.LR_BRA_1, "Publish expectations on risk assessment.", _O.DCS, _BRA, _D.DELIVERED_EVIDENCED, date(2025, 9, 30), date(2025, 9, 30), date(2025, 9, 30), date(2025, 11, 4)),
    (_R.LR_BRA_2, "Commission early help after assessment.", _O.DELEGATED_PARTNER, _BRA, _D.AT_RISK, date(2026, 6, 30), date(2026, 12, 31), None, None),
    (_R.LR_BRA_3, "Publish a directory of domestic abuse services.", _O.CHAIR, _BRA, _D.DELIVERED_AWAITING_EVIDENCE, date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 8), None),
)  # fmt: skip
# Those re-dated twice: the first change, before the one to the current date.
_TWICE = {
    "Agree a model for posts that the health service pays for.": date(2026, 5, 31),
    "Agree how partners share the cost.": date(2026, 12, 31),
}
_IMPACT = (
    (_R.LR_SOL_1, date(2026, 6, 12), Impact.EARLY_OUTCOME, "Multi-agency audit, spring 2026", Assurer.SCRUTINEER, date(2026, 7, 3)),
    (_R.LR_SOL_2, date(2026, 2, 20), Impact.SUSTAINED_OUTCOME, "Inspection report, January 2026", Assurer.INSPECTORATE, date(2026, 3, 11)),
    (_R.LR_BRA_1, date(2026, 5, 29), Impact.OUTPUT_ONLY, "Staff survey, May 2026", Assurer.SCRUTINEER, date(2026, 6, 18)),
    (_R.LR_BRA_2, date(2026, 8, 14), Impact.EARLY_OUTCOME, "Re-referrals, summer 2026", Assurer.AUDIT, None),
)  # fmt: skip


def tracker_rows() -> dict[str, list[Record]]:
    """Actions, changes of date and evidence of impact."""
    actions: list[Record] = []
    moves: list[Record] = []
    numbers: dict[Recommendation, int] = {}
    for recommendation, action, role, body, status, baseline, due, delivered, evidence in _ACTIONS:
        numbers[recommendation] = numbers.get(recommendation, 0) + 1
        ref = f"{recommendation}-{numbers[recommendation]:02d}"
        actions.append(
            {
                "action_ref": ref, "recommendation": recommendation, "action": action, "owner_role": role, "owner_body": body,
                "response": Response.ACCEPTED, "status": status, "baseline_on": baseline, "due_on": due, "delivered_on": delivered,
                "evidence_on": evidence, "evidence_ref": "Board paper" if evidence else None,
            }
        )  # fmt: skip
        if due != baseline:
            moves += _moves(ref, [baseline, *([_TWICE[action]] if action in _TWICE else []), due])
    impact = [dict(zip(_IMPACT_COLUMNS, row, strict=True)) for row in _IMPACT]
    return {"actions": actions, "rebaselines": moves, "impact": impact}


_IMPACT_COLUMNS = ("recommendation", "evidence_on", "strength", "origin", "assurer", "accepted_on")


def _moves(ref: str, days: list[date]) -> list[Record]:
    return [
        {
            "action_ref": ref, "rebaselined_on": was.replace(day=12), "from_on": was, "to_on": now,
            "reason": "Partners have not agreed who pays.", "approver_role": OwnerRole.SENIOR_OWNER,
        }
        for was, now in pairwise(days)
    ]  # fmt: skip
