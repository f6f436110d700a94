"""Which releases a person may read: the one place where an embargo is held.

Pages, downloads, jobs and commands ask here. A release is there for everyone from the instant that was agreed, and
before it only for those who were given early access by name.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from etl.frames import table_of
from schemas.access import Viewer
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision, ReleaseReturn, ReleaseStep


@dataclass(frozen=True)
class Shown:
    """A release that a person may read.

    Args:
        id: its number.
        title: its name.
        reason: what it brings.
        computation_id: the last computation that is in it.
        data_version: the version of the data set.
        visible_from: from when everyone may read it.
        is_early: whether this person reads it before then.
    """

    id: int
    title: str
    reason: str
    computation_id: int
    data_version: str
    visible_from: datetime
    is_early: bool


def visible(session: Session, viewer: Viewer, now: datetime) -> list[Shown]:
    """The releases that a viewer may read at an instant, newest first."""
    rows = session.execute(_readable(viewer, now)).all()
    return [
        Shown(r.id or 0, r.title, r.reason, r.computation_id, r.data_version, d.visible_from, d.visible_from > now)
        for r, d in rows
        if d.visible_from is not None
    ]


def _readable(viewer: Viewer, now: datetime) -> Select[Release, ReleaseDecision]:
    called_off = aliased(ReleaseDecision)
    is_called_off = exists().where(
        col(called_off.release_id) == col(Release.id), col(called_off.step) == ReleaseStep.CANCELLED
    )
    agreed = and_(col(ReleaseDecision.release_id) == col(Release.id), col(ReleaseDecision.step) == ReleaseStep.APPROVED)
    is_early = exists().where(
        col(EarlyAccess.release_id) == col(Release.id),
        col(EarlyAccess.subject) == viewer.subject,
        col(EarlyAccess.given_at) <= now,
        col(EarlyAccess.until) > now,
        or_(col(EarlyAccess.ended_at).is_(None), col(EarlyAccess.ended_at) > now),
    )
    found = select(Release, ReleaseDecision).join(ReleaseDecision, agreed)
    found = found.where(~is_called_off, or_(col(ReleaseDecision.visible_from) <= now, is_early))
    return found.order_by(col(Release.id).desc())


def released_returns(now: datetime) -> Select[int]:
    """The versions of returns that are in a release that everyone may read."""
    kept, step = table_of(ReleaseReturn).c, table_of(ReleaseDecision).c
    off = select(step.release_id).where(step.step == ReleaseStep.CANCELLED)
    shown = select(step.release_id).where(
        step.step == ReleaseStep.APPROVED, step.visible_from <= now, step.release_id.not_in(off)
    )
    return select(kept.submission_id).where(kept.release_id.in_(shown))


def last_approved(session: Session) -> Release | None:
    """The newest release that was approved and not called off."""
    kept, step = table_of(Release).c, table_of(ReleaseDecision).c
    off = select(step.release_id).where(step.step == ReleaseStep.CANCELLED)
    agreed = select(step.release_id).where(step.step == ReleaseStep.APPROVED, step.release_id.not_in(off))
    number = session.scalar(select(func.max(kept.id)).where(kept.id.in_(agreed)))
    return session.get(Release, number) if number else None
