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


EMPTY, EDGE, HATCH = "#F3F5F7", "#7F8F9C", "#505A5F"
# The pattern stands in a strip of its own at the left, so that nothing lies behind the letters.
STRIP, WIDTH = 0.2, 0.92


def tile_map(tiles: Sequence[MapTile]) -> Spec:
    """One square an authority: solid is operational, a patterned strip is not yet, grey is no return this quarter."""
    last_row = max(tile.row for tile in tiles)
    groups: dict[tuple[int | None, bool], list[MapTile]] = {}
    for tile in tiles:
        groups.setdefault((tile.stage, tile.is_estimated or tile.stage is None), []).append(tile)
    traces = [
        trace
        for (stage, is_late), of in sorted(groups.items(), key=str)
        for trace in _traces(stage, is_late, of, last_row)
    ]
    return spec(
        traces,
        40 * (last_row + 1) + 10,
        margin=(4, 2, 4, 2),
        barmode="overlay",
        xaxis=axis(range=[-0.5, max(tile.col for tile in tiles) + 0.5], visible=False),
        yaxis=axis(range=[-0.04, last_row + 1], visible=False),
    )


def _traces(stage: int | None, is_late: bool, tiles: Sequence[MapTile], last_row: int) -> list[Spec]:
    """The tiles of one look: solid ones, or plain ones each with its strip."""
    look = STAGE_LOOKS[stage if stage is not None else 1]
    is_solid = stage is not None and stage >= 4 and not is_late
    fill, label = (EMPTY, INK) if is_late else (look.fill, look.label)
    edge = fill if is_solid else EDGE
    pattern = "\\" if is_late else look.pattern
    shown = "?" if stage is None else f"{stage} [e]" if is_late else str(stage)
    written = {
        "text": [f"{tile.label}<br>{shown}" for tile in tiles], "textposition": "inside", "insidetextanchor": "middle",
        "textangle": 0, "constraintext": "none", "textfont": {"size": 12.5, "color": label},
    }  # fmt: skip
    name = "No return this quarter" if is_late else f"Stage {stage}"
    inset = STRIP if pattern else 0.0
    body = _bar(name, tiles, last_row, inset / 2, WIDTH - inset, {"color": fill, "line": {"color": edge, "width": 1}})
    if not pattern:
        return [body | written]
    drawn = {"shape": pattern, "fgcolor": HATCH if is_late else "#1A65A6", "bgcolor": fill, "size": 5, "solidity": 0.4}
    marker = {"color": fill, "line": {"color": edge, "width": 1}, "pattern": drawn}
    strip = _bar(name, tiles, last_row, (STRIP - WIDTH) / 2, STRIP, marker)
    return [body | written, strip]


def _bar(name: str, tiles: Sequence[MapTile], last_row: int, shift: float, width: float, marker: Spec) -> Spec:
    return {
        "type": "bar",
        "name": name,
        "x": [tile.col + shift for tile in tiles],
        "y": [WIDTH] * len(tiles),
        "base": [last_row - tile.row for tile in tiles],
        "width": width,
        "marker": marker,
        "customdata": [[tile.name, tile.words] for tile in tiles],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    }
