"""The Collections page, for an analyst and for others, and the calendar file of each person."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from icalendar import Calendar

from dashboard import reads_collections
from dashboard.calendar_file import calendar_of
from dashboard.views.collections_forms import read_day
from etl import collecting
from etl.collecting import Asked, NotPossible
from etl.settings import settings
from etl.store import writing
from schemas.access import NOBODY, Role, Viewer
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.windows import AllowanceKind
from seed.people import seed_people
from tests.dashboard.opened import clicked, opened, words_of

QUARTER = Period.parse("2026-27 Q2")
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
WHY = "The data team was closed by a flood for a week."

pytestmark = pytest.mark.usefixtures("sqlite_store")


def _page(viewer):
    from dashboard.views import collections

    collections.page(viewer)


def _opened(viewer, **address):
    return opened(_page, viewer, **address)


def _typed(at, label, words):
    next(box for box in at.text_input if box.label.startswith(label)).input(words)


def allowed(kind=AllowanceKind.EXTENSION, until=date(2026, 12, 4), period=QUARTER):
    return collecting.allow(ANALYST, Asked(UNIT, period, "LA334", kind, until, WHY), settings().now())


@pytest.mark.parametrize("viewer", [OFFICER, AUTHORISER, MEMBER, NOBODY], ids=lambda v: v.subject or "nobody")
def test_the_page_is_for_those_who_manage_collections(viewer):
    at = _opened(viewer)
    assert "You cannot see this page." in words_of(at)
    assert not at.button


def test_an_analyst_sees_who_still_owes_and_how_the_window_stands():
    text = words_of(_opened(ANALYST))
    assert "153 of 153 authorities still owe the Unit implementation return for Q2 2026-27." in text
    assert "Due Friday 30 October 2026, 15 working days ago. Closes on 29 November 2026" in text
    assert "No authority is allowed more time or asked for none." in text
    later = words_of(_opened(ANALYST, return_="funding", quarter="2026-27 Q3"))
    assert "The funding return for Q3 2026-27 opens on 1 January 2027." in later


def test_an_analyst_extends_and_ends_an_extension():
    at = _opened(ANALYST)
    at.selectbox(key="allow-authority").select("LA334").run()
    _typed(at, "New due day", "4 December")
    _typed(at, "Reason", WHY)
    at = clicked(at, "Extend for Solihull")
    assert "you entered “4 December”. Enter a day such as 31/3/2027." in words_of(at)
    _typed(at, "New due day", "4/12/2026")
    at = clicked(at, "Extend for Solihull")
    assert "Extension 1: Solihull, until 4 December 2026." in words_of(at)
    assert WHY in words_of(at)
    assert "In force" in words_of(at)
    [reason] = [box for box in at.text_input if box.key and box.key.startswith("end-reason")]
    reason.input("Sent after all, so nothing is needed.")
    at = clicked(at, "End it")
    assert "Ended 22 Nov 2026" in words_of(at)


def test_a_closed_collection_is_re_opened():
    at = _opened(ANALYST, quarter="2026-27 Q1")
    at.selectbox(key="allow-authority").select("LA334").run()
    _typed(at, "Take the return until", "2026-12-04")
    _typed(at, "Reason", WHY)
    assert "Re-opening 1: Solihull" in words_of(clicked(at, "Re-open for Solihull"))


def test_an_analyst_alters_the_dates():
    at = _opened(ANALYST)
    _typed(at, "Closes", "1/10/2026")
    [reason] = [box for box in at.text_input if box.key and box.key.startswith("dates-reason")]
    reason.input(WHY)
    at = clicked(at, "Save the dates")
    assert "Enter a later cut-off." in words_of(at)
    _typed(at, "Closes", "31/12/2026")
    at = clicked(at, "Save the dates")
    assert "closes 31 Dec 2026" in words_of(at)
    assert "Closes on 31 December 2026" in words_of(at)


def test_reminders_are_previewed_for_the_next_working_day_with_their_words(monkeypatch):
    with writing() as session:
        seed_people(session, "https://issuer.example")
    text = words_of(_opened(ANALYST))
    assert "On Monday 23 November 2026, the next working day, 12 messages would be written." in text
    assert "Bradford still has to send the Unit implementation return" in text
    assert "151 authorities owe a return and have nobody to write to" in text
    assert "oversight.example" not in text
    monkeypatch.setenv("OVERSIGHT_TODAY", "2026-11-23")
    settings.cache_clear()
    at = clicked(_opened(ANALYST), "Write these reminders")
    assert "12 messages written." in words_of(at)
    assert "Not sent: demonstration: 12" in words_of(at)
    assert "oversight.example" not in words_of(at)


def test_nobody_else_reads_the_outbox():
    with writing() as session:
        seed_people(session, "https://issuer.example")
    collecting.remind(ANALYST, datetime.fromisoformat("2026-11-23T09:00:00+00:00"))
    assert reads_collections.outbox(ANALYST).height == 12
    assert "email" not in reads_collections.outbox(ANALYST).columns
    for viewer in (OFFICER, AUTHORISER, MEMBER, NOBODY):
        assert reads_collections.outbox(viewer).is_empty()


def test_an_officer_reads_the_windows_and_roster_of_their_authority_alone():
    collecting.allow(
        ANALYST, Asked(UNIT, QUARTER, "LA380", AllowanceKind.EXTENSION, date(2026, 12, 4), WHY), settings().now()
    )
    assert set(reads_collections.windows(OFFICER, "unit", str(QUARTER))) == {""}
    assert set(reads_collections.windows(ANALYST, "unit", str(QUARTER))) == {"", "LA380"}
    assert reads_collections.roster(OFFICER, "unit", str(QUARTER), settings().day())["name"].to_list() == ["Solihull"]
    assert reads_collections.windows(MEMBER, "unit", str(QUARTER)) == {}


@pytest.mark.parametrize(("text", "day"), [("31/3/2027", date(2027, 3, 31)), (" 2027-03-31 ", date(2027, 3, 31))])
def test_a_day_is_read_as_people_write_it(text, day):
    assert read_day(text, "Due") == day


@pytest.mark.parametrize("text", ["", "31/2/2027", "next week", "3/2027"])
def test_what_is_no_day_is_quoted(text):
    with pytest.raises(NotPossible, match=f"Due: you entered “{text}”"):
        read_day(text, "Due")


# The calendar file


def made(viewer, now="2026-11-22T10:00:00+00:00"):
    return calendar_of(viewer, datetime.fromisoformat(now), date(2026, 11, 22), "https://oversight.example")


def events(content):
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_an_officers_calendar_has_the_dates_of_their_authority_as_extended():
    allowed()
    found = events(made(OFFICER))
    due = found["unit-2026-27-Q2-LA334-due@oversight.example"]
    assert due["dtstart"].dt == date(2026, 12, 4)
    assert str(due["summary"]) == "Unit implementation return, Q2 2026-27, Solihull: due (extended)"
    assert found["unit-2026-27-Q3-LA334-opens@oversight.example"]["dtstart"].dt == date(2027, 1, 1)
    assert len(found) == 4 * 6 * 3


def test_the_department_has_each_collections_own_dates():
    allowed()
    found = events(made(ANALYST))
    assert found["unit-2026-27-Q2-all-due@oversight.example"]["dtstart"].dt == date(2026, 10, 30)
    assert not any("LA334" in uid for uid in found)


@pytest.mark.parametrize("viewer", [MEMBER, NOBODY], ids=["member", "nobody"])
def test_who_has_no_returns_has_no_calendar(viewer):
    assert made(viewer) == b""


def test_the_file_keeps_the_rules_of_the_standard():
    content = made(OFFICER)
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines), "a long line is folded"
    assert content.count(b"DTSTAMP:20261122T100000Z") == content.count(b"BEGIN:VEVENT") == content.count(b"UID:")
    assert not any(a == b == b"BEGIN:VEVENT" for a, b in pairwise(lines))


def test_an_event_keeps_its_name_when_its_day_changes():
    before = events(made(OFFICER))
    allowed(until=date(2026, 11, 27))
    after = events(made(OFFICER, "2026-11-23T10:00:00+00:00"))
    assert set(before) == set(after)
    [moved] = [uid for uid in before if before[uid]["dtstart"].dt != after[uid]["dtstart"].dt]
    assert moved.startswith("unit-2026-27-Q2-LA334-")
    assert after[moved]["dtstamp"].dt - before[moved]["dtstamp"].dt == timedelta(days=1)
