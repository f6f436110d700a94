"""Work that waits in a table: what fails, and what is tried again."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import select

from etl import jobs
from etl.settings import settings
from etl.store import reading, writing
from schemas.tables import Job

pytestmark = pytest.mark.usefixtures("sqlite_store")


def states() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Job.state).order_by(Job.id)))


def test_a_job_that_meets_a_store_that_does_not_answer_is_taken_again() -> None:
    jobs.enqueue_once("reminders", settings().now(), hour="2026-11-22T10")
    with writing() as session:
        session.execute(
            text("ALTER TABLE collection RENAME TO away")
        )  # SQLite says the same as of a store that is locked
    assert not jobs.run_one()
    assert states() == ["running"]
    assert not jobs.run_one(), "its mark is fresh: another worker may be at it"
    with writing() as session:
        session.execute(text("ALTER TABLE away RENAME TO collection"))
        session.execute(update(Job).values(beat_at=settings().now() - timedelta(days=2)))
    assert jobs.run_one()
    assert states() == ["done"]


def test_a_job_that_fails_is_marked_and_the_next_one_is_taken() -> None:
    jobs.enqueue_once("batch", settings().now(), batch_id=999)
    jobs.enqueue_once("reminders", settings().now(), hour="2026-11-22T10")
    assert jobs.run_one()
    assert jobs.run_one()
    assert states() == ["failed", "done"]
