"""Controls that several pages share. What is chosen stands in the address, so that a link leads back to it."""

from datetime import date

import streamlit as st

from dashboard import reads
from dashboard.scope import readable
from schemas.access import Viewer
from schemas.authorities import Authority, UnknownAuthority, authorities, resolve
from schemas.periods import Period


def choose_quarter(viewer: Viewer) -> Period | None:
    """A choice of the quarters that there are figures for, newest first; None if there are none yet."""
    quarters = [Period.parse(text) for text in reversed(reads.periods(viewer))]
    if not quarters:
        return None
    return st.selectbox(
        "Quarter", quarters, format_func=lambda period: period.label, key="quarter", bind="query-params", width=220
    )


def choose_authority(viewer: Viewer, today: date) -> Authority | None:
    """The authority that the address names by any of its codes, or the one chosen; None if the viewer may not see it.

    Whoever may see several chooses among them. An address that names no authority gives None too, so that nobody learns
    from the answer what exists.
    """
    asked = st.query_params.get("code", "")
    mine = [a for a in authorities(today) if viewer.may_read_authority(a.authority_id)]
    place = _asked(asked, today) if asked else next(iter(mine), None)
    if place is None or place.authority_id not in {a.authority_id for a in mine}:
        return None
    if len(mine) > 1 and (readable(viewer).has_authorities or viewer.authority_ids):
        _choice(mine, place)
    return place


def _asked(text: str, today: date) -> Authority | None:
    try:
        found = resolve(text, today)
    except UnknownAuthority:
        return None
    return found[0] if len(found) == 1 else None


def _choice(mine: list[Authority], place: Authority) -> None:
    names = {a.authority_id: a for a in mine}
    key = f"authority-{place.authority_id}"

    def keep() -> None:
        st.query_params["code"] = names[st.session_state[key]].ons_code

    at = list(names).index(place.authority_id)
    st.selectbox(
        "Authority", list(names), at, format_func=lambda id_: names[id_].name, key=key, on_change=keep, width=320
    )
