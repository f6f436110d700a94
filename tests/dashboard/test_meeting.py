"""Meeting mode, alerts and exceptions as people use them: recorded against the view, set and ended, read by choice."""

from datetime import UTC, datetime

import pytest

from dashboard import reads_board
from dashboard.navigation import unlisted
from dashboard.views.alerts import parsed
from dashboard.views.meeting_parts import STEPS, seen_link, turns
from dashboard.views.meeting_record import next_ref
from etl import alerting, pipeline
from etl.store import writing
from schemas.access import OPERATOR, Role, Viewer
from schemas.sources import MEETINGS
from seed.people import seed_people
from seed.records import record_files
from tests.dashboard import builder
from tests.dashboard.opened import clicked, labels, opened, words_of

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("demo-officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))


def meeting(viewer):
    """The page as a script of its own."""
    from dashboard.views import meeting

    meeting.page(viewer)


def alerts(viewer):
    """The page as a script of its own."""
    from dashboard.views import alerts

    alerts.page(viewer)


def exceptions(viewer):
    """The page as a script of its own."""
    from dashboard.views import exceptions

    exceptions.page(viewer)


@pytest.fixture
def built(sqlite_store: str) -> str:
    builder.publish()
    with writing() as session:
        seed_people(session, "https://issuer.example")
    for source, name, content in record_files():
        if source is MEETINGS:
            pipeline.refresh(OPERATOR, source, name, content(), NOW, is_illustrative=True)
    return sqlite_store


def test_a_decision_is_recorded_with_the_view_that_the_meeting_saw(built: str) -> None:
    before = reads_board.meetings(ANALYST)["decisions"].height
    page = opened(meeting, ANALYST, step="exceptions")
    next(one for one in page.text_input if one.label.startswith("Decision")).input("Write to the authority.")
    page = clicked(page, "Record it")
    assert "Recorded as D-" in words_of(page)
    rows = reads_board.meetings(ANALYST)["decisions"].to_dicts()
    assert len(rows) == before + 1
    newest = next(row for row in rows if row["decision"] == "Write to the authority.")
    assert "step=exceptions" in newest["view"]
    page = opened(meeting, ANALYST, step="recorded", meeting=newest["meeting_ref"])
    assert "Write to the authority." in words_of(page)


def test_a_decision_without_words_is_not_recorded_and_says_why(built: str) -> None:
    before = reads_board.meetings(ANALYST)["decisions"].height
    page = clicked(opened(meeting, ANALYST), "Record it")
    assert "Nothing was recorded" in words_of(page)
    assert reads_board.meetings(ANALYST)["decisions"].height == before


def test_others_read_every_item_and_record_nothing(built: str) -> None:
    for code in ("position", "answers", "recorded"):
        page = opened(meeting, BOARD, step=code)
        assert "Record it" not in labels(page)
        assert STEPS[code] in words_of(page)
    assert "You cannot see this page." in words_of(opened(meeting, OFFICER))
    assert "meeting" not in {path for _, path, _ in unlisted(OFFICER)}


def test_an_alert_is_set_and_ended_on_its_page(built: str) -> None:
    page = clicked(opened(alerts, OFFICER, kind="release"), "Set this alert")
    assert "You have 1 alert." in words_of(page)
    number = alerting.alerts_of(OFFICER)[0].id
    page = clicked(page, f"End alert {number}")
    assert "You have no alerts." in words_of(page)
    page = clicked(opened(alerts, OFFICER, kind="above"), "Set this alert")
    assert "Enter the number that the figure is to cross." in words_of(page)


def test_exceptions_are_read_by_rule_and_region_and_by_an_officer_of_their_own(built: str) -> None:
    every = words_of(opened(exceptions, BOARD))
    assert "The rules" in every
    slipped = words_of(opened(exceptions, BOARD, rule="slip"))
    assert slipped.count("<strong>Slip over 90 days</strong>") == 2
    assert "<strong>Moved back a stage</strong>" not in slipped
    own = words_of(opened(exceptions, OFFICER))
    assert "Bradford" not in own
    assert "Explain, act or accept" not in own


def test_numbers_are_taken_as_people_type_them() -> None:
    assert [parsed(text) for text in ("20", " 1,290 ", "20%", "£1,000", "", "many", "inf")] == [20, 1290, 20, 1000, None, None, None]  # fmt: skip


def test_numbers_go_on_and_ways_lead_inside_alone() -> None:
    assert next_ref(["D-9", "D-31", "A-40", "D-x"], "D") == "D-32"
    assert next_ref([], "A") == "A-1"
    assert seen_link({"view": "//elsewhere"}) is None
    assert seen_link({"view": "/rollout?release=1"}) is not None
    first, last = turns("CPB-1", "Q2 2026-27", "position"), turns("CPB-1", "Q2 2026-27", "recorded")
    assert "Previous" not in first
    assert "Next" not in last
