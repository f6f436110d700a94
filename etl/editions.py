"""Whether a new edition of a public file may take the place of the one in use."""

import hashlib
from collections.abc import Mapping

import polars as pl
from sqlmodel import Session

from etl.coverage import refuse_incomplete, refuse_shrunken
from etl.current import current_ids, sheet_rows
from schemas.figures import FigureSheet
from schemas.issues import Unreadable
from schemas.spec import Source
from schemas.tables import SourceFile, Submission

_LEAST_SHARE = 0.5
_STAYS = "Nothing was changed; the figures already loaded stay."


def is_in_use(session: Session, source: Source, content: bytes) -> bool:
    """Whether these very bytes, read as they would be now, are the edition in use."""
    kept = _in_use(session, source)
    return kept is not None and kept.file_sha256 == hashlib.sha256(content).hexdigest()


def file_in_use(session: Session, source: Source) -> SourceFile | None:
    """The file that the edition in use was read from; None if there is none, or it would be read otherwise now."""
    kept = _in_use(session, source)
    return None if kept is None else session.get(SourceFile, kept.file_sha256)


def number_in_use(session: Session, source: Source) -> int:
    """The number of the edition in use; 0 if there is none."""
    number = current_ids(session, source.code, None).get(None)
    kept = session.get(Submission, number) if number is not None else None
    return 0 if kept is None else kept.version


def refuse_overtaken(session: Session, source: Source, since: int | None) -> None:
    """Stop what was made from an edition that is no longer the one in use: it would undo what came after.

    Args:
        session: a session that may read.
        source: what it is an edition of.
        since: the number of the edition that it was made from, 0 for none; None if that is not known.

    Raises:
        Unreadable: R013.
    """
    now = number_in_use(session, source) if since is not None else since
    if now != since:
        raise Unreadable(
            "R013",
            f"Someone changed this record while you worked on it: edition {now} is in use now. "
            "Nothing of yours was stored. Look at what changed, then send yours again.",
        )


def _in_use(session: Session, source: Source) -> Submission | None:
    number = current_ids(session, source.code, None).get(None)
    kept = session.get(Submission, number) if number is not None else None
    return kept if kept is not None and kept.form_version == source.version else None


def refuse_unlikely(session: Session, source: Source, rows: Mapping[str, pl.DataFrame]) -> None:
    """Stop an edition with nothing in it, or about far fewer authorities than the one in use: half a file, probably.

    Raises:
        Unreadable: R012.
    """
    in_use = current_ids(session, source.code, None).values()
    for sheet in source.sheets:
        if sheet.is_optional or sheet.name not in rows:
            continue
        if isinstance(sheet, FigureSheet):
            refuse_incomplete(sheet, rows[sheet.name])
            refuse_shrunken(sheet, rows[sheet.name], sheet_rows(session, sheet, in_use))
            continue
        count = rows[sheet.name]["authority_id"].n_unique()
        if count == 0 and not sheet.may_be_empty:
            raise Unreadable("R012", f"The sheet {sheet.title} has no rows under its headings. {_STAYS}")
        before = sheet_rows(session, sheet, in_use)["authority_id"].n_unique()
        if count < before * _LEAST_SHARE and not sheet.may_be_empty:
            raise Unreadable(
                "R012",
                f"The sheet {sheet.title} has figures for {count:,} of the {before:,} authorities of the edition in use. "
                f"An edition takes the place of the whole of the one before: send the whole file. {_STAYS}",
            )
