"""A return that was sent: what it says, what its queries were, and submitting it to the department."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import reads_returns, reads_sheets
from dashboard.components import banner, panel, show, summary_list, table
from dashboard.formats import counted, day, listed, number
from dashboard.markup import Markup, details, heading, joined, paragraph
from dashboard.views import returns_issues
from dashboard.views.returns_result import kept_words
from dashboard.views.returns_send import declared, keep_receipt
from dashboard.views.returns_task import Standing, Task
from dashboard.views.returns_words import explanation_words, lowered, of_severity, said
from etl import pipeline
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.issues import Issue, Waived
from schemas.reviewing import Declaring
from schemas.spec import Column, Kind, Layout, Sheet
from schemas.vocabulary import Severity, SubmissionStatus

_SUMMED = (Kind.NUMBER, Kind.MONEY, Kind.INTEGER)


def show_sent(viewer: Viewer, task: Task, stands: Standing) -> None:
    """What waits for approval, or what is wrong with the newest draft; otherwise nothing."""
    if stands.status is SubmissionStatus.VALIDATED:
        _waiting(viewer, task, stands)
    elif stands.status is SubmissionStatus.DRAFT:
        issues = stored_issues(viewer, stands.submission_id or 0)
        version = stands.submission["version"] if stands.submission else ""
        words = f"Version {version} is a draft: {counted(len(issues), 'issue')} when it was saved"
        show(details(words, returns_issues.issues_table(task.spec, issues, f"Issues of version {version}")))
    elif stands.submission_id and (found := _accepted(task, stored_issues(viewer, stands.submission_id))):
        show(found)


def show_kept(viewer: Viewer, task: Task, stands: Standing) -> None:
    """Which sheets of the newest version were sent again, and which are kept from an earlier one; nothing if none is."""
    kept = reads_sheets.kept_of(viewer, stands.submission_id) if stands.submission_id else None
    if kept is not None and stands.submission is not None:
        title, words = kept_words(task.spec, kept)
        show(panel(f"Version {stands.submission['version']}. {title}", words, kind="outlined"))


def _accepted(task: Task, issues: Sequence[Issue]) -> Markup:
    """What a return that counts was sent in with: queries that were explained, findings that were waived."""
    explained, under = of_severity(issues, Severity.QUERY), [issue for issue in issues if issue.waived]
    if not explained and not under:
        return Markup("")
    counts = [f"{counted(len(explained), 'query', 'queries')} explained"] * bool(explained)
    counts += [f"{counted(len(under), 'finding')} waived"] * bool(under)
    parts = [_queries(explained)] * bool(explained) + [returns_issues.waived(task.spec, under)]
    return details(f"Sent in with {listed(counts)}", joined(parts))


def _waiting(viewer: Viewer, task: Task, stands: Standing) -> None:
    assert stands.submission is not None  # noqa: S101 - it has a status
    authority_id, is_own = task.authority.authority_id, stands.submission["received_by"] == viewer.subject
    may_submit = viewer.may(Permission.SUBMIT_RETURN, authority_id)
    version = stands.submission["version"]
    show(heading(f"Version {version} waits for approval"))
    rows = reads_returns.submission_rows(viewer, stands.submission_id or 0)
    issues = stored_issues(viewer, stands.submission_id or 0)
    show(_figures(task, rows), _queries(of_severity(issues, Severity.QUERY)), returns_issues.waived(task.spec, issues))
    if is_own or not may_submit:
        words = "You prepared this return, so someone else must submit it." if is_own else _who_submits(viewer)
        show(panel("Waiting for the approver", words, kind="outlined"))
        return
    label = "Submit to the department"
    show(declared(Declaring.SUBMITTED, label))
    if st.button(label, type="primary", key=f"approve-{task.key}"):
        _approve(viewer, task, stands.submission_id or 0)


def _who_submits(viewer: Viewer) -> str:
    return "Your authority's approver submits it." if viewer.is_tied else "The authority's approver submits it."


def _approve(viewer: Viewer, task: Task, submission_id: int) -> None:
    try:
        keep_receipt(task, pipeline.approve(viewer, submission_id, settings().now()))
    except NotAllowed as refusal:
        show(banner("Not submitted", str(refusal), "problem"))
        return
    st.rerun()


def stored_issues(viewer: Viewer, submission_id: int) -> list[Issue]:
    """The issues kept with a submission, each with the waiver that held when it was checked."""
    rows = reads_returns.submission_issues(viewer, submission_id).iter_rows(named=True)
    return [
        Issue(
            row["sheet"], row["cell"], row["code"], Severity(row["severity"]), row["value"], row["message"],
            row["column_name"], row["row_key"], row["explanation"], _waived(row), reason=row["explanation_reason"],
        )
        for row in rows
    ]  # fmt: skip


def _waived(row: Mapping[str, Any]) -> Waived | None:
    if row["waiver_id"] is None:
        return None
    return Waived(
        row["waiver_id"], row["code"], row["waiver_reason"], row["waiver_approver_role"],
        row["waiver_approved_at"].date(), row["waiver_until_on"],
    )  # fmt: skip


def _queries(queries: Sequence[Issue]) -> Markup:
    if not queries:
        return paragraph("No query was raised.", kind="note")
    rows = [(f"{q.sheet}, {q.cell}", said(q), explanation_words(q.explanation, q.reason), q.code) for q in queries]
    caption = f"{counted(len(rows), 'query', 'queries')}, explained"
    headings = ("Cell", "Query", "Explanation", "Rule")
    return table(headings, rows, caption, is_stacked=True, is_caption_shown=True)


def _figures(task: Task, rows: Mapping[str, pl.DataFrame]) -> Markup:
    sheets = [sheet for sheet in task.spec.sheets if sheet.name in rows and sheet.name != "cover"]
    totals = [line for sheet in sheets for line in summed(sheet, rows[sheet.name])]
    whole = joined(_whole_sheet(sheet, rows[sheet.name]) for sheet in sheets)
    return joined([summary_list(totals), details("Show every row", whole)])


def summed(sheet: Sheet, rows: pl.DataFrame) -> list[tuple[str, str]]:
    """A sheet's figures in short: what a form says, or the sums of its columns."""
    if sheet.layout is Layout.FORM and rows.height:
        return [(c.heading, shown(c, rows[c.name][0])) for c in sheet.columns if not c.is_free_text]
    sums = [
        f"{lowered(column.heading)} {shown(column, rows[column.name].sum())}"
        for column in sheet.columns
        if column.kind in _SUMMED and column.unit and column.unit != "%"
    ]
    return [(sheet.title, "; ".join([counted(rows.height, "row"), *sums]))]


def shown(column: Column, value: object) -> str:
    """A cell as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    if column.choices is not None:
        return column.choices(str(value)).label
    if isinstance(value, int | float):
        is_whole = column.kind in (Kind.INTEGER, Kind.MONEY)
        text = number(value, 0 if is_whole else 1)
        return f"£{text}" if column.kind is Kind.MONEY else f"{text} {column.unit}".strip()
    return str(value)


def _whole_sheet(sheet: Sheet, rows: pl.DataFrame) -> Markup:
    columns = sheet.columns
    cells = [[shown(c, row[c.name]) for c in columns] for row in rows.iter_rows(named=True)]
    numeric = [at for at, c in enumerate(columns) if c.kind in _SUMMED]
    return table([c.heading for c in columns], cells, f"{sheet.title} sheet", numeric=numeric, is_caption_shown=True)
