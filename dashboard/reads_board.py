"""The Board's own records: the tracker, the implementation plan, meetings. Each read takes the viewer first.

They are for whoever may read authorities; who keeps them is another question (`dashboard.reads_records`).
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
import streamlit as st

from dashboard.reads_releases import read_from
from dashboard.scope import readable
from etl.current import current_editions, form_rows
from etl.settings import settings
from etl.store import reading
from schemas.access import Viewer
from schemas.sources import MEETINGS, PLAN, RECORDS, TRACKER

Sheets = Mapping[str, pl.DataFrame]


def board_editions(viewer: Viewer, at: datetime | None = None) -> tuple[tuple[str, int], ...]:
    """The editions that are read, as (code, submission): the key of what is made from them. One small query.

    Args:
        viewer: who asks.
        at: as it was known at this instant; by default now.
    """
    if not readable(viewer).has_authorities:
        return ()
    frozen = read_from(viewer, at)
    with reading() as session:
        found = current_editions(session, at or viewer.at, frozen[1] if frozen else viewer.upto)
    return tuple((record.code, found[record.code]) for record in (TRACKER, PLAN, MEETINGS) if record.code in found)


def tracker(viewer: Viewer, at: datetime | None = None) -> Sheets:
    """The tracker's rows by sheet: actions, rebaselines, impact; nothing if it was never loaded."""
    return _rows(viewer, TRACKER.code, at)


def plan(viewer: Viewer, at: datetime | None = None) -> Sheets:
    """The implementation plan's rows by sheet: actions, milestones, dependencies; nothing if it was never loaded."""
    return _rows(viewer, PLAN.code, at)


def meetings(viewer: Viewer, at: datetime | None = None) -> Sheets:
    """Rows by sheet: meetings, decisions, arising, answers; nothing if none was ever loaded."""
    return _rows(viewer, MEETINGS.code, at)


def _rows(viewer: Viewer, record_code: str, at: datetime | None) -> Sheets:
    number = dict(board_editions(viewer, at)).get(record_code)
    return {} if number is None else dict(_kept(settings().database_url, record_code, number))


@st.cache_resource(show_spinner=False, max_entries=24)
def _kept(store: str, record_code: str, number: int) -> Sheets:
    """The rows of an edition, which never change."""
    with reading() as session:
        return form_rows(session, RECORDS[record_code], [number])
