"""The trail of events cannot be edited unnoticed: whatever is done behind the product's back is found, and named."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from etl import audit, events
from etl.sessions import add_person, grant_role
from etl.store import reading, writing
from schemas.access import Role
from schemas.tables import Event
from schemas.trail import GENESIS, PUBLISHED, BreakKind, Verified, digest

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TABLES = ("event", "event_head", "event_anchor")


def happened(count: int, kind: str = "submission.submitted", **more: Any) -> None:
    with writing() as session:
        for at in range(count):
            events.record(session, kind, "demo-officer", NOW, detail=f"Version {at}", **more)


def verified(outside: Path | None = None) -> Verified:
    with reading() as session:
        return audit.verify(session, audit.read_anchors(outside) if outside else ())


def as_administrator(*statements: str) -> None:
    """Run SQL as whoever may do anything to the database, with every trigger out of the way."""
    with writing() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in found:
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


def events_at(*numbers: int) -> list[dict[str, Any]]:
    with reading() as session:
        query = select(Event.__table__).where(col(Event.number).in_(numbers)).order_by(col(Event.number))
        return [dict(row) for row in session.execute(query).mappings()]


def made_anew(number: int, until: int, **changed: Any) -> list[str]:
    """What rewrites an event, and every one after it up to another, so that each gives its hash and follows the last."""
    rows = events_at(*range(number - 1, until + 1))
    sha256 = rows[0]["sha256"] if number > 1 else GENESIS
    statements = []
    for kept in (row for row in rows if row["number"] >= number):
        row = kept | (changed if kept["number"] == number else {})
        previous, sha256 = sha256, digest(row, sha256)
        statements.append(
            f"UPDATE event SET detail = '{row['detail']}', previous_sha256 = '{previous}', sha256 = '{sha256}' "
            f"WHERE number = {row['number']}"
        )
    return statements


@pytest.fixture
def ten(store: str) -> str:
    """A store with ten events: the first is of making the store."""
    happened(4)
    happened(5)
    return store


def test_a_trail_that_nobody_touched_is_whole(ten: str) -> None:
    found = verified()
    assert (found.broken, found.count) == (None, 10)
    assert found.sentence == "Every one of 10 events is as it was written."
    rows = events_at(*range(1, 11))
    assert [row["number"] for row in rows] == list(range(1, 11))
    assert rows[0]["kind"] == "store.migrated"
    assert rows[0]["previous_sha256"] == GENESIS
    assert [row["previous_sha256"] for row in rows[1:]] == [row["sha256"] for row in rows[:-1]]


SHIFT_DOWN = (
    "UPDATE event SET number = -number WHERE number > {0}",
    "UPDATE event SET number = -number - 1 WHERE number < 0",
)
SHIFT_UP = (
    "UPDATE event SET number = -number WHERE number > {0}",
    "UPDATE event SET number = -number + 1 WHERE number < 0",
)
COPY = (
    "INSERT INTO event (number, at, actor, roles, kind, detail, previous_sha256, sha256) "
    "SELECT {to}, at, actor, roles, kind, detail, previous_sha256, sha256 FROM event WHERE number = {of}"
)
# What is done, what it is called, and which event is named.
DONE: dict[str, tuple[list[str], BreakKind, int]] = {
    "edit the words": (["UPDATE event SET detail = 'Version 9' WHERE number = 5"], BreakKind.CHANGED, 5),
    "edit the actor": (["UPDATE event SET actor = 'demo-admin' WHERE number = 2"], BreakKind.CHANGED, 2),
    "edit the roles": (["UPDATE event SET roles = 'cpb_admin' WHERE number = 4"], BreakKind.CHANGED, 4),
    "edit the instant": (["UPDATE event SET at = '2026-11-21 09:30:00.000000+00' WHERE number = 3"], BreakKind.CHANGED, 3),
    "edit the authority": (["UPDATE event SET authority_id = 'LA334' WHERE number = 10"], BreakKind.CHANGED, 10),
    "edit a hash": ([f"UPDATE event SET sha256 = '{'a' * 64}' WHERE number = 6"], BreakKind.CHANGED, 6),
    "delete the first": (["DELETE FROM event WHERE number = 1"], BreakKind.MISSING, 1),
    "delete one": (["DELETE FROM event WHERE number = 5"], BreakKind.MISSING, 5),
    "delete several": (["DELETE FROM event WHERE number IN (4, 5, 6)"], BreakKind.MISSING, 4),
    "delete one and close the gap": (
        ["DELETE FROM event WHERE number = 5", *(s.format(5) for s in SHIFT_DOWN)],
        BreakKind.MISSING,
        5,
    ),
    "insert at the beginning": ([COPY.format(to=0, of=5)], BreakKind.INSERTED, 0),
    "insert at the end": ([COPY.format(to=11, of=10)], BreakKind.INSERTED, 11),
    "insert in the middle": ([*(s.format(4) for s in SHIFT_UP), COPY.format(to=5, of=3)], BreakKind.INSERTED, 5),
    "swap two": (
        [
            "UPDATE event SET number = -4 WHERE number = 4",
            "UPDATE event SET number = 4 WHERE number = 8",
            "UPDATE event SET number = 8 WHERE number = -4",
        ],
        BreakKind.OUT_OF_ORDER,
        4,
    ),
    "move one to the end": (["UPDATE event SET number = 11 WHERE number = 4"], BreakKind.OUT_OF_ORDER, 4),
    "cut the end": (["DELETE FROM event WHERE number > 7"], BreakKind.TAIL_CUT, 8),
    "cut everything": (["DELETE FROM event"], BreakKind.TAIL_CUT, 1),
    "remove the head": (["DELETE FROM event_head"], BreakKind.HEAD, 10),
}  # fmt: skip


@pytest.mark.parametrize("done", DONE)
def test_what_is_done_behind_the_products_back_is_found_and_named(ten: str, done: str) -> None:
    statements, kind, number = DONE[done]
    as_administrator(*statements)
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (kind, number), broken.sentence
    assert broken.sentence.endswith(".")


def test_an_event_that_is_changed_together_with_its_hash_does_not_fit_the_next(ten: str) -> None:
    as_administrator(*made_anew(5, 5, detail="Nothing happened"))
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.CHANGED, 5)


def test_a_whole_end_that_is_written_anew_does_not_fit_the_head(ten: str) -> None:
    as_administrator(*made_anew(5, 10, detail="Nothing happened"))
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.CHANGED, 10)


def test_a_forged_event_that_fits_the_chain_is_beyond_its_head(ten: str) -> None:
    [last] = events_at(10)
    forged = last | {"number": 11, "detail": "Forged", "previous_sha256": last["sha256"]}
    as_administrator(
        COPY.format(to=11, of=10),
        f"UPDATE event SET detail = 'Forged', previous_sha256 = '{last['sha256']}', "
        f"sha256 = '{digest(forged, last['sha256'])}' WHERE number = 11",
    )
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.INSERTED, 11)


def cut_with_head(number: int) -> None:
    [last] = events_at(number)
    as_administrator(
        f"DELETE FROM event WHERE number > {number}",
        f"UPDATE event_head SET number = {number}, sha256 = '{last['sha256']}'",
    )


def test_an_end_cut_together_with_the_head_is_found_by_a_published_release(ten: str) -> None:
    happened(1, PUBLISHED, computation_id=12)
    happened(3)
    cut_with_head(9)
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.TAIL_CUT, 10)
    assert broken.sentence == "The end was cut off: the chain stops at event 9, and release 12 holds event 11."


def test_what_is_before_a_published_release_cannot_be_made_anew_with_the_head(ten: str) -> None:
    happened(1, PUBLISHED, computation_id=12)
    statements = made_anew(5, 11, detail="Nothing happened")
    as_administrator(*statements)
    [last] = events_at(11)
    as_administrator(f"UPDATE event_head SET sha256 = '{last['sha256']}'")
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.REWRITTEN, 11)


def test_an_anchor_that_is_taken_away_is_missed(ten: str) -> None:
    happened(2, PUBLISHED, computation_id=12)
    as_administrator("DELETE FROM event_anchor WHERE number = 11")
    broken = verified().broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.ANCHOR, 11)


def test_an_outside_copy_finds_what_the_store_itself_no_longer_can(ten: str, tmp_path: Path) -> None:
    out = tmp_path / "anchors.jsonl"
    with reading() as session:
        audit.add_anchor(session, out, NOW)
    happened(2)
    assert verified(out).broken is None
    assert verified(out).anchors_count == 1
    cut_with_head(8)
    assert verified().broken is None, "nothing in the store can tell any more"
    broken = verified(out).broken
    assert broken is not None
    assert broken.kind is BreakKind.TAIL_CUT
    assert "the outside copy of 22 November 2026, 09:30 holds event 10" in broken.sentence


def test_a_chain_made_anew_in_full_does_not_match_an_outside_copy(ten: str, tmp_path: Path) -> None:
    out = tmp_path / "anchors.jsonl"
    with reading() as session:
        audit.add_anchor(session, out, NOW)
    as_administrator(*made_anew(2, 10, detail="Nothing happened"))
    [last] = events_at(10)
    as_administrator(f"UPDATE event_head SET sha256 = '{last['sha256']}'")
    assert verified().broken is None, "nothing in the store can tell any more"
    broken = verified(out).broken
    assert broken is not None
    assert (broken.kind, broken.number) == (BreakKind.REWRITTEN, 10)


@pytest.mark.parametrize("content", ["", "no anchor\n", '{"number": 1}\n'])
def test_a_file_that_holds_no_anchor_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    out = tmp_path / "anchors.jsonl"
    out.write_text(content)
    with pytest.raises(audit.UnreadableAnchor, match="anchor"):
        audit.read_anchors(out)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("action", ["UPDATE {0} SET sha256 = sha256", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_database_itself_refuses(ten: str, table: str, action: str) -> None:
    if action.startswith("TRUNCATE") and ten.startswith("sqlite"):
        action = "DELETE FROM {0} WHERE number > 0"
    happened(1, PUBLISHED, computation_id=12)
    with pytest.raises(DBAPIError, match=r"never changed|only moves on"), writing() as session:
        session.execute(text(action.format(table)))
    assert verified().count == 11


def test_the_head_does_not_go_back(ten: str) -> None:
    with pytest.raises(DBAPIError, match="only moves on"), writing() as session:
        session.execute(text("UPDATE event_head SET number = 3"))


def test_writers_take_turns_and_leave_no_gap(store: str) -> None:
    def write(thread: int) -> None:
        for at in range(12):
            with writing() as session:
                for _ in range(1 + (thread + at) % 3):
                    events.record(session, "note", f"demo-{thread}", NOW, detail=f"{at}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    found = verified()
    assert found.broken is None, found.sentence
    assert found.count == 1 + sum(1 + (thread + at) % 3 for thread in range(8) for at in range(12))


def test_looking_while_others_write_finds_nothing_wrong(store: str) -> None:
    happened(50)
    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(lambda: [happened(3) for _ in range(15)])
        looks = [verified().broken for _ in range(15)]
        writer.result()
    assert looks == [None] * 15


def test_a_long_transaction_does_not_keep_others_from_the_trail(postgres_store: str) -> None:
    """On PostgreSQL: the chain's end is taken only as a transaction commits. SQLite has one writer in any case."""
    with writing() as long:
        events.record(long, "note", "demo-analyst", NOW, detail="began first")
        long.execute(select(func.count()).select_from(Event))
        happened(1)
    assert [row["detail"] for row in events_at(2, 3)] == ["Version 0", "began first"]
    assert verified().broken is None


def note_and_stop(session: Session) -> None:
    events.record(session, "note", "demo-officer", NOW, detail="undone")
    raise RuntimeError("The process stops here.")


def test_what_is_undone_leaves_no_event(store: str) -> None:
    with pytest.raises(RuntimeError), writing() as session:
        note_and_stop(session)
    with writing() as session:
        events.record(session, "note", "demo-officer", NOW, detail="kept")
        with pytest.raises(RuntimeError), session.begin_nested():
            note_and_stop(session)
        with session.begin_nested():
            events.record(session, "note", "demo-officer", NOW, detail="kept too")
    assert [row["detail"] for row in events_at(2, 3, 4)] == ["kept", "kept too"]
    assert verified().broken is None


def test_an_event_says_which_roles_its_actor_then_held(store: str) -> None:
    def note(session: Session) -> None:
        events.record(session, "note", "demo-two", NOW)

    with writing() as session:
        person = add_person(session, "https://provider", "demo-two", "DfE analyst")
        grant_role(session, person, Role.DFE_ANALYST)
        grant_role(session, person, Role.ADMIN)
        note(session)
    with reading() as session:
        [roles] = session.scalars(select(col(Event.roles)).where(col(Event.kind) == "note"))
    assert roles == "cpb_admin,cpb_dfe_analyst"


@pytest.mark.parametrize("words", ["plain", 'a "quote" \\ and a line\nmore', "“smart” £ é 儿", "nul\0gone", "x" * 2000])
def test_any_words_verify(store: str, words: str) -> None:
    with writing() as session:
        events.record(session, "note", "demo-officer", NOW, detail=words)
    assert verified().broken is None


def took(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def test_three_hundred_events_in_one_transaction_cost_little(store: str) -> None:
    """As a quarter's returns of every authority bring. Ten times the aim, so that a busy machine does not fail it."""
    happened(300)
    assert min(took(lambda: happened(300)) for _ in range(3)) < 0.1


def test_an_anchor_is_a_line_of_json(ten: str, tmp_path: Path) -> None:
    out = tmp_path / "anchors.jsonl"
    for _ in range(2):
        with reading() as session:
            audit.add_anchor(session, out, NOW)
        happened(1)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["number"] for line in lines] == [10, 11]
    assert {len(line["sha256"]) for line in lines} == {64}
