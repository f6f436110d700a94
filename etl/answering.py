"""Answering explanations and giving them again, one at a time with everything that publishes: a return cannot be authorised
while its explanation is sent back. `etl.explaining` says how they stand.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from etl import asking_again, events
from etl.explaining import Asked, asked
from etl.store import publishing
from etl.trail import noting_refusals
from schemas.access import NotAllowed, Permission, Viewer
from schemas.explaining import Answer, Explanation, Reason, ReviewState, explanation_sha256
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import IssueRow, Submission
from schemas.tables_explaining import ExplanationAnswer, ExplanationGiven

MOST_WORDS = 400
_OVERTAKEN = "This explanation has changed, or no longer counts. Open the page again to see where it stands."
_ANSWERED = "Someone else answered this explanation at the same time. Open the page again to see the answer."

About = tuple[int, str, str]
"""An explanation that is answered: the submission, the finding's fingerprint, `explanation_sha256` of the words."""


@noting_refusals
def give(viewer: Viewer, submission_id: int, fingerprint: str, given: Explanation, now: datetime) -> None:
    """Explain again a query of a return that counts, in other words than those that the department returned.

    Raises:
        NotAllowed: if the viewer may not send this authority's returns, nobody asks again, or the words will not do.
    """
    with publishing() as session:
        one = _standing(session, viewer, Permission.UPLOAD_RETURN, submission_id, [fingerprint])[0]
        _require_other_words(one, given.words)
        sent = one.submission
        session.add(
            ExplanationGiven(
                form_code=sent.form_code, authority_id=sent.authority_id or "", period=sent.period or "",
                fingerprint=fingerprint, submission_id=submission_id, explanation=given.words.strip()[:1000],
                reason=given.reason if given.reason in set(Reason) else "", given_by=viewer.subject, given_at=now,
            )
        )  # fmt: skip
        events.record(session, "explanation.given", viewer.subject, now, submission=sent, detail=_about([one]))


@noting_refusals
def answer(viewer: Viewer, about: Sequence[About], outcome: Answer, words: str, now: datetime) -> None:
    """Accept or return explanations of returns that count, all or none. Their figures stay, whatever the answer.

    Of what is returned, the people who can send the return again are told through the outbox.

    Args:
        viewer: who answers.
        about: the explanations.
        outcome: the answer.
        words: what the department says; needed to return one, or to answer several.
        now: the instant.

    Raises:
        NotAllowed: if the viewer may not, gave one of the explanations, or one has changed or been answered meanwhile.
    """
    viewer.require(Permission.REVIEW_RETURNS)
    tidy = " ".join(words.split())[:MOST_WORDS]
    if (outcome is Answer.RETURNED or len(about) > 1) and len(tidy) < LEAST_EXPLANATION:
        what = "what is asked for" if outcome is Answer.RETURNED else "why these are accepted together"
        raise NotAllowed(f"Say {what}, in {LEAST_EXPLANATION} characters or more.")
    by_return: dict[int, list[tuple[str, str]]] = {}
    for submission_id, fingerprint, sha256 in about:
        by_return.setdefault(submission_id, []).append((fingerprint, sha256))
    try:
        with publishing() as session:
            for submission_id, mine in by_return.items():
                _answer(session, viewer, submission_id, dict(mine), outcome, tidy, now)
    except IntegrityError as overtaken:
        raise NotAllowed(_ANSWERED) from overtaken


def _answer(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    hashes: dict[str, str],
    outcome: Answer,
    words: str,
    now: datetime,
) -> None:
    found = _standing(session, viewer, Permission.REVIEW_RETURNS, submission_id, list(hashes))
    for one in found:
        sha256 = hashes[one.issue.fingerprint]
        _require_open(one, sha256, outcome)
        if viewer.subject in _explainers(session, one):
            raise NotAllowed("You gave this explanation, so someone else must answer it.")
        sent = one.submission
        session.add(
            ExplanationAnswer(
                form_code=sent.form_code, authority_id=sent.authority_id or "", period=sent.period or "",
                fingerprint=one.issue.fingerprint, explanation_sha256=sha256,
                number=one.answer.number + 1 if one.answer else 1, submission_id=submission_id, outcome=outcome,
                words=words, explained_by=one.explained_by, answered_by=viewer.subject, answered_at=now,
            )
        )  # fmt: skip
    session.flush()
    detail = f"{_about(found)}: {words}".rstrip(": ")
    events.record(session, f"explanation.{outcome}", viewer.subject, now, submission=found[0].submission, detail=detail)
    if outcome is Answer.RETURNED:
        asking_again.write(session, found[0].submission, len(found), now)


def _standing(
    session: Session, viewer: Viewer, needed: Permission, submission_id: int, fingerprints: Sequence[str]
) -> list[Asked]:
    """The queries of a version that counts, in the order asked for."""
    sent = session.get(Submission, submission_id)
    viewer.require(needed, (sent.authority_id if sent else None) or "")
    if sent is None or sent.period is None or sent.authority_id is None:
        raise NotAllowed(_OVERTAKEN)
    every = asked(session, RETURNS[sent.form_code], Period.parse(sent.period), {sent.authority_id})
    known = {one.issue.fingerprint: one for one in every if one.submission.id == submission_id}
    if not fingerprints or not set(fingerprints) <= known.keys():
        raise NotAllowed(_OVERTAKEN)
    return [known[fingerprint] for fingerprint in fingerprints]


def _require_other_words(one: Asked, words: str) -> None:
    if one.state not in (ReviewState.RETURNED, ReviewState.UNEXPLAINED):
        raise NotAllowed("The department does not ask about this query again. Nothing was changed.")
    if len(words.strip()) < LEAST_EXPLANATION:
        raise NotAllowed(f"The explanation is too short. Give one of at least {LEAST_EXPLANATION} characters.")
    if one.returned is not None and one.returned.covers(words):
        raise NotAllowed("These words were returned by the department. Explain it differently, or correct the figure.")


def _require_open(one: Asked, sha256: str, outcome: Answer) -> None:
    if explanation_sha256(one.explanation.words) != sha256:
        raise NotAllowed(_OVERTAKEN)
    if one.state is ReviewState.UNEXPLAINED:
        raise NotAllowed("There is no explanation to answer.")
    if one.answer is not None and one.answer.outcome == outcome:
        raise NotAllowed(f"Someone has answered this explanation already: {outcome.label.lower()}.")


def _explainers(session: Session, one: Asked) -> set[str]:
    """Everyone who sent these words of explanation, in this version or an earlier one."""
    sent, issue = one.submission, one.issue
    query = (
        select(col(IssueRow.explained_by), col(IssueRow.explanation))
        .join(Submission, col(Submission.id) == col(IssueRow.submission_id))
        .where(col(Submission.form_code) == sent.form_code, col(Submission.period) == sent.period)
        .where(col(Submission.authority_id) == sent.authority_id, col(IssueRow.fingerprint) == issue.fingerprint)
    )
    mine = explanation_sha256(one.explanation.words)
    return {one.explained_by} | {who for who, words in session.execute(query) if explanation_sha256(words) == mine}


def _about(found: Sequence[Asked]) -> str:
    """The rules and how many of each: "U013 (2), U054"."""
    codes = Counter(one.issue.code for one in found)
    return ", ".join(f"{code} ({count})" if count > 1 else code for code, count in sorted(codes.items()))
