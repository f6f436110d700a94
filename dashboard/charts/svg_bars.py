"""Bars of a picture as SVG: plain or patterned, with the words that stand in them."""

from collections.abc import Mapping
from typing import Any

from dashboard.charts.svg_axes import Frame, Side
from dashboard.charts.svg_known import BAR, BAR_MARKER, CannotDraw, known
from dashboard.charts.svg_strokes import clipped
from dashboard.charts.svg_words import Look, text_drawn
from dashboard.markup import Markup, html, joined

Box = tuple[float, float, float, float]


def bars_drawn(trace: Mapping[str, Any], frame: Frame, name: str) -> Markup:
    """A trace of bars.

    Raises:
        CannotDraw: if it uses what is not drawn.
    """
    known(trace, BAR, "bar")
    known(trace["marker"], BAR_MARKER, "bar's marker")
    if "width" not in trace or "base" not in trace:
        raise CannotDraw("bars whose width or base is not said")
    pattern, fill = _pattern(trace["marker"], name)
    line = trace["marker"].get("line", {})
    edge = Markup("")
    if line.get("width"):
        edge = html(' stroke="{colour}" stroke-width="{width}"', colour=line["color"], width=line["width"])
    boxes = _boxes(trace, frame)
    bars = [
        html('<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"{edge}/>', fill=fill, edge=edge,
             x=frame.px(x), y=frame.px(y), width=frame.px(width), height=frame.px(height))
        for x, y, width, height in boxes if width or height
    ]  # fmt: skip
    drawn = joined(bars)
    if trace.get("cliponaxis", True):
        drawn = clipped(drawn, trace, frame, name)
    return joined([pattern, drawn, _words(trace, boxes)])


def _boxes(trace: Mapping[str, Any], frame: Frame) -> list[Box]:
    is_lying = trace.get("orientation", "v") == "h"
    across = frame.axis(Side.ACROSS, trace.get("xaxis", "x")[1:])
    up = frame.axis(Side.UP, trace.get("yaxis", "y")[1:])
    along, beside = (across, up) if is_lying else (up, across)
    lengths, places = (trace["x"], trace["y"]) if is_lying else (trace["y"], trace["x"])
    found = []
    for length, place, base in zip(lengths, places, trace["base"], strict=True):
        start, end = sorted((along.at(base), along.at(base + length)))
        middle, half = beside.at(place), abs(beside.length(trace["width"])) / 2
        box = (start, middle - half, end - start, 2 * half)
        found.append(box if is_lying else (box[1], box[0], box[3], box[2]))
    return found


def _words(trace: Mapping[str, Any], boxes: list[Box]) -> Markup:
    if trace.get("text") is None or not trace.get("textposition") or trace["textposition"] == "none":
        return Markup("")
    if trace["textposition"] != "inside" or trace.get("insidetextanchor") != "middle" or trace.get("textangle"):
        raise CannotDraw("words of a bar that are not in its middle")
    look = Look(trace["textfont"]["size"], trace["textfont"]["color"])
    pairs = zip(trace["text"], boxes, strict=True)
    return joined(text_drawn(words, x + wide / 2, y + tall / 2, look) for words, (x, y, wide, tall) in pairs if words)


def _pattern(marker: Mapping[str, Any], name: str) -> tuple[Markup, str]:
    """A pattern to define, and what the bars are filled with."""
    said = marker.get("pattern")
    if not said or not said.get("shape"):
        return Markup(""), str(marker["color"])
    known(said, {"shape", "size", "solidity", "bgcolor", "fgcolor", "fillmode"}, "pattern")
    size, shape, solidity = float(said.get("size", 8)), said["shape"], float(said.get("solidity", 0.3))
    if shape in ("/", "\\"):
        way = f"M0 {size:g}L{size:g} 0" if shape == "/" else f"M0 0L{size:g} {size:g}"
        more = [(-size / 4, size / 4, 1), (size * 3 / 4, size * 5 / 4, 1)]
        corners = "".join(_corner(shape, a, b, size) for a, b, _ in more)
        mark = html(
            '<path d="{way}{corners}" stroke="{colour}" stroke-width="{width}"/>',
            way=way, corners=corners, colour=said["fgcolor"], width=round(size * solidity * 0.7, 2),
        )  # fmt: skip
    elif shape == ".":
        radius = round(size * (solidity / 3.1416) ** 0.5, 2)
        mark = html('<circle cx="{c}" cy="{c}" r="{r}" fill="{colour}"/>', c=size / 2, r=radius, colour=said["fgcolor"])
    else:
        raise CannotDraw(f"a pattern of {shape}")
    made = html(
        '<pattern id="{name}-pattern" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        '<rect width="{size}" height="{size}" fill="{behind}"/>{mark}</pattern>',
        name=name, size=f"{size:g}", behind=said["bgcolor"], mark=mark,
    )  # fmt: skip
    return made, f"url(#{name}-pattern)"


def _corner(shape: str, low: float, high: float, size: float) -> str:
    """What of the neighbouring stripes reaches into a tile's corner, so that stripes do not break."""
    if shape == "/":
        return f"M{low:g} {high:g}L{high:g} {low:g}"
    return f"M{low:g} {size - high:g}L{high:g} {size - low:g}"
