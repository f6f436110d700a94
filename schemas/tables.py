"""Every table that is not a sheet of a return: files, submissions, issues, releases, observations, people, jobs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, text_enum
from schemas.vocabulary import Level, Rag, Severity, SubmissionStatus, ValueStatus


def _instant(**more: Any) -> Any:  # noqa: ANN401 - SQLModel's Field is Any by design
    return Field(sa_type=UtcDateTime, **more)


class SourceFile(Table, table=True):
    """Bytes as they were received, kept untouched and once: the same bytes are the same file."""

    __tablename__ = "source_file"

    sha256: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=255)
    origin: str = Field(max_length=500, description="upload, or the address or path that it was fetched from")
    licence: str = Field(default="", max_length=120, description="the terms of a public file; empty for a return")
    received_at: datetime = _instant()
    etag: str = Field(default="", max_length=255, description="what the address called this version, if it said")
    last_modified: str = Field(default="", max_length=64, description="when the address said that it had changed")
    content: bytes = Field(sa_type=LargeBinary)


class Collection(Table, table=True):
    """One return for one quarter: when it opens, is due and closes."""

    __tablename__ = "collection"
    __table_args__ = (
        UniqueConstraint("form_code", "period"),
        CheckConstraint("opens_on <= due_on AND due_on <= closes_on", name="in_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32)
    period: str = Field(max_length=10)
    opens_on: date
    due_on: date
    closes_on: date = Field(description="the cut-off: the last day on which a return is taken")
    template_version: str = Field(max_length=12)


class Submission(Table, table=True):
    """One file sent for one authority and quarter, or one edition of a public file. Versioned, never overwritten."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("form_code", "authority_id", "period", "version"),
        # So that the department's steps can be held to be other people's.
        UniqueConstraint("id", "received_by", "submitted_by", "is_on_behalf"),
        CheckConstraint(
            "authority_id IS NULL OR is_on_behalf OR submitted_by IS NULL OR submitted_by <> received_by",
            name="two_people",
        ),
        CheckConstraint("(status = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at"),
        CheckConstraint("(submitted_at IS NULL) = (submitted_by IS NULL)", name="submitted_by"),
        Index("ix_submission_current", "form_code", "period", "status", "authority_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32, description="a return's or a source's code")
    authority_id: str | None = Field(default=None, max_length=16, description="empty for a public file")
    period: str | None = Field(default=None, max_length=10, description="empty for a public file")
    version: int
    status: SubmissionStatus = Field(sa_type=text_enum(SubmissionStatus))
    file_sha256: str = Field(foreign_key="source_file.sha256")
    file_name: str = Field(max_length=255)
    form_version: str = Field(max_length=12)
    rows_count: int = 0
    received_at: datetime = _instant()
    received_by: str = Field(max_length=120, description="subject of the person who sent it")
    submitted_at: datetime | None = _instant(default=None, nullable=True)
    submitted_by: str | None = Field(default=None, max_length=120)
    computation_id: int | None = Field(default=None, foreign_key="computation.id")
    reason: str = Field(default="", max_length=400, description="why an accepted version was replaced")
    is_on_behalf: bool = Field(default=False, description="whether the department sent it in for the authority")
    is_illustrative: bool = False


class IssueRow(Table, table=True):
    """One thing wrong in a submission, and its explanation if it has one."""

    __tablename__ = "issue"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True, ondelete="CASCADE")
    sheet: str = Field(max_length=64)
    cell: str = Field(max_length=16)
    code: str = Field(max_length=8)
    severity: Severity = Field(sa_type=text_enum(Severity))
    value: str = Field(max_length=400)
    message: str = Field(max_length=1000)
    column_name: str = Field(default="", max_length=64)
    row_key: str = Field(default="", max_length=200)
    fingerprint: str = Field(max_length=16, index=True)
    explanation: str = Field(default="", max_length=1000)
    explanation_reason: str = Field(default="", max_length=32, description="a reason of schemas.explaining")
    explained_by: str = Field(default="", max_length=120)
    waiver_id: int | None = Field(default=None, foreign_key="waiver.id", description="the waiver that held on its day")


class Waiver(Table, table=True):
    """An agreed exception to a rule for one authority: who asked, who agreed or refused, why, and until when.

    It counts from the day that it is agreed to `until_on`, both included, unless it is ended before.
    """

    __tablename__ = "waiver"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name="two_people"),
        CheckConstraint("refused_by IS NULL OR refused_by <> asked_by", name="two_people_refuse"),
        # Nothing is agreed or refused by nobody, nor both.
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="agreed_by_someone"),
        CheckConstraint("(refused_at IS NULL) = (refused_by IS NULL)", name="refused_by_someone"),
        CheckConstraint("approved_at IS NULL OR refused_at IS NULL", name="one_answer"),
        Index("ix_waiver_form_authority", "form_code", "authority_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32)
    rule_code: str = Field(max_length=8)
    authority_id: str = Field(max_length=16)
    reason: str = Field(max_length=400)
    until_on: date
    asked_at: datetime = _instant()
    asked_by: str = Field(max_length=120)
    asker_role: str = Field(default="", max_length=120, description="what the asker was, in words")
    approved_at: datetime | None = _instant(default=None, nullable=True)
    approved_by: str | None = Field(default=None, max_length=120)
    approver_role: str = Field(default="", max_length=120, description="what the approver was, in words")
    withdrawn_at: datetime | None = _instant(default=None, nullable=True)
    withdrawn_by: str | None = Field(default=None, max_length=120)
    refused_at: datetime | None = _instant(default=None, nullable=True)
    refused_by: str | None = Field(default=None, max_length=120)
    ended_because: str = Field(default="", max_length=400, description="why it was refused, or ended before its day")


class Computation(Table, table=True):
    """One time that figures were computed and some differed. Its number is the version of all that is known."""

    __tablename__ = "computation"

    id: int | None = Field(default=None, primary_key=True)
    published_at: datetime = _instant(index=True)
    published_by: str = Field(max_length=120)
    reason: str = Field(max_length=400)


class ObservationRow(Table, table=True):
    """An indicator's value for a place and quarter, as known from an instant. Rows are added, never changed."""

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("indicator_id", "level", "geography", "period", "breakdown", "as_of", "computation_id"),
        CheckConstraint("value IS NOT NULL OR status <> 'ok'", name="value_or_status"),
        Index("ix_observation_period_indicator", "period", "indicator_id"),
        Index("ix_observation_period_geography", "period", "geography"),
        Index("ix_observation_period_as_of", "period", "as_of"),
    )

    id: int | None = Field(default=None, primary_key=True)
    computation_id: int = Field(foreign_key="computation.id", index=True)
    indicator_id: str = Field(max_length=32)
    level: Level = Field(sa_type=text_enum(Level))
    geography: str = Field(max_length=16, description="authority_id, region code or E92000001")
    period: str = Field(max_length=10)
    breakdown: str = Field(default="", max_length=64, description='"" for the total, else for example "agency=police"')
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    status: ValueStatus = Field(sa_type=text_enum(ValueStatus))
    flags: str = Field(default="", max_length=8)
    rag: Rag = Field(sa_type=text_enum(Rag))
    rag_reason: str = Field(default="", max_length=300)
    thresholds_version: str = Field(default="", max_length=16)
    returned_count: int | None = Field(default=None, description="authorities whose own figure is in it")
    due_count: int | None = Field(default=None, description="authorities that should be in it")
    source: str = Field(max_length=120)
    as_of: datetime = _instant()


class Event(Table, table=True):
    """What happened, by whom and why: a chain, each event hashed with the one before. Rows are added, never changed.

    It names submissions and releases without foreign keys: the trail outlives what it tells of, and writing it must not
    wait for whoever holds one of those rows.
    """

    __tablename__ = "event"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False}, description="1, 2, 3, no gaps")
    at: datetime = _instant(index=True)
    actor: str = Field(max_length=120, index=True)
    roles: str = Field(default="", max_length=255, description="codes of the roles that the actor then held")
    kind: str = Field(max_length=40, index=True)
    authority_id: str | None = Field(default=None, max_length=16)
    submission_id: int | None = Field(default=None, index=True)
    computation_id: int | None = None
    detail: str = Field(default="", max_length=1000)
    previous_sha256: str = Field(max_length=64)
    sha256: str = Field(max_length=64)


class Person(Table, table=True):
    """Someone who may sign in, known by the subject their identity provider gives."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(max_length=255)
    subject: str = Field(max_length=120)
    label: str = Field(max_length=120, description="what the pages call them, for example Officer, Solihull")
    organisation: str = Field(default="", max_length=120)
    email: str = Field(default="", max_length=254, description="where reminders go; shown to nobody")
    is_active: bool = True


class RoleGrant(Table, table=True):
    """A role that a person holds, for one authority if the role is an authority's."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "authority_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    role: str = Field(max_length=40)
    authority_id: str | None = Field(default=None, max_length=16)


class SignInSession(Table, table=True):
    """A signed-in browser. Only a hash of its cookie is kept, so the store cannot be used to sign in."""

    __tablename__ = "sign_in_session"

    token_sha256: str = Field(primary_key=True, max_length=64)
    issuer: str = Field(max_length=255)
    subject: str = Field(max_length=120)
    attempt_sha256: str = Field(
        unique=True, max_length=64, description="the sign-in attempt that it came from: each signs in once"
    )
    created_at: datetime = _instant()
    seen_at: datetime = _instant()
    revoked_at: datetime | None = _instant(default=None, nullable=True)


class Job(Table, table=True):
    """Work that waits for a worker. A kill loses none: what was running is taken again."""

    __tablename__ = "job"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    arguments: str = Field(default="{}", description="JSON")
    state: str = Field(default="waiting", max_length=16)
    done_count: int = 0
    total_count: int = 0
    message: str = Field(default="", max_length=300)
    created_at: datetime = _instant()
    beat_at: datetime | None = _instant(default=None, nullable=True)


class WebSetting(Table, table=True):
    """A value that every web process must share, for example the key that signs a sign-in attempt."""

    __tablename__ = "web_setting"

    name: str = Field(primary_key=True, max_length=64)
    value: str = Field(max_length=255)
