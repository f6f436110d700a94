"""The two bodies' parts of the Programme page: the next meeting, answers to exceptions, actions arising, decisions, members."""

from datetime import date

from dashboard.board_words import Row, below, on, owner
from dashboard.components import panel, status_tag, table
from dashboard.formats import counted, day, late, number
from dashboard.markup import Markup, columns, download_link, fold, heading, html, joined, link, paragraph
from dashboard.programmed import Programme
from dashboard.views.meeting_parts import seen_link
from schemas.authorities import authority
from schemas.bodies import Body, members
from schemas.recorded import Recommendation
from schemas.sources.meetings import Answer, Arising


def next_part(one: Programme) -> Markup:
    """The next meeting, and what is to be ready for it."""
    coming = one.next_meeting
    if coming is None:
        return panel("Next meeting", "No meeting is planned in the record.", kind="decisions")
    ready = sum(row["is_open"] for row in one.arising), sum(row["is_open"] for row in one.answers)
    words = [
        paragraph(html("<strong>{body}</strong>, {on}", body=Body(coming["body"]).label, on=day(coming["held_on"]))),
        paragraph(coming["subject"]),
        paragraph(link("Open it in meeting mode", f"/meeting?meeting={coming['meeting_ref']}")),
        paragraph(
            f"Still open from earlier meetings: {counted(ready[0], 'action')} and {counted(ready[1], 'answer')}."
        ),
    ]
    return panel("Next meeting", joined(words), kind="decisions")


def answers_part(one: Programme) -> Markup:
    """Exceptions, who must answer for each, and the answer: explain, act or accept."""
    title = heading("Exceptions: explain, act or accept", anchor="answers", is_pinned=True)
    if not one.answers:
        return joined([title, paragraph("No meeting has asked for an answer.")])
    given = sum(not row["is_open"] for row in one.answers)
    file = download_link("Download CSV", "/download/board/answers.csv", ": answers to exceptions")
    note = paragraph(f"{number(given)} of {number(len(one.answers))} answered. ", file, kind="sub")
    headings = ("Authority", "Exception", "Who must answer", "Due", "Answer")
    rows = [(_place(row), row["exception"], owner(row), on(row["due_on"]), _answer(row)) for row in one.answers]
    return joined([title, note, table(headings, rows, "Answers to exceptions", is_stacked=True)])


def _place(row: Row) -> Markup:
    place = authority(row["authority_id"])
    return link(place.name, f"/authority?code={place.address_code}")


def _answer(row: Row) -> Markup:
    if not row["is_open"]:
        said = html("<strong>{word}.</strong> {words}", word=Answer(row["answer"]).label, words=row["words"])
        return html("{said}{on}", said=said, on=below(on(row["answered_on"])))
    return status_tag(late(row["days_late"]).capitalize(), "bad") if row["is_overdue"] else status_tag("Not yet due")


def arising_part(one: Programme) -> Markup:
    """Actions that meetings asked for."""
    title = heading("Actions arising from meetings", anchor="arising", is_pinned=True)
    if not one.arising:
        return joined([title, paragraph("No meeting has asked for an action.")])
    still = sum(row["is_open"] for row in one.arising)
    file = download_link("Download CSV", "/download/board/arising.csv", ": actions arising")
    note = paragraph(f"{number(still)} of {number(len(one.arising))} still open. ", file, kind="sub")
    headings = ("Action", "Owner", "Asked by", "Due", "State")
    rows = [
        (joined([row["action"], below(seen_link(row) or "")]), owner(row), _meeting(row), on(row["due_on"]), _state(row))
        for row in one.arising
    ]  # fmt: skip
    return joined([title, note, table(headings, rows, "Actions arising", is_stacked=True)])


def _meeting(row: Row) -> Markup:
    return html("{body}{on}", body=Body(row["body"]).label, on=below(on(row["held_on"])))


def _state(row: Row) -> Markup:
    if row["is_overdue"]:
        return status_tag(late(row["days_late"]).capitalize(), "bad")
    if row["is_open"]:
        return status_tag("Open")
    word = Arising(row["state"]).label
    return html("{tag}{words}", tag=status_tag(word, "good" if word == "Done" else "none"), words=below(row["outcome"]))


def decisions_part(one: Programme) -> Markup:
    """Decisions, newest first."""
    title = heading("Decisions", anchor="decisions", is_pinned=True)
    if not one.decisions:
        return joined([title, paragraph("No decision is recorded.")])
    file = download_link("Download CSV", "/download/board/decisions.csv", ": decisions")
    rows = [
        (joined([row["decision"], below(seen_link(row) or "")]), _meeting(row), _about(row)) for row in one.decisions
    ]
    made = table(("Decision", "Decided by", "Recommendation"), rows, "Decisions", is_stacked=True)
    return joined([title, paragraph(file, kind="sub"), made])


def _about(row: Row) -> Markup | str:
    if not row["recommendation"]:
        return "None in particular"
    found = Recommendation(row["recommendation"])
    return link(found.label, f"/recommendations?recommendation={found}")


def bodies_part(today: date) -> Markup:
    """Who sits on each body, by sector and department: organisations and posts."""
    note = "Organisations and posts, never named people. This is the product's list, until the Board's secretariat agrees its own."  # fmt: skip
    each = [_body(body, today) for body in Body]
    return joined([heading("The two bodies", anchor="bodies"), paragraph(note, kind="sub"), columns(*each)])


def _body(body: Body, today: date) -> Markup:
    found = members(body, today)
    rows = [(m.organisation, m.post, sector.label) for sector, those in found.items() for m in those]
    made = table(("Organisation", "Post", "Sector"), rows, f"Members of the {body.label}", is_stacked=True)
    count = counted(len(rows), "member")
    return fold(body.label, count, joined([paragraph(body.meaning), made]), level=3)
