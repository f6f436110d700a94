"""The sentence that a comparison opens with: a pure function of counts, to be read aloud in at most 26 words."""

from collections.abc import Sequence

from dashboard.beside import Beside, Row
from dashboard.formats import counted, number


def sentence(it: Beside, rows: Sequence[Row]) -> str:
    """On how many measures an authority is ahead of the middle of others, behind it, and better than a year ago."""
    sides = [row.side for row in rows if row.side is not None]
    if not sides:
        return f"{it.place.name} cannot be judged against {it.whom} on these measures."
    ahead, behind = sides.count(1), sides.count(-1)
    since = [row.since for row in rows if row.since is not None]
    ago = f"; {_none(since.count(1))} better than a year ago" if since else ""
    of = counted(len(sides), "measure")
    return f"{it.place.name} is ahead of {it.whom} on {_none(ahead)} of {of}, behind on {_none(behind)}{ago}."


def _none(count: int) -> str:
    return number(count) if count else "none"
