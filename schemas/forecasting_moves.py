"""What history says of stated dates: how each moved from one quarter's return to the next, and how far moves go together.

A move is one authority's date of one milestone in two returns that follow one another: how much time was left, and by how
many days the date turned out, or was stated, later. Moves are compared with those of dates that had as much time left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

EPOCH = date(1970, 1, 1)
NEIGHBOURS = 40  # moves of dates with most nearly as much time left, from which one is drawn
LONGEST_QUARTER = 93
# What is taken as known before there is history, and how many quarters' worth of belief it is given.
SHARED_BEFORE, SHARED_WEIGHT = 0.08, 3.0
LASTING_BEFORE, LASTING_WEIGHT = 0.10, 20.0
CARRIED_WEIGHT = 6.0
SOON = 183
MOST_TOGETHER = 0.85


@dataclass(frozen=True)
class Moves:
    """Moves of every authority in every quarter, least time left first; arrays of one length.

    Args:
        left_days: from the end of the quarter to the date that its return states.
        later_days: by how many days the next return's date, met or stated, is later.
        is_met: whether the next return says that it was met.
        quarter: which quarter, from 0.
        authority: which authority, as a place in `authority_ids`.
        authority_ids: in order.
        quarters: how many quarters there are moves from.
    """

    left_days: Numbers
    later_days: Numbers
    is_met: NDArray[np.bool_]
    quarter: Places
    authority: Places
    authority_ids: tuple[str, ...]
    quarters: int

    @property
    def count(self) -> int:
        """How many moves there are."""
        return len(self.left_days)

    @property
    def neighbours(self) -> int:
        """How many moves are drawn from at once: fewer while there are few."""
        return int(max(5, min(NEIGHBOURS, self.count // 6)))


@dataclass(frozen=True)
class Together:
    """How far moves go together, as shares of their variance.

    Args:
        shared: of a quarter, whoever the authority.
        lasting: of an authority, whichever the quarter.
        own_mean: for each authority of the moves, where its own tendency is believed to lie (standard normal units).
        own_sd: how unsure that is.
        quarters: how many quarters, if equally full, the moves of dates soon due come from.
        carried: how much of a quarter's shared part stays in the next, 0 to 1.
        last: the shared part of the last quarter.
    """

    shared: float
    lasting: float
    own_mean: Numbers
    own_sd: Numbers
    quarters: float
    carried: float
    last: float


@dataclass(frozen=True)
class Stated:
    """Dates as they were stated, in order of authority, milestone and position; arrays of one length, days since 1970.

    Args:
        authority_ids: in order.
        authority: which one, as a place in `authority_ids`.
        milestone: which one, as a place among those asked for.
        position: the last day of the return's quarter.
        expected: the day met, or else forecast, or else first agreed.
        is_met: whether the return says that it was met.
    """

    authority_ids: tuple[str, ...]
    authority: Places
    milestone: Places
    position: Places
    expected: Places
    is_met: NDArray[np.bool_]

    def last(self) -> "Stated":
        """The newest of each authority and milestone."""
        return self.where(np.append(self._is_new, True)[1:])

    def where(self, chosen: NDArray[np.bool_]) -> "Stated":
        """Only some of them."""
        who, which = self.authority[chosen], self.milestone[chosen]
        return Stated(self.authority_ids, who, which, self.position[chosen], self.expected[chosen], self.is_met[chosen])

    @property
    def _is_new(self) -> NDArray[np.bool_]:
        found = np.ones(len(self.authority), dtype=np.bool_)
        found[1:] = (np.diff(self.authority) != 0) | (np.diff(self.milestone) != 0)
        return found


def stated(statements: pl.DataFrame, milestones: Sequence[str], upto: date) -> Stated:
    """What was stated of some milestones up to a position.

    Args:
        statements: authority_id, position (the last day of the return's quarter), milestone, baseline_on, forecast_on,
            actual_on; one row for each authority, milestone and position.
    """
    position, actual, forecast, baseline = (
        statements[name].cast(pl.Int32).cast(pl.Float64).to_numpy()  # not stated: not a number
        for name in ("position", "actual_on", "forecast_on", "baseline_on")
    )
    expected = np.where(np.isnan(actual), np.where(np.isnan(forecast), baseline, forecast), actual)
    order = {each: at for at, each in enumerate(milestones)}
    which = np.array([order.get(each, -1) for each in statements["milestone"].to_list()], dtype=np.int64)
    is_asked = (which >= 0) & (position <= (upto - EPOCH).days) & ~np.isnan(expected)
    ids = statements["authority_id"].to_list()
    known = tuple(sorted(set(ids)))
    places = {id_: at for at, id_ in enumerate(known)}
    who = np.array([places[id_] for id_ in ids], dtype=np.int64)
    sequence = np.lexsort((position, which, who))
    sequence = sequence[is_asked[sequence]]
    stated_at, days = position[sequence].astype(np.int64), expected[sequence].astype(np.int64)
    return Stated(known, who[sequence], which[sequence], stated_at, days, (actual <= position)[sequence])


def moves(dates: Stated) -> Moves:
    """Every move between two returns of quarters that follow one another."""
    is_same = (np.diff(dates.authority) == 0) & (np.diff(dates.milestone) == 0)
    is_next = is_same & (np.diff(dates.position) <= LONGEST_QUARTER) & ~dates.is_met[:-1]
    at = np.nonzero(is_next)[0]
    left = (dates.expected[at] - dates.position[at]).astype(np.float64)
    order = np.argsort(left, kind="stable")
    at, left = at[order], left[order]
    quarters, quarter = np.unique(dates.position[at], return_inverse=True)
    later = (dates.expected[at + 1] - dates.expected[at]).astype(np.float64)
    is_met = dates.is_met[at + 1]
    return Moves(left, later, is_met, quarter, dates.authority[at], dates.authority_ids, len(quarters))


def windows(found: Moves) -> Places:
    """For each run of neighbouring moves their places, those that moved least later first: (runs, neighbours)."""
    size = found.neighbours
    starts = np.arange(found.count - size + 1)
    each = starts[:, None] + np.arange(size)[None, :]
    order = np.argsort(found.later_days[each], axis=1, kind="stable")
    return np.take_along_axis(each, order, axis=1)


def scores(found: Moves) -> Numbers:
    """How late each move was among those with as much time left, as standard normal scores; equal ones share theirs."""
    from scipy.special import ndtri  # it takes long to load

    size = found.neighbours
    starts = np.clip(np.arange(found.count) - size // 2, 0, found.count - size)
    beside = found.later_days[starts[:, None] + np.arange(size)[None, :]]
    own = found.later_days[:, None]
    share = ((beside < own).sum(axis=1) + 0.5 * (beside == own).sum(axis=1)) / size
    raw: Numbers = ndtri(np.clip(share, 0.5 / size, 1 - 0.5 / size))
    spread = float(np.sqrt(np.mean(raw**2)))
    return raw / spread if spread > 0 else raw


def together(found: Moves) -> Together:
    """How far moves went together in a quarter, and for an authority: moments of the scores, held towards what is usual."""
    score = scores(found)
    sums, sizes = _summed(score, found.quarter, found.quarters)
    means = sums / np.maximum(sizes, 1)
    shared = _shared(means, sizes)
    rest = score - means[found.quarter]
    own, seen = _summed(rest, found.authority, len(found.authority_ids))
    squares, _ = _summed(rest**2, found.authority, len(found.authority_ids))
    pairs = float((seen * (seen - 1)).sum())
    lasting = float((own**2 - squares).sum()) / pairs if pairs else LASTING_BEFORE
    weight = pairs / max(float(seen.max(initial=1)), 1)
    lasting = (max(lasting, 0.0) * weight + LASTING_BEFORE * LASTING_WEIGHT) / (weight + LASTING_WEIGHT)
    lasting = min(lasting, MOST_TOGETHER - shared)
    noise = max(1 - shared - lasting, 0.05)
    belief = noise + seen * lasting
    spread = np.sqrt(lasting * noise / belief)
    return Together(
        shared, lasting, lasting * own / belief, spread, _soon(found), _carried(means), _last(means, sizes, shared)
    )


def _soon(found: Moves) -> float:
    """Most moves of dates soon due come from a few quarters: how many quarters with equally many would weigh the same."""
    soon = found.quarter[found.left_days <= SOON]
    sizes = np.bincount(soon, minlength=1).astype(np.float64)
    return max(float(sizes.sum() ** 2 / max((sizes**2).sum(), 1.0)), 1.0)


def _shared(means: Numbers, sizes: Numbers) -> float:
    count = len(means)
    seen = 0.0
    if count > 1:
        seen = max(float(np.var(means, ddof=1) - np.mean(1 / np.maximum(sizes, 1))), 0.0)
    held = ((count - 1) * seen + SHARED_WEIGHT * SHARED_BEFORE) / (count - 1 + SHARED_WEIGHT)
    return min(held, MOST_TOGETHER - 0.1)


def _carried(means: Numbers) -> float:
    """The correlation of one quarter's shared part with the next one's, held towards none; few quarters make it look too small."""
    count = len(means)
    apart = means - means.mean()
    size = float((apart**2).sum())
    if count < 4 or size == 0:
        return 0.0
    seen = float((apart[1:] * apart[:-1]).sum()) / size
    unbiased = seen + (1 + 3 * max(seen, 0.0)) / count
    return min(max(unbiased * count / (count + CARRIED_WEIGHT), 0.0), 0.7)


def _last(means: Numbers, sizes: Numbers, shared: float) -> float:
    noise = (1 - shared) / max(float(sizes[-1]), 1.0)
    return float(means[-1] - means.mean()) * shared / (shared + noise)


def _summed(values: Numbers, keys: Places, count: int) -> tuple[Numbers, Numbers]:
    sums: Any = np.bincount(keys, weights=values, minlength=count)
    sizes: Any = np.bincount(keys, minlength=count).astype(np.float64)
    return sums, sizes
