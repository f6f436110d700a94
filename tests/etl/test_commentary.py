"""What analysts say about a figure: added, never changed, pinned to the figure as it was; by two at once, one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from etl import working
from etl.commentary import About, of_quarter, write
from etl.store import reading, writing
from schemas.access import NotAllowed, Role, Viewer
from schemas.tables import Event
from schemas.tables_commentary import Commentary
from tests.dashboard import builder

ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("demo-authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
MEMBER = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PERIOD = str(builder.LATEST)
KEY = ("ST-02", "E92000001", "")
FIRST = "Vacancies fell because two forces filled their posts."
SECOND = "Vacancies fell because three forces filled their posts."


@pytest.fixture
def about(store: str) -> About:
    """England's vacancies, as they were first made."""
    with writing() as session:
        made = working.begin(session, "demo-analyst", "Built", builder.NOW)
        rows = builder.observations(builder.LATEST)
        working.publish(session, made, rows.filter(rows["indicator_id"] == "ST-02"))
    with reading() as session:
        [figure] = working.observations(session).filter(geography=KEY[1]).to_dicts()
    return About(KEY[0], KEY[1], PERIOD, KEY[2], figure["computation_id"])


def said() -> list[tuple[int, str, float | None, str, str]]:
    with reading() as session:
        every = of_quarter(session, PERIOD).get(KEY, [])
    return [(one.number, one.words, one.value, one.status, one.role) for one in every]


def test_a_second_version_stands_and_the_first_is_kept(about: About) -> None:
    write(ANALYST, about, f"  {FIRST}\n", NOW)
    write(ANALYST, about, SECOND, NOW)
    assert said() == [(2, SECOND, 23.4, "ok", "DfE analyst"), (1, FIRST, 23.4, "ok", "DfE analyst")]
    with reading() as session:
        told = session.scalars(select(Event.detail).where(Event.kind == "commentary.written")).all()
    assert told == [f"ST-02 E92000001 {PERIOD} no. 1", f"ST-02 E92000001 {PERIOD} no. 2"]


@pytest.mark.parametrize("viewer", [AUTHORISER, MEMBER])
def test_only_the_departments_analysts_write(about: About, viewer: Viewer) -> None:
    with pytest.raises(NotAllowed, match="write commentary"):
        write(viewer, about, FIRST, NOW)
    assert said() == []


@pytest.mark.parametrize(("words", "refusal"), [("Too short.", "10 characters"), ("long " * 200, "999 characters")])
def test_words_that_say_too_little_or_too_much_are_refused(about: About, words: str, refusal: str) -> None:
    with pytest.raises(NotAllowed, match=refusal):
        write(ANALYST, about, words, NOW)


def test_a_figure_that_was_never_made_so_cannot_be_written_about(about: About) -> None:
    for other in (About("ST-02", "nowhere", PERIOD, "", 1), About(*KEY[:2], PERIOD, "", about.computation_id + 1)):
        with pytest.raises(NotAllowed, match="no such figure"):
            write(ANALYST, other, FIRST, NOW)


def test_of_two_who_write_at_once_both_are_kept_or_one_is_told(about: About) -> None:
    def attempt(number: int) -> str:
        try:
            write(ANALYST, about, f"{FIRST} Attempt {number}.", NOW)
        except NotAllowed as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(8)))
    kept = said()
    assert [number for number, *_ in kept] == list(range(len(kept), 0, -1))
    assert len(kept) == answers.count("")
    assert {answer for answer in answers if answer} <= {
        "Someone else wrote about this figure at the same time. Open the page again to see it."
    }


@pytest.mark.parametrize("change", [lambda: update(Commentary).values(words="Other."), lambda: delete(Commentary)])
def test_what_was_said_cannot_be_unsaid(about: About, change: Callable[[], object]) -> None:
    write(ANALYST, about, FIRST, NOW)
    with pytest.raises(DatabaseError, match="added, never changed"), writing() as session:
        session.execute(change())
    assert len(said()) == 1
