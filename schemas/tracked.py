"""How the tracker stands on a day: what is open, overdue and proved. Indicators and pages both read it here."""

from datetime import date, timedelta

import polars as pl

from schemas.recorded import Delivery, Impact, Recommendation, Response

LONG_OVERDUE = timedelta(days=90)
GONE = [str(Delivery.SUPERSEDED), str(Delivery.CLOSED_NOT_PROCEEDING)]
CHANGED = [str(Impact.EARLY_OUTCOME), str(Impact.SUSTAINED_OUTCOME)]
_UNASKED = [str(Response.REJECTED), str(Response.SUPERSEDED)]
_PLACES = {str(one): one.authority_id for one in Recommendation}


def actions_on(actions: pl.DataFrame, rebaselines: pl.DataFrame, on: date) -> pl.DataFrame:
    """Each action as it stood on a day, in the tracker's order.

    Args:
        actions: the rows of the tracker's sheet of actions.
        rebaselines: the rows of its sheet of changes of date.
        on: the day.

    Returns:
        The actions, with `due_on` as the date agreed by that day and these columns: moved_count; place (an
        authority_id, "" for national); is_counted (neither superseded nor rejected), is_done, is_evidenced, is_open,
        is_overdue, is_long_overdue, is_moved_again, days_late (past its date, of open ones; else null).
    """
    moved = rebaselines.filter(pl.col("rebaselined_on") <= on).sort("rebaselined_on")
    moved = moved.group_by("action_ref").agg(moved_to_on=pl.col("to_on").last(), moved_count=pl.len().cast(pl.Int64))
    rows = actions.join(moved, on="action_ref", how="left", maintain_order="left")
    rows = rows.with_columns(
        due_on=pl.coalesce("moved_to_on", "baseline_on"),
        moved_count=pl.col("moved_count").fill_null(0),
        place=pl.col("recommendation").replace_strict(_PLACES, return_dtype=pl.String),
        is_done=(pl.col("delivered_on") <= on).fill_null(False),
        is_counted=(pl.col("status") != Delivery.SUPERSEDED) & ~pl.col("response").is_in(_UNASKED),
    ).drop("moved_to_on")
    is_proved = (pl.col("status") == Delivery.DELIVERED_EVIDENCED) & (pl.col("evidence_on") <= on).fill_null(False)
    rows = rows.with_columns(
        is_evidenced=pl.col("is_counted") & is_proved,
        is_open=pl.col("is_counted") & ~pl.col("status").is_in(GONE) & ~pl.col("is_done"),
    )
    is_late = pl.col("is_open") & (pl.col("due_on") < on)
    return rows.with_columns(
        is_overdue=is_late,
        is_long_overdue=is_late & (pl.col("due_on") < on - LONG_OVERDUE),
        is_moved_again=pl.col("is_open") & (pl.col("moved_count") > 1),
        days_late=pl.when(is_late).then((pl.lit(on) - pl.col("due_on")).dt.total_days()),
    )


def accepted_on(impact: pl.DataFrame, on: date) -> pl.DataFrame:
    """The evidence of impact that someone from outside had accepted by a day, whatever it shows."""
    return impact.filter(pl.col("accepted_on") <= on)
