"""Workbooks as people fill them in: the template taken from the page, with some cells changed."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
from playwright.sync_api import Page

WRONG = "2 posts"


def template_of(page: Page, folder: Path) -> Path:
    """The template that the Returns page gives for the return that is open there."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the template").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def changed(template: Path, cells: Mapping[str, object]) -> Path:
    """A copy with other values in some cells, each named as in "Posts!E6", under a name of its own."""
    book = openpyxl.load_workbook(template)
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
    number = len(list(template.parent.glob(f"{template.stem}-changed-*.xlsx"))) + 1
    path = template.with_name(f"{template.stem}-changed-{number}.xlsx")
    book.save(path)
    return path
