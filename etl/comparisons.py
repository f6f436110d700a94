"""What a check compares a return with: the authority's other quarters, every authority's, and its other returns."""

from collections.abc import Collection, Iterable

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from etl.current import counting, sheet_rows
from etl.frames import table_of
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.tables import Submission

QUARTERS_BACK = 8
HISTORY, NATIONAL = "history", "national"
_PREFIX = "reference."


def comparisons(
    session: Session, spec: ReturnSpec, period: Period, authority_ids: Collection[str]
) -> dict[str, dict[str, pl.DataFrame]]:
    """By authority_id, the frames that the return's lookups name: "history.counts", "national.counts", "unit.posts".

    Rows of history say which of the quarters before they are: `quarters_ago`, from 1; whether they are of the same
    financial year (`is_this_year`) or of the year before up to the same quarter (`is_last_year_to_date`); and
    `quarter_number`, of the quarter that is checked.
    """
    found: dict[str, dict[str, pl.DataFrame]] = {authority_id: {} for authority_id in authority_ids}
    for name in sorted(_wanted(spec)):
        kind, _, sheet_name = name.partition(".")
        if kind == NATIONAL:
            rows = _rows(session, spec, sheet_name, [period.previous], None)
            for own in found.values():
                own[name] = rows
            continue
        if kind == HISTORY:
            quarters = [period.shifted(-back) for back in range(1, QUARTERS_BACK + 1)]
            rows = _dated(_rows(session, spec, sheet_name, quarters, authority_ids), period)
        else:
            rows = _rows(session, RETURNS[kind], sheet_name, [period], authority_ids)
        split = rows.partition_by("authority_id", as_dict=True)
        for authority_id, own in found.items():
            if kind == HISTORY or (authority_id,) in split:
                own[name] = split.get((authority_id,), rows.clear())
    return found


def _wanted(spec: ReturnSpec) -> set[str]:
    names = {lookup.source.removeprefix(_PREFIX) for lookup in spec.lookups if lookup.source.startswith(_PREFIX)}
    return {name for name in names if "." in name}


def _rows(
    session: Session,
    spec: ReturnSpec,
    sheet_name: str,
    periods: Iterable[Period],
    authority_ids: Collection[str] | None,
) -> pl.DataFrame:
    """The newest accepted rows of a sheet for some quarters, of some authorities or all."""
    kept = table_of(Submission).c
    query = select(kept.authority_id, kept.period, kept.id).where(
        kept.form_code == spec.code,
        kept.period.in_([str(period) for period in periods]),
        *counting(),
    )
    if authority_ids is not None:
        query = query.where(kept.authority_id.in_(list(authority_ids)))
    newest = {(row[0], row[1]): row[2] for row in session.execute(query.order_by(kept.version))}
    return sheet_rows(session, spec.sheet(sheet_name), newest.values())


def _dated(rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    quarters = {str(q): (ago, q) for ago in range(1, QUARTERS_BACK + 1) for q in [period.shifted(-ago)]}
    before = {text: ago for text, (ago, _) in quarters.items()}
    this_year = [text for text, (_, q) in quarters.items() if q.year == period.year]
    to_date = [text for text, (_, q) in quarters.items() if q.year == period.year - 1 and q.quarter <= period.quarter]
    return rows.with_columns(
        quarters_ago=pl.col("period").replace_strict(before, default=None, return_dtype=pl.Int64),
        is_this_year=pl.col("period").is_in(this_year),
        is_last_year_to_date=pl.col("period").is_in(to_date),
        quarter_number=pl.lit(period.quarter, pl.Int64),
    )
