"""Pictures: plotly accepts each spec, and each shows what it was given."""

import json
from dataclasses import replace
from datetime import date

import plotly.graph_objects as go
import pytest

from dashboard import charts
from dashboard.charts import Aged, DateRow, Limits, Line, MapTile, Point, Reached, Share, Slip, Spec, Track, Versus

NATIONAL, POSITION = date(2027, 3, 31), date(2026, 9, 30)
LINE = Line(
    "Operational",
    [(date(2026, 6, 30), 71), (POSITION, 87)],
    [(date(2026, 6, 30), 75), (POSITION, 99), (NATIONAL, 153)],
    [(POSITION, 87), (NATIONAL, 131)],
    153,
)
ROWS = [
    DateRow("Site ready", date(2026, 1, 1), date(2026, 1, 15), True),
    DateRow("Health posts agreed", date(2026, 1, 1), date(2026, 11, 6), False),
    DateRow("Embedded", date(2028, 1, 1), None, False),
]
SLIPS = [Slip("Medway", date(2027, 3, 31), date(2027, 7, 27), "Health posts")]
SHARES = [Share("Police", 290_000.0), Share("Education", 30_000.0)]
TILES = [MapTile("Kent", "KEN", 1, 0, 4, "Stage 4"), MapTile("Rutland", "RUT", 0, 1, 2, "Stage 2", True), MapTile("Leeds", "LDS", 0, 0, None, "No return")]  # fmt: skip
REACHED = [Reached("Site ready", 126, 131, 153, 153), Reached("Health posts agreed", 153, 84, 153, 121)]
LIMITS = Limits(lambda base: (150.0, 230.0), lambda base: (120.0, 260.0), 189.3, "189.3", 5_000)
POINTS = [
    Point(60_000, 171.3, named="Stockport", words="Stockport 171.3"),
    Point(20_000, 210.0),
    Point(9_000, 99.0, True),
]
SERIES = [(date(2026, 6, 30), 81.0, "81.0%"), (POSITION, 97.0, "97.0%")]
TRACKS = [
    Track("Conferences", SERIES, (70.0, 80.0, 90.0), frozenset({POSITION})),
    Track("North East", SERIES, beside=SERIES),
    Track("None", [(POSITION, None, "")]),
]
AGES = [Aged("Good", 12), Aged("Good", 12), Aged("Inadequate", 41)]
VERSUS = [Versus("Posts vacant", "lower is better", 19.7, 22.6)]


def drawn(is_narrow: bool) -> dict[str, Spec]:
    """One of each picture."""
    return {
        "trajectory": charts.trajectory([LINE, LINE], is_narrow=is_narrow),
        "milestones": charts.milestones(ROWS, POSITION, NATIONAL, is_narrow=is_narrow),
        "slips": charts.slips(SLIPS, NATIONAL, is_narrow=is_narrow),
        "waterfall": charts.waterfall(500_000.0, SHARES, is_narrow=is_narrow),
        "tile map": charts.tile_map(TILES),
        "reached": charts.reached(REACHED, 153, is_narrow=is_narrow),
        "funnel": charts.funnel(POINTS, LIMITS, "Children", is_narrow=is_narrow),
        "tracks": charts.tracks(TRACKS, across=1 if is_narrow else 3, is_narrow=is_narrow),
        "ages": charts.ages(AGES, ("Good", "Inadequate"), 36, is_narrow=is_narrow),
        "neighbours": charts.neighbours(VERSUS, "Stockport", is_narrow=is_narrow),
    }


EACH = [
    pytest.param(spec, id=f"{name}, {'narrow' if n else 'wide'}")
    for n in (False, True)
    for name, spec in drawn(n).items()
]


@pytest.mark.parametrize("spec", EACH)
def test_plotly_accepts_the_spec(spec: Spec) -> None:
    # Pages send specs without plotly's own check, which costs more than everything else on them: it is made here.
    go.Figure(spec)


@pytest.mark.parametrize("spec", EACH)
def test_a_spec_is_plain_and_cannot_be_dragged(spec: Spec) -> None:
    assert json.loads(json.dumps(spec)) == spec
    layout = spec["layout"]
    assert layout["dragmode"] is False
    assert layout["showlegend"] is False
    assert layout["height"] > 50
    assert all(axis["fixedrange"] for name, axis in layout.items() if name.startswith(("xaxis", "yaxis")))


@pytest.mark.parametrize("spec", EACH)
def test_nothing_is_smaller_than_it_may_be(spec: Spec) -> None:
    sizes = [note["font"]["size"] for note in spec["layout"].get("annotations", [])]
    assert all(size >= 15 for size in sizes)


def test_the_trajectory_keeps_its_two_lines_apart() -> None:
    spec = charts.trajectory([LINE, LINE])
    assert [trace["xaxis"] for trace in spec["data"]] == ["x"] * 3 + ["x2"] * 3
    plan, forecast, actual = spec["data"][:3]
    assert (plan["line"]["dash"], forecast["line"]["dash"], actual["y"]) == ("dot", "dash", [71, 87])
    words = [note["text"] for note in spec["layout"]["annotations"]]
    assert "Plan 153" in words
    assert "<b>87 now</b>" in words


def test_the_trajectory_invents_no_range_and_draws_the_one_it_is_given() -> None:
    assert all("fill" not in trace for trace in charts.trajectory([LINE, LINE])["data"])
    on, count = LINE.actual[-1]
    banded = replace(LINE, band=[(on, count, count), (LINE.forecast[-1][0], 119, 141)])
    drawn = charts.trajectory([banded])
    shape = next(trace for trace in drawn["data"] if trace["name"] == "Likely range")
    assert shape["y"] == [count, 141, 119, count]
    assert any("119 to 141" in note["text"] for note in drawn["layout"]["annotations"])


def test_lateness_is_plum_and_never_said_by_colour_alone() -> None:
    spec = charts.milestones(ROWS, POSITION, NATIONAL)
    late = next(trace for trace in spec["data"] if trace["name"] == "Late")
    assert late["line"]["color"] == "#801650"
    words = [note["text"] for note in spec["layout"]["annotations"]]
    assert {"Met 14 days late", "Forecast 309 days late", "No forecast"} <= set(words)


def test_a_milestone_behind_plan_is_joined_to_it_in_plum_and_says_so_in_numbers() -> None:
    spec = charts.reached(REACHED, 153)
    behind, ahead = (next(t for t in spec["data"] if t["name"] == n) for n in ("Behind plan", "Ahead of plan"))
    assert (behind["x"], behind["line"]["color"]) == ([84, 153, None], "#801650")
    assert ahead["x"] == [131, 126, None]
    assert "84 met, 153 planned; 121 by March" in [note["text"] for note in spec["layout"]["annotations"]]


def test_the_gap_is_hatched_and_bars_step_down() -> None:
    needed, paid, gap = charts.waterfall(500_000.0, SHARES)["data"]
    assert paid["base"] == [210_000.0, 180_000.0]
    assert gap["y"] == [180_000.0]
    assert gap["marker"]["pattern"]["shape"] == "/"
    assert needed["y"] == [500_000.0]


def test_nothing_is_hatched_when_all_is_secured() -> None:
    assert len(charts.waterfall(320_000.0, SHARES)["data"]) == 2


def test_a_tile_says_its_code_and_stage_and_whether_it_is_carried_forward() -> None:
    spec = charts.tile_map(TILES)
    texts = {text for trace in spec["data"] for text in trace.get("text", [])}
    assert texts == {"KEN<br>4", "RUT<br>2 [e]", "LDS<br>?"}
    hatched = {t["customdata"][0][0] for t in spec["data"] if t["marker"].get("pattern", {}).get("shape") == "\\"}
    assert hatched == {"Rutland", "Leeds"}


def test_nothing_lies_behind_the_letters_of_a_tile() -> None:
    for trace in charts.tile_map(TILES)["data"]:
        assert "text" not in trace or "pattern" not in trace["marker"]


def test_north_is_up() -> None:
    places = {trace["customdata"][0][0]: trace["base"][0] for trace in charts.tile_map(TILES)["data"]}
    assert places["Leeds"] > places["Kent"]


def test_a_funnel_names_one_point_and_leaves_the_rest_grey_and_silent() -> None:
    spec = charts.funnel(POINTS, LIMITS, "Children")
    named, others, carried = (
        next(t for t in spec["data"] if t["name"] == n)
        for n in ("Named", "Other authorities", "Other authorities, carried forward")
    )
    assert (named["marker"]["color"], named["text"]) == ("#12436D", ["Stockport 171.3"])
    assert (others["marker"]["color"], others["hoverinfo"]) == ("#7F8F9C", "skip")
    assert carried["marker"]["color"] == "#FFFFFF"
    words = [note["text"] for note in spec["layout"]["annotations"]]
    assert words == ["99.8% limit", "95% limit", "<b>England<br>189.3</b>", "<b>Stockport 171.3</b>"]


def test_labels_of_limits_that_nearly_meet_are_pushed_apart() -> None:
    tight = Limits(lambda base: (98.0, 102.0), lambda base: (97.0, 103.0), 100.0, "100.0", 5_000)
    shifts = [note["yshift"] for note in charts.funnel(POINTS, tight, "Children")["layout"]["annotations"][:3]]
    assert shifts[0] > shifts[1] > shifts[2]


def test_a_point_outside_its_limits_is_a_diamond_and_a_missing_figure_says_so() -> None:
    spec = charts.tracks(TRACKS)
    line = next(t for t in spec["data"] if t["name"] == "Conferences")
    assert line["marker"]["symbol"] == ["circle", "diamond"]
    assert "No figure" in [note["text"] for note in spec["layout"]["annotations"]]
    assert any(t.get("fill") == "tonexty" for t in spec["data"])


def test_judgements_of_one_month_stand_on_one_another_and_old_ones_are_hollow() -> None:
    newer, older = charts.ages(AGES, ("Good", "Inadequate"), 36)["data"]
    assert newer["x"] == [12, 12]
    assert newer["y"][0] < newer["y"][1]
    assert (older["x"], older["marker"]["color"]) == ([41], "#FFFFFF")
