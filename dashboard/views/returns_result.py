"""What a check found: errors, queries, what is left to do, and the list to take away."""

from collections.abc import Sequence

import streamlit as st

from dashboard.components import panel, show
from dashboard.components_returns import task_list
from dashboard.formats import counted, listed
from dashboard.markup import Markup, heading, joined, paragraph, strong
from dashboard.views import returns_issues
from dashboard.views.returns_queries import show_queries
from dashboard.views.returns_task import Task
from dashboard.views.returns_words import Left, of_severity
from etl import correcting
from etl.pipeline import Receipt
from etl.receipts import Kept
from schemas.access import Permission, Viewer
from schemas.issues import Issue
from schemas.spec import ReturnSpec
from schemas.vocabulary import Severity, Verdict

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_all(
    viewer: Viewer, task: Task, receipt: Receipt, issues: Sequence[Issue], name: str, content: bytes, at: str
) -> None:
    """The result of a check, problems first."""
    read = counted(receipt.rows_count, "row")
    show(paragraph(strong(name), f", checked at {at} · {read} read", kind="note"))
    if receipt.kept is not None:
        show(panel(*kept_words(task.spec, receipt.kept), kind="outlined"))
    errors = of_severity(issues, Severity.ERROR)
    wide, narrow = st.columns([2.1, 1], gap="large")
    with wide:
        if errors:
            show(returns_issues.summary(issues), _errors(task, receipt, errors))
        show_queries(task, issues)
        if waived := returns_issues.waived(task.spec, issues):
            show(waived)
        if not issues:
            show(panel("Nothing to correct", "Every cell was read and every check passed.", kind="outlined"))
    with narrow:
        show(task_list("Steps to send", steps(Left.of(issues), receipt.verdict, _is_final(viewer, task))))
        _downloads(viewer, task, receipt, issues, name, content)
        if notes := returns_issues.read_as(issues):
            show(notes)


def kept_words(spec: ReturnSpec, kept: Kept) -> tuple[str, str]:
    """What a version that keeps sheets of an earlier one consists of: what was sent again, and what was kept."""
    again = listed([sheet.title for sheet in spec.sheets if sheet.name not in kept.sheets])
    earlier: dict[int, list[str]] = {}
    for name, (_, version) in kept.sheets.items():
        if version != kept.version:
            earlier.setdefault(version, []).append(spec.sheet(name).title)
    rest = listed([sheet.title for sheet in spec.sheets if sheet.name in kept.sheets])
    held = [f" {listed(titles)}: in the file of version {n}." for n, titles in sorted(earlier.items())]
    return f"New: {again}", f"Kept from version {kept.version}: {rest}.{''.join(held)} The whole return is checked."


def _errors(task: Task, receipt: Receipt, errors: Sequence[Issue]) -> Markup:
    if receipt.verdict is Verdict.UNREADABLE:
        words = "Nothing in this file was used. If you save it as a draft, the file is kept as it is."
        title = "Why the file cannot be checked"
    else:
        words, title = (
            "Every error is listed, so one round is enough.",
            "Errors: fix these in your file and choose it again",
        )
    listed = returns_issues.issues_table(task.spec, errors, "Errors by cell")
    return joined([heading(title, 2, "errors"), paragraph(words, kind="muted"), listed])


def _is_final(viewer: Viewer, task: Task) -> bool:
    return viewer.may(Permission.SUBMIT_RETURN, task.authority.authority_id)


def steps(left: Left, came_to: Verdict, is_final: bool) -> list[tuple[str, str, str]]:
    """The steps to an accepted return, with where each stands: (step, words, kind of tag).

    Args:
        left: what is left to do.
        came_to: what the check came to.
        is_final: whether the person submits; otherwise an approver does.
    """
    later = ("Cannot start yet", "")
    read = ("Done", "good") if came_to is not Verdict.UNREADABLE else ("Cannot be read", "bad")
    errors = (f"{left.errors} left", "bad") if left.errors else ("Done", "good")
    queries = (f"{left.unexplained} left", "warn") if left.unexplained else ("Done" if left.queries else "None", "good")
    if came_to is Verdict.UNREADABLE:
        errors = queries = later
    ready = ("Ready", "none") if left.is_ready else later
    found = [("Check file", *read), ("Fix errors", *errors), ("Explain queries", *queries)]
    if is_final:
        return [*found, ("Submit", *ready)]
    return [*found, ("Send for approval", *ready), ("Approver submits", *later)]


def _downloads(
    viewer: Viewer, task: Task, receipt: Receipt, issues: Sequence[Issue], name: str, content: bytes
) -> None:
    if not issues:
        return
    stem = f"{task.spec.code}-{task.authority.dfe_code}-{str(task.period).replace(' ', '-')}"
    show(heading("To take away"))
    with st.container(key="returns-lists", horizontal=True):
        if receipt.verdict is not Verdict.UNREADABLE and len(content) <= correcting.MOST_MARKED_BYTES:
            st.download_button(
                "Your file with every problem marked (XLSX)",
                lambda: correcting.marked(viewer, task.spec, task.authority, name, content, list(issues), receipt.kept),
                f"marked-{stem}.xlsx",
                WORKBOOK,
                on_click="ignore",
                key="issues-marked",
            )
        csv, as_json = returns_issues.issues_csv(issues), returns_issues.issues_json(issues)
        st.download_button(
            "The list as CSV", csv, f"issues-{stem}.csv", "text/csv", on_click="ignore", key="issues-csv"
        )
        st.download_button(
            "The list as JSON", as_json, f"issues-{stem}.json", "application/json", on_click="ignore", key="issues-json"
        )
