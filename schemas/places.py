"""What authorities add up to: regions, England, police force areas and fixed groups, each with its members."""

from datetime import date
from typing import NamedTuple

import polars as pl

from schemas.register import Authority, at_last, on_day, register
from schemas.register_written import kept
from schemas.vocabulary import Level

ENGLAND = "E92000001"
INNER_LONDON, OUTER_LONDON = "E13000001", "E13000002"
PATHFINDERS = "pathfinders"
_TYPES = {
    "metropolitan": ("metropolitan district", "Metropolitan districts"),
    "unitary": ("unitary authority", "Unitary authorities"),
    "county": ("county", "Counties"),
}
GROUPS = {
    INNER_LONDON: "Inner London",
    OUTER_LONDON: "Outer London",
    PATHFINDERS: "Pathfinder areas",
    **{code: title for code, (_, title) in _TYPES.items()},
}
"""Fixed groups: code → name. They are fixed so that no group can be chosen that leaves one authority out.

London's boroughs are the region, and so have no group of their own.
"""


class Place(NamedTuple):
    """A place that authorities add up to."""

    level: Level
    geography: str


def containing(whose: Authority) -> tuple[Place, ...]:
    """The places that an authority is part of."""
    groups = [code for code, (kind, _) in _TYPES.items() if whose.authority_type == kind]
    if whose.pathfinder_wave is not None:
        groups.append(PATHFINDERS)
    groups += [code for code in (INNER_LONDON, OUTER_LONDON) if whose.london_subregion == GROUPS[code]]
    return (
        Place(Level.REGION, whose.region_code),
        Place(Level.ENGLAND, ENGLAND),
        Place(Level.POLICE, whose.police_force_code),
        *(Place(Level.GROUP, code) for code in groups),
    )


def parents(whose: Authority) -> tuple[str, ...]:
    """The places that an authority is a part of directly: all but England, which its region is part of."""
    return tuple(geography for level, geography in containing(whose) if level is not Level.ENGLAND)


@kept
def memberships(on: date) -> pl.DataFrame:
    """Each authority in force on a day once for every place that it is part of: authority_id, level, geography."""
    rows = [(a.authority_id, str(level), place) for a in on_day(on).values() for level, place in containing(a)]
    return pl.DataFrame(
        rows, schema={"authority_id": pl.String, "level": pl.String, "geography": pl.String}, orient="row"
    )


def touched(authority_ids: frozenset[str]) -> frozenset[str]:
    """Some authorities and every place that they are part of."""
    known = at_last()
    return authority_ids.union(*({place for _, place in containing(known[a])} for a in authority_ids))


@kept
def police_forces() -> dict[str, str]:
    """The police force areas: code → name, in code order."""
    return dict(sorted({row["police_force_code"]: row["police_force_name"] for row in register().values()}.items()))
