"""Which authority each row of a public file is about."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import polars as pl

from etl.cells import issue
from etl.rows import CheckedSheet, Finding, Rank
from schemas.authorities import UnknownAuthority, authority
from schemas.spec import Source
from schemas.vocabulary import Severity

Resolve = Callable[[str], tuple[str, ...]]


def with_authorities(form: Source, sheets: Mapping[str, CheckedSheet], resolve: Resolve | None) -> None:
    """Give every row an "authority_id". A joint code gives a row for each; one that is unknown is an error (S040), and so
    is a code and a name of different places (S041).

    The columns that may say whose a row is are asked best first; a row that says nothing is left out, with a note.
    """
    for checked in sheets.values():
        columns = [c for c in form.authority_columns.get(checked.sheet.name, ()) if c in checked.text.letters]
        if resolve is None or not columns:
            checked.rows = checked.rows.with_columns(pl.lit(None, pl.String).alias("authority_id"))
            continue
        _resolve_sheet(checked, columns, resolve)


def _resolve_sheet(checked: CheckedSheet, columns: list[str], resolve: Resolve) -> None:
    said = checked.rows.select(columns)
    found: dict[tuple[str | None, ...], tuple[str, ...] | UnknownAuthority | None] = {
        texts: _resolved(texts, resolve) for texts in said.unique().iter_rows()
    }
    others = {
        texts: other
        for texts, answer in found.items()
        if isinstance(answer, tuple) and (other := _another(columns, texts, answer, resolve))
    }
    ids: list[list[str]] = []
    for index, texts in enumerate(said.iter_rows()):
        answer = found[texts]
        ids.append(list(answer) if isinstance(answer, tuple) else [])
        if isinstance(answer, UnknownAuthority):
            at = next(name for name, text in zip(columns, texts, strict=True) if text is not None)
            checked.add(Rank.UNREADABLE, "S040", str(answer), at, index)
        elif answer is None:
            _note_nobody(checked, index)
        elif other := others.get(texts):
            checked.add(Rank.UNREADABLE, "S041", other[1], other[0], index)
    rows = checked.rows.with_columns(pl.Series("authority_id", ids, dtype=pl.List(pl.String)))
    checked.rows = rows.filter(pl.col("authority_id").list.len() > 0).explode("authority_id")


def _resolved(texts: tuple[str | None, ...], resolve: Resolve) -> tuple[str, ...] | UnknownAuthority | None:
    """The first answer that one of the texts gives; the first refusal if none does; None if there is no text."""
    refusal = None
    for text in texts:
        if text is None:
            continue
        try:
            return resolve(text)
        except UnknownAuthority as unknown:
            refusal = refusal or unknown
    return refusal


def _another(
    columns: list[str], texts: tuple[str | None, ...], ids: tuple[str, ...], resolve: Resolve
) -> tuple[str, str] | None:
    """The column whose text means an authority that the others do not, with what to do; None if there is none."""
    names = {authority(one).name for one in ids}
    for column, text in zip(columns, texts, strict=True):
        with suppress(UnknownAuthority):
            # A name may have passed to a successor: "Dorset" beside 835, the county that ended in 2019, is no other.
            if text is not None and text not in names and not set(resolve(text)) & set(ids):
                whose = " and ".join(authority(one).label for one in ids)
                return column, f"The row is about {whose} by its code. Enter the code and the name of one authority."
    return None


def _note_nobody(checked: CheckedSheet, index: int) -> None:
    row = checked.rows.item(index, "row")
    advice = f"row {row} names no authority, so it was left out."
    found = issue("S040", Severity.NOTE, advice, title=checked.sheet.title)
    checked.findings = [f for f in checked.findings if f.row != row]
    checked.findings.append(Finding(Rank.NOTE, row, found))
