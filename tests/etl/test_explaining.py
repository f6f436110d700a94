"""Explanations as a conversation: given, accepted or returned, given differently, and what follows them to a new version."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from sqlmodel import select
from typer.testing import CliRunner

from etl import answering, mail, pipeline
from etl.cli import app
from etl.explaining import asked
from etl.outbox import deliver
from etl.store import reading, writing
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.explaining import Answer, Explanation, Reason, ReviewState, explanation_sha256
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.tables import Event, Person, RoleGrant
from schemas.tables_collections import Message, MessageState
from schemas.tables_explaining import ExplanationAnswer
from schemas.vocabulary import SubmissionStatus, Verdict
from seed.generate import uploads
from tests.etl.test_pipeline import amended, edited

Q2 = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SOLIHULL = authority("LA334")
SENDER = Viewer("sender", "Analyst", frozenset({Role.DFE_ANALYST}))
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "Authoriser", frozenset({Role.DFE_AUTHORISER}))
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
ELSEWHERE = Viewer("officer-2", "Officer, Bradford", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
MEMBER = Viewer("m", "Member", frozenset({Role.MEMBER}))
FIRST, SECOND = "Two posts are vacant until January.", "The vacancies are filled by agency staff from 1 December."
ASKS = "Say how children are seen until the posts are filled."


@pytest.fixture(scope="module")
def upload():
    """Solihull's return with two lead practitioners: one query, U033."""
    return sent_with(2)


def sent_with(fte):
    made = replace(next(iter(uploads(UNIT, Q2, [SOLIHULL]))), explanations={}, received_at=None)
    return edited(made, "Unit", {("U1", "Lead practitioners filled"): fte})[0]


def send(file, words=FIRST, **more):
    given = {"U033": Explanation(words, Reason.RECORDING)} if words else {}
    return pipeline.submit(SENDER, UNIT, Q2, replace(file, explanations=given, **more), NOW)


def queries():
    with reading() as session:
        return [one for one in asked(session, UNIT, Q2) if one.issue.code == "U033"]


def about():
    return [(one.submission.id, one.issue.fingerprint, explanation_sha256(one.explanation.words)) for one in queries()]


def answered(outcome, words="", viewer=ANALYST):
    answering.answer(viewer, about(), outcome, words, NOW + timedelta(minutes=1))


def test_an_explanation_has_a_reason_and_waits_and_is_accepted_by_someone_else(store, upload):
    assert send(upload).status is SubmissionStatus.SUBMITTED
    [one] = queries()
    assert (one.state, one.explanation) == (ReviewState.WAITING, Explanation(FIRST, "recording"))
    with pytest.raises(NotAllowed, match="You gave this explanation, so someone else"):
        answered(Answer.ACCEPTED, viewer=SENDER)
    for viewer in (OFFICER, ELSEWHERE, Viewer()):
        with pytest.raises(NotAllowed):
            answered(Answer.ACCEPTED, viewer=viewer)
    answered(Answer.ACCEPTED)
    assert queries()[0].state is ReviewState.ACCEPTED
    with pytest.raises(NotAllowed, match="answered this explanation already: accepted"):
        answered(Answer.ACCEPTED, viewer=AUTHORISER)
    with reading() as session:
        [event] = session.exec(select(Event).where(Event.kind == "explanation.accepted")).all()
        assert (event.actor, event.authority_id, event.detail) == ("analyst", "LA334", "U033")


def test_what_was_returned_is_open_in_the_next_version_until_it_is_explained_differently(store, upload):
    send(upload)
    with pytest.raises(NotAllowed, match="Say what is asked for"):
        answered(Answer.RETURNED, "No.")
    answered(Answer.RETURNED, ASKS)
    assert queries()[0].state is ReviewState.RETURNED

    checked = pipeline.check(ANALYST, UNIT, Q2, replace(upload, explanations={}), NOW)
    [issue] = [one for one in checked.issues if one.code == "U033"]
    assert checked.verdict is not Verdict.CLEAN
    assert (issue.is_open, issue.explanation, issue.returned.words) == (True, FIRST, ASKS)
    same = pipeline.check(ANALYST, UNIT, Q2, replace(upload, explanations={"U033": f" {FIRST} "}), NOW)
    assert next(one for one in same.issues if one.code == "U033").is_open
    other = pipeline.check(ANALYST, UNIT, Q2, replace(upload, explanations={"U033": SECOND}), NOW)
    [issue] = [one for one in other.issues if one.code == "U033"]
    assert (issue.is_open, issue.explanation) == (False, SECOND)


def test_an_accepted_explanation_follows_its_value_and_a_changed_value_opens_the_query(store, upload):
    send(upload)
    answered(Answer.ACCEPTED)
    kept = send(amended(upload), words="", reason="Another figure was wrong.")
    assert (kept.status, kept.version) == (SubmissionStatus.SUBMITTED, 2)
    [one] = queries()
    assert (one.submission.version, one.explanation.reason) == (2, "recording")
    assert one.state is ReviewState.ACCEPTED
    changed = send(amended(sent_with(1)), words="")
    assert (changed.verdict, changed.status) == (Verdict.QUERIES, SubmissionStatus.DRAFT)
    assert queries()[0].submission.version == 2


def test_a_return_that_counts_is_explained_again_without_a_new_file_and_its_people_are_told(store, upload):
    with writing() as session:
        for subject, email, whose in (("officer", "a@example.org", "LA334"), ("officer-2", "b@example.org", "LA380")):
            person = Person(issuer="i", subject=subject, label=subject, email=email)
            session.add(person)
            session.flush()
            session.add(RoleGrant(person_id=person.id, role=Role.LA_PREPARER, authority_id=whose))
    receipt = send(upload)
    fingerprint = queries()[0].issue.fingerprint
    with pytest.raises(NotAllowed, match="does not ask about this query again"):
        answering.give(OFFICER, receipt.submission_id, fingerprint, Explanation(SECOND), NOW)
    answered(Answer.RETURNED, ASKS)
    with reading() as session:
        [message] = session.exec(select(Message)).all()
        assert message.authority_id == "LA334"
        assert "asks again about an explanation in the Unit implementation return of Solihull" in message.body
        assert ASKS not in message.body
    letters = []

    def hand_over(letter):
        letters.append(letter.to)
        return mail.Answer(MessageState.SENT, "")

    deliver(hand_over, NOW + timedelta(minutes=5))
    assert letters == ["a@example.org"]

    late = NOW + timedelta(hours=1)
    for viewer in (ELSEWHERE, MEMBER):
        with pytest.raises(NotAllowed):
            answering.give(viewer, receipt.submission_id, fingerprint, Explanation(SECOND), late)
    with pytest.raises(NotAllowed, match="were returned by the department"):
        answering.give(OFFICER, receipt.submission_id, fingerprint, Explanation(f" {FIRST}  "), late)
    answering.give(OFFICER, receipt.submission_id, fingerprint, Explanation(SECOND, Reason.OTHER), late)
    [one] = queries()
    assert (one.state, one.explanation.words, one.explained_by) == (ReviewState.WAITING, SECOND, "officer")
    assert one.submission.version == 1
    followed = pipeline.check(ANALYST, UNIT, Q2, replace(upload, explanations={}), late)
    assert [i.explanation for i in followed.issues if i.code == "U033"] == [SECOND]


def test_of_answers_read_before_the_words_changed_none_is_kept(store, upload):
    send(upload)
    read_before = about()
    answered(Answer.RETURNED, ASKS)
    answering.give(OFFICER, *read_before[0][:2], Explanation(SECOND), NOW + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="has changed"):
        answering.answer(AUTHORISER, read_before, Answer.ACCEPTED, "", NOW + timedelta(hours=2))
    assert queries()[0].state is ReviewState.WAITING


def test_the_database_holds_two_people_and_every_answer(store, upload):
    send(upload)
    answered(Answer.ACCEPTED)
    with pytest.raises(DatabaseError), writing() as session:
        session.execute(update(ExplanationAnswer).values(words="Otherwise."))
    with pytest.raises(DatabaseError), writing() as session:
        session.add(
            ExplanationAnswer(
                form_code="unit", authority_id="LA334", period=str(Q2), fingerprint="f", explanation_sha256="s",
                number=1, submission_id=1, outcome=Answer.ACCEPTED, explained_by="a", answered_by="a", answered_at=NOW,
            )
        )  # fmt: skip


def test_of_two_people_who_answer_at_once_one_wins_and_the_other_is_told(store, upload):
    send(upload)
    read, start = about(), Barrier(2)

    def answer(viewer):
        start.wait()
        try:
            answering.answer(viewer, read, Answer.ACCEPTED, "", NOW + timedelta(minutes=1))
        except NotAllowed as refusal:
            return str(refusal)
        return "done"

    with ThreadPoolExecutor(2) as two:
        said = sorted(two.map(answer, (ANALYST, AUTHORISER)), key=lambda words: words != "done")
    assert said[0] == "done"
    assert "answered this explanation" in said[1]
    with reading() as session:
        assert len(session.exec(select(ExplanationAnswer)).all()) == 1


def test_the_command_takes_a_reason_with_the_words(tmp_path, upload, sqlite_store):
    file = tmp_path / upload.name
    file.write_bytes(upload.content)
    asked_for = ["check", str(file), "--return", "unit", "--period", "2026-27 Q2", "--authority", "Solihull"]

    def run(explanation):
        return CliRunner().invoke(app, [*asked_for, "--explain", explanation])

    assert run(f"U033:small_numbers={FIRST}").stdout.startswith(Verdict.CLEAN.label)
    wrong = run(f"U033:because={FIRST}")
    assert wrong.exit_code == 2
    assert "“because” is not a reason. Enter one of: service_change, recording, late_data" in wrong.stderr
