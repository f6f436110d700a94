"""Alerts: set by a person for what they may read, told once for each thing that happens, and nothing before its moment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from etl import alerting, outbox, pipeline, telling, working
from etl.alerting import Asked, NotPossible
from etl.mail import Answer
from etl.store import publishing, reading, writing
from schemas.access import OPERATOR, NotAllowed, Role, Viewer
from schemas.authorities import ENGLAND
from schemas.sources import MEETINGS
from schemas.tables import Event, ObservationRow, Person, RoleGrant
from schemas.tables_alerts import AlertKind
from schemas.tables_collections import ALERT, Message, MessageState
from schemas.tables_releases import Release, ReleaseDecision, ReleaseStep
from seed.people import seed_people
from seed.records import record_files
from tests.dashboard import builder

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
OFFICER = Viewer("demo-officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
ABOVE = Asked(AlertKind.ABOVE, "UR-02", ENGLAND, 50)


@pytest.fixture(autouse=True)
def people(sqlite_store: str) -> None:
    with writing() as session:
        seed_people(session, "https://issuer.example")


def publish(now: datetime) -> None:
    """England at 46.4% and then 58.2% with an operational Unit, known at an instant."""
    with publishing() as session:
        for period in (builder.LATEST.previous, builder.LATEST):
            computation = working.begin(session, "test", "test", now)
            working.publish(session, computation, builder.observations(period))


def approve_release(visible_from: datetime) -> None:
    """A release of all that is published, agreed to by someone else."""
    named = {"title": "First", "reason": "The first.", "data_version": "1.0", "checklist": "[]"}
    with writing() as session:
        newest = session.exec(select(func.max(ObservationRow.computation_id))).one()
        session.add(Release(**named, computation_id=newest, prepared_at=NOW, prepared_by="analyst"))
        session.flush()
        session.add(
            ReleaseDecision(
                release_id=1, prepared_by="analyst", step=ReleaseStep.APPROVED, decided_at=NOW,
                decided_by="authoriser", visible_from=visible_from,
            )
        )  # fmt: skip


def told() -> list[str]:
    with reading() as session:
        subjects = session.exec(select(Message.subject).where(Message.kind == ALERT)).all()
        return [subject.removeprefix("Illustrative: ") for subject in subjects]


def test_a_threshold_that_is_crossed_is_told_once() -> None:
    alerting.set_alert(BOARD, ABOVE, NOW)
    assert telling.write(NOW) == 0
    publish(LATER)
    assert telling.write(LATER) == 1
    assert telling.write(LATER + timedelta(hours=1)) == 0
    assert told() == ["Authorities with an operational Unit, England, rises above 50: so it did in Q2 2026-27."]


def test_what_was_so_when_it_was_set_is_not_told() -> None:
    publish(NOW)
    alerting.set_alert(BOARD, ABOVE, LATER)
    alerting.set_alert(BOARD, Asked(AlertKind.ABOVE, "UR-02", ENGLAND, 99), NOW - timedelta(days=1))
    assert telling.write(LATER) == 0


def test_nobody_sets_an_alert_for_what_they_may_not_read() -> None:
    for asked in (
        Asked(AlertKind.ABOVE, "UR-01", "LA380", 3),
        Asked(AlertKind.OVERDUE, geography="LA380"),
        Asked(AlertKind.OVERDUE),
        Asked(AlertKind.ABOVE, "NO-99", ENGLAND, 1),
    ):
        with pytest.raises(NotAllowed):
            alerting.set_alert(OFFICER, asked, NOW)
    assert alerting.set_alert(OFFICER, Asked(AlertKind.ABOVE, "UR-01", "LA334", 3), NOW)


def test_what_may_be_read_is_asked_again_when_it_fires_and_when_it_is_sent() -> None:
    alerting.set_alert(BOARD, ABOVE, NOW)
    publish(LATER)
    telling.write(LATER)
    with writing() as session:
        person = session.exec(select(Person).where(Person.subject == "demo-board")).one()
        for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == person.id)):
            session.delete(grant)
    sent = outbox.deliver(lambda letter: Answer(MessageState.SENT, ""), LATER)
    assert sent == {MessageState.NOT_NEEDED: 1}
    with writing() as session:
        for message in session.exec(select(Message)):
            message.written_once = "another"
    assert telling.write(LATER) == 0, "nobody reads nothing"


def test_an_alert_is_ended_by_whoever_set_it_and_the_trail_says_so() -> None:
    number = alerting.set_alert(BOARD, ABOVE, NOW)
    with pytest.raises(NotPossible, match="already"):
        alerting.set_alert(BOARD, ABOVE, NOW)
    with pytest.raises(NotAllowed):
        alerting.end_alert(OFFICER, number, NOW)
    alerting.end_alert(BOARD, number, NOW)
    publish(LATER)
    assert telling.write(LATER) == 0
    assert alerting.alerts_of(BOARD) == []
    with reading() as session:
        kinds = set(session.exec(select(Event.kind)))
    assert {"alert.set", "alert.ended"} <= kinds


def test_a_release_is_told_of_from_its_moment_and_not_before() -> None:
    alerting.set_alert(BOARD, Asked(AlertKind.RELEASE), NOW - timedelta(days=1))
    alerting.set_alert(BOARD, ABOVE, NOW - timedelta(days=1))
    publish(NOW)
    shown_from = NOW + timedelta(hours=3)
    approve_release(shown_from)
    assert telling.write(shown_from - timedelta(minutes=1)) == 0
    assert telling.write(shown_from) == 2
    assert "Release 1 is out: First." in told()


def test_a_return_that_passes_its_day_is_told_of_to_its_own_people() -> None:
    alerting.set_alert(OFFICER, Asked(AlertKind.OVERDUE, geography="LA334"), datetime(2026, 10, 1, tzinfo=UTC))
    first = telling.write(NOW)
    assert first >= 1
    assert all(subject.startswith("Solihull: the ") for subject in told())
    assert telling.write(LATER) == 0


def test_what_is_owed_to_the_board_is_told_to_whoever_reads_its_record() -> None:
    for source, name, content in record_files():
        if source is MEETINGS:
            pipeline.refresh(OPERATOR, source, name, content(), NOW, is_illustrative=True)
    alerting.set_alert(BOARD, Asked(AlertKind.OVERDUE), datetime(2026, 9, 1, tzinfo=UTC))
    assert telling.write(NOW) >= 1
    assert all(subject.startswith("Overdue: ") for subject in told())
    assert telling.write(LATER) == 0
