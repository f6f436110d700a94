"""Further checks of the Unit return: whether what one line or sheet says fits what another says."""

from datetime import date

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.programme import AgreementKind, EmploymentModel, Milestone
from schemas.vocabulary import Severity

NATIONAL_DATE = date(2027, 3, 31)


def _day_of(milestone: Milestone, column: str) -> pl.Expr:
    return pl.col(column).filter(pl.col("milestone") == milestone).first()


_expected = pl.coalesce("actual_on", "forecast_on")
CONSISTENCY_LOOKUPS = (
    Lookup("unit", "functions", ("unit_code",), {"live_count": (pl.col("status") == "live").sum()}),
    Lookup("unit", "milestones", (), {
        "operation_met_on": _day_of(Milestone.M16, "actual_on"),
        "full_forecast_on": _expected.filter(pl.col("milestone") == Milestone.M17).first(),
    }),
    Lookup("milestones", "milestones", (), {"operation_expected_on": _expected.filter(pl.col("milestone") == Milestone.M16).first()}),
    Lookup("models", "posts", ("unit_code", "agency"), {"posts_filled_fte": pl.col("filled_fte").sum()}),
)  # fmt: skip

_children = pl.col("open_s47_count") + pl.col("plan_children_count")
_is_contract = pl.col("employment_model") == EmploymentModel.AGENCY_OR_CONTRACT
_is_sharing = pl.col("agreement") == AgreementKind.INFORMATION_SHARING
_is_signed = pl.col("state") == "signed"
_blank_limit = pl.col("limitation").fill_null("").str.strip_chars() == ""
_TODAY, _PAST, _LATER = date(2026, 11, 22), date(2026, 9, 1), date(2026, 12, 1)

CONSISTENCY = (
    Rule(
        "U016", "posts", "is_core_nominated", ~pl.col("is_core_nominated") & (pl.col("filled_fte") > 0),
        "No member is nominated, but {filled_fte} posts are filled. Enter Yes if one of them is the agency's member.",
        Severity.NOTE,
        why="A member counts for the core only once the agency has nominated one.",
        failing={"is_core_nominated": False, "filled_fte": 2.0}, passing={"is_core_nominated": True, "filled_fte": 2.0},
    ),
    Rule(
        "U019", "models", "filled_fte", _is_contract & (pl.col("filled_fte") >= 2) & (pl.col("filled_fte") * 2 > pl.col("posts_filled_fte")),
        "More than half of this agency's {posts_filled_fte} filled posts are agency or contract staff. Correct the figure, or explain.",
        Severity.QUERY,
        why="A team that is mostly temporary is vacant in all but name.",
        failing={"employment_model": "agency_or_contract", "filled_fte": 3.0, "posts_filled_fte": 4.0},
        passing={"employment_model": "agency_or_contract", "filled_fte": 1.0, "posts_filled_fte": 4.0},
    ),
    Rule(
        "U023", "models", "ending_6m_no_successor_fte",
        (pl.col("ending_6m_no_successor_fte") >= 2) & (pl.col("ending_6m_no_successor_fte") * 2 >= pl.col("filled_fte")),
        "Half or more of these {filled_fte} posts end within six months without a successor. Correct the figure, or explain what will replace them.",
        Severity.QUERY,
        why="Posts that end together can close a Unit.",
        failing={"ending_6m_no_successor_fte": 3.0, "filled_fte": 4.0}, passing={"ending_6m_no_successor_fte": 0.5, "filled_fte": 4.0},
    ),
    Rule(
        "U025", "unit", "declared_stage", (pl.col("declared_stage") >= 4) & pl.col("operation_met_on").is_null() & pl.col("unit_code").is_not_null(),
        "Stage 4 or above is declared, but initial operation (M16) is not met. Enter the day that it was met, or correct the stage.",
        Severity.NOTE,
        why="A Unit is operational from a day that can be checked.",
        failing={"declared_stage": 4, "operation_met_on": None, "unit_code": "U1"}, passing={"declared_stage": 4, "operation_met_on": _PAST, "unit_code": "U1"},
    ),
    Rule(
        "U026", "unit", "declared_stage", (pl.col("declared_stage") >= 5) & (pl.col("live_count") < 9),
        "Stage 5 or above is declared with {live_count} of nine functions live. Correct the stage or the functions.",
        Severity.NOTE,
        why="Fully operational means all nine functions for the whole area.",
        failing={"declared_stage": 5, "live_count": 7}, passing={"declared_stage": 5, "live_count": 9},
    ),
    Rule(
        "U027", "unit", "self_confidence",
        (pl.col("self_confidence") == "green") & ((pl.col("full_forecast_on") - NATIONAL_DATE).dt.total_days() > 90),
        "Confidence is Green, but full operation (M17) is expected on {full_forecast_on}, more than 90 days after 31 March 2027. Correct one of the two, or explain.",
        Severity.QUERY,
        why="Green means that full operation on time is highly likely.",
        failing={"self_confidence": "green", "full_forecast_on": date(2027, 8, 1)}, passing={"self_confidence": "amber", "full_forecast_on": date(2027, 8, 1)},
    ),
    Rule(
        "U032", "unit", "lead_practitioner_fte", (pl.col("lead_practitioner_fte") == 0) & (_children > 0),
        "No lead practitioner is in post, but the Unit has children with open enquiries or on plans. Enter who leads for them, or explain.",
        Severity.QUERY,
        why="Every child in the Unit has a lead practitioner.",
        failing={"lead_practitioner_fte": 0.0, "open_s47_count": 4, "plan_children_count": 9}, passing={"lead_practitioner_fte": 2.0, "open_s47_count": 4, "plan_children_count": 9},
    ),
    Rule(
        "U033", "unit", "lead_practitioner_fte", (pl.col("lead_practitioner_fte") > 0) & (_children > pl.col("lead_practitioner_fte") * 120),
        "There are more than 120 children for each of {lead_practitioner_fte} lead practitioners. Check this and the two figures of children, or explain.",
        Severity.QUERY,
        why="No one can lead for so many children; most often a decimal point is out of place.",
        failing={"lead_practitioner_fte": 0.3, "open_s47_count": 60, "plan_children_count": 240}, passing={"lead_practitioner_fte": 15.0, "open_s47_count": 60, "plan_children_count": 240},
    ),
    Rule(
        "U041", "functions", "live_on", pl.col("live_on") > pl.col("today"),
        "This is in the future. Enter the day that the function went live, or choose another status.",
        why="A function is live when it has begun.",
        failing={"live_on": _LATER, "today": _TODAY}, passing={"live_on": _PAST, "today": _TODAY},
    ),
    Rule(
        "U042", "functions", "limitation", (pl.col("status") == "partial") & _blank_limit,
        "The function is partial, but which hours or which part of the area is not said. Say which.",
        Severity.NOTE,
        why="Without its limits no one can tell for which children the function is missing.",
        failing={"status": "partial", "limitation": None}, passing={"status": "partial", "limitation": "Weekdays only."},
    ),
    Rule(
        "U045", "functions", "live_on", (pl.col("status") != "live") & pl.col("live_on").is_not_null(),
        "A day is given but the function is not live. Choose Live, or clear the day.",
        Severity.NOTE,
        why="A day without the status may be a plan, and plans stand with the milestones.",
        failing={"status": "not_live", "live_on": _PAST}, passing={"status": "not_live", "live_on": None},
    ),
    Rule(
        "U046", "milestones", "forecast_on", pl.col("actual_on").is_not_null() & pl.col("forecast_on").is_not_null(),
        "The milestone is met, so its forecast is not used. It may be cleared.",
        Severity.NOTE,
        why="Once met, a milestone has one date.",
        failing={"actual_on": _PAST, "forecast_on": _LATER}, passing={"actual_on": _PAST, "forecast_on": None},
    ),
    Rule(
        "U049", "milestones", "evidence_ref", pl.col("actual_on").is_not_null() & (pl.col("evidence_ref").fill_null("").str.strip_chars() == ""),
        "The milestone is met but its evidence is not named. Say where it is kept, for example a minute number.",
        Severity.NOTE,
        why="A milestone is met with evidence.",
        failing={"actual_on": _PAST, "evidence_ref": None}, passing={"actual_on": _PAST, "evidence_ref": "Board minute 12"},
    ),
    Rule(
        "U050", "milestones", "forecast_on", pl.col("actual_on").is_null() & pl.col("forecast_on").is_null(),
        "The milestone is neither met nor forecast. Enter the day that it is now expected.",
        Severity.NOTE,
        why="A step without a date cannot be late, and so cannot be helped.",
        failing={"actual_on": None, "forecast_on": None}, passing={"actual_on": None, "forecast_on": _LATER},
    ),
    Rule(
        "U051", "milestones", "forecast_on", (pl.col("milestone") == Milestone.M17) & (_expected < pl.col("operation_expected_on")),
        "Full operation is expected before initial operation, which is on {operation_expected_on}. Correct one of the two dates.",
        why="A Unit works before it works in full.",
        failing={"milestone": "M17", "forecast_on": date(2027, 1, 1), "actual_on": None, "operation_expected_on": date(2027, 2, 1)},
        passing={"milestone": "M17", "forecast_on": date(2027, 3, 1), "actual_on": None, "operation_expected_on": date(2027, 2, 1)},
        is_waivable=True,
    ),
    Rule(
        "U052", "agreements", "signed_on", _is_signed & pl.col("signed_on").is_null(),
        "The agreement is signed but the day is missing. Enter the day that the partner signed.",
        Severity.NOTE,
        why="A signature holds from a day that can be checked.",
        failing={"state": "signed", "signed_on": None}, passing={"state": "signed", "signed_on": _PAST},
    ),
    Rule(
        "U053", "agreements", "signed_on", pl.col("signed_on") > pl.col("today"),
        "This is in the future. Enter the day that the partner signed, or choose Draft.",
        why="An agreement is signed when it has been.",
        failing={"signed_on": _LATER, "today": _TODAY}, passing={"signed_on": _PAST, "today": _TODAY},
    ),
    Rule(
        "U054", "agreements", "review_on", pl.col("review_on") <= pl.col("signed_on"),
        "The review date is not after {signed_on}, when it was signed. Enter the day by which it must be reviewed.",
        why="A review comes after the signature.",
        failing={"review_on": date(2025, 9, 1), "signed_on": _PAST}, passing={"review_on": date(2027, 9, 1), "signed_on": _PAST},
        is_waivable=True,
    ),
    Rule(
        "U056", "agreements", "names_unit", _is_sharing & _is_signed & ~pl.col("names_unit"),
        "The information-sharing agreement is signed but does not name the Unit, so it does not count as in force. Enter Yes if it does.",
        Severity.NOTE,
        why="An agreement that does not name the Unit may not cover what the Unit shares.",
        failing={"agreement": "information_sharing", "state": "signed", "names_unit": False},
        passing={"agreement": "information_sharing", "state": "signed", "names_unit": True},
    ),
)  # fmt: skip
