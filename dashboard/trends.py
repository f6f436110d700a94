"""Measures over the quarters, with the limits of what is usual for each: what is said and drawn of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.charts import Track
from dashboard.components import flagged, symbols_used, table
from dashboard.formats import change, counted, judged, percent, short_day
from dashboard.markup import Markup, Words, joined
from schemas.authorities import ENGLAND
from schemas.control import LEAST_POINTS, Control, Signal, control, signals
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator, Unit
from schemas.periods import Period
from schemas.vocabulary import ValueStatus

A_YEAR = 4


@dataclass(frozen=True)
class Point:
    """One quarter's figure: a value, or why there is none."""

    period: Period
    value: float | None
    status: str
    flags: str

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
    def signalled(self) -> dict[date, Signal]:
        """The signals by the day of their quarter."""
        return {self.known[signal.at].on: signal for signal in self.signals}


def trend(rows: pl.DataFrame, indicator_id: str, place: str = ENGLAND) -> Trend:
    """A measure of a place over time, out of what `dashboard.reads_practice.recent` gives."""
    mine = rows.filter((pl.col("indicator_id") == indicator_id) & (pl.col("geography") == place)).sort("period")
    points = [
        Point(Period.parse(period), value, status, flags or "")
        for period, value, status, flags in mine.select("period", "value", "status", "flags").iter_rows()
    ]
    values = [point.value for point in points if point.value is not None]
    indicator = INDICATORS[indicator_id]
    most = 100.0 if indicator.unit is Unit.PERCENT else float("inf")
    limits = control(values, shared=A_YEAR if indicator.is_over_a_year else 1, least=0.0, most=most)
    return Trend(indicator, tuple(points), limits, tuple(signals(values, limits)) if limits else ())


def track(it: Trend, title: str, beside: Trend | None = None) -> Track:
    """The trend as a panel of a picture; with another in grey, it is that which it is compared with, not its limits."""
    limits = None if it.control is None or beside else (it.control.low, it.control.middle, it.control.high)
    marked = frozenset(it.signalled) if limits else frozenset[date]()
    return Track(title, _drawn(it), limits, marked, _drawn(beside) if beside else ())


def _drawn(it: Trend) -> list[tuple[date, float | None, str]]:
    return [(point.on, point.value, "" if point.value is None else percent(point.value)) for point in it.points]


def usual(it: Trend) -> str:
    """Whether the newest figure is within what is usual, in words."""
    if it.control is None:
        return f"{counted(len(it.known), 'quarter')}: too few for limits, which need {LEAST_POINTS}"
    newest = it.signalled.get(it.known[-1].on)
    if newest is None:
        return f"Within its usual range, {percent(it.control.low)} to {percent(it.control.high)}"
    side = "above" if newest.is_above else "below"
    return f"Eight quarters or more {side} its mean" if newest.is_run else f"Outside its usual range, {side}: ask why"


def since_a_year(trends: Sequence[Trend], period: Period) -> tuple[int, int, int]:
    """How many measures are better than four quarters before, how many worse, and how many can be compared."""
    better = worse = both = 0
    for one in trends:
        now, before = one.value_at(period), one.value_at(period.shifted(-A_YEAR))
        if now is None or before is None:
            continue
        word = judged(round(now - before, one.indicator.dp), one.indicator.better)
        better, worse, both = better + (word == "better"), worse + (word == "worse"), both + 1
    return better, worse, both


def finding(trends: Sequence[Trend], period: Period) -> str:
    """The title of a picture of several measures: how many are better and worse, and which moved more than usual."""
    better, worse, both = since_a_year(trends, period)
    out = sum(1 for one in trends if one.known and one.signalled.get(one.known[-1].on))
    known = [one for one in trends if one.control is not None]
    if not both:
        return f"{counted(len(trends), 'measure', at_start=True)} over the quarters that there are figures for"
    lead = f"Of {counted(both, 'measure')} {better} {'is' if better == 1 else 'are'} better than a year ago and {worse} worse"
    if not known:
        return lead
    return f"{lead}; {out or 'none'} {'is' if out < 2 else 'are'} outside the usual range"


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
    "stand twice as far away, and a run on one side is not a signal. Limits need eight quarters. From so few they are rough."
)
"""How limits are worked out, for whoever asks."""
