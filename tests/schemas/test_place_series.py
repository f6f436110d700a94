"""Values of a series: as published where one authority has it, a ratio of sums where they were added up."""

from datetime import date

import polars as pl
import pytest

from schemas.continuity import View
from schemas.place_series import COLUMNS, moved_words, place_series
from tests import surrey

TODAY = date(2026, 11, 22)


def figures(*rows):
    names = ["authority_id", "reference_on", "numerator", "denominator", "value", "status", "flags"]
    made = pl.DataFrame(rows, schema=names, orient="row")
    return made.with_columns(period=pl.col("reference_on").dt.year().cast(pl.String))


def test_a_sum_is_a_ratio_of_sums_rounded_half_up_to_its_decimals_and_no_further():
    """1 of 4 and 2 of 5 are 3 of 9: 33.3%, neither the middle of the two nor 33.300000000000004."""
    on = date(2024, 3, 31)
    rows = figures(("LA942", on, 1.0, 4.0, 25.0, "ok", ""), ("LA943", on, 2.0, 5.0, 40.0, "ok", "e"))
    found = place_series(rows, "LA909", View.TODAY, is_added=True, factor=100, dp=1)
    assert list(found.schema) == list(COLUMNS)
    assert found.select("line", "value", "flags").rows() == [("Cumbria footprint", 33.3, "e")]


def test_a_published_value_is_shown_as_it_is_with_its_own_flags_before_the_break():
    rows = figures(("LA942", date(2024, 3, 31), 10.0, 30.0, 33.0, "ok", "e"))
    found = place_series(rows, "LA942", View.AS_PUBLISHED, is_added=True, factor=100)
    assert found.select("value", "flags").rows() == [(33.0, "eb")]


@pytest.mark.parametrize(
    ("authority_id", "words"),
    [
        ("LA942", "Cumberland took the place of Cumbria (909) on 1 April 2023."),
        ("LA936", "Surrey is to be replaced by East Surrey and West Surrey on 1 April 2027."),
        ("LA334", ""),
    ],
)
def test_what_became_of_an_area_is_said_in_the_right_tense(authority_id, words):
    with surrey.in_force():
        assert moved_words(authority_id, TODAY) == words
