"""Surrey becomes two: entered by one person, confirmed by another, without new software. The whole path, on both databases."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select
from typer.testing import CliRunner

from etl import changing, collecting, history, obligations, pipeline, registered
from etl.changing import NotPossible
from etl.cli import app
from etl.drafting import Unreadable, drafted, read_change
from etl.entered import entered
from etl.owing import owing
from etl.pipeline import Upload
from etl.quarters import recompute
from etl.sessions import add_person, grant_role
from etl.store import reading, writing
from etl.windows import windows
from etl.working import observations
from schemas.access import NOBODY, OPERATOR, NotAllowed, Role, Viewer
from schemas.authorities import UnknownAuthority, authorities, authority, resolve
from schemas.continuity import BREAK, View, series
from schemas.passing import Passes
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.sources import DETERMINATION, MEETINGS
from schemas.tables import Event, ObservationRow
from schemas.tables_register import RegisterChange, RegisterDecision, RegisterOutcome
from schemas.windows import WindowState
from seed.generate import uploads
from tests.surrey import EAST, SAID, SURREY, VESTING, WEST

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = datetime(2027, 7, 20, 10, tzinfo=UTC)
LAST, FIRST = Period(2026, 4), Period(2027, 1)
ADMIN = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
SECOND = Viewer("admin-2", "Administrator", frozenset({Role.ADMIN}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({SURREY}))

pytestmark = pytest.mark.usefixtures("store")

GRANTS = """DfE code,Authority,Grant,Purpose,Financial year,Amount
936,Surrey,Transformation grant,Start-up,2027-28,900001
936,Surrey,Pathfinder grant,Start-up,2026-27,120000
334,Solihull,Transformation grant,Start-up,2027-28,128571
"""
REASON = "The grant was paid in full before the change."


def load_what_surrey_holds():
    """Two lines of grants, twenty milestones of its latest return, and one answer that it owes."""
    receipt = pipeline.refresh(OPERATOR, DETERMINATION, "grants.csv", GRANTS.encode(), NOW)
    assert receipt.submission_id, receipt.issues
    surrey = authority(SURREY)
    made = next(iter(uploads(UNIT, Period(2026, 2), [surrey])))
    upload = Upload(surrey, made.name, made.content, {"*": "Checked with the partnership and correct."})
    pipeline.submit(ANALYST, UNIT, Period(2026, 2), upload, NOW)
    meetings = (
        "Sheet,Meetings\nMeeting number,Body,Held on,Subject\nCPB-1,Board,01/10/2026,Position.\n"
        "Sheet,Decisions\nDecision number,Meeting number,Decision,Recommendation\n"
        "Sheet,Actions arising\nAction number,Meeting number,Action,Owner's role,Owner's organisation,Due,State,Closed,Outcome\n"
        "Sheet,Answers to exceptions\n"
        "Authority or partnership,Meeting number,Exception,Who must answer,Their organisation,Answer due,Answer,Answered,What was said\n"
        "936,CPB-1,Full operation slipped.,Director of children's services,Surrey County Council,15/12/2026,,,\n"
    )
    receipt = pipeline.refresh(OPERATOR, MEETINGS, "meetings.csv", meetings.encode(), NOW)
    assert receipt.submission_id, receipt.issues


def proposed(**more):
    """The change with a whole record of what passes: East takes two thirds of one grant, and the answer."""
    with reading() as session:
        held = obligations.held(session, [SURREY], NOW.date())
    said = drafted({**SAID, **more}, held)
    shares = {"2027-28/transformation/start_up": [600001, 300000], "2026-27/pathfinder/start_up": [120000, 0]}
    for line in said["passes"]:
        if line["kind"] == "grant":
            line["amount_gbp"] = shares[line["item"]][line["to"] == "West Surrey"]
        if line["kind"] == "action":
            line["to"] = "East Surrey"
    return said


def confirmed(said=SAID):
    number = changing.enter(ADMIN, read_change(said), NOW)
    changing.confirm(AUTHORISER, number, NOW)
    return number


def roster(on):
    return {a.authority_id for a in authorities(on)}


def test_until_someone_else_confirms_it_nothing_differs():
    before = roster(VESTING)
    number = changing.enter(ADMIN, read_change(SAID), NOW)
    with reading() as session:
        registered.bring_up_to_date(session)
    assert roster(VESTING) == before
    assert len(before) == 153
    assert authority(SURREY).valid_to is None
    with pytest.raises(NotAllowed, match="You entered this change, so someone else must confirm it"):
        changing.confirm(ADMIN, number, NOW)
    assert roster(VESTING) == before
    changing.confirm(SECOND, number, NOW)
    assert roster(VESTING) == before - {SURREY} | {EAST, WEST}
    with pytest.raises(NotAllowed, match="no change 1 that waits"):
        changing.confirm(AUTHORISER, number, NOW)
    with reading() as session:
        kinds = [one.kind for one in session.exec(select(Event).order_by(Event.number))]
    assert [kind for kind in kinds if kind.startswith("register.")] == ["register.entered", "register.confirmed"]


def test_after_it_codes_and_names_mean_what_they_meant_on_each_day():
    confirmed()
    assert [len(roster(on)) for on in (date(2027, 3, 31), VESTING)] == [153, 154]
    assert [a.name for a in resolve("936", date(2027, 3, 31))] == ["Surrey"]
    with pytest.raises(UnknownAuthority, match="was replaced by East Surrey and West Surrey"):
        resolve("E10000030", VESTING)
    [west] = resolve("Surrey West", VESTING)
    assert (west.authority_id, west.region_code, west.police_force_name) == (WEST, "E12000008", "Surrey")
    assert west.neighbours == ("LA868",)
    assert SURREY not in authority("LA868", VESTING).neighbours


def test_codes_that_are_issued_later_are_a_change_of_their_own_and_the_key_stays():
    confirmed()
    codes = [
        {"authority": "East Surrey", "kind": "ons", "code": "E06000067"},
        {"authority": "East Surrey", "kind": "dfe", "code": "944"},
    ]
    said = {
        "kind": "recode",
        "changed_on": "1/7/2027",
        "codes": codes,
        "note": "The new authority got its codes.",
        "reason": SAID["reason"],
    }
    confirmed(said)
    assert authority(EAST, date(2027, 6, 30)).dfe_code == ""
    assert (authority(EAST).dfe_code, authority(EAST).ons_code) == ("944", "E06000067")
    assert [a.authority_id for a in resolve("944", date(2027, 7, 1))] == [EAST]
    assert len(roster(date(2027, 7, 1))) == 154


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"changed_on": "15/4/2027"}, "enter 1 April, 1 July, 1 October or 1 January"),
        ({"begins": SAID["begins"][:1]}, "one authority ends and two or more begin; here 1 end and 1 begin"),
        ({"begins": [{**SAID["begins"][0], "population_0_17": "130000"}, SAID["begins"][1]]}, "of all that begin, or of none"),
        ({"begins": [{**one, "population_0_17": 130_000} for one in SAID["begins"]]}, "269,339 before, 260,000 after"),
        ({"begins": [{**SAID["begins"][0], "dfe_code": "334"}, SAID["begins"][1]]}, "“334” is Solihull \\(334\\) already"),
        ({"begins": [{**SAID["begins"][0], "name": "Kent"}, SAID["begins"][1]]}, "“Kent” is Kent \\(886\\) already"),
        ({"begins": [{**SAID["begins"][0], "tile_row": 8, "tile_col": 6}, SAID["begins"][1]]}, "has the tile in row"),
        ({"begins": [{**SAID["begins"][0], "name": "West Surrey"}, SAID["begins"][1]]}, "the same name"),
        ({"begins": [{**SAID["begins"][0], "region": "E1"}, SAID["begins"][1]]}, "“E1” is not a region"),
        ({"note": "Split."}, "a sentence of at least 20"),
        ({"reason": "x"}, "by what decision or order"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence(more, sentence):
    with pytest.raises(NotPossible, match=sentence):
        changing.enter(ADMIN, read_change({**SAID, **more}), NOW)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"changed_on": "soon"}, "You entered “soon”"),
        ({"ends": ["Surey"]}, "Did you mean Surrey"),
        ({"kind": "halve"}, "“halve” is no kind of change"),
        ({"begins": [{"name": "X", "tile_row": "a"}]}, "you entered “a”"),
        ({"bigins": []}, "“bigins” is no part of a change"),
    ],
)
def test_what_cannot_be_read_quotes_it(more, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_change({**SAID, **more})


@pytest.mark.parametrize("viewer", [ANALYST, OFFICER, NOBODY], ids=lambda viewer: viewer.subject or "nobody")
def test_nobody_else_enters_or_confirms(viewer):
    number = changing.enter(ADMIN, read_change(SAID), NOW)
    for attempt in (
        lambda: changing.enter(viewer, read_change(SAID), NOW),
        lambda: changing.confirm(viewer, number, NOW),
        lambda: changing.refuse(viewer, number, REASON, NOW),
    ):
        with pytest.raises(NotAllowed, match="Your account may not"):
            attempt()


def test_the_database_holds_that_two_people_do_it_and_that_nothing_is_altered():
    number = changing.enter(ADMIN, read_change(SAID), NOW)
    alone = {"change_id": number, "outcome": RegisterOutcome.CONFIRMED, "decided_at": NOW, "decided_by": "admin"}
    for entered_by in ("admin", "somebody"):  # neither alone, nor by saying that somebody else entered it
        with pytest.raises(IntegrityError), writing() as session:
            session.add(RegisterDecision(entered_by=entered_by, **alone))
    with pytest.raises(DBAPIError, match="added, never changed"), writing() as session:
        session.execute(update(RegisterChange).values(entered_by="other"))
    with reading() as session:
        registered.bring_up_to_date(session)
    assert len(roster(VESTING)) == 153


def test_one_that_is_refused_never_has_an_effect():
    number = changing.enter(ADMIN, read_change(SAID), NOW)
    with pytest.raises(NotPossible, match="too short"):
        changing.refuse(SECOND, number, "no", NOW)
    changing.refuse(SECOND, number, "The order has not been made yet.", NOW)
    with pytest.raises(NotAllowed, match="no change"):
        changing.confirm(SECOND, number, NOW)
    with reading() as session:
        registered.bring_up_to_date(session)
    assert len(roster(VESTING)) == 153


# What passes


def test_what_passes_must_add_up():
    load_what_surrey_holds()
    with pytest.raises(NotPossible, match="Grants: £1,020,001 before, £0 after, nothing ends"):
        changing.enter(ADMIN, read_change(SAID), NOW)
    said = proposed()
    first = next(line for line in said["passes"] if line["kind"] == "grant" and line["amount_gbp"])
    first["amount_gbp"] -= 1
    with pytest.raises(NotPossible, match="£120,000 before, £119,999 after"):
        changing.enter(ADMIN, read_change(said), NOW)
    first["amount_gbp"] += 1
    lost = [line for line in said["passes"] if line["item"] != "M16"]
    with pytest.raises(NotPossible, match="or that it ends and why: M16 Initial operation"):
        changing.enter(ADMIN, read_change({**said, "passes": lost}), NOW)
    answer = next(line for line in said["passes"] if line["kind"] == "action")
    with pytest.raises(NotPossible, match="an action has one owner"):
        changing.enter(ADMIN, read_change({**said, "passes": [*said["passes"], {**answer, "to": "West Surrey"}]}), NOW)
    elsewhere = [line if line is not answer else {**line, "to": "Kent"} for line in said["passes"]]
    with pytest.raises(NotPossible, match="“LA886” does not follow"):
        changing.enter(ADMIN, read_change({**said, "passes": elsewhere}), NOW)
    ends = [line if line is not answer else {**line, "to": ""} for line in said["passes"]]
    with pytest.raises(NotPossible, match="it ends"):
        changing.enter(ADMIN, read_change({**said, "passes": ends}), NOW)
    changing.enter(ADMIN, read_change(said), NOW)
    with reading() as session:
        [one] = entered(session, NOW.date())
    assert [total.words for total in one.totals] == [
        "Milestones: 20 before, 20 after, nothing ends",
        "Grants: £1,020,001 before, £1,020,001 after, nothing ends",
        "Open actions: 1 before, 1 after, nothing ends",
    ]
    assert one.is_waiting
    assert not one.wrong


def test_a_record_that_is_no_longer_whole_cannot_be_confirmed():
    load_what_surrey_holds()
    number = changing.enter(ADMIN, read_change(proposed()), NOW)
    more = GRANTS + "936,Surrey,Pathfinder grant,Start-up,2027-28,5000\n"
    pipeline.refresh(OPERATOR, DETERMINATION, "grants.csv", more.encode(), NOW)
    with pytest.raises(NotPossible, match="ends and why: Pathfinder grant, start-up, 2027-28: £5,000"):
        changing.confirm(SECOND, number, NOW)
    with reading() as session:
        [one] = entered(session, NOW.date())
    assert any("£5,000" in sentence for sentence in one.wrong)


def shown(indicator, period):
    with reading() as session:
        conditions = [ObservationRow.indicator_id == indicator, ObservationRow.period == str(period)]
        rows = observations(session, [*conditions, ObservationRow.breakdown == ""]).to_dicts()
    return {row["geography"]: row["value"] for row in rows if row["value"] is not None}


def test_grants_go_to_those_that_took_them_and_no_total_alters():
    load_what_surrey_holds()
    recompute(OPERATOR, [FIRST], "First", LATER)
    before = shown("FU-01", FIRST)
    confirmed(proposed())
    recompute(OPERATOR, [FIRST], "Again", LATER)
    after = shown("FU-01", FIRST)
    assert before["E92000001"] == after["E92000001"] == 900_001 + 128_571
    assert before["E12000008"] == after["E12000008"]
    assert (before[SURREY], after[EAST], after[WEST]) == (900_001, 600_001, 300_000)
    assert SURREY not in after


def test_milestones_that_passed_are_where_the_new_authority_begins():
    load_what_surrey_holds()
    confirmed(proposed())
    with reading() as session:
        was = obligations.milestones(session, SURREY)
        now = history.last_rows(session, UNIT, FIRST, [authority(EAST)])[EAST]["milestones"]
        later = history.last_rows(session, UNIT, FIRST.next, [authority(EAST)])[EAST]["milestones"]
    assert now.select("milestone", "baseline_on").rows() == was.select("milestone", "baseline_on").rows()
    assert set(now["authority_id"]) == {EAST}
    assert now.height == 20
    assert later.is_empty()


def test_more_can_pass_after_the_change_by_a_record_of_its_own():
    load_what_surrey_holds()
    confirmed(proposed())
    more = GRANTS + "936,Surrey,Pathfinder grant,Start-up,2027-28,5000\n"
    pipeline.refresh(OPERATOR, DETERMINATION, "grants.csv", more.encode(), NOW)
    line = {
        "kind": "grant",
        "from": "936",
        "item": "2027-28/pathfinder/start_up",
        "to": "West Surrey",
        "amount_gbp": 5000,
    }
    confirmed({"kind": "passing", "changed_on": "1/4/2027", "reason": SAID["reason"], "passes": [line]})
    recompute(OPERATOR, [FIRST], "Again", LATER)
    assert shown("FU-01", FIRST)[WEST] == 305_000
    with reading() as session:
        assert {p.kind for p in registered.passed(session, VESTING)} == set(Passes)
        assert registered.passed(session, date(2027, 3, 31)) == []


# Returns


def test_old_returns_lock_and_new_ones_open():
    confirmed()
    with reading() as session:
        last = {one.sender.authority_id for one in owing(session, UNIT, LAST, VESTING)}
        first = {one.sender.authority_id for one in owing(session, UNIT, FIRST, VESTING)}
        locked = windows(session, UNIT, LAST)[SURREY]
    assert (len(last), len(first)) == (153, 154)
    assert first - last == {EAST, WEST}
    assert last - first == {SURREY}
    assert locked.on(date(2027, 3, 31)).state is WindowState.NOT_OPEN
    assert locked.on(VESTING).state is WindowState.LOCKED
    file = Upload(authority(SURREY), "surrey.xlsx", b"")
    with pytest.raises(
        NotAllowed,
        match="Surrey ended on 31 March 2027, so there is no return of it for Q1 2027-28",
    ):
        pipeline.submit(ANALYST, UNIT, FIRST, file, LATER)
    with pytest.raises(NotAllowed, match="ended on Wednesday 31 March 2027, and its returns were locked"):
        pipeline.submit(OFFICER, UNIT, LAST, file, datetime(2027, 4, 20, tzinfo=UTC))
    with pytest.raises(
        NotAllowed,
        match=r"begins on 1 April 2027, so there is no return of it for Q4 2026-27\. Send it for Surrey\.",
    ):
        pipeline.submit(ANALYST, UNIT, LAST, Upload(authority(EAST), "east.xlsx", b""), LATER)


def test_people_of_a_new_authority_are_given_their_roles_and_take_its_template():
    confirmed()
    with writing() as session:
        grant_role(session, add_person(session, "issuer", "east", "Officer"), Role.LA_PREPARER, EAST)
    officer = Viewer("east", "Officer", frozenset({Role.LA_PREPARER}), frozenset({EAST}))
    content = pipeline.template(officer, UNIT, authority(EAST), FIRST)
    receipt = pipeline.check(officer, UNIT, FIRST, Upload(authority(EAST), "east.xlsx", content), LATER)
    assert not [issue for issue in receipt.issues if "authority" in issue.message.lower() and "Cover" in issue.sheet]


def test_a_change_cannot_end_an_authority_that_has_sent_returns_since():
    load_what_surrey_holds()
    with pytest.raises(NotPossible, match="has sent a return for 2026-27 Q2, after its last day"):
        changing.enter(ADMIN, read_change({**SAID, "changed_on": "1/4/2026"}), NOW)


def test_series_break_and_the_footprint_goes_on():
    confirmed()
    import polars as pl

    names = ["authority_id", "reference_on", "numerator", "denominator", "status"]
    rows = [
        (SURREY, date(2027, 3, 31), 12.0, 20.0, "ok"),
        (EAST, date(2027, 6, 30), 7.0, 10.0, "ok"),
        (WEST, date(2027, 6, 30), 6.0, 10.0, "ok"),
    ]
    figures = pl.DataFrame(rows, schema=names, orient="row")
    east = series(figures, EAST, View.AS_PUBLISHED).filter(pl.col("authority_id") == EAST)
    assert east.select("numerator", "flags").rows() == [(7.0, BREAK)]
    whole = series(figures, SURREY, View.TODAY)
    assert whole.select("line", "numerator", "flags").rows() == [
        ("Surrey footprint", 12.0, ""),
        ("Surrey footprint", 13.0, "e"),
    ]


# Other processes, and the command

_COUNTS = """
from datetime import date
from etl.store import publishing
from schemas.authorities import authorities
for _ in range(2):
    with publishing():
        print(len(authorities(date(2027, 4, 1))), flush=True)
    input()
"""


def test_a_process_that_is_running_sees_it():
    number = changing.enter(ADMIN, read_change(SAID), NOW)
    other = subprocess.Popen(
        [sys.executable, "-c", _COUNTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    with other:
        assert other.stdout.readline() == "153\n"
        changing.confirm(SECOND, number, NOW)
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "154\n"
        other.communicate("\n")
    registered.forget()  # as in a process that has not looked yet
    assert len(roster(VESTING)) == 153


def test_the_command_drafts_enters_lists_and_confirms(tmp_path):
    load_what_surrey_holds()
    with writing() as session:
        grant_role(session, add_person(session, "issuer", "second", "Administrator"), Role.ADMIN)
    file = tmp_path / "surrey.json"

    def run(*words):
        done = CliRunner().invoke(app, ["register", *map(str, words)])
        return done.exit_code, done.output

    code, words = run(
        "draft", "--ends", "936", "--begins", "East Surrey/West Surrey", "--on", "2027-04-01", "--out", file
    )
    assert (code, "23 things must pass" in words) == (0, True)
    said = json.loads(file.read_text())
    assert [line["amount_gbp"] for line in said["passes"] if line["kind"] == "grant"] == [None] * 4
    assert run("enter", file)[0] == 2
    said |= {name: value for name, value in proposed().items() if name in ("note", "reason", "passes")}
    file.write_text(json.dumps(said))
    assert "Change 1: Surrey becomes East Surrey and West Surrey on 1 April 2027. It waits" in run("enter", file)[1]
    assert "Waits for a second person" in run("changes")[1]
    assert run("confirm", 1, "--by", "second")[0] == 0
    [listed] = json.loads(run("changes", "--json")[1])
    assert listed["totals"][1] == "Grants: £1,020,001 before, £1,020,001 after, nothing ends"
    assert run("confirm", 1, "--by", "second") == (2, "There is no change 1 that waits for a second person.\n")


def test_a_joint_unit_goes_on_without_one_that_ended_and_nobody_is_forgotten():
    together = ["LA936", "LA868", "LA825"]
    collecting.report_together(ANALYST, UNIT, "Three together", together, LAST, SAID["reason"], NOW)
    confirmed()
    with reading() as session:
        last = {one.name: [a.authority_id for a in one.members] for one in owing(session, UNIT, LAST, VESTING)}
        first = {one.name: [a.authority_id for a in one.members] for one in owing(session, UNIT, FIRST, VESTING)}
    assert last["Three together"] == together
    assert first["Three together"] == ["LA868", "LA825"]
    assert len(first) == 153, "154 authorities, two of which report together"
