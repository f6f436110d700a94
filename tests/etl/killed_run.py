"""Run by test_killed.py in a process of its own: for each order it makes a child that loads returns, to be killed.

A child is a copy of this process, which has imported everything and computed nothing, so that it begins at once.
"""

import os
import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

from etl import pipeline
from schemas.access import OPERATOR
from schemas.periods import Period
from schemas.returns.unit import UNIT

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PERIOD = Period.parse("2026-27 Q2")
BATCH = 3


def load(uploads: list[pipeline.Upload]) -> None:
    """Send in some returns, three at a time."""
    for start in range(0, len(uploads), BATCH):
        pipeline.submit_many(OPERATOR, UNIT, PERIOD, uploads[start : start + BATCH], NOW)


def main(path: Path) -> None:
    """Read orders, each the address of a store; say the number of the child, and after a line more how it ended."""
    uploads = pickle.loads(path.read_bytes())
    while order := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os.environ["OVERSIGHT_DATABASE_URL"] = order.strip()
            status = 1
            try:
                load(uploads)
                status = 0
            finally:
                os._exit(status)
        print(child, flush=True)
        sys.stdin.readline()  # until then the child's number stays its own, even if it has ended
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
