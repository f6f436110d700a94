"""The palette, and what every picture shares: axes, fonts, a white page and no toolbar."""

from typing import Any

INK, MUTED, HAIRLINE, NAVY, TEAL, PLUM, GREY = (
    "#0B0C0C",
    "#505A5F",
    "#D5DADD",
    "#12436D",
    "#28A197",
    "#801650",
    "#3D3D3D",
)
ORANGE, ORANGE_EDGE, CONTEXT, WHITE = "#F46A25", "#B24A0F", "#7F8F9C", "#FFFFFF"
FONT = {
    "family": '"Source Sans", "Source Sans 3", system-ui, "Segoe UI", Roboto, Arial, sans-serif',
    "size": 15,
    "color": INK,
}

Spec = dict[str, Any]


def axis(**more: Any) -> Spec:  # noqa: ANN401 - plotly's own values
    """An axis that cannot be dragged, with nothing drawn that is not asked for."""
    plain = {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "automargin": False,
        "tickfont": {"size": 15, "color": MUTED},
        "gridcolor": HAIRLINE,
    }
    return plain | ({"linecolor": INK} if more.get("showline") else {}) | more


def spec(traces: list[Spec], height: int, *, margin: tuple[int, int, int, int], **layout: Any) -> Spec:  # noqa: ANN401
    """A whole picture; `margin` is top, right, bottom, left, in pixels."""
    top, right, bottom, left = margin
    return {
        "data": traces,
        "layout": {
            "height": height,
            "autosize": True,
            "margin": {"t": top, "r": right, "b": bottom, "l": left, "pad": 0},
            "font": FONT,
            "paper_bgcolor": WHITE,
            "plot_bgcolor": WHITE,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": WHITE, "bordercolor": INK, "font": {"size": 15, "color": INK}, "align": "left"},
            **layout,
        },
    }


def note(text: str, x: Any, y: Any, **more: Any) -> Spec:  # noqa: ANN401 - a place on either axis
    """Words at a place in the picture."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "align": "left",
        "font": {"size": 15, "color": INK},
    } | more


def rule(on: str, colour: str, *, dash: str = "solid", across: str = "x", up: str = "paper") -> Spec:
    """A vertical line at a day."""
    place = {"type": "line", "xref": across, "yref": up, "x0": on, "x1": on, "y0": 0, "y1": 1, "layer": "below"}
    return place | {"line": {"color": colour, "width": 1.5, "dash": dash}}
