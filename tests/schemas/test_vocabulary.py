"""Every word has a label and one sentence, and the groups that rules rest on are what the law says."""

import inspect

import pytest

from schemas import practice, programme, vocabulary
from schemas.base import Worded, text_enum
from schemas.programme import (
    REVIEW_MINIMUM,
    STAGE_MILESTONES,
    STATUTORY_CORE,
    STATUTORY_PARTNERS,
    Agency,
    Grant,
    Judgement,
    Milestone,
    Partner,
    Stage,
)
from schemas.vocabulary import Rag

WORDS = [
    found
    for words in (vocabulary, programme, practice)
    for _, found in inspect.getmembers(words, inspect.isclass)
    if issubclass(found, Worded) and found is not Worded
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_has_a_label_and_a_sentence(words: type[Worded]):
    assert (words.__doc__ or "").endswith(".")
    for member in words:
        assert member.label
        assert member.label[0].isupper()
        assert member.meaning.endswith("."), member
        assert str(member) == member.value
    assert len({member.label.casefold() for member in words}) == len(words), "two words with one label"


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_fits_its_column(words: type[Worded]):
    stored = text_enum(words)
    assert stored.enums == [member.value for member in words]
    assert max(map(len, stored.enums)) <= 64


def test_there_are_six_ratings():
    assert [str(rag) for rag in Rag] == ["green", "amber", "red", "not_rated", "not_available", "stale"]


def test_the_four_agencies_of_the_act_and_the_six_of_the_review():
    assert [a.label for a in STATUTORY_CORE] == ["Social work", "Police", "Health", "Education"]
    assert REVIEW_MINIMUM[:4] == STATUTORY_CORE
    assert set(REVIEW_MINIMUM[4:]) == {Agency.CHILD_MENTAL_HEALTH, Agency.ADULT_MENTAL_HEALTH}


def test_three_safeguarding_partners():
    assert STATUTORY_PARTNERS == (Partner.LOCAL_AUTHORITY, Partner.POLICE, Partner.ICB)


def test_stages_run_in_order_and_each_after_the_first_has_its_milestone():
    assert [stage.label for stage in Stage][4:6] == ["Operational", "Fully operational"]
    assert list(STAGE_MILESTONES) == list(Stage)[1:]
    assert list(STAGE_MILESTONES.values()) == sorted(STAGE_MILESTONES.values())
    assert STAGE_MILESTONES[Stage.OPERATIONAL] is Milestone.M16
    assert len(Milestone) == 20


def test_ofsted_has_four_grades_and_there_are_three_grants():
    assert [j.label for j in Judgement] == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    assert len(Grant) == 3
