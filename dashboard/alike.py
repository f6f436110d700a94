"""Why each neighbour of an authority is one: what the model says, and what can be seen of how alike they are."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.components import flagged, symbols_used, table
from dashboard.formats import listed, number, spelled
from dashboard.markup import Markup, Words, heading, html, joined, link, paragraph
from schemas.authorities import Authority, closeness
from schemas.authorities import authority as registered

MODEL = "2025 model"
_NOT_SAID = "Not said"
_SHOWN = {"population": "Children", "in_need_rate": "In need per 10,000 children", "spend_per_child": "Spent per child"}
# The register's own figure, where the estimates have not been loaded.
_SIZE = "Children, mid-2024"
_Known = Mapping[tuple[str, str], dict[str, Any]]


def neighbours_table(place: Authority, found: pl.DataFrame, *, may_read_others: bool) -> Markup:
    """The ten neighbours, nearest first, with how close the model calls each, and figures of those that may be read.

    Args:
        place: whose neighbours.
        found: as `reads_compare.alike` gives it.
        may_read_others: whether the viewer reads other authorities; the published list itself is no secret.
    """
    near = [registered(id_) for id_ in place.neighbours]
    if not near:
        return Markup("")
    known = {(r["authority_id"], r["code"]): r for r in found.iter_rows(named=True)} if may_read_others else {}
    codes = [code for code in _SHOWN if (place.authority_id, code) in known]
    has_size = may_read_others and "population" not in codes
    shown = [f"{_SHOWN[code]}, {known[place.authority_id, code]['period']}" for code in codes]
    heads = ("Authority", "How close", "Region", "Type", *([_SIZE] if has_size else []), *shown)
    rows = [
        (
            _named(at, one, is_link=may_read_others),
            _close(place, one.authority_id) if at else "Itself",
            one.region_name,
            one.authority_type[0].upper() + one.authority_type[1:],
            *([_size(one)] if has_size else []),
            *(_figure(known, one.authority_id, code) for code in codes),
        )
        for at, one in enumerate((place, *near))
    ]
    made = table(heads, rows, f"The statistical neighbours of {place.name}, nearest first", numeric=range(4, len(heads)), is_stacked=True)  # fmt: skip
    used = {str(row["status"]) for row in known.values()} | ({"x"} if len(known) < len(rows) * len(codes) else set())
    lead = paragraph(_lead(place, has_figures=may_read_others), kind="sub")
    return joined([heading(finding(place), anchor="why", is_pinned=True), lead, made, symbols_used(used)])


def finding(place: Authority) -> str:
    """How close the model calls the neighbours, counted, and how many are in the same region."""
    said = Counter(_close(place, id_).lower() for id_ in place.neighbours)
    close = listed([f"{spelled(count)} {words}" for words, count in said.most_common()])
    if len(said) == 1:
        close = f"all {spelled(len(place.neighbours))} {next(iter(said))}"
    same = sum(registered(id_).region_code == place.region_code for id_ in place.neighbours)
    return f"Why each neighbour is one: {close}; {spelled(same) if same else 'none'} in {place.name}'s own region"


def _close(place: Authority, neighbour_id: str) -> str:
    return closeness().get((place.authority_id, neighbour_id), _NOT_SAID)


def _lead(place: Authority, *, has_figures: bool) -> str:
    words = (
        f"The department's {MODEL} lists them as most like {place.name} in people and circumstances, and says in words how close "
        "each is. The distances and characteristics behind the words are not held here, so none are shown."
    )
    beside = " Published statistics stand beside, to see how alike they are."
    return words + beside if has_figures else words


def _named(at: int, one: Authority, *, is_link: bool) -> Markup:
    name: Words = link(one.name, f"/authority?code={one.address_code}") if is_link else one.name
    return html("{at}. {name}", at=at, name=name) if at else html("{name}", name=name)


def _figure(known: _Known, authority_id: str, code: str) -> Markup:
    row = known.get((authority_id, code))
    if row is None:
        return flagged("", "x")
    return flagged("" if row["value"] is None else _words(row["value"], code), row["status"])


def _size(one: Authority) -> str:
    return number(one.population_0_17) if one.population_0_17 else "Not known"


def _words(value: float, code: str) -> str:
    return f"£{number(value)}" if code == "spend_per_child" else number(value, 1 if code == "in_need_rate" else 0)
