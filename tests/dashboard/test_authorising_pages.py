"""Reviewing and authorising on the pages: one return at a time, many at once, and what the authority sees of it."""

from dataclasses import replace

import pytest

from etl import pipeline
from etl.settings import settings
from etl.template import write_workbook
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.activity import ACTIVITY
from schemas.returns.unit import UNIT
from seed.generate import uploads
from tests.dashboard.opened import clicked, labels, opened, words_of
from tests.etl.releases import ANALYST, ANALYST_2, AUTHORISER
from tests.etl.test_authorising import APPROVER, OFFICER, WHY

QUARTER = Period.parse("2026-27 Q2")
DECLARED, APPROVED = (
    "I neither prepared nor approved this return.",
    "I approve it in the place of the authority's approver",
)


@pytest.fixture
def sent(sqlite_store: str) -> int:
    """Solihull's return sent in by its approver, and Bradford's and Leeds' by the department: the number of Solihull's."""
    ready = [
        replace(one, received_at=None)
        for one in uploads(UNIT, QUARTER, [authority(a) for a in ("LA334", "LA380", "LA383")])
    ]
    prepared = pipeline.submit(OFFICER, UNIT, QUARTER, ready[0], settings().now())
    pipeline.submit_many(ANALYST, UNIT, QUARTER, ready[1:], settings().now())
    return pipeline.approve(APPROVER, prepared.submission_id, settings().now()).submission_id


def _returns(viewer):
    from dashboard.views import returns

    returns.page(viewer)


def _review(viewer):
    from dashboard.views import review

    review.page(viewer)


def test_many_are_taken_by_an_analyst_and_authorised_by_a_third_person(sent):
    at = opened(_review, ANALYST)
    assert "3 returns wait to be authorised." in words_of(at)
    assert "You sent in 2 returns for an authority: someone else approves that." in words_of(at)
    assert "Take it for review" in labels(at)
    assert APPROVED not in words_of(at)
    at = opened(_review, ANALYST_2)
    assert APPROVED in words_of(at)
    at = clicked(at, "Take all 3 for review")
    assert "3 returns taken for review." in words_of(at)
    assert "The department's authoriser authorises them." in words_of(at)
    assert not [label for label in labels(at) if label.startswith("Authorise")]
    at = opened(_review, AUTHORISER)
    assert DECLARED in words_of(at)
    at = clicked(at, "Authorise all 3")
    assert "3 returns authorised." in words_of(at)
    assert "No return for Q2 2026-27 waits for the department." in words_of(at)
    assert "Authorised" in words_of(opened(_returns, OFFICER))


def test_one_is_authorised_on_its_page_and_its_story_is_there_for_both_sides(sent):
    at = clicked(opened(_returns, AUTHORISER, authority="334"), "Take it for review")
    at = clicked(at, "Authorise this return")
    assert "The return is authorised: it can be released." in words_of(at)
    story = words_of(opened(_returns, OFFICER))
    for words in ("What has happened to this return (4 events)", "Took version 1", "Authorised version 1", DECLARED):
        assert words in story
    assert "authoriser" not in story.replace("DfE authoriser", "")


def test_whoever_sent_one_in_for_an_authority_neither_approves_nor_authorises_it(sent):
    at = opened(_returns, ANALYST, authority="380")
    assert "You sent it in for the authority, so someone else approves it." in words_of(at)
    assert "Take it for review" not in labels(at)
    at = clicked(opened(_returns, AUTHORISER, authority="380"), "Take it for review")
    at = clicked(at, "Authorise this return")
    assert "You approved The Unit implementation return of Bradford, Q2 2026-27 for the authority" in words_of(at)


def test_one_is_sent_back_with_what_to_put_right(sent):
    at = opened(_returns, ANALYST, authority="334")
    at = clicked(at, "Send it back")
    assert "Say what has to be put right" in words_of(at)
    at.text_input(key=f"back-why-{sent}").input(WHY).run()
    at = clicked(at, "Send it back")
    assert "The return is sent back." in words_of(at)
    officer = words_of(opened(_returns, OFFICER))
    assert "The department has sent back 1 return of Solihull" in officer
    assert WHY in officer
    assert "Returned, overdue" in officer


def test_who_sends_returns_sees_no_button_of_the_department(sent):
    for viewer in (OFFICER, APPROVER):
        assert not {"Take it for review", "Authorise this return", "Send it back"} & set(
            labels(opened(_returns, viewer))
        )


def test_a_nil_return_says_so_under_its_state(sent):
    nothing = write_workbook(
        ACTIVITY, authority("LA334"), QUARTER, {}, nil_reason="No conference was held in the quarter."
    )
    file = pipeline.Upload(authority("LA334"), "nil.xlsx", nothing)
    assert pipeline.submit(ANALYST, ACTIVITY, QUARTER, file, settings().now()).status == "submitted"
    assert words_of(opened(_returns, OFFICER)).count("Nil return") == 1
    assert words_of(opened(_returns, ANALYST, return_="activity")).count("Nil return") == 1
    assert "Nil return" not in words_of(opened(_returns, ANALYST, return_="unit"))
