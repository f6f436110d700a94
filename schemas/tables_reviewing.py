"""Tables of what follows a return's arrival: the department's steps, and what people declared. Rows are only added."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, text_enum
from schemas.reviewing import Declaring, ReviewStep

_IS_END = text("step <> 'in_review'")
_IS_RETURNED = text("step = 'returned'")


class SubmissionReview(Table, table=True):
    """One step of the department with a version that was sent in. It is authorised or returned, once, or neither.

    Whoever prepared it, whoever approved it and whoever authorises it are three people. What an authority sent in, its
    approver approved; what the department sent in for an authority is approved by whoever takes it for review.
    """

    __tablename__ = "submission_review"
    __table_args__ = (
        UniqueConstraint("submission_id", "step"),
        UniqueConstraint("submission_id", "step", "approved_by"),
        Index("ix_submission_review_end", "submission_id", unique=True, sqlite_where=_IS_END, postgresql_where=_IS_END),
        Index(
            "ix_submission_review_returned", "submission_id", sqlite_where=_IS_RETURNED, postgresql_where=_IS_RETURNED
        ),
        ForeignKeyConstraint(
            ["submission_id", "prepared_by", "submitted_by", "is_on_behalf"],
            ["submission.id", "submission.received_by", "submission.submitted_by", "submission.is_on_behalf"],
        ),
        ForeignKeyConstraint(
            ["submission_id", "follows", "approved_by"],
            ["submission_review.submission_id", "submission_review.step", "submission_review.approved_by"],
            name="fk_submission_review_follows",
        ),
        CheckConstraint("is_on_behalf OR approved_by = submitted_by", name="approved_by_who_submitted"),
        CheckConstraint("step <> 'in_review' OR NOT is_on_behalf OR approved_by = by", name="approved_by_who_took"),
        CheckConstraint("step <> 'in_review' OR approved_by <> prepared_by", name="two_people"),
        CheckConstraint("(step = 'authorised') = (follows IS NOT NULL)", name="follows_review"),
        CheckConstraint("follows IS NULL OR follows = 'in_review'", name="follows_nothing_else"),
        CheckConstraint(
            "step <> 'authorised' OR (by <> prepared_by AND by <> approved_by AND approved_by <> prepared_by)",
            name="three_people",
        ),
        CheckConstraint("step <> 'returned' OR reason <> ''", name="says_why"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int
    prepared_by: str = Field(max_length=120)
    submitted_by: str = Field(max_length=120)
    is_on_behalf: bool
    approved_by: str = Field(max_length=120, description="the second person; empty where there was none yet")
    follows: ReviewStep | None = Field(
        default=None, sa_type=text_enum(ReviewStep), description="the step that an authorisation needs"
    )
    step: ReviewStep = Field(sa_type=text_enum(ReviewStep))
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(max_length=120)
    reason: str = Field(default="", max_length=400)
    after_computation_id: int = Field(default=0, description="the newest computation that knew nothing of it")


class DeclarationMade(Table, table=True):
    """What somebody declared about a version of a return, in the words that they were shown."""

    __tablename__ = "declaration_made"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    step: Declaring = Field(sa_type=text_enum(Declaring))
    version: int = Field(description="of the text of this step")
    words: str = Field(max_length=400)
    made_by: str = Field(max_length=120)
    made_at: datetime = Field(sa_type=UtcDateTime)
