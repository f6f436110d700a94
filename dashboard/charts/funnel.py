"""A funnel: each place's figure by its size, between the limits that chance and the usual spread allow. In grey and navy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from dashboard.charts.base import CONTEXT, GREY, MUTED, NAVY, WHITE, Spec, axis, note, spec

HEIGHT, RIGHT, LABEL_ROW = 380, 124, 20
_STEPS = 72
_SIZES = tuple(head * 10**zeros for zeros in range(1, 7) for head in (1, 2, 5))


@dataclass(frozen=True)
class Point:
    """One place's figure; only one that is `named` says whose it is."""

    base: float
    value: float
    is_estimated: bool = False
    named: str = ""
    words: str = ""


@dataclass(frozen=True)
class Limits:
    """What the points lie between: a base → the low and the high limit.

    Args:
        inner: the 95% limits.
        outer: the 99.8% limits.
        england: England's figure.
        england_words: the same in words.
        first: the smallest base that is drawn.
        most: the highest value that there can be; None if there is none.
    """

    inner: Callable[[float], tuple[float, float]]
    outer: Callable[[float], tuple[float, float]]
    england: float
    england_words: str
    first: float
    most: float | None = None


def funnel(points: Sequence[Point], limits: Limits, base_name: str, *, is_narrow: bool = False) -> Spec:
    """Points by size, on a scale of square roots so that small places lie apart; a named point is navy and labelled."""
    # A point alone is drawn in the middle, so that its limits are seen on both sides of it.
    sizes = [point.base * (2.5 if len(points) == 1 else 1) for point in points] or [limits.first * 40]
    start, end = sqrt(limits.first), sqrt(max(*sizes, limits.first * 4)) * 1.03
    bases = [(start + (end - start) * step / _STEPS) ** 2 for step in range(_STEPS + 1)]
    top = _top(points, limits, bases)
    right = 16 if is_narrow else RIGHT
    shown = _ticks(limits.first, end**2, 3 if is_narrow else 6)
    traces = [
        *_curves(bases, limits.outer, "99.8% limit", "dot"),
        *_curves(bases, limits.inner, "95% limit", "dash"),
        _line([bases[0], bases[-1]], [limits.england] * 2, "England", GREY, "solid"),
        *_points(points),
    ]
    labels = _inside(limits) if is_narrow else _labels(bases[-1], limits, top)
    return spec(
        traces,
        HEIGHT,
        margin=(22 if is_narrow else 10, right, 62, 50),
        annotations=[*labels, *_named(points, bases[-1], top)],
        xaxis=axis(
            range=[start * 0.9, end], showline=True, tickangle=0, ticks="outside", ticklen=5, tickcolor=CONTEXT,
            tickvals=[sqrt(size) for size in shown], ticktext=[f"{size:,}" for size in shown],
            title={"text": base_name, "font": {"size": 15, "color": MUTED}, "standoff": 8},
        ),
        yaxis=axis(range=[0, top], showgrid=True, nticks=5, tickformat=",~f"),
    )  # fmt: skip


def _top(points: Sequence[Point], limits: Limits, bases: Sequence[float]) -> float:
    most = max([limits.outer(bases[_STEPS // 5])[1], *(point.value for point in points)]) * 1.08
    return most if limits.most is None else min(most, limits.most * 1.02)


def _ticks(first: float, last: float, most: int) -> list[int]:
    inside = [size for size in _SIZES if first <= size <= last]
    apart = [inside[-1]] if inside else []
    for size in reversed(inside):
        if sqrt(apart[-1]) - sqrt(size) > sqrt(last) / (most + 1):
            apart.append(size)
    return apart[::-1]


def _curves(bases: Sequence[float], limit: Callable[[float], tuple[float, float]], name: str, dash: str) -> list[Spec]:
    bounds = [limit(base) for base in bases]
    return [_line(bases, [bound[side] for bound in bounds], name, MUTED, dash) for side in (0, 1)]


def _line(bases: Sequence[float], values: Sequence[float], name: str, colour: str, dash: str) -> Spec:
    return {
        "type": "scatter", "mode": "lines", "name": name, "hoverinfo": "skip",
        "x": [round(sqrt(base), 3) for base in bases], "y": [round(value, 3) for value in values],
        "line": {"color": colour, "width": 1.5, "dash": dash},
    }  # fmt: skip


def _points(points: Sequence[Point]) -> list[Spec]:
    groups = {
        "Other authorities": ([d for d in points if not d.named and not d.is_estimated], CONTEXT, CONTEXT, 7),
        "Other authorities, carried forward": (
            [d for d in points if not d.named and d.is_estimated],
            WHITE,
            CONTEXT,
            7,
        ),
        "Named": ([d for d in points if d.named], NAVY, NAVY, 12),
    }
    return [_marks(name, *each) for name, each in groups.items() if each[0]]


def _marks(name: str, points: Sequence[Point], fill: str, edge: str, size: int) -> Spec:
    said = {"hoverinfo": "skip"} if name != "Named" else {"hovertemplate": "%{text}<extra></extra>"}
    return {
        "type": "scatter", "mode": "markers", "name": name, **said,
        "x": [round(sqrt(point.base), 3) for point in points], "y": [point.value for point in points],
        "text": [point.words for point in points] if name == "Named" else None,
        "marker": {"size": size, "color": fill, "line": {"color": edge, "width": 1.5}},
    }  # fmt: skip


def _named(points: Sequence[Point], last: float, top: float) -> list[Spec]:
    found = []
    for point in (d for d in points if d.named):
        is_right, is_high = point.base > last / 3, point.value > top * 0.8
        arrow = {"showarrow": True, "arrowhead": 0, "arrowcolor": NAVY, "arrowwidth": 1.5, "standoff": 6}
        place = {
            "ax": -36 if is_right else 36,
            "ay": 34 if is_high else -44,
            "xanchor": "right" if is_right else "left",
        }
        font = {"size": 16, "color": NAVY}
        found.append(
            note(f"<b>{point.words}</b>", sqrt(point.base), point.value, **arrow, **place, font=font, bgcolor=WHITE)
        )
    return found


def _labels(last: float, limits: Limits, top: float) -> list[Spec]:
    """Names at the right end of the upper limits and of England's line, pushed apart where they would meet."""
    wanted = [
        ("99.8% limit", limits.outer(last)[1], MUTED),
        ("95% limit", limits.inner(last)[1], MUTED),
        (f"<b>England<br>{limits.england_words}</b>", limits.england, GREY),
    ]
    heights = [1, 1, 2]
    plot = HEIGHT - 72
    labels: list[Spec] = []
    ceiling = float(plot + LABEL_ROW)
    for (text, value, colour), rows in zip(wanted, heights, strict=True):
        own = min(value, top) / top * plot
        middle = min(own, ceiling - LABEL_ROW * rows / 2)
        ceiling = middle - LABEL_ROW * rows / 2
        labels.append(
            note(
                text, 1, min(value, top), xref="paper", xanchor="left", yanchor="middle", xshift=6,
                yshift=round(middle - own), font={"size": 15, "color": colour},
            )
        )  # fmt: skip
    return labels


def _inside(limits: Limits) -> list[Spec]:
    words = f"Line: England {limits.england_words}. Dashes: 95%, dots: 99.8%"
    return [note(words, 0, 1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", xshift=-46, yshift=2)]
