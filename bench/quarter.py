"""How long a full national quarter takes: every authority's file of each return, from the folder to the indicators."""

import json
import subprocess
import sys
from pathlib import Path

from bench import stores
from bench.measure import ROOT, Measure, phase
from schemas.authorities import authorities
from schemas.returns import RETURNS
from seed.generate import uploads


def measures() -> list[Measure]:
    """full_quarter_s, into a store that holds the quarter before, in a process of its own."""
    everyone = authorities(stores.Q2.reference_date)
    with stores.fresh() as folder:
        with phase("filling the quarter before"):
            for spec in RETURNS.values():
                stores.load_quarter(spec, stores.Q1)
        with phase(f"writing {len(everyone) * len(RETURNS)} workbooks"):
            for spec in RETURNS.values():
                for upload in uploads(spec, stores.Q2, everyone):
                    (folder / f"{spec.code}.{upload.authority.authority_id}.xlsx").write_bytes(upload.content)
        with phase("a full quarter, files to indicators"):
            return [_measured(folder)]


def _measured(folder: Path) -> Measure:
    command = [sys.executable, "-m", "bench.quarter_load", folder]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    costs = json.loads(said.splitlines()[-1])
    context = (
        f"{costs['files_count']} workbooks of {len(RETURNS)} returns, {costs['megabytes']:.0f} MB, {costs['rows_count']:,} "
        f"rows: read, checked, loaded, {costs['observations_count']:,} observations computed and shown; SQLite; peak "
        f"{costs['peak_mb']:.0f} MB; {costs['cpu_s']:.0f} s of processor"
    )
    return Measure("full_quarter_s", costs["took_s"], "s", context)
