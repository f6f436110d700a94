"""A neutral volume as a funnel: who lies within the limits for its size, who is outside, and who is left out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboard.formats import counted, listed, number, value_words
from dashboard.quarter import Figure as Observed
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator, Unit
from schemas.limits import INNER, Funnel, Where, least_base
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
    if own is not None:
        if own.where is None:
            return f"{name}: {own.place.name} is left out, {why_out(own)}"
        why = "" if own.where is Where.WITHIN else ": ask why"
        return f"{name}: {own.place.name} is {own.where} the range expected for its size{why}"
    out = len(it.out(Where.ABOVE)) + len(it.out(Where.BELOW))
    if not out:
        return f"{name}: all {len(it.drawn)} authorities are within the range expected for their size"
    verb = "is" if out == 1 else "are"
    return f"{name}: {out} of {len(it.drawn)} authorities {verb} outside the range expected for {'its' if out == 1 else 'their'} size"


def why_out(own: Placed) -> str:
    """Why an authority is left out, in words."""
    reasons = {_SMALL: "too small to compare", str(ValueStatus.SUPPRESSED): "its figure is suppressed"}
    return reasons.get(own.why_out, "it has no figure")
