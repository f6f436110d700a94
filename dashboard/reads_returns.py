"""What a viewer may read of the returns that were sent: every version, its state, its issues and rows, what happened to it.

Who looks at the past reads what was there then, in the state that it had.
"""

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from dashboard.reads_releases import known_at
from etl.current import counting, form_rows
from etl.frames import frame, table_of
from etl.settings import settings
from etl.store import reading
from etl.then import by, known
from etl.visible import released_returns
from schemas.access import Permission, Viewer
from schemas.returns import RETURNS
from schemas.returns.cover import Cover
from schemas.reviewing import version_state
from schemas.tables import Event, IssueRow, Submission, Waiver
from schemas.tables_reviewing import DeclarationMade, SubmissionReview
from schemas.vocabulary import SubmissionStatus

_ONCE_SENT_IN = ("submitted_at", "submitted_by", "computation_id")


def submissions(viewer: Viewer, form_code: str, period: str) -> pl.DataFrame:
    """The newest submission of each authority in one's scope for a return and quarter, with counts of its issues.

    `accepted_version` is the version that counts, which may be an earlier one, and `accepted_state` its state; null if
    none does.
    """
    newest = pl.col("version") == pl.col("version").max().over("authority_id")
    accepted = pl.col("version").filter(pl.col("counts")).max().over("authority_id")
    found = _submissions(viewer, col(Submission.form_code) == form_code, col(Submission.period) == period)
    counting_now = pl.col("version") == pl.col("accepted_version")
    known = found.with_columns(accepted.alias("accepted_version"))
    state = pl.col("state").filter(counting_now.fill_null(False)).first().over("authority_id")
    return known.with_columns(state.alias("accepted_state")).filter(newest)


def submission_history(viewer: Viewer, authority_id: str) -> pl.DataFrame:
    """Every version of every return of an authority in one's scope, newest first."""
    return _submissions(viewer, col(Submission.authority_id) == authority_id).sort("received_at", descending=True)


def submission(viewer: Viewer, submission_id: int) -> pl.DataFrame:
    """One submission in one's scope, or no row."""
    return _submissions(viewer, col(Submission.id) == submission_id)


def submission_issues(viewer: Viewer, submission_id: int) -> pl.DataFrame:
    """What is wrong in a submission in one's scope, in the order of the file; beside it, the waiver that it fell under."""
    issues, under = table_of(IssueRow), table_of(Waiver)
    waiver = [under.c[name].label(f"waiver_{name}") for name in ("reason", "approver_role", "approved_at", "until_on")]
    query = select(issues, *waiver).outerjoin_from(issues, under, under.c.id == issues.c.waiver_id)
    found = _rows(query.where(issues.c.submission_id == submission_id).order_by(issues.c.id))
    return found if submission(viewer, submission_id).height else found.clear()


def submission_rows(viewer: Viewer, submission_id: int) -> dict[str, pl.DataFrame]:
    """The rows of a submission in one's scope, accepted or not, by sheet name; nothing if it is not in scope."""
    found = submission(viewer, submission_id)
    if found.is_empty():
        return {}
    with reading() as session:
        return form_rows(session, RETURNS[str(found["form_code"][0])], [submission_id])


def events(viewer: Viewer, submission_ids: tuple[int, ...]) -> pl.DataFrame:
    """What happened to some submissions in one's scope, oldest first: number, at, actor, kind, submission_id, detail."""
    happened, kept = table_of(Event), table_of(Submission)
    query = select(
        *(happened.c[name] for name in ("number", "at", "actor", "roles", "kind", "submission_id", "detail"))
    )
    query = query.join(kept, kept.c.id == happened.c.submission_id).where(
        kept.c.id.in_(submission_ids), *_in_scope(viewer), *by(known_at(viewer), happened.c.at)
    )
    return _rows(query.order_by(happened.c.number))


def declarations(viewer: Viewer, submission_ids: tuple[int, ...]) -> pl.DataFrame:
    """What was declared about some submissions in one's scope, oldest first: step, version, words, made_by, made_at."""
    made, kept = table_of(DeclarationMade), table_of(Submission)
    query = select(*(made.c[name] for name in ("submission_id", "step", "version", "words", "made_by", "made_at")))
    query = query.join(kept, kept.c.id == made.c.submission_id).where(
        kept.c.id.in_(submission_ids), *_in_scope(viewer), *by(known_at(viewer), made.c.made_at)
    )
    return _rows(query.order_by(made.c.id))


def _submissions(viewer: Viewer, *conditions: ColumnElement[bool]) -> pl.DataFrame:
    names = ("id", "form_code", "authority_id", "period", "version", "status", "file_name", "rows_count")
    more = (
        "received_at",
        "received_by",
        "submitted_at",
        "submitted_by",
        "is_on_behalf",
        "reason",
        "is_illustrative",
        "computation_id",
    )
    at = known_at(viewer)
    columns = (_known(at, name) for name in (*names, *more))
    query = select(*columns, *_issue_counts(), *_standing(at))
    found = _rows(query.where(col(Submission.authority_id).is_not(None), *conditions, *_in_scope(viewer)))
    marks = pl.col("counts", "is_nil", "is_amended", "is_released").cast(pl.Boolean)
    return found.with_columns(marks, pl.col("step").cast(pl.String)).with_columns(state=version_state())


def _known(at: datetime | None, name: str) -> SQLCoreOperations[Any]:
    """A column of a version as known at an instant: until it was sent in it waited for its approver."""
    column = getattr(Submission, name)
    if at is None or name not in (*_ONCE_SENT_IN, "status"):
        return column
    sent_in = col(Submission.submitted_at)
    if name != "status":
        return known(at, sent_in, column).label(name)
    return case((sent_in > at, str(SubmissionStatus.VALIDATED)), else_=column).label(name)


def _standing(at: datetime | None) -> list[ColumnElement[Any]]:
    """What tells a version's state: whether it counts, is nil, followed another, was released; who approved it, the newest step."""
    step, earlier = table_of(SubmissionReview).c, table_of(Submission).alias("earlier").c
    mine, approved = (
        select(told).where(step.submission_id == col(Submission.id), *by(at, step.at)).order_by(step.id.desc()).limit(1)
        for told in (step.step, step.approved_by)
    )
    same = [earlier[name] == getattr(Submission, name) for name in ("form_code", "authority_id", "period")]
    was_sent = (earlier.status == "submitted", *by(at, earlier.submitted_at))
    before = exists().where(*same, earlier.version < col(Submission.version), *was_sent)
    cover = table_of(Cover).c
    nil = exists().where(cover.submission_id == col(Submission.id), cover.is_nil.is_(True))
    return [
        and_(*counting(at)).label("counts"),
        nil.label("is_nil"),
        before.label("is_amended"),
        col(Submission.id).in_(released_returns(at or settings().now())).label("is_released"),
        mine.scalar_subquery().label("step"),
        approved.scalar_subquery().label("approved_by"),
    ]


def _issue_counts() -> list[ColumnElement[int]]:
    def counted(severity: str) -> ColumnElement[int]:
        mine = (col(IssueRow.submission_id) == col(Submission.id)) & col(IssueRow.waiver_id).is_(None)
        counts = select(func.count()).select_from(IssueRow).where(mine, col(IssueRow.severity) == severity)
        return counts.scalar_subquery().label(f"{severity}_count")

    return [counted(severity) for severity in ("error", "query", "note")]


def _in_scope(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The versions that a viewer may read, of those that had come."""
    if not viewer.may(Permission.READ_RETURNS):
        return [col(Submission.id) < 0]
    whose = [col(Submission.authority_id).in_(viewer.authority_ids)] if viewer.is_tied else []
    return [*whose, *by(known_at(viewer), col(Submission.received_at))]


def _rows(query: Select[Any]) -> pl.DataFrame:
    with reading() as session:
        return frame(session, query)
