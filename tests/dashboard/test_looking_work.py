"""The pages of work as they were: each shows what stood at an instant or a release, and nothing can be done there."""

import csv
import inspect
import io
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import (
    reads_batches,
    reads_collections,
    reads_records,
    reads_register,
    reads_releases,
    reads_returns,
    reads_review,
    reads_rules,
    reads_sheets,
    reads_trail,
)
from dashboard.instants import in_address
from dashboard.looked_at import day_looked_at, of_work, past_banner
from dashboard.looking import carrying
from dashboard.navigation import pages
from dashboard.reads_releases import known_at, looking_at
from dashboard.views import audit, collections, records, register, releases, returns, review, waivers
from dashboard.views.returns_roster import roster
from etl import authorising, pipeline
from etl.settings import settings
from schemas.access import READING, NotAllowed, Permission, Role, Viewer
from schemas.returns.unit import UNIT
from tests.dashboard import worked
from tests.dashboard.opened import labels, ran, words_of
from tests.dashboard.test_downloads import got
from tests.dashboard.worked import ADMIN, ANALYST, APPROVER, AUTHORISER, ENDS, MEMBER, OFFICER, Q2, day
from tests.stores import settings_for

LONG_AGO = day(0)
PAGES: dict[str, tuple[Any, Viewer]] = {
    "returns": (returns, OFFICER), "review": (review, AUTHORISER), "collections": (collections, ANALYST),
    "waivers": (waivers, AUTHORISER), "records": (records, ANALYST), "register": (register, ADMIN),
    "audit": (audit, ADMIN), "releases": (releases, ANALYST),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A store in which eight days of work were done; nothing here changes it."""
    path = tmp_path_factory.mktemp("worked") / "worked.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        worked.live()
        yield


def then(viewer: Viewer, number: int) -> Viewer:
    """The viewer, looking at the end of a day of the story."""
    return looking_at(viewer, "", in_address(day(number) + timedelta(hours=6)))


def each_day(found: Callable[[int], Any]) -> list[Any]:
    """What is found on each day, from the one before the first."""
    return [found(number) for number in range(9)]


@pytest.mark.parametrize("viewer", [OFFICER, ANALYST], ids=lambda viewer: viewer.subject)
def test_a_return_stands_each_day_as_it_stood(viewer: Viewer) -> None:
    def stood(number: int) -> tuple[object, ...] | None:
        found = reads_returns.submissions(then(viewer, number), "unit", str(Q2))
        row = found.select("version", "state", "accepted_version", "submitted_by").rows()
        return row[0] if row else None

    assert each_day(stood) == [
        None, (1, "validated", None, None), (1, "submitted", 1, "approver"), (1, "in_review", 1, "approver"),
        (1, "returned", None, "approver"), (2, "amended", 2, "approver"), (2, "in_review", 2, "approver"),
        (2, "authorised", 2, "approver"), (2, "published", 2, "approver"),
    ]  # fmt: skip
    told = each_day(lambda n: reads_returns.events(then(viewer, n), (1, 3)).height)
    assert told == [0, 1, 2, 3, 4, 6, 8, 9, 9]
    assert each_day(lambda n: reads_returns.declarations(then(viewer, n), (1, 3)).height) == [0, 1, 2, 2, 2, 4, 4, 5, 5]


def test_between_two_moments_of_a_day_it_waited_for_its_approver() -> None:
    at = looking_at(ANALYST, "", in_address(day(5) + timedelta(minutes=5)))
    [row] = reads_returns.submission(at, worked.SECOND).iter_rows(named=True)
    assert (row["status"], row["state"], row["submitted_at"], row["counts"]) == ("validated", "validated", None, False)


def test_what_was_not_sent_yet_is_not_there_by_its_number() -> None:
    early = then(OFFICER, 4)
    assert reads_returns.submission(early, worked.SECOND).is_empty()
    assert reads_returns.submission_issues(early, worked.SECOND).is_empty()
    assert reads_returns.submission_rows(early, worked.SECOND) == {}
    assert reads_returns.submission_rows(then(OFFICER, 5), worked.SECOND)["posts"].height


def test_explanations_and_how_collections_went() -> None:
    def states(number: int) -> list[str]:
        return reads_review.explanations(then(ANALYST, number), "unit", str(Q2))["state"].to_list()

    assert each_day(states) == [[], [], ["waiting"], ["waiting"], [], ["waiting"], *[["accepted"]] * 3]
    passes = each_day(lambda n: reads_review.first_passes(then(ANALYST, n), str(Q2))["first_pass_count"].to_list())
    assert passes == [[], [], [1, 1], [1, 1], [], *[[0, 0]] * 4]
    assert len(reads_review.weights(then(ANALYST, 2), "unit", str(Q2))) == 1
    assert reads_review.weights(then(ANALYST, 4), "unit", str(Q2)) == {}


def test_a_deadline_that_was_altered_and_an_extension_that_was_ended() -> None:
    def windows(number: int) -> tuple[str, str]:
        looking = then(ANALYST, number)
        found, on = reads_collections.windows(looking, "unit", str(Q2)), day_looked_at(looking)
        own = found[reads_collections.COLLECTION].on(on)
        return own.due_on.isoformat(), found.get("LA380", found[reads_collections.COLLECTION]).on(on).state

    due, altered = "2026-10-30", "2026-11-20"
    assert each_day(windows) == [
        *[(due, "overdue")] * 2, *[(altered, "extended")] * 2, *[(altered, "open")] * 4, (altered, "overdue"),
    ]  # fmt: skip
    early = reads_collections.windows(then(ANALYST, 3), "unit", str(Q2))["LA380"]
    assert [one.ended_on for one in early.allowances] == [None]


def test_who_still_owed_is_counted_as_then() -> None:
    def owed(number: int) -> int:
        looking = then(ANALYST, number)
        return int(reads_collections.roster(looking, "unit", str(Q2), day_looked_at(looking))["is_owed"].sum())

    assert each_day(owed) == [153, 153, 152, 152, 153, *[152] * 4]


def test_a_message_waits_until_it_is_sent() -> None:
    def box(number: int) -> list[tuple[object, ...]]:
        return reads_collections.outbox(then(ANALYST, number)).select("state", "tries_count", "detail").rows()

    assert [box(number) for number in (3, 4, 5)] == [[], [("waiting", 0, None)], [("sent", 1, "250 taken")]]


def test_a_waiver_waits_holds_and_ends() -> None:
    def waiver(number: int) -> list[tuple[object, ...]]:
        looking = then(APPROVER, number)
        found = reads_rules.waivers(looking, day_looked_at(looking))
        return found.select("state", "approved_by", "approver_role", "ended_because").rows()

    held = ("in force", "authoriser", "DfE authoriser", "")
    assert each_day(waiver) == [
        [], *[[("waiting", None, "", "")]] * 2, *[[held]] * 3, *[[("withdrawn", *held[1:3], ENDS)]] * 3,
    ]  # fmt: skip


def test_a_record_has_the_rows_and_editions_of_its_day() -> None:
    def stood(number: int) -> tuple[int, int]:
        looking = then(ANALYST, number)
        rows = reads_records.record_rows(looking, "intervention")["interventions"]
        return len(rows), reads_records.record_editions(looking, "intervention").height

    assert each_day(stood) == [(0, 0), *[(1, 1)] * 4, *[(2, 2)] * 4]
    assert b"380" not in reads_records.record_file(then(ANALYST, 4), "intervention")
    assert b"380" in reads_records.record_file(then(ANALYST, 5), "intervention")
    assert reads_records.record_file(then(ANALYST, 0), "intervention") == b""


def test_a_change_of_the_register_is_entered_and_later_confirmed() -> None:
    def stood(number: int) -> list[bool]:
        return [one.is_waiting for one in reads_register.register_changes(then(ADMIN, number))]

    assert each_day(stood) == [[], *[[True]] * 3, *[[False]] * 5]


def test_the_trail_ends_at_the_instant() -> None:
    looking = then(ADMIN, 3)
    found = reads_trail.happened(looking)
    assert found["at"].max() == day(3)
    assert reads_trail.events_count(looking) == found.height
    assert found["kind"].to_list()[:2] == ["waiver.granted", "submission.in_review"]
    assert "release" not in reads_trail.groups(looking)
    assert reads_trail.verified(looking) is None
    assert found.height < reads_trail.events_count(then(ADMIN, 8)) <= reads_trail.events_count(ADMIN)


def test_a_release_is_prepared_then_decided_then_shown() -> None:
    def stood(number: int) -> tuple[list[list[str]], int]:
        looking = then(AUTHORISER, number)
        decided = [[str(one.step) for one in steps] for _, steps, _ in reads_releases.prepared(looking)]
        return decided, len(reads_releases.shown_then(looking))

    assert each_day(stood) == [*[([], 0)] * 7, ([[]], 0), ([["approved"]], 1)]


def test_a_release_is_looked_at_as_of_the_instant_from_which_it_was_shown() -> None:
    for viewer in (ANALYST, OFFICER, ADMIN, MEMBER):
        looking = looking_at(viewer, "1")
        assert (known_at(looking), day_looked_at(looking)) == (day(8), day(8).date())
    assert reads_returns.submissions(looking_at(OFFICER, "1"), "unit", str(Q2))["state"].to_list() == ["published"]


def test_who_reads_a_release_still_sees_work_at_the_very_instant() -> None:
    asked = in_address(day(8) + timedelta(hours=2))
    looking = looking_at(OFFICER, "", asked)
    assert (looking.release, known_at(looking)) == (1, day(8) + timedelta(hours=2))
    address = carrying(looking)
    assert address == {"release": "1", "at": asked}
    assert looking_at(OFFICER, address["release"], address["at"]) == looking
    assert known_at(looking_at(OFFICER, "1", in_address(day(2)))) == day(8), "that was not its time"


@pytest.mark.parametrize("role", Role)
def test_in_the_past_there_is_only_reading(role: Role) -> None:
    looking = Viewer("someone", "Someone", frozenset({role}), frozenset({"LA334"}), at=day(3))
    assert looking.permissions == looking.held & READING
    assert looking.newest.permissions == looking.held
    assert {one for one in Permission if str(one).startswith("read_")} == READING


def test_the_service_refuses_who_looks_at_the_past() -> None:
    with pytest.raises(NotAllowed, match="You look at the past"):
        authorising.take(then(ANALYST, 2), [worked.FIRST], settings().now())
    with pytest.raises(NotAllowed, match="You look at the past"):
        pipeline.approve(then(APPROVER, 1), worked.FIRST, settings().now())
    with pytest.raises(NotAllowed, match="Your account may not do this"):
        authorising.take(then(OFFICER, 2), [worked.FIRST], settings().now())


def shown(name: str, number: int | None = None, **address: str) -> AppTest:
    """A page of work, at the end of a day of the story, or now."""

    def script(view, viewer):
        view.page(viewer)

    view, viewer = PAGES[name]
    at = AppTest.from_function(
        script, default_timeout=60, args=(view, viewer if number is None else then(viewer, number))
    )
    for key, value in address.items():
        at.query_params[key] = value
    return ran(at.run())


WITH = {"records": {"record": "intervention"}}
SAYS = {
    "returns": (4, "The department has sent back 1 return of Solihull"),
    "review": (5, "1 return waits to be authorised. 1 explanation waits for an answer"),
    "collections": (2, "152 of 153 authorities still owe the Unit implementation"),
    "waivers": (1, "1 waiver waits for an answer; none is in force."),
    "records": (4, "1 row, last changed on 14 November 2026."),
    "register": (3, "There are 153 authorities. One change waits for a second person."),
    "audit": (3, "The trail held"),
    "releases": (7, "Nothing has been released yet."),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_said_then_and_has_nothing_to_do(name: str) -> None:
    number, words = SAYS[name]
    page = shown(name, number, **WITH.get(name, {}))
    assert words in words_of(page)
    assert labels(page) == []
    acting = ("file_uploader", "text_area", "radio", "checkbox", "multiselect", "form", "time_input")
    assert [kind for kind in acting if page.get(kind)] == []
    assert {box.label for box in page.text_input} <= {"Find rows"}
    said = past_banner(then(PAGES[name][1], number), name)
    assert said is not None
    assert "Nothing can be changed here." in said
    assert f"/{name}?release=newest" in said


def test_the_newest_has_everything_to_do_again() -> None:
    for name in ("collections", "register", "audit", "releases"):
        page = shown(name)
        assert labels(page) or page.get("form"), name
    assert shown("returns").get("file_uploader")
    assert past_banner(ANALYST, "returns") is None


def test_the_pages_of_work_are_there_in_the_past_too() -> None:
    for viewer in (OFFICER, ANALYST, AUTHORISER, ADMIN):
        assert [path for _, path, _ in pages(then(viewer, 3))] == [path for _, path, _ in pages(viewer)]


def test_files_carry_the_instant_and_name_it() -> None:
    asked, name = in_address(day(2) + timedelta(hours=6)), "as-known-2026-11-15T1530"

    def taken(viewer: Viewer, path: str, at: str = asked) -> tuple[str, list[dict[str, str]]]:
        answer = got(viewer, f"{path}{'&' if '?' in path else '?'}at={at}" if at else path)
        assert answer.status_code == 200, path
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        return answer.headers["content-disposition"], rows

    named, rows = taken(ANALYST, "/download/review/2026-27-Q2.csv")
    assert f"first-pass-2026-27-Q2-{name}.csv" in named
    assert {row["known_as"] for row in rows} == {"as known on 15 November 2026 at 15:30"}
    assert [row["first_pass_count"] for row in rows] == ["1", "1"]
    assert {row["known_as"] for row in taken(ANALYST, "/download/review/2026-27-Q2.csv", "")[1]} == {""}
    named, rows = taken(ADMIN, "/download/audit.csv?kind=submission")
    assert f"audit-{name}.csv" in named
    assert [row["kind"] for row in rows] == ["submission.submitted", "submission.validated"]
    named, rows = taken(ANALYST, "/download/record/intervention.csv")
    assert f"intervention-{name}.csv" in named
    assert len(rows) == 1
    calendar = got(ANALYST, f"/download/calendar.ics?at={in_address(day(1))}").text
    assert "20261030" in calendar
    assert "20261120" not in calendar
    assert got(ANALYST, f"/download/record/intervention.csv?at={in_address(LONG_AGO)}").status_code == 404


def test_the_list_of_returns_as_a_file_says_so_too() -> None:
    found = of_work(then(ANALYST, 2))
    assert found is not None
    assert of_work(ANALYST) is None
    assert of_work(looking_at(ANALYST, "1")).release == "1: First"
    rows = roster(then(ANALYST, 2), UNIT, Q2, day(2).date())
    assert rows.filter(pl.col("authority_id") == "LA334")["state"].to_list() == ["submitted"]


# What stands in the declarations and the register, whatever was done: these say what may be, and not what was.
NOT_ROWS = {
    "records": "which records the viewer keeps",
    "is_keeper": "whether the viewer keeps the register",
    "windows": "the planned dates of a collection",
    "roster": "every authority owes a return",
}
ARGUMENTS: dict[str, Any] = {
    "authority_id": "LA334", "form_code": "unit", "period": str(Q2), "submission_id": 1, "submission_ids": (1, 3),
    "issue_ids": tuple(range(1, 9)), "periods": (str(Q2),), "on": date(2026, 11, 22), "record_code": "intervention",
    "batch_id": 1,
}  # fmt: skip
WORK = (
    reads_batches, reads_collections, reads_records, reads_register, reads_returns, reads_review, reads_rules,
    reads_sheets, reads_trail,
)  # fmt: skip
READS = {
    name: read
    for module in WORK
    for name, read in vars(module).items()
    if inspect.isfunction(read) and read.__module__ == module.__name__ and not name.startswith("_")
} | {"prepared": reads_releases.prepared, "shown_then": reads_releases.shown_then}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in READS if name not in NOT_ROWS])
def test_before_anything_was_there_nothing_is_found(name: str) -> None:
    wanted = list(inspect.signature(READS[name]).parameters.values())[1:]
    given = {one.name: ARGUMENTS[one.name] for one in wanted if one.default is inspect.Parameter.empty}
    for viewer in (ANALYST, AUTHORISER, ADMIN, OFFICER):
        found = READS[name](looking_at(viewer, "", in_address(LONG_AGO)), **given)
        is_nothing = found.is_empty() if isinstance(found, pl.DataFrame) else not found
        if isinstance(found, dict):
            is_nothing = not any(found.values())
        assert is_nothing, (viewer.subject, found)


def test_today_the_same_reads_find_something() -> None:
    """Without this, the test above would pass if it asked for nothing that there is."""
    empty = set(READS) - NOT_ROWS.keys()
    for name in set(empty):
        wanted = list(inspect.signature(READS[name]).parameters.values())[1:]
        given = {one.name: ARGUMENTS[one.name] for one in wanted if one.default is inspect.Parameter.empty}
        for viewer in (ANALYST, AUTHORISER, ADMIN):
            found = READS[name](viewer, **given)
            if found.height if isinstance(found, pl.DataFrame) else found:
                empty.discard(name)
    assert empty == {"kept_of", "passed", "not_passed"}, "no sheet was kept, and nothing passed"
