"""What every table of ours is made with: constraint names, UTC instants, text enums with a CHECK."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData
from sqlalchemy import Enum as SqlEnum
from sqlalchemy import Table as SqlTable
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel


def _checked_column(constraint: CheckConstraint, _: SqlTable) -> str:
    # Two columns of a table may have the same choices, and PostgreSQL wants a name for each of their checks.
    names = [column.name for column in constraint.columns]
    return f"{names[0]}_" if len(names) == 1 else ""


NAMING: dict[str, Any] = {
    "checked_column": _checked_column,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(checked_column)s%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of every table; named constraints make migrations reversible on both databases."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets the zone of what it stores, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC time."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(choices: type[StrEnum]) -> SqlEnum:
    """A column type for an enum: stored as its text, with a CHECK that lists the values."""
    return SqlEnum(
        choices,
        native_enum=False,
        create_constraint=True,
        length=64,
        values_callable=lambda members: [member.value for member in members],
        name=choices.__name__.lower(),
    )


class Worded(StrEnum):
    """A text enum in which every member has a label for people and one sentence of meaning.

    Written as `NAME = "value", "Label", "Meaning."`; `str(member)` is the value.
    """

    label: str
    meaning: str

    def __new__(cls, value: str, label: str = "", meaning: str = "") -> Self:
        """Keep the label and the sentence beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value.replace("_", " ").capitalize()
        member.meaning = meaning
        return member
