"""What of a plotly spec is drawn as SVG, or may be left out because it is only for a pointer."""

from collections.abc import Mapping

_AXES = ("xaxis", "yaxis")
# What only a pointer meets, and what changes nothing in our pictures.
_IDLE = {"hovertemplate", "hoverinfo", "hoverlabel", "customdata", "name", "showlegend", "hovertext"}
LAYOUT = _IDLE | {
    "height", "margin", "font", "annotations", "shapes", "autosize", "paper_bgcolor", "plot_bgcolor", "dragmode",
    "hovermode", "hoverdistance", "barmode", "legend", "bargap",
}  # fmt: skip
AXIS = {
    "fixedrange", "showgrid", "zeroline", "automargin", "tickfont", "gridcolor", "linecolor", "showline", "anchor",
    "domain", "range", "type", "tickvals", "ticktext", "tickangle", "ticks", "ticklen", "tickcolor", "title", "visible",
    "categoryorder", "categoryarray", "showticklabels", "nticks", "tickformat", "ticksuffix", "dtick", "tick0",
}  # fmt: skip
SHAPE = {"type", "xref", "yref", "x0", "x1", "y0", "y1", "layer", "line"}
ANNOTATION = {
    "text", "x", "y", "showarrow", "align", "font", "xref", "yref", "xanchor", "yanchor", "xshift", "yshift", "bgcolor",
    "borderpad", "arrowhead", "arrowcolor", "arrowwidth", "standoff", "ax", "ay",
}  # fmt: skip
_TRACE = _IDLE | set(_AXES) | {"type", "x", "y", "marker", "text", "textfont", "textposition", "cliponaxis"}
SCATTER = _TRACE | {"mode", "line", "fill", "fillcolor", "connectgaps"}
BAR = _TRACE | {"base", "width", "orientation", "insidetextanchor", "textangle", "constraintext"}
MARKER = {"size", "color", "line", "opacity", "symbol"}
BAR_MARKER = {"color", "line", "pattern"}


class CannotDraw(Exception):
    """A spec uses what is not drawn as SVG. The message says what."""


def known(given: Mapping[str, object], names: set[str], what: str, starting: tuple[str, ...] = ()) -> None:
    """Refuse a part of a spec that says more than is drawn.

    Raises:
        CannotDraw: with the name that is not known.
    """
    for name in given:
        if name not in names and not (starting and name.startswith(starting)):
            raise CannotDraw(f"“{name}” of a {what}")
