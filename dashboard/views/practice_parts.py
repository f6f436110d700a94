"""The parts of the Practice page: rated measures as trends, their table, regions, and neutral volumes."""

from collections.abc import Sequence

import polars as pl

from dashboard.charts import tracks
from dashboard.components import symbols_used, table, tag
from dashboard.figure import Figure, figure
from dashboard.formats import NOTHING, day, percent, value_words
from dashboard.funnels import VOLUMES, Volume
from dashboard.headlines import address
from dashboard.linked import value_of
from dashboard.markup import Markup, heading, html, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.trends import (
    A_YEAR,
    LIMITS_WORDS,
    Trend,
    by_quarter,
    by_region,
    finding,
    moved,
    rows_of,
    shading,
    spoken,
    track,
    trend,
    usual,
    without_limits,
)
from schemas.indicators import INDICATORS
from schemas.limits import Where
from schemas.vocabulary import Level

MEASURES: dict[str, str] = {
    "CP-03": "Initial conferences within 15 working days",
    "CP-05": "Second or later plans",
    "FN-02": "Strategy discussions with all three agencies",
    "PS-01": "Practice standards met, self-assessed",
    "PS-02": "Standards independently validated",
    "PS-03": "Audits graded good or better",
}
YEARLY = ("CP-06", "CP-07", "CP-08")


def sentence(trends: Sequence[tuple[str, Trend]], quarter: Quarter) -> str:
    """The page's answer: timeliness and repeat plans, and which way they went."""
    known = {one.indicator.id: one for _, one in trends}
    timely, repeat = (known[id_].value_at(quarter.period) for id_ in ("CP-03", "CP-05"))
    if timely is None and repeat is None:
        return "No figure for conferences or plans is available this quarter."
    parts = []
    if timely is not None:
        way = moved(known["CP-03"], quarter.period)
        parts.append(f"{percent(timely)} of initial conferences were within 15 working days{f', {way}' if way else ''}")
    if repeat is not None:
        way = moved(known["CP-05"], quarter.period)
        parts.append(f"{percent(repeat)} of plans are repeat plans{f', {way}' if way else ''}")
    return f"{'; '.join(parts)}."


def trends_figure(trends: Sequence[tuple[str, Trend]], quarter: Quarter) -> Figure:
    """Every rated measure in a panel of its own, with its limits."""
    drawn = [track(one, name) for name, one in trends if one.points]
    way = ", ".join(f"{name[0].lower()}{name[1:]} {one.indicator.better.label.lower()}" for name, one in trends[1:2])
    return figure(
        "trends",
        finding([one for _, one in trends], quarter.period),
        f"England, to {day(quarter.period.reference_date)}. Scales differ and do not start at 0. Higher is better, but for "
        f"{way}. {shading(trends)}",
        tracks(drawn),
        spoken(trends),
        by_quarter(trends, "Rated measures of practice by quarter, England"),
        rows_of(trends),
        f"practice-{str(quarter.period).replace(' ', '-')}.csv",
        LIMITS_WORDS,
        "Child protection activity and Practice standards returns.",
        narrow=tracks(drawn, across=1, is_narrow=True),
    )


def rated_table(trends: Sequence[tuple[str, Trend]], quarter: Quarter) -> Markup:
    """Every rated measure with its rating, what it was, and whether that is usual; those published once a year too."""
    rows = [_rated(quarter, one.indicator.id, name, one) for name, one in trends]
    rows += [_rated(quarter, id_, INDICATORS[id_].title, None) for id_ in YEARLY]
    heads = ("Measure", "Now", "Rating", "Since last quarter", "Since a year ago", "What it says", "Coverage")
    few = without_limits(trends)
    return joined(
        [
            heading("Each measure with its rating", anchor="measures", is_pinned=True),
            table(heads, rows, "Rated measures of practice, England", numeric=[1], is_stacked=True),
            symbols_used(_marks(quarter)),
            *([paragraph(few, kind="small")] if few else []),
        ]
    )


def _marks(quarter: Quarter) -> set[str]:
    figures = [quarter.figure(id_) for id_ in (*MEASURES, *YEARLY)]
    return {mark for one in figures for mark in (str(one.status), *one.flags)}


def _rated(quarter: Quarter, indicator_id: str, name: str, one: Trend | None) -> tuple[object, ...]:
    now = quarter.figure(indicator_id)
    whole = f"{now.returned} of {now.due}" if now.returned is not None and now.due else ""
    said = "Published once a year." if one is None else usual(one)
    return (
        link(name, address(indicator_id)),
        html('<span class="cpo-nowrap">{value}</span>', value=value_of(quarter, indicator_id)),
        tag(now.rag),
        (one and moved(one, quarter.period)) or _dash(),
        (one and moved(one, quarter.period, A_YEAR)) or _dash(),
        f"{said} {now.reason}".strip(),
        whole,
    )


def _dash() -> Markup:
    return html('<abbr title="no comparison exists">{dash}</abbr>', dash=NOTHING)


def regions_figure(rows: pl.DataFrame, measure: str, quarter: Quarter) -> Figure | None:
    """One rated measure in every region beside England; None if no region has a figure."""
    known = by_region(rows, measure)
    if not known:
        return None
    england = trend(rows, measure)
    drawn = [track(one, name, england) for name, one in known]
    return figure(
        "regions",
        _spread(MEASURES[measure], known, quarter),
        f"Each region in navy, England dotted in grey, on one scale that does not start at 0. "
        f"{INDICATORS[measure].better.label}.",
        tracks(drawn, is_shared=True),
        spoken(known),
        by_quarter([*known, ("England", england)], f"{MEASURES[measure]} by region and quarter"),
        rows_of([*known, ("England", england)]),
        f"practice-{measure}-regions-{str(quarter.period).replace(' ', '-')}.csv",
        f"{INDICATORS[measure].definition} A region's figure is the sum over its authorities, never a mean of theirs.",
        f"{INDICATORS[measure].source}.",
        narrow=tracks(drawn, across=1, is_shared=True, is_narrow=True),
    )


def _spread(name: str, known: Sequence[tuple[str, Trend]], quarter: Quarter) -> str:
    now = {region: value for region, one in known if (value := one.value_at(quarter.period)) is not None}
    if not now:
        return f"{name} by region"
    least, most = min(now, key=lambda region: now[region]), max(now, key=lambda region: now[region])
    return f"{name}: from {percent(now[least])} in {least} to {percent(now[most])} in {most}"


def volumes_lead() -> Markup:
    """What sets the second half of the page apart."""
    return joined(
        [
            html('<hr class="cpo-rule">'),
            heading("Volumes: neither high nor low is better", anchor="volumes", is_pinned=True),
            paragraph("Never rated, coloured or ranked. Small places vary more by chance, so limits depend on size.", kind="sub"),
        ]
    )  # fmt: skip


def volumes_table(found: Sequence[Volume]) -> Markup:
    """Every volume in words: England's figure, and how many authorities are outside the limits."""
    rows = [
        (
            link(VOLUMES[it.indicator.id], address(it.indicator.id)),
            value_words(it.indicator, it.england.value or 0.0, Level.ENGLAND),
            len(it.drawn),
            len(it.out(Where.ABOVE)),
            len(it.out(Where.BELOW)),
            len(it.places) - len(it.drawn),
        )
        for it in found
    ]
    heads = ("Volume", "England", "Authorities drawn", "Above 99.8%", "Below 99.8%", "Left out")
    return table(heads, rows, "Neutral volumes against their limits", numeric=range(1, 6), is_stacked=True) if rows else Markup("")  # fmt: skip
