"""The pages of releases that stand still, behind the gate: /archive/1/index.html and the files beside it.

They are there for whoever reads every page of a release as Board members do. To anyone else, and for what is not there,
the answer is that of an address that never was one.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.identity import viewer_of_request
from dashboard.noted import noted
from dashboard.reads_releases import releases
from dashboard.scope import readable
from etl.settings import settings
from etl.visible import Shown
from schemas.access import Viewer

LISTED, FIRST = "files.json", "index.html"
_NOTHING_HERE = "There is no page at this address, or your account does not cover it."
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".woff2": "font/woff2",
}
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": _POLICY}


def still_address(viewer: Viewer, shown: Shown | None, *stems: str) -> str:
    """Where a page of a release stands that works without a script; "" if there is none for the viewer.

    Args:
        viewer: who asks.
        shown: a release that they may read.
        stems: the names of the page that may be there, without their ending; the list of all pages if none is.
    """
    listed = _listed(viewer, shown)
    file = next((f"{stem}.html" for stem in stems if f"{stem}.html" in listed), FIRST)
    return f"/archive/{shown.id}/{file}" if shown is not None and file in listed else ""


def archived(request: Request) -> Response:
    """A file of a release, if it is listed and as it was written."""
    viewer, number = viewer_of_request(request), request.path_params["release"]
    name = request.url.path.rpartition("/")[2]
    listed = _listed(viewer, next((one for one in releases(viewer) if one.id == number), None))
    if name not in listed:
        return _nothing_here()
    content = (_folder(number) / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != listed[name]:
        words = f"{name} is not as it was written, so it is not shown. Tell {settings().collections_contact}."
        return PlainTextResponse(words, 500, _HEADERS)
    return Response(content, 200, _HEADERS, _KINDS[Path(name).suffix])


def _nothing_here() -> Response:
    return PlainTextResponse(_NOTHING_HERE, 404, _HEADERS)


def _listed(viewer: Viewer, shown: Shown | None) -> dict[str, str]:
    """The files of a release that the viewer may read, with their hashes; none if there are none for them."""
    scope = readable(viewer)
    if shown is None or shown.is_early or not (scope.is_national and scope.has_authorities):
        return {}
    listed = _folder(shown.id) / LISTED
    try:
        kept = _read(str(listed), listed.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}
    # A folder that another store was served from holds another release of the same number.
    is_of_it = (kept["title"], kept["shown_from"]) == (shown.title, shown.visible_from.isoformat())
    return dict(kept["files"]) if is_of_it else {}


def _folder(release: int) -> Path:
    return settings().archive / str(release)


@lru_cache(maxsize=32)
def _read(path: str, written_at: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found


routes: list[BaseRoute] = [
    *noted([Route("/archive/{release:int}/{name}.csv", archived)]),
    Route("/archive/{release:int}/{name}", archived),
    # Otherwise a wrong address would be answered with the front end's own page.
    Route("/archive/{rest:path}", lambda _: _nothing_here()),
]
