"""A file's bytes → text rows that remember their cell. Sheets are found by title, columns by heading."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatch
from functools import lru_cache

from etl.cells import (
    TemplateMark,
    TextSheet,
    TextWorkbook,
    issue,
    listed,
    normal,
    quoted,
    trimmed,
)
from etl.containers import LIMIT_BYTES
from etl.grids import Grid, grids_of
from etl.headings import place_of
from schemas.figures import FigureSheet, Statistic
from schemas.issues import Issue, Unreadable
from schemas.returns import RETURNS
from schemas.sources import SOURCES
from schemas.spec import Form, ReturnSpec, Sheet, Source
from schemas.vocabulary import Severity

MARK_SHEET = "_mark"
_OURS_BESIDES = frozenset({MARK_SHEET, "_lists", "notes", "issues"})


def read_workbook(
    name: str,
    content: bytes,
    form: Form,
    limit_bytes: int = LIMIT_BYTES,
    may_lack: Collection[str] = (),
) -> TextWorkbook:
    """Read a file as text, each cell with its place.

    Args:
        name: the file's name.
        content: its bytes: XLSX, ODS, CSV, or a ZIP of CSVs.
        form: the return or public file that it should be.
        limit_bytes: the largest file that is read.
        may_lack: names of sheets that need not be in it, unless one looks as if it had been renamed.

    Returns:
        The sheets found, and an issue for everything that is wrong with the file's shape.

    Raises:
        Unreadable: R001 to R009, if it cannot be checked at all.
    """
    grids = grids_of(name, content, _words(form), limit_bytes)
    mark = _mark_of(grids)
    claimed = _claimed(grids, form)
    _refuse_another(grids, claimed, mark, form, may_lack)
    sheets: dict[str, TextSheet] = {}
    issues: list[Issue] = []
    for sheet in form.sheets:
        grid = claimed.get(sheet.name)
        place = place_of(grid, sheet) if grid is not None else None
        if grid is None or place is None:
            issues += _sheet_missing(sheet, grid, grids, claimed, may_lack)
            continue
        sheets[sheet.name], found = place.read(isinstance(form, Source))
        issues += found
    if isinstance(form, Source):
        _refuse_changed_layout(form, sheets)
    return TextWorkbook(sheets, (*issues, *_hidden(grids, claimed)), mark)


def placed(
    name: str, content: bytes, form: Form, limit_bytes: int = LIMIT_BYTES
) -> tuple[dict[str, Grid], tuple[Grid, ...]]:
    """Where a form's sheets stand in a file: the sheets found, by their declared title; and the others.

    Raises:
        Unreadable: R001 to R007.
    """
    grids = grids_of(name, content, _words(form), limit_bytes)
    claimed = _claimed(grids, form)
    taken = {id(grid) for grid in claimed.values()}
    found = {form.sheet(sheet_name).title: grid for sheet_name, grid in claimed.items()}
    return found, tuple(grid for grid in grids if id(grid) not in taken)


def _words(form: Form) -> frozenset[str]:
    return frozenset(
        {"sheet"}
        | {normal(sheet.title) for sheet in form.sheets}
        | {normal(h) for sheet in form.sheets for column in sheet.columns for h in column.headings}
    )


def _mark_of(grids: Iterable[Grid]) -> TemplateMark | None:
    grid = next((g for g in grids if g.title == MARK_SHEET and g.cells.width > 1), None)
    if grid is None:
        return None
    said = {trimmed(row[0]): trimmed(row[1]) for row in grid.cells.rows()}
    return TemplateMark(*(said.get(key, "") for key in ("return", "authority", "period", "version")))


def _claimed(grids: Sequence[Grid], form: Form) -> dict[str, Grid]:
    """Which grid is which sheet: by title; or by headings, for a file that gives no titles or a publisher's own."""
    found: dict[str, Grid] = {}
    for sheet in form.sheets:
        patterns = _titles(form, sheet)
        grid = next((g for g in grids if g.title and any(fnmatch(_title(g.title), p) for p in patterns)), None)
        if grid is not None:
            found[sheet.name] = grid
    for grid in grids:
        if (not grid.title or isinstance(form, Statistic)) and (best := _by_headings(grid, form)):
            found.setdefault(best.name, grid)
    return found


def _title(text: str) -> str:
    return normal(text.replace("_", " "))


def _titles(form: Form, sheet: Sheet) -> list[str]:
    published = form.published_sheets.get(sheet.name, ()) if isinstance(form, Source) else ()
    stars = ((text.removesuffix("*"), "*" if text.endswith("*") else "") for text in published)
    return [_title(sheet.title), _title(sheet.name), *(_title(text) + star for text, star in stars)]


def _by_headings(grid: Grid, form: Form) -> Sheet | None:
    shares = {sheet.name: _share(grid, sheet) for sheet in form.sheets}
    best = max(shares, key=lambda name: shares[name])
    return form.sheet(best) if shares[best] >= 0.5 else None


def _share(grid: Grid, sheet: Sheet) -> float:
    place = place_of(grid, sheet)
    return len(place.columns.keys() & set(sheet.distinctive)) / len(sheet.distinctive) if place else 0.0


def _refuse_another(
    grids: Sequence[Grid],
    claimed: Mapping[str, Grid],
    mark: TemplateMark | None,
    form: Form,
    may_lack: Collection[str],
) -> None:
    """Stop if nothing in the file is this form's own, and say what it is if it is one of ours."""
    own = {sheet.name for sheet in form.sheets} - _shared_sheets(form)
    if may_lack:  # a title that other forms have too is enough if the headings under it are ours
        own |= {n for n, grid in claimed.items() if n != "cover" and _share(grid, form.sheet(n)) >= 0.7}
    is_marked_other = mark is not None and mark.form_code not in ("", form.code)
    if (own & claimed.keys() or _is_cover_of(claimed.get("cover"), form)) and not is_marked_other:
        return
    other = _recognised(grids, mark, form)
    wanted = f"{form.title} with the sheets {listed([s.title for s in form.sheets], 'and')}"
    if other is not None:
        kind = "return" if isinstance(other, ReturnSpec) else "public file"
        where = f"Send it as that {kind}, or choose the {form.title}."
        raise Unreadable("R008", f"This is the {other.title}, not the {form.title}. {where}")
    if isinstance(form, Source):
        raise Unreadable(
            "R008", f"The {form.title} was not found in this file. Send the file as its publisher gives it."
        )
    raise Unreadable(
        "R008", f"No sheet of the {form.title} was found. Send a {wanted}, or download the template again."
    )


def _is_cover_of(cover: Grid | None, form: Form) -> bool:
    """Whether a cover names the form, as that of a nil return may without any other sheet."""
    if cover is None:
        return False
    texts = (text for column in cover.cells.iter_columns() for text in column.drop_nulls().to_list())
    return any(normal(str(text)) == normal(form.title) for text in texts)


def _shared_sheets(form: Form) -> set[str]:
    others = {s.title for other in _forms().values() if other.code != form.code for s in other.sheets}
    return {sheet.name for sheet in form.sheets if sheet.title in others}


@lru_cache
def _forms() -> dict[str, Form]:
    return {**RETURNS, **SOURCES}


def _recognised(grids: Sequence[Grid], mark: TemplateMark | None, form: Form) -> Form | None:
    if mark is not None and mark.form_code != form.code and mark.form_code in _forms():
        return _forms()[mark.form_code]
    for other in _forms().values():
        if other.code != form.code and _claimed(grids, other).keys() - _shared_sheets(other):
            return other
    return None


def _sheet_missing(
    sheet: Sheet,
    grid: Grid | None,
    grids: Sequence[Grid],
    claimed: Mapping[str, Grid],
    may_lack: Collection[str],
) -> Iterator[Issue]:
    if sheet.is_optional and grid is None:
        return
    if grid is not None:
        headings = listed([column.heading for column in sheet.columns], "and")
        yield issue(
            "S001",
            Severity.ERROR,
            f"the headings of this sheet were not found. Put these in one row: {headings}.",
            title=sheet.title,
        )
        return
    free = [g for g in grids if g.title and g not in claimed.values() and normal(g.title) not in _OURS_BESIDES]
    renamed = get_close_matches(normal(sheet.title), [normal(g.title) for g in free], 1, 0.6)
    like = next((g for g in free if normal(g.title) in renamed or _share(g, sheet) >= 0.7), None)
    if sheet.name in may_lack and like is None:
        return
    hint = f" You may have renamed it: there is a sheet called {quoted(like.title)}." if like else ""
    yield issue(
        "S001",
        Severity.ERROR,
        f"this sheet is missing.{hint} Add a sheet called {sheet.title}, as in the template.",
        title=sheet.title,
    )


def _refuse_changed_layout(form: Source, sheets: Mapping[str, TextSheet]) -> None:
    """A public file without a sheet or heading that is needed is not read at all."""
    for sheet in form.sheets:
        found = sheets.get(sheet.name)
        if found is None and not sheet.is_optional:
            raise _changed(form, f"the sheet {sheet.title} was not found")
        if found is not None and found.is_cut and isinstance(sheet, FigureSheet):
            raise Unreadable(
                "R012",
                f"The file ends in the middle of line {found.rows['row'][-1]:,}: it was cut short. Send the whole file. "
                "Nothing was changed; the figures already loaded stay.",
            )
        missing = [c.heading for c in sheet.columns if found and c.is_required and c.name not in found.letters]
        if missing:
            headings = listed([quoted(heading) for heading in missing], "and")
            raise _changed(form, f"on the sheet {sheet.title} these headings were not found: {headings}")


def _changed(form: Source, how: str) -> Unreadable:
    stays = "Nothing was changed; the figures already loaded stay."
    return Unreadable("R009", f"The layout of the file “{form.title}” has changed: {how}. {stays}")


def _hidden(grids: Iterable[Grid], claimed: Mapping[str, Grid]) -> Iterator[Issue]:
    read = {id(grid) for grid in claimed.values()}
    for grid in grids:
        if not grid.is_hidden or grid.cells.height == 0 or normal(grid.title) in _OURS_BESIDES:
            continue
        ours = "this sheet is hidden. It was read like the others."
        other = "this hidden sheet is not part of the return, so it was not read. Delete it if it is about people."
        yield issue("S006", Severity.NOTE, ours if id(grid) in read else other, title=grid.title)
