"""The rows of a Unit implementation return, made to support exactly the stage that the authority's path says."""

from datetime import date, timedelta
from typing import Any

from schemas.periods import Period
from schemas.programme import (
    STATUTORY_CORE,
    AgreementKind,
    AgreementState,
    Confidence,
    EmploymentModel,
    Function,
    FunctionStatus,
    Partner,
    SlippageReason,
)
from schemas.returns.unit import AGREEMENTS_EXPECTED
from seed.authority_paths import Path
from seed.chance import from_quantiles, largest_remainder, stream
from seed.milestones import milestone_rows
from seed.picture import SLIPPED, TWO_UNITS
from seed.posts import Posts, enquiries_a_year, posts_of
from seed.quarters import END_OF, LATEST

Row = dict[str, Any]
Rows = dict[str, list[Row]]

PLAN_RATE = ((0.0, 22.0), (0.1, 27.7), (0.25, 32.2), (0.5, 40.5), (0.75, 53.3), (0.9, 68.7), (1.0, 80.0))
_FIRST_LIVE = (Function.F6, Function.F7, Function.F8)
_NARRATIVES = {
    0: "The programme has not started. The partners meet in the spring to agree how they will begin.",
    1: "The partners have agreed to set up a Unit. Design work with the police and the NHS is under way.",
    2: "The design is signed. Recruitment has begun and the shared site is being chosen.",
    3: "The team is being built up at the shared site. The next step is to hold strategy discussions in the Unit.",
    4: "The Unit is working. The next step is to bring the remaining functions in and to fill the posts still vacant.",
    5: "The Unit carries out all nine functions for the whole area. Attention has turned to next year's budget.",
}


def unit_rows(path: Path, period: Period) -> Rows:
    """Every sheet of an authority's return for a quarter, by sheet name; the cover is left to the template."""
    codes = unit_codes(path)
    return {
        "unit": [_unit(path, period, code, share) for code, share in codes.items()],
        "posts": [row for code in codes for row in _posts(path, period, code)],
        "models": [row for code in codes for row in _models(path, period, code)],
        "functions": [row for code in codes for row in _functions(path, period, code)],
        "milestones": milestone_rows(path, period),
        "agreements": _agreements(path, period),
    }


def unit_codes(path: Path) -> dict[str, float]:
    """The authority's Units and each one's share of its work."""
    return {"U1": 0.6, "U2": 0.4} if path.label in TWO_UNITS else {"U1": 1.0}


def _unit(path: Path, period: Period, code: str, share: float) -> Row:
    stage, name = path.evidenced(period), path.authority.name
    lead, enquiries, plans = _lead_practitioners(path, period, share)
    return {
        "unit_code": code,
        "unit_name": f"{name} child protection Unit{'' if share == 1 else ' ' + ('1' if code == 'U1' else '2')}",
        "declared_stage": path.declared(period),
        "self_confidence": _confidence(path, period),
        "covers_home": stage >= 3,
        "covers_outside_home": stage >= 4,
        "covers_elsewhere": stage >= 5,
        "is_baseline_recorded": stage >= 1,
        "is_lead_named": stage >= 1,
        "is_site_confirmed": stage >= 3,
        "stage5_exception": None,
        "slippage_reason": _slippage_reason(path, period),
        "narrative": _NARRATIVES[stage],
        "lead_practitioner_fte": lead,
        "open_s47_count": enquiries,
        "plan_children_count": plans,
    }


def _lead_practitioners(path: Path, period: Period, share: float) -> tuple[float, int, int]:
    """Posts filled, children with an open enquiry and children on plans held by the Unit."""
    rng = stream(path.authority.authority_id, "plans")
    rate, caseload, held = from_quantiles(rng.random(), PLAN_RATE), rng.uniform(12.5, 21.5), rng.uniform(0.7, 0.95)
    in_quarter = stream(path.authority.authority_id, f"children {period}").uniform(0.93, 1.07)
    held *= {3: 0.15, 4: 1.0, 5: 1.05}.get(path.evidenced(period), 0.0)
    enquiries = round(enquiries_a_year(path.authority) * 0.075 * held * in_quarter * share)
    plans = round(path.authority.population_0_17 * rate / 10_000 * held * in_quarter * share)
    posts = max(round((enquiries + plans) / caseload * 2) / 2, 0.5) if enquiries + plans else 0.0
    return posts, enquiries, plans


def children_held(path: Path, period: Period) -> tuple[int, int]:
    """Children with an open enquiry, and children on plans, in all the authority's Units."""
    units = [_lead_practitioners(path, period, share) for share in unit_codes(path).values()]
    return sum(enquiries for _, enquiries, _ in units), sum(plans for _, _, plans in units)


def _confidence(path: Path, period: Period) -> str:
    """By how late the partnership's own forecast of full operation is, and how it sees itself."""
    if path.evidenced(period) >= 5:
        return str(Confidence.GREEN)
    late_days = (path.reached[5] - path.planned_full_on).days
    late_days += int(stream(path.authority.authority_id, f"confidence {period}").gauss(0, 20))
    level = Confidence.GREEN if late_days < 35 else Confidence.AMBER if late_days < 95 else Confidence.RED
    return str(level)


def _slippage_reason(path: Path, period: Period) -> str:
    if period == LATEST and path.label in SLIPPED:
        return SLIPPED[path.label][2]
    rng = stream(path.authority.authority_id, f"reason {period}")
    if path.evidenced(period) == 0 or rng.random() < 0.6:
        return str(SlippageReason.NONE)
    reasons = ("health_posts", "education_posts", "site", "agreement", "systems", "social_work_posts", "funding")
    return rng.choices(reasons, (0.4, 0.15, 0.12, 0.12, 0.1, 0.06, 0.05))[0]


def _share_of(path: Path, code: str, tenths: int) -> int:
    shares = unit_codes(path)
    return dict(zip(shares, largest_remainder(list(shares.values()), tenths), strict=True))[code]


def _posts(path: Path, period: Period, code: str) -> list[Row]:
    return [_post(path, period, code, posts) for posts in posts_of(path.authority.authority_id, period)]


def _post(path: Path, period: Period, code: str, posts: Posts) -> Row:
    stage, rng = path.evidenced(period), stream(path.authority.authority_id, f"people {posts.agency}")
    together = rng.uniform(0.55, 0.95) if stage >= 3 else 0.0
    access = {3: rng.uniform(0.1, 0.7), 4: rng.uniform(0.45, 0.95), 5: rng.uniform(0.85, 1.0)}.get(stage, 0.0)
    filled = sum(_models_of(path, code, posts).values())
    return {
        "unit_code": code,
        "agency": str(posts.agency),
        "is_core_nominated": posts.filled > 0 or (stage >= 3 and posts.agency not in STATUTORY_CORE),
        "established_fte": _share_of(path, code, posts.established) / 10,
        "filled_fte": filled / 10,
        "colocated_fte": round(filled * together) / 10,
        "access_fte": round(filled * access) / 10,
        "experienced_fte": round(filled * rng.uniform(0.55, 0.98)) / 10,
    }


def _models_of(path: Path, code: str, posts: Posts) -> dict[EmploymentModel, int]:
    return {model: part for model, tenths in posts.models.items() if (part := _share_of(path, code, tenths))}


def _models(path: Path, period: Period, code: str) -> list[Row]:
    rows = []
    for posts in posts_of(path.authority.authority_id, period):
        for model, tenths in _models_of(path, code, posts).items():
            rng = stream(path.authority.authority_id, f"ending {period} {posts.agency} {model}")
            is_fixed = model in (EmploymentModel.SECONDED, EmploymentModel.AGENCY_OR_CONTRACT)
            ending = min(round(tenths * max(rng.gauss(0.18, 0.15), 0.0)), tenths) if is_fixed else 0
            rows.append(
                {
                    "unit_code": code,
                    "agency": str(posts.agency),
                    "employment_model": str(model),
                    "filled_fte": tenths / 10,
                    "ending_6m_fte": ending / 10,
                    "ending_6m_no_successor_fte": round(ending * rng.uniform(0.2, 0.6)) / 10,
                }
            )
    return rows


def live_days(path: Path) -> dict[Function, date]:
    """The day that each function goes live: some while mobilising, five or more by operation, all by full operation."""
    rng = stream(path.authority.authority_id, "functions")
    mobilising, operation, full = (path.reached[s] for s in (3, 4, 5))
    early = rng.sample(_FIRST_LIVE, rng.randint(0, 3))
    rest = [f for f in Function if f not in early and f not in (Function.F1, Function.F2)]
    rng.shuffle(rest)
    first = max(5 - 2 - len(early), 0) + (rng.randint(0, 1) if len(rest) > 4 else 0)
    before, after = (operation - mobilising).days, (full - operation).days
    days = {f: mobilising + timedelta(int(before * rng.uniform(0.2, 0.9))) for f in early}
    days |= dict.fromkeys((Function.F1, Function.F2, *rest[:first]), operation)
    later = rest[first:]
    for place, f in enumerate(later, 1):
        # The first of the rest follow soon; the last is the day of full operation.
        days[f] = operation + timedelta(int(after * (place / len(later)) ** 1.7))
    return days


def _functions(path: Path, period: Period, code: str) -> list[Row]:
    live = live_days(path)
    rows = []
    for f in Function:
        on, limitation = live[f], None
        status = FunctionStatus.LIVE if on <= END_OF[period] else FunctionStatus.NOT_LIVE
        if status is FunctionStatus.NOT_LIVE and on <= END_OF[period] + timedelta(60) and path.evidenced(period) >= 3:
            status, limitation = FunctionStatus.PARTIAL, "Weekdays only until the team is complete."
        is_live = status is FunctionStatus.LIVE
        rows.append(
            {
                "unit_code": code,
                "function": str(f),
                "status": str(status),
                "live_on": on if is_live else None,
                "limitation": limitation,
            }
        )
    return rows


def _agreements(path: Path, period: Period) -> list[Row]:
    return [_agreement(path, period, row["agreement"], row["partner"]) for row in AGREEMENTS_EXPECTED]


def _agreement(path: Path, period: Period, agreement: str, partner: str) -> Row:
    rng = stream(path.authority.authority_id, f"agreement {agreement} {partner}")
    complete_on = path.reached[2 if agreement == AgreementKind.DESIGN else 3]
    drafted_on = path.reached[1] if agreement == AgreementKind.DESIGN else path.reached[2]
    # The authority signs last, on the day that the agreement is complete.
    signed_on = complete_on - timedelta(0 if partner == Partner.LOCAL_AUTHORITY else rng.randint(0, 40))
    if signed_on <= END_OF[period] and (complete_on <= END_OF[period] or rng.random() < 0.5):
        review_on = _review_day(path, signed_on, period, f"{agreement} {partner}")
        state = AgreementState.SIGNED
    else:
        review_on, state = None, AgreementState.DRAFT if drafted_on <= END_OF[period] else AgreementState.NOT_STARTED
    is_signed = state is AgreementState.SIGNED
    return {
        "agreement": agreement,
        "partner": partner,
        "state": str(state),
        "names_unit": is_signed,
        "signed_on": signed_on if is_signed else None,
        "review_on": review_on,
    }


def _review_day(path: Path, signed_on: date, period: Period, which: str) -> date:
    """A year after signing, and each year again; for some it falls between the quarter's end and the return."""
    rng = stream(path.authority.authority_id, f"review {period}")
    if rng.random() < 0.25 and which == "information_sharing education":
        return END_OF[period] + timedelta(3)
    review_on = signed_on + timedelta(365)
    while review_on <= END_OF[period] + timedelta(60):
        review_on += timedelta(365)
    return review_on
