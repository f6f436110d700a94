"""Illustrative returns: the same every time, marked everywhere, and free of errors."""

import itertools
import re
import zipfile
from io import BytesIO

import openpyxl
import polars as pl
import pytest

from etl.parse import read_workbook
from etl.privacy import personal
from etl.validate import Checked, Context, validate
from schemas.authorities import authority, register_frame
from schemas.returns import RETURNS
from schemas.returns.activity import ACTIVITY
from schemas.returns.funding import FUNDING
from schemas.returns.standards import STANDARDS
from schemas.returns.unit import UNIT
from schemas.vocabulary import Severity
from seed.activity import activity_rows
from seed.authority_paths import paths
from seed.determination import allocations
from seed.generate import amendments, frames_of, received_at, returning, rows_of, uploads
from seed.quarters import LATEST, QUARTERS, index_of, publication
from seed.unit import children_held

BEFORE = LATEST.previous
SAMPLE = sorted(paths())[::8]


def checked(spec, period, upload) -> Checked:
    """An upload checked against the quarter before and the determination, as the pipeline would."""
    whose = upload.authority.authority_id
    amounts = [
        {"grant": grant, "amount_gbp": amount}
        for (owner, grant), amount in allocations(period.financial_year).items()
        if owner == whose
    ]
    reference = {
        "register": register_frame(period.reference_date).select("dfe_code", "ons_code"),
        "collection": pl.DataFrame({"is_accepted": [False]}),
        "allocations": pl.DataFrame(amounts),
    }
    before = frames_of(spec, rows_of(spec, period.previous, paths()[whose]))
    context = Context(upload.received_at.date(), period, upload.authority, before, reference)
    return validate(read_workbook(upload.name, upload.content, spec, limit_bytes=20_000_000), spec, context)


def places(period, ids):
    return [authority(i, period.reference_date) for i in ids]


def errors_of(found: Checked) -> list[str]:
    return [issue.message for issue in found.issues if issue.severity is Severity.ERROR]


@pytest.mark.parametrize("period", [QUARTERS[3], BEFORE], ids=str)
@pytest.mark.parametrize("spec", RETURNS.values(), ids=list(RETURNS))
def test_a_sample_of_returns_has_no_errors(spec, period):
    for upload in uploads(spec, period, places(period, SAMPLE)):
        assert errors_of(checked(spec, period, upload)) == [], upload.name


@pytest.mark.slow
def test_every_return_of_the_latest_quarter_has_no_errors_and_every_kind_of_query_can_be_seen():
    queries = {}
    for spec in RETURNS.values():
        for upload in uploads(spec, LATEST):
            found = checked(spec, LATEST, upload)
            assert errors_of(found) == [], upload.name
            assert upload.explanations["*"]
            queries[upload.name] = {issue.code for issue in found.issues if issue.severity is Severity.QUERY}
    assert len(queries) == 141 + 139 + 141 + 139
    assert 0.15 < sum(map(bool, queries.values())) / len(queries) < 0.45
    found = set().union(*queries.values())
    assert found >= {"U012", "U013", "U021", "U022", "U031", "F003", "F005", "C005", "P002", "P009"}


def test_the_same_authority_and_quarter_give_the_same_rows_whatever_was_made_before():
    [solihull] = places(LATEST, ["LA334"])
    alone = rows_of(UNIT, LATEST, paths()["LA334"])
    list(uploads(UNIT, QUARTERS[2], places(QUARTERS[2], SAMPLE[:3])))
    assert rows_of(UNIT, LATEST, paths()["LA334"]) == alone
    first, second = (next(uploads(UNIT, LATEST, [solihull])) for _ in range(2))
    assert (first.name, first.received_at) == (second.name, second.received_at)
    assert parts_of(first.content) == parts_of(second.content)


def parts_of(content):
    """Every part of a workbook but the one that says when it was made."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


def test_every_sheet_says_that_it_is_illustrative():
    for spec in RETURNS.values():
        upload = next(uploads(spec, LATEST, places(LATEST, ["LA334"])))
        assert upload.is_illustrative
        assert "illustrative" in upload.name
        book = openpyxl.load_workbook(BytesIO(upload.content), read_only=True)
        for sheet in spec.sheets:
            top = [cell for row in book[sheet.title].iter_rows(max_row=3, values_only=True) for cell in row if cell]
            assert any("Illustrative data" in str(cell) for cell in top), sheet.title


def test_no_free_text_names_a_person():
    titled = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame)\b")
    for path in paths().values():
        for spec, period in itertools.product((UNIT, STANDARDS), (BEFORE, LATEST)):
            for sheet in rows_of(spec, period, path).values():
                texts = [v for row in sheet for v in row.values() if isinstance(v, str)]
                assert not [t for t in texts if titled.search(t) or personal(t, LATEST.end)]


def test_what_was_true_stays_true_from_quarter_to_quarter():
    for path in list(paths().values())[::5]:
        before = None
        for period in QUARTERS:
            now = {row["milestone"]: row for row in rows_of(UNIT, period, path)["milestones"]}
            for code, row in (before or {}).items():
                assert now[code]["baseline_on"] == row["baseline_on"]
                if row["actual_on"]:
                    assert now[code]["actual_on"] == row["actual_on"]
            before = now


def test_spending_never_falls_within_a_year():
    for path in list(paths().values())[::5]:
        for period in QUARTERS:
            if period.quarter == 1 or index_of(period) == 0:
                continue
            last, now = (rows_of(FUNDING, q, path)["grants"] for q in (period.previous, period))
            assert all(b["spent_ytd_gbp"] >= a["spent_ytd_gbp"] for a, b in zip(last, now, strict=True))


def test_most_returns_are_on_time_and_some_are_very_late():
    period = QUARTERS[4]
    days = [(received_at(p, UNIT, period).date() - period.end).days for p in paths().values()]
    on_time = sum(day <= UNIT.due_days for day in days)
    assert 0.8 < on_time / 153 < 0.95
    assert max(days) > UNIT.due_days + 10
    assert all(
        received_at(p, s, q) < publication(q) for p in paths().values() for s in RETURNS.values() for q in QUARTERS
    )


def test_authorities_stand_under_the_code_of_the_day():
    barnsley = {a.authority_id: a for a in returning(UNIT, QUARTERS[0])}["LA370"]
    assert barnsley.ons_code == "E08000016"
    assert {a.authority_id: a for a in returning(UNIT, LATEST)}["LA370"].ons_code == "E08000038"


def test_a_few_accepted_returns_are_corrected_with_a_reason():
    found = [upload for period in QUARTERS[-3:] for upload in amendments(UNIT, period)]
    assert found
    assert all(upload.reason and "corrected" in upload.name for upload in found)
    book = openpyxl.load_workbook(BytesIO(found[0].content), read_only=True)
    cover = {row[0]: row[1] for row in book["Cover"].iter_rows(values_only=True) if row[0]}
    assert cover["Amendment"] == "Yes"


def test_one_authority_has_nothing_to_report_and_says_so():
    [scilly] = places(LATEST, ["LA420"])
    [upload] = uploads(ACTIVITY, LATEST, [scilly])
    found = checked(ACTIVITY, LATEST, upload)
    assert found.issues == []
    assert found.rows["cover"]["is_nil"].to_list() == [True]
    assert set(found.rows["counts"].drop("row").row(0)) == {0}


def test_plans_at_the_end_are_those_before_and_those_started_less_those_ended():
    for path in list(paths().values())[::5]:
        before = None
        for period in QUARTERS:
            [now] = activity_rows(path, period)["counts"]
            assert now["plans_end_count"] >= children_held(path, period)[1]
            if before is not None:
                assert now["plans_end_count"] == before + now["plans_started_count"] - now["plans_ended_count"]
            before = now["plans_end_count"]


def test_a_year_of_england_is_near_the_published_figures():
    year = [activity_rows(path, period)["counts"][0] for path in paths().values() for period in QUARTERS[-4:]]
    total = {name: sum(row[name] for row in year) for name in year[0]}
    assert 210_000 < total["s47_started_count"] < 250_000
    timely = total["icpc_0_10_count"] + total["icpc_11_15_count"]
    assert 0.79 < timely / total["icpc_count"] < 0.85
    assert 0.22 < total["repeat_plans_count"] / total["plans_started_count"] < 0.27
    assert 45_000 < total["plans_end_count"] / 4 < 58_000
