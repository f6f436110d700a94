"""Rollout stages as evidence gates: what a Unit must show to be at a stage. Claims are compared with these.

A gate is a list of conditions over one wide row for each Unit (`unit_rows`). Gates are cumulative: a Unit is at the
highest stage for which every condition up to it is met. A condition whose input does not exist yet is never met.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.programme import (
    REVIEW_MINIMUM,
    STATUTORY_CORE,
    Agency,
    AgreementKind,
    AgreementState,
    EmploymentModel,
    Function,
    FunctionStatus,
    Milestone,
    Partner,
    Stage,
)
from schemas.returns.unit import INFORMATION_SHARING_PARTNERS

EFFECTIVE_FROM, OWNER = date(2026, 4, 1), "Board secretariat"
NATIONAL_DATE = date(2027, 3, 31)  # Services are expected to be fully operational by then.
_AUTHORITY_AGENCIES = (Agency.SOCIAL_WORK, Agency.ADULT_SOCIAL_CARE, Agency.YOUTH_JUSTICE, Agency.HOUSING)
_UNIT = ["authority_id", "unit_code"]


def _cents(fte: str | pl.Expr) -> pl.Expr:
    # Hundredths as whole numbers: 3.0 less 2.4 over 3.0 is more than 20% in floating point.
    return ((pl.col(fte) if isinstance(fte, str) else fte) * 100).round().cast(pl.Int64)


def _has(part: str, value: str) -> pl.Expr:
    return pl.col(part) == value


IN_POST = pl.col("is_core_nominated") & (pl.col("filled_fte") > 0)
_is_partner = ~pl.col("agency").is_in([str(a) for a in _AUTHORITY_AGENCIES])
_is_live = _has("status", FunctionStatus.LIVE) & (
    pl.col("live_on").is_null() | (pl.col("live_on") <= pl.col("reference_on"))
)
_is_signed = _has("state", AgreementState.SIGNED) & (pl.col("signed_on").is_null() | (pl.col("signed_on") <= pl.col("reference_on")))  # fmt: skip
_sharing = _has("agreement", AgreementKind.INFORMATION_SHARING)
_required = _sharing & pl.col("partner").is_in([str(p) for p in INFORMATION_SHARING_PARTNERS])

POSTS: dict[str, pl.Expr] = {
    "established_cents": _cents("established_fte").sum(),
    "filled_cents": _cents("filled_fte").sum(),
    "partner_filled_cents": _cents("filled_fte").filter(_is_partner).sum(),
    "partner_access_cents": _cents("access_fte").filter(_is_partner).sum(),
    **{f"has_{agency}": (IN_POST & _has("agency", agency)).any() for agency in REVIEW_MINIMUM},
}
MODELS: dict[str, pl.Expr] = {
    "agency_contract_cents": _cents("filled_fte").filter(_has("employment_model", EmploymentModel.AGENCY_OR_CONTRACT)).sum(),
}  # fmt: skip
FUNCTIONS: dict[str, pl.Expr] = {
    "functions_live_count": pl.col("function").filter(_is_live).n_unique(),
    "has_strategy_discussions": (_is_live & _has("function", Function.F1)).any(),
    "has_section_47": (_is_live & _has("function", Function.F2)).any(),
}
MILESTONES: dict[str, pl.Expr] = {
    "dated_milestones_count": pl.col("milestone").filter(pl.col("baseline_on").is_not_null()).n_unique(),
    "decision_on": pl.col("actual_on").filter(_has("milestone", Milestone.M01)).first(),
    "go_live_on": pl.col("actual_on").filter(_has("milestone", Milestone.M16)).first(),
}
AGREEMENTS: dict[str, pl.Expr] = {
    "required_count": pl.lit(len(INFORMATION_SHARING_PARTNERS)),
    "signed_count": pl.col("partner").filter(_is_signed & _required).n_unique(),
    "is_sharing_drafted": (_sharing & ~_has("state", AgreementState.NOT_STARTED)).any(),
    "names_unit": (pl.col("names_unit") & _sharing).any(),
    "sharing_review_on": pl.col("review_on").filter(_is_signed & _required).min(),
    "is_data_protection_approved": (_is_signed & _has("agreement", AgreementKind.DATA_PROTECTION)).any(),
    **{
        f"design_{p}": (_is_signed & _has("agreement", AgreementKind.DESIGN) & _has("partner", p)).any()
        for p in (Partner.LOCAL_AUTHORITY, Partner.ICB, Partner.POLICE)
    },
}


@dataclass(frozen=True)
class Condition:
    """One thing that a stage asks for.

    Args:
        stage: the stage that it is a condition of.
        code: its code, for the store; never reused.
        sentence: what is met, in words that follow "Still needed:" as well.
        met: true where a row of `unit_rows` meets it.
    """

    stage: Stage
    code: str
    sentence: str
    met: pl.Expr


def _count_in_post(agencies: tuple[Agency, ...]) -> pl.Expr:
    return pl.sum_horizontal(*(pl.col(f"has_{agency}").cast(pl.Int64) for agency in agencies))


_share_filled = pl.col("filled_cents") * 2 >= pl.col("established_cents")
_vacant = pl.col("established_cents") - pl.col("filled_cents") + pl.col("agency_contract_cents")
_has_posts = pl.col("established_cents") > 0
_has_exception = pl.col("stage5_exception").fill_null("").str.strip_chars().str.len_chars() > 0
_MEMBERS = {
    Agency.SOCIAL_WORK: "Social worker in post",
    Agency.POLICE: "Police member in post",
    Agency.HEALTH: "Registered health professional in post",
    Agency.EDUCATION: "Education member in post",
}

CONDITIONS: tuple[Condition, ...] = (
    Condition(Stage.SCOPING, "decision", "Partnership decision recorded", pl.col("decision_on") <= pl.col("reference_on")),
    Condition(Stage.SCOPING, "lead", "Senior lead named", pl.col("is_lead_named")),
    Condition(Stage.SCOPING, "baseline", "Baseline of section 47 practice recorded", pl.col("is_baseline_recorded")),
    Condition(Stage.DESIGN_AGREED, "design_authority", "Design signed by the authority", pl.col("design_local_authority")),
    Condition(Stage.DESIGN_AGREED, "design_icb", "Design signed by the integrated care board", pl.col("design_icb")),
    Condition(Stage.DESIGN_AGREED, "design_police", "Design signed by the police", pl.col("design_police")),
    Condition(Stage.DESIGN_AGREED, "plan", "A date agreed for each of the 20 milestones", pl.col("dated_milestones_count") == len(Milestone)),
    Condition(Stage.DESIGN_AGREED, "sharing_draft", "First draft of the information-sharing agreement", pl.col("is_sharing_drafted")),
    Condition(Stage.MOBILISING, "half_filled", "At least half of established posts filled", _has_posts & _share_filled),
    Condition(Stage.MOBILISING, "site", "Shared site confirmed", pl.col("is_site_confirmed")),
    Condition(Stage.MOBILISING, "sharing_signed", "Information-sharing agreement signed by every required partner", pl.col("signed_count") == pl.col("required_count")),
    Condition(Stage.MOBILISING, "data_protection", "Data protection assessment approved", pl.col("is_data_protection_approved")),
    *(Condition(Stage.OPERATIONAL, f"member_{a}", _MEMBERS[a], pl.col(f"has_{a}")) for a in STATUTORY_CORE),
    Condition(Stage.OPERATIONAL, "five_functions", "At least five of the nine functions live", pl.col("functions_live_count") >= 5),
    Condition(Stage.OPERATIONAL, "strategy_discussions", "Strategy discussions live", pl.col("has_strategy_discussions")),
    Condition(Stage.OPERATIONAL, "section_47", "Section 47 enquiries live", pl.col("has_section_47")),
    Condition(Stage.OPERATIONAL, "gone_live", "Initial operation (M16) met", pl.col("go_live_on") <= pl.col("reference_on")),
    Condition(Stage.FULLY_OPERATIONAL, "nine_functions", "All nine functions live for the whole area", pl.col("functions_live_count") >= 9),
    Condition(Stage.FULLY_OPERATIONAL, "vacancies", "Vacancy rate 20% or less", _has_posts & (_vacant * 5 <= pl.col("established_cents"))),
    Condition(Stage.FULLY_OPERATIONAL, "six_disciplines", "All six disciplines in post, or an agreed exception", (_count_in_post(REVIEW_MINIMUM) == len(REVIEW_MINIMUM)) | _has_exception),
    Condition(Stage.FULLY_OPERATIONAL, "record_access", "At least 60% of partners' posts with case-record access", (pl.col("partner_filled_cents") > 0) & (pl.col("partner_access_cents") * 5 >= pl.col("partner_filled_cents") * 3)),
    Condition(Stage.EMBEDDED, "two_quarters", "Stage 5 last quarter as well", pl.col("last_stage") >= Stage.FULLY_OPERATIONAL),
    Condition(Stage.EMBEDDED, "secured", "At least 95% of next year's running cost secured", pl.col("secured_gbp") * 20 >= pl.col("next_year_cost_gbp") * 19),
    Condition(Stage.EMBEDDED, "validated", "Half of the practice standards independently validated", (pl.col("applicable_count") > 0) & (pl.col("validated_count") * 2 >= pl.col("applicable_count"))),
)  # fmt: skip

_FUNDING = {"secured_gbp": pl.Int64, "next_year_cost_gbp": pl.Int64}
_STANDARDS = {"applicable_count": pl.Int64, "validated_count": pl.Int64}
_LAST = {"last_stage": pl.Int64}


def unit_rows(
    sheets: Mapping[str, pl.DataFrame],
    secured: pl.DataFrame | None = None,
    last_stages: pl.DataFrame | None = None,
    validated: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One wide row for each Unit, with everything that the gates ask about.

    Args:
        sheets: the rows of the Unit return by sheet name, each with authority_id and reference_on, the day that the
            rows are a position at.
        secured: authority_id, secured_gbp, next_year_cost_gbp, from the Funding return.
        last_stages: authority_id, last_stage: the stage evidenced in the quarter before.
        validated: authority_id, applicable_count, validated_count: practice standards, from the Practice standards return.
    """

    def by(name: str, keys: list[str], measures: Mapping[str, pl.Expr]) -> pl.DataFrame:
        return sheets[name].group_by(keys).agg(**measures)

    wide = sheets["unit"].drop("row_number", "submission_id", strict=False)
    for name, measures in (("posts", POSTS), ("models", MODELS), ("functions", FUNCTIONS)):
        wide = wide.join(by(name, _UNIT, measures), on=_UNIT, how="left")
    for name, measures in (("milestones", MILESTONES), ("agreements", AGREEMENTS)):
        wide = wide.join(by(name, ["authority_id"], measures), on="authority_id", how="left")
    for known, columns in ((secured, _FUNDING), (last_stages, _LAST), (validated, _STANDARDS)):
        brought = pl.DataFrame(schema={"authority_id": pl.String, **columns}) if known is None else known
        wide = wide.join(brought.select("authority_id", *columns), on="authority_id", how="left")
    wide = wide.with_columns(pl.col("^.*_(cents|count)$").fill_null(0))
    met = (c.met.fill_null(False) for c in CONDITIONS)
    wide = wide.with_columns(**{f"met_{c.code}": expression for c, expression in zip(CONDITIONS, met, strict=True)})
    return wide.with_columns(
        evidenced_stage=_evidenced(),
        core_count=pl.when(_has_posts).then(_count_in_post(STATUTORY_CORE)),
        minimum_count=pl.when(_has_posts).then(_count_in_post(REVIEW_MINIMUM)),
    )


def _evidenced() -> pl.Expr:
    passed: list[pl.Expr] = []
    for stage in tuple(Stage)[1:]:
        own = pl.all_horizontal(*(f"met_{c.code}" for c in CONDITIONS if c.stage is stage))
        passed.append(own & passed[-1] if passed else own)
    return pl.sum_horizontal(*(gate.cast(pl.Int64) for gate in passed))


def gate_results(units: pl.DataFrame) -> pl.DataFrame:
    """Every condition for every Unit: authority_id, unit_code, stage, condition, is_met, sentence.

    Args:
        units: the rows that `unit_rows` gives.
    """
    words = pl.DataFrame(
        [(f"met_{c.code}", c.code, int(c.stage), c.sentence) for c in CONDITIONS],
        schema={"variable": pl.String, "condition": pl.String, "stage": pl.Int64, "sentence": pl.String},
        orient="row",
    )
    long = units.unpivot([f"met_{c.code}" for c in CONDITIONS], index=_UNIT, value_name="is_met")
    return long.join(words, on="variable", how="left", maintain_order="left").select(
        *_UNIT, "stage", "condition", "is_met", "sentence"
    )


def still_needed(units: pl.DataFrame) -> pl.DataFrame:
    """The conditions that keep each Unit from its next stage, in the columns of `gate_results`."""
    following = units.select(*_UNIT, next_stage=pl.col("evidenced_stage") + 1)
    results = gate_results(units).join(following, on=_UNIT)
    return results.filter((pl.col("stage") == pl.col("next_stage")) & ~pl.col("is_met")).drop("next_stage")
