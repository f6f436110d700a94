"""Published totals built again from the authorities' rows of the same file: the proof that the rows are read as meant.

Regions and England are published to the nearest 10, from authorities' unrounded figures. An authority without a usable
figure counts with its last one, if it ever had any; a hidden figure can only lie within bounds. What does not follow
from these is named.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

from etl.cells import listed
from etl.rebuild_bounds import Bounds, Counts, counts_of
from schemas.base import Worded
from schemas.figures import FigureSheet, Geography

_LONDON = "E12000007"
_LONDON_PARTS = frozenset({"E13000001", "E13000002"})
_ROUNDED_TO = 10


class Rebuilt(Worded):
    """How a published total compares with what the authorities' rows give."""

    EXACT = "exact", "Exact", "The rows give the published total; hidden figures at the middle of their bounds."
    WITHIN = "within", "Within bounds", "The published total lies within the bounds that the hidden figures allow."
    EXCEPTION = "exception", "Exception", "The total counts something else for an authority that has no figure."
    UNEXPLAINED = "unexplained", "Unexplained", "Neither the rows nor an authority without a figure explains the total."


@dataclass(frozen=True)
class Total:
    """A published total and what the rows give for it.

    Args:
        published: as it stands in the file, to the nearest 10.
        rebuilt: what the rows give, rounded alike.
        low: the least that hidden figures allow, rounded alike; `high`, the most.
        is_certain: whether no hidden figure could change it.
        hidden_count: hidden figures among the rows.
        carried: authorities without a figure, that count with an earlier year's; several are joined by "; ".
        authorities: for an exception, those that it is about.
        reason: for an exception, one or two sentences.
    """

    period: str
    geography: str
    measure: str
    published: int
    rebuilt: int
    low: int
    high: int
    is_certain: bool
    hidden_count: int
    carried: str
    verdict: str
    authorities: str
    reason: str


def rebuild(sheet: FigureSheet, figures: pl.DataFrame) -> pl.DataFrame:
    """Build every published regional and national count again.

    Args:
        sheet: the declaration of the file.
        figures: its rows, as `schemas.figures.FIGURE_COLUMNS` says, with "period"; all years, since figures are carried.

    Returns:
        One row for each published count: the fields of `Total`.
    """
    measures = [m.name for m in sheet.measures if m.is_count]
    wanted = figures.filter(pl.col("measure").is_in(measures))
    counts = counts_of(sheet, wanted)
    names = _names(figures)
    totals = wanted.filter(pl.col("level").is_in([Geography.REGION, Geography.ENGLAND]), pl.col("status") == "ok")
    columns = ("period", "geography", "level", "measure", "value")
    found = [
        _total(counts, names, period, geography, _members(counts, period, level, geography), measure, int(value))
        for period, geography, level, measure, value in totals.select(columns).iter_rows()
    ]
    return pl.DataFrame([asdict(total) for total in found])


def half_up(value: float) -> int:
    """To the nearest 10, halves up, as the department rounds totals."""
    return int((value + _ROUNDED_TO / 2) // _ROUNDED_TO) * _ROUNDED_TO


def _names(figures: pl.DataFrame) -> dict[str, str]:
    rows = figures.sort("period").select("geography", "name").unique("geography", keep="last")
    return dict(rows.iter_rows())


def _members(counts: Counts, period: str, level: str, geography: str) -> list[str]:
    regions = counts.regions[period]
    if level == Geography.ENGLAND:
        return list(regions)
    parts = _LONDON_PARTS if geography == _LONDON else {geography}
    return [member for member, region in regions.items() if region in parts]


def _total(
    counts: Counts,
    names: dict[str, str],
    period: str,
    geography: str,
    members: Sequence[str],
    measure: str,
    published: int,
) -> Total:
    known: list[Bounds] = []
    carried: dict[str, tuple[str, Bounds] | None] = {}
    hidden_count = 0
    for member in members:
        if (own := counts.bounds(member, period, measure)) is not None:
            known.append(own)
            hidden_count += own.is_hidden
        else:
            carried[member] = counts.last(member, period, measure)
    rest = Bounds.of(known)
    whole = Bounds.of([*known, *(last[1] for last in carried.values() if last is not None)])
    low, high, rebuilt = half_up(whole.low), half_up(whole.high), half_up(whole.middle)
    fits = low <= published <= high
    verdict = Rebuilt.EXACT if rebuilt == published else Rebuilt.WITHIN
    reason = ""
    if not fits:
        reason = _reason(names, period, carried, published, rest)
        verdict = Rebuilt.EXCEPTION if reason else Rebuilt.UNEXPLAINED
    whose = "; ".join(names[member] for member in carried)
    return Total(
        period, geography, measure, published, rebuilt, low, high, low == high, hidden_count,
        whose if fits else "", str(verdict), "" if fits else whose, reason,
    )  # fmt: skip


def _reason(
    names: dict[str, str],
    period: str,
    carried: dict[str, tuple[str, Bounds] | None],
    published: int,
    rest: Bounds,
) -> str:
    """Why a total differs; "" if no authority without a figure could make the difference."""
    gap = _ROUNDED_TO // 2
    least, most = max(0, published - gap - int(rest.high)), published + gap - 1 - int(rest.low)
    if not carried or most < 0:
        return ""
    them = listed([names[member] for member in carried], "and")
    has = "has" if len(carried) == 1 else "have"
    earlier = "; ".join(
        f"{names[member]}'s last, {last[1].spoken}, is of {last[0]}" if last else f"{names[member]} has none before"
        for member, last in carried.items()
    )
    counted = "leaves it out" if most < 10 and least == 0 else f"counts {least:,} to {most:,} for it"
    counted = counted if len(carried) == 1 else counted.replace(" it", " them")
    return f"{them} {has} no figure for {period}, and the total {counted}. {earlier}."
