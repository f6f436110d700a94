"""Published statistics as context: an authority's figures beside its region's and England's, each with its source."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from etl.context import COLUMNS, authority_context
from etl.pipeline import refresh
from etl.store import reading
from schemas.access import OPERATOR
from schemas.context import CONTEXT
from schemas.figures import Statistic
from schemas.sources import CIN_B1, CSWW, POPULATIONS, RO3
from tests.etl.published import NOW, as_csv, as_ods, outturn_rows, tidy_rows


def counted(place: str, year: int, measure: str) -> str:
    """2,000 children in Solihull, half of them a year before, 10,000 in its region, a million in England; one is hidden."""
    if place == "335":
        return "c"
    return {"334": "2000" if year > 2023 else "1000", "E12000005": "10000", "England": "1000000"}.get(place, "50")


def load(statistic: Statistic, content: bytes, name: str = "published.csv", days: int = 0) -> None:
    refresh(OPERATOR, statistic, name, content, NOW + timedelta(days=days))


def of(authority_id: str, code: str) -> list[dict[str, object]]:
    with reading() as session:
        return authority_context(session, authority_id).filter(pl.col("code") == code).to_dicts()


@pytest.mark.usefixtures("store")
def test_a_rate_is_of_the_children_at_the_middle_of_the_year_before():
    load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2023, 2024], counted)))
    load(CIN_B1, as_csv(tidy_rows(CIN_B1, [2025], lambda *_: "30")))
    (row,) = of("LA334", "in_need_rate")
    assert (row["period"], row["value"], row["status"]) == ("2025", 150.0, "ok")
    assert (row["region"], row["region_value"], row["england_value"]) == ("West Midlands", 30.0, 0.3)
    assert (row["source"], row["publisher"]) == ("Children in need (table b1)", "Department for Education")
    assert row["licence"] == "Open Government Licence v3.0"
    assert (row["cell"], len(str(row["file_sha256"]))) == ("Q125", 64)
    (count,) = of("LA334", "in_need")
    assert (count["value"], count["unit"]) == (30.0, "children")


@pytest.mark.usefixtures("sqlite_store")
def test_without_a_number_there_is_a_status_and_without_children_no_rate():
    load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2024], counted)))
    load(CIN_B1, as_csv(tidy_rows(CIN_B1, [2025], counted)))
    (hidden,) = of("LA335", "in_need")
    assert (hidden["value"], hidden["status"]) == (None, "c")
    (rate,) = of("LA335", "in_need_rate")
    assert (rate["value"], rate["status"]) == (None, "c")
    load(CIN_B1, as_csv(tidy_rows(CIN_B1, [2025, 2024], counted)), days=1)
    first, second = of("LA334", "in_need_rate")
    assert (first["period"], first["value"], first["status"]) == ("2024", None, "x")
    assert (second["period"], second["value"]) == ("2025", 10_000.0)


@pytest.mark.usefixtures("sqlite_store")
def test_a_joint_figure_is_shown_to_both_and_names_the_other():
    rows = [row for row in tidy_rows(CSWW, [2025]) if len(row) < 8 or row[7] != "941"]
    line = next(row for row in rows if row[7] == "940")
    line[7:10] = ["940 / 941", "E06000061 / E06000062", "North and West Northamptonshire"]
    load(CSWW, as_csv(rows))
    (north,), (west,) = of("LA940", "vacancies"), of("LA941", "vacancies")
    assert (north["shared_with"], west["shared_with"]) == ("West Northamptonshire", "North Northamptonshire")
    assert north["value"] == west["value"] == 7.0
    assert of("LA334", "vacancies")[0]["shared_with"] == ""


@pytest.mark.usefixtures("sqlite_store")
def test_spending_is_for_each_child(tmp_path: Path):
    load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2024], counted)))
    load(RO3, as_ods(tmp_path / "ro3.ods", {"RO3_LA_Data_202425": outturn_rows(RO3)}), "ro3.ods")
    (row,) = of("LA334", "spend_per_child")
    assert (row["period"], row["value"]) == ("2024-25", 12_500 / 2_000)
    assert (row["region_value"], row["region_status"]) == (None, "x")


@pytest.mark.usefixtures("sqlite_store")
def test_context_is_as_known_at_an_instant_and_empty_before_anything_is_loaded():
    with reading() as session:
        empty = authority_context(session, "LA334")
        assert (empty.height, empty.columns) == (0, list(COLUMNS))
    load(POPULATIONS, as_csv(tidy_rows(POPULATIONS, [2024])), days=1)
    with reading() as session:
        assert authority_context(session, "LA334", NOW).height == 0
        assert authority_context(session, "LA334", NOW + timedelta(days=2))["code"].to_list() == [CONTEXT[0].code]
