"""The national picture with its table: authorities operational and fully operational, plan and forecast."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from dashboard.charts import Line, trajectory
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.forecast_words import TOO_LITTLE, done, everyone
from dashboard.formats import day, number
from dashboard.markup import Markup, Words, joined, link
from dashboard.quarter import Quarter, day_named
from dashboard.reads_forecast import Ahead
from dashboard.sentences import trajectory as trajectory_sentence
from schemas.forecasting import Count, Forecast
from schemas.forecasting_score import Score
from schemas.indicators_supporting import (
    FULL_ACTUAL,
    FULL_FORECAST,
    FULL_PLANNED,
    OPERATIONAL_ACTUAL,
    OPERATIONAL_FORECAST,
    OPERATIONAL_PLANNED,
)
from schemas.periods import Period
from schemas.programme import Milestone
from schemas.stages import NATIONAL_DATE

LINES = (OPERATIONAL_ACTUAL, OPERATIONAL_PLANNED, OPERATIONAL_FORECAST, FULL_ACTUAL, FULL_PLANNED, FULL_FORECAST)
Points = dict[date, int]
_WORKED_OUT = (
    "Actual counts authorities whose evidence supports the stage at the end of each quarter. Plan counts authorities "
    "whose agreed baseline date for the stage's milestone has passed. Own dates counts authorities whose own date for it, "
    "met or forecast, has come. "
)
_FORECAST = (
    "Forecast adds to those there now the authorities likely to meet the milestone by each date, from how far dates have "
    "moved before; eight chances in ten lie within its range. "
)


@dataclass(frozen=True)
class Panel:
    """One panel: what is drawn, and how many authorities' own dates have come by each day."""

    line: Line
    own: Points


def national_picture(
    quarter: Quarter, history: pl.DataFrame, made: Mapping[Milestone, Ahead] = MappingProxyType({})
) -> Figure | None:
    """The trajectory, as far as the quarter's figures go; None if there is no figure to draw.

    Args:
        quarter: the quarter shown.
        history: England's rows of the six lines in every quarter.
        made: the forecasts made at its end, as `dashboard.reads_forecast.ahead` gives them.
    """
    total = round(quarter.figure("UR-02").denominator or 0)
    upto = quarter.period
    initial, score = made.get(Milestone.M16, (None, None))
    full, _ = made.get(Milestone.M17, (None, None))
    first = _panel("Operational (stage 4 or above)", LINES[:3], history, upto, total, initial)
    second = _panel("Fully operational (stage 5 or above)", LINES[3:], history, upto, total, full)
    if first is None or second is None:
        return None
    lines, frame = [first.line, second.line], _frame(first, second)
    ending = first.line.forecast[-1][1] if first.line.forecast else None
    return figure(
        "trajectory",
        trajectory_sentence(ending, first.line.plan[-1][1], total, is_own=initial is None),
        _subtitle(upto, initial, total),
        trajectory(lines),
        _alt(first.line, second.line, upto),
        _table(frame),
        frame,
        f"trajectory-{str(upto).replace(' ', '-')}.csv",
        joined([_WORKED_OUT, _FORECAST if initial else f"{TOO_LITTLE} ", link(HOW, "/forecast")]),
        _source(initial, score),
        narrow=trajectory(lines, is_narrow=True),
    )


HOW = "How the forecast is made and how well it has done"


def _subtitle(upto: Period, made: Forecast | None, total: int) -> str:
    lead = f"Number of authorities by evidenced stage. Solid: actual to {day(upto.reference_date)}. Dotted: plan."
    if made is None:
        return f"{lead} Dashed: authorities' own forecasts. {TOO_LITTLE}"
    return f"{lead} Dashed: forecast, with its likely range. {everyone(made, total)}"


def _source(made: Forecast | None, score: Score | None) -> Words:
    if made is None:
        return "Unit implementation returns."
    said = f"Unit implementation returns. The forecast uses authorities' own dates, adjusted for how far past ones moved. {done(score)} "
    return joined([said, link(HOW, "/forecast"), "."])


def _panel(
    title: str, ids: tuple[str, ...], history: pl.DataFrame, upto: Period, total: int, made: Forecast | None
) -> Panel | None:
    position = upto.reference_date
    actual = {on: n for on, n in _points(history, ids[0], None).items() if on <= position}
    plan = _points(history, ids[1], None) | _points(history, ids[1], upto)
    plan = {on: n for on, n in plan.items() if min(actual, default=on) <= on <= NATIONAL_DATE}
    own = {on: n for on, n in _points(history, ids[2], upto).items() if position < on <= NATIONAL_DATE}
    if not actual or not plan:
        return None
    now = max(actual)
    counts = shifted(made, actual[now], total) if made and now == position and own else ()
    band = [(now, actual[now], actual[now]), *((c.on, c.low, c.high) for c in counts)] if counts else []
    later = {c.on: c.middle for c in counts} or own
    joined_up = {now: actual[now]} | later if later else {}
    return Panel(Line(title, sorted(actual.items()), sorted(plan.items()), sorted(joined_up.items()), total, band), own)


def shown_counts(quarter: Quarter, milestone: Milestone, made: Forecast) -> tuple[Count, ...]:
    """The forecast's counts as the picture shows them; none if the number now is not known."""
    line = OPERATIONAL_ACTUAL if milestone is Milestone.M16 else FULL_ACTUAL
    now = quarter.figure(line, breakdown=f"on={quarter.period.reference_date.isoformat()}").value
    total = round(quarter.figure("UR-02").denominator or 0)
    return () if now is None else shifted(made, round(now), total)


def shifted(made: Forecast, now: int, total: int) -> tuple[Count, ...]:
    """The forecast's counts, begun from the authorities whose evidence supports the stage now.

    A few met the milestone and have lost the stage, or are there in fact and give no day: neither is forecast to change.
    """
    by = now - made.met_count
    return tuple(
        replace(
            c, low=_within(c.low + by, total), middle=_within(c.middle + by, total), high=_within(c.high + by, total)
        )
        for c in made.counts
    )


def _within(count: int, total: int) -> int:
    return max(0, min(count, total))


def _points(history: pl.DataFrame, indicator_id: str, period: Period | None) -> Points:
    """Day → count: of one quarter's knowledge, or of every quarter at its own end."""
    rows = history.filter((pl.col("indicator_id") == indicator_id) & pl.col("value").is_not_null())
    if period is not None:
        rows = rows.filter(pl.col("period") == str(period))
    found = ((_day(r["breakdown"], r["period"]), r["period"], round(r["value"])) for r in rows.iter_rows(named=True))
    return {on: count for on, at, count in found if period is not None or on == Period.parse(at).reference_date}


def _day(breakdown: str, period: str) -> date:
    return day_named(breakdown) or Period.parse(period).reference_date


_STAGES = ("operational", "fully_operational")
_WHATS = ("actual", "planned", "forecast", "forecast_low", "forecast_high", "own_dates")


def _frame(first: Panel, second: Panel) -> pl.DataFrame:
    parts = [points for panel in (first, second) for points in _columns(panel)]
    days = sorted({on for points in parts for on in points})
    names = [f"{stage}_{what}" for stage in _STAGES for what in _WHATS]
    columns = {name: [points.get(on) for on in days] for name, points in zip(names, parts, strict=True)}
    return pl.DataFrame({"date": days, **columns}, schema={"date": pl.Date, **dict.fromkeys(names, pl.Int64)})


def _columns(panel: Panel) -> tuple[Points, ...]:
    line, band = panel.line, panel.line.band[1:]
    middle = dict(line.forecast[1:]) if band else {}
    low, high = {on: each for on, each, _ in band}, {on: each for on, _, each in band}
    return dict(line.actual), dict(line.plan), middle, low, high, panel.own


def _table(frame: pl.DataFrame) -> Markup:
    whats = ("actual", "plan", "forecast", "likely range", "own dates")
    heads = ("Date", *(f"{stage}, {what}" for stage in ("Stage 4 or above", "Stage 5 or above") for what in whats))
    rows = [
        (day(row["date"]), *_cells(row, _STAGES[0]), *_cells(row, _STAGES[1])) for row in frame.iter_rows(named=True)
    ]
    return table(
        heads, rows, "Authorities by evidenced stage: actual, plan, forecast and own dates", numeric=range(1, 11)
    )


def _cells(row: dict[str, Any], stage: str) -> list[str]:
    actual, plan, middle, low, high, own = (row[f"{stage}_{what}"] for what in _WHATS)
    likely = "" if low is None else f"{low} to {high}"
    return [_shown(actual), _shown(plan), _shown(middle), likely, _shown(own)]


def _shown(count: int | None) -> str:
    return "" if count is None else number(count)


def _alt(first: Line, second: Line, upto: Period) -> str:
    def spoken(line: Line, what: str) -> str:
        plan = dict(line.plan).get(upto.reference_date)
        against = f", plan {plan}" if plan is not None else ""
        ahead = (
            f"; forecast {line.forecast[-1][1]}{_ranged(line)} at {day(line.forecast[-1][0])}" if line.forecast else ""
        )
        return f"{line.actual[-1][1]} authorities {what} at {day(line.actual[-1][0])}{against}{ahead}, plan {line.plan[-1][1]} by {day(line.plan[-1][0])}."

    words: Iterable[str] = (spoken(first, "operational"), spoken(second, "fully operational"))
    return f"Two line charts. {' '.join(words)} The same data is in the table below."


def _ranged(line: Line) -> str:
    return f", likely {line.band[-1][1]} to {line.band[-1][2]}," if line.band else ""
