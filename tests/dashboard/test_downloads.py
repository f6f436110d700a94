"""Files of figures: who may have them, what is in them, and that they are the same figures as on the pages."""

import csv
import io
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import httpx
import polars as pl
import pytest
from starlette.applications import Starlette

from dashboard import reads
from dashboard.downloads import routes
from dashboard.looking import ReadAs
from dashboard.open_data import COLUMNS, as_csv, open_data, safe_cell
from etl import pipeline, working
from etl.settings import settings
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from seed import generate
from tests.dashboard.opened import finished

SOLIHULL, BRADFORD = authority("LA334"), authority("LA380")
QUARTER = Period.parse("2026-27 Q2")
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
ADMIN = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
INSPECTORATE = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))


def _fill():
    for period in (QUARTER.previous, QUARTER):
        files = generate.uploads(UNIT, period, [SOLIHULL, BRADFORD])
        pipeline.submit_many(ANALYST, UNIT, period, files, settings().now())


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the filled store is kept, so that it is filled once."""
    return tmp_path_factory.mktemp("filled") / "filled.db"


@pytest.fixture
def filled(sqlite_store, kept):
    """A store with two authorities' Unit returns of two quarters."""
    if kept.exists():
        shutil.copy(kept, settings().sqlite_path())
        return
    _fill()
    with closing(sqlite3.connect(settings().sqlite_path())) as connection:
        connection.execute("VACUUM INTO ?", [str(kept)])


def got(viewer, path):
    """The answer to a request; the gate puts the viewer that it found in the request, so this does too."""
    application = Starlette(routes=routes)

    async def gated(scope, receive, send):
        if viewer is not None:
            scope.setdefault("state", {})["viewer"] = viewer
        await application(scope, receive, send)

    async def asked():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gated), base_url="http://localhost") as client:
            return await client.get(path)

    return finished(asked())


def _rows(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_an_officer_gets_their_own_authority_by_any_of_its_codes(filled):
    by_code = [got(OFFICER, f"/download/authority/{code}.csv") for code in ("334", "E08000029", "LA334")]
    assert len({answer.content for answer in by_code}) == 1
    rows = _rows(by_code[0])
    assert tuple(rows[0]) == COLUMNS
    assert {row["la_name"] for row in rows} == {"Solihull"}
    assert {(row["old_la_code"], row["new_la_code"]) for row in rows} == {("334", "E08000029")}
    assert {row["time_identifier"] for row in rows} == {"Financial year Q1", "Financial year Q2"}
    assert {row["time_period"] for row in rows} == {"202627"}
    assert {row["marking"] for row in rows} == {"Illustrative data — not real"}


def test_what_one_may_not_have_is_answered_like_what_does_not_exist(filled):
    unknown = got(OFFICER, "/download/authority/zzz.csv")
    asked = [(OFFICER, "380"), (OFFICER, "E08000032"), (OFFICER, "000"), (MEMBER, "999")]
    asked += [(viewer, "334") for viewer in (ADMIN, INSPECTORATE, NOBODY, None)]
    for viewer, code in asked:
        answer = got(viewer, f"/download/authority/{code}.csv")
        assert answer.status_code == 404
        assert (answer.content, dict(answer.headers)) == (unknown.content, dict(unknown.headers))
    assert unknown.text == "There is no file at this address, or your account does not cover it."
    assert got(OFFICER, "/download/authority/..%2f334.csv").status_code == 404


def test_both_databases_give_the_same_answers(store):
    _fill()
    assert {row["la_name"] for row in _rows(got(OFFICER, "/download/authority/334.csv"))} == {"Solihull"}
    assert got(OFFICER, "/download/authority/380.csv").status_code == 404


def test_a_forbidden_authority_with_a_wrong_period_still_looks_unknown(filled):
    assert got(OFFICER, "/download/authority/380.csv?period=never").status_code == 404


def test_a_file_is_the_frame_that_the_pages_show(filled):
    rows = _rows(got(MEMBER, f"/download/authority/380.csv?period={QUARTER}"))
    shown = reads.observations(MEMBER, str(QUARTER)).filter(pl.col("geography") == "LA380")
    assert len(rows) == shown.height
    keyed = {(row["indicator_id"], row["breakdown"] or "Total"): row for row in rows}
    for row in shown.iter_rows(named=True):
        cell = keyed[row["indicator_id"], row["breakdown"] or "Total"]["value"]
        assert cell == safe_cell(row["value"]) if row["value"] is not None else not cell.replace(".", "").isdigit()


def test_the_board_gets_suppressed_figures_where_the_authority_gets_its_own(filled):
    hidden = {
        (row["indicator_id"], row["breakdown"]): row
        for row in _rows(got(MEMBER, "/download/authority/334.csv?period=2026-27 Q2"))
        if row["value_status"] == "c"
    }
    assert hidden
    assert all({row["value"], row["numerator"]} == {"c"} for row in hidden.values())
    own = {
        (r["indicator_id"], r["breakdown"]): r
        for r in _rows(got(OFFICER, "/download/authority/334.csv?period=Q2 2026-27"))
    }
    assert all(own[key]["value_status"] != "c" for key in hidden)


def test_an_indicator_has_every_place_that_one_may_see(filled):
    rows = _rows(got(ANALYST, "/download/indicator/ST-02.csv"))
    levels = {row["geographic_level"] for row in rows}
    assert levels == {"National", "Regional", "Local authority", "Police force area", "Group of local authorities"}
    assert {"West Midlands", "Pathfinder areas"} <= {row[name] for row in rows for name in ("pfa_name", "group_name")}
    assert {"Solihull", "Bradford"} <= {row["la_name"] for row in rows}
    england = next(row for row in rows if row["geographic_level"] == "National")
    assert (england["country_code"], england["country_name"], england["la_name"]) == ("E92000001", "England", "")
    own = _rows(got(OFFICER, "/download/indicator/ST-02.csv"))
    assert {row["la_name"] for row in own} == {"", "Solihull"}
    assert {row["geographic_level"] for row in own} == {"National", "Regional", "Local authority"}


@pytest.mark.parametrize("viewer", [NOBODY, None], ids=["nobody", "no one"])
def test_nobody_gets_no_indicator(filled, viewer):
    assert got(viewer, "/download/indicator/ST-02.csv").status_code == 404


def test_an_unknown_indicator_and_a_quarter_without_figures_are_not_found(filled):
    assert got(ANALYST, "/download/indicator/ZZ-99.csv").status_code == 404
    assert got(ANALYST, "/download/indicator/ST-02.csv?period=2019-20 Q1").status_code == 404


def test_a_period_that_is_none_gets_a_sentence(filled):
    answer = got(ANALYST, "/download/indicator/ST-02.csv?period=summer")
    assert answer.status_code == 400
    assert "is not a quarter" in answer.text


def test_a_file_is_named_marked_as_csv_and_never_kept(filled):
    answer = got(OFFICER, "/download/authority/334.csv?period=2026-27 Q2")
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="authority-334-2026-27-Q2-newest-not-yet-released.csv"'
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-5 posts", "'-5 posts"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        (-3.5, "-3.5"),
        (12.0, "12"),
        (0.1, "0.1"),
        (7, "7"),
        (None, ""),
        (True, "Yes"),
        ("Solihull", "Solihull"),
    ],
)
def test_text_that_begins_like_a_formula_gets_an_apostrophe_and_numbers_stay(value, cell):
    assert safe_cell(value) == cell


def test_letters_beyond_ascii_and_commas_survive():
    content = as_csv(["name"], [["Illustrative — “a, b”"]])
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1] == ["Illustrative — “a, b”"]


def test_a_value_without_a_number_holds_its_symbol():
    row = {
        "indicator_id": "ST-02", "level": "england", "geography": "E92000001", "period": "2026-27 Q2", "breakdown": "",
        "numerator": None, "denominator": 4.0, "value": None, "status": "z", "flags": "e", "rag": "not_rated",
        "source": "Unit implementation return", "as_of": datetime(2026, 11, 22, tzinfo=UTC),
    }  # fmt: skip
    observations = pl.DataFrame([row], schema={k: v for k, v in working.OBSERVATION_TYPES.items() if k in row})
    of = ReadAs("2: Second", "1.1", "release-2-v1.1")
    content = open_data(observations, {}, lambda _: of, is_illustrative=False)
    [made] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (made["value"], made["numerator"], made["denominator"], made["value_status"]) == ("z", "z", "4", "z")
    assert (made["breakdown"], made["marking"]) == ("Total", "")
    assert (made["release"], made["data_version"]) == ("2: Second", "1.1")
