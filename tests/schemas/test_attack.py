"""An adversary with everything that is published tries to recover a count from 1 to 5, and must fail."""

import random
from itertools import product

import polars as pl
import pytest

from etl.compute import compute
from schemas.authorities import authorities, regions
from schemas.disclosure import published
from schemas.indicators import INDICATORS
from schemas.places import ENGLAND, parents
from tests.etl.generated_quarter import Quarter
from tests.schemas.attack import knowledge, recovered, secrets
from tests.schemas.test_disclosure import CATALOGUE, PARTS, REGIONS, WHOLES, table

MOST = 5


def primary_only(frame):
    """The obvious protection, which is not enough: each count from 1 to 5 is hidden, and nothing else."""
    num, den = pl.col("numerator"), pl.col("denominator")
    small = num.is_between(1, MOST) | den.is_between(1, MOST) | (den - num).is_between(1, MOST)
    at_home = pl.col("level") == "authority"
    hide = small.fill_null(False) & at_home
    ten = lambda name: pl.when(at_home).then(name).otherwise((pl.col(name) + 5) // 10 * 10).alias(name)  # noqa: E731
    blank = [pl.when(~hide).then(pl.col(name)).alias(name) for name in ("numerator", "denominator", "value")]
    return frame.with_columns(ten("numerator"), ten("denominator")).with_columns(
        *blank, status=pl.when(hide).then(pl.lit("c")).otherwise("status")
    )


def attack(frame, protection):
    seen = protection(frame)
    return recovered(knowledge(seen, CATALOGUE, WHOLES), secrets(frame, CATALOGUE))


def protected(frame):
    return published(frame, CATALOGUE, WHOLES)


def hostile(seed):
    """Counts that are mostly small, with zeros, ones and lonely authorities among them."""
    rng = random.Random(seed)
    kind = rng.choice([(0, 1, 2), (0, 0, 1, 1, 30), (1, 2, 3, 4, 5, 6, 7), (0, 1, 8, 40), range(60)])
    return {(a, p): rng.choice(kind) for a, p in product(REGIONS, PARTS)}


def test_a_pair_that_adds_up_to_two_is_two_ones():
    cells = {(a, p): 30 for a in REGIONS for p in PARTS} | {("A1", "p"): 1, ("A1", "q"): 1}
    assert len(attack(table("PLANS", cells), primary_only)) >= 2
    assert attack(table("PLANS", cells), protected) == {}


@pytest.mark.parametrize("seed", range(25))
def test_no_count_of_children_is_recovered(seed):
    assert attack(table("PLANS", hostile(seed)), protected) == {}


@pytest.mark.parametrize("seed", range(25))
def test_no_part_or_rest_of_a_ratio_is_recovered(seed):
    top, more = hostile(seed), hostile(seed + 1000)
    cells = {key: (top[key], top[key] + more[key]) for key in top}
    assert attack(table("ONTIME", cells), protected) == {}


def test_the_same_attack_succeeds_where_only_small_counts_are_hidden():
    beaten = [seed for seed in range(20) if attack(table("PLANS", hostile(seed)), primary_only)]
    assert len(beaten) >= 10


@pytest.fixture(scope="module")
def quarter():
    """A whole made-up quarter of 153 authorities, as computed."""
    return compute(Quarter(4).inputs())


def attacked(quarter, protection):
    on = Quarter(4).period.reference_date
    wholes = {a.authority_id: parents(a) for a in authorities(on)} | dict.fromkeys(regions(), (ENGLAND,))
    return recovered(knowledge(protection(quarter), INDICATORS, wholes), secrets(quarter, INDICATORS))


def test_no_count_of_a_whole_quarter_is_recovered(quarter):
    assert len(secrets(quarter, INDICATORS)) > 100
    assert attacked(quarter, lambda rows: published(rows, INDICATORS)) == {}


def test_the_same_attack_on_the_quarter_succeeds_where_only_small_counts_are_hidden(quarter):
    assert len(attacked(quarter, primary_only)) > 10
