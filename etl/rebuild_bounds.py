"""What an authority's published count may be: the figure itself, or bounds if it is hidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from schemas.figures import FigureSheet, Measure

_LEAST_HIDDEN, _MOST_HIDDEN = 1, 5
_HIDDEN = "c"


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a count may be, and whether it is hidden at all."""

    low: float
    high: float
    is_hidden: bool = False

    @property
    def middle(self) -> float:
        """Halfway."""
        return (self.low + self.high) / 2

    @property
    def spoken(self) -> str:
        """For a sentence."""
        return f"{self.low:,.0f}" if self.low == self.high else f"{self.low:,.0f} to {self.high:,.0f}"

    @classmethod
    def of(cls, parts: Iterable["Bounds"]) -> "Bounds":
        """The bounds of a sum."""
        parts = list(parts)
        return cls(sum(p.low for p in parts), sum(p.high for p in parts), any(p.is_hidden for p in parts))


Cell = tuple[float | None, str]


@dataclass(frozen=True)
class Counts:
    """Authorities' rows.

    Args:
        sheet: the declaration of the file.
        cells: (place, period) → measure → value and status.
        regions: period → place → the region that the file puts it in.
    """

    sheet: FigureSheet
    cells: Mapping[tuple[str, str], Mapping[str, Cell]]
    regions: Mapping[str, Mapping[str, str | None]]

    def bounds(self, place: str, period: str, measure: str) -> Bounds | None:
        """What a place's count may be; None if there is no usable figure."""
        row = self.cells[place, period]
        value, status = row.get(measure, (None, "x"))
        if value is not None:
            return Bounds(value, value)
        if status == "z":
            return Bounds(0, 0)
        return _hidden(self.sheet, self.sheet.measure(measure), row) if status == _HIDDEN else None

    def last(self, place: str, period: str, measure: str) -> tuple[str, Bounds] | None:
        """The last usable figure before a period, as the department carries it forward."""
        for earlier in sorted((p for p in self.regions if p < period), reverse=True):
            if (place, earlier) in self.cells and (found := self.bounds(place, earlier, measure)) is not None:
                return earlier, found
        return None


def counts_of(sheet: FigureSheet, figures: pl.DataFrame) -> Counts:
    """The authorities' rows of a file."""
    cells: dict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    regions: dict[str, dict[str, str | None]] = defaultdict(dict)
    columns = ("geography", "period", "region_code", "measure", "value", "status")
    for place, period, region, measure, value, status in (
        figures.filter(pl.col("level").is_in(["authority", "joint"])).select(columns).iter_rows()
    ):
        cells[place, period][measure] = (value, status)
        regions[period][place] = region
    return Counts(sheet, cells, regions)


def _hidden(sheet: FigureSheet, measure: Measure, row: Mapping[str, Cell]) -> Bounds:
    """A hidden count is 1 to 5, unless it is hidden only to protect another of its row."""
    total = row.get(measure.part_of, (None, ""))[0]
    if total is not None:
        return _hidden_part(sheet, measure, row, total)
    most = row.get(measure.at_most, (None, ""))[0]
    others = [name for name, (_, status) in row.items() if status == _HIDDEN and name != measure.name]
    if most is not None and others:
        return Bounds(_LEAST_HIDDEN, most, is_hidden=True)
    return Bounds(_LEAST_HIDDEN, _MOST_HIDDEN, is_hidden=True)


def _hidden_part(sheet: FigureSheet, measure: Measure, row: Mapping[str, Cell], total: float) -> Bounds:
    """A part of a total that is shown: what the shown parts leave is shared by the hidden ones."""
    parts = [m.name for m in sheet.measures if m.part_of == measure.part_of and m.name in row]
    left = total - sum(value for name in parts if (value := row[name][0]) is not None)
    if sum(row[name][1] == _HIDDEN for name in parts) == 1:
        return Bounds(left, left, is_hidden=True)
    # Where so little is left, the figure that was hidden to protect the other may have been zero.
    return Bounds(0, left, is_hidden=True) if left <= _MOST_HIDDEN else Bounds(1, left - 1, is_hidden=True)
