"""The parts of the Inspection page: judgements and their age, the share good or better, and what came of inspections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.charts import Aged, ages, tracks
from dashboard.components import coverage, flagged, status_tag, symbols_used, table, tag
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day, number, percent
from dashboard.markup import Markup, Words, details, heading, joined, link, paragraph
from dashboard.quarter import Figure as Observed
from dashboard.quarter import Quarter
from dashboard.trends import A_YEAR, Trend, by_quarter, by_region, moved, rows_of, spoken, track, trend
from schemas.access import Viewer
from schemas.authorities import Authority, regions
from schemas.indicators import INDICATORS
from schemas.indicators_oversight import INSPECTION_CYCLE_MONTHS, JUDGEMENTS
from schemas.periods import Period

GRADES = tuple(one.label for one in JUDGEMENTS)
GOOD = 3.0


@dataclass(frozen=True)
class Judged:
    """One authority as inspectors last judged it.

    Args:
        place: the authority.
        judgement: help and protection.
        overall: overall effectiveness, before overall judgements ended.
        months: how old its newest full inspection is; None if there is none.
    """

    place: Authority
    judgement: Observed
    overall: Observed
    months: int | None

    @property
    def grade(self) -> str:
        """Its grade in a word; "" if it has none."""
        return INDICATORS["IN-02"].label(self.judgement.value)

    @property
    def is_old(self) -> bool:
        """Whether the evidence is older than the cycle of inspections, 36 months."""
        return self.months is not None and self.months > INSPECTION_CYCLE_MONTHS


def judged(quarter: Quarter) -> list[Judged]:
    """Every authority whose inspection figures may be seen, in name order."""
    found = []
    for a in quarter.authorities:
        judgement, overall, age = (quarter.figure(id_, a.authority_id) for id_ in ("IN-02", "IN-01", "IN-04"))
        if judgement.due is not None:
            found.append(Judged(a, judgement, overall, None if age.value is None else round(age.value)))
    return found


def sentence(found: Sequence[Judged]) -> str:
    """The page's answer: how many are good or better, and how much of that is old."""
    graded = [one for one in found if one.grade]
    if not graded:
        return "No judgement has been loaded yet."
    good = sum((one.judgement.value or 0) >= GOOD for one in graded)
    old = sum(one.is_old for one in graded)
    age = f"{counted(old, 'judgement is', 'judgements are')} more than {INSPECTION_CYCLE_MONTHS} months old" if old else f"no judgement is more than {INSPECTION_CYCLE_MONTHS} months old"  # fmt: skip
    return f"{good} of {len(graded)} authorities are good or outstanding for help and protection; {age}."


def judged_coverage(found: Sequence[Judged]) -> Markup:
    """How many authorities have a judgement."""
    graded = sum(bool(one.grade) for one in found)
    missing = len(found) - graded
    rest = "." if not missing else f". {counted(missing, 'has', 'have')} none yet: not inspected since it began."
    return coverage("Judgements: ", f"{graded} of {len(found)} authorities", rest)


def ages_figure(found: Sequence[Judged], quarter: Quarter) -> Figure | None:
    """A mark for each judgement by its grade and age; None if there is none."""
    marks = [Aged(one.grade, one.months) for one in found if one.grade and one.months is not None]
    if not marks:
        return None
    middle = sorted(mark.months for mark in marks)[len(marks) // 2]
    old = Counter(mark.row for mark in marks if mark.months > INSPECTION_CYCLE_MONTHS)
    counts = Counter(mark.row for mark in marks)
    rows = [(grade, counts[grade], old[grade]) for grade in GRADES]
    total = sum(old.values())
    title = f"The middle judgement is {middle} months old, and {number(total) if total else 'none'} of {len(marks)} {'is' if total == 1 else 'are'} older than {INSPECTION_CYCLE_MONTHS} months"  # fmt: skip
    frame = pl.DataFrame(
        [(one.place.name, one.place.ons_code, one.grade, one.months, one.is_old) for one in found],
        schema={"authority": pl.String, "ons_code": pl.String, "help_and_protection": pl.String, "age_months": pl.Int64, "is_old": pl.Boolean},
        orient="row",
    )  # fmt: skip
    return figure(
        "ages",
        title,
        f"Help and protection at {day(quarter.period.reference_date)}. One mark is one authority. Hollow grey: older than "
        f"{INSPECTION_CYCLE_MONTHS} months, so read with care.",
        ages(marks, GRADES, INSPECTION_CYCLE_MONTHS),
        f"Strip of ages. {'. '.join(f'{g}: {n}, {o} of them older than {INSPECTION_CYCLE_MONTHS} months' for g, n, o in rows)}. "
        "The same data is in the table below.",
        _by_grade(rows),
        frame,
        f"judgements-{str(quarter.period).replace(' ', '-')}.csv",
        "Whole months from the first day of the latest full inspection to the end of the quarter. A judgement counts from "
        "the day that its report came out.",
        "Ofsted inspection outcomes.",
        narrow=ages(marks, GRADES, INSPECTION_CYCLE_MONTHS, is_narrow=True),
    )


def _by_grade(rows: Sequence[tuple[str, int, int]]) -> Markup:
    total = ("All", sum(n for _, n, _ in rows), sum(o for *_, o in rows))
    heads = ("Help and protection", "Authorities", f"Older than {INSPECTION_CYCLE_MONTHS} months")
    return table(heads, [*rows, total], "Judgements and how many are old", numeric=[1, 2], last_is_total=True)


def every_judgement(found: Sequence[Judged], viewer: Viewer) -> Markup:
    """Each authority's latest judgement with its age, in name order, behind a fold."""
    rows = [
        (
            _name(one.place, viewer),
            flagged(one.grade, one.judgement.status),
            status_tag("Old") if one.is_old else tag(one.judgement.rag),
            "" if one.months is None else one.months,
            flagged(INDICATORS["IN-01"].label(one.overall.value), one.overall.status),
        )
        for one in found
    ]
    heads = ("Authority", "Help and protection", "Rating", "Months old", "Overall, before April 2026")
    made = table(heads, rows, "Latest judgement of every authority, by name", numeric=[3], is_stacked=True)
    return joined(
        [
            details(f"Show all {len(rows)} authorities", joined([made, symbols_used({"x", "z"})]), anchor="every"),
            paragraph(
                f"Older than {INSPECTION_CYCLE_MONTHS} months is marked Old and has no colour. Overall judgements ended in April 2026.",
                kind="small",
            ),
        ]
    )


def _name(place: Authority, viewer: Viewer) -> Words:
    is_open = viewer.may_read_authority(place.authority_id)
    return link(place.name, f"/authority?code={place.ons_code}") if is_open else place.name


def share_figure(rows: pl.DataFrame, quarter: Quarter) -> Figure | None:
    """The share good or better over the quarters, England and its regions; None without a figure."""
    england = trend(rows, "IN-03")
    if not england.known:
        return None
    known = by_region(rows, "IN-03")
    shown = [*known, ("England", england)]
    drawn = [track(one, name, england) for name, one in known] or [track(england, "England")]
    now = england.known[-1]
    return figure(
        "share",
        f"{percent(now.value or 0)} of judged authorities are good or outstanding{_way(england, quarter.period)}",
        "Help and protection, as known at each quarter's end: each region in navy, England dotted in grey. Few are inspected "
        "in a quarter, so it moves slowly.",
        tracks(drawn, is_shared=True),
        spoken(shown),
        by_quarter(shown, "Share good or outstanding by quarter"),
        rows_of(shown),
        f"good-or-better-{str(quarter.period).replace(' ', '-')}.csv",
        f"{INDICATORS['IN-03'].definition} No national threshold is agreed.",
        "Ofsted inspection outcomes.",
        narrow=tracks(drawn, across=1, is_shared=True, is_narrow=True),
    )


def _way(england: Trend, period: Period) -> str:
    """How it stands to a year ago, or else to last quarter."""
    for quarters, since in ((A_YEAR, "a year ago"), (1, "last quarter")):
        if way := moved(england, period, quarters):
            return f", {way} {'than' if ',' in way else 'since'} {since}"
    return ""


def region_table(quarter: Quarter) -> Markup:
    """The share good or better, coverage, priority actions and intervention of each region."""
    places = sorted(regions().items(), key=lambda one: one[1])
    rows = [_region(quarter, code, name) for code, name in places]
    rows.append(_region(quarter, None, "England"))
    heads = ("Region", "Good or outstanding", "Judged", "Share", "Priority actions open", "In intervention")
    return joined(
        [
            heading("By region", anchor="by-region", is_pinned=True),
            table(heads, rows, "Inspection by region", numeric=range(1, 6), last_is_total=True),
            symbols_used({"x", "z"}),
        ]
    )


def _region(quarter: Quarter, code: str | None, name: str) -> tuple[object, ...]:
    where = {} if code is None else {"place": code}
    good, opened, stepped = (quarter.figure(id_, **where) for id_ in ("IN-03", "IN-05", "IN-06"))
    return (
        name,
        _count(good.numerator),
        _count(good.denominator),
        flagged("" if good.value is None else percent(good.value), good.status, good.flags),
        flagged(_count(opened.value), opened.status, opened.flags),
        flagged(_count(stepped.value), stepped.status, stepped.flags),
    )


def _count(value: float | None) -> str:
    return "" if value is None else number(value)
