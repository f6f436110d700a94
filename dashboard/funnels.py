"""A neutral volume as a funnel: who lies within the limits for its size, who is outside, and who is left out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from dashboard.charts import Limits, Point
from dashboard.charts import funnel as funnel_spec
from dashboard.components import flagged, symbols_used, table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, listed, number, value_words
from dashboard.markup import Markup, joined, link, paragraph
from dashboard.quarter import Figure as Observed
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator, Unit
from schemas.limits import INNER, OUTER, Funnel, Where, least_base
from schemas.vocabulary import ValueStatus

VOLUMES: dict[str, str] = {
    "CP-01": "Section 47 enquiries",
    "CP-04": "Children on a plan",
    "CP-02": "Enquiries leading to a conference",
    "CP-09": "Assessments with domestic abuse",
}
BASES = {"CP-02": "Section 47 enquiries", "CP-09": "Assessments with any factor"}
COUNTS = {"CP-01": "Enquiries", "CP-04": "Children on a plan", "CP-02": "Conferences", "CP-09": "With domestic abuse"}
ASK_WHY = "Outside the limits is a question, not a verdict. Ask why: need, local practice, or how it is recorded."
_SMALL, _NONE = "too small", "no figure"


@dataclass(frozen=True)
class Placed:
    """One authority in a funnel.

    Args:
        place: the authority.
        figure: what is seen of it.
        words: its value as people read it; "" if there is none.
        where: where it lies against the 99.8% limits; None if it is left out.
        is_unusual: whether it is outside the 95% limits.
        why_out: why it is left out.
    """

    place: Authority
    figure: Observed
    words: str = ""
    where: Where | None = None
    is_unusual: bool = False
    why_out: str = ""


@dataclass(frozen=True)
class Volume:
    """A neutral volume of a quarter, as far as a viewer sees it.

    Args:
        indicator: what is counted.
        quarter: when.
        funnel: the limits.
        england: England's figure.
        places: every authority whose figure may be seen, in name order.
    """

    indicator: Indicator
    quarter: Quarter
    funnel: Funnel
    england: Observed
    places: Sequence[Placed] = field(default=())

    def out(self, where: Where) -> list[str]:
        """The names of those outside the 99.8% limits on one side, in name order."""
        return [one.place.name for one in self.places if one.where is where]

    @property
    def drawn(self) -> list[Placed]:
        """Those that stand in the funnel."""
        return [one for one in self.places if one.where is not None]

    def left_out(self, why: str) -> int:
        """How many are left out for a reason."""
        return sum(one.why_out == why for one in self.places)

    def find(self, authority_id: str) -> Placed | None:
        """One of them."""
        return next((one for one in self.places if one.place.authority_id == authority_id), None)


def volume(quarter: Quarter, indicator_id: str, funnel: Funnel | None) -> Volume | None:
    """A volume with every authority placed; None if no funnel can be made.

    Args:
        quarter: what the viewer sees of the quarter: what is not seen is not placed.
        funnel: as `dashboard.reads_practice.funnel_limits` gives it.
    """
    england = quarter.figure(indicator_id)
    if funnel is None or england.value is None:
        return None
    indicator = INDICATORS[indicator_id]
    places = [_placed(a, quarter.figure(indicator_id, a.authority_id), indicator, funnel) for a in quarter.authorities]
    return Volume(indicator, quarter, funnel, england, [one for one in places if one.figure.due is not None])


def _placed(place: Authority, seen: Observed, indicator: Indicator, funnel: Funnel) -> Placed:
    words = "" if seen.value is None else value_words(indicator, seen.value)
    if seen.value is None or not seen.denominator:
        hidden = seen.status is ValueStatus.SUPPRESSED
        return Placed(place, seen, words, why_out=str(ValueStatus.SUPPRESSED) if hidden else _NONE)
    if seen.denominator < least_base(indicator):
        return Placed(place, seen, words, why_out=_SMALL)
    where = funnel.where(seen.value, seen.denominator)
    return Placed(place, seen, words, where, funnel.where(seen.value, seen.denominator, INNER) is not Where.WITHIN)


def outside_words(it: Volume) -> str:
    """Who is outside the 99.8% limits, in words: for those who see every authority."""
    above, below = it.out(Where.ABOVE), it.out(Where.BELOW)
    parts = [f"Above: {listed(above)}."] if above else []
    parts += [f"Below: {listed(below)}."] if below else []
    if not parts:
        return "No authority is outside the 99.8% limits."
    return f"Outside the 99.8% limits for their size. {' '.join(parts)} {ASK_WHY}"


def left_out_words(it: Volume) -> str:
    """Who is left out, counted."""
    base = least_base(it.indicator)
    small, hidden, none = (it.left_out(why) for why in (_SMALL, str(ValueStatus.SUPPRESSED), _NONE))
    parts = [f"{small} with fewer than {number(base)} {base_name(it.indicator).lower()}"] if small else []
    parts += [f"{hidden} suppressed [c]"] if hidden else []
    parts += [f"{none} without a figure [x]"] if none else []
    drawn = f"{counted(len(it.drawn), 'authority is', 'authorities are')} drawn."
    return f"{drawn} Left out: {listed(parts)}." if parts else drawn


def base_name(indicator: Indicator) -> str:
    """What the figure is over."""
    return "Children aged 0 to 17" if indicator.unit is Unit.PER_10K else BASES[indicator.id]


def title(it: Volume, own: Placed | None) -> str:
    """The finding: of the named authority, or of all."""
    name = VOLUMES[it.indicator.id]
    if own is not None and own.where is None:
        return f"{name}: {own.place.name} is left out, {_why(own)}"
    if own is not None:
        inside = {
            Where.WITHIN: "is within the range expected for its size",
            Where.ABOVE: "is above the range expected for its size: ask why",
            Where.BELOW: "is below the range expected for its size: ask why",
        }
        return f"{name}: {own.place.name} {inside[own.where]}"
    out = len(it.out(Where.ABOVE)) + len(it.out(Where.BELOW))
    if not out:
        return f"{name}: all {len(it.drawn)} authorities are within the range expected for their size"
    verb = "is" if out == 1 else "are"
    return f"{name}: {out} of {len(it.drawn)} authorities {verb} outside the range expected for {'its' if out == 1 else 'their'} size"


def _why(own: Placed) -> str:
    reasons = {_SMALL: "too small to compare", str(ValueStatus.SUPPRESSED): "its figure is suppressed"}
    return reasons.get(own.why_out, "it has no figure")


def funnel_figure(it: Volume, own: Placed | None, *, is_every: bool, level: int = 2, key: str = "funnel") -> Figure:
    """The funnel with everything round it.

    Args:
        it: the volume.
        own: the authority that is named.
        is_every: whether the viewer sees every authority.
        level: of the heading.
        key: a name of its own on the page.
    """
    points = [_point(one, one is own) for one in it.drawn]
    limits = _limits(it)
    base = base_name(it.indicator)
    measured = "per 10,000 children" if it.indicator.unit is Unit.PER_10K else f"as a share of {base.lower()}"
    span = "over four quarters" if it.indicator.is_over_a_year else f"at {it.quarter.period.label}"
    grey = (
        "Grey points are other authorities, hollow if carried forward [e]."
        if is_every
        else "Only your authority and England are shown."
    )
    return figure(
        key,
        title(it, own),
        f"{COUNTS[it.indicator.id]} {measured}, {span}. Neutral: neither high nor low is better. {grey}",
        funnel_spec(points, limits, base),
        _alt(it, own, is_every),
        _table(it, own, is_every),
        _frame(it),
        f"funnel-{it.indicator.id}-{str(it.quarter.period).replace(' ', '-')}.csv",
        _worked_out(it),
        joined([it.indicator.source, ". ", left_out_words(it) if is_every else "", " ", link("Symbols", "/definitions?part=symbols")]),
        narrow=funnel_spec(points, limits, base, is_narrow=True),
        level=level,
    )  # fmt: skip


def _point(one: Placed, is_named: bool) -> Point:
    base, value = one.figure.denominator or 0.0, one.figure.value or 0.0
    words = f"{one.place.name} {number(value, 1)}{'%' if '%' in one.words else ''}" if is_named else ""
    return Point(base, value, one.figure.is_estimated, one.place.name if is_named else "", words)


def _limits(it: Volume) -> Limits:
    inner, outer = (partial(it.funnel.limits, inside=inside) for inside in (INNER, OUTER))
    value = it.england.value or 0.0
    is_share = it.indicator.unit is Unit.PERCENT
    words = f"{number(value, 1)}{'%' if is_share else ''}"
    return Limits(inner, outer, value, words, least_base(it.indicator), 100.0 if it.funnel.is_share else None)


def _alt(it: Volume, own: Placed | None, is_every: bool) -> str:
    england = f"England {value_words(it.indicator, it.england.value or 0.0)}"
    named = f" {own.place.name} {own.words}, {_against(own)}." if own is not None and own.where is not None else ""
    rest = f" {outside_words(it)}" if is_every else ""
    return f"Funnel plot.{named} {england}.{rest} The same data is in the table below."


def _against(one: Placed) -> str:
    if one.where is None:
        return f"left out, {_why(one)}"
    if one.where is not Where.WITHIN:
        return f"{one.where} the 99.8% limits"
    return "between the two limits" if one.is_unusual else "within the limits"


def _table(it: Volume, own: Placed | None, is_every: bool) -> Markup:
    shown = it.places if is_every else [one for one in it.places if one is own]
    rows = [(one.place.name, *_cells(one.figure, one.words, it), _against(one)) for one in shown]
    england = value_words(it.indicator, it.england.value or 0.0)
    rows = [*rows, ("England", *_cells(it.england, england, it), "")]
    heads = ("Authority", base_name(it.indicator), COUNTS[it.indicator.id], "Value", "Against the limits")
    made = table(
        heads,
        rows,
        f"{it.indicator.title}, {it.quarter.period.label}, by name",
        numeric=[1, 2, 3],
        is_stacked=not is_every,
        last_is_total=True,
    )
    limits = [] if is_every or own is None or own.where is None else [paragraph(_own_limits(it, own))]
    return joined([*limits, made, symbols_used({"c", "x", "z", "e"})])


def _own_limits(it: Volume, own: Placed) -> str:
    base = own.figure.denominator or 1.0
    inner, outer = (it.funnel.limits(base, inside) for inside in (INNER, OUTER))
    inside, outside = (f"{number(low, 1)} to {number(high, 1)}" for low, high in (inner, outer))
    return f"At its size 95% of authorities would lie from {inside}, and 99.8% from {outside}."


def _cells(seen: Observed, words: str, it: Volume) -> tuple[object, ...]:
    base, count = ("" if one is None else number(one) for one in (seen.denominator, seen.numerator))
    short = words.removesuffix(" per 10,000")
    return base, count, flagged(short, seen.status, seen.flags)


def _frame(it: Volume) -> pl.DataFrame:
    rows = [
        (
            one.place.name, one.place.ons_code, one.figure.denominator, one.figure.numerator, one.figure.value, str(one.figure.status), one.figure.flags,
            *(it.funnel.limits(one.figure.denominator, OUTER) if one.where is not None and one.figure.denominator else (None, None)), _against(one),
        )
        for one in it.places
    ]  # fmt: skip
    schema = {
        "authority": pl.String, "ons_code": pl.String, "base": pl.Float64, "count": pl.Float64, "value": pl.Float64, "status": pl.String,
        "flags": pl.String, "low_limit_998": pl.Float64, "high_limit_998": pl.Float64, "against_limits": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _worked_out(it: Volume) -> str:
    kind = "binomial" if it.funnel.is_share else "Poisson"
    widened = (
        f"They are widened for what sets authorities apart beyond chance, estimated from {it.funnel.places} authorities "
        "with the outermost tenth on each side drawn in (Spiegelhalter, 2005; additive)."
        if it.funnel.is_widened
        else "Chance alone explains the spread, so they are not widened."
    )
    return (
        f"If an authority were like England, chance would put it inside the dashed limits 95 times in 100 and inside the "
        f"dotted ones 998 times in 1,000: {kind} limits, exact for its size. {widened} England's figure is the centre."
    )
