"""Checks one long CSV and writes the report, in a process of its own: `python -m bench.large_check CSV REPORT`.

Prints what that cost as JSON. The time is from the file on disk to the report on disk; the peak is the process's,
imports included.
"""

import json
import sys
import time
from pathlib import Path

from bench.large_form import LARGE, TODAY
from etl.parse import read_workbook
from etl.validate import Context, validate
from schemas.periods import Period

# A return may have 20 MB; a million rows have more.
LIMIT_BYTES = 200_000_000
SAID = ("sheet", "cell", "code", "severity", "value", "message")


def main(source: Path, report: Path) -> None:
    """Check, write the report and say what it cost."""
    begun = time.perf_counter()
    workbook = read_workbook(source.name, source.read_bytes(), LARGE, LIMIT_BYTES)
    checked = validate(workbook, LARGE, Context(TODAY, Period.parse("2026-27 Q2"), None))
    issues = [{name: getattr(issue, name) for name in SAID} for issue in checked.issues]
    report.write_text(json.dumps({"verdict": checked.verdict, "issues": issues}, ensure_ascii=False, indent=1))
    took_s = time.perf_counter() - begun
    rows_count = sum(frame.height for frame in checked.rows.values())
    print(json.dumps({"took_s": took_s, "peak_mb": peak_mb(), "rows_count": rows_count, "listed_count": len(issues)}))


def said_cost(begun: float, out: Path, wrong: set[tuple[int, str]], rows_count: int) -> None:
    """Write where something is wrong, as [row of the file, column], and print what finding it cost."""
    out.write_text(json.dumps(sorted(wrong)))
    took_s = time.perf_counter() - begun
    print(json.dumps({"took_s": took_s, "peak_mb": peak_mb(), "rows_count": rows_count, "listed_count": len(wrong)}))


def peak_mb() -> float:
    """The most memory that this process has had."""
    # Linux's own count: the one in getrusage begins with the peak of the process that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
