"""An authority's indicators over every quarter as a file, on the map of the day or on today's: breaks and sums say so."""

from collections.abc import Iterator
from typing import Any

from dashboard import reads, reads_series
from dashboard.components import ILLUSTRATIVE
from dashboard.looked_at import read_as
from dashboard.open_data import LEVELS, as_csv, number_cell, place_cells
from dashboard.scope import readable
from schemas.access import Viewer
from schemas.authorities import ENGLAND, Authority, UnknownAuthority, authority
from schemas.continuity import View
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.place_series import is_added, place_series
from schemas.vocabulary import Level

COLUMNS = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "pfa_code", "pfa_name", "group_code", "group_name", "indicator_id", "indicator",
    "numerator", "denominator", "value", "value_status", "flags", "series", "note", "view", "release", "data_version", "marking",
)  # fmt: skip


def series_csv(viewer: Viewer, place: Authority, view: View) -> bytes:
    """Every indicator that the authority has, line by line: totals, without breakdowns. Nothing if there is no row."""
    marking = ILLUSTRATIVE if reads.is_illustrative(viewer) else ""
    of = read_as(viewer, is_own=place.authority_id in readable(viewer).own)
    rows = [[*row, str(view), of.release, of.data_version, marking] for row in _rows(viewer, place, view)]
    return as_csv(COLUMNS, rows) if rows else b""


def _rows(viewer: Viewer, place: Authority, view: View) -> Iterator[list[object]]:
    every = reads_series.every_quarterly(viewer, place.authority_id).partition_by("indicator_id", as_dict=True)
    for (indicator_id,), figures in sorted(every.items()):
        one = INDICATORS[str(indicator_id)]
        found = place_series(figures, place.authority_id, view, is_added=is_added(one), factor=one.scale, dp=one.dp)
        for row in found.iter_rows(named=True):
            yield [*_where(row), one.id, one.title, *_figures(row), row["line"], row["note"]]


def _where(row: dict[str, Any]) -> list[object]:
    """The cells from time_period to group_name: an authority, or the footprint of one that was split."""
    period = Period.parse(row["period"])
    level = Level.AUTHORITY if row["authority_id"] else Level.GROUP
    footprint = (*("",) * 8, row["line"])
    cells = _authority_cells(row["authority_id"], period) if row["authority_id"] else footprint
    return [period.time_period, period.time_identifier, LEVELS[level], ENGLAND, "England", *cells]


def _authority_cells(authority_id: str, period: Period) -> tuple[str, ...]:
    try:
        return place_cells(Level.AUTHORITY, authority_id, period.reference_date)
    except UnknownAuthority:  # what it would have had before it began: its codes are those that it has now
        whose = authority(authority_id)
        return place_cells(Level.AUTHORITY, authority_id, whose.valid_from or period.reference_date)


def _figures(row: dict[str, Any]) -> list[object]:
    numbers = [number_cell(row[name], row["status"]) for name in ("numerator", "denominator", "value")]
    return [*numbers, row["status"], row["flags"]]
