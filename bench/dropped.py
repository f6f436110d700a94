"""How long 153 workbooks take that are dropped at once on the Returns page, in a real browser."""

import os
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import stores
from bench.measure import Measure, phase
from etl.store import writing
from schemas.authorities import authorities
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from seed.generate import uploads
from seed.people import seed_people
from tests.browser.many import dropped, opened, outcome
from tests.browser.visits import WIDE, sign_in
from tests.product import Product, free_port, product
from tests.services import browser

LIMIT_MS = 240_000


def measures() -> list[Measure]:
    """drop_153_s: from the drop until the page shows what became of every file."""
    with stores.fresh() as folder:
        with phase("filling the quarter before"):
            for spec in RETURNS.values():
                stores.load_quarter(spec, stores.Q1)
        with phase("writing 153 workbooks"):
            paths = _written(folder / "dropped")
        size_mb = sum(path.stat().st_size for path in paths) / 1e6
        port = free_port()
        with product(folder, f"sqlite:///{folder}/bench.db", port, stores.TODAY) as running:
            with writing() as session:
                seed_people(session, running.issuer)
            with phase("dropping them"):
                handed_s, took_s, words = _dropped(running, paths)
    context = (
        f"{len(paths)} Unit workbooks, {size_mb:.1f} MB, SQLite, one process of pages and one worker, just started; "
        f"{handed_s:.1f} s until all are kept; {words}; load average {os.getloadavg()[0]:.1f}"
    )
    return [Measure("drop_153_s", took_s, "s", context)]


def _written(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = []
    for upload in uploads(UNIT, stores.Q2, authorities(stores.Q2.reference_date)):
        paths.append(folder / upload.name)
        paths[-1].write_bytes(upload.content)
    return paths


def _dropped(running: Product, paths: list[Path]) -> tuple[float, float, str]:
    """Seconds until the files are kept, and until all results are shown; and what the page then says."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser()), args=["--no-sandbox"])
        page: Page = chromium.new_page(viewport=WIDE)
        page.set_default_timeout(LIMIT_MS)
        sign_in(page, running.address, "demo-analyst")
        opened(page, running.address, UNIT.code, str(stores.Q2))
        begun = time.perf_counter()
        dropped(page, paths)
        handed_s = time.perf_counter() - begun
        words = outcome(page, len(paths)).filter(has_not_text="waiting").first
        words.wait_for()
        took_s = time.perf_counter() - begun
        said = words.inner_text()
        chromium.close()
    return handed_s, took_s, said
