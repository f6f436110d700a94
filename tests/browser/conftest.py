"""The product as its users meet it: the demonstration, running, and a real browser signed in as each of them."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from etl import store
from tests.browser.visits import WIDE, Visit, settle, sign_in, visited

PROJECT = Path(__file__).parents[2]
READY_SECONDS = 240


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of the tests' own, ready: `oversight demo` on a free port with an empty store."""
    port, folder = _free_port(), tmp_path_factory.mktemp("demonstration")
    url = f"http://localhost:{port}"
    _without_history(folder / "demo.db")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OVERSIGHT_")},
        "OVERSIGHT_ENVIRONMENT": "demonstration",
        "OVERSIGHT_TODAY": "2026-11-22",
        "OVERSIGHT_DATABASE_URL": f"sqlite:///{folder}/demo.db",
    }
    command = [sys.executable, "-m", "etl.cli", "demo", "--port", str(port)]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(url, process, folder / "log.txt")
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _without_history(path: Path) -> None:
    """Make the store, with the job that loads earlier quarters marked as done: it would take a core for minutes."""
    store.migrate(f"sqlite:///{path}")
    values = ("illustrative_history", "{}", "done", 0, 0, "", "2026-11-22 00:00:00.000000")
    columns = "name, arguments, state, done_count, total_count, message, created_at"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"INSERT INTO job ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _free_port() -> int:
    """A port such that it and the one a thousand above, where people sign in, are free."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1000))
            except (OSError, OverflowError):
                continue
            return port


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"The demonstration stopped:\n{log.read_text()}")
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    pytest.fail(f"The demonstration was not ready after {READY_SECONDS} seconds:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """One headless Chromium for all browser tests."""
    expect.set_options(timeout=20_000)  # machines that test are busy
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def context_of(browser: Browser, address: str) -> Iterator[Callable[[str], BrowserContext]]:
    """Gives the browser context of a demonstration person, who signs in once; of a stranger for ""."""
    contexts: dict[str, BrowserContext] = {}

    def context_for(subject: str) -> BrowserContext:
        if subject not in contexts:
            contexts[subject] = context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
            context.set_default_timeout(30_000)
            if subject:
                page = context.new_page()
                sign_in(page, address, subject)
                page.close()
        return contexts[subject]

    yield context_for
    for context in contexts.values():
        context.close()


@pytest.fixture
def page_of(context_of: Callable[[str], BrowserContext], address: str) -> Iterator[Callable[..., Page]]:
    """Gives a page, open at a path and settled, for a person."""
    opened: list[Page] = []

    def open_page(subject: str, path: str = "/", viewport: dict[str, int] = WIDE) -> Page:
        page = context_of(subject).new_page()
        opened.append(page)
        page.set_viewport_size(viewport)
        page.goto(f"{address}{path}")
        settle(page)
        return page

    yield open_page
    for page in opened:
        page.close()


@pytest.fixture(scope="session")
def visit(context_of: Callable[[str], BrowserContext], address: str) -> Callable[..., Visit]:
    """Gives what a person met at a path; each is opened once, however many tests ask."""
    visits: dict[tuple[str, str], Visit] = {}

    def once(subject: str, path: str = "/", *, is_examined: bool = False) -> Visit:
        kept = visits.get((subject, path))
        if kept is None or (is_examined and not kept.findings):
            kept = visited(context_of(subject), address, path, is_examined=is_examined)
            visits[subject, path] = kept
        return kept

    return once


@pytest.fixture(scope="session")
def get(context_of: Callable[[str], BrowserContext], address: str) -> Callable[..., httpx.Response]:
    """Asks for an address as a program would, with a person's cookies; nothing is followed."""

    def ask(subject: str, path: str, **headers: str) -> httpx.Response:
        kept = context_of(subject).cookies(address)
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in kept)
        given = {"cookie": cookies, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return httpx.get(f"{address}{path}", headers=given, timeout=30)

    return ask
