"""Whether a file of figures is whole: every period, and in each every authority there was."""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from etl.cells import listed
from schemas.authorities import authorities
from schemas.figures import FigureSheet
from schemas.issues import Unreadable

_LEAST_SHARE = 0.9
_MOST_LOST = 2
_STAYS = "Nothing was changed; the figures already loaded stay."


def refuse_incomplete(sheet: FigureSheet, figures: pl.DataFrame) -> None:
    """Stop a file that has lost authorities or measures by itself, whatever came before it.

    Raises:
        Unreadable: R012.
    """
    if figures.height == 0:
        raise Unreadable("R012", f"{sheet.title} has no rows under its headings. {_STAYS}")
    for (period, on), ids in _covered(figures).items():
        wanted = {a.authority_id for a in authorities(on)}
        there = len(ids & wanted)
        if there < len(wanted) * _LEAST_SHARE:
            raise Unreadable(
                "R012",
                f"{sheet.title} has figures for {there:,} of the {len(wanted):,} authorities of {period}, so it is not "
                f"whole. Send the whole file. {_STAYS}",
            )


def refuse_shrunken(sheet: FigureSheet, figures: pl.DataFrame, in_use: pl.DataFrame) -> None:
    """Stop an edition without periods or places that the one in use has. A series that moves on may drop its oldest
    years for as many new ones.

    Raises:
        Unreadable: R012.
    """
    before, after = _places(in_use), _places(figures)
    lost = sorted(before.keys() - after.keys())
    if len(lost) > len(after.keys() - before.keys()):
        raise Unreadable(
            "R012",
            f"{sheet.title} has no figures for {listed(lost, 'and')}, which the edition in use has. An edition takes the "
            f"place of the whole of the one before: send the whole file. {_STAYS}",
        )
    for period in sorted(before.keys() & after.keys()):
        fewer = before[period] - after[period]
        if len(fewer) > _MOST_LOST:
            raise Unreadable(
                "R012",
                f"{sheet.title} has lost {len(fewer):,} of the {len(before[period]):,} places of {period} that the edition "
                f"in use has. Send the whole file. {_STAYS}",
            )


def _covered(figures: pl.DataFrame) -> Mapping[tuple[str, date], set[str]]:
    rows = figures.filter(pl.col("level").is_in(["authority", "joint"]))
    found: dict[tuple[str, date], set[str]] = {
        key: set() for key in figures.select("period", "reference_on").unique().iter_rows()
    }
    for period, on, geography in rows.select("period", "reference_on", "geography").unique().iter_rows():
        found[period, on] |= set(geography.split("/"))
    return found


def _places(figures: pl.DataFrame) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    pairs: Iterable[tuple[str, str]] = figures.select("period", "geography").unique().iter_rows()
    for period, geography in pairs:
        found.setdefault(period, set()).update(geography.split("/"))
    return found
