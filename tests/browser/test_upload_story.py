"""From a wrong workbook to the Board's page: the story of a return, told by the people who have a part in it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.files import WRONG, changed, template_of
from tests.browser.visits import settle

MORE_GBP = 400_000
WHY_COST = "The second site was left out of the running cost in the earlier version."
NOTHING_SENT = "Nothing has been sent yet."
WHY = "The police posts had not begun on the last day of the quarter; the earlier version counted them."
# Police in post: none. Its models are on the rows of the Models sheet that name the police.
NO_POLICE = {f"Posts!{column}6": 0 for column in "EFGH"}


def choose(page: Page, file: Path) -> None:
    """Choose a file, and wait for what the check came to."""
    page.locator("input[type=file]").first.set_input_files(file)
    page.locator("strong", has_text=file.name).wait_for()
    settle(page)


def without_police(template: Path) -> Path:
    models = openpyxl.load_workbook(template)["Models"]
    rows = [row[1].row for row in models.iter_rows(min_row=5) if row[1].value == "Police"]
    none = {f"Models!{column}{row}": 0 for row in rows for column in "DEF"}
    return changed(template, NO_POLICE | none | {"Cover!B10": WHY})


def england(
    get: Callable[..., httpx.Response], indicator: str, quarter: str = "2026-27 Q2", which: str = ""
) -> dict[str, str]:
    """England's row of an indicator's file, as a Board member gets it; `which` names a release: "&release=1"."""
    answer = get("demo-board", f"/download/indicator/{indicator}.csv?period={quarter}{which}")
    found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return next(row for row in found if row["geographic_level"] == "National" and row["breakdown"] == "Total")


def test_an_analyst_corrects_a_return_and_the_board_sees_the_change(
    page_of: Callable[..., Page], get: Callable[..., httpx.Response], tmp_path: Path
) -> None:
    board = page_of("demo-board", "/authority?code=E08000029")
    assert "Solihull has an operational Unit" in board.locator("h1").inner_text()
    before = int(england(get, "UR-02")["numerator"])
    expect(page_of("demo-board", "/").locator("h1")).to_contain_text(f"{before} of 153 authorities")

    page = page_of("demo-analyst", "/returns?return=unit&authority=334")
    template = template_of(page, tmp_path)
    assert template.name == "unit-334-2026-27-Q2.xlsx"
    choose(page, changed(template, {"Posts!E6": WRONG}))
    expect(page.locator("h1")).to_contain_text(f"Fix 1 error, then you can submit this return. {NOTHING_SENT}")
    expect(page.locator(".cpo-errors")).to_contain_text("Posts, E6")
    line = page.get_by_role("row").filter(has_text=f"“{WRONG}”")
    expect(line).to_contain_text("Posts, E6")
    expect(line).to_contain_text("Enter a number of full-time equivalents, for example 2.0.")
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    assert int(england(get, "UR-02")["numerator"]) == before

    choose(page, without_police(template))
    expect(page.locator("h1")).to_contain_text(f"Explain 2 queries, then you can submit this return. {NOTHING_SENT}")
    expect(page.get_by_label("Explanation of Unit, C5")).to_have_count(1)
    explain_all(page)
    expect(page.locator("h1")).to_contain_text("This return passed every check; you can submit this return.")
    reason = page.get_by_label("Why version 1, which counts, is replaced")
    reason.fill(WHY)
    reason.blur()
    page.get_by_role("button", name="Submit", exact=True).click()
    receipt = page.locator(".cpo-banner-sent")
    expect(receipt).to_contain_text("Return sent")
    expect(receipt).to_contain_text("Solihull, Unit implementation return, Q2 2026-27, version 2.")
    expect(receipt).to_contain_text("It counts from now on")

    receipt.get_by_role("link", name="See the page of Solihull").click()
    expect(page.locator("h1")).to_contain_text("has no police member")
    board.reload()
    expect(board.locator("h1")).to_contain_text("has no police member")
    assert int(england(get, "UR-02")["numerator"]) == before - 1
    expect(page_of("demo-board", "/").locator("h1")).to_contain_text(f"{before - 1} of 153 authorities")


def test_an_officer_prepares_a_return_and_an_approver_submits_it(
    page_of: Callable[..., Page], get: Callable[..., httpx.Response], tmp_path: Path
) -> None:
    path = "/returns?return=funding&authority=334"
    before = england(get, "FU-06")
    officer = page_of("demo-officer", path)
    template = template_of(officer, tmp_path)
    cost_gbp = openpyxl.load_workbook(template)["Running cost"]["B5"].value
    choose(officer, changed(template, {"Running cost!B5": cost_gbp + MORE_GBP, "Cover!B10": WHY_COST}))
    expect(officer.locator("h1")).to_contain_text(NOTHING_SENT)
    explain_all(officer)
    expect(officer.locator("h1")).to_contain_text(
        "This return passed every check; you can send this return for approval."
    )
    reason = officer.get_by_label("Why version 1, which counts, is replaced")
    reason.fill(WHY_COST)
    reason.blur()
    expect(officer.get_by_role("button", name="Submit")).to_have_count(0)
    officer.get_by_role("button", name="Send for approval").click()
    expect(officer.locator(".cpo-banner-sent")).to_contain_text(
        "Your authority's approver must submit it before it counts."
    )
    expect(officer.locator("[data-testid=stMain]")).to_contain_text(
        "You prepared this return, so someone else must submit it."
    )
    expect(officer.get_by_role("button", name="Submit")).to_have_count(0)
    assert england(get, "FU-06") == before

    approver = page_of("demo-approver", path)
    expect(approver.locator("h1")).to_contain_text(
        "The Funding return of Solihull for Q2 2026-27 waits for you to submit it."
    )
    expect(approver.get_by_role("button", name="Send for approval")).to_have_count(0)
    approver.get_by_role("button", name="Submit to the department").click()
    expect(approver.locator(".cpo-banner-sent")).to_contain_text("version 2. ")
    expect(approver.locator(".cpo-banner-sent")).to_contain_text("It counts from now on")
    after = england(get, "FU-06")
    assert float(after["denominator"]) == float(before["denominator"]) + MORE_GBP
    assert after["numerator"] == before["numerator"]


def explain_all(page: Page) -> None:
    """Explain every query on the page."""
    boxes = page.locator("[data-testid=stMain] textarea")
    for at in range(boxes.count()):
        boxes.nth(at).fill("Checked with the finance team: the cost is right.")
        boxes.nth(at).blur()
        expect(page.get_by_text("That is enough.")).to_have_count(at + 1)


def test_an_approver_can_check_a_file_but_not_send_one(page_of: Callable[..., Page], tmp_path: Path) -> None:
    page = page_of("demo-approver", "/returns?return=unit&authority=334")
    choose(page, template_of(page, tmp_path))
    expect(page.locator("[data-testid=stMain]")).to_contain_text("You can check a file here but not send it.")
    for name in ("Submit", "Send for approval", "Save as a draft"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def test_an_authoriser_can_check_a_file_but_not_send_one(page_of: Callable[..., Page], tmp_path: Path) -> None:
    page = page_of("demo-authoriser", "/returns?return=unit&authority=380")
    choose(page, template_of(page, tmp_path))
    expect(page.locator("[data-testid=stMain]")).to_contain_text("You can check a file here but not send it.")
    expect(page.get_by_role("button", name="Save as a draft")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "This file cannot be checked."),
        ("notes.xlsx", b"not a workbook at all", "This file cannot be checked."),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(
    page_of: Callable[..., Page], tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    page = page_of("demo-officer-2", "/returns?return=unit&authority=380")
    (tmp_path / name).write_bytes(content)
    choose(page, tmp_path / name)
    expect(page.locator("h1")).to_contain_text(f"{words} {NOTHING_SENT}")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Why the file cannot be checked")
