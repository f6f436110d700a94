"""Every page, for everyone who can see it: the rules of axe, headings, names, keyboard, and narrow screens."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from dashboard.views.accessibility import KNOWN_FINDING
from tests.browser.files import WRONG, changed, template_of
from tests.browser.visits import NARROW, Visit, axe, examine, look, settle

RETURNS = "/returns?return=unit&authority=334"
PAGES = [
    *(
        ("demo-board", path)
        for path in ("/", "/rollout", "/forecast", "/authority?code=E08000029", "/returns", "/definitions")
    ),
    *(("demo-analyst", path) for path in ("/returns", "/collections", RETURNS)),
    *(("demo-officer", path) for path in ("/", "/authority", RETURNS, "/authority?code=380")),
    ("demo-officer", f"{RETURNS}&by=screen&sheet=posts"),
    *(("demo-approver", path) for path in (RETURNS, "/returns?return=funding")),
    *(("demo-inspectorate", path) for path in ("/", "/rollout")),
    ("demo-nobody", "/"),
    *(("", path) for path in ("/", "/signout", "/callback?state=old&code=none")),
]
PARTS = ("glossary", "returns", "checks", "symbols", "accessibility")
PAGES += [("demo-board", f"/definitions?part={part}") for part in PARTS]
PAGES += [("demo-board", "/definitions?indicator=UR-02")]
PAGES += [("demo-board", path) for path in ("/recommendations", "/recommendations?recommendation=NR1", "/programme")]
ORIGIN = "/provenance?indicator=ST-02&period=2026-27 Q2&place="
PAGES += [
    ("demo-board", f"{ORIGIN}E92000001"),
    ("demo-analyst", f"{ORIGIN}E08000029"),
    ("demo-officer", f"{ORIGIN}334"),
]
PAGES += [("demo-approver", "/waivers"), ("demo-authoriser", "/waivers"), ("demo-analyst", "/review?state=all")]
PAGES += [
    ("demo-analyst", path)
    for path in (
        "/records",
        "/records?record=panel",
        "/records?record=jtai&do=add",
        "/records?record=panel&do=change",
        "/records?record=panel&do=file",
    )
]
PAGES += [("demo-analyst", "/releases"), ("demo-board", "/releases"), ("demo-admin", "/audit")]
PAGES += [("demo-inspectorate", "/records"), ("demo-board", "/records"), ("demo-admin", "/register")]
PAGES += [(who, path) for who in ("demo-board", "demo-officer") for path in ("/workforce", "/funding")]
COMPARED = "/compare?code=E08000029"
PAGES += [
    ("demo-board", COMPARED),
    ("demo-board", f"{COMPARED}&beside=chosen&with=380,Hull&indicator=ST-02"),
    ("demo-officer", "/compare"),
]
PAGES += [("demo-board", path) for path in ("/practice?volume=CP-02&name=E08000029", "/inspection", "/learning")]
PAGES += [("demo-inspectorate", path) for path in ("/inspection", "/learning")]
PAGES += [("demo-board", "/search?q=section 47"), ("demo-officer", "/search?q=Brsitol")]
PAGES += [(who, path) for who in ("demo-board", "demo-officer") for path in ("/exceptions", "/alerts?kind=above")]
PAGES += [("demo-board", "/meeting"), ("demo-analyst", "/meeting?step=exceptions&record=action")]
every_page = pytest.mark.parametrize(("subject", "path"), PAGES)


def expected(path: str, subject: str) -> list[str]:
    """What axe may find: Streamlit's own file chooser, which the accessibility statement names."""
    is_return = path.startswith("/returns?") and subject != "demo-board" and "by=screen" not in path
    has_chooser = is_return or path.endswith("do=file")
    return [KNOWN_FINDING] if has_chooser else []


def rules(findings: list[str]) -> list[str]:
    return [finding.partition(" ")[0] for finding in findings]


@every_page
def test_axe_finds_nothing_on_a_page_at_either_width(visit: Callable[..., Visit], subject: str, path: str) -> None:
    for width, findings in visit(subject, path, is_examined=True).findings.items():
        assert rules(findings) == expected(path, subject), f"at {width}: {findings}"


@every_page
def test_a_page_has_a_name_a_language_and_one_answer(visit: Callable[..., Visit], subject: str, path: str) -> None:
    seen = visit(subject, path, is_examined=True)
    assert seen.language == "en"
    assert len(seen.title) > 10
    levels = [level for level, _ in seen.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), seen.headings
    assert all(text.strip() for _, text in seen.headings)


@every_page
def test_a_page_never_scrolls_sideways(visit: Callable[..., Visit], subject: str, path: str) -> None:
    assert visit(subject, path, is_examined=True).too_wide == []


@pytest.fixture(scope="module")
def checked(context_of: Callable[[str], BrowserContext], address: str, tmp_path_factory) -> dict[str, Visit]:
    """The Returns page after a wrong file and after a right one that raises a query, seen once."""
    folder: Path = tmp_path_factory.mktemp("files")
    page = context_of("demo-analyst").new_page()
    page.goto(f"{address}{RETURNS}")
    settle(page)
    own = template_of(page, folder)
    files = {"wrong": changed(own, {"Posts!E6": WRONG}), "query": changed(own, {"Unit!C5": 5})}
    seen = {}
    for name, file in files.items():
        page.set_viewport_size({"width": 1280, "height": 960})
        page.locator("input[type=file]").first.set_input_files(file)
        page.locator("strong", has_text=file.name).wait_for()
        settle(page)
        look(page, seen.setdefault(name, Visit()))
        examine(page, seen[name])
    page.close()
    return seen


@pytest.mark.parametrize("name", ["wrong", "query"])
def test_the_result_of_a_check_is_accessible(checked: dict[str, Visit], name: str) -> None:
    seen = checked[name]
    for width, findings in seen.findings.items():
        assert rules(findings) == [KNOWN_FINDING], f"at {width}: {findings}"
    levels = [level for level, _ in seen.headings]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), seen.headings
    assert seen.too_wide == []


def test_a_waiver_is_asked_for_agreed_to_and_ended_on_accessible_pages(page_of: Callable[..., Page]) -> None:
    asked, answering, ended = Visit(), Visit(), Visit()
    page = page_of("demo-approver", "/waivers?return=unit&rule=U054")
    page.get_by_label("Reason, in at least").fill("The agreement is signed again in January.")
    page.get_by_label("Last day that it holds").fill("31/12/2026")
    page.get_by_role("button", name="Ask for this waiver").click()
    page.get_by_role("heading", name="Waiver of U054 asked for").wait_for()
    examine(page, asked)
    page = page_of("demo-authoriser", "/waivers")
    examine(page, answering)
    page.get_by_role("button", name="Agree to waiver").click()
    page.get_by_role("heading", level=1).filter(has_text="1 is in force").wait_for()
    page.get_by_role("button", name="End this waiver").click()
    page.get_by_role("heading", name="has ended").wait_for()
    examine(page, ended)
    for seen in (asked, answering, ended):
        assert not any(seen.findings.values()), seen.findings
        assert seen.too_wide == []


def test_the_menu_of_pages_on_a_narrow_screen_is_accessible(page_of: Callable[..., Page]) -> None:
    page = page_of("demo-board", "/rollout", NARROW)
    page.locator("[data-testid=stExpandSidebarButton]").click()
    page.get_by_role("link", name="Definitions", exact=True).wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="Definitions", exact=True).click()
    page.get_by_role("heading", level=1).filter(has_text="Definitions").wait_for()


def test_the_first_key_leads_past_the_navigation(page_of: Callable[..., Page]) -> None:
    page = page_of("demo-board", "/rollout")
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    assert first.inner_text() == "Skip to main content"
    assert first.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').contains(document.activeElement)")


_FOCUS = """() => {
    const now = document.activeElement, style = getComputedStyle(now);
    const near = [now, now.parentElement, now.closest('[data-baseweb], section, div')].map(e => e && getComputedStyle(e));
    const isMarked = near.some(s => s && (s.boxShadow !== 'none' || (s.outlineStyle !== 'none' && s.outlineWidth !== '0px')
        || s.backgroundColor === 'rgb(255, 221, 0)'));
    return [now.tagName, (now.innerText || now.getAttribute('aria-label') || '').trim().slice(0, 60), isMarked];
}"""


@pytest.mark.parametrize(("subject", "path"), [("demo-board", "/"), ("demo-officer", RETURNS)])
def test_everything_the_keyboard_reaches_shows_that_it_is_there(
    page_of: Callable[..., Page], subject: str, path: str
) -> None:
    page = page_of(subject, path)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(_FOCUS))
    names = [name for _, name, _ in reached]
    assert any("Quarter" in name for name in names), names
    assert any("Download" in name for name in names), names
    assert [(tag, name) for tag, name, is_marked in reached if not is_marked and tag != "BODY"] == []
