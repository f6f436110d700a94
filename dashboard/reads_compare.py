"""What comparisons read beside a quarter's figures: published statistics of an authority and of its neighbours."""

import polars as pl

from dashboard.reads import version
from dashboard.reads_kept import measure_figures
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import authorities, authority
from schemas.periods import Period

ALIKE = ("population", "in_need_rate", "spend_per_child")
_COLUMNS = {"authority_id": pl.String, "code": pl.String, "period": pl.String, "value": pl.Float64, "status": pl.String}


def alike(viewer: Viewer, authority_id: str, period: str) -> pl.DataFrame:
    """Some published statistics of an authority and of those of its neighbours that the viewer may read.

    Columns: authority_id, code, period, value, status; of each measure the newest year that the authority has.
    """
    if not viewer.may_read_authority(authority_id):
        return pl.DataFrame(schema=_COLUMNS)
    near = (authority_id, *authority(authority_id).neighbours)
    mine = [id_ for id_ in near if viewer.may_read_authority(id_)]
    # One reading of everybody serves every page.
    everyone = tuple(one.authority_id for one in authorities(Period.parse(period).reference_date))
    known = version(viewer)
    found = [
        measure_figures(settings().database_url, known, code, everyone).with_columns(code=pl.lit(code))
        for code in ALIKE
    ]
    rows = pl.concat(found).filter(pl.col("authority_id").is_in(mine))
    newest = (
        rows.filter(pl.col("authority_id") == authority_id, pl.col("value").is_not_null())
        .group_by("code")
        .agg(pl.col("period").max())
    )
    return rows.join(newest, on=["code", "period"]).select(pl.col(n).cast(kind) for n, kind in _COLUMNS.items())
