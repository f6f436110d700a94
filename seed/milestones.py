"""The twenty milestones of an authority, each quarter: agreed day, forecast, and the day that it was met."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from schemas.periods import Period
from schemas.programme import Milestone
from seed.authority_paths import Path, paths, quarter_reached
from seed.chance import stream
from seed.picture import SLIPPED
from seed.quarters import END_OF, ENDS, LATEST, index_of

# Months from the start of the programme to the agreed day, where initial operation is at 15.
_OFFSETS = {1: 0, 2: 1, 3: 6, 4: 6, 5: 6, 6: 6, 7: 9, 8: 9, 9: 9, 10: 12, 11: 9, 12: 9, 13: 12, 14: 12, 15: 12, 16: 15}
_LAST_QUARTER = len(ENDS) - 1
# A health post is often filled before all health posts are agreed; about this many days after initial operation.
_HEALTH_AGREED_AFTER = 25


@dataclass(frozen=True)
class Course:
    """One milestone of one authority: the day agreed, and the day that it is really met (or last forecast)."""

    milestone: str
    baseline_on: date
    true_on: date
    slip_days: int
    unseen_days: int

    def met_on(self, period: Period) -> date | None:
        """The day that it was met, if it was by the end of the quarter."""
        return self.true_on if self.true_on <= END_OF[period] else None

    def forecast_on(self, period: Period) -> date | None:
        """What the partnership expects at the end of the quarter; nothing once it is met."""
        end = END_OF[period]
        if self.true_on <= end:
            return None
        quarter = index_of(period)
        if quarter == _LAST_QUARTER:
            return self.true_on
        if quarter == _LAST_QUARTER - 1:
            return max(self.true_on - timedelta(self.slip_days), end)
        return max(self._expected(quarter), end + timedelta(7))

    def _expected(self, quarter: int) -> date:
        """A hopeful day: so many days too early for each quarter that is left, as every quarter shows."""
        quarters_left = quarter_reached(self.true_on) - quarter
        return self.true_on - timedelta(self.unseen_days * max(quarters_left, 1))


@lru_cache(maxsize=256)
def courses(authority_id: str) -> tuple[Course, ...]:
    """The twenty courses of an authority, in the order of the milestones."""
    path = paths()[authority_id]
    rng = stream(authority_id, "milestones")
    true_days, planned = _true_days(path), _baselines(path)
    unseen = stream(authority_id, "unseen").randint(
        3, 24
    )  # for all alike, so that none is forecast before what it needs
    return tuple(
        Course(str(m), planned[n], true_days[n], _last_slip(path, n, rng.randint(3, 27)), unseen)
        for n, m in enumerate(Milestone, 1)
    )


def milestone_rows(path: Path, period: Period) -> list[dict[str, Any]]:
    """The rows of the Milestones sheet."""
    evidence = stream(path.authority.authority_id, "evidence").randint(3, 60)
    return [
        {
            "milestone": course.milestone,
            "baseline_on": course.baseline_on,
            "forecast_on": course.forecast_on(period),
            "actual_on": course.met_on(period),
            "evidence_ref": f"Programme board minute {evidence + n}" if course.met_on(period) else None,
        }
        for n, course in enumerate(courses(path.authority.authority_id))
    ]


def _last_slip(path: Path, number: int, usual_days: int) -> int:
    slipped = SLIPPED.get(path.label)
    if slipped and number in (16, 17):
        return slipped[1]
    return usual_days


def _baselines(path: Path) -> dict[int, date]:
    start, operation = path.planned_start_on, path.planned_operation_on
    span = (operation - start).days
    found = {n: start + timedelta(span * months // 15) for n, months in _OFFSETS.items()}
    full = path.planned_full_on
    return found | {
        17: full,
        18: max(full, date(2027, 3, 31)) if not path.authority.is_pathfinder else full,
        19: full + timedelta(273),
        20: full + timedelta(545 if path.authority.is_pathfinder else 365),
    }


def _true_days(path: Path) -> dict[int, date]:
    """The day that each milestone is met, in keeping with the days that the stages are reached."""
    rng = stream(path.authority.authority_id, "true days")
    scoping, design, mobilising, operation, full = (path.reached[s] for s in range(1, 6))

    def between(first: date, last: date) -> date:
        return first + timedelta(rng.randint(0, max((last - first).days, 0)))

    found = {
        1: scoping - timedelta(rng.randint(0, 12)),
        2: scoping,
        3: between(scoping + timedelta(40), design + timedelta(25)),
        4: between(scoping + timedelta(60), design + timedelta(50)),
        5: between(scoping + timedelta(30), design + timedelta(15)),
        6: design,
        7: between(design, mobilising),
        8: _health_agreed(path, rng.randint(-60, 75)),
        9: between(design, mobilising + timedelta(30)),
        10: between(mobilising - timedelta(20), operation + timedelta(60)),
        11: mobilising - timedelta(rng.randint(0, 45)),
        12: mobilising - timedelta(rng.randint(0, 30)),
        13: mobilising,
        14: between(mobilising - timedelta(30), operation),
        15: between(mobilising + (operation - mobilising) / 2, operation),
        16: operation,
        17: full,
        18: max(full, date(2027, 1, 11)) + timedelta(rng.randint(0, 75)),
        19: full + timedelta(rng.randint(210, 300)),
        20: full + timedelta(rng.randint(345, 385)),
    }
    if path.authority.is_pathfinder and path.label != "LEW":
        found[18] = full + timedelta(rng.randint(0, max((ENDS[-1] - full).days, 0)))
    return {number: _clear_of_the_end(day) for number, day in found.items()}


def _health_agreed(path: Path, days: int) -> date:
    return max(path.reached[4] + timedelta(_HEALTH_AGREED_AFTER + days), path.reached[2])


def _clear_of_the_end(day: date) -> date:
    """Move a forecast off the last days of the story, so that last quarter's forecast lies after its own end."""
    return date(2026, 10, 2) if LATEST.end < day < date(2026, 10, 2) else day
