"""Which place and period each row of a published file is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from etl.cells import listed, normal, quoted
from etl.stacked import without_notes
from schemas.authorities import ENGLAND, UnknownAuthority, authority, regions, resolve
from schemas.figures import FigureSheet, Geography
from schemas.issues import Unreadable
from schemas.register_written import kept, kept_up_to

_LONDON = {"E13000001": "Inner London", "E13000002": "Outer London"}
_YEAR = re.compile(r"(20\d\d)(?:\.0)?")
_YEARS = re.compile(r"(20\d\d)\s*[-/–]?\s*(?:20)?(\d\d)")
_YEARS_IN_WORDS = re.compile(r"\b(20\d\d)\s*[-/–]\s*(?:20)?(\d\d)\b")

Words = dict[str, str]
"""The cells of a row that say whose and when it is: column → what was typed, "" if nothing."""


class Unplaced(Exception):
    """A row that cannot be placed: an issue's code and the column that it is about; the message says what to do."""

    def __init__(self, code: str, column: str, message: str) -> None:
        super().__init__(message)
        self.code, self.column = code, column


@dataclass(frozen=True)
class Placed:
    """Where and when a row of figures belongs; see `schemas.figures.Figure`."""

    level: Geography
    geography: str
    authority_id: str | None
    code: str
    name: str
    region_code: str | None
    period: str
    reference_on: date


def placed(sheet: FigureSheet, words: Words, above: str) -> Placed | None:
    """Where a row belongs; None if it is about a body or level that is not wanted.

    Args:
        sheet: how the file is laid out.
        words: the row's columns of places.
        above: the words above the headings, for a file that gives its period there.

    Raises:
        Unplaced: if the row says nothing that can be used, or contradicts itself.
        Unreadable: R009, if the period should stand above the headings and does not.
    """
    level = _level(sheet, words)
    if level is None:
        return None
    period, reference_on = _period(sheet, words, above)
    code, name = _said(sheet, words)
    region = words.get("region_code") or None
    authority_id = None
    match level:
        case Geography.ENGLAND:
            geography, code, name, region = ENGLAND, ENGLAND, "England", None
        case Geography.REGION:
            geography = _region(words)
            code, name = geography, _region_names()[geography]
        case Geography.GROUP:
            geography = code
        case _:
            ids = _authorities(sheet, words, reference_on)
            level = Geography.JOINT if len(ids) > 1 else Geography.AUTHORITY
            geography = "/".join(ids)
            authority_id = ids[0] if len(ids) == 1 else None
    return Placed(level, geography, authority_id, code[:40], name[:160], region, period, reference_on)


def _level(sheet: FigureSheet, words: Words) -> Geography | None:
    if sheet.level_column:
        said = words.get(sheet.level_column, "")
        levels = {normal(text): level for text, level in sheet.levels.items()}
        if normal(said) not in levels:
            known = listed(sheet.levels)
            raise Unplaced(
                "S014", sheet.level_column, f"This is not a level that is known. Enter one of these: {known}."
            )
        return levels[normal(said)]
    code, name = _said(sheet, words)
    if not code and not name:
        raise Unplaced("S040", sheet.codes[0], "")
    whole = [level for start, level in sheet.levels.items() if start == f"={code}"]
    parts = [level for start, level in sheet.levels.items() if len(code) == 9 and code.startswith(start)]
    return next(iter(whole + parts), None)


def _said(sheet: FigureSheet, words: Words) -> tuple[str, str]:
    """The place's code and name as the file has them."""
    *codes, name = sheet.codes
    return next((words[c] for c in codes if words.get(c)), ""), words.get(name, "")


def _period(sheet: FigureSheet, words: Words, above: str) -> tuple[str, date]:
    said = words.get(sheet.period_column, "") if sheet.period_column else above
    month, day = sheet.reference
    if sheet.period_column and (match := _YEAR.fullmatch(said)):
        return match[1], date(int(match[1]), month, day)
    found = _YEARS.fullmatch(said) if sheet.period_column else _YEARS_IN_WORDS.search(said)
    if found and (int(found[1]) + 1) % 100 == int(found[2]):
        return f"{found[1]}-{found[2]}", date(int(found[1]) + (month < 4), month, day)
    if sheet.period_column:
        raise Unplaced(
            "S013", sheet.period_column, "Enter a year, for example 2025, or two that follow one another, 2024-25."
        )
    raise Unreadable(
        "R009",
        f"The layout of {sheet.title} has changed: no financial year, for example 2024-25, stands above its headings. "
        "Nothing was changed; the figures already loaded stay.",
    )


@kept
def _region_names() -> dict[str, str]:
    return {**regions(), **_LONDON}


def _region(words: Words) -> str:
    code, name = words.get("region_code", ""), without_notes(words.get("region_name", ""))
    if code in _region_names():
        return code
    known = {normal(text): code for code, text in _region_names().items()}
    if not code and normal(name) in known:
        return known[normal(name)]
    names = listed(_region_names().values())
    raise Unplaced("S014", "region_code" if code else "region_name", f"This is not a region. The regions are {names}.")


def _authorities(sheet: FigureSheet, words: Words, on: date) -> tuple[str, ...]:
    """The authorities that a row is about, by the first of its codes and names that means any on its day."""
    refusal: Unplaced | None = None
    found: tuple[str, ...] = ()
    for column, ids in _meant(sheet, words, on):
        if isinstance(ids, UnknownAuthority):
            refusal = refusal or Unplaced("S040", column, str(ids))
        elif not found:
            found = ids
        elif set(ids) != set(found):
            whose = " and ".join(authority(one).label for one in found)
            raise Unplaced(
                "S041", column, f"The row is about {whose} by its code. Enter the code and the name of one authority."
            )
    if not found:
        raise refusal or Unplaced("S040", sheet.codes[0], "")
    return found


def _meant(sheet: FigureSheet, words: Words, on: date) -> Iterator[tuple[str, tuple[str, ...] | UnknownAuthority]]:
    for column in sheet.codes:
        if text := words.get(column, ""):
            yield column, _resolved(text, on)


@kept_up_to(16384)
def _resolved(text: str, on: date) -> tuple[str, ...] | UnknownAuthority:
    unknown: UnknownAuthority | None = None
    for written in dict.fromkeys((text, without_notes(text))):
        try:
            return tuple(a.authority_id for a in resolve(written, on))
        except UnknownAuthority as failure:
            unknown = unknown or failure
    return unknown or UnknownAuthority(f"{quoted(text)} is not an authority.")
