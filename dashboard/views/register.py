"""The register of authorities: changes that wait for a second person, what was decided, and the forms to enter more."""

from datetime import date

from dashboard import reads_register
from dashboard.components import headline, no_access, show, table
from dashboard.formats import counted, day
from dashboard.looked_at import day_looked_at
from dashboard.markup import details, heading, paragraph
from dashboard.scope import covers
from dashboard.views.register_enter import show_enter
from dashboard.views.register_passes import show_more
from dashboard.views.register_task import show_done
from dashboard.views.register_waiting import listed, show_waiting
from etl.entered import Entered, summary
from schemas.access import Permission, Viewer
from schemas.authorities import authorities
from schemas.tables_register import RegisterOutcome

PAGE = "Register"


def page(viewer: Viewer) -> None:
    """The page, for whoever enters or confirms changes."""
    if not reads_register.is_keeper(viewer):
        show(no_access(covers(viewer)))
        return
    today = day_looked_at(viewer)
    found = reads_register.register_changes(viewer)
    waiting = [one for one in found if one.is_waiting]
    show(headline(f"{PAGE} of authorities", sentence(found, today)))
    show(
        paragraph(
            "Who is an authority on which day. One person enters a change and another confirms it; until then it has "
            "no effect. From its day, rosters, templates, collections and totals follow it."
        )
    )
    if not viewer.is_past:
        show_done()
    show_waiting(viewer, waiting)
    may_enter = viewer.may(Permission.CHANGE_REGISTER)
    if left := reads_register.not_passed(viewer):
        show_more(viewer, left, may_enter=may_enter)
    _confirmed([one for one in found if _is(one, RegisterOutcome.CONFIRMED)])
    if may_enter:
        show_enter(viewer)
    if refused := [one for one in found if _is(one, RegisterOutcome.REFUSED)]:
        rows = [(f"{one.number}", summary(one.proposed.entry), one.decision.reason) for one in refused if one.decision]
        body = table(("Number", "Change", "Why it was refused"), rows, "Changes that were refused", is_stacked=True)
        show(details(counted(len(refused), "refused change"), body))


def sentence(found: list[Entered], today: date) -> str:
    """How many authorities there are, and from when there are more or fewer: the page's answer."""
    now = len(authorities(today))
    days = sorted({one.proposed.entry.changed_on for one in found if _is(one, RegisterOutcome.CONFIRMED)})
    then = [(on, len(authorities(on))) for on in days if on > today]
    coming = [f"{count} from {day(on)}" for on, count in then if count != now]
    waiting = sum(one.is_waiting for one in found)
    asked = (
        f" {counted(waiting, 'change waits', 'changes wait', at_start=True)} for a second person." if waiting else ""
    )
    return f"There are {now} authorities{''.join(f', and {words}' for words in coming)}.{asked}"


def _is(one: Entered, outcome: RegisterOutcome) -> bool:
    return one.decision is not None and one.decision.outcome is outcome


def _confirmed(found: list[Entered]) -> None:
    if not found:
        return
    show(heading("Confirmed"))
    rows = [
        (f"{one.number}", summary(one.proposed.entry), one.proposed.reason, day(one.decision.decided_at.date()))
        for one in found
        if one.decision
    ]
    headings = ("Number", "Change", "By what decision", "Confirmed")
    show(table(headings, rows, "Changes that were confirmed, the newest first", is_stacked=True))
    for one in found:
        if one.proposed.passes:
            show(details(f"What passes by change {one.number}", listed(one)))
