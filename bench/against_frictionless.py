"""The same checks as bench/large_form.py has, written for frictionless: `python -m bench.against_frictionless CSV OUT`.

Writes each finding as [row of the file, column], and prints what it cost as JSON.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from frictionless import Check, Checklist, Dialect, Resource, Schema, errors, system

from bench.large_check import said_cost
from bench.large_form import LARGE, TODAY
from schemas.programme import Agency
from schemas.spec import Column, Kind

COLUMNS = LARGE.sheets[0].columns
HEADINGS = {column.heading: column.name for column in COLUMNS}
TYPES = {
    Kind.NUMBER: "number",
    Kind.MONEY: "integer",
    Kind.INTEGER: "integer",
    Kind.DATE: "date",
    Kind.YES_NO: "boolean",
}
Values = dict[str, Any]
_MOST = 1_000_000


def _field(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.heading, "type": TYPES.get(column.kind or Kind.TEXT, "string")}
    limits: dict[str, Any] = {"required": column.is_required}
    if column.low is not None:
        limits |= {"minimum": _limit(column.low), "maximum": _limit(column.high)}
    if column.choices is not None:
        limits["enum"] = [choice.label for choice in column.choices]
    if column.kind is Kind.NUMBER:
        made["floatNumber"] = True
    if column.kind is Kind.DATE:
        made["format"] = "%d/%m/%Y"
    if column.kind is Kind.YES_NO:
        made |= {"trueValues": ["Yes"], "falseValues": ["No"]}
    return {**made, "constraints": limits}


def _limit(value: Any) -> Any:
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value


def _rules() -> Iterator[tuple[str, tuple[str, ...], Callable[[Values], bool]]]:
    """Each rule as the column that it is about, the columns that it uses, and when it is broken."""
    parts = ("colocated_fte", "access_fte", "experienced_fte")
    for whole in ("filled_fte", "established_fte"):
        for part in parts:
            yield part, (part, whole), lambda v, part=part, whole=whole: v[part] > v[whole] + 0.05
    yield "filled_fte", ("filled_fte", "established_fte"), lambda v: v["filled_fte"] > v["established_fte"] + 0.05
    for day in ("started_on", "ended_on"):
        yield day, (day,), lambda v, day=day: v[day] > TODAY
    for day in ("ended_on", "review_on"):
        yield day, (day, "started_on"), lambda v, day=day: v[day] < v["started_on"]
    for agency in Agency:
        yield (
            "filled_fte",
            ("agency", "is_core_nominated", "filled_fte"),
            lambda v, label=agency.label: v["agency"] == label and not v["is_core_nominated"] and v["filled_fte"] > 0,
        )
        yield (
            "cost_gbp",
            ("agency", "cost_gbp", "established_fte"),
            lambda v, label=agency.label: v["agency"] == label and v["cost_gbp"] > v["established_fte"] * 200_000,
        )
        yield (
            "review_on",
            ("agency", "access_fte", "!review_on"),
            lambda v, label=agency.label: v["agency"] == label and v["review_on"] is None and v["access_fte"] > 0,
        )


class Rules(Check):
    """The rules across columns."""

    Errors = [errors.RowConstraintError]  # noqa: RUF012 - as frictionless has it

    def validate_start(self) -> Iterator[Any]:
        """Get the rules ready."""
        self.rules = list(_rules())
        yield from ()

    def validate_row(self, row: Any) -> Iterator[Any]:
        """One error for each rule that a row breaks; a value that cannot be used breaks none."""
        bad = {HEADINGS[one.field_name] for one in row.errors}
        values = {name: row[heading] for heading, name in HEADINGS.items()}
        for column, used, is_broken in self.rules:
            needed = [name for name in used if not name.startswith("!")]
            if (
                bad.isdisjoint(name.lstrip("!") for name in used)
                and all(values[n] is not None for n in needed)
                and is_broken(values)
            ):
                yield errors.RowConstraintError.from_row(row, note=column)


def main(source: Path, out: Path) -> None:
    """Check, write what was found and say what it cost."""
    begun = time.perf_counter()
    schema = Schema.from_descriptor({"fields": [_field(column) for column in COLUMNS]})
    checklist = Checklist(checks=[Rules()])
    with system.use_context(trusted=True):
        report = Resource(path=str(source), schema=schema, dialect=Dialect()).validate(checklist, limit_errors=_MOST)
    wrong = {_place(one) for one in report.tasks[0].errors}
    said_cost(begun, out, wrong, report.tasks[0].stats["rows"])


def _place(one: Any) -> tuple[int, str]:
    return one.row_number, HEADINGS[one.field_name] if hasattr(one, "field_name") else one.note


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
