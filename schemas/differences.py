"""What one version of a return changes against another: figures, indicators and ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.indicators import INDICATORS
from schemas.vocabulary import Level, Rag


@dataclass(frozen=True)
class FigureChange:
    """One cell that differs.

    Args:
        sheet: the sheet's title.
        row: what tells the row apart, for example "U1 · Police"; "" on a sheet of one row.
        heading: the column's heading.
        before: the earlier value; None if it was blank or the row was not there.
        after: the new value; None if it is blank or the row is gone.
    """

    sheet: str
    row: str
    heading: str
    before: Any
    after: Any


@dataclass(frozen=True)
class IndicatorChange:
    """One indicator's figure that differs, for a place.

    Args:
        indicator_id: the indicator.
        level: the kind of place.
        geography: the place.
        before: its earlier value, None if it had none.
        after: its new value, None if it has none.
        rag_before: its earlier rating.
        rag_after: its new rating.
    """

    indicator_id: str
    level: Level
    geography: str
    before: float | None
    after: float | None
    rag_before: Rag
    rag_after: Rag

    @property
    def title(self) -> str:
        """The indicator's name."""
        return INDICATORS[self.indicator_id].title

    @property
    def is_moved(self) -> bool:
        """Whether its rating is another one."""
        return self.rag_before is not self.rag_after


@dataclass(frozen=True)
class Difference:
    """Everything that a version changes, the authority's own indicators first and then England's."""

    figures: tuple[FigureChange, ...] = ()
    indicators: tuple[IndicatorChange, ...] = ()

    @property
    def sentence(self) -> str:
        """In one sentence: "It changes 14 figures, 2 indicators, and one rating: from amber to red."."""
        own = [change for change in self.indicators if change.level is Level.AUTHORITY]
        moves = [change for change in own if change.is_moved]
        if not self.figures and not own:
            return "It changes nothing."
        parts = [_counted(len(self.figures), "figure"), _counted(len({c.indicator_id for c in own}), "indicator")]
        if not moves:
            return f"It changes {parts[0]} and {parts[1]}, and no rating."
        return f"It changes {parts[0]}, {parts[1]}, and {_counted(len(moves), 'rating')}: {_moves(moves)}."


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _moves(moves: Sequence[IndicatorChange]) -> str:
    """ "2 from amber to red, 1 from green to amber", or without the number if there is one."""
    ways: dict[tuple[Rag, Rag], int] = {}
    for move in moves:
        way = (move.rag_before, move.rag_after)
        ways[way] = ways.get(way, 0) + 1
    said = [f"{count} from {a.label.lower()} to {b.label.lower()}" for (a, b), count in ways.items()]
    return said[0].partition(" ")[2] if len(moves) == 1 else ", ".join(said)
