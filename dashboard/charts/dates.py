"""Pictures of dates: baseline to forecast or met, and forecast then to forecast now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.charts.base import GREY, NAVY, PLUM, TEAL, WHITE, Spec, axis, note, rule, spec
from dashboard.formats import late, short_day

ROW = 34


@dataclass(frozen=True)
class DateRow:
    """A milestone: when it was agreed for, and when it was met or is now forecast."""

    name: str
    baseline: date
    now: date | None
    is_met: bool

    @property
    def days_late(self) -> int | None:
        """Days from the baseline to the date met or forecast; None without a date."""
        return None if self.now is None else (self.now - self.baseline).days

    @property
    def words(self) -> str:
        """How late it is, in words."""
        if self.days_late is None:
            return "No forecast"
        return f"{'Met' if self.is_met else 'Forecast'} {late(self.days_late)}"


@dataclass(frozen=True)
class Slip:
    """A forecast that moved: what was expected last quarter, what is expected now, and the reason given."""

    name: str
    before: date
    now: date
    reason: str

    @property
    def days(self) -> int:
        """By how many days it moved later."""
        return (self.now - self.before).days


def milestones(rows: Sequence[DateRow], position: date, national: date) -> Spec:
    """A row for each milestone: ring baseline, disc met, diamond forecast; plum late, teal early."""
    traces = [
        _joins([r for r in rows if (r.days_late or 0) > 0], rows, PLUM, "Late"),
        _joins([r for r in rows if (r.days_late or 0) < 0], rows, TEAL, "Early"),
        _marks("Baseline", [(r.name, r.baseline) for r in rows], rows, "circle", WHITE, GREY),
        _marks("Met", [(r.name, r.now) for r in rows if r.is_met and r.now], rows, "circle", NAVY, NAVY),
        _marks("Forecast", [(r.name, r.now) for r in rows if not r.is_met and r.now], rows, "diamond", WHITE, NAVY),
    ]
    notes = [_right(row.words, at, len(rows)) for at, row in enumerate(rows)]
    days = [on for r in rows for on in (r.baseline, r.now) if on] + [position, national]
    return _by_row(traces, [r.name for r in rows], notes, days, [(position, GREY, "dot"), (national, PLUM, "solid")])


def slips(rows: Sequence[Slip], national: date) -> Spec:
    """A row for each forecast that moved later, furthest first."""
    names = [row.name for row in rows]
    joins = _line([(r.name, r.before, r.now) for r in rows], names, "#9FB2C4", "Moved")
    traces = [
        joins,
        _marks("Forecast last quarter", [(r.name, r.before) for r in rows], rows, "circle", WHITE, GREY),
        _marks("Forecast now", [(r.name, r.now) for r in rows], rows, "diamond", NAVY, NAVY),
    ]
    notes = [_right(f"{row.days} days. {row.reason}", at, len(rows)) for at, row in enumerate(rows)]
    days = [on for r in rows for on in (r.before, r.now)] + [national]
    return _by_row(traces, names, notes, days, [(national, PLUM, "solid")])


def _by_row(
    traces: list[Spec],
    names: Sequence[str],
    notes: list[Spec],
    days: Sequence[date],
    rules: Sequence[tuple[date, str, str]],
) -> Spec:
    first, last = min(days) - timedelta(days=20), max(days) + timedelta(days=20)
    above = [
        note(
            f"<b>{short_day(on)}</b>",
            on.isoformat(),
            1,
            yref="paper",
            yanchor="bottom",
            xanchor="center",
            yshift=2,
            font={"size": 15, "color": colour},
        )
        for on, colour, _ in rules
    ]
    return spec(
        traces,
        ROW * len(names) + 66,
        margin=(30, 240, 34, 250),
        annotations=notes + above,
        shapes=[rule(on.isoformat(), colour, dash=dash) for on, colour, dash in rules],
        xaxis=axis(range=[first.isoformat(), last.isoformat()], type="date", showgrid=True, dtick=_step(first, last), tickformat="%b %Y", tickangle=0),
        yaxis=axis(
            range=[len(names) - 0.5, -0.5], tickvals=list(range(len(names))), ticktext=list(names), showgrid=True,
            tickfont={"size": 16, "color": "#0B0C0C"}, ticklabelposition="outside", ticklabelstandoff=12,
        ),
    )  # fmt: skip


def _step(first: date, last: date) -> str:
    months = (last - first).days / 30.4
    return next((f"M{step}" for step in (1, 2, 3, 6) if months / step <= 9), "M12")


def _right(words: str, at: int, count: int) -> Spec:
    return note(
        words, 1, at, xref="paper", xanchor="left", xshift=16, yanchor="middle", font={"size": 16, "color": "#0B0C0C"}
    )


def _joins(some: Sequence[DateRow], rows: Sequence[DateRow], colour: str, name: str) -> Spec:
    return _line([(r.name, r.baseline, r.now) for r in some if r.now], [r.name for r in rows], colour, name)


def _line(some: Sequence[tuple[str, date, date]], names: Sequence[str], colour: str, name: str) -> Spec:
    x: list[str | None] = []
    y: list[int | None] = []
    for row, start, end in some:
        at = list(names).index(row)
        x += [start.isoformat(), end.isoformat(), None]
        y += [at, at, None]
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": x, "y": y,
        "line": {"color": colour, "width": 4}, "hoverinfo": "skip", "connectgaps": False,
    }  # fmt: skip


def _marks(name: str, some: Sequence[tuple[str, date]], rows: Sequence[Any], symbol: str, fill: str, edge: str) -> Spec:
    places = {row.name: at for at, row in enumerate(rows)}
    return {
        "type": "scatter", "mode": "markers", "name": name, "x": [on.isoformat() for _, on in some],
        "y": [places[row] for row, _ in some], "text": [row for row, _ in some],
        "marker": {"symbol": symbol, "size": 12, "color": fill, "line": {"color": edge, "width": 2}},
        "hovertemplate": f"%{{text}}<br>{name} %{{x|%-d %b %Y}}<extra></extra>",
    }  # fmt: skip
