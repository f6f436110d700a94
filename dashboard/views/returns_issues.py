"""What is wrong with a file, cell by cell: on the page, and as a list to take away. Pure."""

import json
from calendar import month_name
from collections.abc import Sequence

from dashboard.components import error_summary, issue_anchor, status_tag, summary_list, table
from dashboard.formats import counted, day
from dashboard.markup import Markup, heading, html, joined, paragraph
from dashboard.open_data import as_csv
from dashboard.views.definitions_rules import rule_address
from dashboard.views.returns_words import entered, of_severity, said, where
from schemas.issues import Issue
from schemas.spec import Form
from schemas.vocabulary import Severity

MOST_ROWS = 200
ROWS_A_RULE = 20
MOST_IN_SUMMARY = 20
_CSV_COLUMNS = (
    "sheet", "cell", "rule", "severity", "you_entered", "message", "explanation", "reason", "waiver", "waived_until",
    "waiver_reason",
)  # fmt: skip
_HEADINGS = ("Cell", "You entered", "What is wrong, and what to do", "Rule")


def summary(issues: Sequence[Issue]) -> Markup:
    """The errors as links to their rows, at the top of the page."""
    errors = of_severity(issues, Severity.ERROR)
    shown = _shown(errors)[:MOST_IN_SUMMARY]
    lines = [(f"{where(error)}: {_short(said(error))}", issue_anchor(error)) for error in shown]
    if len(errors) > len(lines):
        lines.append((f"And {counted(len(errors) - len(lines), 'more error')} in the table", "errors"))
    is_one = len(errors) == 1
    return error_summary(f"There {'is' if is_one else 'are'} {counted(len(errors), 'error')} to fix", lines)


def _short(text: str) -> str:
    first = text.split(". ", maxsplit=1)[0].rstrip(".")
    is_name = first.split(" ")[0] in month_name or first[1:2].isupper()
    return first if is_name else first[:1].lower() + first[1:]


def _shown(issues: Sequence[Issue]) -> list[Issue]:
    """The issues that have a row: all of them, or twenty for each rule when there are more than 200."""
    if len(issues) <= MOST_ROWS:
        return list(issues)
    kept: dict[str, list[Issue]] = {}
    for issue in issues:
        if len(same := kept.setdefault(issue.code, [])) < ROWS_A_RULE:
            same.append(issue)
    return [issue for same in kept.values() for issue in same]


def issues_table(form: Form, issues: Sequence[Issue], caption: str) -> Markup:
    """One line for each cell; more than 200 stand under their rules, twenty each."""
    if len(issues) <= MOST_ROWS:
        return _table(form, issues, caption)
    shown = _shown(issues)
    return joined(_group(form, code, issues, shown) for code in dict.fromkeys(issue.code for issue in shown))


def _group(form: Form, code: str, issues: Sequence[Issue], shown: Sequence[Issue]) -> Markup:
    count = sum(issue.code == code for issue in issues)
    rows = [issue for issue in shown if issue.code == code]
    title = f"Rule {code}: {counted(count, 'cell')}"
    rest = f"The first {len(rows)} are shown. The list to download has them all." if count > len(rows) else ""
    return joined([heading(title, 3), paragraph(rest, kind="note"), _table(form, rows, title)])


def _table(form: Form, issues: Sequence[Issue], caption: str) -> Markup:
    is_any_waived = any(issue.waived for issue in issues)
    headings = (*_HEADINGS, "Waiver") if is_any_waived else _HEADINGS
    rows = [_row(form, issue)[: len(headings)] for issue in issues]
    return table(headings, rows, caption, is_stacked=True, row_ids=[issue_anchor(issue) for issue in issues])


def _row(form: Form, issue: Issue) -> tuple[object, ...]:
    blank = html('<span class="cpo-muted">blank</span>')
    typed = f"“{entered(issue.value)}”" if issue.value else blank if issue.cell else ""
    what = joined([_about(form, issue), said(issue)])
    return where(issue), typed, what, rule_link(form, issue.code), waiver_of(issue)


def waiver_of(issue: Issue) -> Markup:
    """The waiver that a finding falls under: a tag, its number and last day, who agreed, and why; else nothing."""
    if (waived := issue.waived) is None:
        return Markup("")
    held = f"Waiver {waived.number}, until {day(waived.until_on)}, agreed by the {waived.approver_role}"
    return joined([status_tag("Waived"), paragraph(f"{held}: {waived.reason}")])


def rule_link(form: Form, code: str) -> Markup:
    """A link to what a rule checks, if it is declared with the return."""
    is_declared = any(rule.code == code for rule in form.rules)
    if not is_declared:
        return html("{code}", code=code)
    # In a window of its own: to leave this page is to lose the file that is being checked.
    return html(
        '<a class="cpo-link" href="{href}" target="_blank" rel="noopener">{code}'
        '<span class="cpo-hidden"> (opens in a new window)</span></a>',
        href=rule_address(form.code, code),
        code=code,
    )


def _about(form: Form, issue: Issue) -> Markup:
    """The row and column that a cell stands for: "U1 · Police: filled posts"."""
    sheet = next((s for s in form.sheets if s.title == issue.sheet), None)
    column = None if sheet is None else next((c for c in sheet.columns if c.name == issue.column), None)
    parts = [part for part in (issue.key, column.heading if column else "") if part]
    return html('<span class="cpo-about">{parts}</span>', parts=": ".join(parts)) if parts else Markup("")


def read_as(issues: Sequence[Issue]) -> Markup:
    """What was read differently from how it was typed, so that a wrong reading is seen."""
    notes = of_severity(issues, Severity.NOTE)
    if not notes:
        return Markup("")
    shown = [
        (where(note), f"“{entered(note.value)}”. {said(note)}" if note.value else said(note)) for note in notes[:30]
    ]
    more = f"And {counted(len(notes) - 30, 'more note')} in the list to download." if len(notes) > 30 else ""
    return joined([heading("We read this as"), summary_list(shown), paragraph(more, kind="small") if more else None])


def waived(form: Form, issues: Sequence[Issue]) -> Markup:
    """Findings that a waiver lets stand, each with its waiver."""
    found = [issue for issue in issues if issue.waived is not None]
    title = f"Waived: {counted(len(found), 'finding')}, listed and blocking nothing"
    return joined([heading("Waived"), issues_table(form, found, title)]) if found else Markup("")


def issues_csv(issues: Sequence[Issue]) -> bytes:
    """All issues as a CSV file."""
    return as_csv(_CSV_COLUMNS, (_cells(issue) for issue in issues))


def issues_json(issues: Sequence[Issue]) -> bytes:
    """All issues as JSON: a list of objects with the same names as the CSV's columns."""
    rows = [dict(zip(_CSV_COLUMNS, _cells(issue), strict=True)) for issue in issues]
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


def _cells(issue: Issue) -> tuple[str, ...]:
    under = issue.waived
    waiver = (str(under.number), under.until_on.isoformat(), under.reason) if under else ("", "", "")
    return (
        issue.sheet, issue.cell, issue.code, str(issue.severity), issue.value, issue.message, issue.explanation, issue.reason, *waiver,
    )  # fmt: skip
