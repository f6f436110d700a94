"""An authority's figures across a change of its boundary: on its page, in its files, and for whom."""

import csv
import io
import re
from datetime import date

import httpx
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard import reads_series
from dashboard.downloads import routes
from dashboard.views import authority
from dashboard.views.authority_trend import choices, trend_figure
from schemas.access import NOBODY, Role, Viewer
from schemas.continuity import View
from schemas.place_series import place_series
from tests.dashboard.opened import finished
from tests.etl.boundary_store import CUMBERLAND, CUMBRIA, MILESTONES, SOLIHULL, WESTMORLAND, publish_round_the_split

BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer, Cumberland", frozenset({Role.LA_PREPARER}), frozenset({CUMBERLAND}))
ELSEWHERE = Viewer("other", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({SOLIHULL}))
SPLIT = "Break at 1 April 2023: Cumbria was split; the two together are the old county."


@pytest.fixture
def filled(sqlite_store: str) -> str:
    publish_round_the_split()
    return sqlite_store


def page(viewer: Viewer, **query: str) -> AppTest:
    def script(view: object, viewer: object, query: dict[str, str]) -> None:
        import streamlit as st

        for name, value in query.items():
            if name not in st.query_params:
                st.query_params[name] = value
        view.page(viewer)  # type: ignore[attr-defined]

    return AppTest.from_function(script, default_timeout=60, args=(authority, viewer, query)).run()


def words(shown: AppTest) -> str:
    assert not shown.exception, shown.exception
    found = " ".join(str(element.proto.body) for element in shown.get("html"))
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", found, flags=re.S))


def test_the_page_offers_both_views_and_the_one_in_the_address_governs_the_trend(filled: str) -> None:
    asked = {"code": "942", "trend": MILESTONES}
    first = page(BOARD, **asked)
    assert (first.radio[0].options, first.radio[0].value) == (
        ["As published at the time", "On today's geography"],
        "published",
    )
    said = words(first)
    assert "Cumberland took the place of Cumbria (909) on 1 April 2023." in said
    assert SPLIT in said
    assert "Cumbria (until 31 March 2023)" in said
    assert "footprint " not in said
    today = page(BOARD, **asked, view="today")
    assert today.radio[0].value == "today"
    assert "Cumbria footprint" in words(today)
    assert "Added up from whole authorities." in words(today)


def test_choosing_a_view_puts_it_in_the_address(filled: str) -> None:
    shown = page(BOARD, code="942", trend=MILESTONES)
    shown.radio[0].set_value("today").run()
    assert shown.query_params["view"] in ("today", ["today"])
    assert "Cumbria footprint" in words(shown)


def test_an_authority_whose_area_never_changed_has_a_trend_and_nothing_to_choose(filled: str) -> None:
    shown = page(BOARD, code="334", trend=MILESTONES, view="today")
    assert not shown.radio
    assert "Milestones met on time, Solihull: 100.0% at 30 September 2023, 75.0% at 31 March 2023" in words(shown)


@pytest.mark.parametrize("code", ["909", "E10000006", "Cumbria"])
def test_one_that_has_ended_is_reached_by_its_old_codes_and_leads_to_those_after_it(filled: str, code: str) -> None:
    said = words(page(BOARD, code=code, trend=MILESTONES))
    assert "Cumbria ended on 31 March 2023." in said
    assert "Cumberland (942) · Westmorland and Furness (943)" in said
    assert "60.0% at 31 March 2023" in said
    assert "You cannot see this page" in words(page(ELSEWHERE, code=code))


def test_the_picture_marks_the_day_and_the_file_has_the_breaks(filled: str) -> None:
    rows = reads_series.quarterly(BOARD, CUMBERLAND, MILESTONES)
    found = place_series(rows, CUMBERLAND, View.AS_PUBLISHED, is_added=True, factor=100)
    made = trend_figure(found, choices()[MILESTONES], CUMBERLAND, View.AS_PUBLISHED, date(2026, 11, 22))
    assert made is not None
    assert "Boundary change, 1 Apr 2023" in made.wide
    assert '"x0": "2023-04-01"' in made.wide
    kept = list(csv.DictReader(io.StringIO(made.csv(None).decode("utf-8-sig"))))
    assert [(row["line"], row["flags"]) for row in kept if row["note"] == SPLIT] == [("Cumberland", "b")]


def test_an_officer_sees_only_their_own_line(filled: str) -> None:
    rows = reads_series.quarterly(OFFICER, CUMBERLAND, MILESTONES)
    assert set(rows["authority_id"]) == {CUMBERLAND}
    shown = page(OFFICER, trend=MILESTONES, view="today")
    assert not shown.radio
    assert "Westmorland" not in words(shown)


@pytest.mark.parametrize("viewer", [NOBODY, ELSEWHERE])
def test_someone_who_may_not_see_the_authority_gets_no_row(filled: str, viewer: Viewer) -> None:
    for authority_id in (CUMBERLAND, CUMBRIA, WESTMORLAND):
        assert reads_series.quarterly(viewer, authority_id, MILESTONES).is_empty()
        assert reads_series.yearly(viewer, authority_id, "in_need").is_empty()


def got(viewer: Viewer, path: str) -> httpx.Response:
    application = Starlette(routes=routes)

    async def gated(scope: dict, receive: object, send: object) -> None:
        scope.setdefault("state", {})["viewer"] = viewer
        await application(scope, receive, send)  # type: ignore[arg-type]

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gated), base_url="http://localhost") as client:
            return await client.get(path)

    return finished(asked())


def rows_of(answer: httpx.Response) -> list[tuple[str, ...]]:
    assert answer.status_code == 200, answer.text
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    names = ("series", "time_period", "time_identifier", "value", "flags", "note")
    return [tuple(row[name] for name in names) for row in rows if row["indicator_id"] == MILESTONES]


def test_the_file_as_published_holds_the_old_authority_and_the_break(filled: str) -> None:
    assert rows_of(got(BOARD, "/download/authority/942.csv?view=published")) == [
        ("Cumberland", "202324", "Financial year Q1", "60", "b", SPLIT),
        ("Cumberland", "202324", "Financial year Q2", "70", "", ""),
        ("Cumbria (until 31 March 2023)", "202223", "Financial year Q4", "60", "", ""),
    ]


def test_the_file_on_todays_geography_holds_the_footprint_and_what_was_added_up(filled: str) -> None:
    found = rows_of(got(ANALYST, "/download/authority/Cumbria.csv?view=today"))
    assert found == [
        ("Cumbria footprint", "202223", "Financial year Q4", "60", "", ""),
        ("Cumbria footprint", "202324", "Financial year Q1", "50", "e", "Added up from whole authorities."),
    ]


def test_a_file_of_one_that_is_not_yours_and_a_view_that_is_none(filled: str) -> None:
    assert {row[0] for row in rows_of(got(OFFICER, "/download/authority/942.csv?view=today"))} == {"Cumberland"}
    for code in ("909", "943", "zzz"):
        assert got(OFFICER, f"/download/authority/{code}.csv?view=today").status_code == 404
    wrong = got(BOARD, "/download/authority/942.csv?view=yesterday")
    assert (wrong.status_code, wrong.text) == (400, "“yesterday” is not a view. Enter published or today.")
