"""The sentences of the Workforce page: pure functions of counts, each to be read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.formats import counted, day, number, percent, spelled
from dashboard.sentences import the


@dataclass(frozen=True)
class Workforce:
    """Where staffing stands in England.

    Args:
        vacant_pct: of established posts; None if it may not be shown.
        emptiest: the agency with the largest share vacant, for example "health"; "" if not known.
        core: authorities with all four members that the Act requires.
        units: authorities with a Unit that has established posts.
    """

    vacant_pct: float | None
    emptiest: str = ""
    core: int | None = None
    units: int = 0


def workforce(it: Workforce) -> str:
    """The page's headline."""
    most = f", most in {it.emptiest}" if it.emptiest else ""
    posts = f"{percent(it.vacant_pct)} of Unit posts are vacant{most}" if it.vacant_pct is not None else ""
    members = f"{it.core} of {it.units} authorities have all four members that the Act requires" if it.core is not None and it.units else ""  # fmt: skip
    said = "; ".join(part for part in (posts, members) if part)
    return f"{said}." if said else "Nothing is known yet of posts in Units."


def vacancies(shares: Mapping[str, float], red: float | None) -> str:
    """The title of vacancies by agency: the emptiest, and how many are above the red threshold."""
    if not shares:
        return "Posts vacant, by agency"
    worst = max(shares, key=lambda name: shares[name])
    lead = f"{worst} posts are emptiest, {percent(shares[worst])} vacant"
    if red is None:
        return lead
    above = sum(share > red for share in shares.values())
    if above == len(shares) > 1:
        return f"{lead}; all {spelled(above)} agencies are above {red:g}%"
    return f"{lead}; {spelled(above) if above else 'none'} of {spelled(len(shares))} agencies {'is' if above <= 1 else 'are'} above {red:g}%"


def by_region(agency: str, shares: Mapping[str, float]) -> str:
    """The title of the small multiples: where the emptiest agency's posts are most and least vacant."""
    if len(shares) < 2:
        return "Posts vacant, by agency and region"
    most, least = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    return (
        f"{agency} posts are {percent(shares[most])} vacant in {the(most)} and {percent(shares[least])} in {the(least)}"
    )


def complete(count: int | None, units: int, size: int, who: str) -> str:
    """The title of a membership: "93 of 131 authorities have all four members that the Act requires"."""
    if count is None or not units:
        return f"Members in post, of the {spelled(size)} {who}"
    return f"{count} of {counted(units, 'authority', 'authorities')} {'has' if units == 1 else 'have'} all {spelled(size)} {who}"


def models(shares: Mapping[str, float]) -> str:
    """The title of the employment models."""
    if not shares:
        return "Filled posts, by employment model"
    most = max(shares, key=lambda name: shares[name])
    return f"{percent(shares[most])} of filled posts are {most[0].lower()}{most[1:]}, the commonest of {spelled(len(shares))} models"


def ending(count_fte: float | None, seconded_fte: float | None, share_pct: float | None, by: date) -> str:
    """The title of secondments that end soon."""
    if count_fte is None or seconded_fte is None or share_pct is None:
        return f"Secondments that end by {day(by)} with no successor"
    if count_fte == 0:
        return f"No seconded post ends by {day(by)} without a successor"
    lead = f"{number(count_fte, 1)} of {number(seconded_fte, 1)} seconded posts, {percent(share_pct)},"
    return f"{lead} end by {day(by)} with no successor"


def co_located(share_pct: float | None, below: int, red: float | None) -> str:
    """The title of co-location: England's share, and the regions below the red threshold."""
    if share_pct is None:
        return "Filled posts at the shared site"
    lead = f"{percent(share_pct)} of filled posts are at the shared site"
    if red is None:
        return lead
    return f"{lead}; {counted(below, 'region is', 'regions are') if below else 'no region is'} below {red:g}%"


def short(count: int, children: int, ahead: int) -> str:
    """The title of the authorities without a member that the Act requires; `ahead` declare an operational Unit all the same."""
    if count == 0:
        return "Every authority with a Unit has all four members that the Act requires"
    who = counted(count, "authority", "authorities", at_start=True)
    where = f", with {_many(children)} children," if children else ""
    lead = f"{who}{where} {'lacks' if count == 1 else 'lack'} a member that the Act requires"
    return f"{lead}; {spelled(ahead)} {'declares' if ahead == 1 else 'declare'} an operational Unit" if ahead else lead


def _many(children: int) -> str:
    return f"{number(children / 1_000_000, 1)}m" if children >= 1_000_000 else number(children)
