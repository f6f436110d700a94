"""What is usual in child protection activity: for this authority, and among all of them."""

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.usual import LEAST_QUARTERS, usual_count, usual_position, usual_share, usual_to_date
from schemas.vocabulary import Severity

# Twice the spread of yearly change between authorities, as a log: published figures of 2019 to 2025.
ENQUIRIES_LOG_CHANGE, PLANS_LOG_CHANGE = 0.45, 0.50
_HISTORY, _NATIONAL = "reference.history.counts", "reference.national.counts"
_timely = pl.col("icpc_0_10_count") + pl.col("icpc_11_15_count")
_SHARES = {
    "timely": (_timely, pl.col("icpc_count"), 20),
    "repeat": (pl.col("repeat_plans_count"), pl.col("plans_started_count"), 30),
    "conversion": (pl.col("icpc_count"), pl.col("s47_started_count"), 20),
    "present": (pl.col("strategy_all_present_count"), pl.col("strategy_held_count"), 20),
}

USUAL = (
    Lookup("counts", _HISTORY, (), {
        **usual_to_date("s47", "s47_started_count", ENQUIRIES_LOG_CHANGE),
        **usual_to_date("started", "plans_started_count", PLANS_LOG_CHANGE),
        **usual_position("on_plan", "plans_end_count", PLANS_LOG_CHANGE),
    }),
    Lookup("counts", _HISTORY, (), {
        **usual_count("s47", "s47_started_count"),
        **usual_count("held", "strategy_held_count"),
        **usual_count("icpc", "icpc_count"),
        **usual_count("started", "plans_started_count"),
        **usual_count("on_plan", "plans_end_count"),
        **usual_share("present", *_SHARES["present"], least=LEAST_QUARTERS, least_width=15.0),
    }),
    Lookup("counts", _NATIONAL, (), {
        **usual_share("timely", *_SHARES["timely"]),
        **usual_share("repeat", *_SHARES["repeat"]),
        **usual_share("conversion", *_SHARES["conversion"]),
    }),
)  # fmt: skip


def _to_date(name: str, column: str, what: str) -> Rule:
    low, high = f"{name}_from_count", f"{name}_to_count"
    return Rule(
        "C003", "counts", column, (pl.col(column) < pl.col(low)) | (pl.col(column) > pl.col(high)),
        f"Beside what this authority reported a year ago, or last quarter, {what} between {{{low}}} and {{{high}}} would be usual. Correct the figure, or explain the change.",
        Severity.QUERY,
        why="So large a change is real in one authority in twenty; in the others it is a change of counting or a slip.",
        failing={column: 160, low: 60, high: 140}, passing={column: 120, low: 60, high: 140},
    )  # fmt: skip


def _unlike_itself(code: str, name: str, column: str, what: str) -> Rule:
    low, high = f"{name}_low_count", f"{name}_high_count"
    return Rule(
        code, "counts", column, (pl.col(column) < pl.col(low)) | (pl.col(column) > pl.col(high)),
        f"{what} are usually between {{{low}}} and {{{high}}} in a quarter in this authority. Correct the figure, or explain the change.",
        Severity.QUERY,
        why="A figure far from the authority's own quarters needs a sentence before the Board asks for one.",
        failing={column: 72, low: 41, high: 58}, passing={column: 50, low: 41, high: 58},
    )  # fmt: skip


def _unlike_others(code: str, name: str, columns: tuple[str, ...], what: str, whose: str) -> Rule:
    part, whole, least = _SHARES[name]
    low, high = f"{name}_low_pct", f"{name}_high_pct"
    share = pl.when(whole >= least).then(part / whole * 100)
    *parts, total = columns
    failing = {**dict.fromkeys(parts, 0), parts[0]: 5, total: 100, low: 30.0, high: 90.0}
    return Rule(
        code, "counts", parts[0], (share < pl.col(low)) | (share > pl.col(high)),
        f"{what} is usually between {{{low}}} and {{{high}}} {whose}. Check both figures, or explain.",
        Severity.QUERY,
        why="A share far from all others is most often two figures that were counted in different ways.",
        failing=failing, passing={**failing, parts[0]: 60},
    )  # fmt: skip


_OTHERS, _OWN = "among authorities", "in this authority"
UNUSUAL = (
    _to_date("s47", "s47_started_count", "enquiries"),
    _to_date("started", "plans_started_count", "plans started"),
    _to_date("on_plan", "plans_end_count", "children on a plan"),
    _unlike_itself("C010", "s47", "s47_started_count", "Section 47 enquiries"),
    _unlike_itself("C011", "held", "strategy_held_count", "Strategy discussions"),
    _unlike_itself("C012", "icpc", "icpc_count", "Initial conferences"),
    _unlike_itself("C013", "started", "plans_started_count", "Plans started"),
    _unlike_itself("C014", "on_plan", "plans_end_count", "Children on a plan"),
    _unlike_others("C015", "timely", ("icpc_11_15_count", "icpc_0_10_count", "icpc_count"), "The share of conferences within 15 working days", _OTHERS),
    _unlike_others("C020", "repeat", ("repeat_plans_count", "plans_started_count"), "The share of second or later plans", _OTHERS),
    _unlike_others("C021", "conversion", ("icpc_count", "s47_started_count"), "The share of enquiries that lead to a conference", _OTHERS),
    _unlike_others("C025", "present", ("strategy_all_present_count", "strategy_held_count"), "The share of discussions with all three agencies", _OWN),
)  # fmt: skip
