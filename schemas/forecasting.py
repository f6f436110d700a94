"""When a milestone will be met: a distribution for each authority and for England, from how stated dates have moved before.

In words: every authority states a date each quarter. We look at how each date had moved by the next quarter, among dates
that had as much time left. Then the coming quarters are played out many times. In each run every authority's date moves as
dates have moved before; bad quarters are bad for all, and who slipped before is likelier to slip again, as much as history
shows. The forecast is what happens in the middle run; the likely range is what happens in eight runs of ten.
"""

import zlib
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas.forecasting_moves import EPOCH, Moves, Numbers, Stated, Together, moves, stated, together
from schemas.forecasting_paths import Start, played_out
from schemas.periods import Period
from schemas.programme import Milestone

LEAST_QUARTERS = 4  # with fewer past quarters no range is given
LEAST_DUE = 12  # and with fewer past dates that were due within the following quarter
ENOUGH_DUE = 60
ALIKE = (Milestone.M16, Milestone.M17)
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
RUNS, QUARTERS_AHEAD = 1000, 14
OLDEST = 4  # quarters: an older return is played from there
_FAR = 1e6


@dataclass(frozen=True)
class Count:
    """How many authorities will have met the milestone by a day: the likely range and the middle, also before rounding."""

    on: date
    low: int
    middle: int
    high: int
    exact: tuple[float, float, float]

    @property
    def width(self) -> float:
        """Of the likely range, before rounding."""
        return self.exact[2] - self.exact[0]


@dataclass(frozen=True)
class Outlook:
    """One authority's forecast.

    Args:
        authority_id: whose.
        stated_on: the date that it met, or states itself; None if it gives none.
        is_met: whether it is met.
        low_on: one run in ten is this early or earlier; None if that is later than the last quarter played.
        middle_on: half of the runs.
        high_on: nine runs in ten.
        chances: the share of runs in which it is met by each day of the forecast's counts.
    """

    authority_id: str
    stated_on: date
    is_met: bool
    low_on: date | None
    middle_on: date | None
    high_on: date | None
    chances: tuple[float, ...]

    @property
    def chance(self) -> float:
        """The share of runs in which it is met by the day asked about."""
        return self.chances[-1] if self.chances else float(self.is_met)


@dataclass(frozen=True)
class Forecast:
    """The forecast of one milestone, made at the end of a quarter.

    Args:
        milestone: which.
        position: the last day of the quarter.
        by: the day that chances are about.
        counts: England's count at the end of each quarter up to that day.
        all_chance: the share of runs in which every authority has met it by that day.
        outlooks: each authority, in the order of authority_id; a viewer is given only those that they may read.
        total: how many authorities it is about.
        met_count: how many of them have met it.
        quarters: past quarters whose moves were used.
        move_count: how many moves.
        shared: how far authorities moved together, 0 to 1.
        widening: by what the ranges of counts were multiplied, for how far past forecasts missed.
    """

    milestone: str
    position: date
    by: date
    counts: tuple[Count, ...]
    all_chance: float
    outlooks: tuple[Outlook, ...]
    total: int
    met_count: int
    quarters: int
    move_count: int
    shared: float
    widening: float = 1.0

    def widened(self, factor: float) -> "Forecast":
        """The same with England's ranges wider by a factor, or narrower; never below what is met, nor above all."""
        return replace(self, counts=tuple(self._widened(each, factor) for each in self.counts), widening=factor)

    def _widened(self, count: Count, factor: float) -> Count:
        low, middle, high = count.exact
        low, high = middle - factor * (middle - low), middle + factor * (high - middle)
        within = max(round(low), self.met_count), min(round(high), self.total)
        return replace(count, low=within[0], high=within[1], exact=(low, middle, high))


def forecast(
    statements: pl.DataFrame, milestone: str, position: date, by: date, *, runs: int = RUNS, ahead: int = QUARTERS_AHEAD
) -> Forecast | None:
    """The forecast at the end of a quarter; None while there is too little history. The same rows give the same forecast.

    Args:
        statements: what was stated each quarter, as `schemas.forecasting_moves.stated` takes it; later ones are left out.
        milestone: which one.
        position: the last day of the quarter that it is made at.
        by: the day that chances are about, the last day of a quarter.
        runs: how often the future is played out.
        ahead: for how many quarters.
    """
    dates = stated(statements, [milestone], position)
    found = moves(dates)
    if _due(found) < ENOUGH_DUE and milestone in ALIKE:
        found = moves(stated(statements, ALIKE, position))
    if found.quarters < LEAST_QUARTERS - 1 or _due(found) < LEAST_DUE:
        return None
    latest, going = dates.last(), together(found)
    waiting = latest.where(~latest.is_met)
    quarters, old = _quarters(waiting, position, ahead)
    rng = np.random.default_rng(zlib.crc32(f"{milestone} {position} {found.count} {found.later_days.sum()}".encode()))
    start = _start(waiting, old, found, going)
    met = np.maximum(played_out(found, going, start, quarters, runs, rng), 1.0)
    return _told(latest, milestone, position, by, met, found, going)


def _due(found: Moves) -> int:
    return int((found.left_days <= 92).sum())


def _quarters(waiting: Stated, position: date, ahead: int) -> tuple[list[int], Numbers]:
    """The days of each quarter to play, the oldest return's following one first, and how old each return is in quarters."""
    here = Period.containing(position)
    days = (position - EPOCH).days - waiting.position
    old = np.minimum(np.round(days / 91.3), OLDEST)
    oldest = int(old.max(initial=0))
    played = [here.shifted(at + 1 - oldest) for at in range(oldest + ahead)]
    return [(each.end - each.start).days + 1 for each in played], old


def _start(waiting: Stated, old: Numbers, found: Moves, going: Together) -> Start:
    left = (waiting.expected - waiting.position).astype(np.float64)
    places = {id_: at for at, id_ in enumerate(found.authority_ids)}
    at = np.array([places.get(waiting.authority_ids[who], -1) for who in waiting.authority], dtype=np.int64)
    unknown = float(np.sqrt(going.lasting))
    mean = np.where(at >= 0, going.own_mean[at], 0.0)
    return Start(left, old, mean, np.where(at >= 0, going.own_sd[at], unknown))


def _told(
    latest: Stated, milestone: str, position: date, by: date, met: Numbers, found: Moves, going: Together
) -> Forecast:
    done, total = int(latest.is_met.sum()), len(latest.is_met)
    ends = _ends(position, by)
    by_end = [(met <= (end - position).days).sum(axis=1) + done for end in ends]
    rng = np.random.default_rng(len(met))
    counts = tuple(_count(end, each, rng) for end, each in zip(ends, by_end, strict=True))
    everyone = float((by_end[-1] == total).mean()) if ends else float(done == total)
    return Forecast(
        milestone, position, by, counts, everyone, _outlooks(latest, position, ends, met), total, done, found.quarters,
        found.count, going.shared,
    )  # fmt: skip


def _ends(position: date, by: date) -> list[date]:
    quarter, found = Period.containing(position).next, []
    while quarter.end <= by:
        found.append(quarter.end)
        quarter = quarter.next
    return found


def _count(on: date, counts: NDArray[np.int64], rng: np.random.Generator) -> Count:
    # A whole number stands for half on either side; without that a range of few authorities would hold too much.
    spread = np.quantile(counts + rng.uniform(-0.5, 0.5, len(counts)), (LOW, MIDDLE, HIGH))
    low, middle, high = (float(each) for each in spread)
    return Count(on, round(low), round(middle), round(high), (low, middle, high))


def _outlooks(latest: Stated, position: date, ends: list[date], met: Numbers) -> tuple[Outlook, ...]:
    days = np.sort(np.where(np.isinf(met), _FAR, met), axis=0)
    quantiles = days[[int(share * (len(days) - 1)) for share in (LOW, MIDDLE, HIGH)]]
    chances = np.array([(met <= (end - position).days).mean(axis=0) for end in ends]).reshape(len(ends), -1)
    found, at = [], 0
    for who, days_on, is_met in zip(latest.authority, latest.expected.tolist(), latest.is_met, strict=True):
        authority_id, on = latest.authority_ids[who], EPOCH + timedelta(days_on)
        if is_met:
            found.append(Outlook(authority_id, on, True, on, on, on, (1.0,) * len(ends)))
            continue
        low, middle, high = (_day(position, each) for each in quantiles[:, at])
        found.append(Outlook(authority_id, on, False, low, middle, high, tuple(chances[:, at].tolist())))
        at += 1
    return tuple(found)


def _day(position: date, days: float) -> date | None:
    return None if days >= _FAR else position + timedelta(days=int(days))
