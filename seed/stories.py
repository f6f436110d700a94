"""Authorities with a story: each a small function that says in a sentence what happened, and makes the rows say it.

Illustrative: no story is about a real authority. Names are of real places so that the register can be shown.
"""

from datetime import date

from schemas.periods import Period
from schemas.programme import Agency, Confidence, EmploymentModel, FunctionStatus, Partner, SlippageReason
from seed.funding import contributions
from seed.quarters import LATEST
from seed.telling import BEFORE, STORIES, fill, row_of, set_milestone, set_unit, story
from seed.unit import Rows


def tell(label: str, rows: Rows, period: Period) -> Rows:
    """The rows of an authority's return, changed by its stories."""
    for told in STORIES.get(label, ()):
        told(rows, period)
    return rows


_STOCKPORT_DAYS = {
    "M01": (date(2025, 6, 1), date(2025, 6, 1)),
    "M02": (date(2025, 7, 1), date(2025, 6, 27)),
    "M03": (date(2025, 12, 1), date(2025, 11, 14)),
    "M05": (date(2025, 12, 1), date(2025, 12, 19)),
    "M06": (date(2025, 12, 1), date(2026, 1, 6)),
    "M07": (date(2026, 3, 1), date(2026, 2, 17)),
    "M08": (date(2026, 3, 1), date(2027, 1, 4)),
    "M11": (date(2026, 3, 1), date(2026, 4, 7)),
    "M13": (date(2026, 6, 1), date(2026, 6, 15)),
    "M16": (date(2026, 9, 1), date(2027, 1, 15)),
    "M17": (date(2027, 3, 31), date(2027, 4, 30)),
}


@story("SKP")
def stockport_without_health(rows: Rows, period: Period) -> None:
    """Declares stage 4 without a health professional in post; forecasts 15 January 2027, 136 days late."""
    if "milestones" in rows:
        for code, (baseline_on, true_on) in _STOCKPORT_DAYS.items():
            set_milestone(rows, code, baseline_on, true_on, period)
    if period < BEFORE:
        return
    if "contributions" in rows:
        _stockport_money(rows, 1.0 if period == LATEST else 0.914)
        return
    _stockport_posts(rows, period)
    set_unit(rows, self_confidence=str(Confidence.GREEN), slippage_reason=str(SlippageReason.NONE), narrative=(
        "Two rounds of recruitment brought no applicant for the health post. A secondment is agreed to begin on "
        "4 January 2027; until then the team speaks to a health colleague by telephone every day."
    ))  # fmt: skip


def _stockport_posts(rows: Rows, period: Period) -> None:
    social_work, colocated = (22.5, 19.0) if period == LATEST else (20.8, 17.0)
    direct, seconded = EmploymentModel.DIRECT_SINGLE_FUNDED, EmploymentModel.SECONDED
    rows["posts"] = rows["posts"][:6]
    rows["models"] = [row for row in rows["models"] if row["agency"] in {r["agency"] for r in rows["posts"]}]
    fill(rows, Agency.SOCIAL_WORK, 24.0, {direct: social_work})
    fill(rows, Agency.POLICE, 5.0, {seconded: 4.5})
    fill(rows, Agency.HEALTH, 4.0, {})
    fill(rows, Agency.EDUCATION, 2.5, {direct: 2.0})
    fill(rows, Agency.CHILD_MENTAL_HEALTH, 1.5, {seconded: 1.0})
    fill(rows, Agency.ADULT_MENTAL_HEALTH, 1.0, {EmploymentModel.ALIGNED_NOT_SECONDED: 0.5})
    for row, fte in zip(rows["posts"], (colocated, 3.5, 0.0, 1.5, 0.5, 0.3), strict=True):
        row["colocated_fte"] = fte
        row["access_fte"] = min(row["access_fte"], row["filled_fte"])


def _stockport_money(rows: Rows, share: float) -> None:
    amounts = {Partner.LOCAL_AUTHORITY: 860, Partner.ICB: 310, Partner.POLICE: 290, Partner.EDUCATION: 40}
    rows["contributions"] = contributions({p: (round(k * share) * 1000, 0) for p, k in amounts.items()})
    rows["costs"][0] |= {"full_year_cost_gbp": 2_356_000, "next_year_cost_gbp": 2_360_000, "is_certified": True}


@story("SOL")
def solihull_improves(rows: Rows, period: Period) -> None:
    """Acted on the review: an operational Unit, a full core team, and most of next year's money agreed."""
    if period < BEFORE:
        return
    set_unit(
        rows,
        self_confidence=str(Confidence.GREEN),
        slippage_reason=str(SlippageReason.NONE),
        narrative="Police, health and education work beside social workers every day. Scrutiny meets each quarter.",
    )
    for row in rows.get("posts", ()):
        row["experienced_fte"] = round(row["filled_fte"] * 9) / 10
    for row in rows.get("agreements", ()):
        if row["state"] == "signed":
            row["review_on"] = date(2027, 3, 31) if period == LATEST else date(2026, 12, 18)


@story("BRD")
def bradford_improves(rows: Rows, period: Period) -> None:
    """Confidence rises from red through amber to green as the Unit becomes operational in the last quarter."""
    level = Confidence.RED if period < BEFORE.previous else Confidence.AMBER if period < LATEST else Confidence.GREEN
    set_unit(rows, self_confidence=str(level))
    if period == LATEST:
        set_unit(rows, narrative="The Unit went live this quarter. Seven recommendations of the review are complete.")


@story("MDW")
def medway_slips(rows: Rows, period: Period) -> None:
    """Forecast slips 118 days, to 27 July 2027: no health post filled for two quarters."""
    if period == LATEST:
        set_unit(rows, self_confidence=str(Confidence.RED), narrative=(
            "No health post has been filled for two quarters. A recovery plan is with the safeguarding partners."
        ))  # fmt: skip


@story("LCE")
def leicester_loses_two_health_posts(rows: Rows, period: Period) -> None:
    """Forecast slips 98 days, to 23 April 2027: two health posts were withdrawn."""
    if period != LATEST or "posts" not in rows:
        return
    post = row_of(rows, "posts", agency=str(Agency.HEALTH))
    post["established_fte"] = max(post["established_fte"] - 2.0, 0.5)
    set_unit(
        rows, self_confidence=str(Confidence.RED), narrative="The NHS trust has withdrawn two of the agreed posts."
    )


@story("TOB")
def torbay_moves_back(rows: Rows, period: Period) -> None:
    """Moves back from stage 4 to 3: its police post ended on 31 August; it still declares 4."""
    if period == LATEST:
        set_unit(rows, narrative="The police post ended on 31 August. A new post begins on 4 January 2027.")


@story("BNH")
def brighton_moves_back(rows: Rows, period: Period) -> None:
    """Moves back from stage 4 to 3, and says so: its education member left."""
    if period == LATEST:
        set_unit(rows, narrative="The education post is vacant since July. Operation continues without it for now.")


@story("THR")
def thurrock_owes_a_priority_action(rows: Rows, period: Period) -> None:
    """A priority action from a joint inspection is 41 days overdue."""
    if period == LATEST:
        set_unit(
            rows, narrative="One priority action from the joint inspection is overdue. Its owner reports in December."
        )


@story("HUL")
def hull_has_secured_nothing(rows: Rows, period: Period) -> None:
    """Operational, but no part of next year's running cost is agreed by anyone."""
    if "contributions" in rows:
        rows["contributions"] = contributions({})


@story("SUN")
def sunderland_declares_full_operation_without_health(rows: Rows, period: Period) -> None:
    """Declares stage 5 with no health professional in post; the evidence supports stage 3."""
    if period == LATEST:
        set_unit(
            rows, self_confidence=str(Confidence.GREEN), narrative="Health advice is given by telephone from the trust."
        )


@story("SLF")
def salford_without_enquiries(rows: Rows, period: Period) -> None:
    """Declares stage 4 with a full core team, but section 47 enquiries are not yet the Unit's."""
    if period != LATEST or "functions" not in rows:
        return
    for row in rows["functions"]:
        if row["function"] in ("F1", "F3", "F6", "F7", "F8"):
            row |= {"status": str(FunctionStatus.LIVE), "live_on": date(2026, 9, 14), "limitation": None}
    row_of(rows, "functions", function="F2").update(
        status=str(FunctionStatus.PARTIAL), live_on=None, limitation="Two of four localities."
    )


@story("WGN")
def wigan_without_an_agreement(rows: Rows, period: Period) -> None:
    """Declares stage 3: staffed and housed, but the information-sharing agreement lacks a signature."""
    if period != LATEST or "posts" not in rows:
        return
    fill(rows, Agency.SOCIAL_WORK, 20.0, {EmploymentModel.DIRECT_SINGLE_FUNDED: 15.0})
    fill(rows, Agency.POLICE, 4.0, {EmploymentModel.SECONDED: 3.0})
    set_unit(rows, is_site_confirmed=True)
    for row in rows["agreements"]:
        if row["agreement"] == "data_protection" or row["partner"] == "police":
            row |= {"state": "signed", "names_unit": True, "signed_on": row["signed_on"] or date(2026, 8, 3)}
            row["review_on"] = row["review_on"] or date(2027, 8, 3)


@story("HRT")
def hertfordshire_above_the_vacancy_line(rows: Rows, period: Period) -> None:
    """Declares stage 5: all nine functions are live, but more than a fifth of posts are vacant."""
    if period != LATEST or "posts" not in rows:
        return
    for row in rows["functions"]:
        row |= {"status": str(FunctionStatus.LIVE), "live_on": row["live_on"] or date(2026, 9, 7), "limitation": None}
    for row in list(rows["posts"]):
        established = row["established_fte"]
        models = {r["employment_model"]: r["filled_fte"] for r in rows["models"] if r["agency"] == row["agency"]}
        main = EmploymentModel(max(models, key=lambda m: models[m])) if models else EmploymentModel.SECONDED
        share = 0.76 if row["agency"] == Agency.SOCIAL_WORK else 0.72
        fill(rows, Agency(row["agency"]), established, {main: round(established * share, 1)})
    for row in rows["posts"]:
        row["access_fte"] = round(row["filled_fte"] * 8) / 10


@story("ROT")
def rotherham_secondments_end(rows: Rows, period: Period) -> None:
    """Two in five seconded posts end within six months and none has a successor."""
    for row in rows.get("models", ()):
        if period == LATEST and row["employment_model"] == EmploymentModel.SECONDED:
            ending = max(round(row["filled_fte"] * 4) / 10, 0.1)
            row |= {"ending_6m_fte": ending, "ending_6m_no_successor_fte": ending}


@story("HRY")
def haringey_changes_its_case_system(rows: Rows, period: Period) -> None:
    """Its case-record system is being replaced, so no partner can be given access until it has moved."""
    if period < BEFORE:
        return
    for row in rows.get("posts", ()):
        if row["agency"] != Agency.SOCIAL_WORK:
            row["access_fte"] = 0.0
    set_unit(rows, slippage_reason=str(SlippageReason.SYSTEMS), narrative=(
        "The case-record system is being replaced. Partners are given access when it has moved, in March 2027."
    ))  # fmt: skip


@story("LIN")
def lincolnshire_is_embedded(rows: Rows, period: Period) -> None:
    """Went first, fully operational for a year, and the whole of next year's cost is agreed; declares stage 6."""
    if period >= BEFORE:
        set_unit(
            rows,
            self_confidence=str(Confidence.GREEN),
            narrative="Partners have agreed the whole of next year's budget.",
        )


@story("SRY")
def surrey_reorganises(rows: Rows, period: Period) -> None:
    """Two new authorities take over on 1 April 2027, and the design waits for them."""
    if period >= BEFORE:
        set_unit(rows, slippage_reason=str(SlippageReason.REORGANISATION), self_confidence=str(Confidence.RED), narrative=(
            "Two new authorities begin on 1 April 2027. The design waits until both shadow authorities have agreed it."
        ))  # fmt: skip


@story("TEL")
def telford_has_an_agreed_exception(rows: Rows, period: Period) -> None:
    """Fully operational without adult mental health: the department agreed the exception in writing."""
    if "posts" not in rows:
        return
    fill(rows, Agency.ADULT_MENTAL_HEALTH, row_of(rows, "posts", agency="adult_mental_health")["established_fte"], {})
    if period >= BEFORE:
        set_unit(
            rows, stage5_exception="Adult mental health is advised by the trust's duty team; agreed until March 2027."
        )


@story("ENF")
def enfield_pays_alone(rows: Rows, period: Period) -> None:
    """No partner but the authority has agreed to pay for next year."""
    if "contributions" in rows and period == LATEST:
        rows["contributions"] = contributions({Partner.LOCAL_AUTHORITY: (410_000, 0)})


@story("IOS", "LND")
def too_small_for_a_team_of_its_own(rows: Rows, period: Period) -> None:
    """A very small authority, where almost every figure is suppressed or does not apply."""
    if period >= BEFORE:
        set_unit(
            rows, narrative="Too few children for a team of its own; a shared Unit with a neighbour is being designed."
        )
