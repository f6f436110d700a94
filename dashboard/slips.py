"""Who slipped: forecasts that moved later by more than 30 days since last quarter."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard.charts import Slip
from dashboard.charts import slips as slips_spec
from dashboard.components import table
from dashboard.counts import slip_reason
from dashboard.figure import Figure, figure
from dashboard.formats import counted, day, short_day
from dashboard.markup import Markup, link
from dashboard.quarter import Quarter
from dashboard.sentences import slipped
from schemas.indicators_supporting import SLIPPED_DAYS
from schemas.programme import Milestone, SlippageReason
from schemas.stages import NATIONAL_DATE

SHOWN = 20
_OPERATION = (Milestone.M16, Milestone.M17)
Dates = Mapping[tuple[str, str], tuple[date | None, str]]


def found_slips(quarter: Quarter, now: pl.DataFrame, before: pl.DataFrame) -> list[Slip]:
    """Authorities whose date of initial or full operation moved later by more than 30 days, furthest first.

    Args:
        now: the dates in this quarter's returns, as `reads.milestone_dates` gives them.
        before: the same, last quarter.
    """
    later, earlier = _dates(now), _dates(before)
    moved = [slip for a in quarter.authorities if (slip := _slip(a.authority_id, a.name, later, earlier))]
    return sorted((slip for slip in moved if slip.days > SLIPPED_DAYS), key=lambda slip: (-slip.days, slip.name))


def _dates(rows: pl.DataFrame) -> Dates:
    return {
        (r["authority_id"], r["milestone"]): (r["actual_on"] or r["forecast_on"], r["slippage_reason"] or "")
        for r in rows.filter(pl.col("milestone").is_in(_OPERATION)).iter_rows(named=True)
    }


def _slip(authority_id: str, name: str, later: Dates, earlier: Dates) -> Slip | None:
    found = []
    for milestone in _OPERATION:
        now, reason = later.get((authority_id, milestone), (None, ""))
        before, _ = earlier.get((authority_id, milestone), (None, ""))
        if now and before:
            found.append(Slip(name, before, now, _words(reason)))
    return max(found, key=lambda slip: slip.days, default=None)


def _words(reason: str) -> str:
    return SlippageReason(reason).label if reason and reason != SlippageReason.NONE else "No reason given"


def slip_figure(quarter: Quarter, found: list[Slip]) -> Figure | None:
    """The picture of who slipped; None if nobody did."""
    if not found:
        return None
    shown = found[:SHOWN]
    frame = pl.DataFrame(
        [(s.name, s.before, s.now, s.days, s.reason) for s in found],
        schema={
            "authority": pl.String,
            "forecast_before": pl.Date,
            "forecast_now": pl.Date,
            "days_later": pl.Int64,
            "reason": pl.String,
        },
        orient="row",
    )
    after = sum(slip.now > NATIONAL_DATE for slip in found)
    first = f" The {SHOWN} furthest moves are drawn; all are in the table." if len(found) > SHOWN else ""
    most = found[0]
    furthest = f"Furthest: {most.name}, from {day(most.before)} to {day(most.now)}, {most.days} days."
    return figure(
        "who-slipped",
        slipped(len(found), *slip_reason(quarter)),
        "Date of initial or full operation, whichever moved more: ring last quarter, diamond now. "
        f"{after} now fall after {day(NATIONAL_DATE)}.{first}",
        slips_spec(shown, NATIONAL_DATE),
        f"Dumbbell chart of {counted(len(shown), 'authority', 'authorities')}. {furthest} "
        "The same data is in the table below.",
        _table(quarter, found),
        frame,
        f"slipped-{str(quarter.period).replace(' ', '-')}.csv",
        "Last quarter's date, met or forecast, is compared with this quarter's. A move of more than 30 days counts. "
        "The reason is the code that the authority chose.",
        f"Unit implementation returns, {quarter.period.previous.label} and {quarter.period.label}.",
        narrow=slips_spec(shown, NATIONAL_DATE, is_narrow=True),
    )


def _table(quarter: Quarter, found: list[Slip]) -> Markup:
    codes = {a.name: a.ons_code for a in quarter.authorities}
    rows = [
        (link(s.name, f"/authority?code={codes[s.name]}"), short_day(s.before), short_day(s.now), s.days, s.reason)
        for s in found
    ]
    return table(
        ("Authority", "Last quarter", "Now", "Days later", "Main reason given"),
        rows,
        "Forecasts that slipped",
        numeric=[3],
        is_stacked=True,
    )
