"""Funding: England's start-up money from allocation to forecast, and the sums by region that it is made of."""

from collections.abc import Callable, Iterator

import polars as pl

from dashboard.cells import cell, places, symbols
from dashboard.charts import Share
from dashboard.charts import flow as flow_spec
from dashboard.components import table, tag
from dashboard.figure import Figure, figure
from dashboard.formats import NOTHING, day, percent, pounds
from dashboard.markup import Markup, Words, heading, joined, paragraph
from dashboard.quarter import Figure as One
from dashboard.quarter import Quarter
from dashboard.sentences_funding import Money, flow
from schemas.authorities import ENGLAND
from schemas.indicators_supporting import COMMITTED

Amount = Callable[[One], float | None]


def _numerator(one: One) -> float | None:
    return one.numerator


def _forecast(one: One) -> float | None:
    return None if one.numerator is None or one.denominator is None else one.numerator + one.denominator


LEVELS: tuple[tuple[str, str, Amount], ...] = (
    ("Allocated", "FU-01", _numerator),
    ("Paid", "FU-02", _numerator),
    ("Committed", COMMITTED, _numerator),
    ("Spent", "FU-03", _numerator),
    ("Forecast for the year", "FU-04", _forecast),
)
_HEADS = ("Region", "Allocated", "Paid", "Committed", "Spent", "Forecast", "Paid", "Spent", "Spending against profile")


def amounts(quarter: Quarter, place: str = ENGLAND) -> dict[str, float | None]:
    """The five amounts of a place in pounds, by their names."""
    return {name: amount(quarter.figure(id_, place)) for name, id_, amount in LEVELS}


def money(quarter: Quarter) -> Money:
    """England's amounts, with next year's running cost and what of it is secured."""
    allocated, paid, committed, spent, forecast = amounts(quarter).values()
    cost = quarter.figure("FU-06")
    return Money(allocated, paid, committed, spent, forecast, cost.denominator, cost.numerator)


def flow_figure(quarter: Quarter) -> Figure | None:
    """The waterfall from allocated to forecast; None where a level is not known."""
    levels = [Share(name, gbp) for name, gbp in amounts(quarter).items() if gbp is not None]
    if len(levels) < len(LEVELS):
        return None
    year, on = quarter.period.financial_year, day(quarter.period.reference_date)
    between = list(_between(levels))
    rows = [(level.name, pounds(level.gbp, is_national=True)) for level in levels]
    return figure(
        "flow",
        flow(money(quarter)),
        f"Start-up grants of {year}, England, to {on}. Solid bars are amounts; hatched bars the steps between them.",
        flow_spec(levels, between),
        f"Waterfall chart. {'; '.join(' '.join(row) for row in rows)}. The same data is in the table below.",
        _levels(quarter, levels),
        frame(quarter),
        f"start-up-money-{str(quarter.period).replace(' ', '-')}.csv",
        "Allocated is the grant determination. Paid, committed and spent are counted from 1 April to the end of the quarter; "
        "committed is money under contract or agreed, whether spent or not. The forecast is what authorities expect to have "
        "spent by 31 March. Money is never carried into a new financial year.",
        "Grant determination; Funding returns, certified by the section 151 officer.",
        narrow=flow_spec(levels, between, is_narrow=True),
    )


def _levels(quarter: Quarter, levels: list[Share]) -> Markup:
    """Each amount and its share of what is allocated."""
    whole = levels[0].gbp
    rows = [
        (name, cell(quarter, id_, ENGLAND, _worded(amount)), percent(100 * level.gbp / whole) if whole else NOTHING)
        for (name, id_, amount), level in zip(LEVELS, levels, strict=True)
    ]
    heads = ("Amount", "England", "Of what is allocated")
    return joined([table(heads, rows, "From allocation to forecast", numeric=[1, 2]), _symbols(quarter)])


def _worded(amount: Amount) -> Callable[[One], str]:
    return lambda one: pounds(amount(one) or 0, is_national=True)


def _between(levels: list[Share]) -> Iterator[str]:
    """What each step is called: amounts usually fall from one to the next, and rise to the forecast."""
    falls = ("Not yet paid", "Paid, not committed", "Committed, not spent", "Spent above forecast")
    rises = ("Paid above allocation", "Committed ahead of payment", "Spent ahead of commitment", "Still to spend")
    for at, (fall, rise) in enumerate(zip(falls, rises, strict=True)):
        yield rise if levels[at + 1].gbp > levels[at].gbp else fall


def by_region(quarter: Quarter) -> Markup:
    """The sums behind the picture, on the page."""
    title = heading("Start-up money by region", anchor="regions", is_pinned=True)
    words = "Regions add up to England; rounded amounts may differ by £0.1m. Each leads to where it comes from."
    return joined([title, region_table(quarter), _symbols(quarter), paragraph(words, kind="small")])


def region_table(quarter: Quarter) -> Markup:
    """Each amount of each region and of England."""
    rows = [_region(quarter, code, name) for code, name in places()]
    return table(_HEADS, rows, "Start-up money by region", numeric=range(1, 8), last_is_total=True)


def _region(quarter: Quarter, code: str, name: str) -> tuple[Words, ...]:
    return (
        name,
        *(cell(quarter, id_, code, _worded(amount)) for _, id_, amount in LEVELS),
        *(cell(quarter, id_, code, lambda one: percent(one.value or 0)) for id_ in ("FU-02", "FU-03")),
        tag(quarter.figure("FU-03", code).rag),
    )


def _symbols(quarter: Quarter) -> Markup:
    return symbols(quarter, [(id_, code, "") for _, id_, _ in LEVELS for code, _ in places()])


def frame(quarter: Quarter) -> pl.DataFrame:
    """The amounts of England and each region, in pounds, and what was returned."""
    rows = []
    for code, name in places():
        spent = quarter.figure("FU-03", code)
        rows.append((name, *amounts(quarter, code).values(), spent.returned, spent.due, spent.flags))
    names = ("allocated_gbp", "paid_gbp", "committed_gbp", "spent_gbp", "forecast_gbp")
    counts = {"returned_count": pl.Int64, "due_count": pl.Int64, "flags": pl.String}
    return pl.DataFrame(rows, schema={"place": pl.String, **dict.fromkeys(names, pl.Float64), **counts}, orient="row")
