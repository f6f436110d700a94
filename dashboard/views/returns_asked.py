"""What the department asks again about a return that counts, and the box to explain it differently."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import reads_review
from dashboard.components import banner, show, status_tag
from dashboard.formats import counted
from dashboard.markup import heading, html, joined, paragraph, strong
from dashboard.views.returns_queries import MOST_CHARACTERS, REASONS
from dashboard.views.returns_task import Task
from dashboard.views.returns_words import explanation_words, left_to_type, said, where
from etl import answering
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.explaining import Explanation, ReviewState
from schemas.issues import Issue
from schemas.vocabulary import Severity

_DONE = "returns-asked-done"


def asked_again(viewer: Viewer, task: Task) -> pl.DataFrame:
    """The queries of the return that counts whose explanation the department returned: rows of `reads_review.QUEUE`."""
    found = reads_review.explanations(viewer, task.spec.code, str(task.period))
    is_theirs = pl.col("authority_id") == task.authority.authority_id
    return found.filter(is_theirs, pl.col("state") == ReviewState.RETURNED)


def show_asked(viewer: Viewer, task: Task) -> None:
    """A card for each query that is asked again, with the department's words; nothing if there is none."""
    if st.session_state.get(_DONE) == task.key:
        del st.session_state[_DONE]
        show(banner("Explanation sent", "It goes to the department. The figures count as before.", "sent"))
    found = asked_again(viewer, task)
    if found.is_empty():
        return
    many = counted(found.height, "explanation")
    show(
        heading(f"The department asks again about {many}"),
        paragraph("The figures count as they are. Explain again, or send a corrected return.", kind="muted"),
    )
    for row in found.iter_rows(named=True):
        _card(viewer, task, row)


def _card(viewer: Viewer, task: Task, row: Mapping[str, Any]) -> None:
    issue = Issue(
        row["sheet"], row["cell"], row["code"], Severity.QUERY, row["value"], row["message"], row["column_name"],
        row["row_key"],
    )  # fmt: skip
    name, key = where(issue), f"{task.key}-{row['issue_id']}"
    with st.container(key=f"query-asked-{row['issue_id']}"):
        body = [
            paragraph(said(issue)),
            paragraph(strong("Explained: "), explanation_words(row["explanation"], row["reason"])),
            paragraph(strong("The department: "), row["answer"]),
        ]
        st.html(
            html(
                '<div class="cpo-query"><div><h3 class="cpo-h3">{place}</h3>{tag}</div>{body}</div>',
                place=f"{name}{f', {issue.key}' if issue.key else ''}",
                tag=status_tag("Asked again", "warn"),
                body=joined(body),
            )
        )
        if not viewer.may(Permission.UPLOAD_RETURN, task.authority.authority_id):
            return
        reason = st.selectbox(f"New reason, {name}", list(REASONS), format_func=REASONS.get, key=f"asked-reason-{key}")
        label = f"New explanation of {name}"
        words = st.text_area(label, max_chars=MOST_CHARACTERS, height=100, key=f"asked-words-{key}")
        show(paragraph(left_to_type(words), kind="note"))
        if st.button(f"Send the explanation of {name}", key=f"asked-send-{key}"):
            _send(viewer, task, row, Explanation(words, reason or ""))


def _send(viewer: Viewer, task: Task, row: Mapping[str, Any], given: Explanation) -> None:
    try:
        answering.give(viewer, row["submission_id"], row["fingerprint"], given, settings().now())
    except NotAllowed as refusal:
        show(banner("Nothing was changed", str(refusal), "problem"))
        return
    st.session_state[_DONE] = task.key
    st.rerun()
