"""Contradictions: what an authority says of itself against what posts, money or the department say. Pure."""

from collections.abc import Iterator

import polars as pl

from dashboard.formats import listed
from dashboard.needed import gates_met
from dashboard.quarter import Quarter
from dashboard.views.funding_against import RULES as MONEY_RULES
from dashboard.views.funding_against import Contradiction, contradictions
from schemas.indicators_records import MODERATED
from schemas.indicators_supporting import DECLARED_STAGE
from schemas.programme import Confidence, Stage

# Each: the authority_id, what happened in a sentence, and how far off it is in the rule's unit.
Found = Iterator[tuple[str, str, float]]
# Conditions of a stage that are about posts: the gate's code → the stage that asks for it, and what is not so.
STAFFING: dict[str, tuple[Stage, str]] = {
    "half_filled": (Stage.MOBILISING, "fewer than half of its posts filled"),
    "vacancies": (Stage.FULLY_OPERATIONAL, "more than one post in five vacant"),
    "six_disciplines": (Stage.FULLY_OPERATIONAL, "not all six disciplines in post"),
}
# A budget that is approved and not secured is another matter than what is paid and spent.
_NO_DATES = pl.DataFrame(schema={"authority_id": pl.String, "milestone": pl.String, "actual_on": pl.Date})
_RATINGS = {3: Confidence.GREEN, 2: Confidence.AMBER, 1: Confidence.RED}


def staffed_short(quarter: Quarter) -> Found:
    """Stage against staffing: a declared stage whose own conditions on posts are not met."""
    for place, stage in quarter.values(DECLARED_STAGE).items():
        met = gates_met(quarter, place) if stage >= Stage.MOBILISING else {}
        short = [words for code, (asks, words) in STAFFING.items() if stage >= asks and met.get(code) is False]
        if short:
            yield place, f"Declares stage {stage:.0f} with {listed(short)}.", len(short)


def rated_kinder(quarter: Quarter) -> Found:
    """Self-assessed against moderated: an own rating that is better than the department's."""
    moderated = quarter.values(MODERATED)
    for place, own in quarter.values("UR-07").items():
        theirs = moderated.get(place)
        if theirs is not None and own > theirs:
            mine, given = (_RATINGS[round(each)].label.lower() for each in (own, theirs))
            yield place, f"Rates itself {mine}; the department's rating is {given}.", own - theirs


def money_contradicted(quarter: Quarter, grants: pl.DataFrame) -> Found:
    """Paid against spent: the largest contradiction in an authority's grants, as a share of its start-up money."""
    largest: dict[str, Contradiction] = {}
    for one in contradictions(quarter, grants, _NO_DATES):
        largest.setdefault(one.authority.authority_id, one)
    for place, one in largest.items():
        allocated = quarter.figure("FU-01", place).numerator
        if allocated:
            yield place, f"{MONEY_RULES[one.rule][0]}. {one.words}", 100 * one.gbp / allocated
