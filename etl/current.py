"""Which submission counts: for each authority the newest version that was sent in and not sent back.

A foundation that any step may read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session

from etl.frames import frame, table_of
from etl.then import by
from schemas.periods import Period
from schemas.reviewing import ReviewStep
from schemas.spec import Form, Sheet
from schemas.tables import Collection, Submission
from schemas.tables_reviewing import SubmissionReview
from schemas.vocabulary import SubmissionStatus


def current_ids(
    session: Session,
    form_code: str,
    period: Period | None,
    at: datetime | None = None,
    upto: int | None = None,
) -> dict[str | None, int]:
    """The submission that counts for each authority (for None, if it is a public file), as known at an instant, or at
    a computation.
    """
    kept = table_of(Submission).c
    whose = kept.period.is_(None) if period is None else kept.period == str(period)
    query = select(kept.authority_id, kept.id).where(kept.form_code == form_code, whose, *counting(at, upto))
    return {row[0]: row[1] for row in _rows(session, query.order_by(kept.version))}


def current_editions(session: Session, at: datetime | None = None, upto: int | None = None) -> dict[str, int]:
    """The edition of each public file and record that counts, at an instant or a computation: code → submission."""
    kept = table_of(Submission).c
    query = select(kept.form_code, kept.id).where(kept.period.is_(None), *counting(at, upto))
    return {row[0]: row[1] for row in _rows(session, query.order_by(kept.version))}


def counting(at: datetime | None = None, upto: int | None = None) -> list[ColumnElement[bool]]:
    """The conditions of a submission that counts, or counted: of the versions that meet them the newest does.

    Args:
        at: the instant; by default now.
        upto: the last computation that is known of; by default the newest.
    """
    kept, step = table_of(Submission).c, table_of(SubmissionReview).c
    returned = select(step.submission_id).where(step.step == ReviewStep.RETURNED)
    then, known, returned = by(at, kept.submitted_at), [], returned.where(*by(at, step.at))
    if upto is not None:
        known, returned = [kept.computation_id <= upto], returned.where(step.after_computation_id < upto)
    return [kept.status == SubmissionStatus.SUBMITTED, *then, *known, kept.id.not_in(returned)]


def _rows(session: Session, query: Any) -> Iterable[Any]:  # noqa: ANN401 - rows of any kind
    """The rows of a query of the table itself, because mapped classes cost more than a small query."""
    session.flush()
    return session.connection().execute(query)


def sheet_rows(session: Session, sheet: Sheet, submission_ids: Iterable[int]) -> pl.DataFrame:
    """The typed rows of one sheet in some submissions, with authority_id, period and row_number."""
    table = table_of(sheet.model)
    names = ["submission_id", "authority_id", "period", "row_number", *sheet.stored]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(names[:4], pl.String)
    schema |= {"submission_id": pl.Int64, "row_number": pl.Int64, **sheet.stored}
    ids = list(submission_ids)
    if not ids:
        return pl.DataFrame(schema=schema)
    query: Select[tuple[object, ...]] = select(*(table.c[name] for name in names)).where(table.c.submission_id.in_(ids))
    return frame(session, query.order_by(table.c.id), schema)


def form_rows(session: Session, form: Form, submission_ids: Sequence[int]) -> dict[str, pl.DataFrame]:
    """The typed rows of every sheet of a form in some submissions, by sheet name."""
    return {sheet.name: sheet_rows(session, sheet, submission_ids) for sheet in form.sheets}


def collection(session: Session, form: Form, period: Period) -> Collection | None:
    """The collection of a return for a quarter, if it has been opened."""
    return session.scalars(
        select(Collection).where(Collection.form_code == form.code, Collection.period == str(period))  # type: ignore[arg-type]
    ).first()
