"""Two people who submit, authorise or publish the same thing at once on PostgreSQL: 20 pairs at a time, a hundred times."""

import os

from bench import stores
from bench.measure import Measure, phase
from tests.etl.races import Tally, broken_trail, releases, returns

PAIRS, ROUNDS = 20, 100


def measures() -> list[Measure]:
    """races_pg: how often exactly one won; it ends with an error unless that is always."""
    with stores.fresh_on_postgres():
        with phase(f"{PAIRS} pairs submit and authorise, {ROUNDS} times each"):
            tallies = returns(PAIRS, ROUNDS)
        with phase(f"{2 * PAIRS} people publish the same release, {ROUNDS} times"):
            tallies.append(releases(PAIRS, ROUNDS))
        wrong = [f"{tally.what}: {words}" for tally in tallies for words in tally.wrong]
        wrong += [words] if (words := broken_trail()) else []
    if wrong:
        raise AssertionError(f"{len(wrong)} wrong; first: {wrong[:5]}")
    context = "; ".join(map(_words, tallies))
    load = f"load average {os.getloadavg()[0]:.1f}"
    return [Measure("races_pg", sum(t.wins for t in tallies), "won", f"{context}; one event each, chain whole; {load}")]


def _words(tally: Tally) -> str:
    return (
        f"{tally.what}: {tally.rounds:,} times, {tally.wins:,} won, {tally.told.total():,} told why in "
        f"{len({words.partition(' of ')[0] for words in tally.told})} way, 0 other errors, {tally.seconds:.0f} s"
    )
