"""The tile map: one square an authority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts.base import INK, WHITE, Spec, axis, spec


@dataclass(frozen=True)
class StageLook:
    """How the tiles of one stage look: fill, label colour and pattern."""

    fill: str
    label: str
    pattern: str = ""


STAGE_LOOKS: Mapping[int, StageLook] = {
    6: StageLook("#12436D", WHITE),
    5: StageLook("#1A65A6", WHITE),
    4: StageLook("#6BACE6", INK),
    3: StageLook("#FFFFFF", INK, "/"),
    2: StageLook("#FFFFFF", INK, "."),
    1: StageLook("#FFFFFF", INK),
    0: StageLook("#FFFFFF", INK, "x"),
}


@dataclass(frozen=True)
class MapTile:
    """One authority on the tile map; stage None if nothing is known of it."""

    name: str
    label: str
    row: int
    col: int
    stage: int | None
    words: str
    is_estimated: bool = False


def tile_map(tiles: Sequence[MapTile], *, is_narrow: bool = False) -> Spec:
    """One square an authority: solid is operational, a pattern is not yet, grey hatch is no return this quarter.

    On a narrow screen the squares hold only the stage; the names are in the table.
    """
    last_row = max(tile.row for tile in tiles)
    groups: dict[tuple[int | None, bool], list[MapTile]] = {}
    for tile in tiles:
        groups.setdefault((tile.stage, tile.is_estimated or tile.stage is None), []).append(tile)
    traces = [
        _tile_trace(stage, is_estimated, of, last_row, is_narrow)
        for (stage, is_estimated), of in sorted(groups.items(), key=str)
    ]
    last_col = max(tile.col for tile in tiles)
    return spec(
        traces,
        (24 if is_narrow else 38) * (last_row + 1) + 10,
        margin=(4, 2, 4, 2),
        barmode="overlay",
        xaxis=axis(range=[-0.5, last_col + 0.5], visible=False),
        yaxis=axis(range=[-0.04, last_row + 1], visible=False),
    )


def _tile_trace(
    stage: int | None, is_estimated: bool, tiles: Sequence[MapTile], last_row: int, is_narrow: bool
) -> Spec:
    look = STAGE_LOOKS.get(stage if stage is not None else 1, STAGE_LOOKS[1])
    pattern = "\\" if is_estimated else look.pattern
    fill, label = ("#F3F5F7", INK) if is_estimated else (look.fill, look.label)
    shown = "?" if stage is None else f"{stage} [e]" if is_estimated else str(stage)
    marker: Spec = {
        "color": fill,
        "line": {"color": "#7F8F9C" if stage is None or stage < 4 or is_estimated else look.fill, "width": 1},
    }
    if pattern:
        # Dots and lines are kept light, so that the code on top of them can be read.
        marker["pattern"] = {
            "shape": pattern,
            "fgcolor": "#B9C2C8" if is_estimated else "#9CC3E6",
            "bgcolor": fill,
            "size": 7,
            "solidity": 0.18,
        }
    return {
        "type": "bar",
        "name": "No return this quarter" if is_estimated else f"Stage {stage}",
        "x": [tile.col for tile in tiles],
        "y": [0.92] * len(tiles),
        "base": [last_row - tile.row for tile in tiles],
        "width": 0.92,
        "marker": marker,
        "text": [shown.removesuffix(" [e]") if is_narrow else f"{tile.label}<br>{shown}" for tile in tiles],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 12.5, "color": label},
        "customdata": [[tile.name, tile.words] for tile in tiles],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    }
