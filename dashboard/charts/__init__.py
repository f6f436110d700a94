"""Pictures: rows in, plain plotly specs out. Nothing here knows of Streamlit or of the store."""

from dashboard.charts.base import Spec
from dashboard.charts.dates import DateRow, Slip, milestones, slips
from dashboard.charts.money import Share, Versus, neighbours, waterfall
from dashboard.charts.reached import Reached, reached
from dashboard.charts.tiles import STAGE_LOOKS, MapTile, tile_map
from dashboard.charts.trajectory import Line, trajectory

__all__ = [
    "STAGE_LOOKS", "DateRow", "Line", "MapTile", "Reached", "Share", "Slip", "Spec", "Versus",
    "milestones", "neighbours", "reached", "slips", "tile_map", "trajectory", "waterfall",
]  # fmt: skip
