"""The review page and its other side on the Returns page: what waits, what stands beside it, answers, groups, who sees it."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from dashboard import reads_review
from dashboard.review_csv import passes_csv
from dashboard.views import review, review_cards
from etl import answering, pipeline
from etl.review import Weighed
from etl.settings import settings
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import authority
from schemas.explaining import Answer, Explanation, Reason, ReviewState
from schemas.issues import Effect
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.vocabulary import SubmissionStatus
from seed.generate import uploads
from tests.dashboard.opened import opened, ran, words_of
from tests.etl.test_pipeline import edited

Q1, Q2 = Period.parse("2026-27 Q1"), Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SOLIHULL, BRADFORD = authority("LA334"), authority("LA380")
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
ELSEWHERE = Viewer("officer-2", "Officer, Bradford", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
SENDER = Viewer("sender", "DfE analyst", frozenset({Role.DFE_ANALYST}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
WHY, OTHERWISE = "Two posts are vacant until January.", "Agency staff fill both posts from 1 December."
ASKS = "Say how children are seen until the posts are filled."


def _sent(period, place, *, is_odd=False):
    made = replace(next(iter(uploads(UNIT, period, [place]))), received_at=None)
    if is_odd:
        made = edited(made, "Posts", {("Police", "Established posts"): 44, ("Health", "Established posts"): 14})[0]
        made = edited(made, "Unit", {("U1", "Lead practitioners filled"): 2})[0]
    given = {"*": Explanation(WHY, Reason.RECORDING)}
    receipt = pipeline.submit(SENDER, UNIT, period, replace(made, explanations=given), NOW)
    assert receipt.status is SubmissionStatus.SUBMITTED


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the filled store is kept, so that it is filled once."""
    return tmp_path_factory.mktemp("review") / "filled.db"


@pytest.fixture
def asked(sqlite_store, kept):
    """Solihull's returns of two quarters, with three queries in the second, and Bradford's."""
    if kept.exists():
        shutil.copy(kept, settings().sqlite_path())
        return
    for place in (SOLIHULL, BRADFORD):
        _sent(Q1, place)
    _sent(Q2, BRADFORD)
    _sent(Q2, SOLIHULL, is_odd=True)
    with closing(sqlite3.connect(settings().sqlite_path())) as connection:
        connection.execute("VACUUM INTO ?", [str(kept)])


def _review(viewer):
    from dashboard.views import review

    review.page(viewer)


def _returns(viewer):
    from dashboard.views import returns

    returns.page(viewer)


def _opened(viewer, page=_review, **address):
    return opened(page, viewer, **address)


def _pressed(at, label):
    return ran(next(button for button in at.button if button.label.startswith(label)).click().run())


def _rows(viewer=ANALYST):
    found = reads_review.explanations(viewer, "unit", str(Q2))
    return {row["code"]: row for row in found.iter_rows(named=True) if row["authority_id"] == "LA334"}


def _about(row):
    return [(row["submission_id"], row["fingerprint"], row["explanation_sha256"])]


def test_the_queue_shows_each_explanation_with_what_stands_beside_it(asked):
    said = words_of(_opened(ANALYST, return_="unit", authority="334"))
    assert "explanations wait for an answer; none is asked again." in said
    for words in (WHY, "How it is recorded", "U033", "The same cell: ", "Q2 2026-27: 2", "Q1 2026-27", "U012"):
        assert words in said, words
    [beside] = reads_review.beside(ANALYST, "unit", str(Q2), (_rows()["U033"]["issue_id"],)).values()
    assert [quarter for quarter, _ in beside.history][:2] == [str(Q2), str(Q1)]
    assert beside.history[0][1] == 2.0
    assert beside.history[1][1] not in (None, 2.0)


def test_one_is_accepted_and_one_returned_and_the_officer_explains_it_again(asked):
    page = _opened(ANALYST, return_="unit", authority="334", rule="U033")
    assert "Say what is asked for" in words_of(_pressed(page, "Return Solihull"))
    next(box for box in page.text_input if box.label.startswith("Your words")).input(ASKS).run()
    assert "1 explanation returned" in words_of(_pressed(page, "Return Solihull"))
    assert _rows()["U033"]["state"] == ReviewState.RETURNED

    mine = _opened(OFFICER, _returns, return_="unit")
    said = words_of(mine)
    assert "The department asks again about 1 explanation" in said
    assert ASKS in said
    assert "asks again" not in words_of(_opened(ELSEWHERE, _returns, return_="unit"))
    next(box for box in mine.text_area if box.label.startswith("New explanation")).input(OTHERWISE).run()
    assert "Explanation sent" in words_of(_pressed(mine, "Send the explanation"))
    row = _rows()["U033"]
    assert (row["state"], row["explanation"], row["explained_by"]) == (ReviewState.WAITING, OTHERWISE, "officer")

    page = _opened(AUTHORISER, return_="unit", authority="334", rule="U033")
    assert "1 explanation accepted" in words_of(_pressed(page, "Accept Solihull"))
    assert _rows()["U033"]["state"] == ReviewState.ACCEPTED


def test_every_explanation_of_a_rule_is_accepted_at_once_with_a_reason(asked):
    page = _opened(ANALYST, return_="unit", authority="334", rule="U012")
    assert "Say why these are accepted together" in words_of(_pressed(page, "Accept all 2"))
    next(box for box in page.text_input if box.key == "group-words").input("The new structure was agreed in May.").run()
    assert "2 explanations accepted" in words_of(_pressed(page, "Accept all 2"))
    found = reads_review.explanations(ANALYST, "unit", str(Q2))
    states = [row["state"] for row in found.iter_rows(named=True) if row["code"] == "U012"]
    assert states == [ReviewState.ACCEPTED] * 2


def test_whoever_explained_is_offered_no_answer(asked):
    page = _opened(SENDER, return_="unit", authority="334")
    assert "You gave this explanation, so someone else must answer it." in words_of(page)
    assert not [button for button in page.button if button.label.startswith(("Accept", "Return"))]


def test_nobody_else_sees_the_page_or_what_it_reads(asked):
    for viewer in (OFFICER, ELSEWHERE, MEMBER, NOBODY):
        said = words_of(_opened(viewer))
        assert "You cannot see this page." in said
        assert WHY not in said
        assert reads_review.weights(viewer, "unit", str(Q2)) == {}
        assert reads_review.beside(viewer, "unit", str(Q2), tuple(range(50))) == {}
        assert passes_csv(viewer, "2026-27-Q2") == b""
    assert reads_review.explanations(ELSEWHERE, "unit", str(Q2)).filter(authority_id="LA334").is_empty()
    assert set(reads_review.explanations(OFFICER, "unit", str(Q2))["authority_id"]) == {"LA334"}


def test_what_changes_england_most_comes_first(asked):
    found = review.ranked(ANALYST, [UNIT], Q2)
    assert found["weight"].to_list() == sorted(found["weight"], reverse=True)
    assert found["weight"][0] > 0
    weighed = Weighed(0.1, (Effect("ST-01", -6.0, -6.0), Effect("UR-01")))
    said = unescape(review_cards.effect_words(weighed))
    assert "this one moves England's figures: Established posts in the Unit -6.0" in said


def test_the_first_pass_rate_counts_a_draft_as_a_version_and_is_in_a_file(asked):
    made = replace(next(iter(uploads(UNIT, Q1, [authority("LA201")]))), received_at=None)
    wrong = edited(made, "Posts", {("Police", "Filled posts"): "2 posts"})[0]
    assert pipeline.submit(SENDER, UNIT, Q1, wrong, NOW).status is SubmissionStatus.DRAFT
    right = replace(made, explanations={"*": Explanation(WHY)})
    assert pipeline.submit(SENDER, UNIT, Q1, right, NOW).status is SubmissionStatus.SUBMITTED
    found = {row["authority_id"]: row for row in reads_review.first_passes(ANALYST, str(Q1)).iter_rows(named=True)}
    assert (found["LA201"]["accepted_count"], found["LA201"]["first_pass_count"]) == (1, 0)
    assert (found["LA334"]["first_pass_pct"], found["LA334"]["median_days"]) == (100.0, 144.0)
    assert found[""]["first_pass_pct"] == pytest.approx(200 / 3)
    lines = passes_csv(ANALYST, "2026-27-Q1").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("authority_id,authority,accepted_count,first_pass_count")
    assert lines[1].startswith(",All together,3,2,")


def test_an_accepted_answer_can_be_taken_back_by_returning_it(asked):
    row = _rows()["U033"]
    answering.answer(ANALYST, _about(row), Answer.ACCEPTED, "", NOW)
    answering.answer(AUTHORISER, _about(row), Answer.RETURNED, ASKS, NOW)
    assert (_rows()["U033"]["state"], _rows()["U033"]["answer"]) == (ReviewState.RETURNED, ASKS)
