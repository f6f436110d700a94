"""Workforce: posts and how many are vacant, by agency for England and in small multiples for each region."""

import polars as pl

from dashboard.cells import SYMBOLS, cell, places, plain
from dashboard.charts import NARROW, DotRow, Panel, Scale, dots, panels, scale_to
from dashboard.components import symbols_used, table
from dashboard.figure import Figure, figure
from dashboard.formats import NOTHING, change, day, number, percent
from dashboard.markup import Markup, Words, fold, joined
from dashboard.quarter import Figure as One
from dashboard.quarter import Quarter
from dashboard.sentences_workforce import by_region, vacancies
from schemas.authorities import ENGLAND, regions
from schemas.indicators import INDICATORS
from schemas.programme import REVIEW_MINIMUM, Agency
from schemas.thresholds import thresholds

POSTS, VACANT = "ST-01", "ST-02"
_SOURCE = "Unit implementation returns."
_HOW = (
    "Vacant posts are established posts less posts filled by anyone but agency or contract staff. A region's share is its "
    "vacant posts over its established posts; shares are never averaged. An agency with under 3 full-time equivalent in a "
    "place is hidden there, and so is any other figure that would tell it."
)


def part(agency: Agency) -> str:
    """An agency's part of an indicator."""
    return f"agency={agency}"


def bounds(indicator_id: str, quarter: Quarter) -> tuple[float | None, float | None]:
    """Where green ends and where red begins for an indicator on the quarter's last day; None where none is agreed."""
    found = thresholds(indicator_id, quarter.period.reference_date)
    return (found.green, found.red) if found else (None, None)


def lines(indicator_id: str, quarter: Quarter) -> tuple[tuple[float, str], ...]:
    """The thresholds of an indicator as lines of a picture, in order along the axis."""
    green, red = bounds(indicator_id, quarter)
    if green is None or red is None:
        return ()
    below, above = (f"green to {green:g}%", f"red above {red:g}%")
    if green > red:
        below, above = f"red below {red:g}%", f"green from {green:g}%"
    return ((min(green, red), below), (max(green, red), above))


def shares(quarter: Quarter, place: str = ENGLAND) -> dict[str, float]:
    """The share vacant of each of the review's six agencies that may be shown, by its name."""
    found = {agency.label: quarter.figure(VACANT, place, part(agency)).value for agency in REVIEW_MINIMUM}
    return {name: value for name, value in found.items() if value is not None}


def vacancy_figure(quarter: Quarter) -> Figure | None:
    """Vacancies by agency across England; None if nothing is known."""
    if quarter.figure(VACANT).due is None:
        return None
    rows = [_row(quarter, "All posts", ""), *(_row(quarter, a.label, part(a)) for a in REVIEW_MINIMUM)]
    every = [value for row in rows for value in (row.now, row.before, *(v for _, v in row.others)) if value is not None]
    scale = scale_to(every, Scale(lines=lines(VACANT, quarter), now="England"))
    on = day(quarter.period.reference_date)
    return figure(
        "vacancies",
        vacancies(shares(quarter), bounds(VACANT, quarter)[1]),
        f"Share of established posts that is vacant in England at {on}. Disc now, ring last quarter, grey dots the regions.",
        dots(rows, scale),
        f"Dot plot of posts vacant in England at {on}. {'; '.join(f'{row.name} {row.words}' for row in rows)}. "
        "The same data is in the table below.",
        _table(quarter),
        frame(quarter),
        f"vacancies-{str(quarter.period).replace(' ', '-')}.csv",
        _HOW,
        _SOURCE,
        narrow=dots(rows, scale, NARROW),
    )


def _row(quarter: Quarter, name: str, breakdown: str) -> DotRow:
    now, before = (look(VACANT, ENGLAND, breakdown) for look in (quarter.figure, quarter.figure_before))
    others = [(place, quarter.figure(VACANT, code, breakdown).value) for code, place in regions().items()]
    of = "" if now.numerator is None else f" · {number(now.numerator, 1)} of {number(now.denominator or 0, 1)} posts"
    known = tuple((place, value) for place, value in others if value is not None)
    return DotRow(name, now.value, before.value, known, plain(now, percent) + of, is_strong=not breakdown)


def _table(quarter: Quarter) -> Markup:
    parts = [("All posts", ""), *((a.label, part(a)) for a in Agency if _is_known(quarter, a))]
    rows = [_cells(quarter, name, breakdown) for name, breakdown in parts]
    heads = ("Agency", "Established", "Vacant", "Share vacant", "Last quarter", "Change")
    shown = table(heads, rows, "Posts and vacancies by agency, England", numeric=range(1, 5), is_stacked=True)
    return joined([shown, symbols_used(SYMBOLS)])


def _is_known(quarter: Quarter, agency: Agency) -> bool:
    return quarter.figure(POSTS, ENGLAND, part(agency)).due is not None


def _cells(quarter: Quarter, name: str, breakdown: str) -> tuple[Words, ...]:
    now, before = (look(VACANT, ENGLAND, breakdown) for look in (quarter.figure, quarter.figure_before))
    moved = NOTHING
    if now.value is not None and before.value is not None:
        moved = change(now.value, before.value, INDICATORS[VACANT].better, places=1, unit="points")
    return (
        name,
        cell(quarter, POSTS, ENGLAND, lambda one: number(one.value or 0, 1), breakdown),
        cell(quarter, VACANT, ENGLAND, lambda one: number(one.numerator or 0, 1), breakdown),
        cell(quarter, VACANT, ENGLAND, lambda one: percent(one.value or 0), breakdown),
        plain(before, percent),
        moved,
    )


def frame(quarter: Quarter) -> pl.DataFrame:
    """Posts and vacancies of England and each region, by agency, with the symbol of what is hidden."""
    parts = [("All posts", ""), *((agency.label, part(agency)) for agency in Agency)]
    rows = [
        (place, name, *_downloaded(quarter.figure(POSTS, code, b), quarter.figure(VACANT, code, b)))
        for code, place in places()
        for name, b in parts
        if quarter.figure(VACANT, code, b).due is not None
    ]
    names = ("established_fte", "vacant_fte", "vacant_pct")
    return pl.DataFrame(
        rows,
        schema={"place": pl.String, "agency": pl.String, **dict.fromkeys(names, pl.String), "flags": pl.String},
        orient="row",
    )


def _downloaded(posts: One, vacant: One) -> tuple[str, ...]:
    def cell_of(one: One, value: float | None) -> str:
        return f"[{one.status}]" if value is None else f"{value:g}"

    return cell_of(posts, posts.value), cell_of(vacant, vacant.numerator), cell_of(vacant, vacant.value), vacant.flags


def regions_figure(quarter: Quarter) -> Figure | None:
    """The same for each region beside England: small multiples; None if no region has a figure."""
    known = shares(quarter)
    given = [Panel(name, _panel_rows(quarter, code)) for code, name in regions().items()]
    every = [value for panel in given for row in panel.rows for value in (row.now, row.before) if value is not None]
    if not known or not every:
        return None
    worst = next(a for a in REVIEW_MINIMUM if a.label == max(known, key=lambda name: known[name]))
    there = {name: quarter.figure(VACANT, code, part(worst)).value for code, name in regions().items()}
    scale = scale_to(every, Scale(lines=lines(VACANT, quarter), now="Region", before="England"))
    return figure(
        "vacancies-by-region",
        by_region(worst.label, {name: value for name, value in there.items() if value is not None}),
        f"Share of posts vacant at {day(quarter.period.reference_date)}. Disc the region, ring England; dotted lines are the "
        "thresholds. [c] is hidden to protect confidentiality.",
        panels(given, scale),
        f"Nine small dot plots, one for each region. {'; '.join(_spoken(p) for p in given)}. The same data is in the table below.",
        _region_table(quarter),
        frame(quarter),
        f"vacancies-by-region-{str(quarter.period).replace(' ', '-')}.csv",
        _HOW,
        _SOURCE,
        narrow=joined(_folded(quarter, code, name) for code, name in regions().items()),
    )  # fmt: skip


def _panel_rows(quarter: Quarter, code: str) -> tuple[DotRow, ...]:
    both = [(a, quarter.figure(VACANT, code, part(a)), quarter.figure(VACANT, ENGLAND, part(a))) for a in REVIEW_MINIMUM]  # fmt: skip
    return tuple(DotRow(a.label, here.value, there.value, words=plain(here, percent)) for a, here, there in both)


def _spoken(panel: Panel) -> str:
    return f"{panel.name}: {', '.join(f'{row.name.lower()} {row.words}' for row in panel.rows)}"


def _region_table(quarter: Quarter) -> Markup:
    rows = [
        (name, _share(quarter, code, ""), *(_share(quarter, code, part(a)) for a in REVIEW_MINIMUM))
        for code, name in places()
    ]
    heads = ("Region", "All posts", *(a.label for a in REVIEW_MINIMUM))
    shown = table(heads, rows, "Share of posts vacant by region and agency", numeric=range(1, 8), last_is_total=True)
    return joined([shown, symbols_used(SYMBOLS)])


def _share(quarter: Quarter, code: str, breakdown: str) -> Markup:
    return cell(quarter, VACANT, code, lambda one: percent(one.value or 0), breakdown)


def _folded(quarter: Quarter, code: str, name: str) -> Markup:
    whole = plain(quarter.figure(VACANT, code), percent)
    rows = [(a.label, _share(quarter, code, part(a)), plain(quarter.figure(VACANT, ENGLAND, part(a)), percent)) for a in REVIEW_MINIMUM]  # fmt: skip
    shown = table(("Agency", "Vacant", "England"), rows, f"Posts vacant in {name}", numeric=[1, 2])
    return fold(name, f"{whole} of posts vacant", shown, level=3)
