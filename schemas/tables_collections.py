"""Tables of the life of a collection: what one authority is allowed, who reports together, messages and their delivery."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, Worded, text_enum
from schemas.windows import AllowanceKind

# Kinds of message, beside reminders.
ASKED_AGAIN = "asked again"
SENT_BACK = "sent back"
ALERT = "alert"


class MessageState(Worded):
    """Where a message stands."""

    WAITING = "waiting", "Waiting", "To be sent at the next delivery, or tried again."
    SENDING = "sending", "Being sent", "Handed to the mail server, whose answer has not come yet."
    SENT = "sent", "Sent", "The mail server took it."
    FAILED = "failed", "Not delivered", "The mail server refused it, or did not take it in several tries."
    UNKNOWN = "unknown", "Not known", "The product stopped while it was being sent. It is not sent again."
    NOT_NEEDED = "not_needed", "No longer needed", "What it asks for was done before it was sent."
    DEMONSTRATION = "demonstration", "Not sent: demonstration", "A demonstration sends nothing."


def _instant(**more: Any) -> Any:  # noqa: ANN401 - SQLModel's Field is Any by design
    return Field(sa_type=UtcDateTime, **more)


class CollectionAllowance(Table, table=True):
    """An extension or re-opening of a collection for one authority, or the end of one. Rows are added, never changed."""

    __tablename__ = "collection_allowance"
    __table_args__ = (
        UniqueConstraint("ends_id"),  # each can be ended once
        CheckConstraint("kind <> 'extension' OR (due_on IS NOT NULL AND due_on <= expires_on)", name="extension_due"),
        Index("ix_collection_allowance_whose", "collection_id", "authority_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    collection_id: int = Field(foreign_key="collection.id")
    authority_id: str = Field(max_length=16)
    kind: AllowanceKind = Field(sa_type=text_enum(AllowanceKind))
    due_on: date | None = Field(default=None, description="the new due day, for an extension")
    expires_on: date = Field(description="the last day on which a return is taken because of it")
    reason: str = Field(max_length=400, description="why it is allowed; for an end, why it is ended")
    granted_by: str = Field(max_length=120)
    granted_at: datetime = _instant()
    ends_id: int | None = Field(
        default=None, foreign_key="collection_allowance.id", description="the one that this row ends, if it is an end"
    )


class CollectionDatesBefore(Table, table=True):
    """The dates that a collection had until they were altered. Rows are added, never changed."""

    __tablename__ = "collection_dates_before"

    id: int | None = Field(default=None, primary_key=True)
    collection_id: int = Field(foreign_key="collection.id", index=True)
    opens_on: date
    due_on: date
    closes_on: date
    until_at: datetime = _instant(description="when they were altered")


class JointReporting(Table, table=True):
    """Authorities that owe one return together for the quarters from one to another: the first of them sends it."""

    __tablename__ = "joint_reporting"

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32)
    name: str = Field(max_length=120)
    authority_ids: str = Field(max_length=200, description="who sends it, then the others, with / between")
    from_period: str = Field(max_length=10)
    until_period: str = Field(default="", max_length=10, description="the last quarter; empty while it goes on")
    reason: str = Field(max_length=400)
    made_by: str = Field(max_length=120)
    made_at: datetime = _instant()


class Message(Table, table=True):
    """A message to one person, written once. Their address is looked up when it is sent and kept nowhere else."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("written_once"), Index("ix_message_state", "state", "try_at"))

    id: int | None = Field(default=None, primary_key=True)
    written_once: str = Field(max_length=120, description="the same for the same message, so that it is written once")
    kind: str = Field(max_length=32, description="reminder, asked again, sent back or alert")
    person_id: int = Field(foreign_key="person.id")
    authority_id: str = Field(max_length=16, description="whose return it is about; empty for an alert")
    collection_id: int | None = Field(default=None, foreign_key="collection.id", description="none for an alert")
    alert_id: int | None = Field(default=None, foreign_key="alert.id", description="the alert that fired, if one did")
    stage: str = Field(max_length=16, description="10, 5, 1, overdue and the week, asked again, or alert")
    subject: str = Field(max_length=200)
    body: str = Field(max_length=4000)
    created_at: datetime = _instant()
    state: MessageState = Field(sa_type=text_enum(MessageState))
    tries_count: int = 0
    try_at: datetime = _instant(description="not to be tried before")


class Delivery(Table, table=True):
    """What came of trying to send a message. Rows are added, never changed."""

    __tablename__ = "delivery"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    at: datetime = _instant()
    state: MessageState = Field(sa_type=text_enum(MessageState), description="what it came to")
    detail: str = Field(default="", max_length=300, description="the mail server's answer, without the address")
