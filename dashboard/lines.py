"""The national picture with its table: authorities operational and fully operational, plan and forecast."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from dashboard.charts import Line, trajectory
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import day, number
from dashboard.markup import Markup
from dashboard.quarter import Quarter, day_named
from dashboard.sentences import trajectory as trajectory_sentence
from schemas.indicators_supporting import (
    FULL_ACTUAL,
    FULL_FORECAST,
    FULL_PLANNED,
    OPERATIONAL_ACTUAL,
    OPERATIONAL_FORECAST,
    OPERATIONAL_PLANNED,
)
from schemas.periods import Period
from schemas.stages import NATIONAL_DATE

LINES = (OPERATIONAL_ACTUAL, OPERATIONAL_PLANNED, OPERATIONAL_FORECAST, FULL_ACTUAL, FULL_PLANNED, FULL_FORECAST)
Points = dict[date, int]
_WORKED_OUT = (
    "Actual counts authorities whose evidence supports the stage at the end of each quarter. Plan counts authorities "
    "whose agreed baseline date for the stage's milestone has passed. Forecast counts authorities whose own date for it, "
    "met or forecast, has come. No range is shown, because a range would have to be invented."
)


def national_picture(quarter: Quarter, history: pl.DataFrame) -> Figure | None:
    """The trajectory, as far as the quarter's figures go; None if there is no figure to draw.

    Args:
        quarter: the quarter shown.
        history: England's rows of the six lines in every quarter.
    """
    total = round(quarter.figure("UR-02").denominator or 0)
    upto = quarter.period
    first = _panel("Operational (stage 4 or above)", LINES[:3], history, upto, total)
    second = _panel("Fully operational (stage 5 or above)", LINES[3:], history, upto, total)
    if first is None or second is None:
        return None
    frame = _frame(first, second)
    ending = first.forecast[-1][1] if first.forecast else None
    return figure(
        "trajectory",
        trajectory_sentence(ending, first.plan[-1][1], total),
        f"Number of authorities by evidenced stage. Solid: actual to {day(upto.reference_date)}. Dashed: authorities' own forecasts. Dotted: plan.",
        trajectory([first, second]),
        _alt(first, second, upto),
        _table(frame),
        frame,
        f"trajectory-{str(upto).replace(' ', '-')}.csv",
        _WORKED_OUT,
        "Unit implementation returns.",
        narrow=trajectory([first, second], is_narrow=True),
    )


def _panel(title: str, ids: tuple[str, ...], history: pl.DataFrame, upto: Period, total: int) -> Line | None:
    position = upto.reference_date
    actual = {on: n for on, n in _points(history, ids[0], None).items() if on <= position}
    plan = _points(history, ids[1], None) | _points(history, ids[1], upto)
    plan = {on: n for on, n in plan.items() if min(actual, default=on) <= on <= NATIONAL_DATE}
    forecast = {on: n for on, n in _points(history, ids[2], upto).items() if position < on <= NATIONAL_DATE}
    if not actual or not plan:
        return None
    joined = {max(actual): actual[max(actual)]} | forecast if forecast else {}
    return Line(title, sorted(actual.items()), sorted(plan.items()), sorted(joined.items()), total)


def _points(history: pl.DataFrame, indicator_id: str, period: Period | None) -> Points:
    """Day → count: of one quarter's knowledge, or of every quarter at its own end."""
    rows = history.filter((pl.col("indicator_id") == indicator_id) & pl.col("value").is_not_null())
    if period is not None:
        rows = rows.filter(pl.col("period") == str(period))
    found = ((_day(r["breakdown"], r["period"]), r["period"], round(r["value"])) for r in rows.iter_rows(named=True))
    return {on: count for on, at, count in found if period is not None or on == Period.parse(at).reference_date}


def _day(breakdown: str, period: str) -> date:
    return day_named(breakdown) or Period.parse(period).reference_date


def _frame(first: Line, second: Line) -> pl.DataFrame:
    parts = [(line, dict(points)) for line in (first, second) for points in (line.actual, line.plan, line.forecast[1:])]
    days = sorted({on for _, points in parts for on in points})
    names = [
        f"{stage}_{what}"
        for stage in ("operational", "fully_operational")
        for what in ("actual", "planned", "forecast")
    ]
    columns = {name: [points.get(on) for on in days] for name, (_, points) in zip(names, parts, strict=True)}
    return pl.DataFrame({"date": days, **columns}, schema={"date": pl.Date, **dict.fromkeys(names, pl.Int64)})


def _table(frame: pl.DataFrame) -> Markup:
    heads = (
        "Date",
        *(
            f"{stage}, {what}"
            for stage in ("Stage 4 or above", "Stage 5 or above")
            for what in ("actual", "plan", "forecast")
        ),
    )
    rows = [(day(row[0]), *("" if n is None else number(n) for n in row[1:])) for row in frame.iter_rows()]
    return table(heads, rows, "Authorities by evidenced stage: actual, plan and forecast", numeric=range(1, 7))


def _alt(first: Line, second: Line, upto: Period) -> str:
    def spoken(line: Line, what: str) -> str:
        plan = dict(line.plan).get(upto.reference_date)
        against = f", plan {plan}" if plan is not None else ""
        ahead = f"; forecast {line.forecast[-1][1]} at {day(line.forecast[-1][0])}" if line.forecast else ""
        return f"{line.actual[-1][1]} authorities {what} at {day(line.actual[-1][0])}{against}{ahead}, plan {line.plan[-1][1]} by {day(line.plan[-1][0])}."

    words: Iterable[str] = (spoken(first, "operational"), spoken(second, "fully operational"))
    return f"Two line charts. {' '.join(words)} The same data is in the table below."
