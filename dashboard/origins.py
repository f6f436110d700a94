"""Where several figures of a place come from, as links by their names."""

from collections.abc import Iterable

from dashboard.markup import Markup, joined, link
from dashboard.origin import origin_address
from dashboard.quarter import Quarter
from schemas.authorities import Authority
from schemas.indicators import INDICATORS


def origins(quarter: Quarter, place: Authority, ids: Iterable[str]) -> Markup:
    """The links of those that there is a figure of; nothing if there is none."""
    known = [id_ for id_ in ids if quarter.figure(id_, place.authority_id).due is not None]
    if not known:
        return Markup("")
    links = (
        link(INDICATORS[i].title, origin_address(i, place.ons_code, quarter.period), ": where this comes from")
        for i in known
    )
    return joined(["Where this comes from: ", joined(links, ", "), "."])
