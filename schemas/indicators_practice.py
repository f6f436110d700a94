"""Indicators of child protection activity (CP) and practice standards (PS).

What happens in a quarter is added up over the four quarters to its end: a rate for a year, in which chance weighs
less. Where some of the four have no return, the rate is over those that have one. Figures that only the yearly
statistics have come with them.
"""

from typing import Any

import polars as pl

from schemas.indicators_grammar import Aggregation, Breakdown, Category, Counted, Indicator, Published, Unit
from schemas.vocabulary import Better, Disclosure, Level, Theme

_CHILDREN: dict[str, Any] = {"theme": Theme.ACTIVITY, "disclosure": Disclosure.D2, "counts": Counted.CHILDREN}
_YEARLY: dict[str, Any] = {
    **_CHILDREN, "evidence": "Official statistics", "frequency": "Annual", "cycle_months": 12,
    "source": "Children in need statistics", "aggregation": Aggregation.PUBLISHED, "noted": "Published for",
    "levels": (Level.AUTHORITY, Level.REGION, Level.ENGLAND), "unrated": "Not rated: too few cases.",
}  # fmt: skip
_RETURN: dict[str, Any] = {
    **_CHILDREN, "evidence": "Self-report; official statistics each year", "source": "Child protection activity return", "form": "activity",
}  # fmt: skip
_POSITION: dict[str, Any] = {**_RETURN, "frame": "activity.counts", "frequency": "Quarterly, at the quarter's end"}
_ROLLING: dict[str, Any] = {**_RETURN, "frame": "activity.year", "frequency": "Quarterly, over four quarters"}
_SHARE: dict[str, Any] = {"counts_denominator": Counted.CHILDREN, "minimum_base": 20}
BY_VICTIM = Breakdown(
    "who", "who", (Category(0, "parent", "A parent"), Category(1, "child", "The child"), Category(2, "person", "Another person")), is_of_whole=True,
)  # fmt: skip
_within_15 = pl.col("icpc_0_10_count") + pl.col("icpc_11_15_count")

ACTIVITY = (
    Indicator(
        id="CP-01", title="Section 47 enquiries started, rate", **_ROLLING, is_part=False,
        definition="Section 47 enquiries started in the last four quarters for each 10,000 children aged 0 to 17: a rate for a year, also where fewer of the four have a return.",
        why="It gives the volume of serious concern in an area; neither a high nor a low rate is better.",
        numerator_words="Section 47 enquiries started", denominator_words="Children aged 0 to 17, a quarter of them for each quarter with a return", unit=Unit.PER_10K,
        better=Better.NEUTRAL, numerator=pl.col("s47_started_count"), denominator=pl.col("child_years"),
    ),
    Indicator(
        id="CP-02", title="Section 47 enquiries leading to an initial conference", **_ROLLING, **_SHARE, is_part=False,
        definition="Initial child protection conferences held in the last four quarters as a share of section 47 enquiries started in them.",
        why="It shows how often an enquiry goes further, which differs by local practice.",
        numerator_words="Initial conferences", denominator_words="Section 47 enquiries started", better=Better.NEUTRAL,
        numerator=pl.col("icpc_count"), denominator=pl.col("s47_started_count"),
    ),
    Indicator(
        id="CP-03", title="Initial conferences within 15 working days", **_ROLLING, **_SHARE,
        definition="The share of initial conferences of the last four quarters held within 15 working days of the start of the section 47 enquiry.",
        why="Delay leaves a child at risk and a family without an answer.",
        numerator_words="Initial conferences within 15 working days", denominator_words="Initial conferences",
        numerator=_within_15, denominator=pl.col("icpc_count"), says="{value} were within 15 working days",
    ),
    Indicator(
        id="CP-04", title="Children on a child protection plan, rate", **_POSITION, is_part=False,
        definition="Children subject of a plan on the last day of the quarter for each 10,000 children aged 0 to 17.",
        why="It gives the size of the task; neither a high nor a low rate is better.",
        numerator_words="Children on a plan", denominator_words="Children aged 0 to 17", unit=Unit.PER_10K, better=Better.NEUTRAL,
        numerator=pl.col("plans_end_count"), denominator=pl.col("population_0_17"),
    ),
    Indicator(
        id="CP-05", title="Second or subsequent plans", **_ROLLING, **{**_SHARE, "minimum_base": 30},
        definition="The share of plans started in the last four quarters that are a child's second or later plan.",
        why="A second plan can mean that the first did not last.",
        numerator_words="Plans that are a second or later one", denominator_words="Plans started", better=Better.LOWER, recommendations=("1", "2"),
        numerator=pl.col("repeat_plans_count"), denominator=pl.col("plans_started_count"), says="{value} are a second or later plan",
    ),
    Indicator(
        id="CP-06", title="Plans lasting two years or more", **_YEARLY, **_SHARE,
        definition="The share of children on a plan at 31 March who had been on it for two years or more.",
        why="A long plan can mean that nothing is changing for the child.",
        numerator_words="Children on a plan for two years or more", denominator_words="Children on a plan at 31 March", better=Better.LOWER, recommendations=("1", "2"), form="cin_d5",
        published=Published("cin_d5", "plans_2_years_or_more_pct", "plans_2_years_or_more_count", "plans_at_31_march_count", is_position=True),
        says="{value} at {note}",
    ),
    Indicator(
        id="CP-07", title="Plan reviews within timescale", **_YEARLY, **_SHARE,
        definition="The share of plans open for three months or more at 31 March whose reviews were all on time.",
        why="A review on time is when drift is noticed.",
        numerator_words="Plans with every review on time", denominator_words="Plans open for three months or more", recommendations=("1", "2"), form="cin_reviews",
        published=Published("cin_reviews", "plans_reviewed_pct", "plans_reviewed_count", "plans_to_review_count", is_position=True),
        says="{value} at {note}",
    ),
    Indicator(
        id="CP-08", title="Re-referrals within 12 months", **_YEARLY, **_SHARE,
        definition="The share of referrals that come within 12 months of an earlier one.",
        why="A child who comes back may not have been helped the first time.",
        numerator_words="Referrals within 12 months of an earlier one", denominator_words="Referrals", better=Better.LOWER, recommendations=("2",), form="cin_c1",
        published=Published("cin_c1", "rereferral_pct", "rereferral_count", "referral_count"), says="{value} in {note}",
    ),
    Indicator(
        id="CP-09", title="Assessments with a domestic abuse factor", **_YEARLY, **_SHARE,
        definition="The share of assessments with a factor recorded that name a parent as a victim of domestic abuse; the columns for parent, child and others overlap and are never added.",
        why="It shows how often domestic abuse is part of what a Unit must understand.",
        numerator_words="Assessments with a parent as victim", denominator_words="Assessments with any factor", better=Better.NEUTRAL, recommendations=("8",), form="cin_c3",
        breakdown=BY_VICTIM, published=Published(
            "cin_c3", "", "domestic_abuse_parent_count", "assessments_with_factors_count",
            further={"parent": "domestic_abuse_parent_count", "child": "domestic_abuse_child_count", "person": "domestic_abuse_person_count"},
        ),
    ),
)  # fmt: skip

_STANDARDS: dict[str, Any] = {
    "theme": Theme.STANDARDS, "source": "Practice standards return", "form": "standards", "recommendations": ("2",),
}  # fmt: skip

STANDARDS = (
    Indicator(
        id="PS-01", title="Practice standards met, self-assessed", **_STANDARDS,
        definition="The share of applicable practice standards that the partnership scores as fully met.",
        why="It is the partnership's own view of its practice, to be read beside its validation.",
        numerator_words="Standards scored fully met", denominator_words="Standards that apply", frequency="Annual, brought up to date each quarter", cycle_months=12,
        frame="standards.scores", numerator=pl.col("is_full"), denominator=pl.col("is_applicable"), says="{value} are fully met",
    ),
    Indicator(
        id="PS-02", title="Self-assessment independently validated", **{**_STANDARDS, "recommendations": ("2", "4")},
        definition="The share of applicable standards whose score an independent scrutineer, peer or inspectorate validated in the last 12 months.",
        why="A score that no one else has tested is an opinion.",
        numerator_words="Standards validated", denominator_words="Standards that apply", frequency="Annual, brought up to date each quarter", cycle_months=12, evidence="Validated",
        frame="standards.scores", numerator=pl.col("is_validated"), denominator=pl.col("is_applicable"), says="{value} are validated",
    ),
    Indicator(
        id="PS-03", title="Multi-agency audits graded good or better", **_STANDARDS, disclosure=Disclosure.D2, minimum_base=10,
        counts=Counted.CHILDREN, counts_denominator=Counted.CHILDREN, frame="standards.year", frequency="Quarterly, over four quarters",
        definition="The share of multi-agency case audits of the last four quarters graded good or outstanding.",
        why="Audits look at what was done for real children.",
        numerator_words="Audits graded good or better", denominator_words="Audits completed",
        numerator=pl.col("audits_good_count"), denominator=pl.col("audits_completed_count"), says="{value} were graded good or better",
    ),
)  # fmt: skip
