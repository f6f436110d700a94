"""The register page as each person meets it: entering a change, confirming it, and what others do not see."""

from datetime import UTC, date, datetime
from html import unescape

import pytest

from dashboard import reads_register
from dashboard.navigation import pages
from dashboard.views.authority_passed import passed
from etl import changing
from etl.drafting import read_change
from schemas.access import Role, Viewer
from schemas.authorities import authorities, authority
from tests.dashboard.opened import opened, ran, words_of
from tests.etl import test_register as register_store
from tests.surrey import EAST, NOTE, SAID, SURREY, VESTING

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ADMIN = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
SECOND = Viewer("admin-2", "Administrator", frozenset({Role.ADMIN}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))

pytestmark = pytest.mark.usefixtures("sqlite_store")


def _page(viewer):
    from dashboard.views import register

    register.page(viewer)


def _opened(viewer):
    return opened(_page, viewer)


def _box(at, label, place=0):
    return [box for box in at.text_input if box.label == label][place]


def _pressed(at, label):
    return ran(next(button for button in at.button if button.label == label).click().run())


def test_an_administrator_enters_surrey_by_the_form_and_another_confirms_it():
    at = _opened(ADMIN)
    assert "There are 153 authorities." in words_of(at)
    next(box for box in at.selectbox if box.label == "Authority that ends").set_value("LA936").run()
    _box(at, "First day, the first of a quarter").input("1/4/2027").run()
    for place, name in enumerate(("East Surrey", "West Surrey")):
        _box(at, "Name", place).input(name).run()
    assert "nothing passes" in words_of(at)
    at = _pressed(at, "Enter the change")
    assert "Enter a sentence of at least 20 characters" in words_of(at)
    assert _box(at, "Name").value == "East Surrey", "nothing that was typed is lost"
    _box(at, "Footnote: what happened, in one sentence").input(NOTE).run()
    _box(at, "By what decision or order, in at least 20 characters").input(SAID["reason"]).run()
    at = _pressed(at, "Enter the change")
    words = words_of(at)
    assert "Change 1 is entered. It has no effect until someone else confirms it." in words
    assert "One change waits for a second person." in words
    assert "You entered it, so someone else must confirm it" in words
    assert not [button for button in at.button if button.label.startswith("Confirm")]

    at = _pressed(_opened(AUTHORISER), "Confirm the change")
    assert "There are 153 authorities, and 154 from 1 April 2027." in words_of(at)
    assert "Surrey becomes East Surrey and West Surrey on 1 April 2027" in words_of(at)
    assert len(authorities(VESTING)) == 154


def test_a_second_person_refuses_with_a_reason():
    changing.enter(ADMIN, read_change(SAID), NOW)
    at = _opened(SECOND)
    at = _pressed(at, "Refuse the change")
    assert "The reason is too short" in words_of(at)
    _box(at, "Why, in at least 20 characters").input("The order has not been made yet.").run()
    at = _pressed(at, "Refuse the change")
    assert "Change 1 is refused. It never has an effect." in words_of(at)
    assert "The order has not been made yet." in words_of(at)
    assert len(authorities(date(2027, 4, 1))) == 153


@pytest.mark.parametrize("viewer", [ANALYST, MEMBER], ids=lambda viewer: viewer.subject)
def test_others_have_no_such_page(viewer):
    changing.enter(ADMIN, read_change(SAID), NOW)
    assert "register" not in {path for _, path, _ in pages(viewer)}
    at = _opened(viewer)
    assert "Surrey" not in words_of(at)
    assert not at.button


def test_what_passed_is_on_the_pages_of_both_and_of_nobody_else():
    register_store.load_what_surrey_holds()
    register_store.confirmed(register_store.proposed())
    east = Viewer("east", "Officer", frozenset({Role.LA_PREPARER}), frozenset({EAST}))
    other = Viewer("other", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
    assert reads_register.passed(other, EAST) == []
    words = unescape(passed(east, authority(EAST)))
    assert "Transformation grant, start-up, 2027-28: £900,001" in words
    assert "£600,001" in words
    assert "£300,000" not in words, "what another authority took"
    assert "Answer owed (CPB-1)" in words
    assert "£300,000" in unescape(passed(MEMBER, authority(SURREY)))
    assert passed(MEMBER, authority("LA334")) is None
