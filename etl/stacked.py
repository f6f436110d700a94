"""Headings as publishers write them: grouped under others over two or three lines, with footnotes hung on them."""

import re
from collections.abc import Iterator

from etl.cells import trimmed
from etl.grids import Grid

_SEARCHED_ROWS = 60
_NOTE = re.compile(
    r"(?:\s*(?:\[(?:note|notes|r|p|e|b)\b[^\]]*\]|\((?:note )?\d{1,2}(?:, ?\d{1,2})*\)|[¹²³⁰⁴-⁹]+))+$", re.I
)
_DIGITS = re.compile(r"(?<=[^\W\d_])\d{1,2}$")


def without_notes(text: str) -> str:
    """Words without the footnote marks at their end: "Hackney [note 2]", "Hackney (2)", "Hackney²", "Hackney2"."""
    return _DIGITS.sub("", trimmed(_NOTE.sub("", trimmed(text))))


def published_headings(grid: Grid, depth: int) -> Iterator[tuple[int, list[list[str]]]]:
    """For each line near the top, what may stand above each position when so many lines of headings end there.

    A heading of an upper line counts for the positions to its right until the next, since its cells are merged.
    """
    lines = [[trimmed(text) for text in line] for line in grid.cells.head(_SEARCHED_ROWS).iter_rows()]
    for last in range(depth - 1, len(lines)):
        upper = [_filled(line) for line in lines[last - depth + 1 : last]]
        yield last, [_ways(*texts) for texts in zip(*upper, lines[last], strict=True)]


def _filled(line: list[str]) -> list[str]:
    filled, held = [], ""
    for text in line:
        held = text or held
        filled.append(held)
    return filled


def _ways(*texts: str) -> list[str]:
    """The whole path, the lowest words and the highest, each with and without footnotes."""
    parts = [text for text in dict.fromkeys(texts) if text]
    if not parts:
        return []
    bare = [without_notes(text) for text in parts]
    paths = [joint.join(words) for words in (parts, bare) for joint in (" - ", " ", "_")]
    lowest = [texts[-1], without_notes(texts[-1])] if texts[-1] else [parts[0], bare[0]]
    return [words for words in (*paths, *lowest) if words]
