"""Which authorities the Board should ask about: chosen by rule, in the order of the rules, then by name. Never ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboard.formats import listed, number
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.indicators_supporting import DECLARED_STAGE, MEMBERS_MISSING, MOVED_FULL, MOVED_INITIAL
from schemas.vocabulary import Agency, SlippageReason, Stage

SLIP_DAYS = 90
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
    reason: str = ""


def exceptions(quarter: Quarter, reasons: Mapping[str, str]) -> list[Exceptional]:
    """Every authority that a rule picks out.

    Args:
        quarter: with the rows of every authority; without them nothing is found.
        reasons: authority_id → the coded reason for slippage in its return.
    """
    found = {rule: dict(find(quarter)) for rule, find in _FINDERS.items()}
    named = [
        (rule, a, what[a.authority_id])
        for rule, what in found.items()
        for a in quarter.authorities
        if a.authority_id in what
    ]
    return [
        Exceptional(rule, a, words, _reason(reasons.get(a.authority_id, "")) if rule == "slip" else "")
        for rule, a, words in named
    ]


def _reason(code: str) -> str:
    known = code in set(SlippageReason) and code != SlippageReason.NONE
    return SlippageReason(code).label if known else "None given"


def _slipped(quarter: Quarter) -> Iterator[tuple[str, str]]:
    initial, full = quarter.values(MOVED_INITIAL), quarter.values(MOVED_FULL)
    for place in initial.keys() | full.keys():
        moved = {"initial operation": initial.get(place, 0.0), "full operation": full.get(place, 0.0)}
        what = max(moved, key=lambda name: moved[name])
        if moved[what] > SLIP_DAYS:
            yield place, f"Forecast of {what} slipped {number(moved[what])} days."


def _moved_back(quarter: Quarter) -> Iterator[tuple[str, str]]:
    before = quarter.values_before("UR-01")
    for place, stage in quarter.values("UR-01").items():
        if place in before and stage < before[place]:
            yield place, f"Moved back from stage {before[place]:.0f} to stage {stage:.0f}."


def _declared_ahead(quarter: Quarter) -> Iterator[tuple[str, str]]:
    evidenced = quarter.values("UR-01")
    for place, stage in quarter.values(DECLARED_STAGE).items():
        if place in evidenced and stage > evidenced[place]:
            yield place, f"Declares stage {stage:.0f}; the evidence supports stage {evidenced[place]:.0f}."


def _without_members(quarter: Quarter) -> Iterator[tuple[str, str]]:
    lacking = {agency: quarter.values(MEMBERS_MISSING, f"agency={agency}") for agency in (Agency.HEALTH, Agency.POLICE)}
    for place, stage in quarter.values(DECLARED_STAGE).items():
        missing = [agency.label.lower() for agency, places in lacking.items() if places.get(place, 0) > 0]
        if stage >= Stage.OPERATIONAL and missing:
            yield place, f"Declares stage {stage:.0f} with no {listed(missing)} member in post."


def _without_money(quarter: Quarter) -> Iterator[tuple[str, str]]:
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
