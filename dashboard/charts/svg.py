"""A picture's plotly spec drawn as SVG, without a script: for the pages that stand still. Exact, or not at all.

Only what our pictures use is drawn. A spec that asks for anything else is refused, and its table takes its place.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.charts.base import Spec
from dashboard.charts.svg_axes import Frame, Side, axis_drawn, drawing_frame, grid_drawn
from dashboard.charts.svg_known import ANNOTATION, LAYOUT, SHAPE, CannotDraw, known
from dashboard.charts.svg_marks import trace_drawn
from dashboard.charts.svg_strokes import dash
from dashboard.charts.svg_words import Look, lines_of, text_drawn, text_width
from dashboard.markup import Markup, html, joined

__all__ = ["CannotDraw", "svg"]


def svg(spec: Spec, width: int, name: str, alt: str) -> Markup:
    """Draw a spec.

    Args:
        spec: the picture, as `dashboard.charts` makes it.
        width: how wide it is, in pixels.
        name: one of its own on the page, for its patterns and clips.
        alt: what it shows, in words.

    Raises:
        CannotDraw: if the spec uses what is not drawn here.
    """
    layout: Mapping[str, Any] = spec["layout"]
    known(layout, LAYOUT, "layout", starting=("xaxis", "yaxis"))
    frame = drawing_frame(layout, width)
    parts = [grid_drawn(frame, tail) for tail in frame.tails]
    parts += [_shape(one, frame) for one in layout.get("shapes", ())]
    parts += [axis_drawn(frame, tail) for tail in frame.tails]
    before: Mapping[str, Any] | None = None
    for at, trace in enumerate(spec["data"]):
        parts.append(trace_drawn(trace, frame, f"{name}-{at}", before))
        before = trace
    parts += [_note(one, frame) for one in layout.get("annotations", ())]
    return html(
        '<svg class="cpo-svg" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{alt}" viewBox="0 0 {width} {height}" '
        'width="{width}" height="{height}" font-family="{family}" font-size="15" fill="{ink}">{parts}</svg>',
        alt=alt,
        width=width,
        height=round(frame.height),
        family=layout["font"]["family"],
        ink=layout["font"]["color"],
        parts=joined(parts),
    )


def _shape(shape: Mapping[str, Any], frame: Frame) -> Markup:
    known(shape, SHAPE, "shape")
    if shape["type"] != "line":
        raise CannotDraw(f"a shape that is a {shape['type']}")
    (x0, x1), (y0, y1) = (
        [_place(shape[f"{side}{end}"], shape.get(f"{side}ref", side), frame, side) for end in "01"]
        for side in (Side.ACROSS, Side.UP)
    )
    line = shape["line"]
    return html(
        '<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="{colour}" stroke-width="{width}"{dash}/>',
        x0=frame.px(x0), x1=frame.px(x1), y0=frame.px(y0), y1=frame.px(y1), colour=line["color"],
        width=line.get("width", 2), dash=dash(line.get("dash", "solid")),
    )  # fmt: skip


def _place(value: object, ref: str, frame: Frame, side: Side) -> float:
    """Where a value on an axis, or a part of the whole picture or of one panel, lies in pixels."""
    if ref == "paper":
        return frame.paper(float(str(value)), side)
    axis = frame.axis(side, ref.removesuffix(" domain")[1:])
    return axis.part(float(str(value))) if ref.endswith(" domain") else axis.at(value)


def _note(note: Mapping[str, Any], frame: Frame) -> Markup:
    known(note, ANNOTATION, "annotation")
    across, up = str(note.get("xref", "x")), str(note.get("yref", "y"))
    x = _place(note["x"], across, frame, Side.ACROSS) + note.get("xshift", 0)
    y = _place(note["y"], up, frame, Side.UP) - note.get("yshift", 0)
    look = Look(note["font"]["size"], note["font"]["color"], note.get("bgcolor", ""))
    beside = _anchored(note.get("xanchor", "auto"), note["x"], across, ("left", "center", "right"))
    above = _anchored(note.get("yanchor", "auto"), note["y"], up, ("bottom", "middle", "top"))
    if not note["showarrow"]:
        return text_drawn(note["text"], x, y, look, beside, above)
    end_x, end_y = x + note["ax"], y + note["ay"]
    length = max((note["ax"] ** 2 + note["ay"] ** 2) ** 0.5, 1)
    gap = note.get("standoff", 0) / length
    stroke = html(
        '<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="{colour}" stroke-width="{width}"/>',
        x0=frame.px(x + note["ax"] * gap), y0=frame.px(y + note["ay"] * gap), x1=frame.px(end_x), y1=frame.px(end_y),
        colour=note["arrowcolor"], width=note["arrowwidth"],
    )  # fmt: skip
    if note["arrowhead"] != 0:
        raise CannotDraw("the head of an arrow")
    # As plotly does, words that would leave the picture are moved inside it.
    over = end_x + max(text_width(line, look.size) for line in lines_of(note["text"])) - frame.width
    return joined([stroke, text_drawn(note["text"], end_x - max(over, 0), end_y, look, beside, above)])


def _anchored(asked: str, value: object, ref: str, ends: tuple[str, str, str]) -> str:
    """Which end of the words is at the place; where none is asked for, that which keeps them inside the picture."""
    if asked != "auto":
        return asked
    if ref != "paper":
        return ends[1]
    part = float(str(value))
    return ends[0] if part < 1 / 3 else ends[2] if part > 2 / 3 else ends[1]
