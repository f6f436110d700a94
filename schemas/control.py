"""Statistical process control: whether a series moves by more than it usually does.

Limits are those of the XmR chart (individuals and moving range; W. A. Shewhart, in the form of D. J. Wheeler): the mean,
and three standard deviations to each side, estimated from the mean move between neighbouring points, 3 / 1.128 = 2.66
times it.

A figure over four quarters shares three of them with the next, so neighbouring figures move by less than their spread. If
quarters are independent with variance v, a figure over k of them has variance v / k, and its move to the next 2v / k². The
moves then tell a standard deviation that is sqrt(k) times too small, so the limits are set sqrt(k) times as far away: twice
for four quarters. Such figures also stay on one side for long by themselves, so a run counts only where points share nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import mean

LEAST_POINTS, RUN = 8, 8
PER_MOVE = 3 / 1.128


@dataclass(frozen=True)
class Control:
    """The limits of a series.

    Args:
        middle: its mean.
        low: the lower limit.
        high: the upper limit.
        shared: how many periods each point is over: 1 where neighbouring points share nothing.
    """

    middle: float
    low: float
    high: float
    shared: int = 1


@dataclass(frozen=True)
class Signal:
    """A move that is more than usual.

    Args:
        at: the place of the point, from 0; of a run, its last.
        is_run: whether it is a run of points on one side of the mean; otherwise a point outside the limits.
        is_above: whether it is above the mean.
    """

    at: int
    is_run: bool
    is_above: bool


def control(
    values: Sequence[float], *, shared: int = 1, least: float = float("-inf"), most: float = float("inf")
) -> Control | None:
    """The limits of a series in time order; None with fewer than eight points, from which none can be told.

    Args:
        values: the points.
        shared: how many periods each point is over, for example 4 for a figure over four quarters.
        least: the lowest value that there can be.
        most: the highest.
    """
    if len(values) < LEAST_POINTS:
        return None
    middle = mean(values)
    away = PER_MOVE * sqrt(shared) * mean(abs(later - earlier) for earlier, later in pairwise(values))
    return Control(middle, max(least, middle - away), min(most, middle + away), shared)


def signals(values: Sequence[float], limits: Control) -> list[Signal]:
    """Every point outside the limits, and the end of every run of eight or more on one side of the mean, in time order."""
    found = [
        Signal(at, False, value > limits.high)
        for at, value in enumerate(values)
        if not limits.low <= value <= limits.high
    ]
    if limits.shared == 1:
        found += _runs([value - limits.middle for value in values])
    return sorted(found, key=lambda signal: (signal.at, signal.is_run))


def _runs(away: Sequence[float]) -> list[Signal]:
    found: list[Signal] = []
    length = 0
    for at, one in enumerate(away):
        side = (one > 0) - (one < 0)
        length = length + 1 if side and at and (away[at - 1] > 0) - (away[at - 1] < 0) == side else abs(side)
        is_last = at + 1 == len(away) or (away[at + 1] > 0) - (away[at + 1] < 0) != side
        if length >= RUN and is_last:
            found.append(Signal(at, True, side > 0))
    return found
