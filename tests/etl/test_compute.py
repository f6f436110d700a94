"""Computing agrees with a slow, obvious second implementation, and with tables drawn by hand."""

import importlib.util
import sys
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from etl.compute import compute, gates
from etl.compute_proof import TotalsDisagree, prove
from etl.trajectory import quarter_ends
from schemas.authorities import ENGLAND, authorities
from schemas.indicators import INDICATORS, Aggregation
from schemas.observations import OBSERVATION
from schemas.periods import Period
from schemas.sources import RECORDS
from schemas.vocabulary import Level


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


generated, slow = _beside("generated_quarter"), _beside("slow_compute")
RATIOS = ["UR-04", "ST-01", "ST-02", "ST-05", "ST-06", "ST-07", "ST-08", "CO-01", "CO-02", "IS-02", "FU-01", "FU-02", "FU-03", "FU-04", "FU-05", "FU-06", "FU-07"]  # fmt: skip
PRACTICE = ["CP-01", "CP-02", "CP-03", "CP-04", "CP-05", "FN-02", "IS-03", "PS-01", "PS-02", "PS-03"]
NATIONAL_RATIOS = ["UR-02", "UR-03", "UR-08", "IN-03", "DQ-03", "SM-12"]
SINGLES = ["UR-01", "UR-06", "UR-07", "FN-01", "IN-01", "IN-02", "IN-04", "SM-01", "SM-02", "SM-09", "SM-10"]
SHARES = {"ST-03": lambda v: v == 4, "ST-04": lambda v: v == 6, "IS-01": lambda v: v >= 2}


class World:
    def __init__(self, seed):
        self.quarter = generated.Quarter(seed)
        self.slow = slow.Slow(self.quarter)
        self.observations = compute(self.quarter.inputs())
        self.found = {
            (r["indicator_id"], r["geography"], r["breakdown"]): r for r in self.observations.iter_rows(named=True)
        }
        self.places = defaultdict(list)
        for authority_id, region_code, _ in self.quarter.roster.iter_rows():
            self.places[region_code].append(authority_id)
            self.places[ENGLAND].append(authority_id)
            self.places[authority_id].append(authority_id)
        self.crossing = defaultdict(list)
        for whose in authorities(self.quarter.period.reference_date):
            self.crossing[whose.police_force_code].append(whose.authority_id)
            groups = {"pathfinders": whose.is_pathfinder, "E13000001": whose.london_subregion == "Inner London"}
            groups |= {
                "E13000002": whose.london_subregion == "Outer London",
                "county": whose.authority_type == "county",
            }
            groups |= {"unitary": whose.authority_type == "unitary authority"}
            groups |= {"metropolitan": whose.authority_type == "metropolitan district"}
            for group in (name for name, is_member in groups.items() if is_member):
                self.crossing[group].append(whose.authority_id)

    def geographies(self, indicator):
        regional = [p for p in self.places if not p.startswith("LA")]
        return list(self.places) if Level.AUTHORITY in indicator.levels else regional


@pytest.fixture(scope="module", params=[1, 2, 3])
def world(request):
    return World(request.param)


def shown(ratio, indicator):
    numerator, denominator = ratio
    if indicator.aggregation is Aggregation.SUM:
        return slow.rounded(Fraction(numerator), indicator.dp)
    if not denominator:
        return None
    return slow.rounded(Fraction(numerator) / Fraction(denominator) * indicator.scale, indicator.dp)


@pytest.mark.parametrize("indicator_id", RATIOS + NATIONAL_RATIOS + PRACTICE)
def test_ratios_and_sums_are_those_of_the_slow_way_for_every_place(world, indicator_id):
    indicator = INDICATORS[indicator_id]
    for place in world.geographies(indicator):
        row = world.found[indicator_id, place, ""]
        if row["status"] == "x":
            assert place in world.quarter.missing | world.quarter.carried or indicator.form != "unit"
            continue
        expected = world.slow.ratio(indicator_id, world.places[place])
        assert row["value"] == shown(expected, indicator), (place, row, expected)
        assert row["numerator"] == float(expected[0])
        if expected[1] is not None:
            assert row["denominator"] == float(expected[1])


@pytest.mark.parametrize("indicator_id", RATIOS + PRACTICE)
def test_force_areas_and_groups_are_those_of_the_slow_way(world, indicator_id):
    assert len(world.crossing) == 39 + 6
    indicator, compared = INDICATORS[indicator_id], 0
    for place, ids in world.crossing.items():
        row = world.found[indicator_id, place, ""]
        if row["value"] is not None:
            expected = world.slow.ratio(indicator_id, ids)
            assert (row["value"], row["numerator"]) == (shown(expected, indicator), float(expected[0])), (place, row)
            compared += 1
    assert compared > 30


@pytest.mark.parametrize("indicator_id", ["ST-01", "ST-02", "ST-05", "FU-01", "FU-07"])
def test_breakdowns_are_those_of_the_slow_way_and_add_up(world, indicator_id):
    indicator = INDICATORS[indicator_id]
    for place in world.geographies(indicator):
        parts = [r for (i, p, b), r in world.found.items() if (i, p) == (indicator_id, place) and b]
        for row in parts:
            code = row["breakdown"].partition("=")[2]
            expected = world.slow.ratio(indicator_id, world.places[place], code)
            assert row["value"] == shown(expected, indicator), (place, row)
        if parts:
            assert sum(r["numerator"] for r in parts) == pytest.approx(
                world.found[indicator_id, place, ""]["numerator"]
            )


@pytest.mark.parametrize("indicator_id", SINGLES)
def test_single_figures_and_their_distributions(world, indicator_id):
    indicator = INDICATORS[indicator_id]
    figures = {i: world.slow.single(indicator_id, i) for i in world.quarter.roster["authority_id"]}
    for authority_id, figure in figures.items():
        row = world.found[indicator_id, authority_id, ""]
        assert row["value"] == figure, (authority_id, row)
        assert (row["status"] == "ok") == (figure is not None)
    for place in (p for p in world.places if not p.startswith("LA")):
        known = [figures[i] for i in world.places[place] if figures[i] is not None]
        if indicator.aggregation is Aggregation.MEDIAN:
            row = world.found[indicator_id, place, ""]
            assert (row["value"], row["denominator"]) == (world.slow.median(known), len(known))
        for category in indicator.categories:
            row = world.found[indicator_id, place, f"{indicator.distribution}={category.code}"]
            assert (row["value"], row["denominator"]) == (known.count(category.value), len(known))
            assert row["rag"] == "not_rated"


@pytest.mark.parametrize("indicator_id", SHARES)
def test_shares_of_authorities(world, indicator_id):
    meets = SHARES[indicator_id]
    for place, ids in world.places.items():
        row = world.found[indicator_id, place, ""]
        figures = [f for i in ids if (f := world.slow.single(indicator_id, i)) is not None]
        if place.startswith("LA"):
            expected = figures[0] if figures and place not in world.quarter.missing else None
            assert row["value"] == expected
            continue
        assert (row["numerator"], row["denominator"]) == (sum(map(meets, figures)), len(figures))
        assert row["value"] == slow.rounded(Fraction(sum(map(meets, figures)), len(figures)) * 100, 1)


def test_slippage_is_the_median_of_all_open_milestones_together(world):
    for place, ids in world.places.items():
        assert world.found["UR-05", place, ""]["value"] == world.slow.median(world.slow.slippages(ids))


def test_counts_after_the_national_date_and_of_slipped_authorities(world):
    ids = world.quarter.roster["authority_id"].to_list()
    days = [d for i in ids if (d := world.slow.single("UR-06", i)) is not None]
    assert world.found["UR-06", ENGLAND, "after=national_date"]["value"] == sum(d > 0 for d in days)
    moved = [[m for c in ("M16", "M17") if (m := world.slow.moved(i, c)) is not None] for i in ids]
    slipped = sum(max(m) > 30 for m in moved if m)
    assert world.found["SM-11", ENGLAND, ""]["value"] == slipped
    reasons = [r["value"] for (i, p, b), r in world.found.items() if (i, p) == ("SM-11", ENGLAND) and b]
    assert sum(reasons) == slipped


def test_the_six_lines_of_the_trajectory(world):
    ids = world.quarter.roster["authority_id"].to_list()
    for day in quarter_ends(generated.PERIOD):
        on = f"on={day.isoformat()}"
        planned = [world.slow.planned(i, day) or 0 for i in ids]
        assert world.found["SM-04", ENGLAND, on]["value"] == sum(p >= 4 for p in planned)
        assert world.found["SM-07", ENGLAND, on]["value"] == sum(p >= 5 for p in planned)
        if day >= generated.PERIOD.reference_date:
            for indicator_id, code in (("SM-05", "M16"), ("SM-08", "M17")):
                there = [d for i in ids if (d := world.slow.dates(i).get(code)) and d <= day]
                assert world.found[indicator_id, ENGLAND, on]["value"] == len(there)
    now = f"on={generated.PERIOD.reference_date.isoformat()}"
    assert world.found["SM-03", ENGLAND, now]["value"] == world.found["UR-02", ENGLAND, ""]["numerator"]
    assert world.found["SM-06", ENGLAND, now]["value"] == sum((world.slow.stage(i) or 0) >= 5 for i in ids)


def test_members_missing_by_agency(world):
    ids = [i for i in world.quarter.roster["authority_id"] if world.slow.single("ST-04", i) is not None]
    for agency in slow.SIX:
        lacking = 0
        for i in ids:
            units = [
                u
                for u in world.slow.by["unit.unit"][i]
                if sum(p["established_fte"] for p in world.slow.mine("unit.posts", u)) > 0
            ]
            lacking += any(agency not in world.slow.in_post(u) for u in units)
        assert world.found["SM-13", ENGLAND, f"agency={agency}"]["value"] == lacking


def test_every_authority_has_a_row_for_every_computed_indicator(world):
    expected = {
        i.id
        for i in INDICATORS.values()
        if (i.numerator is not None or i.published is not None) and Level.AUTHORITY in i.levels
    }
    totals = world.observations.filter(pl.col("level") == "authority", pl.col("breakdown") == "")
    for authority_id, rows in totals.group_by("geography"):
        assert set(rows["indicator_id"]) == expected, authority_id
    assert totals["geography"].n_unique() == 153


def test_nothing_is_made_up_for_records_and_statistics_that_are_not_there(world):
    absent = [i.id for i in INDICATORS.values() if i.published is not None or i.form in RECORDS]
    rows = world.observations.filter(pl.col("indicator_id").is_in(absent))
    assert set(rows["indicator_id"]) >= {"CP-06", "SI-02", "IN-05", "RT-02", "ST-09"}
    assert set(rows["status"]) == {"x"}
    assert rows["value"].null_count() == rows.height


def test_an_authority_that_never_returned_is_not_available(world):
    for authority_id in world.quarter.missing:
        for indicator_id in ("UR-01", "ST-02", "FU-06", "ST-03", "IS-01", "UR-06"):
            row = world.found[indicator_id, authority_id, ""]
            assert (row["status"], row["value"], row["rag"], row["returned_count"]) == ("x", None, "not_available", 0)
        assert (("ST-01", authority_id, "agency=police")) not in world.found


def test_carried_rows_are_in_totals_marked_and_their_own_rating_is_stale(world):
    for authority_id in world.quarter.carried:
        row = world.found["ST-02", authority_id, ""]
        if row["status"] == "ok":
            assert (row["flags"], row["rag"]) == ("e", "stale")
            assert row["rag_reason"] == "No return for Q2 2026-27, so this is the position at Q4 2025-26."
            assert "Q4 2025-26" in row["source"]
    england = world.found["ST-02", ENGLAND, ""]
    assert (england["flags"], england["returned_count"], england["due_count"]) == ("e", 139, 153)


def test_last_years_spending_is_not_carried_into_a_new_year(world):
    for authority_id in world.quarter.carried:
        assert world.found["FU-03", authority_id, ""]["status"] == "x"
        assert world.found["FU-06", authority_id, ""]["status"] in ("ok", "z")


def test_neutral_indicators_and_supporting_measures_never_have_a_colour(world):
    plain = [i.id for i in INDICATORS.values() if i.better == "neutral" or i.is_supporting]
    rated = world.observations.filter(pl.col("indicator_id").is_in(plain))["rag"].unique()
    assert set(rated) <= {"not_rated", "not_available", "stale"}


def test_the_frame_is_what_the_store_keeps(world):
    assert dict(world.observations.schema) == OBSERVATION
    assert not world.observations.select("indicator_id", "level", "geography", "breakdown").is_duplicated().any()
    assert (
        world.observations.select(pl.exclude("numerator", "denominator", "value")).null_count().sum_horizontal().item()
        == 0
    )
    assert world.observations["rag_reason"].str.len_chars().max() <= 300
    assert world.observations["source"].str.len_chars().max() <= 120


def test_returns_on_time(world):
    due = date(2026, 10, 30)
    received = {(form, i): day for form, i, day, _ in world.quarter.received}
    on_time = sum(day <= due for day in received.values())
    row = world.found["DQ-01", ENGLAND, ""]
    assert (row["numerator"], row["denominator"]) == (on_time, 4 * 153)


def test_a_quarter_without_any_return_still_has_153_blanks():
    quarter = generated.Quarter(5, missing=153, carried=0)
    observations = compute(quarter.inputs())
    england = {r["indicator_id"]: r for r in observations.filter(level="england", breakdown="").to_dicts()}
    assert (england["UR-02"]["status"], england["UR-02"]["value"]) == ("x", None)
    assert england["ST-02"]["rag"] == "not_available"
    assert observations.filter(level="authority", breakdown="", indicator_id="UR-01").height == 153


def test_gate_results_say_what_is_still_needed(world):
    results = gates(world.quarter.inputs())
    assert set(results.columns) == {"authority_id", "unit_code", "stage", "condition", "is_met", "sentence"}
    validated = results.filter(pl.col("condition") == "validated")
    assert 0 < validated["is_met"].sum() < validated.height


def test_quarter_ends_reach_the_national_date():
    days = quarter_ends(Period(2026, 2))
    assert (days[0], days[-1]) == (date(2024, 9, 30), date(2027, 3, 31))


def test_a_total_that_is_not_the_sum_of_its_parts_stops_everything():
    columns = ("indicator_id", "breakdown", "level", "geography", "num", "den", "is_count")
    rows = [("ST-02", "", "authority", f"LA{n}", 100 * n, 1000, False) for n in (201, 202)]
    members = pl.DataFrame({"authority_id": ["LA201", "LA202"], "level": "england", "geography": ENGLAND})
    right = [*rows, ("ST-02", "", "england", ENGLAND, 40300, 2000, False)]
    prove(pl.DataFrame(right, schema=columns, orient="row"), members)
    for num, den in ((40301, 2000), (40300, 1000), (None, 2000)):
        wrong = [*rows, ("ST-02", "", "england", ENGLAND, num, den, False)]
        with pytest.raises(TotalsDisagree, match="its parts come to 40300 over 2000"):
            prove(pl.DataFrame(wrong, schema=columns, orient="row"), members)
