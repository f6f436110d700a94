"""Several things worked out at a time. Worth it where most of the work is outside Python's lock, as Polars's is."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_FEW = 4


def each(work: Callable[[T], R], things: Sequence[T]) -> Iterator[R]:
    """What some work gives for each thing, in their order; the first exception is raised where its result would be."""
    if len(things) < _FEW:
        yield from map(work, things)
        return
    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as pool:
        yield from pool.map(work, things)
