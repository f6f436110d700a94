"""Send a whole file in place of a record's edition: checked as it is sent, and refused whole if anything is wrong."""

import streamlit as st

from dashboard import reads_records
from dashboard.components import banner, show
from dashboard.formats import counted
from dashboard.markup import heading, paragraph
from dashboard.views import returns_issues
from dashboard.views.records_task import Task, forget_sent, keep_sent
from dashboard.views.returns_words import of_severity
from etl.amending import replace
from etl.settings import settings
from schemas.access import NotAllowed, Viewer
from schemas.issues import Issue, Unreadable
from schemas.vocabulary import Severity, Verdict

_WHAT = (
    "Download the rows, change them, and choose the file below. It may be a workbook (XLSX or ODS) or a CSV file. It takes "
    "the place of every row: what is not in it is gone from the next edition on. Earlier editions are kept."
)


def show_file(viewer: Viewer, task: Task) -> None:
    """The file chooser, and what is wrong with the file that was sent last."""
    limit = settings().upload_limit_mb
    found: tuple[str, list[Issue]] | None = st.session_state.get(f"{task.key}-wrong")
    if found is not None:
        _say(task, *found)
    show(heading(f"Send the {task.record.title}"), paragraph(_WHAT))
    file = st.file_uploader(f"{task.record.title}, up to {limit} MB", key=f"{task.key}-file", max_upload_size=limit)
    if file is None:
        st.session_state.pop(f"{task.key}-since", None)
        return
    # What came after this edition while the file was chosen would be lost by it.
    edition = reads_records.edition_in_use(viewer, task.record.code)
    since = st.session_state.setdefault(f"{task.key}-since", edition.number if edition else 0)
    words = "Put this file in place of the rows" if since else "Send this file"
    if st.button(words, type="primary", key=f"{task.key}-send"):
        _send(viewer, task, file.name, file.getvalue(), since)
        st.rerun()


def _send(viewer: Viewer, task: Task, name: str, content: bytes, since: int) -> None:
    forget_sent(task)
    wrong = f"{task.key}-wrong"
    st.session_state.pop(wrong, None)
    try:
        receipt = replace(viewer, task.record, name, content, since, settings().now())
    except (NotAllowed, Unreadable) as refusal:
        st.session_state.pop(f"{task.key}-since", None)
        st.session_state[wrong] = (str(refusal), [])
        return
    if receipt.verdict is Verdict.ERRORS:
        st.session_state[wrong] = (f"{name} was not stored. Correct it and choose it again.", receipt.issues)
    elif receipt.version is None:
        st.session_state[wrong] = (receipt.note, [])
    else:
        queries = counted(len(of_severity(receipt.issues, Severity.QUERY)), "query", "queries")
        keep_sent(task, f"Stored as edition {receipt.version}", f"{name} is in use, with {queries}.")


def _say(task: Task, sentence: str, issues: list[Issue]) -> None:
    show(banner("Not stored", sentence, "problem"))
    if errors := of_severity(issues, Severity.ERROR):
        show(returns_issues.summary(errors), returns_issues.issues_table(task.record, errors, "Errors by cell"))
