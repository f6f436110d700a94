"""Which rows a sheet must and may have: no key twice, none missing, each within the sheet that it belongs to."""

from collections.abc import Iterator, Mapping

import polars as pl

from etl.cells import listed, quoted
from etl.rows import CheckedSheet, Rank, labels_of
from schemas.spec import Sheet

_LONG = 1000
_BEYOND_ASCII = r"[^\x00-\x7F]"


def check_keys(checked: CheckedSheet, others: Mapping[str, CheckedSheet]) -> None:
    """Check a sheet's rows against each other and against the sheet that they belong to.

    Args:
        checked: the sheet; its keys take the spelling of the sheet they belong to.
        others: every sheet of the workbook that was read, by name.
    """
    sheet = checked.sheet
    if any(name not in checked.text.letters for name in sheet.keys):
        return
    parents = _parents(sheet, others)
    if sheet.within is not None and parents:
        _note_strangers(checked, sheet.within[0], parents, others[sheet.within[1]].sheet)
    if not sheet.keys:
        return
    _note_repeats(checked)
    if not sheet.is_open:
        _note_unexpected(checked)
    if sheet.expected and (sheet.within is None or parents):
        _note_absent(checked, parents)


def expected_rows(sheet: Sheet, parents: list[str]) -> list[dict[str, str]]:
    """The keys of the rows that a sheet must have; with `within`, once for each of the parents' codes."""
    if isinstance(sheet.expected, Mapping):
        wanted = [{name: value} for name, values in sheet.expected.items() for value in values]
    else:
        wanted = [dict(keys) for keys in sheet.expected]
    if sheet.within is None:
        return wanted
    return [{sheet.within[0]: parent, **keys} for parent in parents for keys in wanted]


def _parents(sheet: Sheet, others: Mapping[str, CheckedSheet]) -> list[str]:
    """The codes that a sheet's rows may belong to; empty if there is no such sheet or a code on it is unreadable."""
    if sheet.within is None or sheet.within[1] not in others:
        return []
    column, parent = sheet.within[0], others[sheet.within[1]]
    if column in parent.bad or column not in parent.text.letters:
        return []
    return [code for code in dict.fromkeys(parent.rows[column].to_list()) if code is not None]


def _note_strangers(checked: CheckedSheet, column: str, parents: list[str], parent: Sheet) -> None:
    """S022. A code that differs only in case is the same code."""
    codes = {str(code).casefold(): code for code in parents}
    texts = checked.rows[column].to_list()
    if set(texts) <= {None, *parents}:
        return
    spelled = [None if text is None else codes.get(str(text).casefold(), text) for text in texts]
    checked.rows = checked.rows.with_columns(pl.Series(column, spelled, dtype=checked.rows[column].dtype))
    strangers = [i for i, text in enumerate(spelled) if text is not None and str(text).casefold() not in codes]
    heading = parent.column(column).heading.lower()
    advice = f"This {heading} is not on the {parent.title} sheet. Enter one that is: {listed(map(str, parents))}."
    for index in strangers:
        checked.add(Rank.ROW, "S022", advice, column, index)
    checked.spoil(column, strangers)


def _note_repeats(checked: CheckedSheet) -> None:
    """S020. Codes that differ only in case are the same."""
    keys = checked.sheet.keys
    if checked.rows.height >= _LONG and _are_all_different(checked.rows.select(keys)):
        return
    whole = list(zip(*(_folded(checked.rows[name].to_list()) for name in keys), strict=True))
    if len(set(whole)) == len(whole):
        return
    firsts: dict[tuple[object, ...], int] = {}
    for index, values in enumerate(whole):
        first = firsts.setdefault(values, index)
        if first != index and None not in values:
            row = checked.rows.item(first, "row")
            advice = f"Row {row} is already the row for {checked.key(index)}. Keep one of the two."
            checked.add(Rank.ROW, "S020", advice, keys[-1], index)


def _are_all_different(keys: pl.DataFrame) -> bool:
    """Whether no two rows of keys are the same, as far as can be told at once: some scripts fold in ways of their own."""
    texts = [name for name, kind in keys.schema.items() if kind == pl.String]
    if any(keys[name].str.contains(_BEYOND_ASCII).any() for name in texts):
        return False
    return keys.with_columns(pl.col(texts).str.to_lowercase()).n_unique() == keys.height


def _folded(values: list[object]) -> list[object]:
    folded = {value: value.casefold() if isinstance(value, str) else value for value in set(values)}
    return [folded[value] for value in values]


def _note_unexpected(checked: CheckedSheet) -> None:
    """S023."""
    wanted = expected_rows(checked.sheet, [""])
    names = [name for name in wanted[0] if checked.sheet.within is None or name != checked.sheet.within[0]]
    allowed = {tuple(keys[name] for name in names) for keys in wanted}
    labels = labels_of(checked.sheet).get(names[-1], {})
    choices = listed(labels.get(keys[-1], keys[-1]) for keys in sorted(allowed))
    for index, keys in enumerate(_keys(checked, names)):
        if None not in keys and keys not in allowed:
            advice = f"This sheet has no row for this. Its rows are: {choices}. Delete this row."
            checked.add(Rank.ROW, "S023", advice, names[-1], index)


def _note_absent(checked: CheckedSheet, parents: list[str]) -> None:
    """S021. A row whose key cannot be read may be the one that seems missing, so it is not also called missing."""
    sheet = checked.sheet
    wanted = expected_rows(sheet, parents)
    names = list(wanted[0])
    there = set(_keys(checked, names))
    absent = [keys for keys in wanted if tuple(keys[name] for name in names) not in there]
    unread = checked.is_bad(names)
    if not absent or (unread is not None and len(absent) <= unread.sum()):
        return
    labels = labels_of(sheet)
    for keys in absent:
        key = " · ".join(labels.get(name, {}).get(keys[name], keys[name]) for name in names)
        advice = f"the row for {quoted(key)} is missing. Add it; enter 0 where there is nothing."
        checked.add_absent(advice, names[-1], key)


def _keys(checked: CheckedSheet, names: list[str]) -> Iterator[tuple[object, ...]]:
    return zip(*(checked.rows[name].to_list() for name in names), strict=True)
