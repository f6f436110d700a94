"""Which releases a person may read: the one place where an embargo is held.

Pages, downloads, jobs and commands ask here. A release is there for everyone from the instant that was agreed, and
before it only for those who were given early access by name.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlmodel import Session

from etl.frames import table_of
from schemas.access import Viewer
from schemas.base import UtcDateTime
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
    rows = session.connection().execute(_readable(), {"subject": viewer.subject, "now": now})
    return [
        Shown(r.id, r.title, r.reason, r.computation_id, r.data_version, r.visible_from, r.visible_from > now)
        for r in rows
        if r.visible_from is not None
    ]


@cache
def _readable() -> Select[Any]:
    """The question of `visible`, for a :subject and a :now. Made once: making it takes longer than asking it."""
    kept, step, early = (table_of(one).c for one in (Release, ReleaseDecision, EarlyAccess))
    now = bindparam("now", type_=UtcDateTime())
    is_early = exists().where(
        early.release_id == kept.id,
        early.subject == bindparam("subject"),
        early.given_at <= now,
        early.until > now,
        or_(early.ended_at.is_(None), early.ended_at > now),
    )
    agreed = and_(step.release_id == kept.id, step.step == ReleaseStep.APPROVED)
    told = (kept.id, kept.title, kept.reason, kept.computation_id, kept.data_version, step.visible_from)
    found = select(*told).join_from(table_of(Release), table_of(ReleaseDecision), agreed)
    found = found.where(kept.id.not_in(_called_off()), or_(step.visible_from <= now, is_early))
    return found.order_by(kept.id.desc())


def _called_off() -> Select[int]:
    step = table_of(ReleaseDecision).c
    return select(step.release_id).where(step.step == ReleaseStep.CANCELLED)


def released_returns(now: datetime) -> Select[int]:
    """The versions of returns that are in a release that everyone may read."""
    kept, step = table_of(ReleaseReturn).c, table_of(ReleaseDecision).c
    shown = select(step.release_id).where(
        step.step == ReleaseStep.APPROVED, step.visible_from <= now, step.release_id.not_in(_called_off())
    )
    return select(kept.submission_id).where(kept.release_id.in_(shown))


def last_approved(session: Session) -> Release | None:
    """The newest release that was approved and not called off."""
    number = session.connection().scalar(_last_approved())
    return session.get(Release, number) if number else None


def is_any_approved(session: Session) -> bool:
    """Whether there is a release that was approved and not called off, shown or not yet."""
    return session.connection().scalar(_last_approved()) is not None


@cache
def _last_approved() -> Select[Any]:
    kept, step = table_of(Release).c, table_of(ReleaseDecision).c
    agreed = select(step.release_id).where(step.step == ReleaseStep.APPROVED, step.release_id.not_in(_called_off()))
    return select(func.max(kept.id)).where(kept.id.in_(agreed))
