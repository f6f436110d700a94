"""From a figure to its files and cells: checked by opening the very file at the very cell."""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner

from etl import working
from etl.cli import app
from etl.lineage import FORMS, sources
from etl.pipeline import Upload, submit_many
from etl.provenance import NoSuchFigure, trace
from etl.sessions import add_person, grant_role
from etl.store import reading, writing
from schemas.access import OPERATOR, Role, Viewer
from schemas.authorities import ENGLAND, authority
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.provenance import Cell, Provenance, why_not_quotable
from schemas.returns import RETURNS
from schemas.vocabulary import Rag, SubmissionStatus, ValueStatus
from seed.generate import uploads
from tests.stores import settings_for

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PERIOD = Period.parse("2026-27 Q2")
SOLIHULL, BRADFORD = "LA334", "LA380"
UNIT = RETURNS["unit"]


@cache
def sent(authority_id: str, code: str) -> Upload:
    [upload] = uploads(RETURNS[code], PERIOD, [authority(authority_id)])
    return upload


@pytest.fixture(scope="module")
def loaded_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Solihull's and Bradford's returns of every kind."""
    path = tmp_path_factory.mktemp("traced") / "traced.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        for code, spec in RETURNS.items():
            submit_many(OPERATOR, spec, PERIOD, [sent(SOLIHULL, code), sent(BRADFORD, code)], NOW)
    return path


@pytest.fixture
def loaded(loaded_template: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "traced.db"
    shutil.copy(loaded_template, path)
    with settings_for(f"sqlite:///{path}") as url:
        yield url


def as_amendment(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook that says it replaces an accepted one."""
    cover = book["Cover"]
    labels = {str(row[0].value): row[1] for row in cover.iter_rows(max_col=2) if row[0].value}
    for label, cell in labels.items():
        if label.startswith("Amend") or label.startswith("Reason for"):
            cell.value = "Yes" if label == "Amendment" else "The same figures as were sent before."
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def traced(indicator_id: str, place: str = SOLIHULL, breakdown: str = "", at: datetime | None = None) -> Provenance:
    with reading() as session:
        return trace(session, indicator_id, place, PERIOD, breakdown, at)


def in_file(content: bytes, cell: Cell) -> object:
    return openpyxl.load_workbook(io.BytesIO(content))[cell.sheet][cell.reference].value


@pytest.mark.usefixtures("loaded")
def test_each_cell_named_holds_what_was_read_from_it():
    found, upload = traced("ST-02"), sent(SOLIHULL, "unit")
    [file] = found.files
    assert (file.file_name, file.sha256) == (upload.name, hashlib.sha256(upload.content).hexdigest())
    posts = [cell for cell in file.cells if cell.sheet == "Posts"]
    assert {cell.heading for cell in posts} == {"Established posts", "Filled posts"}
    assert len(posts) > 6
    for cell in file.cells:
        assert float(str(in_file(upload.content, cell))) == float(cell.value)
    established = sum(float(cell.value) for cell in posts if cell.heading == "Established posts")
    assert found.denominator == established
    assert found.proof is not None
    assert found.proof.is_proved


@pytest.mark.usefixtures("loaded")
def test_a_part_names_only_its_own_rows():
    found = traced("ST-02", breakdown="agency=police")
    assert {cell.whose for file in found.files for cell in file.cells} == {"U1, Police"}


@pytest.mark.usefixtures("loaded")
def test_a_column_that_was_moved_is_named_where_it_stands():
    before = traced("ST-02").files[0].cells
    upload = sent(SOLIHULL, "unit")
    book = openpyxl.load_workbook(io.BytesIO(upload.content))
    sheet = book["Posts"]
    for row in range(1, sheet.max_row + 1):
        # Established and filled posts change places with the last two columns.
        for column, other in ((4, 7), (5, 8)):
            here, there = sheet.cell(row, column), sheet.cell(row, other)
            here.value, there.value = there.value, here.value
    later = replace(upload, content=as_amendment(book), received_at=NOW.replace(hour=12), reason="Columns in another order", explanations={"*": "The same figures as were sent before."})  # fmt: skip
    [receipt] = submit_many(OPERATOR, UNIT, PERIOD, [later], NOW.replace(hour=12))
    assert receipt.status is SubmissionStatus.SUBMITTED, receipt
    [file] = traced("ST-02").files
    letters = {cell.heading: cell.reference[0] for cell in file.cells if cell.sheet == "Posts"}
    assert letters == {"Established posts": "G", "Filled posts": "H"}
    assert {c.heading: c.reference[0] for c in before if c.sheet == "Posts"} == {"Established posts": "D", "Filled posts": "E"}  # fmt: skip
    assert all(float(str(in_file(later.content, cell))) == float(cell.value) for cell in file.cells)
    assert traced("ST-02", at=NOW).files[0].version == 1


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("indicator_id", ["ST-02", "UR-02", "ST-03", "UR-05", "FU-06", "CP-03", "PS-01", "SM-13"])
def test_what_authorities_put_in_adds_up_to_england(indicator_id: str):
    found = traced(indicator_id, ENGLAND)
    assert found.proof is not None
    assert found.proof.is_proved
    given = {one.authority_id: one for one in found.contributions}
    assert len(given) == 153
    assert {a for a, one in given.items() if one.standing == "own"} == {SOLIHULL, BRADFORD}
    assert (found.proof.own_count, found.proof.carried_count, found.proof.none_count) == (2, 0, 151)
    if indicator_id in ("ST-02", "FU-06", "CP-03", "PS-01"):
        assert sum(one.numerator or 0 for one in given.values()) == pytest.approx(found.numerator)


@pytest.mark.usefixtures("loaded")
def test_a_total_that_is_not_its_parts_says_so_and_may_not_be_quoted():
    with writing() as session:
        shown = working.observations(session).filter(pl.col("geography") == ENGLAND, pl.col("indicator_id") == "ST-02")
        made = working.begin(session, "someone", "A mistake", NOW.replace(hour=20))
        wrong = shown.with_columns(numerator=pl.col("numerator") + 1)
        working.publish(session, made, wrong)
    found = traced("ST-02", ENGLAND)
    assert found.proof is not None
    assert "DO NOT ADD UP" in found.proof.sentence
    assert "Its parts do not add up to it." in found.not_quotable


@pytest.mark.usefixtures("loaded")
def test_people_are_told_of_by_role_and_never_by_name():
    with writing() as session:
        person = add_person(session, "https://issuer", "officer@example.org", "A. Person", "Solihull Council")
        grant_role(session, person, Role.DFE_ANALYST, None)
    viewer = Viewer("officer@example.org", "A. Person", frozenset({Role.DFE_ANALYST}))
    again = as_amendment(openpyxl.load_workbook(io.BytesIO(sent(SOLIHULL, "unit").content)))
    upload = replace(
        sent(SOLIHULL, "unit"),
        content=again,
        reason="Sent again",
        explanations={"*": "The same figures as were sent before."},
    )
    [receipt] = submit_many(viewer, UNIT, PERIOD, [upload], NOW.replace(hour=13))
    assert receipt.status is SubmissionStatus.SUBMITTED, receipt
    [file] = traced("ST-02").files
    assert (file.version, file.prepared_by, file.submitted_by, file.authorised_by) == (
        2,
        "DfE analyst",
        "DfE analyst",
        "",
    )
    assert "example.org" not in repr(traced("ST-02"))
    assert "A. Person" not in repr(traced("ST-02"))


@pytest.mark.usefixtures("loaded")
def test_every_figure_of_an_authority_leads_somewhere_and_is_worked_out_again():
    with reading() as session:
        shown = working.observations(session).filter(pl.col("geography") == SOLIHULL, pl.col("breakdown") == "")
    assert shown.height > 45
    for row in shown.filter(pl.col("status") == "ok").iter_rows(named=True):
        found = traced(row["indicator_id"])
        assert found.proof is not None
        assert found.proof.is_proved, row["indicator_id"]
        assert found.notes or any(file.cells for file in found.files), row["indicator_id"]


@pytest.mark.usefixtures("loaded")
def test_a_figure_that_is_not_there_is_refused_in_a_sentence():
    with pytest.raises(NoSuchFigure, match="There is no figure of ST-02 for this place in Q2 2026-27"):
        traced("ST-02", "LA999")


def test_what_may_be_quoted():
    fine = {"status": ValueStatus.OK, "rag": Rag.GREEN, "is_illustrative": False, "has_coverage": True}
    assert why_not_quotable(**fine) == ()
    for name, value in (("status", ValueStatus.SUPPRESSED), ("rag", Rag.STALE), ("is_illustrative", True), ("has_coverage", False)):  # fmt: skip
        assert len(why_not_quotable(**(fine | {name: value}))) == 1
    assert len(why_not_quotable(**fine, is_proved=False)) == 1


@pytest.mark.parametrize("indicator_id", [i.id for i in INDICATORS.values() if i.published is None])
def test_what_an_indicator_is_made_from_stands_in_a_sheet_or_is_said(indicator_id: str):
    found = sources(INDICATORS[indicator_id])
    assert found
    for one in found:
        assert one.sheet or one.words
        assert "worked out by the product" not in one.words, f"Say in etl/lineage.py where it comes from: {one.words}"
        code, _, name = one.sheet.partition(".")
        known = {column.name for column in FORMS[code].sheet(name).columns} if code else set()
        assert set(one.columns) <= known


@pytest.mark.usefixtures("loaded")
def test_the_command_prints_the_same_as_json_and_in_words():
    asked = ["trace", "st-02", "--level", "authority", "--authority", "Solihull", "--period", "2026-27 Q2"]
    told = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert told["files"][0]["sha256"] == hashlib.sha256(sent(SOLIHULL, "unit").content).hexdigest()
    assert told["proof"]["is_proved"] is True
    assert told["is_quotable"] is False
    words = CliRunner().invoke(app, asked).stdout
    assert "Posts D5  Established posts, U1, Social work" in words
    refused = CliRunner().invoke(app, ["trace", "ST-02", "--level", "region", "--place", "Nowhere", "--period", "2026-27 Q2"])  # fmt: skip
    assert refused.exit_code == 2
    assert "“Nowhere” is not a region." in refused.output
