"""A few figures over time, with the days marked on which the area that they are about changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.charts.base import CONTEXT, GREY, HAIRLINE, NAVY, PLUM, TEAL, Spec, axis, note, rule, spec

_LOOKS = ((NAVY, "solid", "circle"), (GREY, "dot", "square"), (TEAL, "dash", "diamond"), (PLUM, "dashdot", "triangle-up"), (CONTEXT, "dot", "x"))  # fmt: skip
MOST_TICKS, MOST_TICKS_NARROW = 8, 4


@dataclass(frozen=True)
class Over:
    """One line.

    Args:
        name: whose it is.
        points: (day, value or None where there is none, value in words), in time order.
    """

    name: str
    points: Sequence[tuple[date, float | None, str]]


@dataclass(frozen=True)
class Break:
    """A day on which an area changed, and the words beside its line."""

    on: date
    label: str


def over_time(lines: Sequence[Over], breaks: Sequence[Break], *, is_narrow: bool = False) -> Spec:
    """Lines by date from zero up; an upright line with a label at each break that lies within them."""
    days = sorted({on for line in lines for on, _, _ in line.points})
    room = max((days[-1] - days[0]) * 0.04, timedelta(20))
    marked = [one for one in breaks if days[0] <= one.on <= days[-1]]
    ticks = _thinned(days, MOST_TICKS_NARROW if is_narrow else MOST_TICKS)
    top = max((value for line in lines for _, value, _ in line.points if value is not None), default=1.0)
    low = min((value for line in lines for _, value, _ in line.points if value is not None), default=0.0)
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.16, "yanchor": "top", "font": {"size": 15}}
    return spec(
        [_trace(line, look) for line, look in zip(lines, _LOOKS, strict=False)],
        340 + (26 * len(lines) if len(lines) > 1 else 0),
        margin=(34, 16, 40 + (26 * len(lines) if len(lines) > 1 else 0), 58),
        annotations=[_label(one, days) for one in marked],
        shapes=[rule(one.on.isoformat(), PLUM, dash="dash") for one in marked],
        showlegend=len(lines) > 1,
        legend=legend,
        xaxis=axis(
            type="date", range=[(days[0] - room).isoformat(), (days[-1] + room).isoformat()], showline=True,
            tickvals=[t.isoformat() for t in ticks], ticktext=[f"{t:%b %Y}" for t in ticks], tickangle=0,
        ),
        yaxis=axis(
            range=[min(0.0, low * 1.1), top * 1.12 or 1.0], showgrid=True, gridcolor=HAIRLINE, nticks=5, automargin=True, tickformat=",~f"
        ),
    )  # fmt: skip


def _trace(line: Over, look: tuple[str, str, str]) -> Spec:
    colour, dash, mark = look
    return {
        "type": "scatter", "mode": "lines+markers", "name": line.name, "cliponaxis": False,
        "x": [on.isoformat() for on, _, _ in line.points], "y": [value for _, value, _ in line.points],
        "text": [words for _, _, words in line.points],
        "line": {"color": colour, "width": 2.5, "dash": dash}, "marker": {"size": 8, "color": colour, "symbol": mark},
        "hovertemplate": "%{x|%-d %b %Y}<br>" + line.name + " %{text}<extra></extra>",
    }  # fmt: skip


def _label(one: Break, days: Sequence[date]) -> Spec:
    is_late = one.on - days[0] > days[-1] - one.on
    aside = {"xanchor": "right", "xshift": -6} if is_late else {"xanchor": "left", "xshift": 6}
    font = {"size": 15, "color": PLUM}
    return note(one.label, one.on.isoformat(), 1, yref="paper", yanchor="bottom", font=font, **aside)


def _thinned(days: Sequence[date], most: int) -> list[date]:
    """Every so many days, the last among them, so that labels do not meet."""
    step = -(-len(days) // most)
    return list(days[::-1][::step])[::-1]
