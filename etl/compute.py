"""Typed rows and the catalogue become observations: for each authority, by region and for England, each with its RAG.

An indicator is an entry in the catalogue, not a function here. What authorities' figures add up to is in
etl/compute_totals.py; the frames that entries are over are in etl/compute_frames.py.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import polars as pl

from etl.compute_frames import build
from etl.compute_proof import prove
from etl.compute_published import published_rows
from etl.compute_standing import finished, standing
from etl.compute_totals import distributions, further_counts, largest, medians, sums, with_england
from etl.trajectory import TRAJECTORY, trajectory
from schemas.children import children_column, over_children, said
from schemas.indicators import INDICATORS, Aggregation, Indicator
from schemas.observations import CENTS, OBSERVATION, Inputs, Scope, cents, ratio_half_up, whole_units
from schemas.places import memberships
from schemas.rag import rate
from schemas.stages import gate_results, unit_rows
from schemas.vocabulary import Level, ValueStatus

_NO_ITEMS = pl.DataFrame(schema={"authority_id": pl.String, "indicator_id": pl.String, "item": pl.Float64})
ORDER = ["indicator_id", "level", "geography", "breakdown"]
PART_TYPES = {
    "authority_id": pl.String, "indicator_id": pl.String, "breakdown": pl.String, "num": pl.Int64, "den": pl.Int64,
    "target": pl.Int64, "outlook": pl.Int64, "is_ratable": pl.Boolean, "is_old": pl.Boolean, "note": pl.String,
}  # fmt: skip


def compute(inputs: Inputs, scope: Scope | None = None) -> pl.DataFrame:
    """Every observation of a quarter, in the columns of schemas.observations.OBSERVATION.

    Each indicator has a row for every authority of the roster, with status x where there is no figure.

    Args:
        inputs: what they are computed from.
        scope: the observations that are wanted; by default all. What authorities add up to is always over all of them.
    """
    frames = build(inputs)
    wanted = INDICATORS.keys() if scope is None else scope.fed | scope.everywhere
    computed = [i for i in INDICATORS.values() if i.numerator is not None and i.id in wanted]
    parts = _parts(frames, computed)
    once = _counted_once(frames, computed, parts)
    lines = _lines(frames, inputs, wanted)
    members = memberships(inputs.period.reference_date).join(inputs.roster, on="authority_id", how="semi")
    counted = with_england(members)
    whose = standing(inputs, frames)
    totals = pl.concat(
        [
            sums(pl.concat([once, lines], how="diagonal"), counted),
            largest(once, members),
            medians(_items(frames, computed), members),
            distributions(once, members),
            further_counts(once, members),
        ],
        how="diagonal",
    )
    rows = pl.concat([_of_authorities(parts, inputs, whose), finished(totals, whose, members)], how="diagonal_relaxed")
    prove(rows, counted, once.filter(pl.col("indicator_id").is_in(_apart(frames, computed))))
    rows = _valued(_over_whole(rows if scope is None else rows.filter(scope.holds())), inputs)
    if scope is None:  # no return alters what is published elsewhere
        rows = pl.concat([rows, published_rows(inputs)], how="diagonal_relaxed")
    rated = said(rate(rows, INDICATORS, inputs.period.reference_date), inputs.roster, members)
    return rated.select(pl.col(name).cast(kind) for name, kind in OBSERVATION.items()).sort(ORDER)


def gates(inputs: Inputs) -> pl.DataFrame:
    """Every gate condition of every Unit, as schemas.stages.gate_results gives it."""
    sheets = {name.removeprefix("unit."): rows for name, rows in inputs.rows.items() if name.startswith("unit.")}
    frames = build(inputs)
    secured, validated = frames["funding.costs"], frames["standards.validation"]
    return gate_results(unit_rows(sheets, secured, inputs.last_stages, validated))


def contributed(inputs: Inputs, indicator: Indicator, *, is_total: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What each authority puts into an indicator, for whoever must show where a figure comes from.

    Args:
        inputs: what it is computed from.
        indicator: one that is computed.
        is_total: whether a row about several authorities is left to the first of them, as in a total.

    Returns:
        Its parts (PART_TYPES, in hundredths) for each authority and breakdown; and the single values that a median is
        taken over: indicator_id, authority_id, item.
    """
    frames = build(inputs)
    items = _NO_ITEMS
    if indicator.numerator is None:
        lines = trajectory(frames["authorities"], inputs.period)
        return lines.filter(pl.col("indicator_id") == indicator.id), items
    if indicator.aggregation is Aggregation.MEDIAN:
        items = _items(frames, [indicator])
    parts = _parts(frames, [indicator])
    return _counted_once(frames, [indicator], parts) if is_total else parts, items


def _lines(frames: Mapping[str, pl.DataFrame], inputs: Inputs, wanted: Collection[str]) -> pl.DataFrame:
    """The parts of the trajectory's lines, if they are wanted."""
    if not set(TRAJECTORY).isdisjoint(wanted):
        return trajectory(frames["authorities"], inputs.period)
    return pl.DataFrame(
        schema={name: PART_TYPES[name] for name in ("authority_id", "indicator_id", "breakdown", "num", "den")}
    )


@cache
def _catalogue() -> pl.DataFrame:
    rows = [
        (i.id, i.form, str(i.aggregation), i.aggregation is Aggregation.RATIO, i.scale * 10**i.dp, 10.0**i.dp,
         i.breakdown is not None and i.breakdown.is_of_whole, str(i.blank), i.source)
        for i in INDICATORS.values()
    ]  # fmt: skip
    names = (
        "indicator_id", "form", "aggregation", "is_ratio", "factor", "places_factor", "is_of_whole", "blank_status", "origin",
    )  # fmt: skip
    return pl.DataFrame(rows, schema=list(names), orient="row")


def _or_null(expression: pl.Expr | None, kind: type[pl.DataType]) -> pl.Expr:
    return pl.lit(None, kind) if expression is None else expression.cast(kind)


def _parts(frames: Mapping[str, pl.DataFrame], computed: Sequence[Indicator]) -> pl.DataFrame:
    """Every indicator's numerator and denominator for each authority, in hundredths, and by its breakdown."""
    together: dict[tuple[str, str, str], list[Indicator]] = {}
    for indicator in computed:
        together.setdefault((indicator.frame, "", ""), []).append(indicator)
        if indicator.breakdown is not None:
            split = (indicator.frame, indicator.breakdown.dimension, indicator.breakdown.column)
            together.setdefault(split, []).append(indicator)
    return pl.concat(
        [_grouped(frames[frame], dimension, column, group) for (frame, dimension, column), group in together.items()]
    )


def _counted_once(
    frames: Mapping[str, pl.DataFrame], computed: Sequence[Indicator], parts: pl.DataFrame
) -> pl.DataFrame:
    """The parts with each row about several authorities left to the first of them, so that totals count it once."""
    again = [i for i in computed if _is_shared(frames[i.frame])]
    if not again:
        return parts
    firsts = {i.frame: frames[i.frame].filter(~pl.col("is_copy")) for i in again}
    rest = parts.filter(~pl.col("indicator_id").is_in([i.id for i in again]))
    return pl.concat([rest, _parts(firsts, again)])


def _is_shared(frame: pl.DataFrame) -> bool:
    return "is_copy" in frame.columns and bool(frame["is_copy"].any())


def _apart(frames: Mapping[str, pl.DataFrame], computed: Sequence[Indicator]) -> list[str]:
    """Indicators whose totals are not the sum of what authorities show: a row of several, or one of England's own."""
    return [i.id for i in computed if _is_shared(frames[i.frame]) or "is_national" in frames[i.frame].columns]


def _grouped(frame: pl.DataFrame, dimension: str, column: str, group: Sequence[Indicator]) -> pl.DataFrame:
    """The parts of indicators over one frame, by authority and, if one is named, by a column: one pass for them all."""
    keys = [column] if column else []
    rows = frame.filter(pl.col(column).is_not_null()) if column else frame
    wide = rows.group_by(["authority_id", *keys]).agg(_part(indicator) for indicator in group)
    long = wide.unpivot(index=["authority_id", *keys], variable_name="indicator_id", value_name="part").unnest("part")
    word = pl.format(f"{dimension}={{}}", column) if column else pl.lit("")
    return long.with_columns(breakdown=word).select(pl.col(name).cast(kind) for name, kind in PART_TYPES.items())


@cache
def _part(indicator: Indicator) -> pl.Expr:
    """What an indicator takes from one group of rows, as one structure named after it."""
    assert indicator.numerator is not None  # noqa: S101 - only computed entries come here
    numerator, den, target = indicator.numerator, _total(indicator.denominator), _total(indicator.target)
    num = cents(numerator).sum()
    if indicator.aggregation is Aggregation.MEDIAN:
        num, den = cents(numerator.cast(pl.Float64).median()), numerator.count().cast(pl.Int64) * CENTS
    elif indicator.aggregation is Aggregation.LARGEST:
        num = cents(numerator).max()
    elif indicator.aggregation is Aggregation.DISTRIBUTION:
        num, den = cents(numerator).first(), pl.lit(None, pl.Int64)
        target = pl.lit(None, pl.Int64) if indicator.target is None else cents(indicator.target).first()
    return pl.struct(
        num=_if_known(indicator, num),
        den=_if_known(indicator, den),
        target=_if_known(indicator, target),
        outlook=_if_known(indicator, _total(indicator.outlook)),
        is_ratable=_or_null(indicator.rated_when, pl.Boolean).first(),
        is_old=_or_null(indicator.stale_when, pl.Boolean).first(),
        note=_or_null(indicator.note, pl.String).first(),
    ).alias(indicator.id)


def _if_known(indicator: Indicator, count: pl.Expr) -> pl.Expr:
    """Nothing of an authority counts in a rate for children whose number is not known, on either side of it."""
    children = children_column(indicator)
    return pl.when(pl.col(children).is_not_null().all()).then(count) if children else count


def _total(quantity: pl.Expr | None) -> pl.Expr:
    """The sum over a group; a constant counts once for each row."""
    if quantity is None:
        return pl.lit(None, pl.Int64)
    if not quantity.meta.root_names():
        return pl.len().cast(pl.Int64) * cents(quantity).first()
    return cents(quantity).sum()


def _items(frames: Mapping[str, pl.DataFrame], computed: Sequence[Indicator]) -> pl.DataFrame:
    """The single values that medians are taken over: indicator_id, authority_id, item."""
    every = [
        frames[i.frame].select("authority_id", indicator_id=pl.lit(i.id), item=i.numerator.cast(pl.Float64))
        for i in computed
        if i.aggregation is Aggregation.MEDIAN and i.numerator is not None
    ]
    return pl.concat([_NO_ITEMS, *every]).drop_nulls()


def _of_authorities(parts: pl.DataFrame, inputs: Inputs, whose: pl.DataFrame) -> pl.DataFrame:
    """A row for each authority and indicator, and for each part of a breakdown that it has."""
    shown = [i.id for i in INDICATORS.values() if i.numerator is not None and Level.AUTHORITY in i.levels]
    wanted = inputs.roster.select("authority_id").join(pl.DataFrame({"indicator_id": shown}), how="cross")
    wanted = wanted.with_columns(breakdown=pl.lit(""))
    split = parts.filter((pl.col("breakdown") != "") & pl.col("indicator_id").is_in(shown))
    split = split.join(inputs.roster.select("authority_id"), on="authority_id", how="semi")
    keys = ["authority_id", "indicator_id", "breakdown"]
    rows = pl.concat([wanted, split.select(wanted.columns)]).join(
        parts.with_columns(has_part=pl.lit(True)), on=keys, how="left"
    )
    rows = rows.join(_catalogue().select("indicator_id", "form"), on="indicator_id")
    rows = rows.join(whose, on=["form", "authority_id"], how="left")
    is_known = pl.col("is_own") | (pl.col("is_own").is_not_null() & pl.col("has_part"))
    has_no_base = pl.col("indicator_id").is_in(list(over_children())) & pl.col("has_part") & pl.col("den").is_null()
    rows = rows.with_columns(is_known=is_known.fill_null(False) & ~has_no_base.fill_null(False))
    blanked = [pl.when("is_known").then(name).alias(name) for name in ("num", "den", "target", "outlook", "note")]
    return rows.filter(pl.col("is_known") | (pl.col("breakdown") == "")).select(
        "indicator_id", "breakdown", "is_ratable", "is_old", *blanked,
        level=pl.lit(str(Level.AUTHORITY)), geography="authority_id", is_known="is_known",
        is_returned=pl.col("is_own").fill_null(False), has_carried=~pl.col("is_own"), carried_from=pl.when(~pl.col("is_own")).then("label"),
        returned_count=(pl.col("is_known") & pl.col("is_own")).fill_null(False).cast(pl.Int64), due_count=pl.lit(1, pl.Int64),
        origin="origin", is_count=pl.lit(False),
    )  # fmt: skip


def _over_whole(rows: pl.DataFrame) -> pl.DataFrame:
    """Put every part of a share of a whole over the whole, which parts that nobody has would otherwise miss."""
    rows = rows.join(_catalogue().drop("form", "origin"), on="indicator_id", how="left")
    keys = ["indicator_id", "level", "geography"]
    wholes = rows.filter("is_of_whole", pl.col("breakdown") == "").select(*keys, whole="den")
    rows = rows.join(wholes, on=keys, how="left")
    return rows.with_columns(den=pl.when("is_of_whole").then("whole").otherwise("den"))


def _valued(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Give each row its value as shown, its status and its flags."""
    is_share = (pl.col("aggregation") == Aggregation.SHARE) & (pl.col("level") != Level.AUTHORITY)
    is_ratio = (pl.col("is_ratio") | is_share) & ~pl.col("is_count")
    over = pl.when(is_ratio).then("den").otherwise(pl.lit(CENTS))
    factor = pl.when(is_ratio).then("factor").otherwise(pl.col("places_factor").cast(pl.Int64))
    has_base = (
        pl.when(is_ratio | (pl.col("aggregation") == Aggregation.SHARE)).then(pl.col("den") > 0).otherwise(pl.lit(True))
    )
    shown = {name: ratio_half_up(pl.col(part), over, factor) / pl.col("places_factor") for name, part in _SHOWN.items()}
    rows = rows.with_columns(**shown)
    is_ok = pl.col("is_known") & has_base & pl.col("value").is_not_null()
    missing = pl.when(pl.col("is_known")).then("blank_status").otherwise(pl.lit(str(ValueStatus.NOT_AVAILABLE)))
    is_low = is_ratio & (pl.col("value") == 0) & (pl.col("num") > 0)
    status = pl.when(is_low).then(pl.lit(str(ValueStatus.LOW))).otherwise(pl.lit(str(ValueStatus.OK)))
    rows = rows.with_columns(status=pl.when(is_ok).then(status).otherwise(missing))
    return rows.with_columns(
        value=pl.when(is_ok).then("value"),
        numerator=pl.when("is_known").then(whole_units(pl.col("num"))),
        denominator=pl.when("is_known").then(whole_units(pl.col("den"))),
        flags=pl.when(pl.col("has_carried") & pl.col("is_known")).then(pl.lit("e")).otherwise(pl.lit("")),
        period=pl.lit(str(inputs.period)),
        period_label=pl.lit(inputs.period.label),
        source=pl.col("origin").fill_null(""),
    )


_SHOWN = {"value": "num", "target_value": "target", "outlook_value": "outlook"}
