"""The form for one row of a record or return, from its declaration: a field for each column, with what may be put into it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.formats import counted
from schemas.authorities import authorities
from schemas.spec import Column, Form, Kind, Sheet, Source

_LONG = 200
_MEANT = {Kind.DATE: "A date", Kind.MONEY: "Whole pounds", Kind.INTEGER: "A whole number", Kind.NUMBER: "A number",
          Kind.PERCENT: "A percentage"}  # fmt: skip


_UNITS = {"FTE": "Full-time equivalents", "%": "A percentage"}


class Entry(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """One field of the form.

    Args:
        column: what it fills.
        entry: how.
        options: for a choice, what is typed → what is read; the first may be "", for nothing.
    """

    column: Column
    entry: Entry
    options: Mapping[str, str]

    @property
    def heading(self) -> str:
        """Its name, and whether it may be left empty."""
        return self.column.heading if self.column.is_required else f"{self.column.heading} (optional)"

    @property
    def hint(self) -> str:
        """What it means, and what to put in."""
        column = self.column
        if self.entry is Entry.CHOICE:
            return column.meaning if column.choices or column.kind is Kind.YES_NO else "Choose one."
        like = column.example if "for example" not in column.meaning else ""
        if column.kind in _MEANT:
            what = _UNITS.get(column.unit, _MEANT[column.kind])
            return f"{column.meaning} {what}, for example {like}." if like else f"{column.meaning} {what}."
        most = f" At most {counted(column.max_length, 'character')}." if self.entry is Entry.TEXT else ""
        return f"{column.meaning}{most}" + (f" For example {like}." if like else "")

    @property
    def label(self) -> str:
        """Both, as the field's name to whoever hears the page."""
        return f"{self.heading}. {self.hint}"


def fields(form: Form, sheet: Sheet, parents: Sequence[str], today: date) -> list[Field]:
    """The fields of one sheet's form, in the order of its columns.

    Args:
        form: the record, or return.
        sheet: one of its sheets.
        parents: what the column that belongs to another sheet may hold, as it stands there.
        today: the day on which authorities are meant.
    """
    whose = form.authority_columns.get(sheet.name, ()) if isinstance(form, Source) else ()
    return [_field(column, sheet, column.name in whose, parents, today) for column in sheet.columns]


def _field(column: Column, sheet: Sheet, is_place: bool, parents: Sequence[str], today: date) -> Field:
    if is_place:
        return Field(column, Entry.CHOICE, {"": "", **places(today)})
    if column.choices is not None:
        return Field(column, Entry.CHOICE, {"": "", **{choice.label: choice.label for choice in column.choices}})
    if column.kind is Kind.YES_NO:
        return Field(column, Entry.CHOICE, {"": "", "Yes": "Yes", "No": "No"})
    if sheet.within is not None and column.name == sheet.within[0]:
        return Field(column, Entry.CHOICE, {"": "", **{one: one for one in parents}})
    is_long = column.kind is Kind.TEXT and column.is_free_text and column.max_length >= _LONG
    return Field(column, Entry.TEXT if is_long else Entry.LINE, {})


def places(today: date) -> dict[str, str]:
    """Whom a row may be about: every authority by its code, then every partnership of several by its name."""
    found = {place.dfe_code: f"{place.name} ({place.dfe_code})" for place in authorities(today)}
    together: dict[str, list[str]] = {}
    for place in authorities(today):
        if place.partnership:
            together.setdefault(place.partnership, []).append(place.name)
    shared = {name: f"{name}: {', '.join(names)}" for name, names in together.items() if len(names) > 1}
    return {**found, **shared}
