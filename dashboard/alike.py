"""Why each neighbour of an authority is one: what the model says, and what can be seen of how alike they are."""

from collections import Counter

import polars as pl

from dashboard.components import flagged, symbols_used, table
from dashboard.formats import counted, listed, number
from dashboard.markup import Markup, Words, heading, html, joined, link, paragraph
from schemas.authorities import Authority, closeness
from schemas.authorities import authority as registered

MODEL = "2025 model"
_NOT_SAID = "Not said"
_SHOWN = {"population": "Children", "in_need_rate": "In need per 10,000 children", "spend_per_child": "Spent per child"}


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
    rows = [
        _row(None, place, place, known, codes),
        *(_row(at, one, place, known, codes) for at, one in enumerate(near, 1)),
    ]
    years = {code: known[place.authority_id, code]["period"] for code in codes}
    heads = ("Authority", "How close", "Region", "Type", *(f"{_SHOWN[c]}, {years[c]}" for c in codes))
    caption = f"The statistical neighbours of {place.name}, nearest first"
    made = table(heads, rows, caption, numeric=range(4, len(heads)), is_stacked=True)
    used = {str(known[key]["status"]) for key in known}
    return joined(
        [heading(finding(place), anchor="why", is_pinned=True), paragraph(_lead(place, bool(codes)), kind="sub"), made, symbols_used(used)]
    )  # fmt: skip


def finding(place: Authority) -> str:
    """How close the model calls the neighbours, counted, and how many are in the same region."""
    said = Counter(_close(place, id_).lower() for id_ in place.neighbours)
    parts = [f"{number(count)} {words}" for words, count in said.most_common()]
    same = sum(registered(id_).region_code == place.region_code for id_ in place.neighbours)
    where = f"; {number(same) if same else 'none'} in the same region"
    return f"{place.name}'s {counted(len(place.neighbours), 'neighbour')}: {listed(parts)}{where}"


def _close(place: Authority, neighbour_id: str) -> str:
    return closeness().get((place.authority_id, neighbour_id), _NOT_SAID)


def _lead(place: Authority, has_figures: bool) -> str:
    words = (
        f"The department's {MODEL} names them as most like {place.name} in people and circumstances, and says how close each is. "
        "It gives no distances or characteristics here, so none are shown"
    )
    return f"{words}; published statistics stand beside for judging how alike they are." if has_figures else f"{words}."


def _row(
    at: int | None, one: Authority, place: Authority, known: dict[tuple[str, str], dict[str, object]], codes: list[str]
) -> tuple[object, ...]:
    name: Words = link(one.name, f"/authority?code={one.address_code}") if known else one.name
    close = "Itself" if at is None else _close(place, one.authority_id)
    numbered: Words = name if at is None else html("{at}. {name}", at=at, name=name)
    return (numbered, close, one.region_name, one.authority_type, *(_figure(known.get((one.authority_id, c)), c) for c in codes))  # fmt: skip


def _figure(row: dict[str, object] | None, code: str) -> Markup:
    if row is None:
        return flagged("", "x")
    value = row["value"]
    words = "" if not isinstance(value, float) else _words(value, code)
    return flagged(words, str(row["status"]))


def _words(value: float, code: str) -> str:
    return f"£{number(value)}" if code == "spend_per_child" else number(value, 1 if code == "in_need_rate" else 0)
