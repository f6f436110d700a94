"""What someone does with a record, and what is kept of it while they work: in the session, until it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from schemas.spec import Sheet, Source


class Act(StrEnum):
    """What one may do with a record."""

    SEE = "see"
    ADD = "add"
    CHANGE = "change"
    STRIKE = "strike"
    FILE = "file"
    EDITIONS = "editions"


ACTS = {
    Act.SEE: "See the rows",
    Act.ADD: "Add a row",
    Act.CHANGE: "Change a row",
    Act.STRIKE: "Strike a row",
    Act.FILE: "Send a whole file",
    Act.EDITIONS: "See earlier editions",
}


# What there is to do with a record in the past.
PAST = (Act.SEE, Act.EDITIONS)


@dataclass(frozen=True)
class Task:
    """A record, one of its sheets, and what is done."""

    record: Source
    sheet: Sheet
    act: Act

    @property
    def key(self) -> str:
        """The same text for the same task: part of the keys of what is typed. Another once something is sent."""
        tries = st.session_state.get(f"records-tries-{self.record.code}", 0)
        return f"records-{self.record.code}-{self.sheet.name}-{self.act}-{tries}"


@dataclass(frozen=True)
class Change:
    """One row to add, change or strike, as someone means it.

    Args:
        sheet: the sheet's name.
        row: what tells the row from others, as `identity` gives it; "" to add one.
        typed: column → text; None strikes it.
        words: what it does, for people.
    """

    sheet: str
    row: str
    typed: Mapping[str, str] | None
    words: str


@dataclass
class Started:
    """What someone started from.

    Args:
        edition: the number of the edition in use then.
        before: the row as it was; empty for a new one.
    """

    edition: int
    before: Mapping[str, str]


def held(task: Task) -> list[Change]:
    """Changes that wait for another, without which they would be wrong. They are stored nowhere yet."""
    found: list[Change] = st.session_state.setdefault(f"records-held-{task.record.code}", [])
    return found


def sent(task: Task) -> tuple[str, str] | None:
    """The title and words of what was sent last, until the next thing is tried."""
    found: tuple[str, str] | None = st.session_state.get(f"records-sent-{task.record.code}")
    return found


def keep_sent(task: Task, title: str, words: str) -> None:
    """Remember what was sent, and begin anew: nothing waits, and nothing typed is left."""
    code = task.record.code
    st.session_state[f"records-sent-{code}"] = (title, words)
    held(task).clear()
    begin_anew(task)


def begin_anew(task: Task) -> None:
    """Forget what was typed."""
    tries = f"records-tries-{task.record.code}"
    st.session_state[tries] = st.session_state.get(tries, 0) + 1


def forget_sent(task: Task) -> None:
    """Say no more of what was sent last."""
    st.session_state.pop(f"records-sent-{task.record.code}", None)
