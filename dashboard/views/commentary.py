"""Commentary on the figure's own page: what stands, and for who may write it, the form."""

from datetime import datetime

import streamlit as st

from dashboard import reads_commentary
from dashboard.components import banner, show
from dashboard.markup import heading, paragraph
from dashboard.said import said_words
from etl.commentary import About, write
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.provenance import Provenance
from schemas.tables_commentary import LEAST_WORDS, MOST_WORDS

_DONE = "commentary-done"
_RULE = "Everyone who may see this figure reads your words once the figure is released. Give no number that is hidden elsewhere, and name no one."  # fmt: skip


def commentary(viewer: Viewer, found: Provenance) -> None:
    """Show what was said about a figure, and the form to say something."""
    one = reads_commentary.said(viewer, found.period).get((found.indicator_id, found.geography, found.breakdown))
    may_write = viewer.may(Permission.WRITE_COMMENTARY)
    if one is None and not may_write:
        return
    show(heading("What lies behind it", anchor="commentary", is_pinned=one is not None))
    if done := st.session_state.pop(_DONE, ""):
        show(banner("Done", done, "sent"))
    show(said_words(one) or paragraph("Nothing has been written about this figure."))
    if may_write:
        _form(viewer, found, one.words if one else "")


def _form(viewer: Viewer, found: Provenance, standing: str) -> None:
    about = About(found.indicator_id, found.geography, found.period, found.breakdown, found.computation_id)
    key = "-".join(map(str, (found.indicator_id, found.geography, found.period, found.breakdown)))
    with st.expander("Write about this figure"), st.form(f"commentary-{key}", border=False):
        show(paragraph(_RULE, kind="sub"))
        label = f"What lies behind this figure, in {LEAST_WORDS} to {MOST_WORDS} characters"
        words = st.text_area(label, standing, max_chars=MOST_WORDS, key=f"commentary-words-{key}")
        if st.form_submit_button("Save", type="primary"):
            _save(viewer, about, words, settings().now())


def _save(viewer: Viewer, about: About, words: str, now: datetime) -> None:
    try:
        write(viewer, about, words, now)
    except NotAllowed as refusal:
        show(banner("Not saved", str(refusal), "problem"))
        return
    st.session_state[_DONE] = "Your words are saved. What was said before is kept."
    st.rerun()
