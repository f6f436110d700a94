"""Forecasts judged over generated histories, another 200 each time: the range holds what happens four times in five."""

import random
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from schemas.forecasting import Outlook
from schemas.forecasting_score import judged
from schemas.periods import Period
from tests.schemas.histories import MILESTONE, History, history

HISTORIES, QUARTERS_AHEAD, RUNS = 200, 4, 100


@dataclass
class Found:
    """What came of every forecast: whether counts and days fell within their range, and errors of chances."""

    counts: list[bool] = field(default_factory=list)
    days: list[bool] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    naive_errors: list[float] = field(default_factory=list)


def test_eighty_per_cent_ranges_hold_what_happens_and_chances_beat_own_dates() -> None:
    seed = random.SystemRandom().randrange(10**9)
    found = Found()
    for each in range(seed, seed + HISTORIES):
        _judge(history(each), found)
    england, authorities = _share(found.counts), _share(found.days)
    brier, naive = sum(found.errors), sum(found.naive_errors)
    said = f"seeds from {seed}: counts {england:.3f}, days {authorities:.3f}, Brier {brier / naive:.2f} of the naive rule's"
    assert 0.75 <= england <= 0.85, said
    assert 0.75 <= authorities <= 0.85, said
    assert brier < naive, said


def _judge(made: History, found: Found) -> None:
    by = Period.containing(made.position).shifted(QUARTERS_AHEAD).end
    known = {on: made.statements.filter(pl.col("position") <= on) for on in made.statements["position"].unique()}
    forecast, _ = judged(known, MILESTONE, made.position, by, runs=RUNS)
    assert forecast is not None
    found.counts += [each.low <= made.count_by(each.on) <= each.high for each in forecast.counts]
    for each in forecast.outlooks:
        if not each.is_met:
            _judge_one(each, made.met_on[each.authority_id], by, found)


def _judge_one(outlook: Outlook, met_on: date, by: date, found: Found) -> None:
    found.days.append((outlook.low_on or date.max) <= met_on <= (outlook.high_on or date.max))
    found.errors.append((outlook.chance - (met_on <= by)) ** 2)
    found.naive_errors.append(((outlook.stated_on is not None and outlook.stated_on <= by) - (met_on <= by)) ** 2)


def _share(held: list[bool]) -> float:
    return sum(held) / len(held)
