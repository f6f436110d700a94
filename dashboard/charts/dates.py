"""Pictures of dates: baseline to forecast or met, and forecast then to forecast now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.charts.base import GREY, INK, NAVY, PLUM, TEAL, WHITE, Spec, axis, note, rule, spec
from dashboard.formats import late, short_day

LEFT, RIGHT = 280, 220


@dataclass(frozen=True)
class DateRow:
    """A milestone: when it was agreed for, and when it was met or is now forecast."""

    name: str
    baseline: date
    now: date | None
    is_met: bool
    said: str = ""

    @property
    def days_late(self) -> int | None:
        """Days from the baseline to the date met or forecast; None without a date."""
        return None if self.now is None else (self.now - self.baseline).days

    @property
    def words(self) -> str:
        """How late it is, in words; what was said of it, if anything."""
        if self.said:
            return self.said
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


def milestones(rows: Sequence[DateRow], position: date, national: date, *, is_narrow: bool = False) -> Spec:
    """A row for each milestone: ring baseline, disc met, diamond forecast; plum late, teal early."""
    traces = [
        _joins([r for r in rows if (r.days_late or 0) > 0], rows, PLUM, "Late"),
        _joins([r for r in rows if (r.days_late or 0) < 0], rows, TEAL, "Early"),
        _marks("Baseline", [(r.name, r.baseline) for r in rows], rows, "circle", WHITE, GREY),
        _marks("Met", [(r.name, r.now) for r in rows if r.is_met and r.now], rows, "circle", NAVY, NAVY),
        _marks("Forecast", [(r.name, r.now) for r in rows if not r.is_met and r.now], rows, "diamond", WHITE, NAVY),
    ]
    said = [(r.name, r.words) for r in rows]
    days = [on for r in rows for on in (r.baseline, r.now) if on] + [position, national]
    rules = [(position, GREY, "dot"), (national, PLUM, "solid")]
    return _by_row(traces, said, days, rules, is_narrow)


def slips(rows: Sequence[Slip], national: date, *, is_narrow: bool = False) -> Spec:
    """A row for each forecast that moved later, furthest first."""
    names = [row.name for row in rows]
    joins = _line([(r.name, r.before, r.now) for r in rows], names, "#9FB2C4", "Moved")
    traces = [
        joins,
        _marks("Forecast last quarter", [(r.name, r.before) for r in rows], rows, "circle", WHITE, GREY),
        _marks("Forecast now", [(r.name, r.now) for r in rows], rows, "diamond", NAVY, NAVY),
    ]
    said = [(r.name, f"{r.days} days · {r.reason}") for r in rows]
    days = [on for r in rows for on in (r.before, r.now)] + [national]
    return _by_row(traces, said, days, [(national, PLUM, "solid")], is_narrow)


@dataclass(frozen=True)
class Happening:
    """One date of the programme: what happened or is expected, and when in words."""

    name: str
    on: date
    words: str


def timeline(rows: Sequence[Happening], position: date, national: date, *, is_narrow: bool = False) -> Spec:
    """A row for each date: a disc for what has happened, a diamond for what is expected."""
    traces = [
        _marks("Happened", [(r.name, r.on) for r in rows if r.on <= position], rows, "circle", NAVY, NAVY),
        _marks("Expected", [(r.name, r.on) for r in rows if r.on > position], rows, "diamond", WHITE, NAVY),
    ]
    rules = [(position, GREY, "dot"), (national, PLUM, "solid")]
    days = [r.on for r in rows] + [position, national]
    return _by_row(traces, [(r.name, r.words) for r in rows], days, rules, is_narrow)


Rules = Sequence[tuple[date, str, str]]


def _by_row(
    traces: list[Spec], said: Sequence[tuple[str, str]], days: Sequence[date], rules: Rules, is_narrow: bool
) -> Spec:
    # The marks at both ends need room, however long the time between them.
    edge = timedelta(days=max(20, (max(days) - min(days)).days // 30))
    first, last = min(days) - edge, max(days) + edge
    row, top, right, left = (84, 30, 14, 14) if is_narrow else (34, 30, RIGHT, LEFT)
    labels = _above(said) if is_narrow else _beside(said)
    lead = 0.9 if is_narrow else 0.5
    return spec(
        traces,
        row * len(said) + 66,
        margin=(top, right, 34, left),
        annotations=[*labels, *_dated(rules, is_narrow, last - first)],
        shapes=[rule(on.isoformat(), colour, dash=dash) for on, colour, dash in rules],
        xaxis=axis(
            range=[first.isoformat(), last.isoformat()], type="date", showgrid=True, tickformat="%b %Y", tickangle=0,
            dtick=_step(first, last, 3 if is_narrow else 9),
        ),
        yaxis=axis(
            range=[len(said) - 0.5, -lead], tickvals=list(range(len(said))), showticklabels=False, showgrid=True
        ),
    )  # fmt: skip


def _dated(rules: Rules, is_narrow: bool, across: timedelta) -> list[Spec]:
    """The day of each rule, above it; on a narrow screen only the last, so that no two meet. Near ones stand apart."""
    is_near = len(rules) == 2 and abs(rules[1][0] - rules[0][0]) < across / 6
    anchors = ["right"] if is_narrow else ["right", "left"] if is_near else ["center"] * len(rules)
    plain = {"yref": "paper", "yanchor": "bottom", "yshift": 2}
    return [
        note(f"<b>{short_day(on)}</b>", on.isoformat(), 1, **plain, xanchor=anchor, font={"size": 15, "color": colour})
        for (on, colour, _), anchor in zip(rules[-1:] if is_narrow else rules, anchors, strict=True)
    ]


def _step(first: date, last: date, most: int) -> str:
    months = (last - first).days / 30.4
    return next((f"M{step}" for step in (1, 2, 3, 6, 12) if months / step <= most), "M24")


def _beside(said: Sequence[tuple[str, str]]) -> list[Spec]:
    plain = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "font": {"size": 16, "color": INK}}
    names = [note(name, 0, at, **plain, xshift=-LEFT) for at, (name, _) in enumerate(said)]
    return names + [note(words, 1, at, **plain, xshift=16) for at, (_, words) in enumerate(said)]


def _above(said: Sequence[tuple[str, str]]) -> list[Spec]:
    plain = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 10, "font": {"size": 15, "color": INK}}
    return [note(f"<b>{name}</b><br>{words}", 0, at, **plain, xshift=-14) for at, (name, words) in enumerate(said)]


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
