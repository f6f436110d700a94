"""A large workbook: an authority with several Units, every agency in each. About 300 rows on its five long sheets."""

import polars as pl

from etl.pipeline import Upload
from etl.template import write_workbook
from schemas.authorities import Authority
from schemas.issues import EXPLAIN_ALL
from schemas.periods import Period
from schemas.programme import Agency
from schemas.returns.unit import UNIT
from seed.authority_paths import paths
from seed.generate import frames_of, rows_of

UNITS = 7
EXPLANATION = "Made to be measured: every Unit has the same posts, and every agency has some."


def large(whose: Authority, period: Period) -> Upload:
    """A workbook of an authority with so many Units and every agency in each."""
    frames = frames_of(UNIT, rows_of(UNIT, period, paths()[whose.authority_id]))
    frames["posts"] = _every_agency(frames["posts"])
    made = {name: _every_unit(name, rows) for name, rows in frames.items()}
    content = write_workbook(UNIT, whose, period, made, illustrative=True)
    return Upload(whose, "large.xlsx", content, {EXPLAIN_ALL: EXPLANATION}, is_illustrative=True)


def _every_agency(posts: pl.DataFrame) -> pl.DataFrame:
    absent = [str(agency) for agency in Agency if str(agency) not in set(posts["agency"])]
    numbers = pl.selectors.float().fill_null(0.0) * 0.0
    first = posts.head(1).with_columns(numbers)
    return pl.concat([posts, *(first.with_columns(agency=pl.lit(agency)) for agency in absent)])


def _every_unit(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    if "unit_code" not in rows.columns:
        return rows
    first = rows.filter(pl.col("unit_code") == rows["unit_code"].first())
    return pl.concat([first.with_columns(unit_code=pl.lit(f"U{number + 1}")) for number in range(UNITS)])
