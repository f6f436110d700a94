"""A random walk of 10,000 actions by random people, and how long it takes."""

import os
import tempfile
from pathlib import Path

from bench.measure import Measure, phase, seconds
from etl import store
from tests.etl.walk import Walk, began, walked

ACTIONS = 10_000


def measures() -> list[Measure]:
    """walk_10000: how many actions; it ends with an error at the first thing that may not be."""
    with tempfile.TemporaryDirectory(prefix="oversight-walk-") as name, phase(f"{ACTIONS:,} actions"):
        folder = Path(name)
        Walk.empty = folder / "empty.db"
        store.migrate(f"sqlite:///{Walk.empty}")
        store.engine(f"sqlite:///{Walk.empty}").dispose()  # so that all of it is in the one file
        Walk.begun = began(Walk.empty, folder / "begun.db")
        took_s = seconds(lambda: walked(ACTIONS))
    tally = Walk.tally
    context = (
        f"{tally.done.total():,} done, {tally.refused.total():,} refused in a sentence, {tally.releases} releases read "
        f"again byte for byte, 0 illegal states, no version lost, every chain whole; {took_s:.0f} s; "
        f"SQLite; load average {os.getloadavg()[0]:.1f}"
    )
    return [Measure("walk_10000", tally.actions, "", context)]
