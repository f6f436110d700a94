"""Forecasts: when a milestone is likely to be met, and what past forecasts of a count said beside what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.charts.base import CONTEXT, INK, NAVY, PLUM, WHITE, Spec, axis, note, rule, spec
from dashboard.formats import short_day

BAR = "#9FC0DC"


@dataclass(frozen=True)
class Expected:
    """When one milestone is likely to be met.

    Args:
        name: the milestone.
        low: the first day of the likely range.
        middle: the day by which it is as likely as not.
        high: the last day of the range.
        own: the day that the authority states itself, if any.
        words: the chance in words, to stand with the name.
    """

    name: str
    low: date
    middle: date
    high: date
    own: date | None
    words: str


@dataclass(frozen=True)
class Tried:
    """A past forecast of a count: its name, its likely range, what authorities' own dates said, and what happened."""

    name: str
    low: int
    high: int
    own: int
    happened: int


def expected(rows: Sequence[Expected], position: date, national: date) -> Spec:
    """A bar for each milestone over its likely range, with the middle, the authority's own day and the national day."""
    days = [on for r in rows for on in (r.low, r.high, r.own or r.low)] + [position, national]
    room = (max(days) - min(days)) / 25
    first, last = min(days) - room, max(days) + room
    bars = [_bar([r.low.isoformat(), r.high.isoformat()], at, r.name) for at, r in enumerate(rows)]
    marks = [
        _marks("Middle forecast", [(r.middle.isoformat(), at) for at, r in enumerate(rows)], "circle", NAVY, "%{x|%-d %b %Y}"),
        _marks("Its own date", [(r.own.isoformat(), at) for at, r in enumerate(rows) if r.own], "diamond", WHITE, "%{x|%-d %b %Y}"),
    ]  # fmt: skip
    names = [note(f"<b>{r.name}</b><br>{r.words}", 0, at, **_ABOVE) for at, r in enumerate(rows)]
    dated = note(
        f"<b>{short_day(national)}</b>", national.isoformat(), 1, yref="paper", yanchor="bottom", yshift=2,
        xanchor="right" if national - first > (last - first) / 2 else "left", font={"size": 15, "color": PLUM},
    )  # fmt: skip
    return spec(
        [*bars, *marks],
        92 * len(rows) + 66,
        margin=(30, 14, 34, 14),
        annotations=[*names, dated],
        shapes=[rule(national.isoformat(), PLUM)],
        xaxis=axis(
            range=[first.isoformat(), last.isoformat()], type="date", showgrid=True, tickformat="%b %Y", tickangle=0,
            nticks=4,
        ),
        yaxis=_rows(len(rows), 0.9),
    )  # fmt: skip


def tried(rows: Sequence[Tried], total: int) -> Spec:
    """A bar for each past forecast over its likely range: a disc for what happened, a diamond for own dates."""
    most = max(max(r.high, r.happened, r.own) for r in rows)
    bars = [_bar([r.low, r.high], at, r.name) for at, r in enumerate(rows)]
    marks = [
        _marks("Own dates", [(r.own, at) for at, r in enumerate(rows)], "diamond", WHITE, "%{x}"),
        _marks("Happened", [(r.happened, at) for at, r in enumerate(rows)], "circle", NAVY, "%{x}"),
    ]
    names = [note(r.name, 0, at, **_ABOVE) for at, r in enumerate(rows)]
    return spec(
        [*bars, *marks],
        62 * len(rows) + 52,
        margin=(14, 14, 34, 14),
        annotations=names,
        xaxis=axis(range=[0, min(total, most * 1.1 + 1)], showgrid=True, nticks=6),
        yaxis=_rows(len(rows), 0.8),
    )


_ABOVE: Spec = {
    "xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 11, "xshift": -14, "font": {"size": 15, "color": INK},
}  # fmt: skip


def _rows(count: int, lead: float) -> Spec:
    return axis(range=[count - 0.6, -lead], tickvals=list(range(count)), showticklabels=False, showgrid=False)


def _bar(ends: Sequence[str | int], at: int, name: str) -> Spec:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": list(ends), "y": [at, at],
        "line": {"color": BAR, "width": 14}, "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _marks(name: str, places: Sequence[tuple[str | int, int]], symbol: str, fill: str, shown: str) -> Spec:
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": [x for x, _ in places], "y": [y for _, y in places],
        "marker": {"symbol": symbol, "size": 12, "color": fill, "line": {"color": NAVY if fill == WHITE else CONTEXT, "width": 2}},
        "hovertemplate": f"{name} {shown}<extra></extra>", "cliponaxis": False,
    }  # fmt: skip
