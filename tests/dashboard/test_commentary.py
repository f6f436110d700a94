"""Commentary is read by those who may read the figure that it is about, and by nobody before the figure is released."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import reads
from dashboard.reads_commentary import Said, said
from dashboard.reads_releases import looking_at
from etl import deciding, releasing, trail
from etl.commentary import About, write
from etl.settings import settings
from etl.store import writing
from schemas.access import NOBODY, Viewer
from seed.people import seed_people
from tests.dashboard.test_looking import ISSUER, opened, words
from tests.etl.releases import (
    ANALYST,
    AUTHORISER,
    COVENTRY,
    LATEST,
    MEMBER,
    NOW,
    OFFICER,
    OTHER,
    WHY,
    correct,
    fill,
    shown_at_once,
)
from tests.stores import forget, settings_for

EARLIER = NOW - timedelta(hours=24)
LATER = NOW - timedelta(hours=12)
TOMORROW = NOW + timedelta(hours=24)
WORDS = "Two reviews came late because the partners met only once."
INDICATOR, PLACE = "CP-04", COVENTRY
KEY = (INDICATOR, PLACE, "")


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commentary") / "one.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        with writing() as session:
            seed_people(session, ISSUER)
        fill(now=EARLIER)
        trail.settled()
    return path


@pytest.fixture
def filled(kept: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copy(kept, tmp_path / "oversight.db")
    with settings_for(f"sqlite:///{tmp_path / 'oversight.db'}") as url:
        yield url


def about(viewer: Viewer = ANALYST, indicator_id: str = INDICATOR, place: str = PLACE) -> About:
    """A figure as a person of the department sees it."""
    found = reads.observations(viewer, str(LATEST)).filter(indicator_id=indicator_id, geography=place, breakdown="")
    return About(indicator_id, place, str(LATEST), "", found["computation_id"][0])


def read(viewer: Viewer, key: tuple[str, str, str] = KEY) -> Said | None:
    forget()
    return said(viewer, str(LATEST)).get(key)


def test_before_any_release_it_is_read_by_all_who_read_the_figure(filled: str) -> None:
    write(ANALYST, about(), WORDS, EARLIER)
    for viewer in (ANALYST, AUTHORISER, MEMBER, OFFICER):
        one = read(viewer)
        assert one is not None, viewer
        assert (one.words, one.role, one.stale) == (WORDS, "DfE analyst", "")
    assert read(NOBODY) is None


def test_what_is_said_of_a_figure_that_is_not_released_is_for_the_department_and_its_own_authority(filled: str) -> None:
    write(ANALYST, about(), WORDS, EARLIER)
    shown_at_once(now=EARLIER)
    correct(PLACE, {"plans_end_count": 200}, now=LATER)
    forget()
    write(ANALYST, about(), "The corrected figure counts the second half too.", LATER)
    number = releasing.prepare(ANALYST, "Second", WHY, LATER)
    deciding.approve(AUTHORISER, number, TOMORROW, LATER)
    newest, first = read(ANALYST), read(MEMBER)
    assert newest is not None
    assert (newest.number, newest.stale) == (2, "")
    assert first is not None
    assert (first.number, first.stale) == (1, ""), "the Board has been shown no other figure"
    own = read(OFFICER)
    assert own is not None
    assert own.number == 2
    deciding.give_early_access(AUTHORISER, number, MEMBER.subject, WHY, TOMORROW, settings().now())
    early, other = read(MEMBER), read(OTHER)
    assert early is not None
    assert other is not None
    assert (early.number, other.number) == (2, 1)


def test_it_is_marked_when_the_figure_has_been_restated(filled: str) -> None:
    write(ANALYST, about(), WORDS, EARLIER)
    shown_at_once(now=EARLIER)
    correct(PLACE, {"plans_end_count": 200}, now=LATER)
    assert read(MEMBER).stale == ""  # type: ignore[union-attr]
    one = read(ANALYST)
    assert one is not None
    assert one.stale == "Written about an earlier figure (it was 30.2 per 10,000, it is 23.9 per 10,000 now)."
    shown_at_once("Second", WHY, LATER)
    assert read(MEMBER) == one, "released, so the Board sees that it was restated"
    then = looking_at(MEMBER, "1")
    assert read(then).stale == ""  # type: ignore[union-attr]


def test_a_figure_restated_before_anyone_was_shown_it_takes_its_commentary_along(filled: str) -> None:
    write(ANALYST, about(), WORDS, EARLIER)
    correct(PLACE, {"plans_end_count": 200}, now=LATER)
    shown_at_once(now=LATER)
    assert read(MEMBER) is None
    assert read(ANALYST).stale != ""  # type: ignore[union-attr]


def test_what_is_said_of_a_hidden_figure_is_hidden_with_it(filled: str) -> None:
    public = reads.observations(MEMBER, str(LATEST)).filter(status="c", level="authority", breakdown="")
    hidden = public.sort("indicator_id", "geography").row(0, named=True)
    key = (hidden["indicator_id"], hidden["geography"], "")
    write(ANALYST, about(ANALYST, *key[:2]), "There were 3 of them, and all of one family.", EARLIER)
    shown_at_once(now=EARLIER)
    assert read(ANALYST, key) is not None
    assert read(MEMBER, key) is None
    assert key not in said(looking_at(MEMBER, "1"), str(LATEST))


def test_words_about_a_hidden_figure_stay_hidden_when_the_next_one_is_shown(filled: str) -> None:
    """IS-03 of Coventry is hidden at first, and shown once it is corrected; nothing is released yet."""
    key = ("IS-03", COVENTRY, "")
    write(ANALYST, about(ANALYST, *key[:2]), "All but two of the records were verified.", EARLIER)
    correct(COVENTRY, {"plans_end_count": 200, "verified_records_count": 300}, now=LATER)
    forget()
    figure = reads.observations(MEMBER, str(LATEST)).filter(indicator_id="IS-03", geography=COVENTRY)
    assert figure["status"].to_list() == ["ok"]
    assert read(MEMBER, key) is None
    assert read(ANALYST, key).stale.startswith("Written about an earlier figure (it was ")  # type: ignore[union-attr]


def test_as_known_before_it_was_written_it_is_not_there(filled: str) -> None:
    write(ANALYST, about(), WORDS, LATER)
    assert read(looking_at(ANALYST, "", (LATER - timedelta(hours=1)).isoformat())) is None
    assert read(looking_at(ANALYST, "", LATER.isoformat())) is not None


def test_the_pages_show_it_beside_the_figure_with_who_and_when(filled: str) -> None:
    write(ANALYST, about(), WORDS, EARLIER)
    write(ANALYST, about(indicator_id="CP-03", place="E92000001"), "Two areas had no chair for most of July.", EARLIER)
    assert f"{WORDS} DfE analyst, 21 November 2026" in words(opened("demo-board", "/authority?code=331"))
    assert "Two areas had no chair for most of July. DfE analyst" in words(opened("demo-board", "/"))
    assert WORDS not in words(opened("demo-board", "/authority?code=333"))


def test_an_analyst_writes_on_the_figures_own_page_and_a_member_cannot(filled: str) -> None:
    address = f"/provenance?indicator={INDICATOR}&place=331&period={LATEST}"
    assert "What lies behind it" not in words(opened("demo-board", address))
    page: AppTest = opened("demo-analyst", address)
    assert "Nothing has been written about this figure." in words(page)
    page.text_area[0].set_value("Too short.")
    page.button[0].click().run()
    assert "These words have 10 characters." in words(page)
    page.text_area[0].set_value(WORDS)
    page.button[0].click().run()
    assert f"{WORDS} DfE analyst, 22 November 2026" in words(page)
    assert WORDS in words(opened("demo-board", address))
