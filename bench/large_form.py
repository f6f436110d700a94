"""A form of one sheet with fifty rules, and a CSV of it as long as is wanted, in which one row in fifty is wrong."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from schemas.checks import Rule
from schemas.programme import Agency
from schemas.spec import ReturnSpec, Sheet, SheetRow, column

# One row in fifty has the first of these, the next in fifty the second, and so on: (column, what was typed).
WRONG = (
    ("filled_fte", "2 posts"),
    ("agency", "Polise"),
    ("access_fte", "9.0"),
    ("cost_gbp", ""),
    ("review_on", "31/02/2027"),
    ("ended_on", "01/01/2025"),
    ("established_fte", "900"),
    ("filled_fte", "3.0"),
)
WRONG_EVERY = 50
TODAY = date(2026, 11, 22)


def _fte(heading: str) -> Any:
    return column(heading, f"{heading} posts.", unit="FTE", low=0, high=500, decimals=2)


def _day(heading: str) -> Any:
    return column(heading, f"{heading}.", low=date(2018, 1, 1), high=date(2040, 12, 31))


class LargeRow(SheetRow, table=True):
    """One post of a long list."""

    __tablename__ = "bench_large"

    post_code: str = column("Post code", "A code for the post.", is_key=True, max_length=12)
    agency: str = column("Agency", "Whose post it is.", choices=Agency)
    is_core_nominated: bool = column("Member nominated", "Whether the agency has nominated a member.")
    established_fte: float = _fte("Established")
    filled_fte: float = _fte("Filled")
    colocated_fte: float = _fte("Co-located")
    access_fte: float = _fte("With record access")
    experienced_fte: float = _fte("Experienced")
    cost_gbp: int = column("Cost", "What it costs.", low=0, high=10_000_000)
    started_on: date = _day("Started on")
    ended_on: date | None = _day("Ended on")
    review_on: date | None = _day("Review on")


def _rules() -> Iterator[Rule]:
    parts = ("colocated_fte", "access_fte", "experienced_fte")
    for whole in ("filled_fte", "established_fte"):
        for part in parts:
            yield _rule(part, pl.col(part) > pl.col(whole) + 0.05, f"This is more than {{{whole}}}. Correct it.")
    yield _rule("filled_fte", pl.col("filled_fte") > pl.col("established_fte") + 0.05, "Enter {established_fte}.")
    for day in ("started_on", "ended_on"):
        yield _rule(day, pl.col(day) > pl.col("today"), "This is in the future. Enter a day that has been.")
    for day in ("ended_on", "review_on"):
        yield _rule(day, pl.col(day) < pl.col("started_on"), "This is before {started_on}. Enter a later day.")
    for agency in Agency:
        theirs = pl.col("agency") == agency.value
        yield _rule("filled_fte", theirs & ~pl.col("is_core_nominated") & (pl.col("filled_fte") > 0), "Nominate first.")
        yield _rule(
            "cost_gbp", theirs & (pl.col("cost_gbp") > pl.col("established_fte") * 200_000), "Correct the cost."
        )
        yield _rule("review_on", theirs & pl.col("review_on").is_null() & (pl.col("access_fte") > 0), "Enter a day.")


def _rule(column_name: str, when: pl.Expr, message: str) -> Rule:
    return Rule(f"B{next(_codes):03}", "large", column_name, when, message)


_codes = iter(range(1, 1000))
LARGE = ReturnSpec(
    "large",
    "Long list",
    "A list that is measured.",
    (Sheet("large", "Large", "A row for each post.", LargeRow),),
    tuple(_rules()),
)


def content(rows_count: int) -> bytes:
    """A CSV of so many rows."""
    sheet = LARGE.sheets[0]
    agencies = [agency.label for agency in Agency]
    number = pl.int_range(rows_count, dtype=pl.Int64)
    usual = {
        "post_code": pl.format("P{}", number),
        "agency": pl.Series(agencies).gather(pl.Series(range(rows_count)) % len(agencies)),
        "is_core_nominated": "Yes", "established_fte": "2.0", "filled_fte": "1.8", "colocated_fte": "1.5",
        "access_fte": "1.2", "experienced_fte": "1.0", "cost_gbp": "90000", "started_on": "01/04/2025",
        "ended_on": "", "review_on": "30/06/2027",
    }  # fmt: skip
    rows = pl.select(_as_expression(usual[c.name]).alias(c.heading) for c in sheet.columns)
    turn = number // WRONG_EVERY % len(WRONG)
    is_wrong = number % WRONG_EVERY == 0
    for kind, (name, typed) in enumerate(WRONG):
        heading = sheet.column(name).heading
        rows = rows.with_columns(
            pl.when(is_wrong & (turn == kind)).then(pl.lit(typed)).otherwise(heading).alias(heading)
        )
    return rows.write_csv().encode()


def _as_expression(given: Any) -> pl.Expr:
    return pl.lit(given) if isinstance(given, str | pl.Series) else given
