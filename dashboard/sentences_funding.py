"""The sentences of the Funding page: pure functions of sums, each to be read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.formats import counted, percent, pounds, spelled
from dashboard.sentences import the


@dataclass(frozen=True)
class Money:
    """England's start-up money this year and its running cost next year, in pounds; None where it is not known."""

    allocated: float | None = None
    paid: float | None = None
    committed: float | None = None
    spent: float | None = None
    forecast: float | None = None
    needed: float | None = None
    secured: float | None = None


def funding(it: Money, next_year: str) -> str:
    """The page's headline."""
    now = f"{_m(it.spent)} of the {_m(it.allocated)} start-up money is spent" if it.spent is not None and it.allocated else ""  # fmt: skip
    said = "; ".join(part for part in (now, _next(it, next_year)) if part)
    return f"{said}." if said else "Nothing is known yet of start-up money."


def _next(it: Money, year: str) -> str:
    if not it.needed or it.secured is None:
        return ""
    gap = it.needed - it.secured
    if gap <= 0:
        return f"all of the {_m(it.needed)} needed in {year} is secured"
    return f"{_m(gap)} of the {_m(it.needed)} needed in {year} is not yet secured"


def _m(value: float | None) -> str:
    return pounds(value or 0, is_national=True)


def flow(it: Money) -> str:
    """The title of the waterfall: what is paid and spent, and where the forecast for the year ends."""
    if not it.allocated or it.paid is None or it.spent is None:
        return "Start-up money from allocation to forecast"
    lead = f"{_m(it.paid)} of {_m(it.allocated)} is paid and {_m(it.spent)} spent"
    if it.forecast is None:
        return lead
    left = it.allocated - it.forecast
    if abs(left) < 50_000:
        return f"{lead}; all of it is forecast to be spent"
    return f"{lead}; the year's forecast is {_m(abs(left))} {'below' if left > 0 else 'above'} allocation"


def next_year(it: Money, year: str) -> str:
    """The title of next year's running cost."""
    if not it.needed or it.secured is None:
        return f"Running cost in {year}, and who pays"
    gap = it.needed - it.secured
    if gap <= 0:
        return f"All of the {_m(it.needed)} needed in {year} is secured"
    return f"{_m(gap)} of the {_m(it.needed)} needed in {year} is not yet secured"


def partners(shares: Mapping[str, float], silent: int | None = None) -> str:
    """The title of partners' shares; `silent` is how many authorities have nothing from the police or from health."""
    if not shares:
        return "What each partner has agreed to pay"
    most = max(shares, key=lambda name: shares[name])
    lead = f"The {most[0].lower()}{most[1:]} pays {percent(shares[most])} of what partners have agreed"
    if not silent:
        return lead
    where = "authority" if silent == 1 else "authorities"
    return f"{lead}; in {spelled(silent)} {where} the police or health pay nothing"


def cover(full: int, below: int, count: int, green: float, red: float) -> str:
    """The title of the strip of every authority's cover for next year."""
    if not count:
        return "Cover for next year's running cost"
    lead = f"{full} of {counted(count, 'authority', 'authorities')} have secured {green:g}% or more of next year's cost"
    return f"{lead}; {below} {'has' if below == 1 else 'have'} less than {red:g}%"


def cover_by_region(shares: Mapping[str, float]) -> str:
    """The same to those who see regions only."""
    if not shares:
        return "Cover for next year's running cost"
    most, least = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    return f"Cover for next year is {percent(shares[most])} in {the(most)} and {percent(shares[least])} in {the(least)}"


def contradictions(count: int, authorities: int) -> str:
    """The title of the table of figures that do not go together."""
    if count == 0:
        return "No authority's figures of money contradict one another"
    who = counted(authorities, "authority", "authorities")
    return f"{counted(count, 'contradiction', at_start=True)} in the figures of {who if authorities > 9 else spelled(authorities) + who[1:]}"
