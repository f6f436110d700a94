"""How long a page takes on the server, and what a process and each person in it cost in memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import psutil

from bench import stores
from bench.client import Person
from bench.measure import ROOT, Measure, median, phase, spread
from schemas.returns import RETURNS

RUNS, WARM_RUNS, PEOPLE = 40, 5, 20
SECONDS = 180
_LOADED = f"two quarters of {len(RETURNS)} returns in the store"


def measures() -> list[Measure]:
    """overview_ms, empty_ms, process_mb and person_mb, in one process with two quarters loaded."""
    with stores.fresh():
        with phase("filling two quarters"):
            for period in (stores.Q1, stores.Q2):
                for spec in RETURNS.values():
                    stores.load_quarter(spec, period)
        with phase("serving pages"), serving() as (address, process):
            return [*_pages(address), *_memory(address, process)]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(**settings: str) -> Iterator[tuple[str, psutil.Process]]:
    """The product with an empty page, in a process of its own: its address, and the process."""
    port = free_port()
    environment = os.environ | {"OVERSIGHT_PORT": str(port)} | settings
    server = subprocess.Popen([sys.executable, "-m", "bench.server"], cwd=ROOT, env=environment)
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/healthz", SECONDS)
        yield address, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(SECONDS)


def wait_for(url: str, within_s: float) -> None:
    """Wait until an address answers 200.

    Raises:
        TimeoutError: if it has not after so many seconds.
    """
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {within_s} seconds.")


def _pages(address: str) -> list[Measure]:
    token = stores.session_of("demo-board")
    with Person(address, token) as reader, Person(address, token) as other:
        first = reader.run()
        assert "<h1" in first.text, "The Overview has no headline."
        for _ in range(WARM_RUNS):
            reader.run()
            other.run("empty=1")
        # In turn, so that whatever else the machine does falls on both alike.
        pairs = [(reader.run(), other.run("empty=1")) for _ in range(RUNS)]
    overview, empty = ([pair[i].milliseconds for pair in pairs] for i in (0, 1))
    ratio = median(overview) / median(empty)
    sent_kb = pairs[-1][0].bytes_count / 1000
    return [
        Measure(
            "overview_ms",
            median(overview),
            "ms",
            f"{ratio:.1f} × empty; {_LOADED}; {spread(overview)}; {sent_kb:.0f} kB",
        ),
        Measure("empty_ms", median(empty), "ms", f"same process, gate and protocol; {spread(empty)}"),
        Measure(
            "overview_first_ms",
            first.milliseconds,
            "ms",
            f"first of the process; {_LOADED}; {first.bytes_count / 1e3:.0f} kB",
        ),
    ]


def _memory(address: str, process: psutil.Process) -> list[Measure]:
    with ExitStack() as opened:
        for _ in range(PEOPLE):
            _visit(opened, address)
        before_mb = _mb(process)
        for _ in range(PEOPLE):
            _visit(opened, address)
        each_mb = (_mb(process) - before_mb) / PEOPLE
    return [
        Measure("process_mb", before_mb, "MB", f"resident; {_LOADED}; after {RUNS} runs, with {PEOPLE} people in it"),
        Measure("person_mb", each_mb, "MB", f"each of {PEOPLE} more, the Overview open and run three times"),
    ]


def _visit(opened: ExitStack, address: str) -> None:
    person = opened.enter_context(Person(address, stores.session_of("demo-board")))
    for _ in range(3):
        person.run()


def _mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6
