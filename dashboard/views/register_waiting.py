"""Changes of the register that wait: what each does, what passes by it, and the second person's answer."""

import streamlit as st

from dashboard import reads_register
from dashboard.components import panel, show, status_tag, table
from dashboard.formats import counted, day
from dashboard.markup import Markup, details, heading, joined, link, paragraph
from dashboard.views.register_task import FORM_WIDTH, sent, typed
from etl import changing
from etl.entered import Entered, summary
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.passing import Passes
from schemas.register import at_last

_REFUSALS = (NotAllowed, changing.NotPossible)


def show_waiting(viewer: Viewer, waiting: list[Entered]) -> None:
    """Each change that waits, with the answer for whoever may give it."""
    if waiting:
        show(heading("Waiting for a second person"))
    for one in waiting:
        entered = f"Entered on {day(one.entered_on)}. By what decision: {one.proposed.reason}"
        show(panel(f"Change {one.number}: {summary(one.proposed.entry)}", entered, level=3))
        show(*_parts(one))
        _answer(viewer, one)


def waiting_link(viewer: Viewer) -> Markup | None:
    """The way to the register's page, for whoever may confirm what waits there; None if nothing does."""
    waiting = [one for one in reads_register.register_changes(viewer) if one.is_waiting]
    if not waiting:
        return None
    words = counted(len(waiting), "change", "changes", at_start=True)
    verb = "waits" if len(waiting) == 1 else "wait"
    return paragraph(
        f"{words} of the register of authorities {verb} for a second person. ",
        link("See the register", "/register"),
        ".",
    )


def _parts(one: Entered) -> list[Markup]:
    parts: list[Markup] = []
    if one.proposed.entry.begins:
        parts.append(_begins(one))
    totals = [
        (total.kind.label + "s", total.words.partition(": ")[2], _tag(is_equal=total.is_equal)) for total in one.totals
    ]
    parts.append(table(("What passes", "Total", "Adds up"), totals, "What passes, before and after", is_stacked=True))
    if one.proposed.passes:
        parts.append(details("Line by line", listed(one)))
    if one.wrong:
        words = " ".join(one.wrong)
        parts.append(paragraph(f"It can no longer be confirmed: {words} Refuse it, and enter it again."))
    return parts


def _tag(*, is_equal: bool) -> Markup:
    return status_tag("Yes", "good") if is_equal else status_tag("No", "bad")


def _begins(one: Entered) -> Markup:
    rows = [
        (
            new.name,
            new.authority_type,
            " · ".join(code for code in (new.dfe_code, new.ons_code) if code) or "Not issued yet",
            f"{new.region_name}; {new.police_force_name}",
            "Not published" if new.population_0_17 is None else f"{new.population_0_17:,}",
            f"Row {new.tile_row}, column {new.tile_col}" if new.tile_row is not None else "None",
        )
        for new in one.proposed.entry.begins
    ]
    headings = ("Begins", "Type", "Codes", "Region and police", "Children 0 to 17", "Tile on the map")
    return table(headings, rows, "Authorities that begin", is_stacked=True)


def listed(one: Entered) -> Markup:
    """Every line of the record of what passes, by kind."""
    names = {new.authority_id: new.name for new in one.proposed.entry.begins}
    names = {i: known.name for i, known in at_last().items()} | names
    tables = []
    for kind in Passes:
        lines = [(line, words) for line, words in zip(one.proposed.passes, one.words, strict=True) if line.kind is kind]
        rows = [
            (
                words,
                names.get(line.from_id, line.from_id),
                names.get(line.to_id, line.to_id) if line.to_id else f"Ends: {line.reason}",
                "" if line.amount_gbp is None else f"£{line.amount_gbp:,}",
            )
            for line, words in lines
        ]
        if rows:
            headings = (kind.label, "From", "To", "Passes")
            tables.append(table(headings, rows, f"{kind.label}s that pass", numeric=(3,), is_stacked=True))
    return joined(tables)


def _answer(viewer: Viewer, one: Entered) -> None:
    if viewer.is_past:
        return
    if one.entered_by == viewer.subject:
        show(
            paragraph(
                "You entered it, so someone else must confirm it: another administrator or a DfE authoriser.",
                kind="note",
            )
        )
        return
    if not viewer.may(Permission.CONFIRM_REGISTER):
        show(paragraph("Another administrator or a DfE authoriser decides.", kind="note"))
        return

    def agree() -> str:
        changing.confirm(viewer, one.number, settings().now())
        return f"Change {one.number} is confirmed, and part of the register."

    def refuse() -> str:
        changing.refuse(viewer, one.number, reason, settings().now())
        return f"Change {one.number} is refused. It never has an effect."

    with st.container(key=f"register-answer-{one.number}", width=FORM_WIDTH):
        if not one.wrong:
            sent("Confirm the change", f"confirm-{one.number}", agree, _REFUSALS)
        with st.expander("Refuse it"):
            reason = typed("Why, in at least 20 characters", f"refuse-why-{one.number}")
            sent("Refuse the change", f"refuse-{one.number}", refuse, _REFUSALS)
