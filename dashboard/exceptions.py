"""Which authorities the Board should ask about: each picked out by a rule, with how far off it is. Pure.

`dashboard.consequence` puts them in order; what contradicts itself is found in `dashboard.exceptions_against`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.exceptions_against import Found, money_contradicted, rated_kinder, staffed_short
from dashboard.formats import counted, day, listed, number
from dashboard.needed import still_needed
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.indicators_records import MODERATED
from schemas.indicators_supporting import DECLARED_STAGE, GATES_MET, MEMBERS_MISSING, MOVED_FULL, MOVED_INITIAL
from schemas.programme import Agency, Milestone, SlippageReason, Stage

SLIP_DAYS = 90
_A_QUARTER = 25  # per cent of a year's money


@dataclass(frozen=True)
class Rule:
    """What picks an authority out.

    Args:
        title: in a few words.
        words: the rule, in a sentence.
        step: how much of its own unit counts as one step off.
        unit: what "how far off" is counted in, for example "day"; "%" for a share.
        of: what the share is of.
        figures: the indicators that it rests on.
        is_counted: whether it is counted from a return; else it is a forecast or a judgement.
    """

    title: str
    words: str
    step: float
    unit: str
    figures: tuple[str, ...]
    of: str = ""
    is_counted: bool = True

    def amount(self, far: float) -> str:
        """How far off, in words: "118 days", "100% of next year's cost"."""
        if self.unit == "%":
            return f"{number(far)}% of {self.of}"
        return counted(round(far), self.unit)


RULES: dict[str, Rule] = {
    "slip": Rule(
        f"Slip over {SLIP_DAYS} days",
        f"The forecast of initial or full operation moved later by more than {SLIP_DAYS} days since last quarter.",
        SLIP_DAYS, "day", (MOVED_INITIAL, MOVED_FULL), is_counted=False,
    ),
    "back": Rule("Moved back a stage", "The evidenced stage is lower than last quarter.", 1, "stage", ("UR-01",)),
    "ahead": Rule(
        "Declared above the evidence", "The declared stage is higher than the stage that the evidence supports.",
        1, "stage", ("UR-01", DECLARED_STAGE),
    ),
    "members": Rule(
        "No health or police member",
        "Stage 4 or above is declared, and no health or no police member is in post in every Unit.",
        1, "member", (DECLARED_STAGE, MEMBERS_MISSING),
    ),
    "posts": Rule(
        "Stage declared, posts empty",
        "The declared stage asks for posts that are not filled: half of them at stage 3; four in five, and all six disciplines, at stage 5.",
        1, "condition", (DECLARED_STAGE, GATES_MET),
    ),
    "rating": Rule(
        "Own rating kinder", "The authority rates its own delivery better than the department's moderated rating.",
        1, "point", ("UR-07", MODERATED), is_counted=False,
    ),
    "spent": Rule(
        "Paid against spent", "What is paid, committed, spent and forecast of a grant do not go together.",
        _A_QUARTER, "%", ("FU-01", "FU-03"), "start-up money",
    ),
    "money": Rule(
        "No running cost secured", "Nothing of next year's running cost is secured.",
        _A_QUARTER, "%", ("FU-06",), "next year's cost",
    ),
}  # fmt: skip
# What an authority says against what something else says.
CONTRADICTIONS = ("ahead", "members", "posts", "rating", "spent")
FIGURES = tuple(dict.fromkeys(id_ for rule in RULES.values() for id_ in rule.figures))


@dataclass(frozen=True)
class Exceptional:
    """One authority that a rule picks out, what happened there, and how far off it is in the rule's own unit."""

    rule: str
    authority: Authority
    happened: str
    far: float


@dataclass(frozen=True)
class Dates:
    """Dates of initial and full operation, and reasons, as the returns give them: from authority_id."""

    initial: Mapping[str, date | None]
    full: Mapping[str, date | None]
    reasons: Mapping[str, str | None]


NO_DATES = Dates({}, {}, {})


def dates_of(rows: pl.DataFrame) -> Dates:
    """The dates in a quarter's returns, as `reads.milestone_dates` gives them."""

    def column(milestone: Milestone) -> dict[str, date | None]:
        mine = rows.filter(pl.col("milestone") == milestone).with_columns(on=pl.coalesce("actual_on", "forecast_on"))
        return dict(mine.select("authority_id", "on").iter_rows())

    reasons = dict(rows.select("authority_id", "slippage_reason").iter_rows())
    return Dates(column(Milestone.M16), column(Milestone.M17), reasons)


def exceptions(quarter: Quarter, dates: Dates, grants: pl.DataFrame) -> list[Exceptional]:
    """Every authority that a rule picks out, by rule and name; without the rows of every authority, one's own.

    Args:
        quarter: the figures.
        dates: as `dates_of` gives them.
        grants: as `reads.grants` gives them.
    """
    found: dict[str, Found] = {
        "slip": _slipped(quarter, dates),
        "back": _moved_back(quarter),
        "ahead": _declared_ahead(quarter),
        "members": _without_members(quarter),
        "posts": staffed_short(quarter),
        "rating": rated_kinder(quarter),
        "spent": money_contradicted(quarter, grants),
        "money": _without_money(quarter),
    }
    what = {rule: {place: (words, far) for place, words, far in each} for rule, each in found.items()}
    return [
        Exceptional(rule, place, *what[rule][place.authority_id])
        for rule in RULES
        for place in quarter.authorities
        if place.authority_id in what[rule]
    ]


def _slipped(quarter: Quarter, dates: Dates) -> Found:
    initial, full = quarter.values(MOVED_INITIAL), quarter.values(MOVED_FULL)
    for place in initial.keys() | full.keys():
        is_initial = initial.get(place, 0.0) >= full.get(place, 0.0)
        days = (initial if is_initial else full).get(place, 0.0)
        if days > SLIP_DAYS:
            to = (dates.initial if is_initial else dates.full).get(place)
            when = f", to {day(to)}" if to else ""
            what = "initial" if is_initial else "full"
            words = f"Forecast of {what} operation slipped {number(days)} days{when}. {_reason(dates, place)}"
            yield place, words, days


def _reason(dates: Dates, place: str) -> str:
    code = dates.reasons.get(place) or SlippageReason.NONE
    return "No reason given." if code == SlippageReason.NONE else f"Reason given: {SlippageReason(code).label.lower()}."


def _moved_back(quarter: Quarter) -> Found:
    before = quarter.values_before("UR-01")
    for place, stage in quarter.values("UR-01").items():
        if place in before and stage < before[place]:
            lost = (still_needed(quarter, place) or [""])[0]
            words = f"Moved back from stage {before[place]:.0f} to stage {stage:.0f}."
            lacking = f" Still needed: {lost[0].lower()}{lost[1:]}." if lost else ""
            yield place, f"{words}{lacking}", before[place] - stage


def _declared_ahead(quarter: Quarter) -> Found:
    evidenced = quarter.values("UR-01")
    for place, stage in quarter.values(DECLARED_STAGE).items():
        if place in evidenced and stage > evidenced[place]:
            words = f"Declares stage {stage:.0f}; the evidence supports stage {evidenced[place]:.0f}."
            yield place, words, stage - evidenced[place]


def _without_members(quarter: Quarter) -> Found:
    lacking = {agency: quarter.values(MEMBERS_MISSING, f"agency={agency}") for agency in (Agency.HEALTH, Agency.POLICE)}
    for place, stage in quarter.values(DECLARED_STAGE).items():
        missing = [agency.label.lower() for agency, places in lacking.items() if places.get(place, 0) > 0]
        if stage >= Stage.OPERATIONAL and missing:
            yield place, f"Declares stage {stage:.0f} with no {listed(missing)} member in post.", len(missing)


def _without_money(quarter: Quarter) -> Found:
    for place, share in quarter.values("FU-06").items():
        if share <= 0:
            yield place, "None of next year's running cost is secured.", 100
