"""What is sent to the pipeline, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.authorities import Authority
from schemas.explaining import Explanations
from schemas.issues import Issue
from schemas.vocabulary import SubmissionStatus, Verdict


@dataclass(frozen=True)
class Part:
    """Said by the sender, never guessed: the file holds only some sheets, and the rest is kept from an earlier version.

    Args:
        version: the version that the sender means; if another counts by then, the file is refused. None: whichever counts.
        sheets: the names of the sheets to take from the file; empty: those that are in it.
    """

    version: int | None = None
    sheets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kept:
    """The sheets of a version that stand in the file of an earlier one.

    Args:
        from_id: the submission that they were kept from.
        version: its version.
        sheets: sheet name → the submission whose file holds it, and its version.
    """

    from_id: int
    version: int
    sheets: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Upload:
    """A file sent for one authority.

    Args:
        explanations: by fingerprint; the key of a rule ("U013") explains its queries, "*" every query in the file.
        received_at: when it came, if that is not now.
        reason: why an accepted return is replaced.
        part: if the file holds only some sheets; None: it is the whole return.
        origin: how it came: by upload, or typed into a form.
        since: the newest version that its sender knew of; a newer one is then not overlooked. None: that is not asked.
    """

    authority: Authority
    name: str
    content: bytes
    explanations: Explanations = field(default_factory=dict)
    is_illustrative: bool = False
    received_at: datetime | None = None
    reason: str = ""
    part: Part | None = None
    since: int | None = None
    origin: str = "upload"


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
    kept: Kept | None = None

    @property
    def number(self) -> str:
        """What to quote when asking about it."""
        return "" if self.submission_id is None else f"R{self.submission_id:06d}"
