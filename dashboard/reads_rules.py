"""What a viewer may read of rules: how often each fires in the returns in their scope, and for whom it is waived."""

from datetime import date, datetime

import polars as pl
import streamlit as st
from sqlalchemy import func, select, tuple_

from dashboard.reads_releases import known_at
from etl import waivers as waived
from etl.frames import frame, table_of
from etl.settings import settings
from etl.store import reading
from etl.then import by
from schemas.access import Permission, Viewer
from schemas.tables import IssueRow, Submission

WAIVERS = {
    "number": pl.Int64, "form": pl.String, "rule": pl.String, "authority_id": pl.String, "reason": pl.String,
    "until": pl.String, "asked_by": pl.String, "asker_role": pl.String, "approved_by": pl.String,
    "approver_role": pl.String, "state": pl.String, "ended_because": pl.String,
}  # fmt: skip
_COUNTS = {"form_code": pl.String, "code": pl.String, "count": pl.Int64, "files": pl.Int64}


def waivers(viewer: Viewer, on: date) -> pl.DataFrame:
    """Every waiver for an authority in one's scope, newest first, with how it stands on a day: `WAIVERS`."""
    if not viewer.may(Permission.READ_RETURNS):
        return pl.DataFrame(schema=WAIVERS)
    with reading() as session:
        return pl.DataFrame(waived.listed(session, on, _whose(viewer), known_at(viewer)), schema=WAIVERS)


def rule_counts(viewer: Viewer, periods: tuple[str, ...]) -> pl.DataFrame:
    """How often each rule has found something in the newest version of each return in one's scope.

    Columns: form_code, code, count (findings, waived ones too), files.

    Args:
        viewer: who asks.
        periods: the quarters that count, for example ("2026-27 Q1", "2026-27 Q2").
    """
    if not viewer.may(Permission.READ_RETURNS):
        return pl.DataFrame(schema=_COUNTS)
    with reading() as session:
        # A submission's findings never change, so the newest submission's number is the version of all of them.
        newest = session.connection().execute(select(func.max(table_of(Submission).c.id))).scalar() or 0
    return _counted(settings().database_url, newest, periods, _whose(viewer), known_at(viewer))


def _whose(viewer: Viewer) -> tuple[str, ...] | None:
    """The authorities in one's scope; None for every one."""
    return tuple(sorted(viewer.authority_ids)) if viewer.is_tied else None


@st.cache_resource(show_spinner=False, max_entries=32)
def _counted(
    store: str, newest: int, periods: tuple[str, ...], whose: tuple[str, ...] | None, at: datetime | None
) -> pl.DataFrame:
    sent, fired = table_of(Submission).c, table_of(IssueRow).c
    one = (sent.form_code, sent.authority_id, sent.period)
    in_scope = sent.authority_id.is_not(None) if whose is None else sent.authority_id.in_(whose)
    there = (sent.period.in_(periods), in_scope, *by(at, sent.received_at))
    last = select(*one, func.max(sent.version)).where(*there).group_by(*one)
    count, files = func.count().label("count"), func.count(fired.submission_id.distinct()).label("files")
    query = (
        select(sent.form_code, fired.code, count, files)
        .join_from(table_of(IssueRow), table_of(Submission), sent.id == fired.submission_id)
        .where(tuple_(*one, sent.version).in_(last))
        .group_by(sent.form_code, fired.code)
    )
    with reading() as session:
        return frame(session, query)
