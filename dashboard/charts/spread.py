"""Pictures of how values spread: every authority as a point on one line. Never a ranking: nothing but the value places it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from math import ceil, floor, log10

from dashboard.charts.base import CONTEXT, GREY, INK, NAVY, WHITE, Spec, axis, note, spec

OWN, NEAR, OTHER = "own", "near", "other"
_LOOKS = {OTHER: (8, CONTEXT, WHITE, 0.5), NEAR: (12, WHITE, NAVY, 2.5), OWN: (16, NAVY, NAVY, 1)}
_BINS, _BINS_NARROW = 90, 28
MOST_NAMED, HIGHEST = 9, 9
HEIGHT = 300


@dataclass(frozen=True)
class Placed:
    """One authority: its name, its value as a number and in words, and whether it is `OWN`, `NEAR` or `OTHER`."""

    name: str
    value: float
    words: str
    kind: str = OTHER


@dataclass(frozen=True)
class Mark:
    """A value that is marked across the strip, for example England's: its name, its number and its words."""

    name: str
    value: float
    words: str


Ticks = Sequence[tuple[float, str]]


def spread(
    points: Sequence[Placed],
    ticks: Ticks,
    england: Mark | None = None,
    middle: Mark | None = None,
    *,
    is_narrow: bool = False,
) -> Spec:
    """Each authority at its value; its own as a disc, those it is compared with as rings, England and the middle as lines."""
    low, high = _ends(points, ticks, england, middle)
    places = _places(points, (high - low) / (_BINS_NARROW if is_narrow else _BINS))
    tallest = max((abs(up) for _, up in places), default=0)
    own = next((Mark(p.name, p.value, p.words) for p in points if p.kind == OWN), None)
    named = [(own, NAVY, "solid"), (middle, NAVY, "dot"), (england, GREY, "solid")]
    drawn = [(level, colour, dash) for level, colour, dash in named if level]
    return spec(
        [_dots(kind, points, places) for kind in (OTHER, NEAR, OWN)],
        HEIGHT,
        margin=(26 * len(drawn) + 6, 16, 34, 16),
        annotations=[_named(level, colour, row, low, high) for row, (level, colour, _) in enumerate(drawn)],
        shapes=[_line(level, colour, dash) for level, colour, dash in drawn[own is not None :]],
        xaxis=axis(
            range=[low, high], showline=True, showgrid=True, tickangle=0,
            tickvals=[value for value, _ in ticks], ticktext=[words for _, words in ticks],
        ),
        yaxis=axis(visible=False, range=[-max(tallest, 5) - 1, max(tallest, 5) + 1]),
    )  # fmt: skip


def _ends(points: Sequence[Placed], ticks: Ticks, *levels: Mark | None) -> tuple[float, float]:
    values = [*(p.value for p in points), *(at for at, _ in ticks), *(level.value for level in levels if level)]
    low, high = min(values), max(values)
    room = (high - low) * 0.03 or 1.0
    return low - room, high + room


def _places(points: Sequence[Placed], width: float) -> list[tuple[float, float]]:
    """Where each point stands. Those of about the same value stand over one another, one's own in the middle."""
    stacks: dict[int, list[int]] = defaultdict(list)
    order = {OWN: 0, NEAR: 1, OTHER: 2}
    is_whole = _is_of_few_values(points)
    for at in sorted(range(len(points)), key=lambda at: order[points[at].kind]):
        stacks[round(points[at].value) if is_whole else floor(points[at].value / width)].append(at)
    found = [(0.0, 0.0)] * len(points)
    for stack in stacks.values():
        # Where there are few values there is room beside each; elsewhere points only stand closer together.
        highest = HIGHEST if is_whole else len(stack)
        across = ceil(len(stack) / highest)
        for place, at in enumerate(stack):
            column, row = place % across, place // across
            aside = _outward(column) * min(width, 0.8 / across) if is_whole else 0.0
            found[at] = (points[at].value + aside, float(_outward(row)))
    return found


def _is_of_few_values(points: Sequence[Placed]) -> bool:
    values = {p.value for p in points}
    return len(values) <= MOST_NAMED and all(value == round(value) for value in values) and max(values) < MOST_NAMED


def _outward(place: int) -> int:
    """0, 1, -1, 2, -2: from the middle outward."""
    return (place + 1) // 2 * (1 if place % 2 else -1)


def _dots(kind: str, points: Sequence[Placed], places: Sequence[tuple[float, float]]) -> Spec:
    size, fill, edge, width = _LOOKS[kind]
    mine = [(point, place) for point, place in zip(points, places, strict=True) if point.kind == kind]
    return {
        "type": "scatter", "mode": "markers", "name": kind, "cliponaxis": False,
        "x": [across for _, (across, _) in mine], "y": [up for _, (_, up) in mine],
        "text": [f"{point.name}<br>{point.words}" for point, _ in mine],
        "marker": {"size": size, "color": fill, "line": {"color": edge, "width": width}},
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _line(level: Mark, colour: str, dash: str) -> Spec:
    place = {"type": "line", "yref": "paper", "x0": level.value, "x1": level.value, "y0": 0, "y1": 1, "layer": "below"}
    return place | {"line": {"color": colour, "width": 2, "dash": dash}}


def _named(level: Mark, colour: str, row: int, low: float, high: float) -> Spec:
    across = (level.value - low) / (high - low)
    anchor = "left" if across < 0.25 else "right" if across > 0.75 else "center"
    words = f"{level.name} <b>{level.words}</b>"
    font = {"size": 15, "color": colour if row == 0 else INK}
    return note(words, level.value, 1, yref="paper", xanchor=anchor, yanchor="bottom", yshift=4 + 24 * row, font=font)


def round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from a little below the lowest to a little above the highest, at most so many."""
    span = (high - low) or max(abs(high), 1.0)
    unit = 10.0 ** floor(log10(span / most))
    step = next(unit * times for times in (1, 2, 2.5, 5, 10, 20, 50) if span / (unit * times) <= most - 1)
    first = floor(low / step) * step
    return [round(at, 10) for at in islice(count(first, step), most + 2) if at < high + step]
