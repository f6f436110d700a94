"""Funnel limits: exact in chance, widened by what sets places apart, smooth in the base."""

from itertools import pairwise
from math import exp, log, sqrt

import pytest
from scipy.stats import binom, poisson

from schemas.limits import INNER, OUTER, Funnel, Where, between_places, funnel, winsorised

RATE = Funnel(10 / 1_000, 1_000, is_share=False)
SHARE = Funnel(0.5, 100, is_share=True)


def test_a_limit_lies_at_the_count_whose_chance_is_the_tail() -> None:
    """Of a mean of 10, chance gives 3 or fewer with 0.010336; of ten coins, 2 heads or fewer with 56 in 1,024."""
    low, _ = RATE.limits(1_000, 1 - 2 * 0.010336050675925718)
    assert low == pytest.approx(3.0)
    assert SHARE.limits(10, 1 - 2 * 56 / 1_024) == pytest.approx((20.0, 80.0))


@pytest.mark.parametrize("inside", [INNER, OUTER])
def test_a_count_is_outside_just_when_chance_brings_it_or_further_less_often_than_the_tail(inside: float) -> None:
    tail = (1 - inside) / 2
    for base, mean in ((1_000, 10.0), (250, 2.5), (5_000, 50.0)):
        for count in range(int(mean * 4)):
            less, more = poisson.cdf(count, mean), poisson.sf(count - 1, mean)
            wanted = Where.BELOW if less < tail else Where.ABOVE if more < tail else Where.WITHIN
            assert RATE.where(count / base * 1_000, base, inside) is wanted, (count, base)
    share = Funnel(0.83, 100, is_share=True)
    for base in (20, 47, 300):
        for count in range(base + 1):
            less, more = binom.cdf(count, base, 0.83), binom.sf(count - 1, base, 0.83)
            wanted = Where.BELOW if less < tail else Where.ABOVE if more < tail else Where.WITHIN
            assert share.where(count / base * 100, base, inside) is wanted, (count, base)


def test_small_places_cannot_be_below_none_or_above_all() -> None:
    assert RATE.limits(100, OUTER)[0] == 0
    assert Funnel(0.83, 100, is_share=True).limits(20, OUTER)[1] == 100


@pytest.mark.parametrize("it", [RATE, Funnel(0.83, 100, is_share=True), Funnel(0.018, 10_000, False, 0.09, 150)])
def test_limits_draw_together_smoothly_as_the_base_grows(it: Funnel) -> None:
    bases = [2_000 * 1.1**step for step in range(40)]
    found = [it.limits(base, OUTER) for base in bases]
    for (low, high), (next_low, next_high) in pairwise(found):
        assert low < next_low < it.target * it.scale < next_high < high
    steps = [high - next_high for (_, high), (_, next_high) in pairwise(found)]
    assert all(later < sooner * 1.05 for sooner, later in pairwise(steps))


def test_the_outermost_tenths_are_drawn_in() -> None:
    assert winsorised([9.0, -7.0, *[float(n) for n in range(-4, 4)]]) == [3, -4, -4, -3, -2, -1, 0, 1, 2, 3]


def test_the_spread_between_places_by_hand() -> None:
    """Ten places of one variance 1 and z-scores of 3 and -3: winsorised sum of squares 90, less 9, over 10 - 1."""
    assert between_places([3.0, -3.0] * 5, [1.0] * 10) == pytest.approx(81 / 9)
    assert between_places([0.5, -0.5] * 5, [1.0] * 10) == 0, "chance explains it"


def test_a_large_place_is_held_against_the_spread_and_a_small_one_against_chance() -> None:
    """A hundred places half a log unit apart: the 99.8% limits of a huge place stand 3.09 such spreads away."""
    target, spread = 0.02, 0.4
    counts = [(target * exp(sign * spread) * 50_000, 50_000.0) for sign in (1, -1)] * 50
    made = funnel(target * 10_000, counts, 10_000, is_share=False)
    assert made is not None
    assert sqrt(made.between) == pytest.approx(spread, abs=0.01)
    _, high = made.limits(1e9, OUTER)
    assert log(high / 200) == pytest.approx(3.0902 * sqrt(made.between), rel=1e-3)
    (_, chance), (_, wide) = Funnel(target, 10_000, False).limits(200, OUTER), made.limits(200, OUTER)
    assert chance < wide


def test_there_is_no_funnel_of_few_places_or_of_nothing() -> None:
    places = [(20.0, 1_000.0)] * 9
    assert funnel(200, places, 10_000, is_share=False) is None
    assert funnel(0, [*places, (0.0, 10.0)], 10_000, is_share=False) is None
    assert funnel(200, [*places, (0.0, 1_000.0)], 10_000, is_share=False) is not None
