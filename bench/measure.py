"""A measured figure, and how figures are timed, kept and printed."""

import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "build" / "bench.json"


@dataclass(frozen=True)
class Measure:
    """One figure: what it is called, how much, in what unit, and under which circumstances."""

    name: str
    value: float
    unit: str
    context: str


def seconds(action: Callable[[], object]) -> float:
    """How long something takes, once, by the wall clock."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


@contextmanager
def phase(words: str) -> Iterator[None]:
    """Say what is being done, since some of it takes minutes."""
    print(f"… {words}", flush=True)
    yield


def machine() -> str:
    """What it was measured on, in a few words."""
    memory_gb = psutil.virtual_memory().total / 1e9
    return f"{psutil.cpu_count()} cores, {memory_gb:.0f} GB, Python {platform.python_version()}"


def spread(values: Sequence[float]) -> str:
    """The middle and the slow end of several timings, for the context of a figure."""
    return f"median of {len(values)}, 95th percentile {percentile(values, 0.95):.1f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The timing that so large a share of them is within, for example 0.95."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle of several timings."""
    return statistics.median(values)


def keep(measures: Sequence[Measure]) -> None:
    """Write the figures to build/bench.json; those of the same name are replaced, others stay."""
    earlier = json.loads(RESULT.read_text()) if RESULT.exists() else []
    named = {entry["name"]: entry for entry in earlier} | {m.name: asdict(m) for m in measures}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(list(named.values()), indent=1, ensure_ascii=False) + "\n")


def show(measures: Sequence[Measure]) -> None:
    """Print the figures as a table."""
    print(f"\n{'name':<22}{'value':>10}  {'unit':<6}context")
    for m in measures:
        print(f"{m.name:<22}{m.value:>10.2f}  {m.unit:<6}{m.context}")
