"""Forecasts in small worked cases: what they rest on, when they say nothing, and what they never say."""

from datetime import date, timedelta

import polars as pl

from schemas.forecasting import Forecast, forecast
from schemas.forecasting_moves import moves, stated
from schemas.forecasting_score import Trial, judged, widening
from schemas.periods import Period
from tests.schemas.histories import MILESTONE, history

FIRST = Period.parse("2024-25 Q1")
HERE = FIRST.shifted(7).end
BY = FIRST.shifted(9).end


def told(late_days: int, quarters: int = 8, authorities: int = 40) -> pl.DataFrame:
    """Authority n is due in quarter n/5; each quarter everyone who is not there moves their date later by as much."""
    rows = []
    for at in range(authorities):
        due = FIRST.start + timedelta(20 + at * 18)
        for position in (FIRST.shifted(n).end for n in range(quarters)):
            on = due + timedelta(late_days * sum(FIRST.shifted(n).end < due for n in range(quarters)))
            moved = due + timedelta(
                late_days
                * (Period.containing(position).year * 4 + Period.containing(position).quarter - FIRST.year * 4 - 1)
            )
            is_met = on <= position
            rows.append(
                (
                    f"A{at:02d}",
                    position,
                    MILESTONE,
                    due,
                    None if is_met else max(moved, position + timedelta(1)),
                    on if is_met else None,
                )
            )
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")  # fmt: skip


_SCHEMA = {
    "authority_id": pl.String, "position": pl.Date, "milestone": pl.String, "baseline_on": pl.Date, "forecast_on": pl.Date,
    "actual_on": pl.Date,
}  # fmt: skip


def made(statements: pl.DataFrame, position: date = HERE) -> Forecast:
    found = forecast(statements, MILESTONE, position, BY, runs=300)
    assert found is not None
    return found


def test_a_move_is_the_difference_between_two_returns_that_follow_one_another() -> None:
    end, after, later = (FIRST.shifted(n).end for n in (0, 1, 3))
    rows = [
        ("A", end, MILESTONE, end, end + timedelta(100), None),
        ("A", after, MILESTONE, end, end + timedelta(130), None),
        ("A", later, MILESTONE, end, None, end + timedelta(200)),  # the quarter between is missing
    ]
    found = moves(stated(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), [MILESTONE], later))
    assert (found.left_days.tolist(), found.later_days.tolist(), found.is_met.tolist()) == ([100.0], [30.0], [False])


def test_dates_that_were_always_met_are_believed_and_dates_that_slipped_are_not() -> None:
    kept, slipped = made(told(0)), made(told(40))
    by = kept.counts[-1]
    own = sum(o.stated_on is not None and o.stated_on <= BY for o in kept.outlooks)
    assert by.low <= own <= by.high
    own = sum(o.stated_on is not None and o.stated_on <= BY for o in slipped.outlooks)
    assert slipped.counts[-1].middle < own


def test_the_same_rows_give_the_same_forecast_in_any_order() -> None:
    statements = history(11).statements
    position = history(11).position
    assert made(statements, position) == made(statements.reverse(), position)


def test_with_three_quarters_there_is_too_little_history() -> None:
    assert forecast(told(20, quarters=3), MILESTONE, FIRST.shifted(2).end, BY) is None
    assert forecast(told(20, quarters=5), MILESTONE, FIRST.shifted(4).end, BY) is not None


def test_what_is_stated_after_the_position_changes_nothing() -> None:
    statements = history(5).statements
    then = sorted(statements["position"].unique())[5]
    assert made(statements, then) == made(statements.filter(pl.col("position") <= then), then)


def test_ranges_are_in_order_and_never_below_what_is_met_nor_above_all() -> None:
    found = made(history(3).statements, history(3).position).widened(5.0)
    for each in found.counts:
        assert found.met_count <= each.low <= each.middle <= each.high <= found.total
    for one in found.outlooks:
        assert one.is_met or (one.low_on or date.max) <= (one.middle_on or date.max) <= (one.high_on or date.max)
        assert list(one.chances) == sorted(one.chances)


def trial(miss: float, for_on: date = HERE) -> Trial:
    return Trial(FIRST.end, for_on, 1, 2, 3, 2, 2, 10, 0.1, 0.2, miss)


def test_misses_widen_the_range_hits_narrow_it_and_what_is_not_over_counts_for_nothing() -> None:
    wide, narrow = widening([trial(3.0)] * 4, HERE), widening([trial(0.1)] * 4, HERE)
    assert narrow < widening([], HERE) < wide
    assert widening([trial(3.0, BY)] * 4, HERE) == widening([], HERE)


def test_past_forecasts_use_what_was_known_then() -> None:
    statements = history(8).statements
    positions = sorted(statements["position"].unique())
    known = {on: statements.filter(pl.col("position") <= on) for on in positions}
    _, honest = judged(known, MILESTONE, positions[-1], BY, runs=100)
    nobody = {on: rows if on == positions[-1] else rows.clear() for on, rows in known.items()}
    _, blind = judged(nobody, MILESTONE, positions[-1], BY, runs=100)
    assert blind is None
    assert honest is not None
    assert {each.made_on for each in honest.trials} <= set(positions[:-1])
    assert all(each.for_on > each.made_on for each in honest.trials)
    assert 0 <= honest.brier < honest.brier_naive <= 1
