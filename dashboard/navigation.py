"""Which pages a viewer has. What is not theirs is not there: it answers as an address that never was one."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import reads_records, reads_register
from dashboard.components import headline, no_access, show
from dashboard.markup import joined, link, paragraph
from dashboard.scope import covers, readable
from dashboard.views import (
    alerts,
    audit,
    authority,
    collections,
    compare,
    definitions,
    exceptions,
    forecast,
    funding,
    inspection,
    learning,
    meeting,
    overview,
    practice,
    programme,
    provenance,
    recommendations,
    records,
    register,
    releases,
    returns,
    review,
    rollout,
    search,
    waivers,
    workforce,
)
from schemas.access import Permission, Viewer

View = Callable[[Viewer], None]


def pages(viewer: Viewer) -> list[tuple[str, str, View]]:
    """The viewer's pages in order: (title, address, view)."""
    scope = readable(viewer)
    if not scope.is_national:
        return []
    found: list[tuple[str, str, View]] = [("Overview", "overview", overview.page)]
    if scope.has_authorities:
        found.append(("Rollout", "rollout", rollout.page))
    if scope.has_authorities or scope.own:
        found += [("Workforce", "workforce", workforce.page), ("Funding", "funding", funding.page)]
    if scope.has_authorities:
        found.append(("Practice", "practice", practice.page))
    if inspection.may_open(viewer):
        found += [("Inspection", "inspection", inspection.page), ("Learning", "learning", learning.page)]
    if scope.has_authorities:
        found.append(("Recommendations", "recommendations", recommendations.page))
        found.append(("Authorities", "authority", authority.page))
        found.append(("Compare", "compare", compare.page))
        found.append(("Programme", "programme", programme.page))
    elif scope.own:
        found += [("Our authority", "authority", authority.page), ("Compare", "compare", compare.page)]
    if viewer.may(Permission.READ_RETURNS):
        found.append(("Returns", "returns", returns.page))
    if viewer.holds(Permission.PREPARE_RELEASE, Permission.APPROVE_RELEASE):
        found.append(("Releases", "releases", releases.page))
    if reads_records.records(viewer):
        found.append(("Records", "records", records.page))
    if reads_register.is_keeper(viewer) and viewer.holds(Permission.CHANGE_REGISTER):
        found.append(("Register", "register", register.page))
    if viewer.may(Permission.READ_AUDIT):
        found.append(("Audit", "audit", audit.page))
    return [*found, ("Definitions", "definitions", definitions.page)]


def navigation(viewer: Viewer) -> list[StreamlitPage]:
    """The pages as Streamlit wants them; the address asked for is always among them, so that it is ours to answer."""
    mine, others = pages(viewer), unlisted(viewer)
    made = [_made(viewer, title, path, view, is_first=at == 0) for at, (title, path, view) in enumerate(mine)]
    made += [_hidden(partial(view, viewer), title, path) for title, path, view in others]
    refused = (lambda: show(no_access(covers(viewer)))) if mine else no_role
    if not mine:
        made.append(st.Page(no_role, title="No access", default=True))
    asked = urlsplit(st.context.url or "").path.strip("/")
    if asked and asked not in {path for _, path, _ in (*mine, *others)} and re.fullmatch(r"[\w.~-]{1,80}", asked):
        made.append(_hidden(refused, "No access", asked))
    return made


def unlisted(viewer: Viewer) -> list[tuple[str, str, View]]:
    """Pages that are reached from a figure, or from another page, and not from the navigation."""
    found: list[tuple[str, str, View]] = []
    if readable(viewer).is_national:
        found.append(("Where a figure comes from", "provenance", provenance.page))
        found.append(("Forecast", "forecast", forecast.page))
        found.append(("Alerts", "alerts", alerts.page))
        if readable(viewer).has_authorities:
            found.append(("Meeting", "meeting", meeting.page))
        if readable(viewer).has_authorities or readable(viewer).own:
            found.append(("Exceptions", "exceptions", exceptions.page))
        found.append(("Search", "search", partial(search.page, mine=tuple((t, p) for t, p, _ in pages(viewer)))))
        if not viewer.holds(Permission.PREPARE_RELEASE, Permission.APPROVE_RELEASE):
            found.append(("Releases", "releases", releases.page))
    if viewer.may(Permission.READ_RETURNS):
        found.append(("Waivers", "waivers", waivers.page))
    if viewer.holds(Permission.REVIEW_RETURNS):
        found.append(("Review", "review", review.page))
    if reads_register.is_keeper(viewer) and not viewer.holds(Permission.CHANGE_REGISTER):
        found.append(("Register", "register", register.page))
    if viewer.holds(Permission.MANAGE_COLLECTIONS):
        found.append(("Collections", "collections", collections.page))
    return found


def _hidden(view: Callable[[], None], title: str, path: str) -> StreamlitPage:
    return st.Page(view, title=title, url_path=path, visibility="hidden")


def _made(viewer: Viewer, title: str, path: str, view: View, *, is_first: bool) -> StreamlitPage:
    return st.Page(partial(view, viewer), title=title, url_path=path, default=is_first)


def no_role() -> None:
    """All that someone without a role sees."""
    words = "Your session has ended, or your account holds no role in this service. "
    ask = "If you have signed in again and still see this page, ask your approver or the department for access."
    again = joined([link("Sign in again", "/signin"), ". ", ask])
    show(headline("No access", "Your account gives no access to this service."), paragraph(words, again))
