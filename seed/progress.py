"""How far sending files in has come, told so that it is true: done only grows, and ends when the work does."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int, str], None]
_WIDTH = 30
_EVERY_SECONDS = 0.5


class Counted:
    """Counts files that are done, batch by batch.

    A file counts once it is checked, except the last of a batch: that one counts when the batch's indicators are
    shown. So the whole is never said to be done while anything is left to do.
    """

    def __init__(self, tell: Progress, total_count: int, done_count: int = 0) -> None:
        self._tell, self._total_count, self.done_count = tell, total_count, done_count

    @contextmanager
    def batch(self, files_count: int, words: str) -> Iterator[Callable[[int], None]]:
        """A batch of files; the value is to be told how many of them are checked. If it fails, none counts."""

        def checked(count: int) -> None:
            so_far = self.done_count + min(count, files_count - 1)
            self._tell(so_far, self._total_count, f"{words}: {min(count, files_count)} of {files_count} checked")

        yield checked
        self.done_count += files_count
        self._tell(self.done_count, self._total_count, words)


def shown(done_count: int, total_count: int, words: str) -> None:
    """Print how far it has come: a bar that moves in a terminal, a line for each batch elsewhere."""
    if not sys.stdout.isatty():
        if not words.endswith("checked"):
            print(f"{done_count} of {total_count}  {words}", flush=True)
        return
    filled = done_count * _WIDTH // total_count if total_count else _WIDTH
    bar = "█" * filled + "·" * (_WIDTH - filled)
    end = "\n" if done_count == total_count else ""
    print(f"\r\033[K{bar} {done_count} of {total_count}  {words}", end=end, flush=True)


def at_most_twice_a_second(tell: Progress) -> Progress:
    """The same, without those that follow another by less than half a second; the end of a batch is always told."""
    told_at = -_EVERY_SECONDS

    def sometimes(done_count: int, total_count: int, words: str) -> None:
        nonlocal told_at
        if words.endswith("checked") and time.monotonic() < told_at + _EVERY_SECONDS:
            return
        told_at = time.monotonic()
        tell(done_count, total_count, words)

    return sometimes
