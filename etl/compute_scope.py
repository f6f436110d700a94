"""What of a quarter a change can alter, and what must be read to compute that."""

from collections.abc import Collection
from functools import cache

from etl.compute_frames import made_from
from etl.compute_standing import SYSTEM
from schemas.indicators import INDICATORS, Indicator
from schemas.observations import Scope
from schemas.places import touched
from schemas.sources import SOURCES


def touched_by(form_code: str, authority_ids: Collection[str]) -> Scope:
    """The observations that one kind of return of some authorities can alter: theirs, and those of places they are in.

    What the product itself knows (returns due, age of data) alters with the day, so it is always there, everywhere.
    """
    return Scope(touched(frozenset(authority_ids)), _fed_by(form_code), _made_from_nothing_sent())


def brought_by(form_code: str) -> Scope | None:
    """The observations that a new edition of a public file or record can alter, in every place.

    None where what it feeds is made from more than its own rows, so that everything has to be computed.
    """
    fed = _fed_by(form_code)
    said = {i.id for i in INDICATORS.values() if i.form == form_code}
    is_whole = bool(fed) and said <= fed
    return Scope(frozenset(), frozenset(), fed | _made_from_nothing_sent()) if is_whole else None


def known_to_the_product() -> Scope:
    """The observations that the product makes from what it knows itself, in every place."""
    return Scope(frozenset(), frozenset(), _made_from_nothing_sent())


@cache
def _made_from_nothing_sent() -> frozenset[str]:
    return frozenset(i.id for i in INDICATORS.values() if i.form == SYSTEM)


@cache
def _fed_by(form_code: str) -> frozenset[str]:
    """The indicators over frames that are made from a return."""
    return frozenset(
        i.id
        for i in INDICATORS.values()
        if i.published is None and any(sheet.partition(".")[0] == form_code for sheet in _sheets_of(i))
    )


def _recorded(form_code: str) -> tuple[str, ...]:
    """Every sheet of a public file or record: the frames made from one do not say from which."""
    source = SOURCES.get(form_code)
    return tuple(f"{form_code}.{sheet.name}" for sheet in source.sheets) if source is not None else ()


def _sheets_of(indicator: Indicator) -> tuple[str, ...]:
    # The trajectory's lines have no expressions of their own; they are drawn over authorities.
    return made_from(indicator.frame or "authorities")


def sheets_for(scope: Scope) -> frozenset[str]:
    """The sheets of returns and records that must be read to compute some observations."""
    return frozenset(
        sheet
        for indicator in INDICATORS.values()
        if indicator.id in scope.fed | scope.everywhere and indicator.published is None
        for sheet in (indicator.frame, *_sheets_of(indicator), *_recorded(indicator.form))
    )
