"""Small multiples: the same small dot plot for each region, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import INK, MUTED, Spec, axis, note, spec
from dashboard.charts.dots import DotRow, Scale, joins, line_at, marks, scale_axis

LEFT, ROW, HEAD = 190, 26, 62


@dataclass(frozen=True)
class Panel:
    """One of several small plots: a region, and its rows in the same order as every other's."""

    name: str
    rows: tuple[DotRow, ...]


def panels(given: Sequence[Panel], scale: Scale, across: int = 3) -> Spec:
    """A plot for each region, `across` beside one another; the names of rows stand at the left of each line of plots."""
    down = -(-len(given) // across)
    layout: Spec = {}
    traces: list[Spec] = []
    words: list[Spec] = []
    shapes: list[Spec] = []
    for number, panel in enumerate(given):
        suffix = str(number + 1) if number else ""
        left, right, bottom, top = _box(number, across, down)
        own = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        layout |= _axes(panel, scale, suffix, (left, right, bottom, top))
        drawn = (joins(panel.rows), marks(panel.rows, scale, is_now=False), marks(panel.rows, scale, is_now=True))
        traces += [trace | own for trace in drawn]
        words += _words(panel, left, top, suffix, is_first=number % across == 0)
        shapes += [line_at(at) | {"xref": f"x{suffix}", "yref": f"y{suffix} domain"} for at, _ in scale.lines]
    height = (HEAD + ROW * len(given[0].rows)) * down
    return spec(traces, height, margin=(0, 8, 0, LEFT), annotations=words, shapes=shapes, **layout)


def _box(number: int, across: int, down: int) -> tuple[float, float, float, float]:
    """Where a plot stands, as shares of the picture: left, right, bottom, top."""
    line, place = divmod(number, across)
    return place / across, (place + 0.9) / across, 1 - (line + 0.86) / down, 1 - (line + 0.14) / down


def _axes(panel: Panel, scale: Scale, suffix: str, box: tuple[float, float, float, float]) -> Spec:
    left, right, bottom, top = box
    last = scale.ticks[-1]
    flat = scale_axis(scale, (-last * 0.05, last * 1.06), 2, domain=[left, right], anchor=f"y{suffix}")
    places = {"tickvals": list(range(len(panel.rows))), "showticklabels": False, "showgrid": True}
    upright = axis(domain=[bottom, top], anchor=f"x{suffix}", range=[len(panel.rows) - 0.5, -0.5], **places)
    return {f"xaxis{suffix}": flat, f"yaxis{suffix}": upright}


def _words(panel: Panel, left: float, top: float, suffix: str, *, is_first: bool) -> list[Spec]:
    """The panel's name above it, its rows' names if it begins a line, and the symbol of each row that has no value."""
    above = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 4}
    beside = {"yref": f"y{suffix}", "xanchor": "left", "yanchor": "middle"}
    found = [note(f"<b>{panel.name}</b>", left, top, **above, font={"size": 16, "color": INK})]
    if is_first:
        found += [note(row.name, 0, at, **beside, xref="paper", xshift=-LEFT) for at, row in enumerate(panel.rows)]
    hidden = {**beside, "xref": f"x{suffix}", "font": {"size": 15, "color": MUTED}}
    return found + [note(row.words, 0, at, **hidden) for at, row in enumerate(panel.rows) if row.now is None]
