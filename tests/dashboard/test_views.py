"""Pages as each person meets them: the script is run whole, with a live session of that person in the store."""

import re
from datetime import date

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import reads
from dashboard.choices import meant
from dashboard.exceptions import NO_DATES, RULES, Dates, exceptions
from dashboard.headlines import headline_tiles
from dashboard.quarter import read_quarter
from dashboard.reached import by_date, counts_at, reached_figure, with_carried
from dashboard.slips import found_slips
from dashboard.views import authority, overview, rollout
from etl.sessions import hash_of, open_session
from etl.settings import wall_clock
from etl.store import writing
from schemas.access import NOBODY, Role, Viewer
from schemas.vocabulary import Rag
from seed.people import seed_people
from tests.dashboard import builder

ISSUER = "http://localhost:9501"
SOLIHULL, BRADFORD = "LA334", "LA380"
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
OFFICER = Viewer("demo-officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({SOLIHULL}))


@pytest.fixture
def built(sqlite_store: str) -> str:
    for place in (SOLIHULL, BRADFORD):
        for period in (builder.LATEST.previous, builder.LATEST):
            builder.send(place, period)
    builder.publish()
    with writing() as session:
        seed_people(session, ISSUER)
    return sqlite_store


def opened(subject: str, path: str = "", **query: str) -> AppTest:
    """A page as it is shown to a person who is signed in."""
    page = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    page.user = {"session": hash_of(open_session(ISSUER, subject, f"attempt of {subject}", wall_clock()))}
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Everything that a page says."""
    assert not page.exception, page.exception
    shown = " ".join(str(element.proto.body) for element in page.get("html"))
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", shown, flags=re.S))


def test_the_board_reads_the_answer_first(built: str) -> None:
    said = words(opened("demo-board"))
    assert "89 of 153 authorities have an operational Unit, 10 fewer than planned; 9 slipped this quarter" in said
    assert "Illustrative data — not real" in said
    assert "Signed in as Board member" in said
    assert "Moved up a stage" in said
    assert said.index("89 of 153") < said.index("Nine headline indicators") < said.index("Exceptions to discuss")


def test_an_officer_reads_of_no_other_authority(built: str) -> None:
    said = words(opened("demo-officer"))
    assert "89 of 153 authorities" in said
    assert "Exceptions to discuss" not in said
    assert "Moved up a stage" not in said, "counted over one authority, it would read as England's"
    assert "Operational, now and last quarter" in said
    assert "Bradford" not in said


def test_someone_without_a_role_reads_only_that(built: str) -> None:
    said = words(opened("demo-nobody"))
    assert "Your account gives no access to this service." in said
    assert "153" not in said


def test_someone_whose_session_has_ended_reads_nothing(built: str) -> None:
    page = AppTest.from_file("../../dashboard/app.py", default_timeout=60)
    page.user = {"session": "0" * 64}
    assert "Your account gives no access" in words(page.run())


def test_nothing_is_said_of_figures_before_there_are_any(sqlite_store: str) -> None:
    with writing() as session:
        seed_people(session, ISSUER)
    assert "No return has been accepted yet." in words(opened("demo-board"))


def _shown(view: object, viewer: Viewer, code: str = "") -> str:
    """One page by itself, shown to a viewer."""

    def script(view: object, viewer: object, code: str) -> None:
        import streamlit as st

        if code:
            st.query_params["code"] = code
        view.page(viewer)  # type: ignore[attr-defined]

    page = AppTest.from_function(script, default_timeout=60, args=(view, viewer, code))
    return words(page.run())


def test_rollout_answers_where_and_who_slipped(built: str) -> None:
    said = _shown(rollout, BOARD)
    for expected in ("authorities are operational", "5 Fully operational", "Stage by region", "Yorkshire and The Humber",
                     "slipped by more than 30 days", "Show all 153 authorities"):  # fmt: skip
        assert expected in said


@pytest.mark.parametrize("code", ["E08000029", "334", "Solihull"])
def test_an_authority_is_found_by_any_of_its_codes(built: str, code: str) -> None:
    assert "Authority: Solihull" in re.sub(r" (?=:)", "", _shown(authority, BOARD, code))


def test_an_officer_finds_its_own_authority_without_asking(built: str) -> None:
    said = _shown(authority, OFFICER)
    assert "Solihull" in said
    assert "milestones due" in said
    assert "not yet secured" in said
    assert "Unit implementation return" in said


@pytest.mark.parametrize("code", ["E08000032", "380", "Bradford", "E99999999", "no such place", "<script>"])
def test_another_authority_and_none_at_all_answer_alike(built: str, code: str) -> None:
    said = _shown(authority, OFFICER, code)
    assert "You cannot see this page. Your account covers Solihull." in re.sub(r"\s+", " ", said)
    assert "Bradford" not in said


@pytest.mark.parametrize("view", [overview, rollout, authority])
def test_a_view_called_for_nobody_shows_no_figure(built: str, view: object) -> None:
    said = _shown(view, NOBODY)
    assert "153" not in said
    assert "Solihull" not in said.replace("Your account covers", "")


def test_the_nine_headline_places_keep_their_order_and_say_what_is_not_there(built: str) -> None:
    nine = headline_tiles(read_quarter(BOARD, builder.LATEST))
    assert len(nine) == 9
    assert [tile.figure for tile in nine[:2]] == ["89", "68.5%"]
    assert nine[2].figure == "16 May"
    assert nine[2].change == "22 days later, worse"
    assert "[x]" in nine[8].figure, "no tracker has been loaded"
    assert nine[8].rag is Rag.NOT_AVAILABLE
    assert nine[3].change == "down 2.5 points, better"


def test_exceptions_come_by_rule_then_by_name(built: str) -> None:
    quarter = read_quarter(BOARD, builder.LATEST)
    found = exceptions(quarter, NO_DATES, reads.grants(BOARD, str(builder.LATEST)))
    assert [e.rule for e in found] == sorted((e.rule for e in found), key=list(RULES).index)
    names = [e.authority.name for e in found if e.rule == "ahead"]
    assert names == sorted(names)
    slipped = [e.happened for e in found if e.rule == "slip"]
    assert slipped == [
        "Forecast of full operation slipped 118 days. No reason given.",
        "Forecast of full operation slipped 98 days. No reason given.",
    ]
    assert "Moved back from stage 4 to stage 3." in next(e.happened for e in found if e.rule == "back")
    assert [e.happened for e in found if e.rule == "money"] == ["None of next year's running cost is secured."]


def test_an_exception_says_the_new_date_and_the_reason_given(built: str) -> None:
    quarter = read_quarter(BOARD, builder.LATEST)
    grants = reads.grants(BOARD, str(builder.LATEST))
    place = next(e.authority.authority_id for e in exceptions(quarter, NO_DATES, grants) if e.rule == "slip")
    dates = Dates({}, {place: date(2027, 7, 27)}, {place: "health_posts"})
    first = next(e for e in exceptions(quarter, dates, grants) if e.authority.authority_id == place)
    assert first.happened == "Forecast of full operation slipped 118 days, to 27 July 2027. Reason given: health posts."


def test_milestones_across_england_count_everyone_and_say_which_is_furthest_behind(built: str) -> None:
    """Two authorities returned: sixteen milestones' baselines have passed, and thirteen are met."""
    now, before = (reads.milestone_dates(BOARD, str(p)) for p in (builder.LATEST, builder.LATEST.previous))
    rows = counts_at(with_carried(now, before), builder.LATEST.reference_date)
    assert len(rows) == 17
    assert [(row.name, row.planned, row.met) for row in rows[:2]] == [
        ("Partnership agreement", 2, 2), ("Lead and programme board", 2, 2),
    ]  # fmt: skip
    late = [row for row in rows if row.behind]
    assert {(row.planned, row.met) for row in late} == {(2, 0)}
    made = reached_figure(read_quarter(BOARD, builder.LATEST), now, before)
    assert made is not None
    assert made.title.startswith(f"{len(late)} of 17 milestones are behind plan across England; ")
    assert "met by 0 of the 2 that planned to" in made.title


def test_who_sent_nothing_this_quarter_counts_by_last_quarters_dates(built: str) -> None:
    now, before = (reads.milestone_dates(BOARD, str(p)) for p in (builder.LATEST, builder.LATEST.previous))
    both = with_carried(now.filter(pl.col("authority_id") == SOLIHULL), before)
    assert both["authority_id"].value_counts().sort("authority_id").rows() == [(SOLIHULL, 20), (BRADFORD, 20)]


def test_milestones_by_date_run_to_the_national_date_and_say_what_is_forecast(built: str) -> None:
    dates = reads.milestone_dates(BOARD, str(builder.LATEST))
    rows = by_date(dates, builder.LATEST.reference_date).filter(pl.col("milestone") == "M16")
    assert rows["on"].max() == date(2027, 3, 31)
    assert rows.filter("is_forecast")["on"].to_list() == [date(2026, 12, 31), date(2027, 3, 31)]
    assert rows["planned_count"].to_list() == sorted(rows["planned_count"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Solihull", ["Solihull"]),
        ("solihul", ["Solihull"]),
        ("E08000029", ["Solihull"]),
        ("Brsitol", ["Bristol, City of"]),
        ("kingston", ["Kingston upon Hull, City of", "Kingston upon Thames"]),
        ("no such place", []),
    ],
)
def test_an_authority_is_found_however_roughly_it_is_spelled(text: str, names: list[str]) -> None:
    assert [place.name for place in meant(text, date(2026, 11, 22))] == names


def test_only_who_may_read_others_is_offered_to_find_one(built: str) -> None:
    for subject, is_offered in (("demo-board", True), ("demo-analyst", True), ("demo-officer", False)):
        labels = [box.label for box in opened(subject).text_input]
        assert ("Find an authority" in labels) is is_offered, subject


def test_a_slip_is_measured_from_last_quarters_date(built: str) -> None:
    quarter = read_quarter(BOARD, builder.LATEST)
    now, before = (reads.milestone_dates(BOARD, str(p)) for p in (builder.LATEST, builder.LATEST.previous))
    assert [(slip.name, slip.days, slip.reason) for slip in found_slips(quarter, now, before)] == [
        ("Bradford", 118, "Health posts"), ("Solihull", 118, "Health posts"),
    ]  # fmt: skip
