"""Police force areas and fixed groups on the Rollout page: for those who may read authorities, and for no one else."""

import re

import pytest

from dashboard.quarter import read_quarter
from dashboard.views.rollout_areas import areas
from etl import pipeline
from etl.settings import settings
from schemas.access import NOBODY, OPERATOR, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns.unit import UNIT
from seed import generate

QUARTER = Period.parse("2026-27 Q2")
BOARD = Viewer("board", "Board member", frozenset({Role.MEMBER}))
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
INSPECTORATE = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))


@pytest.fixture
def filled(sqlite_store: str) -> str:
    files = generate.uploads(UNIT, QUARTER, [authority("LA334")])
    pipeline.submit_many(OPERATOR, UNIT, QUARTER, files, settings().now())
    return sqlite_store


def said(viewer: Viewer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", areas(read_quarter(viewer, QUARTER))))


def test_the_board_reads_every_force_area_and_group_and_gets_the_files(filled: str) -> None:
    """West Midlands Police has seven authorities."""
    shown = said(BOARD)
    assert "Show 39 police force areas" in shown
    assert "Show 6 groups of authorities" in shown
    assert re.search(r"West Midlands 7 \d", shown)
    assert "Pathfinder areas 10" in shown
    assert "/download/indicator/UR-02.csv" in areas(read_quarter(BOARD, QUARTER))


@pytest.mark.parametrize("viewer", [OFFICER, INSPECTORATE, NOBODY])
def test_an_area_may_be_one_authority_so_others_get_none(filled: str, viewer: Viewer) -> None:
    assert said(viewer) == ""
