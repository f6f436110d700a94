"""The tile map of evidenced stages, with its key that is also the count, and its table."""

from collections import Counter
from collections.abc import Callable

import polars as pl

from dashboard.charts import MapTile, tile_map
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day
from dashboard.markup import Markup, html, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.sentences import coverage_by_region
from schemas.authorities import Authority, regions
from schemas.programme import Stage

_WORKED_OUT = (
    "The evidenced stage is the highest whose every condition, and every condition of the stages below it, is met by the "
    "return. Where an authority sent no return this quarter, its last known stage is carried forward and marked [e]."
)


def map_tiles(quarter: Quarter) -> list[MapTile]:
    """One tile for each authority on the map."""
    return [_tile(quarter, a) for a in quarter.authorities if a.tile_row is not None and a.tile_col is not None]


def _tile(quarter: Quarter, a: Authority) -> MapTile:
    figure_ = quarter.figure("UR-01", a.authority_id)
    stage = None if figure_.value is None else round(figure_.value)
    words = "No return" if stage is None else f"Stage {stage} {Stage(stage).label}"
    if stage is not None and figure_.is_estimated:
        words += ", carried forward"
    return MapTile(a.name, a.tile_label, a.tile_row or 0, a.tile_col or 0, stage, words, figure_.is_estimated)


def map_figure(quarter: Quarter) -> Figure:
    """The map with everything round it."""
    tiles = map_tiles(quarter)
    shares = {name: quarter.figure("UR-03", code).value for code, name in regions().items()}
    known = {name: share for name, share in shares.items() if share is not None}
    frame = pl.DataFrame(
        [(t.name, t.label, t.stage, "e" if t.is_estimated else "") for t in tiles],
        schema={"authority": pl.String, "map_code": pl.String, "evidenced_stage": pl.Int64, "flag": pl.String},
        orient="row",
    )
    return figure(
        "map",
        coverage_by_region(known),
        f"Evidenced stage at {day(quarter.period.reference_date)}. One tile is one authority. Solid tiles are operational; patterned tiles are not yet.",
        tile_map(tiles),
        _alt(tiles, quarter),
        _table(quarter, tiles),
        frame,
        f"stages-{str(quarter.period).replace(' ', '-')}.csv",
        _WORKED_OUT,
        "Unit implementation returns.",
        narrow=tile_map(tiles, is_narrow=True),
    )


def _alt(tiles: list[MapTile], quarter: Quarter) -> str:
    counts = Counter(tile.stage for tile in tiles)
    said = ", ".join(f"{counts[s]} at stage {s}" for s in range(6, -1, -1) if counts[s])
    return f"Tile map. At {day(quarter.period.reference_date)}, of {len(tiles)} authorities: {said}. The same data is in the table below."


def _table(quarter: Quarter, tiles: list[MapTile]) -> Markup:
    codes = {a.name: a.ons_code for a in quarter.authorities}
    rows = [
        (link(t.name, f"/authority?code={codes[t.name]}"), t.label, t.words)
        for t in sorted(tiles, key=lambda t: t.name)
    ]
    return table(("Authority", "Map code", "Evidenced stage"), rows, "Evidenced stage of every authority")


def map_key(quarter: Quarter) -> Markup:
    """What each look means, and how many authorities have it."""
    tiles = map_tiles(quarter)
    own = Counter(t.stage for t in tiles if not t.is_estimated)
    carried = [t for t in tiles if t.is_estimated or t.stage is None]
    lines = [_total("Operational", tiles, lambda s: s >= Stage.OPERATIONAL)]
    lines += [_line(s, own[s]) for s in (6, 5, 4)]
    lines.append(_total("Not yet operational", tiles, lambda s: s < Stage.OPERATIONAL))
    lines += [_line(s, own[s]) for s in (3, 2, 1, 0) if s or own[0]]
    words = "No return this quarter"
    lines.append(
        html(
            '<li><span class="cpo-swatch cpo-swatch-none" aria-hidden="true"></span><span>{words}</span><span>{count}</span></li>',
            words=words,
            count=len(carried),
        )
    )
    note = paragraph("Last known stage carried forward and marked [e].", kind="small") if carried else None
    return joined([html('<ul class="cpo-key">{lines}</ul>', lines=joined(lines)), note])


def _line(stage: int, count: int) -> Markup:
    return html(
        '<li><span class="cpo-swatch cpo-swatch-{stage}" aria-hidden="true"></span><span>{stage} {name}</span><span>{count}</span></li>',
        stage=stage,
        name=Stage(stage).label,
        count=count,
    )


def _total(name: str, tiles: list[MapTile], is_in: Callable[[int], bool]) -> Markup:
    mine = [t for t in tiles if t.stage is not None and is_in(t.stage)]
    carried = sum(t.is_estimated for t in mine)
    words = f"{len(mine) - carried} + {carried} [e]" if carried else str(len(mine))
    spoken = f", {counted(carried, 'of them carried forward', 'of them carried forward')}" if carried else ""
    return html(
        '<li class="cpo-key-total"><span>{name}</span><span>{words}<span class="cpo-hidden">{spoken}</span></span></li>',
        name=name,
        words=words,
        spoken=spoken,
    )
