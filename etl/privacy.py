"""Free text that may name a child: looked for before anyone reads it."""

import re
from datetime import date, timedelta

from etl.rows import CheckedSheet, Rank
from schemas.spec import Kind
from schemas.vocabulary import Severity

_DATE = r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4}|\d{2})"
_BIRTH = re.compile(r"\b(d\.?\s?o\.?\s?b\.?|date of birth|born (?:on|in)|birthday)(?!\w)", re.I)
_DOTTED = re.compile(rf"\b(?:[A-Z]\.\s?){{2,3}}\W{{0,4}}{_DATE}")
_INITIALS = re.compile(rf"\b[A-Z]{{2}}\b\W{{1,4}}{_DATE}")
_NAME = re.compile(rf"\b[A-Z][a-z'’]+ (?:[A-Z][a-z'’\-]+ ?){{1,2}}\W{{0,4}}{_DATE}")
_NHS = re.compile(r"(?<![\d£.,/-])(\d{3}[ -]?\d{3}[ -]?\d{4})(?![\d,/-])")
_NAMED = {
    _DOTTED: "initials with a date",
    _INITIALS: "initials with a date",
    _NAME: "a name with a date of birth",
}
_RECENT_DAYS = 365
_ADVICE = "Take out anything that could tell who a person is, or explain why it does not."


def check_privacy(checked: CheckedSheet, today: date) -> None:
    """S050: a query at every free text that seems to hold a date of birth, initials with a date or an NHS number."""
    for column in checked.sheet.columns:
        if not column.is_free_text or column.kind is not Kind.TEXT or column.name not in checked.text.letters:
            continue
        if checked.rows[column.name].null_count() == checked.rows.height:
            continue
        for index, text in enumerate(checked.rows[column.name].to_list()):
            if text and (what := personal(text, today)):
                advice = f"This seems to hold {what}. {_ADVICE}"
                checked.add(Rank.RULE, "S050", advice, column.name, index, Severity.QUERY)


def personal(text: str, today: date) -> str:
    """What in a text seems to be about a person, in words; "" if nothing does."""
    if _BIRTH.search(text):
        return "a date of birth"
    for match in _NHS.finditer(text):
        if _is_nhs_number(match[1]):
            return "an NHS number"
    for pattern, what in _NAMED.items():
        for match in pattern.finditer(text):
            if _may_be_birth(match, today):
                return what
    return ""


def _may_be_birth(match: re.Match[str], today: date) -> bool:
    # "ICB 30/09/2026" and "Police Board 1/4/2026" are about meetings; the day of a birth is rarely in the last year.
    year = int(match["year"])
    year += (2000 if year <= today.year % 100 else 1900) if year < 100 else 0
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return date(1900, 1, 1) < day < today - timedelta(_RECENT_DAYS)


def _is_nhs_number(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    # The last digit of an NHS number checks the others, modulo 11.
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] or bool(re.fullmatch(r"\d{3} \d{3} \d{4}", text))
