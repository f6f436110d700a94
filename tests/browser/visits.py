"""Opening pages as people do, and what is seen there: kept once, so that many tests can ask about the same page."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

WIDE, NARROW, NARROWEST = {"width": 1280, "height": 960}, {"width": 390, "height": 844}, {"width": 320, "height": 640}
# Every rule but the experimental ones; none is switched off.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_AXE = {"runOnly": {"type": "tag", "values": _TAGS}, "resultTypes": ["violations"]}
# Streamlit's front end looks for its server beside the page before it looks at the root; it cannot be told not to.
_PROBES = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Visit:
    """What a person met at an address.

    Args:
        sentence: the page's one answer: the text of its first heading.
        html: everything in the page once it had settled.
        text: what can be read on it, with everything that folds opened.
        headings: (level, text) of every heading, in order.
        navigation: the names of the pages offered.
        findings: what axe found, at each width: rule and the elements.
        too_wide: widths at which the page would scroll sideways.
        complaints: errors and warnings in the browser's console.
        away: requests that left this machine.
        refused: paths that answered with an error.
    """

    title: str = ""
    language: str = ""
    sentence: str = ""
    html: str = ""
    text: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    navigation: list[str] = field(default_factory=list)
    findings: dict[int, list[str]] = field(default_factory=dict)
    too_wide: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def sign_in(page: Page, address: str, subject: str, path: str = "/") -> None:
    """Go through sign-in as a person would, on the way to a path."""
    page.goto(f"{address}{path}")
    page.locator(f"button[value='{subject}']").click()
    page.wait_for_url(f"{address}/**")


def settle(page: Page) -> None:
    """Wait until the page has its heading and nothing more is on its way."""
    page.locator("h1").first.wait_for()
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            return !app || (app.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
                && (document.querySelector('footer') || document.title.startsWith('No access')));
        }"""
    )


def visited(context: BrowserContext, address: str, path: str, *, is_examined: bool = False) -> Visit:
    """Open a path and keep what is seen; if it is to be examined, by the rules of axe and at three widths."""
    page, seen = context.new_page(), Visit()
    watch(page, seen, address)
    page.set_viewport_size(WIDE)
    page.goto(f"{address}{path}")
    settle(page)
    look(page, seen)
    if is_examined:
        examine(page, seen)
    page.close()
    return seen


def watch(page: Page, seen: Visit, address: str) -> None:
    """Keep what the page asks for and complains of, from now on."""
    hosts = {urlsplit(address).netloc, "localhost", "127.0.0.1"}

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and not {parts.netloc, parts.hostname} & hosts:
            seen.away.append(request.url)

    def complained(message: ConsoleMessage) -> None:
        is_probe = urlsplit(message.location.get("url", "")).path.endswith(_PROBES)
        if message.type in ("error", "warning") and not is_probe:
            seen.complaints.append(message.text)

    page.on("request", asked)
    page.on("console", complained)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("response", lambda r: seen.refused.append(urlsplit(r.url).path) if r.status >= 400 else None)


def look(page: Page, seen: Visit) -> None:
    """Keep what can be read on an open page, with everything that folds opened."""
    seen.title, seen.html = page.title(), page.content()
    seen.language = page.locator("html").get_attribute("lang") or ""
    seen.sentence = page.locator("h1").first.inner_text()
    seen.navigation = page.locator("[data-testid=stTopNavLink]").all_inner_texts()
    seen.headings = [(int(level), text) for level, text in page.evaluate(_HEADINGS)]
    open_folds(page)
    seen.text = page.locator("body").inner_text()


def examine(page: Page, seen: Visit) -> None:
    """Keep what axe finds on an open page at two widths, and the widths at which it is too wide."""
    open_folds(page)
    for size in (WIDE, NARROW, NARROWEST):
        page.set_viewport_size(size)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if page.evaluate(_SIDEWAYS):
            seen.too_wide.append(size["width"])
        if size is not NARROWEST:
            seen.findings[size["width"]] = axe(page)


def open_folds(page: Page) -> None:
    """Open everything that folds."""
    page.evaluate("() => document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def axe(page: Page) -> list[str]:
    """What axe finds on an open page: each rule, how grave it is, and the first elements."""
    found: list[dict[str, Any]] = Axe().run(page, options=_AXE).response["violations"]
    return [f"{v['id']} ({v['impact']}): {[node['html'][:160] for node in v['nodes'][:3]]}" for v in found]


_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .filter(found => found.checkVisibility()).map(found => [found.tagName[1], found.innerText])"""
_SIDEWAYS = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .some(part => part && part.scrollWidth > part.clientWidth + 1)"""
