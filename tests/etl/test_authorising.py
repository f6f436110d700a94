"""A return's way after it is sent in: reviewed, authorised by a third person or sent back. On both databases."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from etl import answering, authorising, correcting, explaining, pipeline, releasing, working
from etl.current import current_ids
from etl.inputs import read_inputs
from etl.store import reading, writing
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.explaining import Answer, explanation_sha256
from schemas.issues import EXPLAIN_ALL
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.reviewing import DECLARATIONS, Declaring, ReviewStep
from schemas.tables import Event, ObservationRow
from schemas.tables_collections import Message
from schemas.tables_reviewing import DeclarationMade, SubmissionReview
from schemas.vocabulary import SubmissionStatus
from seed.generate import EXPLANATION, uploads
from seed.people import seed_people
from tests.etl.releases import ANALYST, AUTHORISER, NOW, SECOND
from tests.etl.test_explaining import sent_with

pytestmark = pytest.mark.usefixtures("store")

Q2 = Period.parse("2026-27 Q2")
SOLIHULL = authority("LA334")
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
APPROVER = Viewer("approver", "Approver, Solihull", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))
EVERYTHING = Viewer("both", "Analyst and authoriser", frozenset({Role.DFE_ANALYST, Role.DFE_AUTHORISER}))
WHY = "The posts of the police are those of last year."


def sent_in(now=NOW, name: str = "unit.xlsx") -> int:
    """Solihull's return, prepared by an officer and sent in by the approver: its number."""
    file = replace(next(iter(uploads(UNIT, Q2, [SOLIHULL]))), received_at=None, name=name)
    prepared = pipeline.submit(OFFICER, UNIT, Q2, file, now)
    assert prepared.status is SubmissionStatus.VALIDATED, prepared.issues
    return pipeline.approve(APPROVER, prepared.submission_id, now).submission_id


def amended(now) -> int:
    """The same figures as a new version, sent in by the department for the authority: its number."""
    book = pipeline.template(ANALYST, UNIT, SOLIHULL, Q2)
    file = pipeline.Upload(SOLIHULL, "again.xlsx", book, {EXPLAIN_ALL: EXPLANATION}, True, reason=WHY)
    sent = pipeline.submit(ANALYST, UNIT, Q2, file, now)
    assert sent.status is SubmissionStatus.SUBMITTED, sent.issues
    return sent.submission_id


def counting() -> int | None:
    with reading() as session:
        return current_ids(session, UNIT.code, Q2).get("LA334")


def steps() -> list[tuple[str, str]]:
    with reading() as session:
        return [(one.by, str(one.step)) for one in session.exec(select(SubmissionReview).order_by(SubmissionReview.id))]


def figure(indicator_id: str, at=None) -> list[float | None]:
    with reading() as session:
        found = working.observations(session, [ObservationRow.geography == "LA334"], at)
    return found.filter(indicator_id=indicator_id, breakdown="", period=str(Q2))["value"].to_list()


def test_a_return_is_authorised_by_a_third_person_after_a_review():
    number = sent_in()
    with pytest.raises(NotAllowed, match="has not been reviewed"):
        authorising.authorise(AUTHORISER, [number], NOW)
    with pytest.raises(NotAllowed):
        authorising.authorise(ANALYST, [number], NOW)
    authorising.take(ANALYST, [number], NOW)
    with pytest.raises(NotAllowed, match="is in review already"):
        authorising.take(ANALYST, [number], NOW)
    authorising.authorise(AUTHORISER, [number], NOW)
    with pytest.raises(NotAllowed, match="is authorised already"):
        authorising.authorise(SECOND, [number], NOW)
    assert steps() == [("analyst", "in_review"), ("authoriser", "authorised")]
    with reading() as session:
        events = session.exec(select(Event.kind).where(Event.submission_id == number).order_by(Event.number)).all()
    kinds = [kind for kind in events if kind.startswith("submission")]
    assert kinds == ["submission.validated", "submission.submitted", "submission.in_review", "submission.authorised"]


def test_whoever_sent_a_return_in_cannot_authorise_it():
    file = replace(next(iter(uploads(UNIT, Q2, [SOLIHULL]))), received_at=None)
    number = pipeline.submit(EVERYTHING, UNIT, Q2, file, NOW).submission_id
    authorising.take(ANALYST, [number], NOW)
    with pytest.raises(NotAllowed, match=r"You sent .*, so someone else must authorise it"):
        authorising.authorise(EVERYTHING, [number], NOW)
    assert steps() == [("analyst", "in_review")]


def test_what_the_department_sends_in_is_approved_by_a_second_and_authorised_by_a_third_person():
    file = replace(next(iter(uploads(UNIT, Q2, [SOLIHULL]))), received_at=None)
    number = pipeline.submit(ANALYST, UNIT, Q2, file, NOW).submission_id
    with pytest.raises(NotAllowed, match=r"You sent .* in for the authority, so someone else must approve it"):
        authorising.take(ANALYST, [number], NOW)
    authorising.take(EVERYTHING, [number], NOW)
    with pytest.raises(NotAllowed, match=r"You approved .* for the authority, so someone else must authorise it"):
        authorising.authorise(EVERYTHING, [number], NOW)
    authorising.authorise(AUTHORISER, [number], NOW)
    assert steps() == [("both", "in_review"), ("authoriser", "authorised")]
    with reading() as session:
        declared = session.exec(
            select(DeclarationMade.step, DeclarationMade.made_by).order_by(DeclarationMade.id)
        ).all()
    assert [(str(step), by) for step, by in declared] == [
        ("on_behalf", "analyst"),
        ("approved", "both"),
        ("authorised", "authoriser"),
    ]


def step_of(number: int, **what: object) -> SubmissionReview:
    """A step of the department's with what the analyst sent in for an authority, written past every check of ours."""
    usual = {
        "prepared_by": "analyst",
        "submitted_by": "analyst",
        "is_on_behalf": True,
        "approved_by": "second",
        "by": "second",
    }
    return SubmissionReview(submission_id=number, at=NOW, **{"step": ReviewStep.IN_REVIEW, **usual, **what})


AUTHORISED = {"step": ReviewStep.AUTHORISED, "follows": ReviewStep.IN_REVIEW, "by": "authoriser"}


@pytest.mark.parametrize(
    "bad",
    [
        {"by": "analyst", "approved_by": "analyst"},  # approved by whoever sent it in
        {"approved_by": "third"},  # approved by another than takes it
        {"is_on_behalf": False},  # passed off as the authority's own
        {**AUTHORISED, "by": "second"},
        {**AUTHORISED, "by": "analyst"},
        {**AUTHORISED, "approved_by": "third"},  # who never took it
        {**AUTHORISED, "follows": None},
    ],
)
def test_the_database_itself_holds_them_apart(bad: dict[str, object]):
    file = replace(next(iter(uploads(UNIT, Q2, [SOLIHULL]))), received_at=None)
    number = pipeline.submit(ANALYST, UNIT, Q2, file, NOW).submission_id
    if bad.get("step") is ReviewStep.AUTHORISED:
        with writing() as session:
            session.add(step_of(number))
    with pytest.raises(IntegrityError), writing() as session:
        session.add(step_of(number, **bad))
    with writing() as session:  # and takes what is right
        session.add(step_of(number, **AUTHORISED) if bad.get("step") else step_of(number))


@pytest.mark.parametrize("by", ["officer", "approver"])
def test_the_database_itself_refuses_fewer_than_three_people(by: str):
    number = sent_in()
    authorising.take(ANALYST, [number], NOW)
    own = {**AUTHORISED, "is_on_behalf": False, "submitted_by": "approver", "approved_by": "approver"}
    for bad in ({"prepared_by": "officer", "by": by}, {"prepared_by": "another", "by": by}):
        with pytest.raises(IntegrityError), writing() as session:
            session.add(step_of(number, **{**own, **bad}))


def test_what_people_declare_is_kept_in_its_words():
    number = sent_in()
    authorising.take(ANALYST, [number], NOW)
    authorising.authorise(AUTHORISER, [number], NOW)
    with reading() as session:
        made = session.exec(select(DeclarationMade).order_by(DeclarationMade.id)).all()
        assert [(one.made_by, one.step, one.version) for one in made] == [
            ("officer", Declaring.PREPARED, 1), ("approver", Declaring.SUBMITTED, 1), ("authoriser", Declaring.AUTHORISED, 1),
        ]  # fmt: skip
        words = {one.step: one.words for one in DECLARATIONS}
        assert all(one.words == words[one.step] for one in made)


def test_a_return_that_is_sent_back_counts_no_more_and_the_authority_is_told():
    with writing() as session:
        seed_people(session, "https://issuer.example")
    number = sent_in()
    before = figure("ST-01")
    assert before
    with pytest.raises(NotAllowed, match="20 characters"):
        authorising.send_back(ANALYST, number, "no", NOW)
    authorising.send_back(ANALYST, number, WHY, NOW.replace(hour=12))
    assert counting() is None
    assert figure("ST-01") in ([], [None])
    assert figure("ST-01", NOW) == before  # as it was known before
    with reading() as session:
        assert {m.stage for m in session.exec(select(Message)).all()} == {"sent back"}
        assert all(WHY in m.body for m in session.exec(select(Message)).all())
    with pytest.raises(NotAllowed, match="no longer counts"):
        authorising.take(ANALYST, [number], NOW)
    again = sent_in(NOW.replace(hour=13), "again.xlsx")
    assert counting() == again
    assert figure("ST-01") == before


def test_sending_back_a_later_version_makes_the_earlier_one_count_again():
    first = sent_in()
    authorising.take(ANALYST, [first], NOW)
    authorising.authorise(AUTHORISER, [first], NOW)
    with pytest.raises(NotAllowed, match="is authorised"):
        authorising.send_back(ANALYST, first, WHY, NOW)
    later = NOW.replace(hour=12)
    second = amended(later)
    assert counting() == second
    with reading() as session:
        as_was = read_inputs(session, Q2, NOW.replace(hour=11))
        assert as_was.standing.filter(authority_id="LA334")["version"].to_list() == [1]
    authorising.send_back(ANALYST, second, WHY, NOW.replace(hour=14))
    assert counting() == first
    with reading() as session:
        assert read_inputs(session, Q2, NOW.replace(hour=13)).standing["version"].to_list() == [2]
        assert read_inputs(session, Q2, NOW.replace(hour=15)).standing["version"].to_list() == [1]


def test_nothing_is_released_that_is_not_authorised():
    number = sent_in()
    with pytest.raises(releasing.NotReady, match="1 return counts and is not authorised"):
        releasing.prepare(ANALYST, "Second quarter", "The first position that is released.", NOW)
    authorising.take(ANALYST, [number], NOW)
    authorising.authorise(AUTHORISER, [number], NOW)
    assert releasing.prepare(ANALYST, "Second quarter", "The first position that is released.", NOW) == 1


def test_what_was_put_back_waits_to_be_authorised():
    first = sent_in()
    authorising.take(ANALYST, [first], NOW)
    authorising.authorise(AUTHORISER, [first], NOW)
    second = amended(NOW)
    kept = correcting.revert(ANALYST, second, WHY, NOW)
    assert counting() == kept.submission_id
    with pytest.raises(releasing.NotReady, match="not authorised"):
        releasing.prepare(ANALYST, "Second quarter", "The first position that is released.", NOW)


def test_the_share_authorised_is_told_once_the_cut_off_has_come_or_it_is():
    """Of Solihull's returns one is authorised before the cut-off; the others' cut-off, 29 November, is still to come."""
    number = sent_in()
    assert figure("DQ-02") in ([], [None])
    authorising.take(ANALYST, [number], NOW)
    authorising.authorise(AUTHORISER, [number], NOW)
    assert figure("DQ-02") == [100.0]


def test_an_explanation_that_is_sent_back_later_blocks_a_release_too():
    """Authorised with an explanation that nobody had answered; then the department asks again."""
    sent = pipeline.submit(ANALYST, UNIT, Q2, replace(sent_with(2), explanations={EXPLAIN_ALL: EXPLANATION}), NOW)
    assert sent.status is SubmissionStatus.SUBMITTED, sent.issues
    with reading() as session:
        [query, *_] = explaining.asked(session, UNIT, Q2)
    authorising.take(SECOND, [sent.submission_id], NOW)
    authorising.authorise(AUTHORISER, [sent.submission_id], NOW)
    about = (sent.submission_id, query.issue.fingerprint, explanation_sha256(query.explanation.words))
    answering.answer(AUTHORISER, [about], Answer.RETURNED, WHY, NOW)
    with pytest.raises(releasing.NotReady, match="The department asks again about 1 query"):
        releasing.prepare(ANALYST, "Second quarter", "The first position that is released.", NOW)
