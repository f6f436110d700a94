"""One authority beside others: the middle of some of them, its region, England, and itself a year ago. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

import polars as pl

from dashboard.quarter import Figure, Quarter
from dashboard.shown import value_shown
from schemas.authorities import ENGLAND, Authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Aggregation, Indicator, Unit
from schemas.vocabulary import Better, Disclosure, Level

NEAR_POINTS = 2.0
YEAR = 4
FIRST = ("CP-03", "ST-02", "CP-05", "FU-06", "CO-01", "UR-04")
NAMES = {
    "CP-03": "Conferences in 15 days", "CP-05": "Second or later plans", "ST-02": "Unit posts vacant", "ST-07": "Experienced staff",
    "FU-06": "Running cost secured", "CO-01": "Staff sharing a site", "CO-02": "Record access", "UR-04": "Milestones on time",
}  # fmt: skip
_OF_ANY_SIZE = (Aggregation.RATIO, Aggregation.MEDIAN, Aggregation.PUBLISHED)


@dataclass(frozen=True)
class Middle:
    """The middle of some authorities' values, and how many have one."""

    value: float
    count: int


Middles = Mapping[str, Middle]


@dataclass(frozen=True)
class Row:
    """One indicator of an authority, beside others.

    Args:
        indicator: which.
        own: its figure.
        middle: the middle of those that it is compared with; None if there is none.
        region: its region's figure, where one can be compared; so too England's.
        before: its own figure a year ago.
    """

    indicator: Indicator
    own: Figure
    middle: Middle | None
    region: Figure | None
    england: Figure | None
    before: Figure

    @property
    def name(self) -> str:
        """The indicator's short name."""
        return NAMES.get(self.indicator.id, self.indicator.title)

    @property
    def side(self) -> int | None:
        """1 if it is ahead of the middle, -1 if behind, 0 if close; None where that cannot be said."""
        return None if self.middle is None else judged(self.indicator, self.own.value, self.middle.value)

    @property
    def since(self) -> int | None:
        """The same against itself a year ago."""
        return judged(self.indicator, self.own.value, self.before.value)


@dataclass(frozen=True)
class Beside:
    """An authority in a quarter, and what it is compared with.

    Args:
        place: the authority.
        quarter: the quarter.
        earlier: the same quarter a year before.
        middles: the middle of those that it is compared with, by indicator_id; `middles_before` a year ago.
        others: those that it is compared with, in name order, if they may be read one by one.
        whom: what they are called together, for example "its neighbours".
        whose: how many they are in all.
    """

    place: Authority
    quarter: Quarter
    earlier: Quarter
    middles: Middles
    middles_before: Middles = field(default_factory=dict)
    others: tuple[Authority, ...] = ()
    whom: str = "its neighbours"
    whose: int = 10

    @cached_property
    def other_ids(self) -> frozenset[str]:
        """The authority_ids of those it is compared with."""
        return frozenset(one.authority_id for one in self.others)

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """Some indicators, in that order."""
        return [self.row(INDICATORS[id_]) for id_ in ids]

    def row(self, indicator: Indicator) -> Row:
        """One indicator."""
        whose, id_ = self.place.authority_id, indicator.id
        wide = (self.place.region_code, ENGLAND) if has_wide(indicator) else ()
        region, england = (self.quarter.figure(id_, code) for code in wide) if wide else (None, None)
        own, before = self.quarter.figure(id_, whose), self.earlier.figure(id_, whose)
        return Row(indicator, own, self.middles.get(id_), region, england, before)


def comparable() -> list[Indicator]:
    """The indicators by which authorities can be compared: of any size, and none of serious incidents."""
    every = (i for i in INDICATORS.values() if not i.is_supporting and Level.AUTHORITY in i.levels)
    return [i for i in every if i.aggregation is not Aggregation.SUM and i.disclosure is not Disclosure.D3]


def has_wide(indicator: Indicator) -> bool:
    """Whether its region's and England's value say the same as an authority's."""
    is_same = indicator.unit_at(Level.AUTHORITY) is indicator.unit_at(Level.ENGLAND) is not Unit.CATEGORY
    return is_same and indicator.aggregation in _OF_ANY_SIZE


def judged(indicator: Indicator, value: float | None, other: float | None) -> int | None:
    """1 if a value is better than another, -1 if worse, 0 if close; None for neutral measures and where one is missing.

    Percentages within 2 points are close; so is whatever reads the same.
    """
    if value is None or other is None or indicator.better is Better.NEUTRAL:
        return None
    is_percent = indicator.unit_at(Level.AUTHORITY) is Unit.PERCENT
    is_close = abs(value - other) <= NEAR_POINTS if is_percent else value_shown(indicator, value) == value_shown(indicator, other)  # fmt: skip
    if is_close:
        return 0
    return 1 if (value > other) == (indicator.better is Better.HIGHER) else -1


def middles_of(found: pl.DataFrame) -> dict[str, Middle]:
    """The middles of neighbours as `reads.neighbours` gives them, by indicator_id."""
    whole = found.filter(pl.col("breakdown") == "").select("indicator_id", "median", "count")
    return {id_: Middle(value, count) for id_, value, count in whole.iter_rows()}


def middles_among(quarter: Quarter, others: Sequence[Authority]) -> dict[str, Middle]:
    """The middle of some authorities' values that may be read one by one, by indicator_id."""
    found = {}
    for indicator in comparable():
        values = [v for one in others if (v := quarter.figure(indicator.id, one.authority_id).value) is not None]
        if values:
            found[indicator.id] = Middle(median(values), len(values))
    return found
