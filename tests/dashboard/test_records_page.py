"""The Records page: who has it, the form made from each declaration, and rows added, changed and struck by it."""

import re
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import reads, reads_records
from dashboard.downloads import routes
from dashboard.views import records
from dashboard.views.records_fields import Entry, fields
from dashboard.views.records_words import identity, since_then
from etl import ahead, pipeline, working
from etl.amending import Edit, amend
from etl.blank import blank_csv
from etl.inputs import read_inputs
from etl.parse import read_workbook
from etl.settings import settings
from etl.store import reading
from etl.validate import Context, validate
from etl.written import record_csv
from schemas.access import NOBODY, NotAllowed, Role, Viewer
from schemas.authorities import ENGLAND, authority, resolver
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.sources import INTERVENTION, JTAI, OFSTED, PANEL, RECORDS, SOURCES, TRACKER
from schemas.spec import Kind, Source
from schemas.vocabulary import Severity, Verdict
from seed.generate import uploads
from seed.public_files import public_files
from seed.records import record_files

TODAY = date(2026, 11, 22)
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
INSPECTOR = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))
OTHERS = [
    NOBODY,
    *(
        Viewer(
            "someone", role.label, frozenset({role}), frozenset({"LA334"} if role.value.startswith("cpb_la") else ())
        )
        for role in Role
        if role not in (Role.DFE_ANALYST, Role.INSPECTORATE)
    ),
]
SOLIHULL = {"place": "334", "kind": "Improvement notice", "from_on": "01/02/2026", "to_on": "", "web_link": ""}
BRADFORD = {"place": "380", "kind": "Statutory direction", "from_on": "03/04/2023", "to_on": "", "web_link": ""}
MADE = {source.code: source for source, _, _ in record_files()}
SHEETS = [(record, sheet) for record in RECORDS.values() for sheet in record.sheets]


def now() -> datetime:
    return settings().now()


def load(record: Source, rows: Mapping[str, list[Mapping[str, str]]]) -> None:
    whole = {sheet.name: rows.get(sheet.name, []) for sheet in record.sheets}
    assert pipeline.refresh(ANALYST, record, "first.csv", record_csv(record, whole), now()).verdict is Verdict.CLEAN


@pytest.fixture
def noted(sqlite_store: str) -> str:
    """A store with one intervention in Solihull and one in Bradford."""
    load(INTERVENTION, {"interventions": [SOLIHULL, BRADFORD]})
    return sqlite_store


def opened(viewer: Viewer, **address: str) -> AppTest:
    """The page by itself, shown to a viewer."""

    def script(view: object, viewer: object) -> None:
        view.page(viewer)  # type: ignore[attr-defined]

    page = AppTest.from_function(script, default_timeout=60, args=(records, viewer))
    for name, value in address.items():
        page.query_params[name] = value
    return page.run()


def words(page: AppTest) -> str:
    """Everything that a page says."""
    assert not page.exception, page.exception
    shown = " ".join(str(element.proto.body) for element in page.get("html"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def put(page: AppTest, heading: str, text: str) -> None:
    """Fill in the field of a heading."""
    boxes: list = [*page.text_input, *page.text_area, *page.selectbox]
    [box] = [b for b in boxes if re.match(rf"{re.escape(heading)}( \(optional\))?\. ", b.label)]
    box.set_value(text)


def press(page: AppTest, label: str) -> AppTest:
    [button] = [b for b in page.button if b.label == label]
    return button.click().run()


def recorded(viewer: Viewer = ANALYST) -> list[dict[str, str]]:
    return [dict(row.typed) for row in reads_records.record_rows(viewer, "intervention")["interventions"]]


# The form from the declaration.


@pytest.mark.parametrize(("record", "sheet"), SHEETS, ids=[f"{r.code}-{s.name}" for r, s in SHEETS])
def test_every_record_has_a_form_made_from_its_declaration(record, sheet):
    found = {field.column.name: field for field in fields(record, sheet, ["NR1-01"], TODAY)}
    assert list(found) == [column.name for column in sheet.columns]
    for field in found.values():
        is_list = field.column.choices is not None or field.column.kind is Kind.YES_NO or field.column.name == "place"
        assert (field.entry is Entry.CHOICE) is (is_list or (sheet.within or ("",))[0] == field.column.name)
        assert field.column.heading in field.label
        assert ("(optional)" in field.label) is not field.column.is_required
        assert field.hint.endswith(".")
    if "place" in found:
        assert {"334", "Berkshire West Safeguarding Children Partnership"} <= found["place"].options.keys()


@pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))
def test_what_the_form_may_hold_is_read_by_the_records_own_rules(record):
    """Each choice, as the form would send it, is a value of its column."""
    text = blank_csv(record).decode("utf-8-sig").splitlines()
    for sheet in record.sheets:
        choices = [f for f in fields(record, sheet, [], TODAY) if f.column.choices is not None]
        example = text[text.index(",".join(_quoted(c.heading) for c in sheet.columns)) + 1]
        lines = [example.replace(_quoted(f.column.example), _quoted(one)) for f in choices for one in f.options if one]
        whole = "\n".join([*(["Sheet," + sheet.title] * (len(record.sheets) > 1)),
                           ",".join(_quoted(c.heading) for c in sheet.columns), *lines])  # fmt: skip
        if not lines:
            continue
        others = [s for s in record.sheets if s is not sheet]
        whole += "".join(f"\nSheet,{s.title}\n" + ",".join(_quoted(c.heading) for c in s.columns) for s in others)
        context = Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))
        issues = validate(read_workbook("r.csv", whole.encode(), record), record, context).issues
        assert [i.message for i in issues if i.code == "S014"] == []


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


# Who sees what.


def test_an_analyst_keeps_every_record_and_the_inspectorate_its_own_two():
    assert set(reads_records.records(ANALYST)) == set(RECORDS)
    assert set(reads_records.records(INSPECTOR)) == {"jtai", "panel"}
    assert INSPECTOR.may(OFSTED.kept_with)
    assert [s.code for s in SOURCES.values() if INSPECTOR.may(s.kept_with)] == ["ofsted", "jtai", "panel"]


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda viewer: viewer.label or "nobody")
def test_nobody_else_has_the_page_a_row_or_the_file(noted, viewer):
    said = words(opened(viewer, record="intervention"))
    assert "You cannot see this page." in said
    assert "ntervention" not in said
    assert reads_records.record_rows(viewer, "intervention") == {}
    assert reads_records.record_editions(viewer, "intervention").is_empty()
    assert reads_records.record_file(viewer, "intervention") == b""
    with pytest.raises(NotAllowed):
        amend(viewer, INTERVENTION, [Edit("interventions", None, SOLIHULL)], "Added", 1, now())
    with pytest.raises(NotAllowed):
        pipeline.refresh(viewer, JTAI, "j.csv", b"", now())


def test_a_record_that_is_not_there_and_one_that_is_not_theirs_answer_alike(noted):
    asked = [words(opened(NOBODY, **address)) for address in ({}, {"record": "intervention"}, {"record": "no such"})]
    assert len(set(asked)) == 1
    assert words(opened(INSPECTOR, record="no such")) == words(opened(INSPECTOR, record="intervention"))


def test_the_inspectorate_sees_no_record_but_its_own(noted):
    said = words(opened(INSPECTOR))
    assert "2 records to keep" in said
    assert "Intervention" not in said
    assert "You cannot see this page." in words(opened(INSPECTOR, record="intervention"))
    with pytest.raises(NotAllowed):
        amend(INSPECTOR, INTERVENTION, [Edit("interventions", None, SOLIHULL)], "Added", 1, now())


def test_the_file_has_an_address():
    assert "/download/record/{code}.csv" in {route.path for route in routes}


def test_a_record_is_listed_with_its_rows_and_its_last_edition(noted):
    said = words(opened(ANALYST))
    assert f"{len(RECORDS)} records to keep" in said
    assert "Intervention record Improvement notices, statutory directions" in said
    assert "2 Edition 1, 22 Nov 2026, " in said


def test_the_rows_are_a_real_table_with_a_caption_and_a_download(noted):
    page = opened(ANALYST, record="intervention")
    shown = " ".join(str(element.proto.body) for element in page.get("html"))
    assert '<caption class="cpo-table-caption">Interventions: 2 rows</caption>' in shown
    assert 'href="/download/record/intervention.csv" download' in shown
    page.text_input[0].set_value("bradford").run()
    assert "Interventions: 1 row of 2" in words(page)
    assert "Statutory direction" in words(page)
    assert "Improvement notice" not in words(page).replace("Improvement notices", "")


@pytest.mark.parametrize("record", MADE.values(), ids=list(MADE))
def test_the_file_of_rows_can_be_sent_back_and_changes_nothing(sqlite_store, record):
    content = next(made() for source, _, made in record_files() if source is record)
    assert pipeline.refresh(ANALYST, record, "first.csv", content, now()).version == 1
    file = reads_records.record_file(ANALYST, record.code)
    before = reads_records.record_rows(ANALYST, record.code)
    assert pipeline.refresh(ANALYST, record, "back.csv", file, now()).version == 2
    after = reads_records.record_rows(ANALYST, record.code)
    assert after == {name: [_at_line(row) for row in rows] for name, rows in before.items()}


def _at_line(row: reads_records.Row) -> reads_records.Row:
    """The row as it is numbered by the line of the file that was downloaded."""
    return reads_records.Row(row.line, row.line, row.typed, row.authority_ids)


# Rows added, changed and struck.


def test_a_row_is_added_by_the_form_and_counts_like_one_of_a_file(noted):
    page = opened(ANALYST, record="intervention", do="add")
    for heading, text in (
        ("Authority or partnership", "Derby and Derbyshire Safeguarding Children Partnership"), ("Kind", "Improvement notice"), ("From", "5 May 2026"),
    ):  # fmt: skip
        put(page, heading, text)
    said = words(press(page, "Add this row"))
    assert "Stored as edition 2 Added in Interventions: Derby and Derbyshire Safeguarding Children Partnership" in said
    with reading() as session:
        rows = read_inputs(session, Period(2026, 2), now()).records["intervention.interventions"]
    assert sorted(rows["authority_id"]) == ["LA334", "LA380", "LA830", "LA831"]
    assert [box.value for box in page.text_input] == ["", "", ""], "the form is empty again"


def test_a_row_is_picked_changed_and_struck_and_the_editions_say_so(noted):
    page = opened(ANALYST, record="intervention", do="change")
    page.selectbox(key=_picked(page)).set_value("334 · Improvement notice · 01/02/2026").run()
    assert [box.value for box in page.text_input] == ["01/02/2026", "", ""]
    put(page, "To", "30/06/2026")
    assert "Stored as edition 2" in words(press(page, "Save this row"))
    assert recorded() == [{**SOLIHULL, "to_on": "30/06/2026"}, BRADFORD]

    page = opened(ANALYST, record="intervention", do="strike")
    page.selectbox(key=_picked(page)).set_value("380 · Statutory direction · 03/04/2023").run()
    assert "Bradford (380)" in words(page)
    said = words(press(page, "Strike this row"))
    assert "Reason: say in a sentence why the row is struck" in said
    assert len(recorded()) == 2
    page.text_input[0].set_value("Entered for the wrong authority.")
    assert "Stored as edition 3" in words(press(page, "Strike this row"))
    assert recorded() == [{**SOLIHULL, "to_on": "30/06/2026"}]
    said = words(opened(ANALYST, record="intervention", do="editions"))
    assert "Changed in Interventions: Solihull (334) · Improvement notice · 01/02/2026 (To)" in said
    assert "(Entered for the wrong authority.)" in said


def _picked(page: AppTest) -> str:
    return next(box.key for box in page.selectbox if box.label.startswith("Row of"))


def test_a_wrong_value_is_told_by_its_field_and_what_was_typed_stays(noted):
    page = opened(ANALYST, record="intervention", do="add")
    put(page, "Authority or partnership", "373")
    put(page, "From", "31/02/2026")
    said = words(press(page, "Add this row"))
    assert "Nothing was stored: 2 things to put right" in said
    assert "Kind: this is blank." in said
    assert "From: you entered “31/02/2026”." in said
    assert "C4" not in said
    assert [box.value for box in page.text_input] == ["31/02/2026", "", ""]
    assert recorded() == [SOLIHULL, BRADFORD]
    put(page, "Kind", "Improvement notice")
    put(page, "From", "28/02/2026")
    assert "Stored as edition 2" in words(press(page, "Add this row"))


def test_a_rule_about_another_row_names_it_in_words(noted):
    page = opened(ANALYST, record="intervention", do="add")
    for heading, text in (("Authority or partnership", "334"), ("Kind", "Improvement notice"), ("From", "01/02/2026")):
        put(page, heading, text)
    said = words(press(page, "Add this row"))
    assert "From: you entered “01/02/2026”. Row 2 is already the row for 334 · Improvement notice · 2026-02-01" in said
    assert recorded() == [SOLIHULL, BRADFORD]


def test_who_comes_second_is_told_and_loses_nothing(noted):
    page = opened(ANALYST, record="intervention", do="change")
    page.selectbox(key=_picked(page)).set_value("334 · Improvement notice · 01/02/2026").run()
    other = {**SOLIHULL, "web_link": "https://www.gov.uk/notice"}
    assert amend(ANALYST, INTERVENTION, [Edit("interventions", 2, other)], "Changed", 1, now()).receipt.version == 2
    put(page, "To", "30/06/2026")
    said = words(press(page, "Save this row"))
    assert "Someone changed this record while you worked on it: edition 2 is in use now." in said
    assert "Web link is “https://www.gov.uk/notice” now. It is taken over into your form." in said
    assert recorded()[0] == other
    assert [box.value for box in page.text_input] == ["01/02/2026", "30/06/2026", "https://www.gov.uk/notice"]
    assert "Stored as edition 3" in words(press(page, "Save this row"))
    assert recorded() == [{**other, "to_on": "30/06/2026"}, BRADFORD]


def test_a_row_struck_meanwhile_is_added_again_if_its_editor_says_so(noted):
    page = opened(ANALYST, record="intervention", do="change")
    page.selectbox(key=_picked(page)).set_value("380 · Statutory direction · 03/04/2023").run()
    amend(ANALYST, INTERVENTION, [Edit("interventions", 3, None)], "Struck", 1, now())
    put(page, "To", "30/06/2026")
    assert "The row was struck. To have it again, send yours" in words(press(page, "Save this row"))
    assert recorded() == [SOLIHULL]
    assert "Stored as edition 3" in words(press(page, "Save this row"))
    assert recorded() == [SOLIHULL, {**BRADFORD, "to_on": "30/06/2026"}]


def test_two_different_words_for_one_field_are_both_shown():
    sheet = INTERVENTION.sheet("interventions")
    found = since_then(sheet, SOLIHULL, {**SOLIHULL, "to_on": "01/03/2026"}, {**SOLIHULL, "to_on": "02/03/2026"})
    assert found.taken == {}
    assert found.lines == ("To is “01/03/2026” now. Your form keeps “02/03/2026”.",)


def test_a_race_is_decided_in_the_transaction(noted):
    amend(ANALYST, INTERVENTION, [Edit("interventions", 2, None)], "Struck", 1, now())
    with pytest.raises(Unreadable, match="Someone changed this record") as refused:
        pipeline.refresh(
            ANALYST, INTERVENTION, "mine.csv", record_csv(INTERVENTION, {"interventions": [SOLIHULL]}), now(), since=1
        )
    assert refused.value.code == "R013"


def test_the_last_row_of_a_sheet_that_needs_one_stays(sqlite_store):
    load(INTERVENTION, {"interventions": [SOLIHULL]})
    page = opened(ANALYST, record="intervention", do="strike")
    page.selectbox(key=_picked(page)).set_value(identity(INTERVENTION.sheets[0], SOLIHULL)).run()
    page.text_input[0].set_value("Entered for the wrong authority.")
    assert "has no rows under its headings" in words(press(page, "Strike this row"))
    assert recorded() == [SOLIHULL]


def test_a_row_that_is_only_right_with_another_waits_for_it(sqlite_store):
    """An action's date may move only with the change logged on another sheet: neither can be stored alone."""
    action = {
        "action_ref": "NR1-01", "recommendation": "1. Multi-agency child protection units", "action": "Publish the guide.",
        "owner_role": "Policy lead", "owner_body": "Home Office", "response": "Accepted", "status": "On track",
        "baseline_on": "31/12/2026", "due_on": "31/12/2026",
    }  # fmt: skip
    load(TRACKER, {"actions": [action]})
    page = opened(ANALYST, record="tracker", do="change", sheet="actions")
    page.selectbox(key=_picked(page)).set_value("NR1-01").run()
    put(page, "Current date", "31/03/2027")
    assert "Current date: you entered “31/03/2027”. The date has moved" in words(press(page, "Save this row"))
    assert "1 change waiting" in words(press(page, "Keep this and change another row")).replace("One", "1")
    page.query_params["do"], page.query_params["sheet"] = "add", "rebaselines"
    page.run()
    for heading, text in (("Action number", "NR1-01"), ("Changed on", "01/10/2026"), ("From", "31/12/2026"), ("To", "31/03/2027"),
                          ("Reason", "Parliament's timetable."), ("Approved by", "Policy lead")):  # fmt: skip
        put(page, heading, text)
    said = words(press(page, "Add this row"))
    assert "Stored as edition 2" in said
    assert "waiting" not in said
    rows = reads_records.record_rows(ANALYST, "tracker")
    assert rows["actions"][0].typed["due_on"] == "31/03/2027"
    assert len(rows["rebaselines"]) == 1


def test_a_query_is_told_and_stops_nothing(noted):
    page = opened(ANALYST, record="intervention", do="add")
    for heading, text in (("Authority or partnership", "373"), ("Kind", "Children's trust"), ("From", "01/02/2016")):
        put(page, heading, text)
    said = words(press(page, "Add this row"))
    assert "Stored as edition 2" in said
    assert "To look at: From: you entered “01/02/2016”. It has been open for more than eight years" in said


def test_what_is_added_changed_and_struck_shows_in_the_figures(sqlite_store):
    """Authorities in intervention (IN-06) at the end of September."""
    quarter = Period(2026, 2)
    pipeline.submit_many(
        ANALYST, RETURNS["unit"], quarter, uploads(RETURNS["unit"], quarter, [authority("LA334")]), now()
    )
    load(INTERVENTION, {"interventions": [BRADFORD]})

    def shown() -> dict[str, float]:
        rows = reads.observations(ANALYST, str(quarter)).filter(indicator_id="IN-06", breakdown="")
        return {row["geography"]: row["numerator"] for row in rows.iter_rows(named=True)}

    def edit(number: int | None, typed: Mapping[str, str] | None, since: int) -> dict[str, float]:
        amend(ANALYST, INTERVENTION, [Edit("interventions", number, typed)], "A test", since, now())
        return {place: shown()[place] for place in ("LA334", "LA380", ENGLAND)}

    assert shown()[ENGLAND] == 1
    assert edit(None, SOLIHULL, 1) == {"LA334": 1, "LA380": 1, ENGLAND: 2}
    assert edit(3, {**SOLIHULL, "to_on": "30/06/2026"}, 2) == {"LA334": 0, "LA380": 1, ENGLAND: 1}
    assert edit(2, None, 3) == {"LA334": 0, "LA380": 0, ENGLAND: 0}


def test_an_edition_computes_only_what_it_feeds_and_leaves_nothing_out(sqlite_store):
    """Computing the whole quarter again afterwards finds nothing that differs."""
    quarter = Period(2026, 2)
    pipeline.submit_many(
        ANALYST, RETURNS["unit"], quarter, uploads(RETURNS["unit"], quarter, [authority("LA334")]), now()
    )
    for source, name, made, _ in public_files():
        if source.code in RECORDS or source is OFSTED:
            assert pipeline.refresh(ANALYST, source, name, made(), now()).verdict is Verdict.CLEAN
    with reading() as session:
        left = ahead.here(session, quarter, working.known_at(session, quarter, now()))
    assert left.select("indicator_id", "geography").rows() == []


# One authority, counted once.


def test_an_authority_alone_and_with_its_partners_is_said_at_both_rows():
    sheet = PANEL.sheet("timeliness")
    counts = [c.name for c in sheet.columns if c.name.endswith("_count")]
    places = ("Derby and Derbyshire Safeguarding Children Partnership", "831", "334")
    rows = [{"place": place, "quarter": "2026-27 Q2", **dict.fromkeys(counts, "1")} for place in places]
    text = record_csv(PANEL, {"timeliness": [*rows, {**rows[1], "quarter": "2026-27 Q1"}], "themes": []})
    context = Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))
    issues = validate(read_workbook("p.csv", text, PANEL), PANEL, context).issues
    assert [(i.cell, i.code, i.severity) for i in issues] == [
        ("A3", "N007", Severity.ERROR), ("A4", "N007", Severity.ERROR),
    ]  # fmt: skip
    assert "Also counted in row 4, for the same quarter: Derby. Keep one of these rows." in issues[0].message
    assert "Also counted in row 3" in issues[1].message
