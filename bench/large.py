"""How long a long file takes to check, with the report written, and how much memory: 100,000 and 1,000,000 rows."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.large_form import LARGE, WRONG_EVERY, content
from bench.measure import ROOT, Measure, median, phase

REPEATS = 3
_PEAK = "peak of the process that checks them, imports included"


def measures() -> list[Measure]:
    """check_100k_s, its peak of memory, and check_1m_s with how it compares."""
    with tempfile.TemporaryDirectory(prefix="oversight-large-") as name:
        fewer, more = (_checked(Path(name), rows_count) for rows_count in (100_000, 1_000_000))
    ratio = (more["rows_count"] / more["took_s"]) / (fewer["rows_count"] / fewer["took_s"])
    return [
        Measure("check_100k_s", fewer["took_s"], "s", _context(fewer)),
        Measure("check_100k_mb", fewer["peak_mb"], "MB", f"{fewer['rows_count']:,.0f} rows; {_PEAK}"),
        Measure("check_1m_s", more["took_s"], "s", f"{ratio:.2f} × the rows a second of 100,000; {_context(more)}"),
        Measure("check_1m_mb", more["peak_mb"], "MB", f"{more['rows_count']:,.0f} rows; {_PEAK}"),
    ]


def _checked(folder: Path, rows_count: int) -> dict[str, float]:
    """The middle of several checks, each in a process of its own."""
    source = folder / f"{rows_count}.csv"
    with phase(f"checking {rows_count:,} rows"):
        source.write_bytes(content(rows_count))
        runs = [_run(source) for _ in range(REPEATS)]
    return {name: median([run[name] for run in runs]) for name in runs[0]}


def _run(source: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.large_check", source, source.with_suffix(".json")]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    costs: dict[str, float] = json.loads(said)
    return costs


def _context(costs: dict[str, float]) -> str:
    rows_count, cells = int(costs["rows_count"]), len(LARGE.sheets[0].columns)
    wrong_count, listed_count = -(-rows_count // WRONG_EVERY), int(costs["listed_count"])
    return (
        f"{rows_count:,} rows of {cells} cells × {len(LARGE.rules)} rules and the checks of each cell, CSV read and "
        f"report written; {wrong_count:,} rows wrong, {listed_count:,} issues listed; median of {REPEATS}"
    )
