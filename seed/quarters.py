"""The eight quarters that are pretended, and when their returns come in."""

from datetime import UTC, date, datetime, time, timedelta

from schemas.periods import Period, periods_between

FIRST, LATEST = Period.parse("2024-25 Q3"), Period.parse("2026-27 Q2")
QUARTERS = periods_between(FIRST, LATEST)
ENDS = tuple(period.end for period in QUARTERS)
END_OF = dict(zip(QUARTERS, ENDS, strict=True))
REGISTER_DAY = date(2026, 11, 22)
RECENT, OLDER = QUARTERS[-2:], QUARTERS[:-2]


def index_of(period: Period) -> int:
    """Where the quarter stands among the eight, from 0.

    Raises:
        ValueError: if nothing is pretended for that quarter.
    """
    return QUARTERS.index(period)


def publication(period: Period) -> datetime:
    """When the quarter's returns are put together: the morning 47 days after its end, when the last has come in."""
    return at(period.end + timedelta(days=47), 10, 0)


def correction(period: Period) -> datetime:
    """When corrections of the quarter's accepted returns are put together, four days later."""
    return at(period.end + timedelta(days=51), 10, 0)


def at(day: date, hour: int, minute: int) -> datetime:
    """An instant on a day."""
    return datetime.combine(day, time(hour, minute), UTC)
