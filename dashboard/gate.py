"""The one gate: every path, file, upload, download and websocket stands behind it; a session in the store opens it.

The store is asked at every request and at every message of a websocket, so a session that is revoked, or a role that is
taken away, is gone at once. What a browser claims about who it is never gets past: those headers are removed.
"""

import logging
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import quote, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.identity import SESSION_HEADER, viewer_of
from dashboard.plain import STYLE_PATH, link, page
from dashboard.signin import COOKIE
from dashboard.trust import is_loopback
from etl.sessions import SignedIn, find_session, hash_of, note_use
from etl.settings import Settings, wall_clock
from schemas.access import NOBODY, Viewer

OPEN = frozenset({"/signin", STYLE_PATH, "/callback", "/signout", "/healthz", "/readyz"})
# Streamlit's own that nobody here needs: measurements, a programming interface, and a sign-in that is not ours.
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth/", "/oauth2callback")
_NOT_PAGES = ("/_stcore/", "/media/", "/component/", "/static/")
_FORGED = ("x-oversight-", "x-streamlit-")
_TOUCH_SECONDS = 60
_log = logging.getLogger("oversight")


class Gate:
    """Serves a connection only to someone who is signed in and holds a role; anyone else gets as far as signing in."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        own = urlsplit(settings.base_url)
        self._origin = f"{own.scheme}://{own.netloc}"
        self._host = own.netloc
        self._touched: dict[str, float] = {}
        # One thread of its own: a write may wait for a long load, and nobody's page should wait with it.
        self._toucher = ThreadPoolExecutor(1, "session-use")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": _unforged(scope["headers"])}
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["path"] in OPEN:
            await self._app(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        is_page = scope["method"] in {"GET", "HEAD"} and _is_page(scope["path"], headers)
        address = _address(scope)
        if is_page and self._is_alias(headers.get("host", "")):
            await RedirectResponse(self._settings.base_url + address, 307)(scope, receive, send)
            return
        if headers.get("origin", self._origin) != self._origin:
            await PlainTextResponse("Not from here.", 403)(scope, receive, send)
            return
        signed_in = await self._find(_token_hash(scope))
        viewer = viewer_of(signed_in)
        if signed_in is None or not viewer.roles:
            answer = _stranger(signed_in, address, is_page=is_page)
            await answer(scope, receive, send)
        elif scope["path"].startswith(CLOSED):
            await PlainTextResponse("Not here.", 404)(scope, receive, send)
        else:
            self._note_use(signed_in)
            await self._app(_known(scope, signed_in, viewer), receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        token_hash = _token_hash(scope)
        signed_in = await self._find(token_hash)
        viewer = viewer_of(signed_in)
        is_ours = Headers(scope=scope).get("origin") == self._origin
        if signed_in is None or not viewer.roles or not is_ours or scope["path"].startswith(CLOSED):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def receiving() -> Message:
            nonlocal viewer
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            found = await self._find(token_hash)
            now = viewer_of(found)
            if found is not None:
                self._note_use(found)
            if now != viewer or now == NOBODY:
                # What they may see has changed: no part of a page may run on what was true before.
                viewer, message = now, {"type": "websocket.receive", "bytes": _as_full_run(message.get("bytes"))}
            return message

        await self._app(_known(scope, signed_in, viewer), receiving, send)

    async def _find(self, token_hash: str) -> SignedIn | None:
        return await to_thread.run_sync(find_session, token_hash, wall_clock()) if token_hash else None

    def _note_use(self, signed_in: SignedIn) -> None:
        now, token_hash = time.monotonic(), signed_in.token_sha256
        if now - self._touched.get(token_hash, -_TOUCH_SECONDS) < _TOUCH_SECONDS:
            return
        if len(self._touched) > 10_000:
            self._touched.clear()
        self._touched[token_hash] = now
        self._toucher.submit(note_use, token_hash, wall_clock()).add_done_callback(_log_failure)

    def _is_alias(self, host: str) -> bool:
        """Whether a demonstration was reached by another name of this machine, for which its cookies do not hold."""
        is_other = host != self._host and is_loopback(f"http://{host}") and is_loopback(self._origin)
        return is_other and self._settings.is_demonstration


def _unforged(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [
        (name, value)
        for name, value in headers
        if not name.decode("latin-1").lower().replace("_", "-").startswith(_FORGED)
    ]


def _known(scope: Scope, signed_in: SignedIn, viewer: Viewer) -> Scope:
    header = (SESSION_HEADER.lower().encode(), signed_in.token_sha256.encode())
    return {
        **scope,
        "headers": [*scope["headers"], header],
        "state": {**scope.get("state", {}), "viewer": viewer},
    }


def _token_hash(scope: Scope) -> str:
    token = HTTPConnection(scope).cookies.get(COOKIE, "")
    return hash_of(token) if token else ""


def _address(scope: Scope) -> str:
    path = quote(scope["path"], safe="/:@!$&'()*+,;=~-._")
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _is_page(path: str, headers: Headers) -> bool:
    return not path.startswith(_NOT_PAGES) and headers.get("sec-fetch-mode", "navigate") == "navigate"


def _stranger(signed_in: SignedIn | None, address: str, *, is_page: bool) -> Response:
    """The answer to someone who may not pass: sign in, or be told that they have no access."""
    if not is_page:
        return PlainTextResponse("Sign in first.", 401 if signed_in is None else 403)
    if signed_in is None:
        return RedirectResponse(f"/signin?to={quote(address, safe='/')}", 303)
    return page(
        "Your account has no access yet",
        "You have signed in, but nobody has given this account a role here. Ask the person who runs the service in "
        "your organisation, and tell them this account name:",
        signed_in.subject,
        link("Sign out", "/signout"),
        status=403,
    )


def _as_full_run(data: bytes | None) -> bytes:
    """A page's message as a run of the whole page, so that it asks again who is there."""
    asked, full = BackMsg(), BackMsg()
    asked.ParseFromString(data or b"")
    full.rerun_script.CopyFrom(asked.rerun_script)
    full.rerun_script.ClearField("fragment_id")
    full.rerun_script.ClearField("widget_states")
    return bytes(full.SerializeToString())


def _log_failure(done: "Future[None]") -> None:
    if error := done.exception():
        _log.warning("the use of a session could not be recorded", exc_info=error)
