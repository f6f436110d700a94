"""Which sheets of a submission stand in the file of an earlier one. A foundation that any step may read."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from etl.receipts import Kept
from schemas.tables import Submission
from schemas.tables_keeping import SheetKept


def kept_sheets(session: Session, submission_ids: Collection[int]) -> dict[int, Kept]:
    """What some submissions keep, by submission; those that keep nothing are left out."""
    before, holder = aliased(Submission), aliased(Submission)
    names = (SheetKept.submission_id, SheetKept.sheet, before.id, before.version, holder.id, holder.version)
    query: Select[Any] = (
        select(*names)  # type: ignore[call-overload]
        .join(before, before.id == col(SheetKept.kept_from_id))
        .join(holder, holder.id == col(SheetKept.in_file_of_id))
        .where(col(SheetKept.submission_id).in_(list(submission_ids)))
    )  # fmt: skip
    found: dict[int, Kept] = {}
    for number, sheet, from_id, version, holder_id, holder_version in session.execute(query):
        one = found.setdefault(number, Kept(from_id, version, {}))
        found[number] = Kept(from_id, version, {**one.sheets, sheet: (holder_id, holder_version)})
    return found


def note_kept(session: Session, submission_id: int, kept: Kept) -> None:
    """Store which sheets a submission keeps."""
    for sheet, (holder_id, _) in kept.sheets.items():
        session.add(
            SheetKept(submission_id=submission_id, sheet=sheet, kept_from_id=kept.from_id, in_file_of_id=holder_id)
        )
    session.flush()
