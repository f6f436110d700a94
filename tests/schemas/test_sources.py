"""The public files, as they are declared."""

import polars as pl
import pytest
from sqlalchemy import CheckConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from schemas import tables
from schemas.base import Table
from schemas.checks import Rule
from schemas.context import CONTEXT
from schemas.figures import SYMBOLS, Figure, Geography, Statistic
from schemas.indicators import INDICATORS
from schemas.programme import Grant, GrantPurpose, Judgement
from schemas.sources import DETERMINATION, OFSTED, POPULATIONS, SOURCES, STATISTICS
from schemas.spec import Kind, Source
from schemas.vocabulary import ValueStatus

SHEETS = [(source, sheet.name) for source in (OFSTED, DETERMINATION) for sheet in source.sheets]
GRADES = ["overall", "leaders", "help_and_protection", "children_in_care", "care_leavers"]


def test_each_source_says_whose_it_is_and_on_what_terms():
    assert set(SOURCES) == {
        "ofsted", "determination", "populations", "cin_b1", "cin_c1", "cin_c3", "cin_d3", "cin_d5", "cin_reviews", "csww", "ro3",
        "jtai", "intervention", "confidence", "panel", "exploitation", "provision", "partnership", "tracker", "plan", "meetings",
    }  # fmt: skip
    for source in SOURCES.values():
        assert source.publisher
        assert source.frequency
        assert source.licence == "Open Government Licence v3.0"


@pytest.mark.parametrize(("source", "name"), SHEETS, ids=lambda part: part if isinstance(part, str) else part.code)
def test_each_sheet_says_which_authority_a_row_is_about_by_code_first(source: Source, name: str):
    code, *fallback = source.authority_columns[name]
    sheet = source.sheet(name)
    assert code.endswith("_code")
    assert fallback == ["authority_name"]
    assert code in sheet.keys
    assert sheet.table.startswith("source_")
    assert not sheet.model.__table__.c.authority_id.nullable


@pytest.mark.parametrize(("source", "name"), SHEETS, ids=lambda part: part if isinstance(part, str) else part.code)
def test_no_heading_stands_for_two_columns_of_a_sheet(source: Source, name: str):
    headings = [h.casefold() for column in source.sheet(name).columns for h in column.headings]
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("statistic", STATISTICS.values(), ids=list(STATISTICS))
def test_a_statistic_is_declared_whole(statistic: Statistic):
    figures = statistic.figures
    names = [column.name for column in figures.columns]
    headings = [h.casefold() for column in figures.columns for h in column.headings]
    assert len(set(names)) == len(names)
    assert len(set(headings)) == len(headings)
    assert all(m.meaning.endswith(".") and m.unit and len(m.name) <= 64 for m in figures.measures)
    assert set(figures.codes) | set(figures.only) <= set(names)
    assert set(figures.levels.values()) >= {Geography.ENGLAND, Geography.AUTHORITY}
    assert figures.model is Figure
    shown = {i.published.source for i in INDICATORS.values() if i.published} | {POPULATIONS.code}  # under rates
    assert statistic.feeds_indicators == (statistic.code in shown)


@pytest.mark.parametrize("statistic", STATISTICS.values(), ids=list(STATISTICS))
def test_what_a_measure_is_part_of_or_bounded_by_is_a_measure_too(statistic: Statistic):
    names = {m.name for m in statistic.figures.measures}
    assert {m.part_of for m in statistic.figures.measures} | {m.at_most for m in statistic.figures.measures} <= {
        "",
        *names,
    }


def test_a_share_is_never_added_up():
    counted = {m.name for s in STATISTICS.values() for m in s.figures.measures if m.is_count}
    assert not [name for name in counted if name.endswith(("_pct", "_ratio"))]
    assert "referral_count" in counted


def test_every_symbol_says_why_there_is_no_number():
    assert ValueStatus.OK not in SYMBOLS.values()
    assert {SYMBOLS[text] for text in ("c", "[c]")} == {ValueStatus.SUPPRESSED}
    assert {SYMBOLS[text] for text in ("x", "[x]", ":", "..", "-")} == {ValueStatus.NOT_AVAILABLE}
    assert {SYMBOLS[text] for text in ("z", "[z]", ".")} == {ValueStatus.NOT_APPLICABLE}
    assert {SYMBOLS[text] for text in ("low", "~", "k")} == {ValueStatus.LOW}
    assert SYMBOLS["u"] == ValueStatus.UNRELIABLE


def test_every_context_measure_is_one_that_is_published():
    for one in CONTEXT:
        assert STATISTICS[one.source].figures.measure(one.measure)
    assert len({one.code for one in CONTEXT}) == len(CONTEXT)


@pytest.mark.parametrize("name", ["latest", "history"])
def test_an_inspection_without_an_overall_grade_is_still_an_inspection(name: str):
    sheet = OFSTED.sheet(name)
    assert [c.name for c in sheet.columns if c.choices is Judgement] == GRADES
    optional = {c.name for c in sheet.columns if not c.is_required}
    assert optional == {"web_link", "ofsted_region", "overall", "care_leavers"}


def test_a_visit_needs_no_grade_but_a_day_and_a_kind():
    required = [c.name for c in OFSTED.sheet("visits").columns if c.is_required]
    assert required == ["authority_code", "authority_name", "inspected_on", "published_on", "visit_type"]


def test_ofsteds_own_words_for_the_third_grade_are_read():
    column = OFSTED.sheet("latest").column("help_and_protection")
    assert column.values["Requires improvement to be good"] == "requires_improvement"
    assert set(column.values.values()) <= {str(j) for j in Judgement}


def test_an_allocation_is_whole_pounds_for_a_grant_purpose_and_year():
    sheet = DETERMINATION.sheet("allocations")
    assert sheet.table == "source_allocation"
    assert sheet.keys == ("dfe_code", "grant", "purpose", "financial_year")
    assert sheet.column("grant").choices is Grant
    assert sheet.column("purpose").choices is GrantPurpose
    assert sheet.column("amount_gbp").kind is Kind.MONEY


@pytest.mark.parametrize("rule", [r for s in SOURCES.values() for r in s.rules], ids=lambda rule: rule.code)
def test_every_rule_has_an_example_that_breaks_it_and_one_that_does_not(rule: Rule):
    assert pl.DataFrame([rule.failing]).select(rule.when).item() is True
    assert pl.DataFrame([rule.passing]).select(rule.when).item() is not True


def test_every_check_of_a_table_has_a_name_of_its_own():
    assert tables.Submission.__table__ is not None
    for table in Table.metadata.sorted_tables:
        assert CreateTable(table).compile(dialect=postgresql.dialect())
        checks = [str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)]
        assert len(checks) == len(set(checks)), table.name
        assert all(len(name) <= 63 for name in checks)
