"""Further checks of the Funding return: lines that must fit, the quarter before, and the Unit return."""

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.programme import Agency, Partner
from schemas.vocabulary import Severity

# What a year of one post costs, with all that goes with it: outside this a figure is most likely wrong.
LEAST_POST_GBP, MOST_POST_GBP = 25_000, 130_000
_NHS = (Agency.HEALTH, Agency.CHILD_MENTAL_HEALTH, Agency.ADULT_MENTAL_HEALTH)
POSTS_OF = {Partner.POLICE: (Agency.POLICE,), Partner.ICB: _NHS, Partner.EDUCATION: (Agency.EDUCATION,)}
_amount = pl.col("cash_gbp") + pl.col("in_kind_gbp")
_last_amount = pl.col("last_cash_gbp") + pl.col("last_in_kind_gbp")


def _filled(agencies: tuple[Agency, ...]) -> pl.Expr:
    return pl.col("filled_fte").filter(pl.col("agency").is_in([str(a) for a in agencies])).sum()


FURTHER_LOOKUPS = (
    Lookup("contributions", "costs", (), {"cost_next_year_gbp": pl.col("next_year_cost_gbp").sum()}),
    Lookup("contributions", "reference.unit.posts", (), {f"{p}_fte": _filled(agencies) for p, agencies in POSTS_OF.items()}),
    Lookup("costs", "reference.unit.posts", (), {"posts_fte": pl.col("established_fte").sum()}),
)  # fmt: skip

_parts = ("spent_transformation_gbp", "spent_family_help_gbp", "spent_workforce_gbp", "spent_voice_gbp")
_is_unpaid = pl.any_horizontal(
    (pl.col("partner") == partner) & (pl.col(f"{partner}_fte") >= 1) & (_amount == 0) for partner in POSTS_OF
)
_same_year = ~pl.col("is_first_quarter")
_cost = pl.col("full_year_cost_gbp")
_posts = {f"{partner}_fte": 4.0 for partner in POSTS_OF}

GRANTS = (
    Rule(
        "F007", "grants", "committed_gbp", pl.col("committed_gbp") < pl.col("spent_ytd_gbp"),
        "This is less than the {spent_ytd_gbp} spent, which is part of it. Correct one of the two, or explain.",
        Severity.QUERY,
        why="Money that is spent was committed first.",
        failing={"committed_gbp": 40000, "spent_ytd_gbp": 55000}, passing={"committed_gbp": 100000, "spent_ytd_gbp": 55000},
    ),
    Rule(
        "F008", "grants", "forecast_outturn_gbp", pl.col("forecast_outturn_gbp") < pl.col("spent_ytd_gbp"),
        "The forecast for the whole year is less than the {spent_ytd_gbp} already spent. Enter {spent_ytd_gbp} or more, or correct the spending.",
        why="A year ends with at least what is spent by now.",
        failing={"forecast_outturn_gbp": 50000, "spent_ytd_gbp": 55000}, passing={"forecast_outturn_gbp": 118000, "spent_ytd_gbp": 55000},
        is_waivable=True,
    ),
    Rule(
        "F009", "grants", "paid_gbp", pl.col("paid_gbp") > pl.col("start_up_gbp"),
        "More is paid than the {start_up_gbp} for starting the Unit. Correct one of the two, or explain.",
        Severity.QUERY,
        why="The part that is paid cannot outgrow the part that is for the Unit.",
        failing={"paid_gbp": 130000, "start_up_gbp": 120000}, passing={"paid_gbp": 120000, "start_up_gbp": 120000},
    ),
    Rule(
        "F011", "grants", "spent_ytd_gbp",
        pl.all_horizontal(*(pl.col(part).is_not_null() for part in _parts)) & ((pl.sum_horizontal(*_parts) - pl.col("spent_ytd_gbp")).abs() > 4),
        "What was spent on transformation, family help, workforce and voice does not add up to this. Correct one of the five figures, or explain.",
        Severity.QUERY,
        why="The Board is told what the money was spent on; the parts must be all of it.",
        failing={"spent_ytd_gbp": 55000, **dict.fromkeys(_parts, 10000)}, passing={"spent_ytd_gbp": 40000, **dict.fromkeys(_parts, 10000)},
    ),
    Rule(
        "F012", "grants", "forecast_outturn_gbp",
        (pl.col("start_up_gbp") > 0) & ((pl.col("forecast_outturn_gbp") - pl.col("start_up_gbp")).abs() * 4 > pl.col("start_up_gbp")),
        "The forecast is more than a quarter away from the {start_up_gbp} for starting the Unit. Correct the figure, or explain what will happen to the difference.",
        Severity.QUERY,
        why="Money that will not be used could be used elsewhere, and an overspend has to be found.",
        failing={"forecast_outturn_gbp": 60000, "start_up_gbp": 120000}, passing={"forecast_outturn_gbp": 118000, "start_up_gbp": 120000},
    ),
    Rule(
        "F019", "grants", "committed_gbp", pl.col("committed_gbp") > pl.col("start_up_gbp"),
        "More is committed than the {start_up_gbp} for starting the Unit. Correct one of the two, or say what pays for the rest.",
        Severity.QUERY,
        why="A promise beyond the grant needs other money.",
        failing={"committed_gbp": 130000, "start_up_gbp": 120000}, passing={"committed_gbp": 100000, "start_up_gbp": 120000},
    ),
    Rule(
        "F020", "grants", "spent_ytd_gbp", (pl.col("quarter_number") >= 3) & (pl.col("spent_ytd_gbp") == 0) & (pl.col("paid_gbp") > 0),
        "Nothing is spent in the second half of the year, though {paid_gbp} has been paid. Enter what was spent, or explain.",
        Severity.QUERY,
        why="Grant that is not spent by 31 March may have to be returned.",
        failing={"quarter_number": 3, "spent_ytd_gbp": 0, "paid_gbp": 90000}, passing={"quarter_number": 2, "spent_ytd_gbp": 0, "paid_gbp": 90000},
    ),
    Rule(
        "F021", "grants", "profile_ytd_gbp", _same_year & (pl.col("profile_ytd_gbp") < pl.col("last_profile_ytd_gbp")),
        "The profile to date was {last_profile_ytd_gbp} last quarter and cannot fall within a year. Correct the figure, or say when a new profile was agreed.",
        Severity.QUERY,
        why="Spending is rated by its distance from the profile, so the profile must not follow it down.",
        failing={"is_first_quarter": False, "profile_ytd_gbp": 50000, "last_profile_ytd_gbp": 60000},
        passing={"is_first_quarter": False, "profile_ytd_gbp": 60000, "last_profile_ytd_gbp": 30000},
    ),
    Rule(
        "F022", "grants", "paid_gbp", _same_year & (pl.col("paid_gbp") < pl.col("last_paid_gbp")),
        "By last quarter {last_paid_gbp} had been paid since 1 April, and it cannot fall within a year. Correct the figure, or explain what was returned.",
        Severity.QUERY,
        why="Cash received in a year only grows, unless some was paid back.",
        failing={"is_first_quarter": False, "paid_gbp": 60000, "last_paid_gbp": 90000}, passing={"is_first_quarter": False, "paid_gbp": 90000, "last_paid_gbp": 60000},
    ),
)  # fmt: skip

MONEY_AFTER = (
    Rule(
        "F010", "contributions", "cash_gbp", _is_unpaid,
        "This partner has agreed nothing for next year, but by the Unit return of this quarter its posts are filled. Enter what it has agreed, or explain who will pay for them.",
        Severity.QUERY,
        why="A post without money behind it ends with the grant.",
        failing={"partner": "police", "cash_gbp": 0, "in_kind_gbp": 0, **_posts}, passing={"partner": "police", "cash_gbp": 0, "in_kind_gbp": 90000, **_posts},
    ),
    Rule(
        "F016", "contributions", "cash_gbp", _amount < _last_amount * 0.9,
        "With in-kind contributions this is more than a tenth below last quarter, when cash was {last_cash_gbp} and in-kind {last_in_kind_gbp}. Correct the figures, or explain what was withdrawn.",
        Severity.QUERY,
        why="Money that a partner withdraws is a risk that the Board must know of.",
        failing={"cash_gbp": 10000, "in_kind_gbp": 0, "last_cash_gbp": 15000, "last_in_kind_gbp": 5000},
        passing={"cash_gbp": 15000, "in_kind_gbp": 5000, "last_cash_gbp": 15000, "last_in_kind_gbp": 5000},
    ),
    Rule(
        "F017", "contributions", "cash_gbp",
        (pl.col("partner") == Partner.LOCAL_AUTHORITY) & (pl.col("cost_next_year_gbp") > 0) & (pl.col("contributed_gbp") > pl.col("cost_next_year_gbp") * 1.1),
        "Contributions come to {contributed_gbp}, over a tenth more than next year's running cost of {cost_next_year_gbp}. Correct one of them, or explain.",
        Severity.QUERY,
        why="More than all of the cost is seldom agreed; a figure may be for more than one year.",
        failing={"partner": "local_authority", "contributed_gbp": 2500000, "cost_next_year_gbp": 1900000},
        passing={"partner": "local_authority", "contributed_gbp": 1900000, "cost_next_year_gbp": 1900000},
    ),
    Rule(
        "F013", "costs", "full_year_cost_gbp",
        (pl.col("posts_fte") >= 1) & ((_cost < pl.col("posts_fte") * LEAST_POST_GBP) | (_cost > pl.col("posts_fte") * MOST_POST_GBP)),
        "By the Unit return of this quarter there are {posts_fte} established posts; a year of them would cost £25,000 to £130,000 each. Correct the cost or the posts, or explain.",
        Severity.QUERY,
        why="Cost and posts describe the same Unit.",
        failing={"full_year_cost_gbp": 200000, "posts_fte": 24.0}, passing={"full_year_cost_gbp": 2000000, "posts_fte": 24.0},
    ),
    Rule(
        "F014", "costs", "full_year_cost_gbp", (_cost - pl.col("last_full_year_cost_gbp")).abs() * 4 > pl.col("last_full_year_cost_gbp"),
        "The full-year cost was {last_full_year_cost_gbp} last quarter, more than a quarter away. Correct the figure, or explain the change.",
        Severity.QUERY,
        why="The cost of a year changes with the design, not from quarter to quarter.",
        failing={"full_year_cost_gbp": 2000000, "last_full_year_cost_gbp": 1000000}, passing={"full_year_cost_gbp": 2000000, "last_full_year_cost_gbp": 1900000},
    ),
    Rule(
        "F015", "costs", "next_year_cost_gbp", (_cost > 0) & (pl.col("next_year_cost_gbp") * 2 > _cost * 3),
        "Next year's cost is more than half above the {full_year_cost_gbp} of a full year. Correct one of the two, or explain.",
        Severity.QUERY,
        why="A full year is the most that a year can cost, but for prices.",
        failing={"full_year_cost_gbp": 1000000, "next_year_cost_gbp": 1900000}, passing={"full_year_cost_gbp": 2000000, "next_year_cost_gbp": 1900000},
    ),
    Rule(
        "F018", "costs", "is_certified", ~pl.col("is_certified"),
        "These figures are not certified by the section 151 officer yet.",
        Severity.NOTE,
        why="The Board sees certified money apart from money that is not.",
        failing={"is_certified": False}, passing={"is_certified": True},
    ),
)  # fmt: skip

FURTHER = (*GRANTS, *MONEY_AFTER)
