"""The sentences that pages and pictures open with: pure functions of counts, each to be read aloud.

At most 26 words, a finding with a number and a verb, no cause unless it was counted from returns.
"""

from dataclasses import dataclass
from datetime import date

from dashboard.formats import counted, day, listed, number, percent, pounds

NATIONAL_DATE = date(2027, 3, 31)


@dataclass(frozen=True)
class Rollout:
    """Counts of authorities in a quarter.

    Args:
        total: authorities in scope.
        operational: at evidenced stage 4 or above.
        fully: at evidenced stage 5 or above.
        planned: planned to be at stage 4 or above by now; None if no plan is known.
        mobilising: at evidenced stage 3.
        slipped: forecasts of going live that moved later by more than 30 days since last quarter.
        slip_reason: the reason that most of those gave, if more than half gave the same.
    """

    total: int
    operational: int
    fully: int = 0
    planned: int | None = None
    mobilising: int = 0
    slipped: int | None = None
    slip_reason: str = ""


def against_plan(actual: int, planned: int) -> str:
    """How a count stands to its plan: "12 fewer than planned"."""
    if actual == planned:
        return "as planned"
    return f"{number(abs(actual - planned))} {'fewer' if actual < planned else 'more'} than planned"


def overview(counts: Rollout) -> str:
    """The Overview's headline."""
    plan = f", {against_plan(counts.operational, counts.planned)}" if counts.planned is not None else ""
    lead = f"{counts.operational} of {counted(counts.total, 'authority', 'authorities')} have an operational Unit{plan}"
    if counts.slipped is None:
        return f"{lead}."
    if counts.slipped == 0:
        return f"{lead}; no forecast slipped this quarter."
    reason = f", most for want of {counts.slip_reason.lower()}" if counts.slip_reason else ""
    return f"{lead}; {counts.slipped} slipped this quarter{reason}."


def rollout(counts: Rollout, lacking: str = "") -> str:
    """The Rollout page's headline; `lacking` is what most often stands between an authority and operation."""
    others = counts.total - counts.operational
    if others == 0:
        return f"All {counts.total} authorities have an operational Unit, and {counts.fully} are fully operational."
    lead = f"{counts.operational} authorities are operational and {others} are not"
    middle = f"; {counts.mobilising} of those {others} are mobilising" if counts.mobilising else ""
    return f"{lead}{middle}{f', and the commonest thing they lack is {lacking}' if lacking else ''}."


def trajectory(forecast: int | None, plan: int, total: int) -> str:
    """The title of the national picture; falls back to what is shown if there is no forecast."""
    if forecast is None:
        return f"Authorities with an operational Unit, against the plan of {plan} by {day(NATIONAL_DATE)}"
    gap = plan - forecast
    ending = "as planned" if gap == 0 else f"{abs(gap)} {'short of' if gap > 0 else 'more than'} plan"
    lead = f"On their own forecasts {forecast} of {total} authorities will be operational"
    return f"{lead} by {day(NATIONAL_DATE)}, {ending}"


def coverage_by_region(shares: dict[str, float]) -> str:
    """The title of the map: the regions where most and fewest children are covered."""
    if not shares:
        return "Evidenced stage of each authority"
    most, least = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    if shares[most] == shares[least]:
        return f"{percent(shares[most])} of children in every region live where a Unit is operational"
    return (
        f"{percent(shares[most])} of children in {_the(most)} live where a Unit is operational, "
        f"but only {percent(shares[least])} in {_the(least)}"
    )


def _the(region: str) -> str:
    return (
        region if region in ("London", "Yorkshire and The Humber") or region.startswith("East of") else f"the {region}"
    )


def declared(ahead: int, behind: int, returned: int) -> str:
    """The title of the table of declared against evidenced stages."""
    agree = returned - ahead - behind
    if ahead == 0 and behind == 0:
        return f"All {returned} authorities that returned declare the stage that the evidence supports"
    if ahead == 0:
        return f"{counted(behind, 'authority', 'authorities', at_start=True)} could declare more than they do"
    verb = "declares" if ahead == 1 else "declare"
    lead = f"{counted(ahead, 'authority', 'authorities', at_start=True)} {verb} more than the evidence supports"
    return f"{lead}; {agree} of {returned} agree"


def slipped(count: int, reason: str = "", reason_count: int = 0) -> str:
    """The title of the picture of forecasts that moved later."""
    if count == 0:
        return "No authority's forecast slipped by more than 30 days this quarter"
    lead = f"{counted(count, 'authority', 'authorities', at_start=True)} slipped by more than 30 days"
    return f"{lead}, {reason_count} of them for want of {reason.lower()}" if reason and reason_count else lead


def authority(
    name: str,
    evidenced: int | None,
    declared_stage: int | None,
    missing: list[str],
    days_late: int | None,
    forecast: date | None,
) -> str:
    """An authority page's headline: where it stands, what it lacks, and when it forecasts full operation."""
    if evidenced is None:
        return f"{name} has sent no return that can be used."
    forecast_words = _forecast(days_late, forecast)
    if evidenced >= 5:
        return f"{name} has a fully operational Unit{_and_met(forecast_words, evidenced)}."
    if declared_stage is not None and declared_stage > evidenced:
        lack = f" but has no {listed(missing[:2])}" if missing else f" but the evidence supports stage {evidenced}"
        state = "its Unit operational" if declared_stage == 4 else f"stage {declared_stage}"
        return f"{name} declares {state}{lack}{forecast_words}."
    if evidenced == 4:
        return f"{name} has an operational Unit{forecast_words}."
    lack = f" and has no {listed(missing[:2])}" if missing else ""
    return f"{name} does not have an operational Unit yet{lack}{forecast_words}."


def _and_met(words: str, evidenced: int) -> str:
    return ", now embedded" if evidenced >= 6 else ""


def _forecast(days_late: int | None, forecast: date | None) -> str:
    if forecast is None:
        return "; it gives no date for full operation"
    timing = (
        "" if days_late is None or days_late == 0 else f", {abs(days_late)} days {'late' if days_late > 0 else 'early'}"
    )
    return f"; it forecasts full operation on {day(forecast)}{timing}"


def milestones(due: int, met: int, latest: str = "", latest_days: int = 0) -> str:
    """The title of an authority's milestones."""
    if due == 0:
        return "No milestone was due by the end of the quarter"
    lead = f"{counted(met, 'of', 'of', at_start=True)} the {counted(due, 'milestone')} due {'is' if met == 1 else 'are'} met"
    return (
        f"{lead}; {latest[0].lower()}{latest[1:]} is the latest, {latest_days} days late"
        if latest and latest_days > 0
        else lead
    )


def money(needed: float, secured: float, year: str) -> str:
    """The title of an authority's running cost."""
    gap = needed - secured
    if needed <= 0:
        return f"No running cost is given for {year}"
    if gap <= 0:
        return f"All of the {pounds(needed)} needed in {year} is secured"
    if secured <= 0:
        return f"None of the {pounds(needed)} needed in {year} is secured"
    return f"{pounds(gap)} of the {pounds(needed)} needed in {year} is not yet secured"


def against_neighbours(name: str, ahead: list[str], behind: list[str]) -> str:
    """The title of the comparison with neighbours."""
    if not ahead and not behind:
        return f"{name} is close to the middle of its neighbours"
    good = f"ahead of its neighbours on {listed(ahead[:2])}" if ahead else ""
    bad = f"behind{'' if ahead else ' its neighbours'} on {listed(behind[:2])}" if behind else ""
    return f"{name} is {', '.join(part for part in (good, bad) if part)}"


def returns_coverage(returned: int, due: int, children_pct: float | None, carried: int) -> tuple[str, str, str]:
    """The coverage line, as what goes before the bold words, the bold words and what follows."""
    children = f", {percent(children_pct)} of children" if children_pct is not None else ""
    missing = due - returned
    if missing <= 0:
        return "Returns: ", f"all {due} authorities", "."
    rest = "last known values are carried forward and marked [e]." if carried else "nothing is known of them yet."
    return "Returns: ", f"{returned} of {due} authorities", f"{children}. {missing} not returned: {rest}"
