"""How the implementation plan and what meetings asked for stand on a day. Pages read it here."""

from datetime import date

import polars as pl

from schemas.sources.meetings import Arising
from schemas.tracked import GONE


def plan_on(actions: pl.DataFrame, on: date) -> pl.DataFrame:
    """The plan's actions with is_done, is_open, is_overdue and days_late (of overdue ones; else null)."""
    rows = actions.with_columns(is_done=(pl.col("delivered_on") <= on).fill_null(False))
    rows = rows.with_columns(is_open=~pl.col("status").is_in(GONE) & ~pl.col("is_done"))
    return _late(rows, "due_on", on)


def steps_on(milestones: pl.DataFrame, on: date) -> pl.DataFrame:
    """The plan's milestones with is_open, and is_overdue and days_late against the date that was first agreed."""
    return _late(milestones.with_columns(is_open=~(pl.col("met_on") <= on).fill_null(False)), "baseline_on", on)


def waiting_on(dependencies: pl.DataFrame, actions: pl.DataFrame, on: date) -> pl.DataFrame:
    """Each dependency with what it waits for.

    Args:
        dependencies: the rows of the plan's sheet of dependencies.
        actions: `plan_on` of the same day.
        on: the day.

    Returns:
        The dependencies with department and action of the one that waits; needs_department, needs_action and
        expected_on (the later of its date and the day) of the one waited for; is_late, and days_late where it is.
        What is done, or dropped, is waited for no more.
    """
    own = actions.select("plan_ref", "department", "action", is_waiting="is_open")
    # Numbers that differ only in case are the same number.
    needed = actions.select(
        pl.col("plan_ref").str.to_uppercase().alias("needs"), needs_department="department", needs_action="action",
        needs_due_on="due_on", is_needed="is_open",
    )  # fmt: skip
    rows = dependencies.join(own, on="plan_ref", how="left", maintain_order="left")
    rows = rows.with_columns(needs=pl.col("needs_ref").str.to_uppercase())
    rows = rows.join(needed, on="needs", how="left", maintain_order="left")
    expected = pl.max_horizontal("needs_due_on", pl.lit(on))
    is_late = pl.col("is_needed") & pl.col("is_waiting") & (expected > pl.col("needed_on"))
    return rows.with_columns(
        expected_on=expected,
        is_late=is_late.fill_null(False),
        days_late=pl.when(is_late).then((expected - pl.col("needed_on")).dt.total_days()),
    ).drop("needs", "needs_due_on")


def arising_on(arising: pl.DataFrame, on: date) -> pl.DataFrame:
    """Actions that meetings asked for, with is_open, is_overdue and days_late."""
    is_closed = (pl.col("state") != Arising.OPEN) & (pl.col("closed_on") <= on).fill_null(False)
    return _late(arising.with_columns(is_open=~is_closed), "due_on", on)


def answers_on(answers: pl.DataFrame, on: date) -> pl.DataFrame:
    """Exceptions that must be answered for, with is_open (no answer yet), is_overdue and days_late.

    An exception about several authorities that report together is stored for each, and is one exception here.
    """
    once = answers.unique("row_number", keep="first", maintain_order=True)
    return _late(once.with_columns(is_open=~(pl.col("answered_on") <= on).fill_null(False)), "due_on", on)


def _late(rows: pl.DataFrame, due: str, on: date) -> pl.DataFrame:
    is_late = pl.col("is_open") & (pl.col(due) < on)
    return rows.with_columns(
        is_overdue=is_late, days_late=pl.when(is_late).then((pl.lit(on) - pl.col(due)).dt.total_days())
    )
