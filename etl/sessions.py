"""Sign-in sessions, people and roles in the store, for the gate and for whoever manages people.

What the gate calls (`open_session`, `find_session`, `note_use`, `revoke`, `shared_key`) is a transaction of its own;
what manages people takes the caller's. Times are the wall clock's: a session must not live by
a demonstration's fixed day. Sign-ins, sign-ins of people without access, sign-outs, sessions that ran out, and roles
given and taken are added to the trail.
"""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from etl import events, registered
from etl.settings import settings, wall_clock
from etl.store import reading, writing
from schemas.access import LA_ROLES, OPERATOR, Role
from schemas.tables import Person, RoleGrant, SignInSession, WebSetting

_TOUCH_EVERY = timedelta(minutes=1)
# Ended sessions are kept a while for whoever looks into a sign-in, then removed.
_KEPT = timedelta(days=30)


class AttemptSpent(Exception):
    """This sign-in attempt has already signed someone in."""


@dataclass(frozen=True)
class SignedIn:
    """A live session and what its person holds. Someone that the store does not know has no label and no grants."""

    token_sha256: str
    issuer: str
    subject: str
    label: str
    grants: frozenset[tuple[str, str | None]]


def hash_of(token: str) -> str:
    """What the store keeps of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(issuer: str, subject: str, attempt: str, now: datetime) -> str:
    """Begin a session and give its token, of which the store keeps only the hash.

    Args:
        issuer: the identity provider's.
        subject: the person's name at that provider.
        attempt: the state of the sign-in attempt that this answers.
        now: the wall clock's instant.

    Raises:
        AttemptSpent: if the attempt has begun a session before.
    """
    token = secrets.token_urlsafe(32)
    opened = SignInSession(
        token_sha256=hash_of(token),
        issuer=issuer,
        subject=subject,
        attempt_sha256=hash_of(attempt),
        created_at=now,
        seen_at=now,
    )
    try:
        with writing() as store:
            _end_expired(store, now)
            store.execute(delete(SignInSession).where(col(SignInSession.created_at) < now - _KEPT))
            store.add(opened)
            store.flush()
            _record_sign_in(store, issuer, subject, now)
    except IntegrityError as conflict:
        raise AttemptSpent from conflict
    return token


def _end_expired(store: Session, now: datetime) -> None:
    """Note in the trail the sessions that ended by themselves, each at its instant. Each sign-in looks for them."""
    idle, longest = timedelta(minutes=settings().session_idle_minutes), timedelta(hours=settings().session_hours)
    is_over = (col(SignInSession.seen_at) <= now - idle) | (col(SignInSession.created_at) <= now - longest)
    for ended in store.scalars(select(SignInSession).where(col(SignInSession.revoked_at).is_(None), is_over)):
        unused, too_old = ended.seen_at + idle, ended.created_at + longest
        ended.revoked_at = min(unused, too_old)
        words = "Not used any more" if unused < too_old else "As old as a session may be"
        events.record(store, "session.expired", ended.subject, ended.revoked_at, detail=words)


def _record_sign_in(store: Session, issuer: str, subject: str, now: datetime) -> None:
    """Add to the trail that someone signed in, or that someone came who has no access here."""
    is_theirs = (col(Person.issuer) == issuer) & (col(Person.subject) == subject) & col(Person.is_active)
    has_role = exists().where(is_theirs, col(RoleGrant.person_id) == Person.id)
    is_known = bool(store.scalar(select(has_role)))
    kind, detail = ("session.opened", "") if is_known else ("session.refused", "This account has no role here.")
    events.record(store, kind, subject, now, detail=detail)


def find_session(token_sha256: str, now: datetime) -> SignedIn | None:
    """The session of a hashed token; None if there is none or it was revoked, unused too long or too old."""
    with reading() as store:
        registered.bring_up_to_date(store)
        rows = store.execute(_live(token_sha256, now)).all()
    if not rows:
        return None
    grants = frozenset((row.role, row.authority_id) for row in rows if row.role)
    return SignedIn(token_sha256, rows[0].issuer, rows[0].subject, rows[0].label or "", grants)


def _live(token_sha256: str, now: datetime) -> Select[str, str, str, str, str | None]:
    """One row for each role of the session's person, or one row without a role; none if it is not live."""
    session, limits = SignInSession, settings()
    is_theirs = (col(Person.issuer) == session.issuer) & (col(Person.subject) == session.subject)
    return (
        select(
            col(session.issuer),
            col(session.subject),
            col(Person.label),
            col(RoleGrant.role),
            col(RoleGrant.authority_id),
        )
        .outerjoin(Person, is_theirs & col(Person.is_active))
        .outerjoin(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(
            col(session.token_sha256) == token_sha256,
            col(session.revoked_at).is_(None),
            col(session.seen_at) > now - timedelta(minutes=limits.session_idle_minutes),
            col(session.created_at) > now - timedelta(hours=limits.session_hours),
        )
    )


def note_use(token_sha256: str, now: datetime) -> None:
    """Record that a session was used, at most once a minute, so that it does not end for want of use."""
    is_due = (col(SignInSession.token_sha256) == token_sha256) & (col(SignInSession.seen_at) < now - _TOUCH_EVERY)
    with reading() as store:
        due = store.scalars(select(SignInSession).where(is_due)).first()
    if due:
        with writing() as store:
            store.execute(update(SignInSession).where(is_due).values(seen_at=now))


def revoke(token_sha256: str, now: datetime, reason: str = "Signed out") -> None:
    """End a session at once. One that has ended already, or never was, is left alone."""
    with writing() as store:
        for subject in _end(store, col(SignInSession.token_sha256) == token_sha256, now):
            events.record(store, "session.ended", subject, now, detail=reason)


def revoke_all(store: Session, issuer: str, subject: str, by: str, now: datetime) -> None:
    """End every session of a person at once.

    Args:
        store: an open transaction.
        issuer: the identity provider's.
        subject: the person's name at that provider.
        by: who ends them, for the trail.
        now: the wall clock's instant.
    """
    for _ in _end(store, (col(SignInSession.issuer) == issuer) & (col(SignInSession.subject) == subject), now):
        events.record(store, "session.ended", by, now, detail=f"Ended for {subject}")


def _end(store: Session, which: ColumnElement[bool], now: datetime) -> list[str]:
    """End the sessions that have not been ended yet, and say whose they were."""
    is_live = col(SignInSession.revoked_at).is_(None)
    ended = update(SignInSession).where(which, is_live).values(revoked_at=now).returning(col(SignInSession.subject))
    return list(store.scalars(ended))


def shared_key(name: str) -> str:
    """A random key that every web process shares, made by the first that asks."""
    with reading() as store:
        kept = store.get(WebSetting, name)
    if kept is not None:
        return kept.value
    # Another process may make it between the look and the write; then theirs is the key.
    with suppress(IntegrityError), writing() as store:
        store.add(WebSetting(name=name, value=secrets.token_urlsafe(48)))
    return shared_key(name)


def find_person(store: Session, issuer: str, subject: str) -> Person | None:
    """The person that a provider's subject stands for, active or not."""
    return store.scalars(
        select(Person).where(col(Person.issuer) == issuer, col(Person.subject) == subject)
    ).one_or_none()


def add_person(
    store: Session, issuer: str, subject: str, label: str, organisation: str = "", email: str = ""
) -> Person:
    """The person of a provider's subject, added if new, with this label and organisation, and an address if one is given."""
    person = find_person(store, issuer, subject) or Person(issuer=issuer, subject=subject, label=label)
    person.label, person.organisation, person.email = label, organisation, email or person.email
    store.add(person)
    store.flush()
    return person


def grant_role(
    store: Session, person: Person, role: Role, authority_id: str | None = None, by: str = OPERATOR.subject
) -> None:
    """Give a person a role; giving it twice is giving it once, and one event.

    Raises:
        ValueError: if an authority's role is given without an authority, or another role with one.
    """
    if (role in LA_ROLES) != (authority_id is not None):
        raise ValueError(f"{role.label} is {'' if role in LA_ROLES else 'not '}a role for one authority.")
    if person.id is None:
        raise ValueError("Add the person to the store first.")
    if store.scalars(select(RoleGrant).where(_held(person, role, authority_id))).first() is None:
        store.add(RoleGrant(person_id=person.id, role=role, authority_id=authority_id))
        store.flush()
        _record_role(store, "role.granted", person, role, authority_id, by)


def take_role(
    store: Session, person: Person, role: Role, authority_id: str | None = None, by: str = OPERATOR.subject
) -> None:
    """Take a role away; it is gone at the person's next request."""
    taken = delete(RoleGrant).where(_held(person, role, authority_id)).returning(col(RoleGrant.id))
    if store.scalars(taken).all():
        _record_role(store, "role.taken", person, role, authority_id, by)


def _record_role(store: Session, kind: str, person: Person, role: Role, authority_id: str | None, by: str) -> None:
    words = f"{role.label}: {person.label}, account {person.id}"
    events.record(store, kind, by, wall_clock(), authority_id=authority_id, detail=words)


def _held(person: Person, role: Role, authority_id: str | None) -> ColumnElement[bool]:
    authority = col(RoleGrant.authority_id)
    # In SQL nothing equals NULL, so "for no authority" needs words of its own.
    is_for = authority.is_(None) if authority_id is None else authority == authority_id
    return (col(RoleGrant.person_id) == person.id) & (col(RoleGrant.role) == role) & is_for
