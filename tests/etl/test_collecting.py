"""Collections in the store: dates, more time for one authority, who owes what, and who may do what about it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from typer.testing import CliRunner

from etl import collecting, pipeline
from etl.cli import app
from etl.collecting import Asked, NotPossible
from etl.current import collection
from etl.owing import owing
from etl.store import reading, writing
from etl.windows import window, windows
from schemas.access import NOBODY, NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Event, Submission
from schemas.tables_collections import CollectionAllowance, CollectionDatesBefore
from schemas.vocabulary import SubmissionStatus, Verdict
from schemas.windows import AllowanceKind, Window, WindowState
from seed.generate import uploads

Q2, Q1 = Period.parse("2026-27 Q2"), Period.parse("2026-27 Q1")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = NOW.date()
SOLIHULL, BRADFORD = authority("LA334"), authority("LA380")
WHY = "The data team was closed by a flood for a week."
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
AUTHORISER = Viewer("authoriser", "Authoriser", frozenset({Role.DFE_AUTHORISER}))
OTHERS = [OFFICER, AUTHORISER, NOBODY]

pytestmark = pytest.mark.usefixtures("store")


def asked(kind=AllowanceKind.EXTENSION, until=date(2026, 12, 11), period=Q2, reason=WHY):
    return Asked(UNIT, period, "LA334", kind, until, reason)


def unit_file(period=Q2):
    return replace(next(iter(uploads(UNIT, period, [SOLIHULL]))), received_at=None)


def kinds():
    with reading() as session:
        found = [event.kind for event in session.exec(select(Event).order_by(Event.number))]
    return [kind for kind in found if kind.startswith(("collection.", "reminders."))]


def stands(authority_id="LA334", period=Q2, today=TODAY):
    with reading() as session:
        dates = window(session, UNIT, period)
        return windows(session, UNIT, period).get(authority_id, dates).on(today)


def test_a_collection_that_nobody_opened_has_planned_dates():
    assert stands("LA380").sentence == "Due Friday 30 October 2026, 15 working days ago. Closes on 29 November 2026"


def test_an_analyst_alters_dates_with_a_reason_and_it_is_in_the_trail():
    dates = Window(date(2026, 10, 1), date(2026, 11, 27), date(2026, 12, 18))
    with pytest.raises(NotPossible, match="at least 20 characters"):
        collecting.set_dates(ANALYST, UNIT, Q2, dates, "later", NOW)
    with pytest.raises(NotPossible, match="before it is due"):
        collecting.set_dates(ANALYST, UNIT, Q2, replace(dates, closes_on=date(2026, 11, 1)), WHY, NOW)
    assert kinds() == []
    collecting.set_dates(ANALYST, UNIT, Q2, dates, WHY, NOW)
    assert stands().sentence == "Due Friday 27 November 2026, 5 working days left"
    assert kinds() == ["collection.dates_set"]


def test_dates_that_were_altered_are_known_for_every_instant_before():
    hours = [NOW + timedelta(hours=number) for number in range(4)]
    for now, on in ((hours[1], 20), (hours[2], 27)):
        dates = Window(date(2026, 10, 1), date(2026, 11, on), date(2026, 12, 18))
        collecting.set_dates(ANALYST, UNIT, Q2, dates, WHY, now)
        collecting.set_dates(ANALYST, UNIT, Q2, dates, "", now)  # the same again alters nothing
    with reading() as session:
        due = [window(session, UNIT, Q2, at).due_on for at in hours]
        assert len(session.exec(select(CollectionDatesBefore)).all()) == 2
    assert due == [date(2026, 10, 30), date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 27)]
    with pytest.raises(DBAPIError), writing() as session:
        session.execute(update(CollectionDatesBefore).values(due_on=TODAY))


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.subject or "nobody")
def test_nobody_else_manages_collections(viewer):
    for attempt in (
        lambda: collecting.set_dates(viewer, UNIT, Q2, Window(TODAY, TODAY, TODAY), WHY, NOW),
        lambda: collecting.allow(viewer, asked(), NOW),
        lambda: collecting.end(viewer, 1, WHY, NOW),
        lambda: collecting.report_together(viewer, UNIT, "Both", ["LA334", "LA380"], Q2, WHY, NOW),
        lambda: collecting.due_reminders(viewer, TODAY),
        lambda: collecting.remind(viewer, NOW),
        lambda: collecting.deliver(viewer, NOW),
    ):
        with pytest.raises(NotAllowed, match="manage collections"):
            attempt()
    assert kinds() == []


def test_an_extension_is_for_one_authority_and_ends_with_a_reason():
    number = collecting.allow(ANALYST, asked(), NOW)
    assert stands().state is WindowState.EXTENDED
    assert stands().allowance.reason == WHY
    assert stands("LA380").state is WindowState.OVERDUE
    collecting.end(ANALYST, number, "Sent after all, so nothing is needed.", NOW)
    assert stands().state is WindowState.OVERDUE
    with pytest.raises(NotAllowed, match="has been ended"):
        collecting.end(ANALYST, number, WHY, NOW)
    assert kinds() == ["collection.extended", "collection.allowance_ended"]


def test_what_was_allowed_cannot_be_changed_behind_the_products_back():
    collecting.allow(ANALYST, asked(), NOW)
    with pytest.raises(DBAPIError, match="added, never changed"), writing() as session:
        session.execute(update(CollectionAllowance).values(reason="Another reason."))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (asked(reason="too short"), "at least 20 characters"),
        (asked(until=date(2026, 11, 1)), "Enter a day from 22 November 2026 to 24 May 2027."),
        (asked(until=date(2027, 12, 1)), "Enter a day from"),
        (asked(AllowanceKind.REOPENING), "Returns are taken until 29 November 2026"),
        (asked(period=Q1), "It closed on 29 August 2026, so it cannot be extended. Re-open it."),
    ],
)
def test_what_cannot_be_allowed_is_refused_with_what_to_do(request_, said):
    with pytest.raises(NotPossible, match=said.replace(".", r"\.")):
        collecting.allow(ANALYST, request_, NOW)
    assert kinds() == []


def test_an_officer_sends_only_while_the_window_is_open_to_their_authority():
    file = unit_file(Q1)
    with pytest.raises(NotAllowed, match=r"closed on Saturday 29 August 2026\..*ask the department's collections team"):
        pipeline.submit(OFFICER, UNIT, Q1, file, NOW)
    assert pipeline.check(OFFICER, UNIT, Q1, file, NOW).verdict is not Verdict.UNREADABLE
    with reading() as session:
        assert session.exec(select(Submission)).all() == []
        assert collection(session, UNIT, Q1) is None
    collecting.allow(ANALYST, asked(AllowanceKind.REOPENING, date(2026, 11, 27), Q1), NOW)
    sent = pipeline.submit(OFFICER, UNIT, Q1, file, NOW)
    assert sent.status is SubmissionStatus.VALIDATED
    later = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)
    with pytest.raises(NotAllowed, match="closed on Friday 27 November 2026"):
        pipeline.submit(OFFICER, UNIT, Q1, file, later)


def test_a_window_closes_at_midnight_in_england_and_is_judged_when_the_file_came():
    """The due day of Q4 2025-26 is 30 April and the cut-off 30 May 2026, when the clocks are an hour ahead."""
    q4, file = Period.parse("2025-26 Q4"), unit_file(Period.parse("2025-26 Q4"))
    in_time, too_late = (datetime(2026, 5, 30, hour, 30, tzinfo=UTC) for hour in (22, 23))
    with pytest.raises(NotAllowed):
        pipeline.submit(OFFICER, UNIT, q4, replace(file, received_at=too_late), NOW)
    assert pipeline.submit(OFFICER, UNIT, q4, replace(file, received_at=in_time), NOW).submission_id


def test_the_department_may_load_late():
    assert pipeline.submit(ANALYST, UNIT, Q1, unit_file(Q1), NOW).status is SubmissionStatus.SUBMITTED


def test_before_it_opens_nothing_can_be_sent():
    with pytest.raises(NotAllowed, match="opens on Friday 1 January 2027"):
        pipeline.submit(OFFICER, UNIT, Period.parse("2026-27 Q3"), unit_file(), NOW)


def test_everyone_is_on_the_roster_those_who_have_not_started_among_them():
    pipeline.submit(ANALYST, UNIT, Q2, unit_file(), NOW)
    with reading() as session:
        found = {one.sender.authority_id: one for one in owing(session, UNIT, Q2, TODAY)}
    assert len(found) == 153
    assert (found["LA334"].is_owed, found["LA334"].status, found["LA334"].version) == (False, "submitted", 1)
    assert (found["LA380"].is_owed, found["LA380"].status, found["LA380"].changed_on) == (True, None, None)
    assert found["LA380"].standing.days_left_count == -15


def test_authorities_that_report_together_owe_one_return():
    collecting.report_together(ANALYST, UNIT, "Two together", ["LA334", "LA380"], Q2, WHY, NOW)
    with pytest.raises(NotPossible, match="Bradford is in “Two together” already"):
        collecting.report_together(ANALYST, UNIT, "Others", ["LA330", "LA380"], Q2, WHY, NOW)
    with reading() as session:
        found = {one.name: one for one in owing(session, UNIT, Q2, TODAY)}
        assert len(owing(session, UNIT, Q1, TODAY)) == 153, "it begins with Q2"
    assert len(found) == 152
    assert [member.name for member in found["Two together"].members] == ["Solihull", "Bradford"]
    assert "Bradford" not in found


def _run(*words):
    return CliRunner().invoke(app, list(words))


def test_the_same_by_command():
    unit = ("--return", "unit", "--period", "2026-27 Q2")
    done = _run("extend", *unit, "--authority", "Solihull", "--until", "2026-12-11", "--reason", WHY)
    assert (done.exit_code, done.output.strip()) == (0, "Extension 1: Solihull, until 11 December 2026.")
    listed = json.loads(_run("collections", "--json").output)
    assert [row["return"] for row in listed] == ["unit", "funding", "activity", "standards"]
    assert (listed[0]["owed_count"], listed[0]["due_count"], listed[0]["closes_on"]) == (153, 153, "2026-11-29")
    assert listed[0]["allowances"] == [
        {"number": 1, "authority": "Solihull", "kind": "extension", "until": "2026-12-11", "reason": WHY, "is_in_force": True}
    ]  # fmt: skip
    assert _run("unextend", "1", "--reason", WHY).output.strip() == "1 is ended."
    refused = _run("reopen", *unit, "--authority", "Solihull", "--until", "2026-12-11", "--reason", WHY)
    assert refused.exit_code == 2
    assert "so nothing is closed. Extend it." in refused.output
    moved = _run("dates", *unit, "--closes", "2026-12-31", "--reason", WHY)
    assert moved.output.strip().endswith("opens 1 October 2026, due 30 October 2026, closes 31 December 2026.")
