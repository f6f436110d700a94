"""What people asked to be told of: a threshold crossed, a release out, something overdue."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, Worded, text_enum


class AlertKind(Worded):
    """What an alert waits for."""

    ABOVE = "above", "A figure rises above a number", "A figure that was at the number or below is now above it."
    BELOW = "below", "A figure falls below a number", "A figure that was at the number or above is now below it."
    RELEASE = "release", "A release is out", "Everyone may read a new release."
    OVERDUE = "overdue", "Something is overdue", "A return, an action or an answer passed its date and was not given."


CROSSINGS = (AlertKind.ABOVE, AlertKind.BELOW)


class Alert(Table, table=True):
    """One thing that one person wants to be told of, from when it was set until it was ended."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_person", "person_id"),
        CheckConstraint("(kind IN ('above', 'below')) = (threshold IS NOT NULL)", name="number_for_a_crossing"),
        CheckConstraint("(kind IN ('above', 'below')) = (indicator_id <> '')", name="indicator_for_a_crossing"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    kind: AlertKind = Field(sa_type=text_enum(AlertKind))
    indicator_id: str = Field(default="", max_length=32)
    geography: str = Field(
        default="", max_length=16, description="an authority_id, a region or England; empty for the Board's record"
    )
    threshold: float | None = None
    set_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
