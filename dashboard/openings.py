"""How every page of figures opens: the finding, what it rests on, and how fresh it is."""

import polars as pl

from dashboard.components import coverage, headline, provenance
from dashboard.formats import day
from dashboard.markup import Markup, joined, link
from dashboard.quarter import Quarter
from dashboard.sentences import returns_coverage
from etl.settings import day_of


def opening(page_name: str, sentence: str, quarter: Quarter, indicator_id: str = "UR-02") -> Markup:
    """Headline, coverage line and provenance line of a national page; the indicator is one of the return that it rests on."""
    return joined([headline(page_name, sentence), national_coverage(quarter, indicator_id), positioned(quarter)])


def national_coverage(quarter: Quarter, indicator_id: str = "UR-02") -> Markup:
    """How many authorities the national figures rest on, and how many children live in them."""
    stage = quarter.figure(indicator_id)
    if stage.returned is None or stage.due is None:
        return coverage("Returns: ", "not known")
    return coverage(
        *returns_coverage(
            stage.returned, stage.due, _children(quarter, _OF_EACH.get(indicator_id, indicator_id)), stage.is_estimated
        )
    )


# The share of authorities that are operational is not a figure of an authority: its stage is.
_OF_EACH = {"UR-02": "UR-01"}


def _children(quarter: Quarter, indicator_id: str) -> float | None:
    """The share of children living in authorities that returned; None to those who cannot see every authority, and
    where the number of children in one is not known.
    """
    known = {a.authority_id: quarter.figure(indicator_id, a.authority_id) for a in quarter.authorities}
    if any(figure.due is None for figure in known.values()) or not all(a.population_0_17 for a in quarter.authorities):
        return None
    everyone = sum(a.population_0_17 for a in quarter.authorities)
    returned = (a for a in quarter.authorities if known[a.authority_id].returned)
    return 100 * sum(a.population_0_17 for a in returned) / everyone


def positioned(quarter: Quarter) -> Markup:
    """The day that the figures are a position at, and the release that they are from, or how new they are."""
    position = f"Position at {day(quarter.period.reference_date)}"
    if quarter.release is not None:
        released = quarter.release
        words = link(f"Release {released.id}: {released.title}", "/releases")
        return provenance(position, joined([words, f", shown from {day(day_of(released.visible_from))}"]))
    if quarter.now.is_empty():
        return provenance(position)
    number, newest = quarter.now.select(pl.col("computation_id").max(), pl.col("as_of").max()).row(0)
    return provenance(position, f"Newest figures, of {day(day_of(newest))} (update {number})")
