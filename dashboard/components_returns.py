"""Parts that only the Returns and Definitions pages need, in the manner of `components`."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.components import status_tag
from dashboard.markup import Markup, heading, html, joined


def choose(label: str, options: Mapping[str, str], name: str) -> str:
    """A choice that is kept in the address, so that a link leads back to it. The address wins over what was chosen.

    Args:
        label: the words above the choice.
        options: value in the address → words on the screen; the first is chosen if the address names none.
        name: its name in the address.
    """
    key = f"choose-{name}"
    wanted = st.query_params.get(name, "")
    if wanted in options:
        st.session_state[key] = wanted
    elif st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))

    def keep() -> None:
        st.query_params[name] = st.session_state[key]

    return str(st.selectbox(label, list(options), format_func=options.__getitem__, key=key, on_change=keep))


def task_list(title: str, steps: Sequence[tuple[str, str, str]]) -> Markup:
    """Steps in order, each with its state: (step, state in words, kind of tag; "" for plain words)."""
    lines = joined(
        html(
            "<li><span>{number} {step}</span>{state}</li>",
            number=number,
            step=step,
            state=status_tag(state, kind) if kind else html('<span class="cpo-muted">{state}</span>', state=state),
        )
        for number, (step, state, kind) in enumerate(steps, start=1)
    )
    return html(
        '<section class="cpo-panel cpo-panel-plain cpo-tasks" aria-label="{title}">{heading}<ol>{lines}</ol></section>',
        title=title,
        heading=heading(title, 2),
        lines=lines,
    )
