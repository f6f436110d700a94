"""Rows of a file that count the same authority for the same thing: alone in one, with its partners in another."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress

import polars as pl

from etl.cells import listed, normal
from etl.rows import CheckedSheet
from schemas.authorities import UnknownAuthority, authority

Resolve = Callable[[str], tuple[str, ...]]
_TYPES = {"row": pl.Int64, "overlapping_rows": pl.String, "overlapping_places": pl.String}


def overlapping(checked: CheckedSheet, whose: Sequence[str], resolve: Resolve) -> pl.DataFrame:
    """The rows that share an authority with another row, where every other key is the same.

    Args:
        checked: a sheet whose rows are about places.
        whose: the columns that say which place, best first.
        resolve: from a code or name to authority_ids; raises UnknownAuthority.

    Returns:
        row: its number in the file; overlapping_rows: the others, as "row 3" or "rows 3 and 7"; overlapping_places: the
        names of the authorities that they share. Two rows about a place by the same words are S020's to tell.
    """
    place = next((name for name in whose if name in checked.text.letters), None)
    others = [name for name in checked.sheet.keys if name not in whose]
    if place is None or not others:
        return pl.DataFrame(schema=_TYPES)
    members = {text: _members(text, resolve) for text in checked.rows[place].unique()}
    rows = list(zip(checked.rows["row"], checked.rows[place], checked.rows.select(others).iter_rows(), strict=True))
    holding: dict[tuple[object, ...], list[tuple[int, str]]] = defaultdict(list)
    for row, text, keys in rows:
        for one in members[text] if None not in keys else ():
            holding[(one, *_folded(keys))].append((row, text))
    found = []
    for row, text, keys in rows:
        shared: dict[str, list[int]] = {}
        for one in members[text] if None not in keys else ():
            same = holding[(one, *_folded(keys))]
            if also := [other for other, said in same if normal(said) != normal(text)]:
                shared[authority(one).name] = also
        if shared:
            numbers = sorted({other for also in shared.values() for other in also})
            found.append((row, _in_words(numbers), listed(shared, "and")))
    return pl.DataFrame(found, schema=_TYPES, orient="row")


def _members(text: str | None, resolve: Resolve) -> tuple[str, ...]:
    with suppress(UnknownAuthority):
        return resolve(text) if text is not None else ()
    return ()


def _folded(keys: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(key.casefold() if isinstance(key, str) else key for key in keys)


def _in_words(numbers: Sequence[int]) -> str:
    return f"{'row' if len(numbers) == 1 else 'rows'} {listed([f'{number:,}' for number in numbers], 'and')}"
