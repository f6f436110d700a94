"""The catalogue of checks: every rule of every return and public file, folded, with what it blocks and how often it fires."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import polars as pl

from dashboard.components import status_tag
from dashboard.formats import counted, day, number
from dashboard.markup import Markup, fold, html, joined, paragraph
from dashboard.tables import table
from dashboard.views.definitions_checks import CELL_CHECKS, FILE_CHECKS
from dashboard.views.definitions_returns import example, in_words
from dashboard.views.returns_words import lowered
from schemas.checks import Rule
from schemas.returns import RETURNS
from schemas.sources import SOURCES
from schemas.spec import Form
from schemas.vocabulary import Severity

_SEVERITY_KINDS = {Severity.ERROR: "bad", Severity.QUERY: "warn", Severity.NOTE: "none"}
_HEADINGS = ("Rule", "Cells", "What we tell you, and why", "Refused", "Accepted", "When, and how often")
Fired = Mapping[tuple[str, str], tuple[int, int]]
"""Form and code of a rule → how many findings it has given, in how many files."""


def fired(counts: pl.DataFrame) -> Fired | None:
    """How often each rule has fired, from `reads.rule_counts`; None for those who may not read returns."""
    if counts.is_empty():
        return None
    return {(form, code): (count, files) for form, code, count, files in counts.iter_rows()}


def catalogue(opened: str, wanted: str, often: Fired | None) -> Markup:
    """Every rule, folded by return; with words to find, only the rules that hold them, in open folds.

    Args:
        opened: the code of the return whose fold is open.
        wanted: words to find; "" for all.
        often: as `fired` gives it.
    """
    forms = [form for form in (*RETURNS.values(), *SOURCES.values()) if form.rules]
    folds = [
        fold(
            form.title, counted(len(groups), "rule"), _rules(groups, form, often),
            is_open=bool(wanted) or form.code == opened, anchor=f"rules-{form.code}",
        )
        for form in forms
        if (groups := [same for same in grouped(form) if _holds(same, form, wanted)])
    ]  # fmt: skip
    found = joined([*folds, *_general(wanted, often)])
    return found or paragraph(f"No rule holds “{wanted}”. Try a code, a heading or one word.")


def grouped(form: Form) -> list[list[Rule]]:
    """The rules of a form by code; those that share a code stand together."""
    return [
        list(same) for _, same in groupby(sorted(form.rules, key=lambda rule: rule.code), key=lambda rule: rule.code)
    ]


def rule_count() -> int:
    """How many rules there are, those for every file among them."""
    own = sum(len(grouped(form)) for form in (*RETURNS.values(), *SOURCES.values()))
    return own + len(FILE_CHECKS) + len(CELL_CHECKS)


def _holds(rules: Iterable[Rule], form: Form, wanted: str) -> bool:
    said = " ".join(
        f"{rule.code} {form.sheet(rule.sheet).title} {_cells([rule], form)} {rule.message} {rule.why} {rule.severity.label}"
        for rule in rules
    )
    return _matches(said, wanted)


def _matches(said: str, wanted: str) -> bool:
    return all(word in said.casefold() for word in wanted.casefold().split())


def _rules(groups: Iterable[list[Rule]], form: Form, often: Fired | None) -> Markup:
    rows = [_row(rules, form, often) for rules in groups]
    return table(_HEADINGS, rows, f"Checks on the {form.title}", is_stacked=True)


def _row(rules: list[Rule], form: Form, often: Fired | None) -> tuple[object, ...]:
    first = rules[0]
    sheet = form.sheet(first.sheet)
    messages = joined(paragraph(words) for words in dict.fromkeys(in_words(rule.message, sheet) for rule in rules))
    named = html(
        '<span id="rule-{form}-{code}">{code}</span> {tag}', form=form.code, code=first.code,
        tag=status_tag(first.severity.label, _SEVERITY_KINDS[first.severity]),
    )  # fmt: skip
    return (
        named,
        f"{sheet.title}: {_cells(rules, form)}",
        joined([messages, paragraph(first.why, kind="muted")]),
        example(first.failing, sheet),
        example(first.passing, sheet),
        joined([paragraph(first.severity.meaning), paragraph(applies(first)), *_often(form.code, first.code, often)]),
    )


def _cells(rules: Iterable[Rule], form: Form) -> str:
    found = (lowered(form.sheet(rule.sheet).column(rule.column).heading) for rule in rules)
    return ", ".join(dict.fromkeys(found))


def applies(rule: Rule) -> str:
    """The dates between which a rule applies, in words."""
    since, until = rule.applies_from, rule.applies_to
    if since is None and until is None:
        return "Applies to every quarter."
    words = [f"from {day(since)}"] if since else []
    words += [f"until {day(until)}"] if until else []
    return f"Applies to quarters that end {' '.join(words)}."


def _often(form_code: str, code: str, often: Fired | None) -> Iterator[Markup]:
    if often is None:
        return
    count, files = often.get((form_code, code), (0, 0))
    words = f"Found {counted(count, 'time')} in {counted(files, 'file')}." if count else "Never found yet."
    yield paragraph(words)


def _general(wanted: str, often: Fired | None) -> list[Markup]:
    """The checks that are the same for every file, in two folds."""
    files = [(code, words) for code, words in FILE_CHECKS if _matches(f"{code} {words}", wanted)]
    cells = [row for row in CELL_CHECKS if _matches(" ".join(row), wanted)]
    total: dict[str, int] = {}
    for (_, code), (count, _) in (often or {}).items():
        total[code] = total.get(code, 0) + count
    more = ("Found",) if often is not None else ()

    def with_count(row: tuple[str, ...]) -> tuple[str, ...]:
        return (*row, number(total.get(row[0], 0))) if often is not None else row

    lead = paragraph("A file that fails one of these cannot be checked at all. Nothing in it is used.")
    each = paragraph("Each is named with its cell, what was entered, and what to enter. Each cell has one at most.")
    read = table(("Check", "What it finds", *more), [with_count(row) for row in files], "Checks on the file")
    shape = table(("Check", "Severity", "What it finds", *more), [with_count(row) for row in cells], "Checks on sheets, rows and cells")  # fmt: skip
    parts = [
        ("Every file: whether it can be read", files, joined([lead, read]), "rules-file"),
        ("Every file: sheets, rows and cells", cells, joined([each, shape]), "rules-cells"),
    ]
    return [
        fold(title, counted(len(rows), "rule"), body, is_open=bool(wanted), anchor=anchor)
        for title, rows, body, anchor in parts
        if rows
    ]
