"""Two pages of a release that stand still, in a browser that runs no script of theirs: what axe finds, and their width."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboard import twin
from tests.browser.visits import axe, open_folds
from tests.etl.releases import fill, shown_at_once
from tests.stores import settings_for


@pytest.fixture(scope="module")
def still(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release's Overview and list of pages, written."""
    folder = tmp_path_factory.mktemp("still")
    shutil.copy(sqlite_template, folder / "o.db")
    with settings_for(f"sqlite:///{folder / 'o.db'}"):
        fill()
        shown_at_once()
        twin.write(1, folder, wanted=lambda one: one.path in ("overview", "rollout"))
    return folder / "1"


@pytest.mark.parametrize("name", ["index", "overview"])
def test_a_page_that_stands_still_is_open_to_everyone(browser: Browser, still: Path, name: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 960})
    page.goto((still / f"{name}.html").as_uri())
    open_folds(page)
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.close()
