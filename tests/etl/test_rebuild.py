"""Published totals, built again from the authorities' rows."""

from pathlib import Path

import polars as pl
import pytest

from etl.rebuild import Rebuilt, half_up, rebuild
from schemas.figures import FIGURE_COLUMNS, FigureSheet
from schemas.sources import CIN_B1, CIN_C1, CIN_D3, CIN_D5, STATISTICS
from tests.etl.published import REAL, check, real

PROVED = [CIN_B1, CIN_C1, CIN_D3, CIN_D5]


def figures(*rows: tuple[str, str, str, str | None, str, float | str]) -> pl.DataFrame:
    """Rows of level, place, period, region, measure, and a value or a symbol."""
    whole = [
        {
            "level": level, "geography": place, "name": f"{place} Council", "period": period, "region_code": region,
            "measure": measure, "value": None if isinstance(value, str) else float(value),
            "status": value if isinstance(value, str) else "ok",
        }
        for level, place, period, region, measure, value in rows
    ]  # fmt: skip
    return pl.DataFrame(whole, schema={"period": pl.String, **FIGURE_COLUMNS})


def rebuilt(sheet: FigureSheet, *rows: tuple[str, str, str, str | None, str, float | str]) -> dict[str, object]:
    """What becomes of England's total in the last period."""
    found = rebuild(sheet, figures(*rows)).filter(pl.col("geography") == "E92000001").sort("period")
    return found.row(-1, named=True)


def started(
    *counts: float | str, total: float, year: str = "2024"
) -> list[tuple[str, str, str, str | None, str, float | str]]:
    name = "plans_started_count"
    rows = [("authority", f"LA{n}", year, "E12000001", name, count) for n, count in enumerate(counts)]
    return [*rows, ("england", "E92000001", year, None, name, total)]  # type: ignore[list-item]


@pytest.mark.parametrize(("value", "rounded"), [(4, 0), (5, 10), (14.9, 10), (15, 20), (25, 30), (994.9, 990), (0, 0)])
def test_totals_are_rounded_half_up_to_ten(value: float, rounded: int):
    assert half_up(value) == rounded


def test_a_sum_that_rounds_to_the_total_is_exact():
    row = rebuilt(CIN_D3.figures, *started(123, 62, total=190))
    assert (row["verdict"], row["rebuilt"], row["is_certain"]) == ("exact", 190, True)


def test_a_hidden_count_is_one_to_five():
    row = rebuilt(CIN_D3.figures, *started(100, "c", "c", total=100))
    assert (row["verdict"], row["low"], row["high"], row["hidden_count"]) == ("within", 100, 110, 2)
    assert rebuilt(CIN_D3.figures, *started(100, "c", "c", total=110))["verdict"] == "exact"
    assert rebuilt(CIN_D3.figures, *started(100, "c", "c", total=120))["verdict"] == "unexplained"


def test_an_authority_without_a_figure_counts_with_its_last():
    row = rebuilt(CIN_D3.figures, *started(100, 50, total=150, year="2022"), *started(100, "x", total=100, year="2023"),
                  *started(100, "u", total=150))  # fmt: skip
    assert (row["verdict"], row["carried"]) == ("exact", "LA1 Council")


def test_a_total_that_counts_something_else_for_it_is_an_exception_with_the_reason():
    row = rebuilt(CIN_D3.figures, *started(100, 50, total=150, year="2023"), *started(100, "x", total=180))
    assert (row["verdict"], row["authorities"]) == ("exception", "LA1 Council")
    assert row["reason"] == (
        "LA1 Council has no figure for 2024, and the total counts 75 to 84 for it. LA1 Council's last, 50, is of 2023."
    )
    left_out = rebuilt(CIN_D3.figures, *started(100, 50, total=150, year="2023"), *started(100, "x", total=100))
    assert "and the total leaves it out" in str(left_out["reason"])


def test_a_difference_that_nobody_can_have_made_is_unexplained():
    assert rebuilt(CIN_D3.figures, *started(100, 50, total=190))["verdict"] == "unexplained"
    assert rebuilt(CIN_D3.figures, *started(100, "x", total=60))["verdict"] == "unexplained"


def test_hidden_parts_of_a_total_share_what_the_shown_parts_leave():
    parts = [m.name for m in CIN_D5.figures.measures if m.part_of]
    own = [("authority", "LA1", "2024", "E12000001", m, v) for m, v in zip(parts, [20, 10, 12, "c", "c"], strict=True)]
    total = ("authority", "LA1", "2024", "E12000001", "plans_at_31_march_count", 60)
    row = rebuilt(CIN_D5.figures, *own, total, ("england", "E92000001", "2024", None, parts[3], 20))  # type: ignore[arg-type]
    assert (row["verdict"], row["low"], row["high"]) == ("within", 0, 20)


def test_london_is_its_two_parts():
    name = "plans_started_count"
    rows = [("authority", "LA201", "2024", "E13000001", name, 40), ("authority", "LA301", "2024", "E13000002", name, 60),
            ("authority", "LA334", "2024", "E12000005", name, 500), ("region", "E12000007", "2024", None, name, 100)]  # fmt: skip
    (row,) = rebuild(CIN_D3.figures, figures(*rows)).to_dicts()  # type: ignore[arg-type]
    assert (row["verdict"], row["rebuilt"]) == ("exact", 100)


# The proof


@pytest.fixture(scope="module")
def proof(shared: Path) -> pl.DataFrame:
    found = []
    for statistic in PROVED:
        rows = check(statistic, real(shared, statistic.code), REAL[statistic.code]).rows["figures"]
        found.append(rebuild(statistic.figures, rows).with_columns(source=pl.lit(statistic.code)))
    return pl.concat(found)


def test_every_published_count_of_four_tables_is_rebuilt_or_explained(proof: pl.DataFrame):
    assert set(proof["source"]) <= set(STATISTICS)
    assert proof.height == 3_432
    verdicts = dict(proof["verdict"].value_counts().iter_rows())
    assert verdicts == {Rebuilt.EXACT: 2_828, Rebuilt.WITHIN: 482, Rebuilt.EXCEPTION: 122}
    assert proof.filter(pl.col("verdict") == "exact", "is_certain").height == 2_665


def test_what_is_not_exact_lies_within_its_bounds_or_names_its_authority(proof: pl.DataFrame):
    within = proof.filter(pl.col("verdict") == "within")
    assert within.filter(pl.col("published").is_between("low", "high")).height == within.height
    assert (within["hidden_count"] > 0).all()
    exceptions = proof.filter(pl.col("verdict") == "exception")
    assert exceptions.filter(pl.col("source") != "cin_d5").height == 112
    assert exceptions.filter((pl.col("authorities") == "") | (pl.col("reason") == "")).is_empty()
    assert set("; ".join(exceptions["authorities"]).split("; ")) == {
        "Cornwall", "County Durham", "Doncaster", "Hackney", "Hampshire", "Havering", "Herefordshire, County of",
        "Lancashire", "Newham", "Norfolk", "Oldham", "South Tyneside",
    }  # fmt: skip


def test_an_exception_of_england_is_that_of_a_region(proof: pl.DataFrame):
    exceptions = proof.filter(pl.col("verdict") == "exception")
    key = ["source", "period", "measure"]
    regional = exceptions.filter(pl.col("geography") != "E92000001").select(*key, "authorities")
    national = exceptions.filter(pl.col("geography") == "E92000001")
    alone = national.join(regional, on=key, how="anti")
    assert alone.is_empty()


def test_a_shrunken_file_does_not_prove_itself(shared: Path):
    rows = check(CIN_D3, real(shared, "cin_d3"), REAL["cin_d3"]).rows["figures"]
    without = rows.filter(pl.col("geography") != "LA330")
    assert rebuild(CIN_D3.figures, without).filter(pl.col("verdict") == "unexplained").height > 40
