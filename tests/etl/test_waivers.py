"""Waivers: two people, one authority, until a day; findings stay listed, and old submissions keep what held on theirs."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from typer.testing import CliRunner

from etl import pipeline, waivers
from etl.cli import app
from etl.store import reading, writing
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.tables import Event, IssueRow, Submission, Waiver
from schemas.vocabulary import Severity, SubmissionStatus, Verdict
from seed.generate import uploads
from seed.people import seed_people
from tests.etl.test_pipeline import edited

Q2 = Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
UNTIL = date(2026, 12, 31)
SOLIHULL, BRADFORD = authority("LA334"), authority("LA380")
WHY = "The police secondment is agreed and begins in January."
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "Authoriser", frozenset({Role.DFE_AUTHORISER}))
BOTH = Viewer("both", "Both", frozenset({Role.DFE_ANALYST, Role.DFE_AUTHORISER}))
APPROVER = Viewer("approver", "Approver", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))


@pytest.fixture
def odd(store):
    """Solihull's return, in which an agreement's review comes before its signature (U054)."""
    made = replace(next(iter(uploads(UNIT, Q2, [SOLIHULL]))), explanations={}, received_at=None)
    wrong, _ = edited(made, "Agreements", {("Police", "Review date"): date(2020, 1, 1)})
    return wrong


def request(code="U054", authority_id="LA334", reason=WHY, until=UNTIL):
    return waivers.Request(UNIT, code, authority_id, reason, until)


def agreed(code="U054", at=NOW, **more):
    with writing() as session:
        number = waivers.ask(session, ANALYST, request(code, **more), at)
        waivers.grant(session, AUTHORISER, number, at)
    return number


def found(receipt, code="U054"):
    return [issue for issue in receipt.issues if issue.code == code]


def in_force(on, authority_id="LA334"):
    with reading() as session:
        return waivers.in_force(session, UNIT, Q2, [authority_id], on).get(authority_id, {})


def test_a_waived_finding_is_listed_with_its_waiver_and_blocks_nothing(odd):
    before = pipeline.check(ANALYST, UNIT, Q2, odd, NOW)
    [issue] = found(before)
    assert (before.verdict, issue.severity, issue.waived) == (Verdict.ERRORS, Severity.ERROR, None)

    number = agreed()
    after = pipeline.submit(ANALYST, UNIT, Q2, replace(odd, explanations={"*": "Checked with the partners."}), NOW)

    [issue] = found(after)
    assert after.status is SubmissionStatus.SUBMITTED
    assert issue.severity is Severity.ERROR
    assert issue.message.endswith(f"Waived until 31 December 2026, agreed by the DfE authoriser: {WHY}")
    with reading() as session:
        kept = session.exec(select(IssueRow).where(IssueRow.code == "U054")).one()
        assert (kept.waiver_id, kept.message) == (number, issue.message)
        trail = session.exec(select(Event).where(Event.kind.contains("waive"))).all()
    assert [(e.kind, e.actor, e.authority_id) for e in trail] == [
        ("waiver.asked", "analyst", "LA334"),
        ("waiver.granted", "authoriser", "LA334"),
        ("submission.waived", "analyst", "LA334"),
    ]
    assert trail[2].detail == f"U054 (waiver {number})"
    assert WHY in trail[1].detail


def test_a_waiver_holds_for_its_authority_and_rule_alone_from_its_day_to_its_last(store):
    agreed()
    assert in_force(UNTIL)["U054"].reason == WHY
    assert in_force(NOW.date()).keys() == {"U054"}
    assert in_force(UNTIL + timedelta(days=1)) == {}
    assert in_force(NOW.date() - timedelta(days=1)) == {}
    assert in_force(UNTIL, "LA380") == {}


def test_an_expired_waiver_blocks_again_and_what_was_accepted_under_it_stays(odd):
    agreed()
    accepted = pipeline.submit(ANALYST, UNIT, Q2, replace(odd, explanations={"*": "Checked with the partners."}), NOW)
    later = datetime(2027, 1, 1, 10, tzinfo=UTC)
    again = pipeline.check(ANALYST, UNIT, Q2, odd, later)
    assert found(again)[0].waived is None
    assert again.verdict is Verdict.ERRORS
    # The same file, as it came on a day on which the waiver held.
    assert found(pipeline.check(ANALYST, UNIT, Q2, replace(odd, received_at=NOW), later))[0].waived is not None
    with reading() as session:
        assert session.get(Submission, accepted.submission_id).status is SubmissionStatus.SUBMITTED
        assert session.exec(select(IssueRow.waiver_id).where(IssueRow.code == "U054")).one() is not None


def test_a_withdrawn_waiver_holds_no_longer(odd):
    number = agreed(at=NOW - timedelta(days=2))
    with writing() as session:
        waivers.withdraw(session, AUTHORISER, number, NOW)
    assert found(pipeline.check(ANALYST, UNIT, Q2, odd, NOW))[0].waived is None
    assert in_force(NOW.date() - timedelta(days=1)).keys() == {"U054"}
    with writing() as session, pytest.raises(NotAllowed, match="no such waiver"):
        waivers.withdraw(session, AUTHORISER, number, NOW)


def test_nobody_agrees_to_what_they_asked_for(store):
    with writing() as session:
        number = waivers.ask(session, BOTH, request(), NOW)
    with writing() as session, pytest.raises(NotAllowed, match="someone else must agree"):
        waivers.grant(session, BOTH, number, NOW)
    assert in_force(NOW.date()) == {}
    with writing() as session, pytest.raises(NotAllowed, match="someone else must agree"):
        waivers.refuse(session, BOTH, number, "It is not needed any more.", NOW)


@pytest.mark.parametrize(
    "written",
    [
        {"approved_at": NOW, "approved_by": "analyst"},
        {"refused_at": NOW, "refused_by": "analyst"},
        {"approved_at": NOW},
        {"refused_at": NOW},
        {"approved_at": NOW, "approved_by": "authoriser", "refused_at": NOW, "refused_by": "authoriser"},
    ],
)
def test_the_store_itself_holds_two_people_and_one_answer(store, written):
    with writing() as session:
        number = waivers.ask(session, ANALYST, request(), NOW)
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(update(Waiver).where(Waiver.id == number).values(**written))


def listed():
    with reading() as session:
        return waivers.listed(session, NOW.date())


def test_an_authoriser_refuses_with_a_reason_and_it_never_holds(store):
    with writing() as session:
        number = waivers.ask(session, APPROVER, request(), NOW)
    with writing() as session, pytest.raises(waivers.NotWaivable, match="at least 20 characters"):
        waivers.refuse(session, AUTHORISER, number, "No.", NOW)
    for viewer in (APPROVER, OFFICER, ANALYST, Viewer()):
        with writing() as session, pytest.raises(NotAllowed):
            waivers.refuse(session, viewer, number, "The agreement can be signed again.", NOW)
    with writing() as session:
        waivers.refuse(session, AUTHORISER, number, "The agreement can be signed again.", NOW)
    [row] = listed()
    assert (row["state"], row["asker_role"], row["approver_role"]) == ("refused", "Approver", "DfE authoriser")
    assert row["ended_because"] == "The agreement can be signed again."
    with writing() as session, pytest.raises(NotAllowed, match="no longer waits"):
        waivers.grant(session, AUTHORISER, number, NOW)
    with writing() as session, pytest.raises(NotAllowed, match="has ended"):
        waivers.withdraw(session, AUTHORISER, number, NOW)
    assert in_force(NOW.date()) == {}
    with reading() as session:
        assert session.exec(select(Event.detail).where(Event.kind == "waiver.refused")).one().endswith("signed again.")


def test_what_waits_already_is_not_asked_for_twice(store):
    with writing() as session:
        number = waivers.ask(session, ANALYST, request(), NOW)
        waivers.ask(session, ANALYST, request("U013"), NOW)
    with writing() as session, pytest.raises(waivers.NotWaivable, match=f"already: waiver {number}"):
        waivers.ask(session, APPROVER, request(), NOW)
    with writing() as session:
        waivers.grant(session, AUTHORISER, number, NOW)
        assert waivers.ask(session, APPROVER, request(until=date(2027, 6, 30)), NOW) > number


def test_either_side_ends_one_and_nobody_else(store):
    bradfords = Viewer("b", "Approver", frozenset({Role.LA_APPROVER}), frozenset({"LA380"}))
    for viewer in (APPROVER, ANALYST, AUTHORISER):
        number = agreed()
        for other in (bradfords, OFFICER, Viewer()):
            with writing() as session, pytest.raises(NotAllowed):
                waivers.withdraw(session, other, number, NOW)
        with writing() as session:
            waivers.withdraw(session, viewer, number, NOW, "The agreement was signed.")
        assert in_force(NOW.date()) == {}
    assert {(row["state"], row["ended_because"]) for row in listed()} == {("withdrawn", "The agreement was signed.")}


def test_an_authoritys_approver_may_ask_for_their_own_and_agree_to_none(store):
    with writing() as session:
        number = waivers.ask(session, APPROVER, request(), NOW)
    for viewer in (APPROVER, OFFICER, ANALYST, Viewer()):
        with writing() as session, pytest.raises(NotAllowed):
            waivers.grant(session, viewer, number, NOW)
    for viewer, whose in ((APPROVER, "LA380"), (OFFICER, "LA334"), (AUTHORISER, "LA334"), (Viewer(), "LA334")):
        with writing() as session, pytest.raises(NotAllowed):
            waivers.ask(session, viewer, request(authority_id=whose), NOW)
    assert in_force(NOW.date()) == {}
    with writing() as session:
        waivers.grant(session, AUTHORISER, number, NOW)
    assert in_force(NOW.date()).keys() == {"U054"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"code": "U010"}, "U010 cannot be waived: figures would be wrong without it. Correct the return."),
        ({"code": "U001"}, "U001 cannot be waived"),
        ({"code": "S011"}, "“S011” is not a rule of the Unit implementation return"),
        ({"reason": "Too short."}, "at least 20 characters"),
        ({"until": date(2026, 11, 21)}, "Enter a last day from 22 November 2026 to"),
        ({"until": date(2036, 11, 21)}, "Enter a last day from 22 November 2026 to"),
    ],
)
def test_what_would_leave_figures_wrong_or_cannot_be_understood_is_refused(store, asked, says):
    with writing() as session, pytest.raises(waivers.NotWaivable, match=says):
        waivers.ask(session, ANALYST, request(**asked), NOW)


def test_errors_of_identity_keys_and_types_are_never_waivable():
    for spec in RETURNS.values():
        errors = {rule.code for rule in spec.rules if rule.severity is Severity.ERROR}
        queries = {rule.code for rule in spec.rules if rule.severity is Severity.QUERY}
        assert not spec.waivable & {"U001", "U002", "U003", "U004", "U005"}
        assert queries - errors <= spec.waivable
        assert {rule.code for rule in spec.rules if rule.is_waivable} <= errors


def test_a_waiver_made_past_the_rules_does_not_count(odd):
    """A row that someone wrote into the store by hand waives no rule that cannot be waived."""
    wrong, _ = edited(odd, "Posts", {("Police", "Filled posts"): 90})
    row = {
        "form_code": "unit",
        "authority_id": "LA334",
        "reason": WHY,
        "until_on": UNTIL,
        "asked_at": NOW,
        "asked_by": "a",
    }
    with writing() as session:
        for code in ("U010", "U011"):
            session.add(Waiver(rule_code=code, approved_at=NOW, approved_by="b", **row))
    assert not any(issue.waived for issue in pipeline.check(ANALYST, UNIT, Q2, wrong, NOW).issues)


def test_a_waived_finding_hides_no_other_at_its_cell(odd):
    wrong, _ = edited(odd, "Agreements", {("Police", "Review date"): "soon"})
    agreed()
    codes = {issue.code for issue in pipeline.check(ANALYST, UNIT, Q2, wrong, NOW).issues}
    assert "S013" in codes


def test_the_department_waives_lists_and_ends_by_command(sqlite_store):
    with writing() as session:
        seed_people(session, "http://localhost:9999")

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    asked = ("waive", "U013", "--authority", "Solihull", "--reason", WHY, "--until", "2027-03-31")
    refused = run(*asked, "--by", "demo-analyst")
    assert (refused.exit_code, refused.stderr) == (2, "Your account may not do this: agree to a waiver.\n")
    own = run(*asked, "--by", "demo-authoriser", "--asked-by", "demo-authoriser")
    assert (own.exit_code, own.stderr) == (2, "Your account may not do this: ask for a waiver.\n")
    assert "is not a person here" in run(*asked, "--by", "demo-nobody").stderr
    assert json.loads(run("waivers", "--json").stdout) == []

    [made] = json.loads(run(*asked, "--by", "demo-authoriser", "--json").stdout)
    assert (made["rule"], made["authority_id"], made["state"]) == ("U013", "LA334", "in force")
    assert (made["asked_by"], made["approved_by"], made["approver_role"]) == (
        "operator",
        "demo-authoriser",
        "DfE authoriser",
    )
    [rule] = [r for r in json.loads(run("catalogue", "--json").stdout)["rules"] if r["waivers"]]
    assert (rule["code"], rule["may_be_waived"], rule["waivers"][0]["until"]) == ("U013", True, "2027-03-31")

    assert (
        run("unwaive", made["number"], "--by", "demo-authoriser").stdout == f"Waiver {made['number']} is withdrawn.\n"
    )
    assert "withdrawn" in run("waivers").stdout
