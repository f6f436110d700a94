"""What the forms of the register page share: fields that empty themselves once sent, a refusal above the button, the answer."""

from collections.abc import Callable

import streamlit as st

from dashboard.components import banner, show

FORM_WIDTH = 760
_DONE, _ATTEMPT = "register-done", "register-attempt"


def typed(label: str, name: str, value: str = "") -> str:
    """A line of text."""
    return str(st.text_input(label, value, max_chars=400, key=field(name)))


def chosen(label: str, names: dict[str, str], name: str) -> str:
    """One of several, by key."""
    return str(st.selectbox(label, list(names), format_func=names.__getitem__, key=field(name)) or "")


def field(name: str) -> str:
    """The key of a field in the form as it is now: another one once it was sent."""
    return f"register-{name}-{st.session_state.get(_ATTEMPT, 0)}"


def sent(label: str, name: str, send: Callable[[], str], refusals: tuple[type[Exception], ...]) -> None:
    """A button that sends what was typed; a refusal is said above it, and a success after the page has run again."""
    above = st.container()
    if not st.button(label, key=f"register-{name}-send", type="primary"):
        return
    try:
        done = send()
    except refusals as refusal:
        with above:
            show(banner("Not saved", str(refusal), "problem"))
        return
    st.session_state[_DONE] = done
    st.session_state[_ATTEMPT] = st.session_state.get(_ATTEMPT, 0) + 1
    st.rerun()


def show_done() -> None:
    """What was just done, once."""
    if words := st.session_state.pop(_DONE, ""):
        show(banner("Done", words, "sent"))
