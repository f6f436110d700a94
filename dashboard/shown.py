"""An authority's value of an indicator as its page and comparisons show it."""

from datetime import timedelta

from dashboard.formats import number, short_day, value_words
from schemas.indicators_grammar import Indicator, Unit
from schemas.stages import NATIONAL_DATE
from schemas.vocabulary import Level


def value_shown(indicator: Indicator, value: float) -> str:
    """An authority's value in words: a date for the forecast, a stage's number, or as its unit says."""
    if indicator.id == "UR-06":
        return short_day(NATIONAL_DATE + timedelta(days=round(value)))
    if indicator.id == "UR-01":
        return number(value)
    if indicator.unit_at(Level.AUTHORITY) is Unit.CATEGORY and not indicator.label(value):
        below, above = indicator.label(float(int(value))), indicator.label(float(int(value) + 1))
        return f"{below} or {above[0].lower()}{above[1:]}" if below and above else number(value, 1)
    return value_words(indicator, value)


def without_unit(words: str) -> str:
    """A value without the "per 10,000" that another beside it says: "168.2 per 10,000" → "168.2"."""
    return words.partition(" per ")[0]
