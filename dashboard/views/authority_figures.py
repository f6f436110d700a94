"""The pictures of an authority's page."""

from typing import Any

import polars as pl

from dashboard.charts import DateRow, Share, waterfall
from dashboard.charts import milestones as milestones_spec
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import day, percent, pounds, short_day
from dashboard.markup import Markup, html, joined
from dashboard.origins import origins
from dashboard.quarter import Quarter
from dashboard.sentences import milestones, money
from schemas.authorities import Authority
from schemas.periods import Period
from schemas.programme import Milestone, Partner
from schemas.stages import NATIONAL_DATE

KEY = ("M01", "M03", "M05", "M06", "M07", "M08", "M11", "M13", "M16", "M17")


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
                origins(quarter, place, ("UR-04", "UR-06")),
            ]
        ),
        narrow=milestones_spec(key, position, NATIONAL_DATE, is_narrow=True),
    )


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
                origins(quarter, place, ("FU-06",)),
            ]
        ),
        narrow=waterfall(cost.denominator, paying, is_narrow=True),
    )
