"""What is read for trends and funnels. Each read takes the viewer first."""

import polars as pl
import streamlit as st

from dashboard.reads import observations, periods, version
from dashboard.reads_kept import published_figures
from dashboard.scope import readable
from dashboard.versions import without_own
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import ENGLAND
from schemas.indicators import INDICATORS
from schemas.limits import Funnel, funnel, is_share, least_base
from schemas.vocabulary import Level

MOST_QUARTERS, A_YEAR = 12, 4
TRENDS: dict[str, type[pl.DataType]] = {
    "indicator_id": pl.String, "period": pl.String, "level": pl.String, "geography": pl.String, "value": pl.Float64,
    "numerator": pl.Float64, "denominator": pl.Float64, "status": pl.String, "flags": pl.String,
    "quarters_count": pl.Int64,
}  # fmt: skip


def recent(viewer: Viewer, indicator_ids: tuple[str, ...], period: str) -> pl.DataFrame:
    """Totals of some indicators for England and its regions, in up to twelve quarters that end with one: TRENDS.

    `quarters_count` is how many quarters are known up to then, four at most: what a figure over a year can hold.
    """
    known = [quarter for quarter in periods(viewer) if quarter <= period]
    wanted = list(enumerate(known, start=1))[-MOST_QUARTERS:]
    is_mine = (
        pl.col("indicator_id").is_in(indicator_ids)
        & pl.col("level").is_in([str(Level.ENGLAND), str(Level.REGION)])
        & (pl.col("breakdown") == "")
    )
    found = [
        observations(viewer, quarter).filter(is_mine).with_columns(quarters_count=pl.lit(min(number, A_YEAR)))
        for number, quarter in wanted
    ]
    rows = [frame.select(pl.col(name).cast(kind) for name, kind in TRENDS.items()) for frame in found]
    return pl.concat([pl.DataFrame(schema=TRENDS), *rows]).sort("period")


def funnel_limits(viewer: Viewer, indicator_id: str, period: str) -> Funnel | None:
    """What the funnel of an indicator is made of; None where there is none.

    The spread between places is estimated from what is published of every authority. Only that one number leaves this
    function, with England's figure: no authority can be told from it.
    """
    if not readable(viewer).is_national:
        return None
    return _funnel(settings().database_url, without_own(version(viewer, (period,))), indicator_id, period)


@st.cache_resource(show_spinner=False, max_entries=64)
def _funnel(store: str, version: int, indicator_id: str, period: str) -> Funnel | None:
    indicator = INDICATORS[indicator_id]
    rows = published_figures(store, version, period, None).filter(
        (pl.col("indicator_id") == indicator_id) & (pl.col("breakdown") == "") & pl.col("value").is_not_null()
    )
    england = rows.filter(pl.col("geography") == ENGLAND)["value"].to_list()
    is_large = pl.col("denominator") >= least_base(indicator)
    places = rows.filter((pl.col("level") == Level.AUTHORITY) & pl.col("numerator").is_not_null() & is_large)
    if not england:
        return None
    counts = list(places.select("numerator", "denominator").iter_rows())
    return funnel(england[0], counts, indicator.scale, is_share=is_share(indicator))
