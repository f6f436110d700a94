"""The Board's records as CSV files: what the Recommendations and Programme pages show, as at today."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from dashboard import reads, reads_board
from dashboard.board_words import Row
from dashboard.components import ILLUSTRATIVE
from dashboard.looked_at import read_as
from dashboard.looking import ReadAs
from dashboard.open_data import as_csv
from dashboard.programmed import Programme
from dashboard.recommended import standings
from dashboard.scope import readable
from schemas.access import Viewer
from schemas.recommendations import RECOMMENDATIONS
from schemas.recorded import Recommendation

Rows = Sequence[Row]
_ACTIONS = (
    "recommendation", "title", "action_ref", "action", "owner_role", "owner_body", "response", "status", "baseline_on",
    "due_on", "moved_count", "delivered_on", "evidence_on", "evidence_ref", "is_open", "is_overdue", "days_late", "impact", "narrative",
)  # fmt: skip
_PLAN = (
    "plan_ref", "department", "action", "recommendation", "owner_role", "status", "baseline_on", "due_on", "delivered_on",
    "reason", "is_open", "is_overdue", "days_late",
)  # fmt: skip
_WAITS = ("plan_ref", "action", "department", "needs_ref", "needs_action", "needs_department", "needed", "needed_on", "expected_on", "is_late", "days_late")  # fmt: skip
_DECISIONS = ("decision_ref", "body", "held_on", "decision", "recommendation")
_ARISING = ("arising_ref", "body", "held_on", "action", "owner_role", "owner_body", "due_on", "state", "closed_on", "outcome", "is_overdue", "days_late")  # fmt: skip
_ANSWERS = ("authority_id", "exception", "body", "held_on", "owner_role", "owner_body", "due_on", "answer", "answered_on", "words", "is_overdue", "days_late")  # fmt: skip
_OF_PROGRAMME: dict[str, tuple[tuple[str, ...], Callable[[Programme], Rows]]] = {
    "plan": (_PLAN, lambda one: one.actions),
    "dependencies": (_WAITS, lambda one: one.waiting),
    "decisions": (_DECISIONS, lambda one: one.decisions),
    "arising": (_ARISING, lambda one: one.arising),
    "answers": (_ANSWERS, lambda one: one.answers),
}
PARTS = ("actions", *_OF_PROGRAMME)


def board_csv(viewer: Viewer, part: str, today: date) -> bytes:
    """One of `PARTS` as a file whose every row says if it is made up; nothing if the viewer may not read it, or it is none."""
    if part not in PARTS or not readable(viewer).has_authorities:
        return b""
    columns: tuple[str, ...] = _ACTIONS
    if part == "actions":
        rows = _actions(viewer, today)
    else:
        columns, made = _OF_PROGRAMME[part]
        rows = made(Programme(today, reads_board.plan(viewer), reads_board.meetings(viewer)))
    marking = ILLUSTRATIVE if reads.is_illustrative(viewer) else ""
    of = read_as(viewer)
    return as_csv((*columns, "release", "data_version", "marking"), _cells(rows, columns, of, marking))


def _cells(rows: Rows, columns: Sequence[str], of: ReadAs, marking: str) -> Iterable[list[object]]:
    return ([*(row[name] for name in columns), of.release, of.data_version, marking] for row in rows)


def _actions(viewer: Viewer, today: date) -> Rows:
    return [
        {**row, "title": RECOMMENDATIONS[Recommendation(row["recommendation"])].title, "impact": one.proof}
        for one in standings(reads_board.tracker(viewer), today)
        for row in one.actions
    ]
