"""Routes that give files, each of which is noted in the trail when someone gets it: who, which, when; no figure."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard.choices import resolved
from dashboard.identity import viewer_of_request
from etl.settings import settings
from etl.trail import note_download
from schemas.authorities import UnknownAuthority

_LONGEST = 300


def noted(routes: Sequence[Route]) -> list[BaseRoute]:
    """The same routes; a file that one of them gives is noted, an address that gives none is not."""
    return [Route(route.path, _noting(route.endpoint), methods=route.methods) for route in routes]


def _noting(endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        if inspect.iscoroutinefunction(endpoint):
            response: Response = await endpoint(request)
        else:
            response = await run_in_threadpool(endpoint, request)
        if response.status_code == 200:
            note_download(viewer_of_request(request), _address(request), _authority_id(request))
        return response

    return answer


def _address(request: Request) -> str:
    """The address as people read it, without what could hide in it."""
    query = unquote(request.url.query.replace("+", " "))
    words = f"{request.url.path}?{query}" if query else request.url.path
    return quote(words, safe=" /?&=.,:-")[:_LONGEST]


def _authority_id(request: Request) -> str | None:
    if not request.url.path.startswith("/download/authority/"):
        return None
    try:
        found = resolved(str(request.path_params.get("code", "")), settings().day())
    except UnknownAuthority:
        return None
    return found[0].authority_id if len(found) == 1 else None
