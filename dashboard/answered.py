"""What was answered to an exception: explain, act or accept, from the record of the meetings. Pure.

A meeting words an exception in a sentence of its own. It is taken for the rule's exception at the same authority if it
uses one of the rule's words, and the meeting was held since the quarter began.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.board_words import Row, below
from dashboard.exceptions import Exceptional
from dashboard.formats import late, short_day
from dashboard.markup import Markup, html, joined, link
from schemas.bodies import Body
from schemas.recorded import OwnerRole
from schemas.sources.meetings import Answer

_WORDS: Mapping[str, tuple[str, ...]] = {
    "slip": ("slip",),
    "back": ("moved back", "fell back"),
    "ahead": ("declare", "ahead of the evidence"),
    "members": ("health", "police", "member"),
    "posts": ("vacan",),
    "rating": ("rating", "rates itself"),
    "spent": ("spent", "spend", "paid"),
    "money": ("cost", "money", "secured"),
}
NONE = "No answer yet"


def answer_to(one: Exceptional, answers: Sequence[Row], since: date) -> Row | None:
    """The newest answer that a meeting asked for about an exception; None if none did.

    Args:
        one: the exception.
        answers: rows of `dashboard.programmed.Programme.answers`.
        since: the first day that a meeting counts.
    """
    mine = [
        row
        for row in answers
        if row["authority_id"] == one.authority.authority_id
        and row["held_on"] is not None
        and row["held_on"] >= since
        and any(word in row["exception"].lower() for word in _WORDS[one.rule])
    ]
    return max(mine, key=lambda row: row["held_on"], default=None)


def answer_words(row: Row | None) -> Markup:
    """Who must answer and what they said, with the meeting that asked; or that nobody has answered."""
    if row is None:
        return html("{none}{more}", none=NONE, more=below("No meeting has asked."))
    who = f"{OwnerRole(row['owner_role']).label}, {row['owner_body']}"
    asked = link(f"{Body(row['body']).label}, {short_day(row['held_on'])}", "/programme#answers")
    if row["is_open"]:
        overdue = f", {late(row['days_late'])}" if row["is_overdue"] else ""
        due = f"due {short_day(row['due_on'])}{overdue}"
        return html("{none}{more}", none=NONE, more=below(joined([f"{who}, {due}. Asked by: ", asked])))
    said = html("<strong>{word}.</strong> {words}", word=Answer(row["answer"]).label, words=row["words"])
    when = f"{who}, {short_day(row['answered_on'])}. Asked by: "
    return html("{said}{more}", said=said, more=below(joined([when, asked])))
