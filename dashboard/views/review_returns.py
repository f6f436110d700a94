"""Returns that wait for the department, many at once: taken for review by an analyst, authorised by a third person."""

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from dashboard import reads_returns
from dashboard.components import banner, show, table
from dashboard.formats import counted, short_day
from dashboard.markup import Markup, details, heading, joined, link, paragraph
from dashboard.views.returns_send import declared
from dashboard.views.returns_task import returns_href
from etl import authorising
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import Authority, authority
from schemas.explaining import ReviewState
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.reviewing import Declaring, ReturnState
from schemas.spec import ReturnSpec

SHOWN = 20
_DONE = "review-returns-done"
_NEW = (ReturnState.SUBMITTED, ReturnState.AMENDED)
_OPEN = (ReviewState.RETURNED, ReviewState.UNEXPLAINED)


def show_returns(viewer: Viewer, found: pl.DataFrame, period: Period) -> None:
    """What is new and what is in review, with one button for all of each that the viewer may deal with.

    Args:
        viewer: who looks.
        found: what `waiting` gives.
        period: the quarter.
    """
    show(heading("Returns to authorise", anchor="authorise"))
    if done := st.session_state.pop(_DONE, None):
        show(banner("Done", done, "sent"))
    new, reviewed = (found.filter(pl.col("state").is_in(list(states))) for states in (_NEW, (ReturnState.IN_REVIEW,)))
    if found.is_empty():
        show(paragraph(f"No return for {period.label} waits for the department.", kind="note"))
        return
    _show_new(viewer, new, period)
    _show_reviewed(viewer, reviewed, period)


def waiting(
    viewer: Viewer, specs: Sequence[ReturnSpec], period: Period, queue: pl.DataFrame, place: Authority | None = None
) -> pl.DataFrame:
    """The returns of a quarter that wait for the department: rows of `reads_returns.submissions`, with "open_count".

    Args:
        viewer: who looks.
        specs: the returns.
        period: the quarter.
        queue: the explanations of these returns, with "submission_id" and "state".
        place: one authority; by default every one.
    """
    still = queue.filter(pl.col("state").is_in([str(state) for state in _OPEN]))
    counts = still.group_by("submission_id").agg(pl.len().alias("open_count"))
    found = pl.concat(
        [reads_returns.submissions(viewer, spec.code, str(period)) for spec in specs], how="vertical_relaxed"
    )
    found = found.filter(pl.col("state").is_in([*_NEW, ReturnState.IN_REVIEW]))
    if place is not None:
        found = found.filter(pl.col("authority_id") == place.authority_id)
    found = found.join(counts, left_on="id", right_on="submission_id", how="left")
    return found.with_columns(pl.col("open_count").fill_null(0)).sort("form_code", "authority_id")


def _show_new(viewer: Viewer, new: pl.DataFrame, period: Period) -> None:
    if new.is_empty():
        return
    show(_listed(new, period, f"New: {counted(new.height, 'return')} sent in and not looked at"))
    is_mine = pl.col("is_on_behalf") & (pl.col("received_by") == viewer.subject)
    mine, free = new.filter(is_mine), new.filter(~is_mine)
    if not viewer.may(Permission.REVIEW_RETURNS):
        return
    if mine.height:
        show(
            paragraph(
                f"You sent in {counted(mine.height, 'return')} for an authority: someone else approves that.",
                kind="note",
            )
        )
    if free.is_empty():
        return
    many, label = (
        counted(free.height, "return"),
        f"Take {'it' if free.height == 1 else f'all {free.height}'} for review",
    )
    if free["is_on_behalf"].any():
        show(declared(Declaring.APPROVED, label))
    if st.button(label, key="review-take"):
        _do(lambda: authorising.take(viewer, free["id"].to_list(), settings().now()), f"{many} taken for review.")


def _show_reviewed(viewer: Viewer, reviewed: pl.DataFrame, period: Period) -> None:
    if reviewed.is_empty():
        return
    is_mine = pl.any_horizontal(pl.col("received_by", "submitted_by", "approved_by") == viewer.subject)
    ready = reviewed.filter((pl.col("open_count") == 0) & ~is_mine)
    many = counted(ready.height, "return")
    show(
        _listed(reviewed, period, f"In review: {counted(reviewed.height, 'return')}, {ready.height} with nothing open")
    )
    if not viewer.may(Permission.AUTHORISE_RETURN):
        show(paragraph("The department's authoriser authorises them.", kind="note"))
        return
    if ready.is_empty():
        return
    label = f"Authorise {'it' if ready.height == 1 else f'all {ready.height}'}"
    show(declared(Declaring.AUTHORISED, label))
    if st.button(label, type="primary", key="review-authorise"):
        _do(lambda: authorising.authorise(viewer, ready["id"].to_list(), settings().now()), f"{many} authorised.")


def _do(step: Callable[[], None], done: str) -> None:
    try:
        step()
    except NotAllowed as refusal:
        show(banner("Nothing was changed", str(refusal), "problem"))
        return
    st.session_state[_DONE] = done
    st.rerun()


def _listed(rows: pl.DataFrame, period: Period, caption: str) -> Markup:
    headings = ("Authority", "Return", "Version", "Sent in", "Not answered")
    cells = [_row(row, period) for row in rows.iter_rows(named=True)]
    if len(cells) <= SHOWN:
        return table(headings, cells, caption, numeric=(2, 4), is_stacked=True, is_caption_shown=True)
    every = table(headings, cells, caption, numeric=(2, 4), is_stacked=True)
    return joined([paragraph(f"{caption}."), details(f"Show all {len(cells)}", every)])


def _row(row: dict[str, object], period: Period) -> tuple[object, ...]:
    spec, place = RETURNS[str(row["form_code"])], authority(str(row["authority_id"]))
    at = row["submitted_at"]
    on = short_day(at.date()) if hasattr(at, "date") else ""
    return link(place.name, returns_href(spec, period, place)), spec.title, row["version"], on, row["open_count"]
