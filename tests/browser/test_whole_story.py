"""From a collection that is opened again to a corrected release: each person in turn, on one demonstration.

The last of the browser tests, because once something is released the Board no longer sees what has only been sent in.
"""

from collections.abc import Callable
from pathlib import Path

import httpx
import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.files import changed, template_of
from tests.browser.test_upload_story import WHY_COST, choose, england, explain_all
from tests.browser.visits import settle

MORE_GBP = 400_000
QUARTER = "2026-27 Q1"
ASKED = "return=funding&quarter=2026-27+Q1"
FIRST, SECOND = "Position at 30 September 2026", "Position at 30 September 2026, revised"
BRINGS = "The second quarter, as the department has authorised it."


def fill(page: Page, label: str, words: str) -> None:
    """Type into a box and leave it, as a person does before pressing a button."""
    box = page.get_by_label(label)
    box.fill(words)
    box.blur()
    settle(page)


def press(page: Page, name: str, words: str) -> None:
    """Press a button and wait for what the page then says."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("[data-testid=stMain]")).to_contain_text(words, timeout=60_000)
    settle(page)


def authorise_everything(analyst: Page, authoriser: Page) -> None:
    """The analyst takes all that is new for review, and the authoriser agrees to all of it."""
    analyst.get_by_role("button", name="Take all").click()
    expect(analyst.locator(".cpo-banner-sent")).to_contain_text("taken for review", timeout=60_000)
    authoriser.reload()
    settle(authoriser)
    authoriser.get_by_role("button", name="Authorise all").click()
    expect(authoriser.locator(".cpo-banner-sent")).to_contain_text("authorised", timeout=60_000)


def release(analyst: Page, authoriser: Page, title: str, reason: str) -> None:
    """One person prepares a release, another approves it."""
    for page in (analyst, authoriser):
        page.reload()
        settle(page)
    analyst.get_by_label("Title").fill(title)
    analyst.get_by_label("What it brings").fill(reason)
    press(analyst, "Check and prepare", "It is prepared, and waits for a second person.")
    authoriser.reload()
    settle(authoriser)
    press(authoriser, "Approve", "The Board sees it now.")


def cost(get: Callable[..., httpx.Response], which: str = "") -> float:
    """England's running cost in the quarter that is corrected, as the Board has it."""
    return float(england(get, "FU-06", QUARTER, which)["denominator"])


def test_from_a_collection_to_a_corrected_release(
    page_of: Callable[..., Page], get: Callable[..., httpx.Response], tmp_path: Path
) -> None:
    authorise_everything(page_of("demo-analyst-2", "/review"), page_of("demo-authoriser", "/review"))
    analyst, authoriser = (page_of(who, "/releases") for who in ("demo-analyst", "demo-authoriser"))
    release(analyst, authoriser, FIRST, BRINGS)
    board = page_of("demo-board", "/releases")
    expect(board.locator("[data-testid=stMain]")).to_contain_text(FIRST)
    before = cost(get)

    officer = page_of("demo-officer", f"/returns?{ASKED}")
    expect(officer.locator("[data-testid=stMain]")).to_contain_text("This collection closed on")
    collections = page_of("demo-analyst", f"/collections?{ASKED}")
    collections.get_by_role("combobox", name="Authority").fill("Solihull")
    collections.keyboard.press("Enter")
    settle(collections)
    fill(collections, "Take the return until", "4/12/2026")
    collections.get_by_label("Reason, in at least").first.fill("The second site was left out of the running cost.")
    press(collections, "Re-open for Solihull", "Re-opening 1: Solihull")

    officer.reload()
    settle(officer)
    expect(officer.locator("[data-testid=stMain]")).to_contain_text("Re-opened until Friday 4 December 2026")
    template = template_of(officer, tmp_path)
    cost_gbp = openpyxl.load_workbook(template)["Running cost"]["B5"].value
    choose(officer, changed(template, {"Running cost!B5": cost_gbp + MORE_GBP, "Cover!B10": WHY_COST}))
    expect(officer.locator("[data-testid=stMain]")).to_contain_text("What this version would change")
    explain_all(officer)
    fill(officer, "Why version 1, which counts, is replaced", WHY_COST)
    press(officer, "Send for approval", "Your authority's approver must submit it before it counts.")
    approver = page_of("demo-approver", f"/returns?{ASKED}")
    press(approver, "Submit to the department", "It counts from now on.")
    assert cost(get) == before, "what is not released is not shown"

    one = f"/returns?{ASKED}&authority=334"
    press(page_of("demo-analyst", one), "Take it for review", "The return is in review.")
    press(page_of("demo-authoriser", one), "Authorise this return", "The return is authorised: it can be released.")
    assert cost(get) == before, "what is authorised is not shown before it is released"
    release(analyst, authoriser, SECOND, WHY_COST)

    assert cost(get) == before + MORE_GBP
    assert cost(get, "&release=1") == before
    board.reload()
    settle(board)
    expect(board.locator("[data-testid=stMain]")).to_contain_text(SECOND)
    officer.reload()
    settle(officer)
    expect(officer.locator("[data-testid=stMain]")).to_contain_text("Published")
