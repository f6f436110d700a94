"""Which submission counts: the newest published version for each authority. A foundation that any step may read."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from etl.frames import frame
from schemas.periods import Period
from schemas.spec import Form, Sheet
from schemas.tables import Collection, Submission
from schemas.vocabulary import SubmissionStatus


def current_ids(
    session: Session, form_code: str, period: Period | None, at: datetime | None = None
) -> dict[str | None, int]:
    """The submission that counts for each authority (for None, if it is a public file), as known at an instant."""
    newest = (
        select(Submission.authority_id, func.max(Submission.version).label("version"))  # type: ignore[call-overload]
        .where(*_published(form_code, period, at))
        .group_by(Submission.authority_id)
        .subquery()
    )
    query = (
        select(Submission.authority_id, Submission.id)  # type: ignore[call-overload]
        .join(
            newest,
            (newest.c.version == Submission.version)
            & (func.coalesce(newest.c.authority_id, "") == func.coalesce(Submission.authority_id, "")),
        )
        .where(*_published(form_code, period, at))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _published(form_code: str, period: Period | None, at: datetime | None) -> list[object]:
    conditions: list[object] = [
        Submission.form_code == form_code,
        Submission.status == SubmissionStatus.PUBLISHED,
        col(Submission.period).is_(None) if period is None else Submission.period == str(period),
    ]
    if at is not None:
        conditions.append(col(Submission.published_at) <= at)
    return conditions


def sheet_rows(session: Session, sheet: Sheet, submission_ids: Iterable[int]) -> pl.DataFrame:
    """The typed rows of one sheet in some submissions, with authority_id, period and row_number."""
    table = sheet.model.__table__  # type: ignore[attr-defined]
    names = ["submission_id", "authority_id", "period", "row_number", *sheet.stored]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(names[:4], pl.String)
    schema |= {"submission_id": pl.Int64, "row_number": pl.Int64, **sheet.stored}
    query: Select[tuple[object, ...]] = select(*(table.c[name] for name in names)).where(
        table.c.submission_id.in_(list(submission_ids))
    )
    return frame(session, query.order_by(table.c.id), schema)


def form_rows(session: Session, form: Form, submission_ids: Sequence[int]) -> dict[str, pl.DataFrame]:
    """The typed rows of every sheet of a form in some submissions, by sheet name."""
    return {sheet.name: sheet_rows(session, sheet, submission_ids) for sheet in form.sheets}


def collection(session: Session, form: Form, period: Period) -> Collection | None:
    """The collection of a return for a quarter, if it has been opened."""
    return session.scalars(
        select(Collection).where(Collection.form_code == form.code, Collection.period == str(period))  # type: ignore[arg-type]
    ).first()
