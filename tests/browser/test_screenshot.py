"""The picture in the README is the product's own: `make screenshot` takes it anew, and this checks that it can be taken."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.picture import MOST_BYTES, take

README = Path(__file__).parents[2] / "README.md"


def test_the_overview_can_be_pictured(page_of: Callable[..., Page], tmp_path: Path) -> None:
    picture = tmp_path / "overview.png"
    take(page_of("demo-board", "/"), picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < MOST_BYTES


def test_the_readme_shows_the_picture_that_is_there() -> None:
    shown = README.parent / "docs" / "overview.png"
    assert f"(docs/{shown.name})" in README.read_text(encoding="utf-8")
    assert 0 < shown.stat().st_size < MOST_BYTES
