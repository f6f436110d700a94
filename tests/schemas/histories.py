"""Made-up histories of a milestone, to judge forecasts by: work that is left, done at uneven speed, and dates stated of it.

Nothing here moves dates as the forecast's own model does. Work is done at a speed of each authority's own, in quarters that
are good or bad for all (and sometimes stand still); setbacks have heavy tails; stated dates are hopeful, rounded to
months' ends, often left as they were, and at times the whole plan is made anew.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas.periods import Period

FIRST = Period(2022, 1)
MILESTONE = "M13"
_QUARTER, _LONGEST = 91.3, 60


@dataclass(frozen=True)
class History:
    """What was stated up to a position, and what then happened.

    Args:
        statements: as `schemas.forecasting.forecast` takes them.
        position: the last day of the last quarter that is known.
        met_on: the day each authority really met the milestone, whatever is known of it.
    """

    statements: pl.DataFrame
    position: date
    met_on: dict[str, date]

    def count_by(self, day: date) -> int:
        """How many had met it by a day."""
        return sum(on <= day for on in self.met_on.values())


def history(seed: int, authorities: int = 60) -> History:
    """One history; the same for the same seed."""
    rng = np.random.default_rng(seed)
    quarters = int(rng.integers(8, 13))
    span = float(rng.uniform(9, 14)) * _QUARTER
    baseline = np.sort(rng.uniform(1.2 * _QUARTER, span, authorities)) * rng.uniform(0.9, 1.1, authorities)
    speed = np.exp(rng.normal(-rng.uniform(0.0, 0.35), rng.uniform(0.1, 0.3), authorities))
    hope = rng.beta(2, rng.uniform(3, 8), authorities)
    national = _national(rng)
    left, met = baseline.copy(), np.full(authorities, np.inf)
    stated, rows = baseline.copy(), []
    sticky, lost = rng.uniform(0.2, 0.6), rng.uniform(0.0, 0.1)
    for quarter in range(_LONGEST):
        left, met = _worked(rng, left, met, speed * national[quarter], quarter)
        now = (quarter + 1) * _QUARTER
        stated, baseline = _stated(rng, now, left / (1 - 0.1), hope, stated, baseline, sticky)
        if quarter < quarters:
            rows.append(_returned(rng, quarter, now, baseline, stated, met, lost))
        elif np.isfinite(met).all():
            break
    names = [f"A{at:03d}" for at in range(authorities)]
    known = {name: _day(on) for name, on in zip(names, np.minimum(met, _LONGEST * _QUARTER), strict=True)}
    return History(pl.concat(rows), FIRST.shifted(quarters - 1).end, known)


def _national(rng: np.random.Generator) -> NDArray[np.float64]:
    """How much is done in each quarter, for all alike: it drifts, and some quarters nearly stand still."""
    size, keeps = rng.uniform(0.05, 0.3), rng.uniform(0.0, 0.5)
    drift, found = 0.0, np.empty(_LONGEST)
    for at in range(_LONGEST):
        drift = keeps * drift + size * rng.standard_normal()
        found[at] = np.exp(drift) * (0.45 if rng.random() < 0.07 else 1.0)
    return found


def _worked(
    rng: np.random.Generator,
    left: NDArray[np.float64],
    met: NDArray[np.float64],
    speed: NDArray[np.float64],
    quarter: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    many = len(left)
    setback = np.where(rng.random(many) < 0.06, 25 * (rng.pareto(1.7, many) + 1), 0.0)
    done = _QUARTER * speed * np.exp(0.25 * rng.standard_normal(many))
    after = left + np.minimum(setback, 900) - done
    is_met = np.isinf(met) & (after <= 0)
    share = np.clip(left / np.maximum(left - after, 1e-9), 0.01, 1)
    met = np.where(is_met, (quarter + share) * _QUARTER, met)
    return np.maximum(after, 0.0), met


def _stated(
    rng: np.random.Generator,
    now: float,
    left: NDArray[np.float64],
    hope: NDArray[np.float64],
    stated: NDArray[np.float64],
    baseline: NDArray[np.float64],
    sticky: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    many = len(left)
    seen = now + left * (1 - hope * np.clip(left / 270, 0, 1)) * np.exp(0.12 * rng.standard_normal(many))
    months_end = np.ceil(seen / 30.44) * 30.44
    is_kept = (rng.random(many) < sticky) & (stated > now)
    found = np.where(is_kept, stated, np.where(rng.random(many) < 0.6, months_end, seen))
    is_anew = rng.random(many) < 0.02
    baseline = np.where(is_anew, now + left * 1.1 + 30, baseline)
    return np.maximum(np.where(is_anew, baseline, found), now + 3), baseline


def _returned(
    rng: np.random.Generator,
    quarter: int,
    now: float,
    baseline: NDArray[np.float64],
    stated: NDArray[np.float64],
    met: NDArray[np.float64],
    lost: float,
) -> pl.DataFrame:
    position = FIRST.shifted(quarter).end
    is_met = met <= now
    sent = np.nonzero(rng.random(len(met)) >= lost)[0] if quarter else np.arange(len(met))
    rows = [
        (
            f"A{at:03d}",
            position,
            MILESTONE,
            _day(baseline[at]),
            None if is_met[at] else max(_day(stated[at]), position + timedelta(1)),
            min(_day(met[at]), position) if is_met[at] else None,
        )
        for at in sent
    ]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")


_COLUMNS = {
    "authority_id": pl.String, "position": pl.Date, "milestone": pl.String, "baseline_on": pl.Date, "forecast_on": pl.Date,
    "actual_on": pl.Date,
}  # fmt: skip


def _day(days: float) -> date:
    return FIRST.start + timedelta(int(days))
