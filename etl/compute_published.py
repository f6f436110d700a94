"""Indicators that are published statistics: shown as they are published, never added up again.

A place without a figure has the publisher's own reason (suppressed, not available, not applicable, unreliable). England
and the regions have the publisher's figures, which count places that no row shows.
"""

from functools import cache

import polars as pl

from schemas.authorities import ENGLAND, authority, regions
from schemas.indicators import INDICATORS
from schemas.observations import Inputs
from schemas.places import memberships
from schemas.sources import STATISTICS
from schemas.vocabulary import Level, ValueStatus

_OLD_AFTER = 1.5  # times its cycle
_WORST = (ValueStatus.SUPPRESSED, ValueStatus.UNRELIABLE, ValueStatus.NOT_AVAILABLE, ValueStatus.NOT_APPLICABLE)
_ROLES = ("numerator", "denominator", "value")
_PLACE = ["level", "geography"]
_KEY = ["indicator_id", "breakdown", *_PLACE]
_COLUMNS = {
    "indicator_id": pl.String, "breakdown": pl.String, "level": pl.String, "geography": pl.String, "numerator": pl.Float64,
    "denominator": pl.Float64, "value": pl.Float64, "status": pl.String, "flags": pl.String, "is_ratable": pl.Boolean,
    "is_old": pl.Boolean, "note": pl.String, "returned_count": pl.Int64, "due_count": pl.Int64, "source": pl.String,
    "period": pl.String, "period_label": pl.String,
}  # fmt: skip


def published_rows(inputs: Inputs) -> pl.DataFrame:
    """A row for every authority of the roster, region and England, and for each part of a breakdown that is published."""
    asked, about = _tables()
    figures = inputs.figures.filter(pl.col("reference_on") <= inputs.period.reference_date)
    found = figures.join(asked, on=["source", "measure"])
    found = found.filter(pl.col("reference_on") == pl.col("reference_on").max().over("indicator_id"))
    latest = found.group_by("indicator_id").agg(pl.col("reference_on").max())
    own = _by_role(_each_authority(found))
    wanted = _places(inputs).join(about.select("indicator_id"), how="cross").with_columns(breakdown=pl.lit(""))
    parts = own.filter(pl.col("breakdown") != "").join(wanted.select(_PLACE).unique(), on=_PLACE, how="semi")
    rows = pl.concat([wanted.select(_KEY), parts.select(_KEY)]).join(own, on=_KEY, how="left")
    rows = rows.join(about, on="indicator_id").join(latest, on="indicator_id", how="left")
    return _finished(_valued(rows), inputs).select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())


@cache
def _tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which measure is which part of which indicator, and what else its rows need to know about it."""
    asked, about = [], []
    for indicator in INDICATORS.values():
        if (where := indicator.published) is None:
            continue
        for role, measure in (
            ("numerator", where.numerator),
            ("denominator", where.denominator),
            ("value", where.value),
        ):
            asked += [(indicator.id, "", role, where.source, measure)] if measure else []
        if indicator.breakdown is not None:
            for code, measure in where.further.items():
                part = f"{indicator.breakdown.dimension}={code}"
                asked.append((indicator.id, part, "numerator", where.source, measure))
                asked.append((indicator.id, part, "denominator", where.source, where.denominator))
        months = round(indicator.cycle_months * _OLD_AFTER)
        factor, whole = indicator.scale * 10**indicator.dp, 10.0**indicator.dp
        has_value, has_base = bool(where.value), bool(where.denominator)
        title = STATISTICS[where.source].title
        about.append((indicator.id, has_value, has_base, where.is_position, months, factor, whole, title))
    names = ["indicator_id", "has_value", "has_base", "is_position", "old_months", "factor", "whole", "title"]
    return (
        pl.DataFrame(asked, schema=["indicator_id", "breakdown", "role", "source", "measure"], orient="row"),
        pl.DataFrame(about, schema=names, orient="row"),
    )


def _places(inputs: Inputs) -> pl.DataFrame:
    rows = [(str(Level.AUTHORITY), one) for one in inputs.roster["authority_id"]]
    rows += [(str(Level.REGION), code) for code in regions()] + [(str(Level.ENGLAND), ENGLAND)]
    return pl.DataFrame(rows, schema={"level": pl.String, "geography": pl.String}, orient="row")


def _each_authority(found: pl.DataFrame) -> pl.DataFrame:
    """Figures of places; a joint row once for each of its authorities, with the others named in `shared`."""
    is_joint = pl.col("level") == "joint"
    joint = found.filter(is_joint)
    if joint.is_empty():
        return found.with_columns(shared=pl.lit("", pl.String))
    pairs = [
        (whole, one, ", joint with " + ", ".join(authority(o).name for o in whole.split("/") if o != one))
        for whole in joint["geography"].unique()
        for one in whole.split("/")
    ]
    members = pl.DataFrame(pairs, schema=["geography", "member", "shared"], orient="row")
    several = joint.join(members, on="geography").with_columns(
        geography=pl.col("member"), level=pl.lit(str(Level.AUTHORITY))
    )
    alone = found.filter(~is_joint).with_columns(shared=pl.lit("", pl.String))
    rows = pl.concat([alone, several.select(alone.columns)])
    return rows.unique([*_KEY, "role"], keep="first", maintain_order=True)


def _by_role(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each place, with its numerator, denominator and value, and the status and flags of each."""

    def of(role: str, column: str) -> pl.Expr:
        return pl.col(column).filter(pl.col("role") == role).first()

    return rows.group_by(_KEY).agg(
        *(of(role, "value").alias(role) for role in _ROLES),
        *(of(role, name).alias(f"{role}_{name}") for role in _ROLES for name in ("status", "flags")),
        pl.col("shared").first(),
    )


def _valued(rows: pl.DataFrame) -> pl.DataFrame:
    """The value as published; one that is not published is worked out from both counts, halves rounded up."""
    num, den = pl.col("numerator").cast(pl.Int64, strict=False), pl.col("denominator").cast(pl.Int64, strict=False)
    missing = pl.coalesce(
        *(
            pl.when((pl.col("numerator_status") == s) | (pl.col("denominator_status") == s)).then(pl.lit(str(s)))
            for s in _WORST
        )
    )
    is_known = num.is_not_null() & (den > 0)
    safe = pl.when(is_known).then(den)
    worked_out = ((2 * num * pl.col("factor") + safe) // (2 * safe)) / pl.col("whole")
    status = pl.when(is_known).then(pl.lit("ok")).when(den == 0).then(pl.lit("z")).otherwise(missing)
    return rows.with_columns(
        value=pl.when("has_value").then("value").otherwise(worked_out),
        status=pl.when("has_value").then("value_status").otherwise(status).fill_null(str(ValueStatus.NOT_AVAILABLE)),
        flags=pl.when("has_value").then("value_flags").otherwise("numerator_flags").fill_null(""),
    )


def _finished(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    on, day = inputs.period.reference_date, pl.col("reference_on")
    months = (on.year - day.dt.year().cast(pl.Int64)) * 12 + on.month - day.dt.month().cast(pl.Int64)
    said = day.dt.strftime("%-d %B %Y")
    when = pl.when("is_position").then(said).otherwise(pl.format("the year ending {}", said))
    origin = pl.when(when.is_not_null()).then(pl.format("{}: {}", "title", when)).otherwise("title")
    rows = rows.with_columns(
        note=when,
        is_old=months > pl.col("old_months"),
        # A share that is visible over a base that is not has too few cases to rate.
        is_ratable=~pl.col("has_base") | pl.col("denominator").is_not_null(),
        source=pl.concat_str(origin, pl.col("shared").fill_null("")).str.slice(0, 120),
        period=pl.lit(str(inputs.period)),
        period_label=pl.lit(inputs.period.label),
    )
    return rows.join(_counts(rows, inputs), on=["indicator_id", *_PLACE], how="left").with_columns(
        pl.col("returned_count").fill_null(0), pl.col("due_count").fill_null(1)
    )


def _counts(rows: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """By indicator and place: how many of its authorities have a figure of their own, of how many."""
    members = memberships(inputs.period.reference_date).join(inputs.roster, on="authority_id", how="semi")
    members = pl.concat(
        [members, inputs.roster.select("authority_id", level=pl.lit(str(Level.AUTHORITY)), geography="authority_id")]
    )
    own = rows.filter(pl.col("breakdown") == "", pl.col("level") == Level.AUTHORITY)
    own = own.select("indicator_id", authority_id="geography", is_shown=pl.col("value").is_not_null())
    return own.join(members, on="authority_id").group_by("indicator_id", *_PLACE).agg(
        returned_count=pl.col("is_shown").sum().cast(pl.Int64), due_count=pl.len().cast(pl.Int64)
    )  # fmt: skip
