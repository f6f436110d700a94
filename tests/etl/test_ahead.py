"""Quarters computed in other processes, while those before are published, are what one process would have made."""

from datetime import UTC, datetime

import polars as pl
import pytest
from sqlalchemy import func, select

from etl import ahead, quarters, working
from etl.pipeline import submit_many
from etl.store import reading, writing
from etl.working import OBSERVATION_TYPES, observations
from schemas.access import OPERATOR
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import ObservationRow
from seed.generate import uploads

Q1, Q2 = Period.parse("2026-27 Q1"), Period.parse("2026-27 Q2")
NOW, LATER = datetime(2026, 11, 22, 10, tzinfo=UTC), datetime(2026, 11, 22, 11, tzinfo=UTC)
CONTENT = [name for name in OBSERVATION_TYPES if name not in ("as_of", "computation_id")]


def shown():
    with reading() as session:
        return observations(session).select(CONTENT).sort(CONTENT)


@pytest.mark.slow
def test_what_was_lost_is_shown_again_as_it_was(sqlite_store, monkeypatch):
    """As if a defect had blanked a quarter's figures: computing ahead gives them back, stages of both quarters too."""
    for period in (Q1, Q2):
        submit_many(OPERATOR, UNIT, period, uploads(UNIT, period, [authority("LA334"), authority("LA380")]), NOW)
    before = shown()
    blank = {
        "value": None,
        "numerator": None,
        "denominator": None,
        "status": "x",
        "rag": "not_available",
        "source": "lost",
    }
    with writing() as session:
        made = working.begin(session, "test", "A defect", LATER)
        rows = observations(session, [ObservationRow.indicator_id.in_(["UR-01", "ST-01", "UR-02"])]).with_columns(
            **{name: pl.lit(value, OBSERVATION_TYPES[name]) for name, value in blank.items()}
        )
        working.show(session, made, rows.select(CONTENT))
    assert not shown().equals(before)

    monkeypatch.setattr(ahead, "LEAST_QUARTERS", 2)
    quarters.recompute(OPERATOR, [Q1, Q2], "Computed again", LATER.replace(hour=12))
    assert shown().equals(before)
    # And computing once more changes nothing.
    with reading() as session:
        versions = session.scalar(select(func.count()).select_from(ObservationRow))
    quarters.recompute(OPERATOR, [Q1, Q2], "Computed again", LATER.replace(hour=13))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ObservationRow)) == versions
