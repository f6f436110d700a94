"""What the rules for exceptions read: the figures, dates and grants of a quarter, and of those before it."""

from collections.abc import Iterator, Sequence

import polars as pl
import streamlit as st

from dashboard import reads
from dashboard.consequence import MOST_QUARTERS, Weighed, weighed
from dashboard.exceptions import FIGURES, NO_DATES, Exceptional, dates_of, exceptions
from dashboard.quarter import Quarter, read_quarter
from dashboard.reads_series import of_indicator
from dashboard.scope import readable
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period


def ranked(viewer: Viewer, period: str) -> list[Weighed]:
    """The exceptions of a quarter ("2026-27 Q2") that a viewer may see, in the order of their consequence."""
    return _ranked(settings().database_url, reads.version(viewer), period, readable(viewer).key, viewer)


@st.cache_resource(show_spinner=False, max_entries=32)
def _ranked(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> list[Weighed]:
    quarter = read_quarter(_viewer, Period.parse(period))
    dates = dates_of(reads.milestone_dates(_viewer, period))
    found = exceptions(quarter, dates, reads.grants(_viewer, period))
    return weighed(quarter, found, _earlier(_viewer, quarter.period))


def _earlier(viewer: Viewer, period: Period) -> Iterator[tuple[Period, Sequence[Exceptional]]]:
    """The exceptions of the quarters before, newest first, each read when it is asked for."""
    known = set(reads.periods(viewer))
    for back in range(1, MOST_QUARTERS + 1):
        this = period.shifted(-back)
        if str(this) not in known:
            return
        # Only what the rules rest on is read: the words of an earlier quarter are not shown.
        quarter = Quarter(this, _figures(viewer, this), _figures(viewer, this.previous))
        yield this, exceptions(quarter, NO_DATES, reads.grants(viewer, str(this)))


def _figures(viewer: Viewer, period: Period) -> pl.DataFrame:
    return pl.concat([of_indicator(viewer, str(period), id_) for id_ in FIGURES])
