"""How the workbook of a return looks: formats, widths, hints, drop-downs and bounds, from each column's declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from etl.cells import what_to_enter
from etl.convert import bound_advice
from schemas.spec import Column, Kind, ReturnSpec

_INK, _BLUE, _PALE, _GREY = "#0b0c0c", "#1d3c6e", "#eef2f8", "#595f64"
FONT = {"font_name": "Arial", "font_size": 11, "font_color": _INK}


@dataclass(frozen=True)
class Look:
    """The formats of one workbook, and where its lists of choices stand."""

    title: Format
    meaning: Format
    hint: Format
    heading: Format
    label: Format
    marking: Format
    cells: Mapping[str, Format]
    lists: Mapping[str, str]

    def cell(self, column: Column) -> Format:
        """How the cells of a column look."""
        return self.cells[_format_name(column)]


def look_of(book: Workbook, spec: ReturnSpec) -> Look:
    """Make the formats in a workbook, and its hidden lists of choices."""

    def made(**more: Any) -> Format:  # noqa: ANN401 - properties of a cell's format
        return book.add_format({**FONT, "valign": "top", **more})

    box = {"border": 1, "border_color": "#b1b4b6"}
    cells = {
        "date": made(**box, num_format="dd/mm/yyyy", align="left"),
        "whole": made(**box, num_format="#,##0"),
        "plain": made(**box),
        "long": made(**box, text_wrap=True),
        **{f"decimals {n}": made(**box, num_format=f"#,##0.{'0' * n}") for n in (1, 2, 3)},
    }
    return Look(
        title=made(bold=True, font_size=16, font_color=_BLUE),
        meaning=made(font_color=_GREY),
        hint=made(font_color=_GREY, font_size=9, italic=True, text_wrap=True, valign="bottom"),
        heading=made(**box, bold=True, font_color="#ffffff", bg_color=_BLUE, text_wrap=True, valign="vcenter"),
        label=made(**box, bold=True, bg_color=_PALE, text_wrap=True),
        marking=made(bold=True, font_color="#942514"),
        cells=cells,
        lists=_write_lists(book, spec),
    )


def _format_name(column: Column) -> str:
    match column.kind:
        case Kind.DATE:
            return "date"
        case Kind.INTEGER | Kind.MONEY:
            return "whole"
        case Kind.NUMBER | Kind.PERCENT:
            return f"decimals {min(max(column.decimals, 1), 3)}"
        case _:
            return "long" if column.is_free_text else "plain"


def _write_lists(book: Workbook, spec: ReturnSpec) -> dict[str, str]:
    """Put every list of choices on a hidden sheet: a drop-down of its own holds at most 255 characters."""
    page = book.add_worksheet("_lists")
    page.very_hidden()
    choices = {c.choices for sheet in spec.sheets for c in sheet.columns if c.choices is not None}
    areas = {}
    for position, members in enumerate(sorted(choices, key=lambda one: one.__name__)):
        labels = [member.label for member in members]
        page.write_column(0, position, labels)
        letter = chr(65 + position)
        areas[members.__name__] = f"=_lists!${letter}$1:${letter}${len(labels)}"
    return areas


def width_of(column: Column) -> int:
    """How wide a column is, in characters."""
    if column.is_free_text:
        return 48
    longest = max((len(m.label) for m in column.choices or ()), default=0)
    return min(max(longest + 4, min(len(column.heading) + 2, 18), 13), 44)


def hint_of(column: Column) -> str:
    """The few words above a heading: what the column takes."""
    words = {
        Kind.DATE: "dd/mm/yyyy", Kind.YES_NO: "Yes or No", Kind.CHOICE: "choose from the list",
        Kind.MONEY: "whole pounds", Kind.PERCENT: "0 to 100", Kind.INTEGER: "whole number",
    }  # fmt: skip
    hint = column.unit if column.kind is Kind.NUMBER and column.unit else words.get(column.kind or Kind.TEXT, "text")
    return hint if column.is_required else f"{hint}, may be blank"


def guide(page: Worksheet, look: Look, column: Column, area: tuple[int, int, int, int]) -> None:
    """Give an area its drop-down or bounds, its meaning when a cell is clicked, and what to enter when refused."""
    options = _bounds(look, column)
    options |= {
        "input_title": column.heading[:32],
        "input_message": column.meaning[:255],
        "ignore_blank": True,
    }
    if options["validate"] != "any":
        advice = bound_advice(column) if column.low is not None or column.high is not None else what_to_enter(column)
        options |= {"error_title": column.heading[:32], "error_message": advice[:255]}
    page.data_validation(*area, options)


def _bounds(look: Look, column: Column) -> dict[str, Any]:
    if column.choices is not None:
        return {"validate": "list", "source": look.lists[column.choices.__name__]}
    if column.kind is Kind.YES_NO:
        return {"validate": "list", "source": ["Yes", "No"]}
    if column.kind is Kind.TEXT:
        if column.max_length > 255:
            return {"validate": "any"}
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    what = {Kind.DATE: "date", Kind.INTEGER: "integer"}.get(column.kind or Kind.TEXT, "decimal")
    if column.low is not None and column.high is not None:
        return {"validate": what, "criteria": "between", "minimum": column.low, "maximum": column.high}
    return {"validate": "any"}
