"""Computing agrees with the slow way on quarters made to break it: nobody returns, everything is nought, places change."""

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from schemas.periods import Period
from tests import surrey
from tests.etl.agreement import disagreements
from tests.etl.generated_quarter import Quarter

# Before and after Cumbria became two, the usual quarter, and after Surrey becomes two.
PERIODS = [Period(2022, 4), Period(2023, 1), Period(2026, 2), Period(2027, 1)]


def hostile(seed, period, missing, carried, empty):
    """A quarter in which so many authorities never returned, so many are carried, and a share have noughts only."""
    quarter = Quarter(seed, period=period, missing=missing, carried=carried)
    ids = quarter.roster["authority_id"].to_list()
    nothing = set(quarter.rng.sample(ids, round(empty * len(ids))))
    for rows in (*quarter.rows.values(), *quarter.year.values()):
        for row in rows:
            if row["authority_id"] in nothing:
                numbers = {k: v for k, v in row.items() if isinstance(v, int | float) and not isinstance(v, bool)}
                row.update({k: type(v)(0) for k, v in numbers.items() if k not in ("submission_id", "row_number")})
    return quarter


@settings(
    max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(
    st.integers(0, 10_000),
    st.sampled_from(PERIODS),
    st.integers(0, 140),
    st.integers(0, 9),
    st.sampled_from([0, 0.3, 1]),
)
@example(1, PERIODS[2], 151, 0, 0)
@example(2, PERIODS[2], 0, 9, 1)
def test_a_hostile_quarter_is_the_same_computed_the_slow_way(seed, period, missing, carried, empty):
    with surrey.in_force():
        wrong, _ = disagreements(hostile(seed, period, missing, carried, empty))
    assert wrong == []
