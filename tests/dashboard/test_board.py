"""Recommendations and Programme: who has them, what they say of a store with and without records, and of each other."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import reads_board
from dashboard.board_csv import PARTS, board_csv
from dashboard.navigation import pages
from dashboard.programmed import Programme, sentence
from dashboard.recommended import Standing, every_sentence, one_sentence, standings
from dashboard.views import programme, recommendations
from dashboard.views.recommendations_parts import counts_of
from etl import compute, pipeline
from etl.inputs import read_inputs
from etl.store import reading
from schemas.access import NOBODY, OPERATOR, Role, Viewer
from schemas.authorities import ENGLAND
from schemas.periods import Period
from schemas.recommendations import RECOMMENDATIONS
from schemas.recorded import Recommendation
from schemas.sources import MEETINGS, PLAN, TRACKER
from seed.records import record_files
from tests.stores import settings_for

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY, QUARTER = date(2026, 11, 22), Period(2026, 2)
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
OTHERS = [
    NOBODY,
    Viewer("o", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"})),
    Viewer("i", "Inspectorate", frozenset({Role.INSPECTORATE})),
    Viewer("a", "Administrator", frozenset({Role.ADMIN})),
]


@pytest.fixture(scope="module")
def recorded_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the illustrative tracker, plan and meetings, and nothing else."""
    path = tmp_path_factory.mktemp("board") / "board.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        for source, name, content in record_files():
            if source in (TRACKER, PLAN, MEETINGS):
                pipeline.refresh(OPERATOR, source, name, content(), NOW, is_illustrative=True)
    return path


@pytest.fixture
def recorded(recorded_template: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "board.db"
    shutil.copy(recorded_template, path)
    with settings_for(f"sqlite:///{path}") as url:
        yield url


def said(view: object, viewer: Viewer, **address: str) -> str:
    """Everything that a page says, shown by itself."""

    def script(view: object, viewer: object) -> None:
        view.page(viewer)  # type: ignore[attr-defined]

    page = AppTest.from_function(script, default_timeout=60, args=(view, viewer))
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    shown = " ".join(str(element.proto.body) for element in page.get("html"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.label or "nobody")
def test_whoever_may_not_read_authorities_has_neither_page_nor_file(recorded: str, viewer: Viewer) -> None:
    for view in (recommendations, programme):
        assert "You cannot see this page." in said(view, viewer)
    assert {"recommendations", "programme"}.isdisjoint(path for _, path, _ in pages(viewer))
    assert [board_csv(viewer, part, TODAY) for part in PARTS] == [b""] * len(PARTS)
    assert (reads_board.tracker(viewer), reads_board.plan(viewer), reads_board.meetings(viewer)) == ({}, {}, {})


def test_the_board_has_both_pages(recorded: str) -> None:
    assert {"recommendations", "programme"} <= {path for _, path, _ in pages(BOARD)}


def test_an_empty_store_says_what_is_not_there_and_keeps_its_shape(sqlite_store: str) -> None:
    words = said(recommendations, BOARD)
    assert "No action on a recommendation is recorded yet." in words
    assert "The recommendations tracker has not been loaded." in words
    assert "Bradford 3. Domestic abuse services" in words
    words = said(programme, BOARD)
    assert "No plan and no meeting has been recorded yet." in words
    assert "The implementation plan has not been loaded." in words
    assert "7. What evidence is there on how agencies work together?" in words
    assert "National Police Chiefs' Council" in words.replace("&#x27;", "'")
    assert "No decision about it is recorded." in said(recommendations, BOARD, recommendation="NR2")


def test_the_page_keeps_response_delivery_and_impact_apart(recorded: str) -> None:
    words = said(recommendations, BOARD, recommendation="LR-SOL-3")
    assert "Recommendation 3 of 3, Solihull" in words
    assert "Its one action is overdue, and no change for children is proved yet." in words
    for title, answer in (("Response", "Accepted"), ("Delivery", "Overdue"), ("Evidence of impact", "None")):
        assert f"{title} {answer}" in words, words
    assert "A delivered action does not count as impact." in words


def test_a_date_that_moved_tells_when_why_and_who_agreed(recorded: str) -> None:
    words = said(recommendations, BOARD, recommendation="NR1")
    assert "Twice" in words
    assert "Partners have not agreed who pays. Agreed 12 Mar 2026, senior responsible owner." in words


def test_overdue_actions_come_first_and_a_choice_leaves_only_them(recorded: str) -> None:
    every, overdue = said(recommendations, BOARD), said(recommendations, BOARD, actions="overdue")
    late = [row for one in standings(reads_board.tracker(BOARD), TODAY) for row in one.actions if row["is_overdue"]]
    assert f"{len(late)} open actions, {len(late)} overdue" in overdue
    assert "Restart joint inspection." in every
    assert "Restart joint inspection." not in overdue
    first = max(late, key=lambda row: row["days_late"])["action"]
    assert every.index(first) < every.index("Restart joint inspection.")
    assert "Solihull 1. Assessments" not in said(recommendations, BOARD, recommendation="national")


def test_figures_on_the_page_are_the_indicators_for_the_same_day(recorded: str) -> None:
    """The page counts from rows for any day; on a quarter's last day it has to say what the indicators say."""
    with reading() as session:
        rows = compute.compute(read_inputs(session, QUARTER, NOW))
    england = rows.filter(pl.col("geography") == ENGLAND, pl.col("breakdown") == "")
    shown = {row["indicator_id"]: row for row in england.iter_rows(named=True)}
    done, overdue, again, proved = counts_of(standings(reads_board.tracker(BOARD), QUARTER.reference_date))
    parts = {id_: tuple(int(shown[id_][name]) for name in ("numerator", "denominator")) for id_ in ("RT-01", "RT-03")}
    assert {"RT-01": done, "RT-03": proved} == {id_: f"{a} of {b}" for id_, (a, b) in parts.items()}
    assert (int(overdue), int(again)) == (shown["RT-02"]["value"], shown["SM-21"]["value"])
    assert int(overdue) > 0, "a comparison of nothing with nothing says nothing"


def test_the_programme_says_what_is_overdue_and_who_must_answer(recorded: str) -> None:
    words = said(programme, BOARD)
    one = Programme(TODAY, reads_board.plan(BOARD), reads_board.meetings(BOARD))
    assert sentence(one) in words
    assert [o.days_late for o in one.overdue] == sorted((o.days_late for o in one.overdue), reverse=True)
    for expected in ("Decide how health posts are paid for from April 2027.", "Leicester : two priority actions", "Next meeting",
                     "26 November 2026", "1. How are protection services organised on the ground?", "129 days to 31 March 2027",
                     "Explain. Two agreements", "53 days late", "Association of Directors of Children"):  # fmt: skip
        assert re.sub(r" (?=:)", "", expected) in re.sub(r" (?=:)", "", words), expected


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_file_whose_rows_say_that_they_are_made_up(recorded: str, part: str) -> None:
    lines = board_csv(BOARD, part, TODAY).decode("utf-8-sig").splitlines()
    assert lines[0].endswith(",marking")
    assert len(lines) > 4
    assert all("not real" in line for line in lines[1:])


def test_no_such_part_is_no_file(recorded: str) -> None:
    assert board_csv(BOARD, "people", TODAY) == b""


def _one(*rows: dict[str, object]) -> Standing:
    plain = {
        "is_counted": True,
        "is_evidenced": False,
        "is_overdue": False,
        "is_open": True,
        "status": "on_track",
        "response": "accepted",
    }
    return Standing(Recommendation.NR1, TODAY, tuple({**plain, **row} for row in rows))


def test_one_late_action_makes_a_recommendation_overdue_whatever_the_others_say() -> None:
    assert _one({}, {"is_overdue": True, "status": "on_track"}).delivery == ("Overdue", "bad")
    assert _one({}, {"status": "at_risk"}).delivery == ("At risk", "warn")
    assert _one({"is_open": False, "is_evidenced": True, "status": "delivered_evidenced"}).delivery == (
        "Evidenced",
        "good",
    )
    assert _one({"is_open": False, "status": "delivered_awaiting_evidence"}).delivery == ("Done, not proved", "warn")
    assert _one({"is_counted": False, "is_open": False, "status": "superseded"}).delivery == ("Superseded", "none")
    assert _one().delivery == ("No action", "none")


def test_evidence_that_nobody_accepted_proves_nothing() -> None:
    waiting = {"strength": "sustained_outcome", "accepted_on": None, "evidence_on": TODAY}
    assert Standing(Recommendation.NR1, TODAY, (), (waiting,)).proof == "None"
    accepted = Standing(Recommendation.NR1, TODAY, (), ({**waiting, "accepted_on": TODAY},))
    assert (accepted.proof, accepted.is_proved) == ("Sustained outcome", True)


def test_the_sentences_can_be_read_aloud(recorded: str) -> None:
    found = standings(reads_board.tracker(BOARD), TODAY)
    one = Programme(TODAY, reads_board.plan(BOARD), reads_board.meetings(BOARD))
    for words in (every_sentence(found), sentence(one), *map(one_sentence, found)):
        assert len(words.split()) <= 26, words
        assert words.endswith(".")
    assert len(found) == len(RECOMMENDATIONS)
