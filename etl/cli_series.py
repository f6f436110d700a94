"""`oversight show --view`: an authority's figures over every quarter, across changes of its boundary."""

import json

import polars as pl
import typer
from sqlalchemy import ColumnElement
from sqlmodel import col

from etl.stopping import stop
from schemas.authorities import Authority, UnknownAuthority, resolve, resolve_ever
from schemas.continuity import View, concerned
from schemas.indicators import Indicator
from schemas.periods import Period
from schemas.place_series import is_added, place_series
from schemas.tables import ObservationRow
from schemas.vocabulary import Level


def whose_series(text: str, period: Period) -> Authority:
    """The one authority that is meant, one that has ended or is to begin among them. Stops with a sentence if none is."""
    try:
        found = resolve(text, period.reference_date)
    except UnknownAuthority:
        try:
            found = resolve_ever(text)
        except UnknownAuthority as unknown:
            raise stop(str(unknown)) from unknown
    if len(found) > 1:
        raise stop(f"“{text}” is {len(found)} authorities: {', '.join(a.name for a in found)}. Enter one of them.")
    return found[0]


def wanted(indicator: Indicator, whose: Authority) -> list[ColumnElement[bool]]:
    """The observations that a series of an authority is drawn from, as conditions."""
    return [
        col(ObservationRow.indicator_id) == indicator.id,
        col(ObservationRow.level) == Level.AUTHORITY,
        col(ObservationRow.breakdown) == "",
        col(ObservationRow.geography).in_(concerned(whose.authority_id)),
    ]


def show_series(found: pl.DataFrame, indicator: Indicator, whose: Authority, view: View, *, as_json: bool) -> None:
    """Print the lines of an authority's series: period, line, value, status and, at a break, what happened.

    Args:
        found: the observations that are `wanted`.
    """
    rows = place_series(
        _dated(found.sort("period")),
        whose.authority_id,
        view,
        is_added=is_added(indicator),
        factor=indicator.scale,
        dp=indicator.dp,
    )
    if as_json:
        said = rows.with_columns(pl.col("reference_on").cast(pl.String), is_break=pl.col("flags").str.contains("b"))
        typer.echo(json.dumps(said.to_dicts(), ensure_ascii=False, indent=1))
        return
    typer.echo(f"{indicator.id} {indicator.title}, {view.label[0].lower()}{view.label[1:]}")
    for row in rows.iter_rows(named=True):
        marks = " ".join(f"[{mark}]" for mark in row["flags"])
        words = (row["period"], row["line"], row["value"], row["status"], marks, row["note"])
        typer.echo("  ".join(str(word) for word in words if word not in ("", None)))


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    """Authorities' observations with what a series needs: authority_id, and the last day of the quarter."""
    ends = {text: Period.parse(text).reference_date for text in rows["period"].unique()}
    return rows.with_columns(
        authority_id="geography",
        reference_on=pl.col("period").replace_strict(ends, default=None, return_dtype=pl.Date),
    )
