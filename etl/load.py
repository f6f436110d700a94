"""Keep what was read: a submission, its issues and its rows, in the caller's one transaction."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import func, select
from sqlmodel import Session, col

from etl.frames import add_frame, add_rows
from schemas.issues import Issue
from schemas.periods import Period
from schemas.spec import Form, Sheet
from schemas.tables import IssueRow, SourceFile, Submission
from schemas.vocabulary import SubmissionStatus


@dataclass(frozen=True)
class Arrival:
    """Who sent which file, for whom, when, and why.

    Args:
        authority_id: empty for a public file.
        period: empty for a public file.
        is_on_behalf: whether the department sends it in for the authority.
    """

    form: Form
    authority_id: str | None
    period: Period | None
    file_name: str
    by: str
    at: datetime
    reason: str = ""
    is_illustrative: bool = False
    is_on_behalf: bool = False


def load(
    session: Session,
    arrival: Arrival,
    file: SourceFile,
    status: SubmissionStatus,
    rows: dict[str, pl.DataFrame],
    issues: list[Issue],
) -> Submission:
    """Add a submission as the next version. Earlier versions stay as they are.

    Args:
        session: an open transaction.
        arrival: who sent what.
        file: the file as kept.
        status: draft (rows are not kept), validated or submitted.
        rows: typed rows by sheet name, each with "row"; for a public file also "authority_id".
        issues: everything found, with explanations.
    """
    is_kept = status is not SubmissionStatus.DRAFT
    submission = _submission(session, arrival, file, status, sum(r.height for r in rows.values()) if is_kept else 0)
    session.add(submission)
    session.flush()
    add_rows(session, IssueRow, [_issue(submission, issue) for issue in issues])
    if is_kept:
        for sheet in arrival.form.sheets:
            if sheet.name in rows:
                add_frame(session, sheet.model, _sheet_rows(sheet, rows[sheet.name], submission))
    return submission


def _submission(
    session: Session, arrival: Arrival, file: SourceFile, status: SubmissionStatus, rows_count: int
) -> Submission:
    is_submitted = status is SubmissionStatus.SUBMITTED
    return Submission(
        form_code=arrival.form.code,
        authority_id=arrival.authority_id,
        period=None if arrival.period is None else str(arrival.period),
        version=_next_version(session, arrival),
        status=status,
        file_sha256=file.sha256,
        file_name=arrival.file_name[:255],
        form_version=arrival.form.version,
        rows_count=rows_count,
        received_at=arrival.at,
        received_by=arrival.by,
        submitted_at=arrival.at if is_submitted else None,
        submitted_by=arrival.by if is_submitted else None,
        reason=arrival.reason[:400],
        is_on_behalf=arrival.is_on_behalf,
        is_illustrative=arrival.is_illustrative,
    )


def _next_version(session: Session, arrival: Arrival) -> int:
    query = select(func.max(Submission.version)).where(
        col(Submission.form_code) == arrival.form.code,
        col(Submission.authority_id).is_not_distinct_from(arrival.authority_id),
        col(Submission.period).is_not_distinct_from(None if arrival.period is None else str(arrival.period)),
    )
    return (session.scalar(query) or 0) + 1


def _issue(submission: Submission, issue: Issue) -> dict[str, object]:
    return {
        "submission_id": submission.id,
        "sheet": issue.sheet[:64],
        "cell": issue.cell[:16],
        "code": issue.code,
        "severity": issue.severity,
        "value": issue.value[:400],
        "message": issue.message[:1000],
        "column_name": issue.column,
        "row_key": issue.key[:200],
        "fingerprint": issue.fingerprint,
        "explanation": issue.explanation[:1000],
        "explanation_reason": issue.reason,
        "explained_by": submission.received_by if issue.explanation else "",
        "waiver_id": issue.waived.number if issue.waived else None,
    }


def _sheet_rows(sheet: Sheet, rows: pl.DataFrame, submission: Submission) -> pl.DataFrame:
    whose = pl.col("authority_id") if "authority_id" in rows.columns else pl.lit(submission.authority_id)
    when = pl.col("period") if "period" in rows.columns else pl.lit(submission.period, dtype=pl.String)
    return rows.select(
        pl.lit(submission.id).alias("submission_id"),
        whose.alias("authority_id"),
        when.alias("period"),
        pl.col("row").alias("row_number"),
        *(
            pl.col(name) if name in rows.columns else pl.lit(None, dtype=kind()).alias(name)
            for name, kind in sheet.stored.items()
        ),
    )
