"""The Unit implementation return: stage, posts, functions, milestones and agreements, each quarter."""

from datetime import date
from typing import Any

from schemas.programme import (
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
    SlippageReason,
)
from schemas.returns.cover import COVER
from schemas.returns.unit_rules import LOOKUPS, RULES
from schemas.spec import ReturnSpec, Sheet, SheetRow, column

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

UNIT = ReturnSpec(
    "unit",
    "Unit implementation return",
    "How far the authority's Multi-Agency Child Protection Unit has come: stage, posts, functions, milestones and agreements.",
    SHEETS,
    RULES,
    LOOKUPS,
)
