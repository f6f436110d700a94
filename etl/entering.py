"""Enter one sheet of a return on the screen: it becomes a file, and that file goes through the door as any other.

The file holds the sheet, and the sheets that the newest draft holds already; the rest is kept from the version that counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session, col, select

from etl.cells import as_seen, trimmed
from etl.cover import cover_values
from etl.current import current_ids, form_rows
from etl.keeping import base_ids
from etl.kept import kept_sheets
from etl.keys import expected_rows
from etl.nil import COVER
from etl.parse import read_workbook
from etl.receipts import Part, Upload
from etl.settings import settings
from etl.store import reading
from etl.trail import noting_refusals
from etl.written import Typed, as_typed, first_lines, record_csv, typed_rows
from schemas.access import Permission, Viewer
from schemas.authorities import Authority
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.spec import Layout, ReturnSpec, Sheet
from schemas.tables import SourceFile, Submission
from schemas.vocabulary import SubmissionStatus

TYPED = "the form on the Returns page"
FIRST_UNIT = "U1"
TYPED_ON_COVER = ("amendment_reason", "is_nil", "nil_reason")


@dataclass(frozen=True)
class Started:
    """What someone who enters a sheet starts from.

    Args:
        rows: the rows as they would be typed, those that the sheet must have among them.
        expected: for each of them, whether it must be there.
        parents: what the column that belongs to another sheet may hold.
        origin: where the rows come from: "draft", "counts", "last" for last quarter's, "" for nowhere.
        newest: the newest version of the return; 0 if there is none.
        base_version: the version that the other sheets are kept from; None if there is none.
        entered: the sheets that the newest draft holds.
    """

    rows: tuple[Typed, ...]
    expected: tuple[bool, ...]
    parents: tuple[str, ...]
    origin: str
    newest: int
    base_version: int | None
    entered: frozenset[str]


@dataclass(frozen=True)
class Entered:
    """A sheet as it was entered, on its way.

    Args:
        upload: the file that was made, with what is kept.
        first_line: the line of the file in which the sheet's first row stands.
    """

    upload: Upload
    first_line: int


@dataclass(frozen=True)
class _Desk:
    """Where a return stands: its newest draft by sheet, the version that counts, last quarter's."""

    newest: int
    draft: Mapping[str, list[Typed]]
    base_version: int | None
    counting: Mapping[str, list[Typed]]
    last: Mapping[str, list[Typed]]


@noting_refusals
def started(viewer: Viewer, spec: ReturnSpec, authority: Authority, period: Period, sheet_name: str) -> Started:
    """What to fill the form of a sheet with: the newest draft, or what counts, or last quarter's figures.

    Raises:
        NotAllowed: if the viewer may not send this authority's returns.
    """
    viewer.require(Permission.UPLOAD_RETURN, authority.authority_id)
    sheet = spec.sheet(sheet_name)
    with reading() as session:
        desk = _desk(session, spec, authority, period)
    parents = _parents(sheet, desk)
    places = (("draft", desk.draft), ("counts", desk.counting), ("last", {} if sheet_name == COVER else desk.last))
    origin, rows = next(((name, found[sheet_name]) for name, found in places if found.get(sheet_name)), ("", []))
    must = _expected(sheet, parents)
    there = [_key(sheet, row) for row in rows]
    absent = [row for row in must if _key(sheet, row) not in there]
    if sheet.layout is Layout.FORM or not (rows or must):
        absent = [] if rows else [{sheet.keys[0]: FIRST_UNIT} if sheet.keys[:1] == ("unit_code",) else {}]
    wanted = {_key(sheet, row) for row in must}
    whole = (*rows, *absent)
    is_expected = tuple(_key(sheet, row) in wanted or sheet.layout is Layout.FORM for row in whole)
    return Started(
        whole, is_expected, tuple(parents), origin, desk.newest, desk.base_version, frozenset(desk.draft) - {COVER}
    )


@noting_refusals
def entered(
    viewer: Viewer,
    spec: ReturnSpec,
    authority: Authority,
    period: Period,
    sheet_name: str,
    rows: Sequence[Typed],
    since: Started,
) -> Entered:
    """The file of a sheet that was typed, with the sheets of the newest draft. Nothing is sent by it.

    Raises:
        NotAllowed: if the viewer may not send this authority's returns.
    """
    viewer.require(Permission.UPLOAD_RETURN, authority.authority_id)
    with reading() as session:
        draft = dict(_desk(session, spec, authority, period).draft)
    made: dict[str, list[Typed]] = {**draft, sheet_name: [_plain(row) for row in rows]}
    if COVER in made or since.base_version is None:
        made[COVER] = [_cover(spec, authority, period, made.get(COVER, []), since.base_version is not None)]
    part = None if since.base_version is None else Part(since.base_version)
    content = record_csv(spec, made)
    first = first_lines(spec, {name: len(own) for name, own in made.items()})[sheet_name]
    name = f"{spec.code}-{authority.dfe_code}-{str(period).replace(' ', '-')}-on-screen.csv"
    made_up = settings().is_demonstration
    upload = Upload(authority, name, content, is_illustrative=made_up, part=part, since=since.newest, origin=TYPED)
    return Entered(upload, first)


def _plain(row: Typed) -> Typed:
    return {name: " ".join(text.split()) for name, text in row.items()}


def _cover(spec: ReturnSpec, authority: Authority, period: Period, typed: Sequence[Typed], is_amendment: bool) -> Typed:
    columns = {column.name: column for column in spec.sheet(COVER).columns}
    given = cover_values(spec, authority, period, is_amendment)
    own = {name: as_typed(value, columns[name]) for name, value in given.items()}
    return {**own, **{name: text for name, text in (typed[0] if typed else {}).items() if name in TYPED_ON_COVER}}


def _desk(session: Session, spec: ReturnSpec, authority: Authority, period: Period) -> _Desk:
    whose = authority.authority_id
    number = base_ids(session, spec, period, {whose}).get(whose)
    before = current_ids(session, spec.code, period.previous).get(whose)
    newest = session.exec(
        select(Submission)
        .where(Submission.form_code == spec.code, Submission.authority_id == whose, Submission.period == str(period))
        .order_by(col(Submission.version).desc())
        .limit(1)
    ).first()
    return _Desk(
        newest.version if newest else 0,
        _draft(session, spec, newest),
        session.get_one(Submission, number).version if number else None,
        _stored(session, spec, number),
        _stored(session, spec, before),
    )


def _draft(session: Session, spec: ReturnSpec, newest: Submission | None) -> dict[str, list[Typed]]:
    """What the file of the newest version holds if that is a draft, as it was typed; nothing if it cannot be read."""
    if newest is None or newest.status is not SubmissionStatus.DRAFT:
        return {}
    kept = kept_sheets(session, [newest.id or 0]).get(newest.id or 0)
    content = session.get_one(SourceFile, newest.file_sha256).content
    every = frozenset(sheet.name for sheet in spec.sheets)
    try:
        found = read_workbook(newest.file_name, content, spec, may_lack=every).sheets
    except Unreadable:
        return {}
    return {
        name: [_seen(row) for row in text.rows.drop("row").iter_rows(named=True)]
        for name, text in found.items()
        if kept is None or name not in kept.sheets
    }


def _seen(row: Mapping[str, str | None]) -> Typed:
    return {name: trimmed(as_seen(text or "")) for name, text in row.items()}


def _stored(session: Session, spec: ReturnSpec, submission_id: int | None) -> dict[str, list[Typed]]:
    if submission_id is None:
        return {}
    frames: Mapping[str, pl.DataFrame] = form_rows(session, spec, [submission_id])
    return {sheet.name: list(typed_rows(sheet, frames[sheet.name]).values()) for sheet in spec.sheets}


def _parents(sheet: Sheet, desk: _Desk) -> list[str]:
    if sheet.within is None:
        return []
    column, name = sheet.within
    rows = next((found[name] for found in (desk.draft, desk.counting, desk.last) if found.get(name)), [])
    return list(dict.fromkeys(row[column] for row in rows if row.get(column))) or [FIRST_UNIT]


def _expected(sheet: Sheet, parents: Sequence[str]) -> list[Typed]:
    if not sheet.expected:
        return []
    wanted: Iterable[Mapping[str, str]] = expected_rows(sheet, list(parents))
    return [{name: as_typed(value, sheet.column(name)) for name, value in keys.items()} for keys in wanted]


def _key(sheet: Sheet, row: Typed) -> tuple[str, ...]:
    return tuple(row.get(name, "").casefold() for name in sheet.keys)
