"""A neutral volume on an authority's page: its own point between the limits for its size.

Whoever reads every authority sees the other points too, without names; an officer sees the limits, England and their own.
"""

import streamlit as st

from dashboard import reads, reads_practice
from dashboard.components import show
from dashboard.figure import Figure, show_figure
from dashboard.funnel_figures import funnel_figure
from dashboard.funnels import volume
from dashboard.markup import Markup, columns, joined
from dashboard.quarter import read_quarter
from dashboard.scope import readable
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority
from schemas.periods import Period

VOLUME = "CP-01"


def volume_beside(viewer: Viewer, place: Authority, period: Period, inspected: Markup, sent: Markup) -> None:
    """Show the volume at the left of what inspectors found and the returns sent; without one, those two side by side."""
    made = neutral_volume(viewer, place, period)
    if made is None:
        show(columns(inspected, sent))
        return
    left, right = st.columns(2, gap="large")
    with left:
        show_figure(made)
    with right:
        show(joined([inspected, sent]))


def neutral_volume(viewer: Viewer, place: Authority, period: Period) -> Figure | None:
    """The rate of section 47 enquiries in a funnel; None if no funnel can be made, or nothing of the place is seen."""
    if not viewer.may_read_authority(place.authority_id):
        return None
    known = reads.version(viewer, (str(period), str(period.previous)))
    return _prepared(settings().database_url, known, str(period), readable(viewer).key, place.authority_id, viewer)


@st.cache_resource(show_spinner=False, max_entries=192)
def _prepared(
    store: str, version: int, period: str, scope_key: str, authority_id: str, _viewer: Viewer
) -> Figure | None:
    quarter = read_quarter(_viewer, Period.parse(period))
    it = volume(quarter, VOLUME, reads_practice.funnel_limits(_viewer, VOLUME, period))
    own = it.find(authority_id) if it else None
    if it is None or own is None:
        return None
    return funnel_figure(it, own, is_every=readable(_viewer).has_authorities)
