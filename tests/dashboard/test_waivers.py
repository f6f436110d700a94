"""The waivers page as each person meets it: asking, agreeing, refusing, ending; and what others do not see."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest

from dashboard import reads_returns, reads_rules
from dashboard.views import returns_issues
from dashboard.views.definitions_rules import Often, catalogue
from dashboard.views.returns_waiting import stored_issues
from etl import pipeline, waiving
from etl.store import reading
from etl.waivers import listed
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.vocabulary import SubmissionStatus
from seed.generate import uploads
from tests.dashboard.opened import opened, ran, words_of
from tests.etl.test_pipeline import edited

Q1, Q2 = Period.parse("2026-27 Q1"), Period.parse("2026-27 Q2")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
UNTIL = date(2026, 12, 31)
WHY = "The police secondment is agreed and begins in January."
SOLIHULL = frozenset({"LA334"})
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), SOLIHULL)
APPROVER = Viewer("approver", "Approver, Solihull", frozenset({Role.LA_APPROVER}), SOLIHULL)
ELSEWHERE = Viewer("officer-2", "Approver, Bradford", frozenset({Role.LA_APPROVER}), frozenset({"LA380"}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
BOTH = Viewer("both", "Both", frozenset({Role.DFE_ANALYST, Role.DFE_AUTHORISER}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))


def _page(viewer):
    from dashboard.views import waivers

    waivers.page(viewer)


def _opened(viewer, **address):
    return opened(_page, viewer, **address)


def _typed(at, **words):
    for box in (*at.text_area, *at.text_input):
        if (name := box.key.split("-")[0]) in words:
            box.input(words[name]).run()
    return ran(at)


def _pressed(at, label):
    return ran(next(button for button in at.button if button.label == label).click().run())


def _asked(viewer=APPROVER, code="U054", whose="LA334"):
    return waiving.ask(viewer, waiving.Request(UNIT, code, whose, WHY, UNTIL), NOW)


def _sent():
    """Solihull's return of Q2."""
    [made] = uploads(UNIT, Q2, [authority("LA334")])
    return replace(made, explanations={"*": "Checked with the partners."}, received_at=None)


def _odd():
    """The same, in which an agreement's review comes before its signature (U054)."""
    return edited(_sent(), "Agreements", {("Police", "Review date"): date(2020, 1, 1)})[0]


def _states():
    with reading() as session:
        return [row["state"] for row in listed(session, NOW.date())]


def test_an_approver_asks_an_authoriser_agrees_and_the_officer_sees_it(sqlite_store):
    page = _typed(_opened(APPROVER, rule="U054"), reason=WHY, until="31/12/2026")
    said = words_of(_pressed(page, "Ask for this waiver"))
    assert "Waiver of U054 asked for" in said
    assert "1 waiver waits for an answer; none is in force." in said
    assert "Not agreed yet" in said
    assert _states() == ["waiting"]

    card = _opened(AUTHORISER)
    assert all(words in words_of(card) for words in ("Waiver 1: U054, Solihull", WHY, "Asked for by: Approver"))
    said = words_of(_pressed(card, "Agree to waiver 1"))
    assert "Waiver 1 is agreed" in said
    assert _states() == ["in force"]

    page = _opened(OFFICER)
    for words in ("In force: 1 waiver", WHY, "DfE authoriser", "31 December 2026", "U054", "Solihull"):
        assert words in words_of(page)
    assert [button.label for button in page.button] == []


def test_nobody_else_reads_of_it_or_may_touch_it(sqlite_store):
    waiving.agree(AUTHORISER, _asked(), NOW)
    said = words_of(_opened(ELSEWHERE))
    assert "No rule is waived" in said
    assert WHY not in said
    assert "End this waiver" not in [button.label for button in _opened(ELSEWHERE).button]
    for viewer, address in ((ELSEWHERE, {"authority": "334"}), (MEMBER, {}), (NOBODY, {})):
        said = words_of(_opened(viewer, **address))
        assert "You cannot see this page." in said
        assert "U054" not in said


def test_whoever_asked_is_not_offered_the_answer(sqlite_store):
    _asked(BOTH)
    page = _opened(BOTH)
    assert "You asked for this waiver, so someone else must agree to it or refuse it." in words_of(page)
    assert not [button.label for button in page.button if button.label.startswith(("Agree", "Refuse"))]


def test_a_refusal_needs_a_reason_which_the_asker_reads(sqlite_store):
    _asked()
    page = _pressed(_opened(AUTHORISER), "Refuse waiver 1")
    assert "at least 20 characters" in words_of(page)
    assert _states() == ["waiting"]
    _pressed(_typed(page, refusal="The agreement can be signed again."), "Refuse waiver 1")
    assert "Refused by the DfE authoriser: The agreement can be signed again." in words_of(_opened(APPROVER))


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("31/13/2026", "You entered “31/13/2026” as the last day. Enter a day between 22 November 2026 and"),
        ("", "The last day is blank."),
        ("2020-01-01", "Enter a last day from 22 November 2026"),
    ],
)
def test_a_last_day_that_will_not_do_is_quoted_and_nothing_is_lost(sqlite_store, until, says):
    page = _pressed(_typed(_opened(APPROVER), reason=WHY, until=until), "Ask for this waiver")
    assert says in words_of(page)
    assert page.text_area[0].value == WHY
    assert _states() == []


@pytest.mark.parametrize("viewer", [APPROVER, ANALYST, AUTHORISER])
def test_either_side_ends_one(sqlite_store, viewer):
    waiving.agree(AUTHORISER, _asked(), NOW)
    page = _typed(_opened(viewer), end="The agreement was signed.")
    said = words_of(_pressed(page, "End this waiver"))
    assert "Waiver 1 has ended" in said
    assert "Ended before its last day: The agreement was signed." in said
    assert _states() == ["withdrawn"]


def test_a_waived_finding_shows_its_waiver_wherever_the_return_is_shown(sqlite_store):
    waiving.agree(AUTHORISER, _asked(), NOW)
    receipt = pipeline.submit(ANALYST, UNIT, Q2, _odd(), NOW)
    assert receipt.status is SubmissionStatus.SUBMITTED
    [kept] = [issue for issue in stored_issues(OFFICER, receipt.submission_id) if issue.waived]
    for issue in (kept, next(issue for issue in receipt.issues if issue.waived)):
        shown = unescape(returns_issues.issues_table(UNIT, [issue], "Issues"))
        assert shown.count(WHY.rstrip(".")) == 1, "said in a column of its own, and not in the message again"
        assert "Waiver 1, until 31 December 2026, agreed by the DfE authoriser" in shown
        row = returns_issues.issues_csv([issue]).decode().splitlines()[1]
        assert row.endswith(f"1,2026-12-31,{WHY}")
    assert reads_returns.submission_issues(ELSEWHERE, receipt.submission_id).is_empty()

    counts = reads_rules.rule_counts(OFFICER, (str(Q1), str(Q2)))
    often = Often.of(counts, reads_rules.waivers(OFFICER, NOW.date()))
    rule = catalogue("unit", "U054", often)
    assert "Found 1 time in 1 return." in rule
    assert "Waived for 1 authority" in rule
    assert reads_rules.rule_counts(ELSEWHERE, (str(Q1), str(Q2))).is_empty()
    assert reads_rules.rule_counts(OFFICER, (str(Q1),)).is_empty()


def test_only_the_newest_version_of_a_return_counts_towards_how_often_a_rule_fires(sqlite_store):
    def found():
        counts = reads_rules.rule_counts(ANALYST, (str(Q2),))
        return [tuple(row) for row in counts.select("code", "count", "files").iter_rows() if row[0] == "U054"]

    assert found() == []
    for _ in range(2):
        pipeline.submit(ANALYST, UNIT, Q2, _odd(), NOW)
        assert found() == [("U054", 1, 1)]
    pipeline.submit(ANALYST, UNIT, Q2, _sent(), NOW)
    assert found() == []
