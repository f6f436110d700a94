"""Deciding on a release that someone else prepared: approved, sent back, called off; and who may read it early."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from etl import events
from etl.store import publishing, writing
from etl.trail import noting_refusals
from etl.visible import last_approved
from schemas.access import NotAllowed, Permission, Viewer
from schemas.issues import LEAST_EXPLANATION
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision, ReleaseStep


@noting_refusals
def approve(viewer: Viewer, release_id: int, visible_from: datetime | None, now: datetime) -> None:
    """Agree to a release that someone else prepared: shown at once, or from an instant.

    Raises:
        NotAllowed: if the viewer may not, prepared it, or it no longer waits.
    """
    viewer.require(Permission.APPROVE_RELEASE)
    start = max(visible_from or now, now)
    with publishing() as session:
        waiting = _waiting(session, release_id)
        if waiting.prepared_by == viewer.subject:
            raise NotAllowed("You prepared this release, so someone else must approve it.")
        last = last_approved(session)
        # What it hides was worked out beside the release that it follows, and no other.
        if waiting.after_id != (last.id if last else None):
            raise NotAllowed("What it follows is no longer the newest approved release. Prepare this one again.")
        if last and start < (before := _shown_from(session, last.id or 0)):
            raise NotAllowed(
                f"“{last.title}” comes before it and is shown from {_when(before)}. Choose that moment or later."
            )
        _decide(session, waiting, ReleaseStep.APPROVED, viewer, now, start, "")
        when = "at once" if start == now else f"from {_when(start)}"
        detail = f"{waiting.title}, shown {when}"
        events.record(session, "release.approved", viewer.subject, now, detail=f"Release {release_id}: {detail}")


@noting_refusals
def send_back(viewer: Viewer, release_id: int, reason: str, now: datetime) -> None:
    """Send a release that waits back to whoever prepared it; it is never shown.

    Raises:
        NotAllowed: if the viewer may not, gives no reason, or it no longer waits.
    """
    viewer.require(Permission.APPROVE_RELEASE)
    _require_reason(reason)
    with publishing() as session:
        waiting = _waiting(session, release_id)
        _decide(session, waiting, ReleaseStep.RETURNED, viewer, now, None, reason)
        events.record(session, "release.returned", viewer.subject, now, detail=f"Release {release_id}: {reason}")


@noting_refusals
def call_off(viewer: Viewer, release_id: int, reason: str, now: datetime) -> None:
    """Call off a release that is approved and not shown yet.

    Raises:
        NotAllowed: if the viewer may not, gives no reason, or it is shown already.
    """
    viewer.require(Permission.APPROVE_RELEASE)
    _require_reason(reason)
    with publishing() as session:
        steps = {decision.step: decision for decision in _decisions(session, release_id)}
        approved = steps.get(ReleaseStep.APPROVED)
        if approved is None or approved.visible_from is None or ReleaseStep.CANCELLED in steps:
            raise NotAllowed("This release is not waiting to be shown.")
        if approved.visible_from <= now:
            raise NotAllowed("This release is shown already. Prepare another that puts it right, and say why.")
        last = last_approved(session)
        if last and last.id != release_id:
            raise NotAllowed(f"“{last.title}” follows this release and is approved. Call that off first.")
        _decide(session, session.get_one(Release, release_id), ReleaseStep.CANCELLED, viewer, now, None, reason)
        events.record(session, "release.cancelled", viewer.subject, now, detail=f"Release {release_id}: {reason}")


def _decide(
    session: Session,
    release: Release,
    step: ReleaseStep,
    viewer: Viewer,
    now: datetime,
    start: datetime | None,
    reason: str,
) -> None:
    session.add(
        ReleaseDecision(
            release_id=release.id or 0,
            prepared_by=release.prepared_by,
            step=step,
            decided_at=now,
            decided_by=viewer.subject,
            visible_from=start,
            reason=reason.strip()[:400],
        )
    )
    session.flush()


def _waiting(session: Session, release_id: int) -> Release:
    found = session.get(Release, release_id)
    if found is None or _decisions(session, release_id):
        raise NotAllowed("This release no longer waits for a decision.")
    return found


def _decisions(session: Session, release_id: int) -> Sequence[ReleaseDecision]:
    query = select(ReleaseDecision).where(col(ReleaseDecision.release_id) == release_id)
    return session.scalars(query).all()


def _shown_from(session: Session, release_id: int) -> datetime:
    """From when an approved release is shown."""
    return next(one.visible_from for one in _decisions(session, release_id) if one.visible_from is not None)


def _when(instant: datetime) -> str:
    return f"{instant:%-d %B %Y %H:%M} UTC"


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_EXPLANATION:
        raise NotAllowed(f"Say why in {LEAST_EXPLANATION} characters or more.")


@noting_refusals
def give_early_access(
    viewer: Viewer, release_id: int, subject: str, purpose: str, until: datetime, now: datetime
) -> None:
    """Let one person read a release before it is shown.

    Raises:
        NotAllowed: if the viewer may not, gives no purpose, or `until` has passed.
    """
    viewer.require(Permission.APPROVE_RELEASE)
    _require_reason(purpose)
    if until <= now:
        raise NotAllowed("Early access must end later than now.")
    with writing() as session:
        if session.get(Release, release_id) is None:
            raise NotAllowed("There is no such release.")
        given = EarlyAccess(
            release_id=release_id, subject=subject, purpose=purpose.strip()[:400], until=until, given_at=now,
            given_by=viewer.subject,
        )  # fmt: skip
        session.add(given)
        detail = f"To {subject} until {_when(until)}: {purpose.strip()}"
        events.record(session, "early_access.given", viewer.subject, now, detail=f"Release {release_id}: {detail}")


@noting_refusals
def end_early_access(viewer: Viewer, access_id: int, now: datetime) -> None:
    """End a person's early access now.

    Raises:
        NotAllowed: if the viewer may not.
    """
    viewer.require(Permission.APPROVE_RELEASE)
    with writing() as session:
        given = session.get(EarlyAccess, access_id)
        if given is None or given.ended_at is not None or given.until <= now:
            raise NotAllowed("This early access has ended already.")
        given.ended_at, given.ended_by = now, viewer.subject
        detail = f"Release {given.release_id}: {given.subject}"
        events.record(session, "early_access.ended", viewer.subject, now, detail=detail)
