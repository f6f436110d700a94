"""Work that waits in a table until a worker takes it. A kill loses none: what was running is taken again."""

import json
import logging
import os
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from etl.settings import settings
from etl.store import writing
from schemas.tables import Job

Progress = Callable[[int, int, str], None]

# Named here, and only here, so that a row in a table cannot choose what code runs. Resolved by name because the
# pretending package stands above this one.
HANDLERS = {
    "illustrative_history": "seed.loading:load_history",
    "batch": "etl.bulk:take_in",
    "alerts": "etl.telling:write_due",
    "reminders": "etl.collecting:remind_and_deliver",
    "archive": "etl.archiving:keep",
}
# What looks every minute for work that has come due.
_LOOKS = "etl.archiving:enqueue_shown"
_LOST_AFTER = timedelta(seconds=60)
_GIVES_WAY = 10
_log = logging.getLogger(__name__)


def enqueue_once(name: str, now: datetime, **arguments: Any) -> int:  # noqa: ANN401 - JSON values
    """Add a job, unless the same one was added before and has not failed. Gives its number."""
    with writing() as session:
        return enqueue_with(session, name, now, **arguments)


def enqueue_with(session: Session, name: str, now: datetime, **arguments: Any) -> int:  # noqa: ANN401 - JSON values
    """The same in an open transaction: the job is there if what it works on is, and not otherwise."""
    text = json.dumps(arguments, sort_keys=True)
    same = select(Job).where(Job.name == name, Job.arguments == text, col(Job.state) != "failed")  # type: ignore[arg-type]
    job = session.scalars(same).first() or Job(name=name, arguments=text, created_at=now)
    session.add(job)
    session.flush()
    return job.id or 0


def take(now: datetime) -> Job | None:
    """The next job that waits, or whose worker has gone silent; marked as running."""
    is_lost = (Job.state == "running") & (col(Job.beat_at) < now - _LOST_AFTER)  # type: ignore[operator]
    with writing() as session:
        query = select(Job).where(or_(Job.state == "waiting", is_lost)).order_by(Job.id).limit(1)  # type: ignore[arg-type]
        job = session.scalars(query.with_for_update(skip_locked=True)).first()
        if job is None:
            return None
        job.state, job.beat_at = "running", now
        session.flush()
        session.expunge(job)
        return job


def run_one() -> bool:
    """Take one job and do it. False if none waits, or the store does not let anything be taken.

    A job that meets a store that is busy or away keeps its mark, so that it is taken again when it has been silent.
    """
    try:
        job = take(settings().now())
        if job is not None:
            _do(job)
    except OperationalError:
        _log.warning("the store was busy or did not answer; what was begun is taken again", exc_info=True)
        return False
    return job is not None


def _do(job: Job) -> None:
    try:
        _named(HANDLERS[job.name])(_progress_of(job), **json.loads(job.arguments))
    except OperationalError:
        raise
    except Exception:  # a job that fails must not take the worker with it
        reference = uuid.uuid4().hex[:8]
        _log.exception("job %s failed, reference %s", job.id, reference)
        _set(job, state="failed", message=f"Stopped. Quote reference {reference}.")
    else:
        _set(job, state="done")


def _named(address: str) -> Callable[..., None]:
    module, _, name = address.partition(":")
    found: Callable[..., None] = getattr(import_module(module), name)
    return found


def work(idle_seconds: float = 1.0) -> None:
    """Take jobs for ever, and add those that every hour brings."""
    if hasattr(os, "nice"):  # whoever waits for a page goes before work that nobody waits for
        os.nice(_GIVES_WAY)
    last = minute = ""
    while True:
        now = settings().now()
        if (this := f"{now:%H:%M}") != minute:
            with suppress(OperationalError):
                _named(_LOOKS)(now)
                minute = this
        if (hour := f"{now:%Y-%m-%dT%H}") != last:
            # Reminders are written once and deliveries wait for their time, so an hour too many changes nothing.
            with suppress(OperationalError):
                enqueue_once("alerts", now, hour=hour)
                enqueue_once("reminders", now, hour=hour)  # after them: it delivers both
                last = hour
        if not run_one():
            time.sleep(idle_seconds)


def _progress_of(job: Job) -> Progress:
    def progress(done_count: int, total_count: int, message: str) -> None:
        _set(job, done_count=done_count, total_count=total_count, message=message, beat_at=settings().now())

    return progress


def _set(job: Job, **values: Any) -> None:  # noqa: ANN401 - column values
    with writing() as session:
        session.execute(update(Job).where(Job.id == job.id).values(**values))  # type: ignore[arg-type]
