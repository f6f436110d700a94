"""The national picture: how many authorities are operational, against the plan, with the forecast and its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.charts.base import CONTEXT, GREY, NAVY, WHITE, Spec, axis, note, rule, spec

_NAVY = {"size": 15, "color": NAVY}
LABELS = 84
PALE, EDGE = "#C9DCEC", "#7FA3C4"


@dataclass(frozen=True)
class Line:
    """One panel of the national picture.

    Args:
        title: what is counted.
        actual: (last day of the quarter, count), up to now.
        plan: the same for the plan, up to the national date.
        forecast: from now on, the middle of what is likely; or authorities' own dates, if there is no band.
        goal: how many there are in all.
        band: (day, low, high) of the likely range, the first of them now.
    """

    title: str
    actual: Sequence[tuple[date, int]]
    plan: Sequence[tuple[date, int]]
    forecast: Sequence[tuple[date, int]]
    goal: int
    band: Sequence[tuple[date, int, int]] = ()


def trajectory(panels: Sequence[Line], *, is_narrow: bool = False) -> Spec:
    """Actual, plan and forecast counts: a panel for each line, side by side, or one under another when narrow."""
    traces: list[Spec] = []
    notes: list[Spec] = []
    layout: dict[str, Any] = {}
    for at, panel in enumerate(panels):
        tail = "" if at == 0 else str(at + 1)
        traces += _panel_lines(panel, tail)
        notes += _panel_notes(panel, tail)
        layout |= _panel_axes(panel, tail, at, len(panels), is_narrow)
    height = 300 * len(panels) + 20 if is_narrow else 350
    return spec(traces, height, margin=(34, LABELS, 30, 36), annotations=notes, shapes=_positions(panels), **layout)


def _panel_lines(panel: Line, tail: str) -> list[Spec]:
    where = {"xaxis": f"x{tail}", "yaxis": f"y{tail}", "type": "scatter", "cliponaxis": False}
    return [
        *_band(panel, where),
        {
            **where, "name": "Plan", "mode": "lines", "x": _days(panel.plan), "y": _counts(panel.plan),
            "line": {"color": GREY, "width": 2, "dash": "dot"}, "hovertemplate": "%{x|%-d %b %Y}<br>Plan %{y}<extra></extra>",
        },
        {
            **where, "name": "Forecast", "mode": "lines+markers", "x": _days(panel.forecast), "y": _counts(panel.forecast),
            "line": {"color": NAVY, "width": 3, "dash": "dash"},
            "marker": {"size": [0] * (len(panel.forecast) - 1) + [10], "color": WHITE, "line": {"color": NAVY, "width": 2.5}},
            "hovertemplate": f"%{{x|%-d %b %Y}}<br>{'Forecast' if panel.band else 'Own forecasts'} %{{y}}<extra></extra>",
        },
        {
            **where, "name": "Actual", "mode": "lines+markers", "x": _days(panel.actual), "y": _counts(panel.actual),
            "line": {"color": NAVY, "width": 3}, "marker": {"size": 8, "color": NAVY},
            "hovertemplate": "%{x|%-d %b %Y}<br>%{y} authorities<extra></extra>",
        },
    ]  # fmt: skip


def _band(panel: Line, where: Spec) -> list[Spec]:
    """The likely range as one pale shape with edges, so that it is seen without its colour too."""
    if not panel.band:
        return []
    there, back = list(panel.band), list(reversed(panel.band))
    return [
        {
            **where, "name": "Likely range", "mode": "lines", "fill": "toself", "fillcolor": PALE,
            "x": [on.isoformat() for on, _, _ in (*there, *back)],
            "y": [high for _, _, high in there] + [low for _, low, _ in back],
            "line": {"color": EDGE, "width": 1}, "hoverinfo": "skip",
        }
    ]  # fmt: skip


def _panel_notes(panel: Line, tail: str) -> list[Spec]:
    axes = {"xref": f"x{tail}", "yref": f"y{tail}", "xanchor": "left", "xshift": 8}
    corner = {
        "xref": f"x{tail} domain",
        "yref": f"y{tail} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 12,
    }
    notes = [note(f"<b>{panel.title}</b>", 0, 1, **corner)]
    end, planned = panel.plan[-1]
    notes.append(note(f"Plan {planned}", end.isoformat(), planned, **axes))
    if panel.forecast:
        on, count = panel.forecast[-1]
        apart = {"yshift": -14} if abs(planned - count) * 12 < panel.goal else {}
        likely = f"<br>{panel.band[-1][1]} to {panel.band[-1][2]}" if panel.band else ""
        notes.append(note(f"<b>Forecast<br>{count}</b>{likely}", on.isoformat(), count, **axes, **apart, font=_NAVY))
    on, count = panel.actual[-1]
    is_low, is_first = count * 6 < panel.goal, len(panel.actual) == 1
    beside: Spec = {"yanchor": "top", "yshift": -6, "xshift": 6}
    if is_low:
        beside = {"yanchor": "bottom", "yshift": 8, "xanchor": "left" if is_first else "right", "xshift": 4}
    notes.append(note(f"<b>{count} now</b>", on.isoformat(), count, **(axes | beside), font=_NAVY))
    return notes


def _panel_axes(panel: Line, tail: str, at: int, count: int, is_narrow: bool) -> dict[str, Any]:
    gap = 0.12 if is_narrow else 0.24
    step = (1 + gap) / count
    across = [0.0, 1.0] if is_narrow else [at * step, at * step + step - gap]
    up = [1 - (at + 1) * step * 0.97 + gap, 1 - at * step] if is_narrow else [0.0, 1.0]
    days = [on for on, _ in (*panel.actual, *panel.plan, *panel.forecast)]
    ticks = _ticks(min(days), max(days))
    room = (max(days) - min(days)) * 0.03  # so that the first marker does not cover the axis
    span = {"range": [(min(days) - room).isoformat(), max(days).isoformat()], "type": "date"}
    return {
        f"xaxis{tail}": axis(
            domain=across, anchor=f"y{tail}", showline=True, tickvals=[t.isoformat() for t in ticks],
            ticktext=[f"{t:%b %Y}" for t in ticks], tickangle=0, ticks="outside", ticklen=5, tickcolor=CONTEXT, **span,
        ),
        f"yaxis{tail}": axis(
            domain=[max(0.0, up[0]), up[1]], anchor=f"x{tail}", range=[0, panel.goal * 1.06],
            tickvals=[0, 50, 100, panel.goal], showgrid=True,
        ),
    }  # fmt: skip


def _ticks(first: date, last: date) -> list[date]:
    """Half-years while few are shown, else years: labels must not meet."""
    years = range(first.year, last.year + 1)
    ends = [date(year, month, 31 if month == 3 else 30) for year in years for month in (3, 9)]
    shown = [on for on in ends if first <= on <= last]
    return shown if len(shown) <= 2 else [on for on in shown if on.month == 3]


def _positions(panels: Sequence[Line]) -> list[Spec]:
    tails = ["" if at == 0 else str(at + 1) for at in range(len(panels))]
    return [
        rule(panel.actual[-1][0].isoformat(), CONTEXT, dash="dot", across=f"x{tail}", up=f"y{tail} domain")
        for panel, tail in zip(panels, tails, strict=True)
    ]


def _days(points: Sequence[tuple[date, int]]) -> list[str]:
    return [on.isoformat() for on, _ in points]


def _counts(points: Sequence[tuple[date, int]]) -> list[int]:
    return [count for _, count in points]
