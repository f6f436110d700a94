"""Queries and their explanations: typed on the page, kept while the session lasts, sent with the return."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.components import issue_anchor, show, status_tag
from dashboard.formats import counted
from dashboard.markup import Markup, heading, html, joined, paragraph, strong
from dashboard.views.returns_issues import rule_link
from dashboard.views.returns_task import Task
from dashboard.views.returns_words import entered, is_explained, left_to_type, of_severity, said, where
from schemas.explaining import Explanation, Reason
from schemas.issues import Issue
from schemas.vocabulary import Severity

MOST_CHARACTERS = 1000
BOXES = 20
REASONS = {"": "Choose a reason", **{str(reason): reason.label for reason in Reason}}
_TYPED = "returns-explanations"


def _typed(task: Task) -> dict[str, Explanation]:
    every: dict[str, dict[str, Explanation]] = st.session_state.setdefault(_TYPED, {})
    return every.setdefault(task.key, {})


def explained(task: Task, issues: Sequence[Issue]) -> list[Issue]:
    """The issues with what was typed in this session in place of earlier explanations."""
    typed = _typed(task)
    return [
        replace(issue, explanation=typed[issue.fingerprint].words, reason=typed[issue.fingerprint].reason)
        if issue.severity is Severity.QUERY and issue.fingerprint in typed
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
    _show_group(task, queries)
    for query in _page_of(task, queries):
        _box(task, query)


def _show_group(task: Task, queries: Sequence[Issue]) -> None:
    """One explanation for every query of a rule, where a rule has found several."""
    rules: dict[str, list[Issue]] = {}
    for query in queries:
        rules.setdefault(query.code, []).append(query)
    rules = {code: found for code, found in rules.items() if len(found) > 1}
    if not rules:
        return
    with st.expander("Explain every query of one rule at once"):
        code = st.selectbox(
            "Rule",
            list(rules),
            format_func=lambda one: f"{one}: {counted(len(rules[one]), 'query', 'queries')}",
            key=f"group-rule-{task.key}",
        )
        reason = st.selectbox("Reason for all", list(REASONS), format_func=REASONS.get, key=f"group-reason-{task.key}")
        words = st.text_area("Explanation for all", max_chars=MOST_CHARACTERS, height=100, key=f"group-{task.key}")
        show(paragraph(left_to_type(words), kind="note"))

        def use() -> None:
            for query in rules[code]:
                _typed(task)[query.fingerprint] = Explanation(words, reason or "")
                st.session_state[_widget(task, query)] = words
                st.session_state[_widget(task, query, "reason")] = reason

        label = f"Explain all {len(rules[code])}"
        st.button(label, key=f"group-use-{task.key}", on_click=use, disabled=not is_explained(words))


def _page_of(task: Task, queries: list[Issue]) -> list[Issue]:
    if len(queries) <= BOXES:
        return queries
    starts = list(range(0, len(queries), BOXES))
    label = f"{counted(len(queries), 'query', 'queries')}, {BOXES} at a time"
    start = st.selectbox(
        label, starts, format_func=lambda at: f"{at + 1} to {min(at + BOXES, len(queries))}", key=f"page-{task.key}"
    )
    return queries[start : start + BOXES]


def _widget(task: Task, query: Issue, part: str = "explanation") -> str:
    return f"{part}-{task.key}-{query.fingerprint}"


def _box(task: Task, query: Issue) -> None:
    typed = _typed(task)
    is_done = not query.is_open
    is_kept = is_done and query.fingerprint not in typed
    words_key, reason_key = _widget(task, query), _widget(task, query, "reason")

    def keep() -> None:
        typed[query.fingerprint] = Explanation(st.session_state[words_key], st.session_state[reason_key] or "")

    with st.container(key=f"{'explained' if is_done else 'query'}-{query.fingerprint}"):
        kept = " The value has not changed, so the earlier explanation was kept." if is_kept else ""
        about = f"You entered “{entered(query.value)}”. " if query.value else ""
        note = joined([about, "Rule ", rule_link(task.spec, query.code), ".", kept])
        show(_about(query, _tag(query), note))
        st.session_state.setdefault(words_key, query.explanation)
        st.session_state.setdefault(reason_key, query.reason if query.reason in REASONS else "")
        place = where(query)
        st.selectbox(f"Reason, {place}", list(REASONS), format_func=REASONS.get, key=reason_key, on_change=keep)
        st.text_area(f"Explanation of {place}", key=words_key, max_chars=MOST_CHARACTERS, height=100, on_change=keep)
        show(paragraph(left_to_type(query.explanation), kind="note"))


def _tag(query: Issue) -> Markup:
    if not query.is_open:
        return status_tag("Explained", "good")
    return status_tag("Asked again" if is_explained(query.explanation) else "To explain", "warn")


def _about(query: Issue, tag: Markup, note: Markup) -> Markup:
    returned = paragraph(strong("The department asks again: "), query.returned.words) if query.returned else ""
    return html(
        '<div class="cpo-query" id="{anchor}"><div><h3 class="cpo-h3">{place}</h3>{tag}</div>{said}{returned}{rule}</div>',
        anchor=issue_anchor(query),
        place=f"{where(query)}{f', {query.key}' if query.key else ''}",
        tag=tag,
        said=paragraph(said(query)),
        returned=returned,
        rule=paragraph(note, kind="note"),
    )
