"""Signing in and out: the pages that stand before the gate.

An attempt's state, nonce and PKCE verifier wait in the browser that began it, in a signed cookie that lives ten
minutes.
The store lets each attempt begin one session, so a repeated answer signs nobody in.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.attempts import Attempt, NotAnswering, Refused
from dashboard.plain import STYLE_PATH, link, page, quoting, stylesheet
from dashboard.security import log_with_reference
from etl.sessions import AttemptSpent, find_session, hash_of, open_session, revoke, shared_key
from etl.settings import Settings, wall_clock
from etl.trail import note_seldom

if TYPE_CHECKING:
    from dashboard.oidc import Provider

COOKIE = "__Host-oversight"
ATTEMPT_SECONDS = 600
_ATTEMPT = "__Host-attempt-"
_MOST_ATTEMPTS = 5
_LONGEST_ADDRESS = 1500
# Never sent from here to here: signing in does not lead to signing out.
_BEFORE_THE_GATE = ("/signin", "/signout", "/callback", "/healthz", "/readyz")
_log = logging.getLogger("oversight")


def own_address(text: str) -> str:
    """A path and query of ours, as it came; the first page for anything that could lead elsewhere."""
    is_path = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    if not is_path or len(text) > _LONGEST_ADDRESS:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path in _BEFORE_THE_GATE:
        return "/"
    return text


@dataclass
class SignIn:
    """The routes of signing in and out, for one process."""

    settings: Settings
    _key: str = ""

    @cached_property
    def provider(self) -> "Provider":
        """Who is asked who someone is. What asks takes long to load, so it is loaded when first needed."""
        from dashboard.oidc import Provider

        return Provider(self.settings)

    def routes(self) -> list[Route]:
        """Everything that the gate lets a stranger reach, but for health."""
        return [
            Route("/signin", self._guarded(self.begin)),
            Route("/callback", self._guarded(self.finish)),
            Route("/signout", self.end),
            Route(STYLE_PATH, lambda _: stylesheet()),
        ]

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider, with a new attempt in its cookie."""
        where_to = own_address(request.query_params.get("to", "/"))
        token = request.cookies.get(COOKIE, "")
        if token and (await run_in_threadpool(find_session, hash_of(token), wall_clock())) is not None:
            return RedirectResponse(where_to, 303)
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        attempt = Attempt(state, nonce, verifier, where_to)
        response = RedirectResponse(await self.provider.authorization_url(attempt), 303)
        waiting = [name for name in request.cookies if name.startswith(_ATTEMPT)]
        for name in waiting if len(waiting) >= _MOST_ATTEMPTS else ():
            _forget(response, name)
        signed = (await self._signer()).dumps(asdict(attempt))
        _keep(response, _cookie_of(attempt.state), signed, ATTEMPT_SECONDS)
        return response

    async def finish(self, request: Request) -> Response:
        """Check the provider's answer and, if all of it holds, begin a new session."""
        answer = dict(request.query_params)
        attempt = await self._attempt(request, answer.get("state", ""))
        subject = await self.provider.subject_of(answer, attempt)
        now = wall_clock()
        try:
            token = await run_in_threadpool(open_session, self.settings.oidc_issuer, subject, attempt.state, now)
        except AttemptSpent as spent:
            raise Refused("the attempt has signed someone in before") from spent
        if earlier := request.cookies.get(COOKIE):
            await run_in_threadpool(revoke, hash_of(earlier), now, "Signed in again")
        response = RedirectResponse(own_address(attempt.where_to), 303)
        _forget(response, _cookie_of(attempt.state))
        _keep(response, COOKIE, token)
        return response

    async def end(self, request: Request) -> Response:
        """End the session, here and then at the provider. Without a session: say that it has ended."""
        token = request.cookies.get(COOKIE)
        if not token:
            return page("You are signed out", link("Sign in", "/signin"))
        if request.headers.get("sec-fetch-site") == "cross-site":
            # Another site must not be able to sign people out by a link.
            return page("Do you want to sign out?", link("Sign out", "/signout"), link("Stay signed in", "/"))
        await run_in_threadpool(revoke, hash_of(token), wall_clock())
        here = f"{self.settings.base_url}/signout"
        try:
            there = await self.provider.end_session_url(here)
        except (NotAnswering, Refused) as failure:
            log_with_reference(failure)
            there = None
        response = RedirectResponse(there or here, 303)
        _forget(response, COOKIE)
        return response

    async def _attempt(self, request: Request, state: str) -> Attempt:
        kept = request.cookies.get(_cookie_of(state), "")
        try:
            return Attempt(**(await self._signer()).loads(kept, max_age=ATTEMPT_SECONDS))
        except (BadData, TypeError) as error:
            raise Refused("no attempt of this browser, or one that is too old") from error

    async def _signer(self) -> URLSafeTimedSerializer:
        self._key = self._key or await run_in_threadpool(shared_key, "sign_in_attempt")
        return URLSafeTimedSerializer(self._key, salt="attempt")

    def _guarded(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                return await endpoint(request)
            except Refused as refused:
                response = _refusal(log_with_reference(refused))
                note_seldom("session.failed", "", "A sign-in could not be confirmed.")
            except NotAnswering as failure:
                response = _not_answering(log_with_reference(failure))
            if request.url.path == "/callback":
                _forget(response, _cookie_of(request.query_params.get("state", "")))
            return response

        return guarded


def _refusal(reference: str) -> Response:
    return page(
        "You are not signed in",
        "The sign-in could not be confirmed. It may have been started in another browser, or more than ten minutes "
        "ago, or answered already.",
        link("Start again", "/signin"),
        quoting(reference),
        status=400,
    )


def _not_answering(reference: str) -> Response:
    return page(
        "Sign-in is not answering",
        "The service that confirms who you are does not answer. Wait a few minutes.",
        link("Try again", "/signin"),
        quoting(reference),
        status=503,
    )


def _cookie_of(state: str) -> str:
    letters = "".join(letter for letter in state[:16] if letter.isascii() and letter.isalnum())
    return f"{_ATTEMPT}{letters}"


def _keep(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def _forget(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
