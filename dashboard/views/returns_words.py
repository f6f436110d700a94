"""The sentences of the Returns pages: pure functions from issues, dates and states to words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.formats import counted
from schemas.explaining import reason_label
from schemas.issues import LEAST_EXPLANATION, Issue
from schemas.vocabulary import Severity, SubmissionStatus, Verdict
from schemas.windows import Standing, WindowState, ago, left

NOTHING_SENT = "Nothing has been sent yet."


def time_left(window: Standing) -> str:
    """How far the day that counts is, in few words: "5 working days left", "Extended, 14 working days left", "Closed"."""
    if window.state in (WindowState.CLOSED, WindowState.NOT_OPEN):
        return window.state.label
    if window.state is WindowState.OVERDUE:
        return ago(-window.days_left_count)
    before = "" if window.state is WindowState.OPEN else f"{window.state.label}, "
    return f"{before}{left(window.days_left_count)}"


def of_severity(issues: Sequence[Issue], severity: Severity) -> list[Issue]:
    """The issues of one severity, in the order given; not those that a waiver lets stand."""
    return [issue for issue in issues if issue.severity is severity and issue.waived is None]


def entered(value: str) -> str:
    """What was typed, as the person saw it: a date cell holds an instant, and people see a day."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)?", value)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else value


def is_explained(explanation: str) -> bool:
    """Whether an explanation is long enough to count."""
    return len(explanation.strip()) >= LEAST_EXPLANATION


def explanation_words(words: str, reason: str) -> str:
    """An explanation with its reason before it: "Small numbers: One post is vacant until January."."""
    label = reason_label(reason)
    return f"{label}: {words}" if label and words else words


def left_to_type(explanation: str) -> str:
    """The words under an explanation box."""
    length = len(explanation.strip())
    if length >= LEAST_EXPLANATION:
        return f"{counted(length, 'character')}. That is enough."
    return f"{counted(length, 'character')}. At least {LEAST_EXPLANATION} needed."


@dataclass(frozen=True)
class Left:
    """What is left to do in a checked file.

    Args:
        errors: cells that must be corrected.
        queries: all queries, explained or not.
        unexplained: queries without an explanation that counts, or whose explanation the department returned.
    """

    errors: int
    queries: int
    unexplained: int

    @classmethod
    def of(cls, issues: Sequence[Issue]) -> "Left":
        """Counted from the issues of a check."""
        queries = of_severity(issues, Severity.QUERY)
        unexplained = sum(query.is_open for query in queries)
        return cls(len(of_severity(issues, Severity.ERROR)), len(queries), unexplained)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands between the file and sending it."""
        return self.errors == 0 and self.unexplained == 0


def result_headline(left: Left, verdict: Verdict, sending: str) -> str:
    """The answer after a check, as one sentence and what it means.

    Args:
        left: what is left to do.
        verdict: what the check came to.
        sending: what the person may then do: "send this return for approval"; "" if they may only check.
    """
    if verdict is Verdict.UNREADABLE:
        return f"This file cannot be checked. {NOTHING_SENT}"
    steps = []
    if left.errors:
        steps.append(f"fix {counted(left.errors, 'error')}")
    if left.unexplained:
        steps.append(f"explain {counted(left.unexplained, 'query', 'queries')}")
    if not steps:
        return f"This return passed every check{f'; you can {sending}' if sending else ''}. {NOTHING_SENT}"
    todo = " and ".join(steps)
    then = f"you can {sending}" if sending else "this return can be sent"
    return f"{todo[0].upper()}{todo[1:]}, then {then}. {NOTHING_SENT}"


def where(issue: Issue) -> str:
    """The place an issue is at: "Posts, E6", or the sheet or the whole file."""
    return ", ".join(part for part in (issue.sheet, issue.cell) if part) or "Whole file"


def said(issue: Issue) -> str:
    """An issue's message without what stands in columns of its own: the cell, the value entered, the waiver.

    A message is "Posts, E6 — you entered “2 posts”. Enter …" or "Posts, E6 — this is blank. Enter …".
    """
    place = where(issue)
    text = issue.message.removeprefix(f"{place} — ")
    text = text.removesuffix(f" {issue.waived.words}") if issue.waived else text
    if text.startswith("you entered “") and "”. " in text:
        text = text.split("”. ", 1)[1]
    return text[:1].upper() + text[1:]


NOT_SENT = "Not sent"
_STATE_KINDS = {
    SubmissionStatus.PUBLISHED: "good",
    SubmissionStatus.VALIDATED: "warn",
    SubmissionStatus.DRAFT: "none",
    SubmissionStatus.RETURNED: "bad",
}


def state(status: SubmissionStatus | None, is_late: bool) -> tuple[str, str]:
    """A return's state in words, and the kind of its tag. Late is said only of what is still to be sent."""
    word = NOT_SENT if status is None else status.label
    kind = "none" if status is None else _STATE_KINDS[status]
    is_open = status not in (SubmissionStatus.PUBLISHED, SubmissionStatus.VALIDATED)
    return (f"{word}, late", "bad") if is_late and is_open else (word, kind)


def authority_headline(name: str, quarter: str, statuses: Sequence[SubmissionStatus | None]) -> str:
    """What an authority still has to send: "Solihull has 1 of 2 returns to send for Q2 2026-27."."""
    waiting = statuses.count(SubmissionStatus.VALIDATED)
    to_send = len(statuses) - waiting - statuses.count(SubmissionStatus.PUBLISHED)
    if to_send:
        return f"{name} has {to_send} of {len(statuses)} returns to send for {quarter}."
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        return f"{counted(waiting, 'return')} of {name} for {quarter} {verb} for approval."
    return f"{'Both' if len(statuses) == 2 else f'All {len(statuses)}'} returns of {name} for {quarter} are accepted."


def roster_headline(title: str, quarter: str, total: int, accepted: int, waiting: int, late: int) -> str:
    """How a collection stands, over all authorities."""
    tail = [f"{waiting} {'waits' if waiting == 1 else 'wait'} for approval"] if waiting else []
    tail += [f"{late} {'is' if late == 1 else 'are'} late"] if late else []
    more = f"; {', '.join(tail)}" if tail else ""
    return f"{accepted} of {total} authorities have an accepted {lowered(title)} for {quarter}{more}."


def lowered(words: str) -> str:
    """A title or heading inside a sentence: "Filled posts" → "filled posts"; "ONS code" and "Unit code" stay."""
    keeps_capital = words.startswith(("Unit ", "DfE ")) or words[1:2].isupper()
    return words if keeps_capital else words[:1].lower() + words[1:]
