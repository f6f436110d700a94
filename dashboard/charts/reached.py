"""The picture of milestones across England: how many authorities have met each, planned to have, and expect to."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import GREY, INK, NAVY, PLUM, TEAL, WHITE, Spec, axis, note, spec

LEFT, RIGHT = 300, 256


@dataclass(frozen=True)
class Reached:
    """Counts of authorities for one milestone.

    Args:
        name: the milestone.
        planned: whose first agreed date is in the past.
        met: who have met it.
        planned_by_end: whose first agreed date is up to the national date.
        forecast_by_end: who have met it, or now forecast to, by the national date.
    """

    name: str
    planned: int
    met: int
    planned_by_end: int
    forecast_by_end: int

    @property
    def behind(self) -> int:
        """How many fewer have met it than planned to; negative if more."""
        return self.planned - self.met

    @property
    def words(self) -> str:
        """What stands beside its row."""
        return f"{self.met} met, {self.planned} planned; {self.forecast_by_end} by March"


def reached(rows: Sequence[Reached], total: int, *, is_narrow: bool = False) -> Spec:
    """A row for each milestone: disc met, upright stroke planned by now, diamond met or forecast by the national date."""
    traces = [
        _gaps([(at, row) for at, row in enumerate(rows) if row.behind > 0], PLUM, "Behind plan"),
        _gaps([(at, row) for at, row in enumerate(rows) if row.behind < 0], TEAL, "Ahead of plan"),
        _marks("Expected by 31 March 2027", [row.forecast_by_end for row in rows], rows, "diamond", WHITE, NAVY, 11),
        _marks("Planned by now", [row.planned for row in rows], rows, "line-ns", GREY, GREY, 9),
        _marks("Met", [row.met for row in rows], rows, "circle", NAVY, NAVY, 11),
    ]
    each, top, right, left = (80, 8, 14, 14) if is_narrow else (32, 8, RIGHT, LEFT)
    return spec(
        traces,
        each * len(rows) + 42,
        margin=(top, right, 34, left),
        annotations=_above(rows) if is_narrow else _beside(rows),
        xaxis=axis(range=[-4, total + 4], tickvals=[0, 50, 100, total], showgrid=True),
        yaxis=axis(
            range=[len(rows) - 0.5, -0.9 if is_narrow else -0.5],
            tickvals=list(range(len(rows))),
            showticklabels=False,
            showgrid=True,
        ),
    )


def _gaps(rows: Sequence[tuple[int, Reached]], colour: str, name: str) -> Spec:
    return {
        "type": "scatter", "mode": "lines", "name": name, "hoverinfo": "skip", "connectgaps": False,
        "x": [x for _, row in rows for x in (row.met, row.planned, None)],
        "y": [y for at, _ in rows for y in (at, at, None)],
        "line": {"color": colour, "width": 4},
    }  # fmt: skip


def _marks(
    name: str, counts: Sequence[int], rows: Sequence[Reached], symbol: str, fill: str, edge: str, size: int
) -> Spec:
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": list(counts), "y": list(range(len(rows))),
        "text": [row.name for row in rows],
        "marker": {"symbol": symbol, "size": size, "color": fill, "line": {"color": edge, "width": 2.5 if "line" in symbol else 2}},
        "hovertemplate": f"%{{text}}<br>{name} %{{x}}<extra></extra>",
    }  # fmt: skip


def _beside(rows: Sequence[Reached]) -> list[Spec]:
    plain = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "font": {"size": 16, "color": INK}}
    names = [note(row.name, 0, at, **plain, xshift=-LEFT) for at, row in enumerate(rows)]
    return names + [note(row.words, 1, at, **plain, xshift=12) for at, row in enumerate(rows)]


def _above(rows: Sequence[Reached]) -> list[Spec]:
    plain = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 8, "font": {"size": 15, "color": INK}}
    return [note(f"<b>{row.name}</b><br>{row.words}", 0, at, **plain, xshift=-14) for at, row in enumerate(rows)]
