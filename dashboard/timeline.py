"""The programme's timeline as a picture of its main dates, with a table of every one."""

from datetime import date

import polars as pl

from dashboard.charts import Happening
from dashboard.charts import timeline as timeline_spec
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day, number
from schemas.stages import NATIONAL_DATE
from schemas.timeline import EVENTS, next_after


def timeline_figure(today: date) -> Figure:
    """The timeline as at a day."""
    shown = [Happening(event.title, event.on, event.when) for event in EVENTS if event.is_key]
    past = sum(event.on <= today for event in EVENTS)
    left = (NATIONAL_DATE - today).days
    following = next_after(today)
    title = f"{counted(left, 'day')} to {day(NATIONAL_DATE)}, when services are expected to be fully operational" if left > 0 else "The programme's dates"  # fmt: skip
    cells = [(event.title, event.when, event.meaning, ", ".join(event.recommendations)) for event in EVENTS]
    frame = pl.DataFrame(
        [(e.on, e.precision.value, e.title, e.meaning, ", ".join(e.recommendations), e.on <= today) for e in EVENTS],
        schema={"on": pl.Date, "precision": pl.String, "title": pl.String, "meaning": pl.String, "recommendations": pl.String, "has_happened": pl.Boolean},
        orient="row",
    )  # fmt: skip
    spoken = ". ".join(f"{row.name}: {row.words}" for row in shown)
    return figure(
        "timeline", title,
        f"{number(len(shown))} main dates; the table has all {number(len(EVENTS))}, of which {number(past)} have passed. "
        + (f"Next: {following.title.lower() if following.title[1].islower() else following.title}, {following.when}." if following else ""),
        timeline_spec(shown, today, NATIONAL_DATE), f"Timeline. {spoken}. The same data is in the table below.",
        table(("Date", "When", "What", "Recommendations"), cells, "Every date of the programme", is_stacked=True), frame, "timeline.csv",
        "A date of which only the month or the year is known stands at its end. “About” marks a day that was worked out. "
        "What is still to come is what government has said it expects.",
        "Published by government and Parliament.", narrow=timeline_spec(shown, today, NATIONAL_DATE, is_narrow=True), is_illustrative=False,
    )  # fmt: skip
