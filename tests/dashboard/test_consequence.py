"""Exceptions are ranked in the open: anyone can work the order out again from the numbers that stand beside each."""

import polars as pl

from dashboard.consequence import Sure, since, to_discuss, weighed
from dashboard.exceptions import RULES, Exceptional
from dashboard.exceptions_against import money_contradicted, rated_kinder, staffed_short
from dashboard.quarter import Quarter
from dashboard.views.exceptions_parts import as_rows, sentence
from etl.working import OBSERVATION_TYPES
from schemas.authorities import Authority, authority
from schemas.periods import Period

SOLIHULL, BRADFORD, LEEDS = (authority(code) for code in ("LA334", "LA380", "LA383"))
NOW = Period.parse("2026-27 Q2")


def quarter(*figures: dict[str, object]) -> Quarter:
    """A quarter with some figures of authorities: indicator_id, geography, value and what else is said."""
    usual = {"level": "authority", "breakdown": "", "status": "ok", "flags": "", "rag": "not_rated"}
    rows = [dict.fromkeys(OBSERVATION_TYPES) | usual | figure for figure in figures]
    made = pl.DataFrame(rows, schema_overrides=OBSERVATION_TYPES) if rows else pl.DataFrame(schema=OBSERVATION_TYPES)
    return Quarter(NOW, made, made.clear())


def figure(indicator_id: str, value: float, **more: object) -> dict[str, object]:
    return {"indicator_id": indicator_id, "geography": SOLIHULL.authority_id, "value": value, **more}


def slip(place: Authority, days: float) -> Exceptional:
    return Exceptional("slip", place, "It slipped.", days)


def test_the_order_is_children_times_steps_times_quarters_in_a_row() -> None:
    short, long = slip(SOLIHULL, 135), slip(BRADFORD, 90)
    earlier = [(NOW.shifted(-1), [slip(SOLIHULL, 100)]), (NOW.shifted(-2), [short, long])]
    first, second = weighed(quarter(), [short, long], earlier)
    assert (first.one, second.one) == (short, long) if first.one is short else (long, short)
    mine = next(one for one in (first, second) if one.one is short)
    assert mine.consequence == round(SOLIHULL.population_0_17 * 1.5 * 3)
    assert mine.history == "3 quarters in a row. Q1 2026-27: 100 days; Q4 2025-26: 135 days."
    assert since(mine) == NOW.shifted(-2).start
    theirs = next(one for one in (first, second) if one.one is long)
    assert theirs.history == "New this quarter.", "a quarter between ends what came before"
    assert first.consequence >= second.consequence


def test_five_to_discuss_hold_one_of_each_rule_while_there_are_others() -> None:
    places = (SOLIHULL, BRADFORD, LEEDS)
    slips = [slip(place, 900) for place in places]
    found = weighed(quarter(), [*slips, Exceptional("back", SOLIHULL, "Back.", 1)], [])
    two = to_discuss(found, 2)
    assert {one.one.rule for one in two} == {"slip", "back"}
    assert len(to_discuss(found, 3)) == 3
    assert two[0] == found[0]


def test_how_sure_is_told_by_what_it_rests_on() -> None:
    back = Exceptional("back", SOLIHULL, "Back.", 1)
    carried = weighed(quarter(figure("UR-01", 3, flags="e")), [back], [])
    fresh = weighed(quarter(figure("UR-01", 3)), [back, slip(SOLIHULL, 91)], [])
    assert carried[0].sure is Sure.LOW
    assert {one.one.rule: one.sure for one in fresh} == {"back": Sure.HIGH, "slip": Sure.MEDIUM}


def test_a_rating_kinder_than_the_departments_is_a_contradiction_and_a_harsher_one_is_not() -> None:
    kinder = quarter(figure("UR-07", 3), figure("SM-16", 1))
    assert list(rated_kinder(kinder)) == [("LA334", "Rates itself green; the department's rating is red.", 2)]
    assert not list(rated_kinder(quarter(figure("UR-07", 1), figure("SM-16", 2))))


def test_a_stage_whose_posts_are_empty_is_a_contradiction() -> None:
    gates = [figure("SM-14", met, breakdown=f"gate={code}") for code, met in (("half_filled", 1), ("vacancies", 0))]
    found = list(staffed_short(quarter(figure("SM-01", 5), *gates)))
    assert found == [("LA334", "Declares stage 5 with more than one post in five vacant.", 1)]
    assert not list(staffed_short(quarter(figure("SM-01", 4), *gates))), "stage 4 does not ask for it"


def test_the_largest_contradiction_of_money_is_a_share_of_start_up_money() -> None:
    row = {
        "authority_id": "LA334", "grant": "transformation", "start_up_gbp": 400_000, "paid_gbp": 100_000, "committed_gbp": 200_000,
        "spent_ytd_gbp": 200_000, "profile_ytd_gbp": 100_000, "forecast_outturn_gbp": 400_000,
    }  # fmt: skip
    found = list(money_contradicted(quarter(figure("FU-01", 400_000, numerator=400_000)), pl.DataFrame([row])))
    assert found == [("LA334", "Spent more than paid. Transformation grant: £200,000 spent, £100,000 paid.", 25)]


def test_the_sentence_is_short_and_the_file_has_every_number_of_the_sum() -> None:
    found = weighed(quarter(), [slip(SOLIHULL, 118)], [])
    assert sentence(found) == "One authority has 1 exception; of most consequence: Solihull, slip over 90 days."
    row = as_rows(found, ()).row(0, named=True)
    assert row["consequence"] == round(row["children_aged_0_to_17"] * row["steps"] * row["quarters_in_a_row"])
    assert row["rule"] == RULES["slip"].title
