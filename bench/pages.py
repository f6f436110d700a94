"""How long each page takes on the server in a store of a million observations, beside an empty page of the same process."""

from contextlib import ExitStack

from bench import stores
from bench.client import Person
from bench.instants import count, fill, later
from bench.measure import Measure, median, percentile, phase
from bench.web import serving

RUNS, WARM_RUNS = 25, 3
EMPTY = ("", "empty=1")
BOARD = (
    "", "rollout", "workforce", "funding", "practice", "inspection", "learning", "recommendations", "programme", "authority",
    "compare", "definitions", "releases", "forecast", "exceptions", "search",
)  # fmt: skip
QUERIES = {"authority": "code=E08000029", "search": "q=stockprot"}
DEPARTMENT = ("returns", "review", "collections", "records", "waivers")
PEOPLE = {"demo-board": BOARD, "demo-analyst": DEPARTMENT}


def measures() -> list[Measure]:
    """page_ms, page_p95_ms and page_x_empty at a million observations: the slowest page's, with each page's beside it."""
    with stores.fresh(), later(), phase("a million observations"):
        fill()
        return _summed(each_page(), count())


def each_page() -> dict[str, list[float]]:
    """Milliseconds of each run of each page, and of an empty page run between them under the name ""."""
    found: dict[str, list[float]] = {"empty": []}
    with serving() as (address, _), ExitStack() as opened:
        for subject, pages in PEOPLE.items():
            token = stores.session_of(subject)
            reader, other = (opened.enter_context(Person(address, token)) for _ in range(2))
            for page in pages:
                found[page or "overview"] = _timed(reader, other, page, found["empty"])
    return found


def _timed(reader: Person, other: Person, page: str, empty: list[float]) -> list[float]:
    query = QUERIES.get(page, "")
    first = reader.run(query, page)
    assert "cpo-h1" in first.text, f"/{page} has no headline."
    for _ in range(WARM_RUNS):
        reader.run(query, page)
        other.run("empty=1")
    # In turn, so that whatever else the machine does falls on both alike.
    pairs = [(reader.run(query, page).milliseconds, other.run("empty=1").milliseconds) for _ in range(RUNS)]
    empty += [pair[1] for pair in pairs]
    return [pair[0] for pair in pairs]


def _summed(each: dict[str, list[float]], observations_count: int) -> list[Measure]:
    empty, pages = median(each["empty"]), {name: times for name, times in each.items() if name != "empty"}
    slowest = max(pages, key=lambda name: median(pages[name]))
    listed = "; ".join(f"{name} {median(times):.0f}/{percentile(times, 0.95):.0f}" for name, times in pages.items())
    whole = f"{observations_count:,} observations, SQLite, {RUNS} runs each, warm"
    worst = max(percentile(times, 0.95) for times in pages.values())
    return [
        Measure("page_ms", median(pages[slowest]), "ms", f"the slowest page's median, {slowest}; {whole}; {listed}"),
        Measure("page_p95_ms", worst, "ms", f"the slowest page's 95th percentile; {whole}"),
        Measure("page_x_empty", median(pages[slowest]) / empty, "×", f"{slowest} by an empty page of {empty:.1f} ms"),
        Measure("pages_ms", median([t for times in pages.values() for t in times]), "ms", f"over all pages; {whole}"),
    ]
