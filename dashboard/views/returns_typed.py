"""A sheet of a return as a form: its rows, one field for each cell, and what a check said of them, by field. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.views.records_fields import Entry, Field, fields
from dashboard.views.records_words import BETWEEN, in_field, place_in_file, without_cell
from dashboard.views.returns_task import Task
from etl.entering import TYPED_ON_COVER, Started
from etl.nil import COVER
from etl.settings import settings
from etl.written import Typed
from schemas.issues import Issue
from schemas.spec import Layout, Sheet
from schemas.vocabulary import Severity

At = tuple[int, str]
"""A field: the number of its row in the form, and its column."""


@dataclass(frozen=True)
class Sheeted:
    """One sheet on the screen.

    Args:
        task: the return.
        sheet: the sheet.
        started: what its form started from.
    """

    task: Task
    sheet: Sheet
    started: Started

    @property
    def is_form(self) -> bool:
        """Whether it is one thing, labels with values beside them."""
        return self.sheet.layout is Layout.FORM

    @property
    def may_grow(self) -> bool:
        """Whether rows may be added and removed."""
        return self.sheet.is_open and not self.is_form

    @property
    def all_fields(self) -> list[Field]:
        """The fields of a row; on the cover only those that a person fills in."""
        found = fields(self.task.spec, self.sheet, self.started.parents, settings().day())
        is_cover = self.sheet.name == COVER
        return [field for field in found if not is_cover or field.column.name in TYPED_ON_COVER]

    def fields_of(self, number: int) -> list[Field]:
        """The fields to fill in of a row; those that tell a row that must be there from others are given."""
        is_given = number < len(self.started.expected) and self.started.expected[number] and not self.is_form
        return [field for field in self.all_fields if not (is_given and field.column.is_key)]

    def name_of(self, number: int, row: Typed) -> str:
        """What a row is called: "Police", or "U2 · Police" where there are several Units; a new one "New row"."""
        if self.is_form:
            return ""
        keys = [name for name in self.sheet.keys if not (self._is_alone(name))]
        said = [row[name] for name in keys or self.sheet.keys if row.get(name)]
        return BETWEEN.join(said) or f"New row {number + 1}"

    def _is_alone(self, name: str) -> bool:
        within = self.sheet.within
        return within is not None and within[0] == name and len(self.started.parents) < 2


@dataclass(frozen=True)
class Told:
    """What a check of the made file came to, in the words of the form.

    Args:
        fields: what is wrong with each field.
        others: what is wrong elsewhere in the return.
        missing: titles of sheets that are in no version yet.
        issues: everything that was found, with the places of the made file said as fields.
    """

    fields: Mapping[At, str]
    others: tuple[str, ...]
    missing: tuple[str, ...]
    issues: tuple[Issue, ...]


def told(
    sheeted: Sheeted,
    issues: Sequence[Issue],
    first_line: int,
    numbers: Sequence[int],
    kept_titles: Collection[str] = (),
) -> Told:
    """What is wrong, by field.

    Args:
        sheeted: the sheet.
        issues: what the check found.
        first_line: the line of the made file in which the sheet's first row stands.
        numbers: the form's row behind each line.
        kept_titles: the sheets that are in an earlier version's file, whose cells can be looked up.
    """
    found: dict[At, str] = {}
    others: list[str] = []
    missing: list[str] = []
    for issue in issues:
        if issue.severity is not Severity.ERROR or issue.waived is not None:
            continue
        at = _at(sheeted, issue, first_line, numbers)
        if at is not None:
            found[at] = without_cell(issue)
        elif issue.code == "S001" and not issue.cell:
            missing.append(issue.sheet)
        else:
            others.append(elsewhere(sheeted, issue))
    said = tuple(_placed(sheeted, issue, kept_titles) for issue in issues)
    return Told(found, tuple(others), tuple(missing), said)


def _at(sheeted: Sheeted, issue: Issue, first_line: int, numbers: Sequence[int]) -> At | None:
    title, line = place_in_file(issue)
    if title != sheeted.sheet.title or not issue.column or not issue.cell:
        return None
    position = 0 if sheeted.is_form else line - first_line
    if not 0 <= position < len(numbers):
        return None
    at = (numbers[position], issue.column)
    return at if issue.column in {f.column.name for f in sheeted.fields_of(at[0])} else None


def elsewhere(sheeted: Sheeted, issue: Issue) -> str:
    """A finding outside the form, with its sheet, row and heading in place of a cell that nobody sees."""
    form = sheeted.task.spec
    sheet = next((one for one in form.sheets if one.title == issue.sheet), None)
    if sheet is None or not issue.column:
        return issue.message
    row = f", {issue.key}" if issue.key else ""
    return f"{sheet.title}{row}, {in_field(sheet, issue)}"


def _placed(sheeted: Sheeted, issue: Issue, kept_titles: Collection[str]) -> Issue:
    """A finding in the file that was made: nobody has that file before them, so it is told by sheet, row and heading."""
    sheet = next((one for one in sheeted.task.spec.sheets if one.title == issue.sheet), None)
    if issue.sheet in kept_titles or sheet is None or not issue.column or not issue.cell:
        return issue
    row = (
        issue.key.removeprefix(f"{sheeted.started.parents[0]}{BETWEEN}")
        if len(sheeted.started.parents) == 1
        else issue.key
    )
    place = f"{sheet.column(issue.column).heading}{f' ({row})' if row else ''}"
    return replace(issue, cell=place, message=f"{issue.sheet}, {place} — {without_cell(issue)}")


def is_wide(field: Field) -> bool:
    """Whether a field is for several lines of words."""
    return field.entry is Entry.TEXT


def numbered(rows: Sequence[Typed], removed: Sequence[bool]) -> list[int]:
    """The form's rows that go into the file: those that are not removed, nor new and left blank."""
    return [n for n, row in enumerate(rows) if not removed[n] and any(text.strip() for text in row.values())]
