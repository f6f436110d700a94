"""The agenda of a meeting, step by step: pure functions from figures and the Board's record to words in large type."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard import counts
from dashboard.answered import answer_to, answer_words
from dashboard.board_words import Row, below, on, owner
from dashboard.components import table
from dashboard.consequence import Weighed, since, to_discuss
from dashboard.exceptions import RULES
from dashboard.formats import counted, late
from dashboard.markup import Markup, html, joined, link, paragraph, strong
from dashboard.programmed import Programme
from dashboard.quarter import Quarter
from dashboard.sentences import overview
from schemas.authorities import authority

STEPS = {
    "position": "Position",
    "decisions": "Decisions needed",
    "exceptions": "Exceptions",
    "answers": "Answers owed",
    "overdue": "Overdue",
    "recorded": "Recorded",
}
SHOWN = 7


@dataclass(frozen=True)
class Step:
    """One item of the agenda: what is said in one sentence, and what is under it."""

    sentence: str
    body: Markup


def step(code: str, quarter: Quarter, found: Sequence[Weighed], one: Programme, meeting_ref: str) -> Step:
    """An item of the agenda.

    Args:
        code: one of STEPS.
        quarter: the figures that the meeting looks at.
        found: its exceptions in order.
        one: the plan and the meetings on the day.
        meeting_ref: the meeting.
    """
    if code == "position":
        return _position(quarter)
    if code == "decisions":
        return _decisions(quarter)
    if code == "exceptions":
        return _exceptions(found, one)
    if code == "answers":
        return _answers(one)
    return _overdue(one) if code == "overdue" else _recorded(one, meeting_ref)


def _position(quarter: Quarter) -> Step:
    points = counts.changes(quarter)
    rows = [(point.words, point.note) for point in points]
    label = f"What changed since {quarter.period.previous.label}"
    made = table(("Change", "Number"), rows, label, numeric=[1]) if rows else paragraph("There is no earlier quarter.")
    sub = joined([link("Open the Overview", "/overview"), link("Forecast", "/forecast")], " · ")
    return Step(overview(counts.rollout_counts(quarter)), joined([made, paragraph(sub)]))


def _decisions(quarter: Quarter) -> Step:
    points = counts.needed(quarter)
    words = f"{counted(len(points), 'thing', at_start=True)} in the figures may need a decision."
    items = joined(html("<li>{words}<span>{note}</span></li>", words=p.words, note=p.note) for p in points)
    listed = html('<ol class="cpo-numbered">{items}</ol>', items=items)
    return Step(words if points else "Nothing in this quarter's figures asks for a decision.", listed if points else Markup(""))  # fmt: skip


def _exceptions(found: Sequence[Weighed], one: Programme) -> Step:
    places = len({each.one.authority.authority_id for each in found})
    have = counted(places, "authority has", "authorities have", at_start=True)
    rows = [
        (
            link(each.one.authority.name, f"/authority?code={each.one.authority.address_code}"),
            joined([strong(RULES[each.one.rule].title), below(each.one.happened)]),
            answer_words(answer_to(each.one, one.answers, since(each))),
        )
        for each in to_discuss(found, SHOWN)
    ]
    made = table(("Authority", "Why it is here", "Explain, act or accept"), rows, "Exceptions to discuss", is_stacked=True)  # fmt: skip
    every = paragraph(link("All exceptions, their sums and the rules", "/exceptions"))
    words = f"{have} {counted(len(found), 'exception')}; the first {len(rows)} are these."
    return Step(words if found else "No authority meets a rule for exceptions.", joined([made, every]) if found else every)  # fmt: skip


def _answers(one: Programme) -> Step:
    owed = [row for row in one.answers if row["is_open"]]
    rows = [
        (authority(row["authority_id"]).name, row["exception"], owner(row), _due(row))
        for row in owed
    ]  # fmt: skip
    made = table(("Authority", "Exception", "Who must answer", "Due"), rows, "Answers owed", is_stacked=True)
    late_count = sum(bool(row["is_overdue"]) for row in owed)
    words = f"{counted(len(owed), 'answer is', 'answers are', at_start=True)} owed; {late_count or 'none'} past the date."  # fmt: skip
    return Step(words if owed else "Every answer that a meeting asked for was given.", made if owed else Markup(""))


def _overdue(one: Programme) -> Step:
    rows = [(each.what, html("{who}{body}", who=each.who, body=below(each.body)), late(each.days_late)) for each in one.overdue]  # fmt: skip
    made = table(("What is owed", "By whom", "How late"), rows, "Overdue", is_stacked=True)
    words = f"{counted(len(rows), 'thing is', 'things are', at_start=True)} overdue."
    return Step(words if rows else "Nothing is overdue.", made if rows else Markup(""))


def _recorded(one: Programme, meeting_ref: str) -> Step:
    decided = [("Decision", row["decision"], _seen(row)) for row in one.decisions if row["meeting_ref"] == meeting_ref]
    asked = [
        ("Action", joined([row["action"], below(joined([owner(row), "due ", on(row["due_on"])], " "))]), _seen(row))
        for row in one.arising
        if row["meeting_ref"] == meeting_ref
    ]
    made = table(("Kind", "What was recorded", "Seen with it"), [*decided, *asked], "Recorded at this meeting", is_stacked=True)  # fmt: skip
    words = f"{counted(len(decided), 'decision', at_start=True)} and {counted(len(asked), 'action') if asked else 'no action'} recorded."
    return Step(words, made if decided or asked else Markup(""))


def _due(row: Row) -> Markup:
    return html("{on}{how}", on=on(row["due_on"]), how=below(late(row["days_late"]) if row["is_overdue"] else ""))


def _seen(row: Row) -> Markup | str:
    return seen_link(row) or "None"


def seen_link(row: Row) -> Markup | None:
    """The way back to the view that was before a meeting when it decided or asked; None if none was kept."""
    view = row.get("view") or ""
    # Only an address of this product is led to.
    return link("The view", view, "that the meeting saw") if view.startswith("/") and not view.startswith(("//", "/\\")) else None  # fmt: skip


def agenda(meeting_ref: str, quarter: str, here: str) -> Markup:
    """The items of the agenda in a row, each a link; the one that is shown is marked."""
    items = joined(
        html(
            '<a class="cpo-link" href="{href}" target="_self"{current}>{title}</a> ',
            href=address(meeting_ref, quarter, code),
            current=Markup(' aria-current="step"') if code == here else "",
            title=f"{place}. {title}",
        )
        for place, (code, title) in enumerate(STEPS.items(), 1)
    )
    return html('<nav class="cpo-steps" aria-label="Agenda">{items}</nav>', items=items)


def turns(meeting_ref: str, quarter: str, here: str) -> Markup:
    """The way to the item before and the one after."""
    codes = list(STEPS)
    at = codes.index(here)
    before = link(f"Previous: {STEPS[codes[at - 1]]}", address(meeting_ref, quarter, codes[at - 1])) if at else ""
    after = link(f"Next: {STEPS[codes[at + 1]]}", address(meeting_ref, quarter, codes[at + 1])) if at + 1 < len(codes) else ""  # fmt: skip
    return html('<div class="cpo-turn"><span>{before}</span><span>{after}</span></div>', before=before, after=after)


def address(meeting_ref: str, quarter: str, code: str) -> str:
    """The address of an item of a meeting's agenda."""
    return f"/meeting?{urlencode({'meeting': meeting_ref, 'quarter': quarter, 'step': code})}"
