"""Before its moment a release is nowhere: every read and every download is as if it had never been prepared."""

import inspect
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from sqlalchemy import insert
from sqlmodel import select
from starlette.applications import Starlette

from dashboard import (
    reads,
    reads_board,
    reads_commentary,
    reads_compare,
    reads_exceptions,
    reads_forecast,
    reads_inspection,
    reads_practice,
    reads_records,
    reads_releases,
    reads_rules,
    reads_series,
)
from dashboard.downloads import routes
from dashboard.looked_at import past_banner
from dashboard.reads_releases import looking_at
from etl import deciding, releasing, trail
from etl.commentary import About, write
from etl.pipeline import refresh
from etl.settings import settings
from etl.store import reading, writing
from schemas.access import OPERATOR, Role, Viewer
from schemas.returns.unit import UNIT
from schemas.sources import MEETINGS, PLAN, POPULATIONS, TRACKER
from schemas.tables import Event, Job
from seed.records import record_files
from tests.dashboard.opened import finished
from tests.etl.published import as_csv, tidy_rows
from tests.etl.releases import (
    ANALYST,
    AUTHORISER,
    BRINGS,
    COVENTRY,
    DUDLEY,
    LATEST,
    MEMBER,
    OFFICER,
    OTHER,
    WHY,
    correct,
    fill,
    release,
    send,
)  # fmt: skip
from tests.stores import forget, settings_for

# Before the day of the tests, whose hour is the real one; and the day after it.
BEFORE = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TODAY = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 23, tzinfo=UTC)
INSPECTORATE = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))
ADMIN = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
# As the address may name them: before, now, when it is to be shown, long after, and by the numbers of computations.
INSTANTS = ("2026-11-20", "2026-11-21T12:00", "2026-11-22", "2026-11-23T00:00", "2030-01-01", "1", "40", "9999")
SECRET = "The partners changed how they count in August."
READERS = (MEMBER, INSPECTORATE, ADMIN)
INDICATORS = ("IS-03", "UR-01", "CP-01")
ADDRESSES = (
    "/download/authority/331.csv", "/download/authority/332.csv", "/download/authority/332.csv?view=today",
    "/download/indicator/IS-03.csv", "/download/indicator/CP-01.csv", "/download/indicator/UR-01.csv",
    f"/download/indicator/CP-01.csv?period={LATEST}", "/download/record/tracker.csv", "/download/board/actions.csv",
    "/download/board/plan.csv", "/download/board/decisions.csv", "/download/board/arising.csv",
    "/download/calendar.ics",
)  # fmt: skip
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "authority_id": (COVENTRY, DUDLEY), "geography": (COVENTRY, DUDLEY, "E12000005", "E92000001"),
    "period": (str(LATEST.previous), str(LATEST)), "indicator_id": INDICATORS, "indicator_ids": (("IS-03",), ("CP-01",), ("UR-01",)),
    "form_code": ("unit",), "submission_id": (1, 20), "periods": ((str(LATEST),),), "on": (date(2026, 11, 22),),
    "record_code": ("tracker",), "measure": ("population",), "before": (1,), "after": (2,), "asked": ("2",),
}  # fmt: skip
MODULES = (
    reads, reads_board, reads_commentary, reads_compare, reads_exceptions, reads_forecast, reads_inspection, reads_practice,
    reads_records, reads_releases, reads_rules, reads_series,
)  # fmt: skip
# Numbers that are keys of what is kept, and what is looked at; what they lead to is walked.
NO_FIGURES = {"version", "looking_at", "known_at"}


def _reads() -> dict[str, Callable[..., Any]]:
    found = {n: f for m in MODULES for n, f in vars(m).items() if inspect.isfunction(f) and f.__module__ == m.__name__}
    return {n: f for n, f in found.items() if not n.startswith("_") and n not in NO_FIGURES}


def _calls(read: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    wanted = list(inspect.signature(read).parameters.values())[1:]
    calls: list[dict[str, Any]] = [{}]
    for one in wanted:
        if one.default is inspect.Parameter.empty:
            calls = [{**call, one.name: value} for call in calls for value in ARGUMENTS[one.name]]
    yield from calls
    if any(one.name == "at" for one in wanted):
        yield from ({**call, "at": TODAY} for call in calls)
        yield from ({**call, "at": TOMORROW + timedelta(days=9)} for call in calls)


def _words(found: Any) -> str:
    if isinstance(found, pl.DataFrame):
        return found.sort(found.columns).write_json()
    if isinstance(found, dict):
        return repr({name: _words(each) for name, each in found.items()})
    return repr(found)


def everything(viewer: Viewer) -> dict[str, str]:
    """What every read gives a person, by the read and what it is asked."""
    found = {}
    for name, read in _reads().items():
        for call in _calls(read):
            found[f"{name} {call}"] = _words(read(viewer, **call))
    return found


def got(viewer: Viewer, path: str) -> httpx.Response:
    """The answer of the downloads, to someone whom the gate has let in."""
    application = Starlette(routes=routes)

    async def gated(scope, receive, send):
        scope.setdefault("state", {})["viewer"] = viewer
        await application(scope, receive, send)

    async def asked():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gated), base_url="http://localhost") as client:
            return await client.get(path)

    return finished(asked())


def files(viewer: Viewer) -> dict[str, bytes]:
    """Every download, and the same as of each release."""
    return {path: got(viewer, path).content for path in ADDRESSES}


def _records(now: datetime, years: list[int], *, is_shorter: bool) -> None:
    refresh(OPERATOR, POPULATIONS, "published.csv", as_csv(tidy_rows(POPULATIONS, years)), now)
    for record, name, content in record_files():
        if record in (TRACKER, PLAN, MEETINGS):
            lines = content()
            cut = b"\r\n".join(lines.rstrip().splitlines()[:-1]) + b"\r\n" if is_shorter else lines
            refresh(OPERATOR, record, name, cut, now, is_illustrative=True)


@pytest.fixture(scope="module")
def first_shown(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns, records and published figures, all in a first release that is shown."""
    path = tmp_path_factory.mktemp("embargo") / "first.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        fill()
        _records(BEFORE, [2023], is_shorter=False)
        deciding.approve(AUTHORISER, releasing.prepare(ANALYST, "First", BRINGS, BEFORE), None, BEFORE)
        trail.settled()
    return path


@pytest.fixture
def first(first_shown: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of it, with the settings pointing at it."""
    shutil.copy(first_shown, tmp_path / "oversight.db")
    with settings_for(f"sqlite:///{tmp_path / 'oversight.db'}") as url:
        yield url


def bring_more() -> None:
    """New returns, corrections, records and work in hand."""
    later = BEFORE + timedelta(hours=2)
    send(DUDLEY, now=later)
    send(DUDLEY, spec=UNIT, now=later)
    correct(COVENTRY, {"verified_records_count": 300, "plans_end_count": 200}, now=later)
    forget()
    say("CP-04", COVENTRY, later)
    say("CP-04", DUDLEY, later)
    _records(later, [2023, 2024], is_shorter=True)
    with writing() as session:
        session.execute(insert(Job), [{"name": "batch", "total_count": 9, "created_at": later, "message": "Dudley"}])


def say(indicator_id: str, place: str, now: datetime) -> None:
    """An analyst's words about a figure as it is now."""
    newest = reads.observations(ANALYST, str(LATEST)).filter(indicator_id=indicator_id, geography=place, breakdown="")
    write(ANALYST, About(indicator_id, place, str(LATEST), "", newest["computation_id"][0]), SECRET, now)


def schedule() -> int:
    """A second release, agreed for tomorrow."""
    number = releasing.prepare(ANALYST, "Second", WHY, BEFORE + timedelta(hours=3))
    deciding.approve(AUTHORISER, number, TOMORROW, BEFORE + timedelta(hours=4))
    return number


def differing(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [name for name in was if was[name] != now[name]]


@pytest.mark.usefixtures("first")
def test_nothing_of_it_is_read_before_its_moment_and_all_of_it_after(monkeypatch: pytest.MonkeyPatch) -> None:
    was = {viewer.subject: everything(viewer) for viewer in READERS}
    had = {viewer.subject: files(viewer) for viewer in READERS}
    bring_more()
    number = schedule()
    forget()  # what was kept would hide a read that is not bound
    for viewer in READERS:
        assert differing(was[viewer.subject], everything(viewer)) == []
        assert differing(had[viewer.subject], files(viewer)) == []
    assert "Dudley" not in str(reads.jobs_progress(MEMBER).to_dicts())
    assert looking_at(MEMBER, str(number)).release is None
    for then in {looking_at(MEMBER, "", at) for at in INSTANTS}:
        assert then.release in (1, None)
        found = everything(then)
        assert SECRET not in str(found)
        assert reads.periods(then) == [] or [n for n in differing(was["member"], found) if "'at'" not in n] == []
    early = MEMBER
    deciding.give_early_access(AUTHORISER, number, early.subject, WHY, TOMORROW, settings().now())
    opened = {"observations", "periods", "origin", "milestone_dates", "milestones", "context", "tracker", "quarterly"}
    assert opened <= {name.partition(" ")[0] for name in differing(was["member"], everything(early))} | {"periods"}
    assert differing(was["member"], everything(OTHER)) == []
    assert "You read it early" in str(past_banner(early, "rollout"))
    trail.settled()
    with reading() as session:
        kept = session.exec(select(Event).where(Event.kind == "early_access.opened")).all()
        assert [(one.actor, one.detail) for one in kept] == [(early.subject, f"Release {number}, page /rollout")]
    monkeypatch.setenv("OVERSIGHT_TODAY", "2026-11-23")
    settings.cache_clear()
    shown = everything(OTHER)
    assert SECRET in str(shown)
    assert len(differing(was["member"], shown)) > 20
    assert {_only(reads.observations(OTHER, str(LATEST)), place) for place in (COVENTRY, DUDLEY)} == {True}
    assert {path for path in differing(had["member"], files(OTHER)) if "authority" in path} >= set(ADDRESSES[:2])
    past = looking_at(OTHER, "1")
    assert [n for n in differing(was["member"], everything(past)) if not n.startswith(("releases", "changes"))] == []


def _only(rows: pl.DataFrame, place: str) -> bool:
    return rows.filter(pl.col("geography") == place, pl.col("status") == "ok").height > 0


@pytest.mark.usefixtures("first")
def test_a_file_of_a_release_is_the_same_for_good_and_of_one_that_is_not_shown_there_is_none() -> None:
    paths = [path for path in ADDRESSES[:-2] if "record" not in path]
    of = lambda path, number: f"{path}{'&' if '?' in path else '?'}release={number}"  # noqa: E731
    was = {path: got(MEMBER, of(path, 1)) for path in paths}
    assert {answer.status_code for answer in was.values()} == {200}
    # What is late is told as on the day of the release; without one, as today.
    assert all(a.content == got(MEMBER, path).content for path, a in was.items() if "/board/" not in path)
    first_version = release(1).data_version
    names = {answer.headers["content-disposition"].partition("-release-")[2] for answer in was.values()}
    assert names == {f'1-v{first_version}.csv"'}
    assert all(f",1: First,{first_version},".encode() in answer.content for answer in was.values())
    bring_more()
    schedule()
    nothing = got(MEMBER, "/download/authority/zzz.csv")
    for path in paths:
        assert got(MEMBER, of(path, 1)).content == was[path].content
        for at in ("2026-11-23T00:00", "2030-01-01"):
            answer = got(MEMBER, f"{path}{'&' if '?' in path else '?'}at={at}")
            assert answer.content == was[path].content, path
        assert got(MEMBER, f"{path}{'&' if '?' in path else '?'}at=yesterday").status_code == 404
        for wrong in (2, 9, "x", "-1", "1.0"):
            answer = got(MEMBER, of(path, wrong))
            assert (answer.status_code, answer.content) == (404, nothing.content), path
    assert got(ANALYST, "/download/authority/332.csv").status_code == 200
    assert (
        got(ANALYST, of("/download/indicator/CP-01.csv", 1)).content
        != got(ANALYST, "/download/indicator/CP-01.csv").content
    )


@pytest.mark.usefixtures("first")
def test_an_officer_reads_its_own_newest_figures_beside_what_is_published() -> None:
    england = lambda: reads.observations(OFFICER, str(LATEST)).filter(pl.col("level") == "england").sort(pl.all())  # noqa: E731
    own = lambda viewer: (  # noqa: E731
        reads.observations(viewer, str(LATEST))
        .filter(pl.col("geography") == COVENTRY, pl.col("level") == "authority")
        .sort(pl.all())
    )
    was, had = england(), own(OFFICER)
    bring_more()
    assert england().equals(was)
    assert not own(OFFICER).equals(had)
    assert own(OFFICER).equals(own(ANALYST))
    found = reads.origin(OFFICER, "IS-03", COVENTRY, str(LATEST))
    assert found is not None
    assert found.numerator == 300
    published = reads.origin(MEMBER, "IS-03", "E92000001", str(LATEST))
    assert published is not None
    assert published.value == reads.observations(MEMBER, str(LATEST)).filter(
        pl.col("indicator_id") == "IS-03", pl.col("level") == "england"
    )["value"][0]  # fmt: skip


@pytest.mark.usefixtures("sqlite_store")
def test_before_a_first_release_everyone_reads_the_newest_and_once_it_is_agreed_nobody_but_the_department() -> None:
    fill()
    assert reads.periods(MEMBER) == reads.periods(ANALYST) != []
    number = releasing.prepare(ANALYST, "First", BRINGS, BEFORE)
    deciding.approve(AUTHORISER, number, TOMORROW, BEFORE)
    for viewer in (MEMBER, INSPECTORATE):
        assert reads.periods(viewer) == []
        assert reads.observations(viewer, str(LATEST)).is_empty()
        assert reads.observations(viewer, str(LATEST), settings().now()).is_empty()
        assert reads.series(viewer, ("IS-03",)).is_empty()
        assert got(viewer, "/download/indicator/IS-03.csv").status_code == 404
    assert reads.periods(ANALYST)
    deciding.call_off(AUTHORISER, number, WHY, BEFORE)
    assert reads.periods(MEMBER) == reads.periods(ANALYST)
