"""Where green, amber and red begin: data with a date of effect and an owner, not code.

No national target exists for most of these. They are starting points for the Board to agree, set from the spread of
published figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schemas.indicators_grammar import ALL_LEVELS, NATIONAL_LEVELS, Indicator, Unit
from schemas.vocabulary import Better, Level, Rag


class Compares(StrEnum):
    """What is held against the thresholds."""

    VALUE = "value"
    BEHIND_PLAN = "behind_plan"  # the plan less the value
    OVERDUE = "overdue"  # the value, past red wherever the target, what is long overdue, is above nothing
    FROM_PROFILE = "from_profile"  # the distance from the profile, either way


@dataclass(frozen=True)
class Thresholds:
    """Thresholds of one indicator.

    Higher is better: green from `green` up, red below `red`. Lower is better, and every comparison with a plan: green
    up to `green`, red above `red`. Amber is what lies between.

    Args:
        indicator_id: whose.
        green: the last value that is green.
        red: the last value that is not red.
        compares: what is held against them.
        levels: the kinds of place that are rated.
        words: other words for a rating's range, where numbers do not say it.
        blank_rating: the rating of an authority that made a return but gave no figure.
        effective_from: the first day that they hold.
        owner: who answers for them.
    """

    indicator_id: str
    green: float
    red: float
    compares: Compares = Compares.VALUE
    levels: tuple[Level, ...] = ALL_LEVELS
    words: Mapping[Rag, str] = field(default_factory=dict)
    blank_rating: Rag | None = None
    effective_from: date = date(2026, 4, 1)
    owner: str = "Board secretariat"

    @property
    def version(self) -> str:
        """What is stored beside a rating: the day that its thresholds took effect."""
        return self.effective_from.isoformat()

    def is_lower_better(self, better: Better) -> bool:
        """Whether small figures are good once compared."""
        return better is Better.LOWER or self.compares not in (Compares.VALUE, Compares.OVERDUE)

    def range_words(self, rating: Rag, indicator: Indicator) -> str:
        """The range of a rating in words: "above 10% and up to 20%"."""
        if rating in self.words:
            return self.words[rating]
        green, red = (_figure(bound, indicator, self.compares) for bound in (self.green, self.red))
        if self.compares is Compares.BEHIND_PLAN:
            words = (
                f"up to {green} behind plan",
                f"more than {green} and up to {red} behind plan",
                f"more than {red} behind plan",
            )
        elif self.compares is Compares.FROM_PROFILE:
            words = (
                f"within {green} of the profile",
                f"more than {green} and up to {red} from the profile",
                f"more than {red} from the profile",
            )
        elif self.is_lower_better(indicator.better):
            words = (f"{green} or less", f"above {green} and up to {red}", f"above {red}")
        else:
            words = (f"{green} or more", f"{red} or more and below {green}", f"below {red}")
        return words[(Rag.GREEN, Rag.AMBER, Rag.RED).index(rating)]


_SUFFIXES = {Unit.PERCENT: "%", Unit.DAYS: " days", Unit.MONTHS: " months"}


def _figure(bound: float, indicator: Indicator, compares: Compares) -> str:
    if compares in (Compares.BEHIND_PLAN, Compares.FROM_PROFILE) and indicator.unit is Unit.PERCENT:
        return f"{bound:g} points"
    return f"{bound:g}{_SUFFIXES.get(indicator.unit, '')}"


_AUTHORITY = (Level.AUTHORITY,)
_G, _A, _R = Rag.GREEN, Rag.AMBER, Rag.RED

THRESHOLDS: tuple[Thresholds, ...] = (
    Thresholds("UR-01", 0, 1, Compares.BEHIND_PLAN, _AUTHORITY, {_G: "at or ahead of the planned stage", _A: "one stage behind plan", _R: "two or more stages behind plan, or no plan"}),
    Thresholds("UR-02", 3, 10, Compares.BEHIND_PLAN, NATIONAL_LEVELS),
    Thresholds("UR-03", 3, 10, Compares.BEHIND_PLAN, NATIONAL_LEVELS),
    Thresholds("UR-04", 90, 75),
    Thresholds("UR-05", 14, 60),
    Thresholds("UR-06", 0, 90, words={_G: "on or before the national date", _A: "1 to 90 days after the national date", _R: "more than 90 days after the national date, or no date"}, blank_rating=Rag.RED),
    Thresholds("UR-07", 3, 2, levels=_AUTHORITY, words={_G: "the partnership's own rating is green", _A: "the partnership's own rating is amber", _R: "the partnership's own rating is red"}),
    Thresholds("UR-08", 95, 85),
    Thresholds("ST-02", 10, 20),
    Thresholds("ST-03", 4, 3, levels=_AUTHORITY, words={_G: "4 of 4", _A: "3 of 4", _R: "2 of 4 or fewer"}),
    Thresholds("ST-04", 6, 4, levels=_AUTHORITY, words={_G: "6 of 6", _A: "4 or 5 of 6", _R: "3 of 6 or fewer"}),
    Thresholds("ST-06", 10, 25),
    Thresholds("ST-07", 80, 60),
    Thresholds("ST-08", 16, 20),
    Thresholds("CO-01", 80, 50),
    Thresholds("CO-02", 90, 60),
    Thresholds("FN-01", 9, 6, levels=_AUTHORITY, words={_G: "9 of 9", _A: "6 to 8 of 9", _R: "5 of 9 or fewer"}),
    Thresholds("FN-02", 95, 85),
    Thresholds("CP-03", 85, 75),
    Thresholds("CP-05", 22, 28),
    Thresholds("CP-06", 2.5, 5),
    Thresholds("CP-07", 95, 85),
    Thresholds("CP-08", 20, 25),
    Thresholds("IS-01", 3, 1, levels=_AUTHORITY, words={_G: "in force", _A: "a review due within 90 days, or only some partners signed", _R: "none in force"}),
    Thresholds("IS-02", 100, 80),
    Thresholds("IS-03", 95, 85),
    Thresholds("PS-01", 80, 60),
    Thresholds("PS-02", 50, 25),
    Thresholds("PS-03", 70, 50),
    Thresholds("FU-03", 5, 15, Compares.FROM_PROFILE),
    Thresholds("FU-06", 95, 75),
    Thresholds("IN-02", 3, 2, levels=_AUTHORITY, words={_G: "good or outstanding", _A: "requires improvement", _R: "inadequate"}),
    Thresholds("IN-05", 0, 999, Compares.OVERDUE, _AUTHORITY, words={_G: "none open", _A: "open and on time", _R: "open and overdue"}),
    Thresholds("IN-06", 0, 999, Compares.OVERDUE, _AUTHORITY, words={_G: "never given: no intervention is not rated", _A: "a notice or supervision period", _R: "a direction or trust"}),
    Thresholds("SI-02", 90, 75, levels=(Level.ENGLAND,)),
    Thresholds("SI-03", 90, 75, levels=(Level.ENGLAND,)),
    Thresholds("SI-04", 70, 50, levels=(Level.ENGLAND,)),
    Thresholds("RT-02", 0, 3, Compares.OVERDUE, words={_G: "none overdue", _A: "1 to 3 overdue, none by more than 90 days", _R: "more than 3 overdue, or any by more than 90 days"}),
    Thresholds("RT-03", 75, 40),
    Thresholds("DQ-01", 95, 85),
    Thresholds("DQ-02", 98, 90),
    Thresholds("DQ-03", 1, 5),
    Thresholds("DQ-04", 92, 138, words={_G: "up to a quarter, 92 days", _A: "93 to 138 days", _R: "more than a quarter and a half, 138 days"}),
)  # fmt: skip


def thresholds(indicator_id: str, on: date) -> Thresholds | None:
    """The thresholds of an indicator that hold on a day; the first ones hold for the days before them too."""
    own = sorted((t for t in THRESHOLDS if t.indicator_id == indicator_id), key=lambda t: t.effective_from)
    return next((t for t in reversed(own) if t.effective_from <= on), own[0] if own else None)


def threshold_words(indicator: Indicator, on: date = date.max) -> str:
    """The thresholds in one sentence: "Green 10% or less; amber above 10% and up to 20%; red above 20%."."""
    if indicator.better is Better.NEUTRAL:
        return "Never rated: neither a high nor a low value is better."
    found = thresholds(indicator.id, on)
    if found is None:
        return "Not rated: no threshold is agreed."
    ranges = "; ".join(f"{r.label.lower()} {found.range_words(r, indicator)}" for r in (_G, _A, _R))
    where = (
        " Authorities only."
        if found.levels == _AUTHORITY
        else " England only."
        if found.levels == (Level.ENGLAND,)
        else ""
    )
    cap = (
        " Never kinder than the share forecast for 31 March 2027, held against all authorities by the same thresholds."
        if indicator.outlook is not None
        else ""
    )
    owner = f" In effect from {found.effective_from:%-d %B %Y}; owner: {found.owner}."
    return f"{ranges[0].upper()}{ranges[1:]}.{where}{cap}{owner}"
