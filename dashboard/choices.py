"""Controls that several pages share. What is chosen stands in the address, so that a link leads back to it."""

import streamlit as st

from dashboard import reads
from schemas.access import Viewer
from schemas.periods import Period


def choose_quarter(viewer: Viewer) -> Period | None:
    """A choice of the quarters that there are figures for, newest first; None if there are none yet."""
    quarters = [Period.parse(text) for text in reversed(reads.periods(viewer))]
    if not quarters:
        return None
    return st.selectbox(
        "Quarter", quarters, format_func=lambda period: period.label, key="quarter", bind="query-params", width=220
    )
