"""The checks of the Child protection activity return across figures, quarters and returns."""

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.returns.activity_usual import UNUSUAL, USUAL
from schemas.returns.cover import COVER_LOOKUPS, COVER_RULES
from schemas.vocabulary import Severity

LOOKUPS = (
    *COVER_LOOKUPS,
    *USUAL,
    Lookup("counts", "reference.unit.unit", (), {
        "unit_plans_count": pl.col("plan_children_count").sum(),
        "unit_open_count": pl.col("open_s47_count").sum(),
    }),
    Lookup("counts", "reference.unit.functions", (), {
        "holds_discussions": ((pl.col("function") == "F1") & (pl.col("status") == "live")).any(),
    }),
)  # fmt: skip

_bands = ("icpc_0_10_count", "icpc_11_15_count", "icpc_16_20_count", "icpc_21_plus_count")
_counts = (
    "s47_started_count", "strategy_held_count", "strategy_all_present_count", *_bands, "icpc_count", "plans_started_count",
    "repeat_plans_count", "plans_ended_count", "plans_end_count", "open_records_count", "verified_records_count",
)  # fmt: skip
_same = ("s47_started_count", "strategy_held_count", "icpc_count", "plans_started_count", "plans_end_count")
_looks_rounded = pl.all_horizontal(*(pl.col(c) % 5 == 0 for c in _counts)) & (
    pl.sum_horizontal(*((pl.col(c) > 0).cast(pl.Int64) for c in _counts)) >= 5
)
_unchanged = pl.all_horizontal(*(pl.col(c) == pl.col(f"last_{c}") for c in _same)) & (pl.col("s47_started_count") > 0)
_PART = "A part cannot be more than the whole."

ARITHMETIC = (
    Rule(
        "C001", "counts", "icpc_count", pl.col("icpc_count") != pl.sum_horizontal(*_bands),
        "The conferences within 10, 11 to 15, 16 to 20 and 21 or more days do not add up to this. Correct the four figures, or this one.",
        why="A conference is held in one of the four spans of days.",
        failing={"icpc_count": 100, "icpc_0_10_count": 10, "icpc_11_15_count": 70, "icpc_16_20_count": 9, "icpc_21_plus_count": 10},
        passing={"icpc_count": 100, "icpc_0_10_count": 10, "icpc_11_15_count": 70, "icpc_16_20_count": 9, "icpc_21_plus_count": 11},
    ),
    Rule(
        "C002", "counts", "plans_started_count", pl.col("plans_started_count") > pl.col("icpc_count"),
        "More plans started than the {icpc_count} initial conferences held. Correct one of the two, or explain it.",
        Severity.QUERY,
        why="Most plans begin with an initial conference; more plans than conferences is often a figure in the wrong line.",
        failing={"plans_started_count": 110, "icpc_count": 104}, passing={"plans_started_count": 85, "icpc_count": 104},
    ),
    Rule(
        "C004", "counts", "repeat_plans_count", pl.col("repeat_plans_count") > pl.col("plans_started_count"),
        "This is more than the {plans_started_count} plans started. Enter {plans_started_count} or less, or correct the plans started.",
        why=_PART,
        failing={"repeat_plans_count": 90, "plans_started_count": 86}, passing={"repeat_plans_count": 20, "plans_started_count": 86},
    ),
    Rule(
        "C005", "counts", "s47_started_count", _looks_rounded,
        "Every figure ends in 0 or 5, as if rounded. Enter the figures as counted, or explain.",
        Severity.QUERY,
        why="Rounded figures hide small changes, and their parts no longer add up.",
        failing=dict.fromkeys(_counts, 15), passing={**dict.fromkeys(_counts, 15), "icpc_count": 16},
    ),
    Rule(
        "C006", "counts", "strategy_all_present_count", pl.col("strategy_all_present_count") > pl.col("strategy_held_count"),
        "This is more than the {strategy_held_count} strategy discussions held. Enter {strategy_held_count} or less, or correct the discussions held.",
        why=_PART,
        failing={"strategy_all_present_count": 360, "strategy_held_count": 352}, passing={"strategy_all_present_count": 310, "strategy_held_count": 352},
    ),
    Rule(
        "C007", "counts", "verified_records_count", pl.col("verified_records_count") > pl.col("open_records_count"),
        "This is more than the {open_records_count} open records. Enter {open_records_count} or less, or correct the open records.",
        why=_PART,
        failing={"verified_records_count": 360, "open_records_count": 353}, passing={"verified_records_count": 330, "open_records_count": 353},
    ),
    Rule(
        "C008", "counts", "icpc_count", pl.col("icpc_count") > pl.col("s47_started_count") + 5,
        "More initial conferences were held than the {s47_started_count} section 47 enquiries started. Correct one of the two, or explain it.",
        Severity.QUERY,
        why="An initial conference follows an enquiry; more conferences than enquiries is often a figure in the wrong line.",
        failing={"icpc_count": 104, "s47_started_count": 90}, passing={"icpc_count": 104, "s47_started_count": 320},
    ),
    Rule(
        "C009", "counts", "strategy_held_count", (pl.col("strategy_held_count") == 0) & (pl.col("s47_started_count") > 0),
        "No strategy discussion was held, but {s47_started_count} section 47 enquiries started. Correct one of the two, or explain it.",
        Severity.QUERY,
        why="An enquiry begins with a strategy discussion.",
        failing={"strategy_held_count": 0, "s47_started_count": 12}, passing={"strategy_held_count": 14, "s47_started_count": 12},
    ),
    Rule(
        "C016", "counts", "open_records_count", pl.col("open_records_count") < pl.col("plans_end_count"),
        "This is fewer than the {plans_end_count} children on a plan, who each have an open record. Correct one of the two.",
        why="Every child on a plan has an open child protection record.",
        failing={"open_records_count": 270, "plans_end_count": 272}, passing={"open_records_count": 353, "plans_end_count": 272},
    ),
)  # fmt: skip

_expected = pl.col("last_plans_end_count") + pl.col("plans_started_count") - pl.col("plans_ended_count")
BETWEEN_QUARTERS = (
    Rule(
        "C017", "counts", "plans_end_count", (pl.col("plans_end_count") - _expected).abs() > 5,
        "Last quarter ended with {last_plans_end_count} children on a plan; with {plans_started_count} plans started and {plans_ended_count} ended, this quarter ends with another number. Correct one of them, or explain it.",
        Severity.QUERY,
        why="Children on a plan are those of the quarter before, and those who joined, less those who left.",
        failing={"plans_end_count": 300, "last_plans_end_count": 270, "plans_started_count": 86, "plans_ended_count": 84},
        passing={"plans_end_count": 272, "last_plans_end_count": 270, "plans_started_count": 86, "plans_ended_count": 84},
    ),
    Rule(
        "C018", "counts", "s47_started_count", _unchanged,
        "The main figures are the same as last quarter's, which the template was filled with. Bring them up to date, or explain.",
        Severity.QUERY,
        why="Five figures that all stay the same were most likely never looked at.",
        failing={**dict.fromkeys(_same, 40), **{f"last_{c}": 40 for c in _same}},
        passing={**dict.fromkeys(_same, 40), **{f"last_{c}": 40 for c in _same}, "icpc_count": 41},
    ),
    Rule(
        "C019", "counts", "s47_started_count", (pl.col("s47_started_count") == 0) & (pl.col("last_s47_started_count") >= 20),
        "No enquiry is reported, after {last_s47_started_count} last quarter. Enter the number, or explain.",
        Severity.QUERY,
        why="A nought after many is most often a figure that could not be counted.",
        failing={"s47_started_count": 0, "last_s47_started_count": 320}, passing={"s47_started_count": 310, "last_s47_started_count": 320},
    ),
)  # fmt: skip

ACROSS_RETURNS = (
    Rule(
        "C022", "counts", "plans_end_count", pl.col("plans_end_count") < pl.col("unit_plans_count"),
        "The Unit return of this quarter has {unit_plans_count} children on plans held by the Unit, more than in the whole area. Correct this, correct the Unit return, or explain.",
        Severity.QUERY,
        why="The plans that a Unit holds are among the area's plans.",
        failing={"plans_end_count": 200, "unit_plans_count": 240}, passing={"plans_end_count": 272, "unit_plans_count": 240},
    ),
    Rule(
        "C023", "counts", "strategy_held_count", pl.col("holds_discussions") & (pl.col("strategy_held_count") == 0),
        "The Unit return of this quarter says that the Unit holds strategy discussions, but none is reported here. Enter the number, or explain.",
        Severity.QUERY,
        why="A function that is live leaves figures behind.",
        failing={"holds_discussions": True, "strategy_held_count": 0}, passing={"holds_discussions": True, "strategy_held_count": 352},
    ),
    Rule(
        "C024", "counts", "open_records_count", pl.col("open_records_count") < pl.col("unit_open_count") + pl.col("unit_plans_count"),
        "The Unit return of this quarter has {unit_open_count} children with an open enquiry and {unit_plans_count} on plans, together more than the open records here. Correct one of them, or explain.",
        Severity.QUERY,
        why="Each child that a Unit works with has an open record.",
        failing={"open_records_count": 280, "unit_open_count": 60, "unit_plans_count": 240},
        passing={"open_records_count": 353, "unit_open_count": 60, "unit_plans_count": 240},
    ),
)  # fmt: skip

RULES = (*COVER_RULES, *ARITHMETIC, *UNUSUAL, *BETWEEN_QUARTERS, *ACROSS_RETURNS)
