"""What the department's own records share. One file holds a whole record; a new edition takes its place.

A row about several authorities that report together gives their codes with "/" between them, or the name of their
partnership. It counts for each of them, and once in every total.
"""

from datetime import date
from typing import Any

import polars as pl

from schemas.access import Permission
from schemas.checks import Lookup, Rule
from schemas.spec import Kind, Sheet, SheetRow, Source, column

FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2040, 12, 31)
KEPT_BY = "Department for Education"
PLACE = "place"
QUARTER = r"^20\d\d-\d\d Q[1-4]$"
YEAR = r"^20\d\d-\d\d$"
WRONG_QUARTER = ~pl.col("quarter").str.contains(QUARTER) | (
    pl.col("quarter").str.slice(5, 2).cast(pl.Int64, strict=False)
    != pl.col("quarter").str.slice(2, 2).cast(pl.Int64, strict=False) + 1
)
WRONG_YEAR = ~pl.col("financial_year").str.contains(YEAR) | (
    pl.col("financial_year").str.slice(5, 2).cast(pl.Int64, strict=False)
    != pl.col("financial_year").str.slice(2, 2).cast(pl.Int64, strict=False) + 1
)


class PlaceRow(SheetRow):
    """What every row about a place has: whose it is."""

    place: str = column(
        "Authority or partnership",
        "Its DfE code, ONS code or name; for several that report together their codes with / between, or the partnership's name.",
        is_key=True,
        aliases=("Authority", "Authority code", "Partnership", "Reporting unit"),
        max_length=160,
        example="334",
    )


class NationalRow(SheetRow):
    """What every row about the programme has: it is about no authority, or only through what it refers to."""

    authority_id: str | None = None  # type: ignore[assignment]


def day(heading: str, meaning: str, **more: Any) -> Any:  # noqa: ANN401 - a field, as `column` gives
    """A date within the years that a record can be about."""
    return column(heading, meaning, low=FIRST_DAY, high=LAST_DAY, **{"example": "30/09/2026", **more})


def count(heading: str, meaning: str, **more: Any) -> Any:  # noqa: ANN401
    """A whole number from nothing up."""
    return column(heading, meaning, low=0, high=10_000, **{"example": "3", **more})


def posts(heading: str, meaning: str) -> Any:  # noqa: ANN401
    """Full-time equivalents."""
    return column(heading, meaning, unit="FTE", low=0, high=500, decimals=2, example="2.0")


def pounds(heading: str, meaning: str) -> Any:  # noqa: ANN401
    """Whole pounds."""
    return column(heading, meaning, kind=Kind.MONEY, unit="£", low=0, high=100_000_000, decimals=0, example="120000")


def free(heading: str, meaning: str, **more: Any) -> Any:  # noqa: ANN401
    """Words, looked through for anything that could tell who a person is."""
    return column(heading, f"{meaning} Name no person.", is_free_text=True, **more)


def overlap(code: str, sheet: str, what: str) -> Rule:
    """An authority is counted once: alone, or with those that it reports with, for the same thing.

    Args:
        code: the rule's code.
        sheet: a sheet about places.
        what: the columns beside the place that tell its rows apart, in words: "quarter".
    """
    return Rule(
        code, sheet, PLACE, pl.col("overlapping_rows").is_not_null(),
        f"Also counted in {{overlapping_rows}}, for the same {what}: {{overlapping_places}}. Keep one of these rows.",
        why="It would be counted twice in every total.",
        failing={"overlapping_rows": "row 3", "overlapping_places": "Derby"}, passing={"overlapping_rows": None},
    )  # fmt: skip


def _overlaps(rules: tuple[Rule, ...]) -> tuple[Lookup, ...]:
    wanted = [rule.sheet for rule in rules if "overlapping_rows" in rule.when.meta.root_names()]
    names = ("overlapping_rows", "overlapping_places")
    return tuple(Lookup(s, f"reference.overlaps.{s}", ("row",), {n: pl.col(n).first() for n in names}) for s in wanted)


def record(code: str, title: str, meaning: str, sheets: tuple[Sheet, ...], **more: Any) -> Source:  # noqa: ANN401
    """A record that the department keeps.

    Args:
        code: what `oversight refresh` calls it.
        title: its name for people.
        meaning: one sentence.
        sheets: its sheets; those about places say whose each row is in the column `place`.
        **more: rules, lookups and frequency.
    """
    about = {sheet.name: (PLACE,) for sheet in sheets if issubclass(sheet.model, PlaceRow)}
    terms: dict[str, Any] = {"publisher": KEPT_BY, "frequency": "When something changes", "authority_columns": about}
    terms["kept_with"] = Permission.KEEP_RECORDS
    lookups = (*more.get("lookups", ()), *_overlaps(more.get("rules", ())))
    return Source(code, title, meaning, sheets, **{**terms, **more, "lookups": lookups})
