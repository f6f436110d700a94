"""What an administrator may read of the trail of events, and whether it is as it was written. Nobody else reads any."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlmodel import col

from dashboard.reads_releases import known_at
from etl.audit import verify
from etl.frames import frame, table_of
from etl.store import reading
from etl.then import by
from schemas.access import Permission, Role, Viewer
from schemas.tables import Event, Person, Submission
from schemas.trail import EventHead, Verified

PAGE_ROWS = 50
# A download holds no more than this; narrow the dates for the rest.
MOST_ROWS = 200_000
_HERE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Wanted:
    """Which events: all, unless something is given.

    Args:
        group: what the kind begins with, for example "session".
        role: one that the actor held at the time.
        authority_id: whom the event is about.
        since: the first day.
        until: the last day, included.
    """

    group: str = ""
    role: Role | None = None
    authority_id: str = ""
    since: date | None = None
    until: date | None = None


def happened(
    viewer: Viewer, wanted: Wanted = Wanted(), before: int | None = None, limit: int = PAGE_ROWS
) -> pl.DataFrame:
    """Events, newest first, with the label of whoever did it and the submission that it is about.

    Args:
        viewer: who asks.
        wanted: which.
        before: only those with a smaller number: the last of the page before.
        limit: how many at most.
    """
    query = _found(wanted).where(*by(known_at(viewer), col(Event.at)))
    if before is not None:
        query = query.where(col(Event.number) < before)
    if not viewer.may(Permission.READ_AUDIT):
        query, limit = query.where(col(Event.number) < 0), 0
    with reading() as session:
        return frame(session, query.order_by(col(Event.number).desc()).limit(limit))


def groups(viewer: Viewer) -> list[str]:
    """What the kinds of events that there are begin with."""
    if not viewer.may(Permission.READ_AUDIT):
        return []
    with reading() as session:
        kinds = session.scalars(select(col(Event.kind)).where(*by(known_at(viewer), col(Event.at))).distinct())
        return sorted({kind.partition(".")[0] for kind in kinds})


def events_count(viewer: Viewer) -> int:
    """How many events there are; 0 if there is none, or the viewer may not know."""
    if not viewer.may(Permission.READ_AUDIT):
        return 0
    with reading() as session:
        if (at := known_at(viewer)) is not None:
            return session.scalar(select(func.count()).where(col(Event.at) <= at)) or 0
        # They are numbered without gaps.
        return session.scalar(select(func.max(col(Event.number)))) or 0


def last_event(viewer: Viewer) -> int:
    """The number of the last event, by which reads are kept and nothing is said; 0 for who holds no role, or before the first."""
    happened_at = table_of(Event).c.at
    query = _head() if (at := known_at(viewer)) is None else _head().where(exists().where(happened_at <= at))
    with reading() as session:
        return (session.connection().scalar(query) or 0) if viewer.roles else 0


@cache
def _head() -> Select[int]:
    return select(table_of(EventHead).c.number)


def verified(viewer: Viewer) -> Verified | None:
    """Whether every event is as it was written; reads all of them. None if the viewer may not know, or looks at the past."""
    if viewer.is_past or not viewer.may(Permission.READ_AUDIT):
        return None
    with reading() as session:
        return verify(session)


def _found(wanted: Wanted) -> Select[Any]:
    events, sent = table_of(Event).c, table_of(Submission).c
    label = select(func.max(col(Person.label))).where(col(Person.subject) == events.actor).scalar_subquery()
    columns = (events[name] for name in table_of(Event).c.keys())  # noqa: SIM118 - a collection of columns
    query = select(*columns, label.label("label"), sent.form_code, sent.period, sent.version)
    return query.outerjoin_from(table_of(Event), table_of(Submission), sent.id == events.submission_id).where(
        *_conditions(wanted)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.group:
        kind = col(Event.kind)
        found.append(or_(kind == wanted.group, kind.startswith(f"{wanted.group}.", autoescape=True)))
    if wanted.role:
        held = "," + col(Event.roles) + ","
        found.append(held.contains(f",{wanted.role},", autoescape=True))
    if wanted.authority_id:
        found.append(col(Event.authority_id) == wanted.authority_id)
    if wanted.since:
        found.append(col(Event.at) >= _midnight(wanted.since))
    if wanted.until:
        found.append(col(Event.at) < _midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), _HERE)
