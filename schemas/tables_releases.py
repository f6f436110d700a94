"""Releases: frozen, approved, dated sets of figures, who may see one early, and what each hides."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, Worded, text_enum

_IS_FIRST = text("step <> 'cancelled'")


class ReleaseStep(Worded):
    """What people decided about a release that was prepared."""

    APPROVED = "approved", "Approved", "A second person agreed to it, and said from when it is shown."
    RETURNED = "returned", "Returned", "A second person sent it back; it is never shown."
    CANCELLED = "cancelled", "Cancelled", "It was approved, and called off before it was shown."


class Release(Table, table=True):
    """Every figure as known at one computation, prepared to be shown. Rows are added, never changed."""

    __tablename__ = "release"
    # So that a decision can be held to be another person's than who prepared it.
    __table_args__ = (UniqueConstraint("id", "prepared_by"),)

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=120)
    reason: str = Field(max_length=400, description="what it brings; for a revision, why it was needed")
    computation_id: int = Field(foreign_key="computation.id", description="the last computation that is in it")
    after_id: int | None = Field(default=None, foreign_key="release.id", description="the release that it follows")
    data_version: str = Field(max_length=16, description="1.0, then by what changed: 1.1 adds, 2.0 takes away")
    checklist: str = Field(description="JSON: what was checked before it was prepared, and what was found")
    prepared_at: datetime = Field(sa_type=UtcDateTime)
    prepared_by: str = Field(max_length=120)


class ReleaseDecision(Table, table=True):
    """What someone else than the preparer decided about a release. Rows are added, never changed."""

    __tablename__ = "release_decision"
    __table_args__ = (
        UniqueConstraint("release_id", "step"),
        # It is approved or sent back, not both; only what was approved is called off afterwards.
        Index(
            "ix_release_decision_once", "release_id", unique=True, sqlite_where=_IS_FIRST, postgresql_where=_IS_FIRST
        ),
        ForeignKeyConstraint(["release_id", "prepared_by"], ["release.id", "release.prepared_by"]),
        CheckConstraint("step <> 'approved' OR decided_by <> prepared_by", name="two_people"),
        CheckConstraint("step <> 'approved' OR visible_from IS NOT NULL", name="dated"),
        CheckConstraint("visible_from IS NULL OR visible_from >= decided_at", name="not_before"),
    )

    id: int | None = Field(default=None, primary_key=True)
    release_id: int
    prepared_by: str = Field(max_length=120)
    step: ReleaseStep = Field(sa_type=text_enum(ReleaseStep))
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = Field(max_length=120)
    visible_from: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    reason: str = Field(default="", max_length=400)


class ReleaseReturn(Table, table=True):
    """One accepted return that is in a release. Rows are added, never changed."""

    __tablename__ = "release_return"

    release_id: int = Field(foreign_key="release.id", primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", primary_key=True)


class ReleaseHidden(Table, table=True):
    """One figure that a release does not show to protect confidentiality. Rows are added, never changed."""

    __tablename__ = "release_hidden"
    __table_args__ = (Index("ix_release_hidden_place", "release_id", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="release.id")
    indicator_id: str = Field(max_length=32)
    level: str = Field(max_length=16)
    geography: str = Field(max_length=16)
    period: str = Field(max_length=10)
    breakdown: str = Field(default="", max_length=64)


class EarlyAccess(Table, table=True):
    """One person who may read a release before it is shown: why, and until when."""

    __tablename__ = "early_access"

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="release.id", index=True)
    subject: str = Field(max_length=120)
    purpose: str = Field(max_length=400)
    until: datetime = Field(sa_type=UtcDateTime)
    given_at: datetime = Field(sa_type=UtcDateTime)
    given_by: str = Field(max_length=120)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    ended_by: str | None = Field(default=None, max_length=120)
