"""What each person cannot reach: by address, by page, by file, by what the page was sent."""

import csv
import io
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visits import Visit, settle, sign_in

BRADFORD = ("380", "E08000032", "LA380", "Bradford")
Visits = Callable[..., Visit]
Get = Callable[..., httpx.Response]


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def settled(text: str) -> str:
    """What a page says, without how far the loading of earlier quarters has come."""
    return re.sub(r" *Loading earlier quarters[^\n]*", "", text)


def authorities_in(answer: httpx.Response) -> set[str]:
    return {row["la_name"] for row in rows(answer)} - {""}


@pytest.mark.parametrize("code", BRADFORD)
def test_an_officer_of_solihull_gets_no_page_of_bradford(visit: Visits, code: str) -> None:
    asked, nowhere = (
        visit("demo-officer", f"/authority?code={code}"),
        visit("demo-officer", "/authority?code=E08009999"),
    )
    assert "You cannot see this page." in asked.sentence
    assert "Your account covers Solihull." in asked.text
    assert settled(asked.text) == settled(nowhere.text)


@pytest.mark.parametrize("code", BRADFORD)
def test_an_officer_of_solihull_gets_no_returns_of_bradford(visit: Visits, code: str) -> None:
    asked = visit("demo-officer", f"/returns?return=unit&authority={code}")
    nowhere = visit("demo-officer", "/returns?return=unit&authority=999")
    assert "You cannot see this page." in asked.sentence
    assert settled(asked.text) == settled(nowhere.text)


@pytest.mark.parametrize("path", ["/", "/authority", "/returns", "/authority?code=380", "/returns?authority=380"])
def test_nothing_that_an_officer_of_solihull_is_sent_names_bradford(visit: Visits, path: str) -> None:
    assert "Bradford" not in visit("demo-officer", path).html


def test_an_officer_is_offered_no_choice_of_authority(page_of: Callable[..., Page]) -> None:
    for path in ("/authority", "/returns"):
        page = page_of("demo-officer", path)
        assert page.get_by_label("Quarter").count() >= 1
        assert page.locator("[data-testid=stSelectbox]").filter(has_text="Authority").count() == 0


@pytest.mark.parametrize("code", BRADFORD[:3])
def test_a_file_of_bradford_does_not_exist_for_an_officer_of_solihull(get: Get, code: str) -> None:
    refused = get("demo-officer", f"/download/authority/{code}.csv")
    unknown = get("demo-officer", "/download/authority/999.csv")
    assert (refused.status_code, refused.text) == (404, unknown.text)
    assert unknown.status_code == 404


def test_each_officer_has_the_file_of_their_own_authority(get: Get) -> None:
    assert authorities_in(get("demo-officer", "/download/authority/E08000029.csv")) == {"Solihull"}
    assert authorities_in(get("demo-approver", "/download/authority/334.csv")) == {"Solihull"}
    assert authorities_in(get("demo-officer-2", "/download/authority/380.csv")) == {"Bradford"}
    assert get("demo-officer-2", "/download/authority/334.csv").status_code == 404


@pytest.mark.parametrize(
    ("subject", "seen"), [("demo-officer", {"Solihull"}), ("demo-officer-2", {"Bradford"}), ("demo-admin", set())]
)
def test_a_file_of_an_indicator_holds_only_ones_own_authority(get: Get, subject: str, seen: set[str]) -> None:
    assert authorities_in(get(subject, "/download/indicator/ST-02.csv")) == seen


def test_a_member_of_the_board_has_every_authority_as_published(get: Get) -> None:
    found = rows(get("demo-board", "/download/indicator/ST-02.csv?period=2026-27 Q2"))
    assert len({row["la_name"] for row in found} - {""}) == 153


def test_the_inspectorate_sees_inspection_figures_of_authorities_and_no_other(get: Get) -> None:
    assert authorities_in(get("demo-inspectorate", "/download/indicator/ST-02.csv")) == set()
    assert len(authorities_in(get("demo-inspectorate", "/download/indicator/IN-01.csv"))) > 100
    assert get("demo-inspectorate", "/download/authority/334.csv").status_code == 404


@pytest.mark.parametrize("subject", ["demo-inspectorate", "demo-admin", "demo-officer"])
def test_pages_about_all_authorities_are_not_there_for_those_who_may_not_see_them(visit: Visits, subject: str) -> None:
    seen = visit(subject, "/rollout")
    assert "You cannot see this page." in seen.sentence
    assert "Bradford" not in seen.html
    assert "Stage by region" not in seen.html


@pytest.mark.parametrize("subject", ["demo-minister", "demo-board", "demo-inspectorate", "demo-admin"])
def test_those_who_do_not_read_returns_get_none(visit: Visits, subject: str) -> None:
    for path in ("/returns", "/returns?return=unit&authority=334"):
        seen = visit(subject, path)
        assert "You cannot see this page." in seen.sentence
        assert "Returns" not in seen.navigation
        assert "Solihull" not in seen.html
        assert 'type="file"' not in seen.html


def test_someone_without_a_role_is_told_so_and_gets_nothing_else(visit: Visits, get: Get) -> None:
    for path in ("/", "/authority?code=334", "/returns"):
        seen = visit("demo-nobody", path)
        assert seen.sentence == "Your account has no access yet"
        assert "demo-nobody" in seen.text
        assert "stApp" not in seen.html
    for path in ("/download/authority/334.csv", "/download/indicator/ST-02.csv", "/_stcore/health", "/static/x.js"):
        assert get("demo-nobody", path, sec_fetch_mode="cors").status_code == 403


def test_a_stranger_is_sent_to_sign_in_for_a_page_and_gets_nothing_otherwise(get: Get, visit: Visits) -> None:
    for path in ("/", "/rollout", "/download/authority/334.csv"):
        answer = get("", path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/signin?to=/")
    for path in ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/media/a.csv", "/static/js/index.js"):
        assert get("", path).status_code == 401
    assert get("", "/download/authority/334.csv", sec_fetch_mode="cors").status_code == 401
    assert visit("", "/").sentence == "Choose who to sign in as"


def test_a_cookie_is_worth_nothing_once_its_owner_has_signed_out(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, address, "demo-minister")
    settle(page)
    kept = "; ".join(f"{c['name']}={c['value']}" for c in context.cookies(address))
    assert httpx.get(f"{address}/_stcore/health", headers={"cookie": kept}).status_code == 200
    page.get_by_role("link", name="Sign out").first.click()
    page.get_by_role("heading", name="You are signed out").wait_for()
    assert httpx.get(f"{address}/_stcore/health", headers={"cookie": kept}).status_code == 401
    assert httpx.get(f"{address}/", headers={"cookie": kept}).status_code == 303
    context.close()


def test_an_open_page_shows_nothing_more_once_its_session_has_ended(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 960})
    page, other = context.new_page(), context.new_page()
    sign_in(page, address, "demo-board")
    settle(page)
    other.goto(f"{address}/signout")
    page.get_by_role("link", name="Rollout", exact=True).click()
    page.get_by_role("heading", name="Your account gives no access").wait_for()
    assert "Bradford" not in page.content()
    assert "operational Unit" not in page.locator("body").inner_text()
    context.close()


ORIGIN = "/provenance?indicator=ST-02&period=2026-27 Q2&place="
SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


@pytest.mark.parametrize("code", BRADFORD)
def test_where_a_figure_of_bradford_comes_from_is_no_page_for_an_officer_of_solihull(visit: Visits, code: str) -> None:
    asked, nowhere = visit("demo-officer", f"{ORIGIN}{code}"), visit("demo-officer", f"{ORIGIN}E08009999")
    assert "You cannot see this page." in asked.sentence
    assert settled(asked.text) == settled(nowhere.text)


@pytest.mark.parametrize("subject", ["demo-inspectorate", "demo-admin", "demo-nobody"])
def test_where_an_authoritys_figure_comes_from_is_no_page_for_those_who_see_no_authority(
    visit: Visits, subject: str
) -> None:
    seen = visit(subject, f"{ORIGIN}E08000029")
    assert "22.0%" not in seen.html
    assert not SHA256.search(seen.text)


@pytest.mark.parametrize(
    ("subject", "is_full"),
    [("demo-minister", False), ("demo-board", False), ("demo-analyst", True), ("demo-authoriser", True), ("demo-officer", True), ("demo-approver", True)],
)  # fmt: skip
def test_cells_and_hashes_of_a_return_are_for_those_who_read_it(visit: Visits, subject: str, is_full: bool) -> None:
    text = visit(subject, f"{ORIGIN}E08000029").text
    assert "Posts, D5" in text
    assert bool(SHA256.search(text)) is is_full
    assert ("U1, Police" in text) is is_full


def test_one_click_leads_from_a_figure_to_its_cells(page_of: Callable[..., Page]) -> None:
    page = page_of("demo-analyst", "/authority?code=E08000029")
    page.get_by_role("link", name="Unit vacancy rate by agency, Q2 2026-27: where this comes from").first.click()
    settle(page)
    assert "Unit vacancy rate by agency, Solihull" in page.locator("h1").inner_text()
    assert page.get_by_text("Posts, D5").count() == 1
