"""The parts of the Learning page: timeliness of notification and review for England, themes, what is and is not known."""

from collections.abc import Sequence

import polars as pl

from dashboard.charts import tracks
from dashboard.components import coverage, flagged, symbols_used, table, tag
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day, listed, number, percent
from dashboard.headlines import address
from dashboard.linked import value_of
from dashboard.markup import Markup, Words, columns, heading, html, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.trends import (
    A_YEAR,
    LIMITS_WORDS,
    Trend,
    by_quarter,
    finding,
    moved,
    rows_of,
    shading,
    spoken,
    track,
    trend,
    usual,
)
from schemas.control import LEAST_POINTS
from schemas.indicators_records import THEMES
from schemas.recorded import ReviewTheme

MEASURES: dict[str, str] = {
    "SI-02": "Notified within 5 working days",
    "SI-03": "Rapid reviews within 15 working days",
    "SI-04": "Local reviews within six months",
}
VOLUME = "SI-01"


def sentence(quarter: Quarter) -> str:
    """The page's answer: how many were notified and reviewed in time."""
    told, reviewed, local = (quarter.figure(id_).value for id_ in MEASURES)
    later = [f"{percent(v)} of {n} reviews" for v, n in ((reviewed, "rapid"), (local, "local")) if v is not None]
    parts = [] if told is None else [f"{percent(told)} of serious incidents were notified in time"]
    parts += [f"{listed(later)} were in time"] if later else []
    return f"{'; '.join(parts)}." if parts else "The Panel's counts are not available for this quarter."


def panel_coverage(quarter: Quarter) -> Markup:
    """How many authorities' counts the figures rest on."""
    known = quarter.figure("SI-03")
    if not known.returned or not known.due:
        return coverage("The Panel's counts: ", "not loaded", ".")
    return coverage(
        "The Panel's counts: ", f"{known.returned} of {known.due} authorities", ". England only: no authority is shown."
    )


def timeliness_figure(trends: Sequence[tuple[str, Trend]], quarter: Quarter) -> Figure | None:
    """A panel for each measure; None before there is any figure."""
    known = [(name, one) for name, one in trends if one.known]
    if not known:
        return None
    drawn = [track(one, name) for name, one in known]
    return figure(
        "timeliness",
        finding([one for _, one in known], quarter.period),
        f"England, over four quarters to {day(quarter.period.reference_date)}. Higher is better. Scales differ and do not start at 0. "
        f"{shading(known)}",
        tracks(drawn),
        spoken(known),
        by_quarter(known, "Timeliness by quarter, England"),
        rows_of(known),
        f"learning-{str(quarter.period).replace(' ', '-')}.csv",
        LIMITS_WORDS,
        "Panel record: totals only, never a case.",
        narrow=tracks(drawn, across=1, is_narrow=True),
    )


def measures_table(trends: Sequence[tuple[str, Trend]], quarter: Quarter) -> Markup:
    """Each measure with its rating, the counts behind it, and which way it went."""
    rows = [_measure(quarter, name, one) for name, one in trends]
    heads = ("Measure", "Now", "In time", "Rating", "Since last quarter", "Since a year ago", "What it says")
    return joined(
        [
            heading("Each measure with its rating", anchor="measures", is_pinned=True),
            table(heads, rows, "Timeliness of notification and review, England", numeric=[1, 2], is_stacked=True),
            paragraph("Counts of children are rounded to 10.", kind="small"),
            symbols_used({str(quarter.figure(id_).status) for id_ in MEASURES}),
        ]
    )


def _measure(quarter: Quarter, name: str, one: Trend) -> tuple[object, ...]:
    now = quarter.figure(one.indicator.id)
    counts = f"{number(now.numerator)} of {number(now.denominator)}" if now.numerator is not None and now.denominator else ""  # fmt: skip
    return (
        link(name, address(one.indicator.id)), value_of(quarter, one.indicator.id), counts, tag(now.rag),
        moved(one, quarter.period) or "No earlier figure", moved(one, quarter.period, A_YEAR) or "No earlier figure",
        f"{usual(one)} {now.reason}".strip(),
    )  # fmt: skip


def notified(rows: pl.DataFrame, quarter: Quarter) -> Markup:
    """How many incidents were notified, which is never rated, and the themes that reviews found."""
    return columns(_volume(trend(rows, VOLUME), quarter), _themes(quarter))


def _volume(it: Trend, quarter: Quarter) -> Markup:
    now = quarter.figure(VOLUME)
    said = "" if now.value is None else number(now.value)
    lines = [
        (point.period.label, flagged("" if point.value is None else number(point.value), point.status, point.flags))
        for point in reversed(it.points)
    ]
    is_partial = not all(point.is_whole for point in it.points)
    early = " The earliest may hold fewer than four quarters." if is_partial else ""
    lead: Words = flagged(f"{said} incidents were notified in four quarters.", now.status, now.flags)
    note = f"Neither a high nor a low number says how well anyone performs. Never rated or ranked.{early}"
    return joined(
        [
            heading("Notifications", anchor="notifications", is_pinned=True),
            paragraph(lead),
            paragraph(note, kind="sub"),
            table(("Four quarters to", "Notifications"), lines, "Serious incidents notified", numeric=[1]),
            symbols_used({mark for point in it.points for mark in (point.status, *point.flags)}),
        ]
    )


def _themes(quarter: Quarter) -> Markup:
    found = [(one.label, quarter.figure(THEMES, breakdown=f"theme={one}")) for one in ReviewTheme]
    known = [(name, figure) for name, figure in found if figure.due is not None]
    title = heading("What reviews found", anchor="themes", is_pinned=True)
    if not known:
        return joined([title, paragraph("No theme has been recorded yet.")])
    rows = [(name, flagged("" if f.value is None else percent(f.value), f.status, f.flags)) for name, f in known]
    note = "The share of rapid reviews in which each theme was found. One review may find several, so they are never added."
    return joined(
        [
            title,
            paragraph(note, kind="sub"),
            table(("Theme", "Reviews"), rows, "Themes found in rapid reviews, England", numeric=[1]),
            symbols_used({str(figure.status) for _, figure in known}),
        ]
    )


def known_and_not(trends: Sequence[tuple[str, Trend]], quarter: Quarter) -> Markup:
    """What these figures can and cannot tell."""
    figures = [quarter.figure(id_) for id_ in MEASURES]
    have = [(name, one) for name, one in trends if one.value_at(quarter.period) is not None]
    few = max((len(one.compared) for _, one in trends), default=0)
    known: list[Words] = [
        f"How soon incidents were notified and reviewed: {counted(len(have), 'measure')} of {len(MEASURES)} for this quarter.",
        "England's totals, over four quarters so that a few cases do not look like change.",
    ]
    if any(figure.is_estimated for figure in figures):
        known.append("Some counts are carried forward and marked [e].")
    unknown: list[Words] = [
        "Which authorities are late. Only the authority itself and named roles may see that.",
        "Incidents that nobody notified.",
        joined(
            ["Whether what was learnt changed practice: see ", link("the evidence of impact", "/recommendations"), "."]
        ),
    ]
    unknown += [f"{name}: no figure this quarter." for name, one in trends if one.value_at(quarter.period) is None]
    if few < LEAST_POINTS:
        verb = "is" if few == 1 else "are"
        unknown.append(
            f"Whether a move is more than usual: limits need {LEAST_POINTS} figures over a year, and there {verb} {few}."
        )
    return columns(_list("What is known", known), _list("What is not known", unknown))


def _list(title: str, lines: Sequence[Words]) -> Markup:
    items = joined(html("<li>{words}</li>", words=words) for words in lines)
    return joined([heading(title), html('<ul class="cpo-list">{items}</ul>', items=items)])
