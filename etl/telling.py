"""What alerts tell: what happened since each was set, as its person may read it, written to the outbox once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from etl.alert_figures import crossed, newest_release
from etl.alert_overdue import Late, late_returns, late_to_board
from etl.alert_scope import may_be_alerted, viewer_of_person
from etl.alerting import running
from etl.settings import day_of, settings
from etl.store import publishing
from etl.visible import last_approved
from schemas.access import Permission, Viewer
from schemas.alerts import described
from schemas.tables_alerts import CROSSINGS, Alert, AlertKind
from schemas.tables_collections import ALERT, Message, MessageState


@dataclass(frozen=True)
class Fired:
    """One thing that happened, for one alert: what makes it the same thing, and the message's words."""

    key: str
    subject: str
    words: str
    path: str


def write_due(_progress: object = None, **_: object) -> None:
    """What the worker does every hour: what happened since an alert was set goes to the outbox, each once."""
    write(settings().now())


def write(now: datetime) -> int:
    """Put what alerts tell at an instant into the outbox. Gives how many."""
    with publishing() as session:  # one writer at a time, so that none is written twice
        found = [(alert, fired) for alert in session.scalars(running()).all() for fired in due(session, alert, now)]
        keys = {_key(alert, fired): (alert, fired) for alert, fired in found}
        written = set(session.scalars(select(col(Message.written_once)).where(col(Message.kind) == ALERT)))
        for key in keys.keys() - written:
            session.add(_message(key, *keys[key], now))
        return len(keys.keys() - written)


def due(session: Session, alert: Alert, now: datetime) -> Iterator[Fired]:
    """What an alert tells at an instant: only what its person may read now, and happened since it was set."""
    viewer = viewer_of_person(session, alert.person_id)
    if not may_be_alerted(viewer, alert.kind, alert.indicator_id, alert.geography):
        return
    if alert.kind in CROSSINGS:
        if known := crossed(session, viewer, alert, now):
            said = f"{described(alert)}: so it did in {known.period.label}."
            yield Fired(str(known.period), said, said, f"/provenance?indicator={alert.indicator_id}&place={alert.geography}&period={str(known.period).replace(' ', '+')}")  # fmt: skip
    elif alert.kind is AlertKind.RELEASE:
        shown = newest_release(session, viewer, now)
        if shown and shown.visible_from > alert.set_at:
            said = f"Release {shown.id} is out: {shown.title}."
            yield Fired(f"release/{shown.id}", said, said, f"/overview?release={shown.id}")
    else:
        for late in _late(session, viewer, alert, now):
            if late.due_on >= day_of(alert.set_at):
                yield Fired(late.key, late.words, late.words, late.path)


def _late(session: Session, viewer: Viewer, alert: Alert, now: datetime) -> Iterator[Late]:
    if alert.geography:
        yield from late_returns(session, alert.geography, day_of(now))
        return
    upto = None
    if not viewer.may(Permission.READ_UNSUPPRESSED) and last_approved(session) is not None:
        shown = newest_release(session, viewer, now)
        upto = shown.computation_id if shown else 0
    yield from late_to_board(session, day_of(now), upto)


def _key(alert: Alert, fired: Fired) -> str:
    return f"alert/{alert.id}/{fired.key}"[:120]


def _message(key: str, alert: Alert, fired: Fired, now: datetime) -> Message:
    base, start = settings().base_url, "Illustrative: " if settings().is_demonstration else ""
    body = "\n\n".join(
        [
            fired.words,
            f"Read it here: {base}{fired.path}",
            f"You get this because you asked to be told: {described(alert)}. End it here: {base}/alerts",
        ]
    )
    return Message(
        written_once=key,
        kind=ALERT,
        person_id=alert.person_id,
        authority_id="",
        alert_id=alert.id,
        stage=ALERT,
        subject=f"{start}{fired.subject}"[:200],
        body=body,
        created_at=now,
        state=MessageState.WAITING,
        try_at=now,
    )
