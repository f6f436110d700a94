"""Working days of England and Wales: Monday to Friday without the bank holidays, which follow rules and a few orders."""

from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
# Days moved or added by proclamation, one at a time: (removed by the rules, added instead or as well).
_MOVED = {
    2020: ((date(2020, 5, 4),), (date(2020, 5, 8),)),  # 75 years after VE Day
    2022: ((date(2022, 5, 30),), (date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19))),  # jubilee, state funeral
    2023: ((), (date(2023, 5, 8),)),  # coronation
}


@lru_cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales that are observed in a year, substitute days among them."""
    removed, added = _MOVED.get(year, ((), ()))
    easter = _easter(year)
    found = {
        easter - 2 * _DAY,
        easter + _DAY,
        _monday(date(year, 5, 1)),
        _monday(date(year, 5, 25)),
        _monday(date(year, 8, 25)),
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= 5 or day in found:  # on a weekend, or on a substitute for the day before
            day += _DAY
        found.add(day)
    return frozenset((found - set(removed)) | set(added))


def is_working_day(day: date) -> bool:
    """Whether a day is neither at the weekend nor a bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@lru_cache(4096)
def working_days_left(today: date, until: date) -> int:
    """Working days after today up to a day, that day included; below zero if it has gone: 0 on the day itself.

    On Wednesday 16 December 2026 ten are left to Monday 4 January 2027.
    """
    first, last = min(today, until), max(today, until)
    count = sum(is_working_day(first + step * _DAY) for step in range(1, (last - first).days + 1))
    return count if until >= today else -count


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, else the next that is."""
    while not is_working_day(day):
        day += _DAY
    return day


def _monday(first: date) -> date:
    """The first Monday on or after a day."""
    return first + timedelta(days=-first.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
