"""Headlines and titles: worked examples, and the rules that all of them keep."""

from datetime import date

import pytest

from dashboard import sentences
from dashboard.formats import change, counted, days_from, late, listed, number, percent, pounds
from dashboard.sentences import Rollout, Standing
from schemas.vocabulary import Better

COUNTS = Rollout(153, 87, 15, 99, 44, 9, "Health posts")


def test_the_overview_says_how_many_against_plan_and_who_slipped() -> None:
    assert sentences.overview(COUNTS) == (
        "87 of 153 authorities have an operational Unit, 12 fewer than planned; 9 slipped this quarter, "
        "most for want of health posts."
    )


def test_milestones_across_england_name_the_one_furthest_behind() -> None:
    assert sentences.milestones_across(
        [("Site ready", 131, 126), ("Health posts agreed", 84, 153), ("Design signed off", 147, 153)]
    ) == (
        "2 of 3 milestones are behind plan across England; health posts agreed is furthest behind, "
        "met by 84 of the 153 that planned to"
    )
    assert sentences.milestones_across([("Site ready", 131, 126), ("Design signed off", 9, 9)]) == (
        "Each of 2 milestones is met by as many authorities as planned, or more"
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Rollout(153, 87), "87 of 153 authorities have an operational Unit."),
        (Rollout(153, 99, planned=99), "99 of 153 authorities have an operational Unit, as planned."),
        (
            Rollout(153, 105, planned=99, slipped=0),
            "105 of 153 authorities have an operational Unit, 6 more than planned; no forecast slipped this quarter.",
        ),
    ],
)
def test_the_overview_says_no_more_than_is_known(counts: Rollout, said: str) -> None:
    assert sentences.overview(counts) == said


def test_rollout_says_what_is_missing() -> None:
    assert sentences.rollout(COUNTS, "a health member") == (
        "87 authorities are operational and 66 are not: 44 of those are mobilising, and a health member is most often missing."
    )
    assert sentences.rollout(Rollout(153, 153, 12)).startswith("All 153 authorities have an operational Unit")


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing("Stockport", None), "Stockport has sent no return that can be used."),
        (Standing("Stockport", 3, 4, ("health member",), date(2027, 4, 30)), "Stockport declares its Unit operational but has no health member; it forecasts full operation on 30 April 2027, 30 days after the national date."),
        (Standing("Dorset", 5, 6, (), date(2026, 3, 1), True), "Dorset declares stage 6 but the evidence supports stage 5."),
        (Standing("Kent", 4, 4, (), date(2027, 3, 1)), "Kent has an operational Unit; it forecasts full operation on 1 March 2027."),
        (Standing("Torbay", 3, 3, ("police member",), None), "Torbay does not have an operational Unit yet and has no police member; it gives no date for full operation."),
        (Standing("Leeds", 5, 5), "Leeds has a fully operational Unit."),
    ],
)  # fmt: skip
def test_an_authority_is_told_where_it_stands(standing: Standing, said: str) -> None:
    assert sentences.authority(standing) == said


@pytest.mark.parametrize(
    "said",
    [
        sentences.overview(COUNTS),
        sentences.rollout(COUNTS, "an education member"),
        sentences.authority(Standing("Stockport", 3, 4, ("health member",), date(2027, 4, 30))),
    ],
)
def test_a_headline_can_be_read_aloud(said: str) -> None:
    assert len(said.split()) <= 26
    assert said.endswith(".")
    assert said[0].isupper() or said[0].isdigit()


def test_titles_say_a_finding_with_a_number() -> None:
    assert sentences.trajectory(131, 153, 153) == (
        "On their own forecasts 131 of 153 authorities will be operational by 31 March 2027, 22 short of plan"
    )
    assert sentences.trajectory(131, 153, 153, is_own=False).startswith(
        "On current forecasts 131 of 153 authorities will"
    )
    assert sentences.trajectory(None, 153, 153).startswith("Authorities with an operational Unit")
    assert (
        sentences.slipped(9, "Health posts", 6)
        == "Nine authorities slipped by more than 30 days, six of them for want of health posts"
    )
    assert sentences.slipped(0) == "No authority's forecast slipped by more than 30 days this quarter"
    assert sentences.declared(12, 0, 153) == "12 authorities declare more than the evidence supports; 141 of 153 agree"
    assert sentences.declared(1, 0, 153).startswith("One authority declares more")
    assert (
        sentences.milestones(8, 7, "Health posts agreed", 309)
        == "Seven of the 8 milestones due are met; health posts agreed is the latest, 309 days late"
    )
    assert sentences.milestones(16, 16) == "All 16 milestones due by the end of the quarter are met"
    assert sentences.money(2.36e6, 1.5e6, "2027-28") == "£0.86m of the £2.36m needed in 2027-28 is not yet secured"
    assert sentences.money(2.36e6, 0, "2027-28") == "None of the £2.36m needed in 2027-28 is secured"
    shares = {"South West": 79.5, "North East": 36.1, "London": 55.8}
    assert sentences.coverage_by_region(shares) == (
        "79.5% of children in the South West live where a Unit is operational, but only 36.1% in the North East"
    )


def test_coverage_says_what_is_missing() -> None:
    assert "".join(sentences.returns_coverage(141, 153, 94.5, 12)) == (
        "Returns: 141 of 153 authorities, 94.5% of children. 12 not returned: last known values are carried forward and marked [e]."
    )
    assert "".join(sentences.returns_coverage(153, 153, 100.0, 0)) == "Returns: all 153 authorities."


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(1290, 0, "1,290"), (81.35, 1, "81.4"), (2.5, 0, "3"), (-0.04, 1, "0.0"), (0.125, 2, "0.13")],
)
def test_a_half_is_rounded_up(value: float, places: int, shown: str) -> None:
    assert number(value, places) == shown


def test_numbers_are_written_as_people_read_them() -> None:
    assert percent(81.4) == "81.4%"
    assert [pounds(850), pounds(860_000), pounds(283.8e6, is_national=True)] == ["£850", "£0.86m", "£283.8m"]
    assert [days_from(46, date(2027, 3, 31)), days_from(-1, date(2027, 3, 31))] == [
        "46 days after 31 March 2027",
        "1 day before 31 March 2027",
    ]
    assert [late(118), late(-1), late(0)] == ["118 days late", "1 day early", "on the day"]
    assert [counted(1, "authority", "authorities"), counted(9, "authority", "authorities", at_start=True)] == [
        "1 authority",
        "Nine authorities",
    ]
    assert [listed(["a"]), listed(["a", "b", "c"]), listed([])] == ["a", "a, b and c", ""]


@pytest.mark.parametrize(
    ("now", "before", "better", "said"),
    [
        (87, 71, Better.HIGHER, "up 16, better"),
        (23.4, 25.9, Better.LOWER, "down 2.5 points, better"),
        (80.6, 80.7, Better.HIGHER, "down 0.1 points, worse"),
        (189.3, 171.3, Better.NEUTRAL, "up 18.0 points"),
        (23.44, 23.41, Better.LOWER, "no change"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(now: float, before: float, better: Better, said: str) -> None:
    is_count = better is Better.HIGHER and now > 85
    assert change(now, before, better, places=0 if is_count else 1, unit="" if is_count else "points") == said
