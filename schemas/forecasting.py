"""When a milestone will be met: a distribution for each authority and for England, from how stated dates have moved before.

In words: every authority states a date each quarter. We look at how each date had moved by the next quarter, among dates
that had as much time left. Then the coming quarters are played out many times. In each run every authority's date moves as
dates have moved before; bad quarters are bad for all, and who slipped before is likelier to slip again, as much as history
shows. The forecast is what happens in the middle run; the likely range is what happens in eight runs of ten.
"""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas.forecasting_moves import Moves, Numbers, Together, moves, stated, together
from schemas.forecasting_paths import Start, played_out
from schemas.periods import Period
from schemas.programme import Milestone

LEAST_QUARTERS = 4  # with fewer past quarters no range is given
LEAST_DUE = 12  # and with fewer past dates that were due within the following quarter
ENOUGH_DUE = 60
ALIKE = (Milestone.M16, Milestone.M17)
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
RUNS, QUARTERS_AHEAD = 1000, 14
_FAR = 1e6


@dataclass(frozen=True)
class Count:
    """How many authorities will have met the milestone by a day: the likely range, and the middle."""

    on: date
    low: int
    middle: int
    high: int


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
        chance: the share of runs in which it is met by the day asked about.
    """

    authority_id: str
    stated_on: date
    is_met: bool
    low_on: date | None
    middle_on: date | None
    high_on: date | None
    chance: float


@dataclass(frozen=True)
class Forecast:
    """The forecast of one milestone, made at the end of a quarter.

    Args:
        milestone: which.
        position: the last day of the quarter.
        by: the day that chances are about.
        counts: England's count at the end of each quarter up to that day.
        all_chance: the share of runs in which every authority has met it by that day.
        outlooks: each authority, in the order of authority_id.
        quarters: past quarters whose moves were used.
        move_count: how many moves.
        shared: how far authorities moved together, 0 to 1.
    """

    milestone: str
    position: date
    by: date
    counts: tuple[Count, ...]
    all_chance: float
    outlooks: tuple[Outlook, ...]
    quarters: int
    move_count: int
    shared: float

    @property
    def total(self) -> int:
        """How many authorities are in it."""
        return len(self.outlooks)


def forecast(statements: pl.DataFrame, milestone: str, position: date, by: date, *, runs: int = RUNS) -> Forecast | None:
    """The forecast at the end of a quarter; None while there is too little history. The same rows give the same forecast.

    Args:
        statements: what was stated each quarter, as `schemas.forecasting_moves.stated` takes it; later ones are left out.
        milestone: which one.
        position: the last day of the quarter that it is made at.
        by: the day that chances are about, the last day of a quarter.
        runs: how often the future is played out.
    """
    known = statements.filter(pl.col("position") <= position)
    dates = stated(known, milestone)
    found = _moves(known, milestone, dates)
    if found.quarters < LEAST_QUARTERS - 1 or _due(found) < LEAST_DUE:
        return None
    latest = dates.group_by("authority_id", maintain_order=True).last()
    going = together(found)
    lengths, oldest = _lengths(latest, position)
    rng = np.random.default_rng(zlib.crc32(f"{milestone} {position} {found.count} {found.later_days.sum()}".encode()))
    start = _start(latest.filter(~pl.col("is_met")), position, oldest, found, going)
    met = np.maximum(played_out(found, going, start, lengths, runs, rng), 1.0)
    return _told(latest, milestone, position, by, met, found, going)


def _moves(known: pl.DataFrame, milestone: str, dates: pl.DataFrame) -> Moves:
    """Its own moves; those of initial and of full operation together while few of its own were due."""
    own = moves(dates)
    if _due(own) >= ENOUGH_DUE or milestone not in ALIKE:
        return own
    return moves(pl.concat([stated(known, each) for each in ALIKE]))


def _due(found: Moves) -> int:
    return int((found.left_days <= 92).sum())


def _lengths(latest: pl.DataFrame, position: date) -> tuple[list[int], int]:
    """The days of each quarter to play, and how many of them lie before the position: some returns are older."""
    waiting = latest.filter(~pl.col("is_met"))["position"].min()
    first = Period.containing(waiting) if isinstance(waiting, date) else Period.containing(position)
    here = Period.containing(position)
    oldest = 0
    while first.shifted(oldest) < here:
        oldest += 1
    quarters = [first.shifted(at + 1) for at in range(oldest + QUARTERS_AHEAD)]
    return [(each.end - each.start).days + 1 for each in quarters], oldest


def _start(waiting: pl.DataFrame, position: date, oldest: int, found: Moves, going: Together) -> Start:
    left = (waiting["expected_on"] - waiting["position"]).dt.total_days().to_numpy().astype(np.float64)
    days = waiting.select((pl.lit(position) - pl.col("position")).dt.total_days()).to_series().to_numpy()
    old = np.minimum(np.round(days / 91.3), oldest)
    places = {id_: at for at, id_ in enumerate(found.authority_ids)}
    at = np.array([places.get(id_, -1) for id_ in waiting["authority_id"].to_list()], dtype=np.int64)
    unknown = float(np.sqrt(going.lasting))
    mean = np.where(at >= 0, going.own_mean[at], 0.0)
    return Start(left, old, mean, np.where(at >= 0, going.own_sd[at], unknown))


def _told(
    latest: pl.DataFrame, milestone: str, position: date, by: date, met: Numbers, found: Moves, going: Together
) -> Forecast:
    done = int(latest["is_met"].sum())
    ends = _ends(position, by)
    by_end = [(met <= (end - position).days).sum(axis=1) + done for end in ends]
    counts = tuple(Count(end, *_whole(each)) for end, each in zip(ends, by_end, strict=True))
    everyone = float((by_end[-1] == latest.height).mean()) if ends else float(done == latest.height)
    return Forecast(
        milestone, position, by, counts, everyone, _outlooks(latest, position, by, met), found.quarters, found.count,
        going.shared,
    )  # fmt: skip


def _ends(position: date, by: date) -> list[date]:
    quarter, found = Period.containing(position).next, []
    while quarter.end <= by:
        found.append(quarter.end)
        quarter = quarter.next
    return found


def _whole(counts: NDArray[np.int64]) -> tuple[int, int, int]:
    low, middle, high = np.quantile(counts, (LOW, MIDDLE, HIGH), method="inverted_cdf")
    return int(low), int(middle), int(high)


def _outlooks(latest: pl.DataFrame, position: date, by: date, met: Numbers) -> tuple[Outlook, ...]:
    days = np.where(np.isinf(met), _FAR, met)
    quantiles = np.quantile(days, (LOW, MIDDLE, HIGH), axis=0, method="inverted_cdf") if met.size else np.empty((3, 0))
    chances = (met <= (by - position).days).mean(axis=0) if met.size else np.empty(0)
    found, at = [], 0
    for authority_id, _, on, is_met in latest.select("authority_id", "position", "expected_on", "is_met").iter_rows():
        if is_met:
            found.append(Outlook(authority_id, on, True, on, on, on, float(on <= by)))
            continue
        low, middle, high = (_day(position, each) for each in quantiles[:, at])
        found.append(Outlook(authority_id, on, False, low, middle, high, float(chances[at])))
        at += 1
    return tuple(found)


def _day(position: date, days: float) -> date | None:
    return None if days >= _FAR else position + timedelta(days=int(days))
