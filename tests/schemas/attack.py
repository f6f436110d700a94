"""An adversary: works out hidden counts from everything that is shown, with an integer programme.

What is shown is turned into constraints on whole numbers: figures that are given, totals rounded to ten, percentages
to one decimal, parts that add up to wholes, places that add up to others, and the
same quantity wherever another indicator shows it. A hidden count is recovered if only one value satisfies them all.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from schemas.indicators_grammar import Aggregation, Counted, Indicator
from schemas.vocabulary import Disclosure, Level

HUNDREDTHS = 100
MANY = 1_000_000.0
SHOWN = ("ok", "low", "z")

Key = tuple[str, str, str, str]
"""A quantity in a quarter, place and part of a breakdown."""


@dataclass
class Knowledge:
    """Bounds on every quantity, and linear constraints between them, all in whole hundredths or children."""

    low: dict[Key, float] = field(default_factory=dict)
    high: dict[Key, float] = field(default_factory=dict)
    sums: list[tuple[dict[Key, float], float, float]] = field(default_factory=list)

    def narrow(self, key: Key, low: float, high: float = MANY) -> None:
        """Note that a quantity lies between two numbers."""
        self.low[key] = max(self.low.get(key, 0.0), low)
        self.high[key] = min(self.high.get(key, MANY), high)

    def add(self, terms: dict[Key, float], low: float, high: float) -> None:
        """Note that a weighted sum of quantities lies between two numbers."""
        for key in terms:
            self.narrow(key, 0.0)
        self.sums.append((terms, low, high))


def quantities(indicator: Indicator) -> tuple[str, str]:
    """What names the numerator and the denominator: two indicators over the same rows share the same name."""
    names = (indicator.numerator_name, indicator.denominator_name)
    expressions = (indicator.numerator, indicator.denominator)
    found = [
        name or (f"{indicator.frame}|{quantity}" if quantity is not None else f"{indicator.id} {number}")
        for number, (name, quantity) in enumerate(zip(names, expressions, strict=True))
    ]
    return found[0], found[1]


def knowledge(seen: pl.DataFrame, catalogue: Mapping[str, Indicator], wholes: Mapping[str, Sequence[str]]) -> Knowledge:
    """What follows from published rows: indicator_id, level, geography, period, breakdown, numerator, denominator, value, status."""
    known = Knowledge()
    places: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in seen.iter_rows(named=True):
        indicator = catalogue[row["indicator_id"]]
        if indicator.disclosure not in (Disclosure.D1, Disclosure.D2, Disclosure.D3) or row["status"] not in (
            *SHOWN,
            "c",
        ):
            continue
        if indicator.aggregation not in (Aggregation.RATIO, Aggregation.SUM):
            continue
        for name, key in _told(known, indicator, row):
            places[name, key[1]].add(key[2:])
    for (name, period), held in places.items():
        _add_up(known, name, period, held, wholes)
    return known


def _told(known: Knowledge, indicator: Indicator, row: Mapping[str, object]) -> Iterator[tuple[str, Key]]:
    """Note what one row says of its numerator and denominator."""
    period, geography, breakdown = str(row["period"]), str(row["geography"]), str(row["breakdown"])
    names = quantities(indicator)
    is_whole = indicator.breakdown is not None and indicator.breakdown.is_of_whole
    num = _key(names[0], period, geography, breakdown)
    den = _key(names[1], period, geography, "" if is_whole else breakdown)
    is_rounded = row["level"] != Level.AUTHORITY and indicator.disclosure is not Disclosure.D1
    is_ratio = indicator.aggregation is Aggregation.RATIO
    parts = [(num, indicator.counts, row["numerator"])]
    if is_ratio and indicator.counts_denominator is not Counted.OTHER:
        parts.append((den, indicator.counts_denominator, row["denominator"]))
    for key, kind, figure in parts:
        if row["status"] == "c":
            known.narrow(key, 0.0 if is_ratio and key == num else 1.0)
        elif figure is not None:
            known.narrow(key, *_between(float(str(figure)), kind, is_rounded=is_rounded))
        yield key[0], key
    if len(parts) == 2 and indicator.is_part:
        rest = (f"{num[0]} rest of {den[0]}", *num[1:])
        known.add({den: 1.0, num: -1.0, rest: -1.0}, 0.0, 0.0)
        if row["status"] in ("ok", "low") and row["value"] is not None:
            _ratio(known, num, den, float(str(row["value"])), indicator)


def _key(name: str, period: str, geography: str, breakdown: str) -> Key:
    name, _, part = name.partition("@")
    return name, period, geography, part or breakdown


def _between(figure: float, kind: Counted, *, is_rounded: bool) -> tuple[float, float]:
    if kind is Counted.CHILDREN and is_rounded:
        return max(figure - 5, 0.0), figure + 4
    exact = round(figure * (HUNDREDTHS if kind is Counted.FTE else 1))
    return float(exact), float(exact)


def _ratio(known: Knowledge, num: Key, den: Key, value: float, indicator: Indicator) -> None:
    """A percentage shown to so many decimals bounds its numerator by its denominator on both sides."""
    half = 0.5 / 10**indicator.dp
    known.add({num: indicator.scale, den: -(value - half)}, 0.0, MANY * 1000)
    known.add({num: indicator.scale, den: -(value + half)}, -MANY * 1000, 0.0)


def _add_up(
    known: Knowledge, name: str, period: str, held: set[tuple[str, str]], wholes: Mapping[str, Sequence[str]]
) -> None:
    """Parts make the total, authorities their region, regions England."""
    dimensions = {breakdown.partition("=")[0] for _, breakdown in held if breakdown}
    for geography in {g for g, _ in held}:
        for dimension in dimensions:
            parts = [b for g, b in held if g == geography and b.startswith(f"{dimension}=")]
            if parts and (geography, "") in held:
                _equal(known, (name, period, geography, ""), [(name, period, geography, b) for b in parts])
    within: dict[tuple[str, str], list[str]] = defaultdict(list)
    for geography, breakdown in held:
        for whole in wholes.get(geography, ()):
            within[whole, breakdown].append(geography)
    for (whole, breakdown), members in within.items():
        if (whole, breakdown) in held:
            _equal(known, (name, period, whole, breakdown), [(name, period, g, breakdown) for g in members])


def _equal(known: Knowledge, whole: Key, parts: list[Key]) -> None:
    known.add({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0.0, 0.0)


def recovered(known: Knowledge, targets: Mapping[Key, int]) -> dict[Key, int]:
    """Those of the hidden counts (with their true values) that have one possible value, found by solving."""
    keys = [key for key in known.low if known.low[key] < known.high[key]]
    number = {key: place for place, key in enumerate(keys)}
    fixed = {key: known.low[key] for key in known.low if key not in number}
    rows = [row for row in (_free(one, fixed) for one in known.sums) if row[0]]
    found = {key: value for key, value in targets.items() if key in fixed}
    for members, sums in _components(number, rows):
        wanted = [key for key in targets if key in members]
        if wanted:
            found |= {key: targets[key] for key in _alone(known, sorted(members), sums, wanted)}
    return found


def secrets(frame: pl.DataFrame, catalogue: Mapping[str, Indicator], least: int = 1, most: float = 5) -> dict[Key, int]:
    """The true counts of children from 1 to 5 in an unprotected frame, numerators, denominators and rests."""
    found: dict[Key, int] = {}
    for row in frame.iter_rows(named=True):
        indicator = catalogue[row["indicator_id"]]
        if row["status"] not in SHOWN or indicator.aggregation not in (Aggregation.RATIO, Aggregation.SUM):
            continue
        names, where = quantities(indicator), (row["period"], row["geography"], row["breakdown"])
        figures: dict[Key, float | None] = {}
        if indicator.counts is Counted.CHILDREN:
            figures[_key(names[0], *where)] = row["numerator"]
        if indicator.counts_denominator is Counted.CHILDREN and row["denominator"] is not None:
            figures[_key(names[1], *where)] = row["denominator"]
            if indicator.is_part:
                figures[f"{names[0]} rest of {names[1]}", *where] = row["denominator"] - row["numerator"]
        found |= {
            key: round(figure) for key, figure in figures.items() if figure is not None and least <= figure <= most
        }
    return found


Sum = tuple[dict[Key, float], float, float]


def _free(one: Sum, fixed: Mapping[Key, float]) -> Sum:
    terms, low, high = one
    told = sum(weight * fixed[key] for key, weight in terms.items() if key in fixed)
    return {key: weight for key, weight in terms.items() if key not in fixed}, low - told, high - told


def _components(number: Mapping[Key, int], rows: list[Sum]) -> Iterator[tuple[set[Key], list[Sum]]]:
    """Quantities that have to do with one another, and what ties them."""
    pairs = [(number[a], number[next(iter(terms))]) for terms, _, _ in rows for a in terms]
    matrix = csr_matrix(
        ([1] * len(pairs), tuple(zip(*pairs, strict=True))) if pairs else (len(number), len(number)),
        shape=(len(number),) * 2,
    )
    _, label = connected_components(matrix, directed=False)
    members: dict[int, set[Key]] = defaultdict(set)
    for key, place in number.items():
        members[label[place]].add(key)
    tied: dict[int, list[Sum]] = defaultdict(list)
    for row in rows:
        tied[label[number[next(iter(row[0]))]]].append(row)
    yield from ((held, tied[name]) for name, held in members.items())


def _alone(known: Knowledge, keys: list[Key], sums: list[Sum], wanted: list[Key]) -> list[Key]:
    """The wanted quantities that every solution gives the same value.

    Two solutions far apart clear most at once; each of the rest is made as small and as large as can be.
    """
    place = {key: column for column, key in enumerate(keys)}
    bounds = np.array([(known.low[key], known.high[key]) for key in keys])
    entries = [(line, place[key], weight) for line, (terms, _, _) in enumerate(sums) for key, weight in terms.items()]
    lines, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_matrix((weights, (lines, columns)), shape=(len(sums), len(keys)))
    low, high = np.array([one[1] for one in sums]), np.array([one[2] for one in sums])

    def solve(aim: np.ndarray) -> np.ndarray | None:
        limits = [LinearConstraint(matrix, low - 1e-6, high + 1e-6)] if sums else []
        answer = milp(
            aim,
            integrality=np.ones(len(keys)),
            bounds=(bounds[:, 0], bounds[:, 1]),
            constraints=limits,
            options={"time_limit": 20},
        )
        return None if answer.x is None else np.round(answer.x)

    def single(key: Key, sign: float) -> np.ndarray:
        aim = np.zeros(len(keys))
        aim[place[key]] = sign
        return aim

    together = sum(single(key, 1.0) for key in wanted)
    found = [solution for solution in (solve(together), solve(-together)) if solution is not None]
    left = [key for key in wanted if len({solution[place[key]] for solution in found}) < 2]
    alone = []
    while left:
        key = left.pop()
        ends = [solve(single(key, sign)) for sign in (1.0, -1.0)]
        assert all(end is not None for end in ends), "What is shown contradicts itself."
        if len({end[place[key]] for end in ends}) == 1:
            alone.append(key)
        found += ends
        left = [other for other in left if len({solution[place[other]] for solution in found}) < 2]
    return alone
