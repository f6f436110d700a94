"""How long the whole illustrative set takes: every authority, quarter and return, by the command that people use."""

import os
import subprocess
import sys

from bench import stores
from bench.measure import ROOT, Measure, phase, seconds
from schemas.returns import RETURNS
from seed.quarters import QUARTERS


def measures() -> list[Measure]:
    """seed_all_s, into an empty SQLite store."""
    said: list[str] = []
    with stores.fresh(), phase(f"python -m seed: {len(QUARTERS)} quarters of {len(RETURNS)} returns"):
        before = os.times()
        took = seconds(lambda: said.append(_seed()))
        after, busy = os.times(), os.getloadavg()[0]
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    returns_count = said[0].splitlines()[-2].split()[0]
    context = (
        f"{returns_count} workbooks of {len(RETURNS)} returns and {len(QUARTERS)} quarters made, read, checked, loaded, "
        f"indicators computed, and the public files; SQLite; {cpu_s:.0f} s of processor; load average {busy:.1f}"
    )
    return [Measure("seed_all_s", took, "s", context)]


def _seed() -> str:
    command = [sys.executable, "-m", "seed", "--quarters", "all"]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
