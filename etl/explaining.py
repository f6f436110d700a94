"""The conversation about queries: what was explained, and what the department answered. `etl.answering` adds to it.

An explanation belongs to a finding by its fingerprint (rule, sheet, column, row, value) within one return of one authority
for one quarter; an answer belongs to the words that it was given to. Other words are another explanation.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from etl.current import current_ids
from etl.then import by
from schemas.explaining import Answer, Explanation, Returned, ReviewState, explanation_sha256
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.tables import IssueRow, Submission
from schemas.tables_explaining import ExplanationAnswer, ExplanationGiven
from schemas.vocabulary import Severity

Answers = Mapping[tuple[str, str, str], ExplanationAnswer]
"""The newest answer by authority_id, fingerprint and `explanation_sha256`, oldest first."""


@dataclass(frozen=True)
class Asked:
    """One query of a return that counts, its explanation as it stands, and the newest answer to it.

    Args:
        issue: the finding as it was kept.
        submission: the version that counts.
        explanation: the newest explanation of it.
        explained_by: the subject of who gave it.
        explained_at: when.
        answer: the newest answer to that explanation, if there is one.
        returned: what the department said to explanations that it returned, if any.
    """

    issue: IssueRow
    submission: Submission
    explanation: Explanation
    explained_by: str
    explained_at: datetime
    answer: ExplanationAnswer | None = None
    returned: Returned | None = None

    @property
    def state(self) -> ReviewState:
        """Where it stands."""
        if len(self.explanation.words.strip()) < LEAST_EXPLANATION:
            return ReviewState.UNEXPLAINED
        return ReviewState.WAITING if self.answer is None else ReviewState(str(self.answer.outcome))


def earlier(
    session: Session, spec: ReturnSpec, period: Period, authority_ids: Collection[str]
) -> dict[str, dict[str, Explanation]]:
    """The newest explanations given so far to the same return, by authority_id and fingerprint."""
    query = (
        select(
            col(Submission.authority_id), col(Submission.received_at), col(IssueRow.fingerprint),
            col(IssueRow.explanation), col(IssueRow.explanation_reason),
        )
        .join(IssueRow, col(IssueRow.submission_id) == col(Submission.id))
        .where(col(Submission.form_code) == spec.code, col(Submission.period) == str(period))
        .where(col(Submission.authority_id).in_(list(authority_ids)), col(IssueRow.explanation) != "")
        .order_by(col(Submission.version))
    )  # fmt: skip
    given = [(row[1], row[0], row[2], Explanation(row[3], row[4])) for row in session.execute(query)]
    for one in _given(session, spec.code, period, authority_ids):
        given.append((one.given_at, one.authority_id, one.fingerprint, Explanation(one.explanation, one.reason)))
    found: dict[str, dict[str, Explanation]] = {authority_id: {} for authority_id in authority_ids}
    for _, authority_id, fingerprint, explanation in sorted(given, key=lambda one: one[0]):
        found[authority_id][fingerprint] = explanation
    return found


def returned(
    session: Session, spec: ReturnSpec, period: Period, authority_ids: Collection[str]
) -> dict[str, dict[str, Returned]]:
    """The explanations that the department returned, by authority_id and fingerprint, with its newest words."""
    found: dict[str, dict[str, Returned]] = {authority_id: {} for authority_id in authority_ids}
    for (authority_id, fingerprint), said in _said(_answers(session, spec.code, period, authority_ids)).items():
        found[authority_id][fingerprint] = said
    return found


def asked(
    session: Session,
    spec: ReturnSpec,
    period: Period,
    authority_ids: Collection[str] | None = None,
    at: datetime | None = None,
) -> list[Asked]:
    """Every query of the returns that count, with its explanation and answer; what a waiver lets stand is left out.

    Args:
        session: a session that may read.
        spec: the return.
        period: the quarter.
        authority_ids: whose; by default everyone's.
        at: as known at this instant; by default now.
    """
    ids = [number for a, number in current_ids(session, spec.code, period, at).items() if _is_of(a, authority_ids)]
    query = (
        select(IssueRow, Submission)
        .join(Submission, col(Submission.id) == col(IssueRow.submission_id))
        .where(col(IssueRow.submission_id).in_(ids), col(IssueRow.severity) == Severity.QUERY)
        .where(col(IssueRow.waiver_id).is_(None))
    )
    answers = _answers(session, spec.code, period, authority_ids, at)
    given = _newest_given(session, spec, period, ids, at)
    said = _said(answers)
    found: dict[tuple[int, str], Asked] = {}
    for issue, submission in session.execute(query.order_by(col(IssueRow.id))):
        one = _one(issue, submission, given.get((submission.id or 0, issue.fingerprint)))
        whose = submission.authority_id or ""
        key = (whose, issue.fingerprint, explanation_sha256(one.explanation.words))
        answered = Asked(*_parts(one), answers.get(key), said.get(key[:2]))
        found.setdefault((submission.id or 0, issue.fingerprint), answered)
    return list(found.values())


def _one(issue: IssueRow, submission: Submission, given: ExplanationGiven | None) -> Asked:
    if given is not None:
        words = Explanation(given.explanation, given.reason)
        return Asked(issue, submission, words, given.given_by, given.given_at)
    words = Explanation(issue.explanation, issue.explanation_reason)
    return Asked(issue, submission, words, issue.explained_by, submission.received_at)


def _parts(one: Asked) -> tuple[IssueRow, Submission, Explanation, str, datetime]:
    return one.issue, one.submission, one.explanation, one.explained_by, one.explained_at


def _said(answers: Answers) -> dict[tuple[str, str], Returned]:
    """By authority_id and fingerprint, the explanations that were returned."""
    found: dict[tuple[str, str], Returned] = {}
    for (whose, fingerprint, sha256), answer in answers.items():
        if answer.outcome is Answer.RETURNED:
            before = found.get((whose, fingerprint))
            found[whose, fingerprint] = Returned(answer.words, (before.hashes if before else frozenset()) | {sha256})
    return found


def _answers(
    session: Session,
    form_code: str,
    period: Period,
    authority_ids: Collection[str] | None,
    at: datetime | None = None,
) -> Answers:
    query = select(ExplanationAnswer).where(
        col(ExplanationAnswer.form_code) == form_code,
        col(ExplanationAnswer.period) == str(period),
        *by(at, col(ExplanationAnswer.answered_at)),
    )
    if authority_ids is not None:
        query = query.where(col(ExplanationAnswer.authority_id).in_(list(authority_ids)))
    found: dict[tuple[str, str, str], ExplanationAnswer] = {}
    for one in session.scalars(query.order_by(col(ExplanationAnswer.id))):
        key = (one.authority_id, one.fingerprint, one.explanation_sha256)
        found.pop(key, None)
        found[key] = one
    return found


def _given(
    session: Session, form_code: str, period: Period, authority_ids: Collection[str]
) -> Iterable[ExplanationGiven]:
    query = select(ExplanationGiven).where(
        col(ExplanationGiven.form_code) == form_code, col(ExplanationGiven.period) == str(period)
    )
    whose = col(ExplanationGiven.authority_id).in_(list(authority_ids))
    return session.scalars(query.where(whose).order_by(col(ExplanationGiven.id)))


def _newest_given(
    session: Session, spec: ReturnSpec, period: Period, submission_ids: Collection[int], at: datetime | None
) -> dict[tuple[int, str], ExplanationGiven]:
    newest = (
        select(func.max(col(ExplanationGiven.id)))
        .where(col(ExplanationGiven.form_code) == spec.code, col(ExplanationGiven.period) == str(period))
        .where(*by(at, col(ExplanationGiven.given_at)))
        .group_by(col(ExplanationGiven.submission_id), col(ExplanationGiven.fingerprint))
    )
    query = select(ExplanationGiven).where(col(ExplanationGiven.id).in_(newest))
    kept = set(submission_ids)
    return {(one.submission_id, one.fingerprint): one for one in session.scalars(query) if one.submission_id in kept}


def _is_of(authority_id: str | None, wanted: Collection[str] | None) -> bool:
    return wanted is None or authority_id in wanted
