"""Text as it was typed → values of a column's kind.

Two ways that must agree: `plain` reads whole columns of text in its usual form with Polars, `read_cell` reads any one
text and says what is wrong with it. Only text that `plain` cannot read comes to `read_cell`, each different text once.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

import polars as pl

from etl.cells import normal, quoted, trimmed, what_to_enter
from schemas.spec import Column, Kind

Value = str | int | float | bool | date | None
_NUMBER = r"^-?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)$"
_ISO = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?)?$"
_SLASHED = r"^\d{1,2}/\d{1,2}/\d{4}$"
_GROUPED = re.compile(r"-?\d{1,3}([, ]\d{3})+(\.\d*)?")
_TYPED = re.compile(r"-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.\- ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_NAMED_MONTH = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ \-/.]*([a-z]{3,9})\.?[ \-/.,]*(\d{4}|\d{2})", re.I)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_WHOLE = (Kind.INTEGER, Kind.MONEY)
# What a spreadsheet's binary fractions add to a figure: 0.1 + 0.2 is stored as 0.30000000000000004.
_NOISE = Decimal("1e-6")
_TOO_LARGE = Decimal(10) ** 15
_SERIAL = range(40_000, 60_001)
_NOTHING = {"-", "--", "nil", "none", "n/a", "na", "no", "not applicable", "nothing"}
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True)
class Reading:
    """What one text came to.

    Args:
        value: the value, or None if the text cannot be read.
        code: the issue's code: S011 to S017 if it cannot, S018 if how it was read should be shown; "" if neither.
        advice: the sentence that goes with the code.
    """

    value: Value
    code: str = ""
    advice: str = ""


def plain(column: Column) -> pl.Expr:
    """An expression over the column's text that gives its value where the text has its usual form, else null."""
    text = pl.col(column.name).str.strip_chars()
    match column.kind:
        case Kind.INTEGER | Kind.NUMBER | Kind.PERCENT | Kind.MONEY:
            return _plain_number(text, column)
        case Kind.DATE:
            iso = pl.when(text.str.contains(_ISO)).then(text.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
            slashed = pl.when(text.str.contains(_SLASHED)).then(text).str.to_date("%d/%m/%Y", strict=False)
            return pl.coalesce(iso, slashed)
        case Kind.CHOICE:
            return text.replace_strict(_choices(column), default=None, return_dtype=pl.String)
        case Kind.YES_NO:
            return text.replace_strict({"Yes": True, "No": False}, default=None, return_dtype=pl.Boolean)
        case _:
            return pl.when(text != "").then(text)


def _plain_number(text: pl.Expr, column: Column) -> pl.Expr:
    """Numbers that rounding changes by no more than the noise of a binary fraction; others are rounded half up, one by
    one, where the officer is shown it.
    """
    number = pl.when(text.str.contains(_NUMBER)).then(text).cast(pl.Float64, strict=False)
    rounded = number.round(0 if column.kind in _WHOLE else column.decimals)
    usual = pl.when((number - rounded).abs() < 1e-6).then(rounded)
    return usual.cast(pl.Int64, strict=False) if column.kind in _WHOLE else usual


def _choices(column: Column) -> dict[str, str]:
    given = {text: str(value) for text, value in column.values.items()}
    members = tuple(column.choices or ())
    return given | {str(member): str(member) for member in members} | {m.label: str(m) for m in members}


def read_cell(text: str, column: Column) -> Reading:
    """What one text that is not blank comes to."""
    readers: dict[Kind, Callable[[str, Column], Reading]] = {
        Kind.INTEGER: _integer,
        Kind.NUMBER: _number,
        Kind.PERCENT: _number,
        Kind.MONEY: _number,
        Kind.DATE: _date,
        Kind.CHOICE: _choice,
        Kind.YES_NO: _yes_no,
    }
    reader = readers.get(column.kind or Kind.TEXT)
    return Reading(trimmed(text)) if reader is None else reader(trimmed(text), column)


def _decimal(text: str, column: Column) -> Decimal | None:
    """A number however it is written: grouped by commas, with the sign of its column, in accountants' brackets."""
    written = re.sub(r"[\u00a0\u2007\u202f\u2009]", " ", text).replace("−", "-").replace("–", "-")
    if bracketed := re.fullmatch(r"\((.+)\)", written):
        written = f"-{bracketed[1].strip()}"
    if column.kind is Kind.MONEY:
        written = re.sub(r"^(-?)\s*£\s*", r"\1", written).removeprefix("GBP ")
    if column.kind is Kind.PERCENT:
        written = written.removesuffix("%").strip()
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "").replace(" ", "")
    return Decimal(written) if _TYPED.fullmatch(written) else None


def _not_a_number(text: str, column: Column) -> Reading:
    hint = " Enter 0 if there are none." if text.casefold() in _NOTHING else ""
    return Reading(None, "S011", what_to_enter(column) + hint)


def _number(text: str, column: Column) -> Reading:
    number = _decimal(text, column)
    if number is None:
        return _not_a_number(text, column)
    if abs(number) >= _TOO_LARGE:
        return Reading(None, "S015", bound_advice(column))
    decimals = 0 if column.kind is Kind.MONEY else column.decimals
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    value = int(rounded) if column.kind is Kind.MONEY else float(rounded)
    if re.fullmatch(_NUMBER, text) and abs(rounded - number) < _NOISE:
        return Reading(value)
    return Reading(value, "S018", f"It was read as {_shown(rounded, column)}.")


def _shown(number: Decimal, column: Column) -> str:
    if column.kind is Kind.MONEY:
        return f"£{int(number):,}"
    text = f"{number:f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{short}%" if column.kind is Kind.PERCENT else short


def _integer(text: str, column: Column) -> Reading:
    number = _decimal(text, column)
    if number is None:
        return _not_a_number(text, column)
    if abs(number) >= _TOO_LARGE:
        return Reading(None, "S015", bound_advice(column))
    whole = number.to_integral_value(ROUND_HALF_UP)
    if abs(number - whole) >= _NOISE:
        return Reading(None, "S012", f"This is not a whole number. {what_to_enter(column)}")
    is_usual = re.fullmatch(_NUMBER, text)
    return Reading(int(whole)) if is_usual else Reading(int(whole), "S018", f"It was read as {int(whole)}.")


def _date(text: str, column: Column) -> Reading:
    written = re.sub(r"[\s\u00a0\u202f]+", " ", text)
    if re.fullmatch(r"\d{5}(\.0+)?", written) and int(float(written)) in _SERIAL:
        # Excel counts days from the end of 1899, with a 29 February 1900 that never was.
        return _noted(date(1899, 12, 30) + timedelta(int(float(written))))
    if match := _YEAR_FIRST.fullmatch(written):
        return _day(int(match[3]), int(match[2]), match[1], column)
    if match := _DAY_FIRST.fullmatch(written):
        return _day(int(match[1]), int(match[3]), match[4], column)
    if (match := _NAMED_MONTH.fullmatch(written)) and (month := _month(match[2])):
        return _day(int(match[1]), month, match[3], column)
    return Reading(None, "S013", what_to_enter(column))


def _month(name: str) -> int | None:
    fits = [index for index, month in enumerate(_MONTHS, 1) if month.startswith(name.casefold())]
    return 9 if name.casefold() == "sept" else fits[0] if len(fits) == 1 else None


def _day(day: int, month: int, year_text: str, column: Column) -> Reading:
    year = int(year_text) if len(year_text) == 4 else (2000 if int(year_text) < 80 else 1900) + int(year_text)
    if not 1 <= month <= 12:
        swapped = " Enter the day first, then the month." if 1 <= day <= 12 else ""
        return Reading(None, "S013", f"There is no month {month}.{swapped} {what_to_enter(column)}")
    if year < 1000 or not 1 <= day <= monthrange(year, month)[1]:
        name, days = _MONTHS[month - 1].capitalize(), monthrange(max(year, 1000), month)[1]
        which = f" {year}" if month == 2 else ""
        return Reading(None, "S013", f"{name}{which} has {days} days. {what_to_enter(column)}")
    read = date(year, month, day)
    return Reading(read) if len(year_text) == 4 else _noted(read)


def _noted(day: date) -> Reading:
    return Reading(day, "S018", f"It was read as {day_in_words(day)}.")


def day_in_words(day: date) -> str:
    """A date for people: "30 September 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def _choice(text: str, column: Column) -> Reading:
    choices = {normal(word): value for word, value in _choices(column).items()}
    if (value := choices.get(normal(text))) is not None:
        return Reading(value)
    labels = {normal(member.label): member.label for member in column.choices or ()}
    close = get_close_matches(normal(text), list(labels), 1, 0.6)
    hint = f"Did you mean {quoted(labels[close[0]])}? " if close else ""
    return Reading(None, "S014", f"This is not one of the choices. {hint}{what_to_enter(column)}")


def _yes_no(text: str, column: Column) -> Reading:
    word = normal(text)
    if word in _YES or word in _NO:
        return Reading(word in _YES)
    return Reading(None, "S017", what_to_enter(column))


def bound_advice(column: Column) -> str:
    """What may be entered in a column with bounds: "Enter a number from 0 to 500."."""
    nouns = {Kind.DATE: "a date", Kind.MONEY: "whole pounds", Kind.INTEGER: "a whole number"}
    what = nouns.get(column.kind or Kind.TEXT, "a number")
    if column.low is None and column.high is None:
        return what_to_enter(column)
    if column.high is None:
        return f"Enter {what} of {_bound(column.low)} or more."
    if column.low is None:
        return f"Enter {what} of {_bound(column.high)} or less."
    return f"Enter {what} from {_bound(column.low)} to {_bound(column.high)}."


def _bound(value: float | date | None) -> str:
    return day_in_words(value) if isinstance(value, date) else f"{value or 0:,.10g}"
