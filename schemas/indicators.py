"""The catalogue: every indicator, and what its page says about it."""

from schemas.indicators_grammar import (
    FRAMES,
    Aggregation,
    Breakdown,
    Category,
    Counted,
    Indicator,
    Unit,
)
from schemas.indicators_money import FUNDING
from schemas.indicators_oversight import INCIDENTS, INSPECTION, QUALITY, RECOMMENDATIONS
from schemas.indicators_practice import ACTIVITY, STANDARDS
from schemas.indicators_records import RECORDED
from schemas.indicators_rollout import ROLLOUT, SHARING
from schemas.indicators_supporting import SUPPORTING
from schemas.indicators_workforce import FUNCTIONS, STAFFING
from schemas.rag import threshold_words
from schemas.vocabulary import Better

__all__ = [
    "FRAMES", "HEADLINE", "INDICATORS", "SUPPORTING", "Aggregation", "Breakdown", "Category", "Counted", "Indicator",
    "Unit", "definition",
]  # fmt: skip

_THEMES = (
    ROLLOUT, STAFFING, FUNCTIONS, ACTIVITY, SHARING, STANDARDS, FUNDING, INSPECTION, INCIDENTS, RECOMMENDATIONS, QUALITY,
)  # fmt: skip
INDICATORS: dict[str, Indicator] = {i.id: i for theme in (*_THEMES, SUPPORTING, RECORDED) for i in theme}
HEADLINE = ("UR-02", "UR-03", "UR-06", "ST-02", "ST-03", "FU-06", "CP-03", "IN-02", "RT-02")


def definition(indicator: Indicator) -> dict[str, str]:
    """What a definition page says, as heading → sentence, in the order to show them."""
    ratio = indicator.numerator_words
    if indicator.denominator_words:
        ratio = f"{ratio}, over {indicator.denominator_words[0].lower()}{indicator.denominator_words[1:]}"
    base = indicator.minimum_base
    parts = {
        "What it is": indicator.definition,
        "Why it matters": indicator.why,
        "How it is worked out": f"{ratio}.",
        "Across authorities": f"{indicator.aggregation.label}. {indicator.aggregation.meaning}",
        "Which way is better": indicator.better.meaning,
        "Rating": threshold_words(indicator),
        "Smallest base": f"Not rated on fewer than {base:g}."
        if base and indicator.better is not Better.NEUTRAL
        else "",
        "Measured": f"{indicator.frequency}, from: {indicator.source}. {indicator.evidence}.",
        "What is hidden": f"{indicator.disclosure.label}. {indicator.disclosure.meaning}",
        "Recommendations served": ", ".join(indicator.recommendations),
    }
    return {heading: sentence for heading, sentence in parts.items() if sentence}
