"""The pictures of an authority's page."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.charts import DateRow, Share, Versus, waterfall
from dashboard.charts import milestones as milestones_spec
from dashboard.charts import neighbours as neighbours_spec
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import day, number, percent, pounds, short_day
from dashboard.markup import Markup, html, joined, link
from dashboard.origin import origin_address
from dashboard.quarter import Quarter
from dashboard.sentences import against_neighbours, milestones, money
from schemas.authorities import Authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Unit
from schemas.periods import Period
from schemas.programme import Milestone, Partner
from schemas.stages import NATIONAL_DATE
from schemas.vocabulary import Better, Level

KEY = ("M01", "M03", "M05", "M06", "M07", "M08", "M11", "M13", "M16", "M17")
COMPARED = ("ST-02", "FU-06", "CO-01", "CO-02", "UR-04", "ST-07")
NEAR_POINTS = 2.0


def milestones_figure(quarter: Quarter, place: Authority, dates: pl.DataFrame) -> Figure | None:
    """Ten key milestones: baseline to met or forecast; all twenty in the table."""
    rows = [_date_row(r) for r in dates.iter_rows(named=True)]
    key = [row for row, code in zip(rows, dates["milestone"].to_list(), strict=True) if code in KEY]
    if not key:
        return None
    position = quarter.period.reference_date
    due = [row for row in rows if row.baseline <= position]
    late = max(
        (row for row in due if not row.is_met and row.days_late), key=lambda row: row.days_late or 0, default=None
    )
    title = milestones(
        len(due), sum(row.is_met for row in due), late.name if late else "", (late.days_late or 0) if late else 0
    )
    return figure(
        "milestones",
        title,
        f"Ten key milestones of {len(rows)}, at {day(position)}. From the date first agreed to the date met or now forecast.",
        milestones_spec(key, position, NATIONAL_DATE),
        f"Chart of dates. {'. '.join(f'{row.name}: {row.words.lower()}' for row in key)}. The same data is in the table below.",
        _milestone_table(rows),
        pl.DataFrame(
            [(r.name, r.baseline, r.now, r.is_met, r.days_late) for r in rows], schema=_MILESTONES, orient="row"
        ),
        f"milestones-{place.ons_code}-{str(quarter.period).replace(' ', '-')}.csv",
        "Days are counted from the baseline, the date first agreed with the department, to the date met with evidence or "
        "else the forecast in the return.",
        joined(
            [
                f"Unit implementation return, {Period.parse(dates['period'][0]).label}. ",
                _origins(quarter, place, ("UR-04", "UR-06")),
            ]
        ),
        narrow=milestones_spec(key, position, NATIONAL_DATE, is_narrow=True),
    )


def _origins(quarter: Quarter, place: Authority, ids: Sequence[str]) -> Markup:
    """Where each of some figures of the place comes from, as links by their names."""
    known = [id_ for id_ in ids if quarter.figure(id_, place.authority_id).due is not None]
    if not known:
        return Markup("")
    links = (
        link(INDICATORS[i].title, origin_address(i, place.ons_code, quarter.period), ": where this comes from")
        for i in known
    )
    return joined(["Where this comes from: ", joined(links, ", "), "."])


_MILESTONES = {
    "milestone": pl.String,
    "baseline_on": pl.Date,
    "met_or_forecast_on": pl.Date,
    "is_met": pl.Boolean,
    "days_late": pl.Int64,
}


def _date_row(row: dict[str, Any]) -> DateRow:
    met = row["actual_on"]
    return DateRow(Milestone(row["milestone"]).label, row["baseline_on"], met or row["forecast_on"], met is not None)


def _milestone_table(rows: list[DateRow]) -> Markup:
    cells = [(r.name, short_day(r.baseline), short_day(r.now) if r.now else "", r.words) for r in rows]
    return table(("Milestone", "Baseline", "Met or forecast", "Against baseline"), cells, "All milestones")


def milestone_key() -> Markup:
    """What the marks mean."""
    marks = (("ring", "Baseline"), ("disc", "Met"), ("diamond", "Forecast"), ("late", "Late"), ("early", "Early"))
    lines = "".join(
        f'<li><span class="cpo-mark cpo-mark-{kind}" aria-hidden="true"></span>{words}</li>' for kind, words in marks
    )
    return html('<ul class="cpo-marks">{lines}</ul>', lines=Markup(lines))


def money_figure(quarter: Quarter, place: Authority, agreed: pl.DataFrame) -> Figure | None:
    """What next year's running cost is made of, and what is not secured."""
    cost = quarter.figure("FU-06", place.authority_id)
    if agreed.is_empty() or not cost.denominator:
        return None
    shares = [
        Share(Partner(r["partner"]).label, float(r["cash_gbp"] + r["in_kind_gbp"]))
        for r in agreed.iter_rows(named=True)
    ]
    paying = [share for share in shares if share.gbp > 0]
    secured = sum(share.gbp for share in shares)
    year = Period(quarter.period.year + 1, 1).financial_year
    rows = [
        ("Needed", pounds(cost.denominator)),
        *((s.name, pounds(s.gbp)) for s in shares),
        ("Not yet secured", pounds(max(cost.denominator - secured, 0))),
    ]
    frame = pl.DataFrame(
        [("Needed", cost.denominator), *((s.name, s.gbp) for s in shares)],
        schema={"part": pl.String, "gbp": pl.Float64},
        orient="row",
    )
    return figure(
        "running-cost",
        money(cost.denominator, secured, year),
        f"Running cost in {year} and who has agreed to pay.{f' {percent(cost.value)} is secured; green is 95% or more.' if cost.value is not None else ''}",
        waterfall(cost.denominator, paying),
        f"Waterfall chart. {'; '.join(' '.join(row) for row in rows)}. The same data is in the table below.",
        table(("Part", "Amount"), rows, f"Running cost in {year}", numeric=[1]),
        frame,
        f"running-cost-{place.ons_code}-{str(quarter.period).replace(' ', '-')}.csv",
        "Cash and posts or premises in kind that partners have approved for next financial year, without time-limited "
        "grant, against the running cost of the Unit next year.",
        joined(
            [
                f"Funding return, {Period.parse(agreed['period'][0]).label}, certified by the section 151 officer. ",
                _origins(quarter, place, ("FU-06",)),
            ]
        ),
        narrow=waterfall(cost.denominator, paying, is_narrow=True),
    )


def neighbours_figure(quarter: Quarter, place: Authority, middle: pl.DataFrame) -> Figure | None:
    """Percentages beside the middle of neighbours. Not a ranking."""
    middles = {r["indicator_id"]: r["median"] for r in middle.filter(pl.col("breakdown") == "").iter_rows(named=True)}
    rows = [row for id_ in COMPARED if (row := _versus(quarter, place, id_, middles.get(id_)))]
    if not rows:
        return None
    ahead, behind = _sides(rows)
    cells = [(r.name, r.better, percent(r.own), percent(r.neighbours)) for r in rows]
    return figure(
        "neighbours",
        against_neighbours(place.name, ahead, behind),
        f"{place.name} and the middle of its statistical neighbours. Not a ranking. A difference of {number(NEAR_POINTS)} points or less counts as close.",
        neighbours_spec(rows, place.name),
        f"Dumbbell chart. {'; '.join(f'{r.name}: {percent(r.own)}, neighbours {percent(r.neighbours)}' for r in rows)}. The same data is in the table below.",
        table(
            ("Measure", "Better", place.name, "Neighbours"), cells, "Beside the middle of neighbours", numeric=[2, 3]
        ),
        pl.DataFrame(
            [(r.name, r.own, r.neighbours) for r in rows],
            schema={"measure": pl.String, "own_pct": pl.Float64, "neighbours_median_pct": pl.Float64},
            orient="row",
        ),
        f"neighbours-{place.ons_code}-{str(quarter.period).replace(' ', '-')}.csv",
        "The middle (median) of the published values of its statistical neighbours in the 2025 model, where five or more have one.",
        joined(
            [
                "Unit implementation and Funding returns. ",
                _origins(quarter, place, [id_ for id_ in COMPARED if middles.get(id_) is not None]),
            ]
        ),
        narrow=neighbours_spec(rows, place.name, is_narrow=True),
    )


NAMES = {"ST-02": "Posts vacant", "FU-06": "Running cost secured", "CO-01": "Staff sharing a site", "CO-02": "Record access", "UR-04": "Milestones on time", "ST-07": "Experienced staff"}  # fmt: skip


def _versus(quarter: Quarter, place: Authority, indicator_id: str, middle: float | None) -> Versus | None:
    own, indicator = quarter.figure(indicator_id, place.authority_id).value, INDICATORS[indicator_id]
    if own is None or middle is None or indicator.unit_at(Level.AUTHORITY) is not Unit.PERCENT:
        return None
    return Versus(NAMES[indicator_id], indicator.better.label.lower(), own, middle)


def _sides(rows: list[Versus]) -> tuple[list[str], list[str]]:
    ahead: list[str] = []
    behind: list[str] = []
    for row in sorted(rows, key=lambda row: -abs(row.own - row.neighbours)):
        gap = row.own - row.neighbours
        if abs(gap) <= NEAR_POINTS or row.better == Better.NEUTRAL.label.lower():
            continue
        is_ahead = (gap > 0) == (row.better == Better.HIGHER.label.lower())
        (ahead if is_ahead else behind).append(row.name[0].lower() + row.name[1:])
    return ahead, behind
