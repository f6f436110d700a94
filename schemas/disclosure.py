"""What may leave its owner: suppression and rounding, in one place.

Charts, tables, tooltips, packs and downloads are made from what `published` gives, so none can hold more.

A figure is hidden if it is small; then, wherever one hidden figure could be worked out from a total and the rest, the
smallest other figure is hidden as well: among the parts of a breakdown, the authorities of a region and the regions of
England, again and again until no figure stands alone.
"""

from collections.abc import Mapping
from functools import reduce

import polars as pl

from schemas.authorities import authorities
from schemas.disclosure_audit import determined
from schemas.indicators_grammar import Aggregation, Counted, Indicator
from schemas.periods import Period
from schemas.vocabulary import Disclosure, Level, Rag, ValueStatus

SMALLEST_FTE = 3
MOST_SMALL_CHILDREN = 5
ROUND_TO = 10
REASON = "Not rated: suppressed to protect confidentiality."
_FEW = "Not rated: too few cases."
_HAS_FIGURE = pl.col("status").is_in([str(ValueStatus.OK), str(ValueStatus.LOW), str(ValueStatus.NOT_APPLICABLE)])
_TOTAL = pl.col("breakdown") == ""
_IS_AUTHORITY = pl.col("level") == Level.AUTHORITY


def published(
    observations: pl.DataFrame, catalogue: Mapping[str, Indicator], regions: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Observations as everyone may see them but their owner and the department.

    Give it every row of an indicator and quarter together: what must be hidden depends on what else is shown.

    Args:
        observations: the columns of an observation, at least indicator_id, level, geography, period, breakdown,
            numerator, denominator, value, status, rag and rag_reason.
        catalogue: the indicators, by id.
        regions: authority_id → region code; by default the register's, on each quarter's reference date.

    Returns:
        The same columns. Authorities' serious incident rows are left out.
    """
    rows = observations.join(_rules(catalogue), on="indicator_id", how="left", maintain_order="left")
    rows = rows.filter(~((pl.col("rule") == Disclosure.D3) & _IS_AUTHORITY).fill_null(False))
    is_open = ~pl.col("rule").is_in([str(Disclosure.D1), str(Disclosure.D2), str(Disclosure.D3)]).fill_null(False)
    if rows.select(is_open.all()).item():
        return rows.select(observations.columns)
    cells = rows.with_row_index("row").filter(~is_open)
    cells = _placed(cells, regions)
    hidden = _hidden(cells, catalogue).filter("hidden").select("row", hidden=pl.lit(True))
    rows = rows.with_row_index("row").join(hidden, on="row", how="left", maintain_order="left")
    return _rounded(_blanked(rows.with_columns(pl.col("hidden").fill_null(False)))).select(observations.columns)


def _rules(catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                i.id, str(i.disclosure), str(i.counts), str(i.counts_denominator), i.is_part,
                i.breakdown is not None and i.breakdown.is_of_whole, i.aggregation is Aggregation.SUM,
            )
            for i in catalogue.values()
        ],
        schema={
            "indicator_id": pl.String, "rule": pl.String, "of": pl.String, "over": pl.String, "is_part": pl.Boolean,
            "is_of_whole": pl.Boolean, "is_sum": pl.Boolean,
        },
        orient="row",
    )  # fmt: skip


def _placed(cells: pl.DataFrame, regions: Mapping[str, str] | None) -> pl.DataFrame:
    """Add the region that each row is in, and how large it is."""
    if regions is None:
        days = {Period.parse(text).reference_date for text in cells["period"].unique()}
        regions = {a.authority_id: a.region_code for day in sorted(days) for a in authorities(day)}
    known = pl.DataFrame({"geography": list(regions), "region": list(regions.values())}, schema_overrides={"geography": pl.String, "region": pl.String})  # fmt: skip
    cells = cells.join(known, on="geography", how="left", maintain_order="left")
    num, den = pl.col("numerator").fill_null(0), pl.col("denominator").fill_null(0)
    counted_den = pl.when(pl.col("is_of_whole") | (pl.col("over") == Counted.OTHER)).then(0).otherwise(den)
    return cells.with_columns(
        region=pl.when(_IS_AUTHORITY).then("region").otherwise("geography"),
        size=num,
        is_present=((num > 0) | (counted_den > 0)) & _HAS_FIGURE,
        is_secondary_last=num == 0,
        den_size=counted_den,
    )


def _small(quantity: pl.Expr, kind: pl.Expr) -> pl.Expr:
    """Whether a quantity is above nothing and too small to show, give or take the error of adding hundredths."""
    shown = quantity.round(6)
    fte = (kind == Counted.FTE) & (shown > 0) & (shown < SMALLEST_FTE)
    children = (kind == Counted.CHILDREN) & (shown > 0) & (shown <= MOST_SMALL_CHILDREN)
    return (fte | children).fill_null(False)


def _primary() -> pl.Expr:
    num, den = pl.col("numerator"), pl.col("denominator")
    rest = pl.col("is_part") & (pl.col("of") == pl.col("over")) & _small(den - num, pl.col("of"))
    small = _small(num, pl.col("of")) | _small(den, pl.col("over")) | rest.fill_null(False)
    is_only_rounded = ~_IS_AUTHORITY & (pl.col("rule") != Disclosure.D1) & pl.col("is_sum")
    return small & ~is_only_rounded & _HAS_FIGURE


_WHAT = ["period", "indicator_id"]
_FIXED_ORDER = ["is_secondary_last", "size", "den_size", "breakdown", "geography"]


def _hidden(cells: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """Cells with `hidden`: small ones, and those that would give them away."""
    cells = cells.sort(_FIXED_ORDER, maintain_order=True).with_columns(is_small=_primary(), hidden=_primary())
    pairs = [(i.id, i.follows) for i in catalogue.values() if i.follows is not None]
    while True:
        before = cells["hidden"].sum()
        cells = reduce(_following, pairs, cells)
        cells = cells.with_columns(hidden=pl.col("hidden") | (_part_of_hidden() & pl.col("is_present")))
        for group, is_member, is_total in _SUMS:
            cells = _protected(cells, group, is_member, is_total)
        if cells["hidden"].sum() > before:
            continue
        exposed = _exposed(cells)
        if not exposed:
            return cells
        cells = cells.with_columns(hidden=pl.col("hidden") | pl.col("row").is_in(exposed))


_SUMS = (
    ([*_WHAT, "level", "geography"], pl.lit(True), _TOTAL),
    ([*_WHAT, "breakdown", "region"], pl.col("level") != Level.ENGLAND, ~_IS_AUTHORITY),
    ([*_WHAT, "breakdown"], ~_IS_AUTHORITY, pl.col("level") == Level.ENGLAND),
)


def _exposed(cells: pl.DataFrame) -> list[int]:
    """Further figures to hide, because the sums that are known leave a small hidden one only one possible value."""
    present = cells.filter(pl.col("is_present"))
    sums: list[list[int]] = []
    for group, is_member, is_total in _SUMS:
        members = (
            present.filter(is_member)
            .with_columns(is_total=is_total)
            .sort("is_total", descending=True, maintain_order=True)
        )
        known = members.group_by(group, maintain_order=True).agg(
            "row", pl.col("is_total").first(), has_hidden=pl.col("hidden").any()
        )
        sums += known.filter(pl.col("is_total") & pl.col("has_hidden") & (pl.col("row").list.len() > 1))[
            "row"
        ].to_list()
    hidden = frozenset(present.filter("hidden")["row"].to_list())
    fixed = determined(sums, hidden) & set(present.filter("is_small")["row"].to_list())
    further = [_first_shown(figure, sums, hidden) for figure in sorted(fixed)]
    return sorted({figure for figure in further if figure is not None})


def _first_shown(figure: int, sums: list[list[int]], hidden: frozenset[int]) -> int | None:
    """What to hide so that a figure is no longer alone: the smallest shown part beside it, else a total, else further off."""
    near = {figure}
    while True:
        touching = [each for each in sums if not near.isdisjoint(each)]
        shown = [part for _, *parts in touching for part in parts if part not in hidden]
        shown = shown or [total for total, *_ in touching if total not in hidden]
        if shown:
            return shown[0]
        wider = near.union(*touching)
        if wider == near:
            return None
        near = wider


def _part_of_hidden() -> pl.Expr:
    total_hidden = (pl.col("hidden") & _TOTAL).any().over([*_WHAT, "level", "geography"])
    return total_hidden & ~_TOTAL


def _protected(cells: pl.DataFrame, group: list[str], is_member: pl.Expr, is_total: pl.Expr) -> pl.DataFrame:
    """Hide one more figure wherever exactly one of a total and its parts is hidden.

    The smallest part that is shown and not zero, in a fixed order; if there is none, the total.
    """
    member = is_member & pl.col("is_present")
    part = member & ~is_total
    cells = cells.with_columns(
        _is_hidden=member & pl.col("hidden"), _shown_part=part & ~pl.col("hidden"), _total=member & is_total
    )
    cells = cells.with_columns(
        _alone=(pl.col("_is_hidden").sum().over(group) == 1)
        & pl.col("_total").any().over(group)
        & part.any().over(group),
        _order=pl.col("_shown_part").cum_sum().over(group),
        _has_part=pl.col("_shown_part").any().over(group),
    )
    next_part = pl.col("_shown_part") & (pl.col("_order") == 1)
    only_total = pl.col("_total") & ~pl.col("hidden") & ~pl.col("_has_part")
    cells = cells.with_columns(hidden=pl.col("hidden") | (pl.col("_alone") & (next_part | only_total)))
    return cells.drop("_is_hidden", "_shown_part", "_total", "_alone", "_order", "_has_part")


def _following(cells: pl.DataFrame, pair: tuple[str, tuple[str, str, str]]) -> pl.DataFrame:
    """Hide an indicator's row where the row of another indicator that shows the same quantity is hidden."""
    indicator_id, (leader, theirs, own) = pair
    is_leader = pl.col("hidden") & (pl.col("indicator_id") == leader)
    keys = ["period", "level", "geography"]
    if theirs == "*":
        keys.append("breakdown")
    else:
        is_leader &= pl.col("breakdown") == theirs
    led = cells.filter(is_leader).select(keys).unique().with_columns(is_led=pl.lit(True))
    is_follower = pl.col("indicator_id") == indicator_id
    if own != "*":
        is_follower &= pl.col("breakdown") == own
    joined = cells.join(led, on=keys, how="left", maintain_order="left")
    is_led = pl.col("is_led").fill_null(False) & is_follower & _HAS_FIGURE
    return joined.with_columns(hidden=pl.col("hidden") | is_led).drop("is_led")


def _blanked(rows: pl.DataFrame) -> pl.DataFrame:
    gone = [pl.when(~pl.col("hidden")).then(name).alias(name) for name in ("numerator", "denominator", "value")]
    worded = {"status": ValueStatus.SUPPRESSED, "rag": Rag.NOT_RATED, "rag_reason": REASON, "thresholds_version": ""}
    said = [
        pl.when("hidden").then(pl.lit(str(word))).otherwise(name).alias(name)
        for name, word in worded.items()
        if name in rows.columns
    ]
    return rows.with_columns(*gone, *said)


def _rounded(rows: pl.DataFrame) -> pl.DataFrame:
    """Round regions' and England's counts of children to 10, halves up, after they were added."""
    to_round = pl.col("rule").is_in([str(Disclosure.D2), str(Disclosure.D3)]).fill_null(False) & ~_IS_AUTHORITY
    counts = {"numerator": "of", "denominator": "over"}
    done = [
        pl.when(to_round & (pl.col(kind) == Counted.CHILDREN)).then(_to_ten(name)).otherwise(name).alias(name)
        for name, kind in counts.items()
    ]
    is_sum = to_round & pl.col("is_sum")
    value = pl.when(is_sum).then(_to_ten("value")).otherwise("value")
    is_low = is_sum & (pl.col("value") > 0) & (_to_ten("value") == 0)
    status = pl.when(is_low).then(pl.lit(str(ValueStatus.LOW))).otherwise("status")
    is_few = to_round & pl.col("rag_reason").str.contains("is fewer than the", literal=True)
    reason = pl.when(is_few).then(pl.lit(_FEW)).otherwise("rag_reason")
    return rows.with_columns(*done, value=value, status=status, rag_reason=reason)


def _to_ten(name: str) -> pl.Expr:
    return (pl.col(name) + ROUND_TO / 2) // ROUND_TO * ROUND_TO
