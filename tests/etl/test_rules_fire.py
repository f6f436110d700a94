"""Every rule through a whole workbook: those about one sheet by their own examples, the others by the tables here."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from etl import pipeline
from etl.cells import position_of
from etl.rules import roots_of
from schemas.access import OPERATOR
from schemas.authorities import authority
from schemas.checks import Rule
from schemas.issues import Issue
from schemas.periods import Period
from schemas.returns import ACTIVITY, FUNDING, RETURNS, STANDARDS, UNIT
from schemas.spec import Layout, ReturnSpec
from schemas.vocabulary import Severity
from seed.generate import uploads
from tests.etl.workbooks import check, context, rows_of, workbook

KNOWN = {"today", "reference_on", "is_first_quarter", "quarter_number"}
Rows = dict[str, pl.DataFrame]


def _is_about_one_sheet(spec: ReturnSpec, rule: Rule) -> bool:
    own = {column.name for column in spec.sheet(rule.sheet).columns}
    return {root.removeprefix("last_") for root in roots_of(rule)} <= own | KNOWN


# Their own example breaks another rule at the same cell, so they are in a table.
IN_TABLE = {"U017", "U023", "U031", "F020", "P007"}
ALONE = [
    (s, r) for s in RETURNS.values() for r in s.rules
    if r.sheet != "cover" and r.code not in IN_TABLE and _is_about_one_sheet(s, r)
]  # fmt: skip


def _with(frame: pl.DataFrame, index: int, values: dict[str, Any], dtypes: dict[str, Any]) -> pl.DataFrame:
    is_it = pl.int_range(frame.height) == index
    return frame.with_columns(
        pl.when(is_it).then(pl.lit(v, dtypes[n])).otherwise(pl.col(n).cast(dtypes[n])).alias(n)
        for n, v in values.items()
    )


def _place(spec: ReturnSpec, rule: Rule, index: int) -> str:
    sheet = spec.sheet(rule.sheet)
    number = [column.name for column in sheet.columns].index(rule.column)
    if sheet.layout is Layout.FORM:
        return f"{sheet.title}!B{number + 4}"
    letter = next(letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if position_of(letter) == number)
    return f"{sheet.title}!{letter}{index + 5}"


def _found(issues: list[Issue], rule: Rule) -> dict[str, Issue]:
    return {f"{i.sheet}!{i.cell}": i for i in issues if (i.code, i.column) == (rule.code, rule.column)}


def _assert_said(found: Issue, rule: Rule) -> None:
    assert found.severity is rule.severity
    assert "{" not in found.message
    assert found.message.startswith(f"{found.sheet}, {found.cell} — ")


@pytest.mark.parametrize(("spec", "rule"), ALONE, ids=[f"{r.code}-{r.column}" for _, r in ALONE])
def test_a_rule_about_one_sheet_fires_in_a_workbook_by_its_own_example_and_not_by_the_other(
    spec: ReturnSpec, rule: Rule
) -> None:
    sheet, rows = spec.sheet(rule.sheet), rows_of(spec)
    dtypes = {column.name: column.dtype for column in sheet.columns}
    index = 0
    for keys, row in enumerate(rows[rule.sheet].iter_rows(named=True)):
        if all(row[k] == rule.failing[k] for k in sheet.keys if k in rule.failing):
            index = keys
            break
    said = {}
    for which, example in (("failing", rule.failing), ("passing", rule.passing)):
        own = {n: v for n, v in example.items() if n in dtypes}
        last = {n.removeprefix("last_"): v for n, v in example.items() if n.startswith("last_")}
        quarter = 1 if example.get("is_first_quarter") else example.get("quarter_number", 2)
        before = {rule.sheet: _with(rows_of(spec)[rule.sheet], index, last, dtypes)} if last else {}
        content = workbook(spec, {**rows, rule.sheet: _with(rows[rule.sheet], index, own, dtypes)})
        said[which] = _found(check(content, spec, last=before, period=Period(2026, quarter)).issues, rule)
    place = _place(spec, rule, index)
    assert place in said["failing"]
    assert place not in said["passing"]
    _assert_said(said["failing"][place], rule)


# Those that ask other sheets, quarters, authorities or returns: what the store knows, what is typed, and the cell.


def _history(sheet: str, spec: ReturnSpec, quarters: int = 8, **columns: Any) -> dict[str, Any]:
    """So many earlier quarters like this one, but for some columns."""
    row = rows_of(spec)[sheet].with_columns(pl.lit(v).alias(n) for n, v in columns.items())
    dated = [
        row.with_columns(
            quarters_ago=pl.lit(back, pl.Int64), is_this_year=pl.lit(back == 1), is_last_year_to_date=pl.lit(back in (4, 5)),
            quarter_number=pl.lit(2, pl.Int64),
        )
        for back in range(1, quarters + 1)
    ]  # fmt: skip
    return {f"history.{sheet}": pl.concat(dated)}


def _national(sheet: str, spec: ReturnSpec, **columns: Any) -> dict[str, Any]:
    row = rows_of(spec)[sheet].with_columns(pl.lit(v).alias(n) for n, v in columns.items())
    return {f"national.{sheet}": pl.concat([row] * 40)}


def _other(spec: ReturnSpec, sheet: str, **columns: Any) -> dict[str, Any]:
    rows = rows_of(spec)[sheet].with_columns(pl.lit(v).alias(n) for n, v in columns.items())
    return {f"{spec.code}.{sheet}": rows}


def _typed(sheet: str, index: int = 0, **columns: Any) -> dict[str, tuple[int, dict[str, Any]]]:
    return {sheet: (index, columns)}


_TWO_WEEKS = date(2026, 9, 1)
_NOBODY = {"filled_fte": 0.0, "colocated_fte": 0.0, "access_fte": 0.0, "experienced_fte": 0.0}
_NO_MODEL = {"filled_fte": 0.0, "ending_6m_fte": 0.0, "ending_6m_no_successor_fte": 0.0}
_PARTS = dict.fromkeys(
    ("spent_transformation_gbp", "spent_family_help_gbp", "spent_workforce_gbp", "spent_voice_gbp", "spent_ytd_gbp", "profile_ytd_gbp"), 0
)  # fmt: skip
ACROSS: dict[tuple[str, str], tuple[ReturnSpec, dict[str, Any], dict[str, Any], str]] = {
    ("U017", "filled_fte"): (UNIT, {"last": {"posts": rows_of(UNIT)["posts"].with_columns(filled_fte=0.0)}}, _typed("posts", 2, **_NOBODY) | _typed("models", 2, **_NO_MODEL), "Posts!E7"),
    ("U023", "ending_6m_no_successor_fte"): (UNIT, {}, _typed("models", ending_6m_fte=3.0, ending_6m_no_successor_fte=3.0), "Models!F5"),
    ("F020", "spent_ytd_gbp"): (FUNDING, {"period": Period(2026, 3)}, _typed("grants", **_PARTS), "Grants!F5"),
    ("P007", "validated_on"): (STANDARDS, {}, _typed("scores", validated_on=date(2025, 9, 30)) | _typed("audits", assessed_on=date(2025, 1, 1)), "Standards!F5"),
    ("U019", "filled_fte"): (UNIT, {}, _typed("models", 0, employment_model="agency_or_contract"), "Models!D5"),
    ("U025", "declared_stage"): (UNIT, {}, _typed("milestones", 15, actual_on=None), "Unit!C5"),
    ("U026", "declared_stage"): (UNIT, {}, _typed("unit", declared_stage=5) | _typed("functions", 8, status="partial", live_on=None, limitation="Weekdays only."), "Unit!C5"),
    ("U027", "self_confidence"): (UNIT, {}, _typed("unit", self_confidence="green") | _typed("milestones", 16, forecast_on=date(2027, 8, 1)), "Unit!D5"),
    ("U028", "slippage_reason"): (UNIT, {"last": {"milestones": rows_of(UNIT)["milestones"].with_columns(forecast_on=date(2026, 11, 30))}}, {}, "Unit!L5"),
    ("U034", "plan_children_count"): (UNIT, _history("unit", UNIT, plan_children_count=50), {}, "Unit!P5"),
    ("U035", "open_s47_count"): (UNIT, _history("unit", UNIT, open_s47_count=250), {}, "Unit!O5"),
    ("U038", "declared_stage"): (UNIT, _other(STANDARDS, "scores"), _typed("unit", declared_stage=6), "Unit!C5"),
    ("U040", "slippage_reason"): (UNIT, {}, _typed("unit", declared_stage=2) | _typed("milestones", 15, baseline_on=date(2026, 3, 31)), "Unit!L5"),
    ("U051", "forecast_on"): (UNIT, {}, _typed("milestones", 16, actual_on=date(2026, 3, 1), forecast_on=None), "Milestones!C21"),
    ("U057", "filled_fte"): (UNIT, _other(FUNDING, "contributions", cash_gbp=0, in_kind_gbp=0), {}, "Posts!E6"),
    ("F010", "cash_gbp"): (FUNDING, _other(UNIT, "posts"), _typed("contributions", 1, cash_gbp=0, in_kind_gbp=0, share_pct=0.0), "Contributions!B6"),
    ("F013", "full_year_cost_gbp"): (FUNDING, _other(UNIT, "posts"), _typed("costs", full_year_cost_gbp=200000), "Running cost!B4"),
    ("F017", "cash_gbp"): (FUNDING, {}, _typed("costs", next_year_cost_gbp=50000), "Contributions!B5"),
    ("C003", "s47_started_count"): (ACTIVITY, _history("counts", ACTIVITY, s47_started_count=2000), {}, "Activity!B4"),
    ("C003", "plans_started_count"): (ACTIVITY, _history("counts", ACTIVITY, plans_started_count=600), {}, "Activity!B12"),
    ("C003", "plans_end_count"): (ACTIVITY, _history("counts", ACTIVITY, 1, plans_end_count=100), {}, "Activity!B15"),
    ("C010", "s47_started_count"): (ACTIVITY, _history("counts", ACTIVITY, s47_started_count=250), {}, "Activity!B4"),
    ("C011", "strategy_held_count"): (ACTIVITY, _history("counts", ACTIVITY, strategy_held_count=200), {}, "Activity!B5"),
    ("C012", "icpc_count"): (ACTIVITY, _history("counts", ACTIVITY, icpc_count=50), {}, "Activity!B11"),
    ("C013", "plans_started_count"): (ACTIVITY, _history("counts", ACTIVITY, plans_started_count=54), {}, "Activity!B12"),
    ("C014", "plans_end_count"): (ACTIVITY, _history("counts", ACTIVITY, plans_end_count=200), {}, "Activity!B15"),
    ("C015", "icpc_11_15_count"): (ACTIVITY, _national("counts", ACTIVITY, icpc_11_15_count=90), {}, "Activity!B8"),
    ("C020", "repeat_plans_count"): (ACTIVITY, _national("counts", ACTIVITY, repeat_plans_count=60), {}, "Activity!B13"),
    ("C021", "icpc_count"): (ACTIVITY, _national("counts", ACTIVITY, s47_started_count=1000), {}, "Activity!B11"),
    ("C025", "strategy_all_present_count"): (ACTIVITY, _history("counts", ACTIVITY, strategy_all_present_count=150), {}, "Activity!B6"),
    ("C022", "plans_end_count"): (ACTIVITY, _other(UNIT, "unit", plan_children_count=300), {}, "Activity!B15"),
    ("C023", "strategy_held_count"): (ACTIVITY, _other(UNIT, "functions"), _typed("counts", strategy_held_count=0, strategy_all_present_count=0, s47_started_count=0), "Activity!B5"),
    ("C024", "open_records_count"): (ACTIVITY, _other(UNIT, "unit", open_s47_count=150), {}, "Activity!B16"),
    ("P006", "validated_on"): (STANDARDS, {}, _typed("audits", assessed_on=_TWO_WEEKS), "Standards!F5"),
    ("P011", "score"): (STANDARDS, _other(UNIT, "functions", status="partial"), _typed("scores", 6, score="3"), "Standards!B11"),
    ("P012", "score"): (STANDARDS, _other(ACTIVITY, "counts", strategy_all_present_count=200), _typed("scores", 5, score="3"), "Standards!B10"),
    ("P013", "score"): (STANDARDS, _other(ACTIVITY, "counts", icpc_11_15_count=20), _typed("scores", 7, score="3"), "Standards!B12"),
    ("P019", "audits_completed_count"): (STANDARDS, _history("audits", STANDARDS, audits_completed_count=60), {}, "Audits!B5"),
    ("P020", "audits_good_count"): (STANDARDS, _history("audits", STANDARDS, audits_good_count=3), {}, "Audits!B6"),
    ("P021", "audits_good_count"): (STANDARDS, _national("audits", STANDARDS, audits_good_count=3), {}, "Audits!B6"),
    ("P022", "theme_audits_count"): (STANDARDS, {}, _typed("audits", audits_completed_count=6, audits_good_count=5), "Audit themes!B5"),
}  # fmt: skip


def _said(spec: ReturnSpec, known: dict[str, Any], typed: dict[str, Any]) -> list[Issue]:
    rows = rows_of(spec)
    for name, (index, columns) in typed.items():
        dtypes = {column.name: column.dtype for column in spec.sheet(name).columns}
        rows[name] = _with(rows[name], index, columns, dtypes)
    apart = {name: known[name] for name in ("last", "period") if name in known}
    reference = {**context().reference, **{name: frame for name, frame in known.items() if name not in apart}}
    return check(workbook(spec, rows), spec, reference=reference, **apart).issues


@pytest.mark.parametrize("of", ACROSS, ids="-".join)
def test_a_rule_that_asks_elsewhere_fires_in_a_workbook_at_its_cell(of: tuple[str, str]) -> None:
    spec, known, typed, place = ACROSS[of]
    rule = next(r for r in spec.rules if (r.code, r.column) == of)
    found = _found(_said(spec, known, typed), rule)
    assert place in found
    _assert_said(found[place], rule)


def test_perfect_scores_that_nobody_validated() -> None:
    rows = rows_of(STANDARDS)
    rows["scores"] = rows["scores"].with_columns(
        score=pl.lit("3"), validated_by=pl.lit("none"), validated_on=pl.lit(None, pl.Date)
    )
    (found,) = check(workbook(STANDARDS, rows), STANDARDS).issues
    assert (found.code, found.cell, found.severity) == ("P002", "B5", Severity.QUERY)


def test_most_standards_set_aside() -> None:
    rows = rows_of(STANDARDS)
    aside = pl.int_range(10) > 3
    rows["scores"] = rows["scores"].with_columns(
        score=pl.when(aside).then(pl.lit("not_applicable")).otherwise("score"),
        not_applicable_reason=pl.when(aside).then(pl.lit("No such service in this area.")),
    )
    assert {found.code for found in check(workbook(STANDARDS, rows), STANDARDS).issues} == {"P010"}


def test_the_message_says_what_would_be_usual_for_this_authority() -> None:
    quarters = [50, 52, 48, 51, 49, 53]
    known = _history("counts", ACTIVITY, 6)
    known["history.counts"] = known["history.counts"].with_columns(strategy_held_count=pl.Series(quarters))
    (found,) = (i for i in _said(ACTIVITY, known, {}) if i.code == "C011")
    assert "usually between 29 and 72 in a quarter in this authority" in found.message


def test_one_odd_quarter_does_not_move_what_is_usual() -> None:
    known = _history("counts", ACTIVITY, 6)
    known["history.counts"] = known["history.counts"].with_columns(
        strategy_held_count=pl.Series([50, 52, 5000, 51, 49, 53])
    )
    (found,) = (i for i in _said(ACTIVITY, known, {}) if i.code == "C011")
    assert "usually between 30 and 73" in found.message


def test_three_quarters_are_too_few_to_say_what_is_usual() -> None:
    assert "C011" not in {i.code for i in _said(ACTIVITY, _history("counts", ACTIVITY, 3, strategy_held_count=50), {})}


def test_there_are_more_than_eighty_rules() -> None:
    assert len({rule.code for spec in RETURNS.values() for rule in spec.rules}) >= 80


def test_a_return_is_checked_by_the_rules_of_its_day() -> None:
    old = Rule(
        "C900", "counts", "s47_started_count", pl.col("s47_started_count") > 0, "Of its day.", why="A test.",
        applies_from=date(2026, 4, 1), applies_to=date(2026, 6, 30),
    )  # fmt: skip
    spec = ReturnSpec(
        ACTIVITY.code, ACTIVITY.title, ACTIVITY.meaning, ACTIVITY.sheets, (*ACTIVITY.rules, old), ACTIVITY.lookups
    )
    fired = {
        str(period): "C900" in {i.code for i in check(workbook(ACTIVITY), spec, period=period).issues}
        for period in (Period(2025, 4), Period(2026, 1), Period(2026, 2))
    }
    assert fired == {"2025-26 Q4": False, "2026-27 Q1": True, "2026-27 Q2": False}


@pytest.mark.parametrize("received_at", [None, datetime(2026, 7, 20, 9, tzinfo=UTC)], ids=["sent again", "as it came"])
def test_an_old_submission_is_checked_by_the_rules_of_its_day_however_late(
    sqlite_store: str, received_at: datetime | None
) -> None:
    """A file of Q1, accepted in July: years later it still meets Q1's rule, and never one that came after it."""
    former = Rule(
        "U900", "posts", "filled_fte", pl.col("filled_fte") >= 0, "Former.", Severity.QUERY, why="A test.",
        applies_to=date(2026, 6, 30),
    )  # fmt: skip
    later = replace(former, code="U901", column="established_fte", applies_from=date(2026, 7, 1), applies_to=None)
    spec = replace(UNIT, rules=(*UNIT.rules, former, later))
    seen = {}
    for period in (Period(2026, 1), Period(2026, 2)):
        [made] = uploads(UNIT, period, [authority("LA334")])
        upload = replace(made, received_at=received_at)
        for year in (2026, 2030):
            now = datetime(year, 11, 22, 9, tzinfo=UTC)
            issues = pipeline.check(OPERATOR, spec, period, upload, now).issues
            seen[period.label, year] = {i.code for i in issues} & {"U900", "U901"}
    assert seen == {
        ("Q1 2026-27", 2026): {"U900"}, ("Q1 2026-27", 2030): {"U900"},
        ("Q2 2026-27", 2026): {"U901"}, ("Q2 2026-27", 2030): {"U901"},
    }  # fmt: skip
