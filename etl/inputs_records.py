"""What computing needs beside returns: the department's own records, and the published figures that indicators show."""

from collections.abc import Mapping, Set
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import sheet_rows
from etl.frames import frame
from schemas.figures import Figure
from schemas.indicators import INDICATORS
from schemas.observations import PUBLISHED_FIGURES
from schemas.sources import RECORDS
from schemas.tables import Submission

YEARS_BACK = 3


def recorded_rows(
    session: Session, editions: Mapping[str, int], sheets: Set[str] | None = None
) -> tuple[dict[str, pl.DataFrame], frozenset[str]]:
    """The rows of every sheet of the records, by "record.sheet", and the codes of the records that have been loaded.

    Args:
        session: a session that may read.
        editions: code → the submission that counts.
        sheets: if given, only records are read of which a sheet is among them.
    """
    found: dict[str, pl.DataFrame] = {}
    loaded = set()
    for code, record in RECORDS.items():
        names = {f"{code}.{sheet.name}" for sheet in record.sheets}
        if code in editions and (sheets is None or not names.isdisjoint(sheets)):
            loaded.add(code)
            rows = {f"{code}.{sheet.name}": sheet_rows(session, sheet, [editions[code]]) for sheet in record.sheets}
            found |= rows
    return found, frozenset(loaded)


def published_figures(session: Session, on: date, editions: Mapping[str, int]) -> pl.DataFrame:
    """The figures that indicators show, of the three years to a day, in the columns PUBLISHED_FIGURES."""
    shown = [i.published for i in INDICATORS.values() if i.published is not None]
    codes = {one.source for one in shown}
    ids = [number for code, number in editions.items() if code in codes]
    if not ids:
        return pl.DataFrame(schema=PUBLISHED_FIGURES)
    query = (
        select(
            Submission.form_code, Figure.level, Figure.geography, Figure.reference_on, Figure.measure,  # type: ignore[call-overload]
            Figure.value, Figure.status, Figure.flags,
        )
        .join(Submission, Submission.id == Figure.submission_id)
        .where(col(Figure.submission_id).in_(ids))
        .where(col(Figure.measure).in_(sorted({m for one in shown for m in one.measures})))
        .where(col(Figure.reference_on) <= on, col(Figure.reference_on) > on.replace(year=on.year - YEARS_BACK, day=1))
    )  # fmt: skip
    return frame(session, query, PUBLISHED_FIGURES)
