"""Dot plots: a row for each agency, partner or place, with England or now as a disc, what it was as a ring, others in grey."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import CONTEXT, GREY, INK, NAVY, WHITE, Spec, axis, note, spec

JOIN = "#9FB2C4"


@dataclass(frozen=True)
class DotRow:
    """One row of a dot plot.

    Args:
        name: what it is about.
        now: the value, a disc; None where there is none that may be shown.
        before: what it was, or what it is beside: a ring.
        others: further values in grey, each with the name that its tooltip has.
        words: what stands at its right; says the symbol where there is no value.
        is_strong: whether its name is set in bold, as for a total.
    """

    name: str
    now: float | None
    before: float | None = None
    others: tuple[tuple[str, float], ...] = ()
    words: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Scale:
    """The axis of a dot plot.

    Args:
        ticks: where it has marks; it runs from the first to the last.
        unit: what stands after each, for example "%".
        lines: dotted lines for a plan or a threshold: (value, its words).
        now: what the disc is called.
        before: what the ring is called.
    """

    ticks: tuple[float, ...] = (0, 25, 50, 75, 100)
    unit: str = "%"
    lines: tuple[tuple[float, str], ...] = ()
    now: str = "Now"
    before: str = "Last quarter"


@dataclass(frozen=True)
class Room:
    """How much room a plot has: left for names and right for words, in pixels, and the height of a row."""

    left: int
    right: int
    row: int
    is_narrow: bool = False


WIDE, HALF, NARROW = Room(210, 300, 40), Room(190, 122, 40), Room(10, 14, 74, True)


def scale_to(values: Sequence[float], scale: Scale) -> Scale:
    """The same scale, ended at a round number a little above the largest value, if that is well below its own end."""
    most = max([0.0, *values, *(at for at, _ in scale.lines)])
    step = next((step for step in (5, 10, 20) if most * 1.02 <= step * 5), 25)
    ticks = tuple(float(step * at) for at in range(int(most * 1.02 // step) + 2))
    return Scale(min(ticks, scale.ticks, key=lambda each: each[-1]), scale.unit, scale.lines, scale.now, scale.before)


def dots(rows: Sequence[DotRow], scale: Scale, room: Room = WIDE) -> Spec:
    """A row for each, on one scale that begins at 0."""
    last = scale.ticks[-1]
    span = [-last * 0.03, last * 1.04]
    lead = 0.75 if room.is_narrow else 0.5
    top = 8 if not scale.lines else 46 if room.is_narrow else 28
    return spec(
        [_others(rows, scale), joins(rows), marks(rows, scale, is_now=False), marks(rows, scale, is_now=True)],
        room.row * len(rows) + top + 34,
        margin=(top, room.right, 34, room.left),
        annotations=[*row_words([(r.name, r.words, r.is_strong) for r in rows], room), *line_words(scale, is_narrow=room.is_narrow)],
        shapes=[line_at(at) for at, _ in scale.lines],
        xaxis=scale_axis(scale, span),
        yaxis=axis(range=[len(rows) - 0.5, -lead], tickvals=list(range(len(rows))), showticklabels=False, showgrid=True),
    )  # fmt: skip


def scale_axis(scale: Scale, span: Sequence[float], every: int = 1, **more: object) -> Spec:
    """The axis along the bottom; `every` leaves out marks where there is no room for all."""
    ticks = scale.ticks[::every]
    words = [f"{tick:g}{scale.unit}" for tick in ticks]
    return axis(range=list(span), tickvals=list(ticks), ticktext=words, showgrid=True, tickangle=0, **more)


def line_at(at: float, colour: str = GREY, dash: str = "dot") -> Spec:
    """An upright line at a value, behind the marks."""
    place = {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "layer": "below"}
    return place | {"line": {"color": colour, "width": 1.5, "dash": dash}}


def line_words(scale: Scale, *, is_narrow: bool = False) -> list[Spec]:
    """The words of the lines, above them: they part to both sides where there is room, else stand one above the other."""
    plain = {"yref": "paper", "yanchor": "bottom", "font": {"size": 15, "color": GREY}}
    if is_narrow:
        sides = ["left" if at < scale.ticks[-1] / 2 else "right" for at, _ in scale.lines]
        lifts = [2 + 18 * place for place in range(len(scale.lines))]
    else:
        sides = ["center"] if len(scale.lines) == 1 else ["right", *["left"] * (len(scale.lines) - 1)]
        lifts = [2] * len(scale.lines)
    return [
        note(words, at, 1, **plain, xanchor=side, yshift=lift)
        for (at, words), side, lift in zip(scale.lines, sides, lifts, strict=False)
    ]


def row_words(rows: Sequence[tuple[str, str, bool]], room: Room, lift: int = 9) -> list[Spec]:
    """The name and the words of each row, and whether the name is bold: at its sides, or above it where it is narrow."""
    plain = {"xref": "paper", "xanchor": "left", "font": {"size": 15 if room.is_narrow else 16, "color": INK}}
    if room.is_narrow:
        above = {**plain, "yanchor": "bottom", "yshift": lift, "xshift": -room.left, "bgcolor": WHITE, "borderpad": 0}
        return [note(f"<b>{name}</b><br>{words}", 0, at, **above) for at, (name, words, _) in enumerate(rows)]
    middle = {**plain, "yanchor": "middle"}
    bold = [f"<b>{name}</b>" if is_strong else name for name, _, is_strong in rows]
    names = [note(name, 0, at, **middle, xshift=-room.left) for at, name in enumerate(bold)]
    return names + [note(words, 1, at, **middle, xshift=14) for at, (_, words, _) in enumerate(rows) if words]


def _others(rows: Sequence[DotRow], scale: Scale) -> Spec:
    each = [(value, at, row.name, name) for at, row in enumerate(rows) for name, value in row.others]
    return {
        "type": "scatter", "mode": "markers", "name": "Others", "x": [v for v, *_ in each], "y": [at for _, at, *_ in each],
        "customdata": [[row, name] for *_, row, name in each],
        "marker": {"size": 9, "color": CONTEXT, "opacity": 0.75, "line": {"color": WHITE, "width": 1}},
        "hovertemplate": f"%{{customdata[0]}}, %{{customdata[1]}}<br>%{{x:.1f}}{scale.unit}<extra></extra>",
    }  # fmt: skip


def joins(rows: Sequence[DotRow]) -> Spec:
    """A line from each ring to its disc."""
    both = [(at, r.before, r.now) for at, r in enumerate(rows) if r.before is not None and r.now is not None]
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "connectgaps": False,
        "x": [x for _, start, end in both for x in (start, end, None)], "y": [y for at, *_ in both for y in (at, at, None)],
        "line": {"color": JOIN, "width": 4},
    }  # fmt: skip


def marks(rows: Sequence[DotRow], scale: Scale, *, is_now: bool) -> Spec:
    """The discs, or the rings."""
    each = [(value, at, row.name) for at, row in enumerate(rows) if (value := row.now if is_now else row.before) is not None]  # fmt: skip
    fill, edge = (NAVY, NAVY) if is_now else (WHITE, GREY)
    name = scale.now if is_now else scale.before
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": [v for v, *_ in each], "y": [at for _, at, _ in each],
        "text": [row for *_, row in each],
        "marker": {"size": 13 if is_now else 12, "color": fill, "line": {"color": edge, "width": 2}},
        "hovertemplate": f"%{{text}}<br>{name} %{{x:.1f}}{scale.unit}<extra></extra>",
    }  # fmt: skip
