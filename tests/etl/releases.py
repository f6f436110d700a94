"""A few authorities' returns, corrections of them, and releases: for tests of what is shown and when."""

from collections.abc import Mapping
from datetime import UTC, datetime

import polars as pl
from sqlmodel import select

from etl import authorising, deciding, released, releasing
from etl.pipeline import Upload, submit_many
from etl.store import reading
from etl.template import write_workbook
from schemas.access import Role, Viewer
from schemas.authorities import authority
from schemas.issues import EXPLAIN_ALL
from schemas.periods import Period
from schemas.returns.activity import ACTIVITY
from schemas.returns.unit import UNIT
from schemas.tables_releases import Release
from schemas.vocabulary import SubmissionStatus
from seed.authority_paths import paths
from seed.generate import EXPLANATION, frames_of, rows_of, uploads

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATEST = Period.parse("2026-27 Q2")
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
ANALYST_2 = Viewer("analyst-2", "Second DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
SECOND = Viewer("authoriser-2", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
OTHER = Viewer("member-2", "Board member", frozenset({Role.MEMBER}))
COVENTRY, DUDLEY = "LA331", "LA332"
OFFICER = Viewer("officer", "Officer, Coventry", frozenset({Role.LA_PREPARER}), frozenset({COVENTRY}))
FIRST = (COVENTRY, "LA333", "LA884", "LA893")
WHY = "Found when the partners reviewed the figures together."
BRINGS = "The position of the first authorities to report."


def fill(now: datetime = NOW) -> None:
    """Two quarters of Practice activity, and the latest of Unit implementation, of four authorities of one region."""
    for spec, period in ((ACTIVITY, LATEST.previous), (ACTIVITY, LATEST), (UNIT, LATEST)):
        send(*FIRST, spec=spec, period=period, now=now)


def waiting() -> None:
    """The same, and a release of it prepared, number 1."""
    fill()
    releasing.prepare(ANALYST, "First", BRINGS, NOW)


def send(*authority_ids: str, spec=ACTIVITY, period: Period = LATEST, now: datetime = NOW) -> None:
    """Authorities' returns of a quarter, as the examples have them."""
    ready = list(uploads(spec, period, [authority(one) for one in authority_ids]))
    receipts = submit_many(ANALYST, spec, period, ready, now)
    assert {receipt.status for receipt in receipts} == {SubmissionStatus.SUBMITTED}
    authorised([receipt.submission_id for receipt in receipts], now)


def authorised(submission_ids: list[int], now: datetime = NOW) -> None:
    """Returns taken for review by a second analyst, and authorised by a third person."""
    authorising.take(ANALYST_2, submission_ids, now)
    authorising.authorise(AUTHORISER, submission_ids, now)


def correct(authority_id: str, changed: Mapping[str, int], period: Period = LATEST, now: datetime = NOW) -> None:
    """An authority's Practice activity return again, with some counts put right."""
    whose, rows = authority(authority_id), rows_of(ACTIVITY, period, paths()[authority_id])
    rows["counts"][0].update(changed)
    content = write_workbook(ACTIVITY, whose, period, frames_of(ACTIVITY, rows), is_amendment=True, illustrative=True)
    again = Upload(whose, "again.xlsx", content, {EXPLAIN_ALL: EXPLANATION}, True, now, WHY)
    [receipt] = submit_many(ANALYST, ACTIVITY, period, [again], now)
    assert receipt.status is SubmissionStatus.SUBMITTED, receipt.issues
    authorised([receipt.submission_id], now)


def shown_at_once(title: str = "First", reason: str = BRINGS, now: datetime = NOW) -> int:
    """A release prepared, approved and shown."""
    number = releasing.prepare(ANALYST, title, reason, now)
    deciding.approve(AUTHORISER, number, None, now)
    return number


def release(number: int) -> Release:
    """A release as it is kept."""
    with reading() as session:
        found = session.get_one(Release, number)
        session.expunge_all()
        return found


def as_shown(number: int) -> dict[str, str]:
    """Every quarter as a release shows it, as text: the same text, the same figures."""
    with reading() as session:
        upto = session.get_one(Release, number).computation_id
        return {
            period: released.shown(session, number, upto, period).sort(released.KEY).write_csv()
            for period in released.periods(session, upto)
        }


def count_of(table: type) -> int:
    """How many rows a table has."""
    with reading() as session:
        return len(session.scalars(select(table)).all())


def parsed(text: str) -> pl.DataFrame:
    """A quarter of `as_shown` as a frame."""
    return pl.read_csv(text.encode(), infer_schema_length=None)
