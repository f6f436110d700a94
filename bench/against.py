"""The checks of a long file beside the same checks written for pandera and for frictionless."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.large_form import LARGE, WRONG_EVERY, content
from bench.measure import ROOT, Measure, phase

ROWS, REPEATS, LONG_S = 100_000, 5, 8.0
NAMES = [column.name for column in LARGE.sheets[0].columns]
Places = set[tuple[int, str]]


def measures() -> list[Measure]:
    """check_vs_pandera and check_vs_frictionless: their time over ours, with the same findings."""
    with tempfile.TemporaryDirectory(prefix="oversight-against-") as name:
        source = Path(name) / "rows.csv"
        source.write_bytes(content(ROWS))
        with phase(f"checking {ROWS:,} rows, three ways"):
            own_cost, said = _middle("large_check", source)
            own = {_place(issue["cell"]) for issue in said["issues"]}
            assert len(own) == ROWS // WRONG_EVERY
            return [_beside(other, source, own, own_cost) for other in ("pandera", "frictionless")]


def _beside(other: str, source: Path, own: Places, own_cost: dict[str, float]) -> Measure:
    cost, found = _middle(f"against_{other}", source)
    theirs = {(row, column) for row, column in found}
    assert theirs == own, f"{other} differs: {sorted(theirs ^ own)[:5]}"
    context = (
        f"{cost['took_s']:.2f} s and {cost['peak_mb']:.0f} MB with {other}, {own_cost['took_s']:.2f} s and "
        f"{own_cost['peak_mb']:.0f} MB here; {ROWS:,} rows × {len(LARGE.rules)} rules and the checks of each cell, the "
        f"same {len(own):,} findings by row and column; only ours have a cell, a sentence and one finding for each cell"
    )
    return Measure(f"check_vs_{other}", cost["took_s"] / own_cost["took_s"], "×", context)


def _middle(module: str, source: Path) -> tuple[dict[str, float], Any]:
    """The middle one of several runs by its time; one run of what takes long."""
    runs = [_run(module, source)]
    while runs[0][0]["took_s"] < LONG_S and len(runs) < REPEATS:
        runs.append(_run(module, source))
    return sorted(runs, key=lambda run: run[0]["took_s"])[len(runs) // 2]


def _run(module: str, source: Path) -> tuple[dict[str, float], Any]:
    out = source.with_suffix(f".{module}.json")
    command = [sys.executable, "-m", f"bench.{module}", source, out]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(said.splitlines()[-1]), json.loads(out.read_text())


def _place(cell: str) -> tuple[int, str]:
    """The row of the file and the column that "D7" stands for."""
    found = re.fullmatch(r"([A-Z])(\d+)", cell)
    assert found, cell
    return int(found[2]), NAMES[ord(found[1]) - ord("A")]
