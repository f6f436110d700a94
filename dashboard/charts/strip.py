"""The strip: every authority as a point in its region's row, the region's and England's own figures marked. Not a ranking."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import CONTEXT, INK, NAVY, WHITE, Spec, axis, note, spec
from dashboard.charts.dots import WIDE, Room, Scale, line_at, line_words, row_words, scale_axis

BIN, LIFT, MOST = 2.0, 0.085, 5


@dataclass(frozen=True)
class StripRow:
    """A region: its own figure, the points of its authorities, and what stands at its right.

    Args:
        name: the region.
        own: its own figure, a stroke; None if there is none.
        points: (authority, value) of each that may be read.
        named: those of them that are the reader's own, set apart.
        words: what stands at its right.
    """

    name: str
    own: float | None
    points: tuple[tuple[str, float], ...]
    words: str = ""
    named: frozenset[str] = frozenset()


def strip(rows: Sequence[StripRow], england: float | None, scale: Scale, room: Room = WIDE) -> Spec:
    """A row for each region; points that would lie on one another stand above one another."""
    last = scale.ticks[-1]
    lead = 0.75 if room.is_narrow else 0.5
    top = 66 if room.is_narrow else 48
    lines = [line_at(at) for at, _ in scale.lines]
    lines += [] if england is None else [line_at(england, NAVY, "solid")]
    return spec(
        [_points(rows, scale, is_named=False), _points(rows, scale, is_named=True), _strokes(rows, scale)],
        (room.row + 8) * len(rows) + top + 34,
        margin=(top, room.right, 34, room.left),
        annotations=[
            *row_words([(r.name, r.words, False) for r in rows], room, 15),
            *line_words(scale, is_narrow=room.is_narrow),
            *_england(england, scale, 40 if room.is_narrow else 22),
        ],
        shapes=lines,
        xaxis=scale_axis(scale, (-last * 0.02, last * 1.03)),
        yaxis=axis(range=[len(rows) - 0.5, -lead], tickvals=list(range(len(rows))), showticklabels=False),
    )


def _england(england: float | None, scale: Scale, lift: int) -> list[Spec]:
    if england is None:
        return []
    words = f"<b>England {england:.1f}{scale.unit}</b>"
    return [note(words, england, 1, yref="paper", yanchor="bottom", yshift=lift, font={"size": 15, "color": NAVY})]


def spread(values: Sequence[float]) -> list[float]:
    """How far each point is put above or below its row, so that those near one another can all be seen."""
    seen: Counter[int] = Counter()
    lifts = []
    for value in values:
        place = seen[round(value / BIN)]
        seen[round(value / BIN)] += 1
        step = min((place + 1) // 2, MOST)
        lifts.append(step * LIFT * (1 if place % 2 else -1))
    return lifts


def _points(rows: Sequence[StripRow], scale: Scale, *, is_named: bool) -> Spec:
    x, y, names = [], [], []
    for at, row in enumerate(rows):
        for (name, value), lift in zip(row.points, spread([value for _, value in row.points]), strict=True):
            if (name in row.named) is is_named:
                x.append(min(value, scale.ticks[-1]))
                y.append(at + lift)
                names.append([name, value])
    size, colour = (13, NAVY) if is_named else (8, CONTEXT)
    return {
        "type": "scatter", "mode": "markers+text" if is_named else "markers", "name": "Own" if is_named else "Authorities",
        "x": x, "y": y, "customdata": names, "text": [f"<b>{name}</b>" for name, _ in names] if is_named else None,
        "textposition": "top center", "textfont": {"size": 15, "color": NAVY},
        "marker": {"size": size, "color": colour, "opacity": 1 if is_named else 0.8, "line": {"color": WHITE, "width": 1}},
        "hovertemplate": f"%{{customdata[0]}}<br>%{{customdata[1]:.1f}}{scale.unit}<extra></extra>",
    }  # fmt: skip


def _strokes(rows: Sequence[StripRow], scale: Scale) -> Spec:
    each = [(row.own, at, row.name) for at, row in enumerate(rows) if row.own is not None]
    return {
        "type": "scatter", "mode": "markers", "name": "Region", "x": [v for v, *_ in each], "y": [at for _, at, _ in each],
        "text": [name for *_, name in each],
        "marker": {"symbol": "line-ns", "size": 15, "color": INK, "line": {"color": INK, "width": 3}},
        "hovertemplate": f"%{{text}}<br>%{{x:.1f}}{scale.unit}<extra></extra>",
    }  # fmt: skip
