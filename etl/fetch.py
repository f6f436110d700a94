"""Receive an upload or fetch a public file; keep its bytes untouched."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from schemas.issues import Unreadable
from schemas.tables import SourceFile

_TIMEOUT_SECONDS = 60
_LONGEST_SECONDS = 600
_LONGEST_WAIT_SECONDS = 60
WAITS_SECONDS = (1.0, 4.0, 16.0)
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_STAYS = "Nothing was changed."


@dataclass(frozen=True)
class Origin:
    """Where a file came from, and what that address calls the version that it gave.

    Args:
        address: "upload", a path, or an https address, as it was given.
        etag: the address's name for this version, if it gave one.
        last_modified: when the address says that it changed, in its own words.
    """

    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """A public file as it came."""

    name: str
    content: bytes
    origin: Origin


class _TryAgain(Exception):
    """A failure that may pass; the message says what failed, `wait` how long the address asks to be left alone."""

    def __init__(self, why: str, wait: float = 0) -> None:
        super().__init__(why)
        self.wait = wait


def receive(
    session: Session, name: str, content: bytes, origin: Origin, now: datetime, *, licence: str = ""
) -> SourceFile:
    """Keep a file. The same bytes are kept once, under the name and origin that they first came with."""
    sha256 = hashlib.sha256(content).hexdigest()
    kept = session.get(SourceFile, sha256)
    if kept is None:
        arrived = {
            "sha256": sha256,
            "name": name[:255],
            "origin": origin.address[:500],
            "licence": licence[:120],
            "received_at": now,
            "etag": origin.etag[:255],
            "last_modified": origin.last_modified[:64],
            "content": content,
        }
        insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
        # Somebody else may be keeping the same bytes at this moment: whoever comes second takes what the first kept.
        session.execute(insert(SourceFile).values(arrived).on_conflict_do_nothing())
        kept = session.get_one(SourceFile, sha256)
    return kept


def download(address: str, limit_bytes: int) -> tuple[str, bytes]:
    """The name and bytes of a file on disk or at an https address.

    Raises:
        Unreadable: if it is not there, cannot be reached, or is larger than the limit.
    """
    fetched = fetch(address, limit_bytes)
    if fetched is None:
        raise Unreadable("R010", f"{address} gave nothing, though everything was asked for. {_STAYS}")
    return fetched.name, fetched.content


def fetch(
    address: str, limit_bytes: int, known: Origin | None = None, waits: Sequence[float] = WAITS_SECONDS
) -> Fetched | None:
    """A file on disk or at an https address; None if the address says that it is still the one that is known.

    Args:
        address: a path, or an address; without https only on this machine itself.
        limit_bytes: the most that is taken in; more is refused as soon as it is seen.
        known: what the address called the version that is in use.
        waits: seconds before each further try, when a failure may pass.

    Raises:
        Unreadable: if it is not there, cannot be reached after every try, or is larger than the limit.
    """
    if urlsplit(address).scheme in ("http", "https"):
        return _over_http(address, limit_bytes, known or Origin(address), waits)
    path = Path(address)
    if path.is_dir():
        raise Unreadable("R010", f"{address} is a folder. Give a file in it.")
    if not path.is_file():
        raise Unreadable("R010", f"There is no file at {address}. Check the path and try again.")
    if path.stat().st_size > limit_bytes:
        raise Unreadable("R005", _too_large(limit_bytes))
    try:
        return Fetched(path.name, path.read_bytes(), Origin(address))
    except OSError as failure:
        raise Unreadable("R010", f"The file at {address} cannot be opened ({failure.strerror}).") from failure


def _over_http(address: str, limit_bytes: int, known: Origin, waits: Sequence[float]) -> Fetched | None:
    _refuse_insecure(address)
    failure: _TryAgain | None = None
    for wait in (0.0, *waits):
        time.sleep(max(wait, min(failure.wait, _LONGEST_WAIT_SECONDS)) if failure else 0)
        try:
            return _once(address, limit_bytes, known)
        except _TryAgain as again:
            failure = again
    tries = len(waits) + 1
    raise Unreadable("R010", f"{address} could not be fetched in {tries} tries ({failure}). {_STAYS}") from failure


def _once(address: str, limit_bytes: int, known: Origin) -> Fetched | None:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    asked = {name: value for name, value in conditions.items() if value}
    try:
        with _client() as client, client.stream("GET", address, headers=asked) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and asked:
                return None
            _refuse_status(address, response)
            content = _body(response, limit_bytes)
            origin = Origin(address, response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
    except (httpx.TransportError, httpx.StreamError) as failure:
        raise _TryAgain(str(failure) or type(failure).__name__) from failure
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise Unreadable("R010", f"{address} could not be fetched ({failure}). {_STAYS}") from failure
    return Fetched(Path(urlsplit(address).path).name or "download", content, origin)


def _client() -> httpx.Client:
    # Each request is looked at, so that a redirect leads to no insecure address either.
    looked_at = {"request": [lambda request: _refuse_insecure(str(request.url))]}
    return httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=True, event_hooks=looked_at)


def _refuse_insecure(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise Unreadable("R011", "The address does not begin with https. Give a secure address, or a file.")


def _refuse_status(address: str, response: httpx.Response) -> None:
    if response.is_success:
        return
    status = f"{response.status_code} {response.reason_phrase}".strip()
    if response.status_code in _PASSING:
        after = response.headers.get("Retry-After", "")
        raise _TryAgain(f"it answered {status}", float(after) if after.isdecimal() else 0)
    raise Unreadable("R010", f"{address} could not be fetched (it answered {status}). {_STAYS}")


def _body(response: httpx.Response, limit_bytes: int) -> bytes:
    """What the response holds, unpacked; a response that says or turns out to be too large is left at once."""
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limit_bytes:
        raise Unreadable("R005", _too_large(limit_bytes))
    received, begun = bytearray(), time.monotonic()
    for part in response.iter_bytes():
        received += part
        if len(received) > limit_bytes:
            raise Unreadable("R005", _too_large(limit_bytes))
        if time.monotonic() - begun > _LONGEST_SECONDS:
            raise _TryAgain(f"it took longer than {_LONGEST_SECONDS // 60} minutes")
    return bytes(received)


def _too_large(limit_bytes: int) -> str:
    return f"The file is larger than {limit_bytes / 1_000_000:g} MB. Send it without pictures or other sheets."
