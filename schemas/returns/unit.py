"""The Unit implementation return: stage, posts, functions, milestones and agreements, each quarter."""

from datetime import date
from typing import Any

import polars as pl

from schemas.returns.cover import COVER, COVER_LOOKUPS, COVER_RULES
from schemas.spec import Lookup, ReturnSpec, Rule, Sheet, SheetRow, column
from schemas.vocabulary import (
    REVIEW_MINIMUM,
    Agency,
    AgreementKind,
    AgreementState,
    Confidence,
    EmploymentModel,
    Function,
    FunctionStatus,
    Milestone,
    Partner,
    Severity,
    SlippageReason,
)

FTE_MOST = 500
FIRST_DAY = date(2018, 1, 1)
LAST_DAY = date(2040, 12, 31)
INFORMATION_SHARING_PARTNERS = (Partner.LOCAL_AUTHORITY, Partner.POLICE, Partner.ICB, Partner.EDUCATION)
DESIGN_PARTNERS = (Partner.LOCAL_AUTHORITY, Partner.POLICE, Partner.ICB)


def _unit_code() -> Any:
    return column(
        "Unit code", "A short code for the Unit, the same on every sheet.", is_key=True, max_length=8, example="U1"
    )


def _fte(heading: str, meaning: str) -> Any:
    return column(heading, meaning, unit="FTE", low=0, high=FTE_MOST, decimals=2, example="2.0")


def _day(heading: str, meaning: str) -> Any:
    return column(heading, meaning, low=FIRST_DAY, high=LAST_DAY, example="30/09/2026")


class UnitRow(SheetRow, table=True):
    """A Unit at the end of the quarter."""

    __tablename__ = "unit_units"

    unit_code: str = _unit_code()
    unit_name: str = column(
        "Unit name",
        "What the Unit is called locally. Name no person.",
        max_length=120,
        example="Solihull child protection Unit",
    )
    declared_stage: int = column(
        "Declared stage",
        "The stage from 0 to 6 that the partnership says the Unit has reached.",
        low=0,
        high=6,
        example="4",
    )
    self_confidence: str = column(
        "Delivery confidence",
        "The partnership's own confidence in full operation on time.",
        choices=Confidence,
        example="Amber",
    )
    covers_home: bool = column(
        "Covers harm at home", "Whether the Unit deals with harm inside the home.", example="Yes"
    )
    covers_outside_home: bool = column(
        "Covers harm outside the home", "Whether the Unit deals with harm outside the home.", example="Yes"
    )
    covers_elsewhere: bool = column(
        "Covers other settings",
        "Whether the Unit deals with harm in other settings, for example institutions.",
        example="No",
    )
    is_baseline_recorded: bool = column(
        "Section 47 baseline recorded", "Whether a baseline of current section 47 practice is recorded.", example="Yes"
    )
    is_lead_named: bool = column(
        "Senior lead named", "Whether a senior operational lead is in post. Do not give the name.", example="Yes"
    )
    is_site_confirmed: bool = column("Site confirmed", "Whether the shared site or sites are confirmed.", example="Yes")
    stage5_exception: str | None = column(
        "Agreed exception to six disciplines",
        "The exception that the department agreed in writing, if any.",
        is_free_text=True,
    )
    slippage_reason: str = column(
        "Main reason for slippage",
        "The main reason that a forecast moved later this quarter.",
        choices=SlippageReason,
        example="Health posts",
    )
    narrative: str | None = column(
        "Narrative",
        "What changed, what is next, what is needed. Name no child, parent or member of staff.",
        is_free_text=True,
    )
    lead_practitioner_fte: float = _fte("Lead practitioners filled", "Lead Child Protection Practitioners in post.")
    open_s47_count: int = column(
        "Children with an open section 47 enquiry",
        "Children with an enquiry open in the Unit on the last day of the quarter.",
        unit="children",
        low=0,
        high=20000,
        example="60",
    )
    plan_children_count: int = column(
        "Children on plans held by the Unit",
        "Children on a child protection plan held by the Unit on the last day of the quarter.",
        unit="children",
        low=0,
        high=20000,
        example="240",
    )


class PostRow(SheetRow, table=True):
    """One agency's posts in a Unit at the end of the quarter."""

    __tablename__ = "unit_posts"

    unit_code: str = _unit_code()
    agency: str = column("Agency", "Whose posts these are.", choices=Agency, is_key=True, example="Police")
    is_core_nominated: bool = column(
        "Member nominated", "Whether the agency has nominated a member of the Unit.", example="Yes"
    )
    established_fte: float = _fte("Established posts", "Posts that are funded and approved.")
    filled_fte: float = _fte("Filled posts", "Posts with a person in them on the last day of the quarter.")
    colocated_fte: float = _fte("Co-located", "Filled posts based at the shared site three days a week or more.")
    access_fte: float = _fte("With record access", "Filled posts with proportionate access to the case-record system.")
    experienced_fte: float = _fte(
        "Experienced", "Filled posts held by someone with the required child protection experience."
    )


class ModelRow(SheetRow, table=True):
    """One agency's filled posts on one employment model."""

    __tablename__ = "unit_models"

    unit_code: str = _unit_code()
    agency: str = column("Agency", "Whose posts these are.", choices=Agency, is_key=True, example="Police")
    employment_model: str = column(
        "Employment model",
        "On what terms the posts are filled.",
        choices=EmploymentModel,
        is_key=True,
        example="Seconded",
    )
    filled_fte: float = _fte(
        "Filled posts",
        "Filled posts on this model. All models together equal the agency's filled posts on the Posts sheet.",
    )
    ending_6m_fte: float = _fte(
        "Ending within six months", "Of these, posts whose secondment or contract ends within 183 days."
    )
    ending_6m_no_successor_fte: float = _fte(
        "Ending, no successor", "Of those ending, posts with no named or funded successor."
    )


class FunctionRow(SheetRow, table=True):
    """One of the nine functions of a Unit."""

    __tablename__ = "unit_functions"

    unit_code: str = _unit_code()
    function: str = column(
        "Function",
        "One of the nine things that a Unit does.",
        choices=Function,
        is_key=True,
        example="Strategy discussions",
    )
    status: str = column("Status", "Whether the Unit does this.", choices=FunctionStatus, example="Live")
    live_on: date | None = _day("Live on", "The day that the function went live. Needed when the status is Live.")
    limitation: str | None = column(
        "Limitation", "If partial: which hours or which part of the area.", is_free_text=True
    )


class MilestoneRow(SheetRow, table=True):
    """One of the authority's twenty milestones."""

    __tablename__ = "unit_milestones"

    milestone: str = column(
        "Milestone",
        "One of the twenty steps that every authority plans for.",
        choices=Milestone,
        is_key=True,
        example="Initial operation",
    )
    baseline_on: date = column(
        "Baseline date",
        "The date first agreed with the department.",
        low=FIRST_DAY,
        high=LAST_DAY,
        example="30/09/2026",
    )
    forecast_on: date | None = _day(
        "Forecast date", "When the partnership now expects to meet it. Leave blank once met."
    )
    actual_on: date | None = _day("Met on", "The day that it was met, with evidence. Blank until then.")
    evidence_ref: str | None = column(
        "Evidence", "Where the evidence is kept, for example a minute number.", max_length=200
    )


class AgreementRow(SheetRow, table=True):
    """One partner's signature on one agreement."""

    __tablename__ = "unit_agreements"

    agreement: str = column(
        "Agreement", "Which agreement.", choices=AgreementKind, is_key=True, example="Information sharing"
    )
    partner: str = column("Partner", "Whose signature.", choices=Partner, is_key=True, example="Police")
    state: str = column("State", "How far it has come.", choices=AgreementState, example="Signed")
    names_unit: bool = column("Names the Unit", "Whether the agreement names the Unit.", example="Yes")
    signed_on: date | None = _day("Signed on", "The day that the partner signed or approved it.")
    review_on: date | None = _day("Review date", "The day by which it must be reviewed.")


AGREEMENTS_EXPECTED = (
    *({"agreement": str(AgreementKind.INFORMATION_SHARING), "partner": str(p)} for p in INFORMATION_SHARING_PARTNERS),
    {"agreement": str(AgreementKind.DATA_PROTECTION), "partner": str(Partner.LOCAL_AUTHORITY)},
    *({"agreement": str(AgreementKind.DESIGN), "partner": str(p)} for p in DESIGN_PARTNERS),
)

SHEETS = (
    COVER,
    Sheet("unit", "Unit", "One row for each Unit. Most authorities have one.", UnitRow),
    Sheet("posts", "Posts", "One row for each agency in each Unit. Add rows for other agencies below.", PostRow, within=("unit_code", "unit"), expected={"agency": tuple(map(str, REVIEW_MINIMUM))}),
    Sheet("models", "Models", "Filled posts by employment model. One row for each agency and model in use.", ModelRow, within=("unit_code", "unit")),
    Sheet("functions", "Functions", "The nine functions of each Unit.", FunctionRow, within=("unit_code", "unit"), expected={"function": tuple(map(str, Function))}, is_open=False),
    Sheet("milestones", "Milestones", "The authority's twenty milestones.", MilestoneRow, expected={"milestone": tuple(map(str, Milestone))}, is_open=False),
    Sheet("agreements", "Agreements", "One row for each partner's signature on each agreement.", AgreementRow, expected=AGREEMENTS_EXPECTED),
)  # fmt: skip

_police = (pl.col("agency") == Agency.POLICE).and_(pl.col("filled_fte") > 0)
_health = (pl.col("agency") == Agency.HEALTH).and_(pl.col("filled_fte") > 0)

LOOKUPS = (
    *COVER_LOOKUPS,
    Lookup("unit", "posts", ("unit_code",), {"has_police": _police.any(), "has_health": _health.any()}),
    Lookup("posts", "models", ("unit_code", "agency"), {"models_filled_fte": pl.col("filled_fte").sum()}),
)

_slipped_days = (pl.col("forecast_on") - pl.col("last_forecast_on")).dt.total_days()

RULES = (
    *COVER_RULES,
    Rule(
        "U010", "posts", "filled_fte", pl.col("filled_fte") > pl.col("established_fte") + 0.05,
        "Filled posts are more than the {established_fte} established posts. Enter {established_fte} or less, or correct the established posts.",
        why="Posts that are filled but not established would hide a vacancy elsewhere.",
        failing={"filled_fte": 3.0, "established_fte": 2.0}, passing={"filled_fte": 2.0, "established_fte": 2.0},
    ),
    Rule(
        "U011", "posts", "filled_fte", (pl.col("filled_fte") - pl.col("models_filled_fte").fill_null(0.0)).abs() > 0.0501,
        "Filled posts differ from the {models_filled_fte} filled posts of this agency on the Models sheet. Make the two agree.",
        why="The vacancy rate leaves out agency and contract staff, who are known only from the Models sheet.",
        failing={"filled_fte": 4.0, "models_filled_fte": 3.0}, passing={"filled_fte": 4.0, "models_filled_fte": 4.05},
    ),
    Rule(
        "U012", "posts", "established_fte",
        ((pl.col("established_fte") - pl.col("last_established_fte")).abs() > 2) & ((pl.col("established_fte") - pl.col("last_established_fte")).abs() > pl.col("last_established_fte") * 0.25),
        "Established posts were {last_established_fte} last quarter. Correct the figure, or explain the change.",
        Severity.QUERY,
        why="A change of more than a quarter and two posts is often a slip of the keyboard.",
        failing={"established_fte": 14.0, "last_established_fte": 10.0}, passing={"established_fte": 12.0, "last_established_fte": 10.0},
    ),
    Rule(
        "U013", "unit", "declared_stage",
        (pl.col("declared_stage") >= 4) & (~pl.col("has_police").fill_null(False) | ~pl.col("has_health").fill_null(False)),
        "Stage 4 or above is declared without a filled police post or a filled health post. Correct the stage or the posts, or explain it.",
        Severity.QUERY,
        why="An operational Unit without police or health is not the multi-agency team that the Act requires.",
        failing={"declared_stage": 4, "has_police": True, "has_health": False}, passing={"declared_stage": 4, "has_police": True, "has_health": True},
    ),
    *(
        Rule(
            "U014", "posts", part, pl.col(part) > pl.col("filled_fte") + 0.0501,
            "This is more than the {filled_fte} filled posts. Enter {filled_fte} or less, or correct the filled posts.",
            why="A part cannot be more than the whole.",
            failing={part: 3.0, "filled_fte": 2.0}, passing={part: 2.0, "filled_fte": 2.0},
        )
        for part in ("colocated_fte", "access_fte", "experienced_fte")
    ),
    *(
        Rule(
            "U015", "models", part, pl.col(part) > pl.col(whole) + 0.0501,
            f"This is more than the {{{whole}}} posts that it is part of. Enter {{{whole}}} or less, or correct that figure.",
            why="A part cannot be more than the whole.",
            failing={part: 3.0, whole: 2.0}, passing={part: 2.0, whole: 2.0},
        )
        for part, whole in (("ending_6m_fte", "filled_fte"), ("ending_6m_no_successor_fte", "ending_6m_fte"))
    ),
        Rule(
        "U020", "milestones", "actual_on", pl.col("actual_on") > pl.col("today"),
        "This is in the future. Enter the day that the milestone was met, or leave this blank and enter a forecast date.",
        why="A milestone is met when it has happened.",
        failing={"actual_on": date(2026, 12, 1), "today": date(2026, 11, 22)}, passing={"actual_on": date(2026, 9, 1), "today": date(2026, 11, 22)},
    ),
    Rule(
        "U020", "milestones", "forecast_on", (pl.col("forecast_on") < pl.col("reference_on")) & pl.col("actual_on").is_null(),
        "This is before the end of the quarter and the milestone is not met. Enter a later forecast date, or the day that it was met.",
        why="A forecast in the past hides a delay.",
        failing={"forecast_on": date(2026, 6, 1), "actual_on": None, "reference_on": date(2026, 9, 30)},
        passing={"forecast_on": date(2027, 1, 15), "actual_on": None, "reference_on": date(2026, 9, 30)},
    ),
    Rule(
        "U021", "milestones", "forecast_on", (_slipped_days > 90) & pl.col("actual_on").is_null(),
        "The forecast was {last_forecast_on} last quarter, more than 90 days earlier. Correct the date, or explain the delay.",
        Severity.QUERY,
        why="The Board asks about every delay of more than 90 days.",
        failing={"forecast_on": date(2027, 6, 1), "last_forecast_on": date(2027, 1, 1), "actual_on": None},
        passing={"forecast_on": date(2027, 2, 1), "last_forecast_on": date(2027, 1, 1), "actual_on": None},
    ),
    Rule(
        "U022", "unit", "declared_stage", pl.col("declared_stage") < pl.col("last_declared_stage"),
        "Stage {last_declared_stage} was declared last quarter. Correct the stage, or explain why it moved back.",
        Severity.QUERY,
        why="A Unit that loses ground needs attention.",
        failing={"declared_stage": 3, "last_declared_stage": 4}, passing={"declared_stage": 4, "last_declared_stage": 4},
    ),
    Rule(
        "U030", "functions", "live_on", (pl.col("status") == "live") & pl.col("live_on").is_null(),
        "The function is live but the day that it went live is missing. Enter the date, for example 30/09/2026.",
        why="A function counts as live from a day that can be checked.",
        failing={"status": "live", "live_on": None}, passing={"status": "live", "live_on": date(2026, 9, 30)},
    ),
    Rule(
        "U031", "agreements", "review_on", pl.col("review_on") < pl.col("today"),
        "The review date has passed. Enter the new review date, or explain what is happening.",
        Severity.QUERY,
        why="An agreement past its review date may no longer be relied on.",
        failing={"review_on": date(2026, 6, 30), "today": date(2026, 11, 22)}, passing={"review_on": date(2027, 6, 30), "today": date(2026, 11, 22)},
    ),
)  # fmt: skip

UNIT = ReturnSpec(
    "unit",
    "Unit implementation return",
    "How far the authority's Multi-Agency Child Protection Unit has come: stage, posts, functions, milestones and agreements.",
    SHEETS,
    RULES,
    LOOKUPS,
)
