"""What a person may be alerted of: asked when an alert is set, when it fires, and when its message is sent."""

from sqlalchemy import select
from sqlmodel import Session, col

from schemas.access import NOBODY, Permission, Viewer, viewer_holding
from schemas.authorities import ENGLAND, UnknownAuthority, authority, regions
from schemas.indicators import INDICATORS
from schemas.tables import Person, RoleGrant
from schemas.tables_alerts import CROSSINGS, Alert, AlertKind
from schemas.vocabulary import Theme


def viewer_of_person(session: Session, person_id: int) -> Viewer:
    """The viewer that a person is now; nobody if they are not active or hold no role."""
    person = session.get(Person, person_id)
    if person is None or not person.is_active:
        return NOBODY
    held = session.execute(select(col(RoleGrant.role), col(RoleGrant.authority_id)).where(col(RoleGrant.person_id) == person_id))  # fmt: skip
    return viewer_holding(person.subject, person.label, [(role, own) for role, own in held])


def may_be_alerted(viewer: Viewer, kind: AlertKind, indicator_id: str = "", geography: str = "") -> bool:
    """Whether a viewer may read what an alert would tell them."""
    if kind is AlertKind.RELEASE:
        return viewer.may(Permission.READ_NATIONAL)
    if kind in CROSSINGS:
        return indicator_id in INDICATORS and _may_read_place(viewer, indicator_id, geography)
    if not geography:
        return viewer.may_any(Permission.READ_AUTHORITIES, Permission.READ_UNSUPPRESSED)
    return _is_authority(geography) and viewer.may(Permission.READ_RETURNS, geography)


def alert_address(session: Session, alert_id: int | None) -> str:
    """Where to send what an alert said; "" if it was ended, or its person may no longer read what it is about."""
    alert = session.get(Alert, alert_id) if alert_id else None
    if alert is None or alert.ended_at is not None:
        return ""
    viewer = viewer_of_person(session, alert.person_id)
    if not may_be_alerted(viewer, alert.kind, alert.indicator_id, alert.geography):
        return ""
    return session.get_one(Person, alert.person_id).email


def _may_read_place(viewer: Viewer, indicator_id: str, geography: str) -> bool:
    if geography in {ENGLAND, *regions()}:
        return viewer.may(Permission.READ_NATIONAL)
    is_inspection = INDICATORS[indicator_id].theme is Theme.INSPECTION and viewer.may(Permission.READ_INSPECTION)
    return _is_authority(geography) and (is_inspection or viewer.may_read_authority(geography))


def _is_authority(geography: str) -> bool:
    try:
        return authority(geography).authority_id == geography
    except UnknownAuthority:
        return False
