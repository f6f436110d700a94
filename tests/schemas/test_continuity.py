"""Series across boundary changes, drawn by hand: a split, a new code, a part that moved, a merger."""

from datetime import date

import polars as pl
import pytest

from schemas import continuity
from schemas.continuity import View, series
from schemas.register import Change
from tests import surrey

CUMBRIA, CUMBERLAND, WESTMORLAND = "LA909", "LA942", "LA943"


def figures(*rows):
    found = [(a, date(year, 3, 31), n, d, "ok" if n is not None else "c") for a, year, n, d in rows]
    types = {"authority_id": pl.String, "reference_on": pl.Date, "numerator": pl.Float64, "denominator": pl.Float64, "status": pl.String}  # fmt: skip
    return pl.DataFrame(found, schema=types, orient="row")


def drawn(found):
    rows = found.iter_rows(named=True)
    return [(r["line"], r["reference_on"].year, r["numerator"], r["denominator"], r["flags"]) for r in rows]


SPLIT = figures(
    (CUMBRIA, 2022, 900, 90_000), (CUMBRIA, 2023, 880, 89_000),
    (CUMBERLAND, 2024, 500, 52_000), (WESTMORLAND, 2024, 300, 36_000),
    (CUMBERLAND, 2025, 510, 52_000), (WESTMORLAND, 2025, None, None),
)  # fmt: skip


def test_an_authority_that_was_split_ends_and_a_new_one_begins_with_a_break():
    assert drawn(series(SPLIT, CUMBERLAND, View.AS_PUBLISHED)) == [
        ("Cumberland", 2024, 500.0, 52_000.0, "b"),
        ("Cumberland", 2025, 510.0, 52_000.0, ""),
        ("Cumbria (until 31 March 2023)", 2022, 900.0, 90_000.0, ""),
        ("Cumbria (until 31 March 2023)", 2023, 880.0, 89_000.0, ""),
    ]


def test_children_are_never_shared_out_but_the_footprint_is_one_line_as_long_as_every_part_has_a_figure():
    found = [row for row in drawn(series(SPLIT, CUMBERLAND, View.TODAY)) if row[0] == "Cumbria footprint"]
    assert found == [
        ("Cumbria footprint", 2022, 900.0, 90_000.0, ""),
        ("Cumbria footprint", 2023, 880.0, 89_000.0, ""),
        ("Cumbria footprint", 2024, 800.0, 88_000.0, "e"),
    ]


@pytest.mark.parametrize("view", View)
def test_a_new_code_for_the_same_place_is_one_line(view):
    buckinghamshire = figures(("LA825", 2019, 600, None), ("LA825", 2021, 610, None))
    assert [flags for *_, flags in drawn(series(buckinghamshire, "LA825", view))] == ["", ""]


def test_where_part_of_an_area_moved_there_is_a_break_and_no_line_across_it():
    moved = figures(("LA837", 2018, 200, None), ("LA836", 2018, 100, None), ("LA839", 2020, 390, None))
    assert drawn(series(moved, "LA839", View.TODAY)) == [
        ("Bournemouth, Christchurch and Poole", 2020, 390.0, None, "b")
    ]


@pytest.fixture
def only_changes(monkeypatch):
    """Call with changes: they are all that ever changed, and nothing of them is remembered after the test."""

    def put(changed):
        monkeypatch.setattr(continuity, "changes", lambda: changed)
        continuity._splits.cache_clear()

    yield put
    continuity._splits.cache_clear()


def test_whole_authorities_that_merged_are_added_up_and_marked(only_changes):
    only_changes(
        tuple(Change(date(2030, 4, 1), "merge", old, "LA839", "sum", "Made up.") for old in ("LA837", "LA836"))
    )
    rows = figures(("LA837", 2029, 200, 20_000), ("LA836", 2029, 100, 10_000), ("LA837", 2030, 210, 20_000), ("LA839", 2031, 320, 30_000))  # fmt: skip
    assert drawn(series(rows, "LA839", View.TODAY)) == [
        ("Bournemouth, Christchurch and Poole", 2029, 300.0, 30_000.0, "e"),
        ("Bournemouth, Christchurch and Poole", 2031, 320.0, 30_000.0, ""),
    ]


def test_one_that_ended_goes_on_in_those_that_it_became():
    """As published: its own line and theirs. On today's geography: one line."""
    assert [row[0] for row in drawn(series(SPLIT, CUMBRIA, View.AS_PUBLISHED))] == [
        *["Cumbria (until 31 March 2023)"] * 2, *["Cumberland"] * 2, *["Westmorland and Furness"] * 2,
    ]  # fmt: skip
    assert {row[0] for row in drawn(series(SPLIT, CUMBRIA, View.TODAY))} == {"Cumbria footprint"}


def test_what_cannot_be_added_up_has_no_footprint():
    assert {row[0] for row in drawn(series(SPLIT, CUMBERLAND, View.TODAY, is_added=False))} == {"Cumberland"}


def test_a_figure_whose_count_is_hidden_is_never_part_of_a_sum():
    hidden = SPLIT.with_columns(numerator=pl.when(pl.col("authority_id") != WESTMORLAND).then("numerator"))
    shown = hidden.with_columns(status=pl.lit("ok"))
    assert [row[1] for row in drawn(series(shown, CUMBERLAND, View.TODAY)) if "footprint" in row[0]] == [2022, 2023]


NEW = "LA839"  # stands for an authority that the two parts of Cumbria are put together to


@pytest.fixture
def split_then_merged(only_changes):
    """Cumbria becomes two in 2023; the two become one in 2026: the same area again."""
    apart = tuple(Change(date(2023, 4, 1), "split", CUMBRIA, new, "sum", "Split.") for new in (CUMBERLAND, WESTMORLAND))
    again = tuple(Change(date(2026, 4, 1), "merge", old, NEW, "sum", "Merged.") for old in (CUMBERLAND, WESTMORLAND))
    only_changes(apart + again)
    return figures(
        (CUMBRIA, 2023, 880, 89_000), (CUMBERLAND, 2024, 500, 52_000), (WESTMORLAND, 2024, 300, 36_000),
        (CUMBERLAND, 2025, 510, 52_000), (NEW, 2027, 790, 88_000),
    )  # fmt: skip


def test_split_and_merged_again_mid_series_is_one_line_of_the_same_area(split_then_merged):
    """The old figure, the sum while both parts have one (not in 2025), then its own: no break, for nothing moved."""
    name = "Bournemouth, Christchurch and Poole"
    assert drawn(series(split_then_merged, NEW, View.TODAY)) == [
        (name, 2023, 880.0, 89_000.0, ""), (name, 2024, 800.0, 88_000.0, "e"), (name, 2027, 790.0, 88_000.0, ""),
    ]  # fmt: skip


def test_split_and_merged_again_as_published_is_four_lines(split_then_merged):
    lines = {row[0] for row in drawn(series(split_then_merged, NEW, View.AS_PUBLISHED))}
    assert len(lines) == 4
    part = drawn(series(split_then_merged, CUMBERLAND, View.AS_PUBLISHED))
    assert [row[1:] for row in part if row[0] == "Cumberland"] == [
        (2024, 500.0, 52_000.0, "b"),
        (2025, 510.0, 52_000.0, ""),
    ]


@pytest.mark.parametrize(
    ("authority_id", "has"),
    [(CUMBERLAND, True), (CUMBRIA, True), ("LA839", True), ("LA936", False), ("LA825", False), ("LA334", False)],
)
def test_there_is_a_choice_only_where_an_area_has_changed_by_today(authority_id, has):
    """Not for Surrey before April 2027, nor for a place that only has a new code."""
    with surrey.in_force():
        assert continuity.has_views(authority_id, date(2026, 11, 22)) is has
        assert continuity.has_views(surrey.EAST, date(2027, 4, 1))
