"""The frames of child protection activity and practice standards. See schemas.indicators_grammar.FRAMES."""

from collections.abc import Callable

import polars as pl

from schemas.observations import Inputs
from schemas.practice import StandardScore, Validator

QUARTERS_A_YEAR = 4
VALID_FOR = "12mo"


def practice_frames(inputs: Inputs) -> dict[str, Callable[[], pl.DataFrame]]:
    """What makes every frame of the two returns, by its name in FRAMES."""
    return {
        "activity.counts": lambda: _with_children(inputs, inputs.rows["activity.counts"]),
        "activity.year": lambda: _with_children(inputs, _year(inputs, "activity.counts")),
        "standards.scores": lambda: _scores(inputs),
        "standards.validation": lambda: _validation(_scores(inputs)),
        "standards.year": lambda: _year(inputs, "standards.audits"),
    }


def _validation(scores: pl.DataFrame) -> pl.DataFrame:
    return scores.group_by("authority_id").agg(
        applicable_count=pl.col("is_applicable").sum().cast(pl.Int64),
        validated_count=pl.col("is_validated").sum().cast(pl.Int64),
    )


def _year(inputs: Inputs, name: str) -> pl.DataFrame:
    return inputs.year_rows.get(name, inputs.rows[name])


def _with_children(inputs: Inputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Each quarter with the children aged 0 to 17, and the quarter of them that a rate for a year is over."""
    children = inputs.roster.select("authority_id", "population_0_17")
    rows = rows.join(children, on="authority_id", how="left", maintain_order="left")
    return rows.with_columns(child_years=pl.col("population_0_17") / QUARTERS_A_YEAR)


def _scores(inputs: Inputs) -> pl.DataFrame:
    """Each standard: whether it applies, is fully met, and was validated in the 12 months to the rows' own date."""
    on = pl.col("reference_on")
    is_lately = (pl.col("validated_on") <= on) & (pl.col("validated_on") > on.dt.offset_by(f"-{VALID_FOR}"))
    is_applicable = pl.col("score").is_not_null() & (pl.col("score") != StandardScore.NOT_APPLICABLE)
    is_validated = is_applicable & (pl.col("validated_by") != Validator.NONE) & is_lately.fill_null(False)
    return inputs.rows["standards.scores"].with_columns(
        is_applicable=is_applicable, is_full=pl.col("score") == StandardScore.FULLY, is_validated=is_validated
    )
