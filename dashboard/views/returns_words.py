"""The sentences of the Returns pages: pure functions from issues, dates and states to words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.formats import counted
from dashboard.markup import Markup, paragraph
from schemas.explaining import reason_label
from schemas.issues import LEAST_EXPLANATION, Issue
from schemas.reviewing import TO_REVIEW, TO_SEND, ReturnState
from schemas.vocabulary import Severity, Verdict
from schemas.windows import Standing, WindowState, ago, left

NOTHING_SENT = "Nothing has been sent yet."


def time_left(window: Standing) -> str:
    """How far the day that counts is, in few words: "5 working days left", "Extended, 14 working days left", "Closed"."""
    if not window.is_open:
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


_STATE_KINDS = {
    ReturnState.AUTHORISED: "good",
    ReturnState.PUBLISHED: "good",
    ReturnState.VALIDATED: "warn",
    ReturnState.RETURNED: "bad",
}


def state(stands: ReturnState, is_late: bool) -> tuple[str, str]:
    """A return's state in words, and the kind of its tag. Late is said only of what is still to be sent."""
    if is_late and stands in TO_SEND:
        return f"{stands.label}, overdue", "bad"
    return stands.label, _STATE_KINDS.get(stands, "none")


def nil_mark(submission: Mapping[str, object] | None) -> Markup | None:
    """What stands under the state of a return that says that there is nothing to report."""
    return paragraph("Nil return", kind="small") if submission and submission["is_nil"] else None


def authority_headline(name: str, quarter: str, states: Sequence[ReturnState]) -> str:
    """What an authority still has to send: "Solihull has 1 of 2 returns to send for Q2 2026-27."."""
    owed = [one for one in states if one is not ReturnState.WAIVED]
    returned, waiting = owed.count(ReturnState.RETURNED), owed.count(ReturnState.VALIDATED)
    if returned:
        return f"The department has sent back {counted(returned, 'return')} of {name} for {quarter}."
    if to_send := sum(one in TO_SEND for one in owed):
        return f"{name} has {to_send} of {len(owed)} returns to send for {quarter}."
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        return f"{counted(waiting, 'return')} of {name} for {quarter} {verb} for approval."
    if not owed:
        return f"No return is asked of {name} for {quarter}."
    agreed = len(owed) - sum(one in TO_REVIEW for one in owed)
    rest = (
        "all are authorised"
        if agreed == len(owed)
        else f"{agreed or 'none'} {'is' if agreed <= 1 else 'are'} authorised"
    )
    every = "Both" if len(owed) == 2 else f"All {len(owed)}"
    return f"{every} returns of {name} for {quarter} are sent in; {rest}."


def roster_headline(title: str, quarter: str, counts: Mapping[str, int]) -> str:
    """How a collection stands, over all authorities.

    Args:
        title: the return's.
        quarter: its label.
        counts: how many owe it ("owed"), sent one that counts ("counts"), wait for their approver ("validated"), are
            late ("late"), are authorised ("authorised") and await the department ("to_review").
    """
    parts = [f"{counts['counts']} of {counts['owed']} authorities have sent in the {lowered(title)} for {quarter}"]
    if waiting := counts["validated"]:
        parts.append(f"{waiting} {'waits' if waiting == 1 else 'wait'} for approval")
    if late := counts["late"]:
        parts.append(f"{late} {'is' if late == 1 else 'are'} overdue")
    if review := counts["to_review"]:
        parts.append(f"{review} {'is' if review == 1 else 'are'} not authorised yet")
    return f"{'; '.join(parts)}."


def lowered(words: str) -> str:
    """A title or heading inside a sentence: "Filled posts" → "filled posts"; "ONS code" and "Unit code" stay."""
    keeps_capital = words.startswith(("Unit ", "DfE ")) or words[1:2].isupper()
    return words if keeps_capital else words[:1].lower() + words[1:]
