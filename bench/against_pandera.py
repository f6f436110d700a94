"""The same checks as bench/large_form.py has, written for pandera on Polars: `python -m bench.against_pandera CSV OUT`.

Writes each finding as [row of the file, column], and prints what it cost as JSON.
"""

import sys
import time
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from bench.large_check import said_cost
from bench.large_form import LARGE, TODAY
from schemas.spec import Column, Kind

COLUMNS = LARGE.sheets[0].columns
FIRST_ROW = 2


def read(source: Path) -> pl.DataFrame:
    """The file as text, with the declared names; blanks are null."""
    names = [column.name for column in COLUMNS]
    text = pl.read_csv(source, infer_schema=False)
    return text.rename(dict(zip(text.columns, names, strict=True))).with_columns(pl.all().replace("", None))


def typed(column: Column) -> pl.Expr:
    """A column's text as its type; null where it cannot be read."""
    text = pl.col(column.name)
    match column.kind:
        case Kind.NUMBER:
            value = text.cast(pl.Float64, strict=False)
        case Kind.INTEGER | Kind.MONEY:
            value = text.cast(pl.Int64, strict=False)
        case Kind.DATE:
            value = text.str.to_date("%d/%m/%Y", strict=False)
        case Kind.YES_NO:
            value = text.replace_strict({"Yes": True, "No": False}, default=None, return_dtype=pl.Boolean)
        case Kind.CHOICE:
            labels = {choice.label: str(choice) for choice in column.choices or ()}
            value = text.replace_strict(labels, default=None, return_dtype=pl.String)
        case _:
            value = text
    return value.alias(column.name)


def _is_readable(column: Column, of: Any) -> pl.LazyFrame:
    lines: pl.LazyFrame = of.lazyframe
    return lines.select(typed(column).is_not_null() | pl.col(column.name).is_null())


def _holds(condition: pl.Expr, of: Any) -> pl.LazyFrame:
    lines: pl.LazyFrame = of.lazyframe
    return lines.select(~condition.fill_null(False))


def text_schema() -> pa.DataFrameSchema:
    """What may be typed: filled where it must be, and readable."""
    return pa.DataFrameSchema(
        {
            c.name: pa.Column(pl.String, pa.Check(partial(_is_readable, c), name=c.name), nullable=not c.is_required)
            for c in COLUMNS
        }
    )


def typed_schema() -> pa.DataFrameSchema:
    """What the values may be: bounds, and the rules across columns."""
    bounds = {
        c.name: pa.Column(c.dtype, pa.Check.in_range(c.low, c.high), nullable=True)
        for c in COLUMNS
        if c.low is not None and c.high is not None
    }
    return pa.DataFrameSchema(bounds)


def rule_schema() -> pa.DataFrameSchema:
    """The rules across columns, each named after the column that it is about."""
    checks = [pa.Check(partial(_holds, rule.when), name=f"{rule.column}:{rule.code}") for rule in LARGE.rules]
    return pa.DataFrameSchema(checks=checks)


def findings(schema: pa.DataFrameSchema, rows: pl.DataFrame) -> set[tuple[int, str]]:
    """Where a frame breaks a schema: row of the file, column."""
    try:
        schema.validate(rows, lazy=True)
    except SchemaErrors as failure:
        cases = failure.failure_cases.select("index", "column", "check", "schema_context")
        return {
            (index + FIRST_ROW, str(check).partition(":")[0] if context == "DataFrameSchema" else column)
            for index, column, check, context in cases.iter_rows()
        }
    return set()


def main(source: Path, out: Path) -> None:
    """Check, write what was found and say what it cost."""
    begun = time.perf_counter()
    text = read(source)
    wrong = findings(text_schema(), text)
    values = text.select(typed(column) for column in COLUMNS)
    wrong |= findings(typed_schema(), values)
    in_bounds = [
        pl.when(pl.col(c.name).is_between(pl.lit(c.low), pl.lit(c.high))).then(c.name).alias(c.name)
        for c in COLUMNS
        if c.low is not None
    ]
    wrong |= findings(rule_schema(), values.with_columns(in_bounds).with_columns(today=pl.lit(TODAY)))
    said_cost(begun, out, wrong, text.height)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(*map(Path, sys.argv[1:]))
