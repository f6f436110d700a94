"""The process that serves the pages killed while many files are handed in: nothing is lost, and nothing is there twice."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select
from sqlmodel import col

from etl.store import engine, reading, writing
from schemas.authorities import authorities
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.tables import Submission
from schemas.tables_batches import Batch, BatchFile, BatchState
from seed.generate import uploads
from seed.people import seed_people
from tests.browser.many import chosen, dropped, opened, outcome
from tests.browser.visits import WIDE, sign_in
from tests.product import Product, free_port, product

Q2 = Period.parse("2026-27 Q2")
COUNT = 8
# What is being done when the pages are killed, up to so many seconds later; each with a return and quarter of its own.
MOMENTS = (
    ("while the files are uploaded", 0.6, "unit", Q2),
    ("while they are placed and kept", 0.4, "activity", Q2),
    ("while they are placed and kept", 1.2, "funding", Q2),
    ("while they are taken", 2.0, "unit", Q2.previous),
)


@pytest.fixture
def running(sqlite_template: Path, tmp_path: Path) -> Iterator[Product]:
    """The product on an empty store, its three processes apart."""
    port = free_port()
    store = f"sqlite:///{tmp_path / 'oversight.db'}"
    shutil.copy(sqlite_template, tmp_path / "oversight.db")
    with writing(store) as session:
        seed_people(session, f"http://127.0.0.1:{port + 1000}")
    with product(tmp_path, store, port) as made:
        yield made
    engine(store).dispose()


@pytest.mark.slow
@pytest.mark.timeout(900)  # the pages are started five times, on machines that are busy
def test_pages_killed_at_any_moment_lose_no_file_and_take_none_twice(
    running: Product, browser: Browser, tmp_path: Path
) -> None:
    chance = random.Random(20261122)
    page = browser.new_page(viewport=WIDE)
    page.set_default_timeout(120_000)
    sign_in(page, running.address, "demo-analyst")
    for doing, longest_s, code, period in MOMENTS:
        paths = written(tmp_path, RETURNS[code], period)
        opened(page, running.address, code, str(period))
        dropped_and_killed(page, paths, running, doing, chance.uniform(0, longest_s))
        running.start("pages")
        running.wait()
        opened(page, running.address, code, str(period))
        if not batches(running, code, period):
            assert not outcome(page, COUNT).count()  # the page says that nothing was sent; so one drops them again
            dropped(page, paths)
        outcome(page, COUNT).filter(has_not_text="waiting").wait_for()
        everything_is_there_once(running, code, period)
    page.close()


def written(folder: Path, spec: ReturnSpec, period: Period) -> list[Path]:
    paths = []
    for upload in uploads(spec, period, authorities(period.reference_date)[:COUNT]):
        paths.append(folder / upload.name)
        paths[-1].write_bytes(upload.content)
    return paths


def dropped_and_killed(page: Page, paths: list[Path], running: Product, doing: str, seconds: float) -> None:
    """Drop files and send them, with the pages killed so long after what is being done began."""
    killing = Timer(seconds, running.kill, ["pages"])
    if "uploaded" in doing:
        killing.start()
    send = chosen(page, paths)
    if is_there(page, send, killing):
        if "placed" in doing:
            killing.start()
        send.click()
        if is_there(page, outcome(page, len(paths)), killing) and "taken" in doing:
            killing.start()
    killing.join()


def is_there(page: Page, wanted: Locator, killing: Timer) -> bool:
    """Wait for something on the page; False if the pages were killed first."""
    while not wanted.count():
        if killing.finished.is_set():
            return False
        page.wait_for_timeout(50)
    return True


def batches(running: Product, code: str, period: Period) -> list[Batch]:
    with reading(running.environment["OVERSIGHT_DATABASE_URL"]) as session:
        mine = select(Batch).where(col(Batch.form_code) == code, col(Batch.period) == str(period))
        return list(session.scalars(mine).all())


def everything_is_there_once(running: Product, code: str, period: Period) -> None:
    [batch] = batches(running, code, period)
    with reading(running.environment["OVERSIGHT_DATABASE_URL"]) as session:
        files = session.scalars(select(BatchFile).where(col(BatchFile.batch_id) == batch.id)).all()
        sent = session.scalars(
            select(Submission).where(col(Submission.form_code) == code, col(Submission.period) == str(period))
        ).all()
    expected = {place.authority_id for place in authorities(period.reference_date)[:COUNT]}
    assert [file.state for file in files] == [BatchState.TAKEN] * COUNT
    assert sorted(one.authority_id or "" for one in sent) == sorted(expected)
    assert {one.version for one in sent} == {1}
    assert {file.submission_id for file in files} == {one.id for one in sent}
