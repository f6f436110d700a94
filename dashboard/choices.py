"""Controls that several pages share. What is chosen stands in the address, so that a link leads back to it."""

from contextlib import suppress
from datetime import date
from difflib import get_close_matches

import streamlit as st

from dashboard import reads
from dashboard.components import show
from dashboard.instants import end_of, in_address
from dashboard.looking import chosen, look
from dashboard.markup import joined, link, paragraph
from dashboard.scope import readable
from etl.settings import day_of
from schemas.access import Viewer
from schemas.authorities import Authority, UnknownAuthority, authorities, authority, resolve, resolve_ever
from schemas.periods import Period

AUTHORITY_PAGE = "authority"
MOST_FOUND = 5


def choose_quarter(viewer: Viewer) -> Period | None:
    """A choice of the quarters that there are figures for, newest first; None if there are none yet."""
    quarters = [Period.parse(text) for text in reversed(reads.periods(viewer))]
    if not quarters:
        return None
    found = st.selectbox(
        "Quarter", quarters, format_func=lambda period: period.label, key="quarter", bind="query-params", width=220
    )
    chosen("quarter", found)
    return found


def choose_day(viewer: Viewer, today: date) -> None:
    """A day as known on which everything is shown, for those who may read what is not released; empty for now."""
    if not readable(viewer).is_full:
        return
    shown = day_of(viewer.at) if viewer.at is not None else None
    key = f"known-on-{shown}"

    def keep() -> None:
        picked = st.session_state[key]
        look(in_address(end_of(picked)) if picked else "")

    st.date_input("As known on", shown, max_value=today, format="DD/MM/YYYY", key=key, on_change=keep, width=180)


def find_authority(viewer: Viewer, today: date) -> None:
    """A box that leads to an authority's page by its name or any of its codes, however roughly it is spelled.

    For those who may read other authorities than their own; for others there is nothing to find.
    """
    if not readable(viewer).has_authorities:
        return
    with (
        st.form("find", border=False, width="content"),
        st.container(key="find", horizontal=True, vertical_alignment="bottom"),
    ):
        text = st.text_input("Find an authority", key="find-text", width=260, max_chars=80).strip()
        is_asked = st.form_submit_button("Find")
    if not is_asked or not text:
        return
    found = [place for place in meant(text, today) if viewer.may_read_authority(place.authority_id)]
    if len(found) == 1:
        st.switch_page(st.Page(lambda: None, url_path=AUTHORITY_PAGE), query_params={"code": found[0].address_code})
    lead = f"No authority is called “{text}”. " + ("Is it one of these?" if found else "Check the spelling, or see")
    every = [link("the list of all authorities", f"/{AUTHORITY_PAGE}")]
    names = joined([link(a.name, f"/{AUTHORITY_PAGE}?code={a.address_code}") for a in found] or every, " · ")
    with st.container(key="found"):
        show(paragraph(lead, " ", names))


def meant(text: str, today: date) -> list[Authority]:
    """The authorities that someone may mean: the one of that name or code; else those that it is a part of, or nearest to."""
    with suppress(UnknownAuthority):
        return list(resolved(text, today))
    asked = text.casefold()
    names = {name.casefold(): place for place in authorities(today) for name in (*place.aliases, place.name)}
    parts = [place for name, place in names.items() if asked in name]
    near = [names[name] for name in get_close_matches(asked, names, MOST_FOUND, 0.6)]
    return sorted(set(parts or near), key=lambda place: place.name)


def choose_authority(viewer: Viewer, today: date) -> Authority | None:
    """The authority that the address names by any of its codes, or the one chosen; None if the viewer may not see it.

    One that has ended, or has not begun, is found by its name and codes too; it is not among those to choose from.

    Whoever may see several chooses among them. An address that names no authority gives None too, so that nobody learns
    from the answer what exists.
    """
    asked = st.query_params.get("code", "")
    mine = [a for a in authorities(today) if viewer.may_read_authority(a.authority_id)]
    place = _asked(asked, today) if asked else next(iter([*mine, *_ended(viewer)]), None)
    if place is None or not viewer.may_read_authority(place.authority_id):
        return None
    chosen("code", place.address_code)
    if place not in mine:
        mine.append(place)
    if len(mine) > 1 and (readable(viewer).has_authorities or viewer.authority_ids):
        _choice(mine, place)
    return place


def _asked(text: str, today: date) -> Authority | None:
    try:
        found = resolved(text, today)
    except UnknownAuthority:
        return None
    return found[0] if len(found) == 1 else None


def resolved(text: str, today: date) -> tuple[Authority, ...]:
    """The authority that is meant: one in force today, else one that has ended or is to begin.

    Raises:
        UnknownAuthority: if no authority ever had that code or name.
    """
    try:
        return resolve(text, today)
    except UnknownAuthority:
        return resolve_ever(text)


def _ended(viewer: Viewer) -> list[Authority]:
    """One's own authorities, in case they have all ended."""
    return [authority(id_) for id_ in sorted(viewer.authority_ids)]


def _choice(mine: list[Authority], place: Authority) -> None:
    names = {a.authority_id: a for a in mine}
    key = f"authority-{place.authority_id}"

    def keep() -> None:
        st.query_params["code"] = names[st.session_state[key]].address_code

    at = list(names).index(place.authority_id)
    st.selectbox(
        "Authority", list(names), at, format_func=lambda id_: names[id_].name, key=key, on_change=keep, width=320
    )
