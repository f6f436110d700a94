"""Which cells and which indicators differ between two versions of the same return."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from etl.rows import labels_of
from schemas.authorities import ENGLAND
from schemas.differences import FigureChange, IndicatorChange
from schemas.spec import Column, Form, Sheet
from schemas.vocabulary import Level, Rag, ValueStatus

COVER = "cover"
_SHOWN = (str(ValueStatus.OK), str(ValueStatus.LOW))
_KEY = ["indicator_id", "level", "geography"]


def changed_figures(
    form: Form, before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]
) -> list[FigureChange]:
    """Every cell below the cover that differs, in the order of the form.

    Args:
        form: the return.
        before: the typed rows of the earlier version, by sheet name.
        after: those of the later one.
    """
    return [
        change
        for sheet in form.sheets
        if sheet.name != COVER
        for change in _of_sheet(sheet, _rows(sheet, before.get(sheet.name)), _rows(sheet, after.get(sheet.name)))
    ]


Rows = dict[tuple[Any, ...], dict[str, Any]]


def _rows(sheet: Sheet, rows: pl.DataFrame | None) -> Rows:
    if rows is None:
        return {}
    return {tuple(row[key] for key in sheet.keys): row for row in rows.iter_rows(named=True)}


def _of_sheet(sheet: Sheet, before: Rows, after: Rows) -> Iterator[FigureChange]:
    columns = [column for column in sheet.columns if column.name not in sheet.keys]
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, {}), after.get(key, {})
        for column in columns:
            was, now = old.get(column.name), new.get(column.name)
            if was != now:
                words = _row_in_words(sheet, key)
                yield FigureChange(
                    sheet.title, words, column.heading, _worded(sheet, column, was), _worded(sheet, column, now)
                )


def _row_in_words(sheet: Sheet, key: Iterable[Any]) -> str:
    labels = labels_of(sheet)
    named = zip(sheet.keys, key, strict=True)
    return " · ".join(str(labels.get(name, {}).get(value, value)) for name, value in named if value is not None)


def _worded(sheet: Sheet, column: Column, value: Any) -> Any:  # noqa: ANN401 - any cell value
    return labels_of(sheet).get(column.name, {}).get(value, value)


def changed_indicators(before: pl.DataFrame, after: pl.DataFrame, authority_id: str) -> list[IndicatorChange]:
    """The indicators of an authority and of England whose value or rating differs, the authority's own first.

    Args:
        before: observations as they were, in the columns of schemas.observations.OBSERVATION.
        after: those that differ, as they would be.
        authority_id: whose.
    """
    is_asked = (pl.col("breakdown") == "") & pl.col("geography").is_in([authority_id, ENGLAND])
    new = after.filter(is_asked).select(*_KEY, "value", "status", "rag")
    both = new.join(before.filter(is_asked).select(*_KEY, "value", "status", "rag"), on=_KEY, how="left", suffix="_was")
    found = [_indicator(row) for row in both.sort(*_KEY).iter_rows(named=True)]
    real = [c for c in found if c.before != c.after or c.is_moved]
    return sorted(real, key=lambda change: change.geography == ENGLAND)


def _indicator(row: Mapping[str, Any]) -> IndicatorChange:
    was = row["value_was"] if row["status_was"] in _SHOWN else None
    now = row["value"] if row["status"] in _SHOWN else None
    rag_was = Rag(row["rag_was"]) if row["rag_was"] else Rag.NOT_AVAILABLE
    return IndicatorChange(
        row["indicator_id"], Level(row["level"]), row["geography"], was, now, rag_was, Rag(row["rag"])
    )
