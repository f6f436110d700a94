"""The pictures of forecasts: how past ones did, and when one authority is likely to be fully operational."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from dashboard.charts import Expected, Tried, expected, tried
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.forecast_words import chance, days, done, outlook
from dashboard.formats import counted, day, number, short_day
from dashboard.markup import Markup, html, joined, link
from dashboard.reads_forecast import Ahead
from schemas.authorities import Authority
from schemas.forecasting import QUARTERS_AHEAD, Forecast, Outlook
from schemas.forecasting_score import Score, Trial
from schemas.periods import Period
from schemas.programme import Milestone
from schemas.stages import NATIONAL_DATE

_TRIALS = {
    "made_on": pl.Date, "for_on": pl.Date, "low": pl.Int64, "middle": pl.Int64, "high": pl.Int64, "own_dates": pl.Int64,
    "happened": pl.Int64, "is_inside": pl.Boolean, "brier": pl.Float64, "brier_own_dates": pl.Float64,
}  # fmt: skip
_OUTLOOKS = {
    "milestone": pl.String, "own_date_on": pl.Date, "low_on": pl.Date, "middle_on": pl.Date, "high_on": pl.Date, "chance": pl.Float64,
}  # fmt: skip


def score_figure(score: Score, milestone: Milestone, total: int, period: Period) -> Figure:
    """Past forecasts beside what happened."""
    rows = [Tried(_name(t), t.low, t.high, t.own_dates, t.happened) for t in score.trials]
    frame = pl.DataFrame([_cells(t) for t in score.trials], schema=_TRIALS, orient="row")
    spoken = [f"{_name(t)}: likely {t.low} to {t.high}, happened {t.happened}" for t in score.trials]
    return figure(
        f"score-{milestone.lower()}",
        f"{score.inside} of {counted(len(score.trials), 'past outcome')} fell inside the range",
        f"{milestone.label}: authorities that had met it. Bar: the range that would have been given. Disc: what happened. "
        "Diamond: if everyone had met their own date.",
        tried(rows, total),
        f"Chart of ranges. {'. '.join(spoken)}. The same data is in the table below.",
        _score_table(score),
        frame,
        f"forecast-score-{milestone.lower()}-{str(period).replace(' ', '-')}.csv",
        "At the end of each past quarter the forecast is made again from what was known then, for the next quarter and the "
        "one after. Its error is the mean squared difference between the chance given to each authority that was still to "
        "come and what happened (the Brier score): 0 is perfect, 0.25 is tossing a coin. "
        f"Here it is {number(score.brier, 3)}; {number(score.brier_naive, 3)} if everyone is believed to meet their own date; "
        f"{number(score.judged_count)} chances were judged.",
        "Unit implementation returns, as known at each past quarter.",
        narrow=tried(rows, total),
    )


def _name(trial: Trial) -> str:
    return f"Made {short_day(trial.made_on)} for {short_day(trial.for_on)}"


def _cells(t: Trial) -> tuple[object, ...]:
    return (
        t.made_on, t.for_on, t.low, t.middle, t.high, t.own_dates, t.happened, t.is_inside, t.brier, t.brier_naive,
    )  # fmt: skip


def _score_table(score: Score) -> Markup:
    heads = ("Made on", "For", "Range", "Happened", "Inside", "Own dates", "Error", "Error of own dates")
    rows = [
        (
            short_day(t.made_on), short_day(t.for_on), f"{t.low} to {t.high}", t.happened, "Yes" if t.is_inside else "No",
            t.own_dates, number(t.brier, 3), number(t.brier_naive, 3),
        )
        for t in score.trials
    ]  # fmt: skip
    return table(heads, rows, "Past forecasts and what happened", numeric=(3, 5, 6, 7), is_stacked=True)


def outlook_figure(place: Authority, made: Mapping[Milestone, Ahead], period: Period) -> Figure | None:
    """When an authority is likely to be operational, and fully; None if it is, or if there is no forecast."""
    found = [(each, *one) for each, (forecast, _) in made.items() if (one := _of(place, forecast))]
    waiting = [(each, forecast, mine) for each, forecast, mine in found if not mine.is_met and mine.low_on]
    if not waiting or waiting[-1][0] is not Milestone.M17:
        return None
    _, full, mine = waiting[-1]
    rows = [_expected(each, forecast, one) for each, forecast, one in waiting]
    spoken = [f"{each.label}: likely {days(one)}, {chance(one.chance)} by {day(full.by)}" for each, _, one in waiting]
    cells = [
        (e.label, _day(o.stated_on), days(o), _day(o.middle_on), chance(o.chance).capitalize()) for e, _, o in waiting
    ]
    return figure(
        "outlook",
        outlook(place.name, mine, full),
        f"Likely range, eight chances in ten: {days(mine)}. {_own(mine)}",
        expected(rows, full.position, NATIONAL_DATE),
        f"Chart of likely days. {'. '.join(spoken)}. The same data is in the table below.",
        table(("Milestone", "Its own date", "Likely range", "Middle", f"Chance by {short_day(full.by)}"), cells, f"When {place.name} is likely to be operational", is_stacked=True),
        _outlook_frame(waiting),
        f"outlook-{place.ons_code}-{str(period).replace(' ', '-')}.csv",
        joined(["Its date is moved, quarter by quarter, as dates of authorities with as much time left have moved before; who slipped before is likelier to slip again. ", link("How the forecast is made", "/forecast"), "."]),
        f"Unit implementation returns. England: {done(made[Milestone.M17][1])}",
        narrow=expected(rows, full.position, NATIONAL_DATE),
    )  # fmt: skip


def _of(place: Authority, forecast: Forecast | None) -> tuple[Forecast, Outlook] | None:
    mine = [each for each in (forecast.outlooks if forecast else ()) if each.authority_id == place.authority_id]
    return (forecast, mine[0]) if forecast and mine else None


def _expected(milestone: Milestone, forecast: Forecast, mine: Outlook) -> Expected:
    furthest = forecast.position + timedelta(days=91 * QUARTERS_AHEAD)
    low = mine.low_on or furthest
    words = f"{chance(mine.chance)} by {short_day(forecast.by)}"
    return Expected(milestone.label, low, mine.middle_on or furthest, mine.high_on or furthest, mine.stated_on, words)


def _own(mine: Outlook) -> str:
    return f"It states {day(mine.stated_on)} itself." if mine.stated_on else "It gives no date itself."


def _day(on: date | None) -> str:
    return short_day(on) if on else "Later than can be said"


def _outlook_frame(waiting: Sequence[tuple[Milestone, Forecast, Outlook]]) -> pl.DataFrame:
    rows = [(e.label, o.stated_on, o.low_on, o.middle_on, o.high_on, o.chance) for e, _, o in waiting]
    return pl.DataFrame(rows, schema=_OUTLOOKS, orient="row")


def range_key(own: str, disc: str) -> Markup:
    """What the marks mean: the diamond and the disc in these words."""
    marks = (("range", "Likely range"), ("disc", disc), ("diamond", own))
    lines = joined(
        html(
            '<li><span class="cpo-mark cpo-mark-{kind}" aria-hidden="true"></span>{words}</li>', kind=kind, words=words
        )
        for kind, words in marks
    )
    return html('<ul class="cpo-marks">{lines}</ul>', lines=lines)
