"""Which releases a viewer may read, which one or which instant they look at, and what changed between two."""

from dataclasses import replace
from datetime import datetime

import polars as pl
import streamlit as st
from sqlalchemy import select
from sqlmodel import col

from dashboard.instants import parsed_instant
from dashboard.scope import readable
from etl import released
from etl.known import instant_of
from etl.settings import settings
from etl.store import reading
from etl.then import by, had_come
from etl.visible import Shown, is_any_approved, visible
from schemas.access import Permission, Viewer
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision

_LONGEST_NUMBER = 10


def releases(viewer: Viewer) -> list[Shown]:
    """The releases that a viewer may read, newest first."""
    if not readable(viewer).is_national:
        return []
    with reading() as session:
        return visible(session, viewer, settings().now())


def looked_at(viewer: Viewer) -> Shown | None:
    """The release that a viewer looks at; None if they look at the newest figures.

    Until there is a first release everyone reads the newest figures. From then on they are for the department alone.
    """
    if readable(viewer).is_full and viewer.release is None:
        return None
    found = releases(viewer)
    if viewer.release is None and viewer.at is not None:
        return next((one for one in found if one.visible_from <= viewer.at), None)
    asked = next((one for one in found if one.id == viewer.release), None)
    return asked or (found[0] if found else None)


def read_from(viewer: Viewer, at: datetime | None = None) -> tuple[int, int] | None:
    """The release whose figures are read and its last computation; None if the newest figures are.

    (0, 0), which has no figures, once a first release is agreed and not shown yet.

    Args:
        viewer: who asks.
        at: the instant that is asked about, if no release is; by default now. It opens nothing that is not shown now.
    """
    if readable(viewer).is_full and viewer.release is None:
        return None
    shown = looked_at(viewer)
    if at is not None and viewer.release is None:
        shown = next((one for one in releases(viewer) if one.visible_from <= at), None)
    if shown is not None:
        return _frozen(shown)
    with reading() as session:
        return (0, 0) if is_any_approved(session) else None


def looking_at(viewer: Viewer, asked: str, at: str = "") -> Viewer:
    """The viewer, looking at a release or an instant that an address names; as before if it names none.

    An instant that figures may be read at opens nothing that is not released to others than the department: for them it
    is the release that was shown then. Beside a release it says only up to when one's own newer figures are meant.

    Args:
        viewer: who asks.
        asked: a release's number, for example "2"; anything else names none.
        at: an instant, a day or the number of a computation; "" for now.
    """
    plain, instant = viewer.newest, _instant(at)
    found = releases(plain) if asked or at else []
    number = next((one.id for one in found if asked.isdecimal() and one.id == int(asked)), None)
    if number is not None:
        return _in_release(plain, found, number, at, instant)
    if instant is None:
        return plain
    exact = replace(plain, upto=int(at)) if at.isdecimal() else replace(plain, at=instant)
    return exact if readable(viewer).is_full or not _has_begun(found) else _released_at(plain, found, at, instant)


def _in_release(plain: Viewer, found: list[Shown], number: int, at: str, instant: datetime | None) -> Viewer:
    """The viewer looking at a release, and beside it at their own newer figures, or at work at an instant of its time."""
    if at.isdecimal() or instant is None:
        return replace(plain, release=number, upto=int(at) if at.isdecimal() and readable(plain).own else None)
    is_its_time = plain.has_work and not readable(plain).is_full and _shown_at(found, instant) == number
    return replace(plain, release=number, then=instant if is_its_time else None)


def _released_at(plain: Viewer, found: list[Shown], at: str, instant: datetime) -> Viewer:
    """The viewer looking at an instant, with the figures of the release that was shown then."""
    # An update that no release has is not told from one that there never was.
    if at.isdecimal() and not (found and int(at) <= found[0].computation_id):
        return plain
    shown = _shown_at(found, instant)
    if shown is None:
        return replace(plain, at=instant)
    return replace(plain, release=shown, then=instant if plain.has_work and not at.isdecimal() else None)


def _has_begun(found: list[Shown]) -> bool:
    with reading() as session:
        return bool(found) or is_any_approved(session)


def _shown_at(found: list[Shown], instant: datetime) -> int | None:
    return next((one.id for one in found if one.visible_from <= instant), None)


def known_at(viewer: Viewer) -> datetime | None:
    """The instant as known at which work in hand is read; None for now. Nothing that came later is there.

    That of a release is the one from which it was shown.
    """
    if not viewer.is_past:
        return None
    now, then = settings().now(), viewer.then or viewer.at
    if then is None and viewer.upto is not None:
        with reading() as session:
            then = instant_of(session, viewer.upto)
    if then is None and viewer.release is not None:
        shown = looked_at(viewer)
        then = shown.visible_from if shown is not None else None
    return now if then is None else min(then, now)


def shown_then(viewer: Viewer) -> list[Shown]:
    """The releases that a viewer could read at the instant that they look at, newest first; the one looked at among them."""
    at = known_at(viewer)
    return [one for one in releases(viewer) if at is None or one.visible_from <= at or one.id == viewer.release]


def _instant(at: str) -> datetime | None:
    if not at.isdecimal():
        return parsed_instant(at)
    with reading() as session:
        return instant_of(session, int(at)) if len(at) < _LONGEST_NUMBER else None


def changes(viewer: Viewer, before: int, after: int) -> pl.DataFrame:
    """What differs between two releases, as far as the viewer may see: `etl.released.CHANGED`."""
    known = {one.id: one for one in releases(viewer)}
    if before not in known or after not in known:
        return pl.DataFrame(schema=dict.fromkeys(released.CHANGED, pl.String()))
    found = _changes(settings().database_url, *_frozen(known[before]), *_frozen(known[after]))
    scope = readable(viewer)
    is_theirs = pl.col("geography").is_in(list(scope.own)) | (pl.col("level") != "authority")
    return found if scope.has_authorities else found.filter(is_theirs & ~pl.col("level").is_in(["police", "group"]))


def _frozen(one: Shown) -> tuple[int, int]:
    return one.id, one.computation_id


@st.cache_resource(show_spinner=False, max_entries=16)
def _changes(store: str, before: int, before_upto: int, after: int, after_upto: int) -> pl.DataFrame:
    with reading() as session:
        return released.all_changes(session, (before, before_upto), (after, after_upto))


def prepared(viewer: Viewer) -> list[tuple[Release, tuple[ReleaseDecision, ...], tuple[EarlyAccess, ...]]]:
    """Every release with what was decided and who may read it early, newest first; for who prepares or approves them."""
    if not viewer.holds(Permission.PREPARE_RELEASE, Permission.APPROVE_RELEASE):
        return []
    at = known_at(viewer)
    made, said, given = col(Release.prepared_at), col(ReleaseDecision.decided_at), col(EarlyAccess.given_at)
    with reading() as session:
        every = session.scalars(select(Release).where(*by(at, made)).order_by(col(Release.id).desc())).all()
        decided = session.scalars(select(ReleaseDecision).where(*by(at, said)).order_by(col(ReleaseDecision.id))).all()
        early = session.scalars(select(EarlyAccess).where(*by(at, given)).order_by(col(EarlyAccess.id))).all()
        session.expunge_all()
    for one in early:
        if not had_come(one.ended_at, at):
            one.ended_at = one.ended_by = None
    return [
        (one, tuple(d for d in decided if d.release_id == one.id), tuple(e for e in early if e.release_id == one.id))
        for one in every
    ]
