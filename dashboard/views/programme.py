"""Programme: what is overdue, the timeline, the plan by department, meetings, the eight questions, the two bodies."""

from dashboard import reads_board
from dashboard.components import headline, no_access, provenance, show
from dashboard.figure import show_figure
from dashboard.formats import day
from dashboard.markup import Markup, columns, html, joined
from dashboard.programmed import Programme, sentence
from dashboard.scope import covers, readable
from dashboard.timeline import timeline_figure
from dashboard.views.programme_meetings import answers_part, arising_part, bodies_part, decisions_part, next_part
from dashboard.views.programme_parts import overdue_part, plan_part, questions_part, steps_part, waiting_part
from dashboard.views.recommendations import latest_quarter
from etl.settings import settings
from schemas.access import Viewer

PAGE = "Programme and Board"


def page(viewer: Viewer) -> None:
    """The page, for whoever may read authorities."""
    if not readable(viewer).has_authorities:
        show(no_access(covers(viewer)))
        return
    today = settings().day()
    one = Programme(today, reads_board.plan(viewer), reads_board.meetings(viewer))
    show(
        headline(PAGE, sentence(one)), provenance(f"As at {day(today)}", "Implementation plan; meetings and decisions")
    )
    show(columns(overdue_part(one), next_part(one), kind="wide-narrow"))
    show_figure(timeline_figure(today), _marks())
    show(plan_part(one), waiting_part(one), steps_part(one))
    show(answers_part(one), arising_part(one), decisions_part(one))
    show(questions_part(latest_quarter(viewer)), bodies_part(today))


def _marks() -> Markup:
    marks = (("disc", "Happened"), ("diamond", "Expected"))
    return html(
        '<ul class="cpo-marks">{items}</ul>',
        items=joined(
            html('<li><span class="cpo-mark cpo-mark-{kind}" aria-hidden="true"></span>{words}</li>', kind=kind, words=words)
            for kind, words in marks
        ),
    )  # fmt: skip
