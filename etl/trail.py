"""Events that nobody waits for: downloads, refusals, failed sign-ins. A thread of its own adds them to the trail.

A write may wait for a long load, and whoever downloads a file should not. What is noted in the last moment before a
process is killed is lost; a process that stops in good order writes it first.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

from etl import events
from etl.receipts import Upload
from etl.settings import settings, wall_clock
from etl.store import writing
from schemas.access import NotAllowed, Viewer
from schemas.authorities import Authority

P = ParamSpec("P")
R = TypeVar("R")
_TRIES, _PAUSE_SECONDS = 3, 1.0
_QUIET_SECONDS = 60.0
_MOST_REMEMBERED = 10_000
_WRITER = ThreadPoolExecutor(1, "trail")
_log = logging.getLogger("oversight")


def note(kind: str, actor: str, now: datetime, *, authority_id: str | None = None, detail: str = "") -> None:
    """Add an event soon, in a transaction of its own. Never slow, and never an error for the caller."""
    written = _WRITER.submit(_write, settings().database_url, kind, actor, now, authority_id, detail)
    written.add_done_callback(_log_failure)


def note_download(viewer: Viewer, address: str, authority_id: str | None = None) -> None:
    """Note that someone took a file: who, which, when; nothing of what is in it."""
    note("download", viewer.subject, wall_clock(), authority_id=authority_id, detail=address)


def note_seldom(kind: str, actor: str, detail: str, authority_id: str | None = None) -> None:
    """Note what might be repeated endlessly: of the same, one event a minute, which says how many there were since."""
    key, at = (kind, actor, detail, authority_id), time.monotonic()
    noted = _noted()
    last, left_out = noted.get(key, (-_QUIET_SECONDS, 0))
    if at - last < _QUIET_SECONDS:
        noted[key] = (last, left_out + 1)
        return
    if len(noted) > _MOST_REMEMBERED:
        noted.clear()
    noted[key] = (at, 0)
    more = f" ({left_out} more like it before this one)" if left_out else ""
    note(kind, actor, wall_clock(), authority_id=authority_id, detail=detail + more)


def noting_refusals(step: Callable[P, R]) -> Callable[P, R]:
    """Make a step note in the trail whoever it refuses: who, what, and about which authority."""

    @wraps(step)
    def noted(*given: P.args, **named: P.kwargs) -> R:
        try:
            return step(*given, **named)
        except NotAllowed as refusal:
            asked = [*given, *named.values()]
            who = next((one.subject for one in asked if isinstance(one, Viewer)), "")
            note_seldom("refused", who, str(refusal), _authority_in(asked))
            raise

    return noted


def settled() -> None:
    """Wait until everything noted so far is written, or given up."""
    _WRITER.submit(lambda: None).result()


def _authority_in(asked: list[object]) -> str | None:
    for one in asked:
        if isinstance(one, Upload):
            return one.authority.authority_id
        if isinstance(one, Authority):
            return one.authority_id
    return None


def _write(url: str, kind: str, actor: str, now: datetime, authority_id: str | None, detail: str) -> None:
    for left in reversed(range(_TRIES)):
        try:
            with writing(url) as session:
                events.record(session, kind, actor, now, authority_id=authority_id, detail=detail)
            return
        except OperationalError:  # another writer held the store for longer than SQLite waits
            if not left:
                raise
            time.sleep(_PAUSE_SECONDS)


@lru_cache
def _noted() -> dict[tuple[str, str, str, str | None], tuple[float, int]]:
    """When what was last noted, and how many of the same were left out since."""
    return {}


def _log_failure(done: "Future[None]") -> None:
    if error := done.exception():
        _log.warning("an event could not be added to the trail", exc_info=error)
