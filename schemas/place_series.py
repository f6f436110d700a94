"""A place's figures over time as they are shown: the lines of `schemas.continuity` with values, breaks and words.

Pages, downloads and the command all take them from here, so a break is marked alike everywhere.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from schemas.continuity import BREAK, View, moves, series
from schemas.indicators_grammar import Aggregation, Indicator
from schemas.observations import cents, ratio_half_up
from schemas.register import Change, at_last

COLUMNS: dict[str, type[pl.DataType]] = {
    "line": pl.String, "authority_id": pl.String, "period": pl.String, "reference_on": pl.Date,
    "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64,
    "status": pl.String, "flags": pl.String, "note": pl.String,
}  # fmt: skip
_ADDED = (Aggregation.RATIO, Aggregation.SUM)


def is_added(indicator: Indicator) -> bool:
    """Whether several authorities' figures of an indicator may be added up to one."""
    return indicator.aggregation in _ADDED


def place_series(
    figures: pl.DataFrame,
    authority_id: str,
    view: View,
    *,
    is_added: bool,
    factor: int = 1,
    dp: int = 1,
) -> pl.DataFrame:
    """An authority's figures over time, by line and date, in `COLUMNS`.

    Args:
        figures: authority_id, period, reference_on, numerator, denominator, value, status and flags of every authority
            that is concerned, as far as they may be seen.
        authority_id: whose chart it is.
        view: on which map.
        is_added: whether the figures of several authorities may be added up.
        factor: what a ratio of sums is multiplied by: 100 for a percentage.
        dp: decimals of a value that is worked out from sums.

    Returns:
        A value as published where one authority has it; a value worked out from sums where they were added up. `note`
        says what happened at a break, and what was added up.
    """
    drawn = series(figures, authority_id, view, is_added=is_added)
    shown = figures.select("reference_on", "value", figure_of="authority_id", was_flagged="flags")
    dates = figures.select("reference_on", "period").unique("reference_on")
    rows = drawn.join(dates, on="reference_on", how="left", maintain_order="left").join(
        shown, on=["figure_of", "reference_on"], how="left", maintain_order="left"
    )
    is_sum = pl.col("figure_of").is_null()
    rows = rows.with_columns(
        value=pl.when(is_sum).then(_worked_out(factor, dp)).otherwise("value"),
        flags=pl.concat_str(pl.col("was_flagged").fill_null(""), "flags"),
        note=_notes(authority_id, is_sum),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _worked_out(factor: int, dp: int) -> pl.Expr:
    steps = ratio_half_up(cents(pl.col("numerator")), cents(pl.col("denominator")), pl.lit(factor * 10**dp))
    # Polars divides by a constant by multiplying with its reciprocal, which can miss by the last bit.
    return pl.when(pl.col("denominator").is_null()).then("numerator").otherwise((steps / 10**dp).round(dp))


def _notes(authority_id: str, is_sum: pl.Expr) -> pl.Expr:
    at = pl.when(is_sum).then(pl.lit("Added up from whole authorities.")).otherwise(pl.lit(""))
    for change in _all_moves(authority_id):
        is_first = pl.col("flags").str.contains(BREAK) & (pl.col("reference_on") >= change.changed_on)
        mine = pl.col("authority_id").is_in([change.from_id, change.to_id])
        at = pl.when(is_first & mine).then(pl.lit(break_words([change]))).otherwise(at)
    return at


def _all_moves(authority_id: str) -> list[Change]:
    around = {authority_id} | {i for c in moves(authority_id) for i in (c.from_id, c.to_id)}
    return sorted({c for i in around for c in moves(i)}, key=lambda change: change.changed_on)


def break_words(found: Iterable[Change]) -> str:
    """What happened, in a sentence for each day and reason: "Break at 1 April 2023: Cumbria was split; …"."""
    said = {f"Break at {_spoken(change.changed_on)}: {change.note}": None for change in found}
    return " ".join(said)


def moved_words(authority_id: str, today: date) -> str:
    """What became of an authority's area, past and decided, in sentences; "" if nothing did."""
    known = at_last()[authority_id]
    came, went = ([c for c in moves(authority_id) if getattr(c, end) == authority_id] for end in ("to_id", "from_id"))
    said = []
    if came:
        olds = _listed(c.from_id for c in came)
        verb = "took" if came[0].changed_on <= today else "is to take"
        said.append(f"{known.name} {verb} the place of {olds} on {_spoken(came[0].changed_on)}.")
    if went:
        news = _listed(c.to_id for c in went)
        verb = "was" if went[0].changed_on <= today else "is to be"
        said.append(f"{known.name} {verb} replaced by {news} on {_spoken(went[0].changed_on)}.")
    return " ".join(said)


def _listed(ids: Iterable[str]) -> str:
    *first, last = dict.fromkeys(at_last()[i].label for i in ids)
    return f"{', '.join(first)} and {last}" if first else last


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
