"""What a version of a return changes: before it is sent, and after; and putting the one before it back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard.components import banner, panel, show, table, tag
from dashboard.formats import counted, day, number, value_words
from dashboard.markup import Markup, details, heading, joined, paragraph
from dashboard.reads_releases import known_at
from dashboard.views.returns_task import Standing, Task
from etl import correcting
from etl.pipeline import Upload
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.differences import Difference, FigureChange, IndicatorChange
from schemas.indicators import INDICATORS
from schemas.vocabulary import Level, SubmissionStatus

MOST_ROWS = 200
_FORETOLD = "returns-foretold"


def show_before_sending(viewer: Viewer, task: Task, key: str, upload: Upload) -> None:
    """What the file would change if it counted now; worked out once for each file."""
    kept = st.session_state.get(_FORETOLD)
    if not kept or kept[0] != key:
        with st.spinner("Working out what this version would change."):
            found = correcting.difference(viewer, task.spec, task.period, upload, settings().now())
        kept = st.session_state[_FORETOLD] = (key, found)
    if kept[1] is not None:
        show(heading("What this version would change"), difference_words(kept[1]))


def show_made(viewer: Viewer, task: Task, stands: Standing) -> None:
    """What the version that counts changed against the one before; for the department, a way to put that one back."""
    if stands.status is not SubmissionStatus.SUBMITTED or not stands.submission_id or stands.accepted_version == 1:
        return
    found = correcting.made_difference(viewer, stands.submission_id, known_at(viewer))
    if found is None:
        return
    show(heading(f"What version {stands.accepted_version} changed"), difference_words(found))
    if viewer.may(Permission.SUBMIT_RETURN, task.authority.authority_id) and not viewer.is_tied:
        _put_back(viewer, task, stands.submission_id)


def difference_words(found: Difference) -> Markup:
    """The difference in a sentence, the indicators in a table, and every figure behind a fold."""
    parts: list[Markup] = [panel(found.sentence, "", kind="outlined")]
    if found.indicators:
        parts.append(_indicators(found.indicators))
    if found.figures:
        words = f"Every figure that changes ({number(len(found.figures))})"
        parts.append(details(words, _figures(found.figures)))
    return joined(parts)


def _indicators(changes: Sequence[IndicatorChange]) -> Markup:
    rows = [
        (
            f"{change.indicator_id} {change.title}",
            "England" if change.level is Level.ENGLAND else "This authority",
            _value(change, change.before),
            _value(change, change.after),
            joined([tag(change.rag_before), " to ", tag(change.rag_after)]) if change.is_moved else "No change",
        )
        for change in changes[:MOST_ROWS]
    ]
    headings = ("Indicator", "Of", "Before", "After", "Rating")
    caption = f"{counted(len(changes), 'indicator figure')} that change"
    return table(headings, rows, caption, is_stacked=True, is_caption_shown=True)


def _value(change: IndicatorChange, value: float | None) -> str:
    return "No value" if value is None else value_words(INDICATORS[change.indicator_id], value, change.level)


def _figures(changes: Sequence[FigureChange]) -> Markup:
    rows = [(c.sheet, c.row, c.heading, _cell(c.before), _cell(c.after)) for c in changes[:MOST_ROWS]]
    shown = table(("Sheet", "Row", "Column", "Before", "After"), rows, "Figures that change", is_stacked=True)
    if len(changes) <= MOST_ROWS:
        return shown
    return joined([shown, paragraph(f"The first {MOST_ROWS} of {number(len(changes))} are shown.", kind="note")])


def _cell(value: Any) -> str:  # noqa: ANN401 - any cell value
    if value is None:
        return "Blank"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    return number(value, 0 if float(value).is_integer() else 2) if isinstance(value, int | float) else str(value)


def _put_back(viewer: Viewer, task: Task, submission_id: int) -> None:
    with st.expander("Put the version before this one back"):
        st.html(paragraph("It becomes a new version and counts at once. Nothing is deleted."))
        reason = st.text_input("Why", max_chars=300, key=f"revert-why-{task.key}")
        if st.button("Put it back", key=f"revert-{task.key}"):
            try:
                receipt = correcting.revert(viewer, submission_id, reason, settings().now())
            except NotAllowed as refusal:
                show(banner("Not put back", str(refusal), "problem"))
                return
            show(banner("Put back", f"It counts now as version {receipt.version}. Receipt {receipt.number}.", "sent"))
