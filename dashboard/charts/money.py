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


def waterfall(needed: float, shares: Sequence[Share]) -> Spec:
    """Needed, who pays, and what is not secured: bars that step down; the gap is hatched."""
    names, tops, bases = ["Needed"], [needed], [0.0]
    left = needed
    for share in shares:
        names.append(share.name)
        bases.append(max(left - share.gbp, 0))
        tops.append(share.gbp)
        left -= share.gbp
    colours, edges, patterns = [GREY] + [NAVY] * len(shares), [GREY] + [NAVY] * len(shares), [""] * (len(shares) + 1)
    if left > 0:
        names, tops, bases = [*names, "Not yet secured"], [*tops, left], [*bases, 0.0]
        colours, edges, patterns = [*colours, WHITE], [*edges, ORANGE_EDGE], [*patterns, "/"]
    bars: Spec = {
        "type": "bar", "x": names, "y": tops, "base": bases, "width": 0.72, "name": "Running cost",
        "marker": {"color": colours, "line": {"color": edges, "width": 1.5}, "pattern": {"shape": patterns, "fgcolor": ORANGE, "bgcolor": colours, "size": 9, "solidity": 0.35}},
        "customdata": [pounds(top) for top in tops], "hovertemplate": "%{x}<br>%{customdata}<extra></extra>",
    }  # fmt: skip
    labels = [
        note(f"<b>{pounds(top)}</b>", name, base + top, yanchor="bottom", yshift=3, font={"size": 16, "color": INK})
        for name, top, base in zip(names, tops, bases, strict=True)
    ]
    wrapped = [name.replace(" ", "<br>", 1) for name in names]
    highest = max([needed, *(base + top for base, top in zip(bases, tops, strict=True))])
    return spec(
        [bars], 330, margin=(12, 8, 56, 8), annotations=labels,
        xaxis=axis(type="category", tickvals=names, ticktext=wrapped, tickangle=0, showline=True, tickfont={"size": 15, "color": INK}),
        yaxis=axis(visible=False, range=[0, highest * 1.12]),
    )  # fmt: skip


def neighbours(rows: Sequence[Versus], name: str) -> Spec:
    """A row for each percentage: the authority's disc and the ring of its neighbours' middle, with a line between."""
    places = list(range(len(rows)))
    joins_x = [x for row in rows for x in (row.neighbours, row.own, None)]
    joins_y = [y for at in places for y in (at, at, None)]
    traces: list[Spec] = [
        {"type": "scatter", "mode": "lines", "x": joins_x, "y": joins_y, "line": {"color": "#9FB2C4", "width": 3}, "hoverinfo": "skip"},
        _dots([row.neighbours for row in rows], places, "Middle of neighbours", WHITE, GREY),
        _dots([row.own for row in rows], places, name, NAVY, NAVY),
    ]  # fmt: skip
    labels = [label for at, row in enumerate(rows) for label in _labels(row, at)]
    ticks = [f"{row.name}<br><span style='color:{MUTED};font-size:15px'>{row.better}</span>" for row in rows]
    return spec(
        traces, 54 * len(rows) + 44, margin=(8, 12, 34, 230), annotations=labels,
        xaxis=axis(range=[-6, 106], tickvals=[0, 25, 50, 75, 100], ticksuffix="%", showgrid=True),
        yaxis=axis(range=[len(rows) - 0.5, -0.5], tickvals=places, ticktext=ticks, tickfont={"size": 16, "color": INK}, ticklabelstandoff=10),
    )  # fmt: skip


def _dots(values: list[float], places: list[int], name: str, fill: str, edge: str) -> Spec:
    return {
        "type": "scatter", "mode": "markers", "x": values, "y": places, "name": name,
        "marker": {"size": 12, "color": fill, "line": {"color": edge, "width": 2}},
        "hovertemplate": f"{name} %{{x:.1f}}%<extra></extra>",
    }  # fmt: skip


def _labels(row: Versus, at: int) -> list[Spec]:
    is_right = row.own >= row.neighbours
    own = note(f"<b>{percent(row.own)}</b>", row.own, at, xanchor="left" if is_right else "right", xshift=10 if is_right else -10, font={"size": 15, "color": NAVY})  # fmt: skip
    other = note(percent(row.neighbours), row.neighbours, at, xanchor="right" if is_right else "left", xshift=-10 if is_right else 10, font={"size": 15, "color": MUTED})  # fmt: skip
    return [own, other]
