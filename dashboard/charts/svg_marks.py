"""Lines, markers, words, areas and bars of a picture as SVG."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.charts.svg_axes import Frame, Side
from dashboard.charts.svg_bars import bars_drawn
from dashboard.charts.svg_known import MARKER, SCATTER, CannotDraw, known
from dashboard.charts.svg_strokes import clipped, dash
from dashboard.charts.svg_words import Look, text_drawn
from dashboard.markup import Markup, html, joined

_ABOVE = {"top center": ("center", "bottom", -1)}
Point = tuple[float, float]


def trace_drawn(trace: Mapping[str, Any], frame: Frame, name: str, before: Mapping[str, Any] | None) -> Markup:
    """One trace of a picture.

    Args:
        trace: as the spec says it.
        frame: the picture's size and axes.
        name: one of its own, for its patterns and clips.
        before: the trace before it, down to which an area may reach.

    Raises:
        CannotDraw: if the trace uses what is not drawn.
    """
    if trace["type"] == "bar":
        return bars_drawn(trace, frame, name)
    if trace["type"] != "scatter":
        raise CannotDraw(f"a {trace['type']}")
    known(trace, SCATTER, "scatter")
    mode = trace["mode"].split("+")
    parts = [_area(trace, frame, before)] if trace.get("fill", "none") != "none" else []
    if "lines" in mode:
        parts.append(_lines(trace, frame))
    if "markers" in mode:
        parts.append(_markers(trace, frame))
    made = joined(parts)
    if trace.get("cliponaxis", True):
        made = clipped(made, trace, frame, name)
    return joined([made, _words(trace, frame)]) if "text" in mode else made


def _points(trace: Mapping[str, Any], frame: Frame) -> list[Point | None]:
    """Where the points lie, in pixels; None where there is a gap."""
    across = frame.axis(Side.ACROSS, trace.get("xaxis", "x")[1:])
    up = frame.axis(Side.UP, trace.get("yaxis", "y")[1:])
    pairs = zip(trace["x"], trace["y"], strict=True)
    return [None if x is None or y is None else (across.at(x), up.at(y)) for x, y in pairs]


def _lines(trace: Mapping[str, Any], frame: Frame) -> Markup:
    path = _path(_points(trace, frame), frame)
    if not path:
        return Markup("")
    line = trace["line"]
    return html(
        '<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>',
        path=path, colour=line["color"], width=line.get("width", 2), dash=dash(line.get("dash", "solid")),
    )  # fmt: skip


def _path(points: Sequence[Point | None], frame: Frame) -> str:
    words, is_on = [], False
    for point in points:
        if point is not None:
            words.append(f"{'L' if is_on else 'M'}{frame.px(point[0]):g} {frame.px(point[1]):g}")
        is_on = point is not None
    return "".join(words)


def _area(trace: Mapping[str, Any], frame: Frame, before: Mapping[str, Any] | None) -> Markup:
    points = _points(trace, frame)
    if trace["fill"] == "tonexty" and before is not None:
        points = [*points, *reversed(_points(before, frame))]
    elif trace["fill"] != "toself":
        raise CannotDraw(f"an area that is filled {trace['fill']}")
    if None in points:
        raise CannotDraw("an area with a gap")
    return html('<path d="{path}Z" fill="{colour}"/>', path=_path(points, frame), colour=trace["fillcolor"])


def _markers(trace: Mapping[str, Any], frame: Frame) -> Markup:
    marker = trace["marker"]
    known(marker, MARKER, "marker")
    line = marker.get("line", {})
    found = []
    for at, point in enumerate(_points(trace, frame)):
        size = float(_nth(marker.get("size", 6), at))
        if point is None or not size:
            continue
        look = html(
            ' fill="{fill}"{edge}{opacity}', fill=_nth(marker["color"], at), edge=_edge(line, at),
            opacity=_opacity(_nth(marker.get("opacity", 1), at)),
        )  # fmt: skip
        symbol = str(_nth(marker.get("symbol", "circle"), at))
        found.append(_symbol(symbol, frame.px(point[0]), frame.px(point[1]), size / 2, look))
    return joined(found)


def _edge(line: Mapping[str, Any], at: int) -> Markup:
    width = _nth(line.get("width", 0), at)
    if not width:
        return Markup("")
    return html(' stroke="{colour}" stroke-width="{width}"', colour=_nth(line["color"], at), width=width)


def _opacity(share: float) -> Markup:
    return Markup("") if share == 1 else html(' opacity="{share}"', share=share)


def _symbol(symbol: str, x: float, y: float, radius: float, look: Markup) -> Markup:
    """A marker in the sizes that plotly gives it."""
    if symbol == "circle":
        return html('<circle cx="{x}" cy="{y}" r="{r}"{look}/>', x=x, y=y, r=round(radius, 2), look=look)
    if symbol == "line-ns":
        reach = radius * 1.4
        return html('<path d="M{x} {a}V{b}"{look}/>', x=x, a=round(y - reach, 1), b=round(y + reach, 1), look=look)
    if symbol == "square":
        path = f"M{x - radius:g} {y - radius:g}h{2 * radius:g}v{2 * radius:g}h{-2 * radius:g}Z"
    elif symbol == "diamond":
        reach = round(radius * 1.3, 2)
        path = f"M{x + reach:.1f} {y:g}L{x:g} {y - reach:.1f} {x - reach:.1f} {y:g} {x:g} {y + reach:.1f}Z"
    else:
        raise CannotDraw(f"a marker that is a {symbol}")
    return html('<path d="{path}"{look}/>', path=path, look=look)


def _words(trace: Mapping[str, Any], frame: Frame) -> Markup:
    if trace["textposition"] not in _ABOVE:
        raise CannotDraw(f"words at {trace['textposition']}")
    beside, above, way = _ABOVE[trace["textposition"]]
    look = Look(trace["textfont"]["size"], trace["textfont"]["color"])
    found = []
    for at, point in enumerate(_points(trace, frame)):
        words = _nth(trace["text"], at)
        if point is not None and words:
            apart = float(_nth(trace["marker"].get("size", 6), at)) / 2
            found.append(text_drawn(words, point[0], point[1] + way * apart, look, beside, above))
    return joined(found)


def _nth(said: Any, at: int) -> Any:  # noqa: ANN401 - plotly's own values
    return said[at] if isinstance(said, list) else said
