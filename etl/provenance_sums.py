"""What authorities put into a total, and whether that comes to what is shown: added up by hand, not by the engine."""

import statistics
from collections.abc import Collection, Mapping

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from schemas.authorities import ENGLAND, authority
from schemas.indicators import Aggregation, Indicator
from schemas.observations import CENTS, Inputs
from schemas.places import memberships
from schemas.provenance import Contribution, Proof
from schemas.tables import Submission
from schemas.vocabulary import Level, SubmissionStatus

_Parts = Mapping[str, tuple[int | None, int | None]]
_ADDED = "Numerators are added up, and denominators are added up; no percentages are averaged."
_HOW = {
    Aggregation.RATIO: _ADDED,
    Aggregation.SUM: "Authorities' figures are added up.",
    Aggregation.SHARE: "Authorities that meet the test are counted, over those that it applies to.",
    Aggregation.DISTRIBUTION: "Authorities with this value are counted, over those that have one.",
    Aggregation.MEDIAN: "The middle of all the single values together is taken.",
    Aggregation.LARGEST: "The largest of the authorities' values is taken.",
    Aggregation.PUBLISHED: "The value is as published.",
}
_OF_ONE = "It was worked out again from the rows that count of the authority's files."
_COUNTED = "Authorities whose value passes the test are counted, over those that have one."


def members_of(inputs: Inputs, level: Level, geography: str) -> list[str]:
    """The authorities that make up a place in a quarter, in name order; an authority is its own.

    England is a member of itself as well, for what is its own and no authority's.
    """
    if level is Level.AUTHORITY:
        return [geography]
    on = inputs.period.reference_date
    found = memberships(on).filter(pl.col("level") == level, pl.col("geography") == geography)
    found = found.join(inputs.roster, on="authority_id", how="semi")
    named = sorted(found["authority_id"].to_list(), key=lambda id_: authority(id_, on).name)
    return [*named, *([ENGLAND] if level is Level.ENGLAND else [])]


def parts_of(parts: pl.DataFrame, indicator: Indicator, breakdown: str) -> dict[str, tuple[int | None, int | None]]:
    """Each authority's numerator and denominator in hundredths, for a total or a part of it."""
    wanted = "" if is_counted(indicator, breakdown) else breakdown
    rows = parts.filter(pl.col("breakdown") == wanted)
    found = {a: (num, den) for a, num, den in rows.select("authority_id", "num", "den").iter_rows()}
    if breakdown and indicator.breakdown is not None and indicator.breakdown.is_of_whole:
        wholes = parts.filter(pl.col("breakdown") == "").select("authority_id", "den")
        return {a: (found.get(a, (None, None))[0], den) for a, den in wholes.iter_rows()}
    return found


def is_counted(indicator: Indicator, breakdown: str) -> bool:
    """Whether a breakdown counts authorities by their own value, and is no part of theirs."""
    return breakdown in indicator.counted or (
        bool(indicator.distribution) and breakdown.startswith(f"{indicator.distribution}=")
    )


def _numbers(session: Session, form_code: str, inputs: Inputs) -> dict[tuple[str, str, int], int]:
    """The submission of each authority, quarter and version of a form: (authority_id, period, version) → id."""
    query = select(Submission.authority_id, Submission.period, Submission.version, Submission.id).where(  # type: ignore[call-overload]
        col(Submission.form_code) == form_code,
        col(Submission.status) == SubmissionStatus.SUBMITTED,
        col(Submission.period) <= str(inputs.period),
    )
    return {(a, period, version): number for a, period, version, number in session.execute(query)}


def contributions(
    session: Session, inputs: Inputs, indicator: Indicator, parts: _Parts, members: Collection[str]
) -> list[Contribution]:
    """What each member puts in, and where it stands."""
    on = inputs.period.reference_date
    held = inputs.standing.filter(pl.col("form_code") == indicator.form)
    whose = {
        a: (period, version) for a, period, version in held.select("authority_id", "period", "version").iter_rows()
    }
    numbers = _numbers(session, indicator.form, inputs)
    is_sent = indicator.form in set(inputs.due)
    found = []
    for id_ in members:
        if id_ == ENGLAND and id_ not in parts:
            continue
        period, version = whose.get(id_, ("", None))
        standing = "own" if period == str(inputs.period) or (not is_sent and id_ in parts) else "carried"
        is_in = bool(period) or (not is_sent and id_ in parts)
        num, den = parts.get(id_, (None, None)) if is_in else (None, None)
        number = numbers.get((id_, period, version or 0))
        found.append(
            Contribution(
                id_, "England itself" if id_ == ENGLAND else authority(id_, on).name, _whole(num), _whole(den), standing if is_in else "none", period, version,
                f"R{number:06d}" if number else "",
            )
        )  # fmt: skip
    return found


def proof(
    indicator: Indicator,
    breakdown: str,
    level: Level,
    parts: _Parts,
    items: Mapping[str, list[float]],
    given: list[Contribution],
    shown: tuple[float | None, float | None],
) -> Proof:
    """Work a figure out again from its parts, and hold it against what is shown.

    Args:
        parts: as `parts_of` gives them.
        items: the single values that a median is taken over, by authority.
        given: the members' contributions.
        shown: the numerator and denominator that are shown.
    """
    mine = {one.authority_id: parts[one.authority_id] for one in given if one.authority_id in parts}
    num, den, how = _come_to(indicator, breakdown, level, mine, [v for a in mine for v in items.get(a, [])])
    how = _OF_ONE if level is Level.AUTHORITY else how
    standing = [one.standing for one in given]
    is_empty = shown == (None, None)
    return Proof(
        how,
        _whole(num),
        _whole(den),
        is_empty or (_same(num, shown[0]) and _same(den, shown[1])),
        *(standing.count(which) for which in ("own", "carried", "none")),
    )


def _come_to(
    indicator: Indicator, breakdown: str, level: Level, mine: _Parts, items: list[float]
) -> tuple[int | None, int | None, str]:
    values = {a: num for a, (num, _) in mine.items() if num is not None}
    if level is not Level.AUTHORITY and breakdown in indicator.counted:
        test = indicator.counted[breakdown]
        passed = pl.DataFrame({"item": [v / CENTS for v in values.values()]}).select(test.sum()).item() if values else 0
        return passed * CENTS, len(values) * CENTS, _COUNTED
    how = _HOW[indicator.aggregation]
    if level is not Level.AUTHORITY and is_counted(indicator, breakdown):
        how, code = _HOW[Aggregation.DISTRIBUTION], breakdown.partition("=")[2]
        wanted = next((round(c.value * CENTS) for c in indicator.categories if c.code == code), None)
        return sum(v == wanted for v in values.values()) * CENTS, len(values) * CENTS, how
    if level is not Level.AUTHORITY and indicator.aggregation is Aggregation.SHARE:
        asked = {a: (num, den) for a, (num, den) in mine.items() if den}
        return _meeting(indicator, asked) * CENTS, len(asked) * CENTS, how
    if indicator.aggregation is Aggregation.LARGEST:
        return max(values.values(), default=None), None, how
    if indicator.aggregation is Aggregation.MEDIAN:
        middle = round(statistics.median(items) * CENTS) if items else None
        return middle, len(items) * CENTS, how
    return _added([num for num, _ in mine.values()]), _added([den for _, den in mine.values()]), how


def _meeting(indicator: Indicator, asked: _Parts) -> int:
    if indicator.share_when is None:
        return sum(num == den for num, den in asked.values())
    rows = [(None if num is None else num / CENTS, None if den is None else den / CENTS) for num, den in asked.values()]
    frame = pl.DataFrame(rows, schema={"numerator": pl.Float64, "denominator": pl.Float64}, orient="row")
    return int(frame.select(indicator.share_when.fill_null(False).sum()).item())


def _added(amounts: list[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _whole(hundredths: int | None) -> float | None:
    return None if hundredths is None else round(hundredths / CENTS, 2)


def _same(hundredths: int | None, shown: float | None) -> bool:
    return (hundredths or 0) == round((shown or 0) * CENTS)
