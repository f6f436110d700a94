"""Indicators of funding (FU): start-up grant allocated, paid, spent, and what is secured afterwards."""

from typing import Any

import polars as pl

from schemas.indicators_grammar import Aggregation, Breakdown, Indicator, Unit, choices
from schemas.programme import Grant, Partner
from schemas.vocabulary import Better, Theme

BY_GRANT = Breakdown("grant", "grant", choices(Grant))
BY_PARTNER = Breakdown("partner", "partner", choices(Partner), is_of_whole=True)
_RETURN: dict[str, Any] = {"theme": Theme.FUNDING, "source": "Funding return", "form": "funding"}
_start_up = pl.col("start_up_gbp")

FUNDING = (
    Indicator(
        id="FU-01", title="Start-up funding allocated", theme=Theme.FUNDING,
        definition="The grants for starting the Unit up in this financial year: the transformation and pathfinder grants in the determination, and the share of the prevention grant that the authority declares for its Unit.",
        why="Every other figure about start-up money is a share of this one.",
        numerator_words="Start-up allocation", unit=Unit.GBP, dp=0, better=Better.NEUTRAL, frequency="Annual", cycle_months=12,
        source="Grant determination", form="determination", aggregation=Aggregation.SUM, evidence="Official determination",
        frame="determination.allocation", numerator=_start_up, breakdown=BY_GRANT,
    ),
    Indicator(
        id="FU-02", title="Start-up funding paid", **_RETURN,
        definition="Cash paid to the authority since 1 April as a share of its start-up allocation. These grants are paid in instalments, not drawn.",
        why="A partnership cannot recruit against money that has not arrived.",
        numerator_words="Start-up grant paid since 1 April", denominator_words="Start-up allocation", better=Better.NEUTRAL, evidence="Ledger",
        frame="funding.grants", numerator=pl.col("paid_gbp"), denominator=_start_up,
    ),
    Indicator(
        id="FU-03", title="Start-up funding spent", **_RETURN,
        definition="Spending since 1 April, certified by the chief finance officer, as a share of the start-up allocation; rated by its distance from the agreed profile.",
        why="Money far from its profile is a sign that the work is too.",
        numerator_words="Start-up grant spent since 1 April", denominator_words="Start-up allocation", evidence="Self-report, certified",
        frame="funding.grants", numerator=pl.col("spent_ytd_gbp"), denominator=_start_up, target=pl.col("profile_ytd_gbp"),
        says="{value} is spent against {target} in the profile",
    ),
    Indicator(
        id="FU-04", title="Forecast outturn variance", **_RETURN,
        definition="Forecast spending for the year less the start-up allocation, as a share of the allocation; below zero is an underspend.",
        why="Money that will not be used could be used elsewhere, and an overspend has to be found.",
        numerator_words="Forecast spending less start-up allocation", denominator_words="Start-up allocation", better=Better.NEUTRAL,
        is_part=False, frame="funding.grants", numerator=pl.col("forecast_outturn_gbp") - _start_up, denominator=_start_up,
    ),
    Indicator(
        id="FU-05", title="Recurrent running cost per child", **_RETURN,
        definition="The cost of a full year of the Unit at full operation for each child aged 0 to 17 in the area.",
        why="It makes authorities of different size comparable when ongoing funding is discussed.",
        numerator_words="Full-year running cost", denominator_words="Children aged 0 to 17", unit=Unit.GBP_PER_CHILD, dp=2,
        better=Better.NEUTRAL, frequency="Annual", cycle_months=12, is_part=False, frame="funding.costs",
        numerator=pl.col("full_year_cost_gbp"), denominator=pl.col("population_0_17"),
    ),
    Indicator(
        id="FU-06", title="Ongoing local funding secured", **_RETURN,
        definition="The share of next financial year's running cost that approved partner budgets cover, without time-limited grant.",
        why="Start-up grant ends; a Unit without local money ends with it.",
        numerator_words="Cash and in-kind contributions approved for next financial year", denominator_words="Running cost next financial year",
        recommendations=("1", "3"), evidence="Self-report, certified", frame="funding.costs", is_part=False,
        numerator=pl.col("secured_gbp"), denominator=pl.col("next_year_cost_gbp"), says="{value} is secured",
    ),
    Indicator(
        id="FU-07", title="Partner share of ongoing funding", **_RETURN,
        definition="Each partner's share of all contributions agreed for next financial year, with posts and premises in kind costed.",
        why="A Unit that one partner pays for alone is not a shared Unit.",
        numerator_words="Contributions agreed by the partner", denominator_words="All contributions agreed", better=Better.NEUTRAL,
        frequency="Annual", cycle_months=12, recommendations=("1", "3"), frame="funding.contributions",
        numerator=pl.col("amount_gbp"), denominator=pl.col("amount_gbp"), breakdown=BY_PARTNER,
    ),
)  # fmt: skip
