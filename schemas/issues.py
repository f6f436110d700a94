"""What is wrong with a file: issues at cells, what they come to, and files that cannot be checked at all."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schemas.explaining import Returned
from schemas.vocabulary import Severity, Verdict


@dataclass(frozen=True)
class Waived:
    """An agreed exception to a rule for one authority, as a check needs to know it.

    Args:
        number: the waiver's.
        rule_code: the rule that is waived.
        reason: why.
        approver_role: what whoever agreed to it was, in words; never a name.
        from_on: the day that it was agreed.
        until_on: the last day that it holds.
        withdrawn_on: the day from which it no longer holds, if it was withdrawn.
    """

    number: int
    rule_code: str
    reason: str
    approver_role: str
    from_on: date
    until_on: date
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day: the first and the last are included, that of a withdrawal is not."""
        return self.from_on <= day <= self.until_on and (self.withdrawn_on is None or day < self.withdrawn_on)

    @property
    def words(self) -> str:
        """What is said beside a finding: until when, by whom and why."""
        until = f"{self.until_on:%-d %B %Y}"
        return f"Waived until {until}, agreed by the {self.approver_role}: {self.reason.rstrip('.')}."


@dataclass(frozen=True)
class Effect:
    """What one finding does to one indicator, if the value is wrong.

    Args:
        indicator_id: the indicator that the value feeds.
        authority_change: how far last quarter's value would put the authority's figure, from this file alone, from where
            this value puts it; in the indicator's own unit. None where that cannot be said simply.
        england_change: the same for England's latest figure.
    """

    indicator_id: str
    authority_change: float | None = None
    england_change: float | None = None


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
        waived: the waiver that it falls under; then it blocks nothing.
        affects: the indicators that the value feeds, each with what it does to them.
        rank: its place among the findings of the file: 1 does the most to the indicators; 0 if they are not ranked.
        reason: what sort of explanation it is, a `schemas.explaining.Reason`; "" if none was chosen.
        returned: what the department said to explanations of it that it returned; None if it returned none.
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
    waived: Waived | None = None
    affects: tuple[Effect, ...] = ()
    rank: int = 0
    reason: str = ""
    returned: Returned | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for the same finding about the same value, wherever the row stands; an explanation follows it."""
        parts = (self.code, self.sheet, self.column, self.key, self.value.strip().lower())
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    @property
    def is_open(self) -> bool:
        """Whether it still blocks: not waived, and a query only without an explanation of 20 characters or more that the
        department has not returned.
        """
        if self.waived is not None or self.severity is Severity.NOTE:
            return False
        if self.severity is Severity.ERROR or len(self.explanation.strip()) < LEAST_EXPLANATION:
            return True
        return self.returned is not None and self.returned.covers(self.explanation)


LEAST_EXPLANATION = 20
EXPLAIN_ALL = "*"  # in place of a fingerprint: explains every query


def verdict(issues: Iterable[Issue]) -> Verdict:
    """What some issues come to; what is explained well enough, or waived, no longer counts."""
    open_severities = {issue.severity for issue in issues if issue.is_open}
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
