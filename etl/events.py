"""What happened, by whom and why: rows that are added and never changed."""

from datetime import datetime

from sqlmodel import Session

from schemas.tables import Event, Submission


def record(
    session: Session,
    kind: str,
    actor: str,
    now: datetime,
    *,
    submission: Submission | None = None,
    release_id: int | None = None,
    authority_id: str | None = None,
    detail: str = "",
) -> None:
    """Add an event to the trail, in the session's transaction."""
    session.add(
        Event(
            at=now,
            actor=actor,
            kind=kind,
            authority_id=submission.authority_id if submission else authority_id,
            submission_id=submission.id if submission else None,
            release_id=release_id,
            detail=detail[:1000],
        )
    )
