"""What a finding does to the indicators: which it feeds, by how much, and so what to look at first."""

import polars as pl
import pytest

from etl import effects
from etl.cli_issues import as_json_object
from schemas.authorities import authority
from schemas.indicators import INDICATORS
from schemas.issues import Effect, Issue
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.activity import ACTIVITY
from schemas.returns.unit import UNIT
from schemas.vocabulary import Severity

SOLIHULL = authority("LA334")
# Two agencies: 20 established and 15 filled posts; a quarter ago police had 10 established, not 4.
POSTS = pl.DataFrame(
    {"row": [5, 6], "unit_code": ["U1", "U1"], "agency": ["social_work", "police"], "is_core_nominated": [True, True],
     "established_fte": [16.0, 4.0], "filled_fte": [12.0, 3.0], "colocated_fte": [9.0, 3.0], "access_fte": [6.0, 1.5],
     "experienced_fte": [6.0, 1.0]}
)  # fmt: skip
LAST = POSTS.drop("row").with_columns(
    established_fte=pl.Series([16.0, 10.0]), filled_fte=pl.Series([12.0, 3.0]), colocated_fte=pl.Series([9.0, 1.0])
)


def found(column="established_fte", row=6, severity=Severity.QUERY, sheet="Posts", letter="D", code="U012"):
    cell = f"{letter}{row}" if row else ""
    return Issue(sheet, cell, code, severity, "4", "Words.", column, "U1 · Police")


def weighed(*issues, last=LAST, england=None):
    beside = effects.Beside(Period(2026, 2), SOLIHULL, {} if last is None else {"posts": last}, england or {})
    return effects.ranked(UNIT, issues, {"posts": POSTS}, beside)


def effect(issue, indicator_id):
    return next(e for e in issue.affects if e.indicator_id == indicator_id)


def test_the_change_is_what_last_quarters_value_would_make():
    [issue] = weighed(found(), england={"ST-01": (1000.0, 0.0)})
    # Established posts in all: 20 as typed, 26 with last quarter's ten.
    assert effect(issue, "ST-01") == Effect("ST-01", -6.0, -6.0)


def test_a_share_changes_in_both_its_parts_and_englands_less_than_the_authoritys():
    [issue] = weighed(found("colocated_fte", letter="F"), england={"CO-01": (900.0, 1500.0)})
    # 12 of 15 filled posts are co-located as typed (80%), 10 of 15 with last quarter's one (66.667%); England 902 of 1500.
    assert effect(issue, "CO-01") == Effect("CO-01", 13.333, 0.133)


def test_a_row_that_was_not_there_or_a_stage_has_names_but_no_amount():
    [new] = weighed(found(), last=LAST.head(1))
    assert {e.authority_change for e in new.affects} == {None}
    [first] = weighed(found(), last=None)
    assert "ST-01" in {e.indicator_id for e in first.affects}
    [known] = weighed(found())
    assert effect(known, "UR-01").authority_change is None


def test_errors_come_first_then_what_moves_england_most_then_what_feeds_most():
    small, large = found("colocated_fte", letter="F"), found(letter="D")
    note = found("filled_fte", 5, Severity.NOTE, letter="E")
    error = found("filled_fte", 6, Severity.ERROR, letter="E")
    without = found("narrative", 5, sheet="Unit", letter="N")
    england = {"ST-01": (20000.0, 0.0), "CO-01": (900.0, 1500.0)}
    issues = weighed(note, without, large, small, error, england=england)
    assert [i.rank for i in issues] == [5, 4, 3, 2, 1]
    assert weighed() == []


def test_a_finding_about_a_key_is_about_its_sheet_and_one_about_the_file_about_all():
    [key, file] = weighed(found("agency", letter="B"), Issue("", "", "S034", Severity.ERROR, "", "Words."))
    fed = {one for (place, _), ids in effects.fed().items() if place == "unit.posts" for one in ids}
    assert {e.indicator_id for e in key.affects} == fed
    assert fed < {e.indicator_id for e in file.affects}


@pytest.mark.parametrize("form", RETURNS.values(), ids=RETURNS)
def test_every_place_that_feeds_an_indicator_is_a_column_and_every_return_feeds_some(form):
    places = {(f"{form.code}.{s.name}", c.name) for s in form.sheets for c in s.columns}
    own = {place for place in effects.fed() if place[0].startswith(f"{form.code}.")}
    assert own <= places
    assert own
    assert {one for place in own for one in effects.fed()[place]} <= set(INDICATORS)


def test_a_quarters_rows_are_weighed_in_indicators_of_a_year():
    columns = {c.name: [10] for c in ACTIVITY.sheet("counts").columns}
    rows = pl.DataFrame({"row": [5], **columns})
    last = pl.DataFrame(columns).with_columns(icpc_count=pl.lit(20))
    issue = Issue(ACTIVITY.sheet("counts").title, "B5", "C010", Severity.QUERY, "10", "Words.", "icpc_count")
    beside = effects.Beside(Period(2026, 2), SOLIHULL, {"counts": last}, {"CP-02": (500.0, 1000.0)})
    [weighed_issue] = effects.ranked(ACTIVITY, [issue], {"counts": rows}, beside)
    # Conferences to section 47 enquiries: 10 of 10 as typed, 20 of 10 with last quarter's; England 490 of 1000.
    assert effect(weighed_issue, "CP-02") == Effect("CP-02", -100.0, -1.0)


def test_the_command_says_what_a_finding_affects():
    [issue] = weighed(found(), england={"ST-01": (1000.0, 0.0)})
    said = as_json_object(issue)
    assert (said["code"], said["rank"], said["waived"]) == ("U012", 1, None)
    assert {"indicator_id": "ST-01", "authority_change": -6.0, "england_change": -6.0} in said["affects"]
