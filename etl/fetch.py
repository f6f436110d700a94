"""Receive an upload or fetch a public file; keep its bytes untouched."""

import hashlib
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlmodel import Session

from schemas.issues import Unreadable
from schemas.tables import SourceFile

_FETCH_SECONDS = 60


def receive(session: Session, name: str, content: bytes, origin: str, now: datetime) -> SourceFile:
    """Keep a file. The same bytes are kept once, under the name they first came with."""
    sha256 = hashlib.sha256(content).hexdigest()
    kept = session.get(SourceFile, sha256)
    if kept is None:
        kept = SourceFile(sha256=sha256, name=name[:255], origin=origin[:500], received_at=now, content=content)
        session.add(kept)
        session.flush()
    return kept


def download(address: str, limit_bytes: int) -> tuple[str, bytes]:
    """The name and bytes of a file on disk or at an https address.

    Raises:
        Unreadable: if it is not there, cannot be reached, or is larger than the limit.
    """
    if urlsplit(address).scheme in ("http", "https"):
        content = _over_http(address, limit_bytes)
        return Path(urlsplit(address).path).name or "download", content
    path = Path(address)
    if path.is_dir():
        raise Unreadable("R010", f"{address} is a folder. Give a file in it.")
    if not path.is_file():
        raise Unreadable("R010", f"There is no file at {address}. Check the path and try again.")
    if path.stat().st_size > limit_bytes:
        raise Unreadable("R005", _too_large(limit_bytes))
    try:
        return path.name, path.read_bytes()
    except OSError as failure:
        raise Unreadable("R010", f"The file at {address} cannot be opened ({failure.strerror}).") from failure


def _over_http(address: str, limit_bytes: int) -> bytes:
    if not address.startswith("https://"):
        raise Unreadable("R011", "The address does not begin with https. Give a secure address, or a file.")
    received = bytearray()
    try:
        with httpx.stream("GET", address, timeout=_FETCH_SECONDS, follow_redirects=True) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                received += part
                if len(received) > limit_bytes:
                    raise Unreadable("R005", _too_large(limit_bytes))
    except httpx.HTTPError as failure:
        raise Unreadable("R010", f"{address} could not be fetched ({failure}). Nothing was changed.") from failure
    return bytes(received)


def _too_large(limit_bytes: int) -> str:
    return f"The file is larger than {limit_bytes // 1_000_000} MB. Send the return without pictures or other sheets."
