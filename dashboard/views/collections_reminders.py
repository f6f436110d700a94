"""Reminders on the Collections page: who would be written to and in which words, and what became of what was written."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import reads_collections
from dashboard.components import banner, show, status_tag, table
from dashboard.formats import counted, short_day
from dashboard.markup import Markup, details, fold, heading, html, joined, paragraph
from dashboard.until_next import kept_until_next_event
from etl import collecting
from etl.reminders import Reminder
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables_collections import ASKED_AGAIN, SENT_BACK, MessageState
from schemas.windows import full
from schemas.working_days import next_working_day

SHOWN = 20
_due = kept_until_next_event(collecting.due_reminders)
_KINDS = {
    MessageState.SENT: "good",
    MessageState.FAILED: "bad",
    MessageState.UNKNOWN: "bad",
    MessageState.WAITING: "warn",
}


def show_due(viewer: Viewer) -> None:
    """Who would be written to on the next working day, and the words; a button writes what is due today."""
    today = settings().day()
    on = next_working_day(today)
    due = _due(viewer, on)
    to_write, nobody = [one for one in due if one.person], [one for one in due if not one.person]
    lead = "Written 10, 5 and 1 working days before a return is due, then once a week, to those who can still send it."
    show(heading("Reminders"), paragraph(lead, kind="muted"), paragraph(_sentence(on == today, full(on), to_write)))
    if to_write:
        show(_whom(to_write), details("The words of the first message", _words(to_write[0])))
    if nobody:
        show(_unreached(nobody))
    if on == today and to_write and st.button("Write these reminders", key="remind"):
        count = collecting.remind(viewer, settings().now())
        collecting.deliver(viewer, settings().now())
        st.session_state["collections-reminded"] = f"{counted(count, 'message')} written."
        st.rerun()
    if said := st.session_state.pop("collections-reminded", ""):
        show(banner("Reminders", said, "sent"))


def _sentence(is_today: bool, on: str, due: Sequence[Reminder]) -> str:
    when = "Today" if is_today else f"On {on}, the next working day,"
    return f"{when} {counted(len(due), 'message')} would be written." if due else f"{when} no message would be written."


def _whom(due: Sequence[Reminder]) -> Markup:
    rows = [
        (
            one.owes.name,
            one.person.label if one.person else "",
            f"{one.spec.title}, {one.period.label}",
            one.owes.standing.sentence,
        )
        for one in due[:SHOWN]
    ]
    more = f", the first {SHOWN}" if len(due) > SHOWN else ""
    caption = f"{counted(len(due), 'message')} to write{more}"
    return table(("Authority", "To", "Return", "Due"), rows, caption, is_stacked=True, is_caption_shown=True)


def _words(one: Reminder) -> Markup:
    lines = joined(paragraph(line) for line in one.body.split("\n\n"))
    return html("<p class='cpo-p'><strong>{subject}</strong></p>{lines}", subject=one.subject, lines=lines)


def _unreached(nobody: Sequence[Reminder]) -> Markup:
    """Authorities that owe a return and have nobody to write to: never left out silently."""
    names = sorted({one.owes.name for one in nobody})
    verb = "owes" if len(names) == 1 else "owe"
    title = f"{counted(len(names), 'authority', 'authorities')} {verb} a return and {'has' if len(names) == 1 else 'have'} nobody to write to"
    return details(title, paragraph(", ".join(names), "."))


def show_outbox(viewer: Viewer) -> None:
    """The newest messages, and what came of sending them. Nobody's address is shown."""
    found = reads_collections.outbox(viewer)
    if found.is_empty():
        show(heading("Outbox"), paragraph("No message has been written yet.", kind="note"))
        return
    counts = found.group_by("state").len().sort("state")
    said = "; ".join(f"{MessageState(state).label}: {count}" for state, count in counts.iter_rows())
    body = table(
        ("Written", "To", "About", "Stage", "State", "Tries", "Answer"),
        [_row(row) for row in found.head(SHOWN).iter_rows(named=True)],
        f"The newest {min(SHOWN, found.height)} messages",
        is_stacked=True,
    )
    show(fold("Outbox", said, body))


def _row(row: dict[str, object]) -> tuple[object, ...]:
    state, spec = MessageState(str(row["state"])), RETURNS[str(row["form_code"])]
    about = f"{authority(str(row['authority_id'])).name}, {spec.title}, {Period.parse(str(row['period'])).label}"
    written = pl.Series([row["created_at"]]).dt.date()[0]
    stage = str(row["stage"])
    words = f"Week {stage.split()[1]} overdue" if stage.startswith("late") else f"{stage} working days"
    words = stage.capitalize() if stage in (ASKED_AGAIN, SENT_BACK) else words
    tag = status_tag(state.label, _KINDS.get(state, "none"))
    return short_day(written), row["label"], about, words, tag, row["tries_count"], row["detail"] or ""
