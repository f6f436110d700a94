"""What the department does with a return that was sent in, what people declare about it, and where it stands as a whole."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.base import Worded


class ReviewStep(Worded):
    """One step of the department with a version that was sent in."""

    IN_REVIEW = (
        "in_review",
        "In review",
        "An analyst has taken it for review, and has approved it if the department sent it in for the authority.",
    )
    AUTHORISED = (
        "authorised",
        "Authorised",
        "A third person, neither preparer nor approver, agreed that it is released.",
    )
    RETURNED = (
        "returned",
        "Returned",
        "Sent back with a reason: it no longer counts, and what counted before does again.",
    )


class ReturnState(Worded):
    """Where a return stands for one authority and quarter. Whether it is overdue is told beside it."""

    NOT_STARTED = "not_started", "Not started", "Nothing has been sent."
    DRAFT = "draft", "Draft", "Sent for checking; has errors, or queries without an explanation. It does not count."
    VALIDATED = "validated", "Waiting for approval", "Passed every check; waits for the authority's approver."
    SUBMITTED = "submitted", "Submitted", "Sent in by a second person. It counts, and waits for the department."
    AMENDED = (
        "amended",
        "Amended",
        "A new version of a return that had been sent in. It counts, and waits for the department.",
    )
    IN_REVIEW = "in_review", "In review", "It counts, and the department is looking at it."
    RETURNED = "returned", "Returned", "The department sent it back with a reason. It does not count."
    AUTHORISED = "authorised", "Authorised", "A third person agreed to it: it can be released."
    PUBLISHED = "published", "Published", "It is in a release that is shown."
    WAIVED = "waived", "Waived", "The department does not ask for it this quarter, for a reason."


# Those in which something is still to be sent.
TO_SEND = (ReturnState.NOT_STARTED, ReturnState.DRAFT, ReturnState.RETURNED)
# Those that wait for the department.
TO_REVIEW = (ReturnState.SUBMITTED, ReturnState.AMENDED, ReturnState.IN_REVIEW)


def version_state() -> pl.Expr:
    """A version's state, from its `status`, the department's newest `step`, `is_amended` and `is_released`."""
    step, status = pl.col("step"), pl.col("status").cast(pl.String)
    return (
        pl.when(status != "submitted")
        .then(status)
        .when((step == ReviewStep.AUTHORISED) & pl.col("is_released"))
        .then(pl.lit(str(ReturnState.PUBLISHED)))
        .when(step.is_not_null())
        .then(step)
        .when(pl.col("is_amended"))
        .then(pl.lit(str(ReturnState.AMENDED)))
        .otherwise(pl.lit(str(ReturnState.SUBMITTED)))
    )


class Declaring(Worded):
    """A step at which a person declares something."""

    PREPARED = "prepared", "Prepared", "Sending a return to one's approver."
    SUBMITTED = "submitted", "Submitted", "Sending a return in for one's authority."
    ON_BEHALF = "on_behalf", "Sent in for an authority", "The department sends a return in for an authority."
    APPROVED = "approved", "Approved for an authority", "A second person approves what the department sent in."
    AUTHORISED = "authorised", "Authorised", "Agreeing, for the department, that a return is released."


@dataclass(frozen=True)
class Declaration:
    """What a person declares by taking a step: text that changes only by a new version.

    Args:
        step: the step.
        version: 1, 2, 3 of the step's text.
        since: the first day on which it is used.
        words: the text, in the first person.
    """

    step: Declaring
    version: int
    since: date
    words: str


_START = date(2025, 4, 1)
DECLARATIONS = (
    Declaration(
        Declaring.PREPARED, 1, _START,
        "I have checked these figures against our own records. To the best of my knowledge they are complete and right, and "
        "nothing in the file identifies a child or a member of staff.",
    ),
    Declaration(
        Declaring.SUBMITTED, 1, _START,
        "I send in this return for my authority. I did not prepare it. I am satisfied that it gives a true picture of our "
        "unit at the date that it is about.",
    ),
    Declaration(
        Declaring.ON_BEHALF, 1, _START,
        "I send in this return for the authority, from a file that it gave to the department. I have not changed any figure.",
    ),
    Declaration(
        Declaring.APPROVED, 1, _START,
        "What the department sent in for an authority, somebody else sent in. I approve it in the place of the authority's "
        "approver: it is what the authority gave to the department.",
    ),
    Declaration(
        Declaring.AUTHORISED, 1, _START,
        "I neither prepared nor approved this return. What it raised has been answered, and its figures may be released.",
    ),
)  # fmt: skip


def declaration(step: Declaring, on: date) -> Declaration:
    """The text that is declared at a step on a day; before there was one, the first."""
    texts = [d for d in DECLARATIONS if d.step is step]
    return max((d for d in texts if d.since <= on), key=lambda d: d.version, default=texts[0])
