"""A change of the register in plain words and codes, as a person types it or a file has it, read and drafted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from string import ascii_uppercase
from typing import Any

from etl.entered import Proposed
from schemas.authorities import UnknownAuthority, authorities, authority, regions, resolve, resolve_ever
from schemas.passing import Obligation, Passes, Passing
from schemas.places import police_forces
from schemas.register import register
from schemas.register_changes import Beginning, ChangeKind, CodeKind, NewCode, RegisterEntry

Said = Mapping[str, Any]
_FORMS = ("%d/%m/%Y", "%Y-%m-%d")
_KNOWN = frozenset({"kind", "changed_on", "ends", "begins", "codes", "note", "reason", "passes"})


class Unreadable(Exception):
    """What was typed cannot be read as a change. The message quotes it and says what to enter."""


def read_change(said: Said) -> Proposed:
    """A change from what was typed: authorities by code or name, days as 1/4/2027 or 2027-04-01.

    What is left out of one that begins is taken from the first authority that ends: its region, police force and type.

    Raises:
        Unreadable: if a part is missing, or is no day, number, kind or authority.
    """
    if strange := sorted(set(said) - _KNOWN):
        raise Unreadable(f"“{strange[0]}” is no part of a change. Its parts are: {', '.join(sorted(_KNOWN))}.")
    kind, on = _kind(said.get("kind")), read_day(said.get("changed_on"))
    before = on - timedelta(days=1)
    ends = tuple(_one(text, before) for text in said.get("ends", ()))
    begins = _with_keys([_beginning(one, ends) for one in said.get("begins", ())], ends)
    begins = tuple(replace(one, neighbours=_neighbours(one.neighbours, begins, before)) for one in begins)
    codes = tuple(_new_code(one) for one in said.get("codes", ()))
    entry = RegisterEntry(kind, on, ends, begins, codes, " ".join(str(said.get("note", "")).split()))
    return Proposed(entry, tuple(_line(one, entry) for one in said.get("passes", ())), str(said.get("reason", "")))


def drafted(said: Said, held: Sequence[Obligation]) -> dict[str, Any]:
    """The same with a line for everything that must pass: milestones to each that follows; the rest to be filled in."""
    names = [str(one.get("name", "")) for one in said.get("begins", ())]
    lines: list[dict[str, Any]] = []
    for one in held:
        line = {"kind": str(one.kind), "from": one.from_id, "item": one.item, "words": one.words, "reason": ""}
        if one.kind is Passes.ACTION:
            lines.append({**line, "to": names[0] if len(names) == 1 else ""})
        else:
            whole = one.amount_gbp if len(names) == 1 else None
            more = {"amount_gbp": whole} if one.kind is Passes.GRANT else {}
            lines += [{**line, "to": name, **more} for name in names]
    return {**said, "passes": lines}


def read_day(text: object) -> date:
    """A day as it was typed.

    Raises:
        Unreadable: if it is none.
    """
    for form in _FORMS:
        try:
            return datetime.strptime(str(text or "").strip(), form).date()
        except ValueError:
            continue
    raise Unreadable(f"You entered “{text or ''}” for the first day. Enter a day such as 1/4/2027.")


def _kind(text: object) -> ChangeKind:
    try:
        return ChangeKind(str(text))
    except ValueError as unknown:
        raise Unreadable(f"“{text or ''}” is no kind of change. Enter one of: {', '.join(ChangeKind)}.") from unknown


def _one(text: object, on: date) -> str:
    try:
        found = resolve(str(text), on)
    except UnknownAuthority as unknown:
        raise Unreadable(str(unknown)) from unknown
    return found[0].authority_id


def _beginning(said: Said, ends: Sequence[str]) -> Beginning:
    like = authority(ends[0]) if ends else None
    region = _text(said, "region") or (like.region_code if like else "")
    force = _text(said, "police_force") or (like.police_force_code if like else "")
    return Beginning(
        authority_id="",
        name=_text(said, "name"),
        authority_type=_text(said, "authority_type") or (like.authority_type if like else ""),
        region_code=region,
        region_name=regions().get(region, ""),
        ofsted_region=next((r["ofsted_region"] for r in register().values() if r["region_code"] == region), ""),
        police_force_code=force,
        police_force_name=police_forces().get(force, ""),
        london_subregion=_text(said, "london_subregion"),
        dfe_code=_text(said, "dfe_code"),
        ons_code=_text(said, "ons_code").upper(),
        partnership=_text(said, "partnership"),
        population_0_17=_whole(said, "population_0_17"),
        tile_row=_whole(said, "tile_row"),
        tile_col=_whole(said, "tile_col"),
        tile_label=_text(said, "tile_label").upper(),
        aliases=_several(said.get("aliases")),
        neighbours=_several(said.get("neighbours")),
    )


def _with_keys(begins: Sequence[Beginning], ends: Sequence[str]) -> tuple[Beginning, ...]:
    """Each with our own key: its DfE code, or the key of the first that ends with a letter."""
    letters = iter(ascii_uppercase)
    root = (ends[0] if ends else "LA")[:12]
    found: list[Beginning] = []
    for one in begins:
        key = f"LA{one.dfe_code}" if one.dfe_code else ""
        while not key or key in register() or any(other.authority_id == key for other in found):
            key = f"{root}{next(letters)}"
        found.append(replace(one, authority_id=key))
    return tuple(found)


def _neighbours(said: Sequence[str], begins: Sequence[Beginning], on: date) -> tuple[str, ...]:
    return tuple(_follower(text, begins) or _one(text, on) for text in said)


def _follower(text: object, begins: Sequence[Beginning]) -> str:
    """The key of one that begins, by its name or key; "" if it is none of them."""
    wanted = str(text).strip().casefold()
    return next(
        (one.authority_id for one in begins if wanted in (one.name.casefold(), one.authority_id.casefold())), ""
    )


def _new_code(said: Said) -> NewCode:
    try:
        whose = resolve_ever(str(said.get("authority", "")))[0].authority_id
        return NewCode(whose, CodeKind(str(said.get("kind"))), _text(said, "code"))
    except UnknownAuthority as unknown:
        raise Unreadable(str(unknown)) from unknown
    except ValueError as unknown:
        kinds = ", ".join(CodeKind)
        raise Unreadable(f"“{said.get('kind')}” is no kind of code. Enter one of: {kinds}.") from unknown


def _line(said: Said, entry: RegisterEntry) -> Passing:
    try:
        kind = Passes(str(said.get("kind")))
        source = resolve_ever(str(said.get("from") or (entry.ends[0] if entry.ends else "")))[0].authority_id
        to = _text(said, "to")
        taker = (_follower(to, entry.begins) or resolve_ever(to)[0].authority_id) if to else ""
    except UnknownAuthority as unknown:
        raise Unreadable(f"{said.get('words') or said.get('item')}: {unknown}") from unknown
    except ValueError as unknown:
        kinds = ", ".join(Passes)
        raise Unreadable(f"“{said.get('kind')}” is nothing that passes. Enter one of: {kinds}.") from unknown
    return Passing(kind, source, _text(said, "item"), taker, _whole(said, "amount_gbp"), _text(said, "reason"))


def _text(said: Said, name: str) -> str:
    return " ".join(str(said.get(name) or "").split())


def _whole(said: Said, name: str) -> int | None:
    text = str(said.get(name) if said.get(name) is not None else "").replace(",", "").replace("£", "").strip()
    if not text:
        return None
    if not text.isdecimal():
        raise Unreadable(f"{_WORDS[name]}: you entered “{said.get(name)}”. Enter a whole number.")
    return int(text)


_WORDS = {
    "population_0_17": "Children aged 0 to 17",
    "tile_row": "Row of the tile",
    "tile_col": "Column of the tile",
    "amount_gbp": "Pounds that pass",
}


def _several(said: object) -> tuple[str, ...]:
    """A list, or text with commas or new lines between its parts."""
    parts = said if isinstance(said, list | tuple) else str(said or "").replace("\n", ",").split(",")
    return tuple(text for part in parts if (text := " ".join(str(part).split())))


def in_force_before(on: date) -> dict[str, str]:
    """The authorities that a change on a day can end: authority_id → name with code, in name order."""
    return {a.authority_id: a.label for a in authorities(on - timedelta(days=1)) if a.valid_to is None}
