"""One quarter as a viewer may see it, beside the one before: figures looked up by indicator, place and breakdown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl

from dashboard import reads
from schemas.access import Viewer
from schemas.authorities import ENGLAND, Authority, authorities
from schemas.periods import Period
from schemas.vocabulary import Flag, Level, Rag, ValueStatus

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Figure:
    """One observation."""

    value: float | None
    numerator: float | None
    denominator: float | None
    status: ValueStatus
    flags: str
    rag: Rag
    reason: str
    returned: int | None
    due: int | None
    source: str

    @property
    def is_estimated(self) -> bool:
        """Whether it is carried forward, or holds something that is."""
        return str(Flag.ESTIMATED) in self.flags


NOTHING = Figure(None, None, None, ValueStatus.NOT_AVAILABLE, "", Rag.NOT_AVAILABLE, "", None, None, "")


@dataclass(frozen=True)
class Quarter:
    """What a viewer may see of a quarter (`now`) and of the one before it (`before`)."""

    period: Period
    now: pl.DataFrame
    before: pl.DataFrame

    @cached_property
    def _figures(self) -> Mapping[Key, Figure]:
        return _index(self.now)

    @cached_property
    def _figures_before(self) -> Mapping[Key, Figure]:
        return _index(self.before)

    def figure(self, indicator_id: str, place: str = ENGLAND, breakdown: str = "") -> Figure:
        """An indicator's figure for a place; one that is not available if there is none that may be seen."""
        return self._figures.get((indicator_id, place, breakdown), NOTHING)

    def figure_before(self, indicator_id: str, place: str = ENGLAND, breakdown: str = "") -> Figure:
        """The same, one quarter earlier."""
        return self._figures_before.get((indicator_id, place, breakdown), NOTHING)

    def values(self, indicator_id: str, breakdown: str = "") -> dict[str, float]:
        """The value of each authority that has one, by authority_id."""
        return self._values(self.now, indicator_id, breakdown)

    def values_before(self, indicator_id: str, breakdown: str = "") -> dict[str, float]:
        """The same, one quarter earlier."""
        return self._values(self.before, indicator_id, breakdown)

    def breakdowns(self, indicator_id: str, place: str = ENGLAND) -> dict[str, Figure]:
        """An indicator's parts for a place: breakdown → figure, in the order of their names."""
        found = {key[2]: figure for key, figure in self._figures.items() if key[:2] == (indicator_id, place) and key[2]}
        return dict(sorted(found.items()))

    @cached_property
    def authorities(self) -> tuple[Authority, ...]:
        """Every authority of the quarter, in name order."""
        return authorities(self.period.reference_date)

    def _values(self, rows: pl.DataFrame, indicator_id: str, breakdown: str) -> dict[str, float]:
        mine = rows.filter(
            (pl.col("indicator_id") == indicator_id)
            & (pl.col("level") == Level.AUTHORITY)
            & (pl.col("breakdown") == breakdown)
            & pl.col("value").is_not_null()
        )
        return dict(zip(mine["geography"].to_list(), mine["value"].to_list(), strict=True))


def _index(rows: pl.DataFrame) -> Mapping[Key, Figure]:
    return {_key(row): _figure(row) for row in rows.iter_rows(named=True)}


def _key(row: Mapping[str, Any]) -> Key:
    return row["indicator_id"], row["geography"], row["breakdown"]


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        row["value"],
        row["numerator"],
        row["denominator"],
        ValueStatus(row["status"]),
        row["flags"] or "",
        Rag(row["rag"]),
        row["rag_reason"] or "",
        row["returned_count"],
        row["due_count"],
        row["source"] or "",
    )


def read_quarter(viewer: Viewer, period: Period, at: datetime | None = None) -> Quarter:
    """Read a quarter and the one before it, as known at an instant (by default now)."""
    now = reads.observations(viewer, str(period), at)
    before = reads.observations(viewer, str(period.previous), at)
    return Quarter(period, now, before)


def day_named(breakdown: str) -> date | None:
    """The day that a breakdown names, as in "on=2027-03-31"; None if it names none."""
    try:
        return date.fromisoformat(breakdown.rpartition("=")[2])
    except ValueError:
        return None
