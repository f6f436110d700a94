"""Published statistics that stand beside an authority's returns, so that its figures can be read in proportion."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ContextMeasure:
    """One published measure that is shown as context. None is rated.

    Args:
        code: how it is called in code and addresses.
        title: above its figures.
        unit: what its value is in.
        source: the public file.
        measure: the measure in it.
        per_children: if not 0, the value is for so many children aged 0 to 17.
    """

    code: str
    title: str
    unit: str
    source: str
    measure: str
    per_children: int = 0


_PER_10K = "per 10,000 children"

CONTEXT: tuple[ContextMeasure, ...] = (
    ContextMeasure("population", "Children aged 0 to 17", "children", "populations", "population_0_17_count"),
    ContextMeasure("in_need", "Children in need at 31 March", "children", "cin_b1", "at_31_march_episodes_count"),
    ContextMeasure("in_need_rate", "Children in need at 31 March", _PER_10K, "cin_b1", "at_31_march_episodes_count", 10_000),
    ContextMeasure("referrals_rate", "Referrals in the year", _PER_10K, "cin_c1", "referral_count", 10_000),
    ContextMeasure("rereferrals", "Referrals within a year of another", "%", "cin_c1", "rereferral_pct"),
    ContextMeasure("plans_rate", "Child protection plans at 31 March", _PER_10K, "cin_d5", "plans_at_31_march_count", 10_000),
    ContextMeasure("repeat_plans", "Plans that were second or subsequent", "%", "cin_d3", "repeat_plans_pct"),
    ContextMeasure("vacancies", "Social worker posts that are vacant", "%", "csww", "vacancy_fte_pct"),
    ContextMeasure("agency", "Social workers from agencies", "%", "csww", "agency_fte_pct"),
    ContextMeasure("caseload", "Cases for each social worker who holds any", "cases", "csww", "caseload_ratio"),
    ContextMeasure("spend_per_child", "Spent on children's social care", "£ per child", "ro3", "total_net_gbp", 1),
    ContextMeasure("safeguarding_per_child", "Spent on safeguarding", "£ per child", "ro3", "safeguarding_net_gbp", 1),
)  # fmt: skip
"""In the order in which they are shown."""
