"""Past forecasts against what happened: the same forecast made again at each past quarter, from what was known then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from schemas.forecasting import RUNS, Forecast, Outlook, forecast
from schemas.forecasting_moves import EPOCH, stated
from schemas.periods import Period

QUARTERS_SCORED = 2  # how far ahead: the next quarter and the one after
PAST_RUNS = 300
# A range is set as if so many outcomes had been seen already, which missed a good deal less than it allows for: it allows
# for few quarters as well.
BELIEF, BELIEVED_MISS, LEAST_WIDENING, MOST_WIDENING = 5.0, 0.32, 0.5, 2.5
_WIDTH = 2 * 1.2816  # of the middle four fifths of a normal distribution, in standard deviations


@dataclass(frozen=True)
class Trial:
    """One past forecast of England's count, and of each authority's chance, with what happened.

    Args:
        made_on: the last day of the quarter that it was made at.
        for_on: the day that it was for.
        low: the likely range, and the middle.
        middle: of it.
        high: of it.
        own_dates: how many would have met it if everyone had met their own date.
        happened: how many had met it by then.
        waiting: authorities that had not met it when it was made.
        brier: mean squared difference of chance and outcome over those; nought is best.
        brier_naive: the same for the rule that everyone meets their own date.
        miss: how far the outcome was from the middle, in standard deviations of the range before it was set.
    """

    made_on: date
    for_on: date
    low: int
    middle: int
    high: int
    own_dates: int
    happened: int
    waiting: int
    brier: float
    brier_naive: float
    miss: float

    @property
    def is_inside(self) -> bool:
        """Whether what happened lies within the range."""
        return self.low <= self.happened <= self.high


@dataclass(frozen=True)
class Score:
    """How well past forecasts did."""

    trials: tuple[Trial, ...]

    @property
    def inside(self) -> int:
        """How many outcomes fell within their range."""
        return sum(each.is_inside for each in self.trials)

    @property
    def brier(self) -> float:
        """Mean over every authority of every trial."""
        return self._mean([each.brier for each in self.trials])

    @property
    def brier_naive(self) -> float:
        """The same for the rule that everyone meets their own date."""
        return self._mean([each.brier_naive for each in self.trials])

    @property
    def judged_count(self) -> int:
        """How many chances were judged."""
        return sum(each.waiting for each in self.trials)

    def _mean(self, values: list[float]) -> float:
        return sum(v * each.waiting for v, each in zip(values, self.trials, strict=True)) / self.judged_count


def judged(
    known: Mapping[date, pl.DataFrame], milestone: str, position: date, by: date, *, runs: int = RUNS
) -> tuple[Forecast | None, Score | None]:
    """The forecast, its range set by how far past ones missed; and how those did, each judged by what is known now.

    Every past forecast is made as it would have been: from what was known then, its range set by those before it alone.

    Args:
        known: for each past position and this one, the statements as known then.
        milestone: which one.
        position: the last day of the quarter that is known last.
        by: the day that chances are about.
        runs: how often the future is played out; fewer times for past ones.
    """
    happened = _met(known[position], milestone, position)
    trials: list[Trial] = []
    for made_on in sorted(on for on in known if on < position):
        until = min(Period.containing(made_on).shifted(QUARTERS_SCORED).end, position)
        past = forecast(known[made_on], milestone, made_on, until, runs=min(runs, PAST_RUNS), ahead=QUARTERS_SCORED)
        if past and past.met_count < past.total:
            set_by = past.widened(widening(trials, made_on))
            trials += [_trial(set_by, past, at, happened) for at in range(len(past.counts))]
    made = forecast(known[position], milestone, position, by, runs=runs)
    return made and made.widened(widening(trials, position)), Score(tuple(trials)) if trials else None


def widening(trials: Sequence[Trial], upto: date) -> float:
    """By what to multiply a range, from how far past forecasts missed beside how unsure they were; one while none is over."""
    misses = [each.miss**2 for each in trials if each.for_on <= upto]
    # Forecasts made one quarter apart for the same two quarters miss together, so two count as one.
    weight = len(misses) / QUARTERS_SCORED
    mean = sum(misses) / len(misses) if misses else 1.0
    return float(
        np.clip(np.sqrt((BELIEF * BELIEVED_MISS + weight * mean) / (BELIEF + weight)), LEAST_WIDENING, MOST_WIDENING)
    )


def _met(statements: pl.DataFrame, milestone: str, upto: date) -> Mapping[str, date]:
    dates = stated(statements, [milestone], upto).last()
    found = dates.where(dates.is_met)
    days = found.expected.tolist()
    return {found.authority_ids[who]: EPOCH + timedelta(on) for who, on in zip(found.authority, days, strict=True)}


def _trial(made: Forecast, plain: Forecast, at: int, happened: Mapping[str, date]) -> Trial:
    count, unset = made.counts[at], plain.counts[at]
    waiting = [each for each in made.outlooks if not each.is_met]
    is_met = [happened.get(each.authority_id, date.max) <= count.on for each in waiting]
    own = [_own(each, count.on) for each in waiting]
    total = made.met_count + sum(is_met)
    spread = max(unset.width / _WIDTH, 0.3)
    return Trial(
        made.position, count.on, count.low, count.middle, count.high, made.met_count + sum(own), total, len(waiting),
        sum((each.chances[at] - met) ** 2 for each, met in zip(waiting, is_met, strict=True)) / len(waiting),
        sum(said != met for said, met in zip(own, is_met, strict=True)) / len(waiting),
        (total - unset.exact[1]) / spread,
    )  # fmt: skip


def _own(outlook: Outlook, by: date) -> bool:
    return outlook.stated_on is not None and outlook.stated_on <= by
