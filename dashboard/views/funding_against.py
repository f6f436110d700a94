"""Funding: figures of money that do not go together, found by rule, and what changed across England."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.cells import Moved, moved
from dashboard.components import table
from dashboard.formats import counted, number, percent
from dashboard.markup import Markup, Words, details, heading, joined, link, paragraph, strong
from dashboard.quarter import Figure, Quarter
from dashboard.sentences_funding import contradictions as title_of
from dashboard.views.funding_flow import LEVELS, Amount
from dashboard.views.workforce_posts import bounds
from schemas.authorities import Authority
from schemas.programme import Grant, Milestone

SHOWN = 8
IDLE_FROM = 2
SLOW = 0.5
RULES: dict[str, tuple[str, str]] = {
    "overspent": ("Spent more than paid", "More of a grant is spent since 1 April than is paid."),
    "overpaid": ("Paid more than allocated", "More of a grant is paid than is for starting the Unit."),
    "uncommitted": ("Spent more than committed", "Committed money includes what is spent, so it cannot be less."),
    "forecast": ("Forecast below spending", "The forecast for the whole year is below what is spent already."),
    "idle": ("Paid, nothing spent", "A grant is paid and nothing of it is spent after two quarters of the year or more."),
    "slow": ("Paid, little spent", "All that the profile expects is paid, and less than half of it is spent."),
    "budget": ("Budget approved, cost not secured", "The milestone of a locally funded budget is met, and less of next year's cost is secured than where red begins."),
}  # fmt: skip


@dataclass(frozen=True)
class Contradiction:
    """Two figures of an authority that do not go together: which rule, how much, and in words."""

    rule: str
    authority: Authority
    gbp: float
    words: str


def contradictions(quarter: Quarter, grants: pl.DataFrame, dates: pl.DataFrame) -> list[Contradiction]:
    """Every contradiction in what the viewer may see, the largest first.

    Args:
        grants: as `reads.grants` gives them.
        dates: as `reads.milestone_dates` gives them.
    """
    places = {place.authority_id: place for place in quarter.authorities}
    rows = (row for row in grants.iter_rows(named=True) if row["authority_id"] in places)
    found = [Contradiction(rule, places[row["authority_id"]], gbp, words) for row in rows for rule, gbp, words in _of_grant(row, quarter)]  # fmt: skip
    found += _unfunded(quarter, dates)
    return sorted(found, key=lambda one: (-one.gbp, one.authority.name))


def _of_grant(row: dict[str, Any], quarter: Quarter) -> Iterator[tuple[str, float, str]]:
    """What does not agree in one grant: the rule, the pounds, the words."""
    paid, spent, profile = row["paid_gbp"], row["spent_ytd_gbp"], row["profile_ytd_gbp"]
    has_spent = f"{Grant(row['grant']).label}: {_exact(spent)} spent"
    if spent > paid:
        yield "overspent", spent - paid, f"{has_spent}, {_exact(paid)} paid."
    if paid > row["start_up_gbp"]:
        yield (
            "overpaid",
            paid - row["start_up_gbp"],
            f"{has_spent}; {_exact(paid)} paid of {_exact(row['start_up_gbp'])}.",
        )
    if row["committed_gbp"] < spent:
        yield "uncommitted", spent - row["committed_gbp"], f"{has_spent}, {_exact(row['committed_gbp'])} committed."
    if row["forecast_outturn_gbp"] < spent:
        yield "forecast", spent - row["forecast_outturn_gbp"], f"{has_spent}; {_exact(row['forecast_outturn_gbp'])} forecast for the year."  # fmt: skip
    if paid > 0 == spent and quarter.period.quarter >= IDLE_FROM:
        yield "idle", paid, f"{has_spent}, {_exact(paid)} paid."
    elif 0 < spent < SLOW * profile and paid >= profile:
        yield "slow", profile - spent, f"{has_spent}, {_exact(profile)} in the profile and {_exact(paid)} paid."


def _unfunded(quarter: Quarter, dates: pl.DataFrame) -> Iterator[Contradiction]:
    """Authorities that say their local budget is approved while next year's cost is far from secured."""
    approved = dates.filter(pl.col("milestone") == Milestone.M18, pl.col("actual_on").is_not_null())
    met, red = set(approved["authority_id"]), bounds("FU-06", quarter)[1]
    for place in quarter.authorities:
        cost = quarter.figure("FU-06", place.authority_id)
        if place.authority_id in met and cost.value is not None and red is not None and cost.value < red:
            gap = (cost.denominator or 0) - (cost.numerator or 0)
            words = f"Budget approved; {percent(cost.value)} of next year's cost secured."
            yield Contradiction("budget", place, gap, words)


def against(quarter: Quarter, grants: pl.DataFrame, dates: pl.DataFrame, *, is_every: bool) -> Markup:
    """The table of contradictions; to an officer of their own authority only, and said so."""
    found = contradictions(quarter, grants, dates)
    authorities = {one.authority.authority_id for one in found}
    words = title_of(len(found), len(authorities)) if is_every else _own_title(len(found))
    title = heading(words, anchor="contradictions", is_pinned=True)
    rules = details("See the rules", joined(paragraph(strong(f"{name}: "), rule) for name, rule in RULES.values()))
    if not found:
        return joined([title, rules])
    rows = [_row(one) for one in found]
    rest = [details(f"Show all {len(rows)}", _table(rows, "Every contradiction"))] if len(rows) > SHOWN else []
    sub = paragraph(
        "Found by rule in this quarter's returns, the largest amount first. Each may have a good reason: ask.",
        kind="sub",
    )
    return joined([title, sub, _table(rows[:SHOWN], "Figures that do not go together"), *rest, rules])


def _own_title(count: int) -> str:
    if not count:
        return "Your figures of money do not contradict one another"
    return f"{counted(count, 'contradiction', at_start=True)} in your figures of money"


def _row(one: Contradiction) -> tuple[Words, ...]:
    name = link(one.authority.name, f"/authority?code={one.authority.address_code}")
    return name, RULES[one.rule][0], one.words, _exact(one.gbp)


def _exact(gbp: float) -> str:
    """To the pound: two amounts that differ must not look the same."""
    return f"£{number(gbp)}"


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
