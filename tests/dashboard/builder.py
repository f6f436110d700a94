"""A small, plausible set of observations for every authority, for tests of pages: no returns, only what they come to."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from etl import working
from etl.store import writing
from schemas.authorities import ENGLAND, Authority, authorities, regions
from schemas.indicators_supporting import (
    DECLARED_STAGE,
    FULL_ACTUAL,
    FULL_FORECAST,
    FULL_PLANNED,
    GATES_MET,
    MEMBERS_MISSING,
    MOVED_FULL,
    MOVED_INITIAL,
    OPERATIONAL_ACTUAL,
    OPERATIONAL_FORECAST,
    OPERATIONAL_PLANNED,
    PLANNED_STAGE,
    SLIPPED,
)  # fmt: skip
from schemas.periods import Period
from schemas.programme import Agency, Milestone, Partner, Stage
from schemas.returns.funding import ContributionRow
from schemas.returns.unit import MilestoneRow, UnitRow
from schemas.tables import SourceFile, Submission
from schemas.vocabulary import SubmissionStatus

LATEST = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAYS = [
    date(2025, 3, 31),
    date(2025, 9, 30),
    date(2026, 3, 31),
    date(2026, 9, 30),
    date(2026, 12, 31),
    date(2027, 3, 31),
]
Row = dict[str, Any]


def publish(*periods: Period) -> None:
    """Publish the observations of some quarters, by default the latest two."""
    with writing() as session:
        for period in periods or (LATEST.previous, LATEST):
            made = working.begin(session, "demo-analyst", f"Built for {period.label}", NOW)
            working.publish(session, made, observations(period))


def observations(period: Period) -> pl.DataFrame:
    """Every observation of a quarter, in the columns that a release is made of."""
    rows = [*_england(period), *(row for number, a in enumerate(_all(period)) for row in _authority(a, number, period))]
    rows += [row for code in regions() for row in _region(code, period)]
    columns = {name: working.OBSERVATION_TYPES[name] for name in working.KEY + working.CONTENT}
    return pl.DataFrame(rows, schema=columns)


def stage(number: int, period: Period) -> int:
    """The evidenced stage of an authority by its place in name order: later quarters are further on."""
    ahead = 0 if period >= LATEST else 1
    place = (number * 7) % 100
    reached = next(s for s, upto in ((6, 3), (5, 10), (4, 57), (3, 86), (2, 96), (1, 100)) if place < upto)
    if number == 20 and period >= LATEST:
        return 3
    return max(1, reached - (ahead if number % 5 == 0 else 0)) if number != 20 else 4


def _all(period: Period) -> tuple[Authority, ...]:
    return authorities(period.reference_date)


def _row(indicator_id: str, level: str, geography: str, period: Period, value: float | None, **more: Any) -> Row:
    plain = {
        "indicator_id": indicator_id, "level": level, "geography": geography, "period": str(period), "breakdown": "",
        "numerator": value, "denominator": None, "value": value, "status": "ok" if value is not None else "x",
        "flags": "", "rag": "not_rated" if value is not None else "not_available", "rag_reason": "", "thresholds_version": "",
        "returned_count": 141 if level == "england" else 1, "due_count": 153 if level == "england" else 1,
        "source": "Unit implementation return",
    }  # fmt: skip
    return plain | more


def _england(period: Period) -> Iterator[Row]:
    stages = Counter(stage(n, period) for n, _ in enumerate(_all(period)))
    operational, full = sum(stages[s] for s in (4, 5, 6)), stages[5] + stages[6]

    def row(indicator_id: str, value: float | None, **more: Any) -> Row:
        return _row(indicator_id, "england", ENGLAND, period, value, **more)

    yield row("UR-02", round(operational / 1.53, 1), numerator=operational, denominator=153, rag="amber", rag_reason="Amber is 3 to 10 points behind plan; 58.2% against 64.7% planned.", flags="e")  # fmt: skip
    yield row("UR-03", 68.5, numerator=8.3e6, denominator=12.2e6, rag="amber", rag_reason="Amber is 3 to 10 points behind plan; 68.5% against 75.2% planned.")  # fmt: skip
    yield row("UR-06", 46 if period == LATEST else 24, rag="amber", rag_reason="Amber is 1 to 90 days; full operation is 46 days from the national date.")  # fmt: skip
    yield row("UR-06", 61, breakdown="after=national_date", numerator=61, denominator=153)
    yield row("ST-02", 23.4 if period == LATEST else 25.9, numerator=1580, denominator=6750, rag="red", rag_reason="Red is above 20%; 23.4% are vacant.")  # fmt: skip
    yield row("ST-03", 70.9, numerator=93 if period == LATEST else 78, denominator=131, rag="not_rated", rag_reason="Not rated: no national threshold is agreed.")  # fmt: skip
    yield row("FU-06", 61.8 if period == LATEST else 54.0, numerator=175.4e6, denominator=283.8e6, rag="red", rag_reason="Red is below 75%; 61.8% is secured.")  # fmt: skip
    yield row("IN-03", 65.4, numerator=100 if period == LATEST else 98, denominator=153, returned_count=153)
    for number in range(7):
        yield row("UR-01", stages[number], breakdown=f"stage={number}", numerator=stages[number], denominator=153)
    for reason, count in (("", 9), ("reason=health_posts", 6), ("reason=site", 3)):
        yield row(SLIPPED, count, breakdown=reason, numerator=count, denominator=141)
    for agency, count in ((Agency.HEALTH, 31), (Agency.EDUCATION, 22), (Agency.POLICE, 9), (Agency.SOCIAL_WORK, 1)):
        yield row(MEMBERS_MISSING, count, breakdown=f"agency={agency}", numerator=count, denominator=131)
    yield row(OPERATIONAL_ACTUAL, operational)
    yield row(FULL_ACTUAL, full)
    for place, on in enumerate(DAYS):
        yield row(OPERATIONAL_PLANNED, (10, 35, 70, 99, 128, 153)[place], breakdown=f"on={on}")
        yield row(FULL_PLANNED, (0, 4, 12, 30, 80, 153)[place], breakdown=f"on={on}")
        if on > period.reference_date:
            yield row(OPERATIONAL_FORECAST, (0, 0, 0, 0, 112, 131)[place], breakdown=f"on={on}")
            yield row(FULL_FORECAST, (0, 0, 0, 0, 41, 92)[place], breakdown=f"on={on}")


def _region(code: str, period: Period) -> Iterator[Row]:
    mine = [stage(n, period) for n, a in enumerate(_all(period)) if a.region_code == code]
    share = round(100 * sum(s >= 4 for s in mine) / len(mine), 1)
    counts = {"returned_count": len(mine) - 1, "due_count": len(mine)}
    yield _row(
        "UR-02", "region", code, period, share, numerator=sum(s >= 4 for s in mine), denominator=len(mine), **counts
    )
    yield _row("UR-03", "region", code, period, share, **counts)
    yield _row(SLIPPED, "region", code, period, 1, numerator=1, denominator=len(mine), **counts)
    for number in range(7):
        yield _row("UR-01", "region", code, period, mine.count(number), breakdown=f"stage={number}", **counts)


def _authority(a: Authority, number: int, period: Period) -> Iterator[Row]:
    evidenced = stage(number, period)
    declared = min(6, evidenced + (number % 12 == 0))
    is_late = number % 13 == 7
    carried = {"flags": "e", "returned_count": 0} if is_late else {}
    moved = {3: 118, 17: 98, 60: 42}.get(number, 0)

    def row(indicator_id: str, value: float | None, **more: Any) -> Row:
        return _row(indicator_id, "authority", a.authority_id, period, value, **(carried | more))

    yield row("UR-01", evidenced, rag="green" if evidenced >= 4 else "amber", rag_reason="Stage 4 is planned by now.")
    yield row(DECLARED_STAGE, declared)
    yield row(PLANNED_STAGE, 4)
    yield row("UR-06", -30 + (number * 11) % 150, rag="amber", rag_reason="Amber is 1 to 90 days.")
    yield row(MOVED_FULL, moved)
    yield row(MOVED_INITIAL, 0)
    yield row("ST-02", 5.0 + number % 30, numerator=2.0 + number % 9, denominator=38.0, rag="amber", rag_reason="Amber is 10% to 20%.")  # fmt: skip
    yield row("ST-03", 4 - number % 3, numerator=4 - number % 3, denominator=4, rag="amber", rag_reason="3 of 4 core members are in post.")  # fmt: skip
    yield row("FU-06", 0.0 if number == 40 else 40.0 + number % 60, numerator=1.5e6, denominator=2.36e6, rag="red", rag_reason="Red is below 75%.")  # fmt: skip
    yield row(
        "CO-01", 40.0 + number % 55, numerator=20, denominator=30, rag="green", rag_reason="Green is 80% or more."
    )
    yield row("UR-04", 50.0 + number % 50, numerator=6, denominator=8, rag="amber", rag_reason="Amber is 75% to 90%.")
    yield row("IN-02", 1 + number % 4, rag="green", rag_reason="Judged good at the inspection of 17 June 2024.")
    yield row("IN-04", 27)
    for agency in (Agency.SOCIAL_WORK, Agency.POLICE, Agency.HEALTH, Agency.EDUCATION):
        missing = float(agency is Agency.HEALTH and number % 5 == 0)
        yield row(MEMBERS_MISSING, missing, breakdown=f"agency={agency}", numerator=missing, denominator=1)
    yield row(GATES_MET, float(evidenced >= Stage.OPERATIONAL), breakdown="gate=member_health")
    for place, partner in enumerate(Partner):
        yield row("FU-07", 20.0, breakdown=f"partner={partner}", numerator=3e5 - 5e4 * place, denominator=1.5e6)


def send(authority_id: str, period: Period = LATEST) -> None:
    """Put in the accepted rows of a Unit and a Funding return that an authority's page reads."""
    with writing() as session:
        if session.get(SourceFile, "a" * 64) is None:
            session.add(SourceFile(sha256="a" * 64, name="unit.xlsx", origin="upload", received_at=NOW, content=b"x"))
            session.flush()
        made = working.begin(session, "demo-officer", f"Sent for {period.label}", NOW)
        for code, rows in (("unit", _unit_rows(period)), ("funding", _funding_rows())):
            kept = Submission(
                form_code=code, authority_id=authority_id, period=str(period), version=1,
                status=SubmissionStatus.SUBMITTED, file_sha256="a" * 64, file_name=f"{code}.xlsx", form_version="0" * 12,
                received_at=NOW, received_by="demo-officer", submitted_at=NOW, submitted_by="demo-approver", is_illustrative=True,
                computation_id=made.id,
            )  # fmt: skip
            session.add(kept)
            session.flush()
            whose = {"submission_id": kept.id, "authority_id": authority_id, "period": str(period)}
            session.add_all(
                model(**row, **whose, row_number=number) for number, (model, row) in enumerate(rows, start=2)
            )


def _unit_rows(period: Period) -> Iterator[tuple[type, Row]]:
    late = 118 if period == LATEST else 0
    for place, milestone in enumerate(Milestone):
        baseline = date(2025, 6, 1) + timedelta(days=33 * place)
        is_met = baseline < date(2026, 6, 1)
        dates = {"actual_on": baseline} if is_met else {"forecast_on": baseline + timedelta(days=late)}
        yield MilestoneRow, {"milestone": str(milestone), "baseline_on": baseline, **dates}
    yield UnitRow, {
        "unit_code": "U1", "unit_name": "Unit", "declared_stage": 4, "self_confidence": "amber", "covers_home": True,
        "covers_outside_home": True, "covers_elsewhere": False, "is_baseline_recorded": True, "is_lead_named": True,
        "is_site_confirmed": True, "slippage_reason": "health_posts", "lead_practitioner_fte": 4.0,
        "open_s47_count": 60, "plan_children_count": 240,
    }  # fmt: skip


def _funding_rows() -> Iterator[tuple[type, Row]]:
    for partner in Partner:
        yield ContributionRow, {"partner": str(partner), "cash_gbp": 250_000, "in_kind_gbp": 50_000, "share_pct": 20.0}
