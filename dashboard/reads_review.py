"""What a viewer may read of explanations: where each stands, what stands beside it, and how collections went."""

from datetime import datetime

import polars as pl
import streamlit as st
from sqlalchemy import func, select

from dashboard.reads_releases import known_at
from dashboard.until_next import kept_until_next_event
from etl import explaining, punctual, review
from etl.explaining import Asked
from etl.frames import table_of
from etl.settings import settings
from etl.store import reading
from schemas.access import Permission, Viewer
from schemas.explaining import explanation_sha256
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Computation, Submission

QUEUE = {
    "issue_id": pl.Int64, "submission_id": pl.Int64, "form_code": pl.String, "authority_id": pl.String,
    "version": pl.Int64, "sheet": pl.String, "cell": pl.String, "code": pl.String, "value": pl.String,
    "message": pl.String, "column_name": pl.String, "row_key": pl.String, "fingerprint": pl.String,
    "explanation": pl.String, "reason": pl.String, "explanation_sha256": pl.String, "explained_by": pl.String,
    "explained_at": pl.Datetime("us", "UTC"), "state": pl.String, "answer": pl.String,
}  # fmt: skip
PASSES = {
    "authority_id": pl.String, "accepted_count": pl.Int64, "first_pass_count": pl.Int64, "first_pass_pct": pl.Float64,
    "median_days": pl.Float64,
}  # fmt: skip


@kept_until_next_event
def explanations(viewer: Viewer, form_code: str, period: str) -> pl.DataFrame:
    """Every query of the returns that count in one's scope, with its explanation, where it stands and the answer: `QUEUE`."""
    if not viewer.may(Permission.READ_RETURNS):
        return pl.DataFrame(schema=QUEUE)
    with reading() as session:
        found = explaining.asked(session, RETURNS[form_code], Period.parse(period), _whose(viewer), known_at(viewer))
        return pl.DataFrame([_row(one) for one in found], schema=QUEUE, orient="row")


def weights(viewer: Viewer, form_code: str, period: str) -> dict[int, review.Weighed]:
    """By issue: what each query of the returns that count does to the indicators; for who reviews returns."""
    if not viewer.holds(Permission.REVIEW_RETURNS):
        return {}
    # A submission's findings never change; which ones count, and England's figures, do so with a computation or a file.
    query = select(*(select(func.max(table_of(one).c.id)).scalar_subquery() for one in (Submission, Computation)))
    with reading() as session:
        sent, computed = session.connection().execute(query).one()
    return _weighed(settings().database_url, sent or 0, computed or 0, form_code, period, known_at(viewer))


@kept_until_next_event
def beside(viewer: Viewer, form_code: str, period: str, issue_ids: tuple[int, ...]) -> dict[int, review.BesideCell]:
    """By issue, for those asked for: the same cell in other quarters and at neighbours, and earlier explanations."""
    if not viewer.holds(Permission.REVIEW_RETURNS):
        return {}
    spec, quarter, at = RETURNS[form_code], Period.parse(period), known_at(viewer)
    is_seeing = viewer.may(Permission.READ_UNSUPPRESSED)
    with reading() as session:
        found = [one for one in explaining.asked(session, spec, quarter, at=at) if one.issue.id in issue_ids]
        return review.beside(session, spec, quarter, found, with_neighbours=is_seeing, at=at)


@kept_until_next_event
def first_passes(viewer: Viewer, period: str) -> pl.DataFrame:
    """How the returns of a quarter went, all together ("") and by authority: `PASSES`; for who reviews returns."""
    if not viewer.holds(Permission.REVIEW_RETURNS):
        return pl.DataFrame(schema=PASSES)
    with reading() as session:
        found = punctual.first_passes(session, Period.parse(period), list(RETURNS), known_at(viewer))
        return pl.DataFrame(found, schema=PASSES)


def _whose(viewer: Viewer) -> frozenset[str] | None:
    return viewer.authority_ids if viewer.is_tied else None


def _row(one: Asked) -> tuple[object, ...]:
    issue, sent, given = one.issue, one.submission, one.explanation
    said = one.answer.words if one.answer else ""
    return (
        issue.id, sent.id, sent.form_code, sent.authority_id, sent.version, issue.sheet, issue.cell, issue.code,
        issue.value, issue.message, issue.column_name, issue.row_key, issue.fingerprint, given.words, given.reason,
        explanation_sha256(given.words), one.explained_by, one.explained_at, str(one.state), said,
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=16)
def _weighed(
    store: str, sent: int, computed: int, form_code: str, period: str, at: datetime | None
) -> dict[int, review.Weighed]:
    spec, quarter = RETURNS[form_code], Period.parse(period)
    with reading() as session:
        return review.weighed(session, spec, quarter, explaining.asked(session, spec, quarter, at=at), at)
