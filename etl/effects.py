"""What findings do to the indicators: which ones a cell feeds, by how much they would differ, and so which comes first.

If a value is wrong, last quarter's value of the same row is taken to be nearer the truth. The change is that of the
authority's figure from this file alone, and of England's latest figure. Where that cannot be said simply (medians,
stages, rows that were not there last quarter) only the indicators are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from etl.frames import table_of
from etl.lineage import sources
from etl.then import by
from schemas.authorities import ENGLAND, Authority, register_frame
from schemas.indicators import INDICATORS, Aggregation, Indicator
from schemas.issues import Effect, Issue
from schemas.periods import Period
from schemas.register_written import kept
from schemas.spec import Form, Layout, Sheet
from schemas.tables import ObservationRow
from schemas.vocabulary import Level, Severity

Sums = Mapping[str, tuple[float, float]]
"""By indicator: England's latest numerator and denominator."""
_SEVERITIES = (Severity.ERROR, Severity.QUERY, Severity.NOTE)
_AROUND = frozenset({"reference_on", "population_0_17", "child_years"})
_YEAR_QUARTERS = 4
_NOW = ("now", "year")


@dataclass(frozen=True)
class Beside:
    """What a file is put beside.

    Args:
        period: the quarter.
        authority: whose file it is.
        last: last quarter's accepted rows, by sheet name.
        england: England's latest sums.
    """

    period: Period
    authority: Authority
    last: Mapping[str, pl.DataFrame]
    england: Sums


@cache
def fed() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The indicators that each column of each return feeds: ("unit.posts", "filled_fte") → their codes."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for indicator in INDICATORS.values():
        if indicator.frame:
            for one in sources(indicator):
                for name in one.columns if one.when in _NOW else ():
                    found.setdefault((one.sheet, name), {})[indicator.id] = None
    return {place: tuple(ids) for place, ids in found.items()}


def feeds(form: Form, issue: Issue) -> tuple[str, ...]:
    """The indicators that a finding is about: those of its column, or of its whole sheet if it names no column.

    A finding about the file, or about a column that tells rows apart, is about all that the file, or sheet, feeds.
    """
    sheet = next((s for s in form.sheets if s.title == issue.sheet), None)
    column = next((c for c in sheet.columns if c.name == issue.column), None) if sheet else None
    if sheet is not None and column is not None and not column.is_key:
        return fed().get((f"{form.code}.{sheet.name}", column.name), ())
    start = f"{form.code}." if sheet is None or sheet.name == "cover" else f"{form.code}.{sheet.name}"
    every = (ids for (place, _), ids in fed().items() if place.startswith(start))
    return tuple(dict.fromkeys(one for ids in every for one in ids))


def england(session: Session, period: Period, at: datetime | None = None) -> Sums:
    """England's sums as shown for the quarter, or else for the one before; as known at an instant, if one is given."""
    shown = table_of(ObservationRow).c
    query = select(shown.period, shown.indicator_id, shown.numerator, shown.denominator).where(
        shown.period.in_([str(period), str(period.previous)]),
        shown.geography == ENGLAND,
        shown.level == Level.ENGLAND,
        shown.breakdown == "",
        *by(at, shown.as_of),
    )
    # The last of each stands. Asking the store for it would have it read the whole quarter.
    rows = session.connection().execute(query.order_by(shown.period, shown.id))
    latest = {(row[0], row[1]): (row[2], row[3] or 0.0) for row in rows}
    return {indicator_id: sums for (_, indicator_id), sums in latest.items() if sums[0] is not None}


def ranked(form: Form, issues: Sequence[Issue], rows: Mapping[str, pl.DataFrame], beside: Beside) -> list[Issue]:
    """The issues in the order given, each with what it affects and its rank: 1 does the most.

    Errors come before queries and queries before notes; among them, what would change England's figure most, relative
    to it, then the authority's, then what feeds the most indicators.

    Args:
        form: the return.
        issues: what was found in a file.
        rows: its typed rows by sheet name, each with "row".
        beside: what the file is put beside.
    """
    if not issues:
        return []
    sheets = {sheet.title: sheet for sheet in form.sheets}
    weighed: list[tuple[tuple[float, ...], int, tuple[Effect, ...]]] = []
    numbered = sorted(enumerate(issues), key=lambda pair: (pair[1].sheet, pair[1].column))
    for (title, column), group in groupby(numbered, key=lambda pair: (pair[1].sheet, pair[1].column)):
        same, sheet = list(group), sheets.get(title)
        wanted = [row for _, issue in same if (row := _row(issue))]
        has_rows = sheet is not None and column and wanted and sheet.name in rows
        changes = _changes(form, sheet, column, rows[sheet.name], wanted, beside) if has_rows and sheet else {}
        for number, issue in same:
            own = changes.get(_row(issue), {})
            effects = tuple(own.get(one, (Effect(one), 0.0, 0.0))[0] for one in feeds(form, issue))
            national = max((size for _, size, _ in own.values()), default=0.0)
            local = max((size for *_, size in own.values()), default=0.0)
            key = (_SEVERITIES.index(issue.severity), -national, -local, -len(effects), number)
            weighed.append((key, number, effects))
    places = {number: (rank, effects) for rank, (_, number, effects) in enumerate(sorted(weighed), start=1)}
    return [replace(issue, rank=places[number][0], affects=places[number][1]) for number, issue in enumerate(issues)]


def weight(affects: Iterable[Effect], england: Sums) -> float:
    """How much a finding would change England's figures, relative to them: the most of those that it feeds."""
    sizes = [0.0]
    for effect in affects:
        now = _value(INDICATORS[effect.indicator_id], *england.get(effect.indicator_id, (0.0, 0.0)))
        if now is not None and effect.england_change:
            sizes.append(abs(effect.england_change) / max(abs(now), abs(now + effect.england_change)))
    return max(sizes)


def _row(issue: Issue) -> int:
    digits = issue.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else 0


def _changes(
    form: Form, sheet: Sheet, column: str, rows: pl.DataFrame, wanted: Sequence[int], beside: Beside
) -> dict[int, dict[str, tuple[Effect, float, float]]]:
    """By row of the file and indicator: the effect of last quarter's value, and how large it is beside England's and the
    authority's own figure. Only rows and indicators for which it can be said simply.
    """
    simple = [one for one in _simple(form.code, sheet.name) if column in _roots(one)]
    last, keys = beside.last.get(sheet.name), list(sheet.keys)
    if not simple or last is None or not {*keys, column} <= set(last.columns):
        return {}
    typed = _around(rows, beside)
    before = last.select(*keys, pl.col(column).alias("!last")).drop_nulls()
    if keys:
        before = before.unique(keys, keep="last")
        other = typed.filter(pl.col("row").is_in(list(wanted))).join(before, on=keys, how="inner")
    else:
        other = (
            typed.join(before.head(1), how="cross") if sheet.layout is Layout.FORM and before.height else typed.clear()
        )
    if other.is_empty():
        return {}
    names = [f"{part}{number}" for number in range(len(simple)) for part in "nd"]
    parts = [part.alias(name) for part, name in zip((p for i in simple for p in _parts(i)), names, strict=True)]
    totals = typed.lazy().select(parts).sum().collect().row(0)
    own = other.select("row", *parts)
    instead = other.lazy().with_columns(pl.col("!last").alias(column)).select(parts).collect()
    return {
        row: {
            indicator.id: found
            for place, indicator in enumerate(simple)
            if (found := _effect(indicator, place, totals, typed_parts, last_parts, beside.england)) is not None
        }
        for (row, *typed_parts), last_parts in zip(own.iter_rows(), instead.iter_rows(), strict=True)
    }


def _around(rows: pl.DataFrame, beside: Beside) -> pl.DataFrame:
    on = beside.period.reference_date
    children = _children(on).get(beside.authority.authority_id)
    return rows.with_columns(
        reference_on=pl.lit(on),
        population_0_17=pl.lit(children, pl.Int64),
        child_years=pl.lit(children, pl.Float64) / _YEAR_QUARTERS,
    )


@kept
def _children(on: date) -> Mapping[str, int]:
    return dict(register_frame(on).select("authority_id", "population_0_17").iter_rows())


@cache
def _simple(code: str, sheet_name: str) -> tuple[Indicator, ...]:
    """Indicators whose figure is a sum, or one sum over another, of what stands on one sheet."""
    place, found = f"{code}.{sheet_name}", []
    for indicator in INDICATORS.values():
        if indicator.aggregation not in (Aggregation.RATIO, Aggregation.SUM):
            continue
        from_sheets = {one.sheet for one in sources(indicator) if one.sheet} if indicator.frame else set()
        columns = {name for one in sources(indicator) for name in one.columns} if from_sheets == {place} else set()
        if columns and _roots(indicator) <= columns | _AROUND:
            found.append(indicator)
    return tuple(found)


@cache
def _roots(indicator: Indicator) -> frozenset[str]:
    used: Iterable[pl.Expr | None] = (indicator.numerator, indicator.denominator)
    return frozenset(name for one in used if one is not None for name in one.meta.root_names())


@cache
def _parts(indicator: Indicator) -> tuple[pl.Expr, pl.Expr]:
    """What each row puts into the numerator and the denominator."""
    return _part(indicator.numerator), _part(indicator.denominator)


def _part(quantity: pl.Expr | None) -> pl.Expr:
    given = pl.lit(0.0) if quantity is None else quantity.cast(pl.Float64).fill_null(0.0)
    return given + pl.col("row") * 0.0  # as many as there are rows, even if it is a constant


def _effect(
    indicator: Indicator,
    place: int,
    totals: Sequence[float],
    typed: Sequence[float],
    last: Sequence[float],
    england: Sums,
) -> tuple[Effect, float, float] | None:
    num, den = 2 * place, 2 * place + 1
    moved = (typed[num] - last[num], typed[den] - last[den])
    own = _change(indicator, (totals[num] - moved[0], totals[den] - moved[1]), (totals[num], totals[den]))
    if own is None:
        return None
    national = None
    if indicator.id in england:
        now = england[indicator.id]
        national = _change(indicator, now, (now[0] + moved[0], now[1] + moved[1]))
    sizes = [0.0 if change is None else change[1] for change in (national, own)]
    places = indicator.dp + 2
    effect = Effect(indicator.id, round(own[0], places), None if national is None else round(national[0], places))
    return effect, sizes[0], sizes[1]


def _change(
    indicator: Indicator, before: tuple[float, float], after: tuple[float, float]
) -> tuple[float, float] | None:
    """By how much a figure differs between two pairs of sums, and how large that is beside it."""
    one, other = _value(indicator, *before), _value(indicator, *after)
    if one is None or other is None:
        return None
    size = abs(other - one) / max(abs(one), abs(other)) if other != one else 0.0
    return other - one, size


def _value(indicator: Indicator, num: float, den: float) -> float | None:
    if indicator.aggregation is Aggregation.SUM:
        return num
    return num / den * indicator.scale if den > 0 else None
