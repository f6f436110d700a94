"""The tile map of evidenced stages, with its key that is also the count, and its table."""

from collections import Counter
from collections.abc import Callable

import polars as pl

from dashboard.charts import MapTile, tile_map
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day, percent
from dashboard.markup import Markup, details, fold, html, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.sentences import coverage_by_region
from schemas.authorities import Authority, regions
from schemas.programme import Stage
from schemas.stages import CONDITIONS

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
        f"Evidenced stage at {day(quarter.period.reference_date)}, from 0 not started to 6 embedded. Stage 4 or above is operational.",
        tile_map(tiles),
        _alt(tiles, quarter),
        _table(quarter, tiles),
        frame,
        f"stages-{str(quarter.period).replace(' ', '-')}.csv",
        _WORKED_OUT,
        "Unit implementation returns.",
        narrow=regions_list(quarter),
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


def regions_list(quarter: Quarter) -> Markup:
    """The map for a narrow screen: each region with a square for each authority, and their names behind a fold."""
    return joined(_region(quarter, code, name) for code, name in regions().items())


def _region(quarter: Quarter, code: str, name: str) -> Markup:
    places = {a.authority_id: a for a in quarter.authorities if a.region_code == code}
    tiles = sorted(
        (_tile(quarter, a) for a in places.values()), key=lambda t: (-1 if t.stage is None else -t.stage, t.name)
    )
    live = sum(t.stage is not None and t.stage >= Stage.OPERATIONAL for t in tiles)
    covered = quarter.figure("UR-03", code).value
    children = f", {percent(covered)} of children covered" if covered is not None else ""
    squares = joined(html('<span class="cpo-swatch cpo-swatch-{look}"></span>', look=_look(t)) for t in tiles)
    note = html(
        '{words}<span class="cpo-squares" aria-hidden="true">{squares}</span>',
        words=f"{live} of {len(tiles)} operational{children}",
        squares=squares,
    )
    codes = {a.name: a.ons_code for a in places.values()}
    lines = joined(
        html(
            '<li class="cpo-place">{name}<span>{words}</span></li>',
            name=link(t.name, f"/authority?code={codes[t.name]}"),
            words=t.words,
        )
        for t in tiles
    )
    return fold(name, note, html('<ul class="cpo-places">{lines}</ul>', lines=lines), level=3)


def _look(tile: MapTile) -> str:
    return "none" if tile.stage is None or tile.is_estimated else str(tile.stage)


def map_key(quarter: Quarter) -> Markup:
    """What each look means, and how many authorities have it."""
    tiles = map_tiles(quarter)
    own = Counter(t.stage for t in tiles if not t.is_estimated)
    missing = sum(t.is_estimated or t.stage is None for t in tiles)
    lines = [_total("Operational", tiles, lambda s: s >= Stage.OPERATIONAL)]
    lines += [_line(str(s), f"Stage {s} {Stage(s).label.lower()}", own[s]) for s in (6, 5, 4)]
    lines.append(_total("Not yet operational", tiles, lambda s: s < Stage.OPERATIONAL))
    lines += [_line(str(s), f"Stage {s} {Stage(s).label.lower()}", own[s]) for s in (3, 2, 1, 0) if s or own[0]]
    if missing:
        lines.append(_line("none", "No return this quarter", missing, "Last known stage carried forward, marked [e]"))
    return joined([html('<ul class="cpo-key">{lines}</ul>', lines=joined(lines)), _what_stages_need()])


def _what_stages_need() -> Markup:
    needs = joined(
        html(
            '<p class="cpo-p"><strong>{stage}</strong></p><ul class="cpo-list">{lines}</ul>',
            stage=f"Stage {stage.value} {stage.label.lower()}",
            lines=lines,
        )
        for stage in Stage
        if (lines := joined(html("<li>{words}</li>", words=c.sentence) for c in CONDITIONS if c.stage == stage))
    )
    lead = paragraph("A Unit is at a stage when it meets everything listed for it and for the stages below.")
    return details("What each stage needs", joined([lead, needs]))


def _line(look: str, words: str, count: int, note: str = "") -> Markup:
    more = html('<span class="cpo-key-note">{note}</span>', note=note) if note else ""
    return html(
        '<li><span class="cpo-swatch cpo-swatch-{look}" aria-hidden="true"></span><span>{words}{more}</span><span>{count}</span></li>',
        look=look,
        words=words,
        more=more,
        count=count,
    )


def _total(name: str, tiles: list[MapTile], is_in: Callable[[int], bool]) -> Markup:
    mine = [t for t in tiles if t.stage is not None and is_in(t.stage)]
    carried = sum(t.is_estimated for t in mine)
    note = (
        html('<span class="cpo-key-note">{words}</span>', words=f"{carried} of them carried forward") if carried else ""
    )
    words = counted(len(mine), "authority", "authorities")
    return html(
        '<li class="cpo-key-total"><span>{name}{note}</span><span>{words}</span></li>',
        name=name,
        note=note,
        words=words,
    )
