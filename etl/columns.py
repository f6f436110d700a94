"""One column's text → values, whole columns at once where the text has its usual form, cell by cell where it has not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.cells import SPACES, trimmed
from etl.convert import Reading, plain, read_cell
from schemas.spec import Column, Kind

_READINGS: dict[int, tuple[Column, dict[str, Reading]]] = {}
_MOST_READINGS = 4096
_OUTSIDE, _BLANK, _LEFT = ">", "_", "?"


@dataclass
class ReadColumn:
    """A column's values, and the indexes of the rows where something is to be said.

    Args:
        values: null where blank or unreadable.
        blank: rows where nothing was typed; of a long sheet only if something must be.
        outside: rows whose value is out of bounds or too long.
        read: what a text that does not have its usual form came to.
    """

    values: pl.Series
    blank: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)
    read: dict[int, Reading] = field(default_factory=dict)


def read_in_bulk(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Whole columns at once: the values of texts in their usual form; and with a mark before the column's name, where
    they are out of bounds (">"), blank ("_") and neither blank nor read ("?").
    """
    names = [column.name for column in columns]
    is_blank = [(pl.col(name).fill_null("").str.strip_chars(SPACES) == "").alias(_BLANK + name) for name in names]
    usual = rows.lazy().select(*(plain(column).alias(column.name) for column in columns), *is_blank)
    is_left = [(pl.col(name).is_null() & ~pl.col(_BLANK + name)).alias(_LEFT + name) for name in names]
    is_outside = [_outside(column).alias(_OUTSIDE + column.name) for column in columns]
    return usual.with_columns(*is_left, *is_outside).collect()


def read_column(texts: pl.Series, column: Column, quick: pl.DataFrame | None) -> ReadColumn:
    """Read a column: what a reading in bulk left over, or all of it.

    Starting a query costs more than reading a few hundred cells one by one, so only long sheets are read in bulk.
    """
    name = column.name
    if quick is None:
        result = ReadColumn(texts)
        values = _read_each(texts.to_list(), range(len(texts)), column, result)
        result.values = pl.Series(name, values, dtype=column.dtype)
        return result
    blank = quick[_BLANK + name].arg_true().to_list() if column.is_required else []
    result = ReadColumn(quick[name], blank, quick[_OUTSIDE + name].arg_true().to_list())
    left = quick[_LEFT + name].arg_true()
    if len(left):
        values = _read_each(texts.gather(left).to_list(), left.to_list(), column, result)
        result.values = result.values.clone().scatter(left, pl.Series(name, values, dtype=column.dtype))
    return result


def _read_each(texts: Iterable[str | None], indexes: Iterable[int], column: Column, result: ReadColumn) -> list[Any]:
    """Read cell by cell. Each different text is read once, and remembered for the next file unless it is free text."""
    values: list[Any] = []
    known = _known_readings(column)
    for index, typed in zip(indexes, texts, strict=True):
        text = trimmed(typed)
        if not text:
            result.blank.append(index)
            values.append(None)
            continue
        reading = known.get(text)
        if reading is None:
            reading = read_cell(text, column)
            if len(known) < _MOST_READINGS:
                known[text] = reading
        values.append(reading.value)
        if reading.code:
            result.read[index] = reading
        if reading.value is not None and not _is_inside(reading.value, column):
            result.outside.append(index)
    return values


def _known_readings(column: Column) -> dict[str, Reading]:
    if column.kind is Kind.TEXT:
        return {}
    readings = _READINGS.setdefault(id(column), (column, {}))[1]
    if len(readings) >= _MOST_READINGS:
        readings.clear()
    return readings


def _outside(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind is Kind.TEXT:
        return value.str.len_chars() > column.max_length
    limits = [value < column.low] if column.low is not None else []
    limits += [value > column.high] if column.high is not None else []
    return pl.any_horizontal(limits) if limits else pl.lit(False)


def _is_inside(value: Any, column: Column) -> bool:  # noqa: ANN401 - a value of any kind
    if isinstance(value, bool) or column.choices is not None:
        return True
    if isinstance(value, str):
        return len(value) <= column.max_length
    return not ((column.low is not None and value < column.low) or (column.high is not None and value > column.high))
