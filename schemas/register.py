"""What the register of authorities holds, as it stands on any day: what ships with the product, and confirmed changes.

For everything else, `schemas/authorities.py` is the way in: this module only reads.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.register_written import kept, written

BEFORE, AFTER = date.min, date.max
_AS_WRITTEN = (
    *("region_code", "region_name", "london_subregion", "authority_type", "police_force_code", "police_force_name"),
    *("tile_label", "partnership", "ofsted_region"),
)


@dataclass(frozen=True)
class Authority:
    """A local authority as it stands on one day.

    Args:
        authority_id: our own key, for example "LA334". One that begins before it has a code has the key of the authority
            that it follows with a letter, for example "LA936A", and keeps it when codes are issued.
        dfe_code: three digits, or "" before one is issued; so too `ons_code`, of nine characters.
        london_subregion: "Inner London", "Outer London" or "".
        population_0_17: children aged 0 to 17 at mid-2024; 0 if there is no estimate, because the authority had ended
            by then or has not begun.
        pathfinder_wave: 1 or 2 for the ten areas that went first.
        neighbours: authority_ids of the ten statistical neighbours (2025 model), nearest first, that are in force.
        tile_row: row on the tile map from 0 at the top, if it is on the map; so too `tile_col`, from the left.
        valid_from: first day; empty if it was there before the register begins.
        valid_to: last day, if it has one.
        predecessors: authority_ids of those it took the place of, wholly or in part.
        partnership: the safeguarding partnership that it shares with others, or "".
        ofsted_region: one of the eight that Ofsted uses.
    """

    authority_id: str
    name: str
    dfe_code: str
    ons_code: str
    region_code: str
    region_name: str
    london_subregion: str
    authority_type: str
    police_force_code: str
    police_force_name: str
    population_0_17: int
    pathfinder_wave: int | None
    neighbours: tuple[str, ...]
    tile_row: int | None
    tile_col: int | None
    tile_label: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    partnership: str
    ofsted_region: str

    @property
    def is_pathfinder(self) -> bool:
        """Whether it is one of the ten areas that went first."""
        return self.pathfinder_wave is not None

    @property
    def label(self) -> str:
        """The name with the DfE code: "Solihull (334)"."""
        return f"{self.name} ({self.dfe_code})" if self.dfe_code else self.name

    @property
    def address_code(self) -> str:
        """What stands for it in addresses: its ONS code, or our own key while it has none."""
        return self.ons_code or self.authority_id

    def is_in_force(self, on: date) -> bool:
        """Whether it exists on a day."""
        return (self.valid_from or BEFORE) <= on <= (self.valid_to or AFTER)


@dataclass(frozen=True)
class Change:
    """What happened to an authority on a day.

    Args:
        kind: "split", "merge", "reshape" (part of it moved) or "recode" (a new code for the same place).
        from_id: the authority before.
        to_id: the authority after; the same for a recode.
        comparable: "yes", "sum" (only all the parts together) or "no".
        note: one sentence for a footnote.
    """

    changed_on: date
    kind: str
    from_id: str
    to_id: str
    comparable: str
    note: str


@dataclass(frozen=True)
class Code:
    """A code or name that an authority has had: kind "ons", "dfe", "name" (a former one) or "alias"."""

    code: str
    kind: str
    valid_from: date
    valid_to: date


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


def _whole(text: str) -> int | None:
    return int(text) if text else None


@kept
def changes() -> tuple[Change, ...]:
    """Every change that the register knows, past and decided, oldest first."""
    fields = ("kind", "from_id", "to_id", "comparable", "note")
    made = (Change(date.fromisoformat(row["changed_on"]), *(row[name] for name in fields)) for row in written().changes)
    return tuple(sorted(made, key=lambda change: change.changed_on))


@kept
def codes() -> dict[str, tuple[Code, ...]]:
    """Every code, former name and alias, by authority_id."""
    found: dict[str, list[Code]] = defaultdict(list)
    for row in written().codes:
        first, last = _day(row["valid_from"], BEFORE), _day(row["valid_to"], AFTER)
        found[row["authority_id"]].append(Code(row["code"], row["kind"], first, last))
    return {authority_id: tuple(several) for authority_id, several in found.items()}


@kept
def _neighbours() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(written().neighbours, key=lambda row: int(row["rank"])):
        found[row["authority_id"]].append(row["neighbour_id"])
    return {authority_id: tuple(ids) for authority_id, ids in found.items()}


@kept
def register() -> dict[str, dict[str, str]]:
    """Every authority there ever was, as written, by authority_id."""
    return {row["authority_id"]: row for row in written().authorities}


@kept
def closeness() -> dict[tuple[str, str], str]:
    """How close the neighbours' model calls each neighbour, in its own words: (authority_id, neighbour's) → "Very close".

    One that was entered with a change of the register has none.
    """
    named = (row for row in written().neighbours if row.get("closeness"))
    return {(row["authority_id"], row["neighbour_id"]): row["closeness"] for row in named}


def _in_force(row: dict[str, str], on: date) -> bool:
    return _day(row["valid_from"], BEFORE) <= on <= _day(row["valid_to"], AFTER)


def _as_at(row: dict[str, str], on: date, neighbours: tuple[str, ...]) -> Authority:
    authority_id = row["authority_id"]
    known_by = codes().get(authority_id, ())
    now = {c.kind: c.code for c in known_by if c.valid_from <= on <= c.valid_to}
    moves = [change for change in changes() if change.from_id != change.to_id]
    return Authority(
        authority_id=authority_id,
        name=now.get("name", row["name"]),
        dfe_code=now.get("dfe", ""),
        ons_code=now.get("ons", ""),
        population_0_17=_whole(row["population_0_17"]) or 0,
        pathfinder_wave=_whole(row["pathfinder_wave"]),
        neighbours=neighbours,
        tile_row=_whole(row["tile_row"]),
        tile_col=_whole(row["tile_col"]),
        aliases=tuple(c.code for c in known_by if c.kind in ("name", "alias")),
        valid_from=_day(row["valid_from"], BEFORE) if row["valid_from"] else None,
        valid_to=_day(row["valid_to"], AFTER) if row["valid_to"] else None,
        predecessors=tuple(c.from_id for c in moves if c.to_id == authority_id),
        successors=tuple(c.to_id for c in moves if c.from_id == authority_id),
        **{field: row[field] for field in _AS_WRITTEN},
    )


@kept
def _turning_days() -> list[date]:
    # Nothing in the register differs between two of these days, so one snapshot serves all the days between them.
    spans = [(_day(r["valid_from"], BEFORE), _day(r["valid_to"], AFTER)) for r in register().values()]
    spans += [(c.valid_from, c.valid_to) for several in codes().values() for c in several]
    after = {last + timedelta(1) for _, last in spans if last != AFTER}
    return sorted({BEFORE} | {first for first, _ in spans} | after)


@kept
def _snapshot(since: date) -> dict[str, Authority]:
    rows = [row for row in register().values() if _in_force(row, since)]
    ids = {row["authority_id"] for row in rows}
    found = [_as_at(r, since, tuple(n for n in _neighbours().get(r["authority_id"], ()) if n in ids)) for r in rows]
    return {a.authority_id: a for a in sorted(found, key=lambda a: a.name)}


@kept
def at_last() -> dict[str, Authority]:
    """Every authority there ever was, as on its last day, or as the register leaves it if it has none."""
    last = {i: _day(row["valid_to"], AFTER) for i, row in register().items()}
    return {i: _as_at(row, last[i], _neighbours().get(i, ())) for i, row in register().items()}


def on_day(on: date) -> dict[str, Authority]:
    """The authorities in force on a day, by authority_id, in name order."""
    days = _turning_days()
    return _snapshot(days[bisect_right(days, on) - 1])
