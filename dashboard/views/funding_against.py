"""Funding: figures of money that do not go together, found by rule, and what changed across England."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dashboard.cells import Moved, moved
from dashboard.components import table
from dashboard.formats import counted, percent, pounds
from dashboard.markup import Markup, Words, details, heading, joined, link, paragraph, strong
from dashboard.quarter import Figure, Quarter
from dashboard.sentences_funding import contradictions as title_of
from dashboard.views.funding_flow import LEVELS, Amount, amounts
from dashboard.views.workforce_posts import bounds
from schemas.authorities import Authority
from schemas.programme import Milestone

SHOWN = 8
IDLE_FROM = 2
RULES: dict[str, tuple[str, str]] = {
    "overspent": ("Spent more than paid", "Spending since 1 April is more than the grant paid since then."),
    "idle": ("Paid, nothing spent", "Grant is paid and nothing is spent after two quarters of the year or more."),
    "overpaid": ("Paid more than allocated", "The grant paid is more than the determination allocates."),
    "uncommitted": ("Spent more than committed", "Committed money includes what is spent, so it cannot be less."),
    "forecast": ("Forecast below spending", "The forecast for the whole year is below what is spent already."),
    "budget": ("Budget approved, cost not secured", "The milestone of a locally funded budget is met, and less of next year's cost is secured than where red begins."),
}  # fmt: skip


@dataclass(frozen=True)
class Contradiction:
    """Two figures of an authority that do not go together: which rule, how much, and in words."""

    rule: str
    authority: Authority
    gbp: float
    words: str
    is_estimated: bool = False


def contradictions(quarter: Quarter, dates: pl.DataFrame) -> list[Contradiction]:
    """Every contradiction in what the viewer may see, in the order of the rules and then the largest first.

    Args:
        dates: as `reads.milestone_dates` gives them.
    """
    approved = set(
        dates.filter(pl.col("milestone") == Milestone.M18, pl.col("actual_on").is_not_null())["authority_id"]
    )
    found = [
        one for place in quarter.authorities for one in _of(quarter, place, is_approved=place.authority_id in approved)
    ]
    order = list(RULES)
    return sorted(found, key=lambda one: (order.index(one.rule), -one.gbp, one.authority.name))


def _of(quarter: Quarter, place: Authority, *, is_approved: bool) -> Iterator[Contradiction]:
    allocated, paid, committed, spent, forecast = amounts(quarter, place.authority_id).values()
    is_estimated = quarter.figure("FU-03", place.authority_id).is_estimated

    def found(rule: str, gbp: float, words: str) -> Contradiction:
        return Contradiction(rule, place, gbp, words, is_estimated)

    if paid is not None and spent is not None:
        if spent > paid:
            yield found("overspent", spent - paid, f"{pounds(spent)} spent and {pounds(paid)} paid.")
        if paid > 0 and spent == 0 and quarter.period.quarter >= IDLE_FROM:
            yield found("idle", paid, f"{pounds(paid)} paid and nothing spent since 1 April.")
    if paid is not None and allocated is not None and paid > allocated:
        yield found("overpaid", paid - allocated, f"{pounds(paid)} paid of {pounds(allocated)} allocated.")
    if spent is not None and committed is not None and committed < spent:
        yield found("uncommitted", spent - committed, f"{pounds(spent)} spent and {pounds(committed)} committed.")
    if spent is not None and forecast is not None and forecast < spent:
        yield found("forecast", spent - forecast, f"{pounds(spent)} spent; {pounds(forecast)} forecast for the year.")
    cost, red = quarter.figure("FU-06", place.authority_id), bounds("FU-06", quarter)[1]
    if is_approved and cost.value is not None and red is not None and cost.value < red:
        gap = (cost.denominator or 0) - (cost.numerator or 0)
        yield found("budget", gap, f"Budget approved, and {percent(cost.value)} of next year's cost secured.")


def against(quarter: Quarter, dates: pl.DataFrame, *, is_every: bool) -> Markup:
    """The table of contradictions; to an officer of their own authority only, and said so."""
    found = contradictions(quarter, dates)
    authorities = {one.authority.authority_id for one in found}
    words = title_of(len(found), len(authorities)) if is_every else _own_title(len(found))
    title = heading(words, anchor="contradictions", is_pinned=True)
    rules = details("See the rules", joined(paragraph(strong(f"{name}: "), rule) for name, rule in RULES.values()))
    if not found:
        return joined([title, rules])
    rows = [_row(one) for one in found]
    rest = [details(f"Show all {len(rows)}", _table(rows, "Every contradiction"))] if len(rows) > SHOWN else []
    sub = paragraph(
        "Found by rule, the largest amount of each rule first. Each may have a good reason: ask.", kind="sub"
    )
    return joined([title, sub, _table(rows[:SHOWN], "Figures that do not go together"), *rest, rules])


def _own_title(count: int) -> str:
    if not count:
        return "Your figures of money do not contradict one another"
    return f"{counted(count, 'contradiction', at_start=True)} in your figures of money"


def _row(one: Contradiction) -> tuple[Words, ...]:
    name = link(one.authority.name, f"/authority?code={one.authority.address_code}")
    carried = " Last known figures [e]." if one.is_estimated else ""
    return name, RULES[one.rule][0], f"{one.words}{carried}", pounds(one.gbp)


def _table(rows: list[tuple[Words, ...]], caption: str) -> Markup:
    return table(("Authority", "What does not agree", "Figures", "Amount"), rows, caption, numeric=[3], is_stacked=True)


def changes(quarter: Quarter) -> Markup:
    """What changed since last quarter; money counted since 1 April begins again in the first quarter of a year."""
    title = heading("What changed", anchor="changed", is_pinned=True)
    given: list[Moved] = []
    if quarter.period.quarter > 1:
        given = [(name, id_, "", _in_millions(amount), 1, "£m") for name, id_, amount in LEVELS]
    note = "" if given else " Start-up money is counted from 1 April, so it begins again this quarter."
    given += [
        ("Needed next year", "FU-06", "", _in_millions(lambda one: one.denominator), 1, "£m"),
        ("Secured for next year", "FU-06", "", _in_millions(lambda one: one.numerator), 1, "£m"),
        ("Share secured", "FU-06", "", lambda one: one.value, 1, "%"),
    ]
    sub = paragraph(f"England, since {quarter.period.previous.label}.{note}", kind="sub")
    return joined([title, sub, moved(quarter, given, "What changed in money since last quarter")])


def _in_millions(amount: Amount) -> Amount:
    def part(one: Figure) -> float | None:
        gbp = amount(one)
        return None if gbp is None else gbp / 1_000_000

    return part
