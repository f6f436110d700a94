"""The future played out many times: in each run every authority's date moves, quarter by quarter, as dates have moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from schemas.forecasting_moves import Moves, Numbers, Together, windows


@dataclass(frozen=True)
class Start:
    """Where the authorities that have not met a milestone stand; arrays of one length.

    Args:
        left_days: from the end of the quarter of their last return to the date that it states.
        quarters_old: how many quarters ago that was; 0 for the latest.
        own_mean: where each one's own tendency is believed to lie.
        own_sd: how unsure that is.
    """

    left_days: Numbers
    quarters_old: Numbers
    own_mean: Numbers
    own_sd: Numbers


def played_out(
    found: Moves, together: Together, start: Start, lengths: Sequence[int], runs: int, rng: np.random.Generator
) -> Numbers:
    """Days from now until each authority meets the milestone, in each run: (runs, authorities); infinity if in no quarter.

    Args:
        found: the moves to draw from.
        together: how far they go together.
        start: the authorities.
        lengths: days of each quarter to play, from the oldest return's following quarter on.
        runs: how often.
        rng: chance.
    """
    from scipy.special import ndtr  # it takes long to load

    many = len(start.left_days)
    left = np.tile(start.left_days, (runs, 1))
    met = np.full((runs, many), np.inf)
    order, size = windows(found), found.neighbours
    shared, size_each = _shared_parts(together, len(lengths), runs, rng)
    own = start.own_mean + start.own_sd * rng.standard_normal((runs, many))
    noise = np.sqrt(np.maximum(1 - size_each**2 - together.lasting, 0.05))
    oldest = int(start.quarters_old.max(initial=0))
    passed = -sum(lengths[:oldest])
    for step, length in enumerate(lengths):
        active = np.isinf(met) & (start.quarters_old >= oldest - step)
        run, who = np.nonzero(active)
        if not len(run):
            passed += length
            continue
        share = ndtr(shared[run, step] + own[run, who] + noise[run] * rng.standard_normal(len(run)))
        now = left[run, who]
        first = np.clip(np.searchsorted(found.left_days, now) - size // 2, 0, found.count - size)
        drawn = order[first, np.minimum((share * size).astype(np.int64), size - 1)]
        turned = now + found.later_days[drawn]
        # A date that is due in the quarter is met if the one drawn was; one of the other kind only lends its days.
        is_alike = (now <= length) == (found.left_days[drawn] <= length)
        is_met = np.where(is_alike, found.is_met[drawn], turned <= length)
        met[run[is_met], who[is_met]] = passed + np.clip(turned[is_met], 1, length)
        left[run, who] = np.maximum(turned - length, 1)
        passed += length
    return met


def _shared_parts(together: Together, steps: int, runs: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Each run's shared part in each quarter, (runs, steps), and its size: how large it is, and its middle, are unsure."""
    known = together.quarters + 2.0
    size = np.sqrt(np.minimum(together.shared * known / rng.chisquare(known, runs), 1.0))
    carried = together.carried
    middle = size * rng.standard_normal(runs) * np.sqrt((1 + carried) / (1 - carried) / together.quarters)
    parts, last = np.empty((runs, steps)), np.full(runs, together.last)
    for step in range(steps):
        last = carried * last + size * np.sqrt(1 - carried**2) * rng.standard_normal(runs)
        parts[:, step] = middle + last
    return parts, size
