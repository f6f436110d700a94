"""Observations round the day on which Cumbria became two authorities, for tests of series: no returns, only figures."""

from datetime import UTC, datetime

import polars as pl

from etl import working
from etl.store import writing
from schemas.periods import Period

CUMBRIA, CUMBERLAND, WESTMORLAND, SOLIHULL = "LA909", "LA942", "LA943", "LA334"
BEFORE, AFTER, LATER = Period(2022, 4), Period(2023, 1), Period(2023, 2)
MILESTONES = "UR-04"
# Of so many milestones due, so many were met on time.
FIGURES = (
    (BEFORE, CUMBRIA, 12, 20), (AFTER, CUMBERLAND, 6, 10), (AFTER, WESTMORLAND, 5, 12),
    (LATER, CUMBERLAND, 7, 10), (BEFORE, SOLIHULL, 3, 4), (AFTER, SOLIHULL, 4, 4), (LATER, SOLIHULL, 4, 4),
)  # fmt: skip


def publish_round_the_split() -> None:
    """Publish FIGURES. Westmorland and Furness has none in the last quarter."""
    for period in (BEFORE, AFTER, LATER):
        rows = [_row(*figure) for figure in FIGURES if figure[0] is period]
        columns = {name: working.OBSERVATION_TYPES[name] for name in working.KEY + working.CONTENT}
        with writing() as session:
            made = working.begin(session, "demo-analyst", period.label, datetime(2026, 11, 22, 9, tzinfo=UTC))
            working.publish(session, made, pl.DataFrame(rows, schema=columns))


def _row(period: Period, authority_id: str, numerator: int, denominator: int) -> dict[str, object]:
    return {
        "indicator_id": MILESTONES, "level": "authority", "geography": authority_id, "period": str(period),
        "breakdown": "", "numerator": numerator, "denominator": denominator,
        "value": round(100 * numerator / denominator, 1), "status": "ok", "flags": "", "rag": "not_rated",
        "rag_reason": "", "thresholds_version": "1", "returned_count": 1, "due_count": 1, "source": "Built",
    }  # fmt: skip
