"""Quarters: how they are read, ordered and spoken of."""

from datetime import date, timedelta

import pytest

from schemas.periods import Period, UnknownPeriod, periods_between


@pytest.mark.parametrize(
    "text", ["2026-27 Q2", "2026-27 q2", " 2026-27  Q2 ", "2026/27 Q2", "2026-2027 Q2", "2026–27 Q 2", "Q2 2026-27"]
)
def test_a_quarter_is_read_however_it_is_written(text: str):
    assert Period.parse(text) == Period(2026, 2)


@pytest.mark.parametrize("text", ["", "2026", "2026-27", "2026-27 Q5", "2026-28 Q2", "Q2", "1926-27 Q1"])
def test_what_is_not_a_quarter_stops_with_a_sentence(text: str):
    with pytest.raises(UnknownPeriod) as stopped:
        Period.parse(text)
    assert (
        str(stopped.value) == f"“{text}” is not a quarter. Enter a financial year and quarter, for example 2026-27 Q2."
    )


def test_a_quarter_reads_back_what_it_writes():
    for period in periods_between(Period(1999, 3), Period(2101, 1)):
        if period.year >= 2000 and period.year < 2100:
            assert Period.parse(str(period)) == period


def test_the_turn_of_a_century_is_written_with_two_digits():
    assert str(Period(2099, 4)) == "2099-00 Q4"
    assert Period.parse("2099-00 Q4").end == date(2100, 3, 31)


@pytest.mark.parametrize(
    ("quarter", "start", "end"),
    [
        (1, date(2026, 4, 1), date(2026, 6, 30)),
        (2, date(2026, 7, 1), date(2026, 9, 30)),
        (3, date(2026, 10, 1), date(2026, 12, 31)),
        (4, date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_a_financial_year_begins_in_april(quarter: int, start: date, end: date):
    period = Period(2026, quarter)
    assert (period.start, period.end, period.reference_date) == (start, end, end)


def test_every_day_is_in_exactly_the_quarter_that_contains_it():
    day = date(2023, 1, 1)
    while day < date(2028, 1, 1):
        period = Period.containing(day)
        assert period.start <= day <= period.end
        assert Period.latest_ended(day).end == period.start - timedelta(1)
        day += timedelta(1)


def test_the_current_quarter_of_the_demonstration_day():
    assert str(Period.latest_ended(date(2026, 11, 22))) == "2026-27 Q2"
    assert str(Period.latest_ended(date(2026, 9, 30))) == "2026-27 Q1"
    assert str(Period.latest_ended(date(2026, 10, 1))) == "2026-27 Q2"


def test_quarters_sort_in_time_and_so_do_their_keys():
    several = periods_between(Period(2024, 3), Period(2026, 2))
    assert [str(p) for p in several] == [
        "2024-25 Q3", "2024-25 Q4", "2025-26 Q1", "2025-26 Q2", "2025-26 Q3", "2025-26 Q4", "2026-27 Q1", "2026-27 Q2"
    ]  # fmt: skip
    assert list(several) == sorted(several) == sorted(several, key=str)
    assert Period(2026, 1).previous == Period(2025, 4)
    assert Period(2025, 4).next == Period(2026, 1)
    assert Period(2026, 2).shifted(-7) == Period(2024, 3)


def test_periods_between_the_wrong_way_round_are_none():
    assert periods_between(Period(2026, 2), Period(2026, 1)) == ()
    assert periods_between(Period(2026, 2), Period(2026, 2)) == (Period(2026, 2),)


def test_words_for_people_and_for_open_data():
    period = Period(2026, 2)
    assert period.label == "Q2 2026-27"
    assert period.financial_year == "2026-27"
    assert (period.time_period, period.time_identifier) == ("202627", "Financial year Q2")
