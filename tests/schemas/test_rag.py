"""Ratings: six values, each with a reason that a reader can check from the page."""

from datetime import date

import polars as pl
import pytest

from schemas.indicators import INDICATORS
from schemas.rag import rate
from schemas.thresholds import THRESHOLDS, threshold_words, thresholds

ON = date(2026, 9, 30)
COLUMNS = {
    "indicator_id": pl.String, "level": pl.String, "breakdown": pl.String, "value": pl.Float64, "status": pl.String,
    "denominator": pl.Float64, "target_value": pl.Float64, "outlook_value": pl.Float64, "is_ratable": pl.Boolean,
    "is_old": pl.Boolean, "note": pl.String, "carried_from": pl.String, "period_label": pl.String, "is_count": pl.Boolean,
    "is_returned": pl.Boolean,
}  # fmt: skip


def rated(indicator_id, value, level="authority", **more):
    row = {"indicator_id": indicator_id, "level": level, "breakdown": "", "value": value, "status": "ok" if value is not None else "x",
           "denominator": 100.0, "period_label": "Q2 2026-27", "is_count": False, "is_returned": True} | more  # fmt: skip
    frame = pl.DataFrame([[row.get(name) for name in COLUMNS]], schema=COLUMNS, orient="row")
    found = rate(frame, INDICATORS, ON).row(0, named=True)
    return found["rag"], found["rag_reason"]


@pytest.mark.parametrize(
    ("indicator_id", "value", "rag"),
    [
        ("ST-02", 10.0, "green"), ("ST-02", 10.1, "amber"), ("ST-02", 20.0, "amber"), ("ST-02", 20.1, "red"),
        ("FU-06", 95.0, "green"), ("FU-06", 94.9, "amber"), ("FU-06", 75.0, "amber"), ("FU-06", 74.9, "red"),
        ("ST-03", 4.0, "green"), ("ST-03", 3.0, "amber"), ("ST-03", 2.0, "red"),
        ("ST-04", 6.0, "green"), ("ST-04", 5.0, "amber"), ("ST-04", 4.0, "amber"), ("ST-04", 3.0, "red"),
        ("UR-05", 14.0, "green"), ("UR-05", 15.0, "amber"), ("UR-05", 60.0, "amber"), ("UR-05", 61.0, "red"),
        ("UR-06", 0.0, "green"), ("UR-06", -30.0, "green"), ("UR-06", 1.0, "amber"), ("UR-06", 91.0, "red"),
        ("UR-07", 3.0, "green"), ("UR-07", 2.0, "amber"), ("UR-07", 1.0, "red"),
        ("IN-02", 4.0, "green"), ("IN-02", 3.0, "green"), ("IN-02", 2.0, "amber"), ("IN-02", 1.0, "red"),
        ("IS-01", 3.0, "green"), ("IS-01", 2.0, "amber"), ("IS-01", 1.0, "amber"), ("IS-01", 0.0, "red"),
        ("IS-02", 100.0, "green"), ("IS-02", 80.0, "amber"), ("IS-02", 79.9, "red"),
        ("FN-01", 9.0, "green"), ("FN-01", 6.0, "amber"), ("FN-01", 5.0, "red"),
        ("ST-08", 16.0, "green"), ("ST-08", 20.0, "amber"), ("ST-08", 20.1, "red"),
        ("DQ-01", 95.0, "green"), ("CP-06", 2.5, "green"), ("CP-06", 5.1, "red"),
    ],
)  # fmt: skip
def test_thresholds_are_honoured_at_their_edges(indicator_id, value, rag):
    assert rated(indicator_id, value)[0] == rag


def test_a_reason_quotes_the_range_and_the_value():
    assert rated("ST-02", 23.4) == ("red", "Red is above 20%; 23.4% are vacant.")
    assert rated("ST-03", 3.0) == ("amber", "Amber is 3 of 4; 3 of 4 core members are in post.")
    assert (
        rated("UR-06", 46.0)[1]
        == "Amber is 1 to 90 days after the national date; full operation is expected 46 days after it."
    )
    judged = rated("IN-02", 3.0, note="3 November 2025")
    assert judged == ("green", "Green is good or outstanding; judged good at the inspection of 3 November 2025.")


def test_the_plan_is_what_rollout_is_held_against():
    assert rated("UR-01", 4.0, target_value=4.0)[0] == "green"
    assert rated("UR-01", 5.0, target_value=4.0)[0] == "green"
    assert rated("UR-01", 3.0, target_value=4.0)[0] == "amber"
    assert rated("UR-01", 2.0, target_value=4.0)[0] == "red"
    assert rated("UR-01", 2.0) == ("red", "Red, because there is no plan to compare with.")


def test_a_rating_is_never_kinder_than_the_forecast():
    at = {"level": "england", "target_value": 64.7}
    assert rated("UR-02", 56.9, outlook_value=98.0, **at)[0] == "amber"
    rag, reason = rated("UR-02", 56.9, outlook_value=85.6, **at)
    assert rag == "red"
    assert reason == (
        "Red, because the forecast for 31 March 2027 is 85.6%, 14.4 points short of all; amber by plan alone, "
        "56.9% against 64.7% planned."
    )
    assert rated("UR-02", 64.7, outlook_value=95.0, **at)[0] == "amber"
    assert rated("UR-02", 40.0, outlook_value=100.0, **at)[0] == "red"


def test_spending_is_rated_by_its_distance_from_profile_either_way():
    assert rated("FU-03", 45.0, target_value=50.0)[0] == "green"
    assert rated("FU-03", 60.1, target_value=50.0)[0] == "amber"
    assert rated("FU-03", 34.9, target_value=50.0)[0] == "red"


@pytest.mark.parametrize("indicator_id", [i.id for i in INDICATORS.values() if i.better == "neutral"])
def test_neutral_measures_never_have_a_colour(indicator_id):
    for value in (0.0, 50.0, 1e6):
        for level in INDICATORS[indicator_id].levels:
            assert rated(indicator_id, value, str(level))[0] == "not_rated"


def test_small_bases_are_not_rated():
    assert rated("ST-02", 50.0, denominator=2.5) == (
        "not_rated",
        "Not rated: 2.5 is fewer than the 3 that a rating needs.",
    )
    assert rated("ST-02", 50.0, denominator=3.0)[0] == "red"
    assert rated("CP-03", 50.0, denominator=19.0)[0] == "not_rated"
    assert rated("UR-04", 0.0, denominator=3.0)[0] == "not_rated"


def test_what_has_no_value_has_no_colour():
    assert rated("ST-02", None) == ("not_available", "Not available: no figure has been given.")
    assert rated("ST-02", None, status="z") == ("not_available", "Not applicable: there is nothing to measure.")
    assert rated("ST-02", None, status="c") == ("not_rated", "Not rated: suppressed to protect confidentiality.")
    assert rated("ST-02", 5.0, status="u")[0] == "not_rated"


def test_a_return_without_a_date_of_full_operation_is_red_and_no_return_is_not_available():
    assert rated("UR-06", None)[0] == "red"
    assert rated("UR-06", None, is_returned=False)[0] == "not_available"


def test_old_evidence_is_stale_and_never_green():
    rag, reason = rated("ST-02", 5.0, carried_from="Q1 2026-27")
    assert (rag, reason) == ("stale", "No return for Q2 2026-27, so this is the position at Q1 2026-27.")
    assert rated("IN-02", 4.0, is_old=True, note="1 May 2021")[0] == "stale"


def test_functions_are_rated_only_from_stage_4():
    assert rated("FN-01", 3.0, is_ratable=False) == ("not_rated", "Not rated before stage 4.")
    assert rated("FN-01", 3.0, is_ratable=True)[0] == "red"


def test_membership_has_no_national_threshold():
    assert rated("ST-03", 60.8, "england") == ("not_rated", "Not rated: no national threshold is agreed.")


def test_every_rule_belongs_to_an_indicator_that_may_be_rated_and_says_so_in_words():
    for rule in THRESHOLDS:
        indicator = INDICATORS[rule.indicator_id]
        assert indicator.better != "neutral"
        assert rule.owner
        words = threshold_words(indicator)
        assert words.startswith("Green")
        assert "amber" in words
        assert "red" in words
    assert threshold_words(INDICATORS["ST-02"]).startswith(
        "Green 10% or less; amber above 10% and up to 20%; red above 20%."
    )
    assert threshold_words(INDICATORS["CP-01"]) == "Never rated: neither a high nor a low value is better."


def test_thresholds_hold_from_a_day():
    assert thresholds("ST-02", date(2026, 9, 30)).version == "2026-04-01"
    assert thresholds("ST-02", date(2025, 6, 30)) is thresholds("ST-02", date(2026, 9, 30))
    assert thresholds("CP-01", ON) is None
