"""The peak of memory in reading the largest workbook that is accepted, and one made to be that."""

import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl

from bench.measure import ROOT, Measure, phase
from etl.containers import LIMIT_BYTES, MOST_UNPACKED

ROWS_OF_A_BLOCK, COLUMNS = 4_000, 26
READ = """
import json, sys, time
from pathlib import Path
from etl.parse import read_workbook
from schemas.sources import DETERMINATION
begun = time.perf_counter()
book = read_workbook("largest.xlsx", Path(sys.argv[1]).read_bytes(), DETERMINATION)
took_s = time.perf_counter() - begun
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([book.sheets["allocations"].rows.height, int(status["VmHWM"].split()[0]) * 1024, took_s]))
"""


def measures() -> list[Measure]:
    """read_20mb_mb: the peak of the process that reads it, imports included."""
    with tempfile.TemporaryDirectory(prefix="oversight-largest-") as folder:
        path = Path(folder) / "largest.xlsx"
        with phase("writing a workbook of 20 MB"):
            unpacked_bytes = workbook_of(path, LIMIT_BYTES - 400_000)
        with phase("reading it"):
            rows_count, peak_bytes, took_s = read_apart(path)
        size_mb = path.stat().st_size / 1e6
    context = (
        f"{size_mb:.1f} MB that unpack to {unpacked_bytes / 1e6:.0f} MB, {rows_count:,} rows of {COLUMNS} cells, read in "
        f"{took_s:.1f} s; peak of the process, imports included"
    )
    return [Measure("read_20mb_mb", peak_bytes / 1e6, "MB", context)]


def read_apart(path: Path) -> tuple[int, int, float]:
    """Read a workbook in a process of its own: rows, peak in bytes, seconds."""
    command = [sys.executable, "-c", READ, path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=240)
    rows_count, peak_bytes, took_s = json.loads(done.stdout)
    return int(rows_count), int(peak_bytes), float(took_s)


def workbook_of(path: Path, packed_bytes: int) -> int:
    """Write a workbook of small numbers that packs to just under so many bytes; gives the bytes that it unpacks to."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Allocations"
    sheet.append(["DfE code", "Authority", "Grant", "Purpose", "Financial year", "Amount"])
    small = io.BytesIO()
    book.save(small)
    chance = random.Random(1)  # noqa: S311 - nothing secret
    cells = ("".join(f"<c><v>{chance.randrange(1000)}</v></c>" for _ in range(COLUMNS)) for _ in range(ROWS_OF_A_BLOCK))
    block = "".join(f"<row>{row}</row>" for row in cells).encode()
    with zipfile.ZipFile(small) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name in made.namelist():
            if name != "xl/worksheets/sheet1.xml":
                out.writestr(name, made.read(name))
        start, end = made.read("xl/worksheets/sheet1.xml").split(b"</sheetData>")
        return _filled(out, start, block, b"</sheetData>" + end, packed_bytes)


def _filled(out: zipfile.ZipFile, start: bytes, block: bytes, end: bytes, packed_bytes: int) -> int:
    """Write the sheet, with as many blocks of rows as there is room for; gives its bytes."""
    assert out.fp is not None
    with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
        sheet.write(start)
        written = len(start)
        while out.fp.tell() + len(block) // 8 < packed_bytes and written + len(block) < MOST_UNPACKED:
            sheet.write(block)
            written += len(block)
        sheet.write(end)
    return written
