"""The sentences that pages and pictures open with: pure functions of counts, each to be read aloud.

At most 26 words, a finding with a number and a verb, no cause unless it was counted from returns.
"""

from dataclasses import dataclass
from datetime import date

from dashboard.formats import counted, day, listed, number, percent, pounds, spelled
from schemas.stages import NATIONAL_DATE


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
    more = [f"{counts.mobilising} of those are mobilising"] if counts.mobilising else []
    more += [f"{lacking} is most often missing"] if lacking else []
    return f"{lead}{': ' if more else ''}{', and '.join(more)}."


def trajectory(forecast: int | None, plan: int, total: int, *, is_own: bool = True) -> str:
    """The title of the national picture: of authorities' own dates, or of our forecast; else what is shown."""
    if forecast is None:
        return f"Authorities with an operational Unit, against the plan of {plan} by {day(NATIONAL_DATE)}"
    gap = plan - forecast
    ending = "as planned" if gap == 0 else f"{abs(gap)} {'short of' if gap > 0 else 'more than'} plan"
    lead = f"On {'their own' if is_own else 'current'} forecasts {forecast} of {total} authorities will be operational"
    return f"{lead} by {day(NATIONAL_DATE)}, {ending}"


def coverage_by_region(shares: dict[str, float]) -> str:
    """The title of the map: the regions where most and fewest children are covered."""
    if not shares:
        return "Evidenced stage of each authority"
    most, least = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    if shares[most] == shares[least]:
        return f"{percent(shares[most])} of children in every region live where a Unit is operational"
    return (
        f"{percent(shares[most])} of children in {the(most)} live where a Unit is operational, "
        f"but only {percent(shares[least])} in {the(least)}"
    )


def the(region: str) -> str:
    """A region inside a sentence: "the North East", "London"."""
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
    return f"{lead}, {spelled(reason_count)} of them for want of {reason.lower()}" if reason and reason_count else lead


@dataclass(frozen=True)
class Standing:
    """Where one authority stands.

    Args:
        evidenced: the stage that its evidence supports; None if nothing is known.
        declared: the stage that it declares.
        missing: statutory members not in post, for example "health member".
        forecast: the day that it met, or forecasts, full operation.
        is_met: whether that day has been met.
    """

    name: str
    evidenced: int | None
    declared: int | None = None
    missing: tuple[str, ...] = ()
    forecast: date | None = None
    is_met: bool = False


def authority(it: Standing) -> str:
    """An authority page's headline: where it stands, what it lacks, and when it forecasts full operation."""
    if it.evidenced is None:
        return f"{it.name} has sent no return that can be used."
    return f"{it.name} {_stands(it)}{_forecast(it)}."


def _stands(it: Standing) -> str:
    evidenced, lack = it.evidenced or 0, f"no {listed(it.missing[:2])}" if it.missing else ""
    if it.declared is not None and it.declared > evidenced:
        state = "its Unit operational" if it.declared == 4 else f"stage {it.declared}"
        return f"declares {state} but {f'has {lack}' if lack else f'the evidence supports stage {evidenced}'}"
    if evidenced >= 6:
        return "has an embedded Unit"
    if evidenced == 5:
        return "has a fully operational Unit"
    if evidenced == 4:
        return "has an operational Unit"
    return f"does not have an operational Unit yet{f' and has {lack}' if lack else ''}"


def _forecast(it: Standing) -> str:
    if (it.evidenced or 0) >= 5 or it.is_met:
        return ""
    if it.forecast is None:
        return "; it gives no date for full operation"
    days = (it.forecast - NATIONAL_DATE).days
    timing = f", {counted(days, 'day')} after the national date" if days > 0 else ""
    return f"; it forecasts full operation on {day(it.forecast)}{timing}"


def milestones(due: int, met: int, latest: str = "", latest_days: int = 0) -> str:
    """The title of an authority's milestones."""
    if due == 0:
        return "No milestone was due by the end of the quarter"
    if met == due:
        return (
            f"All {counted(due, 'milestone')} due by the end of the quarter are met"
            if due > 1
            else "The one milestone due is met"
        )
    lead = f"{counted(met, 'of', 'of', at_start=True)} the {counted(due, 'milestone')} due {'is' if met == 1 else 'are'} met"
    return (
        f"{lead}; {latest[0].lower()}{latest[1:]} is the latest, {latest_days} days late"
        if latest and latest_days > 0
        else lead
    )


def milestones_across(counts: list[tuple[str, int, int]]) -> str:
    """The title of milestones across England; each is its name, how many met it and how many planned to by now."""
    behind = [(name, met, planned) for name, met, planned in counts if met < planned]
    if not behind:
        return f"Each of {len(counts)} milestones is met by as many authorities as planned, or more"
    name, met, planned = max(behind, key=lambda count: count[2] - count[1])
    verb = "is" if len(behind) == 1 else "are"
    lead = f"{len(behind)} of {counted(len(counts), 'milestone')} {verb} behind plan across England"
    worst = f"{name[0].lower()}{name[1:]}" if name[1:2].islower() else name
    return f"{lead}; {worst} is furthest behind, met by {met} of the {planned} that planned to"


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


def against_neighbours(name: str, ahead: list[str], behind: list[str], whom: str = "its neighbours") -> str:
    """The title of the comparison with neighbours, or with whoever else `whom` names."""
    if not ahead and not behind:
        return f"{name} is close to the middle of {whom}"
    good = f"ahead of {whom} on {ahead[0]}" if ahead else ""
    bad = f"behind{'' if ahead else f' {whom}'} on {behind[0]}" if behind else ""
    return f"{name} is {', '.join(part for part in (good, bad) if part)}"


def returns_coverage(returned: int, due: int, children_pct: float | None, carried: int) -> tuple[str, str, str]:
    """The coverage line, as what goes before the bold words, the bold words and what follows."""
    children = f", {percent(children_pct)} of children" if children_pct is not None else ""
    missing = due - returned
    if missing <= 0:
        return "Returns: ", f"all {due} authorities", "."
    rest = "last known values are carried forward and marked [e]." if carried else "nothing is known of them yet."
    return "Returns: ", f"{returned} of {due} authorities", f"{children}. {missing} not returned: {rest}"
