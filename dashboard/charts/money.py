"""Pictures of money, of England or one authority; and how an authority stands to its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.base import (
    CONTEXT,
    GREY,
    HAIRLINE,
    INK,
    MUTED,
    NAVY,
    ORANGE,
    ORANGE_EDGE,
    WHITE,
    Spec,
    axis,
    note,
    spec,
)
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


@dataclass(frozen=True)
class Part:
    """One bar of a waterfall: its height, what it stands on, and what it is (a key of `LOOKS`)."""

    name: str
    gbp: float
    base: float = 0.0
    look: str = "paid"


def waterfall(needed: float, shares: Sequence[Share], *, is_national: bool = False, is_narrow: bool = False) -> Spec:
    """Needed, who pays, and what is not secured: bars that step down; the gap is hatched."""
    bases = [max(needed - sum(share.gbp for share in shares[: at + 1]), 0.0) for at in range(len(shares))]
    parts = [Part("Needed", needed, look="plan")]
    parts += [Part(share.name, share.gbp, base) for share, base in zip(shares, bases, strict=True)]
    if (left := needed - sum(share.gbp for share in shares)) > 0:
        parts.append(Part("Not yet secured", left, look="gap"))
    return bars(parts, is_national=is_national, is_narrow=is_narrow)


def flow(levels: Sequence[Share], between: Sequence[str], *, is_narrow: bool = False) -> Spec:
    """England's money from what was allocated to what is forecast: a bar for each level, and each step between two.

    Args:
        levels: allocated first and forecast last.
        between: what the difference between each level and the next is called, one fewer than levels.
    """
    looks = ["plan", *["paid"] * (len(levels) - 2), "forecast"]
    parts = [Part(levels[0].name, levels[0].gbp, look=looks[0])]
    for at, name in enumerate(between):
        here, there = levels[at].gbp, levels[at + 1].gbp
        if here != there:
            parts.append(Part(name, abs(here - there), min(here, there), "step"))
        parts.append(Part(levels[at + 1].name, there, look=looks[at + 1]))
    return bars(parts, is_national=True, is_narrow=is_narrow)


def _hatched(ink: str, edge: str, size: int, solidity: float) -> Spec:
    hatch = {"shape": "/", "fgcolor": ink, "bgcolor": WHITE, "size": size, "solidity": solidity}
    return {"color": WHITE, "line": {"color": edge, "width": 1.5}, "pattern": hatch}


LOOKS: dict[str, Spec] = {
    "plan": {"color": GREY},
    "paid": {"color": NAVY},
    "forecast": {"color": WHITE, "line": {"color": NAVY, "width": 2.5}},
    "step": _hatched(HAIRLINE, CONTEXT, 7, 0.3),
    "gap": _hatched(ORANGE, ORANGE_EDGE, 9, 0.35),
}


def bars(parts: Sequence[Part], *, is_national: bool = False, is_narrow: bool = False) -> Spec:
    """Bars that each stand on their base, with their amounts above them; they lie on a narrow screen."""
    kinds = [look for look in LOOKS if any(part.look == look for part in parts)]
    traces = [_bars([part for part in parts if part.look == look], LOOKS[look], is_national) for look in kinds]
    return _lying(parts, traces, is_national) if is_narrow else _standing(parts, traces, is_national)


def _standing(parts: Sequence[Part], traces: list[Spec], is_national: bool) -> Spec:
    names = [part.name for part in parts]
    bold = {"yanchor": "bottom", "yshift": 3, "font": {"size": 16, "color": INK}}
    labels = [
        note(f"<b>{pounds(part.gbp, is_national=is_national)}</b>", part.name, part.base + part.gbp, **bold)
        for part in parts
    ]
    return spec(
        traces, 330, margin=(12, 8, 56, 8), annotations=labels, barmode="overlay",
        xaxis=axis(
            type="category", tickvals=names, ticktext=[name.replace(" ", "<br>", 1) for name in names], tickangle=0,
            showline=True, tickfont={"size": 15, "color": INK}, categoryorder="array", categoryarray=names,
        ),
        yaxis=axis(visible=False, range=[0, _highest(parts) * 1.12]),
    )  # fmt: skip


def _lying(parts: Sequence[Part], traces: list[Spec], is_national: bool) -> Spec:
    """The same for a narrow screen: bars lie, with their words above them."""
    names = [part.name for part in parts]
    plain = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 13, "font": {"size": 15, "color": INK}}
    labels = [note(f"{p.name} <b>{pounds(p.gbp, is_national=is_national)}</b>", 0, p.name, **plain) for p in parts]
    flat = {"orientation": "h", "width": 0.42, "hovertemplate": "%{y}<br>%{customdata}<extra></extra>"}
    lying = [trace | flat | {"x": trace["y"], "y": trace["x"]} for trace in traces]
    return spec(
        lying, 54 * len(names) + 24, margin=(16, 4, 4, 0), annotations=labels, barmode="overlay",
        xaxis=axis(visible=False, range=[0, _highest(parts)]),
        yaxis=axis(type="category", visible=False, categoryorder="array", categoryarray=names[::-1]),
    )  # fmt: skip


def _highest(parts: Sequence[Part]) -> float:
    return max(part.base + part.gbp for part in parts)


def _bars(parts: Sequence[Part], marker: Spec, is_national: bool) -> Spec:
    return {
        "type": "bar", "x": [p.name for p in parts], "y": [p.gbp for p in parts], "base": [p.base for p in parts],
        "width": 0.72, "marker": marker, "customdata": [pounds(p.gbp, is_national=is_national) for p in parts],
        "hovertemplate": "%{x}<br>%{customdata}<extra></extra>",
    }  # fmt: skip


def neighbours(rows: Sequence[Versus], name: str, *, is_narrow: bool = False) -> Spec:
    """A row for each percentage: the authority's disc and the ring of its neighbours' middle, with a line between."""
    places = list(range(len(rows)))
    joins_x = [x for row in rows for x in (row.neighbours, row.own, None)]
    joins_y = [y for at in places for y in (at, at, None)]
    join = {"color": "#9FB2C4", "width": 3}
    traces: list[Spec] = [
        {"type": "scatter", "mode": "lines", "x": joins_x, "y": joins_y, "line": join, "hoverinfo": "skip"},
        _dots([row.neighbours for row in rows], places, "Middle", WHITE, GREY),
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
