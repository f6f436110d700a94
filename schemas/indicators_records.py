"""Supporting measures of the department's records: what stands beside the sixty indicators. Never rated."""

from typing import Any

import polars as pl

from schemas.indicators_grammar import NATIONAL_LEVELS, Aggregation, Breakdown, Counted, Indicator, Unit, choices
from schemas.indicators_rollout import CONFIDENCES
from schemas.recorded import ReviewTheme
from schemas.vocabulary import Better, Disclosure, Level, Theme

MODERATED, KINDER, THEMES, REPORTS, LED, MOVED_AGAIN = "SM-16", "SM-17", "SM-18", "SM-19", "SM-20", "SM-21"
EXPLOITATION_BUDGET, EARLY_HELP, SPECIALIST = "SM-22", "SM-23", "SM-24"

_SUPPORT: dict[str, Any] = {"is_supporting": True, "better": Better.NEUTRAL}
_RATING: dict[str, Any] = {
    **_SUPPORT, "theme": Theme.ROLLOUT, "form": "confidence", "source": "Moderated ratings", "frame": "confidence.ratings",
    "recommendations": ("1", "6"), "evidence": "Judgement",
}  # fmt: skip
_PARTNERSHIP: dict[str, Any] = {
    **_SUPPORT, "form": "partnership", "source": "Partnership record", "frame": "partnership.latest", "recommendations": ("3",),
    "theme": Theme.SHARING, "evidence": "Department's record", "frequency": "Annual", "cycle_months": 12,
    "denominator_words": "Partnerships recorded", "denominator": pl.lit(1),
}  # fmt: skip
_PROVISION: dict[str, Any] = {
    **_SUPPORT, "form": "provision", "source": "Early help and domestic abuse provision", "frame": "provision.latest",
    "theme": Theme.ACTIVITY, "denominator_words": "Areas recorded; authorities that report together are one", "denominator": pl.lit(1),
    "evidence": "Department's record",
}  # fmt: skip

RECORDED = (
    Indicator(
        id=MODERATED, title="Delivery confidence, moderated", **_RATING, unit=Unit.CATEGORY, dp=0, aggregation=Aggregation.DISTRIBUTION,
        definition="The department's own rating, for the quarter, of whether full operation will be reached on time.",
        why="It stands beside the partnership's own rating (UR-07), and the two are never merged.",
        numerator_words="Moderated rating: 3 green, 2 amber, 1 red", numerator=pl.col("moderated"), distribution="confidence", categories=CONFIDENCES,
    ),
    Indicator(
        id=KINDER, title="Own rating kinder than the moderated one", **_RATING, levels=NATIONAL_LEVELS,
        definition="The share of authorities with both ratings whose own rating is better than the department's.",
        why="A gap between the two is a conversation that has not been had.", numerator_words="Authorities that rate themselves better",
        denominator_words="Authorities with both ratings", numerator=pl.col("is_kinder"), denominator=pl.col("is_kinder").is_not_null(),
    ),
    Indicator(
        id=THEMES, title="Themes found in reviews of serious incidents", **_SUPPORT, theme=Theme.INCIDENTS, form="panel", source="Panel record",
        definition="The share of rapid reviews due in the last four quarters in which each theme was found; a review may find several, so they are never added up.",
        why="What reviews find again and again is what practice has to change.", numerator_words="Rapid reviews; of a theme, those in which it was found",
        denominator_words="Rapid reviews due", levels=(Level.ENGLAND,), disclosure=Disclosure.D3, counts=Counted.CHILDREN,
        counts_denominator=Counted.CHILDREN, recommendations=("5",), frame="panel.themes", numerator=pl.col("found_count"),
        denominator=pl.col("due_count"), breakdown=Breakdown("theme", "theme", choices(ReviewTheme), is_of_whole=True), evidence="Administrative",
    ),
    Indicator(
        id=REPORTS, title="Yearly reports that evidence impact", **_PARTNERSHIP, numerator=pl.col("is_evidenced"),
        definition="The share of safeguarding partnerships whose latest yearly report is out and shows what changed for children.",
        why="A report of what was done does not say whether it helped.", numerator_words="Partnerships whose report evidences impact",
    ),
    Indicator(
        id=LED, title="Partnerships with every leader in post", **_PARTNERSHIP, numerator=pl.col("is_led"),
        definition="The share of safeguarding partnerships that have all lead and delegated partners, a chair and an independent scrutineer in post.",
        why="A partnership without one of its leaders decides without that agency.", numerator_words="Partnerships that are led in full",
    ),
    Indicator(
        id=MOVED_AGAIN, title="Open actions re-dated more than once", **_SUPPORT, theme=Theme.RECOMMENDATIONS, form="tracker", source="Recommendations tracker",
        definition="Open actions whose date was changed more than once; England's count has national and local actions.",
        why="A date that moves again and again is a date that nobody believes.", numerator_words="Open actions re-dated more than once",
        denominator_words="Open actions", unit=Unit.COUNT, dp=0, aggregation=Aggregation.SUM, levels=(Level.AUTHORITY, Level.ENGLAND), evidence="Derived",
        frame="tracker.actions", numerator=pl.col("is_moved_again"), denominator=pl.col("is_open"),
        recommendations=tuple(str(number) for number in range(1, 9)),
    ),
    Indicator(
        id=EXPLOITATION_BUDGET, title="Dedicated budget for harm outside the home", **_SUPPORT, theme=Theme.FUNDING, form="exploitation",
        source="Harm outside the home", definition="Money set aside this financial year for the exploitation practice framework.",
        why="Work on harm outside the home without money of its own is done after everything else.", numerator_words="Dedicated budget",
        unit=Unit.GBP, dp=0, aggregation=Aggregation.SUM, frame="exploitation.latest", numerator=pl.col("budget_gbp"), frequency="Annual", cycle_months=12,
        evidence="Department's record",
    ),
    Indicator(
        id=EARLY_HELP, title="Early help before, during and after assessment", **_PROVISION, numerator=pl.col("is_help_whole"),
        definition="The share of areas that offer early help before, during and after an assessment.", recommendations=("local",),
        why="Families need help while they wait, not only once a decision is made.", numerator_words="Areas that offer it at all three points",
    ),
    Indicator(
        id=SPECIALIST, title="Domestic abuse specialist linked to the Unit", **_PROVISION, numerator=pl.col("has_abuse_specialist"),
        definition="The share of areas with a domestic abuse specialist linked to the Unit.", recommendations=("8",),
        why="Coercion and control are missed by those who were not taught to see them.", numerator_words="Areas with a specialist linked",
    ),
)  # fmt: skip
