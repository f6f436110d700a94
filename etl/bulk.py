"""Many returns at once: kept first, then taken in parts by a worker, each once, whatever stops in between."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlmodel import col

from etl import pipeline
from etl.bulk_report import Outcome
from etl.fetch import Origin, receive
from etl.jobs import Progress, enqueue_with
from etl.pipeline import Upload
from etl.placing import Handed, Placed, opened, place
from etl.settings import settings
from etl.store import reading, writing
from schemas.access import Permission, Viewer, role_of
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.tables import SourceFile, Submission
from schemas.tables_batches import Batch, BatchFile, BatchState

PART = 40


def hand_in(
    viewer: Viewer,
    spec: ReturnSpec,
    period: Period,
    files: Iterable[Handed],
    now: datetime,
    *,
    is_illustrative: bool = False,
) -> int:
    """Keep many files and have a worker take them. Gives the batch's number.

    Once this returns nothing is lost: what stops afterwards is gone on with.

    Raises:
        NotAllowed: if the viewer may not send returns, or not one of these authorities'.
        Unreadable: R005, if a ZIP holds too much.
    """
    viewer.require(Permission.UPLOAD_RETURN)
    limit_bytes = settings().upload_limit_mb * 1_000_000
    found = place(opened(files, limit_bytes), spec, period, limit_bytes)
    for one in found:
        if one.authority:
            viewer.require(Permission.UPLOAD_RETURN, one.authority.authority_id)
    with writing() as session:
        batch = Batch(
            form_code=spec.code, period=str(period), received_at=now, received_by=viewer.subject,
            roles=",".join(sorted(viewer.roles)), authority_ids=",".join(sorted(viewer.authority_ids)),
            is_illustrative=is_illustrative,
        )  # fmt: skip
        session.add(batch)
        session.flush()
        number = batch.id or 0
        # Kept in the order of their bytes, so that two people with the same files never wait for each other in a ring.
        for one in sorted(found, key=lambda one: one.handed.content):
            if one.handed.content:
                receive(session, one.handed.name, one.handed.content, Origin("upload"), now)
        for at, one in enumerate(found, 1):
            session.add(_kept(number, at, one))
        # In the same transaction: a stop between the two would leave files that no worker ever takes.
        enqueue_with(session, "batch", now, batch_id=number)
    return number


def _kept(batch_id: int, number: int, one: Placed) -> BatchFile:
    content = one.handed.content
    return BatchFile(
        batch_id=batch_id, number=number, file_name=one.handed.name[:255],
        file_sha256=hashlib.sha256(content).hexdigest() if content else None,
        authority_id=one.authority.authority_id if one.authority else None,
        state=BatchState.WAITING if one.authority else BatchState.NOT_PLACED, reason=one.reason[:600],
    )  # fmt: skip


def take_in(progress: Progress, batch_id: int) -> None:
    """Take the files of a batch that still wait, a part at a time. Each counts once, however often this is begun."""
    with reading() as session:
        batch = session.get_one(Batch, batch_id)
        files = session.scalars(_waiting(batch_id)).all()
        session.expunge_all()
    viewer = Viewer(
        batch.received_by, "", role_of(batch.roles.split(",")), frozenset(filter(None, batch.authority_ids.split(",")))
    )
    spec, period = RETURNS[batch.form_code], Period.parse(batch.period)
    for start in range(0, len(files), PART):
        part = _not_yet_taken(batch, files[start : start + PART])

        def checked(count: int, before: int = start) -> None:
            progress(
                before + count, len(files), f"{spec.title}, {period.label}: {before + count} of {len(files)} checked"
            )

        receipts = pipeline.submit_many(
            viewer, spec, period, [_upload(batch, f) for f in part], batch.received_at, checked
        )
        _note(part, receipts)
    progress(len(files), len(files), f"{spec.title}, {period.label}: all {len(files)} taken")


def _waiting(batch_id: int) -> Select[Any]:
    waits = (col(BatchFile.batch_id) == batch_id, col(BatchFile.state) == BatchState.WAITING)
    return select(BatchFile).where(*waits).order_by(col(BatchFile.number))


def _not_yet_taken(batch: Batch, files: Sequence[BatchFile]) -> list[BatchFile]:
    """The files that are not in the store yet. Those that are were taken by a worker that was stopped; they are noted."""
    rest = []
    for file in files:
        query = select(Submission).where(
            col(Submission.form_code) == batch.form_code,
            col(Submission.period) == batch.period,
            col(Submission.authority_id) == file.authority_id,
            col(Submission.file_sha256) == file.file_sha256,
            col(Submission.received_at) == batch.received_at,
            col(Submission.received_by) == batch.received_by,
        )
        with reading() as session:
            taken = session.scalars(query).first()
        if taken is None:
            rest.append(file)
        else:
            _set(file, state=BatchState.TAKEN, submission_id=taken.id)
    return rest


def _upload(batch: Batch, file: BatchFile) -> Upload:
    with reading() as session:
        content = session.get_one(SourceFile, file.file_sha256).content
    whose = authority(file.authority_id or "")
    return Upload(whose, file.file_name, content, is_illustrative=batch.is_illustrative, received_at=batch.received_at)


def _note(files: Sequence[BatchFile], receipts: Sequence[pipeline.Receipt]) -> None:
    for file, receipt in zip(files, receipts, strict=True):
        # What is too large is not kept, so the reason is all that there is.
        reason = "" if receipt.submission_id else " ".join(issue.message for issue in receipt.issues)[:600]
        _set(file, state=BatchState.TAKEN, submission_id=receipt.submission_id, reason=reason)


def _set(file: BatchFile, **values: object) -> None:
    with writing() as session:
        session.execute(update(BatchFile).where(col(BatchFile.id) == file.id).values(**values))


def check_many(
    viewer: Viewer, spec: ReturnSpec, period: Period, files: Iterable[Handed], now: datetime,
    on_checked: Callable[[int], None] = lambda _: None,
) -> list[Outcome]:  # fmt: skip
    """Say everything that is wrong with many files, and store nothing.

    Raises:
        NotAllowed: if the viewer may not check files of one of these authorities.
    """
    viewer.require(Permission.CHECK_RETURN)
    limit_bytes = settings().upload_limit_mb * 1_000_000
    outcomes = []
    for number, one in enumerate(place(opened(files, limit_bytes), spec, period, limit_bytes), 1):
        if one.authority is None:
            outcomes.append(Outcome(one.handed.name, "", "not_placed", reason=one.reason))
        else:
            receipt = pipeline.check(
                viewer, spec, period, Upload(one.authority, one.handed.name, one.handed.content), now
            )
            outcomes.append(Outcome(one.handed.name, one.authority.name, str(receipt.verdict), receipt.issues))
        on_checked(number)
    return outcomes
