"""Measures over the quarters, with the limits of what is usual for each: what is said and drawn of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.charts import Track
from dashboard.components import flagged, symbols_used, table
from dashboard.formats import change, counted, judged, listed, percent, short_day
from dashboard.markup import Markup, Words, joined
from schemas.authorities import ENGLAND, regions
from schemas.control import LEAST_POINTS, Control, Signal, control, signals
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator, Unit
from schemas.periods import Period
from schemas.vocabulary import ValueStatus

A_YEAR = 4
_READ = ("period", "value", "status", "flags", "quarters_count")


@dataclass(frozen=True)
class Point:
    """One quarter's figure: a value, or why there is none; a figure over a year is whole if it can hold four quarters."""

    period: Period
    value: float | None
    status: str
    flags: str
    is_whole: bool = True

    @property
    def on(self) -> date:
        """The last day of the quarter."""
        return self.period.reference_date


@dataclass(frozen=True)
class Trend:
    """One measure of one place over the quarters.

    Args:
        indicator: what is measured.
        points: one for each quarter that there are figures for, in time order.
        control: the limits of what is usual; None with too few points.
        signals: where it moved by more than is usual.
    """

    indicator: Indicator
    points: tuple[Point, ...]
    control: Control | None
    signals: tuple[Signal, ...]

    @property
    def known(self) -> list[Point]:
        """The quarters with a value."""
        return [point for point in self.points if point.value is not None]

    def value_at(self, period: Period) -> float | None:
        """The value of a quarter; None if there is none."""
        return next((point.value for point in self.points if point.period == period), None)

    @property
    def compared(self) -> list[Point]:
        """The quarters that the limits are made from: those whose figure is whole."""
        return [point for point in self.known if point.is_whole]

    @property
    def signalled(self) -> dict[date, Signal]:
        """The signals by the day of their quarter."""
        return {self.compared[signal.at].on: signal for signal in self.signals}

    @property
    def newest(self) -> Signal | None:
        """What the newest figure signals, if anything."""
        return self.signalled.get(self.known[-1].on) if self.known else None


def trend(rows: pl.DataFrame, indicator_id: str, place: str = ENGLAND) -> Trend:
    """A measure of a place over time, out of what `dashboard.reads_practice.recent` gives."""
    mine = rows.filter((pl.col("indicator_id") == indicator_id) & (pl.col("geography") == place)).sort("period")
    indicator = INDICATORS[indicator_id]
    least = A_YEAR if indicator.is_over_a_year else 1
    points = [
        Point(Period.parse(period), value, status, flags or "", count >= least)
        for period, value, status, flags, count in mine.select(*_READ).iter_rows()
    ]
    values = [point.value for point in points if point.value is not None and point.is_whole]
    most = 100.0 if indicator.unit is Unit.PERCENT else float("inf")
    limits = control(values, shared=A_YEAR if indicator.is_over_a_year else 1, least=0.0, most=most)
    return Trend(indicator, tuple(points), limits, tuple(signals(values, limits)) if limits else ())


def trends_of(rows: pl.DataFrame, measures: Mapping[str, str]) -> list[tuple[str, Trend]]:
    """England's trend of some measures, by their short names, which `measures` gives by id."""
    return [(name, trend(rows, id_)) for id_, name in measures.items()]


def by_region(rows: pl.DataFrame, indicator_id: str) -> list[tuple[str, Trend]]:
    """A measure of every region that has any figure, in name order."""
    found = [(name, trend(rows, indicator_id, code)) for code, name in regions().items()]
    return sorted(((name, one) for name, one in found if one.known), key=lambda one: one[0])


def track(it: Trend, title: str, beside: Trend | None = None) -> Track:
    """The trend as a panel of a picture; with another in grey, it is that which it is compared with, not its limits."""
    limits = None if it.control is None or beside else (it.control.low, it.control.middle, it.control.high)
    marked = frozenset(it.signalled) if limits else frozenset[date]()
    return Track(title, _drawn(it), limits, marked, _drawn(beside) if beside else ())


def _drawn(it: Trend) -> list[tuple[date, float | None, str]]:
    return [(point.on, point.value, "" if point.value is None else percent(point.value)) for point in it.points]


def usual(it: Trend) -> str:
    """Whether the newest figure is within what is usual, in words; "" where there are no limits."""
    if it.control is None:
        return ""
    newest = it.newest
    if newest is None:
        return f"Within its usual range, {percent(it.control.low)} to {percent(it.control.high)}."
    side = "above" if newest.is_above else "below"
    return f"Eight quarters or more {side} its mean." if newest.is_run else f"Outside its usual range, {side}: ask why."


def shading(trends: Sequence[tuple[str, Trend]]) -> str:
    """What the shaded part of a picture is, or why there is none."""
    if any(one.control is not None for _, one in trends):
        return "Shaded: what is usual for the series."
    return f"No limits are drawn: they need {LEAST_POINTS} quarters."


def without_limits(trends: Sequence[tuple[str, Trend]]) -> str:
    """Which measures have too few quarters for limits, in words; "" if none."""
    few = [name for name, one in trends if one.known and one.control is None]
    if not few:
        return ""
    most = max(len(one.compared) for _, one in trends if one.control is None)
    whose = "any measure" if len(few) == len(trends) else listed([name[0].lower() + name[1:] for name in few])
    return f"No limits are drawn for {whose}: they need {LEAST_POINTS} quarters, each over a whole year where the figure is, and there {'is' if most == 1 else 'are'} {most}."


def since(trends: Sequence[Trend], period: Period, quarters: int) -> tuple[int, int, int]:
    """How many measures are better than so many quarters before, how many worse, and how many can be compared."""
    better = worse = both = 0
    for one in trends:
        now, before = one.value_at(period), one.value_at(period.shifted(-quarters))
        if now is None or before is None:
            continue
        word = judged(round(now - before, one.indicator.dp), one.indicator.better)
        better, worse, both = better + (word == "better"), worse + (word == "worse"), both + 1
    return better, worse, both


def finding(trends: Sequence[Trend], period: Period) -> str:
    """The title of a picture of several measures: how many are better and worse, and which moved more than usual."""
    known = any(one.control is not None for one in trends)
    out = sum(one.newest is not None for one in trends)
    ending = f"; {out or 'none'} {'are' if out > 1 else 'is'} outside the usual range" if known else ""
    for quarters, when in ((A_YEAR, "a year ago"), (1, "last quarter")):
        better, worse, both = since(trends, period, quarters)
        if both:
            verb = "are" if better > 1 else "is"
            return f"Of {counted(both, 'measure')} {better or 'none'} {verb} better than {when} and {worse or 'none'} worse{ending}"
    return f"{counted(len(trends), 'measure', at_start=True)} of which no earlier figure is known"


def moved(it: Trend, period: Period, quarters: int = 1) -> str:
    """How a figure changed over some quarters, in words: "down 0.4 points, worse"; "" if there is nothing to compare."""
    now, before = it.value_at(period), it.value_at(period.shifted(-quarters))
    if now is None or before is None:
        return ""
    return change(now, before, it.indicator.better, places=it.indicator.dp, unit="points")


def by_quarter(trends: Sequence[tuple[str, Trend]], caption: str) -> Markup:
    """A row for each quarter, newest first, and a column for each measure or place."""
    periods = sorted({point.period for _, one in trends for point in one.points}, reverse=True)
    cells = [{point.period: point for point in one.points} for _, one in trends]
    rows = [(period.label, *(_cell(each.get(period)) for each in cells)) for period in periods]
    used = {mark for _, one in trends for p in one.points for mark in (p.status, *p.flags)}
    heads = ("Quarter", *(name for name, _ in trends))
    return joined([table(heads, rows, caption, numeric=range(1, len(heads))), symbols_used(used)])


def _cell(point: Point | None) -> Words:
    if point is None:
        return flagged("", ValueStatus.NOT_AVAILABLE)
    return flagged("" if point.value is None else percent(point.value), point.status, point.flags)


def rows_of(trends: Sequence[tuple[str, Trend]]) -> pl.DataFrame:
    """The same as rows for a file: one for each measure or place and quarter, with its limits."""
    rows = [
        (name, one.indicator.id, str(p.period), p.value, p.status, p.flags, *_bounds(one.control))
        for name, one in trends
        for p in one.points
    ]
    schema = {
        "series": pl.String, "indicator_id": pl.String, "period": pl.String, "value": pl.Float64, "status": pl.String,
        "flags": pl.String, "low_limit": pl.Float64, "mean": pl.Float64, "high_limit": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _bounds(limits: Control | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if limits is None else (limits.low, limits.middle, limits.high)


def spoken(trends: Sequence[tuple[str, Trend]]) -> str:
    """What a picture of them shows, in words: first and newest value of each."""
    parts = [
        f"{name}: {percent(k[0].value or 0)} at {short_day(k[0].on)}, {percent(k[-1].value or 0)} at {short_day(k[-1].on)}"
        for name, one in trends
        if (k := one.known)
    ]
    return f"Line charts. {'. '.join(parts)}. The same data is in the table below."


LIMITS_WORDS = (
    "Dashed lines are the limits of what is usual for the series itself: its mean and 2.66 times the mean move between "
    "quarters, to each side (an XmR chart). A figure over four quarters shares three of them with the next, so its limits "
    "stand twice as far away, and a run on one side is not a signal. Limits need eight quarters, and from so few they are rough. "
    "A diamond is a figure outside them."
)
"""How limits are worked out, for whoever asks."""
