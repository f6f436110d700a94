"""Alerts that people set for themselves: set, ended and listed. Each is an event; `etl.telling` tells what happened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from etl import events
from etl.alert_scope import may_be_alerted
from etl.store import reading, writing
from etl.trail import noting_refusals
from schemas.access import NotAllowed, Viewer
from schemas.alerts import described
from schemas.tables import Person
from schemas.tables_alerts import CROSSINGS, Alert, AlertKind

MOST_ALERTS = 50


class NotPossible(Exception):
    """It cannot be set. The message is a sentence that says why."""


@dataclass(frozen=True)
class Asked:
    """What someone wants to be told of.

    Args:
        geography: an authority_id, a region or England; "" for what is owed to the Board, and for a release.
    """

    kind: AlertKind
    indicator_id: str = ""
    geography: str = ""
    threshold: float | None = None


@noting_refusals
def set_alert(viewer: Viewer, asked: Asked, now: datetime) -> int:
    """Set an alert for oneself. Gives its number.

    Raises:
        NotAllowed: if the viewer may not read what it would tell.
        NotPossible: if it is set already, or there are too many, or a number is missing.
    """
    if not may_be_alerted(viewer, asked.kind, asked.indicator_id, asked.geography):
        raise NotAllowed("Your account may not read this, so it cannot be told of it.")
    is_crossing = asked.kind in CROSSINGS
    if is_crossing and asked.threshold is None:
        raise NotPossible("Enter the number that the figure is to cross.")
    made = Alert(
        person_id=0,
        kind=asked.kind,
        indicator_id=asked.indicator_id if is_crossing else "",
        geography=asked.geography if asked.kind is not AlertKind.RELEASE else "",
        threshold=asked.threshold if is_crossing else None,
        set_at=now,
    )
    with writing() as session:
        made.person_id = _person(session, viewer)
        _require_new(session, made)
        session.add(made)
        session.flush()
        events.record(session, "alert.set", viewer.subject, now, detail=f"Alert {made.id}: {described(made)}")
        return made.id or 0


@noting_refusals
def end_alert(viewer: Viewer, number: int, now: datetime) -> None:
    """End an alert of one's own.

    Raises:
        NotAllowed: if there is no such alert of the viewer's, or it was ended.
    """
    with writing() as session:
        alert = session.get(Alert, number)
        if alert is None or alert.ended_at is not None or alert.person_id != _person(session, viewer):
            raise NotAllowed("You have no such alert, or it was ended.")
        alert.ended_at = now
        session.add(alert)
        events.record(session, "alert.ended", viewer.subject, now, detail=f"Alert {number}: {described(alert)}")


def alerts_of(viewer: Viewer) -> list[Alert]:
    """A viewer's own alerts that are not ended, the newest first."""
    with reading() as session:
        person_id = _person_or_none(session, viewer)
        found = list(session.scalars(running().where(col(Alert.person_id) == person_id)).all())
        session.expunge_all()
        return found[::-1]


def running() -> Select[Alert]:
    """The alerts that are not ended, in the order in which they were set."""
    return select(Alert).where(col(Alert.ended_at).is_(None)).order_by(col(Alert.id))


def _require_new(session: Session, made: Alert) -> None:
    mine = list(session.scalars(running().where(col(Alert.person_id) == made.person_id)))
    if described(made) in {described(one) for one in mine}:
        raise NotPossible("You have this alert already.")
    if len(mine) >= MOST_ALERTS:
        raise NotPossible(f"You have {MOST_ALERTS} alerts. End one first.")


def _person(session: Session, viewer: Viewer) -> int:
    found = _person_or_none(session, viewer)
    if found is None:
        raise NotAllowed("Your account is not kept here, so no message can reach it.")
    return found


def _person_or_none(session: Session, viewer: Viewer) -> int | None:
    query = select(col(Person.id)).where(col(Person.subject) == viewer.subject, col(Person.is_active))
    return session.scalar(query.order_by(col(Person.id)).limit(1))
