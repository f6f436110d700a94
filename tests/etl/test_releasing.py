"""The life of a release on both databases: prepared, decided by another person, shown; what it shows never changes."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from etl import deciding, released, releasing, trail
from etl.releasing import NotReady
from etl.store import reading, writing
from etl.visible import last_approved, visible
from schemas.access import NotAllowed, Viewer
from schemas.tables import Event, IssueRow, ObservationRow, Submission
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision, ReleaseHidden, ReleaseReturn
from schemas.vocabulary import Severity
from tests import services
from tests.etl.releases import (
    ANALYST,
    AUTHORISER,
    BRINGS,
    COVENTRY,
    DUDLEY,
    LATEST,
    MEMBER,
    NOW,
    OTHER,
    SECOND,
    WHY,
    as_shown,
    correct,
    count_of,
    parsed,
    release,
    send,
    shown_at_once,
    waiting,
)  # fmt: skip
from tests.stores import settings_for

pytestmark = pytest.mark.usefixtures("store")
MADE = "filled_for_releases"


@pytest.fixture(scope="module")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a release that waits, to copy."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        waiting()
    return path


@pytest.fixture(scope="module")
def filled_postgres(postgres: services.Postgres, postgres_template: str) -> services.Postgres:
    """A server with the same in a database, to copy."""
    postgres.run(f"CREATE DATABASE {MADE} TEMPLATE {postgres_template}")
    with settings_for(postgres.url(MADE)):
        waiting()
    return postgres


@pytest.fixture(name="store", params=["sqlite", "postgresql"])
def either_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A store with a release that waits; the test runs once on each database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("filled_sqlite"), tmp_path / "oversight.db")
        with settings_for(f"sqlite:///{tmp_path / 'oversight.db'}") as url:
            yield url
        return
    server = request.getfixturevalue("filled_postgres")
    server.run(f"CREATE DATABASE {MADE}_copy TEMPLATE {MADE}")
    with settings_for(server.url(f"{MADE}_copy")) as url:
        yield url
    server.run(f"DROP DATABASE {MADE}_copy WITH (FORCE)")


HOUR = timedelta(hours=1)
NEXT = NOW + HOUR
SMALL = {"repeat_plans_count": 3}
OTHERWISE = {"verified_records_count": 330}


def readable(viewer: Viewer = MEMBER, now: datetime = NOW) -> list[int]:
    with reading() as session:
        return [one.id for one in visible(session, viewer, now)]


def prepared(title: str = "First", reason: str = BRINGS, now: datetime = NOW) -> int:
    return releasing.prepare(ANALYST, title, reason, now)


def approved() -> int:
    deciding.approve(AUTHORISER, 1, None, NOW)
    return 1


def happened(kind: str) -> list[tuple[str, str]]:
    trail.settled()
    with reading() as session:
        found = session.scalars(select(Event).where(col(Event.kind) == kind).order_by(col(Event.number)))
        return [(one.actor, one.detail) for one in found]


def refused(statement: str) -> None:
    with pytest.raises(DBAPIError), writing() as session:
        session.execute(text(statement))


def test_a_release_is_shown_once_another_person_approved_it() -> None:
    number = 1
    assert readable() == []
    with pytest.raises(NotAllowed, match=r"may not do this: approve a release\."):
        deciding.approve(ANALYST, number, None, NOW)
    deciding.approve(AUTHORISER, number, None, NOW)
    assert readable() == [number]
    assert release(number).data_version == "1.0.0"
    assert count_of(ReleaseReturn) == 12
    assert happened("release.prepared") == [("analyst", f"Release {number}: First")]
    assert happened("release.approved") == [("authoriser", f"Release {number}: First, shown at once")]
    with pytest.raises(NotAllowed, match=r"no longer waits"):
        deciding.approve(SECOND, number, None, NOW)
    with pytest.raises(NotAllowed, match=r"shown already\. Prepare another"):
        deciding.call_off(SECOND, number, WHY, NEXT)


def test_who_prepared_a_release_cannot_approve_it_with_both_roles() -> None:
    number = 1
    both = Viewer("analyst", "Both", ANALYST.roles | AUTHORISER.roles)
    with pytest.raises(NotAllowed, match=r"You prepared this release, so someone else must approve it\."):
        deciding.approve(both, number, None, NOW)
    assert count_of(ReleaseDecision) == 0


def test_the_database_holds_two_people_and_every_row() -> None:
    number = 1
    decided = "INSERT INTO release_decision (release_id, prepared_by, step, decided_at, decided_by, visible_from, reason) VALUES "
    instant = "'2026-11-22 09:30:00+00:00'" if "sqlite" in _dialect() else "TIMESTAMPTZ '2026-11-22 09:30:00+00'"
    refused(f"{decided} ({number}, 'analyst', 'approved', {instant}, 'analyst', {instant}, '')")
    refused(f"{decided} ({number}, 'someone', 'approved', {instant}, 'analyst', {instant}, '')")
    refused(f"{decided} ({number}, 'analyst', 'approved', {instant}, 'authoriser', NULL, '')")
    deciding.approve(AUTHORISER, number, None, NOW)
    refused(f"{decided} ({number}, 'analyst', 'returned', {instant}, 'authoriser', NULL, 'x')")
    for table in ("release", "release_decision", "release_hidden", "release_return"):
        refused(f'DELETE FROM "{table}"')
    refused("UPDATE release SET computation_id = computation_id")
    refused("UPDATE release_decision SET decided_by = 'another'")
    refused("UPDATE release_hidden SET geography = 'none'")
    refused("UPDATE release_return SET submission_id = submission_id")


def _dialect() -> str:
    with reading() as session:
        return session.connection().dialect.name


def test_a_release_that_is_sent_back_is_never_shown_and_can_be_prepared_again() -> None:
    number = 1
    with pytest.raises(NotAllowed, match=r"Say why in"):
        deciding.send_back(AUTHORISER, number, "no", NOW)
    deciding.send_back(AUTHORISER, number, WHY, NOW)
    with pytest.raises(NotAllowed, match=r"no longer waits"):
        deciding.approve(SECOND, number, None, NOW)
    again = prepared("Again")
    deciding.approve(AUTHORISER, again, None, NOW)
    assert readable() == [again]
    assert happened("release.returned") == [("authoriser", f"Release {number}: {WHY}")]


def test_a_scheduled_release_waits_for_its_moment_and_can_be_called_off_before() -> None:
    number = 1
    deciding.approve(AUTHORISER, number, NEXT, NOW)
    assert (readable(now=NEXT - timedelta(seconds=1)), readable(now=NEXT)) == ([], [number])
    deciding.call_off(AUTHORISER, number, WHY, NOW)
    assert readable(now=NEXT) == []
    with reading() as session:
        assert last_approved(session) is None
    with pytest.raises(NotAllowed, match=r"not waiting to be shown"):
        deciding.call_off(AUTHORISER, number, WHY, NOW)
    assert shown_at_once("Again") == number + 1


def test_the_first_moment_is_never_before_the_decision() -> None:
    number = 1
    deciding.approve(AUTHORISER, number, NOW - 5 * HOUR, NOW)
    with reading() as session:
        [one] = visible(session, MEMBER, NOW)
        assert one.visible_from == NOW


def test_there_must_be_something_new_and_a_title() -> None:
    with pytest.raises(NotReady, match=r"Give the release a title\."):
        prepared(" ")
    with pytest.raises(NotReady, match=r"“First” has the same figures and waits for a decision"):
        prepared("The same")
    deciding.approve(AUTHORISER, 1, None, NOW)
    with pytest.raises(NotReady, match=r"no figure has changed since the last release"):
        prepared()
    with pytest.raises(NotAllowed):
        releasing.prepare(MEMBER, "Mine", BRINGS, NOW)


def test_a_release_beside_which_another_was_approved_is_prepared_again() -> None:
    """What it hides was worked out without the other, so the two together could tell a small figure."""
    first = 1
    correct(COVENTRY, OTHERWISE)
    second = prepared("Second")
    deciding.approve(AUTHORISER, first, None, NOW)
    with pytest.raises(NotAllowed, match=r"no longer the newest approved release\. Prepare this one again\."):
        deciding.approve(AUTHORISER, second, None, NOW)
    deciding.approve(AUTHORISER, prepared("Third", WHY), None, NOW)
    assert release(3).after_id == first


def test_a_release_is_not_shown_before_the_one_that_it_follows() -> None:
    deciding.approve(AUTHORISER, 1, NEXT, NOW)
    correct(COVENTRY, OTHERWISE)
    second = prepared("Second", WHY)
    with pytest.raises(NotAllowed, match=r"“First” comes before it and is shown from 22 November 2026 10:30 UTC"):
        deciding.approve(AUTHORISER, second, None, NOW)
    deciding.approve(AUTHORISER, second, NEXT + HOUR, NOW)
    with pytest.raises(NotAllowed, match=r"“Second” follows this release"):
        deciding.call_off(AUTHORISER, 1, WHY, NOW)
    assert [readable(now=NOW + n * HOUR) for n in range(3)] == [[], [1], [2, 1]]


def test_an_unexplained_query_blocks_a_release_in_words() -> None:
    deciding.send_back(AUTHORISER, 1, WHY, NOW)
    with writing() as session:
        sent = (
            select(Submission.id).where(Submission.form_code == "activity", Submission.period == str(LATEST)).limit(1)
        )
        said = {
            "sheet": "Counts",
            "cell": "B5",
            "code": "C014",
            "value": "9",
            "message": "Check it.",
            "fingerprint": "0",
        }
        session.add(IssueRow(submission_id=session.scalar(sent), severity=Severity.QUERY, **said))
    with pytest.raises(NotReady, match=r"^Open queries: 1 query has no explanation\.$"):
        prepared()
    assert count_of(Release) == 1


def test_a_total_altered_behind_the_products_back_blocks_a_release() -> None:
    deciding.send_back(AUTHORISER, 1, WHY, NOW)
    with writing() as session:
        mine = session.scalars(
            select(ObservationRow).where(
                col(ObservationRow.indicator_id) == "UR-02", col(ObservationRow.level) == "england",
                col(ObservationRow.breakdown) == "", col(ObservationRow.period) == str(LATEST),
            ).order_by(col(ObservationRow.id).desc())
        ).first()  # fmt: skip
        row = mine.model_dump(exclude={"id"}) | {"numerator": 999.0, "as_of": mine.as_of + timedelta(seconds=1)}
        session.add(ObservationRow(**row))
    with pytest.raises(
        NotReady, match=r"Totals and parts: Q2 2026-27: 1 figures? (is|are) not what the returns give now"
    ):
        prepared()


def test_a_restatement_needs_a_reason_and_the_version_says_what_changed() -> None:
    first = approved()
    send(DUDLEY, now=NEXT)
    correct(COVENTRY, OTHERWISE, now=NEXT)
    with pytest.raises(NotReady, match=r"Restated figures: .* differ\. Say why\."):
        prepared("Second", "", NEXT)
    second = shown_at_once("Second", WHY, NEXT)
    with reading() as session:
        found = released.all_changes(session, *((n, release(n).computation_id) for n in (first, second)))
    assert {released.RESTATED, released.ARRIVED} <= set(found["kind"])
    assert release(second).data_version == ("2.0.0" if released.GONE in set(found["kind"]) else "1.1.0")
    restated = found.filter(kind=released.RESTATED, level="authority")
    assert set(restated["geography"]) == {DUDLEY}  # what was due of it; Coventry's counts are hidden
    assert found.filter(kind=released.RESTATED, level="england", indicator_id="IS-03").height == 1


def test_a_correction_alone_moves_the_last_number_and_a_figure_that_goes_the_first() -> None:
    approved()
    correct(COVENTRY, OTHERWISE, now=NEXT)
    assert release(shown_at_once("Corrected", WHY, NEXT)).data_version == "1.0.1"
    correct(COVENTRY, OTHERWISE | SMALL, now=NEXT + HOUR)
    assert release(shown_at_once("Smaller", WHY, NEXT + HOUR)).data_version == "2.0.0"


def test_an_old_release_reads_the_same_byte_for_byte() -> None:
    first = approved()
    was = as_shown(first)
    assert len(was) >= 2
    send(DUDLEY, now=NEXT)
    correct(COVENTRY, OTHERWISE | SMALL, now=NEXT)
    correct("LA893", {"verified_records_count": 150}, LATEST.previous, NEXT)
    assert as_shown(first) == was
    second = shown_at_once("Second", WHY, NEXT)
    assert as_shown(first) == was
    later = as_shown(second)
    assert all(later[period] != was[period] for period in was)
    send("LA330", now=NEXT + HOUR)
    shown_at_once("Third", WHY, NEXT + HOUR)
    assert (as_shown(first), as_shown(second)) == (was, later)


def test_what_was_hidden_and_is_the_same_stays_hidden() -> None:
    first = approved()
    correct(COVENTRY, OTHERWISE, now=NEXT)
    second = shown_at_once("Second", WHY, NEXT)
    was, now = (parsed(as_shown(n)[str(LATEST)]) for n in (first, second))
    gone = was.filter((was["status"] == "c") & (was["geography"] != COVENTRY) & (was["level"] == "authority"))
    still = gone.join(now.filter(now["status"] == "c"), on=released.KEY, how="semi")
    assert gone.height
    assert still.height == gone.height
    assert count_of(ReleaseHidden)


def test_early_access_is_for_one_named_person_until_it_ends() -> None:
    number = 1
    deciding.approve(AUTHORISER, number, NOW + 24 * HOUR, NOW)
    with pytest.raises(NotAllowed, match=r"Say why in"):
        deciding.give_early_access(AUTHORISER, number, MEMBER.subject, "", NEXT, NOW)
    with pytest.raises(NotAllowed, match=r"must end later than now"):
        deciding.give_early_access(AUTHORISER, number, MEMBER.subject, WHY, NOW, NOW)
    with pytest.raises(NotAllowed, match=r"There is no such release"):
        deciding.give_early_access(AUTHORISER, 99, MEMBER.subject, WHY, NEXT, NOW)
    with pytest.raises(NotAllowed, match=r"may not do this"):
        deciding.give_early_access(ANALYST, number, MEMBER.subject, WHY, NEXT, NOW)
    deciding.give_early_access(AUTHORISER, number, MEMBER.subject, WHY, NEXT, NOW)
    assert (readable(MEMBER), readable(OTHER), readable(MEMBER, NEXT)) == ([number], [], [])
    deciding.end_early_access(SECOND, 1, NOW + HOUR / 2)
    assert (readable(MEMBER, NOW + HOUR / 4), readable(MEMBER, NOW + HOUR / 2)) == ([number], [])
    with pytest.raises(NotAllowed, match=r"has ended already"):
        deciding.end_early_access(SECOND, 1, NOW + HOUR / 2)
    assert count_of(EarlyAccess) == 1
    [(by, detail)] = happened("early_access.given")
    assert (by, detail) == ("authoriser", f"Release {number}: To member until 22 November 2026 10:30 UTC: {WHY}")
    assert happened("early_access.ended") == [("authoriser-2", f"Release {number}: member")]


def together(count: int, act) -> list[object]:
    """What each of some threads gets that begin at the same moment: what the act gives, or why it was refused."""
    start = Barrier(count)

    def one(number: int) -> object:
        start.wait()
        try:
            return act(number)
        except (NotAllowed, NotReady) as why:
            return str(why)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def _why(turn: int) -> str | None:
    return WHY if turn % 2 else None


def test_of_two_who_prepare_or_decide_at_once_one_wins_and_the_other_is_told_why() -> None:
    deciding.send_back(AUTHORISER, 1, WHY, NOW)
    for turn in range(1, 5):
        now = NOW + turn * HOUR
        if turn > 1:
            correct(COVENTRY, {"verified_records_count": 330 - turn}, now=now)
        made = together(2, lambda _, now=now: releasing.prepare(ANALYST, "Together", WHY, now))
        [number] = [one for one in made if isinstance(one, int)]
        [why] = [one for one in made if isinstance(one, str)]
        assert "waits for a decision" in why
        second = deciding.send_back if turn % 2 else deciding.approve
        decide = (
            partial(deciding.approve, AUTHORISER, number, None, now),
            partial(second, SECOND, number, _why(turn), now),
        )
        answers = together(2, lambda n, decide=decide: decide[n]())
        assert sorted(map(str, answers)) == ["None", "This release no longer waits for a decision."]
        with reading() as session:
            assert (
                len(session.scalars(select(ReleaseDecision).where(col(ReleaseDecision.release_id) == number)).all())
                == 1
            )
