"""Past forecasts against what happened: the same forecast made again at each past quarter, from what was known then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.forecasting import Forecast, Outlook, forecast
from schemas.forecasting_moves import stated
from schemas.periods import Period

QUARTERS_SCORED = 2  # how far ahead: the next quarter and the one after
RUNS = 500


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
    def judged(self) -> int:
        """How many chances were judged."""
        return sum(each.waiting for each in self.trials)

    def _mean(self, values: list[float]) -> float:
        return sum(v * each.waiting for v, each in zip(values, self.trials, strict=True)) / self.judged


def scored(known: Mapping[date, pl.DataFrame], milestone: str, position: date) -> Score | None:
    """Past forecasts scored by what is known now; None while there is none to score.

    Args:
        known: for each past position and this one, the statements as known then.
        milestone: which one.
        position: the last day of the quarter that is known last.
    """
    happened = _met(known[position], milestone)
    found = []
    for made_on in sorted(on for on in known if on < position):
        for ahead in range(1, QUARTERS_SCORED + 1):
            for_on = Period.containing(made_on).shifted(ahead).end
            made = forecast(known[made_on], milestone, made_on, for_on, runs=RUNS) if for_on <= position else None
            if made and (trial := _trial(made, happened)):
                found.append(trial)
    return Score(tuple(found)) if found else None


def _met(statements: pl.DataFrame, milestone: str) -> Mapping[str, date]:
    dates = stated(statements, milestone)
    return dict(dates.filter("is_met").group_by("authority_id").last().select("authority_id", "expected_on").iter_rows())


def _trial(made: Forecast, happened: Mapping[str, date]) -> Trial | None:
    waiting = [each for each in made.outlooks if not each.is_met]
    if not waiting:
        return None
    far = date.max
    is_met = {each.authority_id: happened.get(each.authority_id, far) <= made.by for each in made.outlooks}
    count = made.counts[-1]
    return Trial(
        made.position, made.by, count.low, count.middle, count.high,
        sum(_own(each, made.by) for each in made.outlooks),
        sum(is_met[each.authority_id] or each.is_met for each in made.outlooks), len(waiting),
        sum((each.chance - is_met[each.authority_id]) ** 2 for each in waiting) / len(waiting),
        sum((_own(each, made.by) - is_met[each.authority_id]) ** 2 for each in waiting) / len(waiting),
    )  # fmt: skip


def _own(outlook: Outlook, by: date) -> bool:
    return outlook.stated_on is not None and outlook.stated_on <= by
