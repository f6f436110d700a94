"""The product as its users meet it: the demonstration, running, and a real browser signed in as each of them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROJECT = Path(__file__).parents[2]
READY_SECONDS = 240
WIDE, NARROW = {"width": 1280, "height": 960}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Demonstration:
    """A running demonstration."""

    url: str
    database_url: str


def free_port() -> int:
    """A port such that it and the one a thousand above are free."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1000))
            except OSError:
                continue
            return port


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """`oversight demo` on a free port with a store of its own, ready."""
    port, folder = free_port(), tmp_path_factory.mktemp("demonstration")
    made = Demonstration(f"http://localhost:{port}", f"sqlite:///{folder}/demo.db")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("OVERSIGHT_")},
        "OVERSIGHT_ENVIRONMENT": "demonstration",
        "OVERSIGHT_TODAY": "2026-11-22",
        "OVERSIGHT_DATABASE_URL": made.database_url,
    }
    with (folder / "log.txt").open("w+") as log:
        command = [sys.executable, "-m", "etl.cli", "demo", "--port", str(port)]
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(made.url, process, Path(log.name))
            yield made
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


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
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def context_of(browser: Browser, demonstration: Demonstration) -> Iterator[Callable[[str], BrowserContext]]:
    """Gives a browser context signed in as a demonstration person; each signs in once."""
    contexts: dict[str, BrowserContext] = {}

    def signed_in(subject: str) -> BrowserContext:
        if subject not in contexts:
            contexts[subject] = context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
            page = context.new_page()
            sign_in(page, demonstration.url, subject)
            page.close()
        return contexts[subject]

    yield signed_in
    for context in contexts.values():
        context.close()


def sign_in(page: Page, url: str, subject: str) -> None:
    """Go through sign-in as a person would."""
    page.goto(f"{url}/")
    page.locator(f"button[value='{subject}'], button[data-subject='{subject}']").first.click()
    page.wait_for_url(f"{url}/**")


@pytest.fixture
def page_of(
    context_of: Callable[[str], BrowserContext], demonstration: Demonstration
) -> Iterator[Callable[[str, str], Page]]:
    """Gives a page, open at an address, for a person; waits until it has settled."""
    opened: list[Page] = []

    def open_page(subject: str, path: str = "/", viewport: dict[str, int] = WIDE) -> Page:
        page = context_of(subject).new_page()
        page.set_viewport_size(viewport)
        opened.append(page)
        page.goto(f"{demonstration.url}{path}")
        settle(page)
        return page

    yield open_page
    for page in opened:
        page.close()


def settle(page: Page) -> None:
    """Wait until the page has its headline and Streamlit has finished its run."""
    page.locator("h1").first.wait_for(timeout=30_000)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stStatusWidget]') "
        "&& document.querySelectorAll('[data-stale=true]').length === 0",
        timeout=30_000,
    )
    page.wait_for_timeout(300)
