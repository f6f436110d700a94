"""One quarter as a viewer may see it, beside the one before: figures looked up by indicator, place and breakdown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl
import streamlit as st

from dashboard import reads
from dashboard.reads_releases import looked_at
from dashboard.scope import readable
from etl.settings import settings
from etl.visible import Shown
from schemas.access import Viewer
from schemas.authorities import ENGLAND, Authority, authorities
from schemas.periods import Period
from schemas.vocabulary import Flag, Level, Rag, ValueStatus

Key = tuple[str, str, str]
Content = tuple[Any, ...]


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
    """What a viewer may see of a quarter (`now`) and of the one before it (`before`), and the release that it is from."""

    period: Period
    now: pl.DataFrame
    before: pl.DataFrame
    release: Shown | None = None

    @cached_property
    def _now(self) -> Mapping[Key, Content]:
        return _index(self.now)

    @cached_property
    def _before(self) -> Mapping[Key, Content]:
        return _index(self.before)

    def figure(self, indicator_id: str, place: str = ENGLAND, breakdown: str = "") -> Figure:
        """An indicator's figure for a place; one that is not available if there is none that may be seen."""
        return _figure(self._now.get((indicator_id, place, breakdown)))

    def figure_before(self, indicator_id: str, place: str = ENGLAND, breakdown: str = "") -> Figure:
        """The same, one quarter earlier."""
        return _figure(self._before.get((indicator_id, place, breakdown)))

    def values(self, indicator_id: str, breakdown: str = "") -> dict[str, float]:
        """The value of each authority that has one, by authority_id."""
        return _values(self.now, indicator_id, breakdown)

    def values_before(self, indicator_id: str, breakdown: str = "") -> dict[str, float]:
        """The same, one quarter earlier."""
        return _values(self.before, indicator_id, breakdown)

    def breakdowns(self, indicator_id: str, place: str = ENGLAND) -> dict[str, Figure]:
        """An indicator's parts for a place: breakdown → figure, in the order of their names."""
        return {name: self.figure(indicator_id, place, name) for name in self._parts.get((indicator_id, place), ())}

    @cached_property
    def _parts(self) -> Mapping[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for indicator_id, place, breakdown in sorted(self._now):
            if breakdown:
                found.setdefault((indicator_id, place), []).append(breakdown)
        return found

    @cached_property
    def authorities(self) -> tuple[Authority, ...]:
        """Every authority of the quarter, in name order."""
        return authorities(self.period.reference_date)


_CONTENT = (
    "value", "numerator", "denominator", "status", "flags", "rag", "rag_reason", "returned_count", "due_count", "source",
)  # fmt: skip


def _index(rows: pl.DataFrame) -> Mapping[Key, Content]:
    # Most of a quarter's rows are never looked at, so a row becomes a figure only when it is.
    keyed = rows.select("indicator_id", "geography", "breakdown", *_CONTENT).iter_rows()
    return {row[:3]: row[3:] for row in keyed}


def _figure(content: Content | None) -> Figure:
    if content is None:
        return NOTHING
    value, numerator, denominator, status, flags, rag, reason, returned, due, source = content
    known = (ValueStatus(status), flags or "", Rag(rag), reason or "", returned, due, source or "")
    return Figure(value, numerator, denominator, *known)


def _values(rows: pl.DataFrame, indicator_id: str, breakdown: str) -> dict[str, float]:
    mine = rows.filter(
        (pl.col("indicator_id") == indicator_id)
        & (pl.col("level") == Level.AUTHORITY)
        & (pl.col("breakdown") == breakdown)
        & pl.col("value").is_not_null()
    )
    return dict(zip(mine["geography"].to_list(), mine["value"].to_list(), strict=True))


def read_quarter(viewer: Viewer, period: Period, at: datetime | None = None) -> Quarter:
    """A quarter and the one before it, as known at an instant (by default now)."""
    quarters = (str(period), str(period.previous))
    known = reads.version(viewer, quarters, at)
    return _read(settings().database_url, known, quarters[0], at, readable(viewer).key, viewer)


@st.cache_resource(show_spinner=False, max_entries=32)
def _read(store: str, version: int, period: str, at: datetime | None, scope_key: str, _viewer: Viewer) -> Quarter:
    this = Period.parse(period)
    now = reads.observations(_viewer, period, at)
    return Quarter(this, now, reads.observations(_viewer, str(this.previous), at), looked_at(_viewer))


def day_named(breakdown: str) -> date | None:
    """The day that a breakdown names, as in "on=2027-03-31"; None if it names none."""
    try:
        return date.fromisoformat(breakdown.rpartition("=")[2])
    except ValueError:
        return None
