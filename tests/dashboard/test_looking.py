"""A page read as at a release or an instant: everything that it leads to is read so too, and says so."""

import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import reads
from dashboard.instants import in_address, parsed_instant
from dashboard.looked_at import day_looked_at, pin, read_as
from dashboard.looking import ReadAs, named, with_query
from dashboard.quarter import read_quarter
from dashboard.reads_releases import looking_at
from etl import trail
from etl.pipeline import refresh
from etl.sessions import hash_of, open_session
from etl.settings import settings, wall_clock
from etl.store import writing
from schemas.access import OPERATOR, Viewer
from schemas.sources import MEETINGS, PLAN, TRACKER
from seed.people import seed_people
from seed.records import record_files
from tests.etl.releases import ANALYST, COVENTRY, LATEST, MEMBER, NOW, OFFICER, correct, fill, shown_at_once
from tests.stores import forget, settings_for

ISSUER = "http://localhost:9501"
FIRST_SHOWN = NOW - timedelta(hours=24)
CORRECTED = NOW - timedelta(hours=12)
WAY_BACK = "release=newest"
# What leads out of the figures: to sign out, and to a place on the same page.
OUTSIDE = ("/signout", "#", "?release=newest")


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns and records in a first release, then a correction in a second."""
    path = tmp_path_factory.mktemp("looking") / "two.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        with writing() as session:
            seed_people(session, ISSUER)
        fill(now=FIRST_SHOWN)
        for record, name, content in record_files():
            if record in (TRACKER, PLAN, MEETINGS):
                refresh(OPERATOR, record, name, content(), FIRST_SHOWN, is_illustrative=True)
        shown_at_once(now=FIRST_SHOWN)
        correct(COVENTRY, {"verified_records_count": 300}, now=CORRECTED)
        shown_at_once("Second", "A figure was found to be wrong.", CORRECTED)
        trail.settled()
    return path


@pytest.fixture
def two(kept: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copy(kept, tmp_path / "oversight.db")
    with settings_for(f"sqlite:///{tmp_path / 'oversight.db'}") as url:
        yield url


def opened(subject: str, address: str) -> AppTest:
    """A page by its address, as it is shown to a person who is signed in."""
    parts = urlsplit(address)
    page = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    page.user = {"session": hash_of(open_session(ISSUER, subject, secrets.token_hex(8), wall_clock()))}
    page._page_hash = calc_hash(parts.path.strip("/"))
    for name, value in parse_qsl(parts.query):
        page.query_params[name] = value
    page.run()
    assert not page.exception, (address, page.exception)
    return page


def shown(page: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in page.get("html"))


def words(page: AppTest) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", shown(page), flags=re.S))


def links(page: AppTest) -> list[str]:
    return [unescape(href) for href in re.findall(r' href="([^"]*)"', shown(page))]


def test_every_page_that_a_release_leads_to_is_read_as_in_it(two: str) -> None:
    """From the first page on, one address of each kind is opened, until there are no more kinds."""
    waiting, known, dropped, unsaid = ["/?release=1"], set(), [], []
    while waiting:
        address = waiting.pop()
        page = opened("demo-board", address)
        if "You see this page as in release 1, First" not in words(page):
            unsaid.append(address)
        for href in links(page):
            parts = urlsplit(href)
            if href.startswith(OUTSIDE) or WAY_BACK in href:
                continue
            asked = dict(parse_qsl(parts.query))
            if asked.get("release") != "1":
                dropped.append((address, href))
            kind = (parts.path, *sorted(name for name in asked if name not in ("release", "figure")))
            if kind not in known and not parts.path.startswith("/download/"):
                known.add(kind)
                waiting.append(href)
    assert (dropped, unsaid) == ([], [])
    assert {"/rollout", "/authority", "/recommendations", "/programme", "/definitions", "/provenance", "/releases"} <= {
        path for path, *_ in known
    }


def test_the_newest_has_no_banner_and_the_way_back_leads_to_it(two: str) -> None:
    page = opened("demo-board", "/")
    assert "As it was" not in words(page)
    assert not [href for href in links(page) if "release=1" in href]
    [back] = [href for href in links(opened("demo-board", "/rollout?release=1")) if WAY_BACK in href]
    assert back == "/rollout?release=newest"
    assert "As it was" not in words(opened("demo-board", back))
    assert "“7” is no release or instant that you may read" in words(opened("demo-board", "/?release=7"))


def test_a_permanent_link_shows_the_same_figure_after_the_next_release(two: str) -> None:
    first = opened("demo-board", "/authority?code=331&release=1")
    pins = [href for href in links(first) if "figure=" in href]
    assert {urlsplit(href).fragment for href in pins} >= {"indicators", "over-time", "milestones", "inspection"}
    assert len({*pins}) == len(pins), "each part of a page has a name of its own"
    for href in pins:
        asked = dict(parse_qsl(urlsplit(href).query))
        assert {"code": "E08000026", "quarter": "2026-27 Q2", "release": "1"}.items() <= asked.items()
        assert asked["figure"] == urlsplit(href).fragment
        assert f'id="{asked["figure"]}"' in shown(first)
    newest = opened("demo-board", "/authority?code=331")
    [pinned] = [href for href in links(newest) if "figure=indicators" in href]
    assert dict(parse_qsl(urlsplit(pinned).query))["release"] == "2"
    again = next(href for href in pins if href.endswith("#indicators"))
    assert words(opened("demo-board", again)) == words(first)
    assert words(newest) != words(first)


def test_a_figures_own_page_has_a_permanent_link_too(two: str) -> None:
    page = opened("demo-board", f"/provenance?indicator=IS-03&place=331&period={LATEST}")
    [href] = [href for href in links(page) if "figure=figure" in href]
    assert dict(parse_qsl(urlsplit(href).query)).items() >= {"indicator": "IS-03", "release": "2"}.items()


def test_the_department_reads_any_instant_and_the_board_the_release_of_that_time(two: str) -> None:
    before = in_address(CORRECTED - timedelta(minutes=1))
    then, now = looking_at(ANALYST, "", before), ANALYST
    assert _value(then) != _value(now)
    assert looking_at(MEMBER, "", before).release == 1
    assert looking_at(MEMBER, "", in_address(settings().now())).release == 2
    assert looking_at(MEMBER, "", "2026-11-22T09:30").release == 2
    early = looking_at(MEMBER, "", in_address(FIRST_SHOWN - timedelta(days=1)))
    assert reads.periods(early) == []
    said = words(opened("demo-analyst", f"/?at={before}"))
    assert f"You see this page as known on {CORRECTED.day} November 2026 at" in said
    assert "Nothing had been released by then." in words(opened("demo-board", "/?at=2020-01-01"))
    assert "“yesterday” is no release or instant" in words(opened("demo-board", "/?at=yesterday"))


def _value(viewer: Viewer) -> float | None:
    return read_quarter(viewer, LATEST).figure("IS-03", COVENTRY).value


def test_what_is_read_at_an_instant_is_what_was_read_then(two: str) -> None:
    """As known a moment after the first release is what an update's number says, and not what came since."""
    first = looking_at(ANALYST, "", in_address(FIRST_SHOWN + timedelta(hours=1)))
    number = reads.version(first) & ((1 << 40) - 1)
    by_number = looking_at(ANALYST, "", str(number))
    for period in reads.periods(first):
        assert (
            reads.observations(first, period)
            .sort(pl.all())
            .equals(reads.observations(by_number, period).sort(pl.all()))
        )
    assert reads.periods(first) == reads.periods(by_number) == reads.periods(ANALYST)
    assert reads.accepted(first, COVENTRY, str(LATEST)) != reads.accepted(ANALYST, COVENTRY, str(LATEST))
    found = reads.origin(first, "IS-03", COVENTRY, str(LATEST))
    assert found is not None
    assert found.numerator == _numerator(first) != _numerator(ANALYST)


def _numerator(viewer: Viewer) -> float | None:
    return read_quarter(viewer, LATEST).figure("IS-03", COVENTRY).numerator


def test_a_number_of_an_update_tells_the_board_nothing_of_what_is_not_released(two: str) -> None:
    correct(COVENTRY, {"verified_records_count": 310}, now=settings().now())
    forget()
    newest = reads.version(ANALYST) & ((1 << 40) - 1)
    answers = [looking_at(MEMBER, "", str(number)) for number in (newest, newest + 1, 99_999)]
    assert answers == [MEMBER] * 3
    assert looking_at(ANALYST, "", str(newest)).upto == newest
    assert looking_at(ANALYST, "", "9" * 30) == ANALYST


def test_an_officers_link_leads_to_its_own_figures_as_they_are_now(two: str) -> None:
    correct(COVENTRY, {"verified_records_count": 310}, now=settings().now())
    forget()
    now = _value(OFFICER)
    where = pin(OFFICER)
    assert where["release"] == "2"
    correct(COVENTRY, {"verified_records_count": 320}, now=settings().now())
    forget()
    again = looking_at(OFFICER, where["release"], where["at"])
    assert _value(again) == now != _value(OFFICER)
    assert looking_at(MEMBER, where["release"], where["at"]) == looking_at(MEMBER, "2")
    assert _value(looking_at(OFFICER, "2")) != now, "its own figures too are as in the release"


def test_a_file_says_of_which_release_it_is(two: str) -> None:
    assert read_as(looking_at(MEMBER, "1")).release == "1: First"
    assert read_as(MEMBER).release == "2: Second"
    assert read_as(ANALYST).release == "newest, not yet released"
    assert read_as(OFFICER, is_own=True).release == "newest, not yet released"
    assert read_as(looking_at(ANALYST, "", "2026-10-31")).release == "as known on 31 October 2026 at 23:59"
    assert named("slips.csv", ReadAs("1: First", "1.0", "release-1-v1.0")) == "slips-release-1-v1.0.csv"


def test_what_is_late_is_judged_on_the_day_that_is_looked_at(two: str) -> None:
    today = settings().day()
    assert day_looked_at(MEMBER) == today
    assert day_looked_at(looking_at(ANALYST, "", "2026-10-31T12:00")).isoformat() == "2026-10-31"
    assert day_looked_at(looking_at(MEMBER, "1")) == FIRST_SHOWN.date()


@pytest.mark.parametrize("text", ["2026-10-31T12:00", "2026-10-31", "2026-07-01T08:15:30", "2026-01-05T00:00"])
def test_an_instant_in_an_address_is_englands_time(text: str) -> None:
    instant = parsed_instant(text)
    assert instant is not None
    assert in_address(instant) == text


def test_an_address_keeps_what_it_says_already() -> None:
    assert with_query("/rollout#map", {"release": "1"}) == "/rollout?release=1#map"
    assert with_query("/?release=2", {"release": "1"}) == "/?release=2"
    assert with_query("/authority?code=E0&quarter=2026-27+Q2", {"at": "2026-10-31T12:00"}) == (
        "/authority?code=E0&quarter=2026-27+Q2&at=2026-10-31T12%3A00"
    )


def test_the_department_chooses_a_day_on_the_page_and_nobody_else_is_offered_one(two: str) -> None:
    page = opened("demo-analyst", "/rollout")
    [box] = page.date_input
    assert box.label == "As known on"
    box.set_value(FIRST_SHOWN.date()).run()
    assert "You see this page as known on 21 November 2026 at 23:59." in words(page)
    assert [href for href in links(page) if href.startswith("/authority?") and "at=2026-11-21" in href]
    assert len(opened("demo-board", "/rollout").date_input) == 0
