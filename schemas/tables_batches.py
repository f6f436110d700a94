"""Many files handed in at once, kept before any is looked at, so that nothing is lost whatever stops."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, text_enum


class BatchState(StrEnum):
    """Where one file of many stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    NOT_PLACED = "not_placed"


class Batch(Table, table=True):
    """Files of one return and quarter that one person handed in at once."""

    __tablename__ = "batch"

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32)
    period: str = Field(max_length=10)
    received_at: datetime = Field(sa_type=UtcDateTime)
    received_by: str = Field(max_length=120)
    roles: str = Field(max_length=255, description="the roles that the person acted under, with commas between")
    authority_ids: str = Field(default="", max_length=2000, description="the authorities of those roles, with commas")
    is_illustrative: bool = False


class BatchFile(Table, table=True):
    """One file of many: whose it was found to be, and what became of it."""

    __tablename__ = "batch_file"
    __table_args__ = (UniqueConstraint("batch_id", "number"), Index("ix_batch_file_state", "batch_id", "state"))

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", ondelete="CASCADE")
    number: int = Field(description="its place among the files, from 1")
    file_name: str = Field(max_length=255)
    file_sha256: str | None = Field(default=None, foreign_key="source_file.sha256", description="none if not kept")
    authority_id: str | None = Field(default=None, max_length=16)
    state: BatchState = Field(sa_type=text_enum(BatchState))
    reason: str = Field(default="", max_length=600, description="why it could not be placed")
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
