"""Checking: the two ways of reading a cell agree, every rule fires at its cell and only then, and issues keep order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from etl.convert import plain, read_cell
from etl.parse import read_workbook
from etl.rows import labels_of
from etl.rules import in_words, is_broken
from etl.validate import Context, validate
from schemas.authorities import resolver
from schemas.checks import Rule
from schemas.issues import Issue, verdict
from schemas.periods import Period
from schemas.programme import Agency
from schemas.returns import FUNDING, RETURNS, UNIT
from schemas.sources import DETERMINATION, SOURCES
from schemas.spec import Column, Form, ReturnSpec
from schemas.vocabulary import Severity, Verdict
from tests.etl.test_rules_fire import ACROSS, ALONE
from tests.etl.workbooks import PERIOD, TODAY, check, context, funding_rows, rows_of, unit_rows, workbook

FORMS: dict[str, Form] = {**RETURNS, **SOURCES}
RULES = [(form, rule) for form in FORMS.values() for rule in form.rules]
NAMES = [f"{form.code}-{rule.code}-{rule.column}" for form, rule in RULES]


@pytest.mark.parametrize(("form", "rule"), RULES, ids=NAMES)
def test_a_rule_refuses_its_failing_example_and_accepts_its_passing_one(form: Form, rule: Rule) -> None:
    sheet = form.sheet(rule.sheet)
    assert is_broken(rule, sheet, rule.failing)
    assert not is_broken(rule, sheet, rule.passing)


# Each rule through a whole workbook: what to change, and the cell that must be named.

Rows = dict[str, pl.DataFrame]


def _set(sheet: str, row: int, **values: Any) -> Callable[[Rows], None]:
    """Change columns of the row that stands in that row of the template."""

    def change(rows: Rows) -> None:
        frame = rows[sheet]
        is_it = pl.int_range(frame.height) == row - 5
        rows[sheet] = frame.with_columns(
            pl.when(is_it)
            .then(pl.lit(v, frame[n].dtype if frame[n].dtype != pl.Null else None))
            .otherwise(pl.col(n))
            .alias(n)
            for n, v in values.items()
        )

    return change


def _all(*changes: Callable[[Rows], None]) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for one in changes:
            one(rows)

    return change


def _last(sheet: str, **values: Any) -> dict[str, Any]:
    """Last quarter's accepted rows: as this quarter's, but for some columns."""
    rows = {**unit_rows(), **funding_rows()}[sheet]
    return {"last": {sheet: rows.with_columns(pl.lit(value).alias(name) for name, value in values.items())}}


ACCEPTED = {"reference": {**context().reference, "collection": pl.DataFrame({"is_accepted": [True]})}}
LIVE = {"status": "live", "live_on": None}
BROKEN: dict[tuple[str, str], tuple[ReturnSpec, Callable[[Rows], None], str, dict[str, Any]]] = {
    ("U002", "is_amendment"): (UNIT, _all(), "Cover!B9", ACCEPTED),
    ("U010", "filled_fte"): (UNIT, _all(_set("posts", 7, filled_fte=4.5), _set("models", 7, filled_fte=4.5)), "Posts!E7", {}),
    ("U011", "filled_fte"): (UNIT, _set("models", 6, filled_fte=3.0), "Posts!E6", {}),
    ("U012", "established_fte"): (UNIT, _all(), "Posts!D5", _last("posts", established_fte=9.0)),
    ("U013", "declared_stage"): (UNIT, _all(_set("posts", 6, filled_fte=0.0, colocated_fte=0.0, access_fte=0.0, experienced_fte=0.0), _set("models", 6, filled_fte=0.0, ending_6m_fte=0.0, ending_6m_no_successor_fte=0.0)), "Unit!C5", {}),
    ("U014", "colocated_fte"): (UNIT, _set("posts", 8, colocated_fte=3.6), "Posts!F8", {}),
    ("U014", "access_fte"): (UNIT, _set("posts", 8, access_fte=3.6), "Posts!G8", {}),
    ("U014", "experienced_fte"): (UNIT, _set("posts", 8, experienced_fte=3.6), "Posts!H8", {}),
    ("U015", "ending_6m_fte"): (UNIT, _set("models", 9, ending_6m_fte=4.0), "Models!E9", {}),
    ("U015", "ending_6m_no_successor_fte"): (UNIT, _set("models", 9, ending_6m_no_successor_fte=1.1), "Models!F9", {}),
    ("U020", "actual_on"): (UNIT, _set("milestones", 12, actual_on=date(2026, 11, 23), forecast_on=None), "Milestones!D12", {}),
    ("U020", "forecast_on"): (UNIT, _set("milestones", 12, forecast_on=date(2026, 9, 29)), "Milestones!C12", {}),
    ("U021", "forecast_on"): (UNIT, _set("unit", 5, slippage_reason="site"), "Milestones!C5", _last("milestones", forecast_on=date(2026, 10, 1), actual_on=None)),
    ("U022", "declared_stage"): (UNIT, _all(), "Unit!C5", _last("unit", declared_stage=5)),
    ("U030", "live_on"): (UNIT, _set("functions", 13, **LIVE), "Functions!D13", {}),
    ("U031", "review_on"): (UNIT, _set("agreements", 10, review_on=date(2026, 11, 21)), "Agreements!F10", {}),
    ("F001", "allocated_gbp"): (FUNDING, _set("grants", 6, allocated_gbp=128570), "Grants!B6", {}),
    ("F002", "spent_ytd_gbp"): (FUNDING, _all(), "Grants!F5", _last("grants", spent_ytd_gbp=56000)),
    ("F003", "spent_ytd_gbp"): (FUNDING, _set("grants", 7, spent_ytd_gbp=69001), "Grants!F7", {}),
    ("F006", "start_up_gbp"): (FUNDING, _set("grants", 7, start_up_gbp=128572), "Grants!C7", {}),
    ("F004", "share_pct"): (FUNDING, _set("contributions", 5, share_pct=20.2), "Contributions!D5", {}),
    ("F005", "cash_gbp"): (FUNDING, _all(*(_set("contributions", row, cash_gbp=cash, in_kind_gbp=0, share_pct=share) for row, cash, share in ((5, 100, 100.0), (6, 0, 0.0), (7, 0, 0.0), (8, 0, 0.0), (9, 0, 0.0)))), "Contributions!B5", {}),
}  # fmt: skip


@pytest.mark.parametrize("of", BROKEN, ids="-".join)
def test_each_rule_fires_in_a_workbook_at_its_cell(of: tuple[str, str]) -> None:
    code, _ = of
    spec, change, place, more = BROKEN[of]
    rows = rows_of(spec)
    change(rows)
    issues = check(workbook(spec, rows), spec, **more).issues
    assert place in {f"{found.sheet}!{found.cell}" for found in issues if (found.code, found.column) == of}, issues
    assert {found.code for found in issues} == {code}
    rule = next(r for r in spec.rules if (r.code, r.column) == of)
    for found in issues:
        assert found.severity is rule.severity
        assert "{" not in found.message
        assert found.message.startswith(f"{found.sheet}, {found.cell} — ")


def test_codes_of_two_authorities() -> None:
    def wrong(book: Any) -> None:
        book["Cover"]["B7"] = "E08000032"

    (found,) = check(workbook(spoil=wrong)).issues
    assert (found.code, found.cell, found.value) == ("U001", "B7", "E08000032")
    assert "The DfE code 334 and this ONS code are not of the same authority on 30 September 2026." in found.message


def test_every_rule_of_a_return_is_in_a_table() -> None:
    declared = {(rule.code, rule.column) for spec in RETURNS.values() for rule in spec.rules}
    alone = {(rule.code, rule.column) for _, rule in ALONE}
    nil = {("U003", "nil_reason"), ("U004", "is_nil"), ("U005", "is_nil")}
    apart = {("U001", "ons_code"), ("P002", "score"), ("P010", "score"), *nil}
    assert declared == BROKEN.keys() | alone | ACROSS.keys() | apart


# Figures in messages


def test_messages_quote_figures_as_people_write_them() -> None:
    rows = funding_rows()
    _set("grants", 6, allocated_gbp=1)(rows)
    issues = check(workbook(FUNDING, rows), FUNDING).issues
    assert [found.message for found in issues if found.code == "F001"] == [
        "Grants, B6 — you entered “1”. The grant determination gives this authority £128,571. Enter that amount, "
        "or ask the department to correct the determination."
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("established_fte", 0.1 + 0.2, "0.3"),
        ("last_established_fte", 12.0, "12"),
        ("determination_gbp", 1285714, "£1,285,714"),
        ("shares_pct", 109.99999999, "110%"),
        ("reference_on", date(2026, 9, 30), "30 September 2026"),
        ("agency", "police", "Police"),
        ("is_core_nominated", False, "No"),
        ("models_filled_fte", None, "0"),
    ],
)
def test_values_in_words(name: str, value: object, words: str) -> None:
    assert in_words(name, value, UNIT.sheet("posts")) == words


# No false alarms


def _typed(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    def spoil(book: Any) -> None:
        book[sheet][cell] = value

    return spoil


@pytest.mark.parametrize(
    ("spec", "sheet", "cell", "code"),
    [
        (UNIT, "Models", "D6", "S011"),  # the sum of models is not known, so U011 is silent
        (UNIT, "Models", "B6", "S014"),  # which agency it is is not known, so U011 is silent for all
        (UNIT, "Posts", "E6", "S011"),  # whether police is filled is not known, so U013 is silent
        (UNIT, "Functions", "C5", "S014"),
        (UNIT, "Milestones", "C5", "S013"),
        (FUNDING, "Contributions", "D5", "S011"),  # the sum of shares is not known, so F004 is silent
        (FUNDING, "Grants", "B5", "S011"),
    ],
)
def test_what_cannot_be_read_breaks_no_rule(spec: ReturnSpec, sheet: str, cell: str, code: str) -> None:
    issues = check(workbook(spec, spoil=_typed(sheet, cell, "unclear")), spec).issues
    assert [(found.code, found.cell) for found in issues] == [(code, cell)]


def test_rules_run_on_what_can_be_read() -> None:
    rows = unit_rows()
    _set("posts", 8, access_fte=3.6)(rows)
    content = workbook(rows=rows, spoil=_typed("Unit", "C5", "four"))
    assert {found.code for found in check(content).issues} == {"S011", "U014"}


def test_an_error_and_a_query_at_one_cell() -> None:
    rows = funding_rows()
    _set("grants", 5, spent_ytd_gbp=20000)(rows)
    issues = check(workbook(FUNDING, rows), FUNDING, **_last("grants", spent_ytd_gbp=56000)).issues
    assert [found.code for found in issues if found.cell == "F5"] == ["F002"]


def test_the_first_quarter_starts_spending_again() -> None:
    rows = funding_rows()
    last = _last("grants", spent_ytd_gbp=56000)
    issues = check(workbook(FUNDING, rows), FUNDING, **last, period=Period(2026, 1)).issues
    assert "F002" not in {found.code for found in issues}


def test_a_rule_whose_reference_is_absent_is_silent() -> None:
    rows = funding_rows()
    _set("grants", 5, allocated_gbp=150000)(rows)
    assert check(workbook(FUNDING, rows), FUNDING, reference={}).issues == []


def test_last_quarter_is_joined_by_key_not_by_place() -> None:
    last = (
        unit_rows()["posts"]
        .reverse()
        .with_columns(pl.when(pl.col("agency") == Agency.HEALTH).then(20.0).otherwise(4.0).alias("established_fte"))
    )
    issues = check(workbook(), last={"posts": last}).issues
    assert [(found.code, found.cell, found.key) for found in issues] == [("U012", "D7", "U1 · Health")]
    assert "Established posts were 20 last quarter." in issues[0].message


# Explanations and verdicts


def test_an_explanation_follows_its_query_wherever_the_row_stands() -> None:
    last = _last("unit", declared_stage=5)
    (query,) = check(workbook(), **last).issues
    explanations = {query.fingerprint: "The site closed after a flood in August."}
    text = read_workbook("x", workbook(spoil=lambda book: book["Unit"].insert_rows(5, 4)), UNIT)
    checked = validate(text, UNIT, context(**last), explanations)
    (again,) = checked.issues
    assert (again.cell, again.explanation) == ("C9", "The site closed after a flood in August.")
    assert checked.verdict is Verdict.CLEAN


def test_verdicts() -> None:
    assert check(workbook()).verdict is Verdict.CLEAN
    assert check(workbook(), **_last("unit", declared_stage=5)).verdict is Verdict.QUERIES
    assert check(workbook(spoil=_typed("Unit", "C5", "four"))).verdict is Verdict.ERRORS


def test_issues_are_in_the_order_of_the_file() -> None:
    def spoil(book: Any) -> None:
        for sheet, cell in (("Posts", "G10"), ("Posts", "D10"), ("Posts", "E6"), ("Unit", "N5")):
            book[sheet][cell] = "x"

    issues = check(workbook(spoil=spoil)).issues
    assert [f"{found.sheet}!{found.cell}" for found in issues] == ["Unit!N5", "Posts!E6", "Posts!D10", "Posts!G10"]


def test_types() -> None:
    rows = check(workbook()).rows
    assert rows["posts"].schema == {
        "row": pl.Int64, "unit_code": pl.String, "agency": pl.String, "is_core_nominated": pl.Boolean,
        "established_fte": pl.Float64, "filled_fte": pl.Float64, "colocated_fte": pl.Float64,
        "access_fte": pl.Float64, "experienced_fte": pl.Float64,
    }  # fmt: skip
    assert rows["milestones"]["baseline_on"].dtype == pl.Date
    assert rows["posts"]["agency"].to_list()[:2] == ["social_work", "police"]


# The quick way of reading and the careful way give the same values

TEXTS = [
    "", " ", "0", "1", "-1", "2.50", " 3 ", "1,200", "£1,200", "50%", "2.005", "1.115", "0.30000000000000004", "1e3",
    ".5", "5.", "1 200", "(12)", "abc", "nan", "inf", "-0", "007", "9" * 20, "2026-09-30", "2026-09-30 00:00:00",
    "2026-09-30T10:00:00", "2026-13-01", "30/09/2026", "3/9/2026", "31/09/2026", "7.4.26", "30 Sep 2026", "46295",
    "Yes", "no", "TRUE", "Police", "police", "POLICE ", "Social work", "social_work", "٣",
]  # fmt: skip


COLUMNS = {f"{s.name}.{c.name}": c for spec in RETURNS.values() for s in spec.sheets for c in s.columns}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_reading_in_bulk_agrees_with_reading_one_by_one(column: Column) -> None:
    values = pl.DataFrame({column.name: TEXTS}).select(plain(column)).to_series().to_list()
    for text, value in zip(TEXTS, values, strict=True):
        if value is not None:
            reading = read_cell(text, column)
            assert (reading.value, reading.code) == (value, ""), text


def test_a_long_sheet_is_read_as_a_short_one_is() -> None:
    def spoil(book: Any) -> None:
        book["Posts"]["E7"], book["Posts"]["F8"], book["Posts"]["G9"] = "2 posts", 501, None
        book["Posts"]["H10"], book["Posts"]["H11"] = "1,000", " 2.005 "

    units = 200
    checked = check(workbook(rows=unit_rows(units), spoil=spoil))
    assert [(found.sheet, found.cell, found.code, found.value) for found in checked.issues] == [
        ("Posts", "E7", "S011", "2 posts"),
        ("Posts", "F8", "S015", "501"),
        ("Posts", "G9", "S010", ""),
        ("Posts", "H10", "S015", "1,000"),
        ("Posts", "H11", "S018", " 2.005 "),
    ]
    assert checked.rows["posts"].height == units * 6
    assert checked.rows["posts"]["experienced_fte"][6] == 2.01


# Public files


def _determination(*lines: str) -> Any:
    text = "\n".join(["DfE code,Authority,Grant,Purpose,Financial year,Amount", *lines])
    around = Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))
    return validate(read_workbook("grants.csv", text.encode(), DETERMINATION), DETERMINATION, around)


def test_rows_of_a_public_file_say_whose_they_are() -> None:
    checked = _determination("334,Solihull,Transformation grant,Start-up,2026-27,128571")
    assert checked.issues == []
    assert checked.rows["allocations"]["authority_id"].to_list() == ["LA334"]


def test_an_unknown_code_in_a_public_file_falls_back_on_the_name_and_else_is_an_error() -> None:
    checked = _determination(
        "999,Solihull,Transformation grant,Start-up,2026-27,1", "998,Atlantis,Transformation grant,Start-up,2026-27,1"
    )
    assert [(found.code, found.cell, found.value) for found in checked.issues] == [("S040", "A3", "998")]
    assert checked.rows["allocations"]["authority_id"].to_list() == ["LA334"]


def test_a_joint_code_gives_a_row_for_each() -> None:
    checked = _determination("940 / 941,Northamptonshire,Transformation grant,Start-up,2026-27,7")
    assert checked.rows["allocations"]["authority_id"].to_list() == ["LA940", "LA941"]
    assert checked.rows["allocations"]["row"].to_list() == [2, 2]


def test_labels() -> None:
    assert labels_of(UNIT.sheet("posts"))["agency"]["police"] == "Police"
    found = Issue("Posts", "D7", "U010", Severity.QUERY, "1", "…", "filled_fte", "U1 · Police")
    assert verdict([replace(found, explanation="x" * 20)]) is Verdict.CLEAN
    assert str(PERIOD) == "2026-27 Q2"
