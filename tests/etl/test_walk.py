"""A random walk by random people: no illegal state, nothing lost, and what was released reads the same for ever."""

import os
from pathlib import Path

import pytest

from tests.etl.walk import Walk, began, walked

# How many actions; `make test-all` takes 10,000.
ACTIONS = int(os.environ.get("OVERSIGHT_TEST_WALK_ACTIONS", "150"))


@pytest.mark.slow
@pytest.mark.timeout(120 + ACTIONS)
def test_a_random_walk_finds_nothing_that_may_not_be(sqlite_template: Path, tmp_path: Path) -> None:
    Walk.empty, Walk.begun = sqlite_template, began(sqlite_template, tmp_path / "begun.db")
    tally = walked(ACTIONS)
    assert tally.actions >= ACTIONS
    assert {"send", "take", "authorise"} <= set(tally.done), tally
    assert {"send", "authorise", "decide"} <= set(tally.refused), tally
