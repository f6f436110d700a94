"""Queries and their explanations: typed on the page, kept while the session lasts, sent with the return."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.components import issue_anchor, show, status_tag
from dashboard.formats import counted
from dashboard.markup import heading, html, joined, paragraph
from dashboard.views.returns_issues import rule_link
from dashboard.views.returns_task import Task
from dashboard.views.returns_words import entered, is_explained, left_to_type, of_severity, said, where
from schemas.issues import Issue
from schemas.vocabulary import Severity

MOST_CHARACTERS = 1000
BOXES = 20
_TYPED = "returns-explanations"


def _typed(task: Task) -> dict[str, str]:
    every: dict[str, dict[str, str]] = st.session_state.setdefault(_TYPED, {})
    return every.setdefault(task.key, {})


def explained(task: Task, issues: Sequence[Issue]) -> list[Issue]:
    """The issues with what was typed in this session in place of earlier explanations."""
    typed = _typed(task)
    return [
        replace(issue, explanation=typed.get(issue.fingerprint, issue.explanation))
        if issue.severity is Severity.QUERY
        else issue
        for issue in issues
    ]


def show_queries(task: Task, issues: Sequence[Issue]) -> None:
    """A box for each query: what it is about, and room for the explanation. Twenty at a time."""
    queries = list({query.fingerprint: query for query in of_severity(issues, Severity.QUERY)}.values())
    if not queries:
        return
    show(
        heading("Queries: check, then correct or explain"),
        paragraph(
            "A query does not mean that the figure is wrong. Your explanation goes to the department with the return, "
            "and stays with the figure while it is unchanged. Do not name any child, parent or member of staff.",
            kind="muted",
        ),
    )
    for query in _page_of(task, queries):
        _box(task, query)


def _page_of(task: Task, queries: list[Issue]) -> list[Issue]:
    if len(queries) <= BOXES:
        return queries
    starts = list(range(0, len(queries), BOXES))
    label = f"{counted(len(queries), 'query', 'queries')}, {BOXES} at a time"
    start = st.selectbox(
        label, starts, format_func=lambda at: f"{at + 1} to {min(at + BOXES, len(queries))}", key=f"page-{task.key}"
    )
    return queries[start : start + BOXES]


def _box(task: Task, query: Issue) -> None:
    typed = _typed(task)
    is_done = is_explained(query.explanation)
    is_kept = is_done and query.fingerprint not in typed
    tag = status_tag("Explained", "good") if is_done else status_tag("To explain", "warn")
    box_key = f"{'explained' if is_done else 'query'}-{query.fingerprint}"
    widget = f"explanation-{task.key}-{query.fingerprint}"

    def keep() -> None:
        typed[query.fingerprint] = st.session_state[widget]

    with st.container(key=box_key):
        about = f"You entered “{entered(query.value)}”. " if query.value else ""
        kept = " The value has not changed, so the earlier explanation was kept." if is_kept else ""
        st.html(
            html(
                '<div class="cpo-query" id="{anchor}"><div><h3 class="cpo-h3">{place}</h3>{tag}</div>'
                "{said}{rule}</div>",
                anchor=issue_anchor(query),
                place=f"{where(query)}{f', {query.key}' if query.key else ''}",
                tag=tag,
                said=paragraph(said(query)),
                rule=paragraph(joined([about, "Rule ", rule_link(task.spec, query.code), ".", kept]), kind="note"),
            )
        )
        st.session_state.setdefault(widget, query.explanation)
        st.text_area(
            f"Explanation of {where(query)}", key=widget, max_chars=MOST_CHARACTERS, height=100, on_change=keep
        )
        show(paragraph(left_to_type(query.explanation), kind="note"))
