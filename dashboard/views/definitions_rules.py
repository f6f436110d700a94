"""The catalogue of checks: every rule of every return and public file, folded, with what it blocks and how often it fires."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from schemas.spec import Form, ReturnSpec
from schemas.vocabulary import Severity

_SEVERITY_KINDS = {Severity.ERROR: "bad", Severity.QUERY: "warn", Severity.NOTE: "none"}
_HEADINGS = ("Rule", "Cells", "What we tell you, and why", "Refused", "Accepted", "When, and how often")
EVERY_FILE = "file"
"""What stands for the checks of every file where a form's code is asked for."""


@dataclass(frozen=True)
class Often:
    """How rules fare in the returns of a viewer's scope, by the form's code and the rule's.

    Args:
        found: how many findings each has given, in how many returns.
        waived: for how many authorities each is waived today.
    """

    found: Mapping[tuple[str, str], tuple[int, int]]
    waived: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, counts: pl.DataFrame, waivers: pl.DataFrame) -> "Often":
        """From `reads_rules.rule_counts` and `reads_rules.waivers`."""
        held = waivers.filter(pl.col("state") == "in force").select("form", "rule", "authority_id").unique()
        by_rule = held.group_by("form", "rule").len()
        return cls(
            {(form, code): (count, files) for form, code, count, files in counts.iter_rows()},
            {(form, code): count for form, code, count in by_rule.iter_rows()},
        )


def rule_address(form_code: str, code: str) -> str:
    """Where the catalogue shows one rule."""
    return f"/definitions?part=checks&return={form_code}&find-rule={code}"


def choices() -> dict[str, str]:
    """What the catalogue can be narrowed to: a return's or a public file's code → its title."""
    forms = {form.code: form.title for form in (*RETURNS.values(), *SOURCES.values()) if form.rules}
    return {"": "All returns and files", **forms, EVERY_FILE: "Checks of every file"}


def catalogue(only: str, wanted: str, often: Often | None) -> Markup:
    """Every rule, folded by return; narrowed to a return or to words, only those rules, in open folds.

    Args:
        only: the code of the return or file whose rules are wanted; "" for all.
        wanted: words to find; "" for all.
        often: how the rules fare; None for those who may not read returns.
    """
    forms = [form for form in (*RETURNS.values(), *SOURCES.values()) if form.rules and only in ("", form.code)]
    folds = [
        fold(
            form.title, counted(len(groups), "rule"), _rules(groups, form, often),
            is_open=bool(wanted or only), anchor=f"rules-{form.code}",
        )
        for form in forms
        if (groups := [same for same in grouped(form) if _holds(same, form, wanted)])
    ]  # fmt: skip
    general = _general(wanted, often, is_open=bool(wanted or only)) if only in ("", EVERY_FILE) else []
    nothing = paragraph(f"No rule here holds “{wanted}”. Try a code, a heading or one word.")
    return joined([*folds, *general]) or nothing


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


def _rules(groups: Iterable[list[Rule]], form: Form, often: Often | None) -> Markup:
    rows = [_row(rules, form, often) for rules in groups]
    return table(_HEADINGS, rows, f"Checks on the {form.title}", is_stacked=True)


def _row(rules: list[Rule], form: Form, often: Often | None) -> tuple[object, ...]:
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
        joined([paragraph(first.severity.meaning), paragraph(applies(first)), *_often(form, first.code, often)]),
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


def _often(form: Form, code: str, often: Often | None) -> Iterator[Markup]:
    if isinstance(form, ReturnSpec):
        yield paragraph("May be waived for an authority." if code in form.waivable else "Cannot be waived.")
    if often is None:
        return
    count, files = often.found.get((form.code, code), (0, 0))
    if isinstance(form, ReturnSpec):
        words = f"Found {counted(count, 'time')} in {counted(files, 'return')}." if count else "Not found lately."
        yield paragraph(words)
    if waived := often.waived.get((form.code, code), 0):
        yield paragraph(status_tag(f"Waived for {counted(waived, 'authority', 'authorities')}", "warn"))


def _general(wanted: str, often: Often | None, *, is_open: bool) -> list[Markup]:
    """The checks that are the same for every file, in two folds."""
    files = [(code, words) for code, words in FILE_CHECKS if _matches(f"{code} {words}", wanted)]
    cells = [row for row in CELL_CHECKS if _matches(" ".join(row), wanted)]
    total: dict[str, int] = {}
    for (_, code), (count, _) in (often.found if often else {}).items():
        total[code] = total.get(code, 0) + count
    more = ("Found lately",) if often else ()

    def with_count(row: tuple[str, ...]) -> tuple[str, ...]:
        return (*row, number(total.get(row[0], 0))) if often else row

    lead = paragraph("A file that fails one of these cannot be checked at all. Nothing in it is used.")
    each = paragraph("Each is named with its cell, what was entered, and what to enter. Each cell has one at most.")
    read = table(("Check", "What it finds", *more), [with_count(row) for row in files], "Checks on the file")
    headings = ("Check", "Severity", "What it finds", "Refused", "Accepted", *more)
    shape = table(headings, [with_count(row) for row in cells], "Checks on sheets, rows and cells", is_stacked=True)
    parts = [
        ("Every file: whether it can be read", files, joined([lead, read]), "rules-file"),
        ("Every file: sheets, rows and cells", cells, joined([each, shape]), "rules-cells"),
    ]
    return [
        fold(title, counted(len(rows), "rule"), body, is_open=is_open, anchor=anchor)
        for title, rows, body, anchor in parts
        if rows
    ]
