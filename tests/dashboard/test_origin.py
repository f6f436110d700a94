"""Where a figure comes from, by role: never more than the page that the figure stands on."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from dashboard import reads, reads_rules
from dashboard.origin import as_seen
from dashboard.scope import readable
from dashboard.views.authority_context import context
from etl.context import COLUMNS
from etl.pipeline import submit_many
from schemas.access import NOBODY, OPERATOR, Role, Viewer
from schemas.authorities import ENGLAND, authority
from schemas.disclosure import published
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.provenance import Cell, FileUsed, Provenance
from schemas.returns import RETURNS
from schemas.sources import RECORDS
from schemas.vocabulary import Disclosure, Level
from seed.generate import uploads
from tests.stores import settings_for

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PERIOD, SOLIHULL, BRADFORD = "2026-27 Q2", "LA334", "LA380"


def viewer(role: Role, *ids: str) -> Viewer:
    return Viewer(f"demo-{role}", role.label, frozenset({role}), frozenset(ids))


BOARD, ANALYST, ADMIN = viewer(Role.MEMBER), viewer(Role.DFE_ANALYST), viewer(Role.ADMIN)
OFFICER, OTHER = viewer(Role.LA_PREPARER, SOLIHULL), viewer(Role.LA_PREPARER, BRADFORD)
INSPECTOR = viewer(Role.INSPECTORATE)


@pytest.fixture(scope="module")
def sent_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("origins") / "origins.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        for spec in RETURNS.values():
            ready = uploads(spec, Period.parse(PERIOD), [authority(SOLIHULL), authority(BRADFORD)])
            submit_many(OPERATOR, spec, Period.parse(PERIOD), ready, NOW)
    return path


@pytest.fixture(autouse=True)
def store(sent_template: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "origins.db"
    shutil.copy(sent_template, path)
    with settings_for(f"sqlite:///{path}") as url:
        yield url


def origin(who: Viewer, indicator_id: str, place: str = SOLIHULL, breakdown: str = "") -> Provenance:
    found = reads.origin(who, indicator_id, place, PERIOD, breakdown)
    assert found is not None
    return found


@pytest.mark.parametrize("who", [ANALYST, OFFICER], ids=["analyst", "officer"])
def test_those_who_read_the_return_see_its_cells_and_hash(who: Viewer):
    [file] = origin(who, "ST-02").files
    assert len(file.sha256) == 64
    assert file.file_name.endswith(".xlsx")
    assert all(cell.value for cell in file.cells)


def test_the_board_sees_which_cells_but_not_what_is_in_them():
    [file] = origin(BOARD, "ST-02").files
    assert file.cells
    assert {cell.value for cell in file.cells} | {cell.whose for cell in file.cells} == {""}
    assert (file.file_name, file.sha256) == ("", "")
    assert file.number.startswith("R0")


@pytest.mark.parametrize(
    "who", [OTHER, ADMIN, INSPECTOR, NOBODY], ids=["other officer", "admin", "inspector", "nobody"]
)
def test_those_who_may_not_see_a_figure_do_not_learn_where_it_comes_from(who: Viewer):
    assert reads.origin(who, "ST-02", SOLIHULL, PERIOD) is None
    assert reads.origin(who, "ST-02", SOLIHULL, PERIOD, "agency=police") is None


def test_an_officer_sees_what_their_own_authority_puts_into_england_and_nothing_of_others():
    found = origin(OFFICER, "ST-02", ENGLAND)
    assert [one.authority_id for one in found.contributions] == [SOLIHULL]
    assert [file.authority_id for file in found.files] == [SOLIHULL]
    assert "Bradford" not in repr(found)
    assert (found.returned_count, found.due_count) == (2, 153)


@pytest.mark.parametrize("who", [ADMIN, INSPECTOR], ids=["admin", "inspector"])
def test_national_readers_see_coverage_and_no_authority(who: Viewer):
    found = origin(who, "ST-02", ENGLAND)
    assert found.contributions == found.files == ()
    assert found.proof is not None
    assert found.proof.own_count == 2


def test_what_is_hidden_on_pages_is_hidden_here():
    rows = reads.observations(BOARD, PERIOD).filter(pl.col("status") == "c", pl.col("level") == Level.AUTHORITY)
    assert rows.height
    for row in rows.head(25).iter_rows(named=True):
        found = origin(BOARD, row["indicator_id"], row["geography"], row["breakdown"])
        assert (found.numerator, found.denominator, found.value) == (None, None, None)
        assert not any(file.cells or file.sha256 for file in found.files)
        assert found.proof is not None
        assert (found.proof.numerator, found.proof.denominator) == (None, None)
        assert found.not_quotable


def test_no_contribution_says_more_to_the_board_than_that_authoritys_own_page():
    everything = reads.observations(ANALYST, PERIOD)
    shown = published(everything, INDICATORS).filter(pl.col("level") == Level.AUTHORITY)
    known = {(r["indicator_id"], r["geography"], r["breakdown"]): r for r in shown.iter_rows(named=True)}
    closed = everything.filter(pl.col("geography") == ENGLAND, pl.col("indicator_id").is_in([i.id for i in INDICATORS.values() if i.disclosure is not Disclosure.D0]))  # fmt: skip
    assert closed.height > 20
    looked_at = 0
    for row in closed.iter_rows(named=True):
        found = reads.origin(BOARD, row["indicator_id"], ENGLAND, PERIOD, row["breakdown"])
        for one in found.contributions if found else ():
            own = known.get((row["indicator_id"], one.authority_id, row["breakdown"]), {})
            assert (one.numerator, one.denominator) in ((own.get("numerator"), own.get("denominator")), (None, None))
            looked_at += one.numerator is not None
    assert looked_at


def test_what_is_open_only_by_a_sum_of_posts_names_no_authoritys_posts():
    # Carried posts (DQ-03) are organisational as a national share, but an authority's posts are not.
    given = origin(BOARD, "DQ-03", ENGLAND).contributions
    assert given
    assert all(one.numerator is None and one.denominator is None for one in given)
    assert any(one.denominator for one in origin(ANALYST, "DQ-03", ENGLAND).contributions)


def test_how_often_rules_fire_counts_only_what_one_may_read():
    quarters = ("2026-27 Q2",)
    everyone, own = reads_rules.rule_counts(ANALYST, quarters), reads_rules.rule_counts(OFFICER, quarters)
    assert reads_rules.rule_counts(BOARD, quarters).is_empty()
    assert everyone["count"].sum() >= own["count"].sum()
    assert everyone.columns == ["form_code", "code", "count", "files"]


def test_context_says_year_source_licence_and_whose_a_joint_figure_is():
    row = {
        "code": "vacancies", "title": "Social worker posts that are vacant", "unit": "%", "period": "2025",
        "reference_on": datetime(2025, 9, 30, tzinfo=UTC).date(), "value": 7.0, "status": "ok",
        "shared_with": "West Northamptonshire", "region": "East Midlands", "region_value": None, "region_status": "c",
        "england_value": 14.25, "england_status": "ok", "source": "Children's social work workforce",
        "publisher": "Department for Education", "licence": "Open Government Licence v3.0", "file_sha256": "a" * 64,
        "cell": "Q12",
    }  # fmt: skip
    page = context(pl.DataFrame([row], schema=COLUMNS), "North Northamptonshire")
    for words in ("2025", "7.0%", "14.3%", "[c]", "Open Government Licence v3.0", "Q12", "(joint)"):
        assert words in page
    assert "North Northamptonshire reports together with West Northamptonshire" in page
    assert context(pl.DataFrame(schema=COLUMNS), "Solihull") == ""


def test_a_record_about_everyone_is_named_by_its_hash_to_the_department_alone():
    file = FileUsed(1, RECORDS["jtai"].title, "", 1, "", "jtai.xlsx", "a" * 64, "upload", "", "", NOW, "", NOW, "", NOW, 1, "", (), False, False, (Cell("Actions", "C4", 4, "Raised on", "A1", "1 May 2026"),))  # fmt: skip
    found = replace(origin(ANALYST, "ST-02"), files=(file,))
    row = reads.observations(BOARD, PERIOD).filter(pl.col("indicator_id") == "ST-02", pl.col("geography") == SOLIHULL).row(0, named=True)  # fmt: skip
    told = {who: as_seen(found, readable(who), row, {}).files[0] for who in (ANALYST, BOARD, OFFICER)}
    assert [told[who].sha256 for who in (ANALYST, BOARD, OFFICER)] == ["a" * 64, "", ""]
    assert [told[who].cells[0].value for who in (ANALYST, BOARD, OFFICER)] == ["1 May 2026", "", "1 May 2026"]
