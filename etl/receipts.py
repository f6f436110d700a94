"""What is sent to the pipeline, and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime

from schemas.authorities import Authority
from schemas.explaining import Explanations
from schemas.issues import Issue
from schemas.vocabulary import SubmissionStatus, Verdict


@dataclass(frozen=True)
class Upload:
    """A file sent for one authority.

    Args:
        explanations: by fingerprint; the key of a rule ("U013") explains its queries, "*" every query in the file.
        received_at: when it came, if that is not now.
        reason: why an accepted return is replaced.
    """

    authority: Authority
    name: str
    content: bytes
    explanations: Explanations = field(default_factory=dict)
    is_illustrative: bool = False
    received_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Receipt:
    """What became of a file: the answer to give whoever sent it."""

    verdict: Verdict
    issues: list[Issue]
    rows_count: int = 0
    submission_id: int | None = None
    version: int | None = None
    status: SubmissionStatus | None = None
    note: str = ""

    @property
    def number(self) -> str:
        """What to quote when asking about it."""
        return "" if self.submission_id is None else f"R{self.submission_id:06d}"
