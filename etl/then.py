"""What was known at an instant, of rows that are added and carry when: the one rule of every look at the past.

A row whose instant is later is not there; an instant in a row that is later had not come, and what goes with it was not
known. No instant means now: everything is there. A foundation that any step may read.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.sql.elements import SQLCoreOperations


def by(at: datetime | None, column: SQLCoreOperations[Any]) -> list[ColumnElement[bool]]:
    """The conditions of a row that was there at an instant; none for now.

    Args:
        at: the instant; None for now.
        column: the column that says when the row came.
    """
    return [] if at is None else [column <= at]


def known(at: datetime | None, column: SQLCoreOperations[Any], value: SQLCoreOperations[Any]) -> SQLCoreOperations[Any]:
    """A value that came with an instant of its own: null before that.

    Args:
        at: the instant looked at; None for now.
        column: the column that says when the value came.
        value: the column that holds it.
    """
    return value if at is None else case((column <= at, value))


def had_come(instant: datetime | None, at: datetime | None) -> bool:
    """Whether something that a row dates had happened: now, or by an instant."""
    return instant is not None and (at is None or instant <= at)
