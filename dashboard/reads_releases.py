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
from etl.visible import Shown, last_approved, visible
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
        return (0, 0) if last_approved(session) else None


def looking_at(viewer: Viewer, asked: str, at: str = "") -> Viewer:
    """The viewer, looking at a release or an instant that an address names; as before if it names none.

    An instant that figures may be read at opens nothing that is not released to others than the department: for them it
    is the release that was shown then. Beside a release it says only up to when one's own newer figures are meant.

    Args:
        viewer: who asks.
        asked: a release's number, for example "2"; anything else names none.
        at: an instant, a day or the number of a computation; "" for now.
    """
    plain = replace(viewer, release=None, at=None, upto=None)
    found = releases(plain) if asked or at else []
    number = next((one.id for one in found if asked.isdecimal() and one.id == int(asked)), None)
    if number is not None:
        is_own = bool(readable(viewer).own) and at.isdecimal()
        return replace(plain, release=number, upto=int(at) if is_own else None)
    instant = _instant(at)
    if instant is None:
        return plain
    exact = replace(plain, upto=int(at)) if at.isdecimal() else replace(plain, at=instant)
    if readable(viewer).is_full:
        return exact
    with reading() as session:
        has_begun = bool(found) or last_approved(session) is not None
    if not has_begun:
        return exact
    if at.isdecimal() and not (found and int(at) <= found[0].computation_id):
        return plain  # an update that no release has is not told from one that there never was
    shown = next((one.id for one in found if one.visible_from <= instant), None)
    return replace(plain, release=shown) if shown is not None else replace(plain, at=instant)


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
    if not viewer.may_any(Permission.PREPARE_RELEASE, Permission.APPROVE_RELEASE):
        return []
    with reading() as session:
        every = session.scalars(select(Release).order_by(col(Release.id).desc())).all()
        decided = session.scalars(select(ReleaseDecision).order_by(col(ReleaseDecision.id))).all()
        early = session.scalars(select(EarlyAccess).order_by(col(EarlyAccess.id))).all()
        session.expunge_all()
    return [
        (one, tuple(d for d in decided if d.release_id == one.id), tuple(e for e in early if e.release_id == one.id))
        for one in every
    ]
