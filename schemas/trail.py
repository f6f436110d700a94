"""The trail of events as a chain: each event carries a hash over itself and the one before, so that no edit goes unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, Worded

# What the first event follows: no event.
GENESIS = "0" * 64
PUBLISHED = "figures.computed"
# Everything that an event says; the hash is over these and the hash of the event before.
HASHED = ("number", "at", "actor", "roles", "kind", "authority_id", "submission_id", "computation_id", "detail")

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


class EventHead(Table, table=True):
    """Where the chain ends: one row. Whoever adds events holds it until they are kept, so that writers take turns."""

    __tablename__ = "event_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(description="of the last event; 0 before the first")
    sha256: str = Field(max_length=64)


class EventAnchor(Table, table=True):
    """What the chain was when a release was published. Rows are added, never changed."""

    __tablename__ = "event_anchor"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False}, description="of the event")
    sha256: str = Field(max_length=64, description="the event's hash")
    computation_id: int | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class BreakKind(Worded):
    """What was done to the trail, as far as it can be told."""

    CHANGED = "changed", "Changed", "An event does not say what it said when it was written."
    MISSING = "missing", "Missing", "An event was taken out."
    INSERTED = "inserted", "Inserted", "An event was put in that the product did not write."
    OUT_OF_ORDER = "out_of_order", "Out of order", "Events stand in another order than they were written in."
    TAIL_CUT = "tail_cut", "End cut off", "The last events were taken away."
    REWRITTEN = "rewritten", "Written anew", "An event fits the chain but is not the one that an anchor holds."
    HEAD = "head", "No head", "The record of where the chain ends is gone."
    ANCHOR = "anchor", "Anchor missing", "The anchor of a published release was taken away."


@dataclass(frozen=True)
class Anchor:
    """The number and hash of an event, kept where the chain is not.

    Args:
        number: the event's; 0 stands for the beginning.
        sha256: its hash.
        words: where it was kept, for a sentence: "release 12", "the outside copy of 22 November 2026".
    """

    number: int
    sha256: str
    words: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold.

    Args:
        kind: what was done, as far as it can be told.
        number: the event's number.
        sentence: both, for people.
    """

    kind: BreakKind
    number: int
    sentence: str


@dataclass(frozen=True)
class Verified:
    """What came of looking at every event.

    Args:
        count: how many events there are; up to the break, if there is one.
        anchors_count: how many anchors were compared.
        number: of the last event.
        sha256: the last event's hash.
        broken: the first break; None if there is none.
    """

    count: int
    anchors_count: int
    number: int
    sha256: str
    broken: Break | None

    @property
    def sentence(self) -> str:
        """The answer for people."""
        if self.broken is not None:
            return self.broken.sentence
        if self.count == 0:
            return "Nothing has been recorded yet."
        if self.count == 1:
            return "The one event that there is is as it was written."
        return f"Every one of {self.count:,} events is as it was written."


def digest(event: Mapping[str, Any], previous_sha256: str) -> str:
    """The hash of an event that follows another: SHA-256 of canonical JSON, in hexadecimal.

    Args:
        event: at least what HASHED names; more is ignored.
        previous_sha256: the hash of the event before; GENESIS for the first.
    """
    said = {name: event[name] for name in HASHED}
    said["at"] = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said["previous_sha256"] = previous_sha256
    return hashlib.sha256(_CANONICAL.encode(said).encode()).hexdigest()
