"""Counts of a quarter that headlines, decisions and changes are written from."""

from dataclasses import dataclass

from dashboard.formats import counted, number, pounds
from dashboard.quarter import Quarter, day_named
from dashboard.sentences import Rollout
from schemas.authorities import ENGLAND
from schemas.indicators_supporting import MEMBERS_MISSING, OPERATIONAL_PLANNED, SLIPPED
from schemas.programme import STATUTORY_CORE, Agency, SlippageReason, Stage

MEMBERS = {
    Agency.SOCIAL_WORK: "social worker",
    Agency.POLICE: "police member",
    Agency.HEALTH: "health member",
    Agency.EDUCATION: "education member",
}


@dataclass(frozen=True)
class Point:
    """A computed line of "what may need a decision" or "what changed": words, a number or a note, and where to look."""

    words: str
    note: str
    href: str = ""


def rollout_counts(quarter: Quarter) -> Rollout:
    """Where rollout stands in England."""
    share, slipped = quarter.figure("UR-02"), quarter.figure(SLIPPED)
    reason, _ = slip_reason(quarter)
    return Rollout(
        total=round(share.denominator or 0),
        operational=round(share.numerator or 0),
        fully=stages(quarter).get(Stage.FULLY_OPERATIONAL, 0) + stages(quarter).get(Stage.EMBEDDED, 0),
        planned=planned(quarter),
        mobilising=stages(quarter).get(Stage.MOBILISING, 0),
        slipped=round(slipped.value or 0) if slipped.denominator else None,
        slip_reason=reason,
    )


def planned(quarter: Quarter, indicator_id: str = OPERATIONAL_PLANNED) -> int | None:
    """How many authorities the plan had at the stage by the end of the quarter."""
    now = {day_named(name): figure for name, figure in quarter.breakdowns(indicator_id).items()}
    figure = now.get(quarter.period.reference_date, quarter.figure(indicator_id))
    return None if figure.value is None else round(figure.value)


def stages(quarter: Quarter, place: str = ENGLAND, indicator_id: str = "UR-01") -> dict[int, int]:
    """How many authorities are at each evidenced stage."""
    found = {
        name: figure for name, figure in quarter.breakdowns(indicator_id, place).items() if name.startswith("stage=")
    }
    return {int(name.removeprefix("stage=")): round(f.value or 0) for name, f in found.items()}


def slip_reason(quarter: Quarter) -> tuple[str, int]:
    """The reason that more than half of those that slipped gave, and how many gave it; "" if no reason did."""
    given = {name.removeprefix("reason="): f.value or 0 for name, f in quarter.breakdowns(SLIPPED).items()}
    coded = {code: count for code, count in given.items() if code not in (SlippageReason.NONE, SlippageReason.OTHER)}
    most = max(coded, key=lambda code: coded[code], default="")
    if not most or coded[most] * 2 <= (quarter.figure(SLIPPED).value or 0):
        return "", 0
    return SlippageReason(most).label, round(coded[most])


def lacked(quarter: Quarter) -> str:
    """The statutory member that authorities without an operational Unit most often lack; "" if not known."""
    waiting = {place for place, stage in quarter.values("UR-01").items() if stage < Stage.OPERATIONAL}
    missing = {agency: quarter.values(MEMBERS_MISSING, f"agency={agency}") for agency in STATUTORY_CORE}
    counts = {agency: sum(places.get(place, 0) > 0 for place in waiting) for agency, places in missing.items()}
    most = max(counts, key=lambda agency: counts[agency])
    return f"{'an' if most is Agency.EDUCATION else 'a'} {MEMBERS[most]}" if counts[most] else ""


def needed(quarter: Quarter) -> list[Point]:
    """What the figures say may need a decision: computed from returns, never written."""
    missing = {agency: quarter.figure(MEMBERS_MISSING, breakdown=f"agency={agency}") for agency in STATUTORY_CORE}
    agency = max(missing, key=lambda a: missing[a].value or 0)
    money, late = quarter.figure("FU-06"), quarter.figure("UR-06", breakdown="after=national_date")
    points = []
    if count := round(missing[agency].value or 0):
        of = (
            f"Of {round(missing[agency].denominator or 0)} with a Unit. The Act requires one."
            if missing[agency].denominator
            else ""
        )
        points.append(Point(f"{counted(count, 'authority has', 'authorities have')} no {MEMBERS[agency]} in post.", of))
    if count := round(late.numerator or late.value or 0):
        words = f"{counted(count, 'authority forecasts', 'authorities forecast')} full operation after 31 March 2027."
        points.append(Point(words, "By their own dates, met or forecast."))
    gap = (money.denominator or 0) - (money.numerator or 0)
    if gap > 0:
        note = f"Of {pounds(money.denominator or 0, is_national=True)} needed next financial year."
        points.append(Point(f"{pounds(gap, is_national=True)} of running cost is not secured locally.", note))
    return points


def changes(quarter: Quarter) -> list[Point]:
    """What changed since last quarter: counts, computed from the two quarters."""
    share, earlier = quarter.figure("UR-02"), quarter.figure_before("UR-02")
    now, before = quarter.values("UR-01"), quarter.values_before("UR-01")
    # Whoever sees only some authorities gets no count of moves: it would be theirs, and read as England's.
    both = now.keys() & before.keys() if len(now) >= (share.denominator or 0) else set()
    points = []
    if both:
        became = sum(before[p] < Stage.OPERATIONAL <= now[p] for p in both)
        points += [
            Point("Authorities became operational", number(became), "/rollout"),
            Point("Moved up a stage", number(sum(now[p] > before[p] for p in both)), "/rollout"),
            Point("Moved back a stage", number(sum(now[p] < before[p] for p in both)), "/rollout"),
        ]
    slipped = quarter.figure(SLIPPED)
    if slipped.denominator:
        points.append(
            Point("Forecasts slipped by more than 30 days", number(slipped.value or 0), "/rollout" if both else "")
        )
    if share.numerator is not None and earlier.numerator is not None and not both:
        points.append(Point("Operational, now and last quarter", f"{share.numerator:.0f}, was {earlier.numerator:.0f}"))
    if share.returned is not None and earlier.returned is not None:
        points.append(Point("Returns received, now and last quarter", f"{share.returned}, was {earlier.returned}"))
    return points
