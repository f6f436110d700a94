"""Many returns at once: handing them in, how far they are, and what became of each."""

from collections import Counter

import streamlit as st

from dashboard import reads_batches
from dashboard.components import banner, show, status_tag, table
from dashboard.formats import counted, listed
from dashboard.markup import Markup, details, fold, joined, link, paragraph
from dashboard.views.returns_task import returns_href
from etl import bulk
from etl.bulk_report import NOT_PLACED, WAITING, Outcome, report
from etl.placing import Handed
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.vocabulary import Verdict

_STATES = {
    str(Verdict.CLEAN): ("Accepted", "good"),
    str(Verdict.QUERIES): ("Draft: queries to explain", "warn"),
    str(Verdict.ERRORS): ("Draft: errors to correct", "bad"),
    str(Verdict.UNREADABLE): ("Cannot be read", "bad"),
    NOT_PLACED: ("Not placed", "bad"),
    WAITING: ("Waiting", "none"),
}
_ORDER = (NOT_PLACED, str(Verdict.UNREADABLE), str(Verdict.ERRORS), str(Verdict.QUERIES), WAITING, str(Verdict.CLEAN))
_ATTEMPT = "many-attempt"


def show_many(viewer: Viewer, spec: ReturnSpec, period: Period) -> None:
    """For the department: a place to hand in many files, and what became of the newest batch."""
    if not viewer.holds(Permission.UPLOAD_RETURN) or viewer.is_tied:
        return
    newest = reads_batches.batches(viewer, spec.code, str(period)).head(1)
    if viewer.is_past:
        if newest.height:
            outcomes = reads_batches.outcomes(viewer, int(newest["id"][0]))
            show(fold("Many returns at once", "The newest files", _told(spec, period, outcomes)))
        return
    with st.expander("Send many returns at once", expanded=bool(newest.height)):
        st.html(paragraph(
            "Choose the workbooks, or one ZIP of them. Each is placed by its template, its cover or its name. "
            "Once they are handed in nothing is lost, even if this page is closed."
        ))  # fmt: skip
        _hand_in(viewer, spec, period)
        if newest.height:
            _progress(viewer, spec, period, int(newest["id"][0]))


def _hand_in(viewer: Viewer, spec: ReturnSpec, period: Period) -> None:
    key = f"many-{spec.code}-{period}-{st.session_state.get(_ATTEMPT, 0)}"
    label = f"{spec.title}, {period.label}: files of several authorities"
    files = st.file_uploader(label, accept_multiple_files=True, key=key)
    if not files or not st.button(f"Send {counted(len(files), 'file')}", type="primary", key=f"{key}-send"):
        return
    handed = [Handed(file.name, file.getvalue()) for file in files]
    try:
        with st.spinner("Placing the files."):
            made_up = settings().is_demonstration
            bulk.hand_in(viewer, spec, period, handed, settings().now(), is_illustrative=made_up)
    except (NotAllowed, Unreadable) as refusal:
        show(banner("Not sent", str(refusal), "problem"))
        return
    st.session_state[_ATTEMPT] = st.session_state.get(_ATTEMPT, 0) + 1
    st.rerun()


def _progress(viewer: Viewer, spec: ReturnSpec, period: Period, batch_id: int) -> None:
    """The newest batch; looked at again every second until nothing waits."""
    is_waiting = any(one.verdict == WAITING for one in reads_batches.outcomes(viewer, batch_id))

    @st.fragment(run_every=1.0 if is_waiting else None)
    def look() -> None:
        outcomes = reads_batches.outcomes(viewer, batch_id)
        waiting = sum(one.verdict == WAITING for one in outcomes)
        if waiting:
            done = len(outcomes) - waiting
            st.progress(done / len(outcomes), f"{done} of {counted(len(outcomes), 'file')} taken")
        elif is_waiting:
            st.rerun()
        show(_told(spec, period, outcomes))
        name = f"report-{spec.code}-{str(period).replace(' ', '-')}.csv"
        st.download_button(
            "Everything that was found (CSV)", lambda: report(outcomes), name, "text/csv", on_click="ignore"
        )

    look()


def _told(spec: ReturnSpec, period: Period, outcomes: list[Outcome]) -> Markup:
    return joined([summary(outcomes), _listed(spec, period, outcomes)])


def summary(outcomes: list[Outcome]) -> Markup:
    """What became of the files, counted, in one sentence."""
    counts = Counter(one.verdict for one in outcomes)
    said = [f"{counts[state]} {_STATES[state][0].lower()}" for state in _ORDER if counts[state]]
    return paragraph(f"Of {counted(len(outcomes), 'file')}: {listed(said)}.")


def _listed(spec: ReturnSpec, period: Period, outcomes: list[Outcome]) -> Markup:
    """What needs something done first; what was accepted is folded away."""
    accepted = [one for one in outcomes if one.verdict == str(Verdict.CLEAN)]
    rest = sorted((one for one in outcomes if one not in accepted), key=lambda one: _ORDER.index(one.verdict))
    parts = [_table(spec, period, rest, "Files with something to do")] if rest else []
    if accepted:
        words = f"Accepted: {counted(len(accepted), 'file')}"
        parts.append(details(words, _table(spec, period, accepted, words)))
    return joined(parts)


def _table(spec: ReturnSpec, period: Period, outcomes: list[Outcome], caption: str) -> Markup:
    rows = [
        (
            link(one.authority_name, returns_href(spec, period) + f"&authority={one.dfe_code}") if one.dfe_code else "",
            one.name,
            status_tag(*_STATES[one.verdict]),
            one.reason or (counted(len(one.issues), "finding") if one.issues else ""),
        )
        for one in outcomes
    ]
    return table(
        ("Authority", "File", "State", "What was found"), rows, caption, is_stacked=True, is_caption_shown=True
    )
