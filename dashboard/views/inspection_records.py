"""What came of inspections, row by row: visits, joint inspections, priority actions, intervention."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.components import status_tag, table
from dashboard.formats import counted, day, short_day, spelled
from dashboard.markup import Markup, Words, columns, details, heading, joined, link, paragraph
from dashboard.reads_inspection import Sheets
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.recorded import Intervention, JointInspection, RaisedBy

Row = Mapping[str, Any]
YEAR = timedelta(days=365)


def visits(sheets: Sheets, on: date, viewer: Viewer) -> Markup:
    """Inspections and visits published in the year to a day."""
    rows = _rows(sheets, "ofsted.visits", lambda row: row["published_on"] > on - YEAR)
    title = f"{counted(len(rows), 'inspection or visit', 'inspections and visits', at_start=True)} published in the last year"
    if not rows:
        return _section("visits", "No inspection or visit was published in the last year")
    kinds = Counter(_kind(row) for row in rows)
    themes = Counter(row["visit_theme"] for row in rows if row["visit_theme"])
    cells = [
        (_names(row, viewer), _kind(row), row["visit_theme"] or "", short_day(row["inspected_on"]), short_day(row["published_on"]))
        for row in sorted(rows, key=lambda row: row["inspected_on"], reverse=True)
    ]  # fmt: skip
    every = table(("Authority", "Kind", "Looked at", "Began", "Published"), cells, "Inspections and visits, newest first", is_stacked=True)  # fmt: skip
    looked = table(("What a visit looked at", "Number"), sorted(themes.items()), "Visits by theme", numeric=[1])
    shown = columns(
        table(("Kind", "Number"), sorted(kinds.items()), "Inspections and visits by kind", numeric=[1]), looked
    )
    return _section("visits", title, f"To {day(on)}.", shown, details(f"Show all {len(rows)}", every))


def _kind(row: Row) -> str:
    return str(row["visit_type"]).removeprefix("ILACS ").removeprefix("LA ").capitalize()


def actions(sheets: Sheets, on: date, viewer: Viewer) -> Markup:
    """Priority actions that are open, those overdue longest first."""
    rows = _rows(sheets, "jtai.actions", lambda row: row["closed_on"] is None or row["closed_on"] > on)
    if not rows:
        return _section("actions", "No priority action is open" if "jtai.actions" in sheets else "No record of priority actions has been loaded")  # fmt: skip
    late = sum(row["due_on"] < on for row in rows)
    overdue = f"{spelled(late) if late else 'none'} {'are' if late > 1 else 'is'} overdue"
    cells = [
        (
            _names(row, viewer), row["action"], RaisedBy(row["raised_by"]).label, short_day(row["raised_on"]), short_day(row["due_on"]),
            status_tag(f"{counted((on - row['due_on']).days, 'day')} overdue", "bad") if row["due_on"] < on else status_tag("In time", "warn"),
        )
        for row in sorted(rows, key=lambda row: row["due_on"])
    ]  # fmt: skip
    heads = ("Authority", "What must be done", "Raised by", "Raised", "Due", "State")
    title = f"{counted(len(rows), 'priority action is', 'priority actions are', at_start=True)} open; {overdue}"
    return _section("actions", title, "The strongest thing inspectors say short of a judgement.", table(heads, cells, "Open priority actions", is_stacked=True))  # fmt: skip


def interventions(sheets: Sheets, on: date, viewer: Viewer) -> Markup:
    """Authorities in statutory intervention, longest first."""
    rows = _rows(sheets, "intervention.interventions", lambda row: row["to_on"] is None or row["to_on"] > on)
    if not rows:
        return _section("intervention", "No authority is in intervention" if "intervention.interventions" in sheets else "No record of intervention has been loaded")  # fmt: skip
    cells = [
        (_names(row, viewer), Intervention(row["kind"]).label, short_day(row["from_on"]), f"{(on - row['from_on']).days // 30} months")
        for row in sorted(rows, key=lambda row: row["from_on"])
    ]  # fmt: skip
    places = len({row["authority_id"] for row in rows})
    title = f"{counted(places, 'authority is', 'authorities are', at_start=True)} in statutory intervention"
    note = "Intervention and starting a Unit compete for the same few leaders."
    return _section("intervention", title, note, table(("Authority", "Kind", "Since", "For"), cells, "Open interventions", is_stacked=True))  # fmt: skip


def joint(sheets: Sheets, on: date, viewer: Viewer) -> Markup:
    """Joint targeted area inspections, newest first; they give no grade."""
    rows = _rows(sheets, "jtai.inspections", lambda _: True)
    if not rows:
        return _section("joint", "No joint inspection is recorded")
    cells = [
        (_names(row, viewer), _what(row), short_day(row["started_on"]), _letter(row, on), row["improvement_areas_count"], status_tag(*statement(row, on)))
        for row in sorted(rows, key=lambda row: row["started_on"], reverse=True)
    ]  # fmt: skip
    recent = sum(row["started_on"] > on - YEAR for row in rows)
    heads = ("Authority", "What it looked at", "Began", "Letter", "Areas for improvement", "Statement of action")
    title = f"{counted(recent, 'joint inspection', at_start=True)} began in the last year"
    note = "Ofsted, CQC and HMICFRS inspect an area together. They give no grade."
    return _section("joint", title, note, table(heads, cells, "Joint inspections, newest first", numeric=[4], is_stacked=True))  # fmt: skip


def _what(row: Row) -> str:
    kind = JointInspection(row["kind"]).label
    return f"{kind}: {row['theme']}" if row["theme"] else kind


def _letter(row: Row, on: date) -> str:
    return short_day(row["published_on"]) if row["published_on"] and row["published_on"] <= on else "Not yet"


def statement(row: Row, on: date) -> tuple[str, str]:
    """Where a statement of action stands on a day: its word and the look of its tag."""
    for name, words in (
        ("statement_closed_on", ("Closed", "good")),
        ("statement_accepted_on", ("Accepted", "good")),
        ("statement_received_on", ("Received", "warn")),
    ):
        if row[name] is not None and row[name] <= on:
            return words
    due = row["statement_due_on"]
    if due is None:
        return "None owed", "none"
    return ("Overdue", "bad") if due < on else (f"Due {short_day(due)}", "warn")


def _rows(sheets: Sheets, name: str, is_shown: Callable[[Row], bool]) -> list[Row]:
    """The rows of a sheet, one for each row of the file: where it is about several authorities, with all their names."""
    if name not in sheets:
        return []
    found: dict[int, dict[str, Any]] = {}
    for row in sheets[name].filter(pl.col("authority_id").is_not_null()).iter_rows(named=True):
        kept = found.setdefault(row["row_number"], {**row, "whose": []})
        kept["whose"].append(row["authority_id"])
    return [row for row in found.values() if is_shown(row)]


def _names(row: Row, viewer: Viewer) -> Words:
    places = sorted((authority(id_) for id_ in row["whose"]), key=lambda place: place.name)
    named: Sequence[Words] = [
        link(one.name, f"/authority?code={one.ons_code}") if viewer.may_read_authority(one.authority_id) else one.name
        for one in places
    ]
    return joined(named, ", ")


def _section(anchor: str, title: str, note: str = "", *parts: Markup) -> Markup:
    lead = [paragraph(note, kind="sub")] if note else []
    return joined([heading(title, anchor=anchor, is_pinned=True), *lead, *parts])
