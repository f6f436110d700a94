"""The largest workbook that is accepted, at the size that it unpacks to, read in a process of its own; and one past it."""

import io
import resource
import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from bench.largest import read_apart, workbook_of
from etl.cli import app
from etl.containers import LIMIT_BYTES, container_of
from etl.parse import read_workbook
from schemas.issues import Unreadable
from schemas.sources import DETERMINATION

GIGABYTE = 1_000_000_000


@pytest.mark.slow
def test_the_largest_workbook_is_read_in_under_a_gigabyte(tmp_path: Path):
    path = tmp_path / "largest.xlsx"
    unpacked = workbook_of(path, LIMIT_BYTES - 400_000)
    assert 0.8 * LIMIT_BYTES < path.stat().st_size < LIMIT_BYTES
    assert unpacked > 100_000_000
    rows, peak_bytes, _ = read_apart(path)
    assert rows > 100_000
    assert peak_bytes < GIGABYTE, f"{peak_bytes / 1e6:.0f} MB"


def test_past_the_limit_a_file_is_refused_before_it_is_read(tmp_path: Path):
    content = b"PK\x03\x04" + bytes(1_000) * (LIMIT_BYTES // 1_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable, match=r"The file is 20 MB and the most is 20 MB") as refused:
        read_workbook("large.xlsx", content, DETERMINATION)
    assert refused.value.code == "R005"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5_000
    path = tmp_path / "large.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        container_of(content)


@pytest.mark.usefixtures("sqlite_store")
def test_the_command_refuses_it_in_a_sentence(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    done = CliRunner().invoke(app, ["refresh", "populations", "--from", str(path)])
    assert done.exit_code == 1
    assert "The file is larger than 20 MB." in done.output
    assert "Nothing was changed." in done.output


def test_a_workbook_with_too_many_percentages_is_refused():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = ("".join(f'<c r="{letter}{n}" s="1"><v>0.5</v></c>' for letter in letters) for n in range(1, 8_001))
    xml = "".join(f"<row>{row}</row>" for row in rows).encode()
    small, large = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = 0.5
    book.active["A1"].number_format = "0%"
    book.save(small)
    with zipfile.ZipFile(small) as made, zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            content = made.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.split(b"<sheetData>")[0] + b"<sheetData>" + xml + b"</sheetData></worksheet>"
            out.writestr(name, content)
    with pytest.raises(Unreadable, match="A sheet has more than 200,000 cells with percentages") as refused:
        read_workbook("percentages.xlsx", large.getvalue(), DETERMINATION)
    assert refused.value.code == "R006"
