"""Text rows and a declaration → typed rows and issues. Everything that is wrong is said at once, by cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from etl.cells import TextWorkbook, position_of
from etl.figures import read_figures
from etl.identity import check_cover, check_ended, check_mark
from etl.keys import check_keys
from etl.nil import COVER, about_cover, filled_count, is_nil, nil_rows
from etl.overlaps import overlapping
from etl.privacy import check_privacy
from etl.receipts import Kept
from etl.resolving import with_authorities
from etl.rows import CheckedSheet, Finding, Rank, read_rows
from etl.rules import Surroundings, check_rules
from schemas.authorities import Authority
from schemas.explaining import Explanation, Explanations, Returned
from schemas.figures import FigureSheet
from schemas.issues import EXPLAIN_ALL, LEAST_EXPLANATION, Issue, Waived, verdict
from schemas.periods import Period
from schemas.spec import Form, Source
from schemas.vocabulary import Severity, Verdict

_SEVERITIES = (Severity.ERROR, Severity.QUERY, Severity.NOTE)


@dataclass(frozen=True)
class Context:
    """What a file is checked against.

    Args:
        today: the day of the check.
        period: the quarter that a return is sent for; None for a public file.
        authority: whom a return is sent for; None for a public file.
        last: last quarter's accepted rows, by sheet name.
        reference: what the store knows ("register", "allocations", "collection"); what is absent is not checked.
        resolve: for a public file, from a code or name to authority_ids; raises UnknownAuthority.
        waivers: those ever agreed to for the authority; the ones that hold today count.
        returned: by fingerprint, the explanations that the department returned.
    """

    today: date
    period: Period | None
    authority: Authority | None
    last: dict[str, pl.DataFrame] = field(default_factory=dict)
    reference: dict[str, pl.DataFrame] = field(default_factory=dict)
    resolve: Callable[[str], tuple[str, ...]] | None = None
    waivers: Sequence[Waived] = ()
    returned: Mapping[str, Returned] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What checking came to.

    Args:
        rows: by sheet name, "row" (the row in the file) and every declared column with its type; for a public file
            also "authority_id". A cell that could not be read is null.
        issues: in the order of the file.
        verdict: what they come to.
        kept: the sheets that were not in the file that was sent, if its sender keeps some.
    """

    rows: dict[str, pl.DataFrame]
    issues: list[Issue]
    verdict: Verdict
    kept: Kept | None = None


def validate(workbook: TextWorkbook, form: Form, context: Context, explanations: Explanations | None = None) -> Checked:
    """Check a file that was read.

    Args:
        workbook: the file as text.
        form: the return or public file that it is.
        context: what it is checked against.
        explanations: earlier or new explanations of queries, by the issue's fingerprint, its rule's code, or "*".
    """
    filled = filled_count(workbook.sheets)
    is_empty = filled == 0 and COVER in workbook.sheets
    read = {name: text for name, text in workbook.sheets.items() if not is_empty or name == COVER}
    sheets = {name: read_rows(text) for name, text in read.items() if not isinstance(text.sheet, FigureSheet)}
    about_file = _check_identity(workbook, form, context, sheets)
    for checked in sheets.values():
        check_keys(checked, sheets)
        check_privacy(checked, context.today)
    reference = {
        **context.reference,
        "file": pl.DataFrame({"filled_count": [filled]}),
        **_overlaps(form, sheets, context),
    }
    check_rules(form, sheets, Surroundings(context.today, context.period, context.last, reference))
    if isinstance(form, Source):
        with_authorities(form, sheets, context.resolve)
        sheets |= {n: read_figures(text, text.sheet) for n, text in read.items() if isinstance(text.sheet, FigureSheet)}
    about_shape = about_cover(workbook.issues, form) if is_empty else workbook.issues
    findings = [Finding(Rank.SHAPE, 0, found) for found in (*about_file, *about_shape)]
    findings += [finding for checked in sheets.values() for finding in (*checked.findings, *checked.alike())]
    findings = _waived(findings, form, context)
    ordered = _ordered(_one_for_each_cell(findings), form)
    issues = [_explained(found, explanations or {}, context.returned.get(found.fingerprint)) for found in ordered]
    rows = {name: checked.rows for name, checked in sheets.items()}
    if is_empty and is_nil(sheets[COVER]):
        rows |= nil_rows(form)
    return Checked(rows, issues, verdict(issues))


def _overlaps(form: Form, sheets: Mapping[str, CheckedSheet], context: Context) -> dict[str, pl.DataFrame]:
    """For each sheet about which a rule asks, the rows that count the same authority twice."""
    if not isinstance(form, Source) or context.resolve is None:
        return {}
    asked = {
        lookup.source.rpartition(".")[2] for lookup in form.lookups if ".overlaps." in lookup.source
    } & sheets.keys()
    return {
        f"overlaps.{name}": overlapping(sheets[name], form.authority_columns[name], context.resolve) for name in asked
    }


def _check_identity(
    workbook: TextWorkbook, form: Form, context: Context, sheets: Mapping[str, CheckedSheet]
) -> list[Issue]:
    cover = sheets.get("cover")
    known = check_cover(cover, form, context.authority, context.period) if cover is not None else set[str]()
    ended = check_ended(context.period, context.today)
    return [*check_mark(workbook.mark, form, context.authority, context.period, known), *ended]


def _waived(findings: list[Finding], form: Form, context: Context) -> list[Finding]:
    """Mark the findings of rules that are waived for the authority on the day of the check."""
    held = {w.rule_code: w for w in context.waivers if w.holds_on(context.today) and w.rule_code in form.waivable}
    return [_under(held[f.issue.code], f) if f.issue.code in held else f for f in findings] if held else findings


def _under(waived: Waived, finding: Finding) -> Finding:
    message = f"{finding.issue.message} {waived.words}"
    return replace(finding, issue=replace(finding.issue, message=message, waived=waived))


def _one_for_each_cell(findings: Iterable[Finding]) -> list[Finding]:
    """Blank beats unreadable beats bound beats rule; among rules, an error beats a query. What is waived hides nothing."""
    best: dict[tuple[object, ...], Finding] = {}
    for number, finding in enumerate(findings):
        found = finding.issue
        at = (found.sheet, found.cell) if found.cell and not found.waived else (number,)
        if at not in best or _place(finding) < _place(best[at]):
            best[at] = finding
    return list(best.values())


def _place(finding: Finding) -> tuple[int, int]:
    is_note = finding.issue.severity is Severity.NOTE
    return (Rank.NOTE if is_note else finding.rank, _SEVERITIES.index(finding.issue.severity))


def _ordered(findings: Iterable[Finding], form: Form) -> list[Issue]:
    sheets = {sheet.title: number for number, sheet in enumerate(form.sheets)}

    def place(found: Issue) -> tuple[int, int, int]:
        letters = found.cell.rstrip("0123456789")
        row = int(found.cell[len(letters) :] or 0)
        return (sheets.get(found.sheet, -1 if not found.sheet else 99), row, position_of(letters))

    return sorted((finding.issue for finding in findings), key=place)


def _explained(found: Issue, explanations: Explanations, returned: Returned | None) -> Issue:
    """A query with its explanation: one that will do before a short one, a new one before one that was returned."""
    if found.severity is not Severity.QUERY or not explanations:
        return found
    by_place = (explanations.get(key) for key in (found.fingerprint, found.code, EXPLAIN_ALL))
    given = [Explanation.of(one) for one in by_place if one]
    if not given:
        return found
    fresh = [one for one in given if returned is None or not returned.covers(one.words)]
    enough = [one for one in fresh if len(one.words.strip()) >= LEAST_EXPLANATION]
    first = (enough or fresh or given)[0]
    return replace(found, explanation=first.words, reason=first.reason, returned=returned)
