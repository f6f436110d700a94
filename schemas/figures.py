"""The grammar of a published statistic: a file of figures by place and period, read into one long table.

A sheet of such a file is a declaration of where its places, periods and measures stand. Adding a source adds no table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from schemas.base import Worded, text_enum
from schemas.spec import Column, Kind, Sheet, SheetRow, Source
from schemas.vocabulary import ValueStatus


class Geography(Worded):
    """What kind of place a published row is about."""

    AUTHORITY = "authority", "Authority", "One authority."
    JOINT = "joint", "Joint row", "Several authorities that report together; the figure is theirs as one."
    REGION = "region", "Region", "One of the nine regions, or Inner or Outer London."
    ENGLAND = "england", "England", "All authorities together."
    GROUP = "group", "Class of authorities", "Every authority of a type, for example all London boroughs."


class Figure(SheetRow, table=True):
    """One published figure: a measure of a place in a period, with the cell that it stands in."""

    __tablename__ = "source_figure"
    __table_args__ = (
        CheckConstraint("(value IS NULL) = (status <> 'ok')", name="value_or_status"),
        Index("ix_source_figure_measure", "submission_id", "measure", "level"),
    )

    authority_id: str | None = Field(default=None, index=True, max_length=16)  # type: ignore[assignment]
    level: Geography = Field(sa_type=text_enum(Geography))
    geography: str = Field(
        max_length=40, description="authority_id; several joined by / for a joint row; else the code as published"
    )
    code: str = Field(default="", max_length=40, description="the place's code as published")
    name: str = Field(default="", max_length=160, description="the place's name as published")
    region_code: str | None = Field(default=None, max_length=9, description="the region that the file puts it in")
    reference_on: date
    measure: str = Field(max_length=64)
    value: float | None = None
    status: ValueStatus = Field(sa_type=text_enum(ValueStatus))
    flags: str = Field(default="", max_length=8)
    cell: str = Field(max_length=16)


FIGURE_COLUMNS: dict[str, type[pl.DataType]] = {
    "level": pl.String,
    "geography": pl.String,
    "code": pl.String,
    "name": pl.String,
    "region_code": pl.String,
    "reference_on": pl.Date,
    "measure": pl.String,
    "value": pl.Float64,
    "status": pl.String,
    "flags": pl.String,
    "cell": pl.String,
}
"""What a figure has beside whose and when it is, and its row in the file."""

_X, _Z = ValueStatus.NOT_AVAILABLE, ValueStatus.NOT_APPLICABLE
SYMBOLS: dict[str, ValueStatus] = {
    **dict.fromkeys(("c", "[c]", "*"), ValueStatus.SUPPRESSED),
    **dict.fromkeys(("x", "[x]", ":", "..", "-", "[n]"), _X),
    **dict.fromkeys(("z", "[z]", ".", "[y]"), _Z),
    **dict.fromkeys(("low", "[low]", "~", "k", "[k]"), ValueStatus.LOW),
    **dict.fromkeys(("u", "[u]"), ValueStatus.UNRELIABLE),
}
"""What stands in a cell instead of a number, in small letters, now and in older files → why there is no number."""


@dataclass(frozen=True)
class Measure:
    """One thing that a file counts.

    Args:
        name: how it is stored.
        heading: the words above its column.
        meaning: one sentence.
        unit: what it is in, once multiplied by `times`.
        low: the least that it can be; None if it may be negative.
        times: what a figure is multiplied by: 1,000 for a file in thousands.
        part_of: the measure that a row's parts add up to, if this is one of them.
        at_most: a measure of the same row that this one cannot exceed.
    """

    name: str
    heading: str
    meaning: str
    unit: str = "children"
    aliases: tuple[str, ...] = ()
    low: float | None = 0
    times: float = 1
    part_of: str = ""
    at_most: str = ""

    @property
    def is_count(self) -> bool:
        """Whether authorities' figures add up to a region's."""
        return self.unit not in ("%", "ratio")


@dataclass(frozen=True)
class FigureSheet(Sheet):
    """A sheet of published figures.

    Args:
        measures: what it counts.
        places: the columns that say which place a row is about.
        levels: what stands in `level_column` → the kind of place; without one, how the place's code begins.
        level_column: the column that says what kind of place it is, if there is one.
        codes: the columns with the place's code or name, best first.
        period_column: the column with the period; without one it is found in the words above the headings.
        reference: month and day that a year's figures are about, or are counted to.
        only: the one value of a column whose rows are wanted.
    """

    model: type[SheetRow] = Figure
    measures: tuple[Measure, ...] = ()
    places: tuple[Column, ...] = ()
    levels: Mapping[str, Geography] = field(default_factory=dict)
    level_column: str = ""
    codes: tuple[str, ...] = ()
    period_column: str = ""
    reference: tuple[int, int] = (3, 31)
    only: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of places, then one for each measure."""
        return (*self.places, *(_column(measure) for measure in self.measures))

    @property
    def distinctive(self) -> tuple[str, ...]:
        """The measures, and what the rows are about: every file of a publisher has the same columns of places."""
        return (*(measure.name for measure in self.measures), *self.only)

    @property
    def stored(self) -> Mapping[str, type[pl.DataType]]:
        """The columns of the table of figures."""
        return FIGURE_COLUMNS

    def measure(self, name: str) -> Measure:
        """The measure of that name."""
        return next(m for m in self.measures if m.name == name)


def _column(measure: Measure) -> Column:
    return Column(
        measure.heading,
        measure.meaning,
        kind=Kind.NUMBER,
        unit=measure.unit,
        low=measure.low,
        aliases=measure.aliases,
        example="128",
        name=measure.name,
    )


@dataclass(frozen=True)
class Statistic(Source):
    """A published statistic: a public file of figures, shown as published in indicators or beside them."""

    feeds_indicators: bool = False

    @property
    def figures(self) -> FigureSheet:
        """Its one sheet of figures."""
        return next(sheet for sheet in self.sheets if isinstance(sheet, FigureSheet))
