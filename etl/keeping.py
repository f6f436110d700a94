"""One sheet sent again, the rest kept: the sheets that a file lacks come from the file in which they last stood.

What is checked, compared and stored is then the whole return. Nothing is guessed: the sender says so (`receipts.Part`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from sqlalchemy import func, select
from sqlmodel import Session, col

from etl.cells import TextSheet, TextWorkbook, issue, listed
from etl.current import current_ids, sheet_rows
from etl.grids import Grid
from etl.kept import kept_sheets
from etl.nil import COVER
from etl.parse import placed, read_workbook
from etl.receipts import Kept, Part, Upload
from etl.then import by
from schemas.access import NotAllowed
from schemas.issues import Issue, Unreadable
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.tables import SourceFile, Submission
from schemas.vocabulary import Severity, SubmissionStatus

REFUSED, LEFT = "R014", "S035"
_WHOLE = "Send the whole return."


@dataclass(frozen=True)
class Base:
    """The version that sheets are kept from.

    Args:
        kept: every sheet of the return, and the version whose file holds it.
        is_nil: whether it is a nil return, of which there is nothing to keep.
        files: those versions' files: submission → name and bytes.
    """

    kept: Kept
    is_nil: bool
    files: Mapping[int, tuple[str, bytes]]


def bases(session: Session, spec: ReturnSpec, period: Period, uploads: Iterable[Upload]) -> dict[str, Base]:
    """What the uploads that hold only some sheets are completed from, by authority_id; left out where there is nothing."""
    wanted = {upload.authority.authority_id for upload in uploads if upload.part is not None}
    return {whose: _base(session, spec, number) for whose, number in base_ids(session, spec, period, wanted).items()}


def base_ids(
    session: Session, spec: ReturnSpec, period: Period, authority_ids: Collection[str], at: datetime | None = None
) -> dict[str, int]:
    """The version that sheets would be kept from: the one that counts; if none does, the newest that was sent back.

    As known at an instant, if one is given.
    """
    if not authority_ids:
        return {}
    sent = select(col(Submission.authority_id), func.max(col(Submission.id))).where(
        col(Submission.form_code) == spec.code,
        col(Submission.period) == str(period),
        col(Submission.status) == SubmissionStatus.SUBMITTED,
        col(Submission.authority_id).in_(list(authority_ids)),
        *by(at, col(Submission.submitted_at)),
    )
    newest = [(row[0], row[1]) for row in session.execute(sent.group_by(col(Submission.authority_id)))]
    counting = current_ids(session, spec.code, period, at)
    return {whose: counting.get(whose, number) for whose, number in newest}


def _base(session: Session, spec: ReturnSpec, submission_id: int) -> Base:
    version = session.get_one(Submission, submission_id).version
    before = kept_sheets(session, [submission_id]).get(submission_id)
    own = {sheet.name: (submission_id, version) for sheet in spec.sheets}
    sheets = {**own, **before.sheets} if before else own
    nil = sheet_rows(session, spec.sheet(COVER), [submission_id])["is_nil"].fill_null(False)
    holders = {holder for holder, _ in sheets.values()}
    return Base(Kept(submission_id, version, sheets), bool(nil.any()), _files(session, holders))


def _files(session: Session, submission_ids: Collection[int]) -> dict[int, tuple[str, bytes]]:
    query = (
        select(col(Submission.id), col(Submission.file_name), col(SourceFile.content))
        .join(SourceFile, col(SourceFile.sha256) == col(Submission.file_sha256))
        .where(col(Submission.id).in_(list(submission_ids)))
    )
    return {number: (name, content) for number, name, content in session.execute(query)}


def may_lack(spec: ReturnSpec, part: Part | None) -> frozenset[str]:
    """The names of the sheets that a file need not hold."""
    return frozenset() if part is None else frozenset(sheet.name for sheet in spec.sheets) - part.sheets


def joined(
    sent: TextWorkbook, spec: ReturnSpec, upload: Upload, base: Base | None, limit_bytes: int
) -> tuple[TextWorkbook, Kept | None]:
    """A file completed with the sheets that its sender keeps, and which those are; unchanged if it is the whole return.

    A cover that is kept says that the return is an amendment, since that is what sending a sheet again is.

    Raises:
        Unreadable: R014, if there is nothing to keep, or not what the sender means.
    """
    part = upload.part
    if part is None:
        return sent, None
    tried = {spec.sheet(name).title for name in part.sheets} | {
        found.sheet for found in sent.issues if found.code == "S001"
    }
    taken = {name: text for name, text in sent.sheets.items() if not part.sheets or name in part.sheets}
    wanted = [sheet.name for sheet in spec.sheets if sheet.name not in taken and sheet.title not in tried]
    if not wanted:
        return sent, None
    base = _meant(part, base)
    kept = Kept(base.kept.from_id, base.kept.version, {name: base.kept.sheets[name] for name in wanted})
    found = {**taken, **_kept_text(spec, kept, base, limit_bytes)}
    if COVER in kept.sheets:
        found[COVER] = _amended(found[COVER], upload.reason)
    left = [spec.sheet(name).title for name in sent.sheets if name not in taken]
    issues = [one for one in sent.issues if one.sheet not in left]
    sheets = {sheet.name: found[sheet.name] for sheet in spec.sheets if sheet.name in found}
    return TextWorkbook(sheets, (*issues, *_left(left, base)), sent.mark), kept


def _meant(part: Part, base: Base | None) -> Base:
    if base is None:
        raise Unreadable(REFUSED, f"No version of this return was sent in, so there is no sheet to keep. {_WHOLE}")
    if refusal := moved(part, base.kept.version):
        raise Unreadable(REFUSED, refusal)
    if base.is_nil:
        raise Unreadable(
            REFUSED, f"Version {base.kept.version} is a nil return, so there is no sheet to keep. {_WHOLE}"
        )
    return base


def moved(part: Part | None, version: int) -> str:
    """Why a file is refused that keeps sheets of a version in whose place another now stands; "" if it does not."""
    if part is None or part.version in (None, version):
        return ""
    return (
        f"You keep sheets from version {part.version}, and version {version} stands in its place by now. "
        "Look at what it changed, then send your sheets again."
    )


def _kept_text(spec: ReturnSpec, kept: Kept, base: Base, limit_bytes: int) -> dict[str, TextSheet]:
    found: dict[str, TextSheet] = {}
    for holder, version in dict.fromkeys(kept.sheets.values()):
        try:
            read = read_workbook(*base.files[holder], spec, limit_bytes).sheets
        except Unreadable as failure:
            raise _unread(version) from failure
        names = [name for name, (number, _) in kept.sheets.items() if number == holder]
        if not read.keys() >= set(names):
            raise _unread(version)
        found |= {name: read[name] for name in names}
    return found


def _unread(version: int) -> Unreadable:
    return Unreadable(REFUSED, f"The file of version {version} can no longer be read as this return. {_WHOLE}")


def _amended(cover: TextSheet, reason: str) -> TextSheet:
    said = {"is_amendment": "Yes", "amendment_reason": reason}
    new = [pl.lit(text).alias(name) for name, text in said.items() if text and name in cover.rows.columns]
    return replace(cover, rows=cover.rows.with_columns(new))


def _left(titles: Sequence[str], base: Base) -> list[Issue]:
    advice = f"this sheet of the file was not taken, as you asked. The one of version {base.kept.version} is kept."
    return [issue(LEFT, Severity.NOTE, advice, title=title) for title in titles]


def placed_in(issues: Iterable[Issue], spec: ReturnSpec, kept: Kept | None) -> list[Issue]:
    """Findings with a word on those that stand in the file of an earlier version."""
    if kept is None:
        return list(issues)
    versions = {spec.sheet(name).title: version for name, (_, version) in kept.sheets.items()}
    return [
        replace(one, message=f"{one.message} It stands in version {versions[one.sheet]}, which is kept.")
        if one.sheet in versions
        else one
        for one in issues
    ]


def refuse_overtaken(session: Session, spec: ReturnSpec, period: Period, uploads: Sequence[Upload]) -> None:
    """Stop if someone else was quicker: another version is there, or counts, than the sender knew of.

    Raises:
        NotAllowed: with what to do.
    """
    parts = [upload for upload in uploads if upload.part is not None or upload.since is not None]
    if not parts:
        return
    found = base_ids(session, spec, period, {upload.authority.authority_id for upload in parts})
    for upload in parts:
        whose = upload.authority.authority_id
        if whose in found and (refusal := moved(upload.part, session.get_one(Submission, found[whose]).version)):
            raise NotAllowed(refusal)
        newest = newest_version(session, spec, period, whose)
        if upload.since is not None and newest > upload.since:
            raise NotAllowed(
                f"Version {newest} of this return was saved meanwhile. Nothing of yours was lost: look at it, then go on."
            )


def newest_version(session: Session, spec: ReturnSpec, period: Period, authority_id: str) -> int:
    """The number of the newest version of a return, whatever became of it; 0 if there is none."""
    query = select(func.max(col(Submission.version))).where(
        col(Submission.form_code) == spec.code,
        col(Submission.period) == str(period),
        col(Submission.authority_id) == authority_id,
    )
    return session.scalar(query) or 0


def refuse_stale(session: Session, waiting: Submission, spec: ReturnSpec, period: Period) -> None:
    """Stop a version that waits from undoing another, that came to count after it was made from what counted before.

    Raises:
        NotAllowed: with what to do.
    """
    kept = kept_sheets(session, [waiting.id or 0]).get(waiting.id or 0)
    whose = waiting.authority_id or ""
    base_id = base_ids(session, spec, period, {whose}).get(whose)
    if kept is None or base_id in (None, kept.from_id):
        return
    version = session.get_one(Submission, base_id).version
    raise NotAllowed(
        f"This version keeps {listed([spec.sheet(name).title for name in kept.sheets], 'and')} from version {kept.version}, and "
        f"version {version} counts by now. The sheets that were sent again must be sent once more."
    )


def kept_grids(
    session: Session, spec: ReturnSpec, authority_id: str, kept: Kept | None, limit_bytes: int
) -> dict[str, Grid]:
    """The sheets that a version keeps as they stand in their files, by title; of this authority's files alone."""
    if kept is None:
        return {}
    holders = {holder for holder, _ in kept.sheets.values()}
    whose = select(col(Submission.id)).where(
        col(Submission.authority_id) == authority_id, col(Submission.id).in_(holders)
    )
    found: dict[str, Grid] = {}
    for holder, (name, content) in _files(session, list(session.scalars(whose))).items():
        grids, _ = placed(name, content, spec, limit_bytes)
        titles = {spec.sheet(sheet).title for sheet, (number, _) in kept.sheets.items() if number == holder}
        found |= {title: grid for title, grid in grids.items() if title in titles}
    return found
