"""The Audit page and its file: every event in a sentence, for the administrator alone, and whether all is as written."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from dashboard import reads_trail, trail_words
from dashboard.navigation import pages
from dashboard.reads_trail import Wanted
from dashboard.trail_csv import trail_csv, wanted_from
from dashboard.trail_words import sentence
from dashboard.views import audit
from etl import events, pipeline, trail
from etl.store import reading, writing
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from seed.generate import uploads
from seed.people import seed_people
from tests.dashboard.test_downloads import got
from tests.dashboard.test_views import words
from tests.stores import made_of

ISSUER = "http://localhost:9501"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Q2 = Period.parse("2026-27 Q2")
ADMIN = Viewer("demo-admin", "Administrator", frozenset({Role.ADMIN}))
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OTHERS = [Viewer("x", "x", frozenset({role}), frozenset({"LA334"})) for role in Role if role is not Role.ADMIN]
TYPED = "We counted 3 children twice, both of the same family."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """A store of either kind in which things have happened, to read only."""
    with made_of(request, request.param):
        _happen()
        yield


@pytest.fixture
def own(store: str) -> None:
    """The same, for a test that adds to it."""
    _happen()


def _happen() -> None:
    """A return that was replaced for a reason that somebody typed, a sign-in and a kind without words."""
    with writing() as session:
        seed_people(session, ISSUER)
    [upload] = uploads(UNIT, Q2, [authority("LA334")])
    pipeline.submit(ANALYST, UNIT, Q2, upload, NOW)
    with writing() as session:
        events.record(session, "submission.lost", "demo-authoriser", NOW, authority_id="LA334", detail=TYPED)
        events.record(session, "session.opened", "demo-officer", datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
        events.record(session, "session.refused", "a.person@example.org", NOW, detail="This account has no role here.")
        events.record(session, "session.failed", "", NOW)


def sentences(wanted: Wanted = Wanted(), viewer: Viewer = ADMIN) -> list[str]:  # noqa: B008 - frozen
    return [sentence(row) for row in reads_trail.happened(viewer, wanted).iter_rows(named=True)]


def test_every_event_is_a_sentence_with_people_by_role(told: None) -> None:
    said = sentences()
    assert said[:4] == [
        "Someone tried to sign in, and it could not be confirmed.",
        "An account without a role signed in and was refused: the account holds no role.",
        "Officer, Solihull signed in.",
        "DfE authoriser did this: submission, lost for Solihull.",
    ]
    sent = "DfE analyst submitted version 1 of the Unit implementation return of Solihull for Q2 2026-27."
    assert sent in said
    assert "Operator gave a role: Administrator: Administrator, account 11." in said
    assert all(words.endswith(".") and "example.org" not in words and TYPED not in words for words in said)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted("session"), 3),
        (Wanted("store"), 1),
        (Wanted("sess"), 0),
        (Wanted(role=Role.LA_PREPARER), 1),
        (Wanted(role=Role.DFE_AUTHORISER), 1),
        (Wanted("submission", authority_id="LA334"), 2),
        (Wanted("session", since=date(2026, 11, 21)), 2),
        (Wanted("session", until=date(2026, 11, 20)), 1),
        (Wanted("session", until=date(2026, 11, 19)), 0),
    ],
)
def test_events_are_found_by_kind_role_authority_and_day(told: None, wanted: Wanted, count: int) -> None:
    assert len(sentences(wanted)) == count


def test_a_page_of_events_goes_on_where_the_last_ended(told: None) -> None:
    everything = reads_trail.happened(ADMIN)["number"].to_list()
    seen: list[int] = []
    while part := reads_trail.happened(ADMIN, before=seen[-1] if seen else None, limit=4)["number"].to_list():
        seen += part
    assert seen == everything == sorted(everything, reverse=True)


@pytest.mark.parametrize("viewer", [*OTHERS, NOBODY], ids=lambda viewer: next(iter(viewer.roles), "nobody"))
def test_nobody_else_reads_any_of_it(told: None, viewer: Viewer) -> None:
    assert reads_trail.happened(viewer).is_empty()
    assert reads_trail.groups(viewer) == []
    assert reads_trail.events_count(viewer) == 0
    assert reads_trail.verified(viewer) is None
    assert trail_csv(viewer, Wanted()) == b""
    assert "audit" not in [path for _, path, _ in pages(viewer)]
    refused = got(viewer, "/download/audit.csv")
    assert (refused.status_code, refused.content) == (404, got(viewer, "/download/nothing.csv").content)


def test_the_file_has_every_event_with_its_hash_and_is_itself_a_download(own: None) -> None:
    answer = got(ADMIN, "/download/audit.csv?kind=session&since=2026-11-21")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["kind"] for row in rows] == ["session.failed", "session.refused"]
    assert {len(row["sha256"]) for row in rows} == {64}
    assert TYPED not in got(ADMIN, "/download/audit.csv").text
    trail.settled()
    [whole, part] = sentences(Wanted("download"))
    assert part == "Administrator downloaded /download/audit.csv?kind=session&since=2026-11-21."
    assert whole == "Administrator downloaded /download/audit.csv."


@pytest.mark.parametrize("query", ["role=nobody", "since=summer", "until=32"])
def test_a_choice_that_is_none_has_no_file(told: None, query: str) -> None:
    assert got(ADMIN, f"/download/audit.csv?{query}").status_code == 404


def test_what_an_address_asks_for_is_what_the_page_links_to() -> None:
    asked = {"kind": "session", "role": "cpb_admin", "authority": "LA334", "since": "2026-11-01", "until": "2026-11-22"}
    wanted = Wanted("session", Role.ADMIN, "LA334", date(2026, 11, 1), date(2026, 11, 22))
    assert wanted_from(asked) == wanted
    assert wanted_from({}) == Wanted()


def _script(viewer: object) -> None:
    from dashboard.views import audit

    audit.page(viewer)  # type: ignore[arg-type]


def test_the_page_says_that_all_is_as_it_was_written_once_asked(told: None) -> None:
    page = AppTest.from_function(_script, default_timeout=60, args=(ADMIN,)).run()
    count = reads_trail.happened(ADMIN).height
    assert f"The trail holds {count} events." in words(page)
    assert "Officer, Solihull signed in." in words(page)
    page.button(key="audit-check").click().run()
    assert f"Every one of {count} events is as it was written." in words(page)
    assert "Compared with 1 published release" in words(page)


def test_the_page_says_where_the_trail_was_changed(sqlite_store: str) -> None:
    with writing() as session:
        for _ in range(3):
            events.record(session, "session.opened", "demo-officer", NOW)
        session.execute(text("DROP TRIGGER tr_event_no_update"))
    with writing() as session:
        session.execute(text("UPDATE event SET actor = 'demo-board' WHERE number = 3"))
    page = AppTest.from_function(_script, default_timeout=60, args=(ADMIN,)).run()
    page.button(key="audit-check").click().run()
    assert "Event 3 was changed: it no longer gives its own hash." in words(page)
    assert "compare it with an outside copy" in words(page)


def test_the_page_is_not_there_for_anyone_else(told: None) -> None:
    page = AppTest.from_function(_script, default_timeout=60, args=(ANALYST,)).run()
    assert "You cannot see this page." in words(page)
    assert "signed in" not in words(page)


def test_a_download_is_noted_and_what_gives_no_file_is_not(own: None) -> None:
    viewer = Viewer("demo-officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
    assert got(viewer, "/download/authority/334.csv?period=2026-27 Q2").status_code == 200
    assert got(viewer, "/download/authority/380.csv").status_code == 404
    trail.settled()
    assert sentences(Wanted("download")) == [
        "Officer, Solihull downloaded /download/authority/334.csv?period=2026-27 Q2 for Solihull."
    ]
    with reading() as session:
        [roles] = session.scalars(text("SELECT roles FROM event WHERE kind = 'download'"))
    assert roles == "cpb_la_preparer"


def test_the_page_has_its_place_for_the_administrator_alone() -> None:
    assert ("Audit", "audit", audit.page) in pages(ADMIN)


def test_every_kind_of_event_has_its_words():
    """Kinds are written in the code that makes them; those that are computed are listed here."""
    root = Path(trail_words.__file__).parents[1]
    code = (
        "".join(path.read_text() for path in (root / "etl").glob("*.py"))
        + (root / "dashboard/looked_at.py").read_text()
    )
    named = set(re.findall(rf'"((?:{"|".join(trail_words.GROUPS)})\.[a-z_]+)"', code))
    made = {f"submission.{word}" for word in ("draft", "validated", "submitted", "in_review", "authorised", "returned")}
    for kind in (named | made) - {"session.ended"}:
        event = {"kind": kind, "detail": "", "computation_id": 1, "authority_id": None, "form_code": None}
        assert not trail_words.said(event).startswith("did this"), kind
        assert trail_words.group_of(kind) in trail_words.GROUPS
