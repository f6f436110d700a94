"""Forecasts in words: chances as people say them, ranges, and how well past forecasts did."""

from collections.abc import Sequence

from dashboard.formats import counted, day, number, short_day
from schemas.forecasting import LEAST_QUARTERS, Count, Forecast, Outlook
from schemas.forecasting_score import Score
from schemas.programme import Milestone

HARDLY, SURELY = 0.05, 0.95
_SAID = (
    (0.1, "about 1 in 10"), (0.2, "about 1 in 5"), (1 / 3, "about 1 in 3"), (0.5, "about 1 in 2"),
    (2 / 3, "about 2 in 3"), (0.8, "about 4 in 5"), (0.9, "about 9 in 10"),
)  # fmt: skip
FEW = 0.7
LIKELY, UNLIKELY = 2 / 3, 1 / 3
TOO_LITTLE = f"There is too little history for a forecast: it needs returns of {LEAST_QUARTERS} quarters in which enough dates came due."


def chance(share: float) -> str:
    """A chance from 0 to 1 as people say it: "about 1 in 3", "less than 1 in 20"."""
    if share < HARDLY:
        return "less than 1 in 20"
    if share > SURELY:
        return "more than 19 in 20"
    return min(_SAID, key=lambda known: abs(known[0] - share))[1]


def counts(count: Count) -> str:
    """A likely range of authorities: "119 to 141", or the one number."""
    return number(count.low) if count.low == count.high else f"{count.low} to {count.high}"


def days(outlook: Outlook) -> str:
    """A likely range of days, as "6 May 2027 to 9 Sep 2027"; a day too far to say is "later"."""
    if outlook.low_on is None:
        return "Later than can be said"
    last = short_day(outlook.high_on) if outlook.high_on else "later than can be said"
    return short_day(outlook.low_on) if outlook.low_on == outlook.high_on else f"{short_day(outlook.low_on)} to {last}"


def everyone(made: Forecast, total: int) -> str:
    """The chance that all are there in time."""
    return f"The chance of reaching all {total} by {day(made.by)} is {chance(made.all_chance)}."


def done(score: Score | None) -> str:
    """How past forecasts did, in a sentence."""
    if score is None:
        return "No past forecast can be judged yet."
    held = f"{score.inside} of {counted(len(score.trials), 'past outcome')} fell inside the range{_short(score)}"
    better = "closer to what happened than" if score.brier < score.brier_naive else "no closer to what happened than"
    return f"{held}; its chances were {better} authorities' own dates."


def _short(score: Score) -> str:
    return ", fewer than the eight in ten that it should hold" if score.inside / len(score.trials) < FEW else ""


def outlook(name: str, made: Outlook, forecast: Forecast) -> str:
    """The title of an authority's forecast."""
    if made.is_met:
        return f"{name} is fully operational by its own return"
    return f"The chance that {name} is fully operational by {day(forecast.by)} is {chance(made.chance)}"


def headline(milestone: Milestone, made: Forecast | None, counts_now: Sequence[Count]) -> str:
    """The forecast page's finding; `counts_now` are the forecast's counts as the picture shows them."""
    if made is None or not counts_now:
        return "There is too little history for a forecast."
    last, state = counts_now[-1], "fully operational" if milestone is Milestone.M17 else "operational"
    lead = f"On current forecasts {last.middle} of {made.total} authorities will be {state} by {day(made.by)}"
    return f"{lead}; likely {counts(last)}."
