"""Funnel limits: how far from England's figure chance, and the usual spread between places, can put a place of its size.

Each measure is a share (binomial) or a rate (Poisson). The limits are exact in chance: a count lies outside them if, at
England's figure, chance would bring that count or one further out less than once in 40, or once in 1,000, on its side.
Between whole counts the distribution is continued through the incomplete beta and gamma functions, so that a limit is
smooth in the base.

Places differ by more than chance, so the limits are widened, after D. J. Spiegelhalter, "Handling over-dispersion of
performance indicators" (Quality and Safety in Health Care, 2005) and "Funnel plots for comparing institutional
performance" (Statistics in Medicine, 2005). Each place's z-score from England's figure is taken on the log scale for a
rate and on the logit scale for a share, where places differ by about the same factor whatever their level; it is
winsorised, the outer tenths set to the tenth that bounds them; and from these the variance between places is estimated
additively, by the method of moments of DerSimonian and Laird (random effects). On the same scale a limit that lies d from
England's figure by chance is set sqrt(d² + (z t)²) from it, where t² is the variance between places and z the quantile of
the normal distribution. Adding, not multiplying by one factor for all: what sets places apart does not shrink as they grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import copysign, exp, hypot, inf, log, sqrt
from statistics import NormalDist

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
        between: the variance between places beyond chance, on the log or logit scale.
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
        spread = NormalDist().inv_cdf(1 - tail) * sqrt(self.between)
        low, high = (self._widened(count / base, spread) for count in self._by_chance(base, tail))
        return low * self.scale, high * self.scale

    def where(self, value: float, base: float, inside: float = OUTER) -> Where:
        """Where a shown value lies against the limits at its base."""
        low, high = self.limits(base, inside)
        return Where.ABOVE if value > high else Where.BELOW if value < low else Where.WITHIN

    def _widened(self, limit: float, spread: float) -> float:
        """A limit by chance, set further from England's figure; one that chance cannot pass stays."""
        if limit <= 0 or (self.is_share and limit >= 1):
            return max(limit, 0.0)
        centre = _scaled(self.target, self.is_share)
        by_chance = _scaled(limit, self.is_share) - centre
        away = centre + copysign(hypot(by_chance, spread), by_chance)
        return 1 / (1 + exp(-away)) if self.is_share else exp(away)

    def _by_chance(self, base: float, tail: float) -> tuple[float, float]:
        """The lowest and the highest count, whole or between, that chance passes no more often than `tail`."""
        # Loaded where it is needed: it takes a moment, and most pages need none of it.
        from scipy.special import bdtrik, pdtrik

        if self.is_share:
            few, many = ((tail, base, ratio) for ratio in (self.target, 1 - self.target))
            none, every = (1 - self.target) ** base > tail, self.target**base > tail
            return 0.0 if none else float(bdtrik(*few)), base if every else base - float(bdtrik(*many))
        mean = self.target * base
        return 0.0 if exp(-mean) > tail else float(pdtrik(tail, mean)), float(pdtrik(1 - tail, mean)) + 1


def funnel(target: float, counts: Sequence[tuple[float, float]], scale: int, *, is_share: bool) -> Funnel | None:
    """The funnel of a measure; None where England's figure is 0 (or all), or fewer than ten places tell the spread.

    Args:
        target: England's figure as it is shown.
        counts: (count, base) of each place.
        scale: what a ratio is multiplied by to be shown.
        is_share: whether the count is a part of the base.
    """
    ratio = target / scale
    known = [(count, base) for count, base in counts if base > 0]
    if ratio <= 0 or (is_share and ratio >= 1) or len(known) < LEAST_PLACES:
        return None
    centre = _scaled(ratio, is_share)
    variances = [_variance(ratio, base, is_share) for _, base in known]
    # Half a count stands for none, and for all: neither has a logarithm.
    ratios = [min(max(count, 0.5), base - 0.5 if is_share else inf) / base for count, base in known]
    scores = [(_scaled(one, is_share) - centre) / sqrt(v) for one, v in zip(ratios, variances, strict=True)]
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


def _scaled(ratio: float, is_share: bool) -> float:
    """A ratio on the scale on which places are compared: log, or logit for a share."""
    return log(ratio / (1 - ratio)) if is_share else log(ratio)


def _variance(ratio: float, base: float, is_share: bool) -> float:
    """The variance by chance at a base, on that scale."""
    return 1 / (base * ratio * ((1 - ratio) if is_share else 1))
