"""A minimal OpenDocument spreadsheet: sheets of text and dates, the same bytes for the same cells."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

Cell = str | date | None
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_WHEN = (2026, 1, 1, 0, 0, 0)
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def spreadsheet(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """The bytes of a spreadsheet with these sheets, by title, each a list of rows of cells."""
    tables = "".join(_table(title, rows) for title, rows in sheets.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        _add(archive, "mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        _add(archive, "content.xml", content, zipfile.ZIP_DEFLATED)
        _add(archive, "META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str, how: int) -> None:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = how
    archive.writestr(entry, text)


def _table(title: str, rows: Iterable[Sequence[Cell]]) -> str:
    body = "".join(f"<table:table-row>{''.join(map(_cell, row)) or _cell(None)}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(title)}>{body}</table:table>"


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        shown = f"{value:%d/%m/%Y}"
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
