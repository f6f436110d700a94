"""Enter one sheet of a return on the screen, by the same rules as a file; it becomes one."""

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import banner, error_summary, panel, show
from dashboard.components_returns import choose
from dashboard.formats import counted, listed
from dashboard.markup import heading, paragraph
from dashboard.views import returns_changes, returns_issues, returns_send
from dashboard.views.returns_entry_rows import anchor_of, ask_rows
from dashboard.views.returns_queries import explained, show_queries
from dashboard.views.returns_result import kept_words
from dashboard.views.returns_task import Standing, Task
from dashboard.views.returns_typed import Sheeted, Told, told
from dashboard.views.returns_words import Left, result_headline
from etl import entering
from etl.nil import COVER
from etl.written import Typed
from schemas.access import Permission, Viewer
from schemas.issues import Issue, verdict
from schemas.vocabulary import Verdict

FILE, SCREEN = "file", "screen"
_WAYS = {FILE: "Send a file", SCREEN: "Enter a sheet on screen"}
_ORIGINS = {
    "draft": "The figures are those of your draft, version {newest}.",
    "counts": "The figures are those of version {base}.",
    "last": "The figures are those of {last}. Bring each of them up to date.",
    "": "Nothing has been entered yet.",
}
MOST_FIELDS = 600


@dataclass(frozen=True)
class Attempt:
    """A sheet as it was checked.

    Args:
        entered: the file that was made of it.
        check: what the check came to.
        numbers: the form's row behind each line of the sheet in the file.
    """

    entered: entering.Entered
    check: returns_send.Check
    numbers: tuple[int, ...]


def chosen_sheet(viewer: Viewer, task: Task) -> str:
    """Asked of whoever may send this return: by a file (""), or on the screen, and then which sheet."""
    if not viewer.may(Permission.UPLOAD_RETURN, task.authority.authority_id):
        return ""
    options = {sheet.name: sheet.title for sheet in task.spec.sheets if sheet.name != COVER}
    options[COVER] = "Cover: a nil return"
    with st.container(key="controls-entry"):
        left, right, _ = st.columns(3)
        with left:
            how = choose("How to send it", _WAYS, "by")
        with right:
            return choose("Sheet", options, "sheet") if how == SCREEN else ""


def show_entry(viewer: Viewer, task: Task, stands: Standing, name: str, results: DeltaGenerator) -> str:
    """The form of one sheet and, once it is checked, what is wrong with it (in `results`, above).

    Returns:
        The page's headline, if a sheet is being checked.
    """
    closed = returns_send.shut(viewer, task)
    with st.container(key="returns-send"):
        show(heading(f"Enter the sheet {task.spec.sheet(name).title}"))
        if closed:
            show(panel("Nothing can be sent now", closed, kind="outlined"))
            return ""
        key = f"entry-{task.key}-{name}-{st.session_state.get(returns_send.ATTEMPT, 0)}"
        sheeted = _sheeted(viewer, task, name, key)
        show(paragraph(sheeted.sheet.meaning if name != COVER else "Say here that there is nothing to report."))
        show(paragraph(_origin(sheeted), kind="note"))
        attempt: Attempt | None = st.session_state.get(f"{key}-attempt")
        found = _told(sheeted, attempt) if attempt else None
        if len(sheeted.started.rows) * len(sheeted.all_fields) > MOST_FIELDS:
            show(panel("Too many rows for the screen", "Send this sheet as a file.", kind="outlined"))
            return ""
        asked = ask_rows(sheeted, key, found.fields if found else {})
    if asked is not None:
        _check(viewer, sheeted, key, asked.rows, asked.numbers)
    if attempt is None or found is None:
        return _moved(key, results)
    return _results(viewer, sheeted, stands, results, attempt, found)


def _sheeted(viewer: Viewer, task: Task, name: str, key: str) -> Sheeted:
    """The sheet with what its form started from, as that stood when it was first drawn."""
    kept = f"{key}-started"
    if kept not in st.session_state:
        st.session_state[kept] = entering.started(viewer, task.spec, task.authority, task.period, name)
    return Sheeted(task, task.spec.sheet(name), st.session_state[kept])


def _told(sheeted: Sheeted, attempt: Attempt) -> Told:
    kept = attempt.check.receipt.kept
    titles = {sheet.title for sheet in sheeted.task.spec.sheets if kept and sheet.name in kept.sheets}
    return told(sheeted, attempt.check.receipt.issues, attempt.entered.first_line, attempt.numbers, titles)


def _origin(sheeted: Sheeted) -> str:
    started, last = sheeted.started, sheeted.task.period.previous.label
    words = _ORIGINS[started.origin].format(newest=started.newest, base=started.base_version, last=last)
    if started.entered:
        titles = [sheet.title for sheet in sheeted.task.spec.sheets if sheet.name in started.entered]
        words += f" Your draft holds: {listed(titles)}."
    if started.base_version is not None:
        return f"{words} Other sheets are kept from version {started.base_version}."
    return f"{words} Save each sheet as a draft; once all are entered, the return can be sent."


def _check(viewer: Viewer, sheeted: Sheeted, key: str, rows: list[Typed], numbers: tuple[int, ...]) -> None:
    """Make the file and check it; if someone saved another version meanwhile, say so first."""
    task, name = sheeted.task, sheeted.sheet.name
    now = entering.started(viewer, task.spec, task.authority, task.period, name)
    st.session_state.pop(f"{key}-attempt", None)
    if (now.newest, now.base_version) != (sheeted.started.newest, sheeted.started.base_version):
        moved = replace(sheeted.started, newest=now.newest, base_version=now.base_version, entered=now.entered)
        st.session_state[f"{key}-started"] = moved
        st.session_state[f"{key}-moved"] = now.newest
        st.rerun()
    made = entering.entered(viewer, task.spec, task.authority, task.period, name, rows, sheeted.started)
    tries = st.session_state[f"{key}-tries"] = st.session_state.get(f"{key}-tries", 0) + 1
    check = returns_send.checked(viewer, task, f"{key}-{tries}", made.upload)
    st.session_state[f"{key}-attempt"] = Attempt(made, check, numbers)
    st.rerun()


def _moved(key: str, results: DeltaGenerator) -> str:
    newest = st.session_state.pop(f"{key}-moved", None)
    if newest is None:
        return ""
    with results:
        words = (
            f"Version {newest} was saved meanwhile. Look at it; what you typed is still below. Check it again to go on."
        )
        show(banner("Someone else was quicker", words, "problem"))
    return "This sheet was not checked: someone else saved the return meanwhile."


def _results(
    viewer: Viewer, sheeted: Sheeted, stands: Standing, results: DeltaGenerator, attempt: Attempt, found: Told
) -> str:
    task, receipt = sheeted.task, attempt.check.receipt
    issues = explained(task, found.issues)
    came_to = receipt.verdict if receipt.verdict is Verdict.UNREADABLE else verdict(issues)
    with results:
        show(
            paragraph(
                f"{sheeted.sheet.title}, checked at {attempt.check.at}. After a change, check it again.", kind="note"
            )
        )
        if receipt.kept is not None:
            show(panel(*kept_words(task.spec, receipt.kept), kind="outlined"))
        _problems(sheeted, found)
        show_queries(task, issues)
        if notes := returns_issues.read_as(issues):
            show(notes)
        if stands.accepted_version is not None and came_to in (Verdict.CLEAN, Verdict.QUERIES):
            returns_changes.show_before_sending(viewer, task, attempt.check.key, attempt.entered.upload)
        returns_send.actions(viewer, task, stands, attempt.entered.upload, _as_stored(issues, receipt.issues), came_to)
    return _headline(viewer, task, issues, came_to, found)


def _problems(sheeted: Sheeted, found: Told) -> None:
    """What is wrong, with links to the fields, and which sheets are still to come."""
    items = []
    for (number, column), words in found.fields.items():
        row = sheeted.name_of(number, sheeted.started.rows[number] if number < len(sheeted.started.rows) else {})
        what = sheeted.sheet.column(column).heading
        items.append((f"{f'{row}, ' if row else ''}{what}: {words}", anchor_of(number, column)))
    items += [(words, "returns-entry") for words in found.others]
    if items:
        show(
            error_summary(
                f"There {'is' if len(items) == 1 else 'are'} {counted(len(items), 'thing')} to put right", items
            )
        )
    if found.missing:
        show(
            panel(
                "Still to enter",
                f"{listed(found.missing)}. Save this sheet as a draft, then choose the next.",
                kind="outlined",
            )
        )


def _as_stored(shown: list[Issue], found: list[Issue]) -> list[Issue]:
    """The issues as the check found them, with the explanations that were typed."""
    typed = {one.fingerprint: one for one in shown}
    return [
        replace(one, explanation=typed[one.fingerprint].explanation, reason=typed[one.fingerprint].reason)
        for one in found
    ]


def _headline(viewer: Viewer, task: Task, issues: list[Issue], came_to: Verdict, found: Told) -> str:
    if found.missing and not found.fields and not found.others:
        return "This sheet passed every check of its own. Save it as a draft and go on with the next."
    return result_headline(Left.of(issues), came_to, returns_send.sending(viewer, task))
