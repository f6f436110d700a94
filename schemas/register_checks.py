"""What is wrong with a change of the register before it is entered, in sentences. It is compared with the one in use."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from schemas.authorities import Authority, UnknownAuthority, authorities, regions, resolve_ever
from schemas.places import police_forces
from schemas.register import register
from schemas.register_changes import Beginning, ChangeKind, CodeKind, RegisterEntry

LEAST_NOTE = 20
TYPES = ("county", "unitary authority", "metropolitan district", "London borough")
_CODES = {CodeKind.ONS: r"E(?:06|08|09|10)\d{6}", CodeKind.DFE: r"\d{3}", CodeKind.NAME: r".{2,120}"}
_COUNTS: dict[ChangeKind, tuple[Callable[[int, int], bool], str]] = {
    ChangeKind.SPLIT: (lambda ends, begins: ends == 1 and begins > 1, "one authority ends and two or more begin"),
    ChangeKind.MERGE: (lambda ends, begins: ends > 1 and begins == 1, "two or more authorities end and one begins"),
    ChangeKind.RESHAPE: (lambda ends, begins: ends > 0 and begins > 0, "authorities end and others begin"),
    ChangeKind.RECODE: (lambda ends, begins: ends == begins == 0, "no authority ends and none begins"),
}


def wrong_entry(entry: RegisterEntry) -> list[str]:
    """Why a change cannot be made to the register in use; nothing if it can."""
    if entry.kind is ChangeKind.PASSING:
        return []
    return [*_wrong_day(entry), *_wrong_counts(entry), *_wrong_note(entry), *_wrong_ends(entry), *_wrong_codes(entry),
            *(sentence for one in entry.begins for sentence in _wrong_beginning(one, entry)), *_wrong_together(entry)]  # fmt: skip


def _wrong_day(entry: RegisterEntry) -> Iterator[str]:
    on = entry.changed_on
    if on.day != 1 or on.month % 3 != 1:
        yield (
            f"It would begin on {_spoken(on)}. Returns are by quarter, so enter 1 April, 1 July, 1 October or 1 January."
        )


def _wrong_counts(entry: RegisterEntry) -> Iterator[str]:
    is_right, words = _COUNTS[entry.kind]
    if not is_right(len(entry.ends), len(entry.begins)):
        yield f"In this kind of change ({entry.kind.label.lower()}) {words}; here {len(entry.ends)} end and {len(entry.begins)} begin."
    if entry.kind is ChangeKind.RECODE and not entry.codes:
        yield "Enter at least one new code or name."


def _wrong_note(entry: RegisterEntry) -> Iterator[str]:
    if len(entry.note.strip()) < LEAST_NOTE or not entry.note.strip().endswith("."):
        yield f"The footnote is “{entry.note}”. Enter a sentence of at least {LEAST_NOTE} characters that ends with a full stop."


def _wrong_ends(entry: RegisterEntry) -> Iterator[str]:
    before = {a.authority_id: a for a in authorities(entry.changed_on - timedelta(days=1))}
    named = dict.fromkeys((*entry.ends, *(new.authority_id for new in entry.codes)))
    for authority_id in named:
        known = before.get(authority_id)
        if known is None:
            yield f"“{authority_id}” is not an authority on the day before. Enter one that is."
        elif known.valid_to is not None:
            yield f"{known.label} ends on {_spoken(known.valid_to)} already."


def _wrong_codes(entry: RegisterEntry) -> Iterator[str]:
    for new in entry.codes:
        yield from _wrong_code(new.kind, new.code, {new.authority_id}, entry)


def _wrong_code(kind: CodeKind, code: str, whose: set[str], entry: RegisterEntry) -> Iterator[str]:
    if not re.fullmatch(_CODES[kind], code.strip()):
        yield f"“{code}” is not a {kind.label if kind is not CodeKind.NAME else 'name'}. {_ADVICE[kind]}"
        return
    try:
        known = resolve_ever(code)
    except UnknownAuthority:
        return
    # A name may be taken over from one that ends; a code never was.
    mine = whose | (set(entry.ends) if kind is CodeKind.NAME else set())
    if others := [a for a in known if a.authority_id not in mine]:
        yield f"“{code}” is {others[0].label} already. Enter another {'name' if kind is CodeKind.NAME else 'code'}."


_ADVICE = {
    CodeKind.ONS: "Enter nine characters, for example E06000063, or leave it empty until it is issued.",
    CodeKind.DFE: "Enter three digits, for example 942, or leave it empty until it is issued.",
    CodeKind.NAME: "Enter the name in full.",
}


def _wrong_beginning(one: Beginning, entry: RegisterEntry) -> Iterator[str]:
    if one.authority_id in register():
        yield f"{one.name}: the key “{one.authority_id}” is taken."
    for kind, code in ((CodeKind.NAME, one.name), (CodeKind.DFE, one.dfe_code), (CodeKind.ONS, one.ons_code)):
        if code or kind is CodeKind.NAME:
            yield from _wrong_code(kind, code, {one.authority_id}, entry)
    if one.authority_type not in TYPES:
        yield f"{one.name}: “{one.authority_type}” is not a type. Enter one of: {', '.join(TYPES)}."
    if one.region_code not in regions():
        yield f"{one.name}: “{one.region_code}” is not a region. Enter a code such as E12000008."
    if one.police_force_code not in police_forces():
        yield f"{one.name}: “{one.police_force_code}” is not a police force area. Enter a code such as E23000031."
    yield from _wrong_neighbours(one, entry)
    yield from _wrong_tile(one, entry)


def _wrong_neighbours(one: Beginning, entry: RegisterEntry) -> Iterator[str]:
    there = {a.authority_id for a in _going_on(entry)} | {other.authority_id for other in entry.begins}
    for neighbour in one.neighbours:
        if neighbour not in there or neighbour == one.authority_id:
            yield f"{one.name}: “{neighbour}” cannot be its neighbour. Enter authorities that exist on {_spoken(entry.changed_on)}."


def _wrong_tile(one: Beginning, entry: RegisterEntry) -> Iterator[str]:
    if (one.tile_row is None) != (one.tile_col is None):
        yield f"{one.name}: enter the row and the column of its tile, or neither."
    elif one.tile_row is not None and not one.tile_label:
        yield f"{one.name}: enter the letters for its tile."
    at = (one.tile_row, one.tile_col)
    for other in _going_on(entry):
        if one.tile_row is not None and (other.tile_row, other.tile_col) == at:
            yield f"{one.name}: {other.name} has the tile in row {one.tile_row}, column {one.tile_col}. Enter a free one."


def _wrong_together(entry: RegisterEntry) -> Iterator[str]:
    """What is wrong between those that begin: the same name or tile twice, children that do not add up."""
    for what, said in (
        ("name", [one.name.casefold() for one in entry.begins]),
        ("tile", [(one.tile_row, one.tile_col) for one in entry.begins if one.tile_row is not None]),
        ("code", [code for one in entry.begins for code in (one.dfe_code, one.ons_code) if code]),
    ):
        if len(set(said)) < len(said):
            yield f"Two of those that begin have the same {what}."
    children = [one.population_0_17 for one in entry.begins]
    known = [count for count in children if count is not None]
    if known and len(known) < len(children):
        yield "Enter the children of all that begin, or of none: some would otherwise count twice or not at all."
    elif known:
        before = sum(
            a.population_0_17 for a in authorities(entry.changed_on - timedelta(days=1)) if a.authority_id in entry.ends
        )
        if sum(known) != before:
            yield f"Children aged 0 to 17: {before:,} before, {sum(known):,} after. Enter numbers that add up to {before:,}."


def _going_on(entry: RegisterEntry) -> list[Authority]:
    return [a for a in authorities(entry.changed_on) if a.authority_id not in entry.ends]


def _spoken(day: date) -> str:
    return f"{day:%-d %B %Y}"
