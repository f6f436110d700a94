"""Waivers: what waits, what is in force, what ended; asking, agreeing, refusing and ending. Reached from Returns."""

import polars as pl
import streamlit as st

from dashboard import reads_rules
from dashboard.components import headline, no_access, show
from dashboard.components_returns import choose
from dashboard.formats import counted
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, link, paragraph
from dashboard.scope import covers
from dashboard.views.returns_task import EVERYONE, asked_for, own_authorities
from dashboard.views.waivers_answers import show_ask, show_end, show_waiting
from dashboard.views.waivers_tables import IN_FORCE, WAITING, current, ended, in_state
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import Authority

PAGE = "Waivers"


def page(viewer: Viewer) -> None:
    """The page, for whoever may read returns: of every authority, or of one's own."""
    today = day_looked_at(viewer)
    try:
        viewer.require(Permission.READ_RETURNS)
        asked = asked_for(viewer, today)
    except (LookupError, NotAllowed):
        show(no_access(covers(viewer)))
        return
    top = st.container()
    place = _chosen(viewer, asked)
    found = reads_rules.waivers(viewer, today)
    if place is not None:
        found = found.filter(pl.col("authority_id") == place.authority_id)
    waiting, held = in_state(found, WAITING), in_state(found, IN_FORCE)
    with top:
        name = place.name if place else "All authorities"
        show(headline(f"{PAGE} · {name}", sentence(len(waiting), len(held))))
        show(_about())
    show_waiting(viewer, waiting)
    if listed := current(found, is_answering=viewer.may(Permission.APPROVE_WAIVER)):
        show(listed)
    show_ask(viewer, place)
    show_end(viewer, [*held, *waiting])
    if past := ended(found):
        show(past)


def _chosen(viewer: Viewer, asked: Authority | None) -> Authority | None:
    """The authority whose waivers are shown; None for all in the viewer's scope."""
    if asked is not None:
        st.query_params["authority"] = asked.dfe_code
    places = {place.dfe_code: place for place in own_authorities(viewer, day_looked_at(viewer))}
    if len(places) == 1:
        return next(iter(places.values()))
    with st.container(key="controls-waivers"):
        names = {EVERYONE: "All authorities"} | {code: place.name for code, place in places.items()}
        return places.get(choose("Authority", names, "authority"))


def sentence(waiting: int, held: int) -> str:
    """How many wait and how many are in force: "2 waivers wait for an answer; 1 is in force."."""
    if not waiting and not held:
        return "No rule is waived, and nobody waits for an answer."
    verb = "waits" if waiting == 1 else "wait"
    asked = f"{counted(waiting, 'waiver')} {verb} for an answer" if waiting else "No waiver waits for an answer"
    return f"{asked}; {held or 'none'} {'is' if held <= 1 else 'are'} in force."


def _about() -> Markup:
    words = "A waiver lets a finding of one rule stand, for one authority, until a day. It is listed all the same. "
    return paragraph(words, "One person asks, and someone else agrees. ", link("Back to returns", "/returns"), ".")


def waivers_link(viewer: Viewer, place: Authority | None = None) -> Markup:
    """The way to this page from Returns, with how many wait and are in force."""
    found = reads_rules.waivers(viewer, day_looked_at(viewer))
    if place is not None:
        found = found.filter(pl.col("authority_id") == place.authority_id)
    waiting, held = len(in_state(found, WAITING)), len(in_state(found, IN_FORCE))
    href = f"/waivers?authority={place.dfe_code}" if place else "/waivers"
    return paragraph(link("Waivers of rules", href), f": {held} in force, {waiting} waiting.", kind="note")
