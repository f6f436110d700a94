"""Published statistics, whole: the real files where they are at hand, and small ones of the same shape."""

from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from etl.validate import Checked
from schemas.authorities import authorities, authority
from schemas.figures import Statistic
from schemas.issues import Unreadable
from schemas.sources import CIN_B1, CIN_D5, POPULATIONS, RO3, STATISTICS
from schemas.vocabulary import Verdict
from tests.etl.published import REAL, as_csv, as_ods, check, errors, outturn_rows, real, tidy_rows

TIDY = [statistic for statistic in STATISTICS.values() if statistic is not RO3]
# Places by level, and cells by status, counted in each file by other means.
PLACES = {
    "populations": (13, 143, 1976, 0), "cin_b1": (13, 143, 1976, 0), "cin_c1": (13, 143, 1976, 0),
    "cin_c3": (8, 88, 1216, 0), "cin_d3": (13, 143, 1976, 0), "cin_d5": (13, 143, 1976, 0),
    "csww": (9, 99, 1341, 14), "ro3": (1, 0, 153, 0),
}  # fmt: skip
SYMBOLS = {
    "populations": {"x": 21}, "cin_b1": {"x": 46, "u": 10, "c": 62}, "cin_c1": {"x": 68, "c": 296, "u": 26},
    "cin_c3": {"c": 2253, "u": 80, "x": 2701, "z": 34}, "cin_d3": {"u": 5, "c": 75, "x": 9, "z": 6},
    "cin_d5": {"c": 2957, "x": 33, "u": 11, "z": 45}, "csww": {"x": 98, "u": 51, "z": 81, "low": 12, "c": 8},
    "ro3": {"x": 54},
}  # fmt: skip


@lru_cache
def published(shared: Path, code: str) -> Checked:
    return check(STATISTICS[code], real(shared, code), REAL[code])


@pytest.mark.parametrize("code", REAL)
def test_every_place_and_symbol_of_the_real_file_is_kept(code: str, shared: Path):
    checked = published(shared, code)
    assert checked.verdict is Verdict.CLEAN
    figures = checked.rows["figures"]
    places = figures.unique(["row"]).group_by("level").len()
    by_level = dict(places.iter_rows())
    assert tuple(by_level.get(level, 0) for level in ("england", "region", "authority", "joint")) == PLACES[code]
    assert {s: n for s, n in Counter(figures["status"]).items() if s != "ok"} == SYMBOLS[code]
    assert figures.filter((pl.col("status") == "ok") != pl.col("value").is_not_null()).is_empty()


@pytest.mark.parametrize("code", REAL)
def test_every_row_of_the_real_file_is_about_an_authority_then_in_being(code: str, shared: Path):
    figures = published(shared, code).rows["figures"]
    rows = figures.filter(pl.col("level").is_in(["authority", "joint"])).unique(["geography", "period"])
    for on, places in rows.group_by("reference_on").agg("geography").iter_rows():
        members = [one for place in places for one in place.split("/")]
        assert sorted(members) == sorted(a.authority_id for a in authorities(on)), on


def test_joint_rows_of_the_real_workforce_file_keep_both_members(shared: Path):
    joint = published(shared, "csww").rows["figures"].filter(pl.col("level") == "joint")
    assert set(joint["geography"]) == {"LA940/LA941", "LA314/LA318"}
    assert joint["authority_id"].null_count() == joint.height
    assert joint.filter(pl.col("geography") == "LA940/LA941")["period"].unique().sort().to_list() == [
        "2021", "2022", "2023", "2024", "2025"
    ]  # fmt: skip


def test_old_and_new_codes_in_one_real_file_are_one_place(shared: Path):
    figures = published(shared, "csww").rows["figures"]
    barnsley = figures.filter(pl.col("geography") == "LA370").select("period", "code").unique().sort("period")
    assert set(barnsley["code"]) == {"370"}
    assert barnsley["period"].to_list() == [str(year) for year in range(2017, 2026)]


def test_spending_in_the_real_file_is_in_pounds(shared: Path):
    figures = published(shared, "ro3").rows["figures"]
    total = figures.filter(pl.col("measure") == "total_net_gbp", pl.col("level") == "england")
    assert total.select("period", "reference_on", "status", "cell").rows() == [
        ("2024-25", date(2025, 3, 31), "ok", "CT418")
    ]  # fmt: skip
    assert 15_000_000_000 < total["value"].item() < 16_000_000_000
    barnsley = figures.filter(pl.col("geography") == "LA370", pl.col("measure") == "looked_after_net_gbp")
    assert barnsley["value"].item() == 45_839_000
    assert barnsley["code"].item() == "E08000016"


@pytest.mark.parametrize("statistic", TIDY, ids=lambda s: s.code)
def test_a_small_file_of_the_same_shape_is_read(statistic: Statistic):
    checked = check(statistic, as_csv(tidy_rows(statistic, [2019, 2024])))
    assert (checked.verdict, checked.issues) == (Verdict.CLEAN, [])
    figures = checked.rows["figures"]
    assert set(figures["measure"]) == {m.name for m in statistic.figures.measures}
    assert set(figures["value"]) == {7.0}
    assert set(figures["reference_on"]) == {date(year, *statistic.figures.reference) for year in (2019, 2024)}
    assert figures.unique("geography").filter(pl.col("level") == "region").height == 11


def test_a_name_means_the_authority_of_its_day():
    figures = check(CIN_B1, as_csv(tidy_rows(CIN_B1, [2019, 2020]))).rows["figures"]
    dorset = figures.filter(pl.col("name") == "Dorset").select("period", "geography").unique().sort("period")
    assert dorset.rows() == [("2019", "LA835"), ("2020", "LA838")]
    assert (authority("LA835").name, authority("LA838").name) == ("Dorset", "Dorset")


def test_a_figure_remembers_its_cell():
    figures = check(CIN_D5, as_csv(tidy_rows(CIN_D5, [2024]))).rows["figures"]
    first = figures.filter(pl.col("measure") == "plans_to_3_months_count").row(0, named=True)
    assert (first["cell"], first["level"]) == ("L2", "england")


def test_rows_about_another_age_group_are_not_taken_for_this_one():
    rows = tidy_rows(POPULATIONS, [2024])
    again = [[*row[:10], "Children aged 0 to 4 years", "3"] for row in rows[1:]]
    figures = check(POPULATIONS, as_csv([*rows, *again])).rows["figures"]
    assert set(figures["value"]) == {7.0}
    assert figures.height == len(rows) - 1


def test_a_small_outturn_file_of_the_same_shape_is_read(tmp_path: Path):
    content = as_ods(tmp_path / "ro3.ods", {"Notes": [["Notes"]], "RO3_LA_Data_202425": outturn_rows(RO3)})
    checked = check(RO3, content, "ro3.ods")
    assert errors(checked) == []
    assert [issue.message for issue in checked.issues] == [
        "RO3 LA Data — row 166 names no place, so it was left out."
    ]  # fmt: skip
    figures = checked.rows["figures"].filter(pl.col("measure") == "total_net_gbp")
    assert dict(figures.group_by("level").len().iter_rows()) == {"authority": 153, "england": 1, "group": 1}
    assert figures.filter(pl.col("level") == "group").select("geography", "value").rows() == [("E06", 99_000.0)]
    assert set(figures.filter(pl.col("level") != "group")["value"]) == {12_500.0}


def test_an_outturn_file_that_does_not_say_its_year_is_refused(tmp_path: Path):
    rows = outturn_rows(RO3)
    rows[0] = ["Worksheet 2: Revenue Outturn"]
    content = as_ods(tmp_path / "ro3.ods", {"RO3_LA_Data": rows})
    with pytest.raises(
        Unreadable, match="no financial year, for example 2024-25, stands above its headings"
    ) as refused:
        check(RO3, content, "ro3.ods")
    assert refused.value.code == "R009"
