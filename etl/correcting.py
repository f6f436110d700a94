"""Correction in one round: the officer's own file marked, what a file would change, and going back a version."""

from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from etl import compute, compute_scope, declaring, events, inputs, keeping, load, pipeline, working
from etl.changes import changed_figures, changed_indicators
from etl.current import counting, current_ids, form_rows
from etl.fetch import Origin, receive
from etl.kept import kept_sheets, note_kept
from etl.parse import placed
from etl.quarters import affected, publish
from etl.receipts import Kept, Receipt, Upload
from etl.settings import settings
from etl.store import publishing, reading
from etl.trail import noting_refusals
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import Authority
from schemas.differences import Difference, IndicatorChange
from schemas.issues import LEAST_EXPLANATION, Issue, Unreadable
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.reviewing import Declaring
from schemas.spec import ReturnSpec
from schemas.tables import IssueRow, ObservationRow, SourceFile, Submission
from schemas.vocabulary import SubmissionStatus, Verdict

MOST_MARKED_BYTES = 5_000_000


class _Undone(Exception):
    """Ends a transaction that was only tried, with what was found in it."""

    def __init__(self, found: list[IndicatorChange]) -> None:
        super().__init__()
        self.found = found


@noting_refusals
def marked(
    viewer: Viewer,
    spec: ReturnSpec,
    authority: Authority,
    name: str,
    content: bytes,
    issues: list[Issue],
    kept: Kept | None = None,
) -> bytes:
    """A file as it was sent, as an Excel workbook with its issues marked at their cells and listed at the front. Sheets
    that are kept from an earlier version stand behind its own.

    Raises:
        NotAllowed: if the viewer may not see this authority's returns.
        Unreadable: if it cannot be opened, or is too large to be marked.
    """
    viewer.require(Permission.READ_RETURNS, authority.authority_id)
    if len(content) > MOST_MARKED_BYTES:
        most = MOST_MARKED_BYTES // 1_000_000
        raise Unreadable("R005", f"A file of more than {most} MB cannot be marked. Take the list of issues instead.")
    from etl.marked import marked_workbook  # its library takes a third of a second, which no page should wait for

    limit_bytes = settings().upload_limit_mb * 1_000_000
    found, others = placed(name, content, spec, limit_bytes)
    with reading() as session:
        before = keeping.kept_grids(session, spec, authority.authority_id, kept, limit_bytes)
    return marked_workbook(content, found, others, issues, before)


@noting_refusals
def difference(viewer: Viewer, spec: ReturnSpec, period: Period, upload: Upload, now: datetime) -> Difference | None:
    """What a file would change if it were accepted now; None if it has errors or nothing is accepted yet.

    It is loaded and computed in a transaction that is then undone, so what is said is what would be.

    Raises:
        NotAllowed: if the viewer may not check files for this authority.
    """
    authority_id = upload.authority.authority_id
    viewer.require(Permission.CHECK_RETURN, authority_id)
    with reading() as session:
        accepted = current_ids(session, spec.code, period).get(authority_id)
        before = form_rows(session, spec, [accepted]) if accepted is not None else {}
    checked = pipeline.checked(viewer, spec, period, upload, now)
    if accepted is None or checked.verdict in (Verdict.ERRORS, Verdict.UNREADABLE):
        return None
    figures = changed_figures(spec, before, checked.rows)
    try:
        with publishing() as session:
            shown = working.observations(session, [col(ObservationRow.period) == str(period)])
            arrival = load.Arrival(spec, authority_id, period, upload.name, viewer.subject, now, is_on_behalf=True)
            file = receive(session, upload.name, upload.content, Origin("tried"), now)
            load.load(session, arrival, file, SubmissionStatus.SUBMITTED, checked.rows, checked.issues)
            raise _Undone(
                changed_indicators(shown, _would_differ(session, spec, period, authority_id, now), authority_id)
            )
    except _Undone as undone:
        return Difference(tuple(figures), tuple(undone.found))


def _would_differ(session: Session, spec: ReturnSpec, period: Period, authority_id: str, now: datetime) -> pl.DataFrame:
    scope = compute_scope.touched_by(spec.code, {authority_id})
    known_at = working.known_at(session, period, now)
    read = inputs.read_inputs(session, period, known_at, compute_scope.sheets_for(scope))
    return working.differing(session, compute.compute(read, scope), scope)


@noting_refusals
def made_difference(viewer: Viewer, submission_id: int, at: datetime | None = None) -> Difference | None:
    """What an accepted version changed against the one accepted before it; None if it was the first.

    As known at an instant, if one is given.

    Raises:
        NotAllowed: if the viewer may not see this authority's returns.
    """
    with reading() as session:
        later = session.get(Submission, submission_id)
        authority_id = (later.authority_id if later else None) or ""
        viewer.require(Permission.READ_RETURNS, authority_id)
        earlier = _accepted_before(session, later, at) if later else None
        if later is None or earlier is None or later.period is None or later.computation_id is None:
            return None
        spec = RETURNS[later.form_code]
        figures = changed_figures(
            spec, form_rows(session, spec, [earlier.id or 0]), form_rows(session, spec, [submission_id])
        )
        of_period = [col(ObservationRow.period) == later.period]
        before = working.observations(session, [*of_period, col(ObservationRow.computation_id) < later.computation_id])
        after = working.observations(session, [*of_period, col(ObservationRow.computation_id) == later.computation_id])
        return Difference(tuple(figures), tuple(changed_indicators(before, after, authority_id)))


def _accepted_before(session: Session, later: Submission, at: datetime | None = None) -> Submission | None:
    """The newest accepted version of the same return that is older."""
    query = select(Submission).where(
        col(Submission.form_code) == later.form_code,
        col(Submission.authority_id) == later.authority_id,
        col(Submission.period) == later.period,
        col(Submission.version) < later.version,
        *counting(at),
    )
    return session.scalars(query.order_by(col(Submission.version).desc()).limit(1)).first()


@noting_refusals
def revert(viewer: Viewer, submission_id: int, reason: str, now: datetime) -> Receipt:
    """Put back the version that was accepted before this one, as a new version. Nothing is taken away.

    Args:
        viewer: who does it.
        submission_id: the version that counts and should not.
        reason: why, in words.
        now: the instant.

    Raises:
        NotAllowed: if the viewer may not, the version no longer counts, or none was accepted before it.
    """
    with publishing() as session:
        wrong = session.get(Submission, submission_id)
        authority_id = (wrong.authority_id if wrong else None) or ""
        viewer.require(Permission.SUBMIT_RETURN, authority_id)
        if viewer.is_tied:
            raise NotAllowed("Only the department puts back an earlier version. Send a corrected return instead.")
        if len(reason.strip()) < LEAST_EXPLANATION:
            raise NotAllowed(f"Say why in {LEAST_EXPLANATION} characters or more.")
        if wrong is None or wrong.period is None:
            raise NotAllowed("There is no such return.")
        spec, period = RETURNS[wrong.form_code], Period.parse(wrong.period)
        if current_ids(session, spec.code, period).get(authority_id) != submission_id:
            raise NotAllowed("This version no longer counts. Open the Returns page to see where it stands.")
        earlier = _accepted_before(session, wrong)
        if earlier is None:
            raise NotAllowed("No version was accepted before this one, so there is none to put back.")
        words = f"Version {earlier.version} put back: {reason.strip()}"
        kept = _again(session, viewer, spec, period, earlier, words, now)
        events.record(session, "submission.reverted", viewer.subject, now, submission=kept, detail=words)
        caused = {kept.id: authority_id}
        publish(session, affected(session, period), viewer, words, now, caused, spec.code)
        return Receipt(Verdict.CLEAN, [], kept.rows_count, kept.id, kept.version, kept.status)


def _again(
    session: Session, viewer: Viewer, spec: ReturnSpec, period: Period, earlier: Submission, words: str, now: datetime
) -> Submission:
    """An accepted version's file, rows and explanations as a new version."""
    file = session.get_one(SourceFile, earlier.file_sha256)
    rows = {
        name: frame.rename({"row_number": "row"}) for name, frame in form_rows(session, spec, [earlier.id or 0]).items()
    }
    arrival = load.Arrival(
        spec, earlier.authority_id, period, earlier.file_name, viewer.subject, now, words, earlier.is_illustrative, True
    )
    kept = load.load(session, arrival, file, SubmissionStatus.SUBMITTED, rows, _issues(session, earlier.id or 0))
    if sheets := kept_sheets(session, [earlier.id or 0]).get(earlier.id or 0):
        note_kept(session, kept.id or 0, sheets)
    declaring.declare(session, kept.id, Declaring.ON_BEHALF, viewer.subject, now)
    return kept


def _issues(session: Session, submission_id: int) -> list[Issue]:
    query = select(IssueRow).where(col(IssueRow.submission_id) == submission_id).order_by(col(IssueRow.id))
    return [
        Issue(
            i.sheet,
            i.cell,
            i.code,
            i.severity,
            i.value,
            i.message,
            i.column_name,
            i.row_key,
            i.explanation,
            reason=i.explanation_reason,
        )
        for i in session.scalars(query)
    ]
