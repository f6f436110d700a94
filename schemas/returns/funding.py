"""The Funding return: start-up grants, partner contributions and the cost of running the Unit, each quarter."""

from typing import Any

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.programme import STATUTORY_PARTNERS, Grant, Partner
from schemas.returns.cover import COVER, COVER_LOOKUPS, COVER_RULES
from schemas.returns.funding_further import FURTHER, FURTHER_LOOKUPS
from schemas.spec import Kind, Layout, ReturnSpec, Sheet, SheetRow, column
from schemas.vocabulary import Severity

MOST_POUNDS = 100_000_000


def _pounds(heading: str, meaning: str) -> Any:
    return column(heading, meaning, kind=Kind.MONEY, unit="£", low=0, high=MOST_POUNDS, decimals=0, example="120000")


class GrantRow(SheetRow, table=True):
    """One grant for the financial year, to the end of the quarter."""

    __tablename__ = "funding_grants"

    grant: str = column("Grant", "Which grant.", choices=Grant, is_key=True, example="Transformation grant")
    allocated_gbp: int = _pounds("Allocated", "The whole amount in the grant determination for this financial year.")
    start_up_gbp: int = _pounds(
        "For starting the Unit",
        "The part of the allocation for starting the Unit up. All of it, for the transformation and pathfinder grants.",
    )
    paid_gbp: int = _pounds("Paid to date", "Of that part, cash received since 1 April.")
    committed_gbp: int = _pounds("Committed", "Of that part, money under contract or agreed, whether spent or not.")
    spent_ytd_gbp: int = _pounds("Spent since 1 April", "Of that part, money spent since 1 April.")
    profile_ytd_gbp: int = _pounds(
        "Profile to date", "What the agreed spending profile expected by the end of the quarter."
    )
    forecast_outturn_gbp: int = _pounds(
        "Forecast for the year", "What the authority expects to have spent by 31 March."
    )
    spent_transformation_gbp: int | None = _pounds("Spent on transformation", "Of the money spent, transformation.")
    spent_family_help_gbp: int | None = _pounds("Spent on family help", "Of the money spent, delivery of family help.")
    spent_workforce_gbp: int | None = _pounds(
        "Spent on workforce and ICT", "Of the money spent, workforce, practice and ICT."
    )
    spent_voice_gbp: int | None = _pounds("Spent on voice", "Of the money spent, the voice of children and families.")
    correction_note: str | None = column(
        "Correction note", "Why money spent is lower than last quarter, if it is.", is_free_text=True
    )


class ContributionRow(SheetRow, table=True):
    """What one partner has agreed to pay towards next year's running cost."""

    __tablename__ = "funding_contributions"

    partner: str = column("Partner", "Who pays.", choices=Partner, is_key=True, example="Police")
    cash_gbp: int = _pounds(
        "Cash agreed", "Cash in the partner's approved budget for next financial year, without time-limited grant."
    )
    in_kind_gbp: int = _pounds("In kind agreed", "Posts and premises provided next financial year, costed.")
    share_pct: float = column(
        "Declared share",
        "The partner's share of all contributions agreed.",
        kind=Kind.PERCENT,
        unit="%",
        low=0,
        high=100,
        example="25.0",
    )


class CostRow(SheetRow, table=True):
    """What the Unit costs to run."""

    __tablename__ = "funding_costs"

    full_year_cost_gbp: int = _pounds(
        "Full-year running cost", "What a year of the Unit costs at full operation, at this year's prices."
    )
    next_year_cost_gbp: int = _pounds(
        "Running cost next year", "What the Unit will cost to run in the next financial year."
    )
    is_certified: bool = column(
        "Certified by the section 151 officer",
        "Whether the authority's chief finance officer has certified these figures.",
        example="Yes",
    )


SHEETS = (
    COVER,
    Sheet("grants", "Grants", "One row for each start-up grant. Enter 0 where the authority has none.", GrantRow, expected={"grant": tuple(map(str, Grant))}, is_open=False),
    Sheet("contributions", "Contributions", "What each partner has agreed for next financial year.", ContributionRow, expected={"partner": tuple(map(str, Partner))}, is_open=False),
    Sheet("costs", "Running cost", "What the Unit costs to run, all Units together.", CostRow, Layout.FORM),
)  # fmt: skip

_amount = pl.col("cash_gbp") + pl.col("in_kind_gbp")
_partners = [str(p) for p in STATUTORY_PARTNERS if p is not Partner.LOCAL_AUTHORITY]

LOOKUPS = (
    *COVER_LOOKUPS,
    Lookup("grants", "reference.allocations", ("grant",), {"determination_gbp": pl.col("amount_gbp").sum()}),
    Lookup("contributions", "contributions", (), {
        "shares_pct": pl.col("share_pct").sum(),
        "contributed_gbp": _amount.sum(),
        "wrong_count": ((pl.col("share_pct") - _amount / _amount.sum() * 100).abs() > 0.1001).sum(),
        "partners_gbp": pl.when(pl.col("partner").is_in(_partners)).then(_amount).otherwise(0).sum(),
    }),
    *FURTHER_LOOKUPS,
)  # fmt: skip

_actual_share_pct = (
    pl.when(pl.col("contributed_gbp") > 0).then(_amount / pl.col("contributed_gbp") * 100).otherwise(0.0)
)
# When one share is at odds with its amounts, only its own cell is wrong, though then the sum is wrong too.
_is_own_share_wrong = (pl.col("share_pct") - _actual_share_pct).abs() > 0.1001

RULES = (
    *COVER_RULES,
    Rule(
        "F001", "grants", "allocated_gbp", pl.col("allocated_gbp") != pl.col("determination_gbp"),
        "The grant determination gives this authority {determination_gbp}. Enter that amount, or ask the department to correct the determination.",
        why="What was allocated is known; a different figure would make every share of it wrong.",
        failing={"allocated_gbp": 130000, "determination_gbp": 128571}, passing={"allocated_gbp": 128571, "determination_gbp": 128571},
        is_waivable=True,
    ),
    Rule(
        "F002", "grants", "spent_ytd_gbp",
        (pl.col("spent_ytd_gbp") < pl.col("last_spent_ytd_gbp")) & (pl.col("correction_note").fill_null("").str.len_chars() < 20) & ~pl.col("is_first_quarter"),
        "Spending since 1 April was {last_spent_ytd_gbp} last quarter and cannot fall. Correct the figure, or say why in the correction note, in at least 20 characters.",
        why="Money spent in a year only grows, unless an earlier figure was wrong.",
        failing={"spent_ytd_gbp": 40000, "last_spent_ytd_gbp": 50000, "correction_note": None, "is_first_quarter": False},
        passing={"spent_ytd_gbp": 60000, "last_spent_ytd_gbp": 50000, "correction_note": None, "is_first_quarter": False},
        is_waivable=True,
    ),
    Rule(
        "F003", "grants", "spent_ytd_gbp",
        (pl.col("profile_ytd_gbp") > 0) & ((pl.col("spent_ytd_gbp") > pl.col("profile_ytd_gbp") * 1.15) | (pl.col("spent_ytd_gbp") < pl.col("profile_ytd_gbp") * 0.5)),
        "Spending is above 115% or below 50% of the {profile_ytd_gbp} in the profile. Correct it, or explain the difference.",
        Severity.QUERY,
        why="Money far from its profile is a sign that the work is too.",
        failing={"spent_ytd_gbp": 20000, "profile_ytd_gbp": 60000}, passing={"spent_ytd_gbp": 55000, "profile_ytd_gbp": 60000},
    ),
    Rule(
        "F006", "grants", "start_up_gbp", pl.col("start_up_gbp") > pl.col("allocated_gbp"),
        "The part for starting the Unit is more than the {allocated_gbp} allocated. Enter {allocated_gbp} or less.",
        why="A part cannot be more than the whole.",
        failing={"start_up_gbp": 200, "allocated_gbp": 100}, passing={"start_up_gbp": 100, "allocated_gbp": 100},
    ),
    Rule(
        "F004", "contributions", "share_pct",
        _is_own_share_wrong | ((pl.col("contributed_gbp") > 0) & ((pl.col("shares_pct") - 100).abs() > 0.1001) & (pl.col("wrong_count").fill_null(0) == 0)),
        "Declared shares must add to 100 and each must agree with its amounts. All shares add to {shares_pct}; the amounts agreed are {contributed_gbp} in all. Correct the share or the amounts.",
        why="A share that its own amounts do not support cannot be quoted.",
        failing={"share_pct": 50.0, "shares_pct": 110.0, "cash_gbp": 40000, "in_kind_gbp": 0, "contributed_gbp": 100000},
        passing={"share_pct": 40.0, "shares_pct": 100.0, "cash_gbp": 40000, "in_kind_gbp": 0, "contributed_gbp": 100000},
    ),
    Rule(
        "F005", "contributions", "cash_gbp", (pl.col("partner") == Partner.LOCAL_AUTHORITY) & (pl.col("partners_gbp") == 0) & (pl.col("contributed_gbp") > 0),
        "No statutory partner other than the authority contributes. Enter what the police and the integrated care board have agreed, or explain why they have agreed nothing.",
        Severity.QUERY,
        why="A Unit paid for by the authority alone will not last as a shared one.",
        failing={"partner": "local_authority", "partners_gbp": 0, "contributed_gbp": 90000}, passing={"partner": "local_authority", "partners_gbp": 30000, "contributed_gbp": 90000},
    ),
    *FURTHER,
)  # fmt: skip

FUNDING = ReturnSpec(
    "funding",
    "Funding return",
    "Start-up money allocated, paid, committed and spent, and what partners have agreed to pay afterwards.",
    SHEETS,
    RULES,
    LOOKUPS,
    certified_by="Section 151 officer",
)
