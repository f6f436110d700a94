"""Workforce: on what terms posts are filled, which secondments end soon, and who shares a site."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from dashboard.cells import SYMBOLS, cell, places, plain
from dashboard.charts import HALF, NARROW, DotRow, Scale, dots, scale_to
from dashboard.components import symbols_used, table
from dashboard.figure import Figure, figure
from dashboard.formats import day, number, percent
from dashboard.markup import Markup, joined
from dashboard.quarter import Figure as One
from dashboard.quarter import Quarter
from dashboard.sentences_workforce import co_located, ending, models
from dashboard.views.workforce_posts import bounds, lines
from schemas.authorities import ENGLAND, regions
from schemas.programme import EmploymentModel

MODELS, ENDING, SHARED_SITE = "ST-05", "ST-06", "CO-01"
ENDING_DAYS = 183
_SOURCE = "Unit implementation returns."


def models_figure(quarter: Quarter) -> Figure | None:
    """How filled posts are filled, for England with the regions in grey; neutral. None if nothing is known."""
    parts = [(model.label, f"model={model}") for model in EmploymentModel]
    rows = [_of_model(quarter, name, breakdown) for name, breakdown in parts]
    known = {row.name: row.now for row in rows if row.now is not None}
    if not known:
        return None
    every = [value for row in rows for value in (row.now, row.before, *(v for _, v in row.others)) if value is not None]
    scale = scale_to(every, Scale(now="England"))
    return figure(
        "models",
        models(known),
        f"Share of filled posts on each model in England at {day(quarter.period.reference_date)}. Disc now, ring last quarter, "
        "grey dots the regions. Neutral: no model is better than another.",
        dots(rows, scale),
        f"Dot plot. {'; '.join(f'{row.name} {row.words}' for row in rows)}. The same data is in the table below.",
        _model_table(quarter, parts),
        _frame(quarter, [(MODELS, name, breakdown) for name, breakdown in parts]),
        f"employment-models-{str(quarter.period).replace(' ', '-')}.csv",
        "Filled posts on each model over all filled posts. Agency and contract staff are among filled posts here and among "
        "vacant posts in the vacancy rate.",
        _SOURCE,
        narrow=dots(rows, scale, NARROW),
    )  # fmt: skip


def _of_model(quarter: Quarter, name: str, breakdown: str) -> DotRow:
    now, before = (look(MODELS, ENGLAND, breakdown) for look in (quarter.figure, quarter.figure_before))
    others = [(place, quarter.figure(MODELS, code, breakdown).value) for code, place in regions().items()]
    of = "" if now.numerator is None else f" · {number(now.numerator, 1)} posts"
    known = tuple((place, value) for place, value in others if value is not None)
    return DotRow(name, now.value, before.value, known, plain(now, percent) + of)


def _model_table(quarter: Quarter, parts: list[tuple[str, str]]) -> Markup:
    rows = [
        (name, *(cell(quarter, MODELS, code, lambda one: percent(one.value or 0), b) for _, b in parts))
        for code, name in places()
    ]
    heads = ("Region", *(name for name, _ in parts))
    shown = table(heads, rows, "Filled posts by employment model", numeric=range(1, 6), last_is_total=True)
    return joined([shown, symbols_used(SYMBOLS)])


def ending_figure(quarter: Quarter) -> Figure | None:
    """Secondments that end within six months with no successor, for England and each region."""
    one, by = quarter.figure(ENDING), quarter.period.reference_date + timedelta(days=ENDING_DAYS)
    return _by_region(
        quarter,
        ENDING,
        "secondments",
        ending(one.numerator, one.denominator, one.value, by),
        f"Share of seconded posts that end within {ENDING_DAYS} days of {day(quarter.period.reference_date)} and have no named "
        "or funded successor. Ring last quarter.",
        "The return asks whether a secondment ends within six months, and not in which month: so no month is shown. "
        "Seconded posts ending without a successor, over all seconded posts filled.",
        ("Ending, no successor", "Seconded"),
    )  # fmt: skip


def site_figure(quarter: Quarter) -> Figure | None:
    """Filled posts at the shared site, for England and each region."""
    red = bounds(SHARED_SITE, quarter)[1]
    there = [quarter.figure(SHARED_SITE, code).value for code in regions()]
    below = sum(value < red for value in there if value is not None) if red is not None else 0
    return _by_region(
        quarter,
        SHARED_SITE,
        "shared-site",
        co_located(quarter.figure(SHARED_SITE).value, below, red),
        f"Share of filled posts based at the shared site three days a week or more at {day(quarter.period.reference_date)}. "
        "Ring last quarter.",
        "Filled posts at the shared site three days a week or more, over all filled posts.",
        ("At the site", "Filled"),
    )


def _by_region(
    quarter: Quarter, indicator_id: str, key: str, title: str, subtitle: str, how: str, heads: tuple[str, str]
) -> Figure | None:
    if quarter.figure(indicator_id).due is None:
        return None
    england, *others = [(ENGLAND, "England"), *regions().items()]
    rows = [_of_place(quarter, indicator_id, code, name) for code, name in (england, *others)]
    every = [value for row in rows for value in (row.now, row.before) if value is not None]
    scale = scale_to(every, Scale(lines=lines(indicator_id, quarter)))
    return figure(
        key,
        title,
        subtitle,
        dots(rows, scale, HALF),
        f"Dot plot. {'; '.join(f'{row.name} {row.words}' for row in rows)}. The same data is in the table below.",
        _place_table(quarter, indicator_id, title, heads),
        _frame(quarter, [(indicator_id, "", "")]),
        f"{key}-{str(quarter.period).replace(' ', '-')}.csv",
        how,
        _SOURCE,
        narrow=dots(rows, scale, NARROW),
    )


def _of_place(quarter: Quarter, indicator_id: str, code: str, name: str) -> DotRow:
    now, before = (look(indicator_id, code) for look in (quarter.figure, quarter.figure_before))
    return DotRow(name, now.value, before.value, words=plain(now, percent), is_strong=code == ENGLAND)


def _place_table(quarter: Quarter, indicator_id: str, caption: str, heads: tuple[str, str]) -> Markup:
    shown: tuple[Callable[[One], str], ...] = (
        lambda one: number(one.numerator or 0, 1),
        lambda one: number(one.denominator or 0, 1),
        lambda one: percent(one.value or 0),
    )
    rows = [
        (name, *(cell(quarter, indicator_id, code, words) for words in shown), plain(quarter.figure_before(indicator_id, code), percent))
        for code, name in places()
    ]  # fmt: skip
    made = table(("Region", *heads, "Share", "Last quarter"), rows, caption, numeric=range(1, 5), last_is_total=True)
    return joined([made, symbols_used(SYMBOLS)])


def _frame(quarter: Quarter, keys: list[tuple[str, str, str]]) -> pl.DataFrame:
    rows = []
    for code, place in places():
        for indicator_id, name, breakdown in keys:
            now, before = (look(indicator_id, code, breakdown) for look in (quarter.figure, quarter.figure_before))
            own = (now.numerator, now.denominator, now.value, before.value, str(now.status), now.flags)
            rows.append((place, name, *own))
    numbers = dict.fromkeys(("posts_fte", "of_posts_fte", "share_pct", "share_last_quarter_pct"), pl.Float64)
    texts = dict.fromkeys(("status", "flags"), pl.String)
    return pl.DataFrame(rows, schema={"place": pl.String, "part": pl.String, **numbers, **texts}, orient="row")
