"""Records and published statistics become indicators as a slow, obvious second implementation says."""

import csv
import importlib.util
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from etl.compute import compute
from schemas.authorities import ENGLAND, authorities
from schemas.indicators import INDICATORS
from schemas.observations import PUBLISHED_FIGURES
from schemas.recorded import ReviewTheme
from schemas.sources import RECORDS, STATISTICS
from tests.etl.published import REAL, check, real


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


generated, slow, made = _beside("generated_quarter"), _beside("slow_records"), _beside("generated_records")
PANEL = ["SI-01", "SI-02", "SI-03", "SI-04"]
AREAS = ["SM-19", "SM-20", "SM-23", "SM-24"]


class World:
    def __init__(self, seed):
        quarter = generated.Quarter(seed)
        self.records = made.Records(quarter.period, seed)
        self.slow = slow.SlowRecords(self.records.rows, quarter.period, quarter.roster["authority_id"])
        inputs = replace(quarter.inputs(), records=self.records.frames(), recorded=frozenset(RECORDS))
        self.own = {u["authority_id"]: [] for u in quarter.rows["unit.unit"]}
        for unit in quarter.rows["unit.unit"]:
            self.own[unit["authority_id"]].append(slow.COLOURS[unit["self_confidence"]])
        self.observations = compute(inputs)
        keys = ("indicator_id", "geography", "breakdown")
        self.found = {tuple(r[k] for k in keys): r for r in self.observations.iter_rows(named=True)}
        self.wholes = defaultdict(list)
        for a in authorities(quarter.period.reference_date):
            self.wholes[a.region_code].append(a.authority_id)
            self.wholes[ENGLAND].append(a.authority_id)
        self.ids = self.wholes[ENGLAND]

    def places(self):
        return {**{i: [i] for i in self.ids}, **self.wholes}


@pytest.fixture(scope="module", params=[1, 2, 3])
def world(request):
    return World(request.param)


@pytest.mark.parametrize("indicator_id", PANEL)
def test_the_panels_counts_are_those_of_the_slow_way_and_each_row_is_counted_once(world, indicator_id):
    for place, ids in world.places().items():
        row, (part, whole) = world.found[indicator_id, place, ""], world.slow.panel(indicator_id, ids)
        if not world.slow.four_quarters(ids):
            assert (row["status"], row["value"]) == ("x", None)
            continue
        assert row["numerator"] == part
        assert row["value"] == (part if whole is None else slow.percent(part, whole)), (place, row)
        assert whole is None or row["denominator"] == whole


def test_members_of_a_partnership_show_its_row_and_no_total_has_it_twice(world):
    shared = [r for r in world.slow.four_quarters(world.ids) if len(r["places"]) > 1]
    assert shared
    for members in {r["places"] for r in shared}:
        assert len({world.found["SI-01", m, ""]["value"] for m in members}) == 1
    shown = sum(world.found["SI-01", i, ""]["value"] or 0 for i in world.ids)
    assert shown > world.found["SI-01", ENGLAND, ""]["value"]


def test_serious_incidents_have_no_colour_but_englands_timeliness(world):
    rows = world.observations.filter(pl.col("indicator_id").is_in(PANEL))
    rated = rows.filter(pl.col("rag").is_in(["green", "amber", "red"]))
    assert set(rated["level"]) <= {"england"}
    assert "SI-01" not in set(rated["indicator_id"])
    assert set(rows["level"]) == {"authority", "region", "england"}


@pytest.mark.parametrize("theme", list(ReviewTheme))
def test_themes_of_reviews(world, theme):
    part, due = world.slow.themes(str(theme), world.ids)
    row = world.found.get(("SM-18", ENGLAND, f"theme={theme}"))
    assert row is not None
    assert (row["numerator"], row["denominator"], row["value"]) == (part, due, slow.percent(part, due))


def test_priority_actions_open_and_their_rating(world):
    for place, ids in world.places().items():
        row, (still, overdue) = world.found["IN-05", place, ""], world.slow.priority_actions(ids)
        assert row["value"] == still, (place, row)
        if len(ids) == 1:
            assert row["rag"] == ("red" if overdue else "amber" if still else "green"), (place, row)


def test_interventions_and_their_rating(world):
    colours = {0: "not_rated", 1: "amber", 2: "red"}
    for place, ids in world.places().items():
        row, degrees = world.found["IN-06", place, ""], [world.slow.intervention(i) for i in ids]
        assert (row["value"], row["denominator"]) == (sum(d > 0 for d in degrees), len(ids))
        if len(ids) == 1:
            assert row["rag"] == colours[degrees[0]], row
    none = next(i for i in world.ids if world.slow.intervention(i) == 0)
    assert world.found["IN-06", none, ""]["rag_reason"] == "Not rated: no intervention is open."


def test_moderated_ratings_stand_beside_the_partnerships_own(world):
    both = [(min(world.own[i]), m) for i in world.ids if (m := world.slow.moderated(i)) is not None and i in world.own]
    for i in world.ids:
        assert world.found["SM-16", i, ""]["value"] == world.slow.moderated(i)
    row = world.found["SM-17", ENGLAND, ""]
    assert (row["numerator"], row["denominator"]) == (sum(own > m for own, m in both), len(both))
    rated = [m for i in world.ids if (m := world.slow.moderated(i)) is not None]
    assert world.found["SM-16", ENGLAND, "confidence=red"]["value"] == rated.count(1)


def test_budget_for_harm_outside_the_home(world):
    for place, ids in world.wholes.items():
        assert world.found["SM-22", place, ""]["value"] == world.slow.budget(ids)


@pytest.mark.parametrize("indicator_id", AREAS)
def test_areas_that_meet_a_test(world, indicator_id):
    for place, ids in world.wholes.items():
        row, (part, whole) = world.found[indicator_id, place, ""], world.slow.areas(indicator_id, ids)
        assert (row["numerator"], row["denominator"], row["value"]) == (part, whole, slow.percent(part, whole))


def test_the_tracker(world):
    part, whole = world.slow.evidenced()
    row = world.found["RT-01", ENGLAND, ""]
    assert (row["numerator"], row["denominator"], row["value"]) == (part, whole, slow.percent(part, whole))
    for place, where in ((ENGLAND, None), ("LA334", "LA334"), ("LA380", "LA380")):
        row, count = world.found["RT-02", place, ""], world.slow.overdue(where)
        assert (row["numerator"], row["denominator"]) == (count, len(world.slow.open_actions(where)))
        is_red = count > 3 or world.slow.overdue(where, by=90)
        assert row["rag"] == ("red" if is_red else "amber" if count else "green")
        assert world.found["RT-03", place, ""]["value"] == slow.percent(*world.slow.impact(where))
        again = sum(len(world.slow.moves(a)) > 1 for a in world.slow.open_actions(where))
        assert world.found["SM-21", place, ""]["value"] == again
    assert world.found["RT-02", "LA202", ""]["status"] == "z"
    assert world.found["RT-03", "LA202", ""]["rag"] == "not_available"


def test_the_age_of_data_is_that_of_the_oldest_return(world):
    quarter = generated.Quarter(1)
    carried, own = sorted(quarter.carried)[0], next(i for i in world.ids if i not in quarter.carried | quarter.missing)
    found = {r["geography"]: r for r in compute(quarter.inputs()).filter(indicator_id="DQ-04").to_dicts()}
    assert (found[own]["value"], found[own]["rag"]) == (53, "green")  # 30 September to 22 November
    assert (found[carried]["value"], found[carried]["rag"]) == (53 + 183, "red")
    assert found[ENGLAND]["value"] == 53 + 183
    assert found[sorted(quarter.missing)[0]]["status"] == "x"


def test_returns_that_came_after_the_cut_off_are_not_authorised():
    quarter = generated.Quarter(1)
    late = [
        (form, i, came, date(2026, 12, 1) if n % 7 == 0 else agreed)
        for n, (form, i, came, agreed) in enumerate(quarter.received)
    ]
    quarter.received = late
    row = compute(quarter.inputs()).filter(indicator_id="DQ-02", geography=ENGLAND, breakdown="").row(0, named=True)
    assert row["numerator"] == sum(day <= date(2026, 11, 29) for *_, day in late)
    assert row["denominator"] == len(late)  # the cut-off of the others is still to come


# Published statistics

MARCH, SEPTEMBER = date(2026, 3, 31), date(2025, 9, 30)


def _figures(*rows):
    return pl.DataFrame(rows, schema=PUBLISHED_FIGURES, orient="row")


def _shown(*rows, period=generated.PERIOD):
    quarter = generated.Quarter(1, period=period)
    found = compute(replace(quarter.inputs(), figures=_figures(*rows)))
    return {(r["indicator_id"], r["geography"], r["breakdown"]): r for r in found.iter_rows(named=True)}


def _c1(level, geography, value, status="ok", on=MARCH, counts=(200.0, 1000.0)):
    number = value if status == "ok" else None
    parts = zip(("rereferral_count", "referral_count"), counts, strict=True)
    return [
        ("cin_c1", level, geography, on, "rereferral_pct", number, status, ""),
        *(("cin_c1", level, geography, on, name, n if status == "ok" else None, status, "") for name, n in parts),
    ]


def test_published_values_are_shown_as_they_are_and_never_added_up():
    found = _shown(*_c1("authority", "LA334", 18.4), *_c1("england", ENGLAND, 22.6), *_c1("region", "E12000005", 21.9))
    own = found["CP-08", "LA334", ""]
    assert (own["value"], own["numerator"], own["denominator"], own["rag"]) == (18.4, 200, 1000, "green")
    assert own["rag_reason"] == "Green is 20% or less; 18.4% in the year ending 31 March 2026."
    assert own["source"] == "Referrals and re-referrals (table c1): the year ending 31 March 2026"
    assert (found["CP-08", ENGLAND, ""]["value"], found["CP-08", ENGLAND, ""]["returned_count"]) == (22.6, 1)
    assert found["CP-08", "E12000005", ""]["value"] == 21.9
    assert (found["CP-08", "E12000001", ""]["status"], found["CP-08", "LA380", ""]["status"]) == ("x", "x")


@pytest.mark.parametrize("status", ["c", "x", "z", "u"])
def test_the_publishers_reason_for_no_figure_is_kept(status):
    row = _shown(*_c1("authority", "LA334", None, status), *_c1("authority", "LA380", 20.0))["CP-08", "LA334", ""]
    assert (row["status"], row["value"], row["numerator"]) == (status, None, None)
    assert row["rag"] == ("not_rated" if status in "cu" else "not_available")


def test_a_year_that_ends_after_the_quarter_is_not_shown_yet_and_one_too_old_is_stale():
    older = _c1("authority", "LA334", 25.0, on=date(2025, 3, 31))
    newer = _c1("authority", "LA334", 15.0)
    assert _shown(*older, *newer)["CP-08", "LA334", ""]["value"] == 15.0
    before = _shown(*older, *newer, period=generated.PERIOD.shifted(-3))["CP-08", "LA334", ""]
    assert (before["value"], before["rag"]) == (25.0, "amber")
    stale = _shown(*older, period=generated.PERIOD.next)["CP-08", "LA334", ""]
    assert (stale["rag"], stale["value"]) == ("stale", 25.0)


def test_a_share_that_is_visible_over_a_hidden_base_has_no_colour():
    rows = [
        ("cin_d5", "authority", "LA420", MARCH, "plans_2_years_or_more_pct", 0.0, "ok", ""),
        ("cin_d5", "authority", "LA420", MARCH, "plans_2_years_or_more_count", 0.0, "ok", ""),
        ("cin_d5", "authority", "LA420", MARCH, "plans_at_31_march_count", None, "c", ""),
    ]
    row = _shown(*rows)["CP-06", "LA420", ""]
    assert (row["value"], row["rag"], row["rag_reason"]) == (0.0, "not_rated", "Not rated: too few cases.")


def test_a_joint_row_is_shown_by_each_of_its_authorities_and_says_so():
    found = _shown(
        ("csww", "joint", "LA940/LA941", SEPTEMBER, "vacancy_fte_pct", 12.3, "ok", ""),
        ("csww", "joint", "LA940/LA941", SEPTEMBER, "vacancy_fte", 40.0, "ok", ""),
    )
    for own, other in (("LA940", "West Northamptonshire"), ("LA941", "North Northamptonshire")):
        row = found["ST-09", own, ""]
        assert (row["value"], row["rag"]) == (12.3, "not_rated")
        assert row["source"] == f"Children's social work workforce: 30 September 2025, joint with {other}"


def test_a_share_that_is_not_published_is_worked_out_half_up_for_each_part_apart():
    counts = {"parent": 33.0, "child": 25.0, "person": None}
    rows = [("cin_c3", "authority", "LA334", MARCH, "assessments_with_factors_count", 240.0, "ok", "")]
    for who, n in counts.items():
        status = "ok" if n is not None else "c"
        rows.append(("cin_c3", "authority", "LA334", MARCH, f"domestic_abuse_{who}_count", n, status, ""))
    found = _shown(*rows)
    assert found["CP-09", "LA334", ""]["value"] == found["CP-09", "LA334", "who=parent"]["value"] == 13.8  # 13.75
    assert found["CP-09", "LA334", "who=child"]["value"] == 10.4
    assert found["CP-09", "LA334", "who=person"]["status"] == "c"
    assert found["CP-09", "LA334", ""]["rag"] == "not_rated"


def test_every_one_of_the_sixty_has_a_second_implementation_or_is_shown_as_published():
    slow_ones = {*PANEL, "IN-05", "IN-06", "RT-01", "RT-02", "RT-03", "DQ-02", "DQ-04"}
    published = {i.id for i in INDICATORS.values() if i.published is not None}
    records = {i.id for i in INDICATORS.values() if i.form in RECORDS and not i.is_supporting}
    assert published == {"ST-09", "CP-06", "CP-07", "CP-08", "CP-09"}
    assert records <= slow_ones


AS_PUBLISHED = {
    "CP-06": ("cin_d5", "2_years_or_more_percent", "2_years_or_more"),
    "CP-08": ("cin_c1", "rereferral_percent", "rereferral_count"),
    "ST-09": ("csww", "vacancy_rate_fte", "vacancy_fte"),
}


@pytest.mark.parametrize("indicator_id", AS_PUBLISHED)
def test_the_real_files_values_are_those_of_the_file_cell_by_cell(indicator_id, shared):
    code, value, numerator = AS_PUBLISHED[indicator_id]
    figures = check(STATISTICS[code], real(shared, code), REAL[code]).rows["figures"]
    figures = figures.with_columns(source=pl.lit(code)).select(*PUBLISHED_FIGURES)
    quarter = generated.Quarter(1)
    found = {
        r["geography"]: r
        for r in compute(replace(quarter.inputs(), figures=figures)).filter(indicator_id=indicator_id).to_dicts()
    }
    lines = list(csv.DictReader(real(shared, code).decode("utf-8-sig").splitlines()))
    latest, compared = max(line["time_period"] for line in lines), 0
    for line in (one for one in lines if one["time_period"] == latest):
        where = {"National": ENGLAND, "Regional": line["region_code"]}.get(line["geographic_level"])
        for place in [where] if where else [f"LA{part.strip()}" for part in line["old_la_code"].split("/")]:
            if place in found and place not in ("E13000001", "E13000002"):
                row, written = found[place], line[value]
                is_number = written.replace(".", "", 1).isdigit()
                assert row["value"] == (float(written) if is_number else None), (place, written, row)
                assert is_number or row["status"] == written
                assert row["numerator"] == (float(line[numerator]) if line[numerator][:1].isdigit() else None)
                compared += 1
    assert compared >= 153 + 9 + 1
