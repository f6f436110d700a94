"""What signing in is said with, apart from how the provider is asked, which takes long to load."""

from dataclasses import dataclass


class Refused(Exception):
    """What the provider sent is not to be believed. The message is for the log, not for the page."""


class NotAnswering(Exception):
    """The provider could not be asked."""


@dataclass(frozen=True)
class Attempt:
    """One sign-in under way in one browser: what was sent, so that what comes back can be held against it."""

    state: str
    nonce: str
    verifier: str
    where_to: str
