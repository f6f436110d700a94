"""What every response carries: the content security policy and its companions; and what an error may show."""

import base64
import hashlib
import logging
import re
import uuid
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.plain import STYLE_PATH, link, page, quoting

_log = logging.getLogger("oversight")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_TRANSPORT = "max-age=31536000; includeSubDomains"


def script_hashes(index: Path | None = None) -> tuple[str, ...]:
    """The policy's words for the scripts written into the front end's own page; they change with its version."""
    text = (index or Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    digests = (hashlib.sha256(found.encode()).digest() for found in _INLINE_SCRIPT.findall(text))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def policy() -> str:
    """The content security policy of the dashboard's pages: our own origin and nothing evaluated.

    Styles must be allowed inline, because the front end writes its own into the page.
    """
    scripts = " ".join(("'self'", *script_hashes()))
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'; object-src 'none'"
    )


class SecurityHeaders:
    """Adds the security headers to every response. A page of ours may bring a stricter policy of its own."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._policy = policy()
        self._fixed = _FIXED | ({"strict-transport-security": _TRANSPORT} if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, sending)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in self._fixed.items():
            headers[name] = value
        headers.setdefault("content-security-policy", self._policy)
        # What the front end is made of has its version in its name, and the stylesheet tells nothing of anybody.
        if not path.startswith("/static/") and path != STYLE_PATH:
            headers["cache-control"] = "no-store"
        cookies = headers.getlist("set-cookie")
        if cookies:
            del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")


class ErrorPages:
    """Turns an error of ours into a page with a reference; the log has the trace under the same reference."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def sending(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] in {"http.response.start", "websocket.accept"}
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            reference = log_with_reference(error)
            if scope["type"] == "http" and not has_started:
                await went_wrong(reference)(scope, receive, send)
            elif scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1011})


def log_with_reference(error: BaseException) -> str:
    """Write an error with its trace to the log; gives the reference that finds it there."""
    reference = uuid.uuid4().hex[:8]
    _log.error("reference %s", reference, exc_info=error)
    return reference


def went_wrong(reference: str) -> Response:
    """The page of an error that is ours."""
    return page(
        "Something went wrong",
        "The page could not be shown. Nothing you entered has been lost that was already sent.",
        quoting(reference),
        link("Go to the first page", "/"),
        status=500,
    )


def not_served(request: Request, error: Exception) -> Response:
    """The answer to an address that is not served, or not in this way."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Not here.", status, headers)
    return page(
        "This page is not here",
        "It may have moved, or your account may not cover it.",
        link("Go to the first page", "/"),
        status=status,
        headers=headers,
    )


def script_failed(error: Exception) -> bool:
    """Show a reference in place of a page whose code failed. True: nothing else is to be shown."""
    reference = log_with_reference(error)
    st.error(f"Something went wrong on this page. The rest still works. Quote the reference {reference}.")
    return True
