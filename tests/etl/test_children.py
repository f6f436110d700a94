"""Children of authorities that the register has no estimate of: taken from the ONS year they lived in, or said to be unknown."""

from datetime import date

import pytest

from etl import children
from etl.compute import compute
from etl.current import current_editions
from etl.pipeline import refresh
from etl.store import reading
from schemas.access import OPERATOR
from schemas.authorities import register_frame
from schemas.periods import Period
from schemas.places import ENGLAND
from schemas.sources import POPULATIONS
from tests import surrey
from tests.etl.generated_quarter import Quarter
from tests.etl.published import NOW, as_csv, tidy_rows

CUMBRIA, EAST, WEST, SOUTH_EAST = "LA909", surrey.EAST, surrey.WEST, "E12000008"
SAID = "the number of children in East Surrey and West Surrey is not known yet."


def known(on):
    with reading() as session:
        found = children.roster(session, on, current_editions(session))
    return dict(found.select("authority_id", "population_0_17").iter_rows())


@pytest.mark.usefixtures("sqlite_store")
def test_one_that_has_ended_has_the_children_of_the_year_that_it_lived_in():
    """7 in 2021, 9 in 2022; in a quarter of 2022 before the middle of the year, those of 2021."""
    assert known(date(2022, 12, 31))[CUMBRIA] is None
    years = tidy_rows(POPULATIONS, [2021, 2022], lambda _, year, __: {2021: "7", 2022: "9"}[year])
    refresh(OPERATOR, POPULATIONS, "populations.csv", as_csv(years), NOW)
    assert known(date(2022, 12, 31))[CUMBRIA] == 9
    assert known(date(2022, 3, 31))[CUMBRIA] == 7
    assert known(date(2022, 12, 31))["LA334"] == 49_229, "the register's own estimate stands"


@pytest.mark.usefixtures("sqlite_store")
def test_one_that_begins_has_none_until_one_is_published():
    """Nothing is shared out: Surrey's children are not divided between the two."""
    with surrey.in_force():
        found = known(date(2027, 6, 30))
    assert (found[EAST], found[WEST]) == (None, None)
    assert "LA936" not in found


@pytest.fixture(scope="module")
def after_surrey():
    """Every figure of the first quarter after Surrey becomes two; everyone has returned."""
    with surrey.in_force():
        quarter = Quarter(3, period=Period(2027, 1), missing=0, carried=0)
        rows = {
            (r["indicator_id"], r["geography"], r["breakdown"]): r
            for r in compute(quarter.inputs()).iter_rows(named=True)
        }
        yield quarter, rows


def test_a_rate_leaves_out_both_sides_of_an_authority_whose_children_are_not_known(after_surrey):
    quarter, rows = after_surrey
    people = dict(quarter.roster.select("authority_id", "population_0_17").iter_rows())
    mine = register_frame(quarter.period.reference_date)
    ids = set(mine.filter(mine["region_code"] == SOUTH_EAST)["authority_id"]) - {EAST, WEST}
    plans = sum(r["plans_end_count"] for r in quarter.rows["activity.counts"] if r["authority_id"] in ids)
    found = rows["CP-04", SOUTH_EAST, ""]
    assert (found["numerator"], found["denominator"]) == (plans, sum(people[i] for i in ids))


@pytest.mark.parametrize("indicator_id", ["UR-03", "CP-01", "CP-04", "FU-05"])
def test_each_total_over_children_says_who_is_not_in_it(after_surrey, indicator_id):
    _, rows = after_surrey
    assert rows[indicator_id, ENGLAND, ""]["rag_reason"].endswith(f"Over 152 of 154 authorities: {SAID}")
    assert rows[indicator_id, SOUTH_EAST, ""]["rag_reason"].endswith(f"Over 18 of 20 authorities: {SAID}")
    assert "not known yet" not in rows[indicator_id, "E12000001", ""]["rag_reason"]
    assert "not known yet" not in rows["ST-02", ENGLAND, ""]["rag_reason"]


def test_the_authority_itself_has_no_rate_and_says_why(after_surrey):
    _, rows = after_surrey
    found = rows["CP-04", EAST, ""]
    assert (found["value"], found["status"]) == (None, "x")
    assert found["rag_reason"].endswith("The number of children there is not known yet.")
