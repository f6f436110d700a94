"""The Returns page, for each role, over a store that the pipeline filled: what is due, checking, explaining, sending."""

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from dashboard.views import returns_issues
from dashboard.views.returns_result import steps
from dashboard.views.returns_words import Left, authority_headline, entered, result_headline, said, state, time_left
from etl import collecting, jobs, pipeline
from etl.current import current_ids
from etl.settings import settings
from etl.store import reading
from schemas.access import NOBODY, NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.issues import Issue
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.reviewing import ReturnState
from schemas.tables import IssueRow, Submission
from schemas.vocabulary import Severity, SubmissionStatus, Verdict
from schemas.windows import Allowance, AllowanceKind, Window
from seed import generate
from tests.dashboard.opened import clicked, labels, opened, ran, words_of

SOLIHULL, BRADFORD = authority("LA334"), authority("LA380")
QUARTER = Period.parse("2026-27 Q2")
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
APPROVER = Viewer("approver", "Approver, Solihull", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))
OTHER_OFFICER = Viewer("officer-2", "Officer, Bradford", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
READER = Viewer("reader", "Reader, Solihull", frozenset({Role.LA_VIEWER}), frozenset({"LA334"}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
EXPLANATION = "Agreed with the partnership on 4 November."


def _fill():
    now = settings().now()
    for period, places in ((QUARTER.previous, [SOLIHULL, BRADFORD]), (QUARTER, [BRADFORD])):
        receipts = pipeline.submit_many(ANALYST, UNIT, period, generate.uploads(UNIT, period, places), now)
        assert all(receipt.status is SubmissionStatus.SUBMITTED for receipt in receipts)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the filled store is kept, so that it is filled once."""
    return tmp_path_factory.mktemp("filled") / "filled.db"


@pytest.fixture(name="store")
def filled_store(sqlite_store, kept):
    """A store with Solihull's and Bradford's Unit return of the quarter before, and Bradford's of this one."""
    if kept.exists():
        shutil.copy(kept, settings().sqlite_path())
        return
    _fill()
    with closing(sqlite3.connect(settings().sqlite_path())) as connection:
        connection.execute("VACUUM INTO ?", [str(kept)])


@pytest.fixture(scope="module")
def workbook():
    """Solihull's return of this quarter, as it should be."""
    return next(generate.uploads(UNIT, QUARTER, [SOLIHULL])).content


def _changed(content, **cells):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, cell = place.split("_")
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def wrong(workbook):
    """With text in a number, and a stage that moved back."""
    return _changed(workbook, Posts_E6="2 posts", Unit_C5=3)


@pytest.fixture(scope="module")
def surprising(workbook):
    """Without an error, but with a stage that moved back: one query."""
    return _changed(workbook, Unit_C5=3)


def _page(viewer):
    from dashboard.views import returns

    returns.page(viewer)


def _opened(viewer, **address):
    return opened(_page, viewer, **address)


def _uploaded(viewer, content, name="solihull.xlsx", **address):
    at = _opened(viewer, **address)
    at.file_uploader[0].upload(name, content)
    return ran(at.run())


def _explained(at, text=EXPLANATION):
    for number in range(len(at.text_area)):
        at.text_area[number].input(text).run()
    return ran(at)


# What is due


def test_an_officer_sees_what_is_due_and_how_late_it_is(store):
    text = words_of(_opened(OFFICER))
    assert f"Solihull has {len(RETURNS)} of {len(RETURNS)} returns to send for Q2 2026-27." in text
    assert "Due Friday 30 October 2026, 15 working days ago. Closes on 29 November 2026" in text
    assert text.count("Not started, overdue") == len(RETURNS)


def test_an_empty_store_has_nothing_sent(sqlite_store):
    assert "0 of 153 authorities have sent in the Unit implementation return" in words_of(_opened(ANALYST))
    assert "Nothing sent yet" in words_of(_opened(OFFICER))


def test_a_link_leads_to_one_return_and_quarter(store):
    text = words_of(_opened(OFFICER, return_="funding", quarter="2026-27 Q1", authority="334"))
    assert "Solihull · Funding return · Q1 2026-27" in text


@pytest.mark.parametrize("asked", ["380", "LA380", "E08000032", "Bradford", "999", "nowhere"])
@pytest.mark.parametrize("viewer", [OFFICER, APPROVER, READER], ids=lambda viewer: viewer.subject)
def test_another_authority_and_one_that_does_not_exist_look_the_same(store, viewer, asked):
    at = _opened(viewer, authority=asked)
    text = words_of(at)
    assert "You cannot see this page." in text
    assert "Your account covers Solihull." in text
    assert "Bradford" not in text
    assert not at.file_uploader


@pytest.mark.parametrize("viewer", [MEMBER, NOBODY], ids=["member", "nobody"])
def test_who_may_not_read_returns_sees_none(store, viewer):
    at = _opened(viewer, authority="334")
    assert "You cannot see this page." in words_of(at)
    assert "Solihull" not in words_of(at)
    assert not at.file_uploader


def test_a_reader_has_the_template_but_nothing_to_send_with(store):
    at = _opened(READER)
    assert not at.file_uploader
    assert len(at.get("download_button")) == 1


# Checking


def test_a_wrong_file_is_answered_by_cell_and_nothing_is_sent(store, wrong):
    at = _uploaded(OFFICER, wrong)
    text = words_of(at)
    assert "Fix 1 error and explain 1 query, then you can send this return for approval." in text
    assert "Nothing has been sent yet." in text
    assert "Posts, E6" in text
    assert "“2 posts”" in text
    assert 'role="alert"' in text
    assert "Send for approval" not in labels(at)
    assert "Not started" in words_of(_opened(OFFICER))


def test_each_line_of_the_error_summary_leads_to_a_row(store, wrong):
    text = words_of(_uploaded(OFFICER, wrong))
    targets = [part.split('"')[0] for part in text.split('href="#')[1:]]
    assert targets
    assert all(f'id="{target}"' in text for target in targets)


def test_a_file_that_is_no_workbook_gets_a_sentence(store):
    at = _uploaded(OFFICER, b"\xff\xd8\xff\xe0" + b"x" * 500, "photo.jpg")
    text = words_of(at)
    assert "This file cannot be checked. Nothing has been sent yet." in text
    assert "not a workbook" in text
    assert "the file is kept" in text


def test_an_empty_file_gets_a_sentence(store):
    assert "The file is empty." in words_of(_uploaded(OFFICER, b"", "empty.csv"))


def test_another_authoritys_workbook_is_refused(store, workbook):
    text = words_of(_uploaded(OTHER_OFFICER, workbook))
    assert "Solihull" in text
    assert "then you can send" in text
    assert "Nothing has been sent yet." in text


def test_the_issues_can_be_taken_away_as_csv_and_json(store, wrong):
    at = _uploaded(OFFICER, wrong)
    assert {"The list as CSV", "The list as JSON", "Your file with every problem marked (XLSX)"} <= {
        button.label for button in at.get("download_button")
    }


def test_an_authoriser_can_check_but_not_send(store, workbook):
    at = _uploaded(AUTHORISER, workbook, authority="334")
    assert "You can check a file here but not send it." in words_of(at)
    assert labels(at) == []


# Explaining and sending


def test_an_officer_explains_and_sends_and_an_approver_submits(store, surprising):
    at = _uploaded(OFFICER, surprising)
    assert "Explain 1 query, then you can send this return for approval." in words_of(at)
    at = _explained(at, "too short")
    assert "Send for approval" not in labels(at)
    at = _explained(at)
    assert "This return passed every check; you can send this return for approval." in words_of(at)
    at = clicked(at, "Send for approval")
    assert "Sent for approval" in words_of(at)
    assert "Receipt R" in words_of(at)
    assert "You prepared this return, so someone else must submit it." in words_of(at)
    assert "Submit to the department" not in labels(at)

    at = _opened(APPROVER)
    assert "waits for you to submit it" in words_of(at)
    assert EXPLANATION in words_of(at)
    at = clicked(at, "Submit to the department")
    assert "Return sent" in words_of(at)
    assert f"/authority?code={SOLIHULL.ons_code}" in words_of(at)
    assert "Submitted" in words_of(_opened(OFFICER))


def test_a_draft_keeps_explanations_for_the_corrected_file(store, wrong, surprising):
    at = clicked(_explained(_uploaded(OFFICER, wrong)), "Save as a draft")
    assert "Draft saved" in words_of(at)
    at = _uploaded(OFFICER, surprising)
    assert "the earlier explanation was kept" in words_of(at)
    assert "Send for approval" in labels(at)


def test_an_analyst_submits_for_an_authority_and_it_counts_at_once(store, workbook):
    at = _uploaded(ANALYST, workbook, authority="334")
    assert "you can submit this return" in words_of(at)
    at = clicked(at, "Submit")
    assert "It counts from now on" in words_of(at)
    assert "2 of 153 authorities have sent in the Unit implementation return" in words_of(_opened(ANALYST))


def test_a_draft_after_an_accepted_version_does_not_undo_it(store, workbook, wrong):
    clicked(_uploaded(ANALYST, workbook, authority="334"), "Submit")
    clicked(_uploaded(ANALYST, wrong, authority="334"), "Save as a draft")
    text = words_of(_opened(OFFICER))
    assert "1; version 2: draft" in text
    assert f"Solihull has {len(RETURNS) - 1} of {len(RETURNS)} returns to send" in text
    assert "2 of 153 authorities have sent in" in words_of(_opened(ANALYST))


def test_an_approver_may_not_submit_for_another_authority(store, workbook):
    sent = pipeline.submit(OFFICER, UNIT, QUARTER, pipeline.Upload(SOLIHULL, "a.xlsx", workbook), settings().now())
    stranger = Viewer("stranger", "Approver, Bradford", frozenset({Role.LA_APPROVER}), frozenset({"LA380"}))
    with pytest.raises(NotAllowed):
        pipeline.approve(stranger, sent.submission_id, settings().now())
    assert "Solihull" not in words_of(_opened(stranger))


# The department's list


def test_the_list_has_every_authority_and_counts_each_state(store):
    text = words_of(_opened(ANALYST))
    assert (
        "1 of 153 authorities have sent in the Unit implementation return for Q2 2026-27; 152 are overdue; 1 is not authorised yet."
        in text
    )
    assert text.count("<tr>") == 3 + 153, (
        "each authority once, in three tables: the first to do, the rest, the accepted"
    )
    assert "/returns?return=unit&quarter=2026-27+Q2&authority=380" in text


def test_what_is_still_to_be_accepted_comes_first_and_the_rest_is_folded_with_its_count(store):
    first, more, accepted = words_of(_opened(ANALYST)).split("<details")
    assert "Not sent in yet: 152 authorities, the first 20" in first
    assert first.count("<tr>") == 1 + 20
    assert "132 more" in more
    assert "1 authority" in accepted
    assert accepted.count("<tr>") == 1 + 1


def test_the_list_can_be_narrowed_to_a_state(store):
    text = words_of(_opened(ANALYST, state="submitted"))
    assert "Submitted: 1 authority" in text
    assert text.count("<tr>") == 1 + 1
    assert "Draft: no authority." in words_of(_opened(ANALYST, state="draft"))


# Words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 9, 30), "Not open yet"),
        (date(2026, 10, 29), "1 working day left"),
        (date(2026, 11, 6), "Extended, 5 working days left"),
        (date(2026, 11, 16), "1 working day ago"),
        (date(2026, 11, 30), "Closed"),
        (date(2026, 12, 1), "Re-opened, 3 working days left"),
    ],
)
def test_the_time_left_is_said_in_working_days(today, words):
    later = date(2026, 11, 13)
    extension = Allowance(1, AllowanceKind.EXTENSION, later, date(2026, 11, 29), "Why.", date(2026, 10, 30))
    reopening = Allowance(2, AllowanceKind.REOPENING, None, date(2026, 12, 4), "Why.", date(2026, 12, 1))
    window = Window(date(2026, 10, 1), date(2026, 10, 30), date(2026, 11, 29), (extension, reopening))
    assert time_left(window.on(today)) == words


def test_a_closed_window_says_so_before_a_file_is_chosen_and_a_file_can_still_be_checked(store, workbook):
    at = _opened(OFFICER, quarter="2026-27 Q1")
    said = (
        "This collection closed on Saturday 29 August 2026. To send after that, ask the department's collections team"
    )
    assert said in words_of(at)
    assert words_of(at).index(said) < words_of(at).index("Check a file")
    at.file_uploader[0].upload("solihull.xlsx", workbook)
    at = ran(at.run())
    assert not {"Send for approval", "Save as a draft"} & set(labels(at))
    assert "Nothing can be sent now" not in words_of(_opened(ANALYST, quarter="2026-27 Q1", authority="334"))
    assert "Nothing can be sent now" not in words_of(_opened(OFFICER))


def test_an_extension_stands_on_the_authoritys_page_and_on_the_roster(store):
    asked = collecting.Asked(
        UNIT, QUARTER, "LA334", AllowanceKind.EXTENSION, date(2026, 12, 4), "The data team was closed by a flood."
    )
    collecting.allow(ANALYST, asked, settings().now())
    assert "Extended to Friday 4 December 2026, 10 working days left" in words_of(_opened(OFFICER))
    assert words_of(_opened(OFFICER)).count("Not started, overdue") == len(RETURNS) - 1
    assert "Extended to 4 Dec 2026" in words_of(_opened(ANALYST, state="not_started"))
    assert "10 working days left" not in words_of(_opened(OTHER_OFFICER))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (Left(3, 2, 2), "Fix 3 errors and explain 2 queries, then you can submit it. Nothing has been sent yet."),
        (Left(1, 0, 0), "Fix 1 error, then you can submit it. Nothing has been sent yet."),
        (Left(0, 2, 1), "Explain 1 query, then you can submit it. Nothing has been sent yet."),
        (Left(0, 2, 0), "This return passed every check; you can submit it. Nothing has been sent yet."),
    ],
)
def test_a_headline_says_what_is_left(left, words):
    assert result_headline(left, Verdict.ERRORS, "submit it") == words


def test_a_message_is_shown_without_the_cell_and_value_beside_it():
    issue = Issue(
        "Posts", "E6", "S011", Severity.ERROR, "a. b”. c", "Posts, E6 — you entered “2 posts”. Enter a number."
    )
    assert said(issue) == "Enter a number."
    blank = Issue("Posts", "E6", "S010", Severity.ERROR, "", "Posts, E6 — this is blank. Enter a number.")
    assert said(blank) == "This is blank. Enter a number."


def test_a_date_cell_is_shown_as_the_person_saw_it():
    assert entered("2028-03-25 00:00:00") == "25/03/2028"
    assert entered("7.4.26") == "7.4.26"


def test_what_was_read_otherwise_than_typed_is_said():
    note = Issue("Posts", "D5", "S018", Severity.NOTE, "1,200", "Posts, D5 — you entered “1,200”. It was read as 1200.")
    assert "“1,200”. It was read as 1200." in returns_issues.read_as([note])
    assert returns_issues.read_as(_issues(1)) == ""


def test_late_is_said_only_of_what_is_still_to_be_sent():
    assert state(ReturnState.NOT_STARTED, True) == ("Not started, overdue", "bad")
    assert state(ReturnState.VALIDATED, True)[0] == "Waiting for approval"
    assert state(ReturnState.WAIVED, True)[0] == "Waived"


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (["submitted", "in_review"], "Both returns of Solihull for Q2 are sent in; none is authorised."),
        (["published", "authorised"], "Both returns of Solihull for Q2 are sent in; all are authorised."),
        (["authorised", "amended", "waived"], "Both returns of Solihull for Q2 are sent in; 1 is authorised."),
        (["returned", "not_started"], "The department has sent back 1 return of Solihull for Q2."),
        (["draft", "waived"], "Solihull has 1 of 1 returns to send for Q2."),
        (["validated", "published"], "1 return of Solihull for Q2 waits for approval."),
        (["waived", "waived"], "No return is asked of Solihull for Q2."),
    ],
)
def test_the_sentence_of_an_authority(states, words):
    assert authority_headline("Solihull", "Q2", [ReturnState(one) for one in states]) == words


def test_the_steps_end_with_an_approver_unless_the_person_submits():
    assert steps(Left(1, 0, 0), Verdict.ERRORS, False)[-1] == ("Approver submits", "Cannot start yet", "")
    assert steps(Left(0, 0, 0), Verdict.CLEAN, True)[-1] == ("Submit", "Ready", "none")


# Many issues


def _issues(count):
    return [
        Issue(
            "Posts", f"E{row}", "S011", Severity.ERROR, "=cmd", f"Posts, E{row} — you entered “=cmd”. Enter a number."
        )
        for row in range(1, count + 1)
    ]


def test_more_than_200_errors_stand_under_their_rule_twenty_each():
    page = returns_issues.issues_table(UNIT, _issues(201), "Errors")
    assert "Rule S011: 201 cells" in page
    assert page.count("<tr ") == 20
    assert returns_issues.issues_table(UNIT, _issues(200), "Errors").count("<tr ") == 200


def test_every_row_that_the_summary_leads_to_is_on_the_page_even_when_there_are_many():
    issues = _issues(300)
    page = returns_issues.summary(issues) + returns_issues.issues_table(UNIT, issues, "Errors")
    targets = {part.split('"')[0] for part in page.split('href="#')[1:]} - {"errors"}
    assert len(targets) == 20
    assert all(f'id="{target}"' in page for target in targets)


def test_the_list_to_take_away_has_all_issues_and_cannot_run_as_a_formula():
    rows = list(csv.DictReader(io.StringIO(returns_issues.issues_csv(_issues(300)).decode("utf-8-sig"))))
    assert len(rows) == 300
    assert rows[0]["you_entered"] == "'=cmd"
    assert json.loads(returns_issues.issues_json(_issues(2)))[1]["cell"] == "E2"


def test_what_was_typed_is_escaped():
    issue = Issue("Posts", "E6", "S011", Severity.ERROR, "<script>x</script>", "Posts, E6 — <b>no</b>.")
    page = returns_issues.issues_table(UNIT, [issue], "Errors")
    assert "<script>" not in page
    assert "<b>" not in page


def _amended(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    label = next(cell for row in book["Cover"].iter_rows() for cell in row if cell.value == "Amendment")
    book["Cover"].cell(label.row, label.column + 1, "Yes")
    out = io.BytesIO()
    book.save(out)
    return _changed(out.getvalue(), Posts_D6=4.7)


def test_what_a_correction_changes_is_said_before_it_is_sent_and_after_and_can_be_put_back(store, workbook):
    at = _uploaded(ANALYST, workbook, authority="334")
    ran(at.button(key=f"send-unit-LA334-{QUARTER}").click().run())

    at = _uploaded(ANALYST, _amended(workbook), authority="334")
    assert "What this version would change" in words_of(at)
    foretold = next(part for part in words_of(at).split("<h2") if "It changes 1 figure" in part)
    assert "Established posts" in words_of(at)
    at.text_input(key=f"why-unit-LA334-{QUARTER}").set_value("The police counted a post twice.")
    ran(at.run())
    ran(at.button(key=f"send-unit-LA334-{QUARTER}").click().run())
    assert "What version 2 changed" in words_of(at)
    assert foretold.split("It changes")[1][:40] in words_of(at)

    at.text_input(key=f"revert-why-unit-LA334-{QUARTER}").set_value("Sent for the wrong quarter by mistake.")
    ran(at.run())
    ran(at.button(key=f"revert-unit-LA334-{QUARTER}").click().run())
    assert "version 3" in words_of(at)
    with reading() as session:
        assert session.get(Submission, current_ids(session, "unit", QUARTER)["LA334"]).version == 3


def test_many_files_are_handed_in_and_each_says_what_became_of_it(store, workbook, wrong):
    at = _opened(ANALYST)
    chooser = next(box for box in at.file_uploader if "several authorities" in box.label)
    chooser.upload("solihull.xlsx", workbook)
    chooser.upload("nothing.xlsx", b"PK nothing")
    ran(at.run())
    send = next(button for button in at.button if button.label == "Send 2 files")
    ran(send.click().run())
    assert "1 not placed, 1 waiting" in words_of(at).replace(" and ", ", ")

    assert jobs.run_one()
    at = _opened(ANALYST)
    assert "Accepted: 1 file" in words_of(at)
    assert "nothing.xlsx" in words_of(at)


@pytest.mark.parametrize("viewer", [OFFICER, APPROVER, AUTHORISER, READER])
def test_only_the_department_hands_in_many_files(store, viewer):
    assert not [box for box in _opened(viewer).file_uploader if "several authorities" in box.label]


def test_every_query_of_a_rule_is_explained_at_once_with_a_reason(store, workbook):
    at = _uploaded(OFFICER, _changed(workbook, Posts_D5=44, Posts_D6=14), return_="unit")
    assert "Explain 2 queries" in words_of(at)
    next(box for box in at.text_area if box.label == "Explanation for all").input(EXPLANATION).run()
    next(box for box in at.selectbox if box.label == "Reason for all").select("recording").run()
    at = clicked(at, "Explain all 2")
    assert "This return passed every check" in words_of(at)
    assert "Send for approval" in labels(at)
    clicked(at, "Send for approval")
    with reading() as session:
        query = select(IssueRow).where(IssueRow.code == "U012")
        given = [(row.explanation, row.explanation_reason) for row in session.exec(query)]
    assert given == [(EXPLANATION, "recording")] * 2
