"""Whatever may be set, shown, checked or granted is written down where people look for it."""

import re
from dataclasses import fields

from typer.testing import CliRunner

from etl.catalogue import catalogue
from etl.cli import app
from etl.settings import Settings
from schemas.access import ROLE_PERMISSIONS, Permission, Role
from schemas.indicators import INDICATORS, Indicator
from schemas.returns import RETURNS
from schemas.sources import SOURCES
from schemas.spec import Form
from tests.architecture.modules import ROOT

README = (ROOT / "README.md").read_text()
FORMS: tuple[Form, ...] = (*RETURNS.values(), *SOURCES.values())
RULES = [(form, rule) for form in FORMS for rule in form.rules]


def test_every_setting_is_in_the_readme() -> None:
    assert [name for name in Settings.model_fields if f"`OVERSIGHT_{name.upper()}`" not in README] == []
    assert [name for name, setting in Settings.model_fields.items() if not setting.description] == []


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"OVERSIGHT_([A-Z_]+[A-Z])", README))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_command_is_in_the_readme() -> None:
    listed = CliRunner().invoke(app, ["--help"], terminal_width=200).output
    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    assert commands <= set(re.findall(r"\w+", listed))
    assert [c for c in commands if not re.search(rf"\boversight [^\n]*\b{c}\b", README)] == []


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)
    assert phony
    assert [t for t in phony[1].split() if not re.search(rf"^{re.escape(t)}:.*## ", makefile, re.M)] == []
    for target in ("make demo", "make test", "make check", "make bench", "make .venv"):
        assert target in README


def test_every_role_says_what_it_is_and_may_do_something() -> None:
    assert [role for role in Role if not (role.label and role.meaning.endswith(".") and ROLE_PERMISSIONS[role])] == []


def test_every_permission_says_what_it_allows_and_someone_has_it() -> None:
    assert [p for p in Permission if not p.meaning.endswith(".")] == []
    assert frozenset(Permission) == frozenset[Permission]().union(*ROLE_PERMISSIONS.values())


def test_every_indicator_says_what_it_is_and_why() -> None:
    assert [i.id for i in INDICATORS.values() if not (i.title and i.why.endswith("."))] == []


def test_every_rule_says_what_to_do_and_why() -> None:
    assert [rule.code for _, rule in RULES if not (rule.message.endswith(".") and rule.why.endswith("."))] == []
    assert all(form.sheet(rule.sheet).column(rule.column) for form, rule in RULES)


def test_every_rule_has_an_example_that_it_refuses_and_one_that_it_accepts() -> None:
    assert [rule.code for _, rule in RULES if not (rule.failing and rule.passing)] == []
    assert [rule.code for _, rule in RULES if rule.failing == rule.passing] == []


def test_the_catalogue_lists_every_return_source_column_rule_and_indicator() -> None:
    listed = catalogue()
    assert {r["code"] for r in listed["returns"]} == set(RETURNS)
    assert {s["code"] for s in listed["sources"]} == set(SOURCES)
    assert len(listed["columns"]) == sum(len(sheet.columns) for form in FORMS for sheet in form.sheets)
    assert [r["code"] for r in listed["rules"]] == [rule.code for _, rule in RULES]
    assert all(r["failing"] and r["passing"] and r["message"] for r in listed["rules"])
    assert {i["id"] for i in listed["indicators"]} == set(INDICATORS)


def test_every_field_of_an_indicator_that_is_words_reaches_the_catalogue() -> None:
    words = {f.name for f in fields(Indicator) if f.type in ("str", str)}
    assert all(words <= set(listed) for listed in catalogue()["indicators"])
