"""What ten times as many observations do to the time of each page."""

from bench import stores
from bench.instants import VERSIONS, count, fill, later
from bench.measure import Measure, median, phase
from bench.pages import each_page


def measures() -> list[Measure]:
    """page_x_ten_million: the worst page's median with ten million observations by that with a million."""
    few, fewer_count = _times(VERSIONS)
    many, more_count = _times(10 * VERSIONS)
    ratios = {name: median(many[name]) / median(few[name]) for name in few if name != "empty"}
    worst = max(ratios, key=lambda name: ratios[name])
    listed = "; ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    empty = median(many["empty"]) / median(few["empty"])
    context = f"{worst}; {fewer_count:,} and {more_count:,} observations, SQLite; an empty page {empty:.2f}; {listed}"
    return [Measure("page_x_ten_million", ratios[worst], "×", context)]


def _times(versions: int) -> tuple[dict[str, list[float]], int]:
    with stores.fresh(), later(), phase(f"every figure in {versions} versions"):
        fill(versions)
        return each_page(), count()
