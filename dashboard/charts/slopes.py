"""A picture of change: what each value was a year ago and what it is now, as a line between the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from dashboard.charts.base import CONTEXT, GREY, NAVY, TEAL, WHITE, Spec, axis, note, spec
from dashboard.shown import without_unit

OWN, MIDDLE, WIDE, OTHER = "own", "middle", "wide", "other"
_LINES = {OTHER: (CONTEXT, 1, "solid"), WIDE: (GREY, 2, "dot"), MIDDLE: (TEAL, 2, "dash"), OWN: (NAVY, 4, "solid")}
HEIGHT, HEIGHT_NARROW, TOP, BOTTOM = 360, 420, 34, 16
# Pixels that a label of one line needs, so that no two meet, and each further line; those of a letter.
APART, LINE, LETTER = 22, 20, 8
LETTERS_NARROW = 17


@dataclass(frozen=True)
class Sloped:
    """One line: whose it is, the two values, the same in words, and how it is drawn: `OWN`, `MIDDLE`, `WIDE` or `OTHER`.

    A line that is `OTHER` has no label: it stands for what is usual.
    """

    name: str
    before: float
    now: float
    before_words: str
    now_words: str
    kind: str = OTHER


def slope(lines: Sequence[Sloped], before: str, now: str, *, is_narrow: bool = False) -> Spec:
    """Lines from then to now, each named once at its right end; `before` and `now` name the two days."""
    ordered = sorted(lines, key=lambda line: list(_LINES).index(line.kind))
    values = [value for line in lines for value in (line.before, line.now)]
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or 1.0
    height, right = (HEIGHT_NARROW, 150) if is_narrow else (HEIGHT, 330)
    left = 18 + LETTER * max(len(words) for words in (before, *(without_unit(line.before_words) for line in lines)))
    ends = (low - room, high + room, height - TOP - BOTTOM)
    named = [line for line in lines if line.kind != OTHER]
    apart = LINE * max((_right_words(line, is_narrow).count("<br>") for line in named), default=0) + APART
    labels = [_right(line, shift, is_narrow) for line, shift in _shifts(named, [x.now for x in named], ends, apart)]
    labels += [_left(line, shift) for line, shift in _shifts(named, [x.before for x in named], ends, APART)]
    days = [_day(words, at) for at, words in ((0, before), (1, now))]
    return spec(
        [_line(line) for line in ordered],
        height,
        margin=(TOP, right, BOTTOM, left),
        annotations=[*labels, *days],
        xaxis=axis(range=[-0.02, 1.02], tickvals=[0, 1], showticklabels=False, showgrid=True),
        yaxis=axis(visible=False, range=[low - room, high + room]),
    )


def _line(line: Sloped) -> Spec:
    colour, width, dash = _LINES[line.kind]
    is_other = line.kind == OTHER
    fill = WHITE if line.kind == WIDE else colour
    return {
        "type": "scatter", "mode": "lines" if is_other else "lines+markers", "name": line.name, "x": [0, 1],
        "y": [line.before, line.now], "line": {"color": colour, "width": width, "dash": dash}, "cliponaxis": False,
        "opacity": 0.6 if is_other else 1, "marker": {"size": 9, "color": fill, "line": {"color": colour, "width": 2}},
        "text": [line.before_words, line.now_words], "hovertemplate": f"{line.name}<br>%{{text}}<extra></extra>",
    }  # fmt: skip


def _shifts(
    lines: Sequence[Sloped], values: Sequence[float], ends: tuple[float, float, int], apart: int
) -> list[tuple[Sloped, float]]:
    """By how many pixels each label is moved up, so that no two meet: from the lowest up, each clear of the one below."""
    low, high, height = ends
    at = [(value - low) / (high - low) * height for value in values]
    wanted = sorted(range(len(lines)), key=lambda place: at[place])
    put: dict[int, float] = {}
    below = -float(apart)
    for place in wanted:
        put[place] = below = max(at[place], below + apart)
    # What was pushed past the top comes down again, with whatever stands under it.
    above = height + float(apart)
    for place in reversed(wanted):
        put[place] = above = min(put[place], above - apart)
    return [(line, put[place] - at[place]) for place, line in enumerate(lines)]


def _right(line: Sloped, shift: float, is_narrow: bool) -> Spec:
    words = _right_words(line, is_narrow)
    return note(words, 1, line.now, xanchor="left", xshift=14, yshift=shift, font=_font(line))


def _right_words(line: Sloped, is_narrow: bool) -> str:
    if not is_narrow:
        return f"{line.name} <b>{line.now_words}</b>"
    name = "Middle" if line.kind == MIDDLE else line.name
    return "<br>".join([*wrap(name, LETTERS_NARROW), f"<b>{line.now_words}</b>"])


def _left(line: Sloped, shift: float) -> Spec:
    return note(
        without_unit(line.before_words), 0, line.before, xanchor="right", xshift=-14, yshift=shift, font=_font(line)
    )


def _font(line: Sloped) -> Spec:
    return {"size": 15, "color": NAVY if line.kind == OWN else GREY}


def _day(words: str, at: int) -> Spec:
    anchor = "left" if at else "right"
    return note(
        f"<b>{words}</b>", at, 1, yref="paper", yanchor="bottom", yshift=8, xanchor=anchor, xshift=14 if at else -14
    )
