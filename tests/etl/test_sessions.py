"""Sessions, people and roles in the store, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from etl.sessions import (
    AttemptSpent,
    add_person,
    find_person,
    find_session,
    grant_role,
    hash_of,
    note_use,
    open_session,
    revoke,
    revoke_all,
    shared_key,
    take_role,
)
from etl.store import reading, writing
from schemas.access import Role
from schemas.tables import Event, Person, RoleGrant, SignInSession

ISSUER = "https://login.example"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
IDLE = timedelta(minutes=30)
OLDEST = timedelta(hours=10)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def token():
    return open_session(ISSUER, "officer", "attempt 1", NOW)


def known(subject="officer", *grants):
    with writing() as store:
        person = add_person(store, ISSUER, subject, "Officer, Solihull", "Solihull Council")
        for grant in grants:
            grant_role(store, person, *grant)


def test_a_session_is_found_by_the_hash_of_its_token_and_by_nothing_else(token):
    found = find_session(hash_of(token), NOW)
    assert (found.issuer, found.subject) == (ISSUER, "officer")
    assert find_session(token, NOW) is None
    assert find_session(hash_of("a guess"), NOW) is None
    assert find_session("", NOW) is None
    with reading() as store:
        assert token not in str(store.scalars(select(SignInSession)).one().model_dump())


def test_tokens_are_long_and_never_repeat():
    tokens = {open_session(ISSUER, "officer", f"attempt {n}", NOW) for n in range(20)}
    assert len(tokens) == 20
    assert min(len(token) for token in tokens) >= 43


def test_an_attempt_opens_one_session(token):
    with pytest.raises(AttemptSpent):
        open_session(ISSUER, "admin", "attempt 1", NOW)
    with reading() as store:
        assert len(store.scalars(select(SignInSession)).all()) == 1


def test_a_session_unused_for_half_an_hour_has_ended(token):
    assert find_session(hash_of(token), NOW + IDLE - MINUTE)
    assert find_session(hash_of(token), NOW + IDLE) is None


def test_use_keeps_a_session_until_it_is_ten_hours_old(token):
    at = NOW
    while at < NOW + OLDEST - IDLE:
        at += IDLE - MINUTE
        assert find_session(hash_of(token), at)
        note_use(hash_of(token), at)
    assert find_session(hash_of(token), NOW + OLDEST - MINUTE)
    note_use(hash_of(token), NOW + OLDEST - MINUTE)
    assert find_session(hash_of(token), NOW + OLDEST) is None


def test_use_is_written_at_most_once_a_minute(token):
    def seen():
        with reading() as store:
            return store.get(SignInSession, hash_of(token)).seen_at

    note_use(hash_of(token), NOW + MINUTE / 2)
    assert seen() == NOW
    note_use(hash_of(token), NOW + 2 * MINUTE)
    assert seen() == NOW + 2 * MINUTE
    note_use(hash_of(token), NOW + MINUTE)
    assert seen() == NOW + 2 * MINUTE


def test_a_revoked_session_has_ended_and_stays_so(token):
    revoke(hash_of(token), NOW)
    revoke(hash_of(token), NOW + MINUTE)
    note_use(hash_of(token), NOW + 2 * MINUTE)
    assert find_session(hash_of(token), NOW) is None
    with reading() as store:
        assert store.get(SignInSession, hash_of(token)).revoked_at == NOW


def test_every_session_of_a_person_can_be_ended(token):
    second = open_session(ISSUER, "officer", "attempt 2", NOW)
    another = open_session(ISSUER, "approver", "attempt 3", NOW)
    elsewhere = open_session("https://other.example", "officer", "attempt 4", NOW)
    with writing() as store:
        revoke_all(store, ISSUER, "officer", "admin", NOW)
    alive = [find_session(hash_of(t), NOW) is not None for t in (token, second, another, elsewhere)]
    assert alive == [False, False, True, True]


def trail():
    with reading() as store:
        found = select(Event).where(Event.kind.startswith("session.")).order_by(Event.number)
        return [(e.kind, e.actor, e.detail) for e in store.scalars(found)]


def test_who_signed_in_and_out_is_in_the_trail():
    known("officer", (Role.LA_PREPARER, "LA334"))
    first = open_session(ISSUER, "officer", "attempt 1", NOW)
    second = open_session(ISSUER, "officer", "attempt 2", NOW)
    for _ in range(2):
        find_session(hash_of(first), NOW)
        note_use(hash_of(first), NOW + 2 * MINUTE)
        revoke(hash_of(first), NOW)
        revoke(hash_of("a guess"), NOW)
    with writing() as store:
        revoke_all(store, ISSUER, "officer", "admin", NOW)
    assert trail() == [
        ("session.opened", "officer", ""),
        ("session.opened", "officer", ""),
        ("session.ended", "officer", "Signed out"),
        ("session.ended", "admin", "Ended for officer"),
    ]
    assert find_session(hash_of(second), NOW) is None


def test_someone_without_access_is_in_the_trail_as_refused():
    known("left", (Role.ADMIN,))
    known("no role yet")
    known("elsewhere", (Role.ADMIN,))
    with writing() as store:
        find_person(store, ISSUER, "left").is_active = False
    open_session(ISSUER, "stranger", "attempt 1", NOW)
    open_session(ISSUER, "left", "attempt 2", NOW)
    open_session(ISSUER, "no role yet", "attempt 3", NOW)
    open_session("https://other.example", "elsewhere", "attempt 4", NOW)
    assert [(kind, actor) for kind, actor, _ in trail()] == [
        ("session.refused", who) for who in ("stranger", "left", "no role yet", "elsewhere")
    ]


def test_a_spent_attempt_leaves_no_sign_in_in_the_trail(token):
    with pytest.raises(AttemptSpent):
        open_session(ISSUER, "admin", "attempt 1", NOW)
    assert [actor for _, actor, _ in trail()] == ["officer"]


def test_long_ended_sessions_are_removed(token):
    open_session(ISSUER, "officer", "attempt 2", NOW + timedelta(days=31))
    with reading() as store:
        assert store.get(SignInSession, hash_of(token)) is None


def test_someone_unknown_has_no_label_and_no_roles(token):
    found = find_session(hash_of(token), NOW)
    assert found.label == ""
    assert found.grants == frozenset()


def test_a_session_carries_what_its_person_holds_now(token):
    known("officer", (Role.LA_PREPARER, "LA334"), (Role.MEMBER,))
    known("approver", (Role.ADMIN,))
    found = find_session(hash_of(token), NOW)
    assert found.label == "Officer, Solihull"
    assert found.grants == {(Role.LA_PREPARER, "LA334"), (Role.MEMBER, None)}

    with writing() as store:
        person = find_person(store, ISSUER, "officer")
        take_role(store, person, Role.MEMBER)
        take_role(store, person, Role.LA_PREPARER, "LA380")
    assert find_session(hash_of(token), NOW).grants == {(Role.LA_PREPARER, "LA334")}


def test_the_same_subject_of_another_issuer_is_somebody_else():
    known("officer", (Role.ADMIN,))
    token = open_session("https://other.example", "officer", "attempt 1", NOW)
    assert find_session(hash_of(token), NOW).grants == frozenset()


def test_a_person_who_left_holds_nothing(token):
    known("officer", (Role.ADMIN,))
    with writing() as store:
        find_person(store, ISSUER, "officer").is_active = False
    found = find_session(hash_of(token), NOW)
    assert (found.label, found.grants) == ("", frozenset())


def test_adding_or_granting_twice_is_once():
    for _ in range(2):
        known("officer", (Role.LA_PREPARER, "LA334"), (Role.MEMBER,))
    with reading() as store:
        assert len(store.scalars(select(Person)).all()) == 1
        assert len(store.scalars(select(RoleGrant)).all()) == 2


@pytest.mark.parametrize("grant", [(Role.LA_PREPARER,), (Role.ADMIN, "LA334")])
def test_an_authoritys_role_needs_an_authority_and_no_other_role_takes_one(grant):
    with pytest.raises(ValueError, match="role for one authority"):
        known("officer", grant)


def test_every_process_gets_the_same_key():
    with ThreadPoolExecutor(4) as askers:
        keys = set(askers.map(lambda _: shared_key("sign_in_attempt"), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 43
    assert shared_key("another") != shared_key("sign_in_attempt")
