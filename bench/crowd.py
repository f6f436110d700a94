"""Many people at once, each with a click every five seconds: one process, and two behind a proxy that keeps each in one."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from bench import stores
from bench.client import Person
from bench.measure import ROOT, Measure, median, percentile, phase
from bench.web import free_port, serving, wait_for
from schemas.returns import RETURNS

THINK_S, CLICKS, SEED = 5.0, 8, 7
PAGES = ("", "rollout", "workforce", "funding", "practice", "recommendations", "authority", "definitions")


def measures() -> list[Measure]:
    """crowd_ms: what a hundred people wait in two processes; crowd_one_ms: fifty in one."""
    with stores.fresh():
        with phase("filling two quarters"):
            for period in (stores.Q1, stores.Q2):
                for spec in RETURNS.values():
                    stores.load_quarter(spec, period)
        return [_waited("crowd_ms", 100, 2), _waited("crowd_one_ms", 50, 1)]


def _waited(name: str, people_count: int, processes_count: int) -> Measure:
    processes = "one process" if processes_count == 1 else f"{processes_count} processes behind a sticky proxy"
    with phase(f"{people_count} people, {processes}"), _sticky(processes_count) as address:
        waits = _crowd(people_count, address)
    slow = ", ".join(f"{share:.0%} within {percentile(waits, share):.0f}" for share in (0.95, 0.99))
    context = f"median of {len(waits)} clicks, one each {THINK_S:.0f} s, by {people_count} people, {processes}, no error; {slow} ms"
    return Measure(name, median(waits), "ms", context)


@contextmanager
def _sticky(processes_count: int) -> Iterator[str]:
    """The address of so many processes of the product behind one proxy."""
    front = free_port()
    address = f"http://localhost:{front}"
    with ExitStack() as opened:
        behind = [opened.enter_context(serving(OVERSIGHT_PUBLIC_URL=address))[0] for _ in range(processes_count)]
        ports = [each.rpartition(":")[2] for each in behind]
        proxy = subprocess.Popen([sys.executable, "-m", "bench.proxy", str(front), *ports], cwd=ROOT)
        opened.callback(proxy.terminate)
        wait_for(f"{address}/healthz", 30)
        yield address


def _crowd(people_count: int, address: str) -> list[float]:
    """Milliseconds that each click took. Everyone begins at a moment of their own within the first five seconds."""
    token = stores.session_of("demo-board")
    with ExitStack() as opened, ThreadPoolExecutor(people_count) as pool:
        people = [opened.enter_context(Person(address, token)) for _ in range(people_count)]
        for page in PAGES:  # each process has shown each page before
            for person in people[:4]:
                person.run(page=page)
        done = [pool.submit(_clicks, person, number) for number, person in enumerate(people)]
        return [wait for one in done for wait in one.result()]


def _clicks(person: Person, number: int) -> list[float]:
    chance = random.Random(SEED + number)  # noqa: S311 - who clicks where is no secret
    time.sleep(chance.random() * THINK_S)
    waits = []
    for _ in range(CLICKS):
        begun = time.monotonic()
        waits.append(person.run(page=chance.choice(PAGES)).milliseconds)
        time.sleep(max(THINK_S - (time.monotonic() - begun), 0))
    return waits
