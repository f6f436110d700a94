"""One call from a figure to everything behind it: see schemas.provenance.Provenance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from etl import compute, working
from etl.inputs import read_inputs
from etl.lineage import FORMS, From, sources
from etl.provenance_files import files_used, roles_of, rows_used
from etl.provenance_published import published_origin
from etl.provenance_sums import contributions, members_of, parts_of, proof
from schemas.authorities import ENGLAND, authority, regions
from schemas.indicators import INDICATORS, Indicator, definition
from schemas.observations import Inputs
from schemas.periods import Period
from schemas.places import GROUPS, police_forces
from schemas.provenance import Contribution, FileUsed, Proof, Provenance, unauthorised_count, why_not_quotable
from schemas.rag import threshold_words
from schemas.tables import Computation, ObservationRow
from schemas.vocabulary import Flag, Level, Rag, ValueStatus


class NoSuchFigure(LookupError):
    """Nothing is shown, or was shown then, of what is asked for. The message is a sentence."""


def trace(
    session: Session,
    indicator_id: str,
    geography: str,
    period: Period,
    breakdown: str = "",
    at: datetime | None = None,
    upto: int | None = None,
) -> Provenance:
    """Everything behind a figure, in full: whoever shows it must leave out what its reader may not see.

    Args:
        session: a session that may read.
        indicator_id: for example "ST-02".
        geography: an authority_id, or the code of a region, force area, group or England.
        period: the quarter.
        breakdown: the part that is meant, for example "agency=police"; by default the total.
        at: as it was known at this instant; by default now.
        upto: as it was known at this computation.

    Raises:
        NoSuchFigure: if there is no such figure.
    """
    conditions = _of(indicator_id, geography, period, breakdown, upto)
    found = working.observations(session, conditions, at)
    if indicator_id not in INDICATORS or found.is_empty():
        raise NoSuchFigure(f"There is no figure of {indicator_id} for this place in {period.label}.")
    row, indicator = found.row(0, named=True), INDICATORS[indicator_id]
    known_at = at or working.known_at(session, period, row["as_of"], upto)
    inputs = read_inputs(session, period, known_at, upto=upto)
    told = _told(session, row, indicator, period)
    members = members_of(inputs, told.level, geography)
    made_from = sources(indicator, breakdown)
    if indicator.published is not None:
        given: list[Contribution] = []
        files, proved = published_origin(session, indicator.published, told, known_at, upto)
    else:
        given, proved = _proved(session, inputs, told, members)
        files = _files(session, inputs, told, made_from, members, (known_at, upto))
    is_illustrative = any(file.is_illustrative for file in files)
    return replace(
        told,
        is_carried=Flag.ESTIMATED in told.flags or any(one.standing == "carried" for one in given),
        is_illustrative=is_illustrative,
        files=tuple(files),
        notes=tuple(dict.fromkeys(one.words for one in made_from if one.words)),
        contributions=() if told.level is Level.AUTHORITY else tuple(given),
        proof=proved,
        not_quotable=why_not_quotable(
            status=told.status,
            rag=told.rag,
            is_illustrative=is_illustrative,
            has_coverage=told.returned_count is not None and told.due_count is not None,
            is_proved=proved.is_proved,
            unauthorised_count=unauthorised_count(files),
        ),
    )


def _of(
    indicator_id: str, geography: str, period: Period, breakdown: str, upto: int | None
) -> list[ColumnElement[bool]]:
    """Whether a stored observation is of the figure, and known by a computation."""
    conditions = [
        col(ObservationRow.indicator_id) == indicator_id,
        col(ObservationRow.geography) == geography,
        col(ObservationRow.period) == str(period),
        col(ObservationRow.breakdown) == breakdown,
    ]
    return conditions if upto is None else [*conditions, col(ObservationRow.computation_id) <= upto]


def _proved(
    session: Session, inputs: Inputs, told: Provenance, members: Sequence[str]
) -> tuple[list[Contribution], Proof]:
    """What the members put in, and whether that comes to what is shown."""
    indicator = INDICATORS[told.indicator_id]
    every, single = compute.contributed(inputs, indicator, is_total=told.level is not Level.AUTHORITY)
    parts = parts_of(every, indicator, told.breakdown)
    items = {a: list(v) for a, v in single.group_by("authority_id").agg("item").iter_rows()}
    given = contributions(session, inputs, indicator, parts, members)
    shown = (told.numerator, told.denominator)
    return given, proof(indicator, told.breakdown, told.level, parts, items, given, shown)


def _files(
    session: Session,
    inputs: Inputs,
    told: Provenance,
    made_from: Sequence[From],
    members: Sequence[str],
    known: tuple[datetime, int | None],
) -> list[FileUsed]:
    """The files behind a figure; with their cells for one authority, without for a place of many."""
    split = INDICATORS[told.indicator_id].breakdown
    column = split.column if split and told.breakdown else ""
    used = rows_used(session, inputs, made_from, members, (column, told.breakdown.partition("=")[2]), *known)
    found = files_used(session, inputs, used, with_cells=told.level is Level.AUTHORITY)
    own = FORMS[form].title if (form := INDICATORS[told.indicator_id].form) in FORMS else ""
    return sorted(found, key=lambda file: file.title != own)


def _told(session: Session, row: dict[str, Any], indicator: Indicator, period: Period) -> Provenance:
    made, level = session.get(Computation, row["computation_id"]), Level(row["level"])
    by = {"received_by": made.published_by if made else "", "submitted_by": ""}
    copied = ("breakdown", "numerator", "denominator", "value", "flags", "rag_reason", "thresholds_version")
    counted = ("returned_count", "due_count", "source", "as_of", "computation_id")
    return Provenance(
        **{name: row[name] for name in (*copied, *counted)},
        indicator_id=indicator.id,
        title=indicator.title,
        level=level,
        geography=row["geography"],
        place=place_name(level, row["geography"], period),
        period=str(period),
        definition=definition(indicator),
        threshold_words=threshold_words(indicator),
        numerator_words=indicator.numerator_words,
        denominator_words=indicator.denominator_words,
        status=ValueStatus(row["status"]),
        rag=Rag(row["rag"]),
        release_reason=made.reason if made else "",
        released_by=roles_of(session, [by]).get(by["received_by"], ""),
        is_carried=False,
        is_illustrative=False,
    )


def place_name(level: Level, geography: str, period: Period) -> str:
    """A place's name in a quarter."""
    if level is Level.AUTHORITY:
        return authority(geography, period.reference_date).name
    return {ENGLAND: "England", **regions(), **police_forces(), **GROUPS}.get(geography, geography)
