"""What the Records page says of a row: which it is, what is wrong with it in the words of its form, what changed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.views.returns_words import where
from schemas.issues import Issue
from schemas.spec import Sheet, Source
from schemas.vocabulary import Severity

BETWEEN = " · "


@dataclass(frozen=True)
class Told:
    """What a check of an edition with someone's row in it came to, in the words of the form.

    Args:
        fields: column → what is wrong with its field, to stand beside its name.
        others: what is wrong elsewhere, each with its row.
        asked: what is not certainly wrong; it stops nothing.
        is_held: whether the row may be right once another row of the record goes with it.
    """

    fields: Mapping[str, str]
    others: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    is_held: bool = False


def identity(sheet: Sheet, typed: Mapping[str, str]) -> str:
    """What tells a row from the others of its sheet, as it is typed."""
    return BETWEEN.join(typed.get(name, "") for name in sheet.keys)


def named(identified: str, places: Mapping[str, str]) -> str:
    """The same for people: "Solihull (334) · 2026-27 Q2"."""
    return BETWEEN.join(places.get(part, part).partition(": ")[0] for part in identified.split(BETWEEN))


def told(
    record: Source, sheet: Sheet, issues: Sequence[Issue], place: tuple[str, int] | None, places: Mapping[str, str]
) -> Told:
    """What is wrong with the row of a form, by its fields, and with other rows.

    Args:
        record: the record.
        sheet: the form's sheet.
        issues: what the check found.
        place: the title and line where the form's row stands in the file; None if it was struck.
        places: whom a row may be about, in words.
    """
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    own = [issue for issue in errors if issue.column and place == place_in_file(issue)]
    fields = {issue.column: without_cell(issue) for issue in own}
    others = []
    for issue in errors:
        same = next((one for one in own if (one.code, one.column) == (issue.code, issue.column)), None)
        if same is None:
            others.append(_elsewhere(record, issue, places))
        elif same is not issue:  # the same thing, said of both rows that it is about
            fields[issue.column] += f" The other row: {named(issue.key, places)}."
    asked = [
        in_field(sheet, issue) if place == place_in_file(issue) and issue.column else _elsewhere(record, issue, places)
        for issue in issues
        if issue.severity is Severity.QUERY
    ]
    is_held = len(record.sheets) > 1 and all(not i.code.startswith("S") or i.code == "S022" for i in errors)
    return Told(fields, tuple(others), tuple(asked), is_held and bool(errors))


def in_field(sheet: Sheet, issue: Issue) -> str:
    """A message that names the field in place of the cell: "Started: you entered “31/02/2026”. …"."""
    return f"{sheet.column(issue.column).heading}: {without_cell(issue)}"


def _elsewhere(record: Source, issue: Issue, places: Mapping[str, str]) -> str:
    sheet = next((sheet for sheet in record.sheets if sheet.title == issue.sheet), None)
    if sheet is None or not issue.column:
        return issue.message
    row = f"the row {named(issue.key, places)}" if issue.key else "another row"
    return f"{sheet.title}, {row}, {in_field(sheet, issue)}"


def without_cell(issue: Issue) -> str:
    """A message without the place that it begins with."""
    return issue.message.removeprefix(f"{where(issue)} — ")


def place_in_file(issue: Issue) -> tuple[str, int]:
    """The title of the sheet and the line that a finding is about; line 0 for none."""
    digits = issue.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return issue.sheet, int(digits) if digits.isdecimal() else 0


@dataclass(frozen=True)
class Since:
    """What someone else did to a row meanwhile.

    Args:
        taken: column → their value, where nothing else was typed.
        lines: what to say.
    """

    taken: Mapping[str, str]
    lines: tuple[str, ...]


def since_then(
    sheet: Sheet, before: Mapping[str, str], now: Mapping[str, str] | None, typed: Mapping[str, str]
) -> Since:
    """What became of the row that someone works on, since they began.

    Args:
        sheet: the row's sheet.
        before: the row when they began.
        now: the row as it stands; None if it was struck.
        typed: what they have typed.
    """
    if now is None:
        return Since({}, ("The row was struck. To have it again, send yours: it is added.",))
    taken, lines = {}, []
    for column in sheet.columns:
        was, other, own = (values.get(column.name, "") for values in (before, now, typed))
        if other == was:
            continue
        shown = f"“{other}”" if other else "blank"
        if own == was:
            taken[column.name] = other
            lines.append(f"{column.heading} is {shown} now. It is taken over into your form.")
        elif own != other:
            lines.append(f"{column.heading} is {shown} now. Your form keeps “{own}”.")
    return Since(taken, tuple(lines) or ("The row that you work on is as it was.",))


def what_changed(sheet: Sheet, before: Mapping[str, str], typed: Mapping[str, str]) -> str:
    """The headings of the columns that differ, for the list of editions."""
    found: Sequence[str] = [c.heading for c in sheet.columns if before.get(c.name, "") != typed.get(c.name, "").strip()]
    return ", ".join(found)
