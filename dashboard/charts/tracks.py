"""Small multiples over time: a panel for each measure or place, with its own limits or a line to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.charts.base import CONTEXT, GREY, INK, MUTED, NAVY, WHITE, Spec, axis, note, spec

BAND = "#E9EEF2"
ROW, ROW_NARROW, GAP_PX, TOP = 190, 110, 58, 30
Points = Sequence[tuple[date, float | None, str]]


@dataclass(frozen=True)
class Track:
    """One panel.

    Args:
        title: the measure or the place.
        points: (day, value or None, value in words), in time order.
        limits: the low limit, the middle and the high limit; None if none can be told.
        signals: the days of points that are outside the limits, or end a run.
        beside: what the line is compared with, drawn in grey.
    """

    title: str
    points: Points
    limits: tuple[float, float, float] | None = None
    signals: frozenset[date] = frozenset()
    beside: Points = ()


def tracks(given: Sequence[Track], *, across: int = 3, is_shared: bool = False, is_narrow: bool = False) -> Spec:
    """Panels in rows.

    Args:
        given: in the order to show them.
        across: how many stand side by side.
        is_shared: whether every panel has the same scale, so that one can be compared with another.
        is_narrow: whether it is for a narrow screen: lower panels.
    """
    rows, tall = -(-len(given) // across), ROW_NARROW if is_narrow else ROW
    height = TOP + rows * tall + (rows - 1) * GAP_PX + 30
    inner = height - TOP - 30
    together = _range(given) if is_shared else None
    traces: list[Spec] = []
    notes: list[Spec] = []
    layout: dict[str, Any] = {}
    for at, track in enumerate(given):
        tail = "" if at == 0 else str(at + 1)
        column, row = at % across, at // across
        gap = 0.075 if across > 1 else 0.0
        width = (1 - gap * (across - 1)) / across
        up = inner - row * (tall + GAP_PX)
        layout |= _axes(track, tail, (column * (width + gap), width), ((up - tall) / inner, up / inner), together)
        traces += _traces(track, tail)
        notes += _notes(track, tail)
    return spec(traces, height, margin=(TOP, 56, 30, 46), annotations=notes, **layout)


def _axes(
    track: Track, tail: str, across: tuple[float, float], up: tuple[float, float], together: list[float] | None
) -> dict[str, Any]:
    days = [on for on, _, _ in (*track.points, *track.beside)]
    ends = sorted({min(days), max(days)})
    room = (ends[-1] - ends[0]) * 0.06
    start, width = across
    return {
        f"xaxis{tail}": axis(
            domain=[round(start, 4), round(start + width * 0.9, 4)], anchor=f"y{tail}", type="date", showline=True,
            range=[(ends[0] - room).isoformat(), (ends[-1] + room).isoformat()], tickangle=0,
            tickvals=[on.isoformat() for on in ends], ticktext=[f"{on:%b %Y}" for on in ends],
        ),
        f"yaxis{tail}": axis(
            domain=[max(0.0, round(up[0], 4)), min(1.0, round(up[1], 4))], anchor=f"x{tail}", showgrid=True, nticks=4,
            range=together or _range([track]), ticksuffix="%", tickformat=",~f",
        ),
    }  # fmt: skip


def _range(given: Sequence[Track]) -> list[float]:
    """From a little under the lowest value or limit to a little over the highest; percentages stay from 0 to 100."""
    values = [value for track in given for _, value, _ in (*track.points, *track.beside) if value is not None]
    values += [bound for track in given if track.limits for bound in track.limits]
    low, high = min(values, default=0.0), max(values, default=100.0)
    room = max((high - low) * 0.15, 1.0)
    return [round(max(0.0, low - room), 2), round(min(100.5, high + room), 2)]


def _traces(track: Track, tail: str) -> list[Spec]:
    where: Spec = {"xaxis": f"x{tail}", "yaxis": f"y{tail}", "type": "scatter"}
    days = [on.isoformat() for on, _, _ in track.points]
    found: list[Spec] = []
    if track.limits:
        low, middle, high = track.limits
        plain = {**where, "mode": "lines", "hoverinfo": "skip", "x": [days[0], days[-1]]}
        edge = {"color": CONTEXT, "width": 1, "dash": "dash"}
        found += [
            {**plain, "name": "Lower limit", "y": [low, low], "line": edge},
            {**plain, "name": "Upper limit", "y": [high, high], "line": edge, "fill": "tonexty", "fillcolor": BAND},
            {**plain, "name": "Mean", "y": [middle, middle], "line": {"color": CONTEXT, "width": 1}},
        ]
    if track.beside:
        found.append(_line(where, track.beside, "England", {"color": GREY, "width": 2, "dash": "dot"}, []))
    looks = [11 if on in track.signals else 6 for on, _, _ in track.points]
    found.append(_line(where, track.points, track.title, {"color": NAVY, "width": 2.5}, looks))
    if track.signals:
        found[-1]["marker"] |= {
            "symbol": ["diamond" if on in track.signals else "circle" for on, _, _ in track.points],
            "line": {"color": WHITE, "width": 1},
        }
    return found


def _line(where: Spec, points: Points, name: str, line: Spec, sizes: Sequence[int]) -> Spec:
    return {
        **where, "mode": "lines+markers" if sizes else "lines", "name": name, "line": line, "cliponaxis": False,
        "x": [on.isoformat() for on, _, _ in points], "y": [value for _, value, _ in points],
        "text": [words for _, _, words in points], "marker": {"size": list(sizes) or 6, "color": line["color"], "opacity": 1},
        "hovertemplate": f"%{{x|%-d %b %Y}}<br>{name} %{{text}}<extra></extra>",
    }  # fmt: skip


def _notes(track: Track, tail: str) -> list[Spec]:
    corner = {"xref": f"x{tail} domain", "yref": f"y{tail} domain", "xanchor": "left", "yanchor": "bottom"}
    found = [note(f"<b>{track.title}</b>", 0, 1, **corner, xshift=-40, yshift=4, font={"size": 15, "color": INK})]
    known = [(on, value, words) for on, value, words in track.points if value is not None]
    if known:
        on, value, words = known[-1]
        plain = {"xref": f"x{tail}", "yref": f"y{tail}", "xanchor": "left", "yanchor": "middle", "xshift": 9}
        found.append(note(f"<b>{words}</b>", on.isoformat(), value, **plain, font={"size": 15, "color": NAVY}))
    else:
        found.append(note("No figure", 0.5, 0.5, **corner, font={"size": 15, "color": MUTED}))
    return found
