"""What the department looks at beside an explanation: what the finding does to England's figure, the same cell in other
quarters and at the authority's neighbours, and what was explained before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from etl import effects
from etl.current import current_ids, sheet_rows
from etl.explaining import Asked
from etl.then import by
from schemas.authorities import authority
from schemas.issues import Effect, Issue
from schemas.periods import Period
from schemas.spec import Column, ReturnSpec, Sheet
from schemas.tables import IssueRow, Submission
from schemas.tables_explaining import ExplanationAnswer

QUARTERS_BACK = 4
MOST_EARLIER = 3


@dataclass(frozen=True)
class Weighed:
    """What a finding does to the indicators: how much to England's, relative to them, and what exactly."""

    weight: float
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Before:
    """An explanation of the same finding in another quarter, or of an earlier value in this one.

    Args:
        period: the quarter.
        value: what was typed then.
        words: the explanation.
        outcome: the department's newest answer to those words; "" if there is none.
    """

    period: str
    value: str
    words: str
    outcome: str


@dataclass(frozen=True)
class BesideCell:
    """What stands beside the cell of a finding.

    Args:
        column: the column; None if the finding is about no one cell, and then nothing stands beside it.
        history: by quarter, newest first: the value in the return that counts; None if there is none.
        neighbours: by authority_id, in the order of nearness: the value in the row of the same key.
        earlier: earlier explanations, newest first.
    """

    column: Column | None
    history: tuple[tuple[str, object], ...] = ()
    neighbours: tuple[tuple[str, object], ...] = ()
    earlier: tuple[Before, ...] = ()


def weighed(
    session: Session, spec: ReturnSpec, period: Period, found: Sequence[Asked], at: datetime | None = None
) -> dict[int, Weighed]:
    """By the number of each issue: what it does, worked out from the rows of the returns that count, or counted at an instant."""
    titles = {one.issue.sheet for one in found}
    sheets = [sheet for sheet in spec.sheets if sheet.title in titles]
    ids = {one.submission.authority_id or "": one.submission.id or 0 for one in found}
    last = {a or "": n for a, n in current_ids(session, spec.code, period.previous, at).items() if a in ids}
    rows = {sheet.name: _by_authority(sheet_rows(session, sheet, ids.values())) for sheet in sheets}
    before = {sheet.name: _by_authority(sheet_rows(session, sheet, last.values())) for sheet in sheets}
    england = effects.england(session, period, at)
    made: dict[int, Weighed] = {}
    for whose in ids:
        mine = [one for one in found if one.submission.authority_id == whose]
        own = {name: parts[whose].rename({"row_number": "row"}) for name, parts in rows.items() if whose in parts}
        then = {name: parts[whose] for name, parts in before.items() if whose in parts}
        beside = effects.Beside(period, authority(whose), then, england)
        ranked = effects.ranked(spec, [_issue(one.issue) for one in mine], own, beside)
        for one, issue in zip(mine, ranked, strict=True):
            made[one.issue.id or 0] = Weighed(effects.weight(issue.affects, england), issue.affects)
    return made


def beside(
    session: Session,
    spec: ReturnSpec,
    period: Period,
    found: Sequence[Asked],
    *,
    with_neighbours: bool,
    at: datetime | None = None,
) -> dict[int, BesideCell]:
    """By the number of each issue: what stands beside its cell. For the few that are shown at once.

    Args:
        session: a session that may read.
        spec: the return.
        period: the quarter.
        found: queries of returns that count.
        with_neighbours: whether the values of other authorities may be seen.
        at: as known at this instant; by default now.
    """
    whose = {one.submission.authority_id or "" for one in found}
    near = {n for a in whose for n in authority(a).neighbours} if with_neighbours else set()
    quarters = [period.shifted(-back) for back in range(QUARTERS_BACK + 1)]
    ids = {q: current_ids(session, spec.code, q, at) for q in quarters}
    wanted = [n for q, known in ids.items() for a, n in known.items() if a in whose or (q == period and a in near)]
    rows = {sheet.name: sheet_rows(session, sheet, wanted) for sheet in spec.sheets if sheet.title in _titles(found)}
    earlier = _earlier(session, spec, whose, at)
    return {one.issue.id or 0: _beside(spec, quarters, rows, one, with_neighbours, earlier) for one in found}


def _beside(
    spec: ReturnSpec,
    quarters: Sequence[Period],
    rows: Mapping[str, pl.DataFrame],
    one: Asked,
    with_neighbours: bool,
    earlier: Mapping[tuple[str, ...], Sequence[Before]],
) -> BesideCell:
    key = _place(one.issue, one.submission.authority_id or "")
    now = (str(quarters[0]), one.issue.value, one.explanation.words)
    before = [b for b in earlier.get(key, ()) if (b.period, b.value, b.words) != now][:MOST_EARLIER]
    place = _cell(spec, one.issue)
    if place is None:
        return BesideCell(None, earlier=tuple(before))
    sheet, column = place
    same = _same_rows(rows[sheet.name], sheet, one)
    own, others = dict[str, object](), dict[str, object]()
    for whose, period, value in same.select("authority_id", "period", column.name).iter_rows():
        if whose == one.submission.authority_id:
            own[period] = value
        elif period == str(quarters[0]):
            others[whose] = value
    near = authority(one.submission.authority_id or "").neighbours if with_neighbours else ()
    return BesideCell(
        column,
        tuple((str(q), own.get(str(q))) for q in quarters),
        tuple((a, others[a]) for a in near if others.get(a) is not None),
        tuple(before),
    )


def _same_rows(rows: pl.DataFrame, sheet: Sheet, one: Asked) -> pl.DataFrame:
    """The rows with the keys of the finding's row, in every return that was read."""
    number = int(one.issue.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)
    own = rows.filter(pl.col("submission_id") == one.submission.id, pl.col("row_number") == number)
    keys = list(sheet.keys)
    if own.is_empty():
        return rows.clear()
    return rows.join(own.select(keys).unique(), on=keys, how="semi") if keys else rows


def _cell(spec: ReturnSpec, issue: IssueRow) -> tuple[Sheet, Column] | None:
    sheet = next((s for s in spec.sheets if s.title == issue.sheet), None)
    column = next((c for c in sheet.columns if c.name == issue.column_name), None) if sheet else None
    return (sheet, column) if sheet and column and issue.cell else None


def _earlier(
    session: Session, spec: ReturnSpec, whose: Collection[str], at: datetime | None
) -> dict[tuple[str, ...], list[Before]]:
    """Every explanation that authorities ever gave to a return, by place, each once, newest first, with the newest answer."""
    answers = select(ExplanationAnswer).where(
        col(ExplanationAnswer.form_code) == spec.code,
        col(ExplanationAnswer.authority_id).in_(list(whose)),
        *by(at, col(ExplanationAnswer.answered_at)),
    )
    outcomes = {
        (a.authority_id, a.period, a.fingerprint): str(a.outcome)
        for a in session.scalars(answers.order_by(col(ExplanationAnswer.id)))
    }
    query = (
        select(IssueRow, col(Submission.authority_id), col(Submission.period))
        .join(Submission, col(Submission.id) == col(IssueRow.submission_id))
        .where(col(Submission.form_code) == spec.code, col(Submission.authority_id).in_(list(whose)))
        .where(col(IssueRow.explanation) != "", *by(at, col(Submission.received_at)))
        .order_by(col(Submission.period).desc(), col(Submission.version).desc())
    )
    found: dict[tuple[str, ...], dict[Before, None]] = {}
    for issue, authority_id, period in session.execute(query):
        outcome = outcomes.get((authority_id or "", period or "", issue.fingerprint), "")
        before = Before(period or "", issue.value, issue.explanation, outcome)
        found.setdefault(_place(issue, authority_id or ""), {})[before] = None
    return {place: list(every) for place, every in found.items()}


def _place(issue: IssueRow, authority_id: str) -> tuple[str, ...]:
    return authority_id, issue.code, issue.sheet, issue.column_name, issue.row_key


def _titles(found: Iterable[Asked]) -> set[str]:
    return {one.issue.sheet for one in found}


def _issue(row: IssueRow) -> Issue:
    return Issue(row.sheet, row.cell, row.code, row.severity, row.value, row.message, row.column_name, row.row_key)


def _by_authority(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key[0]): part for key, part in rows.partition_by("authority_id", as_dict=True).items()}
