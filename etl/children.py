"""The authorities of a quarter with their children aged 0 to 17, those among them that the register has no estimate of.

The register holds the estimate of mid-2024. An authority that had ended by then has the one published for its last
year. One that has begun since has none until one is published: nothing is shared out, and what is not known is said (schemas/children.py).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from etl.frames import frame, table_of
from schemas.authorities import register_frame
from schemas.figures import Figure
from schemas.sources import POPULATIONS


def roster(session: Session, on: date, editions: Mapping[str, int]) -> pl.DataFrame:
    """The authorities in force on a day: authority_id, region_code, population_0_17 (null where nothing is known).

    Args:
        session: a session that may read.
        on: the last day of a quarter.
        editions: code → the submission that counts, of each public file.
    """
    known = register_frame(on).select("authority_id", "region_code", "population_0_17")
    missing = known.filter(pl.col("population_0_17").is_null())["authority_id"].to_list()
    if not missing or POPULATIONS.code not in editions:
        return known
    kept = table_of(Figure).c
    query = (
        select(kept.geography, kept.reference_on, kept.value)
        .where(kept.submission_id == editions[POPULATIONS.code], kept.geography.in_(missing))
        .where(kept.reference_on <= on, kept.value.is_not(None))
    )
    types = {"authority_id": pl.String, "reference_on": pl.Date, "published": pl.Float64}
    newest = frame(session, query, types).sort("reference_on").unique("authority_id", keep="last")
    filled = known.join(newest, on="authority_id", how="left", maintain_order="left")
    children = pl.coalesce("population_0_17", pl.col("published").cast(pl.Int64))
    return filled.with_columns(population_0_17=children).select(known.columns)
