"""What rules look up beyond their own sheet, in words, for the catalogue of checks."""

import re

_PARTNERS = {"police": "the police", "education": "education", "icb": "the integrated care board"}
LOOKED_UP = {
    "today": "today",
    "reference_on": "the last day of the quarter",
    "register_ons_code": "the register's ONS code",
    "is_accepted": "already accepted",
    "is_first_quarter": "first quarter of the financial year",
    "quarter_number": "quarter of the financial year",
    "filled_count": "figures filled in on other sheets",
    "models_filled_fte": "filled posts on the Models sheet",
    "posts_filled_fte": "filled posts on the Posts sheet",
    "posts_fte": "established posts by the Unit return",
    "has_police": "a police post is filled",
    "has_health": "a health post is filled",
    "live_count": "functions live",
    "initial_on": "initial operation, met or forecast",
    "before_initial_on": "initial operation, met or forecast, last quarter",
    "full_on": "full operation, met or forecast",
    "before_full_on": "full operation, met or forecast, last quarter",
    "full_forecast_on": "forecast of full operation",
    "operation_met_on": "day that initial operation was met",
    "operation_expected_on": "day that initial operation was met or is forecast",
    **{f"planned_{stage}_on": f"agreed day for stage {stage}" for stage in range(1, 7)},
    "determination_gbp": "amount in the determination",
    "shares_pct": "all shares added up",
    "contributed_gbp": "all contributions",
    "cost_next_year_gbp": "next year's running cost",
    "partners_gbp": "contributions of the police and the integrated care board",
    **{f"{code}_fte": f"filled posts of {name} by the Unit return" for code, name in _PARTNERS.items()},
    **{f"{code}_gbp": f"what {name} has agreed by the Funding return" for code, name in _PARTNERS.items()},
    "standards_count": "standards scored",
    "full_count": "standards scored fully met",
    "validated_count": "standards validated",
    "applicable_count": "standards that apply",
    "first_standard": "first standard on the sheet",
    "assessed_on": "day of the self-assessment",
    "audits_completed_count": "audits completed",
    "holds_discussions": "strategy discussions are live by the Unit return",
    "holds_enquiries": "section 47 enquiries are live by the Unit return",
    "present_pct": "share of discussions with all three agencies",
    "timely_pct": "share of conferences within 15 working days",
    "unit_open_count": "children with an open enquiry by the Unit return",
    "listed_actions": "priority actions listed",
    "due_reviews": "rapid reviews due",
    "overlapping_rows": "rows that count the same authority",
    "overlapping_places": "authorities counted there too",
    "logged_on": "day of the last change logged",
    "plan_refs": "numbers of the actions in the plan",
    "unit_plans_count": "children on plans held by the Unit by the Unit return",
}
_USUAL = {
    "audits": "audits",
    "conversion": "the share of enquiries that lead to a conference",
    "enquiries": "children with an open enquiry",
    "good": "the share of audits that are good or better",
    "held": "strategy discussions",
    "icpc": "initial conferences",
    "on_plan": "children on a plan",
    "others_good": "the share of audits that are good or better, among authorities",
    "plans": "children on plans held by the Unit",
    "present": "the share of discussions with all three agencies",
    "repeat": "the share of second or later plans",
    "s47": "section 47 enquiries",
    "started": "plans started",
    "timely": "the share of conferences within 15 working days",
}
_BOUND = re.compile(r"(\w+)_(low|from|high|to)_(?:count|pct)")


def looked_up(name: str) -> str:
    """What a rule looks up, in words: "live_count" → "functions live"; "s47_low_count" → "the least that is usual for …".

    Raises:
        KeyError: if nobody has said what it is.
    """
    bound = _BOUND.fullmatch(name)
    if bound is None or name in LOOKED_UP:
        return LOOKED_UP[name]
    return f"the {'least' if bound[2] in ('low', 'from') else 'most'} that is usual for {_USUAL[bound[1]]}"
