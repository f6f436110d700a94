"""No single quarter's count from 1 to 5 follows from successive sums over four quarters."""

import random
from itertools import product

import polars as pl
import pytest
from scipy.optimize import linprog

from schemas.disclosure_time import tells_a_quarter
from schemas.indicators_grammar import Aggregation, Counted, Indicator
from schemas.periods import Period
from schemas.vocabulary import Disclosure, Theme

FIRST = Period.parse("2024-25 Q3")
PLANS = Indicator(
    id="PLANS", title="", theme=Theme.ACTIVITY, definition="", why="", numerator_words="", aggregation=Aggregation.SUM,
    disclosure=Disclosure.D2, counts=Counted.CHILDREN, frame="activity.year",
)  # fmt: skip


def year_sums(quarters):
    """The sum over four quarters at each of some quarters; None where there was no return."""
    whole = [q or 0 for q in quarters]
    return [None if q is None else sum(whole[max(0, n - 3) : n + 1]) for n, q in enumerate(quarters)]


def observations(sums):
    rows = [
        ("PLANS", "authority", "A1", str(FIRST.shifted(n)), "", float(size), None, "ok", "")
        for n, size in enumerate(sums)
        if size is not None
    ]
    names = ("indicator_id", "level", "geography", "period", "breakdown", "numerator", "denominator", "status", "flags")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"numerator": pl.Float64, "denominator": pl.Float64}, orient="row")  # fmt: skip


def hidden(quarters):
    """For each quarter in turn, whether its sum is hidden: because it is small, or because of what it would tell."""
    sums = year_sums(quarters)
    found = []
    for n, size in enumerate(sums):
        told = tells_a_quarter(observations(sums[: n + 1]), FIRST.shifted(n), {"PLANS": PLANS})
        found.append(size is None or 1 <= size <= 5 or told.height == 1)
    return found


def recovered(quarters, gone):
    """Quarters from 1 to 5 that a linear programme pins down from the sums that are shown: another way to find them."""
    sums, length = year_sums(quarters), len(quarters)
    shown = [n for n in range(length) if not gone[n]]
    matrix = [[1.0 if n - 3 <= k <= n else 0.0 for k in range(length)] for n in shown]
    bounds = [(0, 0) if q is None else (0, 1000) for q in quarters]
    equal = {"A_eq": matrix, "b_eq": [sums[n] for n in shown]} if shown else {}
    found = {}
    for k, size in enumerate(quarters):
        ends = [linprog([sign * (j == k) for j in range(length)], bounds=bounds, **equal).fun for sign in (1, -1)]
        if round(ends[0], 6) == round(-ends[1], 6) and 1 <= (size or 0) <= 5:
            found[k] = size
    return found


def test_the_second_sum_of_all_tells_the_second_quarter():
    assert hidden([20, 3, 30, 30, 30]) == [False, True, False, False, False]
    assert hidden([20, 30, 30, 30, 3]) == [False, False, False, False, True]  # it replaces a quarter that is known


def test_after_a_year_of_noughts_each_sum_tells_its_quarter():
    assert hidden([0, 0, 0, 0, 7, 2]) == [False, False, False, False, False, True]


def test_large_quarters_are_never_hidden():
    assert hidden([20] * 8) == [False] * 8


KINDS = [(0, 1, 2, 9), (3, 30), (0, 0, 8), (1, 2, 3, 4, 5, 6), (None, 2, 12)]


@pytest.mark.parametrize(("seed", "kind"), [*product(range(8), KINDS)])
def test_no_small_quarter_follows_from_what_is_shown(seed, kind):
    quarters = random.Random(seed).choices(kind, k=8)
    assert recovered(quarters, hidden(quarters)) == {}


def test_hiding_only_small_sums_would_not_be_enough():
    quarters = [20, 3, 30, 30, 30]
    assert recovered(quarters, [1 <= size <= 5 for size in year_sums(quarters)]) == {1: 3}
