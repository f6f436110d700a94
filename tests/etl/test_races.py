"""Two people who submit, authorise or publish the same thing at once, on PostgreSQL: one does it, the other is told why."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import select

from etl import bulk, jobs
from etl.placing import Handed
from etl.store import reading
from schemas.authorities import authority
from schemas.returns.activity import ACTIVITY
from schemas.tables import Submission
from schemas.tables_batches import BatchFile, BatchState
from seed.generate import uploads
from tests.etl.races import ANALYST, NOW, Q2, at_once, broken_trail, releases, returns

# `make test-all` has 20 pairs do it 100 times.
PAIRS, ROUNDS = (int(os.environ.get(f"OVERSIGHT_TEST_RACE_{what}", few)) for what, few in (("PAIRS", 4), ("ROUNDS", 3)))
LONGEST_S = 120 + 2 * PAIRS * ROUNDS


@pytest.mark.timeout(LONGEST_S)
@pytest.mark.usefixtures("postgres_store")
def test_of_two_who_submit_or_authorise_the_same_return_one_wins_and_the_other_is_told_why() -> None:
    submitted, authorised = returns(PAIRS, ROUNDS)
    for tally in (submitted, authorised):
        assert tally.wrong == []
        assert (tally.wins, tally.told.total()) == (PAIRS * ROUNDS, PAIRS * ROUNDS)
    assert set(submitted.told) == {
        "This return no longer waits for approval. Open the Returns page to see where it stands."
    }
    assert all(words.endswith("is authorised already.") for words in authorised.told)
    assert broken_trail() == ""


@pytest.mark.timeout(LONGEST_S)
@pytest.mark.usefixtures("postgres_store")
def test_of_many_who_publish_the_same_release_one_wins_and_every_other_is_told_why() -> None:
    returns(1, 1)
    published = releases(PAIRS, ROUNDS)
    assert published.wrong == []
    assert (published.wins, published.told.total()) == (ROUNDS, ROUNDS * (2 * PAIRS - 1))
    assert set(published.told) == {"This release no longer waits for a decision."}
    assert broken_trail() == ""


@pytest.mark.usefixtures("postgres_store")
def test_people_who_hand_in_the_same_files_at_once_have_all_of_them_kept() -> None:
    files = [Handed(one.name, one.content) for one in uploads(ACTIVITY, Q2, [authority("LA331"), authority("LA332")])]
    orders = (files, files[::-1])
    with ThreadPoolExecutor(2 * PAIRS) as pool:
        acts = [partial(bulk.hand_in, ANALYST, ACTIVITY, Q2, orders[n % 2], NOW) for n in range(2 * PAIRS)]
        numbers = at_once(pool, acts)
    assert sorted(numbers) == list(range(1, 2 * PAIRS + 1))  # type: ignore[type-var]
    while jobs.run_one():
        pass
    with reading() as session:
        assert {file.state for file in session.scalars(select(BatchFile))} == {BatchState.TAKEN}
        # The bytes and the moment are the same, so it is one return that was handed in again and again.
        assert len(session.scalars(select(Submission)).all()) == 2
