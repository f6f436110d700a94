"""Handing in many files at once on the Returns page, as an analyst does."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.visits import settle


def opened(page: Page, address: str, code: str, period: str) -> None:
    """Open the department's list of a return and quarter, with the place for many files unfolded."""
    page.goto(f"{address}/returns?return={code}&quarter={period.replace(' ', '%20')}")
    settle(page)
    fold = page.locator("details", has_text="Send many returns at once").first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()
    page.locator("input[type=file]").first.wait_for(state="attached")


def chosen(page: Page, paths: Sequence[Path]) -> Locator:
    """Drop the files, and give the button that sends them once they are uploaded."""
    page.locator("input[type=file]").first.set_input_files(paths)
    return page.get_by_role("button", name=f"Send {len(paths)} files")


def outcome(page: Page, count: int) -> Locator:
    """The sentence that says what became of so many files."""
    return page.locator("p", has_text=f"Of {count} files:")


def kept(page: Page, count: int) -> None:
    """Wait until the page says how far so many files are: then they are kept."""
    outcome(page, count).first.wait_for()


def dropped(page: Page, paths: Sequence[Path]) -> None:
    """Drop the files, send them, and wait until they are kept."""
    chosen(page, paths).click()
    kept(page, len(paths))
