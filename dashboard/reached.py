"""Milestones across England: for each, how many authorities have met it, planned to have by now, and expect to."""

from datetime import date

import polars as pl

from dashboard.charts import Reached
from dashboard.charts import reached as reached_spec
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day, number
from dashboard.marks import mark_key
from dashboard.markup import Markup
from dashboard.quarter import Quarter
from dashboard.sentences import milestones_across
from schemas.periods import Period, periods_between
from schemas.programme import Milestone
from schemas.stages import NATIONAL_DATE

# Those after M17 come when a Unit is fully operational: they are on each authority's page.
SHOWN = tuple(Milestone)[:17]
_MARKS = (
    ("disc", "Met"), ("stroke", "Planned by now"), ("diamond", f"Met or forecast by {day(NATIONAL_DATE)}"),
    ("late", "Behind plan"), ("early", "Ahead of plan"),
)  # fmt: skip


def with_carried(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """This quarter's dates, and last quarter's of those who sent none; columns of `reads.milestone_dates`."""
    return pl.concat([now, before.join(now, on="authority_id", how="anti")])


def counts_at(dates: pl.DataFrame, position: date) -> list[Reached]:
    """How many authorities have met, planned and expect each milestone.

    Args:
        dates: each authority's dates, with milestone, baseline_on, forecast_on and actual_on.
        position: the last day of the quarter.
    """
    expected = pl.coalesce("actual_on", "forecast_on")
    found = dates.group_by("milestone").agg(
        planned=(pl.col("baseline_on") <= position).sum(),
        met=(pl.col("actual_on") <= position).sum(),
        planned_by_end=(pl.col("baseline_on") <= NATIONAL_DATE).sum(),
        forecast_by_end=(expected <= NATIONAL_DATE).sum(),
    )
    known = {row.pop("milestone"): row for row in found.iter_rows(named=True)}
    return [Reached(m.label, **known[m]) for m in SHOWN if m in known]


def by_date(dates: pl.DataFrame, position: date) -> pl.DataFrame:
    """The same at the end of every quarter to the national date: milestone, on, planned, reached, is_forecast."""
    first = dates["baseline_on"].min()
    if not isinstance(first, date):
        return pl.DataFrame()
    quarters = periods_between(Period.containing(first), Period.containing(NATIONAL_DATE))
    reached_on = pl.coalesce("actual_on", "forecast_on")
    each = [
        dates.group_by("milestone").agg(
            on=pl.lit(on),
            planned_count=(pl.col("baseline_on") <= on).sum(),
            met_or_forecast_count=(reached_on <= on).sum(),
            is_forecast=pl.lit(on > position),
        )
        for on in (period.reference_date for period in quarters)
    ]
    names = {str(m): m.label for m in SHOWN}
    rows = pl.concat(each).filter(pl.col("milestone").is_in(list(names))).sort("milestone", "on")
    return rows.with_columns(title=pl.col("milestone").replace_strict(names))


def reached_figure(quarter: Quarter, now: pl.DataFrame, before: pl.DataFrame) -> Figure | None:
    """The picture of all milestones; None if no return gives dates.

    Args:
        quarter: the quarter shown.
        now: `reads.milestone_dates` of it.
        before: the same, last quarter.
    """
    dates = with_carried(now, before)
    position = quarter.period.reference_date
    rows, total = counts_at(dates, position), dates["authority_id"].n_unique()
    if not rows:
        return None
    carried = total - now["authority_id"].n_unique()
    late = counted(carried, "authority that sent no return is", "authorities that sent no return are")
    note = f" {late} counted by last quarter's dates [e]." if carried else ""
    return figure(
        "all-milestones",
        milestones_across([(row.name, row.met, row.planned) for row in rows]),
        f"How many of {counted(total, 'authority', 'authorities')} have met each at {day(position)}, planned to, and expect to by {day(NATIONAL_DATE)}.{note}",
        reached_spec(rows, total),
        f"Chart of counts. {'. '.join(_spoken(row) for row in rows)}. The same data is in the table below.",
        _table(rows, position),
        by_date(dates, position),
        f"milestones-{str(quarter.period).replace(' ', '-')}.csv",
        "Planned: the date first agreed with the department has passed. Met: the return gives the day; "
        "the stages on this page ask for evidence as well. Expected: met, or "
        "forecast, by that day. The download has the same counts at the end of every quarter.",
        "Unit implementation returns.",
        narrow=reached_spec(rows, total, is_narrow=True),
    )


def _spoken(row: Reached) -> str:
    return f"{row.name}: {row.met} met, {row.planned} planned by now, {row.forecast_by_end} expected by {day(NATIONAL_DATE)}"


def _table(rows: list[Reached], position: date) -> Markup:
    heads = (
        "Milestone", f"Planned by {day(position)}", "Met", "Against plan",
        f"Planned by {day(NATIONAL_DATE)}", "Met or forecast by then",
    )  # fmt: skip
    cells = [(r.name, r.planned, r.met, _against(r.behind), r.planned_by_end, r.forecast_by_end) for r in rows]
    return table(heads, cells, "Milestones across England", numeric=range(1, 6), is_stacked=True)


def _against(behind: int) -> str:
    return "As planned" if behind == 0 else f"{number(abs(behind))} {'fewer' if behind > 0 else 'more'}"


def reached_key() -> Markup:
    """What the marks mean."""
    return mark_key(*_MARKS)
