"""What an authority holds that must pass when it ends: milestones, lines of grants, open actions and answers that are owed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from etl.current import counting, current_editions, sheet_rows
from etl.frames import table_of
from schemas.authorities import UnknownAuthority, resolve_ever
from schemas.passing import Obligation, Passes, grant_item
from schemas.programme import Grant, GrantPurpose, Milestone
from schemas.register_written import kept_up_to
from schemas.returns.unit import UNIT
from schemas.sources import DETERMINATION, MEETINGS, TRACKER
from schemas.spec import Source
from schemas.tables import Submission
from schemas.tracked import actions_on

_LONGEST = 200


def held(session: Session, authority_ids: Iterable[str], today: date, at: datetime | None = None) -> list[Obligation]:
    """Everything that some authorities hold on a day, in the order of the authorities, then by kind.

    As known at an instant, if one is given.

    Milestones are those of the newest Unit return that counts. Grants are every line of the determination in use that gives
    anything, whatever its year. Actions are those of the tracker and of meetings whose owner's organisation is the authority, and the answers
    that are owed about it.
    """
    editions = current_editions(session, at)
    ids = list(dict.fromkeys(authority_ids))
    rows = _Rows(session, editions)
    return [
        one for own in ids for one in (*_milestones(session, own, at), *_grants(rows, own), *_actions(rows, own, today))
    ]


class _Rows:
    """The rows of sheets of public files and records as they stand."""

    def __init__(self, session: Session, editions: dict[str, int]) -> None:
        self._session, self._editions = session, editions

    def of(self, source: Source, sheet: str) -> pl.DataFrame:
        """A sheet's rows; none if it was never loaded."""
        ids = [self._editions[source.code]] if source.code in self._editions else []
        return sheet_rows(self._session, source.sheet(sheet), ids)


def milestones(session: Session, own: str, at: datetime | None = None) -> pl.DataFrame:
    """An authority's milestones with their dates, as in its newest Unit return that counts, or counted at an instant."""
    kept = table_of(Submission).c
    query = select(kept.id).where(kept.form_code == UNIT.code, kept.authority_id == own, *counting(at))
    newest = session.connection().execute(query.order_by(kept.period.desc(), kept.version.desc()).limit(1)).scalar()
    return sheet_rows(session, UNIT.sheet("milestones"), [] if newest is None else [newest])


def _milestones(session: Session, own: str, at: datetime | None) -> Iterator[Obligation]:
    for code in sorted(milestones(session, own, at)["milestone"]):
        yield Obligation(Passes.MILESTONE, own, code, f"{code} {Milestone(code).label}")


def _grants(rows: _Rows, own: str) -> Iterator[Obligation]:
    mine = rows.of(DETERMINATION, "allocations").filter(pl.col("authority_id") == own, pl.col("amount_gbp") > 0)
    for row in mine.sort("financial_year", "grant", "purpose").iter_rows(named=True):
        item = grant_item(row["financial_year"], row["grant"], row["purpose"])
        what = f"{Grant(row['grant']).label}, {GrantPurpose(row['purpose']).label.lower()}"
        words = f"{what}, {row['financial_year']}: £{row['amount_gbp']:,}"
        yield Obligation(Passes.GRANT, own, item, words, int(row["amount_gbp"]))


def _actions(rows: _Rows, own: str, today: date) -> Iterator[Obligation]:
    tracked = actions_on(rows.of(TRACKER, "actions"), rows.of(TRACKER, "rebaselines"), today).filter("is_open")
    for row in tracked.iter_rows(named=True):
        if _is_of(row["owner_body"], own):
            yield _action(own, f"tracker/{row['action_ref']}", f"{row['action_ref']}: {row['action']}")
    arising = rows.of(MEETINGS, "arising").filter(pl.col("state") == "open")
    for row in arising.iter_rows(named=True):
        if _is_of(row["owner_body"], own):
            yield _action(own, f"arising/{row['arising_ref']}", f"{row['arising_ref']}: {row['action']}")
    answers = rows.of(MEETINGS, "answers").filter(pl.col("answer").is_null(), pl.col("authority_id") == own)
    for row in answers.iter_rows(named=True):
        words = f"Answer owed ({row['meeting_ref']}): {row['exception']}"
        yield _action(own, f"answers/{row['meeting_ref']}/{row['exception']}", words)


def _action(own: str, item: str, words: str) -> Obligation:
    return Obligation(Passes.ACTION, own, item[:_LONGEST], words[:_LONGEST])


def _is_of(organisation: Any, own: str) -> bool:  # noqa: ANN401 - a cell, empty or text
    """Whether an organisation in words ("Surrey County Council") is the authority."""
    return own in _meant(str(organisation or ""))


@kept_up_to(4096)
def _meant(organisation: str) -> frozenset[str]:
    try:
        return frozenset(found.authority_id for found in resolve_ever(organisation))
    except UnknownAuthority:
        return frozenset()
