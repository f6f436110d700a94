"""Sends in a folder of workbooks of one quarter, with a progress bar: `python -m bench.quarter_load FOLDER`.

The last line printed says as JSON what that cost; the time is from the files on disk to the indicators in the store.
"""

import json
import os
import sys
import time
from pathlib import Path

from sqlmodel import col

from bench import stores
from bench.large_check import peak_mb
from etl.pipeline import Receipt, Upload, submit_many
from etl.store import reading
from etl.working import observations
from schemas.access import OPERATOR
from schemas.authorities import authority
from schemas.issues import EXPLAIN_ALL
from schemas.returns import RETURNS
from schemas.tables import ObservationRow
from schemas.vocabulary import SubmissionStatus
from seed.generate import EXPLANATION
from seed.progress import Counted, shown


def main(folder: Path) -> None:
    """Send them in, return by return, and say what it cost."""
    begun = time.perf_counter()
    paths = {code: sorted(folder.glob(f"{code}.*.xlsx")) for code in RETURNS}
    counted = Counted(shown, sum(map(len, paths.values())))
    receipts: list[Receipt] = []
    for code, spec in RETURNS.items():
        files = [_upload(path) for path in paths[code]]
        with counted.batch(len(files), f"{spec.title}, {stores.Q2.label}") as on_checked:
            receipts += submit_many(OPERATOR, spec, stores.Q2, files, stores.NOW, on_checked)
    took_s, cpu = time.perf_counter() - begun, os.times()
    assert all(receipt.status is SubmissionStatus.SUBMITTED for receipt in receipts)
    with reading() as session:
        found = observations(session, [col(ObservationRow.period) == str(stores.Q2)])
    costs = {
        "took_s": took_s, "cpu_s": cpu.user + cpu.system, "peak_mb": peak_mb(), "files_count": len(receipts),
        "megabytes": sum(path.stat().st_size for own in paths.values() for path in own) / 1e6,
        "rows_count": sum(receipt.rows_count for receipt in receipts), "observations_count": found.height,
    }  # fmt: skip
    print(json.dumps(costs))


def _upload(path: Path) -> Upload:
    whose = authority(path.name.split(".")[1])
    return Upload(whose, path.name, path.read_bytes(), {EXPLAIN_ALL: EXPLANATION}, is_illustrative=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
