"""Words in a picture as SVG: several lines, some of them bold or in another colour."""

import re
from dataclasses import dataclass
from html import unescape

from dashboard.charts.svg_known import CannotDraw
from dashboard.markup import Markup, html, joined

_LINE, _BASE = 1.3, 0.99
_TAG = re.compile(r"(</?[a-z]+[^>]*>)")
_COLOURED = re.compile(r"""<span style=["']color: ?(#[0-9A-Fa-f]{3,8});?["']>""")
# How wide letters of the typeface are, on the whole, as a part of their size.
_NARROW, _WIDE = 0.5, 0.53
_ENDS = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class Look:
    """How words look: their size in pixels, their colour, and the colour behind them ("" for none)."""

    size: float
    colour: str
    behind: str = ""


def lines_of(text: str) -> list[str]:
    """The lines of some words."""
    return re.split(r"<br ?/?>", text)


def text_width(line: str, size: float) -> float:
    """About how wide a line is, in pixels."""
    plain = unescape(_TAG.sub("", line))
    return len(plain) * size * (_WIDE if "<b>" in line else _NARROW)


def text_drawn(text: str, x: float, y: float, look: Look, beside: str = "center", above: str = "middle") -> Markup:
    """Words at a place.

    Args:
        text: with <br>, <b> and coloured <span>.
        x: in pixels from the left.
        y: in pixels from the top.
        look: size and colour.
        beside: which end of the words is at x: "left", "center" or "right".
        above: which end is at y: "top", "middle" or "bottom".

    Raises:
        CannotDraw: if the words are marked in another way.
    """
    lines = lines_of(str(text))
    tall = len(lines) * _LINE * look.size
    top = y - {"top": 0.0, "middle": tall / 2, "bottom": tall}[above]
    spans, is_bold, colour = [], False, ""
    for at, line in enumerate(lines):
        words, is_bold, colour = _spans(line, is_bold=is_bold, colour=colour)
        base = top + at * _LINE * look.size + _BASE * look.size
        spans.append(html('<tspan x="{x}" y="{y}">{words}</tspan>', x=round(x, 1), y=round(base, 1), words=words))
    halo = html(' stroke="{behind}" stroke-width="6" paint-order="stroke"', behind=look.behind) if look.behind else ""
    return html(
        '<text text-anchor="{end}" font-size="{size}" fill="{colour}"{halo}>{spans}</text>',
        end=_ENDS[beside], size=look.size, colour=look.colour, halo=halo, spans=joined(spans),
    )  # fmt: skip


def _spans(line: str, *, is_bold: bool, colour: str) -> tuple[Markup, bool, str]:
    found: list[Markup] = []
    for piece in _TAG.split(line):
        if piece in {"<b>", "</b>"}:
            is_bold = piece == "<b>"
        elif piece == "</span>":
            colour = ""
        elif coloured := _COLOURED.fullmatch(piece):
            colour = coloured.group(1)
        elif _TAG.fullmatch(piece):
            raise CannotDraw(f"words marked with {piece}")
        elif piece:
            found.append(_span(unescape(piece), is_bold=is_bold, colour=colour))
    return joined(found), is_bold, colour


def _span(words: str, *, is_bold: bool, colour: str) -> Markup:
    weight = Markup(' font-weight="700"') if is_bold else Markup("")
    fill = html(' fill="{colour}"', colour=colour) if colour else Markup("")
    if not weight and not fill:
        return html("{words}", words=words)
    return html("<tspan{weight}{fill}>{words}</tspan>", weight=weight, fill=fill, words=words)
