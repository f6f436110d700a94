"""Every way out of the product, found mechanically: each shows nothing of a release before its moment, or says why it may."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard import navigation, reads
from dashboard.downloads import routes
from etl import deciding
from etl.settings import settings
from schemas.access import OPERATOR, Permission, Viewer
from tests.dashboard import test_embargo
from tests.dashboard.test_embargo import ADDRESSES, MODULES, READERS, TOMORROW, bring_more, got, schedule
from tests.etl.releases import ANALYST, AUTHORISER, COVENTRY, DUDLEY, LATEST, MEMBER, OTHER, WHY
from tests.stores import forget

first_shown, first = test_embargo.first_shown, test_embargo.first
# Modules that read and whose reads are not walked for figures, and why none of them can show one early.
NOT_FIGURES = {
    "reads_kept": "called only by the other reads, never by a page",
    "reads_batches": "files handed in, for who sent them and the department",
    "reads_alerts": "what one asked to be told of; what it tells is held in tests/etl/test_alerting.py",
    "reads_collections": "dates, extensions and the outbox, for the department and one's own authority",
    "reads_register": "the register of authorities, for who keeps it",
    "reads_returns": "where returns stand, for the department and one's own authority",
    "reads_review": "explanations, for the department",
    "reads_sheets": "returns typed on the screen, for who may send them",
    "reads_trail": "the trail names releases for the administrator, and no figure",
}
# Addresses of files whose content is not walked, each refused to everyone outside the department but for the reason given.
NOT_WALKED = {
    "/download/audit.csv": "the trail, for the administrator",
    "/download/review/{quarter}.csv": "the department's",
}
# Pages' addresses beyond the plain ones: everything that can be asked of a page.
QUERIES: dict[str, tuple[dict[str, str], ...]] = {
    "overview": ({"release": "2"}, {"at": "9"}),
    "authority": ({"code": DUDLEY}, {"code": DUDLEY, "release": "2"}, {"code": COVENTRY, "trend": "IS-03", "view": "today"}),
    "exceptions": ({"release": "2"}, {"at": "9"}),
    "rollout": ({"at": "2026-11-22T09:00"},),
    "definitions": ({"indicator": "IS-03"},),
    "provenance": ({"indicator": "IS-03", "place": DUDLEY, "period": str(LATEST)},),
    "releases": ({"before": "1", "after": "2"},),
}  # fmt: skip
# What changes by itself from one minute to the next.
MOVES = re.compile(r'\d{1,2}:\d{2}|deferred_file_id: "\w+"')
# The administrator's page of the trail tells what was done, as it must; it holds no figure.
TRAIL = "audit"


def test_every_module_that_reads_is_walked_or_says_why_not() -> None:
    found = {name for _, name, _ in pkgutil.iter_modules(dashboard.__path__) if name.startswith("reads")}
    walked = {module.__name__.rpartition(".")[2] for module in MODULES}
    assert found == walked | NOT_FIGURES.keys()
    assert not walked & NOT_FIGURES.keys()


@pytest.mark.usefixtures("first")
def test_every_address_of_a_file_is_walked_or_refused_outside_the_department() -> None:
    served = [route for route in routes if isinstance(route, Route) and route.path.startswith("/download/")]
    assert served
    paths = [address.partition("?")[0] for address in ADDRESSES]
    for route in served:
        if route.path in NOT_WALKED:
            asked = route.path.replace("{quarter}", str(LATEST).replace(" ", "-"))
            assert got(MEMBER, asked).status_code == 404
        elif "{rest" not in route.path:
            assert any(route.path_regex.match(path) for path in paths), f"{route.path} is not walked"


def test_every_other_address_is_known() -> None:
    """What the application serves besides files and pages holds no figure at all."""
    found = set()
    for module in ("serve", "signin", "to_figure"):
        text = Path(importlib.import_module(f"dashboard.{module}").__file__ or "").read_text()
        found |= set(re.findall(r"Route\(([^,]+),", text))
    assert found == {'"/healthz"', '"/readyz"', '"/signin"', '"/callback"', '"/signout"', "STYLE_PATH", "PATH"}


def test_the_command_acts_as_the_department_which_reads_everything() -> None:
    """Whoever may run it holds the store's own address; nothing of it is reached from a page or an address."""
    assert Permission.READ_UNSUPPRESSED in OPERATOR.permissions
    pages = [path.read_text() for path in Path(dashboard.__path__[0]).rglob("*.py")]
    assert pages
    assert not [text for text in pages if "etl.cli" in text]


def script(path, viewer):
    """One page as the application shows it."""
    from dashboard import looking, navigation
    from dashboard.looked_at import pin, read_as
    from dashboard.reads_releases import looking_at

    seen = looking_at(viewer, *looking.asked())
    looking.begin(seen, f"/{path}", pin(seen), read_as(seen))
    view = next(view for _, p, view in (*navigation.pages(seen), *navigation.unlisted(seen)) if p == path)
    view(seen)


def opened(viewer: Viewer, path: str, query: dict[str, str]) -> str:
    """Everything that a page says, in its tables, charts and choices too."""
    page = AppTest.from_function(script, default_timeout=120, args=(path, viewer))
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, (path, query, page.exception)
    return MOVES.sub("", "\n".join(_said(page)))


def _said(page: AppTest) -> Iterator[str]:
    waiting: list[Any] = [page.main, page.sidebar]
    while waiting:
        one = waiting.pop()
        waiting += list(getattr(one, "children", {}).values())
        yield str(getattr(one, "proto", ""))


def shown(viewer: Viewer, *, is_brief: bool = False) -> dict[str, str]:
    """What every page of a viewer's shows; for a member, unless it is to be brief, with what else can be asked of it."""
    found = {}
    for _, path, _ in (*navigation.pages(viewer), *navigation.unlisted(viewer)):
        queries = ({}, *(QUERIES.get(path, ()) if viewer.roles == MEMBER.roles and not is_brief else ()))
        if path != TRAIL:
            found |= {f"{path} {query}": opened(viewer, path, query) for query in queries}
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("first")
def test_no_page_shows_anything_of_it_before_its_moment_even_when_others_have_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    was = {viewer.subject: shown(viewer) for viewer in READERS}
    assert {"overview", "authority", "provenance", "releases", "definitions"} <= {
        key.split()[0] for key in was["member"]
    }
    bring_more()
    number = schedule()
    deciding.give_early_access(AUTHORISER, number, OTHER.subject, WHY, TOMORROW, settings().now())
    forget()
    # Those who may read it do so first, so that all of it is in what is kept between readers.
    for reader in (ANALYST, OTHER):
        assert reads.observations(reader, str(LATEST)).height
        assert opened(reader, "overview", {})
    for viewer in READERS:
        now = shown(viewer)
        assert [key for key in now if now[key] != was[viewer.subject][key]] == []
    early = {key: text for key, text in shown(OTHER, is_brief=True).items() if text != was["member"][key]}
    assert {"overview", "authority"} <= {key.split()[0] for key in early}
    monkeypatch.setenv("OVERSIGHT_TODAY", "2026-11-23")
    settings.cache_clear()
    later = shown(MEMBER, is_brief=True)
    assert {"overview", "authority", "releases"} <= {
        key.split()[0] for key in later if later[key] != was["member"][key]
    }
