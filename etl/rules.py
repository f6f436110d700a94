"""A form's rules, run on what could be read: the figures they look up are joined first, then all are asked at once."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from etl.convert import day_in_words
from etl.rows import CheckedSheet, Rank, labels_of
from schemas.checks import Lookup, Rule
from schemas.periods import Period
from schemas.spec import Form, Kind, Sheet

_BAD, _RULE, _SPOILT = "!", "#", "!!"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ROOTS: dict[int, tuple[Rule | Lookup, frozenset[str]]] = {}


@dataclass(frozen=True)
class Surroundings:
    """What rules may ask about beyond the file.

    Args:
        today: the day of the check.
        period: the quarter that the return is for; None for a public file.
        last: last quarter's accepted rows, by sheet name.
        reference: what the store knows, by name.
    """

    today: date
    period: Period | None
    last: Mapping[str, pl.DataFrame]
    reference: Mapping[str, pl.DataFrame]


def check_rules(form: Form, sheets: Mapping[str, CheckedSheet], around: Surroundings) -> None:
    """Add a finding for every rule of the day that is broken, at its cell."""
    day = around.period.reference_date if around.period else around.today
    in_force = [rule for rule in form.rules if rule.applies_on(day)]
    for name, checked in sheets.items():
        rules = [rule for rule in in_force if rule.sheet == name]
        if not rules or checked.rows.is_empty():
            continue
        asked = _Asked(_with_bad(checked).lazy(), set(checked.rows.columns) | {_BAD + name for name in checked.bad})
        _add_last(asked, checked.sheet, rules, around.last.get(name))
        _add_literals(asked, rules, around)
        for lookup in (found for found in form.lookups if found.into == name):
            _add_lookup(asked, lookup, sheets, around)
        flags = _conditions(asked.names, rules)
        # One query for each sheet: on a sheet of some rows, starting a query costs more than running it.
        frame = asked.frame.with_columns(pl.when(flag).then(True).alias(f"{_RULE}{n}") for n, flag in enumerate(flags))
        _note_broken(checked, rules, frame.collect())


@dataclass
class _Asked:
    """The rows of a sheet with what its rules ask about; the names of its columns are kept beside it."""

    frame: pl.LazyFrame
    names: set[str]

    def add(self, columns: Mapping[str, pl.Expr]) -> None:
        self.frame = self.frame.with_columns(expression.alias(name) for name, expression in columns.items())
        self.names |= columns.keys()


def _conditions(names: Set[str], rules: Iterable[Rule]) -> list[pl.Expr]:
    """Where rules are broken, one condition for each.

    A rule whose columns are not there is not broken; nor is one whose columns could not be read in a row (their names
    with "!" before them say where).
    """
    asked = []
    for rule in rules:
        roots = roots_of(rule)
        if not roots <= names:
            asked.append(pl.lit(False))
            continue
        condition = rule.when.fill_null(False)
        for root in sorted(roots):
            if _BAD + root in names:
                condition = condition & ~pl.col(_BAD + root)
        asked.append(condition)
    return asked


def is_broken(rule: Rule, sheet: Sheet, values: Mapping[str, Any]) -> bool:
    """Whether a rule is broken by one row of values; columns that are not given are null."""
    names = sorted(roots_of(rule) | values.keys())
    frame = pl.DataFrame([pl.Series(n, [values.get(n)], dtype=_dtype(sheet, n, values)) for n in names])
    return bool(frame.select(_conditions(set(names), [rule])[0]).item())


def roots_of(rule: Rule | Lookup) -> frozenset[str]:
    """The columns that a rule's condition, or a lookup's values, use. Worked out once for each."""
    known = _ROOTS.get(id(rule))
    if known is None or known[0] is not rule:
        expressions = [rule.when] if isinstance(rule, Rule) else list(rule.values.values())
        known = (rule, frozenset(name for e in expressions for name in e.meta.root_names()))
        _ROOTS[id(rule)] = known
    return known[1]


def _dtype(sheet: Sheet, name: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a Polars type or None
    own = name.removeprefix("last_")
    column = next((column for column in sheet.columns if column.name == own), None)
    return column.dtype if column is not None else None if values.get(name) is not None else pl.Float64


def _with_bad(checked: CheckedSheet) -> pl.DataFrame:
    if not checked.bad:
        return checked.rows
    return checked.rows.with_columns(series.alias(_BAD + name) for name, series in checked.bad.items())


def _add_last(asked: _Asked, sheet: Sheet, rules: Iterable[Rule], last: pl.DataFrame | None) -> None:
    wanted = {root.removeprefix("last_") for rule in rules for root in roots_of(rule) if root.startswith("last_")}
    names = [column.name for column in sheet.columns if column.name in wanted]
    keys = list(sheet.keys)
    if not names:
        return
    if last is None or last.is_empty() or not {*keys, *names} <= set(last.columns):
        asked.add({f"last_{name}": pl.lit(None, sheet.column(name).dtype) for name in names})
        return
    if not keys:
        asked.add({f"last_{name}": pl.lit(last.item(0, name), sheet.column(name).dtype) for name in names})
        return
    before = last.lazy().select(*keys, *(pl.col(name).alias(f"last_{name}") for name in names))
    asked.frame = asked.frame.join(before.unique(keys, keep="last"), on=keys, how="left", maintain_order="left")
    asked.names |= {f"last_{name}" for name in names}


def _add_literals(asked: _Asked, rules: Iterable[Rule], around: Surroundings) -> None:
    period = around.period
    literals = {
        "today": pl.lit(around.today, pl.Date),
        "reference_on": pl.lit(period.reference_date if period else None, pl.Date),
        "quarter_number": pl.lit(period.quarter if period else None, pl.Int64),
        "is_first_quarter": pl.lit(period.quarter == 1 if period else None, pl.Boolean),
    }
    used = {root for rule in rules for root in roots_of(rule)}
    used |= {name for rule in rules for name in _PLACEHOLDER.findall(rule.message)}
    asked.add({name: literal for name, literal in literals.items() if name in used})


def _add_lookup(asked: _Asked, lookup: Lookup, sheets: Mapping[str, CheckedSheet], around: Surroundings) -> None:
    """Join a lookup's values. If its source is not there, its columns are not, and rules that need them stay silent."""
    source = _source(lookup, sheets, around)
    on, names = list(lookup.on), list(lookup.values)
    if source is None or not (set(on) | roots_of(lookup)) <= set(source.columns):
        return
    values = [expression.alias(name) for name, expression in lookup.values.items()]
    unread = [_BAD + root for root in sorted(roots_of(lookup)) if _BAD + root in source.columns]
    if unread:
        values.append(pl.any_horizontal(unread).any().alias(_SPOILT))
    if on:
        found = source.lazy().group_by(on).agg(values)
        asked.frame = asked.frame.join(found, on=on, how="left", maintain_order="left")
    else:
        # As literals, not by a cross join, which would forget the order that the rows are told by (Polars 2.1).
        single = source.select(values).head(1)
        asked.frame = asked.frame.with_columns(pl.lit(one.first(), one.dtype).alias(one.name) for one in single)
    asked.names |= set(names)
    # A row of the source whose key is unreadable may belong to any group; a row here with one belongs to none.
    doubts = [pl.lit(True)] if any(_BAD + name in source.columns for name in on) else []
    doubts += [pl.col(_BAD + name) for name in on if _BAD + name in asked.names]
    doubts += [pl.col(_SPOILT).fill_null(False)] if unread else []
    if doubts:
        asked.add({_BAD + name: pl.any_horizontal(doubts) for name in names})
    if unread:
        asked.frame = asked.frame.drop(_SPOILT)


def _source(lookup: Lookup, sheets: Mapping[str, CheckedSheet], around: Surroundings) -> pl.DataFrame | None:
    kind, _, name = lookup.source.partition(".")
    if kind == "last":
        return around.last.get(name)
    if kind == "reference":
        return around.reference.get(name)
    checked = sheets.get(lookup.source)
    if checked is None or not (roots_of(lookup) | set(lookup.on)) <= checked.text.letters.keys():
        return None
    return _with_bad(checked)


def _note_broken(checked: CheckedSheet, rules: list[Rule], frame: pl.DataFrame) -> None:
    for index, rule in enumerate(rules):
        is_broken_at = frame[f"{_RULE}{index}"]
        if is_broken_at.null_count() == frame.height:
            continue
        advice = partial(_advice, rule, checked.sheet, frame)
        checked.add_all(Rank.RULE, rule.code, advice, rule.column, is_broken_at.arg_true().to_list(), rule.severity)


def _advice(rule: Rule, sheet: Sheet, frame: pl.DataFrame, index: int) -> str:
    return _filled(rule, sheet, frame.row(index, named=True))


def _filled(rule: Rule, sheet: Sheet, values: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(lambda match: in_words(match[1], values.get(match[1]), sheet), rule.message)


def in_words(name: str, value: Any, sheet: Sheet) -> str:  # noqa: ANN401 - any cell value
    """A value as a sentence shows it: "£128,571", "2.5", "30 September 2026", "Police", "Yes"."""
    own = name.removeprefix("last_")
    column = next((column for column in sheet.columns if column.name == own), None)
    kind = column.kind if column is not None else _kind_by_name(name)
    if value is None:
        return "0" if kind in _NUMERIC else "blank"
    return _words(value, kind, labels_of(sheet).get(own, {}))


_NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})


def _kind_by_name(name: str) -> Kind:
    endings = {"_gbp": Kind.MONEY, "_pct": Kind.PERCENT, "_on": Kind.DATE, "_fte": Kind.NUMBER, "_count": Kind.INTEGER}
    return next((kind for ending, kind in endings.items() if name.endswith(ending)), Kind.TEXT)


def _words(value: Any, kind: Kind | None, labels: Mapping[str, str]) -> str:  # noqa: ANN401 - any cell value
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        number = f"{round(value, 2):,.2f}".rstrip("0").rstrip(".")
        return f"£{number}" if kind is Kind.MONEY else f"{number}%" if kind is Kind.PERCENT else number
    return labels.get(value, str(value))
