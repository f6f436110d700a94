"""Stories told in activity and practice standards. Illustrative: no story is about a real authority."""

from datetime import date

from schemas.periods import Period
from schemas.practice import Validator
from seed.quarters import LATEST, index_of
from seed.telling import BEFORE, Story
from seed.unit import Row, Rows


def tell_practice(label: str, rows: Rows, period: Period) -> Rows:
    """The rows of an authority's return, changed by its story of practice if it has one."""
    if label in PRACTICE_STORIES:
        PRACTICE_STORIES[label](rows, period)
    return rows


def solihull_holds_conferences_sooner(rows: Rows, period: Period) -> None:
    """Conferences within 15 working days rise from two thirds to nine in ten as the Unit takes them over."""
    for row in rows.get("counts", ()):
        _set_timely_share(row, 0.66 + 0.033 * index_of(period))
    if period >= BEFORE:
        _validate(rows, date(2026, 5, 14), 6)


def bradford_brings_health_to_every_discussion(rows: Rows, period: Period) -> None:
    """Discussions with all three agencies rise from half to nine in ten once health posts are filled."""
    for row in rows.get("counts", ()):
        share = min(0.5 + 0.06 * index_of(period), 0.92)
        row["strategy_all_present_count"] = round(row["strategy_held_count"] * share)


def haringey_loses_count(rows: Rows, period: Period) -> None:
    """Its case-record system is being replaced: a third of enquiries could not be counted in the latest quarter."""
    if period == LATEST:
        for row in rows.get("counts", ()):
            row["s47_started_count"] = round(row["s47_started_count"] * 0.64)


def lincolnshire_is_validated(rows: Rows, period: Period) -> None:
    """The scrutineer validated six of ten standards in May 2026, which with its money makes it embedded."""
    if period >= BEFORE:
        _validate(rows, date(2026, 5, 21), 6)


def enfield_scores_itself_in_full(rows: Rows, period: Period) -> None:
    """Scores itself fully met on every standard, and nobody has validated any."""
    if period == LATEST:
        for row in rows.get("scores", ()):
            row |= {"score": "3", "validated_by": str(Validator.NONE), "validated_on": None}


def wirral_rounds_its_figures(rows: Rows, period: Period) -> None:
    """Every figure ends in 0 or 5: estimated from half the quarter, not counted."""
    if period != LATEST:
        return
    for row in rows.get("counts", ()):
        row |= {name: value // 5 * 5 for name, value in row.items()}
        row["icpc_count"] = sum(
            value for name, value in row.items() if name.startswith("icpc_") and name != "icpc_count"
        )


PRACTICE_STORIES: dict[str, Story] = {
    "SOL": solihull_holds_conferences_sooner,
    "BRD": bradford_brings_health_to_every_discussion,
    "HRY": haringey_loses_count,
    "LIN": lincolnshire_is_validated,
    "ENF": enfield_scores_itself_in_full,
    "WRL": wirral_rounds_its_figures,
}


def _set_timely_share(row: Row, share: float) -> None:
    """Keep the conferences held, and move them between the four spans of days."""
    timely = min(round(row["icpc_count"] * share), row["icpc_count"])
    first, late = round(timely * 0.1), row["icpc_count"] - timely
    row |= {"icpc_0_10_count": first, "icpc_11_15_count": timely - first}
    row |= {"icpc_16_20_count": late // 2, "icpc_21_plus_count": late - late // 2}


def _validate(rows: Rows, day: date, count: int) -> None:
    """The first so many standards are validated by the scrutineer on a day, after the self-assessment of the month before."""
    for row in rows.get("audits", ()):
        row["assessed_on"] = day.replace(month=day.month - 1, day=1)
    for row in rows.get("scores", ())[:count]:
        row |= {"validated_by": str(Validator.SCRUTINEER), "validated_on": day}
