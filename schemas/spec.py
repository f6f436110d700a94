"""The grammar in which a return, or a public file, is declared once.

A sheet is one SQLModel class whose fields are made by `column()`. Tables, migrations, templates, readers, checks, the
data dictionary and the help pages all read that one declaration.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import polars as pl
from sqlmodel import Field

from schemas.access import Permission
from schemas.base import Table, Worded, text_enum
from schemas.checks import Lookup, Rule


class Kind(Worded):
    """What may be typed into a cell."""

    TEXT = "text", "Text", "Words, up to the length given."
    INTEGER = "integer", "Whole number", "A whole number, for example 12."
    NUMBER = "number", "Number", "A number, for example 2.0."
    MONEY = "money", "Whole pounds", "Whole pounds, for example 120000."
    PERCENT = "percent", "Percentage", "A percentage from 0 to 100, for example 62.5."
    DATE = "date", "Date", "A date, for example 30/09/2026."
    CHOICE = "choice", "Choice", "One of the words in the list."
    YES_NO = "yes_no", "Yes or no", "Yes or No."


POLARS_TYPES: dict[Kind, type[pl.DataType]] = {
    Kind.TEXT: pl.String,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.MONEY: pl.Int64,
    Kind.PERCENT: pl.Float64,
    Kind.DATE: pl.Date,
    Kind.CHOICE: pl.String,
    Kind.YES_NO: pl.Boolean,
}
_KINDS: dict[type, Kind] = {str: Kind.TEXT, int: Kind.INTEGER, float: Kind.NUMBER, date: Kind.DATE, bool: Kind.YES_NO}


@dataclass(frozen=True)
class Column:
    """One field of a sheet, as people and programs need to know it."""

    heading: str
    meaning: str
    kind: Kind | None = None
    unit: str = ""
    choices: type[Worded] | None = None
    low: float | date | None = None
    high: float | date | None = None
    decimals: int = 1
    max_length: int = 400
    is_key: bool = False
    is_free_text: bool = False
    example: str = ""
    aliases: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    may_be_absent: bool = False
    name: str = ""
    is_required: bool = True

    @property
    def dtype(self) -> type[pl.DataType]:
        """The Polars type of the column once read."""
        return POLARS_TYPES[self.kind or Kind.TEXT]

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that this column may stand under."""
        return (self.heading, *self.aliases)


def column(
    heading: str,
    meaning: str,
    *,
    choices: type[Worded] | None = None,
    is_key: bool = False,
    max_length: int = 400,
    **more: Any,  # noqa: ANN401 - the remaining fields of Column, by name
) -> Any:  # noqa: ANN401 - SQLModel's Field is Any by design
    """Declare one field of a sheet: its heading, its meaning and what may be typed into it.

    Args:
        heading: the words above the column in the workbook.
        meaning: one sentence for the officer who fills it in.
        choices: the words to choose from, if it is a choice; stored with a CHECK.
        is_key: whether the column helps to tell one row from another.
        max_length: the longest text, in characters.
        **more: other fields of `Column`.
    """
    declared = Column(heading, meaning, choices=choices, is_key=is_key, max_length=max_length, **more)
    kwargs: dict[str, Any] = {"sa_column_kwargs": {"info": {"column": declared}}}
    if choices is not None:
        kwargs["sa_type"] = text_enum(choices)
    return Field(**kwargs)


class SheetRow(Table):
    """What every row of every sheet has beside its own fields: where it came from and whose it is."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True, ondelete="CASCADE")
    authority_id: str = Field(index=True, max_length=16)
    period: str | None = Field(default=None, max_length=10)
    row_number: int


class Layout(StrEnum):
    """How a sheet is laid out: a row for each thing, or one thing as labels with values beside them."""

    ROWS = "rows"
    FORM = "form"


@dataclass(frozen=True)
class Sheet:
    """A sheet of a return.

    Args:
        name: how rules and code call it.
        title: the name on the workbook's tab.
        meaning: one sentence at the top of the sheet.
        model: the SQLModel class that declares its columns and is its table.
        layout: rows or form.
        within: a key column whose values must stand on another sheet, as (column, sheet name).
        expected: rows that must be there, as key column → values; with `within`, once for each value of that column.
        is_open: whether rows other than the expected ones may be added.
        is_optional: whether a file without the sheet may be read.
        may_be_empty: whether, in a public file or record, it may have no rows under its headings.
        nil_row: the one row that a nil return stands for, where nothing to report means none of each.
    """

    name: str
    title: str
    meaning: str
    model: type[SheetRow]
    layout: Layout = Layout.ROWS
    within: tuple[str, str] | None = None
    expected: Mapping[str, tuple[str, ...]] | tuple[Mapping[str, str], ...] = ()
    is_open: bool = True
    is_optional: bool = False
    may_be_empty: bool = False
    nil_row: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns in order, each with its name, kind and whether it must be filled."""
        return tuple(
            _completed(c.info["column"], c.name, self.model.model_fields[c.name].annotation, c.nullable)
            for c in self.model.__table__.columns  # type: ignore[attr-defined]
            if "column" in c.info
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that together tell one row from another."""
        return tuple(c.name for c in self.columns if c.is_key)

    @property
    def distinctive(self) -> tuple[str, ...]:
        """Names of the columns by which a file without titles is recognised as this sheet."""
        return tuple(c.name for c in self.columns)

    @property
    def stored(self) -> Mapping[str, type[pl.DataType]]:
        """The columns of its table beside those that every sheet has, with their types once read."""
        return {c.name: c.dtype for c in self.columns}

    @property
    def table(self) -> str:
        """The name of its SQL table."""
        return str(self.model.__tablename__)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)


def _completed(declared: Column, name: str, annotation: Any, is_nullable: bool) -> Column:  # noqa: ANN401
    if declared.choices is not None:
        kind: Kind = Kind.CHOICE
    else:
        plain = next(t for t in (getattr(annotation, "__args__", None) or (annotation,)) if t is not type(None))
        kind = declared.kind or _KINDS[plain]
    return replace(declared, name=name, kind=kind, is_required=not is_nullable)


@dataclass(frozen=True)
class Form:
    """What a return and a public file share: sheets, checks, and what the checks look up."""

    code: str
    title: str
    meaning: str
    sheets: tuple[Sheet, ...]
    rules: tuple[Rule, ...] = ()
    lookups: tuple[Lookup, ...] = ()

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name."""
        return next(s for s in self.sheets if s.name == name)

    @cached_property
    def waivable(self) -> frozenset[str]:
        """Codes of the rules from which an authority may be excepted."""
        return frozenset(r.code for r in self.rules) - {r.code for r in self.rules if not r.may_be_waived}

    @cached_property
    def version(self) -> str:
        """Twelve hex digits that change when a sheet, heading, kind, bound or choice changes."""
        parts = [
            (s.title, c.heading, str(c.kind), str(c.low), str(c.high), [str(m) for m in c.choices or ()])
            for s in self.sheets
            for c in s.columns
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class ReturnSpec(Form):
    """A return: the form that every authority is asked for each quarter.

    Args:
        due_days: days after the end of the quarter by which it must be sent.
        certified_by: the role that stands behind the figures.
    """

    due_days: int = 30
    certified_by: str = "Director of children's services"


@dataclass(frozen=True)
class Source(Form):
    """A public file that is fetched rather than asked for. One file covers every authority.

    Args:
        publisher: who publishes it.
        licence: under what terms.
        frequency: how often a new one appears.
        authority_columns: per sheet name, the columns that say which authority a row is about, best first.
        published_sheets: per sheet name, other titles that the sheet has had ("*" matches any ending).
        feeds_indicators: whether indicators are computed from it, so that a new edition computes them again.
        kept_with: what one must be allowed to do to see its rows and put a new edition in its place.
    """

    publisher: str = ""
    licence: str = "Open Government Licence v3.0"
    frequency: str = ""
    authority_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published_sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    feeds_indicators: bool = True
    kept_with: Permission = Permission.REFRESH_SOURCE
