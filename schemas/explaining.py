"""Explanations of queries as a conversation: why in one of a few reasons and in words, and the department's answer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.base import Worded


class Reason(Worded):
    """What sort of explanation it is."""

    SERVICE_CHANGE = (
        "service_change",
        "The service changed",
        "Something was set up, moved, closed or staffed differently.",
    )
    RECORDING = (
        "recording",
        "How it is recorded",
        "The way in which it is counted or recorded changed; the service did not.",
    )
    LATE_DATA = (
        "late_data",
        "Late data from a partner",
        "A partner's figures came late, are estimated or are not in yet.",
    )
    SMALL_NUMBERS = "small_numbers", "Small numbers", "One or two children, posts or cases make the difference."
    CORRECTION = (
        "correction",
        "An earlier figure was wrong",
        "The figure is right now; the one that it is compared with was not.",
    )
    CONFIRMED = "confirmed", "Checked and right", "The figure was checked at its source and is right."
    OTHER = "other", "Something else", "None of these: the words say what."


class Answer(Worded):
    """What the department says to an explanation."""

    ACCEPTED = (
        "accepted",
        "Accepted",
        "The explanation stands, with the same rule, row and value, in later versions too.",
    )
    RETURNED = (
        "returned",
        "Asked again",
        "The explanation does not do: the query is open until it is explained differently.",
    )


class ReviewState(Worded):
    """Where the explanation of one query stands."""

    WAITING = "waiting", "To answer", "It was explained, and nobody has answered."
    RETURNED = "returned", "Asked again", "The department returned the explanation, and no other was given."
    ACCEPTED = "accepted", "Accepted", "The department accepted the explanation."
    UNEXPLAINED = "unexplained", "Not explained", "There is no explanation of 20 characters or more."


@dataclass(frozen=True)
class Explanation:
    """Why a query's figure is right, in words, and what sort of reason it is.

    Args:
        words: as they were typed.
        reason: a `Reason`; "" if none was chosen.
    """

    words: str
    reason: str = ""

    @classmethod
    def of(cls, given: "str | Explanation") -> "Explanation":
        """An explanation as it is, or made from words alone."""
        return cls(given) if isinstance(given, str) else given


Explanations = Mapping[str, str | Explanation]
"""By an issue's fingerprint, its rule's code ("U013"), or "*" for every query."""


@dataclass(frozen=True)
class Returned:
    """What the department said to explanations of one query that it returned.

    Args:
        words: its words to the newest of them.
        hashes: those explanations, each as `explanation_sha256`.
    """

    words: str
    hashes: frozenset[str]

    def covers(self, explanation: str) -> bool:
        """Whether these words of explanation were returned."""
        return explanation_sha256(explanation) in self.hashes


def explanation_sha256(words: str) -> str:
    """The same for the same words, however they are spaced: what an answer was given to."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def reason_label(reason: str) -> str:
    """A stored reason in words; "" if none was chosen, or it is declared no longer."""
    return Reason(reason).label if reason in set(Reason) else ""
