"""Frames out of the store and into it, in bulk."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
import polars.selectors as cs
from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary, Numeric, Select, String, insert
from sqlalchemy import Table as SqlTable
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session, SQLModel

from schemas.base import Table

_NULL = "\\N"
_INSTANT = pl.Datetime("us", "UTC")
_POLARS: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Numeric, pl.Float64),
    (DateTime, _INSTANT),
    (Date, pl.Date),
    (String, pl.String),
    (LargeBinary, pl.Binary),
)


def frame(session: Session, query: Select[Any], schema: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """The rows of a query as a frame, one column for each column of the query.

    The driver's own rows are taken, column by column: making objects of them first costs several times the query.

    Args:
        session: where to read.
        query: what to read.
        schema: names and Polars types of the columns; by default as the query's columns are.
    """
    result = session.connection().execute(query)
    names = list(schema or result.keys())
    rows = result.cursor.fetchall() if result.cursor is not None else []
    types = [_polars_type(column.type) for column in query.selected_columns]
    wanted = list(schema.values()) if schema else types
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [()] * len(names)
    return pl.DataFrame([_series(*one) for one in zip(names, columns, types, wanted, strict=True)])


def _polars_type(kind: TypeEngine[Any]) -> Any:  # noqa: ANN401 - a Polars type or class of types
    inner = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return next((polars for sql, polars in _POLARS if isinstance(inner, sql)), None)


def _series(name: str, values: Sequence[Any], kind: Any, wanted: Any) -> pl.Series:  # noqa: ANN401 - Polars types
    # SQLite keeps dates and times as text, and truth as 0 and 1.
    is_text = isinstance(next((value for value in values if value is not None), None), str)
    if is_text and kind == pl.Date:
        return pl.Series(name, values, pl.String).str.to_date("%Y-%m-%d")
    if is_text and kind == _INSTANT:
        return pl.Series(name, values, pl.String).str.to_datetime(
            "%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC"
        )
    if kind == pl.Boolean:
        return (
            pl.Series(name, values, pl.Int8, strict=False).cast(pl.Boolean)
            if _is_counted(values)
            else pl.Series(name, values, pl.Boolean)
        )
    return pl.Series(name, values, wanted if wanted is not None else kind, strict=False)


def _is_counted(values: Sequence[Any]) -> bool:
    return any(isinstance(value, int) and not isinstance(value, bool) for value in values)


def table_of(model: type[SQLModel]) -> SqlTable:
    """A class's table itself, because mapped classes cost more than a small query."""
    return model.metadata.tables[str(model.__tablename__)]


def add_rows(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows in the session's transaction."""
    if rows:
        session.connection().execute(insert(table), rows)


def add_frame(session: Session, table: type[Table], rows: pl.DataFrame) -> None:
    """Insert the rows of a frame, fast, in the session's transaction. Columns are named as the table's."""
    if rows.is_empty():
        return
    connection = session.connection()
    names = ", ".join(f'"{name}"' for name in rows.columns)
    target = table.__tablename__
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * rows.width)
        cursor = connection.connection.cursor()
        cursor.executemany(f"INSERT INTO {target} ({names}) VALUES ({places})", _sqlite_texts(rows).rows())  # noqa: S608
        cursor.close()
        return
    driver: Any = connection.connection.cursor()
    with driver as cursor, cursor.copy(f"COPY {target} ({names}) FROM STDIN (FORMAT csv, NULL '{_NULL}')") as copy:
        copy.write(rows.write_csv(include_header=False, null_value=_NULL))


def _sqlite_texts(rows: pl.DataFrame) -> pl.DataFrame:
    # SQLAlchemy keeps dates and times in SQLite as text of this form.
    return rows.with_columns(
        cs.datetime().dt.convert_time_zone("UTC").dt.to_string("%Y-%m-%d %H:%M:%S.%6f"),
        cs.date().dt.to_string("%Y-%m-%d"),
    )
