"""The pages of a release that stand still say what the pages say: compared number by number, page by page."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard import archive, twin
from dashboard.charts.svg import CannotDraw, svg
from dashboard.scope import readable
from dashboard.twin_pages import LEFT_OUT, Still, reader_of, still_pages
from etl import archiving, deciding, jobs, releasing, trail
from etl.settings import settings
from etl.store import reading
from schemas.access import Role, Viewer
from schemas.tables import Job
from tests.dashboard.opened import finished
from tests.etl.releases import ANALYST, AUTHORISER, BRINGS, MEMBER, NOW, OFFICER, fill, shown_at_once
from tests.stores import forget, settings_for

INSPECTORATE = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))
NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
# Links that a page that stands still does without, with their words.
ASKED = re.compile(r'<a\b[^>]* href="/(?:alerts|compare|meeting|search)[?"].*?</a>|<a\b[^>]*>(?:Where this comes from|Download).*?</a>', re.S)  # fmt: skip
CODES = ("E08000026", "E08000035")
SOME = (*CODES, "UR-01", "NR1")


def few(still: Still) -> bool:
    """Each page once, and of those of which there are many, some."""
    return all(value in SOME for value in still.address.values()) or still.address.keys() == {"part"}


@pytest.fixture(scope="module")
def written(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A release that is shown, and its pages."""
    folder = tmp_path_factory.mktemp("twin")
    shutil.copy(sqlite_template, folder / "o.db")
    with pytest.MonkeyPatch.context() as patch, settings_for(f"sqlite:///{folder / 'o.db'}"):
        patch.setenv("OVERSIGHT_ARCHIVE", str(folder / "archive"))
        forget()
        fill(now=NOW - timedelta(hours=24))
        shown_at_once(now=NOW - timedelta(hours=24))
        twin.write(1, settings().archive, wanted=few)
        yield folder / "archive" / "1"


class Read(HTMLParser):
    """What a document holds: its tags, ids, headings and words without those of pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.levels: list[int] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.ids.update(value for name, value in attrs if name == "id")
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|style)\b.*?</\1>", " ", markup, flags=re.S)))


def numbers(markup: str) -> list[str]:
    return NUMBER.findall(words(markup))


def pages() -> list[Still]:
    viewer = reader_of(1)
    assert viewer is not None
    return [one for one in still_pages(viewer) if few(one)]


def run_page(release: int, path: str, address: dict) -> None:
    from dashboard import looking
    from dashboard.looked_at import pin, read_as
    from dashboard.navigation import pages, unlisted
    from dashboard.reads_releases import looking_at
    from tests.etl.releases import MEMBER

    viewer = looking_at(MEMBER, str(release))
    looking.begin(viewer, f"/{path}", pin(viewer), read_as(viewer))
    next(view for _, at, view in (*pages(viewer), *unlisted(viewer)) if at == path)(viewer)


def test_every_page_says_the_same_numbers_in_the_same_order(written: Path) -> None:
    compared = {}
    for still in pages():
        page = AppTest.from_function(run_page, args=(1, still.path, dict(still.address)), default_timeout=60)
        for name, value in still.address.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, (still.stem, page.exception)
        shown = numbers(ASKED.sub("", " ".join(str(part.proto.body) for part in page.get("html"))))
        body = re.search(r"</section>(.*)</main>", (written / still.file).read_text(), re.S).group(1)
        kept = re.sub(
            r'<p class="cpo-p cpo-note cpo-still-choice">.*?</p>|<p [^>]*><a [^>]*download>.*?</a></p>', "", body
        )
        assert numbers(kept) == shown, still.stem
        compared[still.path] = len(shown)
    assert compared.keys() >= {"overview", "rollout", "workforce", "funding", "practice", "inspection", "authority"}
    assert compared["authority"] > 100


def told(text: str) -> set[float]:
    """The numbers of a file, and those that they may be written as: parts of 100, in millions."""
    plain = {float(found.replace(",", "")) for found in re.findall(r"\d+(?:\.\d+)?", text)}
    return plain | {one / 1e6 for one in plain} | {one / 1e3 for one in plain}


def test_every_figure_says_the_same_in_its_table_and_its_file(written: Path) -> None:
    compared = 0
    for path in written.glob("*.html"):
        text = path.read_text()
        for name in re.findall(r'href="([\w.-]+)\.csv" download', text):
            key = name.removeprefix(f"{path.stem}-")
            found = re.search(rf'id="{key}-table">.*?<tbody>(.*?)</tbody>', text, re.S)
            if not found:
                continue
            known = told((written / f"{name}.csv").read_text("utf-8-sig"))
            for said in numbers(found.group(1)):
                value, places = float(said.replace(",", "")), len(said.partition(".")[2])
                assert any(abs(one - value) <= 0.5 * 10**-places + 1e-9 for one in known), (path.name, key, said)
                compared += 1
    assert compared > 300


def test_every_document_is_whole_and_has_no_script(written: Path) -> None:
    for path in written.glob("*.html"):
        text = path.read_text()
        read = Read(text)
        assert text.startswith('<!doctype html>\n<html lang="en-GB">')
        assert not {"script", "iframe", "form", "button", "input", "style"} & read.tags.keys(), path.name
        assert not [name for name in read.attributes if name.startswith("on")]
        assert (read.tags["h1"], read.tags["main"], read.tags["title"]) == (1, 1, 1), path.name
        assert [name for name, count in read.ids.items() if count > 1] == [], path.name
        assert all(after - before <= 1 for before, after in pairwise(read.levels)), path.name
        assert not [one for one in read.links if "javascript:" in one or one.startswith("/")], path.name


def test_links_lead_to_pages_that_are_there(written: Path) -> None:
    viewer = reader_of(1)
    assert viewer is not None
    known = {one.file for one in still_pages(viewer)} | {path.name for path in written.iterdir()}
    for path in written.glob("*.html"):
        inside = [
            one for one in Read(path.read_text()).links if not one.startswith(("https:", "http:", "mailto:", "data:"))
        ]
        assert {one.partition("#")[0] for one in inside} - {""} <= known, path.name
    assert not LEFT_OUT & {one.path for one in still_pages(viewer)}


def test_every_picture_is_drawn(written: Path) -> None:
    drawn = sum(path.read_text().count("<svg") for path in written.glob("*.html"))
    boxes = sum(path.read_text().count('<div class="cpo-still-wide">') for path in written.glob("*.html"))
    assert drawn >= boxes > 10


@pytest.fixture
def later(written: Path) -> Iterator[None]:
    """Ten weeks afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERSIGHT_TODAY", "2027-02-03")
        yield
    forget()


def test_written_again_on_a_later_day_it_is_the_same(written: Path, tmp_path: Path, later: None) -> None:
    def one(still: Still) -> bool:
        return still.path in ("overview", "programme", "rollout") or still.address.get("code") == CODES[0]

    assert settings().day() == date(2026, 11, 22)
    first = twin.write(1, tmp_path / "a", wanted=one)
    forget()
    assert settings().day() == date(2027, 2, 3)
    assert twin.write(1, tmp_path / "b", wanted=one) == first
    listed = json.loads((tmp_path / "b" / "1" / "files.json").read_text())
    assert (listed["sha256"], listed["release"]) == (first, 1)
    assert (tmp_path / "a/1/overview.html").read_bytes() == (tmp_path / "b/1/overview.html").read_bytes()


def asked(viewer: Viewer, path: str) -> httpx.Response:
    """The answer to someone who is let in by the gate."""
    served = Starlette(routes=archive.routes)

    async def known(scope, receive, send):
        await served({**scope, "state": {"viewer": viewer}}, receive, send)

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(known), base_url="http://here") as client:
            return await client.get(f"/archive/{path}")

    return finished(answer())


def test_only_who_reads_as_the_board_gets_a_page(written: Path) -> None:
    page = asked(MEMBER, "1/overview.html")
    assert (page.status_code, page.content) == (200, (written / "overview.html").read_bytes())
    assert "default-src 'none'" in page.headers["content-security-policy"]
    never = asked(MEMBER, "1/no-such.html")
    assert never.status_code == 404
    for viewer, path in (
        (OFFICER, "1/overview.html"), (INSPECTORATE, "1/inspection.html"), (Viewer(), "1/overview.html"),
        (MEMBER, "2/overview.html"), (MEMBER, "1/%2e%2e%2fo.db"), (MEMBER, "1/files.json"), (MEMBER, "x/y"),
    ):  # fmt: skip
        assert (asked(viewer, path).status_code, asked(viewer, path).text) == (404, never.text), (viewer.label, path)
    assert not readable(OFFICER).has_authorities
    trail.settled()


def test_a_page_that_was_tampered_with_is_not_served(written: Path) -> None:
    kept = (written / "index.html").read_bytes()
    (written / "index.html").write_bytes(kept.replace(b"1.0.0", b"1.0.1"))
    assert asked(MEMBER, "1/index.html").status_code == 500
    (written / "index.html").write_bytes(kept)
    assert asked(MEMBER, "1/index.html").status_code == 200


def test_a_release_is_kept_when_it_is_shown_and_only_once(written: Path, tmp_path: Path) -> None:
    number = releasing_tomorrow()
    with pytest.raises(archiving.NothingToKeep):
        twin.write(number, tmp_path)
    assert not list(tmp_path.iterdir())
    archiving.enqueue_shown(NOW)
    archiving.enqueue_shown(NOW + timedelta(minutes=1))
    with reading() as session:
        waiting = [job.arguments for job in session.scalars(select(Job).where(Job.name == archiving.JOB))]
    assert waiting == ['{"release": 1}']
    assert jobs.HANDLERS[archiving.JOB] == "etl.archiving:keep"


def releasing_tomorrow() -> int:
    """A release that is agreed and not shown yet, of one more quarter's correction."""
    from tests.etl.releases import COVENTRY, correct

    correct(COVENTRY, {"verified_records_count": 300})
    number = releasing.prepare(ANALYST, "Second", BRINGS, NOW)
    deciding.approve(AUTHORISER, number, NOW + timedelta(days=40), NOW)
    return number


def test_a_picture_that_cannot_be_drawn_exactly_is_refused() -> None:
    spec = {
        "data": [{"type": "scatter", "mode": "lines", "x": [0, 10], "y": [0, 100], "line": {"color": "#12436D"}}],
        "layout": {
            "height": 120, "margin": {"t": 10, "r": 10, "b": 10, "l": 10}, "font": {"family": "sans-serif", "color": "#000"},
            "xaxis": {"range": [0, 10], "tickfont": {"size": 15, "color": "#000"}, "visible": False},
            "yaxis": {"range": [0, 100], "tickfont": {"size": 15, "color": "#000"}, "visible": False},
        },
    }  # fmt: skip
    # From the lower left corner inside the margins to the upper right.
    assert 'd="M10 110L210 10"' in svg(spec, 220, "x", "A line.")
    for more in (
        {"type": "heatmap"},
        {"stackgroup": "one"},
        {"mode": "lines+markers", "marker": {"symbol": "star", "color": "#000"}},
    ):
        wrong = {**spec, "data": [{**spec["data"][0], **more}]}
        with pytest.raises(CannotDraw):
            svg(wrong, 220, "x", "A line.")
