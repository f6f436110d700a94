"""Who is asking: from a live session in the store to a viewer. Nobody by default."""

import streamlit as st
from starlette.requests import HTTPConnection

from etl.sessions import SignedIn, find_session
from etl.settings import wall_clock
from schemas.access import NOBODY, Viewer, viewer_holding

# The gate puts the hash of the session's token in this header, after removing whatever the browser sent under it;
# Streamlit hands it to the pages as st.user["session"].
SESSION_HEADER = "X-Oversight-Session"
SESSION_KEY = "session"


def viewer_of(signed_in: SignedIn | None) -> Viewer:
    """The viewer that a session stands for; nobody if there is no session or its person holds no role."""
    if signed_in is None:
        return NOBODY
    return viewer_holding(signed_in.subject, signed_in.label, signed_in.grants)


def current_viewer() -> Viewer:
    """The viewer of the running page, looked up in the store at every run, so that access ends the moment it is ended.

    Nobody if the session has ended: the page then shows that, and nothing else.
    """
    session = st.user.get(SESSION_KEY)
    if not isinstance(session, str):
        return NOBODY
    return viewer_of(find_session(session, wall_clock()))


def viewer_of_request(request: HTTPConnection) -> Viewer:
    """The viewer of a request to a route of ours, as the gate found them for this request."""
    viewer = request.scope.get("state", {}).get("viewer")
    return viewer if isinstance(viewer, Viewer) else NOBODY
