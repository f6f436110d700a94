"""The illustrative records and statistics: clean, marked, always the same, and of the published shape."""

from collections import Counter
from datetime import date

import polars as pl
import pytest

from etl.parse import read_workbook
from etl.validate import Checked, Context, validate
from schemas.authorities import authorities, resolver
from schemas.indicators import INDICATORS
from schemas.sources import CIN_D5, CSWW, RECORDS, STATISTICS
from schemas.spec import Source
from schemas.vocabulary import Verdict
from seed.public_files import public_files

FILES = {source.code: (source, name, content, at) for source, name, content, at in public_files()}
MADE = [code for code in FILES if code in RECORDS or code in STATISTICS]


def checked(code: str) -> Checked:
    source, name, content, at = FILES[code]
    context = Context(at.date(), None, None, {}, {}, resolver(at.date(), ever=True))
    return validate(read_workbook(name, content(), source, limit_bytes=20_000_000), source, context)


def test_every_record_and_every_statistic_that_an_indicator_shows_is_made() -> None:
    assert set(FILES) >= {*RECORDS, *(i.published.source for i in INDICATORS.values() if i.published)}


@pytest.mark.parametrize("code", MADE)
def test_a_file_reads_without_an_issue_is_marked_and_is_the_same_every_time(code: str) -> None:
    found = checked(code)
    assert (found.verdict, found.issues) == (Verdict.CLEAN, [])
    assert all(rows.height for rows in found.rows.values())
    content = FILES[code][2]
    assert content() == content()
    assert "not real" in content().decode().splitlines()[0]


@pytest.mark.parametrize("code", [code for code in MADE if code in STATISTICS])
def test_no_small_count_of_children_is_shown_and_no_hidden_one_stands_alone(code: str) -> None:
    figures = checked(code).rows["figures"]
    children = figures.filter(pl.col("measure").str.ends_with("_count"), pl.col("level") == "authority")
    assert children.filter(pl.col("value").is_between(1, 5)).is_empty()
    assert figures.filter(pl.col("level") == "authority")["geography"].n_unique() == len(authorities(date(2025, 3, 31)))


def test_lengths_of_plans_hide_a_second_figure_where_one_is_hidden_alone() -> None:
    figures = checked(CIN_D5.code).rows["figures"].filter(pl.col("level") == "authority")
    parts = figures.filter(pl.col("measure").str.starts_with("plans_") & pl.col("measure").str.ends_with("_count"))
    parts = parts.filter(pl.col("measure") != "plans_at_31_march_count")
    hidden = parts.group_by("geography", "period").agg(
        hidden=(pl.col("status") == "c").sum(), rest=(pl.col("value") > 0).sum()
    )
    alone = hidden.filter(pl.col("hidden") == 1, pl.col("rest") > 0)
    assert alone.is_empty()
    assert hidden["hidden"].max() >= 2


def test_national_figures_are_near_those_published_for_2025() -> None:
    rows = checked(CSWW.code).rows["figures"].filter(pl.col("level") == "england", pl.col("period") == "2025")
    figures = dict(rows.select("measure", "value").iter_rows())
    assert 12 < figures["vacancy_fte_pct"] < 17
    assert 30_000 < figures["inpost_fte"] < 41_000


def test_those_that_report_together_have_one_row() -> None:
    rows = checked("panel").rows["timeliness"]
    members = Counter(rows.filter(pl.col("quarter") == "2026-27 Q2")["row"])
    assert len(members) < rows["authority_id"].n_unique() == len(authorities(date(2026, 9, 30)))
    assert max(members.values()) == 3  # Berkshire West


def test_every_record_is_a_source_of_the_department() -> None:
    assert all(
        isinstance(record, Source) and record.publisher == "Department for Education" for record in RECORDS.values()
    )
