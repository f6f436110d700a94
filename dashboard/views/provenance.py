"""Where a figure comes from: what it is, its files and cells, who answers for them, and whether it may be quoted."""

import streamlit as st

from dashboard import reads
from dashboard.components import headline, no_access, show
from dashboard.markup import Markup, columns, joined
from dashboard.scope import covers
from dashboard.views.commentary import commentary
from dashboard.views.provenance_parts import about, answer, definition_fold, files, parts, sentence, whose
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import ENGLAND, UnknownAuthority, regions, resolve
from schemas.indicators import INDICATORS
from schemas.periods import Period, UnknownPeriod
from schemas.places import GROUPS, police_forces
from schemas.provenance import Provenance


def page(viewer: Viewer) -> None:
    """Show where the figure that the address names comes from; to those who may not see it, what no figure shows."""
    found = _asked(viewer)
    if found is None:
        show(no_access(covers(viewer)))
        return
    show(headline("Where a figure comes from", sentence(found)))
    show(columns(answer(found), about(found), kind="wide-narrow"))
    commentary(viewer, found)
    show(_body(found))


def _body(found: Provenance) -> Markup:
    return joined(
        [
            parts(found),
            files(found),
            definition_fold(found),
            whose(found),
        ]
    )


def _asked(viewer: Viewer) -> Provenance | None:
    indicator_id = st.query_params.get("indicator", "").upper()
    try:
        period = Period.parse(st.query_params.get("period", ""))
    except UnknownPeriod:
        return None
    place = _geography(st.query_params.get("place", ENGLAND), period)
    if indicator_id not in INDICATORS or not place or period > Period.containing(settings().day()):
        return None
    return reads.origin(viewer, indicator_id, place, str(period), st.query_params.get("breakdown", ""))


def _geography(text: str, period: Period) -> str:
    """The place that an address names; "" if there is none of that name."""
    if text in {ENGLAND, *regions(), *police_forces(), *GROUPS}:
        return text
    try:
        found = resolve(text, period.reference_date)
    except UnknownAuthority:
        return ""
    return found[0].authority_id if len(found) == 1 else ""
