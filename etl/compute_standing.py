"""Whose figures are in: where each authority's rows of a form come from, and what that makes of a total."""

from collections.abc import Mapping

import polars as pl

from schemas.indicators import INDICATORS, Aggregation
from schemas.observations import Inputs
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.sources import DETERMINATION, OFSTED, RECORDS

SYSTEM = "system"
_COLUMNS = ("form", "authority_id", "is_own", "label", "origin")


def standing(inputs: Inputs, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """For each form and authority with figures: form, authority_id, is_own, label, origin.

    `is_own` is false where the figures are carried forward; `label` is the quarter that they come from; `origin` names
    the return, quarter and version.
    """
    titles = {spec.code: spec.title for spec in RETURNS.values()}
    labels = {text: Period.parse(text).label for text in inputs.standing["period"].unique()}
    returned = inputs.standing.join(inputs.roster, on="authority_id", how="semi").select(
        pl.col("form_code").alias("form"),
        "authority_id",
        is_own=pl.col("period") == str(inputs.period),
        label=pl.col("period").replace_strict(labels, default="", return_dtype=pl.String),
        title=pl.col("form_code").replace_strict(titles, default="", return_dtype=pl.String),
        version=pl.col("version"),
    )
    origin = pl.format("{} {}, version {}", "title", "label", "version")
    year = f"{DETERMINATION.title} {inputs.period.financial_year}"
    inspected = f"{OFSTED.publisher}: reports published by {inputs.period.reference_date:%-d %B %Y}"
    return pl.concat(
        [
            returned.with_columns(origin=origin).select(_COLUMNS),
            _always(frames["determination.allocation"], DETERMINATION.code, year),
            _always(frames["ofsted.latest"], OFSTED.code, inspected),
            _always(inputs.roster, SYSTEM, "Record of collections"),
            *(_recorded(code, inputs, frames) for code in sorted(inputs.recorded)),
        ]
    )


# Records of counts and of descriptions are about the places in them; the others are about everyone.
_ABOUT = {
    "panel": "panel.year", "confidence": "confidence.ratings", "partnership": "partnership.latest",
    "exploitation": "exploitation.latest", "provision": "provision.latest",
}  # fmt: skip


def _recorded(code: str, inputs: Inputs, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    about = frames[_ABOUT[code]] if code in _ABOUT else inputs.roster
    return _always(about, code, f"{RECORDS[code].title}, as at {inputs.period.reference_date:%-d %B %Y}")


def _always(authorities: pl.DataFrame, form: str, origin: str) -> pl.DataFrame:
    return authorities.select("authority_id").unique().select(
        form=pl.lit(form), authority_id="authority_id", is_own=pl.lit(True), label=pl.lit(""), origin=pl.lit(origin)
    )  # fmt: skip


def finished(totals: pl.DataFrame, whose: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Totals with how many authorities' own figures are in them, of how many, and whether any are carried forward."""
    forms = pl.DataFrame(
        [(i.id, i.form, i.source, str(level)) for i in INDICATORS.values() for level in i.levels],
        schema=["indicator_id", "form", "title", "level"],
        orient="row",
    )
    totals = pl.concat([totals, _blanks(totals, members)], how="diagonal")
    rows = totals.join(forms, on=["indicator_id", "level"])
    rows = rows.join(_counts(whose, members), on=["form", "geography"], how="left")
    rows = rows.join(_dues(members), on="geography", how="left")
    carried, returned = pl.col("carried_count").fill_null(0), pl.col("own_count").fill_null(0)
    return rows.with_columns(
        returned_count=returned,
        has_carried=carried > 0,
        is_known=(returned + carried) > 0,
        origin=pl.format("{}: {} of {} authorities", "title", returned, "due_count"),
    ).drop("title", "form", "own_count", "carried_count")


def _blanks(totals: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """A row for each total that no authority has a figure for."""
    wanted = [
        (i.id, str(level))
        for i in INDICATORS.values()
        if i.numerator is not None and i.aggregation is not Aggregation.DISTRIBUTION
        for level in i.levels
    ]
    listed = pl.DataFrame(wanted, schema=["indicator_id", "level"], orient="row")
    every = listed.join(members.select("level", "geography").unique(), on="level")
    every = every.with_columns(breakdown=pl.lit(""), is_count=pl.lit(False))
    return every.join(totals, on=["indicator_id", "level", "geography", "breakdown"], how="anti")


def _counts(whose: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    return whose.join(members, on="authority_id").group_by("form", "geography").agg(
        own_count=pl.col("is_own").sum().cast(pl.Int64),
        carried_count=(~pl.col("is_own")).sum().cast(pl.Int64),
    )  # fmt: skip


def _dues(members: pl.DataFrame) -> pl.DataFrame:
    return members.group_by("geography").agg(due_count=pl.len().cast(pl.Int64))
