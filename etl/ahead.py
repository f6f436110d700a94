"""Many quarters computed on every core, while those before them are being published.

What a quarter is computed from, and compared with, is what was accepted and shown before the publication began, which
other processes read as well as this one; all but the stages of the quarter before, which the publication itself may
alter. They are compared, and if they did alter, the quarter is computed again here.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context

import polars as pl
from sqlmodel import Session

from etl import registered
from etl.compute import compute
from etl.inputs import last_stages, read_inputs
from etl.settings import settings
from etl.store import reading
from etl.working import differing
from schemas.periods import Period

Computed = Callable[[Session, Period, datetime], pl.DataFrame]
# Starting processes takes as long as computing some quarters.
LEAST_QUARTERS = 12
_WAITING = 8


def here(session: Session, period: Period, known_at: datetime) -> pl.DataFrame:
    """What of a quarter differs from what is shown, computed in this process from what the session sees."""
    return differing(session, compute(read_inputs(session, period, known_at)))


@contextmanager
def computing(known: Mapping[Period, datetime]) -> Iterator[Computed]:
    """What computes whole quarters when they are asked for, in the order given; if they are many, ahead of that.

    Args:
        known: the quarters, each with the instant as known at which it is computed. Nothing that they are computed from
            may wait to be committed.
    """
    if len(known) < LEAST_QUARTERS:
        yield here
        return
    pool = ProcessPoolExecutor(min(os.cpu_count() or 1, 8), mp_context=get_context("spawn"))
    try:
        yield _Ahead(pool, known)
    finally:
        pool.shutdown(cancel_futures=True)


class _Ahead:
    """Keeps some quarters ahead of the one that is asked for."""

    def __init__(self, pool: ProcessPoolExecutor, known: Mapping[Period, datetime]) -> None:
        self._pool, self._rest = pool, deque(known.items())
        self._waiting: dict[Period, Future[tuple[pl.DataFrame, pl.DataFrame]]] = {}

    def __call__(self, session: Session, period: Period, known_at: datetime) -> pl.DataFrame:
        """What of a quarter differs from what is shown, as `here` would give it."""
        try:
            while self._rest and len(self._waiting) < _WAITING:
                following, instant = self._rest.popleft()
                self._waiting[following] = self._pool.submit(apart, settings().database_url, following, instant)
            computed, stages = self._waiting.pop(period).result()
        except BrokenProcessPool:  # the machine may have ended it for want of memory
            return here(session, period, known_at)
        return computed if stages.equals(_stages(session, period, known_at)) else here(session, period, known_at)


def apart(url: str, period: Period, known_at: datetime) -> tuple[pl.DataFrame, pl.DataFrame]:
    """In a process of its own: what of a quarter differs, and the stages of the quarter before that it rests on."""
    with reading(url) as session:
        registered.bring_up_to_date(session)
        return here(session, period, known_at), _stages(session, period, known_at)


def _stages(session: Session, period: Period, known_at: datetime) -> pl.DataFrame:
    return last_stages(session, period.previous, known_at).sort("authority_id")
