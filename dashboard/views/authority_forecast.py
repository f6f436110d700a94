"""When an authority is likely to be fully operational, on its own page."""

import streamlit as st

from dashboard import reads
from dashboard.figure import Figure, show_figure
from dashboard.forecast_figures import outlook_figure, range_key
from dashboard.reads_forecast import ahead
from dashboard.scope import readable
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority
from schemas.periods import Period


def outlook(viewer: Viewer, place: Authority, period: Period) -> None:
    """Show an authority's forecast, if there is one that the viewer may read."""
    key = readable(viewer).key
    made = _made(settings().database_url, reads.version(viewer), str(period), key, place.authority_id, viewer, place)
    if made:
        show_figure(made, range_key("Its own date", "Middle forecast"))


@st.cache_resource(show_spinner=False, max_entries=192)
def _made(
    store: str, version: int, period: str, scope_key: str, authority_id: str, _viewer: Viewer, _place: Authority
) -> Figure | None:
    return outlook_figure(_place, ahead(_viewer, period), Period.parse(period))
