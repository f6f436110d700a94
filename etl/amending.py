"""Add, change or strike rows of a record on the screen. They are put with its other rows and sent in as any file is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from etl.current import current_ids, form_rows
from etl.editions import refuse_overtaken
from etl.fetch import Origin
from etl.pipeline import Receipt, refresh
from etl.settings import settings
from etl.store import reading
from etl.written import Typed, first_lines, record_csv, typed_rows
from schemas.access import Viewer
from schemas.spec import Source

_TYPED, _SENT = Origin("the form on the Records page"), Origin("upload")


@dataclass(frozen=True)
class Edit:
    """One row to add, change or strike.

    Args:
        sheet: the sheet's name.
        row: the number of the row in the edition that is worked on; None adds one.
        typed: every column as it was typed; None strikes the row.
    """

    sheet: str
    row: int | None
    typed: Typed | None


@dataclass(frozen=True)
class Amended:
    """What became of some edits.

    Args:
        receipt: the answer to the whole file.
        places: for each edit that is not a strike, the sheet's title and the row in which it stands in that file.
    """

    receipt: Receipt
    places: tuple[tuple[str, int] | None, ...]


def amend(viewer: Viewer, record: Source, edits: Sequence[Edit], reason: str, since: int, now: datetime) -> Amended:
    """Make an edition from the one in use and some edits, and send it in. With an error, nothing is stored.

    Args:
        viewer: who does it.
        record: which record.
        edits: what to change; they hold together or not at all.
        reason: what changes and why, in words.
        since: the number of the edition that was worked on; 0 if there was none.
        now: the instant.

    Raises:
        NotAllowed: if the viewer may not keep this record.
        Unreadable: R013 if someone was quicker; R012 if a sheet that needs rows would have none.
    """
    viewer.require(record.kept_with)
    with reading() as session:
        refuse_overtaken(session, record, since)
        rows = _rows_in_use(session, record)
    content, places = _with(record, rows, edits)
    is_illustrative = settings().is_demonstration
    name = f"{record.code}-edition-{since + 1}.csv"
    receipt = refresh(
        viewer, record, name, content, now, is_illustrative=is_illustrative, origin=_TYPED, reason=reason, since=since
    )
    return Amended(receipt, places)


def replace(viewer: Viewer, record: Source, name: str, content: bytes, since: int, now: datetime) -> Receipt:
    """Send in a whole file in place of the edition that it was made from.

    Raises:
        NotAllowed: if the viewer may not keep this record.
        Unreadable: if it is not this record whole; R013 if another edition came since.
    """
    made_up = settings().is_demonstration
    return refresh(viewer, record, name, content, now, is_illustrative=made_up, origin=_SENT, since=since)


def _rows_in_use(session: Session, record: Source) -> dict[str, dict[int, Typed]]:
    number = current_ids(session, record.code, None).get(None)
    stored = form_rows(session, record, [number] if number is not None else [])
    return {sheet.name: typed_rows(sheet, stored[sheet.name]) for sheet in record.sheets}


def _with(
    record: Source, rows: Mapping[str, Mapping[int, Typed]], edits: Sequence[Edit]
) -> tuple[bytes, tuple[tuple[str, int] | None, ...]]:
    """The file with the edits in it, and where each of them stands. Rows keep their order; new ones come last."""
    made: dict[str, dict[int, Typed]] = {name: dict(own) for name, own in rows.items()}
    keys: list[tuple[str, int]] = []
    for edit in edits:
        own = made[edit.sheet]
        at = edit.row if edit.row is not None else max(own, default=0) + 1
        keys.append((edit.sheet, at))
        if edit.typed is None:
            own.pop(at, None)
        else:
            own[at] = {name: " ".join(text.split()) for name, text in edit.typed.items()}
    lines = first_lines(record, {name: len(own) for name, own in made.items()})
    places = tuple(
        (record.sheet(sheet).title, lines[sheet] + list(made[sheet]).index(at)) if at in made[sheet] else None
        for sheet, at in keys
    )
    return record_csv(record, {name: own.values() for name, own in made.items()}), places
