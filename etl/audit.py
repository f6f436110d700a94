"""Whether the trail of events is as it was written: every event read again, hashed again, compared with what is anchored.

Whoever can write to the database can also rewrite all of it. What they cannot reach is an anchor kept elsewhere: up to
the last of those, nothing can be changed unseen.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Row, select
from sqlmodel import Session, col

from etl.frames import table_of
from schemas.tables import Event
from schemas.trail import GENESIS, HASHED, PUBLISHED, Anchor, Break, BreakKind, EventAnchor, EventHead, Verified, digest

Said = Mapping[str, Any]
_AT_ONCE = 5_000
_CHAIN = (*HASHED, "previous_sha256", "sha256")


class UnreadableAnchor(Exception):
    """A file of anchors cannot be read. The message is a sentence."""


class _Trail(Protocol):
    """What must be asked when the chain is found broken, to say what was done."""

    def original_number(self, event: Said) -> int | None:
        """The number with which an event gives its hash; None if there is none."""

    def follower(self, sha256: str, besides: int) -> int | None:
        """The number under which the event that follows a hash stands, other than this one; None if there is none."""

    def is_copy(self, event: Said) -> bool:
        """Whether an event with the same hash stands elsewhere."""


def verify(session: Session, outside: Sequence[Anchor] = ()) -> Verified:
    """Read every event in order and say the first place where the chain does not hold.

    Args:
        session: a session that may read, and has not yet: all of it must be as of one instant.
        outside: anchors kept elsewhere, to compare with as well.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    end = session.execute(select(col(EventHead.number), col(EventHead.sha256))).one_or_none()
    inside = {row.number: row for row in session.execute(select(table_of(EventAnchor)))}
    anchors = [Anchor(n, row.sha256, f"release {row.computation_id}") for n, row in inside.items()] + list(outside)
    columns = table_of(Event).c
    query = select(*(columns[name] for name in _CHAIN)).order_by(columns.number)
    with session.execute(query.execution_options(yield_per=_AT_ONCE)) as result:
        found = walk(_named(result), anchors, set(inside), _Stored(session, end.number if end else 0))
    if found.broken is not None:
        return found
    broken = _at_the_end(found, end.number if end else None, end.sha256 if end else "", anchors)
    return Verified(found.count, found.anchors_count, found.number, found.sha256, broken)


def _named(rows: Iterable[Row[Any]]) -> Iterator[Said]:
    return (dict(zip(_CHAIN, row, strict=True)) for row in rows)


def walk(rows: Iterable[Said], anchors: Sequence[Anchor], anchored: set[int], trail: _Trail) -> Verified:
    """Follow the chain from its beginning to the first break, or to the last event.

    Args:
        rows: events by number.
        anchors: what some of them must be.
        anchored: the numbers of the releases' own anchors.
        trail: what to ask at a break.
    """
    held: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        held.setdefault(anchor.number, []).append(anchor)
    number, sha256 = 0, GENESIS
    broken = _rewritten(0, GENESIS, held)
    for row in rows:
        broken = broken or _broken(row, number + 1, sha256, trail) or _unanchored(row, anchored)
        broken = broken or _rewritten(row["number"], row["sha256"], held)
        if broken is not None:
            break
        number, sha256 = row["number"], row["sha256"]
    return Verified(number, len(anchors), number, sha256, broken)


def _broken(row: Said, expected: int, previous: str, trail: _Trail) -> Break | None:
    """What is wrong where an event stands, if anything is."""
    number = row["number"]
    if number < expected:
        return Break(BreakKind.INSERTED, number, f"Event {number} was put in: the product numbers events from 1.")
    if number > expected:
        return _gone(expected, number - 1, trail.follower(previous, expected))
    if digest(row, row["previous_sha256"]) != row["sha256"]:
        return _displaced(row, previous, trail)
    if row["previous_sha256"] != previous:
        words = f"Event {number - 1} was changed and its hash made anew: event {number} follows another."
        return Break(BreakKind.CHANGED, number - 1, words)
    return None


def _gone(first: int, last: int, follower: int | None) -> Break:
    if follower is not None:
        words = f"Events are out of order: event {first} stands as number {follower}."
        return Break(BreakKind.OUT_OF_ORDER, first, words)
    which = f"Event {first} is" if first == last else f"Events {first} to {last} are"
    return Break(BreakKind.MISSING, first, f"{which} missing: taken out after being written.")


def _displaced(row: Said, previous: str, trail: _Trail) -> Break:
    """What happened where an event does not give its own hash: it is another event, or it was changed."""
    number = row["number"]
    original, follower = trail.original_number(row), trail.follower(previous, number)
    if original is None and follower is None:
        return Break(BreakKind.CHANGED, number, f"Event {number} was changed: it no longer gives its own hash.")
    if original is None:
        words = f"Event {number} was put in: the event that was written there stands as number {follower}."
        return Break(BreakKind.INSERTED, number, words)
    if original < number and trail.is_copy(row):
        words = f"Event {number} was put in: it is a copy of event {original}."
        return Break(BreakKind.INSERTED, number, words)
    if original < number:
        words = f"An event was put in before event {number}, which was written as number {original}."
        return Break(BreakKind.INSERTED, original, words)
    if follower is not None:
        words = f"Events are out of order: event {number} was written as number {original}."
        return Break(BreakKind.OUT_OF_ORDER, number, words)
    words = f"Event {number} is missing: what stands there was written as number {original}."
    return Break(BreakKind.MISSING, number, words)


def _unanchored(row: Said, anchored: set[int]) -> Break | None:
    if row["kind"] != PUBLISHED or row["number"] in anchored:
        return None
    words = f"The anchor of release {row['computation_id']} is missing: it was taken away after event {row['number']}."
    return Break(BreakKind.ANCHOR, row["number"], words)


def _rewritten(number: int, sha256: str, held: dict[int, list[Anchor]]) -> Break | None:
    for anchor in held.get(number, ()):
        if anchor.sha256 != sha256:
            words = f"Event {number} or one before it was written anew: it is not the one that {anchor.words} holds."
            return Break(BreakKind.REWRITTEN, number, words)
    return None


def _at_the_end(found: Verified, number: int | None, sha256: str, anchors: Sequence[Anchor]) -> Break | None:
    """What is wrong with the end of a chain that holds: cut off, added to, or its last event made anew."""
    last = found.number
    if number is None:
        return Break(BreakKind.HEAD, last, f"The record of where the chain ends is gone; the last event is {last}.")
    beyond = max(anchors, key=lambda anchor: anchor.number, default=Anchor(0, "", ""))
    if beyond.number > max(last, number):
        words = f"The end was cut off: the chain stops at event {last}, and {beyond.words} holds event {beyond.number}."
        return Break(BreakKind.TAIL_CUT, last + 1, words)
    if number > last:
        words = f"The end was cut off: the chain stops at event {last} and was written to event {number}."
        return Break(BreakKind.TAIL_CUT, last + 1, words)
    if number < last:
        words = f"Event {number + 1} was put in: the product wrote events only to number {number}."
        return Break(BreakKind.INSERTED, number + 1, words)
    if sha256 != found.sha256:
        return Break(BreakKind.CHANGED, last, f"Event {last}, the last, was changed and its hash made anew.")
    return None


class _Stored:
    """The events of a store, asked only once the chain is found broken."""

    def __init__(self, session: Session, last: int) -> None:
        self._session = session
        self._last = last

    def original_number(self, event: Said) -> int | None:
        """The number with which an event gives its hash."""
        said = dict(event)
        for number in range(1, max(self._last, event["number"]) + 1):
            if digest(said | {"number": number}, event["previous_sha256"]) == event["sha256"]:
                return number
        return None

    def follower(self, sha256: str, besides: int) -> int | None:
        """The number under which the event that follows a hash stands, other than this one."""
        is_after = (col(Event.previous_sha256) == sha256) & (col(Event.number) != besides)
        return self._session.scalar(select(col(Event.number)).where(is_after).order_by(col(Event.number)).limit(1))

    def is_copy(self, event: Said) -> bool:
        """Whether an event with the same hash stands elsewhere."""
        is_same = (col(Event.sha256) == event["sha256"]) & (col(Event.number) != event["number"])
        return self._session.scalar(select(col(Event.number)).where(is_same).limit(1)) is not None


def add_anchor(session: Session, out: Path, now: datetime) -> Anchor:
    """Write the number and hash of the last event at the end of a file, to be kept where the database is not.

    Args:
        session: a session that may read.
        out: the file; made if there is none.
        now: the instant, for whoever reads it.
    """
    end = session.execute(select(col(EventHead.number), col(EventHead.sha256))).one()
    line: dict[str, Any] = {"at": now.isoformat(timespec="seconds"), "number": end.number, "sha256": end.sha256}
    with out.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return Anchor(end.number, end.sha256, str(out))


def read_anchors(path: Path) -> list[Anchor]:
    """The anchors in a file that `add_anchor` wrote.

    Raises:
        UnreadableAnchor: if a line is not one, or there is none.
    """
    found = []
    for at, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        with suppress(ValueError, KeyError, TypeError):
            said = json.loads(line)
            words = f"the outside copy of {datetime.fromisoformat(said['at']):%-d %B %Y, %H:%M}"
            found.append(Anchor(int(said["number"]), str(said["sha256"]), words))
            continue
        raise UnreadableAnchor(
            f"Line {at} of {path.name} is not an anchor. Use a file that `oversight audit anchor` wrote."
        )
    if not found:
        raise UnreadableAnchor(f"{path.name} holds no anchor. Use a file that `oversight audit anchor` wrote.")
    return found
