"""A series of one place across boundary changes: as published at the time, or on today's geography where that is sound.

Whole authorities that merged are added up, if every one of them has a figure. Children of an authority that was split
are never shared out: its line ends, the new ones begin, and their footprint (old and new together) is one line. Where
part of an area moved there is no line across the change.
"""

from collections.abc import Callable, Iterable
from datetime import date

import polars as pl

from schemas.base import Worded
from schemas.register import Change, at_last, changes
from schemas.register_written import kept
from schemas.vocabulary import ValueStatus

BREAK, DERIVED = "b", "e"
_OK = str(ValueStatus.OK)
_HELD = ["reference_on", "numerator", "denominator", "status"]
_FIGURES = [_OK, str(ValueStatus.LOW)]


class View(Worded):
    """On which map a series is drawn."""

    AS_PUBLISHED = "published", "As published at the time", "Each authority for as long as it existed."
    TODAY = "today", "On today's geography", "Authorities as they are now, where whole areas match."


def series(figures: pl.DataFrame, authority_id: str, view: View, *, is_added: bool = True) -> pl.DataFrame:
    """The lines that belong on the chart of an authority.

    Args:
        figures: counts as published: authority_id, reference_on, numerator, denominator (null if there is none), status.
        authority_id: whose chart it is.
        view: on which map.
        is_added: whether the figures of several authorities may be added up. A median, for example, may not.

    Returns:
        line (a name), authority_id (null for a footprint), figure_of (whose own figure it is; null for a sum),
        reference_on, numerator, denominator, status, flags: "b" at the first figure after a break, "e" where figures
        were added up. A rate is worked out from the sums.
    """
    own = _line(figures, authority_id)
    if view is View.AS_PUBLISHED:
        others = (*_earlier(authority_id), *_later(authority_id))
        return pl.concat([_broken(own, authority_id), *(_broken(_line(figures, i), i) for i in others)])
    if not is_added:
        return _broken(own, authority_id)
    footprints = [_footprint(figures, old, parts) for old, parts in _splits() if authority_id in (old, *parts)]
    if any(authority_id == old for old, _ in _splits()):  # its own line is the footprint's beginning
        return pl.concat(footprints)
    return pl.concat([_broken(pl.concat([_merged(figures, authority_id), own]), authority_id), *footprints])


def concerned(authority_id: str) -> tuple[str, ...]:
    """Every authority of which a figure can stand on the chart of one: it, those before and after, and their parts."""
    found = [authority_id, *_earlier(authority_id), *_later(authority_id)]
    found += [each for old, parts in _splits() if not {old, *parts}.isdisjoint(found) for each in (old, *parts)]
    return tuple(dict.fromkeys(found))


def moves(authority_id: str) -> tuple[Change, ...]:
    """What happened to an authority's area, decided changes among it, oldest first; a new code alone is nothing."""
    return tuple(c for c in changes() if authority_id in (c.from_id, c.to_id) and c.from_id != c.to_id)


def has_views(authority_id: str, today: date) -> bool:
    """Whether there is a choice between the two views: its area has changed by today."""
    return any(change.changed_on <= today for change in moves(authority_id))


@kept
def _splits() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Authorities that were split, each with those that it became."""
    found: dict[str, list[str]] = {}
    for change in changes():
        if change.kind == "split":
            found.setdefault(change.from_id, []).append(change.to_id)
    return tuple((old, tuple(parts)) for old, parts in found.items())


def _before(authority_id: str) -> list[str]:
    """The authorities that an authority took the place of, in the order of the register's changes."""
    return [c.from_id for c in changes() if c.to_id == authority_id and c.from_id != authority_id]


def _after(authority_id: str) -> list[str]:
    return [c.to_id for c in changes() if c.from_id == authority_id and c.to_id != authority_id]


def _earlier(authority_id: str) -> list[str]:
    """Those before an authority, and those before them."""
    return _reached(authority_id, _before)


def _later(authority_id: str) -> list[str]:
    """Those after an authority, and those after them."""
    return _reached(authority_id, _after)


def _reached(authority_id: str, step: Callable[[str], list[str]]) -> list[str]:
    found: list[str] = []
    waiting = step(authority_id)
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting += step(one)
    return found


def _line(figures: pl.DataFrame, authority_id: str) -> pl.DataFrame:
    whose = at_last()[authority_id]
    ended = f" (until {whose.valid_to:%-d %B %Y})" if whose.valid_to else ""
    mine = figures.filter(pl.col("authority_id") == authority_id).sort("reference_on")
    return _named(mine.with_columns(figure_of="authority_id", flags=pl.lit("")), whose.name + ended)


def _named(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.select(
        line=pl.lit(name),
        authority_id=pl.col("authority_id").cast(pl.String),
        figure_of=pl.col("figure_of").cast(pl.String),
        reference_on="reference_on",
        numerator=pl.col("numerator").cast(pl.Float64),
        denominator=pl.col("denominator").cast(pl.Float64),
        status="status",
        flags="flags",
    )


def _broken(line: pl.DataFrame, authority_id: str) -> pl.DataFrame:
    """Mark the first figure after each change of an authority's area that no sum bridges."""
    sound = {"yes"} | ({"sum"} if _is_whole_merger(authority_id) else set())
    days = {c.changed_on for c in changes() if authority_id in (c.to_id, c.from_id) and c.comparable not in sound}
    firsts = [line.filter(pl.col("reference_on") >= day)["reference_on"].min() for day in days]
    is_first = pl.col("reference_on").is_in([day for day in firsts if isinstance(day, date)])
    return line.with_columns(flags=pl.when(is_first).then(pl.concat_str("flags", pl.lit(BREAK))).otherwise("flags"))


def _is_whole_merger(authority_id: str) -> bool:
    """Whether an authority is several whole ones put together, and nothing else."""
    made_of = [c for c in changes() if c.to_id == authority_id and c.from_id != authority_id]
    return len(made_of) > 1 and all(c.kind == "merge" and c.comparable in ("yes", "sum") for c in made_of)


def _merged(figures: pl.DataFrame, authority_id: str) -> pl.DataFrame:
    """What an authority would have had before it was put together from whole ones.

    Where those were the parts of one that had been split, and all of them, it is the same area: its figures go on before.
    """
    whole = _before(authority_id) if _is_whole_merger(authority_id) else []
    same = [old for old, parts in _splits() if whole and set(parts) == set(whole)]
    both = _joined(figures.filter(pl.col("authority_id").is_in(same)), _added(figures, whole))
    return _named(both.with_columns(authority_id=pl.lit(authority_id)), at_last()[authority_id].name)


def _footprint(figures: pl.DataFrame, old: str, parts: Iterable[str]) -> pl.DataFrame:
    """One line of an authority that was split and of all that it became."""
    both = _joined(figures.filter(pl.col("authority_id") == old), _added(figures, list(parts)))
    return _named(both.with_columns(authority_id=pl.lit(None, pl.String)), f"{at_last()[old].name} footprint")


def _joined(before: pl.DataFrame, summed: pl.DataFrame) -> pl.DataFrame:
    """An authority's own figures, and after them the sums for the same area."""
    own = before.select(*_HELD, figure_of="authority_id", flags=pl.lit(""))
    sums = summed.select(*_HELD, figure_of=pl.lit(None, pl.String), flags=pl.lit(DERIVED))
    return pl.concat([own, sums], how="vertical_relaxed").sort("reference_on")


def _added(figures: pl.DataFrame, authority_ids: list[str]) -> pl.DataFrame:
    """Sums over authorities, for the periods in which every one of them has a figure."""
    is_figure = pl.col("status").is_in(_FIGURES) & pl.col("numerator").is_not_null()
    mine = figures.filter(pl.col("authority_id").is_in(authority_ids), is_figure)
    summed = mine.group_by("reference_on").agg(
        pl.col("numerator").sum(),
        denominator=pl.when(pl.col("denominator").is_not_null().all()).then(pl.col("denominator").sum()),
        has_denominator=pl.col("denominator").is_not_null().n_unique() == 1,
        count=pl.col("authority_id").n_unique(),
    )
    is_whole = (pl.col("count") == len(authority_ids)) & pl.col("has_denominator")
    whole = summed.filter(is_whole) if authority_ids else summed.clear()
    return whole.with_columns(status=pl.lit(_OK))
