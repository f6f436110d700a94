"""Pictures: rows in, plain plotly specs out. Nothing here knows of Streamlit or of the store."""

from dashboard.charts.ages import Aged, ages
from dashboard.charts.base import Spec
from dashboard.charts.dates import DateRow, Happening, Slip, milestones, slips, timeline
from dashboard.charts.dots import HALF, NARROW, WIDE, DotRow, Scale, dots, scale_to
from dashboard.charts.funnel import Limits, Point, funnel
from dashboard.charts.money import Share, Versus, flow, neighbours, waterfall
from dashboard.charts.outlooks import Expected, Tried, expected, tried
from dashboard.charts.over_time import Break, Over, over_time
from dashboard.charts.panels import Panel, panels
from dashboard.charts.reached import Reached, reached
from dashboard.charts.slopes import Sloped, slope
from dashboard.charts.spread import Mark, Placed, round_ticks, spread
from dashboard.charts.strip import StripRow, strip
from dashboard.charts.tiles import STAGE_LOOKS, MapTile, tile_map
from dashboard.charts.tracks import Track, tracks
from dashboard.charts.trajectory import Line, trajectory

__all__ = [
    "HALF", "NARROW", "STAGE_LOOKS", "WIDE", "Aged", "Break", "DateRow", "DotRow", "Expected", "Happening", "Limits",
    "Line", "MapTile", "Mark", "Over", "Panel", "Placed", "Point", "Reached", "Scale", "Share", "Slip", "Sloped", "Spec", "StripRow",
    "Track", "Tried", "Versus", "ages", "dots", "expected", "flow", "funnel", "milestones", "neighbours", "over_time", "panels",
    "reached", "round_ticks", "scale_to", "slips", "slope", "spread", "strip", "tile_map", "timeline", "tracks", "trajectory", "tried", "waterfall",
]  # fmt: skip
