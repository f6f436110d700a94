"""Pictures: rows in, plain plotly specs out. Nothing here knows of Streamlit or of the store."""

from dashboard.charts.base import Spec
from dashboard.charts.dates import DateRow, Happening, Slip, milestones, slips, timeline
from dashboard.charts.money import Share, Versus, neighbours, waterfall
from dashboard.charts.over_time import Break, Over, over_time
from dashboard.charts.reached import Reached, reached
from dashboard.charts.tiles import STAGE_LOOKS, MapTile, tile_map
from dashboard.charts.trajectory import Line, trajectory

__all__ = [
    "STAGE_LOOKS", "Break", "DateRow", "Happening", "Line", "MapTile", "Over", "Reached", "Share", "Slip", "Spec", "Versus",
    "milestones", "neighbours", "over_time", "reached", "slips", "tile_map", "timeline", "trajectory", "waterfall",
]  # fmt: skip
