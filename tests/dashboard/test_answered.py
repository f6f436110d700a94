"""The Overview's exceptions say what was answered: explain, act or accept, or that nobody has answered yet."""

import re
from datetime import date

import pytest

from dashboard.answered import answer_to, answer_words
from dashboard.exceptions import RULES, Exceptional
from dashboard.markup import Markup
from schemas.authorities import authority

SOLIHULL = authority("LA334")
SINCE = date(2026, 7, 1)
AHEAD = Exceptional("ahead", SOLIHULL, "Declares stage 5; the evidence supports stage 4.", 1)
ASKED = {
    "authority_id": "LA334", "exception": "Declared stage is ahead of the evidence.", "held_on": date(2026, 9, 24),
    "body": "board", "owner_role": "dcs", "owner_body": "Solihull Council", "due_on": date(2026, 10, 23), "answer": "explain",
    "answered_on": date(2026, 10, 22), "words": "Two agreements were not yet scanned.", "is_open": False,
    "is_overdue": False, "days_late": None,
}  # fmt: skip


def said(markup: Markup) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_the_answer_is_told_with_who_gave_it_and_which_meeting_asked() -> None:
    made = answer_words(answer_to(AHEAD, [ASKED], SINCE))
    assert said(made).startswith("Explain. Two agreements were not yet scanned.")
    assert "Solihull Council, 22 Oct 2026." in said(made)
    assert 'href="/programme#answers"' in made
    assert "24 Sep 2026" in said(made)


def test_one_that_was_asked_and_not_answered_says_whose_it_is_and_how_late() -> None:
    late = ASKED | {
        "answer": None,
        "answered_on": None,
        "words": None,
        "is_open": True,
        "is_overdue": True,
        "days_late": 30,
    }
    told = said(answer_words(answer_to(AHEAD, [late], SINCE)))
    assert told.startswith("No answer yet")
    assert "Solihull Council, due 23 Oct 2026, 30 days late." in told


def test_nothing_else_is_taken_for_an_answer() -> None:
    others = [
        ASKED | {"authority_id": "LA380"},
        ASKED | {"exception": "No health professional is in post."},
        ASKED | {"held_on": date(2026, 6, 18)},
    ]
    assert answer_to(AHEAD, others, SINCE) is None
    assert said(answer_words(None)) == "No answer yet No meeting has asked."


def test_the_newest_meeting_that_asked_counts() -> None:
    again = ASKED | {"held_on": date(2026, 10, 15), "words": "They are scanned now."}
    assert answer_to(AHEAD, [ASKED, again, ASKED], SINCE) == again


@pytest.mark.parametrize(
    ("rule", "exception"),
    [
        ("slip", "Full operation slipped 118 days."),
        ("back", "The Unit moved back a stage."),
        ("ahead", "Declared stage is ahead of the evidence."),
        ("members", "No health professional is in post."),
        ("posts", "One post in five is vacant."),
        ("rating", "Its own rating is kinder than ours."),
        ("spent", "Nothing of the grant is spent."),
        ("money", "Next year's running cost is not secured."),
    ],
)
def test_a_meetings_own_words_are_taken_for_the_rule_that_they_are_about(rule: str, exception: str) -> None:
    asked = ASKED | {"exception": exception}
    found = [each for each in RULES if answer_to(Exceptional(each, SOLIHULL, "", 1), [asked], SINCE)]
    assert found == [rule]
