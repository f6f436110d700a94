"""Statistical process control: limits from eight points, by the moves between them, and what is a signal."""

import random
from statistics import mean, stdev

import pytest

from schemas.control import Signal, control, signals

# Mean 80; moves 2, 1, 3, 2, 1, 2, 3: 2 on average, so that the limits are 80 and 2.66 times 2 to each side.
SERIES = [80.0, 82.0, 81.0, 78.0, 80.0, 79.0, 81.0, 79.0]


def test_limits_by_hand() -> None:
    found = control([80.0, 82.0] * 4)
    assert found is not None
    assert (found.middle, found.low, found.high) == pytest.approx((81, 81 - 2 * 3 / 1.128, 81 + 2 * 3 / 1.128))


def test_fewer_than_eight_points_have_no_limits() -> None:
    assert control(SERIES[:7]) is None
    assert control(SERIES) is not None


def test_limits_stay_where_values_can_be() -> None:
    found = control([99.0, 97.0] * 4, least=0, most=100)
    assert found is not None
    assert found.high == 100


def test_a_point_outside_and_a_run_of_eight_are_signals() -> None:
    limits = control(SERIES)
    assert limits is not None
    assert signals(SERIES, limits) == []
    assert signals([*SERIES, 95.0], limits) == [Signal(8, is_run=False, is_above=True)]
    assert signals([79.0] * 7, limits) == []
    assert signals([81.0, *[79.0] * 9, 81.0], limits) == [Signal(9, is_run=True, is_above=False)]


def test_figures_over_four_quarters_have_limits_twice_as_far_and_no_runs() -> None:
    one, four = control(SERIES), control(SERIES, shared=4)
    assert one is not None
    assert four is not None
    assert four.high - four.middle == pytest.approx(2 * (one.high - one.middle))
    assert signals([79.0] * 12, four) == []


def test_twice_as_far_is_right_for_sums_of_four_independent_quarters() -> None:
    """Three standard deviations of what is summed, as told by the moves of ten thousand of them."""
    chance = random.Random(7)
    quarters = [chance.gauss(80, 4) for _ in range(10_000)]
    over = [mean(quarters[at : at + 4]) for at in range(len(quarters) - 3)]
    found = control(over, shared=4)
    assert found is not None
    assert (found.high - found.middle) / stdev(over) == pytest.approx(3, rel=0.05)
