"""Series across boundary changes, drawn by hand: a split, a new code, a part that moved, a merger."""

from datetime import date

import polars as pl
import pytest

from schemas import continuity
from schemas.continuity import View, series
from schemas.register import Change

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


def test_whole_authorities_that_merged_are_added_up_and_marked(monkeypatch):
    merger = tuple(Change(date(2030, 4, 1), "merge", old, "LA839", "sum", "Made up.") for old in ("LA837", "LA836"))
    monkeypatch.setattr(continuity, "changes", lambda: merger)
    rows = figures(("LA837", 2029, 200, 20_000), ("LA836", 2029, 100, 10_000), ("LA837", 2030, 210, 20_000), ("LA839", 2031, 320, 30_000))  # fmt: skip
    assert drawn(series(rows, "LA839", View.TODAY)) == [
        ("Bournemouth, Christchurch and Poole", 2029, 300.0, 30_000.0, "e"),
        ("Bournemouth, Christchurch and Poole", 2031, 320.0, 30_000.0, ""),
    ]
