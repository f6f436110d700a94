"""Supporting measures: what pages need beside the sixty indicators, stored the same way. Never rated."""

from typing import Any

import polars as pl

from schemas.indicators_grammar import NATIONAL_LEVELS, Aggregation, Breakdown, Category, Indicator, Unit, choices
from schemas.indicators_rollout import STAGES
from schemas.programme import REVIEW_MINIMUM, SlippageReason, Stage
from schemas.stages import CONDITIONS
from schemas.vocabulary import Better, Theme

DECLARED_STAGE, PLANNED_STAGE = "SM-01", "SM-02"
OPERATIONAL_ACTUAL, OPERATIONAL_PLANNED, OPERATIONAL_FORECAST = "SM-03", "SM-04", "SM-05"
FULL_ACTUAL, FULL_PLANNED, FULL_FORECAST = "SM-06", "SM-07", "SM-08"
MOVED_INITIAL, MOVED_FULL, SLIPPED = "SM-09", "SM-10", "SM-11"
CHILDREN_COVERED, MEMBERS_MISSING, GATES_MET, COMMITTED = "SM-12", "SM-13", "SM-14", "SM-15"
SLIPPED_DAYS = 30

_SUPPORT: dict[str, Any] = {"is_supporting": True, "better": Better.NEUTRAL, "dp": 0, "theme": Theme.ROLLOUT}
_COUNT: dict[str, Any] = {**_SUPPORT, "unit": Unit.COUNT, "aggregation": Aggregation.SUM}
_ORDINAL: dict[str, Any] = {
    **_SUPPORT, "unit": Unit.CATEGORY, "aggregation": Aggregation.DISTRIBUTION, "distribution": "stage",
    "categories": STAGES, "frame": "authorities",
}  # fmt: skip
_ON: dict[str, Any] = {
    **_COUNT,
    "levels": NATIONAL_LEVELS,
    "denominator_words": "All authorities",
    "evidence": "Derived",
}
_MOVED: dict[str, Any] = {
    **_SUPPORT, "unit": Unit.DAYS, "aggregation": Aggregation.MEDIAN, "frame": "authorities", "evidence": "Derived",
    "denominator_words": "Authorities with a return for this quarter and the last",
}  # fmt: skip


def _line(id_: str, who: str, how: str, sentence: str) -> Indicator:
    return Indicator(
        id=id_, title=f"{who}, {how}", **_ON, definition=f"{sentence} The breakdown names the day.",
        why="Plan, fact and forecast on one axis show whether the national date will be kept.", numerator_words="Authorities",
    )  # fmt: skip


_INITIAL = "Authorities at stage 4 or above"
_FULL = "Authorities at stage 5 or above"
LINES = (
    _line(OPERATIONAL_ACTUAL, _INITIAL, "actual", "Authorities whose evidence supports stage 4 or above."),
    _line(OPERATIONAL_PLANNED, _INITIAL, "planned", "Authorities whose baseline for initial operation (M16), or for a later stage, has passed."),
    _line(OPERATIONAL_FORECAST, _INITIAL, "forecast", "Authorities whose own forecast or actual date of initial operation (M16) has come."),
    _line(FULL_ACTUAL, _FULL, "actual", "Authorities whose evidence supports stage 5 or above."),
    _line(FULL_PLANNED, _FULL, "planned", "Authorities whose baseline for full operation (M17), or for a later stage, has passed."),
    _line(FULL_FORECAST, _FULL, "forecast", "Authorities whose own forecast or actual date of full operation (M17) has come."),
)  # fmt: skip

SUPPORTING = (
    Indicator(
        id=DECLARED_STAGE, title="Declared stage", **_ORDINAL, numerator=pl.col("declared_stage"), numerator_words="Stage declared",
        definition="The stage that the partnership says its most advanced Unit has reached.",
        why="The difference from the evidenced stage is shown to both sides before the Board sees it.",
    ),
    Indicator(
        id=PLANNED_STAGE, title="Planned stage", **_ORDINAL, numerator=pl.col("planned_stage"), numerator_words="Stage planned",
        definition="The highest stage whose milestone's agreed baseline date has passed at the end of the quarter.",
        why="It is what the authority agreed to have reached by now.",
    ),
    *LINES,
    Indicator(
        id=MOVED_INITIAL, title="Days that the forecast of initial operation moved this quarter", **_MOVED, numerator=pl.col("moved_initial_days"),
        definition="Days by which the date of milestone M16, met or forecast, moved later since last quarter; negative if earlier.",
        why="A date that moves every quarter is not a plan.", numerator_words="Date this quarter less date last quarter",
    ),
    Indicator(
        id=MOVED_FULL, title="Days that the forecast of full operation moved this quarter", **_MOVED, numerator=pl.col("moved_full_days"),
        definition="Days by which the date of milestone M17, met or forecast, moved later since last quarter; negative if earlier.",
        why="A date that moves every quarter is not a plan.", numerator_words="Date this quarter less date last quarter",
    ),
    Indicator(
        id=SLIPPED, title="Authorities that slipped this quarter", **_COUNT, levels=NATIONAL_LEVELS, frame="authorities", evidence="Derived",
        definition="Authorities whose date of initial or full operation moved later by more than 30 days since last quarter, by the main reason that they gave.",
        why="What most of them lack is what the Board can act on.", numerator_words="Authorities that slipped by more than 30 days",
        denominator_words="Authorities with a return for this quarter and the last",
        numerator=pl.col("slipped_days") > SLIPPED_DAYS, denominator=pl.col("slipped_days").is_not_null(),
        breakdown=Breakdown("reason", "slipped_reason", choices(SlippageReason)),
    ),
    Indicator(
        id=CHILDREN_COVERED, title="Children covered by an operational Unit", **_COUNT, levels=NATIONAL_LEVELS, frame="authorities", evidence="Derived",
        definition="Children aged 0 to 17 living in an authority whose evidence supports stage 4 or above.",
        why="Children, not authorities, are what the reform is for.", numerator_words="Children aged 0 to 17 covered",
        denominator_words="Children aged 0 to 17",
        numerator=pl.when(pl.col("evidenced_stage") >= Stage.OPERATIONAL).then(pl.col("population_0_17")), denominator=pl.col("population_0_17"),
    ),
    Indicator(
        id=MEMBERS_MISSING, title="Members not in post", **{**_COUNT, "theme": Theme.STAFFING}, frame="members",
        definition="Which of the review's six agencies have no member nominated and in post in every Unit of an authority; nationally, how many authorities lack each.",
        why="It names the partner to talk to.", numerator_words="Authorities without a member of the agency in post",
        denominator_words="Authorities with a Unit that has established posts",
        numerator=pl.col("is_missing"), denominator=pl.lit(1),
        breakdown=Breakdown("agency", "agency", tuple(Category(float(n), str(a), a.label) for n, a in enumerate(REVIEW_MINIMUM))),
    ),
    Indicator(
        id=GATES_MET, title="Gate conditions met", **_COUNT, frame="gates", evidence="Self-report and evidence gate",
        definition="Which conditions for a stage the most advanced Unit of an authority meets; nationally, how many authorities meet each.",
        why="It says what is still needed for the next stage.", numerator_words="Conditions met", denominator_words="Conditions",
        numerator=pl.col("is_met"), denominator=pl.lit(1),
        breakdown=Breakdown("gate", "condition", tuple(Category(float(n), c.code, c.sentence) for n, c in enumerate(CONDITIONS))),
    ),
    Indicator(
        id=COMMITTED, title="Start-up funding committed", **{**_COUNT, "theme": Theme.FUNDING, "unit": Unit.GBP}, frame="funding.grants",
        source="Funding return", form="funding", definition="Start-up money under contract or agreed, whether spent or not.",
        why="Between paid and spent stands what is already promised.", numerator_words="Start-up grant committed", denominator_words="Start-up allocation",
        numerator=pl.col("committed_gbp"), denominator=pl.col("start_up_gbp"),
    ),
)  # fmt: skip
