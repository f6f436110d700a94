"""What the department's analysts say about figures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime

LEAST_WORDS, MOST_WORDS = 20, 600


class Commentary(Table, table=True):
    """What lies behind one figure, in plain words, pinned to the figure as it was. Rows are added; the newest stands."""

    __tablename__ = "commentary"
    __table_args__ = (
        # Of two people who write about the same figure at once, one wins.
        UniqueConstraint("indicator_id", "geography", "period", "breakdown", "number"),
        Index("ix_commentary_period", "period"),
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("number > 0", name="numbered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: str = Field(max_length=32)
    geography: str = Field(max_length=16)
    period: str = Field(max_length=10)
    breakdown: str = Field(default="", max_length=64)
    number: int = Field(description="1 for the first that is said about the figure")
    computation_id: int = Field(foreign_key="computation.id", description="the one that the figure was made in")
    value: float | None = Field(default=None, description="the figure's, nothing hidden")
    status: str = Field(max_length=8, description="the figure's")
    words: str = Field(max_length=MOST_WORDS)
    written_by: str = Field(max_length=120)
    role: str = Field(max_length=64, description="the writer's role at the time, in words")
    written_at: datetime = Field(sa_type=UtcDateTime)
