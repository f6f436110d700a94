"""The illustrative public files: the determination and the inspection outcomes."""

from collections import Counter
from datetime import date

import polars as pl

from etl.parse import read_workbook
from etl.validate import Context, validate
from schemas.authorities import authorities, resolver
from schemas.programme import Grant
from schemas.sources import DETERMINATION, OFSTED
from schemas.spec import Source
from schemas.vocabulary import Verdict
from seed import inspections
from seed.determination import YEARS, allocations, determination_csv

TODAY = date(2026, 11, 22)
IDS = {a.authority_id: a for a in authorities(TODAY)}


def checked(source: Source, name: str, content: bytes):
    context = Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))
    return validate(read_workbook(name, content, source, limit_bytes=20_000_000), source, context)


def test_the_determination_reads_without_an_issue_and_holds_every_authority_grant_and_year():
    found = checked(DETERMINATION, "determination.csv", determination_csv())
    assert (found.verdict, found.issues) == (Verdict.CLEAN, [])
    assert found.rows["allocations"].height == 153 * 3 * len(YEARS)
    assert "Illustrative data" in determination_csv().decode().splitlines()[0]


def test_the_published_totals_and_anchors_hold():
    money = allocations("2025-26")
    by_grant = {grant: sum(v for (_, g), v in money.items() if g == grant) for grant in Grant}
    assert abs(by_grant[Grant.PREVENTION] - 270_000_000) < 100_000
    assert abs(by_grant[Grant.TRANSFORMATION] - 18_000_000) < 400_000
    kent = next(a.authority_id for a in IDS.values() if a.name == "Kent")
    assert 6_000_000 < money[kent, Grant.PREVENTION] < 7_400_000
    assert min(v for (_, g), v in money.items() if g == Grant.PREVENTION) == 30_000
    assert all(money[a.authority_id, Grant.TRANSFORMATION] == 0 for a in IDS.values() if a.is_pathfinder)
    assert all(v == 0 for (key, g), v in money.items() if g == Grant.PATHFINDER and not IDS[key].is_pathfinder)


def test_the_inspection_file_reads_without_an_issue():
    found = checked(OFSTED, inspections.FILE_NAME, inspections.ofsted_file())
    assert (found.verdict, found.issues) == (Verdict.CLEAN, [])
    latest = found.rows["latest"]
    assert latest["authority_id"].n_unique() == latest.height == 153
    grades = Counter(latest["help_and_protection"])
    assert grades == {"good": 72, "requires_improvement": 44, "outstanding": 28, "inadequate": 9}
    recent = latest.filter(latest["inspected_on"] >= inspections.NO_OVERALL_FROM)
    assert recent.height > 0
    assert recent["overall"].null_count() == recent.height
    assert "No longer exists" in set(found.rows["history"]["status"])


def test_the_inspection_file_is_the_same_bytes_every_time():
    assert inspections.ofsted_file() == inspections.ofsted_file()


def test_stockport_was_judged_good_on_17_june_2024():
    found = checked(OFSTED, inspections.FILE_NAME, inspections.ofsted_file()).rows["latest"]
    row = found.row(by_predicate=pl.col("authority_id") == "LA356", named=True)
    assert (row["inspected_on"], row["help_and_protection"]) == (date(2024, 6, 17), "good")
