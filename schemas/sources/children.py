"""Children in need: five of the department's tables, by year ending 31 March."""

from schemas.figures import Measure
from schemas.sources.tidy import tidy

_IN_NEED = "Children in need, by authority and year ending 31 March: "


def _percent(name: str, heading: str, meaning: str) -> Measure:
    return Measure(name, heading, meaning, unit="%")


CIN_B1 = tidy(
    "cin_b1",
    "Children in need (table b1)",
    f"{_IN_NEED}episodes of need that were open, started and ended.",
    (
        Measure("any_point_episodes_count", "Anypoint_episodes", "Episodes of need open at any point in the year."),
        Measure("any_point_children_count", "Anypoint_child", "Children in need at any point in the year.",
                at_most="any_point_episodes_count"),
        Measure("started_episodes_count", "Started_episodes", "Episodes of need that started in the year."),
        Measure("started_children_count", "Started_child", "Children who started an episode of need in the year.",
                at_most="started_episodes_count"),
        Measure("ended_episodes_count", "Ended_episodes", "Episodes of need that ended in the year."),
        Measure("ended_children_count", "Ended_child", "Children whose episode of need ended in the year.",
                at_most="ended_episodes_count"),
        Measure("at_31_march_episodes_count", "At31_episodes", "Children in need at 31 March."),
        Measure("awaiting_assessment_count", "awaiting_assessment", "Children who waited for an assessment at 31 March."),
    ),
)  # fmt: skip

CIN_C1 = tidy(
    "cin_c1",
    "Referrals and re-referrals (table c1)",
    f"{_IN_NEED}referrals, those within a year of another, and what became of them.",
    (
        Measure("referral_count", "referral_count", "Referrals in the year."),
        Measure("rereferral_count", "rereferral_count", "Referrals within 12 months of an earlier one."),
        _percent("rereferral_pct", "rereferral_percent", "Referrals within 12 months of an earlier one, of all."),
        Measure("no_further_action_count", "no_further_action_count", "Referrals that led to nothing further."),
        _percent("no_further_action_pct", "no_further_action_percent", "Referrals that led to nothing further, of all."),
        Measure("not_in_need_count", "not_in_need_count", "Referrals assessed, the child found not to be in need."),
        _percent("not_in_need_pct", "not_in_need_percent", "Referrals whose child was found not to be in need, of all."),
        Measure("referred_children_count", "referral_child_count", "Children referred in the year.",
                at_most="referral_count"),
        Measure("rereferred_children_count", "rereferral_child_count", "Children referred again within 12 months.",
                at_most="rereferral_count"),
        _percent("rereferred_children_pct", "rereferral_child_percent", "Children referred again within 12 months, of all."),
    ),
    feeds_indicators=True,
)  # fmt: skip

CIN_D3 = tidy(
    "cin_d3",
    "Second or subsequent child protection plans (table d3)",
    f"{_IN_NEED}child protection plans started, and those that were not the child's first.",
    (
        Measure("plans_started_count", "CPP_start", "Child protection plans started in the year."),
        Measure("repeat_plans_count", "CPP_subsequent", "Plans started for a child who had one before.",
                at_most="plans_started_count"),
        _percent("repeat_plans_pct", "CPP_subsequent_percent", "Plans started for a child who had one before, of all."),
    ),
)  # fmt: skip

# A row's five lengths add up to its plans; where one is hidden a second is too, so that it cannot be worked out.
_LENGTHS = (
    ("plans_to_3_months", "3_months_or_less", "3 months or less"),
    ("plans_3_to_6_months", "more_than_3_months_6_months", "more than 3 and up to 6 months"),
    ("plans_6_to_12_months", "more_than_6_months_less_than_1_year", "more than 6 months and under a year"),
    ("plans_1_to_2_years", "1_year_less_than_2_years", "a year and under two years"),
    ("plans_2_years_or_more", "2_years_or_more", "two years or more"),
)
_PLANS = "plans_at_31_march_count"

CIN_D5 = tidy(
    "cin_d5",
    "Child protection plans by length of time (table d5)",
    f"{_IN_NEED}child protection plans at 31 March, by how long they had been in place.",
    (
        Measure(_PLANS, "CPP_At31", "Child protection plans at 31 March."),
        *(
            measure
            for name, heading, length in _LENGTHS
            for measure in (
                Measure(f"{name}_count", heading, f"Plans that had been in place for {length}.", part_of=_PLANS),
                _percent(f"{name}_pct", f"{heading}_percent", f"Plans in place for {length}, of all at 31 March."),
            )
        ),
    ),
    feeds_indicators=True,
)

# No edition of this table could be seen while this was written: its headings are those of its neighbours in style.
CIN_REVIEWS = tidy(
    "cin_reviews",
    "Child protection plan reviews",
    f"{_IN_NEED}plans open for three months or more at 31 March, and those whose reviews were all on time.",
    (
        Measure("plans_to_review_count", "CPP_3_months_or_more", "Plans that had been open for three months or more at 31 March."),
        Measure("plans_reviewed_count", "CPP_reviewed_in_time", "Those whose reviews were all held in the required time.",
                at_most="plans_to_review_count"),
        _percent("plans_reviewed_pct", "CPP_reviewed_in_time_percent", "Those whose reviews were all on time, of all."),
    ),
    feeds_indicators=True,
)  # fmt: skip
