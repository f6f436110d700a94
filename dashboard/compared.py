"""One authority beside others, as a viewer may read them: neighbours, its region, or a set of the reader's own."""

import streamlit as st

from dashboard import reads
from dashboard.beside import YEAR, Beside, middles_among, middles_of
from dashboard.quarter import Quarter, read_quarter
from dashboard.scope import readable
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority
from schemas.periods import Period

NEIGHBOURS, REGION, CHOSEN = "neighbours", "region", "chosen"


def quarters_of(period: Period) -> tuple[str, ...]:
    """The quarters that a comparison is read from: part of what it is kept under."""
    return str(period), str(period.previous), str(period.shifted(-YEAR))


def compared(
    viewer: Viewer, place: Authority, period: Period, beside: str = NEIGHBOURS, chosen: tuple[str, ...] = ()
) -> Beside:
    """An authority beside its neighbours, the others of its region, or some that were chosen.

    Whoever may read no other authority gets the middle of the neighbours, and nobody's own figures.

    Args:
        place: the authority, as it stands in the quarter.
        beside: "neighbours", "region" or "chosen".
        chosen: authority_ids, for "chosen".
    """
    ago = period.shifted(-YEAR)
    quarter, earlier = read_quarter(viewer, period), _alone(viewer, ago)
    may_others = readable(viewer).has_authorities
    if beside == NEIGHBOURS or not may_others:
        near = [a for a in quarter.authorities if a.authority_id in place.neighbours and may_others]
        middles, before = (
            middles_of(reads.neighbours(viewer, place.authority_id, str(each))) for each in (period, ago)
        )
        return Beside(place, quarter, earlier, middles, before, tuple(near), whose=len(place.neighbours))
    others = [a for a in quarter.authorities if a != place and _is_meant(a, place, beside, chosen)]
    whom = "the rest of its region" if beside == REGION else "those chosen"
    middles, before = (middles_among(each, others) for each in (quarter, earlier))
    return Beside(place, quarter, earlier, middles, before, tuple(others), whom, len(others))


def _alone(viewer: Viewer, period: Period) -> Quarter:
    """A quarter without the one before it, which a comparison with a year ago has no need of."""
    known = reads.version(viewer, (str(period),))
    return _read_alone(settings().database_url, known, str(period), readable(viewer).key, viewer)


@st.cache_resource(show_spinner=False, max_entries=16)
def _read_alone(store: str, version: int, period: str, scope_key: str, _viewer: Viewer) -> Quarter:
    now = reads.observations(_viewer, period)
    return Quarter(Period.parse(period), now, now.clear())


def _is_meant(one: Authority, place: Authority, beside: str, chosen: tuple[str, ...]) -> bool:
    return one.region_code == place.region_code if beside == REGION else one.authority_id in chosen
