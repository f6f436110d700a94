"""The story that the illustrative data tells: nationally, and for the authorities with one of their own."""

from collections import Counter
from datetime import date

import pytest

from schemas.programme import REVIEW_MINIMUM
from schemas.returns.activity import ACTIVITY
from schemas.returns.funding import FUNDING
from schemas.returns.standards import STANDARDS
from schemas.returns.unit import UNIT
from seed.authority_paths import FULL_OPERATION_BY, paths
from seed.generate import returning, rows_of
from seed.milestones import courses
from seed.picture import OVER_DECLARED, SLIPPED
from seed.quarters import LATEST, QUARTERS
from seed.stories import STORIES
from seed.stories_practice import PRACTICE_STORIES

BEFORE = LATEST.previous
PATHS = paths()
BY_LABEL = {path.label: path for path in PATHS.values()}


def rows(label, spec=UNIT, period=LATEST):
    return rows_of(spec, period, BY_LABEL[label])


def filled(label, agency, period=LATEST):
    return sum(row["filled_fte"] for row in rows(label, period=period)["posts"] if row["agency"] == agency)


def secured_pct(label, period=LATEST):
    money = rows(label, FUNDING, period)
    agreed = sum(row["cash_gbp"] + row["in_kind_gbp"] for row in money["contributions"])
    return agreed / money["costs"][0]["next_year_cost_gbp"] * 100


def test_the_national_picture():
    at_end = Counter(path.evidenced(LATEST) for path in PATHS.values())
    assert at_end == {5: 15, 4: 72, 3: 44, 2: 16, 1: 6}
    operational = [sum(path.evidenced(q) >= 4 for path in PATHS.values()) for q in QUARTERS]
    assert operational == [10, 10, 11, 16, 27, 44, 71, 87]


def test_the_plan_and_the_forecast():
    planned = [
        sum(path.planned_operation_on <= day for path in PATHS.values()) for day in (LATEST.end, FULL_OPERATION_BY)
    ]
    assert planned == [99, 153]
    assert all(path.planned_full_on <= FULL_OPERATION_BY for path in PATHS.values())
    assert sum(path.reached[4] <= FULL_OPERATION_BY for path in PATHS.values()) == 131


def test_nine_forecasts_slipped_by_more_than_30_days_six_of_them_for_health_posts():
    slipped = {}
    for authority_id, path in PATHS.items():
        for course in courses(authority_id):
            before, now = course.forecast_on(BEFORE), course.forecast_on(LATEST)
            if before and now and (now - before).days > 30:
                slipped[path.label] = (now - before).days
    assert slipped == {label: days for label, (_, days, _) in SLIPPED.items()}
    reasons = Counter(rows(label)["unit"][0]["slippage_reason"] for label in slipped)
    assert reasons == {"health_posts": 6, "site": 2, "agreement": 1}


def test_twelve_declare_more_than_their_evidence():
    above = {p.label for p in PATHS.values() if p.declared(LATEST) > p.evidenced(LATEST)}
    assert above == set(OVER_DECLARED)
    assert len(above) == 12


def test_twelve_have_not_sent_the_latest_unit_return():
    assert len(returning(UNIT, LATEST)) == 141
    assert len(returning(UNIT, BEFORE)) == 153
    assert len(returning(FUNDING, LATEST)) == 139


def test_health_posts_are_what_is_lacking_most():
    lacking = Counter(
        agency for path in PATHS.values() if path.evidenced(LATEST) == 3 for agency in REVIEW_MINIMUM[:4]
        if filled(path.label, agency) == 0
    )  # fmt: skip
    assert lacking == {"health": 21, "education": 11, "police": 6}


def test_stockport_is_as_in_its_story():
    [unit] = rows("SKP")["unit"]
    assert (unit["declared_stage"], BY_LABEL["SKP"].evidenced(LATEST)) == (4, 3)
    assert filled("SKP", "health") == 0
    posts = rows("SKP")["posts"]
    assert sum(row["established_fte"] for row in posts) == 38.0
    assert sum(row["filled_fte"] for row in posts) == 30.5
    milestones = {row["milestone"]: row for row in rows("SKP")["milestones"]}
    assert (milestones["M16"]["forecast_on"], milestones["M16"]["baseline_on"]) == (date(2027, 1, 15), date(2026, 9, 1))
    assert milestones["M17"]["forecast_on"] == date(2027, 4, 30)
    assert round(secured_pct("SKP"), 1) == 63.6


def test_torbay_and_brighton_moved_back():
    assert BY_LABEL["TOB"].evidenced(BEFORE) == BY_LABEL["BNH"].evidenced(BEFORE) == 4
    assert (filled("TOB", "police", BEFORE) > 0, filled("TOB", "police")) == (True, 0)
    assert (filled("BNH", "education", BEFORE) > 0, filled("BNH", "education")) == (True, 0)


@pytest.mark.parametrize(("label", "low", "high"), [("HUL", 0, 0), ("LIN", 95, 100), ("WLV", 95, 100)])
def test_money_for_next_year(label, low, high):
    assert low <= secured_pct(label) <= high


def test_rotherham_loses_two_in_five_secondments():
    seconded = [row for row in rows("ROT")["models"] if row["employment_model"] == "seconded"]
    ending = sum(row["ending_6m_no_successor_fte"] for row in seconded)
    assert 0.35 < ending / sum(row["filled_fte"] for row in seconded) < 0.5


def test_large_counties_have_two_units_and_others_one():
    for label, path in BY_LABEL.items():
        assert len(rows(label)["unit"]) == (2 if label in ("KEN", "LAN", "ESS") else 1), path.authority.name


def test_every_story_is_a_sentence_about_an_authority():
    practice = {label: [told] for label, told in PRACTICE_STORIES.items()}
    for label, told in [*STORIES.items(), *practice.items()]:
        assert label in BY_LABEL
        assert all(story.__doc__ and story.__doc__.strip().endswith(".") for story in told)


def test_lincolnshire_has_six_of_ten_standards_validated_and_enfield_none():
    assert sum(row["validated_by"] != "none" for row in rows("LIN", STANDARDS)["scores"]) >= 6
    assert {(row["score"], row["validated_by"]) for row in rows("ENF", STANDARDS)["scores"]} == {("3", "none")}


def test_solihull_holds_its_conferences_sooner_than_it_did():
    shares = []
    for period in (QUARTERS[0], LATEST):
        [counts] = rows("SOL", ACTIVITY, period)["counts"]
        shares.append((counts["icpc_0_10_count"] + counts["icpc_11_15_count"]) / counts["icpc_count"])
    assert shares[0] < 0.7 < 0.87 < shares[1]
