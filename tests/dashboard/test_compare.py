"""Compare: who is beside whom, what is left out and said, and that one authority reads no other's figures."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard import charts
from dashboard.beside import Beside, comparable, has_wide, judged, middles_among
from dashboard.charts import Mark, Placed, Sloped
from dashboard.compare_words import sentence
from dashboard.compared import compared
from dashboard.quarter import Quarter
from dashboard.slope_figures import slope_figure
from dashboard.spread_figures import spread_figure
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import ENGLAND, authority, closeness
from schemas.indicators import INDICATORS
from schemas.periods import Period
from tests.dashboard import builder
from tests.dashboard.opened import opened, words_of
from tests.stores import settings_for

SOLIHULL, BRADFORD = "LA334", "LA380"
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("demo-officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({SOLIHULL}))
AGO = builder.LATEST.shifted(-4)


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with this quarter, the one before and the one a year ago; nothing here changes it."""
    path = tmp_path_factory.mktemp("compare") / "filled.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}") as url:
        builder.publish(AGO, builder.LATEST.previous, builder.LATEST)
    return url


@pytest.fixture
def built(filled: str) -> Iterator[str]:
    with settings_for(filled) as url:
        yield url


def _page(viewer):
    from dashboard.views import compare

    compare.page(viewer)


def row(indicator_id: str, geography: str, value: float | None, **more: object) -> dict[str, object]:
    level = "england" if geography == ENGLAND else "region" if geography.startswith("E12") else "authority"
    return (
        builder._row(indicator_id, level, geography, builder.LATEST, value, as_of=builder.NOW, computation_id=1) | more
    )


def quarter(*rows: dict[str, object], period: Period = builder.LATEST) -> Quarter:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    return Quarter(period, frame, frame.clear())


PLACE = authority(SOLIHULL)
NEAR = [authority(id_) for id_ in PLACE.neighbours]


def small(values: dict[str, float | None], indicator_id: str = "ST-02", **more: object) -> Beside:
    """Solihull beside its neighbours, from the values of some authorities; last year all were at 30."""
    now = quarter(*(row(indicator_id, place, value, **more) for place, value in values.items()))
    ago = quarter(*(row(indicator_id, place, 30.0) for place in values), period=AGO)
    middles = middles_among(now, NEAR)
    return Beside(PLACE, now, ago, middles, middles_among(ago, NEAR), tuple(NEAR))


VALUES: dict[str, float | None] = {
    SOLIHULL: 22.0,
    **{a.authority_id: 10.0 + 2 * at for at, a in enumerate(NEAR)},
    BRADFORD: None,
}


@pytest.mark.parametrize(
    ("id_", "value", "other", "side"),
    [
        ("ST-02", 10.0, 20.0, 1),
        ("ST-02", 30.0, 20.0, -1),
        ("ST-02", 21.9, 20.0, 0),
        ("FU-06", 30.0, 20.0, 1),
        ("UR-01", 3.0, 4.0, -1),
        ("UR-01", 4.0, 4.0, 0),
        ("CP-01", 30.0, 20.0, None),
        ("ST-02", None, 20.0, None),
    ],
)
def test_ahead_is_what_is_better_and_neutral_measures_are_never_judged(
    id_: str, value: float | None, other: float, side: int | None
) -> None:
    assert judged(INDICATORS[id_], value, other) == side


def test_what_size_decides_and_serious_incidents_are_not_compared() -> None:
    ids = {i.id for i in comparable()}
    assert {"ST-02", "CP-01", "UR-01", "IN-02"} <= ids
    assert not {"FU-01", "ST-01", "RT-02", "SI-01", "SI-03"} & ids
    assert not has_wide(INDICATORS["ST-03"]), "an authority's is 3 of 4, England's a share"


def test_the_sentence_counts_and_is_short() -> None:
    said = sentence(small(VALUES), small(VALUES).rows(["ST-02", "CP-01"]))
    assert said == "Solihull is ahead of its neighbours on none of 1 measure, behind on 1; 1 better than a year ago."
    long = replace(
        small(VALUES), place=replace(PLACE, name="Bournemouth, Christchurch and Poole"), whom="the rest of its region"
    )
    assert len(sentence(long, long.rows(["ST-02"])).split()) <= 26


def test_authorities_without_a_fair_value_are_left_out_and_counted() -> None:
    made = spread_figure(small(VALUES), INDICATORS["ST-02"])
    assert made is not None
    assert "one of 11 authorities" in str(made.subtitle)
    assert "142 without a figure" in str(made.subtitle)
    hidden = {NEAR[0].authority_id: row("ST-02", NEAR[0].authority_id, None, status="c")}
    few = {NEAR[1].authority_id: row("ST-02", NEAR[1].authority_id, 50.0, denominator=2.0)}
    rest = {id_: row("ST-02", id_, v) for id_, v in VALUES.items() if id_ not in {*hidden, *few}}
    it = Beside(
        PLACE,
        quarter(*rest.values(), *hidden.values(), *few.values()),
        quarter(*rest.values(), period=AGO),
        {},
        {},
        tuple(NEAR),
    )
    made = spread_figure(it, INDICATORS["ST-02"])
    assert made is not None
    assert "1 suppressed, 1 under the smallest base" in str(made.subtitle)
    drawn = [name for trace in json.loads(made.wide)["data"] for name in trace["text"]]
    assert not any(name.startswith(NEAR[1].name) for name in drawn)
    assert "Neither" not in str(made.subtitle)


def test_the_finding_says_where_the_middle_half_is_and_ranks_nobody() -> None:
    made = spread_figure(small(VALUES), INDICATORS["ST-02"])
    assert made is not None
    assert (
        made.title
        == "Unit vacancy rate by agency: half of 11 authorities lie between 15.0% and 23.0%; Solihull is among them, at 22.0%"
    )
    names = [name for name in made.csv(None).decode("utf-8-sig").split("\n")[1:] if name]
    assert [line.split(",")[2] for line in names if "Council" not in line][:2] == ["Barking and Dagenham", "Barnet"], (
        "alphabetical"
    )


def test_a_slope_says_what_became_of_the_figure() -> None:
    made = slope_figure(small({**VALUES, ENGLAND: 25.0}), INDICATORS["ST-02"])
    assert made is not None
    assert (
        made.title
        == "Unit vacancy rate by agency: Solihull went from 30.0% to 22.0% in a year, down 8.0 points, better"
    )
    assert "England" in made.alt
    assert slope_figure(small({BRADFORD: 3.0}), INDICATORS["ST-02"]) is None


def test_an_officer_reads_the_middle_and_no_other_authoritys_figure(built: str) -> None:
    it = compared(OFFICER, PLACE, builder.LATEST)
    assert it.others == ()
    assert it.middles["ST-02"].count >= 5
    assert it.middles_before["ST-02"].count >= 5
    assert compared(OFFICER, PLACE, builder.LATEST, "chosen", (BRADFORD,)).others == ()
    near = compared(BOARD, PLACE, builder.LATEST)
    assert {a.authority_id for a in near.others} == set(PLACE.neighbours)
    assert it.middles == near.middles


def test_the_officers_page_names_no_other_authority_with_a_figure(built: str) -> None:
    said = words_of(opened(_page, OFFICER, with_="E08000032", beside="chosen"))
    assert "Compare" in said
    assert "Solihull is" in said
    assert "Bradford" not in said
    for one in NEAR:
        assert f"/authority?code={one.ons_code}" not in said
    assert "not shown to an authority" in said


@pytest.mark.parametrize("code", ["E08000032", "nowhere"])
def test_another_authoritys_comparison_is_not_there_for_an_officer(built: str, code: str) -> None:
    said = words_of(opened(_page, OFFICER, code=code))
    assert "You cannot see this page." in said
    assert "Bradford" not in said


def test_nobody_compares(built: str) -> None:
    assert "Solihull" not in words_of(opened(_page, NOBODY, code="334"))


def test_a_set_of_ones_own_stands_in_the_address(built: str) -> None:
    page = opened(_page, BOARD, code="E08000029", beside="chosen", with_="E08000032,Hull,nonsense", by="ST-02,UR-01")
    said = words_of(page)
    assert "middle of those chosen" in said
    assert "Bradford" in said
    assert "Kingston upon Hull" in said
    assert (
        "Coventry" not in said.split("Side by side")[1].split("Look closely")[0].split("Half of")[0].split("half of")[0]
    )
    assert [box.value for box in page.multiselect] == [["E08000032", "E06000010"], ["ST-02", "UR-01"]]
    page.multiselect[1].set_value(["FU-06"]).run()
    assert page.query_params["by"] == "FU-06"


def test_the_board_sees_every_part_and_why_each_neighbour_is_one(built: str) -> None:
    said = words_of(opened(_page, BOARD, code="E08000029", indicator="ST-02"))
    for expected in (
        "Side by side",
        "authorities lie between",
        "is where it was a year ago",
        "How close",
        NEAR[0].name,
        "2025 model",
    ):
        assert expected in said, expected


def test_the_model_says_how_close_each_neighbour_is() -> None:
    assert closeness()[SOLIHULL, PLACE.neighbours[0]] in (
        "Extremely close",
        "Very close",
        "Close",
        "Somewhat close",
        "Not close",
    )
    assert len(closeness()) == 1530


POINTS = [Placed("Solihull", 22.0, "22.0%", "own"), Placed("Stockport", 22.1, "22.1%", "near"), *(Placed(f"P{n}", n / 4, "") for n in range(80))]  # fmt: skip
STAGES = [Placed("Solihull", 3.0, "3", "own"), *(Placed(f"P{n}", float(n % 5), "") for n in range(120))]
LINES = [Sloped("Solihull", 24.0, 22.0, "24.0%", "22.0%", "own"), Sloped("England", 25.0, 22.1, "25.0%", "22.1%", "wide"), Sloped("Leeds", 9.0, 40.0, "9.0%", "40.0%")]  # fmt: skip


@pytest.mark.parametrize("is_narrow", [False, True])
def test_the_pictures_are_specs_that_plotly_accepts(is_narrow: bool) -> None:
    ticks = [(at, f"{at:g}%") for at in charts.round_ticks(0, 22)]
    for spec in (
        charts.spread(
            POINTS, ticks, Mark("England", 12.0, "12.0%"), Mark("Middle", 11.0, "11.0%"), is_narrow=is_narrow
        ),
        charts.spread(STAGES, [(float(n), str(n)) for n in range(5)], is_narrow=is_narrow),
        charts.slope(LINES, "Q2 2025-26", "Q2 2026-27", is_narrow=is_narrow),
    ):
        go.Figure(spec)
        assert spec["layout"]["dragmode"] is False


def test_in_a_spread_only_left_and_right_means_anything_and_ones_own_is_in_the_middle() -> None:
    other, near, own = charts.spread(POINTS, [(0.0, "0%"), (20.0, "20%")])["data"]
    assert (own["x"], own["y"]) == ([22.0], [0.0])
    assert near["x"] == [22.1]
    assert other["x"] == [n / 4 for n in range(80)]


def test_labels_of_a_slope_do_not_meet() -> None:
    made = charts.slope(LINES, "then", "now")
    height = made["layout"]["height"] - 50
    low, high = made["layout"]["yaxis"]["range"]
    right = [a for a in made["layout"]["annotations"] if a["x"] == 1 and "<b>2" in a["text"]]
    tops = sorted((a["y"] - low) / (high - low) * height + a["yshift"] for a in right)
    assert len(tops) == 2
    assert tops[1] - tops[0] >= 21


def test_ticks_are_round_and_hold_everything() -> None:
    assert charts.round_ticks(3.2, 41.0) == [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    assert charts.round_ticks(5.0, 5.0)[0] <= 5.0
