"""Answering explanations: one on its card, or every one of a rule that the page shows, with words."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import banner, show
from dashboard.formats import counted
from dashboard.markup import paragraph
from etl import answering
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.explaining import Answer, ReviewState
from schemas.issues import LEAST_EXPLANATION
from schemas.returns import RETURNS

_DONE = "review-done"
_SAID = {
    Answer.ACCEPTED: ("accepted", "It stands in later versions too, while the value is the same."),
    Answer.RETURNED: ("returned", "The figures still count. The authority is told, and its page shows your words."),
}


def show_done() -> None:
    """What became of the last answer, said once."""
    if done := st.session_state.pop(_DONE, None):
        show(banner(*done, "sent"))


def show_answers(viewer: Viewer, row: Mapping[str, Any], name: str) -> None:
    """The boxes and buttons of one card, as far as the viewer may use them."""
    state, number = ReviewState(row["state"]), row["issue_id"]
    if state is ReviewState.UNEXPLAINED or not viewer.may(Permission.REVIEW_RETURNS):
        return
    if row["explained_by"] == viewer.subject:
        show(paragraph("You gave this explanation, so someone else must answer it.", kind="note"))
        return
    is_waiting = state is ReviewState.WAITING
    label = f"Your words to {name}" if is_waiting else f"Another answer to {name}"
    words = st.text_input(label, max_chars=answering.MOST_WORDS, key=f"words-{number}")
    refusals = st.container()
    with st.container(key=f"answers-{number}", horizontal=True):
        if state is not ReviewState.ACCEPTED and st.button(f"Accept {name}", key=f"accept-{number}"):
            _send(viewer, refusals, [row], Answer.ACCEPTED, words)
        if state is not ReviewState.RETURNED and st.button(f"Return {name}", key=f"return-{number}"):
            _send(viewer, refusals, [row], Answer.RETURNED, words)


def show_group(viewer: Viewer, wanted: pl.DataFrame) -> None:
    """One answer to every explanation of a rule that waits among those shown, where there are several."""
    is_open = (pl.col("state") == ReviewState.WAITING) & (pl.col("explained_by") != viewer.subject)
    waiting = wanted.filter(is_open)
    groups = {
        f"{code} {rule}": list(rows.iter_rows(named=True))
        for (code, rule), rows in waiting.partition_by("form_code", "code", as_dict=True, maintain_order=True).items()
        if rows.height > 1
    }
    if not groups or not viewer.may(Permission.REVIEW_RETURNS):
        return
    with st.expander("Answer every explanation of one rule at once"):
        key = st.selectbox(
            "Rule to answer", list(groups), format_func=lambda one: _named(groups[one]), key="group-rule"
        )
        words = st.text_input(
            f"Why, in at least {LEAST_EXPLANATION} characters", max_chars=answering.MOST_WORDS, key="group-words"
        )
        refusals, rows = st.container(), groups[key]
        with st.container(key="answers-group", horizontal=True):
            if st.button(f"Accept all {len(rows)}", key="group-accept"):
                _send(viewer, refusals, rows, Answer.ACCEPTED, words)
            if st.button(f"Return all {len(rows)}", key="group-return"):
                _send(viewer, refusals, rows, Answer.RETURNED, words)


def _named(rows: Sequence[Mapping[str, Any]]) -> str:
    whose = counted(len({row["authority_id"] for row in rows}), "authority", "authorities")
    first = rows[0]
    return f"{first['code']}, {RETURNS[first['form_code']].title}: {counted(len(rows), 'explanation')} of {whose}"


def _send(
    viewer: Viewer, refusals: DeltaGenerator, rows: Sequence[Mapping[str, Any]], outcome: Answer, words: str
) -> None:
    about = [(row["submission_id"], row["fingerprint"], row["explanation_sha256"]) for row in rows]
    try:
        answering.answer(viewer, about, outcome, words, settings().now())
    except NotAllowed as refusal:
        refusals.html(banner("Nothing was changed", str(refusal), "problem"))
        return
    word, then = _SAID[outcome]
    st.session_state[_DONE] = (f"{counted(len(rows), 'explanation')} {word}", then)
    st.rerun()
