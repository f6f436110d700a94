"""Where a figure that is shown as it was published comes from: the edition in use and the cells of the place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import current_ids
from etl.frames import frame
from etl.provenance_files import file_used, roles_of, submissions
from schemas.figures import Figure
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Published
from schemas.periods import Period
from schemas.provenance import Cell, FileUsed, Proof, Provenance
from schemas.sources import STATISTICS
from schemas.vocabulary import Level

_HOW = "The figure is as its publisher gives it: its cells were read again."


def published_origin(
    session: Session, where: Published, told: Provenance, at: datetime, upto: int | None = None
) -> tuple[list[FileUsed], Proof]:
    """The edition and cells of a published figure, and whether they say what is shown.

    Args:
        session: a session that may read.
        where: the statistic and its measures.
        told: the figure.
        at: the instant that the edition is taken at.
        upto: the last computation that it may have caused; by default the newest.
    """
    split = INDICATORS[told.indicator_id].breakdown
    further = where.further.get(told.breakdown.partition("=")[2], "") if split else ""
    wanted = tuple(m for m in (further or where.numerator, where.denominator, "" if further else where.value) if m)
    ids = list(current_ids(session, where.source, None, at, upto).values())
    figures = _of_place(session, ids, wanted, told)
    kept = submissions(session, ids)
    people = roles_of(session, kept)
    sheet = STATISTICS[where.source].figures
    cells = tuple(
        Cell(sheet.title, f["cell"], f["row_number"], sheet.measure(f["measure"]).heading, f["name"], _words(f))
        for f in figures.values()
    )
    numerator, denominator = (figures.get(name, {}).get("value") for name in (wanted[0], where.denominator))
    is_proved = (numerator, denominator if where.denominator else None) == (told.numerator, told.denominator)
    standing = (int(numerator is not None), 0, int(numerator is None))
    return [file_used(row, people, cells) for row in kept], Proof(_HOW, numerator, denominator, is_proved, *standing)


def _of_place(
    session: Session, ids: list[int], measures: tuple[str, ...], told: Provenance
) -> Mapping[str, dict[str, Any]]:
    """The newest figure of each measure for a place, on the day that the newest of any place is about."""
    on = Period.parse(told.period).reference_date
    names = ("measure", "name", "level", "geography", "reference_on", "value", "status", "cell", "row_number")
    query = select(*(getattr(Figure, name) for name in names)).where(
        col(Figure.submission_id).in_(ids), col(Figure.measure).in_(measures), col(Figure.reference_on) <= on
    )
    if not ids:
        return {}
    rows = frame(session, query).to_dicts()
    newest = max((row["reference_on"] for row in rows), default=None)
    mine = [r for r in rows if r["reference_on"] == newest and told.geography in r["geography"].split("/")]
    level = str(told.level)
    own = [r for r in mine if r["level"] == level or (r["level"] == "joint" and told.level is Level.AUTHORITY)]
    # An authority's own row comes before a joint one.
    return {row["measure"]: row for row in sorted(own, key=lambda row: row["level"] != "joint")}


def _words(figure: Mapping[str, Any]) -> str:
    value = figure["value"]
    return f"[{figure['status']}]" if value is None else f"{value:,.10g}"
