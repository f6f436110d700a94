"""What kind of file some bytes are, and whether it is safe to open. Nothing is parsed before it has passed here."""

import io
import zipfile
import zlib
from enum import StrEnum

from schemas.issues import Unreadable

LIMIT_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
_RATIO, _RATIO_FROM = 100, 50_000_000
_MOST_MEMBERS = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WANTED = "Send the return as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV."
_PICTURES = {b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"%PDF": "a PDF document"}


class Container(StrEnum):
    """The kinds of file that can be read."""

    XLSX = "xlsx"
    ODS = "ods"
    ZIP = "zip"
    TEXT = "text"


def container_of(content: bytes, limit_bytes: int = LIMIT_BYTES) -> Container:
    """What a file is.

    Raises:
        Unreadable: R001 to R007, if it is empty, not a workbook, locked, too old, too large, a bomb or damaged.
    """
    if len(content) > limit_bytes:
        most = limit_bytes / 1_000_000
        raise Unreadable(
            "R005",
            f"The file is {_megabytes(len(content))} and the most is {most:g} MB. "
            "Remove pictures and other sheets from it, and send it again.",
        )
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("R001", "The file is empty. Check that it was saved, and send it again.")
    if content.startswith(_OLE):
        raise _old_or_locked(content)
    if content.startswith(b"PK"):
        return _zipped(content)
    _refuse_other(content)
    return Container.TEXT


def _old_or_locked(content: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _locked()
    if any(word.encode("utf-16-le") in content for word in ("Workbook", "Book")):
        return Unreadable(
            "R004", "This is a workbook of the old .xls kind. Save it as an Excel workbook (.xlsx), and send that."
        )
    return Unreadable("R002", f"This is not a workbook. {_WANTED}")


def _locked() -> Unreadable:
    return Unreadable(
        "R003",
        "The file is protected by a password and cannot be opened. Remove the password, save it, and send it again.",
    )


def _refuse_other(content: bytes) -> None:
    for start, name in _PICTURES.items():
        if content.startswith(start):
            raise Unreadable("R002", f"This is {name}, not a workbook. {_WANTED}")
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    sample = content[:65536]
    odd = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in sample)
    if not is_utf16 and (b"\0" in sample or odd > len(sample) / 100):
        raise Unreadable("R002", f"This is not a workbook. {_WANTED}")


def _zipped(content: bytes) -> Container:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as failure:
        raise damaged() from failure
    with archive:
        _refuse_bomb(archive)
        _read_through(archive)
        return _kind(archive)


def damaged() -> Unreadable:
    """The refusal of a file whose bytes are not what they should be."""
    return Unreadable(
        "R007",
        "The file is damaged and cannot be opened. Open it in your spreadsheet program, save it, and send it again.",
    )


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > MOST_UNPACKED or len(members) > _MOST_MEMBERS:
        raise too_spread(f"The file unpacks to {_megabytes(unpacked)}")
    if unpacked > _RATIO_FROM and unpacked / packed > _RATIO:
        raise too_spread(f"The file unpacks to {unpacked // packed:,} times its size")


def too_spread(what: str) -> Unreadable:
    """The refusal of a file that would fill the machine's memory."""
    return Unreadable(
        "R006", f"{what}, far more than a return holds. Copy the figures into a new template, and send that."
    )


def _read_through(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, a piece at a time: what a file declares of its own size may be a lie."""
    try:
        for member in archive.infolist():
            if member.flag_bits & 1:
                raise _locked()
            with archive.open(member) as stream:
                while stream.read(1 << 20):
                    pass
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as failure:
        raise damaged() from failure


def _kind(archive: zipfile.ZipFile) -> Container:
    names = set(archive.namelist())
    if "content.xml" in names:
        if b"encryption-data" in (archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""):
            raise _locked()
        mimetype = archive.read("mimetype") if "mimetype" in names else b"spreadsheet"
        if b"spreadsheet" in mimetype:
            return Container.ODS
    elif any(name.startswith("xl/workbook") and name.endswith(".xml") for name in names):
        return Container.XLSX
    elif any(name.lower().endswith((".csv", ".tsv")) for name in names):
        return Container.ZIP
    raise Unreadable("R002", f"This is a zipped file or document without a workbook in it. {_WANTED}")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB" if size >= 10_000_000 else f"{size / 1_000_000:.1f} MB"
