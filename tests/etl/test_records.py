"""The department's records come in by the same door: read by cell, checked, kept, and counted for whom they are about."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from etl import pipeline
from etl.blank import blank_csv
from etl.inputs import read_inputs
from etl.parse import read_workbook
from etl.store import reading
from etl.validate import Checked, Context, validate
from schemas.access import OPERATOR
from schemas.authorities import resolver
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.sources import INTERVENTION, JTAI, PANEL, RECORDS, TRACKER
from schemas.spec import Source
from schemas.vocabulary import Severity, Verdict

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEADINGS = "Authority or partnership,Kind,From,To,Web link"
PANEL_HEADINGS = ",".join(column.heading for column in PANEL.sheet("timeliness").columns)


def check(record: Source, text: str) -> Checked:
    context = Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))
    return validate(read_workbook("record.csv", text.encode(), record, 1_000_000), record, context)


def interventions(*lines: str) -> Checked:
    return check(INTERVENTION, "\n".join([HEADINGS, *lines]))


def test_a_record_is_read_into_typed_rows():
    found = interventions("334,Improvement notice,28/02/2022,15/12/2025,", "Bradford,Statutory direction,03/04/2023,,")
    assert found.verdict is Verdict.CLEAN
    rows = found.rows["interventions"].select("authority_id", "kind", "from_on", "to_on").rows()
    assert rows == [
        ("LA334", "notice", date(2022, 2, 28), date(2025, 12, 15)),
        ("LA380", "direction", date(2023, 4, 3), None),
    ]


@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("940 / 941", {"LA940", "LA941"}),
        ("Derby and Derbyshire Safeguarding Children Partnership", {"LA830", "LA831"}),
        ("BERKSHIRE WEST SAFEGUARDING CHILDREN PARTNERSHIP", {"LA869", "LA870", "LA872"}),
        ("E08000029", {"LA334"}),
    ],
)
def test_a_row_about_several_authorities_is_one_row_of_the_file_for_each(place, ids):
    rows = interventions(f"{place},Improvement notice,01/02/2026,,").rows["interventions"]
    assert set(rows["authority_id"]) == ids
    assert set(rows["row"]) == {2}


def test_a_place_that_is_none_is_said_at_its_cell():
    (found,) = interventions("Solihul,Improvement notice,01/02/2026,,").issues
    assert (found.cell, found.code, found.severity) == ("A2", "S040", Severity.ERROR)
    assert "Did you mean Solihull" in found.message


@pytest.mark.parametrize(
    ("line", "cell", "code"),
    [
        ("334,Improvement notice,01/02/2026,01/01/2026,", "D2", "V001"),
        ("334,Improvement notice,01/02/2027,,", "C2", "V002"),
        ("334,Improvement notice,01/02/2026,01/02/2027,", "D2", "V003"),
        ("334,Improvement notice,01/02/2016,,", "C2", "V004"),
        ("334,Letter,01/02/2026,,", "B2", "S014"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(line, cell, code):
    (found,) = interventions(line).issues
    assert (found.cell, found.code) == (cell, code)


def test_actions_are_checked_against_their_inspection():
    text = "\n".join(
        [
            "Sheet,Inspections", ",".join(c.heading for c in JTAI.sheet("inspections").columns),
            "334,JTAI-1,Front door,,Ofsted,01/05/2026,05/05/2026,12/06/2026,3,,,,,",
            "Sheet,Priority actions", ",".join(c.heading for c in JTAI.sheet("actions").columns),
            "334,JTAI-1,1,Joint inspection,Share health records.,12/06/2026,12/12/2026,",
        ]
    )  # fmt: skip
    (found,) = check(JTAI, text).issues
    assert (found.sheet, found.code) == ("Inspections", "J004")
    assert "1 priority actions are listed" in found.message


def test_a_date_that_moved_needs_its_change_logged():
    columns = TRACKER.sheet("actions").columns
    values = {
        "action_ref": "NR1-01", "recommendation": "NR1", "action": "Publish the guide.", "owner_role": "Policy lead", "owner_body": "Home Office",
        "response": "Accepted", "status": "On track", "baseline_on": "31/12/2026", "due_on": "31/03/2027",
    }  # fmt: skip
    text = "\n".join(
        [
            "Sheet,Actions",
            ",".join(c.heading for c in columns),
            ",".join(values.get(c.name, "") for c in columns),
        ]
    )
    impact = (
        "Sheet,Evidence of impact\nRecommendation,Evidence from,Strength,Where it comes from,Looked at by,Accepted\n"
    )
    moved = f"{impact}{text}\nSheet,Changes of date\nAction number,Changed on,From,To,Reason,Approved by\n"
    assert {i.code for i in check(TRACKER, moved).issues} == {"T002"}
    logged = f"{moved}NR1-01,01/10/2026,31/12/2026,31/03/2027,Parliament's timetable.,Policy lead"
    assert check(TRACKER, logged).verdict is Verdict.CLEAN
    stranger = f"{moved}NR9-01,01/10/2026,31/12/2026,31/03/2027,Parliament's timetable.,Policy lead"
    assert {i.code for i in check(TRACKER, stranger).issues} == {"S022"}


def test_free_text_that_may_name_a_child_is_asked_about():
    actions = [c.heading for c in JTAI.sheet("actions").columns]
    line = "334,JTAI-1,1,Joint inspection,Review the case of the boy born on 01/02/2015.,12/06/2026,12/12/2026,"
    inspection = "334,JTAI-1,Front door,,Ofsted,01/05/2026,05/05/2026,12/06/2026,3,25/09/2026,,,,"
    inspections = ",".join(c.heading for c in JTAI.sheet("inspections").columns)
    text = "\n".join(["Sheet,Inspections", inspections, inspection, "Sheet,Priority actions", ",".join(actions), line])
    assert [i.code for i in check(JTAI, text).issues] == ["S050"]


def test_no_record_has_a_column_for_a_persons_name():
    headings = [c.heading.casefold() for record in RECORDS.values() for s in record.sheets for c in s.columns]
    assert not [h for h in headings if "name" in h.split()]


@pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))
def test_the_file_to_fill_in_is_read_by_its_own_record(record: Source):
    found = check(record, blank_csv(record).decode("utf-8-sig"))
    read = {name: rows.height for name, rows in found.rows.items()}
    assert read == {sheet.name: 1 for sheet in record.sheets}
    structural = [i for i in found.issues if i.code.startswith("S") and i.severity is Severity.ERROR]
    assert [i for i in structural if i.code != "S010" and i.column not in ("action", "reason", "origin")] == []


def test_a_new_edition_takes_the_place_of_the_one_before_and_an_empty_one_is_refused(store):
    def send(*lines: str, at: datetime = NOW) -> pipeline.Receipt:
        return pipeline.refresh(OPERATOR, INTERVENTION, "i.csv", "\n".join([HEADINGS, *lines]).encode(), at)

    assert send("334,Improvement notice,01/02/2026,,").verdict is Verdict.CLEAN
    send(
        "334,Improvement notice,01/02/2026,01/06/2026,", "380,Statutory direction,01/02/2026,,", at=NOW.replace(hour=10)
    )
    with pytest.raises(Unreadable, match="no rows under its headings"):
        send()
    with reading() as session:
        first, second = (read_inputs(session, Period(2026, 2), NOW.replace(hour=h)) for h in (9, 11))
    assert first.recorded == second.recorded == {"intervention"}
    assert first.records["intervention.interventions"]["to_on"].to_list() == [None]
    assert second.records["intervention.interventions"]["authority_id"].to_list() == ["LA334", "LA380"]


def test_a_partnerships_row_is_kept_for_each_member_under_one_row_number(store):
    line = "Derby and Derbyshire Safeguarding Children Partnership,2026-27 Q2,3,2,2,2,1,1"
    text = f"Sheet,Timeliness\n{PANEL_HEADINGS}\n{line}\n334,2026-27 Q2,1,1,1,1,0,0\n"
    assert pipeline.refresh(OPERATOR, PANEL, "p.csv", text.encode(), NOW).verdict is Verdict.CLEAN
    with reading() as session:
        rows = read_inputs(session, Period(2026, 2), NOW).records["panel.timeliness"]
    assert sorted(rows["authority_id"]) == ["LA334", "LA830", "LA831"]
    assert rows.filter(pl.col("authority_id") != "LA334")["row_number"].n_unique() == 1
