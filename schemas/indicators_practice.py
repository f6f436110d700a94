"""Indicators of child protection activity (CP) and practice standards (PS). Their returns come later."""

from typing import Any

from schemas.indicators_grammar import Aggregation, Counted, Indicator, Unit
from schemas.vocabulary import Better, Disclosure, Theme

_CHILDREN: dict[str, Any] = {
    "theme": Theme.ACTIVITY, "disclosure": Disclosure.D2, "counts": Counted.CHILDREN, "evidence": "Official statistics",
    "frequency": "Annual", "cycle_months": 12, "source": "Children in need statistics", "form": "activity",
    "comes_with": "the Child protection activity return",
}  # fmt: skip
_QUARTERLY: dict[str, Any] = {
    **_CHILDREN, "frequency": "Quarterly and annual", "cycle_months": 3,
    "source": "Child protection activity return; children in need statistics",
}  # fmt: skip
_SHARE: dict[str, Any] = {"counts_denominator": Counted.CHILDREN, "minimum_base": 20}

ACTIVITY = (
    Indicator(
        id="CP-01", title="Section 47 enquiries started, rate", **_QUARTERLY, is_part=False,
        definition="Section 47 enquiries started for each 10,000 children aged 0 to 17; a quarter's rate is multiplied by four and says so.",
        why="It gives the volume of serious concern in an area; neither a high nor a low rate is better.",
        numerator_words="Section 47 enquiries started", denominator_words="Children aged 0 to 17", unit=Unit.PER_10K, better=Better.NEUTRAL,
    ),
    Indicator(
        id="CP-02", title="Section 47 enquiries leading to an initial conference", **_CHILDREN, **_SHARE, is_part=False,
        definition="Initial child protection conferences held as a share of section 47 enquiries started.",
        why="It shows how often an enquiry goes further, which differs by local practice.",
        numerator_words="Initial conferences", denominator_words="Section 47 enquiries", better=Better.NEUTRAL,
    ),
    Indicator(
        id="CP-03", title="Initial conferences within 15 working days", **_QUARTERLY, **_SHARE,
        definition="The share of initial conferences held within 15 working days of the start of the section 47 enquiry.",
        why="Delay leaves a child at risk and a family without an answer.",
        numerator_words="Initial conferences within 15 working days", denominator_words="Initial conferences",
    ),
    Indicator(
        id="CP-04", title="Children on a child protection plan, rate", **_QUARTERLY, is_part=False,
        definition="Children subject of a plan at the end of the period for each 10,000 children aged 0 to 17.",
        why="It gives the size of the task; neither a high nor a low rate is better.",
        numerator_words="Children on a plan", denominator_words="Children aged 0 to 17", unit=Unit.PER_10K, better=Better.NEUTRAL,
    ),
    Indicator(
        id="CP-05", title="Second or subsequent plans", **_QUARTERLY, **{**_SHARE, "minimum_base": 30},
        definition="The share of plans starting in the period that are a child's second or later plan.",
        why="A second plan can mean that the first did not last.",
        numerator_words="Plans that are a second or later one", denominator_words="Plans starting", better=Better.LOWER, recommendations=("1", "2"),
    ),
    Indicator(
        id="CP-06", title="Plans lasting two years or more", **_CHILDREN, **_SHARE,
        definition="The share of children on a plan at 31 March who had been on it for two years or more.",
        why="A long plan can mean that nothing is changing for the child.",
        numerator_words="Children on a plan for two years or more", denominator_words="Children on a plan at 31 March", better=Better.LOWER, recommendations=("1", "2"),
    ),
    Indicator(
        id="CP-07", title="Plan reviews within timescale", **_CHILDREN, **_SHARE,
        definition="The share of plans open for three months or more at 31 March whose reviews were all on time.",
        why="A review on time is when drift is noticed.",
        numerator_words="Plans with every review on time", denominator_words="Plans open for three months or more", recommendations=("1", "2"),
    ),
    Indicator(
        id="CP-08", title="Re-referrals within 12 months", **_CHILDREN, **_SHARE,
        definition="The share of referrals that come within 12 months of an earlier one.",
        why="A child who comes back may not have been helped the first time.",
        numerator_words="Referrals within 12 months of an earlier one", denominator_words="Referrals", better=Better.LOWER, recommendations=("2",),
    ),
    Indicator(
        id="CP-09", title="Assessments with a domestic abuse factor", **_CHILDREN, **_SHARE,
        definition="The share of assessments with a factor recorded that name a parent as a victim of domestic abuse; the columns for parent, child and others overlap and are never added.",
        why="It shows how often domestic abuse is part of what a Unit must understand.",
        numerator_words="Assessments with a parent as victim", denominator_words="Assessments with any factor", better=Better.NEUTRAL, recommendations=("8",),
    ),
)  # fmt: skip

_STANDARDS: dict[str, Any] = {
    "theme": Theme.STANDARDS, "source": "Practice standards return", "form": "standards", "recommendations": ("2",),
    "comes_with": "the Practice standards return",
}  # fmt: skip

STANDARDS = (
    Indicator(
        id="PS-01", title="Practice standards met, self-assessed", **_STANDARDS,
        definition="The share of applicable practice standards that the partnership scores as fully met.",
        why="It is the partnership's own view of its practice, to be read beside its validation.",
        numerator_words="Standards scored fully met", denominator_words="Standards that apply", frequency="Annual", cycle_months=12,
    ),
    Indicator(
        id="PS-02", title="Self-assessment independently validated", **{**_STANDARDS, "recommendations": ("2", "4")},
        definition="The share of applicable standards whose score an independent scrutineer, peer or inspectorate validated in the last 12 months.",
        why="A score that no one else has tested is an opinion.",
        numerator_words="Standards validated", denominator_words="Standards that apply", frequency="Annual", cycle_months=12, evidence="Validated",
    ),
    Indicator(
        id="PS-03", title="Multi-agency audits graded good or better", **_STANDARDS, disclosure=Disclosure.D2, minimum_base=10,
        counts=Counted.CHILDREN, counts_denominator=Counted.CHILDREN, aggregation=Aggregation.RATIO,
        definition="The share of multi-agency case audits in the period graded good or outstanding.",
        why="Audits look at what was done for real children.",
        numerator_words="Audits graded good or better", denominator_words="Audits completed",
    ),
)  # fmt: skip
