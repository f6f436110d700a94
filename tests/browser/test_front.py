"""What every page has and does, whoever opens it: nothing from outside, no complaint, the marking, a file for a picture."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visits import Visit, settle, sign_in

ILLUSTRATIVE = "Illustrative data — not real"
PROBES = {"health", "host-config"}
NAVIGATION = {
    "demo-minister": [
        "Overview",
        "Rollout",
        "Workforce",
        "Funding",
        "Practice",
        "Inspection",
        "Learning",
        "Recommendations",
        "Authorities",
        "Compare",
        "Programme",
        "Definitions",
    ],
    "demo-board": [
        "Overview",
        "Rollout",
        "Workforce",
        "Funding",
        "Practice",
        "Inspection",
        "Learning",
        "Recommendations",
        "Authorities",
        "Compare",
        "Programme",
        "Definitions",
    ],
    "demo-office": [
        "Overview",
        "Rollout",
        "Workforce",
        "Funding",
        "Practice",
        "Inspection",
        "Learning",
        "Recommendations",
        "Authorities",
        "Compare",
        "Programme",
        "Definitions",
    ],
    "demo-analyst": [
        "Overview",
        "Rollout",
        "Workforce",
        "Funding",
        "Practice",
        "Inspection",
        "Learning",
        "Recommendations",
        "Authorities",
        "Compare",
        "Programme",
        "Returns",
        "Releases",
        "Records",
        "Definitions",
    ],
    "demo-authoriser": [
        "Overview",
        "Rollout",
        "Workforce",
        "Funding",
        "Practice",
        "Inspection",
        "Learning",
        "Recommendations",
        "Authorities",
        "Compare",
        "Programme",
        "Returns",
        "Releases",
        "Definitions",
    ],
    "demo-officer": ["Overview", "Workforce", "Funding", "Our authority", "Compare", "Returns", "Definitions"],
    "demo-approver": ["Overview", "Workforce", "Funding", "Our authority", "Compare", "Returns", "Definitions"],
    "demo-officer-2": ["Overview", "Workforce", "Funding", "Our authority", "Compare", "Returns", "Definitions"],
    "demo-inspectorate": ["Overview", "Inspection", "Learning", "Records", "Definitions"],
    "demo-admin": ["Overview", "Register", "Audit", "Definitions"],
}
SEEN = [
    *(
        ("demo-board", path)
        for path in ("/", "/rollout", "/forecast", "/authority?code=E08000029", "/returns", "/definitions")
    ),
    ("demo-analyst", "/returns"),
    ("demo-officer", "/returns?return=unit&authority=334"),
]
WITH_PICTURES = [
    ("demo-board", path)
    for path in ("/", "/rollout", "/practice", "/inspection", "/learning", "/authority?code=E08000029")
]
Visits = Callable[..., Visit]


@pytest.mark.parametrize("subject", NAVIGATION)
def test_each_role_is_offered_its_pages_and_no_other(visit: Visits, subject: str) -> None:
    assert visit(subject, "/").navigation == NAVIGATION[subject]


@pytest.mark.parametrize(("subject", "path"), SEEN)
def test_nothing_is_asked_of_another_machine_and_nothing_is_complained_of(
    visit: Visits, subject: str, path: str
) -> None:
    seen = visit(subject, path)
    assert seen.away == []
    assert seen.complaints == []
    # The front end looks for its server beside a page's own address before it looks at the root.
    own = path.partition("?")[0]
    assert set(seen.refused) <= ({f"{own}/_stcore/{probe}" for probe in PROBES} if own != "/" else set())


@pytest.mark.parametrize(("subject", "path"), [*SEEN, *((subject, "/") for subject in NAVIGATION)])
def test_every_page_says_that_its_data_is_illustrative(visit: Visits, subject: str, path: str) -> None:
    seen = visit(subject, path)
    assert seen.text.count(ILLUSTRATIVE) >= 2
    assert "OFFICIAL" in seen.text


@pytest.mark.parametrize(("subject", "path"), WITH_PICTURES)
def test_every_picture_has_words_a_table_and_a_file_that_is_marked(
    page_of: Callable[..., Page], subject: str, path: str
) -> None:
    page = page_of(subject, path)
    pictures = page.locator("[class*='st-key-wide-']")
    keys = [
        re.search(r"st-key-wide-([\w-]+)", pictures.nth(at).get_attribute("class"))[1] for at in range(pictures.count())
    ]
    assert keys
    for key in keys:
        assert (
            len(
                page.locator(f".st-key-wide-{key} [role=img], .st-key-wide-{key} [aria-label]").first.get_attribute(
                    "aria-label"
                )
            )
            > 40
        )
        assert page.locator(f"#{key}-table table").count() == 1
        with page.expect_download() as waiting:
            page.locator(f".st-key-csv-{key} button").click()
        head, *lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert head.split(",")[-1] == "marking"
        assert lines
        assert all(line.endswith(f"OFFICIAL. {ILLUSTRATIVE}") for line in lines)


@pytest.mark.parametrize("path", ["/download/authority/E08000029.csv", "/download/indicator/UR-02.csv"])
def test_every_row_of_a_file_says_that_it_is_illustrative(get: Callable[..., httpx.Response], path: str) -> None:
    head, *lines = get("demo-board", path).content.decode("utf-8-sig").splitlines()
    assert head.endswith(",marking")
    assert len(lines) > 5
    assert all(ILLUSTRATIVE in line for line in lines)


def test_a_page_that_is_not_there_says_so_without_a_trace(visit: Visits) -> None:
    seen = visit("demo-board", "/no-such-page")
    assert "You cannot see this page." in seen.sentence
    assert "Traceback" not in seen.html


@pytest.mark.parametrize("path", ["/download/nothing/here.csv", "/download/authority/334.xlsx", "/media/none.csv"])
def test_a_file_that_is_not_there_is_not_found(get: Callable[..., httpx.Response], path: str) -> None:
    answer = get("demo-board", path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/definitions?indicator=UR-02", "UR-02"),
        ("/authority?code=E08000029", "Solihull"),
        ("/rollout?quarter=Q1+2026-27", "Position at 30 June 2026"),
    ],
)
def test_a_link_leads_through_sign_in_to_what_it_names(browser: Browser, address: str, path: str, words: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, address, "demo-board", path)
    settle(page)
    assert page.url == f"{address}{path}"
    assert words in page.locator("[data-testid=stMain]").inner_text()
    context.close()


def test_the_quarter_that_is_chosen_stands_in_the_address_and_comes_back_with_it(page_of: Callable[..., Page]) -> None:
    page = page_of("demo-board", "/rollout")
    page.get_by_label("Quarter").first.click()
    page.get_by_role("option", name="Q1 2026-27").click()
    page.get_by_text("Position at 30 June 2026").wait_for()
    assert "quarter=" in page.url
    page.reload()
    settle(page)
    page.get_by_text("Position at 30 June 2026").wait_for()


def test_choosing_an_authority_changes_the_address_and_the_page(page_of: Callable[..., Page]) -> None:
    page = page_of("demo-board", "/authority?code=E08000029")
    chooser = page.get_by_label("Authority", exact=True).first
    chooser.click()
    page.keyboard.type("Bradford")
    page.get_by_role("option", name="Bradford").click()
    page.locator("h1", has_text="Bradford").wait_for()
    assert "code=E08000032" in page.url
