"""The rows of a Child protection activity return: whole numbers that follow from one another, quarter after quarter."""

import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from schemas.periods import Period
from seed.authority_paths import Path, paths
from seed.chance import from_quantiles, stream
from seed.posts import enquiries_a_year
from seed.quarters import FIRST, QUARTERS, index_of
from seed.unit import PLAN_RATE, Rows, children_held

# The spread between authorities in published figures for 2025, and how far a year is like the one before.
_WITHIN_15 = ((0.0, 55.0), (0.1, 71.3), (0.25, 76.4), (0.5, 82.4), (0.75, 89.1), (0.9, 93.7), (1.0, 99.0))
_CONFERENCE_RATE = ((0.0, 32.0), (0.1, 41.4), (0.25, 48.8), (0.5, 60.9), (0.75, 78.7), (0.9, 93.9), (1.0, 110.0))
_REPEAT = ((0.0, 9.0), (0.1, 16.0), (0.25, 20.0), (0.5, 24.3), (0.75, 27.6), (0.9, 31.0), (1.0, 38.0))
_S47_MEMORY, _S47_SPREAD = 0.86, 0.226
_SHARE_OF_YEAR = (0.25, 0.23, 0.26, 0.26)
_WITHIN_10_OF_15, _WITHIN_20_OF_LATE = 0.107, 0.48
_PLANS_A_CONFERENCE = 0.84
_MOST_CONFERENCES = 0.62  # of the enquiries of a quarter
# Strategy discussions that all three agencies joined, by how far the Unit has come.
_ALL_PRESENT = {3: 0.84, 4: 0.915, 5: 0.965, 6: 0.975}
_ALL_PRESENT_BEFORE = 0.74
_VERIFIED_RISE = 0.022
NIL = frozenset({"IOS"})
NIL_REASON = "No enquiry, conference or plan in the quarter, and no child on a plan at its end."


@dataclass(frozen=True)
class Activity:
    """One authority's figures for a quarter, before any story changes them."""

    s47: int
    held: int
    conferences: tuple[int, int, int, int]
    started: int
    repeat: int
    ended: int
    on_plan: int


def activity_rows(path: Path, period: Period) -> Rows:
    """Every sheet of an authority's return for a quarter, by sheet name; the cover is left to the template."""
    made = activity_of(path.authority.authority_id)[index_of(period)]
    rng = stream(path.authority.authority_id, f"records {period}")
    own = stream(path.authority.authority_id, "presence").gauss(0, 0.04)
    present = _ALL_PRESENT.get(path.evidenced(period), _ALL_PRESENT_BEFORE) + own + rng.gauss(0, 0.015)
    open_records = made.on_plan + max(_poisson(made.s47 * 0.3, rng), children_held(path, period)[0])
    verified = stream(path.authority.authority_id, "identifier").uniform(0.72, 0.95)
    verified = min(verified + _VERIFIED_RISE * index_of(period), 0.995)
    count = dict(zip(("0_10", "11_15", "16_20", "21_plus"), made.conferences, strict=True))
    return {
        "counts": [
            {
                "s47_started_count": made.s47,
                "strategy_held_count": made.held,
                "strategy_all_present_count": _part(made.held, present),
                **{f"icpc_{days}_count": number for days, number in count.items()},
                "icpc_count": sum(made.conferences),
                "plans_started_count": made.started,
                "repeat_plans_count": made.repeat,
                "plans_ended_count": made.ended,
                "plans_end_count": made.on_plan,
                "open_records_count": open_records,
                "verified_records_count": _part(open_records, verified),
            }
        ]
    }


@lru_cache(maxsize=512)
def activity_of(authority_id: str) -> tuple[Activity, ...]:
    """An authority's eight quarters. Plans at the end of each are those before, and those started, less those ended."""
    path = paths()[authority_id]
    found: list[Activity] = []
    on_plan = _plans_meant(path, FIRST)
    for period in QUARTERS:
        made = _quarter(path, period, on_plan)
        on_plan = made.on_plan
        found.append(made)
    return tuple(found)


def _quarter(path: Path, period: Period, on_plan_before: int) -> Activity:
    key, rng = path.authority.authority_id, stream(path.authority.authority_id, f"activity {period}")
    s47 = _poisson(
        enquiries_a_year(path.authority) * _year_level(key, period) * _SHARE_OF_YEAR[period.quarter - 1], rng
    )
    conferences = min(_poisson(s47 * _conversion(path), rng), round(s47 * 0.95))
    in_time = _part(conferences, _timeliness(path, period) + rng.gauss(0, 0.025))
    within_10 = _part(in_time, _WITHIN_10_OF_15 + rng.gauss(0, 0.02))
    within_20 = _part(conferences - in_time, _WITHIN_20_OF_LATE + rng.gauss(0, 0.08))
    started = _part(conferences, _PLANS_A_CONFERENCE + rng.gauss(0, 0.04))
    repeat_share = from_quantiles(stream(key, "repeat").random(), _REPEAT) / 100
    on_plan = min(_plans_meant(path, period), on_plan_before + started)
    return Activity(
        s47,
        held=round(s47 * rng.uniform(1.02, 1.12)),
        conferences=(within_10, in_time - within_10, within_20, conferences - in_time - within_20),
        started=started,
        repeat=_part(started, repeat_share + rng.gauss(0, 0.03)),
        ended=on_plan_before + started - on_plan,
        on_plan=on_plan,
    )


def _year_level(authority_id: str, period: Period) -> float:
    """How a year's enquiries stand to a usual year's: like the year before, but for chance."""
    level = 0.0
    for year in range(FIRST.year - 1, period.year + 1):
        chance = stream(authority_id, f"year {year}").gauss(0, _S47_SPREAD * 0.4)
        level = _S47_MEMORY * level + chance
    return math.exp(level)


def _conversion(path: Path) -> float:
    """Initial conferences for each enquiry."""
    rate = from_quantiles(stream(path.authority.authority_id, "conferences").random(), _CONFERENCE_RATE)
    a_year = path.authority.population_0_17 * rate / 10_000
    return min(a_year / max(enquiries_a_year(path.authority), 1.0), _MOST_CONFERENCES)


def _timeliness(path: Path, period: Period) -> float:
    """Conferences within 15 working days: a little better once a Unit holds the work."""
    own = from_quantiles(stream(path.authority.authority_id, "timeliness").random(), _WITHIN_15) / 100
    return own + 0.01 * max(path.evidenced(period) - 3, 0)


def _plans_meant(path: Path, period: Period) -> int:
    """Children on plans at the end of a quarter: about the authority's own rate, never fewer than its Units hold."""
    rate = from_quantiles(stream(path.authority.authority_id, "plans").random(), PLAN_RATE)
    level = 1 + stream(path.authority.authority_id, f"plans {period}").gauss(0, 0.03)
    return max(round(path.authority.population_0_17 * rate / 10_000 * level), children_held(path, period)[1])


def _part(whole: int, share: float) -> int:
    return min(max(round(whole * share), 0), whole)


def _poisson(mean: float, rng: Random) -> int:
    """A count with this mean: near enough by the bell curve for large ones."""
    if mean > 60:
        return max(round(rng.gauss(mean, math.sqrt(mean))), 0)
    threshold, product, count = math.exp(-max(mean, 0.0)), rng.random(), 0
    while product > threshold:
        product *= rng.random()
        count += 1
    return count
