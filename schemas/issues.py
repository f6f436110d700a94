"""What is wrong with a file: issues at cells, what they come to, and files that cannot be checked at all."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.vocabulary import Severity, Verdict


@dataclass(frozen=True)
class Issue:
    """One thing wrong in a file, at a cell.

    Args:
        sheet: the sheet's title, or "" for the file as a whole.
        cell: "D7", or "" for the sheet or file as a whole.
        code: the rule's code; never reused.
        value: what was typed, as it stands in the file.
        message: names the cell, quotes what was typed, says what to enter.
        column: name of the column, or "".
        key: the row's key, for example "U1 · Police"; keeps an explanation with its row when rows move.
    """

    sheet: str
    cell: str
    code: str
    severity: Severity
    value: str
    message: str
    column: str = ""
    key: str = ""
    explanation: str = ""

    @property
    def fingerprint(self) -> str:
        """Equal for the same finding about the same value, wherever the row stands; an explanation follows it."""
        parts = (self.code, self.sheet, self.column, self.key, self.value.strip().lower())
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


LEAST_EXPLANATION = 20
EXPLAIN_ALL = "*"  # in place of a fingerprint: explains every query


def verdict(issues: Iterable[Issue]) -> Verdict:
    """What some issues come to; a query with an explanation of 20 characters or more no longer counts."""
    open_severities = {
        issue.severity
        for issue in issues
        if issue.severity is not Severity.QUERY or len(issue.explanation.strip()) < LEAST_EXPLANATION
    }
    if Severity.ERROR in open_severities:
        return Verdict.ERRORS
    return Verdict.QUERIES if Severity.QUERY in open_severities else Verdict.CLEAN


class Unreadable(Exception):
    """A file that cannot be checked at all. The message is a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def as_issue(self, file_name: str) -> Issue:
        """The same as an issue about the file as a whole."""
        return Issue("", "", self.code, Severity.ERROR, file_name, str(self))
