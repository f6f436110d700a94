"""What was said about figures, as far as a viewer may read it: never of a figure that they have not been shown.

The department reads all of it, and an authority's people what is said of their own. Everyone else reads commentary once a
release that they may read has shown the very figure that it is about, and only where nothing of it is hidden from them:
the words may hold the number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from dashboard import reads
from dashboard.formats import number, value_words
from dashboard.reads_kept import published_figures
from dashboard.reads_releases import releases
from dashboard.scope import readable
from dashboard.versions import at_of, own_upto_of, packed, release_of, upto_of
from etl.commentary import Key, of_quarter
from etl.settings import settings
from etl.store import reading
from schemas.access import Viewer
from schemas.indicators import INDICATORS
from schemas.tables_commentary import Commentary
from schemas.vocabulary import Level, ValueStatus

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """What stands of a figure, for one reader.

    Args:
        number: 1 for the first that was said about it.
        words: what was said.
        role: who said it, as a role.
        written_at: when.
        stale: that the figure has changed since, in a sentence; "" if it has not.
    """

    number: int
    words: str
    role: str
    written_at: datetime
    stale: str = ""


def said(viewer: Viewer, period: str) -> dict[Key, Said]:
    """What a viewer may read of what was said about a quarter's figures: (indicator_id, place, breakdown) → `Said`."""
    if not readable(viewer).is_national:
        return {}
    with reading() as session:
        every = of_quarter(session, period, viewer.at)
    if not every:
        return {}
    seen = _rows(reads.observations(viewer, period), every)
    found = {key: _standing(viewer, period, key, every[key], row) for key, row in seen.items()}
    return {key: one for key, one in found.items() if one is not None}


def _rows(frame: pl.DataFrame, wanted: Mapping[Key, object]) -> dict[Key, Row]:
    named = frame.filter(pl.col("indicator_id").is_in({key[0] for key in wanted}))
    keyed = {(row["indicator_id"], row["geography"], row["breakdown"]): row for row in named.iter_rows(named=True)}
    return {key: keyed[key] for key in wanted if key in keyed}


def _standing(viewer: Viewer, period: str, key: Key, every: list[Commentary], row: Row) -> Said | None:
    """The newest that the viewer may read of what was said about one figure."""
    scope, known = readable(viewer), reads.version(viewer, (period,))
    is_own = key[1] in scope.own
    upto = own_upto_of(known) if is_own else upto_of(known)
    for one in every:
        if one.computation_id > upto:
            continue
        if scope.is_full or is_own:
            return _said(one, {"value": one.value, "status": one.status}, row)
        then = _as_shown_then(viewer, period, key, one, known)
        if then is not None and ValueStatus.SUPPRESSED not in (then["status"], row["status"]):
            return _said(one, then, row)
    return None


def _as_shown_then(viewer: Viewer, period: str, key: Key, one: Commentary, known: int) -> Row | None:
    """The figure that the words are about, as everyone was shown it first; None if nobody was."""
    for version in _shown_in(viewer, one.computation_id, known):
        shown = _rows(published_figures(settings().database_url, version, period, None), {key: None}).get(key)
        return shown if shown is not None and shown["computation_id"] == one.computation_id else None
    return None


def _shown_in(viewer: Viewer, computation_id: int, known: int) -> Iterator[int]:
    """What was read first with a computation in it: the first release that has it, or all figures before any release."""
    if not release_of(known):
        yield packed(0, computation_id, 0, at_of(known))
    for one in reversed(releases(viewer)):
        if one.id <= release_of(known) and computation_id <= one.computation_id:
            yield packed(one.id, one.computation_id, 0)


def _said(one: Commentary, then: Row, row: Row) -> Said:
    is_stale = (then["value"], then["status"]) != (row["value"], row["status"])
    stale = ""
    if is_stale:
        was, now = _words(one.indicator_id, row, then), _words(one.indicator_id, row, row)
        stale = f"Written about an earlier figure (it was {was}, it is {now} now)."
    return Said(one.number, one.words, one.role, one.written_at, stale)


def _words(indicator_id: str, row: Row, figure: Row) -> str:
    """A figure as people read it, or in words why there is none."""
    if figure["value"] is None:
        return ValueStatus(figure["status"]).label.lower()
    indicator, level = INDICATORS[indicator_id], Level(row["level"])
    counts_authorities = level is not Level.AUTHORITY and bool(row["breakdown"]) and indicator.breakdown is None
    return number(figure["value"]) if counts_authorities else value_words(indicator, figure["value"], level)
