"""The forecast: how often its range holds what happens over generated histories, its error, and how long England's takes."""

import random
import time
from datetime import date

import polars as pl

from bench.measure import Measure, phase
from schemas.forecasting_score import judged
from schemas.periods import Period
from tests.schemas.histories import MILESTONE, History, history

HISTORIES, AUTHORITIES, ENGLAND, REPEATS = 200, 60, 153, 5


def measures() -> list[Measure]:
    """forecast_coverage_pct, forecast_brier_ratio and forecast_s."""
    seed = random.SystemRandom().randrange(10**9)
    held: list[bool] = []
    errors, naive = 0.0, 0.0
    with phase(f"forecasting {HISTORIES} generated histories"):
        for each in range(seed, seed + HISTORIES):
            inside, error, naive_error = _judged(history(each, AUTHORITIES))
            held, errors, naive = held + inside, errors + error, naive + naive_error
    of = f"{HISTORIES} generated histories of {AUTHORITIES} authorities, seeds from {seed}"
    share = 100 * sum(held) / len(held)
    return [
        Measure("forecast_coverage_pct", share, "%", f"counts one to four quarters ahead within the 80% range; {of}"),
        Measure("forecast_brier_ratio", errors / naive, "×", f"of the rule that everyone meets their own date; {of}"),
        Measure(
            "forecast_s",
            _seconds(history(seed, ENGLAND)),
            "s",
            f"{ENGLAND} authorities with the score, middle of {REPEATS}",
        ),
    ]


def _known(made: History) -> dict[date, pl.DataFrame]:
    rows = made.statements
    return {on: rows.filter(pl.col("position") <= on) for on in rows["position"].unique()}


def _judged(made: History) -> tuple[list[bool], float, float]:
    by = Period.containing(made.position).shifted(4).end
    found, _ = judged(_known(made), MILESTONE, made.position, by, runs=100)
    assert found is not None
    waiting = [(each, made.met_on[each.authority_id] <= by) for each in found.outlooks if not each.is_met]
    own = [each.stated_on is not None and each.stated_on <= by for each, _ in waiting]
    return (
        [each.low <= made.count_by(each.on) <= each.high for each in found.counts],
        sum((each.chance - is_met) ** 2 for each, is_met in waiting),
        float(sum(said != is_met for said, (_, is_met) in zip(own, waiting, strict=True))),
    )


def _seconds(made: History) -> float:
    known, by, took = _known(made), Period.containing(made.position).shifted(2).end, []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        judged(known, MILESTONE, made.position, by)
        took.append(time.perf_counter() - begun)
    return sorted(took)[REPEATS // 2]
