"""Send a return: take the template, choose a file, have it checked at once, send it. Choosing a file never sends it."""

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import reads_sheets
from dashboard.components import banner, panel, show
from dashboard.markup import Markup, heading, joined, link, paragraph
from dashboard.views import returns_changes, returns_result
from dashboard.views.returns_queries import explained
from dashboard.views.returns_task import Standing, Task, window_on
from dashboard.views.returns_words import NOTHING_SENT, Left, result_headline
from etl import pipeline
from etl.receipts import Part
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.explaining import Explanation
from schemas.issues import Issue, verdict
from schemas.reviewing import Declaring, declaration
from schemas.vocabulary import SubmissionStatus, Verdict

WHAT_TO_CHOOSE = (
    "Fill in the template and choose it below. It may be a workbook (XLSX or ODS), one CSV file, or a ZIP file of one CSV "
    "for each sheet."
)
_CHECKED, _SENT, ATTEMPT = "returns-checked", "returns-sent", "returns-attempt"


@dataclass(frozen=True)
class Check:
    """A file as it was checked in this session.

    Args:
        key: the task and the file, so that another file is checked again.
        receipt: what the check came to.
        at: the time of the check, for people.
    """

    key: str
    receipt: pipeline.Receipt
    at: str


def show_file(viewer: Viewer, task: Task, stands: Standing, results: DeltaGenerator) -> str:
    """The template, the file chooser and, once a file is chosen, what is wrong with it (in `results`, above).

    Returns:
        The page's headline, if a file is being checked.
    """
    if viewer.is_past:
        return ""
    may_check = viewer.may(Permission.CHECK_RETURN, task.authority.authority_id)
    closed = shut(viewer, task)
    key = f"file-{task.key}-{st.session_state.get(ATTEMPT, 0)}"
    parts = _invitation(viewer, task, stands, closed, is_again=bool(st.session_state.get(key)))
    with st.container(key="returns-send"):
        show(joined(parts))
        _template(viewer, task)
        if not may_check:
            return ""
        part = _part(viewer, task)
        file = st.file_uploader(
            f"{task.spec.title} of {task.authority.name}, {task.period.label}, up to {settings().upload_limit_mb} MB",
            key=key,
            max_upload_size=settings().upload_limit_mb,
        )
    if file is None:
        return ""
    made_up = settings().is_demonstration
    upload = pipeline.Upload(task.authority, file.name, file.getvalue(), is_illustrative=made_up, part=part)
    found = checked(viewer, task, file.file_id, upload)
    issues = explained(task, found.receipt.issues)
    came_to = found.receipt.verdict if found.receipt.verdict is Verdict.UNREADABLE else verdict(issues)
    with results:
        returns_result.show_all(viewer, task, found.receipt, issues, file.name, upload.content, found.at)
        if stands.accepted_version is not None and came_to in (Verdict.CLEAN, Verdict.QUERIES):
            returns_changes.show_before_sending(viewer, task, found.key, upload)
        if closed:
            st.html(paragraph(closed))
        else:
            actions(viewer, task, stands, upload, issues, came_to)
    return result_headline(Left.of(issues), came_to, "" if closed else sending(viewer, task))


def _part(viewer: Viewer, task: Task) -> Part | None:
    """Asked where there is a version to keep sheets from: whether the file is the whole return or only some sheets."""
    version = reads_sheets.kept_base(viewer, task.spec.code, task.authority.authority_id, str(task.period))
    if not version:
        return None
    options = {
        False: "The whole return",
        True: f"Only some sheets: send these again, keep the rest from version {version}",
    }
    is_part = st.radio("What the file holds", list(options), format_func=options.__getitem__, key=f"part-{task.key}")
    return Part(version) if is_part else None


def shut(viewer: Viewer, task: Task) -> str:
    """Why someone of an authority cannot send now: when it opens or that it closed, and whom to ask; "" if they can."""
    if not viewer.is_tied or not viewer.may(Permission.UPLOAD_RETURN, task.authority.authority_id):
        return ""
    window = window_on(viewer, task.spec, task.period, settings().day(), task.authority.authority_id)
    return window.refusal(settings().collections_contact)


def _invitation(viewer: Viewer, task: Task, stands: Standing, closed: str, *, is_again: bool) -> list[Markup]:
    """The heading and the words above the file chooser: what the viewer may do there."""
    authority_id = task.authority.authority_id
    if not viewer.may(Permission.CHECK_RETURN, authority_id):
        return [heading("Template")]
    if closed or not viewer.may(Permission.UPLOAD_RETURN, authority_id):
        words = f"The file is checked at once. Checking it sends and keeps nothing. {WHAT_TO_CHOOSE}"
        why = [panel("Nothing can be sent now", closed, kind="outlined")] if closed else []
        return [*why, heading("Check a file"), paragraph(words)]
    title = "Choose a corrected file" if is_again else f"Send the {task.spec.title}"
    parts = [
        heading(title),
        paragraph(f"{WHAT_TO_CHOOSE} It is checked at once, and nothing is sent until you say so."),
    ]
    if stands.accepted_version is not None:
        words = f"Version {stands.accepted_version} counts. To correct it, send a new version that says what was wrong."
        parts.append(paragraph(words))
    return parts


def sending(viewer: Viewer, task: Task) -> str:
    """What the viewer may do with a file that passed: send it for approval, or submit it; "" if only check it."""
    if not viewer.may(Permission.UPLOAD_RETURN, task.authority.authority_id):
        return ""
    is_final = viewer.may(Permission.SUBMIT_RETURN, task.authority.authority_id)
    return "submit this return" if is_final else "send this return for approval"


def _template(viewer: Viewer, task: Task) -> None:
    name = f"{task.spec.code}-{task.authority.dfe_code}-{str(task.period).replace(' ', '-')}.xlsx"
    st.download_button(
        "Download the template, with the latest figures filled in (XLSX)",
        lambda: pipeline.template(viewer, task.spec, task.authority, task.period),
        name,
        returns_result.WORKBOOK,
        on_click="ignore",
        key=f"template-{task.key}",
    )


def checked(viewer: Viewer, task: Task, file_id: str, upload: pipeline.Upload) -> Check:
    """What a check of a file came to; it is checked once, and again if it is said to hold something else."""
    key = f"{task.key}-{file_id}-{upload.part}"
    kept = st.session_state.get(_CHECKED)
    if isinstance(kept, Check) and kept.key == key:
        return kept
    now = settings().now()
    with st.spinner("Checking your file. This usually takes under two seconds."):
        receipt = pipeline.check(viewer, task.spec, task.period, upload, now)
    made = Check(key, receipt, f"{now.astimezone():%H:%M} on {now.day} {now:%B %Y}")
    st.session_state[_CHECKED] = made
    return made


def actions(
    viewer: Viewer, task: Task, stands: Standing, upload: pipeline.Upload, issues: list[Issue], came_to: Verdict
) -> None:
    """The buttons under a result, as far as the viewer may use them."""
    authority_id = task.authority.authority_id
    if not viewer.may(Permission.UPLOAD_RETURN, authority_id):
        st.html(paragraph("You can check a file here but not send it. The officer who prepares returns sends it."))
        return
    is_final = viewer.may(Permission.SUBMIT_RETURN, authority_id)
    reason, is_ready = "", came_to is Verdict.CLEAN
    if is_ready and stands.accepted_version is not None:
        reason = st.text_input(
            f"Why version {stands.accepted_version}, which counts, is replaced",
            max_chars=400,
            key=f"why-{task.key}",
        )
    label = ("Submit" if is_final else "Send for approval") if is_ready else "Save as a draft"
    if not is_ready:
        words = "A draft keeps the file, what is wrong with it and your explanations. It is used nowhere."
        st.html(paragraph(words, kind="note"))
    if is_ready:
        st.html(declared(Declaring.ON_BEHALF if is_final else Declaring.PREPARED, label))
    if st.button(label, type="primary" if is_ready else "secondary", key=f"send-{task.key}"):
        given = {one.fingerprint: Explanation(one.explanation, one.reason) for one in issues if one.explanation}
        _send(viewer, task, replace(upload, explanations=given, reason=reason))


def declared(step: Declaring, label: str) -> Markup:
    """What a person declares by pressing a button, above the button."""
    words = declaration(step, settings().day()).words
    return panel(f"By choosing “{label}” you declare", words, kind="outlined")


def _send(viewer: Viewer, task: Task, upload: pipeline.Upload) -> None:
    try:
        receipt = pipeline.submit(viewer, task.spec, task.period, upload, settings().now())
    except NotAllowed as refusal:
        st.html(banner("Not sent", f"{refusal} {NOTHING_SENT}", "problem"))
        return
    keep_receipt(task, receipt)
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    st.session_state.pop(_CHECKED, None)
    st.rerun()


def keep_receipt(task: Task, receipt: pipeline.Receipt) -> None:
    """Remember what became of a task's file until the next one, so that the page can say it."""
    st.session_state[_SENT] = (task.key, replace(receipt, issues=[]))


def show_receipt(viewer: Viewer, task: Task) -> None:
    """What became of the file that was sent last, with its number and what it did; nothing in the past."""
    key, receipt = st.session_state.get(_SENT, ("", None))
    if viewer.is_past or key != task.key or receipt is None:
        return
    title, words, kind = _RECEIPTS.get(receipt.status, ("Not sent", receipt.note or NOTHING_SENT, "problem"))
    whose = f"{task.authority.name}, {task.spec.title}, {task.period.label}, version {receipt.version}."
    number = f" Receipt {receipt.number}. " if receipt.number else " "
    more = []
    if receipt.status is SubmissionStatus.SUBMITTED:
        href = f"/authority?code={task.authority.address_code}"
        more = [" ", link(f"See the page of {task.authority.name}", href)]
    show(banner(title, joined([whose if receipt.version else "", number, words, *more]), kind))


_RECEIPTS = {
    SubmissionStatus.SUBMITTED: (
        "Return sent",
        "It counts from now on. The department reviews and authorises it before it is released.",
        "sent",
    ),
    SubmissionStatus.VALIDATED: (
        "Sent for approval",
        "It passed every check. Your authority's approver must submit it before it counts.",
        "sent",
    ),
    SubmissionStatus.DRAFT: ("Draft saved", "The file is kept and used nowhere. Nothing has been sent.", "news"),
}
