"""The grammar in which an indicator is declared: what is counted, over what, how it adds up, and what it may show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from schemas.base import Worded
from schemas.vocabulary import Better, Disclosure, Level, Theme, ValueStatus

NATIONAL_LEVELS = (Level.REGION, Level.ENGLAND, Level.POLICE, Level.GROUP)
ALL_LEVELS = (Level.AUTHORITY, *NATIONAL_LEVELS)


class Unit(Worded):
    """What a value is in."""

    PERCENT = "percent", "%", "A percentage from 0 to 100."
    COUNT = "count", "Number", "A whole number of things."
    CATEGORY = "category", "Category", "One of a few named values, in order."
    FTE = "fte", "Full-time equivalent", "Posts, as full-time equivalents."
    DAYS = "days", "Days", "Calendar days."
    MONTHS = "months", "Months", "Whole months."
    GBP = "gbp", "£", "Pounds."
    GBP_PER_CHILD = "gbp_per_child", "£ per child", "Pounds for each child aged 0 to 17."
    PER_10K = "per_10k", "Rate per 10,000", "For each 10,000 children aged 0 to 17."
    CHILDREN_PER_FTE = "children_per_fte", "Children per full-time equivalent", "Children for each filled post."


SCALES = {Unit.PERCENT: 100, Unit.PER_10K: 10_000}


class Aggregation(Worded):
    """How authorities' figures become a region's and England's."""

    RATIO = "ratio", "Ratio of sums", "Sum of numerators over sum of denominators; percentages are never averaged."
    SUM = "sum", "Sum", "Authorities' values added up."
    MEDIAN = "median", "Median", "The middle of all the single values together."
    SHARE = (
        "share",
        "Share of authorities",
        "Authorities that meet the test, over authorities that it applies to; an authority shows its own count.",
    )
    DISTRIBUTION = "distribution", "Distribution", "How many authorities have each value; never a mean."
    LARGEST = "largest", "Largest", "The largest of the authorities' values."
    PUBLISHED = "published", "As published", "The published value, not computed again."


class Counted(Worded):
    """What a numerator or a denominator is made of, for disclosure control."""

    FTE = "fte", "Full-time equivalents", "Small when above 0 and under 3."
    CHILDREN = "children", "Children", "Small from 1 to 5."
    OTHER = "other", "Other", "Organisations, money, dates or whole populations: never small."


@dataclass(frozen=True)
class Published:
    """Where an indicator stands in published statistics, which are shown as they are.

    Args:
        source: the code of the public file.
        value: its measure with the value itself; "" where only the two below are published.
        numerator: its measure with the numerator.
        denominator: its measure with the denominator; "" if there is none.
        further: further counts over the same denominator, as code of a breakdown → measure.
        is_position: whether it is a position on a day, not what happened in the year to it.
    """

    source: str
    value: str
    numerator: str
    denominator: str = ""
    further: Mapping[str, str] = field(default_factory=dict)
    is_position: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that is read."""
        return tuple(m for m in (self.value, self.numerator, self.denominator, *self.further.values()) if m)


class Category(NamedTuple):
    """A named value: its number in the store, its code in a breakdown, its label for people."""

    value: float
    code: str
    label: str


class Breakdown(NamedTuple):
    """A split of an indicator: the word in "agency=police", the frame's column, and its choices.

    `is_of_whole` is true where every part is over the same whole (a share of all filled posts), false where each part
    has its own denominator (police vacancies over police posts).
    """

    dimension: str
    column: str
    choices: tuple[Category, ...]
    is_of_whole: bool = False

    def label(self, breakdown: str) -> str:
        """The label of "agency=police": "Police"."""
        code = breakdown.partition("=")[2]
        return next((choice.label for choice in self.choices if choice.code == code), code)


def choices(words: type[Worded]) -> tuple[Category, ...]:
    """The members of a vocabulary as categories, numbered from 0."""
    return tuple(Category(float(number), str(word), word.label) for number, word in enumerate(words))


@dataclass(frozen=True, kw_only=True, eq=False)
class Indicator:
    """What we judge by, said once: pages, definitions, downloads and ratings read this entry.

    `numerator`, `denominator`, `target` and `outlook` are expressions over the rows of `frame` (see FRAMES); the engine
    adds them up by authority, then by region and for England.

    Args:
        id: its code, for example "ST-02".
        title: its name for people.
        theme: its group.
        definition: what is measured, in one sentence.
        why: why it matters, in one sentence.
        numerator_words: the numerator in words.
        denominator_words: the denominator in words; "" if there is none.
        unit: what a region's or England's value is in.
        authority_unit: what an authority's value is in, where that differs.
        dp: decimals shown.
        better: which way is better.
        levels: the kinds of place that it is given for.
        frequency: how often it is measured.
        cycle_months: the months between two measurements.
        source: the return or file that it comes from, for people.
        form: the code of that return or source; "system" for what the product itself knows.
        aggregation: how it adds up.
        disclosure: what publishing it could give away.
        recommendations: the review's national recommendations that it serves; "local" for the local ones.
        evidence: what kind of evidence it is.
        frame: name of the frame that the expressions are over.
        target: the plan or profile that the numerator is compared with.
        outlook: the numerator that is forecast for the national date.
        share_when: for a share, the test of an authority's own `numerator` and `denominator`.
        rated_when: true for rows that may be rated.
        stale_when: true for rows too old to rate.
        note: words about an authority's value, for its reason.
        breakdown: a split that is stored beside the total.
        distribution: the word in "stage=4" for counts of authorities by category.
        categories: the named values, if it has them.
        counted: further counts of authorities, as breakdown → test of the authority's value.
        minimum_base: the smallest denominator that is rated.
        counts: what the numerator is made of.
        counts_denominator: what the denominator is made of.
        is_part: whether the numerator is part of the denominator, so that the rest could be worked out.
        numerator_name: what the numerator's figures are called, where another indicator shows the same by another
            expression; "name@part" where it shows them as a part of a breakdown.
        denominator_name: likewise for the denominator.
        blank: why a returned authority without a figure has none.
        says: the value in a clause, for reasons; may quote {value}, {target} and {note}.
        published: where it stands in published statistics, for one that is not computed from returns.
        unrated: why a value that may not be rated is not.
        noted: what stands before `note` in a reason.
        is_supporting: whether it supports pages and is not one of the sixty.
    """

    id: str
    title: str
    theme: Theme
    definition: str
    why: str
    numerator_words: str
    denominator_words: str = ""
    unit: Unit = Unit.PERCENT
    authority_unit: Unit | None = None
    dp: int = 1
    better: Better = Better.HIGHER
    levels: tuple[Level, ...] = ALL_LEVELS
    frequency: str = "Quarterly"
    cycle_months: int = 3
    source: str = "Unit implementation return"
    form: str = "unit"
    aggregation: Aggregation = Aggregation.RATIO
    disclosure: Disclosure = Disclosure.D0
    recommendations: tuple[str, ...] = ("1",)
    evidence: str = "Self-report"
    frame: str = ""
    numerator: pl.Expr | None = None
    denominator: pl.Expr | None = None
    target: pl.Expr | None = None
    outlook: pl.Expr | None = None
    share_when: pl.Expr | None = None
    rated_when: pl.Expr | None = None
    stale_when: pl.Expr | None = None
    note: pl.Expr | None = None
    breakdown: Breakdown | None = None
    distribution: str = ""
    categories: tuple[Category, ...] = ()
    counted: Mapping[str, pl.Expr] = field(default_factory=dict)
    minimum_base: float | None = None
    counts: Counted = Counted.OTHER
    counts_denominator: Counted = Counted.OTHER
    is_part: bool = True
    numerator_name: str = ""
    denominator_name: str = ""
    blank: ValueStatus = ValueStatus.NOT_APPLICABLE
    says: str = "the value is {value}"
    published: Published | None = None
    unrated: str = "Not rated before stage 4."
    noted: str = "Inspected"
    is_supporting: bool = False

    @property
    def is_over_a_year(self) -> bool:
        """Whether it is added up over the four quarters to its date."""
        return self.frame.endswith(".year")

    @property
    def scale(self) -> int:
        """What the ratio is multiplied by: 100 for a percentage."""
        return SCALES.get(self.unit, 1)

    def unit_at(self, level: Level) -> Unit:
        """What a value is in at a kind of place."""
        return self.authority_unit or self.unit if level is Level.AUTHORITY else self.unit

    def label(self, value: float | None) -> str:
        """The name of a value, if it has one; else ""."""
        return next((c.label for c in self.categories if c.value == value), "")


FRAMES: dict[str, str] = {
    "authorities": "One row for each authority in the register: stage, plan, membership, agreements and forecasts.",
    "gates": "One row for each authority and gate condition, for its most advanced Unit.",
    "members": "One row for each authority with a Unit and each of the review's six agencies.",
    "unit.unit": "One row for each Unit.",
    "unit.posts": "One row for each Unit and agency, with its agency and contract staff.",
    "unit.models": "One row for each Unit, agency and employment model.",
    "unit.milestones": "One row for each authority and milestone.",
    "funding.grants": "One row for each authority and start-up grant.",
    "funding.contributions": "One row for each authority and partner.",
    "funding.costs": "One row for each authority: running cost, what is secured, children.",
    "activity.counts": "One row for each authority: the quarter's activity, children.",
    "activity.year": "One row for each authority and each of its last four quarters with a return; a quarter of its children.",
    "standards.scores": "One row for each authority and practice standard.",
    "standards.validation": "One row for each authority: standards that apply, and those validated in the last 12 months.",
    "standards.year": "One row for each authority and each of its last four quarters with a return: audits.",
    "jtai.actions": "One row for each priority action raised by the reference date, and one for each authority without any.",
    "intervention.open": "One row for each authority: whether it is in intervention, and under a direction.",
    "confidence.ratings": "One row for each authority that the department rated for the quarter.",
    "panel.year": "One row for each authority or partnership and each of the last four quarters with counts.",
    "panel.themes": "One row for each authority or partnership, theme and each of the last four quarters.",
    "partnership.latest": "One row for each authority: its partnership in the latest year that is recorded.",
    "exploitation.latest": "One row for each authority or partnership: its work on harm outside the home this year.",
    "provision.latest": "One row for each authority: what is offered, as last described by the reference date.",
    "tracker.actions": "One row for each action that was agreed, for the place that it is for, or for England.",
    "tracker.impact": "One row for each local recommendation, for its place.",
    "determination.allocation": "One row for each authority and grant of the financial year.",
    "ofsted.latest": "One row for each authority with an inspection published by the reference date.",
    "system.age": "One row for each authority: days since the reference date of its latest accepted return.",
    "system.returns": "One row for each authority and return that was due.",
}
