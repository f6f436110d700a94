"""Which authorities the Board should ask about: chosen by rule, in the rules' order, then by name. Never ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.formats import day, listed, number
from dashboard.needed import still_needed
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.indicators_supporting import DECLARED_STAGE, MEMBERS_MISSING, MOVED_FULL, MOVED_INITIAL
from schemas.programme import Agency, SlippageReason, Stage

SLIP_DAYS = 90
Found = Iterator[tuple[str, str]]
RULES: dict[str, str] = {
    "slip": f"Slip over {SLIP_DAYS} days",
    "back": "Moved back a stage",
    "ahead": "Declared above the evidence",
    "members": "No health or police member",
    "money": "No running cost secured",
}
RULE_WORDS: dict[str, str] = {
    "slip": f"The forecast of initial or full operation moved later by more than {SLIP_DAYS} days since last quarter.",
    "back": "The evidenced stage is lower than last quarter.",
    "ahead": "The declared stage is higher than the stage that the evidence supports.",
    "members": "Stage 4 or above is declared, and no health or no police member is in post in every Unit.",
    "money": "Nothing of next year's running cost is secured.",
}


@dataclass(frozen=True)
class Exceptional:
    """One authority that a rule picks out, and what happened there."""

    rule: str
    authority: Authority
    happened: str


@dataclass(frozen=True)
class Dates:
    """Dates of initial and full operation, and reasons, as the returns give them: from authority_id."""

    initial: Mapping[str, date | None]
    full: Mapping[str, date | None]
    reasons: Mapping[str, str | None]


def exceptions(quarter: Quarter, dates: Dates) -> list[Exceptional]:
    """Every authority that a rule picks out; without the rows of every authority, none."""
    found = {rule: dict(find(quarter, dates)) for rule, find in _FINDERS.items()}
    places = quarter.authorities
    return [
        Exceptional(r, a, what[a.authority_id]) for r, what in found.items() for a in places if a.authority_id in what
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
            yield place, f"Forecast of {what} operation slipped {number(days)} days{when}. {_reason(dates, place)}"


def _reason(dates: Dates, place: str) -> str:
    code = dates.reasons.get(place) or SlippageReason.NONE
    return "No reason given." if code == SlippageReason.NONE else f"Reason given: {SlippageReason(code).label.lower()}."


def _moved_back(quarter: Quarter, _: Dates) -> Found:
    before = quarter.values_before("UR-01")
    for place, stage in quarter.values("UR-01").items():
        if place in before and stage < before[place]:
            lost = (still_needed(quarter, place) or [""])[0]
            words = f"Moved back from stage {before[place]:.0f} to stage {stage:.0f}."
            yield place, f"{words} Still needed: {lost[0].lower()}{lost[1:]}." if lost else words


def _declared_ahead(quarter: Quarter, _: Dates) -> Found:
    evidenced = quarter.values("UR-01")
    for place, stage in quarter.values(DECLARED_STAGE).items():
        if place in evidenced and stage > evidenced[place]:
            yield place, f"Declares stage {stage:.0f}; the evidence supports stage {evidenced[place]:.0f}."


def _without_members(quarter: Quarter, _: Dates) -> Found:
    lacking = {agency: quarter.values(MEMBERS_MISSING, f"agency={agency}") for agency in (Agency.HEALTH, Agency.POLICE)}
    for place, stage in quarter.values(DECLARED_STAGE).items():
        missing = [agency.label.lower() for agency, places in lacking.items() if places.get(place, 0) > 0]
        if stage >= Stage.OPERATIONAL and missing:
            yield place, f"Declares stage {stage:.0f} with no {listed(missing)} member in post."


def _without_money(quarter: Quarter, _: Dates) -> Found:
    for place, share in quarter.values("FU-06").items():
        if share <= 0:
            yield place, "None of next year's running cost is secured."


_FINDERS = {
    "slip": _slipped,
    "back": _moved_back,
    "ahead": _declared_ahead,
    "members": _without_members,
    "money": _without_money,
}
