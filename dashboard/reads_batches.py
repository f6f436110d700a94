"""What a viewer may read of files that were handed in together: their own, or for the department any."""

import polars as pl
from sqlalchemy import select
from sqlmodel import col

from dashboard.reads_releases import known_at
from etl.bulk_report import Outcome, outcomes_of
from etl.frames import frame, table_of
from etl.store import reading
from etl.then import by, had_come
from schemas.access import Permission, Viewer
from schemas.tables_batches import Batch


def batches(viewer: Viewer, form_code: str, period: str) -> pl.DataFrame:
    """Batches of a return and quarter, newest first: id, received_at, received_by."""
    kept = table_of(Batch)
    query = select(kept.c.id, kept.c.received_at, kept.c.received_by).where(
        kept.c.form_code == form_code, kept.c.period == period, *by(known_at(viewer), kept.c.received_at)
    )
    if not _is_everyones(viewer):
        query = query.where(kept.c.received_by == viewer.subject)
    with reading() as session:
        found = frame(session, query.order_by(kept.c.id.desc()))
    return found if viewer.may(Permission.READ_RETURNS) else found.clear()


def outcomes(viewer: Viewer, batch_id: int) -> list[Outcome]:
    """What became of each file of a batch that the viewer may see; nothing if they may not.

    A return that came with others counts from the instant at which they were handed in, and so in the past too.
    """
    if not viewer.may(Permission.READ_RETURNS):
        return []
    with reading() as session:
        batch = session.scalars(select(Batch).where(col(Batch.id) == batch_id)).first()
        if batch is None or not had_come(batch.received_at, known_at(viewer)):
            return []
        if not (_is_everyones(viewer) or batch.received_by == viewer.subject):
            return []
        return outcomes_of(session, batch_id)


def _is_everyones(viewer: Viewer) -> bool:
    return viewer.may(Permission.READ_RETURNS) and not viewer.is_tied
