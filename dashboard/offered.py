"""The files that a page offers, each with a button; whoever takes a page down takes them too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st

from dashboard.looking import named, read_as


@dataclass(frozen=True)
class Offered:
    """A file that a page offers: its label on the page, its name, and how to make it."""

    label: str
    name: str
    content: Callable[[], bytes]


_TAKEN: ContextVar[dict[str, Offered] | None] = ContextVar("files that a page offers", default=None)


def offer(label: str, content: Callable[[], bytes], name: str, key: str) -> None:
    """A button that gives a CSV file, which is made when someone asks for it.

    Args:
        label: what the button says.
        content: makes the file.
        name: its name, without what it is of.
        key: the button's own name on the page.
    """
    full_name = named(name, read_as())
    taken = _TAKEN.get()
    if taken is not None:
        taken[key] = Offered(label, full_name, content)
    st.download_button(label, content, full_name, "text/csv", key=key, on_click="ignore", type="tertiary")


@contextmanager
def taking(files: dict[str, Offered]) -> Iterator[None]:
    """Take down what is offered, by the key of its button."""
    token = _TAKEN.set(files)
    try:
        yield
    finally:
        _TAKEN.reset(token)
