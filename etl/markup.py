"""What a spreadsheet program keeps about cells besides their values: merges, formulas without a value, percentages.

The reader of values gives none of these, so the small pieces of XML that hold them are searched here as text; no XML
is parsed, so nothing in it can be expanded.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from etl.cells import position_of
from etl.containers import too_spread

MOST_CELLS = 20_000_000
_LONGEST_BODY = 40_000
_MOST_MERGES = 1_000
_MOST_NOTED = 200_000
# No pattern reads past the next "<": a file made to be slow cannot make one of them start over again and again.
_ATTRIBUTES = r'((?:[^<>"\']|"[^"<]*"|\'[^\'<]*\')*?)'
_PREFIX = r"(?:[\w.-]+:)?"
_SHEET = re.compile(rf"<{_PREFIX}sheet\s{_ATTRIBUTES}/?>")
_RELATION = re.compile(rf"<{_PREFIX}Relationship\s{_ATTRIBUTES}/?>")
_MERGE = re.compile(rf'<{_PREFIX}mergeCell\s[^<>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_CELL = re.compile(rf"<{_PREFIX}c\s{_ATTRIBUTES}(/?)>")
_VALUE = re.compile(rf"<{_PREFIX}v(?:\s[^<>]*)?>([^<]*)</")
_FORMULA = re.compile(rf"<{_PREFIX}f[\s>/]")
_FORMAT = re.compile(rf'<{_PREFIX}numFmt\s[^<>]*?numFmtId="(\d+)"[^<>]*?formatCode="([^"<]*)"')
_CELL_FORMAT = re.compile(rf'<{_PREFIX}xf\s[^<>]*?numFmtId="(\d+)"')
# A pattern that begins with plain letters is looked for ten times as fast, which counts in 200 MB.
_ROW_NUMBER = re.compile(r'row\s(?:[^<>]*?\s)?r="(\d+)"')
_WIDE = re.compile(r'r="([A-Z]{2,3})\d')
_ODS = re.compile(rf"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>]){_ATTRIBUTES}(/?)>")
_ODS_TEXT = re.compile(r"<text:p[^<>]*>(.*?)</text:p>", re.S)
_LINK = re.compile(r'of:=HYPERLINK\("(https?://[^"]*)"')
_TAG = re.compile(r"<[^<>]*>")


@dataclass
class Markup:
    """What one sheet's XML says of its cells; rows count from 1, columns from 0.

    Args:
        merged: (top, left, bottom, right) of merged cells.
        faults: cells with a formula that has no value, or an error value; the text is the error, "" if none.
        shown: cells whose meaning differs from the stored value: 0.5 that is shown as "50%", words that are a link.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)


def xlsx_markup(content: bytes, titles: set[str] | None = None) -> dict[str, Markup]:
    """The markup of each sheet of an XLSX workbook, by title.

    Raises:
        Unreadable: R006, if a sheet spreads over so many cells that reading it would fill the memory.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        percents = _percent_styles(archive)
        return {title: _xlsx_sheet(archive.read(part).decode("utf-8", "replace"), percents)
                for title, part in _parts(archive).items()}  # fmt: skip


def _attribute(text: str, name: str) -> str:
    match = re.search(rf'\b{name}\s*=\s*(?:"([^"]*)"|\'([^\']*)\')', text)
    return html.unescape(match[1] if match[1] is not None else match[2]) if match else ""


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    names = set(archive.namelist())
    book = next(n for n in sorted(names, key=len) if n.startswith("xl/workbook") and n.endswith(".xml"))
    relations = f"xl/_rels/{book.removeprefix('xl/')}.rels"
    if relations not in names:
        return {}
    targets = {
        _attribute(m[1], "Id"): _attribute(m[1], "Target")
        for m in _RELATION.finditer(archive.read(relations).decode("utf-8", "replace"))
    }
    found = {}
    for sheet in _SHEET.finditer(archive.read(book).decode("utf-8", "replace")):
        target = targets.get(_attribute(sheet[1], "r:id") or _attribute(sheet[1], "id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            found[_attribute(sheet[1], "name")] = part
    return found


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = archive.read("xl/styles.xml").decode("utf-8", "replace")
    percents = {"9", "10"} | {number for number, code in _FORMAT.findall(styles) if "%" in code}
    _, _, formats = styles.partition("cellXfs")
    ids = _CELL_FORMAT.findall(formats.partition("cellXfs")[0])
    return {str(index) for index, number in enumerate(ids) if number in percents}


def _xlsx_sheet(xml: str, percents: set[str]) -> Markup:
    _refuse_spread(xml)
    markup = Markup()
    for left, top, right, bottom in _MERGE.findall(xml)[:_MOST_MERGES] if "mergeCell" in xml else ():
        markup.merged.append((int(top), position_of(left), int(bottom), position_of(right)))
    has_formulas = ("<f" in xml or ":f" in xml) and _FORMULA.search(xml)
    if has_formulas or 't="e"' in xml or any(f's="{style}"' in xml for style in percents):
        for attributes, body in _xlsx_cells(xml):
            _note_cell(markup, attributes, body, percents)
            _refuse_many(markup)
    return markup


def _xlsx_cells(xml: str) -> Iterator[tuple[str, str]]:
    """Each cell's attributes, and what stands between it and the next."""
    for tag, end in _with_ends(_CELL.finditer(xml), len(xml)):
        yield tag[1], "" if tag[2] else xml[tag.end() : min(end, tag.end() + _LONGEST_BODY)]


def _refuse_many(markup: Markup) -> None:
    """Each such cell is held apart from the sheet, at a hundred times the memory."""
    if len(markup.shown) + len(markup.faults) > _MOST_NOTED:
        raise too_spread(f"A sheet has more than {_MOST_NOTED:,} cells with percentages or formulas without a value")


def _refuse_spread(xml: str) -> None:
    rows = max((int(number) for number in _ROW_NUMBER.findall(xml)), default=0)
    wide = set(_WIDE.findall(xml)) if rows * 26 > 100_000 or _WIDE.search(xml) else set()
    columns = max((position_of(letters) + 1 for letters in wide), default=26)
    if rows * columns > MOST_CELLS:
        raise too_spread(f"A sheet of the workbook spreads over {rows * columns:,} cells")


def _note_cell(markup: Markup, attributes: str, body: str, percents: set[str]) -> None:
    kind = _attribute(attributes, "t")
    is_percent = _attribute(attributes, "s") in percents
    is_formula = bool(_FORMULA.search(body))
    if not (is_formula or kind == "e" or is_percent):
        return
    letters, row = re.match(r"([A-Z]*)(\d*)", _attribute(attributes, "r")).groups()  # type: ignore[union-attr]
    if not row:
        return
    value = _VALUE.search(body)
    text = value[1] if value else ""
    at = (int(row), position_of(letters))
    if kind == "e" or (is_formula and not text and kind != "str"):
        markup.faults[at] = text
    elif is_percent and kind in ("", "n") and text:
        markup.shown[at] = _as_percent(text)


def _as_percent(text: str) -> str:
    try:
        return f"{round(Decimal(text) * 100, 6).normalize():f}%"
    except InvalidOperation:
        return text


def ods_markup(content: bytes) -> dict[str, Markup]:
    """The markup of each sheet of an OpenDocument spreadsheet, by title.

    Raises:
        Unreadable: R006, if repeated rows or columns would fill the memory.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml").decode("utf-8", "replace")
    found: dict[str, Markup] = {}
    spread = 0
    for title, row, column, span, attributes, body in _ods_cells(xml):
        markup = found.setdefault(title, Markup())
        if body or "value=" in attributes:
            spread += span
        if spread > MOST_CELLS:
            raise too_spread(f"The workbook spreads over more than {MOST_CELLS:,} cells")
        _note_ods_cell(markup, (row, column), attributes, body)
        _refuse_many(markup)
    return found


def _ods_cells(xml: str) -> Iterator[tuple[str, int, int, int, str, str]]:
    """Each cell with something in it: sheet, row, column, how many cells it stands for, attributes, shown text."""
    title, row, column, row_repeat = "", 1, 0, 0
    for tag, end in _with_ends(_ODS.finditer(xml), len(xml)):
        name, attributes, is_empty = tag[1], tag[2], tag[3]
        if name == "table":
            title, row, row_repeat = _attribute(attributes, "table:name"), 1, 0
        elif name == "table-row":
            row, column, row_repeat = row + row_repeat, 0, _repeat(attributes, "rows")
        else:
            repeat = _repeat(attributes, "columns")
            if not is_empty or "value" in attributes or "formula" in attributes:
                texts = _ODS_TEXT.findall(xml, tag.end(), min(end, tag.end() + _LONGEST_BODY))
                yield title, row, column, repeat * max(row_repeat, 1), attributes, _TAG.sub("", "".join(texts))
            column += repeat


def _with_ends(tags: Iterator[re.Match[str]], last: int) -> Iterator[tuple[re.Match[str], int]]:
    """Each tag with where the next one starts."""
    before: re.Match[str] | None = None
    for tag in tags:
        if before is not None:
            yield before, tag.start()
        before = tag
    if before is not None:
        yield before, last


def _repeat(attributes: str, what: str) -> int:
    if "repeated" not in attributes:
        return 1
    return int(_attribute(attributes, f"table:number-{what}-repeated") or 1)


def _note_ods_cell(markup: Markup, at: tuple[int, int], attributes: str, body: str) -> None:
    if not any(word in attributes for word in ("spanned", "formula", "percentage")):
        return
    if "spanned" in attributes:
        wide = int(_attribute(attributes, "table:number-columns-spanned") or 1)
        tall = int(_attribute(attributes, "table:number-rows-spanned") or 1)
        if wide > 1 or tall > 1:
            markup.merged.append((at[0], at[1], at[0] + tall - 1, at[1] + wide - 1))
    has_value = bool(_attribute(attributes, "office:value") or _attribute(attributes, "office:date-value"))
    is_error = body.startswith(("#", "Err:")) and "formula" in attributes
    if is_error or ("formula" in attributes and not body and not has_value and "string" not in attributes):
        markup.faults[at] = body
    elif 'value-type="percentage"' in attributes:
        markup.shown[at] = _as_percent(_attribute(attributes, "office:value"))
    elif "HYPERLINK(" in attributes and (link := _LINK.match(_attribute(attributes, "table:formula"))):
        markup.shown[at] = link[1]
