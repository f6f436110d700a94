"""Exceptions in the order of their consequence: children living there × steps off × quarters in a row. Pure.

Anyone can work the order out again: every number stands beside it. How sure an exception is counts for nothing in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.exceptions import RULES, Exceptional
from dashboard.formats import counted, number
from dashboard.quarter import Quarter
from schemas.base import Worded
from schemas.periods import Period
from schemas.vocabulary import Flag

MOST_QUARTERS = 8
Key = tuple[str, str]


class Sure(Worded):
    """How sure it is that an exception is as it is said to be."""

    HIGH = "high", "High", "Counted from the authority's return of this quarter."
    MEDIUM = "medium", "Medium", "A forecast or a judgement of this quarter."
    LOW = (
        "low",
        "Low",
        "It rests on a figure carried forward from an earlier return [e], or one of low reliability [u].",
    )


@dataclass(frozen=True)
class Weighed:
    """An exception with what its consequence is made of.

    Args:
        one: the exception.
        period: the quarter.
        children: aged 0 to 17 living there; 0 if not known.
        before: the same exception in the quarters just before, newest first: (quarter, how far off).
        sure: how sure it is.
    """

    one: Exceptional
    period: Period
    children: int
    before: tuple[tuple[Period, float], ...]
    sure: Sure

    @property
    def steps(self) -> float:
        """How far off, in steps of its rule, to two decimals: what is shown is what is multiplied."""
        return round(self.one.far / RULES[self.one.rule].step, 2)

    @property
    def quarters(self) -> int:
        """For how many quarters in a row, this one included."""
        return len(self.before) + 1

    @property
    def consequence(self) -> int:
        """Children × steps × quarters."""
        return round(self.children * self.steps * self.quarters)

    @property
    def history(self) -> str:
        """How long, in words, with what it was before."""
        if not self.before:
            return "New this quarter."
        most = f"{MOST_QUARTERS} or more" if self.quarters > MOST_QUARTERS else number(self.quarters)
        shown = "; ".join(f"{period.label}: {RULES[self.one.rule].amount(far)}" for period, far in self.before[:3])
        return f"{most} quarters in a row. {shown}."

    @property
    def worked_out(self) -> str:
        """The consequence as a sum that anyone can do."""
        children = f"{number(self.children)} children" if self.children else "Children not known"
        how_long, steps = counted(self.quarters, "quarter"), f"{self.steps:g} step{'' if self.steps == 1 else 's'}"
        return f"{children} × {steps} × {how_long}"


def weighed(
    quarter: Quarter, found: Sequence[Exceptional], earlier: Iterable[tuple[Period, Sequence[Exceptional]]]
) -> list[Weighed]:
    """Exceptions in the order of their consequence, the greatest first, then by name.

    Args:
        quarter: its figures, which say how sure each is.
        found: its exceptions.
        earlier: the quarters before it, newest first, with theirs. Read only as far as an exception goes back.
    """
    running: dict[Key, list[tuple[Period, float]]] = {_key(one): [] for one in found}
    still = set(running)
    for period, those in earlier:
        known = {_key(one): one.far for one in those}
        still &= known.keys()
        for key in still:
            running[key].append((period, known[key]))
        if not still:
            break
    made = [
        Weighed(o, quarter.period, o.authority.population_0_17, tuple(running[_key(o)]), _sure(quarter, o))
        for o in found
    ]
    return sorted(made, key=lambda one: (-one.consequence, one.one.authority.name, one.one.rule))


def to_discuss(found: Sequence[Weighed], count: int) -> list[Weighed]:
    """The first in order of so many, no two of one rule while another rule has any."""
    first = list({one.one.rule: one for one in reversed(found)}.values())
    rest = [one for one in found if one not in first]
    return sorted([*first, *rest][:count], key=found.index)


def since(one: Weighed) -> date:
    """The first day of the first quarter of an exception: a meeting held from then on may have asked about it."""
    return (one.before[-1][0] if one.before else one.period).start


def weight(one: Weighed) -> str:
    """How an exception weighs, in a short sentence: "277,480 children × 1.00 × 2 quarters. How sure: high."."""
    return f"{one.worked_out}. How sure: {one.sure.label.lower()}."


def _key(one: Exceptional) -> Key:
    return one.rule, one.authority.authority_id


def _sure(quarter: Quarter, one: Exceptional) -> Sure:
    rule, place = RULES[one.rule], one.authority.authority_id
    flags = "".join(quarter.figure(id_, place).flags for id_ in rule.figures)
    statuses = {str(quarter.figure(id_, place).status) for id_ in rule.figures}
    if Flag.ESTIMATED in flags or "u" in statuses:
        return Sure.LOW
    return Sure.HIGH if rule.is_counted else Sure.MEDIUM
