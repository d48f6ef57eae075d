"""Charts as Vega-Lite specifications: the same for a page, a report, a picture and a notebook."""

from clientela.charts.moves import moves_chart
from clientela.charts.profile import profile_chart
from clientela.charts.shares import shares_chart
from clientela.charts.sizes import overlap_chart, sizes_chart
from clientela.charts.terminal import text_chart
from clientela.charts.trend import trend_chart
from clientela.charts.writing import write_chart

__all__ = [
    "moves_chart",
    "overlap_chart",
    "profile_chart",
    "shares_chart",
    "sizes_chart",
    "text_chart",
    "trend_chart",
    "write_chart",
]
