"""One page at a time: without this, many people at once slow one another down far more than by waiting in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

# In a module, not in the script: the script runs anew for every page, and each run would have its own.
TURN = BoundedSemaphore(1)


@contextmanager
def aside() -> Iterator[None]:
    """Let others have their turn while a page waits for something long; it takes its turn again afterwards."""
    if TURN.acquire(blocking=False):  # a page that is shown by itself has no turn to give away
        TURN.release()
        yield
        return
    TURN.release()
    try:
        yield
    finally:
        TURN.acquire()
