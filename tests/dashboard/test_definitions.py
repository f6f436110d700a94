import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import etl
from dashboard.components import SYMBOLS
from dashboard.views import accessibility, definitions, definitions_glossary
from dashboard.views.definitions_checks import CELL_CHECKS, FILE_CHECKS
from dashboard.views.definitions_returns import dictionary, example, in_words, may_be_entered
from dashboard.views.definitions_rules import catalogue
from schemas.access import NOBODY, Role, Viewer
from schemas.indicators import INDICATORS
from schemas.returns import RETURNS

OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
SPECS = [pytest.param(spec, id=spec.code) for spec in RETURNS.values()]
RULES = [pytest.param(spec, rule, id=f"{spec.code}-{rule.code}") for spec in RETURNS.values() for rule in spec.rules]


def _page(viewer):
    from dashboard.views import definitions

    definitions.page(viewer)


def _shown(viewer=OFFICER, **address):
    at = AppTest.from_function(_page, args=(viewer,), default_timeout=20)
    for name, value in address.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _text(at):
    return unescape(" ".join(part.value for part in at.get("html")))


@pytest.mark.usefixtures("store")  # the checks say how often each has fired
@pytest.mark.parametrize("part", definitions.PARTS)
def test_every_part_opens_with_one_heading_and_says_what_it_is(part):
    text = _text(_shown(part=part))
    assert text.count("<h1") == 1
    assert definitions.PARTS[part] in text


@pytest.mark.usefixtures("store")
def test_no_two_tables_of_a_part_have_the_same_name():
    for part in definitions.PARTS:
        names = re.findall(r'aria-label="([^"]+)"', _text(_shown(part=part)))
        assert len(names) == len(set(names)), part


def test_a_link_leads_to_one_indicator():
    text = _text(_shown(indicator="ST-02"))
    assert INDICATORS["ST-02"].definition in text
    assert "/download/indicator/ST-02.csv" in text
    assert "/download/indicator/UR-01.csv" not in text


def test_indicators_are_folded_by_theme_and_a_link_opens_the_theme_of_the_one_it_names():
    assert '<details class="cpo-fold" open' not in _text(_shown())
    opened = _text(_shown(indicator="ST-02")).split('<details class="cpo-fold"')
    [theme] = [part for part in opened if part.startswith(" open")]
    assert "ST-02 " in theme
    assert "UR-02 " not in theme


def test_an_indicator_that_is_a_published_statistic_says_where_it_comes_from_and_has_a_download():
    text = _text(_shown(indicator="CP-08"))
    assert "The published value, not computed again." in text
    assert "/download/indicator/CP-08.csv" in text


def test_an_address_that_names_no_part_or_indicator_shows_all_indicators():
    text = _text(_shown(part="<script>", indicator="ZZ-99"))
    assert "<script>" not in text
    assert INDICATORS["UR-01"].definition in text


def test_a_person_without_a_role_sees_no_definitions():
    text = _text(_shown(NOBODY))
    assert "You cannot see this page." in text
    assert "UR-01" not in text


def test_every_word_of_the_vocabulary_is_in_the_glossary_with_its_meaning():
    page = unescape(definitions_glossary.glossary())
    for words in definitions_glossary.vocabularies():
        for member in words:
            assert member.label in page, member
            assert member.meaning in page, member


def test_every_symbol_is_explained():
    page = definitions_glossary.symbols()
    assert all(f"[{code}]" in page and words in page for code, words in SYMBOLS.items())


@pytest.mark.parametrize("spec", SPECS)
def test_the_dictionary_names_every_sheet_and_column_of_a_return(spec):
    page = dictionary(spec)
    for sheet in spec.sheets:
        assert f">{sheet.title}</h2>" in page
        assert all(column.heading in page for column in sheet.columns)


def test_what_may_be_entered_gives_bounds_unit_and_example():
    posts = RETURNS["unit"].sheet("posts")
    assert may_be_entered(posts.column("filled_fte")) == "A number from 0 to 500, in FTE, for example 2.0."
    assert may_be_entered(posts.column("is_core_nominated")) == "Yes or No."


@pytest.mark.parametrize("spec", SPECS)
def test_the_catalogue_of_checks_has_every_rule_once(spec):
    page = catalogue(spec.code, "", None)
    for code in {rule.code for rule in spec.rules}:
        assert page.count(f'id="rule-{spec.code}-{code}"') == 1


@pytest.mark.usefixtures("sqlite_store")
def test_the_catalogue_is_narrowed_by_return_and_by_words_and_an_address_leads_to_one_rule():
    of_unit = _text(_shown(part="checks", **{"return": "unit"}))
    assert 'id="rule-unit-U054"' in of_unit
    assert 'id="rule-funding-F003"' not in of_unit
    one = _text(_shown(part="checks", **{"return": "unit", "find-rule": "review date signed"}))
    assert re.findall(r'id="rule-unit-(\w+)"', one) == ["U054"]
    assert "May be waived for an authority." in one
    assert "Applies to every quarter." in one
    of_files = _text(_shown(part="checks", **{"return": "file"}))
    assert "2 posts" in of_files
    assert "rule-unit-" not in of_files


@pytest.mark.parametrize(("spec", "rule"), RULES)
def test_every_figure_that_a_rule_quotes_has_a_name_for_people(spec, rule):
    sheet = spec.sheet(rule.sheet)
    for text in (in_words(rule.message, sheet), example(rule.failing, sheet), example(rule.passing, sheet)):
        assert text
        assert not re.search(r"\{|[a-z]_[a-z]", text), text


def test_every_code_that_reading_a_file_may_give_is_in_the_catalogue():
    listed = {check[0] for check in (*FILE_CHECKS, *CELL_CHECKS)} | {r.code for s in RETURNS.values() for r in s.rules}
    folder = Path(etl.__file__).parent
    used = {code for file in folder.glob("*.py") for code in re.findall(r'"([A-Z]\d{3})"', file.read_text("utf-8"))}
    assert used <= listed


def test_the_statement_names_the_one_known_finding_and_claims_no_audit():
    page = accessibility.statement()
    assert "WCAG" not in page or "2.2" in page
    assert accessibility.KNOWN_FINDING in page
    assert "have not been tested with a screen reader" in page
