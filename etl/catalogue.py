"""Everything that is declared, as plain values: for `oversight catalogue`, and for whoever builds on it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl

from etl.waivers import IN_FORCE
from schemas.checks import Rule
from schemas.indicators import INDICATORS
from schemas.returns import RETURNS
from schemas.sources import SOURCES
from schemas.spec import Column, Form, ReturnSpec, Sheet


def catalogue(waived: Iterable[Mapping[str, object]] = ()) -> dict[str, list[dict[str, Any]]]:
    """Returns, sources, columns, rules with their examples, and indicators.

    Args:
        waived: waivers as `etl.waivers.listed` gives them; each rule shows those of its own that are in force.
    """
    held: dict[tuple[object, object], list[dict[str, object]]] = {}
    for waiver in waived:
        if waiver["state"] == IN_FORCE:
            own = {name: waiver[name] for name in ("number", "authority_id", "reason", "approver_role", "until")}
            held.setdefault((waiver["form"], waiver["rule"]), []).append(own)
    forms: list[Form] = [*RETURNS.values(), *SOURCES.values()]
    return {
        "returns": [_return(spec) for spec in RETURNS.values()],
        "sources": [
            _plain(source, {"code", "title", "meaning", "publisher", "licence", "frequency"})
            for source in SOURCES.values()
        ],
        "columns": [
            _column(form, sheet, column) for form in forms for sheet in form.sheets for column in sheet.columns
        ],
        "rules": [
            _rule(form, rule) | {"waivers": held.get((form.code, rule.code), [])}
            for form in forms
            for rule in form.rules
        ],
        "indicators": [_plain(indicator) for indicator in INDICATORS.values()],
    }


def _return(spec: ReturnSpec) -> dict[str, Any]:
    return {
        **_plain(spec, {"code", "title", "meaning", "due_days", "certified_by"}),
        "version": spec.version,
        "sheets": [
            {"name": s.name, "title": s.title, "meaning": s.meaning, "table": s.table, "keys": s.keys}
            for s in spec.sheets
        ],
    }


def _column(form: Form, sheet: Sheet, column: Column) -> dict[str, Any]:
    return {
        "form": form.code,
        "sheet": sheet.title,
        **_plain(column),
        "choices": [{"value": str(c), "label": c.label, "meaning": c.meaning} for c in column.choices or ()],
    }


def _rule(form: Form, rule: Rule) -> dict[str, Any]:
    sheet = form.sheet(rule.sheet)
    return {
        "form": form.code,
        "sheet": sheet.title,
        "heading": sheet.column(rule.column).heading,
        **_plain(rule),
        "may_be_waived": rule.code in form.waivable,
    }


def _plain(thing: Any, only: set[str] | None = None) -> dict[str, Any]:  # noqa: ANN401 - any of our dataclasses
    names = [f.name for f in fields(thing) if only is None or f.name in only]
    values = ((name, getattr(thing, name)) for name in names)
    return {name: _value(value) for name, value in values if not isinstance(value, pl.Expr)}


def _value(value: Any) -> Any:  # noqa: ANN401 - any field of ours
    if isinstance(value, Mapping):
        return {str(key): _value(item) for key, item in value.items() if not isinstance(item, pl.Expr)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)
