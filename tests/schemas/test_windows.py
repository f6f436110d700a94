"""Working days across bank holidays, and how a collection stands for an authority on each day."""

from datetime import date, timedelta

import pytest

from schemas.reminding import stage_on
from schemas.windows import Allowance, AllowanceKind, Window, WindowState, wrong_dates
from schemas.working_days import bank_holidays, is_working_day, next_working_day, working_days_left

OPENS, DUE, CLOSES = date(2026, 12, 1), date(2027, 1, 4), date(2027, 1, 29)
WINDOW = Window(OPENS, DUE, CLOSES)
ASK = "the department's collections team"


def allowed(*allowances):
    return Window(OPENS, DUE, CLOSES, allowances)


def extension(until=date(2027, 1, 15), granted=date(2026, 12, 14), ended=None, number=1):
    return Allowance(number, AllowanceKind.EXTENSION, until, max(until, CLOSES), "Illness.", granted, ended)


def reopening(until=date(2027, 2, 12), granted=date(2027, 2, 8), ended=None):
    return Allowance(2, AllowanceKind.REOPENING, None, until, "Corrected posts.", granted, ended)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_bank_holidays_are_those_that_were_published(year, days):
    assert sorted(f"{day:%m-%d}" for day in bank_holidays(year)) == days.split()


def test_ten_working_days_before_the_fourth_of_january_is_the_sixteenth_of_december():
    """Two weekends, Christmas Day, the Monday for Boxing Day, and New Year's Day lie between."""
    assert [working_days_left(date(2026, 12, d), DUE) for d in (15, 16, 23, 24, 28, 31)] == [11, 10, 5, 4, 4, 1]
    assert working_days_left(DUE, DUE) == 0
    assert working_days_left(date(2027, 1, 5), DUE) == -1
    assert not is_working_day(date(2026, 12, 28))
    assert next_working_day(date(2026, 12, 25)) == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("today", "state", "sentence"),
    [
        ("2026-11-30", WindowState.NOT_OPEN, "Opens on Tuesday 1 December 2026, due 4 January 2027"),
        ("2026-12-01", WindowState.OPEN, "Due Monday 4 January 2027, 21 working days left"),
        ("2026-12-31", WindowState.OPEN, "Due Monday 4 January 2027, 1 working day left"),
        ("2027-01-04", WindowState.OPEN, "Due Monday 4 January 2027, no working days left"),
        ("2027-01-05", WindowState.OVERDUE, "Due Monday 4 January 2027, 1 working day ago. Closes on 29 January 2027"),
        ("2027-01-29", WindowState.OVERDUE, "Due Monday 4 January 2027, 19 working days ago. Closes on 29 January 2027"),
        ("2027-01-30", WindowState.CLOSED, "Due Monday 4 January 2027. Closed on 29 January 2027"),
    ],
)  # fmt: skip
def test_a_collection_stands_as_its_dates_say(today, state, sentence):
    standing = WINDOW.on(date.fromisoformat(today))
    assert (standing.state, standing.sentence) == (state, sentence)


def test_a_due_day_at_the_weekend_that_has_passed_is_said_to_have_passed():
    standing = Window(OPENS, date(2027, 1, 9), CLOSES).on(date(2027, 1, 10))
    assert standing.sentence == "Due Saturday 9 January 2027, the day has passed. Closes on 29 January 2027"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-11-30", "This collection opens on Tuesday 1 December 2026. Until then a file can be checked, not sent."),
        ("2026-12-01", ""),
        ("2027-01-29", ""),
        (
            "2027-01-30",
            "This collection closed on Friday 29 January 2027. To send after that, ask the department's collections "
            "team to re-open it.",
        ),
    ],
)
def test_a_closed_window_says_when_it_opens_or_closed_and_whom_to_ask(today, said):
    assert WINDOW.on(date.fromisoformat(today)).refusal(ASK) == said


def test_an_extension_moves_the_due_day_from_the_day_it_is_granted():
    window = allowed(extension())
    assert window.on(date(2026, 12, 13)).due_on == DUE
    extended = window.on(date(2027, 1, 6))
    assert extended.state is WindowState.EXTENDED
    assert extended.sentence == "Extended to Friday 15 January 2027, 7 working days left"
    late = window.on(date(2027, 1, 18))
    assert (late.state, late.due_on, late.days_left_count) == (WindowState.OVERDUE, date(2027, 1, 15), -1)


def test_an_extension_past_the_cut_off_keeps_the_window_open_until_it_expires():
    window = allowed(extension(until=date(2027, 2, 5)))
    assert window.on(date(2027, 2, 5)).state is WindowState.EXTENDED
    assert window.on(date(2027, 2, 6)).state is WindowState.CLOSED


def test_an_extension_that_is_ended_counts_no_more_from_that_day():
    window = allowed(extension(ended=date(2027, 1, 7)))
    assert window.on(date(2027, 1, 6)).state is WindowState.EXTENDED
    assert window.on(date(2027, 1, 7)).due_on == DUE


def test_the_last_extension_granted_is_the_one_that_counts():
    window = allowed(extension(), extension(until=date(2027, 1, 20), granted=date(2026, 12, 20), number=3))
    assert window.on(date(2027, 1, 6)).due_on == date(2027, 1, 20)


def test_a_reopening_takes_returns_until_its_day_and_not_after():
    window = allowed(reopening())
    assert window.on(date(2027, 2, 7)).state is WindowState.CLOSED
    taken = window.on(date(2027, 2, 8))
    assert (taken.state, taken.is_open) == (WindowState.REOPENED, True)
    assert taken.sentence == "Re-opened until Friday 12 February 2027, 4 working days left"
    assert window.on(date(2027, 2, 13)).refusal(ASK).startswith("This collection closed on Friday 12 February 2027.")
    assert not allowed(reopening(ended=date(2027, 2, 10))).on(date(2027, 2, 10)).is_open


def test_dates_out_of_order_are_refused_with_a_sentence():
    assert wrong_dates(OPENS, DUE, CLOSES) == ""
    assert "before it opens on 4 January 2027" in wrong_dates(DUE, OPENS, CLOSES)
    assert "before it is due on 29 January 2027" in wrong_dates(OPENS, CLOSES, DUE)


def test_reminders_fall_on_ten_five_and_one_working_day_before_and_once_a_week_after():
    """From 10 December to 20 January, the days on which a stage comes up for the first time."""
    seen: dict[str, str] = {}
    for step in range(42):
        day = date(2026, 12, 10) + timedelta(days=step)
        if stage := stage_on(WINDOW.on(day), day):
            seen.setdefault(stage, f"{day:%a %d %b}")
    assert seen == {
        "10": "Wed 16 Dec", "5": "Wed 23 Dec", "1": "Thu 31 Dec",
        "late 1": "Tue 05 Jan", "late 2": "Tue 12 Jan", "late 3": "Tue 19 Jan",
    }  # fmt: skip


@pytest.mark.parametrize("today", ["2026-12-25", "2026-12-26", "2026-12-28", "2027-01-01", "2026-11-30", "2027-02-01"])
def test_nothing_is_written_on_a_day_off_or_outside_the_window(today):
    day = date.fromisoformat(today)
    assert stage_on(WINDOW.on(day), day) == ""
