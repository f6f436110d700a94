"""The frames that indicators are declared over, made from typed rows. See schemas.indicators_grammar.FRAMES."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, partial

import polars as pl

from etl.compute_frames_practice import practice_frames
from etl.compute_frames_records import record_frames
from schemas.observations import Inputs
from schemas.periods import Period
from schemas.programme import (
    REVIEW_MINIMUM,
    STAGE_MILESTONES,
    Confidence,
    FunctionStatus,
    GrantPurpose,
    Judgement,
    Milestone,
    SlippageReason,
    Stage,
)
from schemas.stages import NATIONAL_DATE, gate_results, unit_rows

SLIPPED_DAYS = 30
REVIEW_SOON = timedelta(days=90)
CUT_OFF = timedelta(days=30)  # after the due date; what is not accepted by then is not published with the quarter
LAST_OVERALL = date(2026, 4, 1)  # Inspections from this day on have no overall judgement.
_CONFIDENCE = {str(Confidence.GREEN): 3, str(Confidence.AMBER): 2, str(Confidence.RED): 1}
_JUDGEMENT = {str(word): 4 - place for place, word in enumerate(Judgement)}
_STAGE_OF = {str(milestone): int(stage) for stage, milestone in STAGE_MILESTONES.items()}
_UNIT_SHEETS = ("unit", "posts", "models", "functions", "milestones", "agreements")
_AS_SENT = ("unit.unit", "unit.models", "unit.milestones", "funding.grants")


class Frames(Mapping[str, pl.DataFrame]):
    """Frames by name, each made when it is first asked for and then kept."""

    def __init__(self, makers: Mapping[str, Callable[[], pl.DataFrame]]) -> None:
        self._makers = makers
        self._made: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


# What stage is judged by, and so most of what is known about an authority.
_OF_STAGE = (*(f"unit.{name}" for name in _UNIT_SHEETS), "funding.contributions", "funding.costs", "standards.scores")
_MADE_FROM: dict[str, tuple[str, ...]] = {
    "authorities": _OF_STAGE,
    "gates": _OF_STAGE,
    "members": _OF_STAGE,
    "unit.posts": ("unit.posts", "unit.models"),
    "funding.costs": ("funding.contributions", "funding.costs"),
    "activity.year": ("activity.counts",),
    "standards.validation": ("standards.scores",),
    "standards.year": ("standards.audits",),
    "confidence.ratings": _OF_STAGE,
    "determination.allocation": ("funding.grants",),
}


def made_from(frame: str) -> tuple[str, ...]:
    """The sheets of returns, as "unit.posts", whose rows a frame is made from."""
    return _MADE_FROM.get(frame, (frame,))


def build(inputs: Inputs) -> Frames:
    """Every frame, by its name in FRAMES, each made when it is first asked for."""

    @cache
    def secured() -> pl.DataFrame:
        return _secured(inputs)

    @cache
    def units() -> pl.DataFrame:
        sheets = {name: inputs.rows[f"unit.{name}"] for name in _UNIT_SHEETS}
        rows = unit_rows(sheets, secured(), inputs.last_stages, made["standards.validation"])
        return rows.sort(["evidenced_stage", "declared_stage", "unit_code"], descending=[True, True, False])

    @cache
    def leading() -> pl.DataFrame:
        return units().unique("authority_id", keep="first", maintain_order=True)

    made = Frames({
        "authorities": lambda: _authorities(inputs, units(), leading()),
        "gates": lambda: _leading_gates(units(), leading()),
        "members": lambda: _members(units()),
        "unit.posts": lambda: _posts(inputs.rows),
        "funding.contributions": lambda: inputs.rows["funding.contributions"].with_columns(amount_gbp=_AMOUNT),
        "funding.costs": lambda: _with_children(secured(), inputs),
        "determination.allocation": lambda: _allocation(inputs),
        "ofsted.latest": lambda: _inspections(inputs),
        "system.returns": lambda: _returns(inputs),
        "system.age": lambda: _ages(inputs),
        **{name: partial(inputs.rows.__getitem__, name) for name in _AS_SENT},
        **practice_frames(inputs),
        **record_frames(inputs, lambda: made["authorities"]),
    })  # fmt: skip
    return made


def _leading_gates(units: pl.DataFrame, leading: pl.DataFrame) -> pl.DataFrame:
    keys = ["authority_id", "unit_code"]
    return gate_results(units).join(leading.select(keys), on=keys)


def _with_children(costs: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    return costs.join(inputs.roster.select("authority_id", "population_0_17"), on="authority_id")


_AMOUNT = pl.col("cash_gbp") + pl.col("in_kind_gbp")


def _secured(inputs: Inputs) -> pl.DataFrame:
    contributed = inputs.rows["funding.contributions"].group_by("authority_id").agg(secured_gbp=_AMOUNT.sum())
    costs = inputs.rows["funding.costs"].select("authority_id", "full_year_cost_gbp", "next_year_cost_gbp")
    return costs.join(contributed, on="authority_id", how="left").with_columns(pl.col("secured_gbp").fill_null(0))


def _posts(rows: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    keys = ["authority_id", "unit_code", "agency"]
    contract = rows["unit.models"].filter(pl.col("employment_model") == "agency_or_contract")
    contract = contract.group_by(keys).agg(agency_contract_fte=pl.col("filled_fte").sum())
    return (
        rows["unit.posts"]
        .join(contract, on=keys, how="left")
        .with_columns(pl.col("agency_contract_fte").fill_null(0.0))
    )


def _authorities(inputs: Inputs, units: pl.DataFrame, leading: pl.DataFrame) -> pl.DataFrame:
    """One row for each authority; null where no return has ever been made."""
    lowest = units.group_by("authority_id").agg(
        pl.col("evidenced_stage", "declared_stage").max(),
        pl.col("core_count", "minimum_count").min(),
        confidence=pl.col("self_confidence").replace_strict(_CONFIDENCE, default=None, return_dtype=pl.Int64).min(),
        reason=pl.col("slippage_reason").filter(pl.col("slippage_reason") != SlippageReason.NONE).first(),
    )
    agreements = leading.select(
        "authority_id", "is_carried", "signed_count", "required_count", agreement_state=_agreement_state()
    )
    functions = inputs.rows["unit.functions"].group_by("authority_id").agg(
        functions_live_count=pl.col("function").filter(pl.col("status") == FunctionStatus.LIVE).n_unique()
    )  # fmt: skip
    wide = inputs.roster.select("authority_id", "region_code", "population_0_17")
    for part in (lowest, agreements, functions, milestone_dates(inputs), _last_dates(inputs)):
        wide = wide.join(part, on="authority_id", how="left", maintain_order="left")
    return wide.with_columns(*_forecasts(), *_movements(inputs)).with_columns(*_slippage())


def _agreement_state() -> pl.Expr:
    """3 in force, 2 in force with a review within 90 days, 1 signed by some, 0 none or expired."""
    review, on = pl.col("sharing_review_on"), pl.col("reference_on")
    is_whole = (pl.col("signed_count") == pl.col("required_count")) & pl.col("names_unit").fill_null(False)
    return (
        pl.when((pl.col("signed_count") == 0) | (review < on) | ~pl.col("names_unit").fill_null(False))
        .then(0)
        .when(~is_whole)
        .then(1)
        .when(review <= on + REVIEW_SOON)
        .then(2)
        .otherwise(3)
    )


def milestone_dates(inputs: Inputs) -> pl.DataFrame:
    """By authority: planned_stage, the baselines and the met or forecast dates of initial and full operation."""
    rows = inputs.rows["unit.milestones"].with_columns(
        stage=pl.col("milestone").replace_strict(_STAGE_OF, default=None, return_dtype=pl.Int64),
        expected_on=pl.coalesce("actual_on", "forecast_on"),
    )
    is_due = pl.col("baseline_on") <= inputs.period.reference_date

    def expected(milestone: Milestone) -> pl.Expr:
        return pl.col("expected_on").filter(pl.col("milestone") == milestone).first()

    return rows.group_by("authority_id").agg(
        planned_stage=pl.col("stage").filter(is_due).max().fill_null(0),
        operation_baseline_on=pl.col("baseline_on").filter(pl.col("stage") >= Stage.OPERATIONAL).min(),
        full_baseline_on=pl.col("baseline_on").filter(pl.col("stage") >= Stage.FULLY_OPERATIONAL).min(),
        initial_on=expected(Milestone.M16),
        full_on=expected(Milestone.M17),
    )


def _last_dates(inputs: Inputs) -> pl.DataFrame:
    rows = inputs.last_milestones.with_columns(expected_on=pl.coalesce("actual_on", "forecast_on"))
    return rows.group_by("authority_id").agg(
        last_initial_on=pl.col("expected_on").filter(pl.col("milestone") == Milestone.M16).first(),
        last_full_on=pl.col("expected_on").filter(pl.col("milestone") == Milestone.M17).first(),
    )


def _forecasts() -> tuple[pl.Expr, ...]:
    return (
        (pl.col("full_on") - NATIONAL_DATE).dt.total_days().alias("full_operation_days"),
        (pl.col("initial_on") <= NATIONAL_DATE).fill_null(False).alias("is_operation_forecast"),
        (pl.col("planned_stage") >= Stage.OPERATIONAL).fill_null(False).alias("is_operation_planned"),
    )


def _movements(inputs: Inputs) -> tuple[pl.Expr, ...]:
    """Days later than last quarter; null for an authority whose rows are carried forward."""
    is_own = ~pl.col("is_carried").fill_null(True)
    return tuple(
        pl.when(is_own).then((pl.col(f"{which}_on") - pl.col(f"last_{which}_on")).dt.total_days()).alias(f"moved_{which}_days")
        for which in ("initial", "full")
    )  # fmt: skip


def _slippage() -> tuple[pl.Expr, ...]:
    slipped = pl.max_horizontal("moved_initial_days", "moved_full_days")
    reason = pl.col("reason").fill_null(str(SlippageReason.NONE))
    return slipped.alias("slipped_days"), pl.when(slipped > SLIPPED_DAYS).then(reason).alias("slipped_reason")


def _members(units: pl.DataFrame) -> pl.DataFrame:
    in_post = {str(agency): pl.col(f"has_{agency}").fill_null(False).all() for agency in REVIEW_MINIMUM}
    complete = units.filter(pl.col("core_count").is_not_null()).group_by("authority_id").agg(**in_post)
    long = complete.unpivot(list(in_post), index="authority_id", variable_name="agency", value_name="is_in_post")
    return long.with_columns(is_missing=~pl.col("is_in_post"))


def _allocation(inputs: Inputs) -> pl.DataFrame:
    """Start-up money by grant: the determination's where it is for starting up, else what the return declares."""
    keys = ["authority_id", "grant"]
    is_start_up = (pl.col("financial_year") == inputs.period.financial_year) & (
        pl.col("purpose") == GrantPurpose.START_UP
    )
    known = inputs.allocations.filter(is_start_up).group_by(keys).agg(determined_gbp=pl.col("amount_gbp").sum())
    declared = inputs.rows["funding.grants"].select(*keys, declared_gbp=pl.col("start_up_gbp"))
    both = known.join(declared, on=keys, how="full", coalesce=True)
    both = both.join(inputs.roster.select("authority_id"), on="authority_id", how="semi")
    return both.with_columns(start_up_gbp=pl.coalesce("determined_gbp", "declared_gbp"))


def _inspections(inputs: Inputs) -> pl.DataFrame:
    """Each authority's latest judgements, from reports published by the reference date."""
    on = inputs.period.reference_date
    known = inputs.inspections.filter(pl.col("published_on") <= on).sort("inspected_on", "published_on")
    known = known.join(inputs.roster.select("authority_id"), on="authority_id", how="semi")
    has_overall = pl.col("overall").is_not_null() & (pl.col("inspected_on") < LAST_OVERALL)
    graded = pl.col("help_and_protection").is_not_null()
    latest = known.group_by("authority_id").agg(
        pl.col("inspected_on").last(),
        overall=pl.col("overall").filter(has_overall).last(),
        overall_on=pl.col("inspected_on").filter(has_overall).last(),
        help_and_protection=pl.col("help_and_protection").filter(graded).last(),
        help_and_protection_on=pl.col("inspected_on").filter(graded).last(),
    )
    return latest.with_columns(
        pl.col("overall", "help_and_protection").replace_strict(_JUDGEMENT, default=None, return_dtype=pl.Int64),
        inspected_months=_months("inspected_on", on),
        help_and_protection_months=_months("help_and_protection_on", on),
    ).with_columns(pl.col("inspected_on", "overall_on", "help_and_protection_on").dt.strftime("%-d %B %Y"))


def _months(since: str, until: date) -> pl.Expr:
    """Whole months from a day to another."""
    day = pl.col(since)
    months = (until.year - day.dt.year().cast(pl.Int64)) * 12 + until.month - day.dt.month().cast(pl.Int64)
    return months - (day.dt.day() > until.day).cast(pl.Int64)


def _returns(inputs: Inputs) -> pl.DataFrame:
    """One row for each authority and return whose due date has come, or that has been received."""
    due = pl.DataFrame(
        {"form_code": list(inputs.due), "due_on": list(inputs.due.values())},
        schema={"form_code": pl.String, "due_on": pl.Date},
    )
    own = inputs.allowed.select("form_code", "authority_id", own_due_on="due_on", is_own=pl.lit(True))
    every = inputs.roster.select("authority_id").join(due, how="cross").join(own, on=own.columns[:2], how="left")
    every = every.with_columns(due_on=pl.when("is_own").then("own_due_on").otherwise("due_on"))
    every = every.filter(pl.col("due_on").is_not_null())
    every = every.join(inputs.received, on=["form_code", "authority_id"], how="left")
    is_counted = (pl.col("due_on") < inputs.today) | pl.col("received_on").is_not_null()
    on_time = (pl.col("received_on") <= pl.col("due_on")).fill_null(False)
    cut_off = pl.col("due_on") + CUT_OFF
    has_gone = pl.col("authorised_on").is_not_null() | (cut_off < inputs.today)
    is_authorised = pl.when(has_gone).then((pl.col("authorised_on") <= cut_off).fill_null(False))
    return every.filter(is_counted).with_columns(is_on_time=on_time, is_authorised=is_authorised)


def _ages(inputs: Inputs) -> pl.DataFrame:
    """Days from the end of each return's latest quarter to today, or to when the next quarter's figures end."""
    ends = {text: Period.parse(text).reference_date for text in inputs.standing["period"].unique()}
    on = min(inputs.today, inputs.period.next.end)
    known = inputs.standing.join(inputs.roster.select("authority_id"), on="authority_id", how="semi")
    since = pl.col("period").replace_strict(ends, default=None, return_dtype=pl.Date)
    return known.select("authority_id", "form_code", age_days=(pl.lit(on) - since).dt.total_days())
