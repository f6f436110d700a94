"""No small number leaves its owner, in a cell or by subtraction."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.authorities import ENGLAND
from schemas.disclosure import REASON, published
from schemas.indicators_grammar import Aggregation, Breakdown, Category, Counted, Indicator
from schemas.vocabulary import Disclosure, Theme

REGIONS = {"A1": "R1", "A2": "R1", "A3": "R1", "B1": "R2", "B2": "R2", "C1": "R3"}
WHOLES = {a: (r,) for a, r in REGIONS.items()} | dict.fromkeys(REGIONS.values(), (ENGLAND,))
PARTS = ("p", "q", "r")
SPLIT = Breakdown("part", "part", tuple(Category(float(n), p, p) for n, p in enumerate(PARTS)))
COLUMNS = ("indicator_id", "level", "geography", "period", "breakdown", "numerator", "denominator", "value", "status", "rag", "rag_reason", "thresholds_version")  # fmt: skip


def indicator(id_, disclosure, **more):
    words = {
        "title": id_,
        "theme": Theme.STAFFING,
        "definition": "",
        "why": "",
        "numerator_words": "",
        "breakdown": SPLIT,
    }
    return Indicator(id=id_, disclosure=disclosure, **(words | more))


FTE = {"counts": Counted.FTE, "counts_denominator": Counted.FTE}
CHILDREN = {"counts": Counted.CHILDREN, "counts_denominator": Counted.CHILDREN}
CATALOGUE = {
    i.id: i
    for i in (
        indicator("POSTS", Disclosure.D1, aggregation=Aggregation.SUM, counts=Counted.FTE, numerator_name="posts"),
        indicator("VACANT", Disclosure.D1, denominator_name="posts", **FTE),
        indicator("MIX", Disclosure.D1, **FTE, breakdown=SPLIT._replace(is_of_whole=True)),
        indicator("PLANS", Disclosure.D2, aggregation=Aggregation.SUM, counts=Counted.CHILDREN),
        indicator("ONTIME", Disclosure.D2, **CHILDREN),
        indicator("INCIDENTS", Disclosure.D3, aggregation=Aggregation.SUM, counts=Counted.CHILDREN),
        indicator("STAGE", Disclosure.D0),
    )
}


def table(id_, cells):
    """Observations of every level from (authority, part) → numerator, or numerator and denominator."""
    pairs = {key: cell if isinstance(cell, tuple) else (cell, None) for key, cell in cells.items()}
    of_whole = id_ == "MIX"
    rows = []
    places = [("authority", a, [a]) for a in REGIONS]
    places += [("region", r, [a for a in REGIONS if REGIONS[a] == r]) for r in sorted(set(REGIONS.values()))]
    places.append(("england", ENGLAND, list(REGIONS)))
    for (level, geography, members), part in product(places, ("", *PARTS)):
        inside = [v for (a, p), v in pairs.items() if a in members and part in ("", p)]
        whole = [v for (a, _), v in pairs.items() if a in members]
        if not inside:
            continue
        num = round(sum(n for n, _ in inside), 2)
        den = (
            round(sum(n for n, _ in whole), 2)
            if of_whole
            else (None if inside[0][1] is None else round(sum(d for _, d in inside), 2))
        )
        value = num if den is None else (round(num / den * 100, 1) if den else None)
        status = "ok" if value is not None else "z"
        rows.append(
            (
                id_,
                level,
                geography,
                "2026-27 Q2",
                f"part={part}" if part else "",
                num,
                den,
                value,
                status,
                "green",
                "Green.",
                "1",
            )
        )
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row", infer_schema_length=None).cast({"denominator": pl.Float64, "numerator": pl.Float64, "value": pl.Float64})  # fmt: skip


def seen(frame):
    return {(r["geography"], r["breakdown"]): r for r in published(frame, CATALOGUE, WHOLES).iter_rows(named=True)}


def even(value):
    return {(a, p): value for a in REGIONS for p in PARTS}


def hidden(frame):
    return {key for key, row in seen(frame).items() if row["status"] == "c"}


def test_nothing_about_organisations_is_hidden():
    frame = table("STAGE", even(1.0))
    assert published(frame, CATALOGUE, WHOLES).equals(frame)


def test_a_small_post_is_hidden_with_its_rating_and_the_next_smallest_beside_it():
    cells = even(20.0) | {("A1", "p"): 2.0, ("A1", "q"): 5.0}
    found = seen(table("POSTS", cells))
    small = found["A1", "part=p"]
    assert (small["status"], small["value"], small["numerator"], small["rag"], small["rag_reason"]) == (
        "c",
        None,
        None,
        "not_rated",
        REASON,
    )
    assert found["A1", "part=q"]["status"] == "c"  # else it is the total less the rest
    assert found["A1", "part=r"]["status"] == "ok"
    assert found["A1", ""]["value"] == 27.0


def test_one_authority_hidden_in_a_region_takes_the_next_smallest_with_it():
    cells = even(20.0) | {("A1", "p"): 2.0, ("A2", "p"): 4.0}
    assert hidden(table("POSTS", cells)) >= {("A1", "part=p"), ("A2", "part=p")}
    assert ("A3", "part=p") not in hidden(table("POSTS", cells))


def test_three_full_time_equivalents_are_shown_and_none_is_not_hidden():
    assert hidden(table("POSTS", even(3.0))) == set()
    assert hidden(table("POSTS", even(0.0))) == set()


def test_the_rest_of_a_ratio_must_not_be_small_either():
    cells = even((10.0, 40.0)) | {("A1", "p"): (38.5, 40.0), ("A2", "p"): (0.0, 40.0)}
    found = seen(table("VACANT", cells))
    assert found["A1", "part=p"]["status"] == "c"
    assert found["A1", "part=p"]["denominator"] is None
    assert found["A2", "part=p"]["value"] == 0.0


def test_the_same_posts_are_hidden_in_every_indicator_that_shows_them():
    posts = table("POSTS", even(20.0) | {("A1", "p"): 2.0, ("A1", "q"): 5.0})
    vacancies = table("VACANT", even((5.0, 20.0)) | {("A1", "p"): (0.0, 2.0), ("A1", "q"): (0.0, 5.0)})
    both = published(pl.concat([posts, vacancies]), CATALOGUE, WHOLES)
    gone = {
        i: set(rows.filter(status="c").select("geography", "breakdown").iter_rows())
        for (i,), rows in both.group_by("indicator_id")
    }
    assert gone["POSTS"] <= gone["VACANT"]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_one_to_five_children_are_never_shown(count):
    cells = even(30) | {("A1", "p"): count}
    found = seen(table("PLANS", cells))
    assert found["A1", "part=p"]["status"] == "c"
    assert sum(found["A1", f"part={p}"]["status"] == "c" for p in PARTS) == 2


def test_a_hidden_total_hides_every_part_that_is_not_zero():
    cells = even(30) | {("A1", "p"): 2, ("A1", "q"): 0, ("A1", "r"): 1}
    found = seen(table("PLANS", cells))
    assert [found["A1", b]["status"] for b in ("", "part=p", "part=q", "part=r")] == ["c", "c", "ok", "c"]


def test_ties_are_broken_in_a_fixed_order():
    cells = even(30) | {("A1", "p"): 2}
    assert hidden(table("PLANS", cells)) == hidden(
        table("PLANS", dict(reversed(cells.items()))).sample(fraction=1, shuffle=True, seed=3)
    )


def test_regions_and_england_are_rounded_to_ten_half_up_after_adding():
    cells = {("A1", "p"): 7, ("A2", "p"): 8, ("B1", "p"): 14, ("B2", "p"): 10, ("C1", "p"): 6}
    found = seen(table("PLANS", cells))
    assert found["R1", ""]["value"] in (20.0, None)  # 15
    assert found["R2", ""]["value"] in (20.0, None)  # 24
    assert found[ENGLAND, ""]["value"] == 50.0  # 45
    assert found["A1", ""]["value"] == 7.0


def test_a_small_region_total_is_low_and_a_small_ratio_is_hidden():
    found = seen(table("PLANS", {("A1", "p"): 2, ("A2", "p"): 2}))
    assert (found["R1", ""]["value"], found["R1", ""]["status"]) == (0.0, "low")
    ratio = seen(
        table("ONTIME", {("A1", "p"): (2, 40), ("A2", "p"): (1, 40), ("B1", "p"): (30, 40), ("B2", "p"): (30, 40)})
    )
    assert ratio["R1", ""]["status"] == "c"
    assert ratio[ENGLAND, ""]["value"] == pytest.approx(39.4)  # of the unrounded counts, 63 of 160
    assert (ratio[ENGLAND, ""]["numerator"], ratio[ENGLAND, ""]["denominator"]) == (60.0, 160.0)


def test_incidents_of_an_authority_are_left_out_whatever_their_number():
    found = published(table("INCIDENTS", even(30)), CATALOGUE, WHOLES)
    assert set(found["level"]) == {"region", "england"}
    assert found.filter(level="england", breakdown="")["value"].item() == 540.0


def test_what_is_missing_stays_missing():
    frame = table("POSTS", even(20.0)).with_columns(
        status=pl.when(pl.col("geography") == "A1").then(pl.lit("x")).otherwise("status")
    )
    assert {r["status"] for (g, _), r in seen(frame).items() if g == "A1"} == {"x"}


def _constraints(id_, frame):
    """Every sum that a reader knows of: cell keys with their signs."""
    keys = list(frame.select("geography", "breakdown").iter_rows())
    sums = []
    geographies = {g for g, _ in keys}
    for g in geographies:
        sums.append({(g, ""): -1} | {(g, b): 1 for h, b in keys if h == g and b})
    for b in {b for _, b in keys}:
        for region in sorted(set(REGIONS.values())):
            sums.append({(region, b): -1} | {(a, b): 1 for a, r in REGIONS.items() if r == region})
        sums.append({(ENGLAND, b): -1} | {(r, b): 1 for r in sorted(set(REGIONS.values()))})
    return [{k: sign for k, sign in one.items() if k in keys} for one in sums if next(iter(one)) in keys]


def recovered(id_, frame, quantity="numerator"):
    """Hidden cells whose value follows from the cells that are shown, by linear algebra."""
    truth = {(r["geography"], r["breakdown"]): r[quantity] for r in frame.iter_rows(named=True)}
    gone = sorted(hidden(frame))
    if not gone:
        return {}
    matrix = np.array([[float(one.get(key, 0)) for key in gone] for one in _constraints(id_, frame)])
    _, singular, directions = np.linalg.svd(matrix)
    rank = int((singular > 1e-9).sum())
    free = directions[rank:]
    fixed = [key for n, key in enumerate(gone) if not np.any(np.abs(free[:, n]) > 1e-9)]
    return {key: truth[key] for key in fixed}


fte = st.one_of(st.just(0.0), st.integers(1, 600).map(lambda n: n / 100), st.integers(300, 4000).map(lambda n: n / 100))
count = st.one_of(st.just(0), st.integers(1, 8), st.integers(6, 90))
grid = lambda values: st.fixed_dictionaries(dict.fromkeys(product(REGIONS, PARTS), values))  # noqa: E731


# Two hidden in every sum, and still B2's posts followed from England's total, its parts and the zeros.
CROSSED = even(0.0) | {("C1", "p"): 5.65, ("B1", "p"): 0.01, ("B2", "q"): 0.01, ("B2", "r"): 0.01}


@settings(max_examples=60, deadline=None)
@given(grid(fte))
@example(CROSSED)
def test_no_small_post_is_shown_or_can_be_worked_out(cells):
    frame = table("POSTS", cells)
    for row in seen(frame).values():
        assert row["numerator"] is None or row["numerator"] == 0 or row["numerator"] >= 3
    assert all(value == 0 or value >= 3 for value in recovered("POSTS", frame).values())


@settings(max_examples=60, deadline=None)
@given(grid(count))
def test_no_one_to_five_leaves_and_none_stands_alone(cells):
    frame = table("PLANS", cells)
    found = seen(frame)
    assert all(row["numerator"] is None or not 1 <= row["numerator"] <= 5 for row in found.values())
    for authority in REGIONS:
        rows = [found[authority, f"part={p}"] for p in PARTS]
        if found[authority, ""]["status"] == "ok":
            assert sum(r["status"] == "c" for r in rows) != 1
    for (_, breakdown), row in found.items():
        assert row["status"] != "c" or row["value"] is None, breakdown


@settings(max_examples=40, deadline=None)
@given(grid(st.tuples(fte, fte).map(sorted).map(tuple)))
def test_no_small_part_of_a_ratio_is_shown_or_can_be_worked_out(cells):
    frame = table("VACANT", cells)
    for row in seen(frame).values():
        if row["numerator"] is not None and row["denominator"] is not None:
            for figure in (row["numerator"], row["denominator"], round(row["denominator"] - row["numerator"], 2)):
                assert figure == 0 or figure >= 3
    for quantity in ("numerator", "denominator"):
        assert all(value == 0 or value >= 3 for value in recovered("VACANT", frame, quantity).values())


@settings(max_examples=40, deadline=None)
@given(grid(fte))
def test_no_small_share_of_a_whole_is_shown_or_can_be_worked_out(cells):
    frame = table("MIX", cells)
    assert all(
        row["numerator"] is None or row["numerator"] == 0 or row["numerator"] >= 3 for row in seen(frame).values()
    )
    assert all(value == 0 or value >= 3 for value in recovered("MIX", frame).values())
