"""Whose return each of many files is: by the template's mark, by its cover, or by its name."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from etl.cells import TextWorkbook
from etl.parse import read_workbook
from schemas.authorities import Authority, UnknownAuthority, authorities, authority, resolve
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.spec import ReturnSpec

MOST_FILES = 1_000
MOST_UNPACKED = 1_000_000_000
ENDINGS = (".xlsx", ".ods", ".csv", ".zip")
_CODE = re.compile(r"(?<![A-Za-z0-9])(\d{3}|[A-Z]\d{8})(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Handed:
    """One file of many.

    Args:
        name: its name.
        content: its bytes.
    """

    name: str
    content: bytes


@dataclass(frozen=True)
class Placed:
    """A file and whose it is.

    Args:
        handed: the file.
        authority: whose return it is; None if that cannot be said.
        reason: why not, and what to do.
    """

    handed: Handed
    authority: Authority | None = None
    reason: str = ""


def files_in(folder: Path) -> Iterator[Handed]:
    """The files of a folder that may be returns, in the order of their names."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith(("~$", ".")):
            yield Handed(path.name, path.read_bytes())


def opened(files: Iterable[Handed], limit_bytes: int) -> Iterator[Handed]:
    """The files, and in place of a ZIP of workbooks the workbooks in it. A ZIP of CSVs is one return, and stays.

    Raises:
        Unreadable: R005, if a ZIP unpacks to more than is allowed.
    """
    for file in files:
        inside = _workbooks_in(file.content)
        if not inside:
            yield file
            continue
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            _refuse_too_much(file.name, inside)
            for member in inside:
                # One that is too large is told so later, by its own name; it is never unpacked.
                content = b"" if member.file_size > limit_bytes else archive.read(member)
                yield Handed(PurePosixPath(member.filename).name, content)


def _workbooks_in(content: bytes) -> list[zipfile.ZipInfo]:
    if not content.startswith(b"PK"):
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        return []
    paths = [(PurePosixPath(m.filename), m) for m in members if not m.is_dir()]
    kept = [(path, m) for path, m in paths if path.parts[0] != "__MACOSX" and not path.name.startswith((".", "~$"))]
    return [member for path, member in kept if path.suffix.lower() in (".xlsx", ".ods")]


def _refuse_too_much(name: str, inside: Sequence[zipfile.ZipInfo]) -> None:
    if len(inside) > MOST_FILES or sum(member.file_size for member in inside) > MOST_UNPACKED:
        words = f"{name} holds more than {MOST_FILES:,} files or {MOST_UNPACKED // 1_000_000:,} MB. Send it in parts."
        raise Unreadable("R005", words)


def place(files: Iterable[Handed], spec: ReturnSpec, period: Period, limit_bytes: int) -> list[Placed]:
    """Say of each file whose return it is. Two files of one authority are both left, since one of them is wrong."""
    found = [_placed(file, spec, period, limit_bytes) for file in files]
    counts = Counter(one.authority.authority_id for one in found if one.authority)
    return [_alone(one, counts) for one in found]


def _alone(one: Placed, counts: Counter[str]) -> Placed:
    if one.authority is None or counts[one.authority.authority_id] == 1:
        return one
    many = counts[one.authority.authority_id]
    words = f"{many} of these files are of {one.authority.name}. Choose the right one and send it by itself."
    return replace(one, authority=None, reason=words)


def _placed(file: Handed, spec: ReturnSpec, period: Period, limit_bytes: int) -> Placed:
    if not file.content:
        return Placed(
            file, reason=f"The file is empty, or larger than {limit_bytes // 1_000_000} MB. Send it by itself."
        )
    try:
        workbook = read_workbook(file.name, file.content, spec, limit_bytes)
    except Unreadable as refusal:
        named = _by_name(file.name, period)
        # A file that cannot be read is still somebody's, and its authority is told so, if its name says whose.
        return Placed(file, named) if named and refusal.code != "R008" else Placed(file, reason=str(refusal))
    found = _by_mark(workbook, period) or _by_cover(workbook, period) or _by_name(file.name, period)
    if found:
        return Placed(file, found)
    words = "Neither its cover nor its name says whose it is. Enter the DfE code on the Cover, and send it again."
    return Placed(file, reason=words)


def _by_mark(workbook: TextWorkbook, period: Period) -> Authority | None:
    known = {place.authority_id for place in authorities(period.reference_date)}
    return authority(workbook.mark.authority_id) if workbook.mark and workbook.mark.authority_id in known else None


def _by_cover(workbook: TextWorkbook, period: Period) -> Authority | None:
    cover = workbook.sheets.get("cover")
    if cover is None or cover.rows.is_empty():
        return None
    said = cover.rows.row(0, named=True)
    return _one(str(said.get("dfe_code") or ""), period) or _one(str(said.get("authority_name") or ""), period)


def _by_name(name: str, period: Period) -> Authority | None:
    found = [place for code in _CODE.findall(name) if (place := _one(code, period))]
    return found[0] if len(found) == 1 else None


def _one(text: str, period: Period) -> Authority | None:
    try:
        found = resolve(text.strip(), period.reference_date) if text.strip() else ()
    except UnknownAuthority:
        return None
    return found[0] if len(found) == 1 else None
