"""Reads of the store: who gets what. The builder's observations stand for what returns come to."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboard import reads, reads_returns
from dashboard.scope import Scope, covers, readable
from etl import working
from etl.store import writing
from schemas.access import NOBODY, Role, Viewer
from schemas.vocabulary import Level
from tests.dashboard import builder

SOLIHULL, BRADFORD = "LA334", "LA380"
NOW, BEFORE = str(builder.LATEST), str(builder.LATEST.previous)
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("demo-officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({SOLIHULL}))
INSPECTOR = Viewer("demo-inspectorate", "Inspectorate", frozenset({Role.INSPECTORATE}))


@pytest.fixture
def built(sqlite_store: str) -> str:
    builder.publish()
    return sqlite_store


def _places(frame: pl.DataFrame) -> set[str]:
    return set(frame.filter(pl.col("level") == Level.AUTHORITY)["geography"].to_list())


def test_nobody_may_read_nothing() -> None:
    assert readable(NOBODY) == Scope()
    assert not Viewer("x", "x", frozenset()).roles


def test_different_scopes_have_different_keys() -> None:
    viewers = (NOBODY, BOARD, ANALYST, OFFICER, INSPECTOR, Viewer("o", "o", OFFICER.roles, frozenset({BRADFORD})))
    assert len({readable(viewer).key for viewer in viewers}) == len(viewers)


def test_the_board_reads_every_authority_with_small_numbers_suppressed(built: str) -> None:
    seen = reads.observations(BOARD, NOW)
    assert len(_places(seen)) == 153
    vacancies = seen.filter((pl.col("indicator_id") == "ST-02") & (pl.col("level") == Level.AUTHORITY))
    small = vacancies.filter(pl.col("numerator") < 3)
    assert small.is_empty()
    assert "c" in vacancies["status"].to_list()


def test_the_department_reads_everything_as_it_is(built: str) -> None:
    seen = reads.observations(ANALYST, NOW)
    assert "c" not in seen["status"].to_list()
    assert seen.height == builder.observations(builder.LATEST).height


def test_an_officer_reads_its_own_authority_in_full_and_no_other(built: str) -> None:
    seen = reads.observations(OFFICER, NOW)
    assert _places(seen) == {SOLIHULL}
    own = seen.filter(pl.col("geography") == SOLIHULL)
    assert own.sort(own.columns).equals(
        reads.observations(ANALYST, NOW).filter(pl.col("geography") == SOLIHULL).sort(own.columns)
    )
    assert set(seen["level"].unique()) == {"england", "region", "authority"}


def test_the_inspectorate_reads_only_inspection_of_authorities(built: str) -> None:
    seen = reads.observations(INSPECTOR, NOW).filter(pl.col("level") == Level.AUTHORITY)
    assert set(seen["indicator_id"].unique()) == {"IN-02", "IN-04"}


def test_nobody_gets_no_row(built: str) -> None:
    assert reads.observations(NOBODY, NOW).is_empty()
    assert reads.series(NOBODY, ("UR-02",)).is_empty()
    assert reads.periods(NOBODY) == []
    assert reads.version(NOBODY) == 0


def test_what_one_person_read_is_not_given_to_another(built: str) -> None:
    """The cache is shared by everyone, so the scope must be part of its key."""
    reads.observations(ANALYST, NOW)
    reads.observations(BOARD, NOW)
    assert _places(reads.observations(OFFICER, NOW)) == {SOLIHULL}
    assert reads.observations(NOBODY, NOW).is_empty()


def test_quarters_come_in_time_order(built: str) -> None:
    assert reads.periods(BOARD) == [BEFORE, NOW]


def test_a_new_release_is_seen_at_once_and_the_old_one_stays_readable(built: str) -> None:
    first = reads.version(BOARD)
    later = builder.NOW + timedelta(hours=1)
    changed = builder.observations(builder.LATEST).with_columns(
        value=pl.when(pl.col("indicator_id") == "UR-03").then(70.0).otherwise("value")
    )
    with writing() as session:
        working.publish(session, working.begin(session, "demo-analyst", "Corrected", later), changed)
    assert reads.version(BOARD) > first

    def shown(at: datetime | None) -> float:
        england = reads.observations(BOARD, NOW, at).filter(
            (pl.col("indicator_id") == "UR-03") & (pl.col("level") == Level.ENGLAND)
        )
        return float(england["value"][0])

    assert shown(None) == 70.0
    assert shown(builder.NOW + timedelta(minutes=1)) == 68.5


def test_the_middle_of_neighbours_needs_five_and_names_none(built: str) -> None:
    middle = reads.neighbours(OFFICER, SOLIHULL, NOW)
    assert "geography" not in middle.columns
    assert middle["count"].min() >= 5
    assert "ST-03" in middle["indicator_id"].to_list()


def test_an_officer_gets_no_middle_milestones_or_money_of_another_authority(built: str) -> None:
    builder.send(SOLIHULL)
    builder.send(BRADFORD)
    assert reads.neighbours(OFFICER, BRADFORD, NOW).is_empty()
    assert reads.milestones(OFFICER, BRADFORD, NOW).is_empty()
    assert reads.contributions(OFFICER, BRADFORD, NOW).is_empty()
    assert reads.milestones(OFFICER, SOLIHULL, NOW).height == 20
    assert reads.contributions(BOARD, SOLIHULL, NOW).height == 5
    assert set(reads.milestone_dates(OFFICER, NOW)["authority_id"].to_list()) <= {SOLIHULL}
    assert set(reads_returns.submission_history(OFFICER, BRADFORD)["authority_id"].to_list()) == set()
    assert reads_returns.submission_history(OFFICER, SOLIHULL).height == 2


def test_the_board_sees_no_returns(built: str) -> None:
    builder.send(SOLIHULL)
    assert reads_returns.submissions(BOARD, "unit", NOW).is_empty()
    assert reads_returns.submissions(ANALYST, "unit", NOW)["authority_id"].to_list() == [SOLIHULL]


def test_the_last_return_stands_in_for_one_that_did_not_come(built: str) -> None:
    builder.send(SOLIHULL, builder.LATEST.previous)
    assert set(reads.milestones(BOARD, SOLIHULL, NOW)["period"].to_list()) == {BEFORE}


def test_illustrative_data_is_known_as_such(built: str) -> None:
    assert not reads.is_illustrative(BOARD)
    builder.send(SOLIHULL)
    with writing() as session:
        working.begin(session, "demo-analyst", "A return was accepted", datetime(2026, 11, 23, tzinfo=UTC))
    assert reads.is_illustrative(BOARD)


def test_what_an_account_covers_is_said_in_a_sentence() -> None:
    assert covers(OFFICER) == "Your account covers Solihull."
    assert covers(INSPECTOR) == "Your account does not cover it."
