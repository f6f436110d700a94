"""The sentence that a comparison opens with: a pure function of counts, to be read aloud in at most 26 words."""

from collections.abc import Sequence

from dashboard.beside import Beside, Row
from dashboard.formats import number


def sentence(it: Beside, rows: Sequence[Row]) -> str:
    """On how many measures an authority is ahead of the middle of others, behind it, and better than a year ago."""
    sides = [row.side for row in rows if row.side is not None]
    if not sides:
        return f"{it.place.name} cannot be judged against {it.whom} on these measures."
    ahead, behind = sides.count(1), sides.count(-1)
    since = [row.since for row in rows if row.since is not None]
    ago = f"; {number(since.count(1))} of {len(since)} are better than a year ago" if since else ""
    of = f"{number(len(sides))} measure{'' if len(sides) == 1 else 's'}"
    return f"{it.place.name} is ahead of the middle of {it.whom} on {number(ahead)} of {of} and behind on {number(behind)}{ago}."
