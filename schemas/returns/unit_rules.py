"""The checks of the Unit implementation return across columns, sheets and quarters."""

from datetime import date

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.programme import Agency
from schemas.returns.cover import COVER_LOOKUPS, COVER_RULES
from schemas.returns.unit_change import CHANGE, CHANGE_LOOKUPS
from schemas.returns.unit_consistency import CONSISTENCY, CONSISTENCY_LOOKUPS
from schemas.vocabulary import Severity

_police = (pl.col("agency") == Agency.POLICE).and_(pl.col("filled_fte") > 0)
_health = (pl.col("agency") == Agency.HEALTH).and_(pl.col("filled_fte") > 0)

LOOKUPS = (
    *COVER_LOOKUPS,
    Lookup("unit", "posts", ("unit_code",), {"has_police": _police.any(), "has_health": _health.any()}),
    Lookup("posts", "models", ("unit_code", "agency"), {"models_filled_fte": pl.col("filled_fte").sum()}),
    *CONSISTENCY_LOOKUPS,
    *CHANGE_LOOKUPS,
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
    *CONSISTENCY,
    *CHANGE,
)  # fmt: skip
