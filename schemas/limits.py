"""Funnel limits: how far from England's figure chance, and the usual spread between places, can put a place of its size.

Each measure is a share (binomial) or a rate (Poisson). The limits are exact in chance: at England's figure, the counts
that would be passed once in 40, or once in 1,000, on each side. Between whole counts the distribution is continued
through the incomplete beta and gamma functions, so that a limit is smooth in the base and exact at every whole count.

Places differ by more than chance, so the limits are widened, after D. J. Spiegelhalter, "Handling over-dispersion of
performance indicators" (Quality and Safety in Health Care, 2005) and "Funnel plots for comparing institutional
performance" (Statistics in Medicine, 2005): each place's z-score from England's figure is winsorised, the outer tenths
set to the tenth that bounds them; from these the variance between places is estimated additively, by the method of
moments of DerSimonian and Laird (random effects). A limit's distance from England's figure is then multiplied by
sqrt((s² + t²) / s²), where s² is the variance by chance at that base and t² the variance between places. Adding, not
multiplying by one factor for all: what sets places apart does not shrink as they grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from schemas.indicators_grammar import Indicator, Unit

OUTER, INNER = 0.998, 0.95
WINSORISED = 0.1
LEAST_PLACES, LEAST_CHILDREN = 10, 5_000


class Where(StrEnum):
    """Where a figure lies."""

    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"


@dataclass(frozen=True)
class Funnel:
    """The limits round England's figure.

    Args:
        target: England's figure as a plain ratio, for example 0.0189 enquiries a child.
        scale: what a ratio is multiplied by to be shown: 100 or 10,000.
        is_share: whether the count is a part of the base (binomial); otherwise it is a number of events (Poisson).
        between: the variance between places beyond chance, of plain ratios.
        places: how many places that variance was estimated from.
    """

    target: float
    scale: int
    is_share: bool
    between: float = 0.0
    places: int = 0

    @property
    def is_widened(self) -> bool:
        """Whether places differ by more than chance."""
        return self.between > 0

    def limits(self, base: float, inside: float) -> tuple[float, float]:
        """The limits at a base, as shown: the low one and the high one.

        Args:
            base: children, or whatever the count is over; above 0.
            inside: the share of places that chance leaves between the two, `INNER` or `OUTER`.
        """
        tail = (1 - inside) / 2
        wider = sqrt(1 + self.between / self._chance(base))
        low, high = (self._quantile(base, at) / base for at in (tail, 1 - tail))
        most = 1.0 if self.is_share else float("inf")
        spread = (self.target + (bound - self.target) * wider for bound in (low, high))
        below, above = (min(max(bound, 0.0), most) * self.scale for bound in spread)
        return below, above

    def where(self, value: float, base: float, inside: float = OUTER) -> Where:
        """Where a shown value lies against the limits at its base."""
        low, high = self.limits(base, inside)
        return Where.ABOVE if value > high else Where.BELOW if value < low else Where.WITHIN

    def _chance(self, base: float) -> float:
        return _variance(self.target, base, self.is_share)

    def _quantile(self, base: float, probability: float) -> float:
        """The count, whole or between, that is not passed with this probability; 0 where even none is likelier."""
        # Loaded where it is needed: it takes a moment, and most pages need none of it.
        from scipy.special import bdtr, bdtrik, pdtr, pdtrik

        mean = self.target * base
        if self.is_share:
            none, found = bdtr(0, round(base), self.target), bdtrik(probability, base, self.target)
        else:
            none, found = pdtr(0, mean), pdtrik(probability, mean)
        return 0.0 if none >= probability else float(found)


def funnel(target: float, counts: Sequence[tuple[float, float]], scale: int, *, is_share: bool) -> Funnel | None:
    """The funnel of a measure; None where England's figure is 0 (or all), or fewer than ten places tell the spread.

    Args:
        target: England's figure as it is shown.
        counts: (count, base) of each place.
        scale: what a ratio is multiplied by to be shown.
        is_share: whether the count is a part of the base.
    """
    ratio = target / scale
    known = [(count / base, base) for count, base in counts if base > 0]
    if ratio <= 0 or (is_share and ratio >= 1) or len(known) < LEAST_PLACES:
        return None
    variances = [_variance(ratio, base, is_share) for _, base in known]
    scores = [(value - ratio) / sqrt(chance) for (value, _), chance in zip(known, variances, strict=True)]
    return Funnel(ratio, scale, is_share, between_places(scores, variances), len(known))


def between_places(scores: Sequence[float], variances: Sequence[float]) -> float:
    """The variance between places beyond chance: additive, from winsorised z-scores; 0 if chance explains it all.

    Args:
        scores: each place's z-score from England's figure.
        variances: each place's variance by chance.
    """
    kept = winsorised(scores)
    excess = sum(score * score for score in kept) - (len(kept) - 1)
    weights = [1 / variance for variance in variances]
    total = sum(weights)
    return max(0.0, excess / (total - sum(weight * weight for weight in weights) / total))


def winsorised(scores: Sequence[float], tenth: float = WINSORISED) -> list[float]:
    """Scores with the outermost on each side, a tenth of them, drawn in to the next one."""
    cut = int(len(scores) * tenth)
    ordered = sorted(scores)
    low, high = ordered[cut], ordered[len(ordered) - 1 - cut]
    return [min(max(score, low), high) for score in scores]


def least_base(indicator: Indicator) -> float:
    """The smallest base with which an authority stands in a funnel."""
    return LEAST_CHILDREN if indicator.unit is Unit.PER_10K else indicator.minimum_base or 1


def is_share(indicator: Indicator) -> bool:
    """Whether what is counted is a part of what it is counted over."""
    return indicator.is_part and indicator.unit is Unit.PERCENT


def _variance(ratio: float, base: float, is_share: bool) -> float:
    return ratio * ((1 - ratio) if is_share else 1) / base
