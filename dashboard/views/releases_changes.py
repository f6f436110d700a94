"""What changed between two releases, in a sentence, a table and a file."""

from collections import Counter
from functools import cache

import polars as pl

from dashboard.components import table, tag
from dashboard.formats import counted, listed, number, value_words
from dashboard.markup import Markup, joined, paragraph
from etl.released import ARRIVED, GONE, RERATED, RESTATED
from schemas.authorities import authority, regions
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.places import ENGLAND, GROUPS, police_forces
from schemas.vocabulary import Level, Rag

MOST = 100
_WORDS = {
    RESTATED: ("figure was restated", "figures were restated"),
    ARRIVED: ("figure is new", "figures are new"),
    GONE: ("figure is no longer shown", "figures are no longer shown"),
    RERATED: ("figure is rated otherwise", "figures are rated otherwise"),
}
_ORDER = (RESTATED, RERATED, GONE, ARRIVED)


def changes_words(changes: pl.DataFrame) -> Markup:
    """The changes counted in one sentence, ratings that moved, and the first of the restated figures."""
    if changes.is_empty():
        return paragraph("No figure that is shown differs.")
    counts = Counter(changes["kind"])
    said = [f"{number(counts[kind])} {_WORDS[kind][counts[kind] != 1]}" for kind in _ORDER if counts[kind]]
    parts = [paragraph(f"{listed(said)[:1].upper()}{listed(said)[1:]}."), _moves(changes)]
    restated = changes.filter(pl.col("breakdown") == "", pl.col("kind").is_in([RESTATED, RERATED, GONE]))
    if restated.height:
        parts.append(_table(restated))
    return joined(parts)


def _moves(changes: pl.DataFrame) -> Markup:
    """How ratings moved: "3 from amber to red"."""
    rated = [str(Rag.GREEN), str(Rag.AMBER), str(Rag.RED)]
    both = changes.filter(pl.col("rag_before").is_in(rated), pl.col("rag").is_in(rated))
    moved = both.filter(pl.col("rag_before") != pl.col("rag"), pl.col("breakdown") == "")
    ways = Counter(zip(moved["rag_before"], moved["rag"], strict=True))
    if not ways:
        return paragraph("No rating moved between green, amber and red.")
    said = [f"{count} from {Rag(a).label.lower()} to {Rag(b).label.lower()}" for (a, b), count in ways.most_common()]
    return paragraph(f"{counted(moved.height, 'rating')} moved: {listed(said)}.")


def _table(changes: pl.DataFrame) -> Markup:
    places = {str(Level.ENGLAND): 0, str(Level.REGION): 1}
    order = changes.with_columns(at=pl.col("level").replace_strict(places, default=2, return_dtype=pl.Int64)).sort("at")
    rows = [_row(row) for row in order.head(MOST).iter_rows(named=True)]
    more = f", the first {MOST} of {number(changes.height)}" if changes.height > MOST else ""
    headings = ("Indicator", "Place", "Quarter", "Before", "After", "Rating before", "Rating after")
    return table(headings, rows, f"Figures that differ{more}", is_stacked=True, is_caption_shown=True)


@cache
def _names() -> dict[str, str]:
    return {ENGLAND: "England", **regions(), **police_forces(), **GROUPS}


def _row(row: dict[str, object]) -> tuple[object, ...]:
    indicator, level = INDICATORS[str(row["indicator_id"])], Level(str(row["level"]))

    def said(value: object) -> str:
        return "Not shown" if value is None else value_words(indicator, float(str(value)), level)

    geography = str(row["geography"])
    place = authority(geography).name if level is Level.AUTHORITY else _names().get(geography, geography)
    was, now = (tag(Rag(str(row[name]))) if row[name] else "" for name in ("rag_before", "rag"))
    quarter = Period.parse(str(row["period"])).label
    return f"{indicator.id} {indicator.title}", place, quarter, said(row["value_before"]), said(row["value"]), was, now
