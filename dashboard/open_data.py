"""Figures as a CSV file in the shape of the department's open data: one row for each value."""

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from dashboard.components import ILLUSTRATIVE
from dashboard.looking import ReadAs
from etl.csv_file import as_csv, safe_cell
from schemas.authorities import ENGLAND, authority, regions
from schemas.periods import Period
from schemas.places import GROUPS, police_forces
from schemas.vocabulary import Level, ValueStatus

COLUMNS = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "pfa_code", "pfa_name", "group_code", "group_name", "indicator_id", "indicator", "breakdown", "numerator", "denominator",
    "value", "value_status", "flags", "rag", "source", "as_of", "release", "data_version", "marking",
)  # fmt: skip
__all__ = ["COLUMNS", "LEVELS", "as_csv", "open_data", "safe_cell"]
LEVELS = {
    Level.ENGLAND: "National",
    Level.REGION: "Regional",
    Level.AUTHORITY: "Local authority",
    Level.POLICE: "Police force area",
    Level.GROUP: "Group of local authorities",
}


def open_data(
    observations: pl.DataFrame,
    titles: Mapping[str, str],
    of: Callable[[str], ReadAs],
    *,
    is_illustrative: bool,
) -> bytes:
    """Observations as an open-data file.

    Args:
        observations: as a page would show them (suppressed for this viewer), with the columns of `ObservationRow`.
        titles: indicator id → title.
        of: place → the release that its rows are of; every row then says so.
        is_illustrative: whether any return behind them is illustrative; every row then says so.
    """
    marking = ILLUSTRATIVE if is_illustrative else ""
    rows = observations.sort("indicator_id", "period", "level", "geography", "breakdown").iter_rows(named=True)
    return as_csv(COLUMNS, (_row(row, titles, of(str(row["geography"])), marking) for row in rows))


def _row(row: Mapping[str, object], titles: Mapping[str, str], of: ReadAs, marking: str) -> list[object]:
    period = Period.parse(str(row["period"]))
    level, status = Level(str(row["level"])), str(row["status"])
    indicator_id = str(row["indicator_id"])
    return [
        period.time_period,
        period.time_identifier,
        LEVELS[level],
        ENGLAND,
        "England",
        *place_cells(level, str(row["geography"]), period.reference_date),
        indicator_id,
        titles.get(indicator_id, ""),
        row["breakdown"] or "Total",
        number_cell(row["numerator"], status),
        number_cell(row["denominator"], status),
        number_cell(row["value"], status),
        status,
        row["flags"] or "",
        row["rag"],
        row["source"],
        row["as_of"],
        of.release,
        of.data_version,
        marking,
    ]


def number_cell(value: object, status: str) -> object:
    """The number, or in its place the bare symbol that says why there is none; "z" where a part does not exist."""
    if value is not None:
        return value
    return "z" if status == ValueStatus.OK else status


def place_cells(level: Level, geography: str, on: date) -> tuple[str, ...]:
    """The nine cells from region_code to group_name; empty where they do not apply."""
    region, whose, force, group = ("", ""), ("", "", ""), ("", ""), ("", "")
    if level is Level.REGION:
        region = (geography, regions()[geography])
    elif level is Level.POLICE:
        force = (geography, police_forces()[geography])
    elif level is Level.GROUP:
        group = (geography, GROUPS[geography])
    elif level is Level.AUTHORITY:
        place = authority(geography, on)
        region, whose = (place.region_code, place.region_name), (place.dfe_code, place.ons_code, place.name)
        force = (place.police_force_code, place.police_force_name)
    return (*region, *whose, *force, *group)
