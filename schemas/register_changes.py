"""Changes of the register that people enter: which authorities end and begin on a day, and what the register is then."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schemas.base import Worded
from schemas.register_written import Row, Written


class ChangeKind(Worded):
    """What happens to authorities on a day."""

    SPLIT = "split", "Split", "One authority ends and two or more begin; together they are the old one."
    MERGE = "merge", "Merger", "Two or more whole authorities end and one begins."
    RESHAPE = "reshape", "Reshape", "Authorities end and others begin, and areas do not match as a whole."
    RECODE = "recode", "New codes", "An authority gets a code or a name; its area stays."
    PASSING = "passing", "More that passes", "Something else of an authority that ended passes to those that follow it."


COMPARABLE = {ChangeKind.SPLIT: "sum", ChangeKind.MERGE: "sum", ChangeKind.RESHAPE: "no", ChangeKind.RECODE: "yes"}
"""How far figures before and after can be compared (`schemas.register.Change.comparable`)."""


class CodeKind(Worded):
    """What sort of code an authority gets."""

    ONS = "ons", "ONS code", "Nine characters, for example E06000063."
    DFE = "dfe", "DfE code", "Three digits, for example 942."
    NAME = "name", "Name", "The authority's name."


@dataclass(frozen=True)
class Beginning:
    """An authority that begins.

    Args:
        authority_id: our own key, which never changes.
        region_code: the region it is in; so too its name, and Ofsted's name.
        police_force_code: the force that polices it.
        dfe_code: three digits, "" before one is issued; so too `ons_code`.
        population_0_17: children aged 0 to 17 at mid-2024; None if nobody has published them.
        tile_row: row on the tile map from 0 at the top, if it is on the map; so too `tile_col` and `tile_label`.
        neighbours: authority_ids of its statistical neighbours, nearest first.
    """

    authority_id: str
    name: str
    authority_type: str
    region_code: str
    region_name: str
    ofsted_region: str
    police_force_code: str
    police_force_name: str
    london_subregion: str = ""
    dfe_code: str = ""
    ons_code: str = ""
    partnership: str = ""
    population_0_17: int | None = None
    tile_row: int | None = None
    tile_col: int | None = None
    tile_label: str = ""
    aliases: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewCode:
    """A code or name that an authority gets on the day."""

    authority_id: str
    kind: CodeKind
    code: str


@dataclass(frozen=True)
class RegisterEntry:
    """A change as it was entered.

    Args:
        changed_on: the first day on which it holds.
        ends: authority_ids of those that end the day before.
        begins: those that begin.
        codes: what authorities that go on get.
        note: one sentence for footnotes.
    """

    kind: ChangeKind
    changed_on: date
    ends: tuple[str, ...] = ()
    begins: tuple[Beginning, ...] = ()
    codes: tuple[NewCode, ...] = ()
    note: str = ""


def with_changes(rows: Written, entries: Iterable[RegisterEntry]) -> Written:
    """The register after some changes, in the order given."""
    for entry in entries:
        rows = _with_change(rows, entry)
    return rows


def _with_change(rows: Written, entry: RegisterEntry) -> Written:
    if entry.kind is ChangeKind.PASSING:
        return rows
    last = (entry.changed_on - timedelta(days=1)).isoformat()
    replaced = {(new.authority_id, str(new.kind)) for new in entry.codes}

    def ended(row: Row, *, is_over: bool) -> Row:
        return {**row, "valid_to": last} if is_over and not row["valid_to"] else row

    stays = [ended(row, is_over=row["authority_id"] in entry.ends) for row in rows.authorities]
    kept = [
        ended(row, is_over=row["authority_id"] in entry.ends or (row["authority_id"], row["kind"]) in replaced)
        for row in rows.codes
    ]
    former = [_former_name(row, entry, last) for row in stays if (row["authority_id"], "name") in replaced]
    return replace(
        rows,
        authorities=(*(_named(row, entry) for row in stays), *(_as_row(one, entry) for one in entry.begins)),
        codes=(*kept, *former, *_codes(entry)),
        changes=(*rows.changes, *_moves(entry)),
        neighbours=(*rows.neighbours, *_neighbours(entry)),
    )


def _named(row: Row, entry: RegisterEntry) -> Row:
    new = [one.code for one in entry.codes if one.authority_id == row["authority_id"] and one.kind is CodeKind.NAME]
    return {**row, "name": new[-1]} if new else row


def _former_name(row: Row, entry: RegisterEntry, last: str) -> Row:
    """The name that an authority had until a change; a name that it had before is a row already."""
    return {
        "authority_id": row["authority_id"],
        "code": row["name"],
        "kind": "name",
        "valid_from": "",
        "valid_to": last,
    }


def _as_row(one: Beginning, entry: RegisterEntry) -> Row:
    written = {"population_0_17", "tile_row", "tile_col"}
    said = {name: value for name, value in vars(one).items() if isinstance(value, str)}
    whole = {name: "" if (value := getattr(one, name)) is None else str(value) for name in written}
    return {**said, **whole, "valid_from": entry.changed_on.isoformat(), "valid_to": "", "pathfinder_wave": ""}


def _codes(entry: RegisterEntry) -> Iterator[Row]:
    since = entry.changed_on.isoformat()
    for new in entry.codes:
        if new.kind is not CodeKind.NAME:
            yield _code(new.authority_id, new.code, str(new.kind), since)
    for one in entry.begins:
        for kind, code in (("ons", one.ons_code), ("dfe", one.dfe_code)):
            if code:
                yield _code(one.authority_id, code, kind, since)
        for alias in one.aliases:
            yield _code(one.authority_id, alias, "alias", since)


def _code(authority_id: str, code: str, kind: str, since: str) -> Row:
    return {"authority_id": authority_id, "code": code, "kind": kind, "valid_from": since, "valid_to": ""}


def _moves(entry: RegisterEntry) -> Iterator[Row]:
    pairs = [(old, new.authority_id) for old in entry.ends for new in entry.begins]
    pairs += [(i, i) for i in dict.fromkeys(new.authority_id for new in entry.codes)]
    for old, new in pairs:
        yield {
            "changed_on": entry.changed_on.isoformat(), "kind": str(entry.kind), "from_id": old, "to_id": new,
            "comparable": COMPARABLE[entry.kind], "note": entry.note,
        }  # fmt: skip


def _neighbours(entry: RegisterEntry) -> Iterator[Row]:
    for one in entry.begins:
        for rank, neighbour in enumerate(one.neighbours, start=1):
            yield {"authority_id": one.authority_id, "rank": str(rank), "neighbour_id": neighbour}
