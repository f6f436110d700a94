"""The picture of the Overview in the README, taken from a running demonstration: `make screenshot`."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import services
from tests.browser.visits import settle, sign_in

PICTURE = Path(__file__).parents[2] / "docs" / "overview.png"
WIDTH, HEIGHT = 1280, 1500
MOST_BYTES = 300_000


def take(page: Page, path: Path = PICTURE) -> None:
    """Picture the top of an open page."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    settle(page)
    page.wait_for_function(
        "() => document.querySelectorAll('.js-plotly-plot .trace, .js-plotly-plot .scatterlayer path').length > 0"
    )
    page.evaluate("() => document.fonts.ready")
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path, animations="disabled", scale="css")


def main(address: str) -> None:
    """Sign in as a member of the Board and picture the first page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(services.browser()), args=["--no-sandbox"])
        page = browser.new_page()
        sign_in(page, address, "demo-board")
        settle(page)
        take(page)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
