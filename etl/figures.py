"""A published file's rows of figures → one row for each place, period and measure, with a status where there is no number."""

from dataclasses import astuple, fields, replace

import polars as pl

from etl.cells import TextSheet, issue
from etl.figure_places import Placed, Unplaced, placed
from etl.rows import CheckedSheet, Finding, Rank
from schemas.figures import FIGURE_COLUMNS, SYMBOLS, FigureSheet
from schemas.vocabulary import Severity

_PLACED = [f.name for f in fields(Placed)]
_PLACED_TYPES: dict[str, type[pl.DataType]] = {name: FIGURE_COLUMNS.get(name, pl.String) for name in _PLACED}
_MARK = r"\s*\[(?:[eprb]|note \d+)\]$"
_NOTE_ONLY = r"^\[note \d+\]$"
_GROUPED = r"^-?\d{1,3}([, \u00a0\u202f\u2009]\d{3})+(\.\d+)?$"
_LEFT_OUT = ["row", "measure"]


def read_figures(text: TextSheet, sheet: FigureSheet) -> CheckedSheet:
    """Read a sheet of published figures.

    Returns:
        Its `rows` are as `schemas.figures.FIGURE_COLUMNS` says, with "row", "authority_id" and "period": one for each
        place, period and measure. What could not be read is among its findings, by cell.
    """
    checked = _tidied(text, sheet)
    places = _places(checked, sheet)
    _note_repeats(checked, places)
    figures = _melted(checked, sheet).join(places, on="row", how="inner", maintain_order="left")
    _note_unreadable(checked, sheet, figures)
    checked.rows = figures.select("row", "authority_id", "period", *FIGURE_COLUMNS)
    return checked


def _tidied(text: TextSheet, sheet: FigureSheet) -> CheckedSheet:
    """The rows without headings that are there again further down, and without rows about something else."""
    trimmed_texts = text.rows.with_columns(pl.exclude("row").str.strip_chars("\u00a0\u2007\u202f\u200b\ufeff \t\r\n"))
    first = next(c for c in sheet.places if c.name in text.letters)
    again = pl.col(first.name).str.to_lowercase().is_in([heading.lower() for heading in first.headings])
    wanted = [pl.col(name).str.to_lowercase() == value.lower() for name, value in sheet.only.items()]
    kept = trimmed_texts.filter(~again.fill_null(False), *wanted)
    missing = [c.name for c in sheet.places if c.name not in text.letters]
    kept = kept.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    return CheckedSheet(replace(text, rows=kept), kept)


def _places(checked: CheckedSheet, sheet: FigureSheet) -> pl.DataFrame:
    names = [column.name for column in sheet.places]
    found: list[tuple[object, ...]] = []
    for index, (row, *cells) in enumerate(checked.rows.select("row", *names).iter_rows()):
        words = {name: text or "" for name, text in zip(names, cells, strict=True)}
        try:
            place = placed(sheet, words, checked.text.above)
        except Unplaced as unplaced:
            _note_unplaced(checked, unplaced, index)
            continue
        if place is not None:
            found.append((row, *astuple(place)))
    schema: dict[str, type[pl.DataType]] = {"row": pl.Int64, **_PLACED_TYPES}
    return pl.DataFrame(found, schema=schema, orient="row").with_columns(pl.col("level").cast(pl.String))


def _note_unplaced(checked: CheckedSheet, unplaced: Unplaced, index: int) -> None:
    if str(unplaced):
        checked.add(Rank.UNREADABLE, unplaced.code, str(unplaced), unplaced.column, index)
        return
    row = checked.rows.item(index, "row")
    advice = f"row {row} names no place, so it was left out."
    checked.findings.append(Finding(Rank.NOTE, row, issue("S040", Severity.NOTE, advice, title=checked.sheet.title)))


def _note_repeats(checked: CheckedSheet, places: pl.DataFrame) -> None:
    """S020: two rows about one place and period; the authorities of a joint row are not told apart again."""
    firsts: dict[tuple[str, str], int] = {}
    rows = {row: index for index, row in enumerate(checked.rows["row"].to_list())}
    for row, geography, period in places.select("row", "geography", "period").iter_rows():
        first = firsts.setdefault((geography, period), row)
        if first != row:
            column = next(name for name in checked.sheet.keys[::-1] if name in checked.text.letters)
            advice = f"Row {first} is already about this place and period. Keep one of the two."
            checked.add(Rank.ROW, "S020", advice, column, rows[row])


def _melted(checked: CheckedSheet, sheet: FigureSheet) -> pl.DataFrame:
    """One row for each cell: "row", "measure", "text", "value", "status", "flags" and "cell"."""
    names = [m.name for m in sheet.measures if m.name in checked.text.letters]
    long = checked.rows.unpivot(names, index="row", variable_name="measure", value_name="text")
    times = {m.name: float(m.times) for m in sheet.measures}
    small = pl.col("text").str.to_lowercase()
    symbol = pl.when(small.str.contains(_NOTE_ONLY)).then(pl.lit("x")).otherwise(small)
    status = symbol.replace_strict({s: str(v) for s, v in SYMBOLS.items()}, default=None, return_dtype=pl.String)
    blank = pl.col("text").is_null() | (pl.col("text") == "")
    number = _number(small.str.replace(_MARK, "")) * pl.col("measure").replace_strict(times, return_dtype=pl.Float64)
    return long.with_columns(
        status=pl.when(blank).then(pl.lit("x")).otherwise(status),
        flags=small.str.extract(r"\[([eprb])\]$").fill_null(""),
        cell=pl.col("measure").replace_strict(dict(checked.text.letters), return_dtype=pl.String)
        + pl.col("row").cast(pl.String),
    ).with_columns(
        value=pl.when(pl.col("status").is_null()).then(number),
        status=pl.when(pl.col("status").is_null() & number.is_not_null())
        .then(pl.lit("ok"))
        .otherwise(pl.col("status")),
    )


def _number(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace(r"^£", "").str.replace(r"%$", "").str.strip_chars()
    grouped = plain.str.replace_all(r"[, \u00a0\u202f\u2009]", "")
    value = pl.when(plain.str.contains(_GROUPED)).then(grouped).otherwise(plain).cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def _note_unreadable(checked: CheckedSheet, sheet: FigureSheet, figures: pl.DataFrame) -> None:
    """S011 and S015: a cell with neither a number nor a symbol, or with a number that cannot be."""
    at = {row: index for index, row in enumerate(checked.rows["row"].to_list())}
    wrong = figures.filter(pl.col("status").is_null())
    symbols = "c, x, z, u or low"
    for row, measure in wrong.select(_LEFT_OUT).iter_rows():
        advice = f"This is neither a number nor a symbol for why there is none, such as {symbols}. Correct it."
        checked.add(Rank.UNREADABLE, "S011", advice, measure, at[row])
    lows = {m.name: m.low for m in sheet.measures if m.low is not None}
    below = figures.filter(
        pl.col("value") < pl.col("measure").replace_strict(lows, default=None, return_dtype=pl.Float64)
    )
    for row, measure in below.select(_LEFT_OUT).iter_rows():
        checked.add(Rank.BOUND, "S015", f"Enter a number of {lows[measure]:g} or more.", measure, at[row])
