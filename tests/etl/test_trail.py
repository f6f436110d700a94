"""What must be in the trail and is: roles, sessions that ran out, settings, downloads, refusals, the making of a store."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from etl import pipeline, trail
from etl.configuration import note_configuration
from etl.sessions import add_person, find_person, grant_role, open_session, take_role
from etl.settings import settings
from etl.store import migrate, reading, writing
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Event

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Q2 = Period.parse("2026-27 Q2")
ISSUER = "https://login.example"
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
pytestmark = pytest.mark.usefixtures("store")


def of_kind(kind: str) -> list[Event]:
    trail.settled()
    with reading() as session:
        found = list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.number)))
        session.expunge_all()
        return found


def test_the_making_of_a_store_is_in_its_trail_once(store: str) -> None:
    migrate(store)
    [made] = of_kind("store.migrated")
    assert (made.number, made.actor) == (1, "operator")
    assert made.detail.startswith("From nothing to ")


def test_roles_given_and_taken_are_in_the_trail_once_each() -> None:
    with writing() as session:
        person = add_person(session, ISSUER, "officer", "Officer, Solihull")
        for _ in range(2):
            grant_role(session, person, Role.LA_PREPARER, "LA334", by="admin")
    with writing() as session:
        person = find_person(session, ISSUER, "officer")
        for _ in range(2):
            take_role(session, person, Role.LA_PREPARER, "LA334")
    [given], [taken] = of_kind("role.granted"), of_kind("role.taken")
    assert (given.actor, given.authority_id, given.detail) == (
        "admin",
        "LA334",
        "Officer: Officer, Solihull, account 1",
    )
    assert (taken.actor, taken.detail) == ("operator", given.detail)


def test_a_session_that_ran_out_is_in_the_trail_at_its_instant() -> None:
    open_session(ISSUER, "officer", "attempt 1", NOW)
    open_session(ISSUER, "approver", "attempt 2", NOW + timedelta(minutes=10))
    assert of_kind("session.expired") == []
    for number in (3, 4):
        open_session(ISSUER, "board", f"attempt {number}", NOW + timedelta(minutes=35))
    [expired] = of_kind("session.expired")
    assert (expired.actor, expired.at, expired.detail) == ("officer", NOW + timedelta(minutes=30), "Not used any more")


def test_settings_that_differ_from_the_last_start_are_named_and_secrets_only_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def started_with(**changed: str) -> None:
        for name, value in changed.items():
            monkeypatch.setenv(f"OVERSIGHT_{name.upper()}", value)
        settings.cache_clear()
        note_configuration()

    started_with(oidc_client_secret="first secret")
    [first] = of_kind("configuration.changed")
    assert first.detail.startswith("First start. ")
    assert "OVERSIGHT_ENVIRONMENT is demonstration" in first.detail
    assert "OVERSIGHT_OIDC_CLIENT_SECRET is set" in first.detail
    started_with()
    assert len(of_kind("configuration.changed")) == 1, "nothing changed"
    started_with(oidc_client_secret="second secret", today="2026-11-23")
    [_, second] = of_kind("configuration.changed")
    assert second.detail == ("OVERSIGHT_TODAY from 2026-11-22 to 2026-11-23; OVERSIGHT_OIDC_CLIENT_SECRET changed.")
    assert "secret" not in (first.detail + second.detail)
    assert "postgres" not in first.detail + second.detail


def test_a_template_that_is_taken_is_in_the_trail() -> None:
    pipeline.template(OFFICER, UNIT, authority("LA334"), Q2)
    [taken] = of_kind("download")
    assert (taken.actor, taken.authority_id) == ("officer", "LA334")
    assert taken.detail == "the template of the Unit implementation return for Q2 2026-27"


def test_who_was_refused_is_in_the_trail_and_repeating_it_adds_nothing() -> None:
    elsewhere = Viewer("officer", "Officer, Bradford", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
    upload = pipeline.Upload(authority("LA334"), "return.xlsx", b"")
    for _ in range(5):
        with pytest.raises(NotAllowed):
            pipeline.check(elsewhere, UNIT, Q2, upload, NOW)
    with pytest.raises(NotAllowed):
        pipeline.submit(elsewhere, UNIT, Q2, upload, NOW)
    first, second = of_kind("refused")
    assert (first.actor, first.authority_id) == ("officer", "LA334")
    assert first.detail == "Your account may not do this: check a return."
    assert second.detail == "Your account may not do this: upload a return."


def test_an_event_that_cannot_be_added_troubles_nobody(caplog: pytest.LogCaptureFixture) -> None:
    trail.note("x" * 10, "officer", NOW.replace(tzinfo=None))
    trail.settled()
    assert "could not be added to the trail" in caplog.text
