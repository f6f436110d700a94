"""The catalogue is whole, says everything that a page needs, and asks only for columns that exist."""

import csv
import re

import polars as pl
import pytest

from schemas.indicators import FRAMES, HEADLINE, INDICATORS, definition
from schemas.indicators_grammar import SCALES, Aggregation, Counted, Unit
from schemas.observations import OBSERVATION, cents, ratio_half_up, whole_units
from schemas.sources import STATISTICS
from schemas.tables import ObservationRow
from schemas.vocabulary import Better, Disclosure, Level

SIXTY = [i for i in INDICATORS.values() if not i.is_supporting]
POLARITY = {"higher": Better.HIGHER, "lower": Better.LOWER, "neutral": Better.NEUTRAL}


@pytest.fixture(scope="module")
def reference(shared):
    with (shared / "domain" / "indicators.csv").open(encoding="utf-8") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


def test_there_are_sixty_with_ids_that_name_them_once():
    assert len(SIXTY) == 60
    assert all(re.fullmatch(r"(UR|ST|CO|FN|CP|IS|PS|FU|IN|SI|RT|DQ)-0[1-9]", i.id) for i in SIXTY)
    assert all(key == i.id and len(key) <= 32 for key, i in INDICATORS.items())


def test_the_reference_list_agrees(reference):
    assert {i.id for i in SIXTY} == set(reference)
    for indicator in SIXTY:
        row = reference[indicator.id]
        assert indicator.better is POLARITY[row["polarity"]], indicator.id
        assert indicator.dp == int(row["dp"]), indicator.id
        assert row["disclosure"].startswith(indicator.disclosure), indicator.id
        recommended = (
            ("1", "2", "3", "4", "5", "6", "7", "8") if row["recs"] == "1-8" else tuple(row["recs"].split(","))
        )
        assert indicator.recommendations == recommended, indicator.id
        assert (Level.AUTHORITY in indicator.levels) == any(w in row["levels"] for w in ("LA", "Solihull")), (
            indicator.id
        )
        assert (indicator.unit is Unit.PERCENT) == (row["unit"] == "%"), indicator.id


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda i: i.id)
def test_every_entry_says_what_a_page_needs(indicator):
    for sentence in (indicator.definition, indicator.why):
        assert sentence.endswith(".")
        assert 20 < len(sentence) < 330
        assert not re.search(r"\bLAs?\b|please|sorry|N/A", sentence)
    assert indicator.title
    assert indicator.numerator_words
    assert list(definition(indicator))[:3] == ["What it is", "Why it matters", "How it is worked out"]
    assert bool(indicator.denominator_words) or indicator.aggregation is not Aggregation.RATIO


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda i: i.id)
def test_entries_have_expressions_over_a_known_frame(indicator):
    if indicator.published is not None:
        assert indicator.aggregation is Aggregation.PUBLISHED
        assert indicator.numerator is None
        measures = {m.name for m in STATISTICS[indicator.published.source].figures.measures}
        assert set(indicator.published.measures) <= measures
        return
    if indicator.numerator is None:
        assert indicator.id in {f"SM-0{n}" for n in range(3, 9)}, "only the lines of the trajectory are computed apart"
        return
    assert indicator.frame in FRAMES
    assert (indicator.denominator is not None) or indicator.aggregation not in (Aggregation.RATIO, Aggregation.SHARE)


def test_headlines_are_nine_of_the_sixty():
    assert len(HEADLINE) == 9
    assert set(HEADLINE) <= {i.id for i in SIXTY}


def test_workforce_and_children_say_what_they_count():
    for indicator in SIXTY:
        if indicator.disclosure is Disclosure.D1:
            assert Counted.FTE in (indicator.counts, indicator.counts_denominator), indicator.id
        if indicator.disclosure in (Disclosure.D2, Disclosure.D3):
            assert indicator.counts is Counted.CHILDREN, indicator.id


def test_categories_name_values_once():
    for indicator in INDICATORS.values():
        values = [c.value for c in indicator.categories]
        assert len(set(values)) == len(values), indicator.id
        assert bool(indicator.distribution) <= bool(values), indicator.id
    assert INDICATORS["IN-02"].label(3.0) == "Good"
    assert INDICATORS["UR-01"].label(4.0) == "Stage 4: Operational"
    assert INDICATORS["ST-02"].breakdown.label("agency=child_mental_health") == "Child mental health"


def test_breakdowns_fit_the_store():
    for indicator in INDICATORS.values():
        if indicator.breakdown:
            words = [f"{indicator.breakdown.dimension}={c.code}" for c in indicator.breakdown.choices]
            assert max(map(len, words)) <= 64


def test_observations_have_the_columns_of_their_table():
    assert set(OBSERVATION) == set(ObservationRow.model_fields) - {"id", "computation_id", "as_of"}


@pytest.mark.parametrize(
    ("numerator", "denominator", "dp", "shown"),
    [
        (12.25, 100, 1, 12.3),
        (0.05, 100, 1, 0.1),
        (1, 8, 1, 12.5),
        (1, 16, 1, 6.3),  # 6.25, halves up and not to even
        (33, 240, 1, 13.8),  # 13.75
        (2.675, 100, 2, 2.68),
        (0, 7, 1, 0.0),
        (-0.05, 100, 1, -0.1),
        (1, 0, 1, None),
    ],
)
def test_percentages_are_rounded_half_up_exactly(numerator, denominator, dp, shown):
    # Numerators of more than two decimals are scaled up first: only the ratio is tested here.
    scale = 1000 if round(numerator, 2) != numerator else 1
    one = pl.DataFrame({"num": [numerator * scale], "den": [float(denominator * scale)]})
    found = one.select(
        v=ratio_half_up(cents(pl.col("num")), cents(pl.col("den")), pl.lit(SCALES[Unit.PERCENT] * 10**dp)) / 10**dp
    )["v"][0]
    assert found == (None if shown is None else pytest.approx(shown, abs=1e-12))


def test_hundredths_come_back_as_the_nearest_number():
    hundredths = list(range(0, 20000, 7))
    back = pl.DataFrame({"n": hundredths}).select(whole_units(pl.col("n")))["n"].to_list()
    assert back == [n / 100 for n in hundredths]
