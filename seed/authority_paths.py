"""How each authority moves through the stages: when it reaches each, when it planned to, when it forecast to."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from schemas.authorities import Authority, authorities
from schemas.periods import Period
from seed.chance import stream
from seed.picture import (
    CATCHING_UP,
    MOVED_BACK,
    NEW_OPERATIONAL,
    NOT_RETURNED_LATEST,
    OVER_DECLARED,
    PLANNED,
    PLANNED_BY,
    REACHED,
    SLIPPED,
    STAGE_AT_END,
)
from seed.quarters import END_OF, ENDS, LATEST, QUARTERS, REGISTER_DAY

END, BEFORE = ENDS[-1], ENDS[-2]
FULL_OPERATION_BY = date(2027, 3, 31)
_EARLY = ("LDS", "CMD", "NYK", "TEL", "ESS")


@dataclass(frozen=True)
class Path:
    """One authority's way through the stages.

    Args:
        reached: stage (1 to 5) → the day that its evidence is complete; days after the story's end are forecasts.
        planned_start_on: the first day of its programme as agreed.
        planned_operation_on: the agreed day of initial operation.
        planned_full_on: the agreed day of full operation.
    """

    authority: Authority
    reached: dict[int, date]
    planned_start_on: date
    planned_operation_on: date
    planned_full_on: date

    @property
    def label(self) -> str:
        """Its three letters on the tile map."""
        return self.authority.tile_label

    def evidenced(self, period: Period) -> int:
        """The stage that the return's rows are to support at the end of a quarter."""
        if period == LATEST and self.label in MOVED_BACK:
            return 3
        return max((stage for stage, day in self.reached.items() if day <= END_OF[period]), default=0)

    def declared(self, period: Period) -> int:
        """The stage that the partnership says: the evidenced one, or for some the next a little early."""
        if period == LATEST:
            return OVER_DECLARED.get(self.label, self.evidenced(period))
        stage = self.evidenced(period)
        is_early = stream(self.authority.authority_id, f"declared {period}").random() < 0.3
        return max(stage, min(stage + 1, self.evidenced(period.next))) if is_early and stage else stage


@lru_cache(maxsize=1)
def paths() -> dict[str, Path]:
    """Every authority's path, by authority_id."""
    places = authorities(REGISTER_DAY)
    reached = _reached(places)
    planned = _planned_operation(places, reached)
    return {a.authority_id: _path(a, reached[a.authority_id], planned[a.authority_id]) for a in places}


def _reached(places: tuple[Authority, ...]) -> dict[str, dict[int, date]]:
    operational = _operational_on(places)
    found = {}
    for a in places:
        rng = stream(a.authority_id, "stages")
        if a.is_pathfinder:
            found[a.authority_id] = _pathfinder(a, rng)
        elif a.authority_id in operational:
            found[a.authority_id] = _operational(a, operational[a.authority_id], rng)
        else:
            found[a.authority_id] = REACHED.get(a.tile_label) or _not_yet(a, rng)
    return found


def _operational_on(places: tuple[Authority, ...]) -> dict[str, date]:
    """The day of initial operation of each that has come so far without having gone first."""
    crossing = [a for a in places if not a.is_pathfinder and (_end_stage(a) >= 4 or a.tile_label in MOVED_BACK)]
    crossing.sort(key=_eagerness)
    found: dict[str, date] = {}
    for period, count in zip(QUARTERS, NEW_OPERATIONAL, strict=True):
        for a in crossing[len(found) : len(found) + count]:
            days = (period.end - period.start).days
            found[a.authority_id] = period.start + timedelta(stream(a.authority_id, "operation").randint(5, days))
    return found


def _eagerness(a: Authority) -> tuple[float, str]:
    score = stream(a.authority_id, "eagerness").random()
    if a.tile_label in _EARLY:
        score = -1 + _EARLY.index(a.tile_label) / 10
    elif a.tile_label == "BRD":  # an improvement story: it becomes operational in the last quarter
        score = 2.0
    elif a.tile_label in NOT_RETURNED_LATEST or a.tile_label in MOVED_BACK or a.tile_label == "SOL":
        score *= 0.5  # operational well before the last quarter
    return score, a.authority_id


def _end_stage(a: Authority) -> int:
    return STAGE_AT_END[a.tile_label]


def _between(first: date, last: date, rng: Random) -> date:
    return first + timedelta(rng.randint(0, max((last - first).days, 0)))


def _pathfinder(a: Authority, rng: Random) -> dict[int, date]:
    if a.pathfinder_wave == 1:
        days = (date(2023, 7, 3), date(2023, 12, 1), date(2024, 4, 15), date(2024, 9, 2))
        full = _between(date(2025, 9, 8), date(2026, 3, 20), rng)
    else:
        days = (date(2024, 4, 8), date(2024, 6, 17), date(2024, 8, 27), date(2024, 11, 4))
        full = _between(date(2026, 2, 2), BEFORE if a.tile_label in OVER_DECLARED else date(2026, 9, 18), rng)
    return {s: d + timedelta(rng.randint(0, 25)) for s, d in enumerate(days, 1)} | {5: full}


def _operational(a: Authority, on: date, rng: Random) -> dict[int, date]:
    start = min(_programme_start(a) + timedelta(rng.randint(0, 20)), on - timedelta(rng.randint(240, 300)))
    span = (on - start).days
    design = start + timedelta(int(span * rng.uniform(0.28, 0.4)))
    mobilising = start + timedelta(int(span * rng.uniform(0.55, 0.78)))
    if _end_stage(a) == 5:
        full = _between(max(date(2026, 4, 6), on + timedelta(150)), END - timedelta(10), rng)
    else:
        full = _full_operation_forecast(on, rng)
    return {1: start, 2: design, 3: mobilising, 4: on, 5: full}


def _full_operation_forecast(operational_on: date, rng: Random) -> date:
    spread = date(2027, 4, 27) + timedelta(int(rng.gauss(0, 55)))
    return max(spread, operational_on + timedelta(rng.randint(40, 75)), date(2026, 11, 2))


def _not_yet(a: Authority, rng: Random) -> dict[int, date]:
    latest = BEFORE if a.tile_label in NOT_RETURNED_LATEST or a.tile_label in SLIPPED else END
    start = _programme_start(a) + timedelta(rng.randint(0, 25))
    stage = _end_stage(a)
    if stage == 3:
        mobilising = _between(date(2025, 12, 1), latest, rng)
        design = start + timedelta(int((mobilising - start).days * rng.uniform(0.35, 0.6)))
        operation = _between(date(2026, 10, 26), date(2027, 3, 26), rng)
    elif stage == 2:
        design = _between(date(2025, 11, 10), latest - timedelta(20), rng)
        mobilising = _between(date(2026, 10, 12), date(2027, 1, 20), rng)
        operation = _between(date(2027, 2, 8), date(2027, 3, 26), rng)
        if a.tile_label not in CATCHING_UP:
            operation = _between(date(2027, 4, 12), date(2027, 8, 27), rng)
    else:
        design = _between(date(2026, 10, 19), date(2027, 1, 15), rng)
        mobilising = _between(date(2027, 2, 1), date(2027, 4, 9), rng)
        operation = _between(date(2027, 5, 3), date(2027, 10, 1), rng)
    if a.tile_label in SLIPPED:
        operation = SLIPPED[a.tile_label][0]
    return {1: start, 2: design, 3: mobilising, 4: operation, 5: _full_operation_forecast(operation, rng)}


def _programme_start(a: Authority) -> date:
    """The first of a month from April to September 2025; earlier for those that went first."""
    if a.is_pathfinder:
        return date(2023, 7, 1) if a.pathfinder_wave == 1 else date(2024, 4, 1)
    return date(2025, 4 + stream(a.authority_id, "start").randint(0, 5), 1)


def _planned_operation(places: tuple[Authority, ...], reached: dict[str, dict[int, date]]) -> dict[str, date]:
    """Agreed days of initial operation: the sooner it came, the sooner it tends to have been planned."""
    went_first = {
        a.authority_id: _month_end(reached[a.authority_id][4] - timedelta(10)) for a in places if a.is_pathfinder
    }
    found = went_first | {a.authority_id: PLANNED[a.tile_label] for a in places if a.tile_label in PLANNED}
    others = [a for a in places if a.authority_id not in found]
    noise = {a.authority_id: stream(a.authority_id, "plan").gauss(0, 35) for a in others}
    others.sort(key=lambda a: (reached[a.authority_id][4].toordinal() + noise[a.authority_id], a.authority_id))
    first = ENDS[1]
    for last, count in PLANNED_BY:
        own, others = others[: (free := count - _fixed(first, last))], others[free:]
        for a in own:
            rng = stream(a.authority_id, "planned operation")
            # The last are all planned for the day itself that the programme works towards.
            found[a.authority_id] = last if last == FULL_OPERATION_BY else _between(first + timedelta(1), last, rng)
        first = last
    return found


def _fixed(after: date, to: date) -> int:
    return sum(after < day <= to for day in PLANNED.values())


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(1)


def _path(a: Authority, reached: dict[int, date], operation_on: date) -> Path:
    start = min(_programme_start(a), reached[1].replace(day=1))
    if operation_on - start < timedelta(200):
        start = operation_on - timedelta(200)
    rng = stream(a.authority_id, "planned full")
    if _end_stage(a) == 5:
        full = max(_month_end(reached[5] - timedelta(rng.randint(10, 60))), operation_on)
    elif operation_on <= BEFORE and rng.random() < 0.35:
        full = date(2026, 12, 31)
    else:
        full = FULL_OPERATION_BY
    return Path(a, reached, start, operation_on, full)


def quarter_reached(day: date) -> int:
    """Which of the eight quarters a day falls in, from 0; 8 if it is later, 0 if it is earlier."""
    return next((i for i, end in enumerate(ENDS) if day <= end), len(ENDS))
