"""Whether anything is filled in below the cover, and what a nil return stands for."""

from collections.abc import Iterable, Mapping
from functools import cache

import polars as pl

from etl.cells import TextSheet
from etl.rows import CheckedSheet
from schemas.issues import Issue
from schemas.spec import Form

COVER = "cover"


def filled_count(sheets: Mapping[str, TextSheet]) -> int:
    """How many rows of other sheets than the cover have more in them than the keys of the template."""
    return sum(_filled(text) for name, text in sheets.items() if name != COVER)


def _filled(text: TextSheet) -> int:
    figures = tuple(name for name in text.letters if name not in text.sheet.keys and name in text.rows.columns)
    if not figures or text.rows.is_empty():
        return len(text.unread)
    return int(text.rows.select(_has_figure(figures).sum()).item()) + len(text.unread)


@cache
def _has_figure(names: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col(name).fill_null("").str.strip_chars() != "" for name in names)


def about_cover(found: Iterable[Issue], form: Form) -> list[Issue]:
    """The issues about the cover or the file; nothing below the cover is wrong if nothing is there."""
    return [issue for issue in found if issue.sheet in ("", form.sheet(COVER).title)]


def is_nil(cover: CheckedSheet) -> bool:
    """Whether the cover says that there is nothing to report."""
    return bool(cover.rows["is_nil"].fill_null(False).any())


def nil_rows(form: Form) -> dict[str, pl.DataFrame]:
    """The rows that a nil return stands for, by sheet: zeros where nothing to report means none, else no row."""
    return {
        sheet.name: pl.DataFrame(
            [{"row": 0, **sheet.nil_row}] if sheet.nil_row else [],
            schema={"row": pl.Int64, **{column.name: column.dtype for column in sheet.columns}},
        )
        for sheet in form.sheets
        if sheet.name != COVER
    }
