"""The dates of a recommendation's actions as a picture: first agreed, and done or agreed now."""

from datetime import date

import polars as pl

from dashboard.board_words import Row, shortened
from dashboard.charts import DateRow, milestones
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, late, short_day
from dashboard.recommended import Standing
from schemas.stages import NATIONAL_DATE

_NAMED = 36


def dates_figure(one: Standing, is_illustrative: bool) -> Figure:
    """Baseline and present date of each action as a picture, with its table and file."""
    rows = [
        DateRow(f"{r['action_ref'].rpartition('-')[2]}. {shortened(r['action'], _NAMED)}", r["baseline_on"], _now(r), r["is_done"], _said(r))
        for r in sorted(one.actions, key=lambda r: (r["baseline_on"], r["action_ref"]))
    ]  # fmt: skip
    later = [row for row in rows if (row.days_late or 0) > 0]
    title = f"{len(later)} of {len(rows)} actions {'is' if len(later) == 1 else 'are'} later than first agreed" if later else "No action is later than first agreed"  # fmt: skip
    cells = [(row.name, short_day(row.baseline), short_day(row.now or row.baseline), row.words) for row in rows]
    frame = pl.DataFrame(
        [(row.name, row.baseline, row.now, row.is_met, row.days_late) for row in rows],
        schema={"action": pl.String, "baseline_on": pl.Date, "now_on": pl.Date, "is_done": pl.Boolean, "days_late": pl.Int64},
        orient="row",
    )  # fmt: skip
    return figure(
        "action-dates", title, "Ring: first agreed. Disc: done. Diamond: agreed now. The dotted line is today.",
        milestones(rows, one.on, NATIONAL_DATE),
        f"Chart of dates. {'. '.join(f'{row.name}: {row.words}' for row in rows)}. The same data is in the table below.",
        table(("Action", "Baseline", "Now", "Against baseline"), cells, "Dates of actions"), frame,
        f"dates-{one.recommendation}.csv", "Baseline: the day first agreed, which never changes. Now: the day it was done, or the day agreed since.",
        "Recommendations tracker.", narrow=milestones(rows, one.on, NATIONAL_DATE, is_narrow=True), is_illustrative=is_illustrative,
    )  # fmt: skip


def _now(row: Row) -> date:
    on: date = row["delivered_on"] if row["is_done"] else row["due_on"]
    return on


def _said(row: Row) -> str:
    days = (_now(row) - row["baseline_on"]).days
    if row["is_done"]:
        return f"Done {late(days)}"
    moved = (
        "As first agreed" if days == 0 else f"Moved {counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
    )
    return f"{moved}, overdue" if row["is_overdue"] else moved
