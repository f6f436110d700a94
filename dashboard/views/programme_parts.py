"""The plan's parts of the Programme page: what is overdue, actions by department, dependencies, milestones, questions."""

from collections.abc import Sequence

from dashboard.board_words import Row, below, delivery_tag, on, when
from dashboard.components import status_tag, table
from dashboard.formats import counted, late, number, short_day
from dashboard.linked import linked
from dashboard.markup import Markup, download_link, fold, heading, html, joined, paragraph
from dashboard.programmed import Programme
from dashboard.quarter import Quarter
from schemas.bodies import Department
from schemas.questions import QUESTIONS, Question
from schemas.recorded import OwnerRole


def overdue_part(one: Programme) -> Markup:
    """What is owed and late, with the one role that answers."""
    title = heading("What is overdue", anchor="overdue", is_pinned=True)
    if not one.overdue:
        return joined(
            [title, paragraph("Nothing in the plan, and nothing that a meeting asked for, is past its date.")]
        )
    rows = [
        (html("{what}{source}", what=o.what, source=below(o.source)), html("{who}{body}", who=o.who, body=below(o.body)),
         on(o.due_on), number(o.days_late))
        for o in one.overdue
    ]  # fmt: skip
    return joined([title, table(("What", "Who must answer", "Due", "Days late"), rows, "What is overdue", numeric=[3], is_stacked=True)])  # fmt: skip


def plan_part(one: Programme) -> Markup:
    """The plan, department by department."""
    title = heading("The plan, by department", anchor="plan", is_pinned=True)
    if not one.actions:
        return joined([title, paragraph("The implementation plan has not been loaded.")])
    done = sum(row["is_done"] for row in one.actions)
    file = download_link("Download CSV", "/download/board/plan.csv", ": the implementation plan")
    note = paragraph(f"{number(done)} of {counted(len(one.actions), 'action')} done. ", file, kind="sub")
    headings = ("Department", "Action", "Owner", "Baseline", "Date now", "Delivery")
    return joined([title, note, table(headings, _planned(one.actions), "Actions by department", is_stacked=True)])


def _planned(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    return [
        (
            Department(row["department"]).label,
            html("{action}{ref}", action=row["action"], ref=below(row["plan_ref"])),
            OwnerRole(row["owner_role"]).label,
            on(row["baseline_on"]),
            html("{when}{why}", when=when(row), why=below(row["reason"])) if row["due_on"] != row["baseline_on"] else when(row),
            delivery_tag(row),
        )
        for row in rows
    ]  # fmt: skip


def waiting_part(one: Programme) -> Markup:
    """What an action waits for from another, late ones first."""
    title = heading("What waits for what", anchor="dependencies", is_pinned=True)
    if not one.waiting:
        return joined([title, paragraph("No action of the plan waits for another.")])
    held = [row for row in one.waiting if row["is_late"]]
    note = f"{counted(len(held), 'dependency', 'dependencies', at_start=True)} of {number(len(one.waiting))} will come later than needed."  # fmt: skip
    file = download_link("Download CSV", "/download/board/dependencies.csv", ": dependencies")
    headings = ("Waits", "For", "Needed by", "Expected", "State")
    rows = [_waits(row) for row in one.waiting]
    return joined(
        [title, paragraph(note, " ", file, kind="sub"), table(headings, rows, "Dependencies", is_stacked=True)]
    )


def _waits(row: Row) -> tuple[object, ...]:
    said = status_tag(late(row["days_late"]).capitalize(), "bad") if row["is_late"] else status_tag("In time", "good") if row["is_needed"] else status_tag("Done", "good")  # fmt: skip
    needs = Department(row["needs_department"]).label if row["needs_department"] else "Not in the plan"
    return (
        html("{action}{whose}", action=row["action"], whose=below(f"{row['plan_ref']}, {Department(row['department']).label}")),
        html("{what}{whose}", what=row["needed"], whose=below(f"{row['needs_ref']}, {needs}")),
        on(row["needed_on"]),
        on(row["expected_on"]) if row["is_needed"] else "Done",
        said,
    )  # fmt: skip


def steps_part(one: Programme) -> Markup:
    """The plan's milestones, behind a fold."""
    if not one.steps:
        return Markup("")
    rows = [
        (
            row["milestone"], row["plan_ref"], on(row["baseline_on"]),
            f"Met {short_day(row['met_on'])}" if not row["is_open"] else f"Forecast {short_day(row['forecast_on'])}" if row["forecast_on"] else "No date",
            late(((row["met_on"] if not row["is_open"] else row["forecast_on"] or one.on) - row["baseline_on"]).days),
        )
        for row in one.steps
    ]  # fmt: skip
    met = sum(not row["is_open"] for row in one.steps)
    made = table(("Milestone", "Action", "Baseline", "Now", "Against baseline"), rows, "Milestones", is_stacked=True)
    return fold("Milestones of the plan", f"{number(met)} of {number(len(rows))} met", made, anchor="milestones")


def questions_part(quarter: Quarter | None) -> Markup:
    """The eight questions of 2020, each with what is measured, what is not known, and its indicators."""
    period = f" Figures are England's, {quarter.period.label}." if quarter else ""
    note = f"Asked in 2020 of child protection across agencies.{period}"
    folds = joined(_question(one, quarter) for one in QUESTIONS)
    return joined([heading("The eight questions of 2020", anchor="questions"), paragraph(note, kind="sub"), folds])


def _question(one: Question, quarter: Quarter | None) -> Markup:
    shown = linked(quarter, one.indicators, f"Indicators of question {one.code[1:]}") if quarter else ""
    body = joined([paragraph("Known: ", one.measured), paragraph("Not known: ", one.unknown), shown])
    count = counted(len(one.indicators), "indicator")
    return fold(f"{one.code[1:]}. {one.question}", count, body, anchor=one.code.lower(), level=3)
