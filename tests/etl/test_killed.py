"""A process killed in the middle of loading leaves nothing half-done, and a second run completes."""

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from etl.store import reading
from schemas.authorities import authorities
from schemas.periods import Period
from schemas.returns.unit import UNIT
from seed.generate import uploads

PERIOD = Period.parse("2026-27 Q2")
COUNT = 9
KILLS = 4
LONGEST_SECONDS = 1.0

# What must be true of every store, whenever its writer died. Each finds what is half-done.
HALF_DONE = {
    "an accepted return without all its rows": """
        SELECT s.id FROM submission s WHERE s.status = 'submitted' AND s.rows_count <> (
            (SELECT count(*) FROM return_cover r WHERE r.submission_id = s.id)
            + (SELECT count(*) FROM unit_units r WHERE r.submission_id = s.id)
            + (SELECT count(*) FROM unit_posts r WHERE r.submission_id = s.id)
            + (SELECT count(*) FROM unit_models r WHERE r.submission_id = s.id)
            + (SELECT count(*) FROM unit_functions r WHERE r.submission_id = s.id)
            + (SELECT count(*) FROM unit_milestones r WHERE r.submission_id = s.id)
            + (SELECT count(*) FROM unit_agreements r WHERE r.submission_id = s.id))""",
    "an accepted return that no release shows": """
        SELECT id FROM submission WHERE status = 'submitted' AND computation_id IS NULL""",
    "an accepted return without its figures": """
        SELECT s.id FROM submission s WHERE s.status = 'submitted' AND NOT EXISTS (
            SELECT 1 FROM observation o WHERE o.geography = s.authority_id AND o.period = s.period
            AND o.indicator_id = 'UR-01' AND o.returned_count = 1)""",
    "a release without its event": """
        SELECT r.id FROM computation r WHERE NOT EXISTS (
            SELECT 1 FROM event e WHERE e.computation_id = r.id AND e.kind = 'figures.computed')""",
    "rows of no return": """
        SELECT r.id FROM unit_posts r WHERE NOT EXISTS (SELECT 1 FROM submission s WHERE s.id = r.submission_id)""",
}
ACCEPTED = "SELECT count(DISTINCT authority_id) FROM submission WHERE status = 'submitted'"
SHOWN = """
    SELECT returned_count FROM observation WHERE indicator_id = 'UR-02' AND level = 'england' AND breakdown = ''
    ORDER BY as_of DESC, computation_id DESC LIMIT 1"""


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Iterator["subprocess.Popen[str]"]:
    """A process that loads nine returns into the store that it is told of."""
    path = tmp_path_factory.mktemp("killed") / "uploads.pickle"
    places = authorities(PERIOD.reference_date)[:COUNT]
    path.write_bytes(pickle.dumps(list(uploads(UNIT, PERIOD, places))))
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("killed_run.py"), path],
        env={**os.environ, "OVERSIGHT_ENVIRONMENT": "demonstration", "OVERSIGHT_TODAY": "2026-11-22"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield running
        running.kill()


def load(loader: "subprocess.Popen[str]", store: str, seconds: float | None = None) -> int:
    """Load, and kill the loading after so many seconds. Gives its exit code."""
    assert loader.stdin is not None
    assert loader.stdout is not None
    loader.stdin.write(f"{store}\n")
    loader.stdin.flush()
    child = int(loader.stdout.readline())
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    loader.stdin.write("\n")
    loader.stdin.flush()
    return int(loader.stdout.readline())


def counts() -> tuple[int, int]:
    """How many returns are accepted, and how many England's newest figure is from. Nothing is half-done."""
    with reading() as session:
        for what, query in HALF_DONE.items():
            assert not session.execute(text(query)).all(), what
        return session.scalar(text(ACCEPTED)) or 0, session.scalar(text(SHOWN)) or 0


def test_a_killed_load_leaves_whole_batches_and_a_second_run_completes(
    store: str, loader: "subprocess.Popen[str]"
) -> None:
    chance = random.Random(20261122)
    killed_count = 0
    for _ in range(KILLS):
        killed_count += load(loader, store, chance.uniform(0.02, LONGEST_SECONDS)) == -signal.SIGKILL
        accepted, shown = counts()
        assert accepted == shown
        assert accepted % 3 == 0
    assert killed_count
    assert load(loader, store) == 0
    assert counts() == (COUNT, COUNT)
