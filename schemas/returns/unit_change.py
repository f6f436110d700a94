"""Further checks of the Unit return: against the quarter before, the authority's own history, its plan and other returns."""

from datetime import date

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.practice import StandardScore, Validator
from schemas.programme import STAGE_MILESTONES, STATUTORY_CORE, Agency, Milestone, Partner, SlippageReason
from schemas.usual import usual_count
from schemas.vocabulary import Severity

_PLANNED = {f"planned_{int(stage)}_on": (int(stage), milestone) for stage, milestone in STAGE_MILESTONES.items()}
_CORE = [str(agency) for agency in STATUTORY_CORE]
# Whose money stands behind an agency's posts, where it is not the authority's.
PAID_BY = {Agency.POLICE: Partner.POLICE, Agency.HEALTH: Partner.ICB, Agency.EDUCATION: Partner.EDUCATION}


def _forecast(milestone: Milestone) -> pl.Expr:
    is_open = (pl.col("milestone") == milestone) & pl.col("actual_on").is_null()
    return pl.col("forecast_on").filter(is_open).first()


_amount = pl.col("cash_gbp") + pl.col("in_kind_gbp")
_is_validated = (pl.col("validated_by") != Validator.NONE) & (pl.col("score") != StandardScore.NOT_APPLICABLE)
CHANGE_LOOKUPS = (
    Lookup("unit", "milestones", (), {
        "initial_on": _forecast(Milestone.M16),
        "full_on": _forecast(Milestone.M17),
        **{name: pl.col("baseline_on").filter(pl.col("milestone") == m).first() for name, (_, m) in _PLANNED.items()},
    }),
    Lookup("unit", "last.milestones", (), {
        "before_initial_on": _forecast(Milestone.M16),
        "before_full_on": _forecast(Milestone.M17),
    }),
    Lookup("unit", "reference.history.unit", ("unit_code",), {
        **usual_count("plans", "plan_children_count", is_once_begun=True),
        **usual_count("enquiries", "open_s47_count", is_once_begun=True),
    }),
    Lookup("unit", "reference.standards.scores", (), {
        "applicable_count": (pl.col("score") != StandardScore.NOT_APPLICABLE).sum(),
        "validated_count": _is_validated.sum(),
    }),
    Lookup("posts", "reference.funding.contributions", (), {
        f"{partner}_gbp": _amount.filter(pl.col("partner") == partner).sum() for partner in PAID_BY.values()
    }),
)  # fmt: skip

_slipped = pl.max_horizontal(
    (pl.col("initial_on") - pl.col("before_initial_on")).dt.total_days(),
    (pl.col("full_on") - pl.col("before_full_on")).dt.total_days(),
)
# The highest stage whose agreed baseline has come by the end of the quarter.
_planned_stage = pl.max_horizontal(
    pl.when(pl.col(name) <= pl.col("reference_on")).then(stage) for name, (stage, _) in _PLANNED.items()
)
_planned_days = {name: date(2026, 1, 1) if stage <= 4 else date(2027, 3, 31) for name, (stage, _) in _PLANNED.items()}
_LATER_BY_TWO_MONTHS = {
    "initial_on": date(2027, 3, 1), "before_initial_on": date(2027, 1, 1), "full_on": date(2027, 6, 1), "before_full_on": date(2027, 6, 1),
}  # fmt: skip
_fell = pl.col("last_filled_fte") - pl.col("filled_fte")
_unpaid = pl.any_horizontal(
    (pl.col("agency") == agency) & (pl.col(f"{partner}_gbp") == 0) for agency, partner in PAID_BY.items()
)
_money = {f"{partner}_gbp": 50000 for partner in PAID_BY.values()}


def _unlike_itself(code: str, name: str, column: str, what: str) -> Rule:
    low, high = f"{name}_low_count", f"{name}_high_count"
    return Rule(
        code, "unit", column, (pl.col(column) < pl.col(low)) | (pl.col(column) > pl.col(high)),
        f"{what} are usually between {{{low}}} and {{{high}}} in this Unit. Correct the figure, or explain the change.",
        Severity.QUERY,
        why="A figure far from the Unit's own quarters needs a sentence before the Board asks for one.",
        failing={column: 72, low: 41, high: 58}, passing={column: 50, low: 41, high: 58},
    )  # fmt: skip


CHANGE = (
    Rule(
        "U017", "posts", "filled_fte",
        pl.col("agency").is_in(_CORE) & (pl.col("established_fte") >= 1) & (pl.col("filled_fte") == 0) & (pl.col("last_filled_fte") == 0) & (pl.col("last_established_fte") >= 1),
        "This member, which the Act requires, has been vacant for two quarters.",
        Severity.NOTE,
        why="The Board asks about a core member who is missing for two quarters.",
        failing={"agency": "health", "established_fte": 4.0, "filled_fte": 0.0, "last_filled_fte": 0.0, "last_established_fte": 4.0},
        passing={"agency": "health", "established_fte": 4.0, "filled_fte": 1.0, "last_filled_fte": 0.0, "last_established_fte": 4.0},
    ),
    Rule(
        "U018", "posts", "filled_fte", (_fell > 2) & (_fell > pl.col("last_filled_fte") * 0.3),
        "Filled posts were {last_filled_fte} last quarter. Correct the figure, or explain why so many left.",
        Severity.QUERY,
        why="Losing a third of an agency's posts in a quarter is a risk to the Unit, or a slip of the keyboard.",
        failing={"filled_fte": 3.5, "last_filled_fte": 9.0}, passing={"filled_fte": 8.0, "last_filled_fte": 9.0},
    ),
    Rule(
        "U024", "unit", "declared_stage", pl.col("declared_stage") >= pl.col("last_declared_stage") + 2,
        "Stage {last_declared_stage} was declared last quarter, two or more below. Correct the stage, or explain.",
        Severity.QUERY,
        why="A Unit seldom passes two stages in three months.",
        failing={"declared_stage": 4, "last_declared_stage": 2}, passing={"declared_stage": 4, "last_declared_stage": 3},
    ),
    Rule(
        "U028", "unit", "slippage_reason", (pl.col("slippage_reason") == SlippageReason.NONE) & (_slipped > 30),
        "No slippage is given as the reason, but the forecast of initial or full operation moved more than 30 days later. Choose the main reason, or explain.",
        Severity.QUERY,
        why="What holds authorities up is what the Board can act on.",
        failing={"slippage_reason": "none", **_LATER_BY_TWO_MONTHS}, passing={"slippage_reason": "site", **_LATER_BY_TWO_MONTHS},
    ),
    _unlike_itself("U034", "plans", "plan_children_count", "Children on plans held by the Unit"),
    _unlike_itself("U035", "enquiries", "open_s47_count", "Children with an open enquiry"),
    Rule(
        "U038", "unit", "declared_stage", (pl.col("declared_stage") == 6) & (pl.col("validated_count") * 2 < pl.col("applicable_count")),
        "Stage 6 is declared, but the Practice standards return of this quarter has {validated_count} of {applicable_count} standards validated, fewer than half. Correct one of the two.",
        Severity.NOTE,
        why="Embedded means that half of the standards are independently validated.",
        failing={"declared_stage": 6, "validated_count": 3, "applicable_count": 10}, passing={"declared_stage": 6, "validated_count": 6, "applicable_count": 10},
    ),
    Rule(
        "U040", "unit", "slippage_reason",
        (pl.col("slippage_reason") == SlippageReason.NONE) & (pl.col("declared_stage") + 2 <= _planned_stage),
        "By its agreed baselines the Unit would be two or more stages further on than stage {declared_stage}, and no reason is given. Choose the main reason.",
        Severity.NOTE,
        why="Two stages behind plan is red; the Board asks why.",
        failing={"slippage_reason": "none", "declared_stage": 2, "reference_on": date(2026, 9, 30), **_planned_days},
        passing={"slippage_reason": "none", "declared_stage": 3, "reference_on": date(2026, 9, 30), **_planned_days},
    ),
    Rule(
        "U043", "functions", "status", (pl.col("last_status") == "live") & (pl.col("status") != "live"),
        "The function was live last quarter. Correct the status, or explain why it stopped.",
        Severity.QUERY,
        why="A function that stops leaves children without it.",
        failing={"status": "partial", "last_status": "live"}, passing={"status": "live", "last_status": "live"},
    ),
    Rule(
        "U044", "functions", "live_on", (pl.col("last_status") == "live") & (pl.col("status") == "live") & (pl.col("live_on") != pl.col("last_live_on")),
        "The day was {last_live_on} last quarter. Correct it, or explain why it changed.",
        Severity.QUERY,
        why="A day in the past does not move.",
        failing={"status": "live", "last_status": "live", "live_on": date(2026, 4, 1), "last_live_on": date(2026, 3, 1)},
        passing={"status": "live", "last_status": "live", "live_on": date(2026, 4, 1), "last_live_on": date(2026, 4, 1)},
    ),
    Rule(
        "U047", "milestones", "baseline_on", pl.col("baseline_on") != pl.col("last_baseline_on"),
        "The baseline was {last_baseline_on} last quarter. Put it back, or say when the department agreed the change.",
        Severity.QUERY,
        why="A baseline moves only by agreement; otherwise everything is always on time.",
        failing={"baseline_on": date(2026, 6, 30), "last_baseline_on": date(2026, 3, 31)}, passing={"baseline_on": date(2026, 3, 31), "last_baseline_on": date(2026, 3, 31)},
    ),
    Rule(
        "U048", "milestones", "actual_on", pl.col("last_actual_on").is_not_null() & pl.col("actual_on").ne_missing(pl.col("last_actual_on")),
        "Last quarter this milestone was met on {last_actual_on}. Put the day back, or explain what changed.",
        Severity.QUERY,
        why="What was met with evidence stays met, unless the evidence was wrong.",
        failing={"actual_on": None, "last_actual_on": date(2026, 5, 1)}, passing={"actual_on": date(2026, 5, 1), "last_actual_on": date(2026, 5, 1)},
    ),
    Rule(
        "U055", "agreements", "state", (pl.col("last_state") == "signed") & (pl.col("state") != "signed"),
        "The partner had signed last quarter. Correct the state, or explain why the signature no longer holds.",
        Severity.QUERY,
        why="A partner who withdraws takes the information with it.",
        failing={"state": "draft", "last_state": "signed"}, passing={"state": "signed", "last_state": "signed"},
    ),
    Rule(
        "U057", "posts", "filled_fte", (pl.col("filled_fte") >= 1) & _unpaid,
        "Posts of this partner are filled, but by the Funding return of this quarter it has agreed nothing for next year, in cash or in kind. Correct one of the two, or explain.",
        Severity.QUERY,
        why="A post without money behind it ends with the grant.",
        failing={"agency": "police", "filled_fte": 4.0, **_money, "police_gbp": 0}, passing={"agency": "police", "filled_fte": 4.0, **_money},
    ),
)  # fmt: skip
