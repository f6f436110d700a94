"""What inspectors and the department recorded, row by row: for whoever may read every authority's inspection figures."""

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl
import streamlit as st

from dashboard.reads_releases import read_from
from dashboard.scope import readable
from etl.current import current_editions, form_rows
from etl.settings import settings
from etl.store import reading
from schemas.access import Viewer
from schemas.sources import INTERVENTION, JTAI, OFSTED

Sheets = Mapping[str, pl.DataFrame]
_FORMS = {form.code: form for form in (OFSTED, JTAI, INTERVENTION)}
_SHOWN = {"ofsted.visits": "published_on", "jtai.inspections": "started_on", "jtai.actions": "raised_on", "intervention.interventions": "from_on"}  # fmt: skip


def inspection_editions(viewer: Viewer, at: datetime | None = None) -> tuple[tuple[str, int], ...]:
    """The editions that are read, as (code, submission): the key of what is made from them; nothing for others."""
    scope = readable(viewer)
    if not (scope.has_authorities or scope.is_inspection):
        return ()
    frozen = read_from(viewer, at)
    with reading() as session:
        found = current_editions(session, at or viewer.at, frozen[1] if frozen else viewer.upto)
    return tuple((code, found[code]) for code in _FORMS if code in found)


def inspection_rows(viewer: Viewer, on: date) -> Sheets:
    """What had happened by a day: ofsted.visits, jtai.inspections, jtai.actions, intervention.interventions.

    A sheet of a record that was never loaded is not there. An inspection counts from its first day, a visit and an action
    from the day that its letter came out.
    """
    editions = inspection_editions(viewer)
    kept = dict(_kept(settings().database_url, editions)) if editions else {}
    return {name: kept[name].filter(pl.col(since) <= on) for name, since in _SHOWN.items() if name in kept}


@st.cache_resource(show_spinner=False, max_entries=16)
def _kept(store: str, editions: tuple[tuple[str, int], ...]) -> Sheets:
    """The rows of some editions, which never change."""
    found: dict[str, pl.DataFrame] = {}
    with reading() as session:
        for code, number in editions:
            found |= {f"{code}.{name}": rows for name, rows in form_rows(session, _FORMS[code], [number]).items()}
    return found
