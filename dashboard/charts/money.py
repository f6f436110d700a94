"""Pictures of one authority: what its running cost is made of, and how it stands to its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import GREY, INK, MUTED, NAVY, ORANGE, ORANGE_EDGE, WHITE, Spec, axis, note, spec
from dashboard.formats import percent, pounds


@dataclass(frozen=True)
class Share:
    """What one partner has agreed to pay."""

    name: str
    gbp: float


@dataclass(frozen=True)
class Versus:
    """One measure of an authority beside the middle of its neighbours, in the same unit."""

    name: str
    better: str
    own: float
    neighbours: float


def waterfall(needed: float, shares: Sequence[Share], *, is_narrow: bool = False) -> Spec:
    """Needed, who pays, and what is not secured: bars that step down; the gap is hatched."""
    left = needed - sum(share.gbp for share in shares)
    tops = [share.gbp for share in shares]
    bases = [max(needed - sum(tops[: at + 1]), 0.0) for at in range(len(tops))]
    paid = _bars([share.name for share in shares], tops, bases, {"color": NAVY})
    traces = [_bars(["Needed"], [needed], [0.0], {"color": GREY}), paid]
    if left > 0:
        hatch = {"shape": "/", "fgcolor": ORANGE, "bgcolor": WHITE, "size": 9, "solidity": 0.35}
        gap = {"color": WHITE, "line": {"color": ORANGE_EDGE, "width": 1.5}, "pattern": hatch}
        traces.append(_bars(["Not yet secured"], [left], [0.0], gap))
    return _lying(traces) if is_narrow else _standing(traces)


def _standing(traces: list[Spec]) -> Spec:
    names = [name for trace in traces for name in trace["x"]]
    bold = {"yanchor": "bottom", "yshift": 3, "font": {"size": 16, "color": INK}}
    labels = [note(f"<b>{pounds(top)}</b>", name, base + top, **bold) for name, top, base in _parts(traces)]
    return spec(
        traces, 330, margin=(12, 8, 56, 8), annotations=labels, barmode="overlay",
        xaxis=axis(
            type="category", tickvals=names, ticktext=[name.replace(" ", "<br>", 1) for name in names], tickangle=0,
            showline=True, tickfont={"size": 15, "color": INK}, categoryorder="array", categoryarray=names,
        ),
        yaxis=axis(visible=False, range=[0, _highest(traces) * 1.12]),
    )  # fmt: skip


def _lying(traces: list[Spec]) -> Spec:
    """The same for a narrow screen: bars lie, with their words above them."""
    names = [name for trace in traces for name in trace["x"]]
    plain = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 13, "font": {"size": 15, "color": INK}}
    labels = [note(f"{name} <b>{pounds(top)}</b>", 0, name, **plain) for name, top, _ in _parts(traces)]
    flat = {"orientation": "h", "width": 0.42, "hovertemplate": "%{y}<br>%{customdata}<extra></extra>"}
    lying = [trace | flat | {"x": trace["y"], "y": trace["x"]} for trace in traces]
    return spec(
        lying, 54 * len(names) + 24, margin=(16, 4, 4, 0), annotations=labels, barmode="overlay",
        xaxis=axis(visible=False, range=[0, _highest(traces)]),
        yaxis=axis(type="category", visible=False, categoryorder="array", categoryarray=names[::-1]),
    )  # fmt: skip


def _parts(traces: list[Spec]) -> list[tuple[str, float, float]]:
    return [part for t in traces for part in zip(t["x"], t["y"], t["base"], strict=True)]


def _highest(traces: list[Spec]) -> float:
    return max(base + top for _, top, base in _parts(traces))


def _bars(names: list[str], tops: list[float], bases: list[float], marker: Spec) -> Spec:
    words = [pounds(top) for top in tops]
    place: Spec = {"type": "bar", "x": names, "y": tops, "base": bases, "width": 0.72, "marker": marker}
    return place | {"customdata": words, "hovertemplate": "%{x}<br>%{customdata}<extra></extra>"}


def neighbours(rows: Sequence[Versus], name: str, *, is_narrow: bool = False) -> Spec:
    """A row for each percentage: the authority's disc and the ring of its neighbours' middle, with a line between."""
    places = list(range(len(rows)))
    joins_x = [x for row in rows for x in (row.neighbours, row.own, None)]
    joins_y = [y for at in places for y in (at, at, None)]
    join = {"color": "#9FB2C4", "width": 3}
    traces: list[Spec] = [
        {"type": "scatter", "mode": "lines", "x": joins_x, "y": joins_y, "line": join, "hoverinfo": "skip"},
        _dots([row.neighbours for row in rows], places, "Middle of neighbours", WHITE, GREY),
        _dots([row.own for row in rows], places, name, NAVY, NAVY),
    ]
    height, left, lead = (88, 8, 0.9) if is_narrow else (54, 190, 0.5)
    labels = [label for at, row in enumerate(rows) for label in (*_labels(row, at), _name(row, at, left, is_narrow))]
    return spec(
        traces, height * len(rows) + 44, margin=(8, 12, 34, left), annotations=labels,
        xaxis=axis(
            range=[-14, 118], tickvals=[0, 25, 50, 75, 100], ticktext=["0%", "25%", "50%", "75%", "100%"], showgrid=True
        ),
        yaxis=axis(range=[len(rows) - 0.5, -lead], tickvals=places, showticklabels=False),
    )  # fmt: skip


def _name(row: Versus, at: int, left: int, is_narrow: bool) -> Spec:
    place = {"yanchor": "bottom", "yshift": 8} if is_narrow else {"yanchor": "middle"}
    words = f"{row.name}<br><span style='color:{MUTED}'>{row.better}</span>"
    return note(words, 0, at, xref="paper", xanchor="left", xshift=-left, font={"size": 15, "color": INK}, **place)


def _dots(values: list[float], places: list[int], name: str, fill: str, edge: str) -> Spec:
    return {
        "type": "scatter", "mode": "markers", "x": values, "y": places, "name": name,
        "marker": {"size": 12, "color": fill, "line": {"color": edge, "width": 2}},
        "hovertemplate": f"{name} %{{x:.1f}}%<extra></extra>",
    }  # fmt: skip


def _labels(row: Versus, at: int) -> list[Spec]:
    is_right = row.own >= row.neighbours
    to_right, to_left = {"xanchor": "left", "xshift": 10}, {"xanchor": "right", "xshift": -10}
    mine, theirs = (to_right, to_left) if is_right else (to_left, to_right)
    return [
        note(f"<b>{percent(row.own)}</b>", row.own, at, **mine, font={"size": 15, "color": NAVY}),
        note(percent(row.neighbours), row.neighbours, at, **theirs, font={"size": 15, "color": MUTED}),
    ]
