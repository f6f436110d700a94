"""Tables of the conversation about queries: explanations given without a new file, and the department's answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, text_enum
from schemas.explaining import Answer


class ExplanationGiven(Table, table=True):
    """An explanation given to a return that counts already, because the department asked again. Rows are only added."""

    __tablename__ = "explanation_given"
    __table_args__ = (Index("ix_explanation_given_whose", "form_code", "period", "authority_id"),)

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32)
    authority_id: str = Field(max_length=16)
    period: str = Field(max_length=10)
    fingerprint: str = Field(max_length=16, description="the finding's")
    submission_id: int = Field(description="the version that counted at the time")
    explanation: str = Field(max_length=1000)
    reason: str = Field(default="", max_length=32)
    given_by: str = Field(max_length=120)
    given_at: datetime = Field(sa_type=UtcDateTime)


class ExplanationAnswer(Table, table=True):
    """What the department said to one explanation of one query. Rows are added, never changed; the newest stands."""

    __tablename__ = "explanation_answer"
    __table_args__ = (
        # Of two people who answer the same at once, one wins.
        UniqueConstraint("form_code", "authority_id", "period", "fingerprint", "explanation_sha256", "number"),
        CheckConstraint("answered_by <> explained_by", name="two_people"),
        CheckConstraint("outcome <> 'returned' OR words <> ''", name="says_why"),
    )

    id: int | None = Field(default=None, primary_key=True)
    form_code: str = Field(max_length=32)
    authority_id: str = Field(max_length=16)
    period: str = Field(max_length=10)
    fingerprint: str = Field(max_length=16, description="the finding's")
    explanation_sha256: str = Field(max_length=64, description="the words that were answered")
    number: int = Field(description="1 for the first answer to these words")
    submission_id: int = Field(description="the version that counted at the time")
    outcome: Answer = Field(sa_type=text_enum(Answer))
    words: str = Field(default="", max_length=400)
    explained_by: str = Field(max_length=120)
    answered_by: str = Field(max_length=120)
    answered_at: datetime = Field(sa_type=UtcDateTime)
