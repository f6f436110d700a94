"""`oversight trace`: where a figure comes from, down to the cell."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from etl.asking import authority_asked, indicator_asked, instant_asked, quarter_asked
from etl.provenance import NoSuchFigure
from etl.provenance import trace as traced
from etl.stopping import stop
from etl.store import reading
from schemas.authorities import ENGLAND, regions
from schemas.periods import Period
from schemas.places import GROUPS, police_forces
from schemas.provenance import Provenance
from schemas.vocabulary import Level

_PLACES: dict[Level, Callable[[], dict[str, str]]] = {
    Level.REGION: regions, Level.POLICE: police_forces, Level.GROUP: lambda: dict(GROUPS),
}  # fmt: skip


def trace(
    indicator: Annotated[str, typer.Argument(help="An indicator's code, for example ST-02.")],
    level: Annotated[Level, typer.Option(help="What kind of place.")],
    period: Annotated[str, typer.Option(help='A quarter, for example "2026-27 Q2".')],
    authority: Annotated[str, typer.Option(help="The authority, for --level authority.")] = "",
    place: Annotated[str, typer.Option(help="The region, force area or group, by code or name.")] = "",
    breakdown: Annotated[str, typer.Option(help='A part of the figure, for example "agency=police".')] = "",
    at: Annotated[str, typer.Option(help="As shown at an instant, for example 2026-10-01T12:00:00.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show where a figure comes from: definition, files, cells, hashes, who and when, and whether it may be quoted."""
    asked, quarter = indicator_asked(indicator), quarter_asked(period)
    geography = _geography(level, authority, place, quarter)
    with reading() as session:
        try:
            found = traced(session, asked.id, geography, quarter, breakdown, instant_asked(at))
        except NoSuchFigure as nothing:
            raise stop(str(nothing)) from nothing
    if as_json:
        typer.echo(json.dumps(as_told(found), ensure_ascii=False, indent=1, default=_text))
        return
    for line in _lines(found):
        typer.echo(line)


def as_told(found: Provenance) -> dict[str, Any]:
    """Everything that is known of a figure as plain data, with what follows from it said too."""
    told = asdict(found) | {"is_quotable": found.is_quotable}
    for told_file, file in zip(told["files"], found.files, strict=True):
        told_file["number"] = file.number
    if found.proof is not None:
        told["proof"]["sentence"] = found.proof.sentence
    return told


def _geography(level: Level, authority: str, place: str, period: Period) -> str:
    if level is Level.AUTHORITY:
        if not authority:
            raise stop("Which authority? Enter --authority and a name or code.")
        return authority_asked(authority, period).authority_id
    if level is Level.ENGLAND:
        return ENGLAND
    known = _PLACES[level]()
    named = {name.casefold(): code for code, name in known.items()}
    if place in known or place.casefold() in named:
        return place if place in known else named[place.casefold()]
    raise stop(f"“{place}” is not a {level.label.lower()}. Enter --place and one of: {', '.join(known.values())}.")


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _lines(found: Provenance) -> list[str]:
    part = f", {found.breakdown}" if found.breakdown else ""
    value = found.status.label if found.value is None else f"{found.value:g}"
    lines = [f"{found.indicator_id} {found.title}: {found.place}, {found.period}{part}: {value}"]
    lines += [f"  {found.numerator} over {found.denominator}. {found.rag_reason}".rstrip()]
    for file in found.files if found.level is Level.AUTHORITY else ():
        when = f"{file.prepared_at:%Y-%m-%d %H:%M}"
        lines.append(f"  {file.number} {file.title} {file.period}, version {file.version}: {file.file_name}")
        lines.append(
            f"    SHA-256 {file.sha256}; prepared by {file.prepared_by} on {when}, authorised by {file.authorised_by or 'nobody yet'}"
        )
        lines += [f"    {c.sheet} {c.reference}  {c.heading}, {c.whose}: {c.value}" for c in file.cells]
    lines += [f"  {note}" for note in found.notes]
    for one in found.contributions:
        lines.append(f"  {one.name}: {one.numerator} over {one.denominator} ({one.standing} {one.period} {one.number})")
    if found.proof is not None:
        lines.append(f"  {found.proof.how} {found.proof.sentence}")
    quoted = " ".join(found.not_quotable)
    return [*lines, f"  May not be quoted. {quoted}" if quoted else "  May be quoted."]
