"""Which releases a viewer may read, which one they look at, and what changed between two."""

from dataclasses import replace
from datetime import datetime

import polars as pl
import streamlit as st
from sqlalchemy import select
from sqlmodel import col

from dashboard.scope import readable
from etl import released
from etl.settings import settings
from etl.store import reading
from etl.visible import Shown, last_approved, visible
from schemas.access import Permission, Viewer
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision


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
    if shown is not None and at is not None and viewer.release is None:
        shown = next((one for one in releases(viewer) if one.visible_from <= at), None)
    if shown is not None:
        return _frozen(shown)
    with reading() as session:
        return (0, 0) if last_approved(session) else None


def looking_at(viewer: Viewer, asked: str) -> Viewer:
    """The viewer, looking at a release that an address names; as before if it names none that they may read."""
    if not asked.isdecimal():
        return replace(viewer, release=None)
    return replace(viewer, release=next((one.id for one in releases(viewer) if one.id == int(asked)), None))


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
