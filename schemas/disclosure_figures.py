"""The quantities behind published rows: which rows show each, which are too small to show, and what adds up to what.

A row shows a numerator, a denominator and, by subtraction, the rest. Two rows over the same quantity (established posts
are one indicator's numerator and another's denominator) show the same figure, so hiding it means hiding both.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from schemas.indicators_grammar import Aggregation, Counted, Indicator
from schemas.vocabulary import Disclosure, Level

SMALLEST_FTE = 300  # hundredths
MOST_SMALL_CHILDREN = 5
Key = tuple[str, str, str, str]  # quantity, period, geography, breakdown


class Sum(NamedTuple):
    """A figure and those that add up to it, by number; `is_split` where they are the parts of a breakdown."""

    total: int
    parts: tuple[int, ...]
    is_split: bool = False


@dataclass
class Figures:
    """Every quantity that some rows show, numbered.

    Args:
        size: the true figure: children, or hundredths of a full-time equivalent.
        rank: the order in which figures are hidden beside another: the smallest first, then fixed.
        small: those too small to show.
        rows: the rows that show each.
        figures_of: what each row shows.
        sums: what adds up: breakdowns, regions, England.
        rests: a denominator, and the numerator and rest that make it.
        told: those that an earlier release shows just as they are; hiding one now hides nothing.
    """

    size: list[int] = field(default_factory=list)
    rank: list[tuple[int, str, str]] = field(default_factory=list)
    small: set[int] = field(default_factory=set)
    rows: list[list[int]] = field(default_factory=list)
    figures_of: dict[int, list[int]] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    rests: list[Sum] = field(default_factory=list)
    numbers: dict[Key, int] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)

    def number(self, key: Key, size: int) -> int:
        """The number of a figure; one that two indicators call the same but that differs is two figures."""
        while (found := self.numbers.get(key)) is not None and self.size[found] != size:
            key = (f"{key[0]}'", *key[1:])
        if found is not None:
            return found
        self.numbers[key] = len(self.size)
        self.size.append(size)
        self.rank.append((size, key[3], key[2]))
        self.rows.append([])
        return self.numbers[key]


class _Quantities(NamedTuple):
    """How one indicator's figures are called and counted; "" for what is never small and so need not be followed."""

    numerator: str
    denominator: str
    of: Counted
    over: Counted
    has_rest: bool
    is_of_whole: bool
    is_rounded_sum: bool


def figures(rows: pl.DataFrame, catalogue: Mapping[str, Indicator], wholes: Mapping[str, Sequence[str]]) -> Figures:
    """The figures that rows show.

    Args:
        rows: row (a number), indicator_id, level, geography, period, breakdown, numerator, denominator.
        catalogue: the indicators, by id.
        wholes: place → the places that it is part of.
    """
    found = Figures()
    for row in rows.iter_rows(named=True):
        _add_row(found, _quantities(catalogue[row["indicator_id"]]), row)
    found.sums.extend(one for one in _sums(found, wholes) if _holds(found, one))
    return found


@cache
def _quantities(indicator: Indicator) -> _Quantities:
    def name(quantity: pl.Expr | None, own: str, role: str) -> str:
        return own or (f"{indicator.id} {role}" if quantity is None else f"{indicator.frame}|{quantity}")

    counted, over = indicator.counts is not Counted.OTHER, indicator.counts_denominator is not Counted.OTHER
    is_middle = indicator.aggregation not in (Aggregation.RATIO, Aggregation.SUM)
    return _Quantities(
        name(indicator.numerator, indicator.numerator_name, "numerator") if counted and not is_middle else "",
        name(indicator.denominator, indicator.denominator_name, "denominator") if over else "",
        indicator.counts,
        indicator.counts_denominator,
        counted and indicator.is_part and indicator.counts is indicator.counts_denominator and not is_middle,
        indicator.breakdown is not None and indicator.breakdown.is_of_whole,
        indicator.aggregation is Aggregation.SUM and indicator.disclosure is not Disclosure.D1,
    )


def _add_row(found: Figures, named: _Quantities, row: Mapping[str, Any]) -> None:
    shown = []
    if named.numerator and row["numerator"] is not None:
        shown.append(_number(found, named.numerator, named.of, row, "numerator"))
    if named.denominator and row["denominator"] is not None:
        whole = {**row, "breakdown": ""} if named.is_of_whole else row
        shown.append(_number(found, named.denominator, named.over, whole, "denominator"))
    if named.has_rest and len(shown) == 2:
        num, den = shown
        rest = {**row, "numerator": row["denominator"] - row["numerator"]}
        shown.append(_number(found, f"{named.numerator} of {named.denominator}", named.of, rest, "numerator"))
        found.rests.append(Sum(den, (num, shown[-1])))
    is_only_rounded = named.is_rounded_sum and row["level"] != Level.AUTHORITY
    kinds = (named.of, named.over, named.of) if named.numerator else (named.over,)
    for figure, kind in zip(shown, kinds, strict=False):
        found.rows[figure].append(row["row"])
        if is_small(found.size[figure], kind) and not is_only_rounded:
            found.small.add(figure)
    found.figures_of[row["row"]] = shown


def _number(found: Figures, name: str, kind: Counted, row: Mapping[str, Any], column: str) -> int:
    name, _, elsewhere = name.partition("@")
    size = round(row[column] * (100 if kind is Counted.FTE else 1))
    return found.number((name, row["period"], row["geography"], elsewhere or row["breakdown"]), size)


def is_small(size: int, kind: Counted) -> bool:
    """Whether a figure is above nothing and too small to show."""
    return 0 < size < SMALLEST_FTE if kind is Counted.FTE else 0 < size <= MOST_SMALL_CHILDREN


def _sums(found: Figures, wholes: Mapping[str, Sequence[str]]) -> Iterator[Sum]:
    """Parts of a breakdown make its total, authorities their region, force area and groups, regions England."""
    split: dict[tuple[Key, str], list[int]] = defaultdict(list)
    within: dict[Key, list[int]] = defaultdict(list)
    for key, figure in found.numbers.items():
        name, period, geography, breakdown = key
        if breakdown:
            split[(name, period, geography, ""), breakdown.partition("=")[0]].append(figure)
        for whole in wholes.get(geography, ()):
            within[name, period, whole, breakdown].append(figure)
    for (key, _), parts in split.items():
        if key in found.numbers:
            yield Sum(found.numbers[key], tuple(parts), is_split=True)
    for key, parts in within.items():
        if key in found.numbers:
            yield Sum(found.numbers[key], tuple(parts))


def _holds(found: Figures, one: Sum) -> bool:
    return sum(found.size[part] for part in one.parts) == found.size[one.total]
