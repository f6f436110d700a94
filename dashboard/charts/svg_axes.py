"""The axes of a picture as SVG: where values lie in pixels, gridlines, the line, ticks and their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from math import ceil, floor, log10
from typing import Any

from dashboard.charts.svg_known import AXIS, CannotDraw, known
from dashboard.charts.svg_words import Look, lines_of, text_drawn, text_width
from dashboard.markup import Markup, html, joined

_DAY = 86_400.0
_LABEL_GAP = 4
_LARGEST_BARE = 1000


class Side(StrEnum):
    """Which way an axis goes."""

    ACROSS = "x"
    UP = "y"


@dataclass(frozen=True)
class Axis:
    """One axis: what the spec says of it, and from where to where it goes in pixels (an axis goes up from the bottom)."""

    said: Mapping[str, Any]
    start: float
    end: float

    @cached_property
    def _range(self) -> tuple[float, float]:
        if "range" in self.said:
            low, high = self.said["range"]
            return self._number(low), self._number(high)
        if self.said.get("type") == "category":
            return -0.5, len(self._categories) - 0.5
        raise CannotDraw("an axis without a range")

    @cached_property
    def _categories(self) -> list[str]:
        return list(self.said.get("categoryarray") or self.said.get("tickvals") or ())

    def _number(self, value: object) -> float:
        kind = self.said.get("type", "linear")
        if kind == "category" and isinstance(value, str):
            if value not in self._categories:
                raise CannotDraw(f"“{value}”, which is no category")
            return float(self._categories.index(value))
        if kind == "date":
            return _day_number(str(value))
        if kind not in ("linear", "category") or isinstance(value, str):
            raise CannotDraw(f"“{value}” on an axis that is {kind}")
        return float(str(value))

    def at(self, value: object) -> float:
        """Where a value lies, in pixels."""
        low, high = self._range
        return self.part((self._number(value) - low) / (high - low))

    def part(self, share: float) -> float:
        """Where a part of the axis's length lies, in pixels."""
        return self.start + share * (self.end - self.start)

    def length(self, size: float) -> float:
        """How long some units of the axis are, in pixels, upwards negative."""
        low, high = self._range
        return size / (high - low) * (self.end - self.start)

    @cached_property
    def ticks(self) -> list[tuple[float, str]]:
        """Where ticks are, in pixels, and their words."""
        low, high = sorted(self._range)
        values = self.said.get("tickvals")
        if values is None:
            values = self._dated(low, high) if self.said.get("type") == "date" else self._round(low, high)
        words = self.said.get("ticktext") or [self._words(value) for value in values]
        room = (high - low) * 1e-6
        pairs = zip(values, words, strict=True)
        return [(self.at(value), text) for value, text in pairs if low - room <= self._number(value) <= high + room]

    def _round(self, low: float, high: float) -> Sequence[float]:
        if self.said.get("type") == "category":
            return [self._categories.index(one) for one in self._categories]
        nearest = 40 if self.end < self.start else 80
        count = self.said.get("nticks") or min(max(abs(self.end - self.start) / nearest, 4), 9) + 1
        rough = (high - low) / count
        base = 10.0 ** floor(log10(rough))
        step = base * next(round_ for round_ in (2, 5, 10) if rough / base <= round_)
        return [round(at * step, 10) for at in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]

    def _dated(self, low: float, high: float) -> list[str]:
        step = str(self.said.get("dtick", ""))
        if not step.startswith("M"):
            raise CannotDraw("a date axis whose ticks are not named")
        months, first, last = int(step[1:]), _month(low), _month(high)
        start = ceil(first / months) * months
        return [f"{at // 12:04d}-{at % 12 + 1:02d}-01" for at in range(start, last + 1, months)]

    def _words(self, value: object) -> str:
        shape, suffix = self.said.get("tickformat", ""), self.said.get("ticksuffix", "")
        if self.said.get("type") == "date" and shape == "%b %Y":
            return f"{datetime.fromisoformat(str(value)):%b %Y}"
        if self.said.get("type") == "category" and not shape:
            return self._categories[int(float(str(value)))] if not isinstance(value, str) else value
        number = float(str(value))
        if shape not in ("", ",~f") or self.said.get("type") == "date" or (not shape and abs(number) >= _LARGEST_BARE):
            raise CannotDraw(f"ticks in the form “{shape}”")
        return f"{number:,.6f}".rstrip("0").rstrip(".").replace("-", "\u2212") + suffix


@dataclass(frozen=True)
class Frame:
    """A picture's size and its axes, by the ending of their name: "" for the first, "2" for the second."""

    width: float
    height: float
    inside: tuple[float, float, float, float]
    said: Mapping[str, Any]
    tails: tuple[str, ...]

    def axis(self, side: Side, tail: str) -> Axis:
        """An axis of the picture."""
        said = self.said.get(f"{side}axis{tail}")
        if said is None:
            raise CannotDraw(f"on the axis {side}{tail}, which is not there")
        top, right, bottom, left = self.inside
        low, high = said.get("domain", (0.0, 1.0))
        if side is Side.ACROSS:
            return Axis(said, left + low * (right - left), left + high * (right - left))
        return Axis(said, bottom - low * (bottom - top), bottom - high * (bottom - top))

    def paper(self, part: float, side: Side) -> float:
        """Where a part of the space inside the margins lies, in pixels."""
        top, right, bottom, left = self.inside
        return left + part * (right - left) if side is Side.ACROSS else bottom - part * (bottom - top)

    def px(self, value: float) -> float:
        """A place to a tenth of a pixel."""
        return round(value, 1) + 0.0


def drawing_frame(layout: Mapping[str, Any], width: float) -> Frame:
    """The frame of a picture of a width, with room for the words of an axis that asks for it."""
    tails = tuple(name.removeprefix("yaxis") for name in layout if name.startswith("yaxis"))
    for name, said in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            known(said, AXIS, "axis")
            if said.get("zeroline") or said.get("tickangle"):
                raise CannotDraw("a zero line, or words that are turned")
    margin, height = layout["margin"], float(layout["height"])
    inside = (margin["t"], width - margin["r"], height - margin["b"], margin["l"])
    frame = Frame(width, height, inside, layout, tails)
    room = [_widest(frame.axis(Side.UP, tail)) for tail in tails if layout[f"yaxis{tail}"].get("automargin")]
    left = max([margin["l"], *room])
    return Frame(width, height, (*inside[:3], left), layout, tails)


def grid_drawn(frame: Frame, tail: str) -> Markup:
    """The gridlines of one panel."""
    across, up = frame.axis(Side.ACROSS, tail), frame.axis(Side.UP, tail)
    lines = [(x, up.start, x, up.end, across) for x, _ in _gridded(across)]
    lines += [(across.start, y, across.end, y, up) for y, _ in _gridded(up)]
    return joined(_line(frame, *ends, colour=axis.said["gridcolor"]) for *ends, axis in lines)


def axis_drawn(frame: Frame, tail: str) -> Markup:
    """The lines, ticks and words of one panel's axes."""
    across, up = frame.axis(Side.ACROSS, tail), frame.axis(Side.UP, tail)
    for axis, other in ((across, "y"), (up, "x")):
        if axis.said.get("anchor", f"{other}{tail}") != f"{other}{tail}":
            raise CannotDraw("an axis beside another panel")
    parts: list[Markup] = []
    if across.said.get("visible", True):
        parts += _bottom(frame, across, up.start)
    if up.said.get("visible", True):
        parts += _left(frame, up, across.start)
    return joined(parts)


def _bottom(frame: Frame, axis: Axis, base: float) -> list[Markup]:
    said, parts, outside = axis.said, [], 0
    if said.get("showline"):
        parts.append(_line(frame, axis.start, base, axis.end, base, colour=said["linecolor"]))
    if said.get("ticks") == "outside":
        outside = said["ticklen"]
        parts += [_line(frame, x, base, x, base + outside, colour=said["tickcolor"]) for x, _ in axis.ticks]
    look, tallest = _look(said), 0
    if said.get("showticklabels", True):
        parts += [text_drawn(words, x, base + outside + 3, look, "center", "top") for x, words in axis.ticks]
        tallest = max((len(lines_of(words)) for _, words in axis.ticks), default=0)
    if title := said.get("title"):
        y = base + outside + 3 + tallest * look.size * 1.3 + title.get("standoff", 0)
        beneath = Look(title["font"]["size"], title["font"]["color"])
        parts.append(text_drawn(title["text"], axis.part(0.5), y, beneath, "center", "top"))
    return parts


def _left(frame: Frame, axis: Axis, base: float) -> list[Markup]:
    said, parts = axis.said, []
    if said.get("title"):
        raise CannotDraw("the title of an axis that goes up")
    if said.get("showline"):
        parts.append(_line(frame, base, axis.start, base, axis.end, colour=said["linecolor"]))
    if said.get("ticks"):
        raise CannotDraw("ticks of an axis that goes up")
    if said.get("showticklabels", True):
        parts += [text_drawn(words, base - _LABEL_GAP, y, _look(said), "right") for y, words in axis.ticks]
    return parts


def _gridded(axis: Axis) -> list[tuple[float, str]]:
    return axis.ticks if axis.said.get("showgrid") and axis.said.get("visible", True) else []


def _line(frame: Frame, x0: float, y0: float, x1: float, y1: float, *, colour: str) -> Markup:
    return html(
        '<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="{colour}" stroke-width="1"/>',
        x0=frame.px(x0), y0=frame.px(y0), x1=frame.px(x1), y1=frame.px(y1), colour=colour,
    )  # fmt: skip


def _look(said: Mapping[str, Any]) -> Look:
    return Look(said["tickfont"]["size"], said["tickfont"]["color"])


def _widest(axis: Axis) -> float:
    return max((text_width(words, _look(axis.said).size) for _, words in axis.ticks), default=0) + 2 * _LABEL_GAP


def _day_number(text: str) -> float:
    """Days since 1970, with their part."""
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp() / _DAY


def _month(day_number: float) -> int:
    """The month of a day, counted from the year 0."""
    on = date.fromordinal(date(1970, 1, 1).toordinal() + ceil(day_number))
    return on.year * 12 + on.month - 1
