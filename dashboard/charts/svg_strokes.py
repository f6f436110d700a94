"""What lines and bars as SVG share: dashes, and the edge of a panel beyond which nothing is drawn."""

from collections.abc import Mapping
from typing import Any

from dashboard.charts.svg_axes import Frame, Side
from dashboard.charts.svg_known import CannotDraw
from dashboard.markup import Markup, html

_DASHES = {"solid": "", "dot": "3 3", "dash": "9 9"}


def dash(name: str) -> Markup:
    """The attribute that dashes a line; nothing for one that is not dashed."""
    if name not in _DASHES:
        raise CannotDraw(f"a line that is {name}")
    return html(' stroke-dasharray="{dash}"', dash=_DASHES[name]) if _DASHES[name] else Markup("")


def clipped(made: Markup, trace: Mapping[str, Any], frame: Frame, name: str) -> Markup:
    """What a trace draws, cut at the edge of its panel."""
    if not made:
        return made
    across = frame.axis(Side.ACROSS, trace.get("xaxis", "x")[1:])
    up = frame.axis(Side.UP, trace.get("yaxis", "y")[1:])
    return html(
        '<clipPath id="{name}-clip"><rect x="{x}" y="{y}" width="{width}" height="{height}"/></clipPath>'
        '<g clip-path="url(#{name}-clip)">{made}</g>',
        name=name, x=frame.px(across.start), y=frame.px(up.end), width=frame.px(across.end - across.start),
        height=frame.px(up.start - up.end), made=made,
    )  # fmt: skip
