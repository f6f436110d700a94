"""No total of England or a region alters because an authority becomes two: the same rows, over the old and the new roster."""

from dataclasses import fields, replace

import polars as pl

from etl.compute import compute
from schemas.authorities import register_frame
from schemas.children import over_children
from schemas.indicators import INDICATORS, Aggregation
from schemas.periods import Period
from schemas.places import ENGLAND
from tests import surrey
from tests.etl.generated_quarter import Quarter

SOUTH_EAST, SURREY_POLICE = "E12000008", "E23000031"
# What is added up, but for children who are not known, and what counts authorities, of which there is one more.
OVER_AUTHORITIES = {i.id for i in INDICATORS.values() if i.frame in (None, "authorities")}
ADDED = {i.id for i in INDICATORS.values() if i.aggregation in (Aggregation.SUM, Aggregation.RATIO)}
ADDED -= over_children() | OVER_AUTHORITIES


def passed_on(frame):
    """Surrey's rows as East Surrey's: what one unit reports cannot be divided by row. West Surrey reports nothing yet."""
    if "authority_id" not in frame.columns:
        return frame
    return frame.with_columns(pl.col("authority_id").replace({surrey.SURREY: surrey.EAST}))


def totals(inputs):
    rows = compute(inputs).filter(pl.col("geography").is_in([ENGLAND, SOUTH_EAST, SURREY_POLICE]))
    mine = rows.filter(pl.col("indicator_id").is_in(list(ADDED)), ~pl.col("indicator_id").str.starts_with("DQ"))
    mine = mine.filter(~pl.col("breakdown").str.starts_with("on="))  # the lines of the plan count authorities
    return mine.select("indicator_id", "geography", "breakdown", "numerator", "denominator", "value").sort(pl.all())


def test_totals_are_the_same_over_the_old_and_the_new_roster():
    quarter = Quarter(7, period=Period(2027, 1), missing=0, carried=0)
    before = quarter.inputs()
    was = totals(before)
    with surrey.in_force():
        roster = register_frame(quarter.period.reference_date).select(before.roster.columns)
        named = {f.name: getattr(before, f.name) for f in fields(before)}
        moved = {name: passed_on(value) for name, value in named.items() if isinstance(value, pl.DataFrame)}
        sheets = {name: {n: passed_on(f) for n, f in named[name].items()} for name in ("rows", "year_rows")}
        now = totals(replace(before, **moved | sheets | {"roster": roster}))
    assert (before.roster.height, roster.height) == (153, 154)
    assert was.filter(pl.col("value").is_not_null())["indicator_id"].n_unique() > 10
    assert now.rows() == was.rows()
