"""Evidence gates: a Unit is where its evidence puts it, one condition at a time."""

from datetime import date, timedelta

import polars as pl
import pytest

from schemas.programme import REVIEW_MINIMUM, Function, Milestone, Stage
from schemas.returns.unit import AGREEMENTS_EXPECTED, UNIT
from schemas.stages import CONDITIONS, gate_results, still_needed, unit_rows

ON = date(2026, 9, 30)
OWN = {
    "submission_id": 1,
    "authority_id": "LA334",
    "period": "2026-27 Q2",
    "row_number": 1,
    "reference_on": ON,
    "is_carried": False,
}


def _embedded():
    """Rows of a Unit that has everything but validated standards."""
    unit = {c.name: None for c in UNIT.sheet("unit").columns} | {
        "unit_code": "U1", "declared_stage": 6, "self_confidence": "green", "slippage_reason": "none", "is_baseline_recorded": True,
        "is_lead_named": True, "is_site_confirmed": True, "stage5_exception": None,
    }  # fmt: skip
    post = {
        "unit_code": "U1",
        "is_core_nominated": True,
        "established_fte": 10.0,
        "filled_fte": 9.0,
        "colocated_fte": 9.0,
        "access_fte": 9.0,
        "experienced_fte": 9.0,
    }
    model = {
        "unit_code": "U1",
        "employment_model": "seconded",
        "filled_fte": 9.0,
        "ending_6m_fte": 0.0,
        "ending_6m_no_successor_fte": 0.0,
    }
    day = ON - timedelta(days=100)
    return {
        "unit": [unit],
        "posts": [post | {"agency": str(a)} for a in REVIEW_MINIMUM],
        "models": [model | {"agency": str(a)} for a in REVIEW_MINIMUM],
        "functions": [{"unit_code": "U1", "function": str(f), "status": "live", "live_on": day, "limitation": None} for f in Function],
        "milestones": [{"milestone": str(m), "baseline_on": day, "forecast_on": None, "actual_on": day, "evidence_ref": "x"} for m in Milestone],
        "agreements": [dict(a) | {"state": "signed", "names_unit": True, "signed_on": day, "review_on": None} for a in AGREEMENTS_EXPECTED],
    }  # fmt: skip


def _frames(rows):
    frames = {}
    for name, listed in rows.items():
        schema = {"submission_id": pl.Int64, "authority_id": pl.String, "period": pl.String, "row_number": pl.Int64}
        schema |= {c.name: c.dtype for c in UNIT.sheet(name).columns} | {
            "reference_on": pl.Date,
            "is_carried": pl.Boolean,
        }
        frames[name] = pl.DataFrame([OWN | row for row in listed], schema=schema, orient="row")
    return frames


def wide(rows, last_stage=5, secured=950, validated=4, applicable=9):
    own = {"authority_id": ["LA334"]}
    money = pl.DataFrame({**own, "secured_gbp": [secured], "next_year_cost_gbp": [1000]})
    standards = pl.DataFrame({**own, "applicable_count": [applicable], "validated_count": [validated]})
    return unit_rows(_frames(rows), money, pl.DataFrame({**own, "last_stage": [last_stage]}), standards)


def stage(rows):
    return wide(rows)["evidenced_stage"].item()


def _all(name, **change):
    def worsen(rows):
        for row in rows[name]:
            row.update(change)

    return worsen


def _one(name, match, **change):
    def worsen(rows):
        for row in rows[name]:
            if all(row[k] == v for k, v in match.items()):
                row.update(change)

    return worsen


LATER = ON + timedelta(days=1)
WORSE = {
    "decision": (0, _one("milestones", {"milestone": "M01"}, actual_on=None)),
    "lead": (0, _all("unit", is_lead_named=False)),
    "baseline": (0, _all("unit", is_baseline_recorded=False)),
    "design_authority": (1, _one("agreements", {"agreement": "design", "partner": "local_authority"}, state="draft")),
    "design_icb": (1, _one("agreements", {"agreement": "design", "partner": "icb"}, state="draft")),
    "design_police": (1, _one("agreements", {"agreement": "design", "partner": "police"}, signed_on=LATER)),
    "plan": (1, lambda rows: rows["milestones"].pop()),
    "sharing_draft": (1, _one("agreements", {"agreement": "information_sharing"}, state="not_started")),
    "half_filled": (2, _all("posts", filled_fte=4.99)),
    "site": (2, _all("unit", is_site_confirmed=False)),
    "sharing_signed": (2, _one("agreements", {"agreement": "information_sharing", "partner": "education"}, state="draft")),
    "data_protection": (2, _one("agreements", {"agreement": "data_protection"}, state="draft")),
    "member_social_work": (3, _one("posts", {"agency": "social_work"}, is_core_nominated=False)),
    "member_police": (3, _one("posts", {"agency": "police"}, filled_fte=0.0, access_fte=0.0)),
    "member_health": (3, _one("posts", {"agency": "health"}, is_core_nominated=False)),
    "member_education": (3, _one("posts", {"agency": "education"}, is_core_nominated=False)),
    "five_functions": (3, lambda rows: [row.update(status="partial") for row in rows["functions"][4:]]),
    "strategy_discussions": (3, _one("functions", {"function": "F1"}, status="partial")),
    "section_47": (3, _one("functions", {"function": "F2"}, live_on=LATER)),
    "gone_live": (3, _one("milestones", {"milestone": "M16"}, actual_on=LATER)),
    "nine_functions": (4, _one("functions", {"function": "F9"}, status="not_live")),
    "vacancies": (4, _all("posts", filled_fte=7.99, access_fte=7.99)),
    "six_disciplines": (4, _one("posts", {"agency": "child_mental_health"}, is_core_nominated=False)),
    "record_access": (4, _all("posts", access_fte=5.39)),
}  # fmt: skip


def test_everything_but_validated_standards_is_stage_5():
    assert stage(_embedded()) == Stage.FULLY_OPERATIONAL
    assert still_needed(wide(_embedded()))["condition"].to_list() == ["validated"]


@pytest.mark.parametrize(
    ("known", "stage"),
    [
        ({"validated": 5}, 6),
        ({"validated": 5, "applicable": 10}, 6),
        ({"validated": 5, "applicable": 11}, 5),
        ({"validated": 0, "applicable": 0}, 5),
        ({"validated": 5, "last_stage": 4}, 5),
        ({"validated": 5, "secured": 949}, 5),
    ],
)
def test_a_unit_is_embedded_once_half_of_the_standards_are_validated_and_the_money_is_there(known, stage):
    assert wide(_embedded(), **known)["evidenced_stage"].item() == stage


@pytest.mark.parametrize("code", WORSE)
def test_without_one_condition_a_unit_stops_below_it_and_is_told_why(code):
    below, worsen = WORSE[code]
    rows = _embedded()
    worsen(rows)
    assert stage(rows) == below
    needed = still_needed(wide(rows))
    assert code in needed["condition"].to_list()
    assert needed["stage"].unique().to_list() == [below + 1]
    assert needed["sentence"].str.len_chars().min() > 10


def test_every_condition_of_stages_1_to_5_has_an_example():
    assert set(WORSE) == {c.code for c in CONDITIONS if c.stage <= Stage.FULLY_OPERATIONAL}


def test_edges_count_as_met():
    rows = _embedded()
    _all("posts", filled_fte=8.0, access_fte=4.8)(rows)  # exactly 20% vacant, exactly 60% with access
    assert stage(rows) == 5
    _all("posts", filled_fte=5.0, access_fte=5.0)(rows)
    assert stage(rows) == 4


def test_agency_staff_count_as_vacant_but_as_filled_for_the_half():
    rows = _embedded()
    for row in rows["models"][:2]:
        row["employment_model"] = "agency_or_contract"
    assert stage(rows) == 4


def test_an_agreed_exception_stands_in_for_a_discipline():
    rows = _embedded()
    _one("posts", {"agency": "adult_mental_health"}, is_core_nominated=False)(rows)
    _all("unit", stage5_exception="  ")(rows)
    assert stage(rows) == 4
    _all("unit", stage5_exception="Agreed by the department on 1 May 2026.")(rows)
    assert stage(rows) == 5


def test_a_later_stage_does_not_make_up_for_an_earlier_gap():
    rows = _embedded()
    _all("unit", is_site_confirmed=False)(rows)
    results = gate_results(wide(rows))
    assert results.filter(pl.col("stage") == 5)["is_met"].all()
    assert stage(rows) == 2


def test_embedding_needs_the_quarter_before_and_the_money():
    met = dict(gate_results(wide(_embedded())).select("condition", "is_met").iter_rows())
    assert (met["two_quarters"], met["secured"], met["validated"]) == (True, True, False)
    assert not dict(gate_results(wide(_embedded(), last_stage=4)).select("condition", "is_met").iter_rows())[
        "two_quarters"
    ]


def test_units_are_judged_apart():
    rows = _embedded()
    for name in ("unit", "posts", "models", "functions"):
        rows[name] += [row | {"unit_code": "U2"} for row in rows[name]]
    rows["unit"][1]["is_site_confirmed"] = False
    assert dict(wide(rows).select("unit_code", "evidenced_stage").iter_rows()) == {"U1": 5, "U2": 2}


def test_nothing_returned_gives_no_rows():
    empty = {name: rows.clear() for name, rows in _frames(_embedded()).items()}
    assert unit_rows(empty).height == 0
