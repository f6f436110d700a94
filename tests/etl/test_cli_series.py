"""`oversight show --view`: one authority over every quarter, across the day on which its area changed."""

import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from etl.cli import app
from tests.etl.boundary_store import CUMBERLAND, MILESTONES, publish_round_the_split

SPLIT = "Break at 1 April 2023: Cumbria was split; the two together are the old county."


@pytest.fixture
def filled(sqlite_store: str) -> str:
    publish_round_the_split()
    return sqlite_store


def shown(*words: str) -> Result:
    return CliRunner().invoke(app, ["show", MILESTONES, "--level", "authority", *words])


def drawn(authority: str, view: str) -> list[tuple[object, ...]]:
    rows = json.loads(shown("--authority", authority, "--view", view, "--json").stdout)
    return [(row["line"], row["period"], row["value"], row["flags"], row["note"]) for row in rows]


def test_as_published_the_old_line_ends_and_the_new_one_begins_with_a_break(filled: str) -> None:
    assert drawn("Cumberland", "published") == [
        ("Cumberland", "2023-24 Q1", 60.0, "b", SPLIT),
        ("Cumberland", "2023-24 Q2", 70.0, "", ""),
        ("Cumbria (until 31 March 2023)", "2022-23 Q4", 60.0, "", ""),
    ]


def test_on_todays_geography_the_footprint_is_one_line_where_every_part_has_a_figure(filled: str) -> None:
    assert drawn("942", "today") == [
        ("Cumberland", "2023-24 Q1", 60.0, "b", SPLIT),
        ("Cumberland", "2023-24 Q2", 70.0, "", ""),
        ("Cumbria footprint", "2022-23 Q4", 60.0, "", ""),
        ("Cumbria footprint", "2023-24 Q1", 50.0, "e", "Added up from whole authorities."),
    ]  # 11 of 22: a ratio of sums, not the middle of 60.0% and 41.7%


@pytest.mark.parametrize("code", ["Cumbria", "909", "E10000006", "LA909"])
def test_one_that_has_ended_is_found_by_its_name_and_old_codes(filled: str, code: str) -> None:
    lines = [line for line, *_ in drawn(code, "published")]
    assert lines == ["Cumbria (until 31 March 2023)", "Cumberland", "Cumberland", "Westmorland and Furness"]
    assert "60.0" in shown("--authority", code).stdout


def test_in_words_the_view_is_named_and_the_break_stands_beside_its_figure(filled: str) -> None:
    said = shown("--authority", CUMBERLAND, "--view", "published").stdout.splitlines()
    assert said[0] == "UR-04 Milestones met on time, as published at the time"
    assert said[1] == f"2023-24 Q1  Cumberland  60.0  ok  [b]  {SPLIT}"


@pytest.mark.parametrize(
    "words",
    [
        ["show", MILESTONES, "--level", "england", "--view", "today"],
        ["show", MILESTONES, "--level", "authority", "--view", "today"],
        ["show", MILESTONES, "--level", "authority", "--view", "today", "--authority", "942", "--period", "2023-24 Q1"],
    ],
)
def test_a_series_is_of_one_authority_over_every_quarter(filled: str, words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "enter --level authority and --authority only" in result.stderr
