"""Numbers, money, dates and changes as people read them. Government figures round half up."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from etl.settings import in_england
from schemas.indicators_grammar import Indicator, Unit
from schemas.vocabulary import Better, Level

NOTHING = "—"
_SMALL = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def number(value: float, places: int = 0) -> str:
    """A number with thousands marked: 1,290 or 81.4; a half is rounded up."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded + 0:,.{places}f}"


def percent(value: float, places: int = 1) -> str:
    """A percentage: 81.4%."""
    return f"{number(value, places)}%"


def pounds(value: float, *, is_national: bool = False) -> str:
    """Money: £1.2m for England, £0.86m for an authority, £4,200 where that would say nothing."""
    if abs(value) < 10_000:
        return f"£{number(value)}"
    return f"£{number(value / 1_000_000, 1 if is_national else 2)}m"


def day(on: date) -> str:
    """A date in full: 30 September 2026."""
    return f"{on.day} {on:%B %Y}"


def moment(instant: datetime) -> str:
    """An instant as people in England read it: 20 November 2026 at 09:30."""
    local = in_england(instant)
    return f"{day(local.date())} at {local:%H:%M}"


def short_day(on: date) -> str:
    """A date in a dense table: 30 Sep 2026."""
    return f"{on.day} {on:%b %Y}"


def counted(count: int, one: str, many: str = "", *, at_start: bool = False) -> str:
    """A count with its noun: "1 authority", "9 authorities"; at the start of a title, small numbers are words."""
    noun = one if count == 1 else many or f"{one}s"
    figure = _SMALL[count] if at_start and 0 <= count < len(_SMALL) else number(count)
    return f"{figure} {noun}"


def spelled(count: int) -> str:
    """A count inside a sentence: small numbers are words."""
    return _SMALL[count].lower() if 0 < count < len(_SMALL) else number(count)


def listed(parts: Sequence[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def judged(difference: float, better: Better) -> str:
    """Whether a difference is better or worse; nothing for a neutral measure or no difference."""
    if better is Better.NEUTRAL or difference == 0:
        return ""
    return "better" if (difference > 0) == (better is Better.HIGHER) else "worse"


def change(now: float, before: float, better: Better, *, places: int = 0, unit: str = "") -> str:
    """A change in words: "up 16, better", "down 2.5 points, better", "no change"."""
    size = abs(Decimal(number(now, places).replace(",", "")) - Decimal(number(before, places).replace(",", "")))
    if size == 0:
        return "no change"
    words = f"{'up' if now > before else 'down'} {number(float(size), places)}{f' {unit}' if unit else ''}"
    return ", ".join(part for part in (words, judged(now - before, better)) if part)


def days_from(days: float, on: date) -> str:
    """How far a date is from another: "46 days after 31 March 2027"."""
    size = int(number(abs(days)).replace(",", ""))
    if size == 0:
        return f"On {day(on)}"
    return f"{counted(size, 'day')} {'after' if days > 0 else 'before'} {day(on)}"


def late(days: int) -> str:
    """How late something is: "118 days late", "17 days early", "on the day"."""
    if days == 0:
        return "on the day"
    return f"{counted(abs(days), 'day')} {'late' if days > 0 else 'early'}"


def value_words(indicator: Indicator, value: float, level: Level = Level.AUTHORITY) -> str:
    """A value as people read it, in the indicator's unit at that level: "81.4%", "3 of 4", "Stage 4: Operational"."""
    unit = indicator.unit_at(level)
    if named := indicator.label(value) if unit is Unit.CATEGORY else "":
        return named
    places = indicator.dp
    words = {
        Unit.PERCENT: lambda: percent(value, places),
        Unit.FTE: lambda: f"{number(value, places)} full-time equivalent",
        Unit.DAYS: lambda: counted(round(value), "day"),
        Unit.MONTHS: lambda: counted(round(value), "month"),
        Unit.GBP: lambda: pounds(value, is_national=level is not Level.AUTHORITY),
        Unit.GBP_PER_CHILD: lambda: f"£{number(value, places)}",
        Unit.PER_10K: lambda: f"{number(value, places)} per 10,000",
    }
    return words.get(unit, lambda: number(value, places if unit is not Unit.CATEGORY else 0))()
