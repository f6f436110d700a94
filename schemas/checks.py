"""The grammar in which checks across columns, sheets, quarters and returns are declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from schemas.vocabulary import Severity


@dataclass(frozen=True)
class Lookup:
    """Figures from another frame, joined to a sheet before its rules run.

    Args:
        into: name of the sheet that gains the columns.
        source: "posts" for a sheet of the same return; "last.posts" for last quarter's accepted rows;
            "reference.register", "reference.allocations" or "reference.collection" for what the store knows;
            "reference.history.counts" for the authority's rows of the eight quarters before, "reference.national.counts"
            for every authority's of the quarter before, "reference.unit.posts" for another return's of this quarter.
        on: columns to join on; the source is grouped by them. Empty: the whole source is one group.
        values: new column → aggregation over the group.
    """

    into: str
    source: str
    on: tuple[str, ...]
    values: Mapping[str, pl.Expr]


@dataclass(frozen=True)
class Rule:
    """A check across columns, sheets or quarters: a code, a cell, a condition and a sentence.

    `when` is true where the rule is broken. It may use the sheet's own columns; `last_<column>` (last quarter's
    accepted value for the same key); the columns of the sheet's lookups; `today` and `reference_on` (dates).
    A condition that is null is not broken. `message` says what to do and may quote columns as `{name}`.
    `failing` and `passing` are values of the columns that the condition uses. A return is checked by the rules of its
    day: those that apply on the last day of its quarter, from `applies_from` to `applies_to`, both included.
    A query can be waived for an authority; an error only if it `is_waivable`: one that leaves no figure wrong.
    """

    code: str
    sheet: str
    column: str
    when: pl.Expr
    message: str
    severity: Severity = Severity.ERROR
    why: str = ""
    failing: Mapping[str, Any] = field(default_factory=dict)
    passing: Mapping[str, Any] = field(default_factory=dict)
    applies_from: date | None = None
    applies_to: date | None = None
    is_waivable: bool = False

    def applies_on(self, day: date) -> bool:
        """Whether it is one of the rules of that day."""
        return (self.applies_from or date.min) <= day <= (self.applies_to or date.max)

    @property
    def may_be_waived(self) -> bool:
        """Whether an authority may be excepted from it."""
        return self.severity is Severity.QUERY or (self.severity is Severity.ERROR and self.is_waivable)
