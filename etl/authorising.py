"""The department's steps with returns that were sent in: taken for review, authorised by a third person, sent back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from etl import asking_again, declaring, events, explaining
from etl.current import current_ids
from etl.quarters import affected, publish, publish_known
from etl.store import publishing
from etl.trail import noting_refusals
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import authority
from schemas.explaining import ReviewState
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.reviewing import Declaring, ReviewStep
from schemas.tables import Computation, Submission
from schemas.tables_reviewing import SubmissionReview

Steps = Mapping[ReviewStep, str]
_OPEN = (ReviewState.RETURNED, ReviewState.UNEXPLAINED)
_OVERTAKEN = "no longer counts. Open the page again to see where it stands."


@noting_refusals
def take(viewer: Viewer, submission_ids: Iterable[int], now: datetime) -> None:
    """Take returns for review, all or none. One that the department sent in for an authority is approved by that.

    Raises:
        NotAllowed: if the viewer may not, one no longer counts, somebody has taken one already, or the viewer sent one
            in for its authority.
    """
    viewer.require(Permission.REVIEW_RETURNS)
    with publishing() as session:
        for sent, steps in _standing(session, submission_ids):
            if steps:
                raise NotAllowed(f"{_name(sent)} is {_newest(steps).label.lower()} already.")
            if sent.is_on_behalf and viewer.subject == sent.received_by:
                raise NotAllowed(f"You sent {_name(sent)} in for the authority, so someone else must approve it.")
            _add(session, viewer, sent, ReviewStep.IN_REVIEW, now)
            if sent.is_on_behalf:
                declaring.declare(session, sent.id, Declaring.APPROVED, viewer.subject, now)


@noting_refusals
def authorise(viewer: Viewer, submission_ids: Iterable[int], now: datetime) -> None:
    """Agree that returns are released, all or none: they were reviewed, and nothing about them is open.

    Raises:
        NotAllowed: if the viewer may not, prepared or sent in one of them, one no longer counts, is not in review, or
            has a query that the department still asks about.
    """
    viewer.require(Permission.AUTHORISE_RETURN)
    with publishing() as session:
        found = _standing(session, submission_ids)
        asked = _open_queries(session, [sent for sent, _ in found])
        for sent, steps in found:
            _require_authorisable(viewer, sent, steps, asked.get(sent.id or 0, 0))
            _add(session, viewer, sent, ReviewStep.AUTHORISED, now, approved_by=steps[ReviewStep.IN_REVIEW])
            declaring.declare(session, sent.id, Declaring.AUTHORISED, viewer.subject, now)
        session.flush()
        periods = sorted({Period.parse(sent.period or "") for sent, _ in found})
        publish_known(session, periods, viewer, f"Returns authorised: {len(found)}", now)


@noting_refusals
def send_back(viewer: Viewer, submission_id: int, reason: str, now: datetime) -> None:
    """Send a return back to its authority. It no longer counts; the version that counted before it does again.

    Raises:
        NotAllowed: if the viewer may not, gives no reason, it no longer counts, or it is authorised.
    """
    viewer.require(Permission.REVIEW_RETURNS)
    words = " ".join(reason.split())[:400]
    if len(words) < LEAST_EXPLANATION:
        raise NotAllowed(f"Say what has to be put right, in {LEAST_EXPLANATION} characters or more.")
    with publishing() as session:
        [(sent, steps)] = _standing(session, [submission_id])
        if ReviewStep.AUTHORISED in steps:
            raise NotAllowed(f"{_name(sent)} is authorised. Put back an earlier version instead, or ask for a new one.")
        newest = session.scalar(select(func.max(Computation.id))) or 0
        _add(session, viewer, sent, ReviewStep.RETURNED, now, reason=words, after_computation_id=newest)
        session.flush()
        asking_again.sent_back(session, sent, words, now)
        period = Period.parse(sent.period or "")
        whose: dict[int | None, str | None] = {None: sent.authority_id}
        reason = f"{_name(sent)}: sent back"
        publish(session, affected(session, period), viewer, reason, now, whose, sent.form_code)


def _standing(session: Session, submission_ids: Iterable[int]) -> list[tuple[Submission, Steps]]:
    """Returns that count, each with the department's steps so far, and who approved it at each."""
    ids = list(dict.fromkeys(submission_ids))
    if not ids:
        raise NotAllowed("Choose at least one return.")
    query = select(Submission).where(col(Submission.id).in_(ids), col(Submission.period).is_not(None))
    found = {sent.id: sent for sent in session.scalars(query)}
    counted = _counted(session, found.values())
    for number in ids:
        if number not in counted:
            name = _name(found[number]) if number in found else f"R{number:06d}"
            raise NotAllowed(f"{name} {_OVERTAKEN}")
    steps: dict[int, dict[ReviewStep, str]] = {number: {} for number in ids}
    taken = select(SubmissionReview).where(col(SubmissionReview.submission_id).in_(ids))
    for step in session.scalars(taken):
        steps[step.submission_id][step.step] = step.approved_by
    return [(found[number], steps[number]) for number in ids]


def _counted(session: Session, sent: Iterable[Submission]) -> set[int]:
    asked = {(one.form_code, one.period or "") for one in sent}
    return {n for code, period in asked for n in current_ids(session, code, Period.parse(period)).values()}


def _open_queries(session: Session, sent: Sequence[Submission]) -> Mapping[int, int]:
    """By submission, how many queries have no explanation, or one that the department returned."""
    whose: dict[tuple[str, str], set[str]] = {}
    for one in sent:
        whose.setdefault((one.form_code, one.period or ""), set()).add(one.authority_id or "")
    counts: dict[int, int] = {}
    for (code, period), authority_ids in whose.items():
        for query in explaining.asked(session, RETURNS[code], Period.parse(period), authority_ids):
            if query.state in _OPEN:
                number = query.submission.id or 0
                counts[number] = counts.get(number, 0) + 1
    return counts


def _require_authorisable(viewer: Viewer, sent: Submission, steps: Steps, open_count: int) -> None:
    if ReviewStep.AUTHORISED in steps:
        raise NotAllowed(f"{_name(sent)} is authorised already.")
    if ReviewStep.IN_REVIEW not in steps:
        raise NotAllowed(f"{_name(sent)} has not been reviewed: an analyst takes it for review first.")
    if viewer.subject in (sent.received_by, sent.submitted_by):
        raise NotAllowed(f"You sent {_name(sent)}, so someone else must authorise it.")
    if viewer.subject == steps[ReviewStep.IN_REVIEW]:
        raise NotAllowed(f"You approved {_name(sent)} for the authority, so someone else must authorise it.")
    if open_count:
        queries = "1 query is" if open_count == 1 else f"{open_count} queries are"
        raise NotAllowed(f"{_name(sent)} cannot be authorised yet: {queries} not answered by the authority.")


def _add(
    session: Session,
    viewer: Viewer,
    sent: Submission,
    step: ReviewStep,
    now: datetime,
    *,
    approved_by: str = "",
    reason: str = "",
    after_computation_id: int = 0,
) -> None:
    own = viewer.subject if step is ReviewStep.IN_REVIEW else approved_by
    taken = SubmissionReview(
        submission_id=sent.id or 0, prepared_by=sent.received_by, submitted_by=sent.submitted_by or "",
        is_on_behalf=sent.is_on_behalf, approved_by=own if sent.is_on_behalf else sent.submitted_by or "",
        follows=ReviewStep.IN_REVIEW if step is ReviewStep.AUTHORISED else None, step=step, at=now, by=viewer.subject,
        reason=reason, after_computation_id=after_computation_id,
    )  # fmt: skip
    session.add(taken)
    events.record(session, f"submission.{step}", viewer.subject, now, submission=sent, detail=reason)


def _newest(steps: Iterable[ReviewStep]) -> ReviewStep:
    return next(step for step in (ReviewStep.AUTHORISED, ReviewStep.RETURNED, ReviewStep.IN_REVIEW) if step in steps)


def _name(sent: Submission) -> str:
    """What to call a return in a sentence: "The Unit implementation return of Solihull, Q2 2026-27"."""
    whose = authority(sent.authority_id).name if sent.authority_id else "England"
    quarter = f", {Period.parse(sent.period).label}" if sent.period else ""
    return f"The {RETURNS[sent.form_code].title} of {whose}{quarter}"
